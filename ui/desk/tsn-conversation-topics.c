/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The order is that of a conversation, not of the model: first how the person is and whether they
 * want to talk at all, then what matters to them, and treatments only after that. The person's own
 * words come before what others think, and never in the same place.
 *
 * Source: 人生の最終段階における医療・ケアの決定プロセスに関するガイドライン (2018) for what is
 * asked and why it is asked again; the steps of 人生会議学習サイト for the order. */

#include "tsn-conversation-topics.h"

#include <glib/gi18n.h>

#include "tsn-person-words.h"
#include "tsn-words.h"

#define NO_MORE                                                                                    \
  {                                                                                                \
    .fields = { 0 }                                                                                \
  }

static const TsnConversationTopic TOPICS[] = {
  { .title = N_ ("This conversation"),
    .lead = N_ ("When, where and with whom."),
    .groups = { { NULL,
                  NULL,
                  TSN_FIELD_ROW_LARGE,
                  { TSN_CONVERSATION_DATE,
                    TSN_CONVERSATION_TIME,
                    TSN_CONVERSATION_PARTICIPANTS,
                    TSN_CONVERSATION_PARTICIPANT_RELATIONS,
                    TSN_CONVERSATION_PARTICIPANT_NOTE,
                    TSN_CONVERSATION_SETTING,
                    TSN_CONVERSATION_SETTING_NOTE,
                    TSN_CONVERSATION_OCCASION,
                    TSN_CONVERSATION_TOOLS } },
                NO_MORE } },
  { .title = N_ ("How the person is today"),
    .lead = N_ (
        "Not wanting to think or talk about it is an answer of its own. You can stop there."),
    .groups = { { NULL,
                  NULL,
                  TSN_FIELD_ROW_LARGE,
                  { TSN_CONVERSATION_STANCE,
                    TSN_CONVERSATION_EXPRESSION,
                    TSN_CONVERSATION_DEMEANOUR } },
                NO_MORE } },
  { .title = N_ ("What matters"),
    .lead = N_ ("If time were short, what would matter most?"),
    .not_now = TSN_CONVERSATION_TOPIC_VALUES,
    .groups = { { NULL,
                  NULL,
                  TSN_FIELD_ROW_LARGE,
                  { TSN_CONVERSATION_IMPORTANT, TSN_CONVERSATION_IMPORTANT_NOTE } },
                NO_MORE } },
  { .title = N_ ("Illness and treatment"),
    .lead = N_ ("What the person knows, wants to know, and wants to ask."),
    .not_now = TSN_CONVERSATION_TOPIC_ILLNESS,
    .groups = { { NULL,
                  NULL,
                  TSN_FIELD_ROW_LARGE,
                  { TSN_CONVERSATION_UNDERSTANDING,
                    TSN_CONVERSATION_DISCLOSURE,
                    TSN_CONVERSATION_QUESTIONS } },
                NO_MORE } },
  { .title = N_ ("Somebody to speak for the person"),
    .lead = N_ (
        "Somebody who tells others what the person would want when they cannot say it. This "
        "gives no legal right and has nothing to do with property."),
    .not_now = TSN_CONVERSATION_TOPIC_PROXY,
    .groups = { { NULL,
                  NULL,
                  TSN_FIELD_ROW_LARGE,
                  { TSN_CONVERSATION_PROXIES, TSN_CONVERSATION_PROXY_ASKED } },
                { N_ ("Somebody who is not among the contacts"),
                  NULL,
                  TSN_FIELD_ROW_PLAIN,
                  { TSN_CONVERSATION_PROXY_NAME, TSN_CONVERSATION_PROXY_RELATION } },
                NO_MORE } },
  { .title = N_ ("Where to be"),
    .lead = N_ ("As it is felt today. It may change at any time."),
    .not_now = TSN_CONVERSATION_TOPIC_PLACES,
    .groups = { { NULL,
                  NULL,
                  TSN_FIELD_ROW_LARGE,
                  { TSN_CONVERSATION_CARE_PLACE, TSN_CONVERSATION_CARE_PLACE_NOTE } },
                { NULL,
                  NULL,
                  TSN_FIELD_ROW_LARGE,
                  { TSN_CONVERSATION_FINAL_PLACE, TSN_CONVERSATION_FINAL_PLACE_NOTE } },
                NO_MORE } },
  { .title = N_ ("Care and treatment"),
    .lead = N_ (
        "Feelings of today, not instructions. Nothing has to be chosen: what was not talked "
        "about stays empty."),
    .not_now = TSN_CONVERSATION_TOPIC_CARE,
    .groups = { { N_ ("Pain and distress"),
                  NULL,
                  TSN_FIELD_ROW_LARGE,
                  { TSN_CONVERSATION_WISH_COMFORT, TSN_CONVERSATION_WISH_TRANSFER } },
                { N_ ("Food and drink"),
                  NULL,
                  TSN_FIELD_ROW_LARGE,
                  { TSN_CONVERSATION_WISH_ORAL_ONLY,
                    TSN_CONVERSATION_WISH_DRIP,
                    TSN_CONVERSATION_WISH_TUBE_FEEDING,
                    TSN_CONVERSATION_WISH_GASTROSTOMY,
                    TSN_CONVERSATION_WISH_CENTRAL_LINE } },
                { N_ ("When it becomes serious"),
                  NULL,
                  TSN_FIELD_ROW_LARGE,
                  { TSN_CONVERSATION_WISH_PROLONGING,
                    TSN_CONVERSATION_WISH_VENTILATOR,
                    TSN_CONVERSATION_WISH_DIALYSIS,
                    TSN_CONVERSATION_WISH_RESUSCITATION,
                    TSN_CONVERSATION_WISH_ECMO } },
                { NULL, NULL, TSN_FIELD_ROW_PLAIN, { TSN_CONVERSATION_WISH_NOTE } },
                NO_MORE } },
  { .title = N_ ("The person's own words"),
    .lead = N_ ("As they were said, not tidied up."),
    .groups = { { NULL, NULL, TSN_FIELD_ROW_PLAIN, { TSN_CONVERSATION_OWN_WORDS } }, NO_MORE } },
  { .title = N_ ("What others think"),
    .lead = N_ ("Kept apart from what the person said."),
    .groups = { { N_ ("Family and trusted people"),
                  NULL,
                  TSN_FIELD_ROW_PLAIN,
                  { TSN_CONVERSATION_FAMILY_OPINION } },
                { N_ ("Care team"), NULL, TSN_FIELD_ROW_PLAIN, { TSN_CONVERSATION_TEAM_OPINION } },
                NO_MORE } },
  { .title = N_ ("Sharing and next time"),
    .lead = N_ ("Feelings change. Talk again when something happens, and at the latest on the day "
                "below."),
    .groups = { { NULL,
                  NULL,
                  TSN_FIELD_ROW_LARGE,
                  { TSN_CONVERSATION_SHARE_WITH,
                    TSN_CONVERSATION_SHARE_CONSENT,
                    TSN_CONVERSATION_SHARE_NOTE,
                    TSN_CONVERSATION_NEXT_REVIEW } },
                { N_ ("Recorded by"),
                  NULL,
                  TSN_FIELD_ROW_PLAIN,
                  { TSN_CONVERSATION_RECORDER, TSN_CONVERSATION_RECORDER_PROFESSION } },
                NO_MORE } },
};

