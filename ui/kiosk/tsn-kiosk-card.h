/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-card.h: the card of the resident who is at the kiosk, from the draft to the paper.
 *
 * Thread: the main thread; the work is done in others.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-kiosk-draft.h"
#include "tsn-kiosk-job.h"
#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_KIOSK_CARD (tsn_kiosk_card_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskCard, tsn_kiosk_card, TSN, KIOSK_CARD, GObject)

/* Composes, encodes, sets and reads back; nothing is written yet. @draft is copied from at once.
 * @printer: tsn-paper-queue.h; its paper is what the card is set on.
 * Errors: why there can be no card (TSN_CARD_ERROR_*), those of the store and the vault. */
void tsn_kiosk_card_make_async (TsnStation *station,
                                const TsnKioskDraft *draft,
                                guint layout,
                                const char *printer,
                                gint64 now_ms,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
TsnKioskCard *tsn_kiosk_card_make_finish (GAsyncResult *result, GError **error);

/* Draws the face as large as fits. */
void tsn_kiosk_card_draw (TsnKioskCard *self, cairo_t *cr, int width, int height);

/* Asks the printer for a job, writes the records and the register, once, remembers the job, and
 * sends the pages. Only when no earlier job of it is left. Returns the job, which says how it goes
 * on. After an error the same card can be printed again; of one that was handed out it is a copy.
 */
void
tsn_kiosk_card_print_async (TsnKioskCard *self, GAsyncReadyCallback callback, gpointer user_data);
TsnKioskJob *tsn_kiosk_card_print_finish (TsnKioskCard *self, GAsyncResult *result, GError **error);

/* (transfer none) (nullable): the last one. */
TsnKioskJob *tsn_kiosk_card_get_job (TsnKioskCard *self);

/* It was printed: the resident has it. */
void tsn_kiosk_card_hand_out (TsnKioskCard *self);
gboolean tsn_kiosk_card_is_handed_out (TsnKioskCard *self);

/* Whether there can be a copy of what was handed out: one, and none on a sheet of ten, where the
 * place is taken. */
gboolean tsn_kiosk_card_may_copy (TsnKioskCard *self);

/* Whether @text is what its code says. */
gboolean tsn_kiosk_card_says (TsnKioskCard *self, const char *text);

/* Nobody waits for it any more: what was not handed out is taken back (tsn-kiosk-return.h). */
void tsn_kiosk_card_leave (TsnKioskCard *self);

G_END_DECLS
