/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Between rows and store. Each finished field is one change in one transaction, so there is no
 * "save" to forget and none to wait for; undoing is another change, of the value that stood before
 * (the writer's thread says which: the screen may be behind).
 *
 * A record is read again after every write and whenever the station says that it changed. An answer
 * that was asked for before the last write is thrown away: it would bring back what was just
 * replaced. Rows in which somebody types are left alone; what they typed is written over what came
 * meanwhile, and the store notices when two had not seen each other.
 *
 * What hangs together beyond one field (a postcode and its address, a name and its reading, a
 * contact and whose it is) is in tsn-record-form-links.c. */

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

struct _TsnRecordForm
{
  GtkBox parent_instance;

  TsnStation *station;
  const TsnKind *kind;
  GPtrArray *rows; /* of TsnFieldRow, borrowed */

  gboolean has_record;
  TsnId id;
  TsnRecord *record; /* as read last */
  TsnChange *draft;  /* instead of a record */
  gboolean creating; /* the draft is on its way */

  guint generation; /* of what is shown; counts records and writes */
  GArray *steps;    /* of Step: to undo, the last one last */
  guint last_step;  /* the number given last */
};

enum
{
  LOADED,
  SAVED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnRecordForm, tsn_record_form, GTK_TYPE_BOX)

static TsnFieldRow *
nth_row (TsnRecordForm *self, guint i)
{
  return g_ptr_array_index (self->rows, i);
}

static guint
row_field (TsnFieldRow *row)
{
  return tsn_field_row_get_field (row)->number;
}

static gboolean
is_append_only (TsnRecordForm *self)
{
  return (self->kind->flags & TSN_KIND_APPEND_ONLY) != 0;
}

TsnFieldRow *
tsn_record_form_get_row (TsnRecordForm *self, guint field)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (row_field (nth_row (self, i)) == field)
      return nth_row (self, i);
  return NULL;
}

TsnRecord *
tsn_record_form_get_record (TsnRecordForm *self)
{
  return self->record;
}

const TsnKind *
tsn_record_form_get_kind (TsnRecordForm *self)
{
  return self->kind;
}

TsnStation *
tsn_record_form_get_station (TsnRecordForm *self)
{
  return self->station;
}

GPtrArray *
tsn_record_form_get_rows (TsnRecordForm *self)
{
  return self->rows;
}

const TsnId *
tsn_record_form_get_id (TsnRecordForm *self)
{
  if (self->draft != NULL)
    return &self->draft->record;
  return self->has_record ? &self->id : NULL;
}

const TsnValue *
tsn_record_form_get_value (TsnRecordForm *self, guint field)
{
  if (self->draft != NULL)
    return tsn_change_get (self->draft, field);
  return self->record != NULL ? tsn_record_value (self->record, field) : NULL;
}

/* -- Undo -- */

static void
step_clear (gpointer data)
{
  tsn_value_clear (&((Step *) data)->before);
}

static void
push_step (TsnRecordForm *self, guint field, TsnValue *before)
{
  Step step = { .number = ++self->last_step, .field = field, .before = *before };

  *before = TSN_VALUE_NONE;
  g_array_append_val (self->steps, step);
}

/* -- Loading -- */

typedef struct
{
  const TsnKind *kind;
  TsnId id;
  guint generation;
  TsnRecord *record;
  GHashTable *answers; /* field -> GPtrArray of TsnValue: where there is more than one */
} Load;

static void
value_free (gpointer value)
{
  tsn_value_clear (value);
  g_free (value);
}

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_pointer (&load->record, tsn_record_unref);
  g_hash_table_unref (load->answers);
  g_free (load);
}

/* Fields that were written more than once; only those can have two answers. */
static GHashTable *
contested_fields (const GPtrArray *history)
{
  g_autoptr (GHashTable) once = g_hash_table_new (NULL, NULL);
  GHashTable *twice = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < history->len; i++)
    {
      const TsnHistoryEntry *entry = g_ptr_array_index (history, i);

      for (guint j = 0; j < entry->items->len; j++)
        {
          guint field = g_array_index (entry->items, TsnHistoryItem, j).field;

          if (!g_hash_table_add (once, GUINT_TO_POINTER (field)))
            g_hash_table_add (twice, GUINT_TO_POINTER (field));
        }
    }
  return twice;
}

