/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several lines of free text. The view grows with what is written, so that the form scrolls and not
 * a box inside it. Enter is a new line here; Tab, Ctrl+Enter and leaving finish it. */

#include "tsn-lines-row.h"

#include "tsn-words.h"

struct _TsnLinesRow
{
  TsnFieldRow parent_instance;

  GtkTextView *view;
  GtkTextBuffer *buffer;
};

G_DEFINE_FINAL_TYPE (TsnLinesRow, tsn_lines_row, TSN_TYPE_FIELD_ROW)

static char *
dup_text (TsnLinesRow *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

static const char *
standing_text (TsnFieldRow *row)
{
  const TsnValue *standing = tsn_field_row_get_standing (row);

  return standing->type == TSN_TYPE_TEXT ? standing->text : "";
}

static void
tsn_lines_row_show_value (TsnFieldRow *row, const TsnValue *value)
{
  TsnLinesRow *self = TSN_LINES_ROW (row);
  const char *text = value->type == TSN_TYPE_TEXT ? value->text : "";
  g_autofree char *shown = dup_text (self);

  if (!g_str_equal (shown, text))
    gtk_text_buffer_set_text (self->buffer, text, -1);
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE); /* forgets */
  gtk_text_buffer_set_enable_undo (self->buffer, TRUE);
}

static gboolean
tsn_lines_row_read_value (TsnFieldRow *row, TsnValue *value, GError **error)
{
  g_autofree char *text = dup_text (TSN_LINES_ROW (row));

  return tsn_value_parse_localised (tsn_field_row_get_field (row),
                                    text,
                                    tsn_words_translate,
                                    value,
                                    NULL,
                                    error);
}

static gboolean
tsn_lines_row_is_typing (TsnFieldRow *row)
{
  g_autofree char *text = dup_text (TSN_LINES_ROW (row));

  return !g_str_equal (text, standing_text (row));
}

static void
changed_cb (TsnLinesRow *self)
{
  g_autofree char *text = dup_text (self);
  g_autofree char *note = tsn_field_row_dup_count_note (TSN_FIELD_ROW (self), text);

  tsn_field_row_typed (TSN_FIELD_ROW (self));
  tsn_field_row_set_note (TSN_FIELD_ROW (self), note);
}

static gboolean
key_pressed_cb (TsnLinesRow *self, guint key, guint code, GdkModifierType state)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  tsn_field_row_go_on (TSN_FIELD_ROW (self));
  return GDK_EVENT_STOP;
}

static void
tsn_lines_row_constructed (GObject *object)
{
  TsnLinesRow *self = TSN_LINES_ROW (object);
  GtkEventController *key = gtk_event_controller_key_new ();

  G_OBJECT_CLASS (tsn_lines_row_parent_class)->constructed (object);
  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  self->buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  g_signal_connect_object (self->buffer,
                           "changed",
                           G_CALLBACK (changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key,
                           "key-pressed",
                           G_CALLBACK (key_pressed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), key);
  tsn_field_row_add_body (TSN_FIELD_ROW (self), GTK_WIDGET (self->view));
  tsn_field_row_set_control (TSN_FIELD_ROW (self), GTK_WIDGET (self->view));
}

static void
tsn_lines_row_class_init (TsnLinesRowClass *class)
{
  TsnFieldRowClass *row_class = TSN_FIELD_ROW_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_lines_row_constructed;
  row_class->show_value = tsn_lines_row_show_value;
  row_class->read_value = tsn_lines_row_read_value;
  row_class->is_typing = tsn_lines_row_is_typing;
}

static void
tsn_lines_row_init (TsnLinesRow *self)
{
}
