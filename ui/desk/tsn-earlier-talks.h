/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-earlier-talks.h: what was said about a topic in earlier conversations, beside the running
 * one.
 */

#pragma once

#include "tsn-conversation-topics.h"

G_BEGIN_DECLS

/* Fills @box anew, the newest talk first. */
void tsn_earlier_talks_show (GtkBox *box,
                             const TsnPersonOverview *overview,
                             const TsnConversationTopic *topic);

G_END_DECLS
