/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-work-private.h: what the verbs have in common (internal to work/). */

#pragma once

#include "tsn-phone.h"
#include "tsn-reception.h"
#include "tsn-work.h"

G_BEGIN_DECLS

/* The record, with all fields; NULL with TSN_WORK_ERROR_NOT_FOUND when it was never seen or was
 * erased. */
TsnRecord *tsn_work_get (TsnSession *session, guint kind, const TsnId *id, GError **error);

/* The event, and TSN_WORK_ERROR_CANCELLED when it does not take place. */
TsnRecord *tsn_work_get_event (TsnSession *session, const TsnId *id, GError **error);

/* The record of the municipality; NULL without error when this database has none. */
TsnRecord *tsn_work_find_municipality (TsnSession *session, GError **error);

/* What a new person has in any case, where @change does not say it: registered, of this
 * municipality. */
gboolean tsn_work_complete_person (TsnSession *session, TsnChange *change, GError **error);

/* What is the same for two spellings of one name or reading: folded; NULL gives "". Free with
 * tsn_secret_text_free(). */
char *tsn_work_name_key (const char *text);
/* The digits of a phone number; FALSE: it is none that could be dialled. */
gboolean tsn_work_phone_key (const char *text, char key[TSN_PHONE_SIZE]);

/* Whether there is a place left for somebody who has not signed up: sets admission (ARRIVED or
 * FULL), arrived and capacity of @result. */
gboolean tsn_reception_look_for_place (TsnSession *session,
                                       const TsnCheckIn *check_in,
                                       const TsnRecord *event,
                                       TsnCheckInResult *result,
                                       GError **error);

/* The same day of a later month, or that month's last day. */
TsnDate tsn_work_months_later (TsnDate date, guint months);

G_END_DECLS