static gboolean
load_answers_of (TsnSession *session, Load *load, guint field, GError **error)
{
  g_autoptr (GPtrArray) entries =
      tsn_session_answers (session, load->kind, &load->id, field, error);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (value_free);

  if (entries == NULL)
    return FALSE;
  for (guint i = 1; i < entries->len; i++)
    {
      const TsnHistoryEntry *entry = g_ptr_array_index (entries, i);
      const TsnHistoryItem *item = &g_array_index (entry->items, TsnHistoryItem, 0);
      TsnValue *value;

      if (!item->readable)
        continue;
      value = g_new (TsnValue, 1);
      *value = tsn_value_copy (&item->value);
      g_ptr_array_add (others, value);
    }
  if (others->len > 0)
    g_hash_table_insert (load->answers, GUINT_TO_POINTER (field), g_steal_pointer (&others));
  return TRUE;
}

static gboolean
load_answers (TsnSession *session, Load *load, GError **error)
{
  g_autoptr (GPtrArray) history = tsn_session_history (session, load->kind, &load->id, error);
  g_autoptr (GHashTable) fields = history != NULL ? contested_fields (history) : NULL;
  GHashTableIter iter;
  gpointer field;

  if (history == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, fields);
  while (g_hash_table_iter_next (&iter, &field, NULL))
    if (!load_answers_of (session, load, GPOINTER_TO_UINT (field), error))
      return FALSE;
  return TRUE;
}

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Load *load = data;
  g_autoptr (GError) local = NULL;

  load->record = tsn_session_get (session, load->kind, &load->id, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (load->record == NULL || load->record->erased ||
      (load->kind->flags & TSN_KIND_APPEND_ONLY) != 0)
    return TRUE;
  return load_answers (session, load, error);
}

static void
show_row (TsnRecordForm *self, TsnFieldRow *row, GHashTable *answers)
{
  guint field = row_field (row);
  const TsnCell *cell = tsn_record_cell (self->record, field);
  gboolean written = cell != NULL && (!cell->readable || cell->value.type != TSN_TYPE_NONE);

  if (tsn_field_row_is_typing (row))
    return;
  if (cell != NULL && !cell->readable)
    tsn_field_row_set_unreadable (row);
  else
    tsn_field_row_set_value (row, cell != NULL ? &cell->value : NULL);
  tsn_field_row_set_read_only (row, is_append_only (self) && written);
  tsn_field_row_set_other_answers (row, g_hash_table_lookup (answers, GUINT_TO_POINTER (field)));
}

static void
load_answer (gpointer object, gpointer data, const GError *error)
{
  TsnRecordForm *self = object;
  Load *load = data;

  if (load->generation != self->generation)
    return;
  if (error != NULL)
    {
      tsn_toast_error (GTK_WIDGET (self), error);
      return;
    }
  if (load->record == NULL)
    return;
  g_clear_pointer (&self->record, tsn_record_unref);
  self->record = tsn_record_ref (load->record);
  gtk_widget_set_sensitive (GTK_WIDGET (self), !self->record->erased);
  for (guint i = 0; i < self->rows->len; i++)
    show_row (self, nth_row (self, i), load->answers);
  tsn_record_form_update_links (self);
  g_signal_emit (self, signals[LOADED], 0, self->record);
}

static void
begin_to_load (TsnRecordForm *self)
{
  Load *load = g_new0 (Load, 1);

  load->kind = self->kind;
  load->id = self->id;
  load->generation = self->generation;
  load->answers = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  tsn_station_ask (self->station, TSN_STORE_READ, load_work, load, load_free, self, load_answer);
}

