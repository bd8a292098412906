/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One change is one row: what was changed, from what to what, when and by whom. A change of many
 * fields (a new record, an import) is one row that opens. Taking a change back writes the value
 * that stood before, as a change of its own: the history only ever grows. */

#include "tsn-history-list.h"

#include <glib/gi18n.h>

#include "tsn-field-change.h"
#include "tsn-person-words.h"
#include "tsn-toast.h"
#include "tsn-words.h"

#define CHANGES_MAX 200 /* shown; a person has a few dozen */

struct _TsnHistoryList
{
  AdwBin parent_instance;

  TsnStation *station;
  TsnId person; /* nil: nobody */
  guint asking;
  GArray *operators;  /* of TsnOperator */
  GHashTable *names;  /* TsnId -> char *: what records are called */
  GPtrArray *changes; /* of TsnRecordChange, as shown; rows point into it */
  AdwPreferencesGroup *group;
  GPtrArray *rows;
};

G_DEFINE_FINAL_TYPE (TsnHistoryList, tsn_history_list, ADW_TYPE_BIN)

/* -- Reading -- */

typedef struct
{
  guint asking;
  TsnId person;
  GPtrArray *changes; /* of TsnRecordChange */
  GHashTable *names;
} Read;

static void
read_free (gpointer pointer)
{
  Read *read = pointer;

  g_clear_pointer (&read->changes, g_ptr_array_unref);
  g_clear_pointer (&read->names, g_hash_table_unref);
  g_free (read);
}

static gboolean
read_record (TsnSession *session, Read *read, guint kind_number, const TsnId *id, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (kind_number);
  g_autoptr (GPtrArray) history = tsn_session_history (session, kind, id, error);

  if (history == NULL)
    return FALSE;
  tsn_record_changes_take (read->changes, tsn_record_changes (kind, id, history));
  return TRUE;
}

static void
take_name (Read *read, const TsnRecord *record)
{
  const char *title = tsn_record_title (record);

  if (record->kind->number == TSN_KIND_CONSENT)
    title = tsn_record_code_words (record, TSN_CONSENT_PURPOSE);
  if (title != NULL)
    g_hash_table_replace (read->names, g_memdup2 (&record->id, sizeof (TsnId)), g_strdup (title));
}

