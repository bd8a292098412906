/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-unlock-page.h: asks the operator for the passphrase, or for the recovery key and a new one.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_UNLOCK_PAGE (tsn_unlock_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnUnlockPage, tsn_unlock_page, TSN, UNLOCK_PAGE, AdwBin)

GtkWidget *tsn_unlock_page_new (TsnStation *station);

/* As it is when the station has just been locked: nothing typed, nothing wrong. */
void tsn_unlock_page_reset (TsnUnlockPage *self);

G_END_DECLS
