/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One toggle button for each choice. Where only one can hold, pressing another lets go of it; there
 * is always a way back to "not recorded": press it again, or the quiet button beside the title,
 * which is there so that nobody has to find that out.
 *
 * A code that this version does not know was written by a newer one: it is kept in the value, and
 * shown as its number. */

#include "tsn-choice-row.h"

#include <glib/gi18n.h>

#include "tsn-words.h"
#include "tsn-wrap-layout.h"

#define SPACING 6

struct _TsnChoiceRow
{
  TsnFieldRow parent_instance;

  GtkWidget *box;
  GPtrArray *buttons; /* of GtkToggleButton, in the order of the choices */
  GArray *numbers;    /* of gint64: the choice of each button */
  GtkWidget *clear;   /* NULL for lists */
  gboolean settling;  /* the buttons are put in order after one was pressed */
};

G_DEFINE_FINAL_TYPE (TsnChoiceRow, tsn_choice_row, TSN_TYPE_FIELD_ROW)

static gboolean
is_list (TsnChoiceRow *self)
{
  return (tsn_field_row_get_field (TSN_FIELD_ROW (self))->flags & TSN_FIELD_LIST) != 0;
}

static GtkToggleButton *
nth_button (TsnChoiceRow *self, guint i)
{
  return g_ptr_array_index (self->buttons, i);
}

/* -- Pressing -- */

static void
show_clear (TsnChoiceRow *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->buttons->len; i++)
    any = any || gtk_toggle_button_get_active (nth_button (self, i));
  if (self->clear != NULL)
    gtk_widget_set_visible (self->clear, any);
}

/* What is let go of because of @button toggles as well; that is no choice of its own. */
static void
toggled_cb (GtkToggleButton *button, TsnChoiceRow *self)
{
  if (self->settling || tsn_field_row_is_showing (TSN_FIELD_ROW (self)))
    return;
  self->settling = TRUE;
  if (!is_list (self) && gtk_toggle_button_get_active (button))
    for (guint i = 0; i < self->buttons->len; i++)
      gtk_toggle_button_set_active (nth_button (self, i), nth_button (self, i) == button);
  self->settling = FALSE;
  show_clear (self);
  tsn_field_row_commit (TSN_FIELD_ROW (self));
}

static void
clear_clicked_cb (TsnChoiceRow *self)
{
  for (guint i = 0; i < self->buttons->len; i++)
    gtk_toggle_button_set_active (nth_button (self, i), FALSE);
}

/* -- Value -- */

static gboolean
has_number (const TsnValue *value, gint64 number)
{
  if (value->type == TSN_TYPE_NONE)
    return FALSE;
  if (value->type != TSN_TYPE_LIST)
    return value->number == number;
  for (guint i = 0; i < value->list->len; i++)
    if (g_array_index (value->list, TsnValue, i).number == number)
      return TRUE;
  return FALSE;
}

static gboolean
has_button (TsnChoiceRow *self, gint64 number)
{
  for (guint i = 0; i < self->numbers->len; i++)
    if (g_array_index (self->numbers, gint64, i) == number)
      return TRUE;
  return FALSE;
}

static void
add_button (TsnChoiceRow *self, gint64 number, const char *label)
{
  GtkWidget *text = gtk_label_new (label);
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_justify (GTK_LABEL (text), GTK_JUSTIFY_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  -1);
  gtk_widget_add_css_class (button, "choice");
  if ((tsn_field_row_get_flags (TSN_FIELD_ROW (self)) & TSN_FIELD_ROW_LARGE) != 0)
    gtk_widget_add_css_class (button, "large");
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, 0);
  gtk_box_append (GTK_BOX (self->box), button);
  g_ptr_array_add (self->buttons, button);
  g_array_append_val (self->numbers, number);
}

static void
ensure_button (TsnChoiceRow *self, const TsnValue *item)
{
  g_autofree char *words = NULL;

  if (has_button (self, item->number))
    return;
  words = tsn_words_value (tsn_field_row_get_field (TSN_FIELD_ROW (self)), item);
  add_button (self, item->number, words);
}

