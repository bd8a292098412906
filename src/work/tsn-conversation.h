/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-conversation.h: beginning, checking and withdrawing the record of an ACP conversation.
 *
 * A conversation is never changed once written (TSN_KIND_APPEND_ONLY): the next talk is a new
 * record that refers to the one before.
 */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

/**
 * tsn_conversation_new:
 * @date: of the talk
 * @event: (nullable): at which it took place
 *
 * Returns: (transfer full): a new record, not put yet: person, date, municipality (the person's,
 * else this database's), the latest earlier conversation that was not withdrawn, the next review as
 * tsn_conversation_next_review() proposes. NULL with TSN_WORK_ERROR_NOT_FOUND.
 */
TsnChange *tsn_conversation_new (TsnSession *session,
                                 const TsnId *person,
                                 TsnDate date,
                                 const TsnId *event,
                                 gint64 now_ms,
                                 GError **error);

/* The day on which to talk again: the municipality's months after @date, 12 when it has not said;
 * TSN_DATE_NONE on error. */
TsnDate tsn_conversation_next_review (TsnSession *session, TsnDate date, GError **error);

/**
 * tsn_conversation_check:
 * @today: in Japan
 * @field: (out) (optional): the first culprit
 *
 * tsn_validate_change(), and: the talk is not in the future, and the next review lies after it.
 */
gboolean tsn_conversation_check (const TsnChange *change,
                                 TsnDate today,
                                 const TsnField **field,
                                 GError **error);

/**
 * tsn_conversation_put:
 * @session: of write work
 * @change: a new conversation, or what is added to one
 * @version: (out) (optional): as tsn_session_put()
 *
 * Records it; when it is new and no later one stands, its next review becomes the person's.
 *
 * Errors: TSN_MODEL_ERROR_*, those of the store, also when the person was erased or never seen;
 * then nothing is written.
 */
gboolean tsn_conversation_put (TsnSession *session,
                               const TsnChange *change,
                               TsnVersion *version,
                               GError **error);

/* Who was last asked is the newest talk that was not withdrawn; NULL without error: none. */
TsnRecord *tsn_conversation_latest (TsnSession *session, const TsnId *person, GError **error);

/**
 * tsn_conversation_withdraw:
 * @session: of write work
 * @note: (nullable): why
 *
 * Fills in that the person took it back; what was recorded stays. Twice is once.
 *
 * Errors: TSN_WORK_ERROR_NOT_FOUND.
 */
gboolean tsn_conversation_withdraw (TsnSession *session,
                                    const TsnId *conversation,
                                    TsnDate on,
                                    const char *note,
                                    GError **error);

G_END_DECLS
