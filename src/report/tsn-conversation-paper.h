/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-conversation-paper.h: one ACP conversation, to be given to the person and those they chose.
 *
 * It says on every page that these are the feelings of one day, that they may change at any time,
 * and that it is no legal instruction. The person's own words stand apart from what family and care
 * team think. "Not asked", "does not want to think about it yet" and "nobody has written anything"
 * read differently. A talk that is more than twelve months old, was withdrawn, or was followed by a
 * later one says so at the top.
 */

#pragma once

#include "tsn-paper.h"
#include "tsn-session.h"

G_BEGIN_DECLS

/**
 * tsn_conversation_paper:
 * @now_ms: since 1970 UTC: the time of printing, and what the age of the talk is counted to
 *
 * Read work: call it inside a TsnStoreWork.
 *
 * Errors: TSN_WORK_ERROR_NOT_FOUND; TSN_VAULT_ERROR_LOCKED or _NO_KEY when this device cannot read
 * all of it (half a conversation would mislead); those of the store.
 */
TsnPaper *tsn_conversation_paper (TsnSession *session,
                                  const TsnId *conversation,
                                  gint64 now_ms,
                                  GError **error);

G_END_DECLS
