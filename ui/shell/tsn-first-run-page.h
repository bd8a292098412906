/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-first-run-page.h: the way from an empty folder to the first unlocked desk. */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/* Done when the station is OPEN. */
#define TSN_TYPE_FIRST_RUN_PAGE (tsn_first_run_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnFirstRunPage, tsn_first_run_page, TSN, FIRST_RUN_PAGE, AdwBin)

GtkWidget *tsn_first_run_page_new (TsnStation *station);

/* Whether the recovery key is being made or shown: closing the window may not take it away unasked.
 */
gboolean tsn_first_run_page_holds_key (TsnFirstRunPage *self);

/* "" while nothing was typed that could be a code, else what is wrong with it, or @complete (out)
 * with check digit and NULL. For the page and its test. */
const char *tsn_first_run_page_code_trouble (const char *typed, char complete[7]);

G_END_DECLS
