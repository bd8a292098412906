/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Medicines, hosts, speakers: one line each. There is always one empty line at the end to write the
 * next into; Enter goes to it. A line that is emptied is gone. Alt+Up and Alt+Down, or the arrow
 * button, move a line: the first one is the one that a card has room for. */

#include "tsn-texts-row.h"

#include <glib/gi18n.h>

#include "tsn-municipality-names.h"
#include "tsn-words.h"

struct _TsnTextsRow
{
  TsnFieldRow parent_instance;

  GtkWidget *box; /* of lines; the last one is empty */
};

G_DEFINE_FINAL_TYPE (TsnTextsRow, tsn_texts_row, TSN_TYPE_FIELD_ROW)

/* -- Lines: a box with the entry, "up" and "remove" -- */

static GtkEditable *
line_text (GtkWidget *line)
{
  return GTK_EDITABLE (gtk_widget_get_first_child (line));
}

static const char *
line_words (GtkWidget *line)
{
  return gtk_editable_get_text (line_text (line));
}

static void add_line (TsnTextsRow *self, const char *text);

/* One empty line at the end, buttons only where they do something, and the name of each line. */
static void
tidy (TsnTextsRow *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
  GtkWidget *last = gtk_widget_get_last_child (self->box);
  guint max = tsn_field_max_items (tsn_field_row_get_field (TSN_FIELD_ROW (self)));
  guint n = 0;

  if (last == NULL || *line_words (last) != '\0')
    add_line (self, "");
  for (GtkWidget *line = gtk_widget_get_first_child (self->box); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    {
      g_autofree char *name = g_strdup_printf ("%s %u", title, ++n);
      GtkWidget *up = gtk_widget_get_next_sibling (GTK_WIDGET (line_text (line)));
      gboolean used = *line_words (line) != '\0';

      gtk_accessible_update_property (GTK_ACCESSIBLE (line_text (line)),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      name,
                                      -1);
      gtk_widget_set_visible (up, used && n > 1);
      gtk_widget_set_visible (gtk_widget_get_next_sibling (up), used);
      gtk_widget_set_visible (line, used || n <= max);
    }
}

static void
finish_lines (TsnTextsRow *self)
{
  tsn_field_row_commit (TSN_FIELD_ROW (self));
}

static void
move_line (TsnTextsRow *self, GtkWidget *line, gboolean down)
{
  GtkWidget *next = gtk_widget_get_next_sibling (line);
  GtkWidget *previous = gtk_widget_get_prev_sibling (line);

  if (*line_words (line) == '\0')
    return;
  if (down && next != NULL && *line_words (next) != '\0')
    gtk_box_reorder_child_after (GTK_BOX (self->box), line, next);
  else if (!down && previous != NULL)
    gtk_box_reorder_child_after (GTK_BOX (self->box), line, gtk_widget_get_prev_sibling (previous));
  tidy (self);
}

static void
up_clicked_cb (GtkButton *button, TsnTextsRow *self)
{
  move_line (self, gtk_widget_get_parent (GTK_WIDGET (button)), FALSE);
  finish_lines (self);
}

static void
remove_clicked_cb (GtkButton *button, TsnTextsRow *self)
{
  GtkWidget *line = gtk_widget_get_parent (GTK_WIDGET (button));
  GtkWidget *next = gtk_widget_get_next_sibling (line);

  if (next != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (line_text (next)));
  gtk_editable_set_text (line_text (line), "");
  finish_lines (self);
}

static gboolean
has_codes (TsnTextsRow *self)
{
  return (tsn_field_row_get_field (TSN_FIELD_ROW (self))->flags & TSN_FIELD_MUNICIPALITY) != 0;
}

/* Codes of municipalities say nothing to people. */
static void
say_names (TsnTextsRow *self)
{
  g_autoptr (GPtrArray) typed = g_ptr_array_new ();

  for (GtkWidget *line = gtk_widget_get_first_child (self->box); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    g_ptr_array_add (typed, (gpointer) (guintptr) line_words (line));
  tsn_municipality_names_show (TSN_FIELD_ROW (self), typed);
}

static void
changed_cb (GtkEditable *text, TsnTextsRow *self)
{
  g_autofree char *note = tsn_field_row_dup_count_note (TSN_FIELD_ROW (self),
                                                        gtk_editable_get_text (text));

  if (tsn_field_row_is_showing (TSN_FIELD_ROW (self)))
    return;
  tsn_field_row_typed (TSN_FIELD_ROW (self));
  if (has_codes (self))
    say_names (self);
  else
    tsn_field_row_set_note (TSN_FIELD_ROW (self), note);
  tidy (self);
}

/* Enter: on to the next line; on the empty one, on to the next row. */
static void
activate_cb (GtkEntry *entry, TsnTextsRow *self)
{
  GtkWidget *next = gtk_widget_get_next_sibling (gtk_widget_get_parent (GTK_WIDGET (entry)));

  if (*gtk_editable_get_text (GTK_EDITABLE (entry)) == '\0' || next == NULL)
    tsn_field_row_go_on (TSN_FIELD_ROW (self));
  else
    gtk_widget_grab_focus (GTK_WIDGET (line_text (next)));
}

static gboolean
key_pressed_cb (GtkEventController *controller,
                guint key,
                guint code,
                GdkModifierType state,
                TsnTextsRow *self)
{
  GtkWidget *entry = gtk_event_controller_get_widget (controller);
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (modifiers != GDK_ALT_MASK || (key != GDK_KEY_Up && key != GDK_KEY_Down))
    return GDK_EVENT_PROPAGATE;
  move_line (self, gtk_widget_get_parent (entry), key == GDK_KEY_Down);
  return GDK_EVENT_STOP;
}

static GtkWidget *
icon_button (const char *icon, const char *name, GCallback clicked, TsnTextsRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", clicked, self, 0);
  return button;
}

static void
add_line (TsnTextsRow *self, const char *words)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_add_css_class (line, "field-line");
  gtk_editable_set_text (GTK_EDITABLE (entry), words);
  gtk_entry_set_has_frame (GTK_ENTRY (entry), FALSE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Add…"));
  gtk_widget_set_hexpand (entry, TRUE);
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (entry, "activate", G_CALLBACK (activate_cb), self, 0);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (entry, key);
  gtk_box_append (GTK_BOX (line), entry);
  gtk_box_append (GTK_BOX (line),
                  icon_button ("go-up-symbolic", _ ("Move up"), G_CALLBACK (up_clicked_cb), self));
  gtk_box_append (
      GTK_BOX (line),
      icon_button ("window-close-symbolic", _ ("Remove"), G_CALLBACK (remove_clicked_cb), self));
  gtk_box_append (GTK_BOX (self->box), line);
}

/* -- Value -- */

static void
tsn_texts_row_show_value (TsnFieldRow *row, const TsnValue *value)
{
  TsnTextsRow *self = TSN_TEXTS_ROW (row);
  GtkWidget *line = gtk_widget_get_first_child (self->box);
  guint n = value->type == TSN_TYPE_LIST ? value->list->len : 0;

  /* Lines stay where they can, and with them the focus. */
  for (guint i = 0; i < n; i++)
    {
      const char *words = g_array_index (value->list, TsnValue, i).text;

      if (line == NULL)
        add_line (self, words);
      else
        {
          if (!g_str_equal (line_words (line), words))
            gtk_editable_set_text (line_text (line), words);
          line = gtk_widget_get_next_sibling (line);
        }
    }
  while (line != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (line);

      if (next != NULL)
        gtk_box_remove (GTK_BOX (self->box), line);
      else
        gtk_editable_set_text (line_text (line), "");
      line = next;
    }
  if (has_codes (self))
    say_names (self);
  else
    tsn_field_row_set_note (row, NULL);
  tidy (self);
}

static gboolean
tsn_texts_row_read_value (TsnFieldRow *row, TsnValue *value, GError **error)
{
  TsnTextsRow *self = TSN_TEXTS_ROW (row);
  TsnField item_field = *tsn_field_row_get_field (row);
  g_auto (TsnValue) list = tsn_value_list ();

  item_field.flags &= ~(guint) TSN_FIELD_LIST; /* a line is one item, with what rules items have */
  for (GtkWidget *line = gtk_widget_get_first_child (self->box); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    {
      TsnValue item = TSN_VALUE_NONE;

      if (!tsn_value_parse_localised (&item_field,
                                      line_words (line),
                                      tsn_words_translate,
                                      &item,
                                      NULL,
                                      error))
        return FALSE;
      if (item.type != TSN_TYPE_NONE)
        tsn_value_list_take (&list, &item);
    }
  *value = list;
  list = TSN_VALUE_NONE;
  return TRUE;
}

static gboolean
tsn_texts_row_is_typing (TsnFieldRow *row)
{
  TsnTextsRow *self = TSN_TEXTS_ROW (row);
  const TsnValue *standing = tsn_field_row_get_standing (row);
  guint n = standing->type == TSN_TYPE_LIST ? standing->list->len : 0;
  guint i = 0;

  for (GtkWidget *line = gtk_widget_get_first_child (self->box); line != NULL;
       line = gtk_widget_get_next_sibling (line), i++)
    {
      const char *words = i < n ? g_array_index (standing->list, TsnValue, i).text : "";

      if (!g_str_equal (line_words (line), words))
        return TRUE;
    }
  return FALSE;
}

static GtkEditable *
tsn_texts_row_get_editable (TsnFieldRow *row)
{
  return gtk_editable_get_delegate (
      line_text (gtk_widget_get_last_child (TSN_TEXTS_ROW (row)->box)));
}

static void
tsn_texts_row_constructed (GObject *object)
{
  TsnTextsRow *self = TSN_TEXTS_ROW (object);

  G_OBJECT_CLASS (tsn_texts_row_parent_class)->constructed (object);
  self->box = g_object_new (GTK_TYPE_BOX,
                            "accessible-role",
                            GTK_ACCESSIBLE_ROLE_GROUP,
                            "orientation",
                            GTK_ORIENTATION_VERTICAL,
                            NULL);
  tsn_field_row_add_body (TSN_FIELD_ROW (self), self->box);
  tsn_field_row_set_control (TSN_FIELD_ROW (self), self->box);
  tidy (self);
}

static void
tsn_texts_row_class_init (TsnTextsRowClass *class)
{
  TsnFieldRowClass *row_class = TSN_FIELD_ROW_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_texts_row_constructed;
  row_class->show_value = tsn_texts_row_show_value;
  row_class->read_value = tsn_texts_row_read_value;
  row_class->is_typing = tsn_texts_row_is_typing;
  row_class->get_editable = tsn_texts_row_get_editable;
}

static void
tsn_texts_row_init (TsnTextsRow *self)
{
}
