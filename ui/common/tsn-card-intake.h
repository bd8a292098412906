/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-intake.h: the ways in which a picture of a card comes to a page, but for scanners and
 * cameras: a file, the clipboard, a drop.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-card-reader.h"

G_BEGIN_DECLS

/* @source: for the time of the call. */
typedef void (*TsnCardTaken) (GtkWidget *page, const TsnCardSource *source);

/* From now on what is dropped onto @page, and what the two below bring, is given to @taken. Once.
 */
void tsn_card_intake_begin (GtkWidget *page, TsnCardTaken taken);

/* Asks for a file. */
void tsn_card_intake_choose (GtkWidget *page);

/* Takes what was copied; says so where that is no picture. */
void tsn_card_intake_paste (GtkWidget *page);

G_END_DECLS