static void
changed_cb (TsnStation *station, guint kind, const TsnId *record, TsnRecordForm *self)
{
  if (self->has_record && kind == self->kind->number &&
      (record == NULL || tsn_id_equal (record, &self->id)))
    begin_to_load (self);
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

  if (write->undo || is_append_only (self))
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
    begin_to_load (self); /* answers that came in between were thrown away */
  g_signal_emit (self, signals[FAILED], 0);
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
    g_signal_emit (self, signals[SAVED], 0, write->change->create ? 0 : written_field (write));
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

static void
write_value (TsnRecordForm *self, guint field, TsnValue value, gboolean settle, gboolean undo)
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
  write_value (self, field, value, FALSE, FALSE);
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
  write_value (self, step.field, step.before, FALSE, TRUE);
}

gboolean
tsn_record_form_undo (TsnRecordForm *self)
{
  if (self->steps->len == 0 || !self->has_record)
    return FALSE;
  undo_step (self, self->steps->len - 1);
  return TRUE;
}

/* -- Rows -- */

static void
edited_cb (TsnFieldRow *row, TsnRecordForm *self)
{
  const TsnField *field = tsn_field_row_get_field (row);
  g_autoptr (GError) error = NULL;
  TsnValue value = TSN_VALUE_NONE;

  if (!tsn_field_row_get_value (row, &value, NULL))
    return;
  if (value.type == TSN_TYPE_NONE && (field->flags & TSN_FIELD_REQUIRED) != 0 && self->has_record)
    {
      g_autofree char *sentence = NULL;
      const TsnValue *standing = self->record != NULL
                                     ? tsn_record_value (self->record, field->number)
                                     : NULL;

      g_set_error_literal (&error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_REQUIRED, "required");
      sentence = tsn_words_error (error);
      tsn_field_row_refuse (row, standing, sentence);
      return;
    }
  write_value (self, field->number, value, FALSE, FALSE);
  tsn_record_form_follow_edit (self, row);
}

static void
settled_cb (TsnFieldRow *row, const TsnValue *value, TsnRecordForm *self)
{
  tsn_field_row_set_value (row, value);
  write_value (self, row_field (row), tsn_value_copy (value), TRUE, FALSE);
}

static void
add_row (TsnRecordForm *self, AdwPreferencesGroup *group, guint number, TsnFieldRowFlags flags)
{
  const TsnField *field = tsn_kind_field (self->kind, number);
  GtkWidget *row;

  g_return_if_fail (field != NULL);
  row = tsn_field_row_new (self->station, field, flags);
  g_signal_connect_object (row, "edited", G_CALLBACK (edited_cb), self, 0);
  g_signal_connect_object (row, "settled", G_CALLBACK (settled_cb), self, 0);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
  tsn_record_form_link_row (self, TSN_FIELD_ROW (row));
}

AdwPreferencesGroup *
tsn_record_form_add_group (TsnRecordForm *self,
                           const char *title,
                           const char *description,
                           TsnFieldRowFlags flags,
                           const guint *fields)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *escaped = g_markup_escape_text (title != NULL ? title : "", -1);

  adw_preferences_group_set_title (group, escaped);
  adw_preferences_group_set_description (group, description);
  for (guint i = 0; fields[i] != 0; i++)
    add_row (self, group, fields[i], flags);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (group));
  return group;
}

void
tsn_record_form_finish (TsnRecordForm *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    tsn_field_row_finish (nth_row (self, i));
}

/* -- Which record -- */

/* What was typed belongs to the record that was shown until now. */
static void
forget_record (TsnRecordForm *self)
{
  if (self->has_record)
    tsn_record_form_finish (self);
  self->has_record = FALSE;
  self->creating = FALSE;
  self->generation++;
  g_clear_pointer (&self->record, tsn_record_unref);
  g_clear_pointer (&self->draft, tsn_change_free);
  g_array_set_size (self->steps, 0);
  for (guint i = 0; i < self->rows->len; i++)
    {
      tsn_field_row_set_read_only (nth_row (self, i), FALSE);
      tsn_field_row_set_other_answers (nth_row (self, i), NULL);
      tsn_field_row_set_value (nth_row (self, i), NULL);
    }
}

