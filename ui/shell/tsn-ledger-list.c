/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The newest lines are on the screen; all of them, with every field, go into a table for whoever
 * audits. A line is a record that nobody can change, so there is nothing to open. */

#include "tsn-ledger-list.h"

#include <glib/gi18n.h>

#include "tsn-exchange.h"
#include "tsn-person-words.h"
#include "tsn-toast.h"
#include "tsn-windows.h"

#define SHOWN      100 /* lines */
#define HASH_SHORT 8   /* digits: enough to tell one file from another */

struct _TsnLedgerList
{
  AdwBin parent_instance;

  TsnStation *station;
  AdwPreferencesGroup *group;
  GtkListBox *list;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (TsnLedgerList, tsn_ledger_list, ADW_TYPE_BIN)

/* -- Lines -- */

static char *
counts_of (const TsnRecord *line)
{
  gulong changes = (gulong) tsn_record_number (line, TSN_TRANSFER_CHANGES, 0);
  gulong people = (gulong) tsn_record_number (line, TSN_TRANSFER_PEOPLE, 0);

  return g_strdup_printf (_ ("%lu changes of %lu people"), changes, people);
}

static GtkWidget *
row_new (const TsnRecord *line)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *when = tsn_record_words (line, TSN_TRANSFER_DONE_AT);
  g_autofree char *who = tsn_record_words (line, TSN_TRANSFER_CARRIED_BY);
  g_autofree char *medium = tsn_record_words (line, TSN_TRANSFER_MEDIUM);
  g_autofree char *approval = tsn_record_words (line, TSN_TRANSFER_APPROVAL);
  g_autofree char *approved = approval[0] != '\0' ? g_strdup_printf (_ ("approval %s"), approval)
                                                  : NULL;
  g_autofree char *counts = counts_of (line);
  const char *sha256 = tsn_record_text (line, TSN_TRANSFER_SHA256);
  g_autofree char *hash = g_strdup_printf ("SHA-256 %.*s", HASH_SHORT, sha256);
  g_autofree char *title = tsn_join_words (
      (const char *const[]){ tsn_record_code_words (line, TSN_TRANSFER_DIRECTION), when },
      2);
  g_autofree char *subtitle = tsn_join_words (
      (const char *const[]){ medium, who, approved, counts, hash },
      5);
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *subtitle_markup = g_markup_escape_text (subtitle, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle_markup);
  return row;
}

static gboolean
read_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray **lines = data;
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_TRANSFER));

  query->descending = TRUE;
  query->limit = SHOWN;
  *lines = tsn_session_query (session, query, error);
  return *lines != NULL;
}

static void
free_lines (gpointer data)
{
  GPtrArray **lines = data;

  g_clear_pointer (lines, g_ptr_array_unref);
  g_free (lines);
}

static void
read_cb (gpointer object, gpointer data, const GError *error)
{
  TsnLedgerList *self = object;
  GPtrArray *const *lines = data;
  GtkWidget *row;

  if (error != NULL)
    return;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < (*lines)->len; i++)
    gtk_list_box_append (self->list, row_new (g_ptr_array_index (*lines, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->list), (*lines)->len > 0);
  gtk_widget_set_sensitive (self->button, (*lines)->len > 0);
  adw_preferences_group_set_description (self->group,
                                         (*lines)->len > 0
                                             ? _ ("The newest come first")
                                             : _ ("Nothing was carried out or brought in yet"));
}

static void
read_lines (TsnLedgerList *self)
{
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   read_work,
                   g_new0 (GPtrArray *, 1),
                   free_lines,
                   self,
                   read_cb);
}

static void
changed_cb (TsnLedgerList *self, guint kind)
{
  if (kind == TSN_KIND_TRANSFER)
    read_lines (self);
}

/* -- The table -- */

typedef struct
{
  TsnStore *store;
  GFile *file;
} Table;

static void
table_free (gpointer pointer)
{
  Table *table = pointer;

  g_object_unref (table->store);
  g_object_unref (table->file);
  g_free (table);
}

static gboolean
write_table (gpointer data,
             TsnProgress progress,
             gpointer progress_data,
             GCancellable *cancellable,
             GError **error)
{
  Table *table = data;
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_TRANSFER));
  g_autoptr (GFileOutputStream) stream = NULL;
  guint64 exported;

  stream = g_file_replace (table->file, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, error);
  return stream != NULL &&
         tsn_export_sync (table->store,
                          query,
                          TSN_EXPORT_CSV,
                          G_OUTPUT_STREAM (stream),
                          &exported,
                          NULL,
                          cancellable,
                          error) &&
         g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
}

static void
written_cb (gpointer object, gpointer data, const GError *error)
{
  if (error != NULL)
    tsn_toast_error (object, error);
  else
    tsn_toast (object, _ ("The ledger was written"));
}

static void
chosen_cb (gpointer object, GFile *file)
{
  TsnLedgerList *self = object;
  Table *table = g_new0 (Table, 1);

  table->store = g_object_ref (tsn_station_get_store (self->station));
  table->file = g_object_ref (file);
  tsn_run_long_work (GTK_WIDGET (self),
                     _ ("Writing the ledger"),
                     write_table,
                     table,
                     table_free,
                     self,
                     written_cb);
}

static void
button_cb (TsnLedgerList *self)
{
  static const char *const types[] = { "text/csv", NULL };

  tsn_choose_file (GTK_WIDGET (self),
                   _ ("Where to write the ledger"),
                   TRUE,
                   "tsunagi-ledger.csv",
                   types,
                   chosen_cb,
                   self);
}

/* -- Life -- */

static void
tsn_ledger_list_dispose (GObject *object)
{
  g_clear_object (&TSN_LEDGER_LIST (object)->station);
  G_OBJECT_CLASS (tsn_ledger_list_parent_class)->dispose (object);
}

static void
tsn_ledger_list_class_init (TsnLedgerListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_ledger_list_dispose;
}

static void
tsn_ledger_list_init (TsnLedgerList *self)
{
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->button = gtk_button_new_with_mnemonic (_ ("As a _table…"));
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Ledger"),
                                  -1);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (button_cb), self);
  adw_preferences_group_set_title (self->group, _ ("Ledger"));
  adw_preferences_group_set_header_suffix (self->group, self->button);
  adw_preferences_group_add (self->group, GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

void
tsn_ledger_list_set_station (TsnLedgerList *self, TsnStation *station)
{
  self->station = g_object_ref (station);
  g_signal_connect_object (station, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  read_lines (self);
}
