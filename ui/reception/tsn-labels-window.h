/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-labels-window.h: name labels of an event: on which paper, from which place of the sheet on.
 */

#pragma once

#include "tsn-dialog.h"
#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_LABELS_WINDOW (tsn_labels_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnLabelsWindow, tsn_labels_window, TSN, LABELS_WINDOW, TsnDialog)

/* The preview opens in front of @parent. */
void tsn_labels_window_present (GtkWidget *parent, TsnStation *station, const TsnId *event);

G_END_DECLS
