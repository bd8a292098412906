/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first line of the drop down is "not recorded". A code of a newer version gets a line of its
 * own at the end while it stands. */

#include "tsn-code-row.h"

#include <glib/gi18n.h>

#include "tsn-words.h"

#define SEARCH_FROM 12 /* choices; fewer are found faster by looking */

struct _TsnCodeRow
{
  TsnFieldRow parent_instance;

  GtkDropDown *drop_down;
  GtkStringList *lines; /* not recorded, the codes, perhaps an unknown one */
  gint64 unknown;       /* the number of the line after the known codes; 0: there is none */
};

G_DEFINE_FINAL_TYPE (TsnCodeRow, tsn_code_row, TSN_TYPE_FIELD_ROW)

static const TsnCodeList *
code_list (TsnCodeRow *self)
{
  return tsn_field_row_get_field (TSN_FIELD_ROW (self))->codes;
}

static void
set_unknown (TsnCodeRow *self, const TsnValue *value)
{
  guint position = code_list (self)->n_codes + 1;
  g_autofree char *words = NULL;
  const char *lines[] = { NULL, NULL };

  if (value->type == TSN_TYPE_CODE &&
      tsn_code_by_number (code_list (self), (guint) value->number) == NULL)
    {
      words = tsn_words_value (tsn_field_row_get_field (TSN_FIELD_ROW (self)), value);
      lines[0] = words;
    }
  gtk_string_list_splice (self->lines, position, self->unknown != 0 ? 1 : 0, lines);
  self->unknown = words != NULL ? value->number : 0;
}

static guint
position_of (TsnCodeRow *self, const TsnValue *value)
{
  const TsnCodeList *list = code_list (self);

  if (value->type != TSN_TYPE_CODE)
    return 0;
  for (guint i = 0; i < list->n_codes; i++)
    if (list->codes[i].number == value->number)
      return i + 1;
  return list->n_codes + 1;
}

static void
tsn_code_row_show_value (TsnFieldRow *row, const TsnValue *value)
{
  TsnCodeRow *self = TSN_CODE_ROW (row);

  set_unknown (self, value);
  gtk_drop_down_set_selected (self->drop_down, position_of (self, value));
}

static gboolean
tsn_code_row_read_value (TsnFieldRow *row, TsnValue *value, GError **error)
{
  TsnCodeRow *self = TSN_CODE_ROW (row);
  const TsnCodeList *list = code_list (self);
  guint position = gtk_drop_down_get_selected (self->drop_down);

  if (position == 0 || position == GTK_INVALID_LIST_POSITION)
    *value = TSN_VALUE_NONE;
  else if (position <= list->n_codes)
    *value = tsn_value_number (TSN_TYPE_CODE, list->codes[position - 1].number);
  else
    *value = tsn_value_number (TSN_TYPE_CODE, self->unknown);
  return TRUE;
}

static void
selected_cb (TsnCodeRow *self)
{
  gboolean none = gtk_drop_down_get_selected (self->drop_down) == 0;

  if (none)
    gtk_widget_add_css_class (GTK_WIDGET (self->drop_down), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->drop_down), "dim-label");
  if (!tsn_field_row_is_showing (TSN_FIELD_ROW (self)))
    tsn_field_row_commit (TSN_FIELD_ROW (self));
}

static void
add_lines (TsnCodeRow *self)
{
  const TsnCodeList *list = code_list (self);

  gtk_string_list_append (self->lines, C_ ("answer", "Not recorded"));
  for (guint i = 0; i < list->n_codes; i++)
    gtk_string_list_append (self->lines, tsn_words_code (&list->codes[i]));
}

static void
tsn_code_row_constructed (GObject *object)
{
  TsnCodeRow *self = TSN_CODE_ROW (object);
  TsnFieldRow *row = TSN_FIELD_ROW (object);

  G_OBJECT_CLASS (tsn_code_row_parent_class)->constructed (object);
  self->lines = gtk_string_list_new (NULL);
  add_lines (self);
  self->drop_down = GTK_DROP_DOWN (
      gtk_drop_down_new (G_LIST_MODEL (self->lines),
                         gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string")));
  gtk_drop_down_set_enable_search (self->drop_down, code_list (self)->n_codes > SEARCH_FROM);
  gtk_widget_set_halign (GTK_WIDGET (self->drop_down), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self->drop_down), "field-choice");
  g_signal_connect_object (self->drop_down,
                           "notify::selected",
                           G_CALLBACK (selected_cb),
                           self,
                           G_CONNECT_SWAPPED);
  tsn_field_row_add_body (row, GTK_WIDGET (self->drop_down));
  tsn_field_row_set_control (row, GTK_WIDGET (self->drop_down));
}

static void
tsn_code_row_class_init (TsnCodeRowClass *class)
{
  TsnFieldRowClass *row_class = TSN_FIELD_ROW_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_code_row_constructed;
  row_class->show_value = tsn_code_row_show_value;
  row_class->read_value = tsn_code_row_read_value;
}

static void
tsn_code_row_init (TsnCodeRow *self)
{
}
