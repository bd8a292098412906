/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-blocks.h: answers to pulls that others will ask for, too (internal to server/).
 *
 * When many devices come at once, most of them pull the same pages of the log. A page that is full
 * is the same for all devices of a role, but for what they brought themselves; so it is read and
 * encoded once and kept for some seconds. It may hold what was overwritten since, as if the device
 * had asked a little earlier; what was erased goes at once.
 *
 * Thread: one at a time.
 */

#pragma once

#include "tsn-id.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 municipality;
  guint role;
  gint64 after; /* the cursor */
  gsize limit;
} TsnBlockKey;

typedef struct
{
  TsnBlockKey key;
  GHashTable *origins; /* set of TsnId: who brought what is in it */
  gint64 seq;          /* where it ends */
  GBytes *body;        /* the whole answer */
  gint64 made_ms;
} TsnBlock;

void tsn_block_free (TsnBlock *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnBlock, tsn_block_free)

typedef struct _TsnBlocks TsnBlocks;

TsnBlocks *tsn_blocks_new (void);
void tsn_blocks_free (TsnBlocks *self); /* NULL is fine */

/* @without: (nullable): in which there is nothing that it brought
 * Returns: (nullable): until the next call */
const TsnBlock *
tsn_blocks_find (TsnBlocks *self, const TsnBlockKey *key, const TsnId *without, gint64 now_ms);
/* @block: (transfer full) */
void tsn_blocks_add (TsnBlocks *self, TsnBlock *block);
void tsn_blocks_clear (TsnBlocks *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnBlocks, tsn_blocks_free)

G_END_DECLS
