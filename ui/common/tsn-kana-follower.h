/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kana-follower.h: furigana that follows what is typed into a name. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on @kana (a GtkText) gets the reading of what an input method puts into @name (a
 * GtkText), as long as nobody writes into @kana by hand. Lives as long as both. */
void tsn_kana_follower_attach (GtkEditable *name, GtkEditable *kana);

G_END_DECLS