static gboolean
read_records (TsnSession *session, Read *read, const GPtrArray *records, GError **error)
{
  for (guint i = 0; i < records->len; i++)
    {
      const TsnRecord *record = g_ptr_array_index (records, i);

      take_name (read, record);
      if (!read_record (session, read, record->kind->number, &record->id, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Read *read = data;
  g_autoptr (TsnPersonOverview) overview = tsn_person_overview (session, &read->person, error);
  GHashTableIter iter;
  gpointer record;

  if (overview == NULL)
    return FALSE;
  read->changes = g_ptr_array_new ();
  g_ptr_array_set_free_func (read->changes, tsn_record_change_free);
  read->names = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, overview->related);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    take_name (read, record);
  return read_record (session, read, TSN_KIND_PERSON, &read->person, error) &&
         read_records (session, read, overview->contacts, error) &&
         read_records (session, read, overview->consents, error);
}

/* -- Words -- */

static const char *
operator_label (TsnHistoryList *self, const TsnId *id)
{
  if (tsn_id_is_nil (id))
    return _ ("nobody logged in");
  for (guint i = 0; i < self->operators->len; i++)
    {
      const TsnOperator *one = &g_array_index (self->operators, TsnOperator, i);

      if (tsn_id_equal (&one->id, id))
        return one->label;
    }
  return _ ("somebody at another device");
}

static char *
value_words (TsnHistoryList *self, const TsnFieldChange *change, const TsnValue *value)
{
  const char *name = NULL;

  if (!change->readable)
    return g_strdup (_ ("(cannot be read here)"));
  if (value->type == TSN_TYPE_NONE)
    return g_strdup (_ ("(empty)"));
  if (value->type == TSN_TYPE_REFERENCE)
    {
      name = g_hash_table_lookup (self->names, &value->id);
      return g_strdup (name != NULL ? name : _ ("(a record that is not here)"));
    }
  return tsn_words_value (change->field, value);
}

static char *
change_words (TsnHistoryList *self, const TsnRecordChange *change, const TsnFieldChange *field)
{
  g_autofree char *after = value_words (self, field, &field->after);
  g_autofree char *before = NULL;

  if (change->created && field->before.type == TSN_TYPE_NONE)
    return g_steal_pointer (&after);
  before = value_words (self, field, &field->before);
  return g_strdup_printf (_ ("%s → %s"), before, after);
}

/* "2026年11月21日 10:12　窓口　連絡先：山田 花子" */
static char *
when_and_who (TsnHistoryList *self, const TsnRecordChange *change)
{
  const TsnField instant = { .type = TSN_TYPE_INSTANT };
  const TsnValue value = tsn_value_number (TSN_TYPE_INSTANT, tsn_stamp_ms (change->version.stamp));
  g_autofree char *time = tsn_words_value (&instant, &value);
  const char *name = g_hash_table_lookup (self->names, &change->record);
  g_autofree char *whose = NULL;

  if (change->kind->number != TSN_KIND_PERSON)
    whose = g_strdup_printf (_ ("%s: %s"), tsn_words_kind (change->kind), name != NULL ? name : "");
  return tsn_join_words (
      (const char *const[]){ time, operator_label (self, &change->operator_id), whose },
      3);
}

static char *
field_titles (const TsnRecordChange *change)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < change->fields->len; i++)
    {
      const TsnFieldChange *field = &g_array_index (change->fields, TsnFieldChange, i);

      if (i > 0)
        g_string_append (out, _ (", "));
      g_string_append (out, tsn_words_field (field->field));
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* -- Taking back -- */

typedef struct
{
  const TsnKind *kind;
  TsnId record;
  guint field;
  TsnValue value;  /* to write */
  TsnValue undone; /* what that replaces */
} Write;

static void
write_free (gpointer pointer)
{
  Write *write = pointer;

  tsn_value_clear (&write->value);
  tsn_value_clear (&write->undone);
  g_free (write);
}

static gboolean
write_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Write *write = data;
  g_autoptr (TsnChange) change = tsn_change_new (write->kind, &write->record);

  tsn_change_take (change, write->field, tsn_value_copy (&write->value));
  return tsn_session_put (session, change, NULL, error);
}

static void put_value (TsnHistoryList *self, Write *write);

static Write *
new_write (const TsnKind *kind,
           const TsnId *record,
           guint field,
           const TsnValue *value,
           const TsnValue *undone)
{
  Write *write = g_new0 (Write, 1);

  write->kind = kind;
  write->record = *record;
  write->field = field;
  write->value = tsn_value_copy (value);
  write->undone = tsn_value_copy (undone);
  return write;
}

static void
undo_write (gpointer object, gpointer data)
{
  const Write *done = data;

  put_value (object,
             new_write (done->kind, &done->record, done->field, &done->undone, &done->value));
}

static void
written_cb (gpointer object, gpointer data, const GError *error)
{
  TsnHistoryList *self = object;
  const Write *write = data;
  g_autofree char *text = NULL;

  if (error != NULL)
    {
      tsn_toast_error (GTK_WIDGET (self), error);
      return;
    }
  text = g_strdup_printf (_ ("%s: as it was before"),
                          tsn_words_field (tsn_kind_field (write->kind, write->field)));
  tsn_toast_undo (
      GTK_WIDGET (self),
      text,
      undo_write,
      self,
      new_write (write->kind, &write->record, write->field, &write->value, &write->undone),
      write_free);
  tsn_station_changed (self->station, write->kind->number, &write->record);
}

static void
put_value (TsnHistoryList *self, Write *write)
{
  tsn_station_ask (self->station,
                   TSN_STORE_WRITE,
                   write_worker,
                   write,
                   write_free,
                   self,
                   written_cb);
}

static void
back_clicked_cb (TsnHistoryList *self, GtkWidget *button)
{
  const TsnRecordChange *change = g_object_get_data (G_OBJECT (button), "tsn-change");
  const TsnFieldChange *field = g_object_get_data (G_OBJECT (button), "tsn-field");

  put_value (self,
             new_write (change->kind,
                        &change->record,
                        field->field->number,
                        &field->before,
                        &field->after));
}

/* Only what still stands can be taken back, and nothing that a record must have. */
static gboolean
can_take_back (const TsnRecordChange *change, const TsnFieldChange *field)
{
  return !change->created && field->current && field->readable &&
         (change->kind->flags & TSN_KIND_APPEND_ONLY) == 0 &&
         !(field->before.type == TSN_TYPE_NONE && (field->field->flags & TSN_FIELD_REQUIRED) != 0);
}

static void
add_back_button (TsnHistoryList *self,
                 GtkWidget *row,
                 TsnRecordChange *change,
                 TsnFieldChange *field)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  g_autofree char *spoken = g_strdup_printf (_ ("Bring back the value before: %s"),
                                             tsn_words_field (field->field));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Bring back the value before"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  -1);
  g_object_set_data (G_OBJECT (button), "tsn-change", change);
  g_object_set_data (G_OBJECT (button), "tsn-field", field);
  g_signal_connect_object (button,
                           "clicked",
                           G_CALLBACK (back_clicked_cb),
                           self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* -- Rows -- */

static GtkWidget *
new_field_row (TsnHistoryList *self,
               TsnRecordChange *change,
               TsnFieldChange *field,
               const char *below)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *words = change_words (self, change, field);
  g_autofree char *subtitle = below != NULL ? g_strdup_printf ("%s\n%s", words, below)
                                            : g_strdup (words);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), tsn_words_field (field->field));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (can_take_back (change, field))
    add_back_button (self, row, change, field);
  return row;
}

