/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-conversation-window.h: recording an ACP conversation while it is held.
 *
 * One topic at a time, what was said earlier beside it. Everything stays in memory until it is
 * recorded, as one record that is never changed afterwards. */

#pragma once

#include "tsn-dialog.h"
#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_CONVERSATION_WINDOW (tsn_conversation_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnConversationWindow,
                      tsn_conversation_window,
                      TSN,
                      CONVERSATION_WINDOW,
                      TsnDialog)

/* @event: (nullable): at which it takes place */
void tsn_conversation_window_begin (GtkWidget *parent,
                                    TsnStation *station,
                                    const TsnId *person,
                                    const TsnId *event);

G_END_DECLS
