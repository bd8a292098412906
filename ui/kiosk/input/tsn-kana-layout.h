/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kana-layout.h: which key stands where. */

#pragma once

#include "tsn-key-grid.h"

G_BEGIN_DECLS

/* The pages of the keyboard; keys that turn to one name it by its number. */
typedef enum
{
  TSN_KANA_PAGE_HIRAGANA,
  TSN_KANA_PAGE_KATAKANA,
  TSN_KANA_PAGE_LOWER,
  TSN_KANA_PAGE_UPPER,
  TSN_KANA_PAGE_DIGITS,
  TSN_KANA_N_PAGES
} TsnKanaPage;

/* Returns: (transfer full): the keys of @page. @language: "pt", "vi"; other ones have no letters
 * with marks */
GtkWidget *tsn_kana_layout_new_page (TsnKanaPage page, const char *language);

G_END_DECLS
