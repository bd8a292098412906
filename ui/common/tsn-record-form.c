/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Between rows and store. A record is read again after every write and whenever the station says
 * that it changed (tsn-record-load.c). An answer that was asked for before the last write is thrown
 * away: it would bring back what was just replaced. Rows in which somebody types are left alone;
 * what they typed is written over what came meanwhile, and the store notices when two had not seen
 * each other.
 *
 * How a field is written and taken back is in tsn-record-form-save.c; what hangs together beyond
 * one field (a postcode and its address, a name and its reading, a contact and whose it is) in
 * tsn-record-form-links.c. */

#include <glib/gi18n.h>

#include "tsn-record-form-private.h"
#include "tsn-record-load.h"
#include "tsn-toast.h"
#include "tsn-validate.h"
#include "tsn-words.h"

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

gboolean
tsn_record_form_is_append_only (TsnRecordForm *self)
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

/* -- Loading -- */

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
  tsn_field_row_set_read_only (row, tsn_record_form_is_append_only (self) && written);
  tsn_field_row_set_answers (row, g_hash_table_lookup (answers, GUINT_TO_POINTER (field)));
}

static void
load_answer (gpointer object, gpointer data, const GError *error)
{
  TsnRecordForm *self = object;
  TsnRecordLoad *load = data;

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

void
tsn_record_form_load (TsnRecordForm *self)
{
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   tsn_record_load_work,
                   tsn_record_load_new (self->kind, &self->id, self->generation),
                   tsn_record_load_free,
                   self,
                   load_answer);
}

static void
changed_cb (TsnStation *station, guint kind, const TsnId *record, TsnRecordForm *self)
{
  if (self->has_record && kind == self->kind->number &&
      (record == NULL || tsn_id_equal (record, &self->id)))
    tsn_record_form_load (self);
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
  tsn_record_form_write (self, field->number, value, FALSE, FALSE);
  tsn_record_form_follow_edit (self, row);
}

static void
settled_cb (TsnFieldRow *row, const TsnValue *value, TsnRecordForm *self)
{
  tsn_field_row_set_value (row, value);
  tsn_record_form_write (self, row_field (row), tsn_value_copy (value), TRUE, FALSE);
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
tsn_record_form_add_groups (TsnRecordForm *self, const TsnFormGroup *groups, GPtrArray *added)
{
  for (const TsnFormGroup *group = groups; group->fields[0] != 0; group++)
    {
      AdwPreferencesGroup *widget = tsn_record_form_add_group (
          self,
          group->title != NULL ? _ (group->title) : NULL,
          group->description != NULL ? _ (group->description) : NULL,
          group->flags,
          group->fields);

      if (added != NULL)
        g_ptr_array_add (added, widget);
    }
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
      tsn_field_row_set_answers (nth_row (self, i), NULL);
      tsn_field_row_set_value (nth_row (self, i), NULL);
    }
}

void
tsn_record_form_set_record (TsnRecordForm *self, const TsnId *record)
{
  if (record != NULL && self->has_record && tsn_id_equal (record, &self->id))
    {
      tsn_record_form_load (self);
      return;
    }
  forget_record (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self), record != NULL);
  if (record == NULL)
    return;
  self->id = *record;
  self->has_record = TRUE;
  tsn_record_form_load (self);
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
  self->steps = tsn_record_form_new_steps ();
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
