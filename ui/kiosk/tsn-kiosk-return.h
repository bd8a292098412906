/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-return.h: a card that nobody waits for any more is taken back from the printer, and the
 * register says so.
 *
 * Thread: the main thread. What is begun goes on by itself, also while the next resident writes; a
 * printer that does not answer is asked again, and after a restart, too.
 */

#pragma once

#include "tsn-kiosk-pending.h"
#include "tsn-station.h"

G_BEGIN_DECLS

/* @is_gone: no job of it is left: nothing was printed and nothing will be. Otherwise the job is
 * cancelled; if it was too late for that, the card counts as handed out. */
void tsn_kiosk_take_back (TsnStation *station, const TsnKioskPending *pending, gboolean is_gone);

/* All that a crash or a power cut has left. @station: OPEN. */
void tsn_kiosk_take_back_all (TsnStation *station);

/* It was taken along. */
void tsn_kiosk_handed_out (TsnStation *station, const TsnKioskPending *pending);

G_END_DECLS
