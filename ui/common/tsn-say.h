/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-say.h: a label that takes room only while it has something to say. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @sentence: (nullable): NULL: nothing */
void tsn_say (GtkLabel *label, const char *sentence);
/* @error: (nullable): in the words of tsn_words_error() */
void tsn_say_error (GtkLabel *label, const GError *error);

G_END_DECLS