/* What a new conversation says before anybody has spoken. */
static const guint FRAME[] = {
  TSN_CONVERSATION_PERSON,   TSN_CONVERSATION_DATE,         TSN_CONVERSATION_EVENT,
  TSN_CONVERSATION_OCCASION, TSN_CONVERSATION_NEXT_REVIEW,  TSN_CONVERSATION_RECORDER,
  TSN_CONVERSATION_PREVIOUS, TSN_CONVERSATION_MUNICIPALITY,
};

const TsnConversationTopic *
tsn_conversation_topics (guint *n_topics)
{
  *n_topics = G_N_ELEMENTS (TOPICS);
  return TOPICS;
}

void
tsn_topic_fields (const TsnConversationTopic *topic, guint fields[TSN_TOPIC_FIELDS_MAX])
{
  guint n = 0;

  for (const TsnFormGroup *group = topic->groups; group->fields[0] != 0; group++)
    for (guint i = 0; i < TSN_FORM_GROUP_FIELDS && group->fields[i] != 0; i++)
      if (n < TSN_TOPIC_FIELDS_MAX - 1)
        fields[n++] = group->fields[i];
  fields[n] = 0;
}

/* -- A draft -- */

static gboolean
is_said (const TsnChange *draft, guint field)
{
  const TsnValue *value = tsn_change_get (draft, field);

  return value != NULL && value->type != TSN_TYPE_NONE;
}

static gboolean
is_of_frame (guint field)
{
  for (guint i = 0; i < G_N_ELEMENTS (FRAME); i++)
    if (FRAME[i] == field)
      return TRUE;
  return FALSE;
}

