/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The field holds the text; nothing is kept here but how many characters before the caret are the
 * reading. Whoever else changes the field is heard, and then there is none. */

#include "tsn-typing.h"

#include "tsn-letter-mark.h"

struct _TsnTyping
{
  GObject parent_instance;

  GtkEditable *target; /* weak */
  int reading;         /* characters before the caret */
  guint busy;          /* what the target says now comes from here */
};

enum
{
  READING_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnTyping, tsn_typing, G_TYPE_OBJECT)

GtkEditable *
tsn_typing_get_target (TsnTyping *self)
{
  g_return_val_if_fail (TSN_IS_TYPING (self), NULL);

  return self->target;
}

/* The widget that draws the text: an entry has it inside. */
static GtkText *
find_text (GtkEditable *editable)
{
  while (editable != NULL && !GTK_IS_TEXT (editable))
    editable = gtk_editable_get_delegate (editable);
  return (GtkText *) editable;
}

static void
underline_reading (TsnTyping *self, GtkEditable *target)
{
  GtkText *text = find_text (target);
  g_autoptr (PangoAttrList) list = NULL;

  if (text == NULL)
    return;
  if (self->reading > 0)
    {
      const char *all = gtk_editable_get_text (target);
      int caret = gtk_editable_get_position (target);
      PangoAttribute *line = pango_attr_underline_new (PANGO_UNDERLINE_SINGLE);

      line->start_index = (guint) (g_utf8_offset_to_pointer (all, caret - self->reading) - all);
      line->end_index = (guint) (g_utf8_offset_to_pointer (all, caret) - all);
      list = pango_attr_list_new ();
      pango_attr_list_insert (list, line);
    }
  gtk_text_set_attributes (text, list);
}

/* Every way by which the reading may be another one ends here. */
static void
set_reading (TsnTyping *self, int characters)
{
  GtkEditable *target = self->target;

  self->reading = characters;
  if (target != NULL)
    underline_reading (self, target);
  g_signal_emit (self, signals[READING_CHANGED], 0);
}

static void
changed_cb (TsnTyping *self)
{
  if (self->busy == 0 && self->reading > 0)
    set_reading (self, 0);
}

void
tsn_typing_set_target (TsnTyping *self, GtkEditable *target)
{
  g_return_if_fail (TSN_IS_TYPING (self));
  g_return_if_fail (target == NULL || GTK_IS_EDITABLE (target));

  if (self->target == target)
    return;
  tsn_typing_end_reading (self);
  if (self->target != NULL)
    g_signal_handlers_disconnect_by_data (self->target, self);
  g_set_weak_pointer (&self->target, target);
  if (target == NULL)
    return;
  g_signal_connect_object (target, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target,
                           "notify::cursor-position",
                           G_CALLBACK (changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_editable_set_enable_undo (target, FALSE);
}

/* Returns whether something was selected and is gone. */
static gboolean
delete_selection (GtkEditable *target)
{
  if (!gtk_editable_get_selection_bounds (target, NULL, NULL))
    return FALSE;
  gtk_editable_delete_selection (target);
  return TRUE;
}

void
tsn_typing_insert (TsnTyping *self, const char *text, gboolean is_reading)
{
  GtkEditable *target = self->target;
  int before, position, reading;

  if (target == NULL)
    return;
  self->busy++;
  reading = delete_selection (target) ? 0 : self->reading;
  before = position = gtk_editable_get_position (target);
  gtk_editable_insert_text (target, text, -1, &position);
  gtk_editable_set_position (target, position);
  self->busy--;
  set_reading (self, is_reading ? reading + position - before : 0);
}

/* What belongs to the character before it: a variation selector, a combining mark. */
static gboolean
belongs_to_last (gunichar c)
{
  return g_unichar_ismark (c);
}

void
tsn_typing_delete (TsnTyping *self)
{
  GtkEditable *target = self->target;
  int end, start;

  if (target == NULL)
    return;
  self->busy++;
  if (delete_selection (target))
    start = end = self->reading = 0;
  else
    {
      const char *all = gtk_editable_get_text (target);

      start = end = gtk_editable_get_position (target);
      while (start > 0 &&
             belongs_to_last (g_utf8_get_char (g_utf8_offset_to_pointer (all, start - 1))))
        start--;
      start = MAX (start - 1, 0);
      gtk_editable_delete_text (target, start, end);
    }
  self->busy--;
  set_reading (self, MAX (self->reading - (end - start), 0));
}

void
tsn_typing_mark (TsnTyping *self, gunichar mark)
{
  GtkEditable *target = self->target;
  int caret;
  gunichar last, marked;
  char text[7] = { 0 };
  int reading = self->reading;

  if (target == NULL || gtk_editable_get_selection_bounds (target, NULL, NULL))
    return;
  caret = gtk_editable_get_position (target);
  if (caret == 0)
    return;
  last = g_utf8_get_char (g_utf8_offset_to_pointer (gtk_editable_get_text (target), caret - 1));
  marked = tsn_letter_mark (last, mark);
  if (marked == last)
    return;
  g_unichar_to_utf8 (marked, text);
  self->busy++;
  gtk_editable_delete_text (target, caret - 1, caret);
  caret--;
  gtk_editable_insert_text (target, text, -1, &caret);
  gtk_editable_set_position (target, caret);
  self->busy--;
  set_reading (self, reading);
}

char *
tsn_typing_dup_reading (TsnTyping *self)
{
  GtkEditable *target = self->target;
  int caret;

  if (target == NULL || self->reading == 0)
    return g_strdup ("");
  caret = gtk_editable_get_position (target);
  return gtk_editable_get_chars (target, caret - self->reading, caret);
}

void
tsn_typing_take_reading (TsnTyping *self)
{
  GtkEditable *target = self->target;

  if (target != NULL)
    set_reading (self, gtk_editable_get_position (target));
}

static void
replace (TsnTyping *self, int start, int end, int left, const char *text)
{
  GtkEditable *target = self->target;

  self->busy++;
  gtk_editable_delete_text (target, start, end);
  gtk_editable_insert_text (target, text, -1, &start);
  gtk_editable_set_position (target, start + left);
  self->busy--;
  set_reading (self, left);
}

void
tsn_typing_replace_reading (TsnTyping *self, guint characters, const char *text)
{
  GtkEditable *target = self->target;
  int start;

  if (target == NULL)
    return;
  characters = MIN (characters, (guint) self->reading);
  start = gtk_editable_get_position (target) - self->reading;
  replace (self, start, start + (int) characters, self->reading - (int) characters, text);
}

void
tsn_typing_replace_all (TsnTyping *self, const char *text)
{
  if (self->target != NULL)
    replace (self, 0, -1, 0, text);
}

void
tsn_typing_end_reading (TsnTyping *self)
{
  g_return_if_fail (TSN_IS_TYPING (self));

  if (self->reading > 0)
    set_reading (self, 0);
}

static void
tsn_typing_dispose (GObject *object)
{
  TsnTyping *self = TSN_TYPING (object);

  g_clear_weak_pointer (&self->target);
  G_OBJECT_CLASS (tsn_typing_parent_class)->dispose (object);
}

static void
tsn_typing_class_init (TsnTypingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tsn_typing_dispose;

  signals[READING_CHANGED] = g_signal_new ("reading-changed",
                                           G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           0);
}

static void
tsn_typing_init (TsnTyping *self)
{
}

TsnTyping *
tsn_typing_new (void)
{
  return g_object_new (TSN_TYPE_TYPING, NULL);
}
