/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-work-private.h: what the verbs have in common (internal to work/). */

#pragma once

#include "tsn-session.h"
#include "tsn-work.h"

G_BEGIN_DECLS

/* The record, with all fields; NULL with TSN_WORK_ERROR_NOT_FOUND when it was never seen or was
 * erased. */
TsnRecord *tsn_work_get (TsnSession *session, guint kind, const TsnId *id, GError **error);

/* The event, and TSN_WORK_ERROR_CANCELLED when it does not take place. */
TsnRecord *tsn_work_get_event (TsnSession *session, const TsnId *id, GError **error);

/* The same day of a later month, or that month's last day. */
TsnDate tsn_work_months_later (TsnDate date, guint months);

G_END_DECLS
