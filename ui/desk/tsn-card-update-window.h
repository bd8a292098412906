/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-update-window.h: from a card that was read back to the person's records: who it is, what
 * differs, and what of it is to be taken over. */

#pragma once

#include "tsn-card-reader.h"

G_BEGIN_DECLS

/* @parent gets the toast with the undo. @scan has a card, which is copied. */
void tsn_card_update_present (GtkWidget *parent, TsnStation *station, const TsnCardScan *scan);

G_END_DECLS
