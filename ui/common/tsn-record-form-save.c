/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each finished field is one change in one transaction, so there is no "save" to forget and none to
 * wait for; undoing is another change, of the value that stood before (the writer's thread says
 * which: the screen may be behind). A draft is written as a whole. */

#include <glib/gi18n.h>

#include "tsn-record-form-private.h"
#include "tsn-session.h"
#include "tsn-toast.h"
#include "tsn-validate.h"
#include "tsn-words.h"

typedef struct
{
  guint number; /* counts from 1 */
  guint field;
  TsnValue before;
} Step;

/* -- Undo -- */

static void
step_clear (gpointer data)
{
  tsn_value_clear (&((Step *) data)->before);
}

GArray *
tsn_record_form_new_steps (void)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (Step));

  g_array_set_clear_func (steps, step_clear);
  return steps;
}

static void
push_step (TsnRecordForm *self, guint field, TsnValue *before)
{
  Step step = { .number = ++self->last_step, .field = field, .before = *before };

  *before = TSN_VALUE_NONE;
  g_array_append_val (self->steps, step);
}

/* -- Writing -- */

typedef struct
{
  TsnStation *station;
  GWeakRef form;
  TsnChange *change;
  gboolean undo;
  TsnValue before; /* of the one field of the change; what stood when it was written */
} Write;

static void
write_free (gpointer data)
{
  Write *write = data;

  g_clear_object (&write->station);
  g_weak_ref_clear (&write->form);
  tsn_change_free (write->change);
  tsn_value_clear (&write->before);
  g_free (write);
}

static guint
written_field (const Write *write)
{
  return g_array_index (write->change->items, TsnChangeItem, 0).field;
}

static gboolean
write_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Write *write = data;
  const TsnChange *change = write->change;
  g_autoptr (TsnRecord) record = NULL;
  const TsnValue *before;

  if (!change->create)
    {
      record = tsn_session_get (session, change->kind, &change->record, NULL);
      before = record != NULL ? tsn_record_value (record, written_field (write)) : NULL;
      if (before != NULL)
        write->before = tsn_value_copy (before);
    }
  return tsn_session_put (session, change, NULL, error);
}

static void undo_step (TsnRecordForm *self, guint index);

/* Of the change that the toast spoke of, whatever came after it. */
static void
undo_clicked (gpointer object, gpointer data)
{
  TsnRecordForm *self = object;

  for (guint i = 0; i < self->steps->len; i++)
    if (g_array_index (self->steps, Step, i).number == GPOINTER_TO_UINT (data))
      {
        undo_step (self, i);
        return;
      }
}

/* Filling in an empty field is seen where it happens; something that is gone is worth a word. */
static void
remember (TsnRecordForm *self, Write *write)
{
  guint field = written_field (write);
  const TsnField *info = tsn_kind_field (self->kind, field);
  gboolean replaced = write->before.type != TSN_TYPE_NONE;
  g_autofree char *text = NULL;

  if (write->undo || tsn_record_form_is_append_only (self))
    return;
  push_step (self, field, &write->before);
  if (!replaced)
    return;
  /* Translators: %s is the label of a field. */
  text = g_strdup_printf (_ ("“%s” was changed"), tsn_words_field (info));
  tsn_toast_undo (GTK_WIDGET (self),
                  text,
                  undo_clicked,
                  self,
                  GUINT_TO_POINTER (self->last_step),
                  NULL);
}

static void
refuse (TsnRecordForm *self, const Write *write, const GError *error)
{
  TsnFieldRow *row = write->change->create ? NULL
                                           : tsn_record_form_get_row (self, written_field (write));
  g_autofree char *sentence = tsn_words_error (error);

  self->creating = FALSE;
  if (row != NULL)
    tsn_field_row_refuse (row, &write->before, sentence);
  tsn_toast_error (GTK_WIDGET (self), error);
  if (self->has_record)
    tsn_record_form_load (self); /* answers that came in between were thrown away */
  g_signal_emit_by_name (self, "failed");
}

static void
take_created (TsnRecordForm *self)
{
  self->creating = FALSE;
  self->has_record = TRUE;
  self->id = self->draft->record;
  self->generation++;
  g_clear_pointer (&self->draft, tsn_change_free);
}

/* Other pages hear of it even when the form is gone. */
static void
write_answer (gpointer object, gpointer data, const GError *error)
{
  Write *write = data;
  g_autoptr (TsnRecordForm) self = g_weak_ref_get (&write->form);
  const TsnId *shown = self != NULL ? tsn_record_form_get_id (self) : NULL;
  gboolean still = shown != NULL && tsn_id_equal (shown, &write->change->record);

  if (still && error != NULL)
    {
      refuse (self, write, error);
      return;
    }
  if (error != NULL)
    return;
  if (still && write->change->create)
    take_created (self);
  else if (still)
    {
      self->generation++;
      remember (self, write);
    }
  tsn_station_changed (write->station, write->change->kind->number, &write->change->record);
  if (still)
    g_signal_emit_by_name (self, "saved", write->change->create ? 0 : written_field (write));
}

