/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-conversations-page.h: the page "conversations": with whom it is time to talk again, and the
 * latest talks. Target: a conversation. */

#pragma once

#include "tsn-page.h"

G_BEGIN_DECLS

#define TSN_TYPE_CONVERSATIONS_PAGE (tsn_conversations_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnConversationsPage,
                      tsn_conversations_page,
                      TSN,
                      CONVERSATIONS_PAGE,
                      TsnPage)

G_END_DECLS