static gboolean
is_left_for_later (const TsnValue *topics, guint topic)
{
  if (topics == NULL || topics->type != TSN_TYPE_LIST)
    return FALSE;
  for (guint i = 0; i < topics->list->len; i++)
    if (g_array_index (topics->list, TsnValue, i).number == (gint64) topic)
      return TRUE;
  return FALSE;
}

gboolean
tsn_topic_is_answered (const TsnConversationTopic *topic, const TsnChange *draft)
{
  guint fields[TSN_TOPIC_FIELDS_MAX];

  if (topic->not_now != 0 &&
      is_left_for_later (tsn_change_get (draft, TSN_CONVERSATION_NOT_NOW), topic->not_now))
    return TRUE;
  tsn_topic_fields (topic, fields);
  for (guint i = 0; fields[i] != 0; i++)
    if (!is_of_frame (fields[i]) && is_said (draft, fields[i]))
      return TRUE;
  return FALSE;
}

gboolean
tsn_conversation_has_content (const TsnChange *draft)
{
  for (guint i = 0; i < draft->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (draft->items, TsnChangeItem, i);

      if (!is_of_frame (item->field) && item->value.type != TSN_TYPE_NONE)
        return TRUE;
    }
  return FALSE;
}

/* -- A talk that was recorded -- */

gboolean
tsn_conversation_differs (const TsnRecord *talk, const TsnRecord *before, guint field)
{
  const TsnValue *now = tsn_record_value (talk, field);
  const TsnValue *then = before != NULL ? tsn_record_value (before, field) : NULL;

  return now != NULL && then != NULL && !tsn_value_equal (now, then);
}

static char *
name_of (const TsnPersonOverview *overview, const TsnId *id)
{
  const TsnRecord *record = tsn_person_overview_related (overview, id);

  if (record != NULL && record->kind->number == TSN_KIND_CONTACT)
    return tsn_contact_title (record);
  return g_strdup (record != NULL && tsn_record_title (record) != NULL
                       ? tsn_record_title (record)
                       : _ ("(a record that is not here)"));
}

char *
tsn_conversation_words (const TsnPersonOverview *overview, const TsnRecord *talk, guint field)
{
  const TsnValue *value = tsn_record_value (talk, field);
  g_autoptr (GString) out = NULL;

  if (value == NULL || tsn_kind_field (talk->kind, field)->type != TSN_TYPE_REFERENCE)
    return tsn_record_words (talk, field);
  if (value->type != TSN_TYPE_LIST)
    return name_of (overview, &value->id);
  out = g_string_new (NULL);
  for (guint i = 0; i < value->list->len; i++)
    {
      g_autofree char *name = name_of (overview, &g_array_index (value->list, TsnValue, i).id);

      g_string_append_printf (out, "%s%s", i > 0 ? _ (", ") : "", name);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
add_line (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), style == NULL);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
}

static void
add_field (GtkWidget *box,
           const TsnPersonOverview *overview,
           const TsnRecord *talk,
           const TsnRecord *before,
           guint field)
{
  const char *label = tsn_words_field (tsn_kind_field (talk->kind, field));
  g_autofree char *words = tsn_conversation_words (overview, talk, field);
  g_autofree char *changed = NULL;

  if (words[0] == '\0')
    return;
  if (!is_of_frame (field) && tsn_conversation_differs (talk, before, field))
    changed = g_strdup_printf (_ ("%s (not as the time before)"), label);
  add_line (box, changed != NULL ? changed : label, changed != NULL ? "changed" : "said-label");
  add_line (box, words, NULL);
}

GtkWidget *
tsn_conversation_topic_widget (const TsnPersonOverview *overview,
                               const TsnConversationTopic *topic,
                               const TsnRecord *talk,
                               const TsnRecord *before)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  guint fields[TSN_TOPIC_FIELDS_MAX];

  if (topic->not_now != 0 &&
      is_left_for_later (tsn_record_value (talk, TSN_CONVERSATION_NOT_NOW), topic->not_now))
    add_line (box, _ ("Did not want to talk or think about it then"), NULL);
  tsn_topic_fields (topic, fields);
  for (guint i = 0; fields[i] != 0; i++)
    add_field (box, overview, talk, before, fields[i]);
  if (gtk_widget_get_first_child (box) != NULL)
    return box;
  g_object_unref (g_object_ref_sink (box));
  return NULL;
}
