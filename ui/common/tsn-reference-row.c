/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One line for each record that is referred to, with its title, and a button to pick one. Titles
 * are read from the store; until then, and for what this device cannot read or was erased, the line
 * says the kind. */

#include "tsn-reference-row.h"

#include <glib/gi18n.h>

#include "tsn-record-picker.h"
#include "tsn-record-title.h"
#include "tsn-session.h"
#include "tsn-words.h"

struct _TsnReferenceRow
{
  TsnFieldRow parent_instance;

  GArray *ids; /* of TsnId */
  guint generation;
  gboolean read_only;

  GtkWidget *lines; /* a box; a box for each id: title, remove */
  GtkWidget *none;  /* a label */
  GtkWidget *button;
  GtkWidget *picker; /* NULL: of any kind, cannot be picked */
};

G_DEFINE_FINAL_TYPE (TsnReferenceRow, tsn_reference_row, TSN_TYPE_FIELD_ROW)

static gboolean
is_list (TsnReferenceRow *self)
{
  return (tsn_field_row_get_field (TSN_FIELD_ROW (self))->flags & TSN_FIELD_LIST) != 0;
}

/* -- Titles -- */

typedef struct
{
  guint generation;
  guint kind; /* 0: any */
  GArray *ids;
  GPtrArray *titles;
} Titles;

static void
titles_free (gpointer data)
{
  Titles *titles = data;

  g_array_unref (titles->ids);
  g_ptr_array_unref (titles->titles);
  g_free (titles);
}

static gboolean
titles_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Titles *titles = data;

  for (guint i = 0; i < titles->ids->len; i++)
    {
      const TsnId *id = &g_array_index (titles->ids, TsnId, i);
      const TsnKind *kind = titles->kind != 0 ? tsn_kind_by_number (titles->kind)
                                              : tsn_session_kind_of (session, id, NULL);
      g_autoptr (TsnRecord) record = kind != NULL ? tsn_session_get (session, kind, id, NULL)
                                                  : NULL;

      if (record == NULL)
        g_ptr_array_add (titles->titles, g_strdup ("—"));
      else if (record->erased)
        g_ptr_array_add (titles->titles, g_strdup (_ ("(erased)")));
      else
        g_ptr_array_add (titles->titles, tsn_record_dup_title (record));
    }
  return TRUE;
}

static void
titles_answer (gpointer object, gpointer data, const GError *error)
{
  TsnReferenceRow *self = object;
  Titles *titles = data;
  guint i = 0;

  if (error != NULL || titles->generation != self->generation)
    return;
  for (GtkWidget *line = gtk_widget_get_first_child (self->lines);
       line != NULL && i < titles->titles->len;
       line = gtk_widget_get_next_sibling (line))
    gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (line)),
                         g_ptr_array_index (titles->titles, i++));
}

static void
ask_titles (TsnReferenceRow *self)
{
  TsnStation *station = tsn_field_row_get_station (TSN_FIELD_ROW (self));
  Titles *titles;

  self->generation++;
  if (station == NULL || self->ids->len == 0)
    return;
  titles = g_new0 (Titles, 1);
  titles->generation = self->generation;
  titles->kind = tsn_field_row_get_field (TSN_FIELD_ROW (self))->kind;
  titles->ids = g_array_copy (self->ids);
  titles->titles = g_ptr_array_new_with_free_func (g_free);
  tsn_station_ask (station, TSN_STORE_READ, titles_work, titles, titles_free, self, titles_answer);
}

/* One of them may be called something else by now. */
static void
changed_cb (TsnStation *station, guint kind, const TsnId *record, TsnReferenceRow *self)
{
  if (kind == tsn_field_row_get_field (TSN_FIELD_ROW (self))->kind)
    ask_titles (self);
}

/* -- Lines -- */

static void show_ids (TsnReferenceRow *self);

static void
remove_clicked_cb (GtkButton *button, TsnReferenceRow *self)
{
  GtkWidget *line = gtk_widget_get_parent (GTK_WIDGET (button));
  guint i = 0;

  while ((line = gtk_widget_get_prev_sibling (line)) != NULL)
    i++;
  g_array_remove_index (self->ids, i);
  gtk_widget_grab_focus (self->button);
  tsn_field_row_commit (TSN_FIELD_ROW (self));
}

