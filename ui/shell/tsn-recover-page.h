/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-recover-page.h: this computer in the place of all that were lost, from the recovery key and
 * the server.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/**
 * TsnRecoverPage: done when the station is OPEN.
 *
 * Signals: `left` (): back to where it was chosen.
 */
#define TSN_TYPE_RECOVER_PAGE (tsn_recover_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnRecoverPage, tsn_recover_page, TSN, RECOVER_PAGE, AdwBin)

void tsn_recover_page_set_station (TsnRecoverPage *self, TsnStation *station);
void tsn_recover_page_begin (TsnRecoverPage *self);

G_END_DECLS
