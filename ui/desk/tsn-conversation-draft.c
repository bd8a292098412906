/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of a draft form, the topics that were left for another day, and the frame that every
 * conversation has, together one record. Nothing is written here: a draft on the disk would be one
 * more thing to protect. */

#include "tsn-conversation-draft.h"

#include "tsn-conversation.h"
#include "tsn-person-words.h"

struct _TsnConversationDraft
{
  TsnRecordForm *form; /* borrowed */
  TsnChange *frame;    /* person, day, place ...; NULL before it has begun */
  const TsnConversationTopic *topics;
  guint n_topics;
  GtkToggleButton **left; /* of each topic; borrowed */
};

TsnConversationDraft *
tsn_conversation_draft_new (TsnRecordForm *form)
{
  TsnConversationDraft *self = g_new0 (TsnConversationDraft, 1);

  self->form = form;
  self->topics = tsn_conversation_topics (&self->n_topics);
  self->left = g_new0 (GtkToggleButton *, self->n_topics);
  return self;
}

void
tsn_conversation_draft_free (TsnConversationDraft *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->frame, tsn_change_free);
  g_free (self->left);
  g_free (self);
}

void
tsn_conversation_draft_set_left (TsnConversationDraft *self, guint topic, GtkToggleButton *left)
{
  self->left[topic] = left;
}

GtkToggleButton *
tsn_conversation_draft_get_left (TsnConversationDraft *self, guint topic)
{
  return self->left[topic];
}

/* -- What was said so far -- */

static void
take_left (TsnConversationDraft *self, TsnChange *change)
{
  TsnValue list = tsn_value_list ();

  for (guint i = 0; i < self->n_topics; i++)
    if (self->left[i] != NULL && gtk_toggle_button_get_active (self->left[i]))
      {
        TsnValue topic = tsn_value_number (TSN_TYPE_CODE, self->topics[i].not_now);

        tsn_value_list_take (&list, &topic);
      }
  if (list.list->len > 0)
    tsn_change_take (change, TSN_CONVERSATION_NOT_NOW, list);
  else
    tsn_value_clear (&list);
}

static void
take_row (TsnConversationDraft *self, TsnChange *change, guint field)
{
  TsnValue value = TSN_VALUE_NONE;

  if (tsn_field_row_get_value (tsn_record_form_get_row (self->form, field), &value, NULL) &&
      value.type != TSN_TYPE_NONE)
    tsn_change_take (change, field, value);
  else
    tsn_value_clear (&value);
}

static TsnChange *
copy_frame (TsnConversationDraft *self)
{
  TsnChange *copy = tsn_change_new_create (self->frame->kind, &self->frame->record);

  for (guint i = 0; i < self->frame->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (self->frame->items, TsnChangeItem, i);

      tsn_change_take (copy, item->field, tsn_value_copy (&item->value));
    }
  return copy;
}

TsnChange *
tsn_conversation_draft_collect (TsnConversationDraft *self)
{
  TsnChange *change = copy_frame (self);

  for (guint i = 0; i < self->n_topics; i++)
    {
      guint fields[TSN_TOPIC_FIELDS_MAX];

      tsn_topic_fields (&self->topics[i], fields);
      for (guint k = 0; fields[k] != 0; k++)
        take_row (self, change, fields[k]);
    }
  take_left (self, change);
  return change;
}

TsnChange *
tsn_conversation_draft_collect_valid (TsnConversationDraft *self)
{
  g_autoptr (TsnChange) change = tsn_conversation_draft_collect (self);

  if (!tsn_conversation_has_content (change))
    return NULL;
  if (!tsn_conversation_check (change, tsn_today (), NULL, NULL))
    {
      tsn_change_set_number (change, TSN_CONVERSATION_DATE, tsn_today ());
      tsn_change_take (change,
                       TSN_CONVERSATION_NEXT_REVIEW,
                       tsn_value_copy (tsn_change_get (self->frame, TSN_CONVERSATION_NEXT_REVIEW)));
    }
  return g_steal_pointer (&change);
}

guint
tsn_conversation_draft_wrong_field (TsnConversationDraft *self)
{
  for (guint i = 0; i < self->n_topics; i++)
    {
      guint fields[TSN_TOPIC_FIELDS_MAX];

      tsn_topic_fields (&self->topics[i], fields);
      for (guint k = 0; fields[k] != 0; k++)
        {
          g_auto (TsnValue) value = TSN_VALUE_NONE;

          if (!tsn_field_row_get_value (tsn_record_form_get_row (self->form, fields[k]),
                                        &value,
                                        NULL))
            return fields[k];
        }
    }
  return 0;
}

/* -- Beginning -- */

/* Who is at the desk, as the operator's slot is called. */
static void
set_recorder (TsnConversationDraft *self, TsnStation *station)
{
  TsnVault *vault = tsn_station_get_vault (station);
  g_autoptr (GArray) operators = tsn_vault_list_operators (vault);

  for (guint i = 0; i < operators->len; i++)
    {
      const TsnOperator *one = &g_array_index (operators, TsnOperator, i);

      if (tsn_id_equal (&one->id, tsn_vault_operator (vault)))
        tsn_change_set_text (self->frame, TSN_CONVERSATION_RECORDER, one->label);
    }
}

void
tsn_conversation_draft_begin (TsnConversationDraft *self, TsnStation *station, TsnChange *frame)
{
  self->frame = frame;
  set_recorder (self, station);
  tsn_record_form_set_draft (self->form, copy_frame (self));
}