static GtkWidget *
new_wide_row (TsnHistoryList *self, TsnRecordChange *change, const char *below)
{
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *fields = field_titles (change);
  g_autofree char *subtitle = g_strdup_printf ("%s\n%s", fields, below);
  g_autofree char *title =
      change->created
          ? g_strdup (change->kind->number == TSN_KIND_PERSON ? _ ("New record") : _ ("Added"))
          : g_strdup_printf (
                ngettext ("%u field changed", "%u fields changed", change->fields->len),
                change->fields->len);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  for (guint i = 0; i < change->fields->len; i++)
    adw_expander_row_add_row (
        ADW_EXPANDER_ROW (row),
        new_field_row (self, change, &g_array_index (change->fields, TsnFieldChange, i), NULL));
  return row;
}

static void
add_row (TsnHistoryList *self, TsnRecordChange *change)
{
  g_autofree char *below = when_and_who (self, change);
  GtkWidget *row =
      change->fields->len == 1 && !change->created
          ? new_field_row (self, change, &g_array_index (change->fields, TsnFieldChange, 0), below)
          : new_wide_row (self, change, below);

  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
drop_rows (TsnHistoryList *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->operators, g_array_unref);
}

static void
read_cb (gpointer object, gpointer data, const GError *error)
{
  TsnHistoryList *self = object;
  Read *read = data;

  if (read->asking != self->asking)
    return;
  if (error != NULL)
    {
      tsn_toast_error (GTK_WIDGET (self), error);
      return;
    }
  drop_rows (self);
  self->operators = tsn_vault_list_operators (tsn_station_get_vault (self->station));
  self->changes = g_steal_pointer (&read->changes);
  self->names = g_steal_pointer (&read->names);
  for (guint i = 0; i < MIN (self->changes->len, CHANGES_MAX); i++)
    add_row (self, g_ptr_array_index (self->changes, i));
}

void
tsn_history_list_show (TsnHistoryList *self, const TsnId *person)
{
  Read *read;

  self->asking++;
  if (person == NULL || !tsn_id_equal (person, &self->person))
    drop_rows (self);
  self->person = person != NULL ? *person : TSN_ID_NIL;
  if (person == NULL)
    return;
  read = g_new0 (Read, 1);
  read->asking = self->asking;
  read->person = *person;
  tsn_station_ask (self->station, TSN_STORE_READ, read_worker, read, read_free, self, read_cb);
}

/* -- Life -- */

static void
tsn_history_list_dispose (GObject *object)
{
  TsnHistoryList *self = TSN_HISTORY_LIST (object);

  if (self->rows != NULL)
    g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->operators, g_array_unref);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_history_list_parent_class)->dispose (object);
}

static void
tsn_history_list_finalize (GObject *object)
{
  g_ptr_array_unref (TSN_HISTORY_LIST (object)->rows);
  G_OBJECT_CLASS (tsn_history_list_parent_class)->finalize (object);
}

static void
tsn_history_list_class_init (TsnHistoryListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_history_list_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_history_list_finalize;
}

static void
tsn_history_list_init (TsnHistoryList *self)
{
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("History"));
  adw_preferences_group_set_description (self->group,
                                         _ ("What was changed, by whom, and what it said before."));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

GtkWidget *
tsn_history_list_new (TsnStation *station)
{
  TsnHistoryList *self = g_object_new (TSN_TYPE_HISTORY_LIST, NULL);

  self->station = g_object_ref (station);
  return GTK_WIDGET (self);
}