static void
add_line (TsnReferenceRow *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
  g_autofree char *name = g_strdup_printf (_ ("Remove: %s"), title);
  GtkWidget *line = gtk_center_box_new ();
  GtkWidget *label = gtk_label_new ("…");
  GtkWidget *remove = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_add_css_class (remove, "circular");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (remove, _ ("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_visible (remove, !self->read_only);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_clicked_cb), self, 0);
  /* Not a GtkBox: with baselines that of GTK 4.8 wants more height the wider it gets. */
  gtk_center_box_set_start_widget (GTK_CENTER_BOX (line), label);
  gtk_center_box_set_end_widget (GTK_CENTER_BOX (line), remove);
  gtk_box_append (GTK_BOX (self->lines), line);
}

static void
show_ids (TsnReferenceRow *self)
{
  GtkWidget *line;
  guint n = 0;

  /* Lines that stay keep their old title until the new one is there: nothing flickers. */
  for (line = gtk_widget_get_first_child (self->lines); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    n++;
  for (; n > self->ids->len; n--)
    gtk_box_remove (GTK_BOX (self->lines), gtk_widget_get_last_child (self->lines));
  for (; n < self->ids->len; n++)
    add_line (self);
  gtk_widget_set_visible (self->none, self->ids->len == 0);
  gtk_widget_set_visible (self->lines, self->ids->len > 0);
  ask_titles (self);
}

/* -- Value -- */

static void
tsn_reference_row_show_value (TsnFieldRow *row, const TsnValue *value)
{
  TsnReferenceRow *self = TSN_REFERENCE_ROW (row);

  g_array_set_size (self->ids, 0);
  if (value->type == TSN_TYPE_REFERENCE)
    g_array_append_val (self->ids, value->id);
  else if (value->type == TSN_TYPE_LIST)
    for (guint i = 0; i < value->list->len; i++)
      g_array_append_val (self->ids, g_array_index (value->list, TsnValue, i).id);
  show_ids (self);
}

static gboolean
tsn_reference_row_read_value (TsnFieldRow *row, TsnValue *value, GError **error)
{
  TsnReferenceRow *self = TSN_REFERENCE_ROW (row);

  if (!is_list (self))
    {
      *value = self->ids->len > 0 ? tsn_value_reference (&g_array_index (self->ids, TsnId, 0))
                                  : TSN_VALUE_NONE;
      return TRUE;
    }
  *value = tsn_value_list ();
  for (guint i = 0; i < self->ids->len; i++)
    {
      TsnValue item = tsn_value_reference (&g_array_index (self->ids, TsnId, i));

      tsn_value_list_take (value, &item);
    }
  return TRUE;
}

static void
tsn_reference_row_set_read_only (TsnFieldRow *row, gboolean read_only)
{
  TsnReferenceRow *self = TSN_REFERENCE_ROW (row);

  self->read_only = read_only;
  gtk_widget_set_visible (self->button, !read_only && self->picker != NULL);
  for (GtkWidget *line = gtk_widget_get_first_child (self->lines); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    gtk_widget_set_visible (gtk_widget_get_last_child (line), !read_only);
}

static void
picked_cb (TsnReferenceRow *self, const TsnId *id)
{
  if (!is_list (self))
    g_array_set_size (self->ids, 0);
  for (guint i = 0; i < self->ids->len; i++)
    if (tsn_id_equal (&g_array_index (self->ids, TsnId, i), id))
      return;
  g_array_append_val (self->ids, *id);
  tsn_field_row_commit (TSN_FIELD_ROW (self));
}

void
tsn_reference_row_set_owner (TsnReferenceRow *self, const TsnId *owner)
{
  if (self->picker != NULL)
    tsn_record_picker_set_owner (TSN_RECORD_PICKER (self->picker), owner);
}

/* -- Life -- */

static void
add_picker (TsnReferenceRow *self)
{
  TsnFieldRow *row = TSN_FIELD_ROW (self);
  const TsnKind *kind = tsn_kind_by_number (tsn_field_row_get_field (row)->kind);

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->button),
                             is_list (self) ? _ ("Add…") : _ ("Choose…"));
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  tsn_field_row_add_suffix (row, self->button);
  tsn_field_row_set_control (row, self->button);
  if (kind == NULL || tsn_field_row_get_station (row) == NULL)
    {
      gtk_widget_set_visible (self->button, FALSE);
      return;
    }
  self->picker = tsn_record_picker_new (tsn_field_row_get_station (row), kind);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->picker);
  g_signal_connect_object (self->picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
}

static void
tsn_reference_row_constructed (GObject *object)
{
  TsnReferenceRow *self = TSN_REFERENCE_ROW (object);
  TsnStation *station = tsn_field_row_get_station (TSN_FIELD_ROW (self));

  G_OBJECT_CLASS (tsn_reference_row_parent_class)->constructed (object);
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->none = gtk_label_new (C_ ("answer", "Not recorded"));
  gtk_label_set_xalign (GTK_LABEL (self->none), 0);
  gtk_widget_add_css_class (self->none, "field-note");
  tsn_field_row_add_body (TSN_FIELD_ROW (self), self->lines);
  tsn_field_row_add_body (TSN_FIELD_ROW (self), self->none);
  add_picker (self);
  show_ids (self);
  if (station != NULL)
    g_signal_connect_object (station, "changed", G_CALLBACK (changed_cb), self, 0);
}

static void
tsn_reference_row_dispose (GObject *object)
{
  TsnReferenceRow *self = TSN_REFERENCE_ROW (object);

  self->picker = NULL;
  G_OBJECT_CLASS (tsn_reference_row_parent_class)->dispose (object);
}

static void
tsn_reference_row_finalize (GObject *object)
{
  g_array_unref (TSN_REFERENCE_ROW (object)->ids);
  G_OBJECT_CLASS (tsn_reference_row_parent_class)->finalize (object);
}

static void
tsn_reference_row_class_init (TsnReferenceRowClass *class)
{
  TsnFieldRowClass *row_class = TSN_FIELD_ROW_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_reference_row_constructed;
  G_OBJECT_CLASS (class)->dispose = tsn_reference_row_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_reference_row_finalize;
  row_class->show_value = tsn_reference_row_show_value;
  row_class->read_value = tsn_reference_row_read_value;
  row_class->set_read_only = tsn_reference_row_set_read_only;
}

static void
tsn_reference_row_init (TsnReferenceRow *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (TsnId));
}