static void
tsn_choice_row_show_value (TsnFieldRow *row, const TsnValue *value)
{
  TsnChoiceRow *self = TSN_CHOICE_ROW (row);

  if (value->type == TSN_TYPE_LIST)
    for (guint i = 0; i < value->list->len; i++)
      ensure_button (self, &g_array_index (value->list, TsnValue, i));
  else if (value->type != TSN_TYPE_NONE)
    ensure_button (self, value);
  for (guint i = 0; i < self->buttons->len; i++)
    gtk_toggle_button_set_active (nth_button (self, i),
                                  has_number (value, g_array_index (self->numbers, gint64, i)));
  show_clear (self);
}

/* Lists in the order of the choices, whatever the order of pressing. */
static gboolean
tsn_choice_row_read_value (TsnFieldRow *row, TsnValue *value, GError **error)
{
  TsnChoiceRow *self = TSN_CHOICE_ROW (row);
  TsnType type = tsn_field_row_get_field (row)->type;

  *value = is_list (self) ? tsn_value_list () : TSN_VALUE_NONE;
  for (guint i = 0; i < self->buttons->len; i++)
    {
      TsnValue item = tsn_value_number (type, g_array_index (self->numbers, gint64, i));

      if (!gtk_toggle_button_get_active (nth_button (self, i)))
        continue;
      if (is_list (self))
        tsn_value_list_take (value, &item);
      else
        *value = item;
    }
  return TRUE;
}

/* -- Life -- */

static void
add_choices (TsnChoiceRow *self)
{
  const TsnField *field = tsn_field_row_get_field (TSN_FIELD_ROW (self));

  if (field->type == TSN_TYPE_BOOLEAN)
    {
      /* Translators: an answer on a form. */
      add_button (self, 1, C_ ("answer", "Yes"));
      add_button (self, 0, C_ ("answer", "No"));
      return;
    }
  for (guint i = 0; i < field->codes->n_codes; i++)
    add_button (self, field->codes->codes[i].number, tsn_words_code (&field->codes->codes[i]));
}

static void
tsn_choice_row_constructed (GObject *object)
{
  TsnChoiceRow *self = TSN_CHOICE_ROW (object);
  TsnFieldRow *row = TSN_FIELD_ROW (object);

  G_OBJECT_CLASS (tsn_choice_row_parent_class)->constructed (object);
  self->box = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  gtk_widget_set_layout_manager (self->box, tsn_wrap_layout_new (SPACING));
  gtk_widget_set_margin_top (self->box, 4);
  gtk_widget_add_css_class (self->box, "choices");
  if (!is_list (self))
    {
      self->clear = gtk_button_new_with_label (_ ("Back to not recorded"));
      gtk_widget_add_css_class (self->clear, "flat");
      gtk_widget_add_css_class (self->clear, "choice-clear");
      g_signal_connect_object (self->clear,
                               "clicked",
                               G_CALLBACK (clear_clicked_cb),
                               self,
                               G_CONNECT_SWAPPED);
      tsn_field_row_add_to_head (row, self->clear);
    }
  add_choices (self);
  show_clear (self);
  tsn_field_row_add_body (row, self->box);
  tsn_field_row_set_control (row, self->box);
}

static void
tsn_choice_row_finalize (GObject *object)
{
  TsnChoiceRow *self = TSN_CHOICE_ROW (object);

  g_ptr_array_unref (self->buttons);
  g_array_unref (self->numbers);
  G_OBJECT_CLASS (tsn_choice_row_parent_class)->finalize (object);
}

static void
tsn_choice_row_class_init (TsnChoiceRowClass *class)
{
  TsnFieldRowClass *row_class = TSN_FIELD_ROW_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_choice_row_constructed;
  G_OBJECT_CLASS (class)->finalize = tsn_choice_row_finalize;
  row_class->show_value = tsn_choice_row_show_value;
  row_class->read_value = tsn_choice_row_read_value;
}

static void
tsn_choice_row_init (TsnChoiceRow *self)
{
  self->buttons = g_ptr_array_new ();
  self->numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
}
