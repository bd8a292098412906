/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-candidate-bar.h: words to choose from, in one line that stays as high when it is empty. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TSN_TYPE_CANDIDATE_BAR (tsn_candidate_bar_get_type ())
G_DECLARE_FINAL_TYPE (TsnCandidateBar, tsn_candidate_bar, TSN, CANDIDATE_BAR, GtkWidget)

/* Signal "chosen" (guint index). */
GtkWidget *tsn_candidate_bar_new (void);

/* @words: (nullable) (transfer full): the likeliest first */
void tsn_candidate_bar_take_words (TsnCandidateBar *self, GStrv words);

G_END_DECLS
