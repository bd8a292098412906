/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-pending.h: cards that a kiosk entered into the register and of which nobody knows yet
 * that they were taken along.
 *
 * They are remembered in the database of this device alone, so that a crash or a power cut leaves
 * no job in a queue and no card in the register that nobody has. Whose they are is not in it.
 */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

typedef struct
{
  TsnId card;       /* its entry in the register */
  char *printer;    /* as tsn-paper-queue.h has it */
  int job;          /* its number there; 0: none */
  guint position;   /* on the sheet of ten, from 1; 0: on none */
  gboolean is_copy; /* somebody has that card already: it stays good */
} TsnKioskPending;

void tsn_kiosk_pending_free (TsnKioskPending *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnKioskPending, tsn_kiosk_pending_free)

/* Write work: one more, or another job of the same card. */
gboolean
tsn_kiosk_pending_put (TsnSession *session, const TsnKioskPending *pending, GError **error);

/* (transfer full) (element-type TsnKioskPending). What cannot be read counts as none; it is put
 * aside before it is written over. */
GPtrArray *tsn_kiosk_pending_all (TsnSession *session, GError **error);

/* @unreadable: (out): whether there is such a list: the register may call cards good that nobody
 * has. */
gboolean tsn_kiosk_pending_look (TsnSession *session, gboolean *unreadable, GError **error);

/* Write work: it was taken along. */
gboolean tsn_kiosk_pending_forget (TsnSession *session, const TsnId *card, GError **error);

/* Write work: it was not printed, and will not be: the register says so
 * (TSN_VOIDED_NOT_HANDED_OUT), and its place on the sheet is free if it was the last one. Of a copy
 * the register says nothing. */
gboolean tsn_kiosk_pending_void (TsnSession *session,
                                 const TsnKioskPending *pending,
                                 gint64 now_ms,
                                 GError **error);

G_END_DECLS
