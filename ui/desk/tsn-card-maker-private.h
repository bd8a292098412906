/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-maker-private.h: the steps of the maker, each in a thread that is not the main one. */

#pragma once

#include "tsn-card-maker.h"

G_BEGIN_DECLS

TsnCardMade *tsn_card_made_new (const TsnCardOrder *order);

/* @wanted: those who come after that many cards are left out. */
gboolean tsn_card_made_compose (TsnCardMade *self,
                                TsnStore *store,
                                guint wanted,
                                GCancellable *cancellable,
                                GError **error);

/* Codes, faces, read back; the pictures and lists are filled in. */
gboolean tsn_card_made_set (TsnCardMade *self,
                            gboolean face_only,
                            TsnProgress progress,
                            gpointer progress_data,
                            GCancellable *cancellable,
                            GError **error);

/* Adds the sheets of @proofs to @sheets, of TsnCardSheet. */
GPtrArray *tsn_card_sheets_new (void);
void tsn_card_sheets_record (GPtrArray *sheets, GPtrArray *proofs, guint position);

void tsn_card_made_drop_proofs (TsnCardMade *self);

G_END_DECLS
