/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-say.h"

#include "tsn-words.h"

void
tsn_say (GtkLabel *label, const char *sentence)
{
  gtk_label_set_label (label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (label), sentence != NULL);
}

void
tsn_say_error (GtkLabel *label, const GError *error)
{
  g_autofree char *sentence = error != NULL ? tsn_words_error (error) : NULL;

  tsn_say (label, sentence);
}