static void
begin_to_write (TsnRecordForm *self, TsnChange *change, gboolean undo)
{
  Write *write = g_new0 (Write, 1);

  write->station = g_object_ref (self->station);
  g_weak_ref_init (&write->form, self);
  write->change = change;
  write->undo = undo;
  self->generation++;
  tsn_station_ask (self->station,
                   TSN_STORE_WRITE,
                   write_work,
                   write,
                   write_free,
                   self->station,
                   write_answer);
}

void
tsn_record_form_write (TsnRecordForm *self,
                       guint field,
                       TsnValue value,
                       gboolean settle,
                       gboolean undo)
{
  TsnChange *change;

  if (self->draft != NULL)
    {
      tsn_change_take (self->draft, field, value);
      tsn_record_form_update_links (self);
    }
  else if (self->has_record)
    {
      change = tsn_change_new (self->kind, &self->id);
      change->settle = settle;
      tsn_change_take (change, field, value);
      begin_to_write (self, change, undo);
    }
  else
    tsn_value_clear (&value);
}

void
tsn_record_form_take_value (TsnRecordForm *self, guint field, TsnValue value)
{
  TsnFieldRow *row = tsn_record_form_get_row (self, field);

  if (row != NULL)
    tsn_field_row_set_value (row, &value);
  tsn_record_form_write (self, field, value, FALSE, FALSE);
}

static void
undo_step (TsnRecordForm *self, guint index)
{
  Step step = g_array_index (self->steps, Step, index);
  TsnFieldRow *row = tsn_record_form_get_row (self, step.field);

  g_array_index (self->steps, Step, index).before = TSN_VALUE_NONE;
  g_array_remove_index (self->steps, index);
  tsn_toast_undone (GTK_WIDGET (self));
  if (row != NULL)
    {
      tsn_field_row_set_value (row, &step.before);
      gtk_widget_grab_focus (GTK_WIDGET (row));
    }
  tsn_record_form_write (self, step.field, step.before, FALSE, TRUE);
}

gboolean
tsn_record_form_undo (TsnRecordForm *self)
{
  if (self->steps->len == 0 || !self->has_record)
    return FALSE;
  undo_step (self, self->steps->len - 1);
  return TRUE;
}

/* -- Drafts -- */

/* Reads every row into the draft; FALSE at the first that is wrong. What is still being typed
 * counts as finished: else it would be written once more when the focus leaves it. */
static gboolean
read_rows (TsnRecordForm *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      TsnFieldRow *row = g_ptr_array_index (self->rows, i);
      TsnValue value = TSN_VALUE_NONE;

      tsn_field_row_finish (row);
      if (!tsn_field_row_get_value (row, &value, NULL))
        {
          gtk_widget_grab_focus (GTK_WIDGET (row));
          return FALSE;
        }
      tsn_change_take (self->draft, tsn_field_row_get_field (row)->number, value);
    }
  return TRUE;
}

/* Without the fields that were left empty: a new record says nothing of them. */
static TsnChange *
copy_written (const TsnChange *draft)
{
  TsnChange *copy = tsn_change_new_create (draft->kind, &draft->record);

  for (guint i = 0; i < draft->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (draft->items, TsnChangeItem, i);

      if (item->value.type != TSN_TYPE_NONE)
        tsn_change_take (copy, item->field, tsn_value_copy (&item->value));
    }
  return copy;
}

TsnChange *
tsn_record_form_dup_draft (TsnRecordForm *self)
{
  g_autoptr (TsnChange) change = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  const TsnField *field = NULL;
  TsnFieldRow *row;

  if (self->draft == NULL || !read_rows (self))
    return NULL;
  change = copy_written (self->draft);
  if (tsn_validate_change (change, &field, &error))
    return g_steal_pointer (&change);
  sentence = tsn_words_error (error);
  row = field != NULL ? tsn_record_form_get_row (self, field->number) : NULL;
  if (row != NULL)
    {
      tsn_field_row_set_error (row, sentence);
      gtk_widget_grab_focus (GTK_WIDGET (row));
    }
  else
    tsn_toast_error (GTK_WIDGET (self), error);
  return NULL;
}

void
tsn_record_form_create (TsnRecordForm *self)
{
  TsnChange *change = self->creating ? NULL : tsn_record_form_dup_draft (self);

  if (change == NULL)
    return;
  self->creating = TRUE;
  begin_to_write (self, change, FALSE);
}
