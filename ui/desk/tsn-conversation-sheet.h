/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-conversation-sheet.h: one ACP conversation as it was recorded, to read, print and withdraw.
 */

#pragma once

#include "tsn-dialog.h"
#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_CONVERSATION_SHEET (tsn_conversation_sheet_get_type ())
G_DECLARE_FINAL_TYPE (TsnConversationSheet,
                      tsn_conversation_sheet,
                      TSN,
                      CONVERSATION_SHEET,
                      TsnDialog)

void
tsn_conversation_sheet_present (GtkWidget *parent, TsnStation *station, const TsnId *conversation);

G_END_DECLS
