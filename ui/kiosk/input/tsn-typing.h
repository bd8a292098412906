/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-typing.h: what keys on the screen do to the field that is written in.
 *
 * They write as anybody does: at the caret, over what is selected, so that a real keyboard and an
 * input method may be used in between. What was written last and may still become kanji is the
 * *reading*: it ends at the caret, is underlined, and is forgotten when anybody else changes the
 * text or moves the caret.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TSN_TYPE_TYPING (tsn_typing_get_type ())
G_DECLARE_FINAL_TYPE (TsnTyping, tsn_typing, TSN, TYPING, GObject)

/* Signal "reading-changed": another reading, or none. */
TsnTyping *tsn_typing_new (void);

/* @target: (nullable): where to write; it is not kept alive, and its undo is switched off: what one
 * resident typed must not come back for the next */
void tsn_typing_set_target (TsnTyping *self, GtkEditable *target);
GtkEditable *tsn_typing_get_target (TsnTyping *self);

/* @is_reading: whether the text goes on the reading; otherwise it ends there */
void tsn_typing_insert (TsnTyping *self, const char *text, gboolean is_reading);

/* What is selected, or else the character before the caret with all that belongs to it. */
void tsn_typing_delete (TsnTyping *self);

/* Puts a mark on the character before the caret, as tsn_letter_mark(). */
void tsn_typing_mark (TsnTyping *self, gunichar mark);

/* Returns: (transfer full): the text before the caret that may still be converted, "" if none */
char *tsn_typing_dup_reading (TsnTyping *self) G_GNUC_WARN_UNUSED_RESULT;

/* Takes all before the caret as a reading: somebody wrote it before. */
void tsn_typing_take_reading (TsnTyping *self);

/* Writes @text for the first @characters of the reading; the rest stays one. */
void tsn_typing_replace_reading (TsnTyping *self, guint characters, const char *text);

/* Writes @text for all that the field holds. */
void tsn_typing_replace_all (TsnTyping *self, const char *text);

void tsn_typing_end_reading (TsnTyping *self);

G_END_DECLS