void
tsn_record_form_set_record (TsnRecordForm *self, const TsnId *record)
{
  if (record != NULL && self->has_record && tsn_id_equal (record, &self->id))
    {
      begin_to_load (self);
      return;
    }
  forget_record (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self), record != NULL);
  if (record == NULL)
    return;
  self->id = *record;
  self->has_record = TRUE;
  begin_to_load (self);
}

void
tsn_record_form_set_draft (TsnRecordForm *self, TsnChange *change)
{
  forget_record (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  self->draft = change;
  for (guint i = 0; i < self->rows->len; i++)
    tsn_field_row_set_value (nth_row (self, i),
                             tsn_change_get (change, row_field (nth_row (self, i))));
  tsn_record_form_update_links (self);
}

/* Reads every row into the draft; FALSE at the first that is wrong. */
static gboolean
read_rows (TsnRecordForm *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      TsnFieldRow *row = nth_row (self, i);
      TsnValue value = TSN_VALUE_NONE;

      if (!tsn_field_row_get_value (row, &value, NULL))
        {
          gtk_widget_grab_focus (GTK_WIDGET (row));
          return FALSE;
        }
      tsn_change_take (self->draft, row_field (row), value);
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

/* -- Life -- */

/* Before an entry hears of it, which would keep the key for itself with nothing to undo. While
 * something is being typed it is the entry's. */
static gboolean
undo_shortcut_cb (GtkWidget *widget, GVariant *parameters, gpointer user_data)
{
  TsnRecordForm *self = TSN_RECORD_FORM (widget);

  for (guint i = 0; i < self->rows->len; i++)
    if (gtk_widget_get_focus_child (GTK_WIDGET (nth_row (self, i))) != NULL &&
        tsn_field_row_is_typing (nth_row (self, i)))
      return GDK_EVENT_PROPAGATE;
  return tsn_record_form_undo (self);
}

static void
add_undo_shortcut (TsnRecordForm *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_z, GDK_CONTROL_MASK),
                                            gtk_callback_action_new (undo_shortcut_cb, NULL, NULL));

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
tsn_record_form_dispose (GObject *object)
{
  TsnRecordForm *self = TSN_RECORD_FORM (object);
  GtkWidget *child;

  g_ptr_array_set_size (self->rows, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_record_form_parent_class)->dispose (object);
}

static void
tsn_record_form_finalize (GObject *object)
{
  TsnRecordForm *self = TSN_RECORD_FORM (object);

  g_ptr_array_unref (self->rows);
  g_array_unref (self->steps);
  g_clear_pointer (&self->record, tsn_record_unref);
  g_clear_pointer (&self->draft, tsn_change_free);
  G_OBJECT_CLASS (tsn_record_form_parent_class)->finalize (object);
}

static void
tsn_record_form_class_init (TsnRecordFormClass *class)
{
  GType type = TSN_TYPE_RECORD_FORM;

  G_OBJECT_CLASS (class)->dispose = tsn_record_form_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_record_form_finalize;
  signals[LOADED] = g_signal_new ("loaded",
                                  type,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_POINTER);
  signals[SAVED] = g_signal_new ("saved",
                                 type,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_UINT);
  signals[FAILED] =
      g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tsn_record_form_init (TsnRecordForm *self)
{
  self->rows = g_ptr_array_new ();
  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (self->steps, step_clear);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 24);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  add_undo_shortcut (self);
}

GtkWidget *
tsn_record_form_new (TsnStation *station, const TsnKind *kind)
{
  TsnRecordForm *self = g_object_new (TSN_TYPE_RECORD_FORM, NULL);

  self->station = g_object_ref (station);
  self->kind = kind;
  g_signal_connect_object (station,
                           "locking",
                           G_CALLBACK (tsn_record_form_finish),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (station, "changed", G_CALLBACK (changed_cb), self, 0);
  return GTK_WIDGET (self);
}
