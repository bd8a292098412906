/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-missed.h: whose patches the server has sent and nobody here could verify.
 *
 * The cursor is behind them, and the digest tells nothing of what did not win; so they are pulled
 * again as soon as there is a certificate.
 *
 * In write work of a store. Errors: those of the store.
 */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

/* @authors: (element-type TsnId): whose certificates are not here */
gboolean tsn_sync_missed_note (TsnSession *session, GArray *authors, GError **error);

/* @again: (out): there are certificates of some of them now: everything is to be pulled once more.
 * They are forgotten. */
gboolean tsn_sync_missed_recall (TsnSession *session, gboolean *again, GError **error);

G_END_DECLS
