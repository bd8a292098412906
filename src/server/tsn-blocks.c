/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See tsn-blocks.h. There are few, so they are looked through one after the other. */

#include "tsn-blocks.h"

#define BYTES_MAX (32 * 1024 * 1024) /* together */
#define AGE_MS    10000

struct _TsnBlocks
{
  GQueue queue; /* of TsnBlock, the newest first */
  gsize n_bytes;
};

void
tsn_block_free (TsnBlock *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->origins);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

static void
drop_oldest (TsnBlocks *self)
{
  TsnBlock *block = g_queue_pop_tail (&self->queue);

  self->n_bytes -= g_bytes_get_size (block->body);
  tsn_block_free (block);
}

/* A clock that was set back makes them old, too. */
static gboolean
is_old (const TsnBlock *block, gint64 now_ms)
{
  return now_ms < block->made_ms || now_ms - block->made_ms > AGE_MS;
}

static gboolean
fits (const TsnBlock *block, const TsnBlockKey *key, const TsnId *without)
{
  return block->key.municipality == key->municipality && block->key.role == key->role &&
         block->key.after == key->after && block->key.limit == key->limit &&
         (without == NULL || !g_hash_table_contains (block->origins, without));
}

const TsnBlock *
tsn_blocks_find (TsnBlocks *self, const TsnBlockKey *key, const TsnId *without, gint64 now_ms)
{
  while (self->queue.length > 0 && is_old (self->queue.tail->data, now_ms))
    drop_oldest (self);
  for (const GList *link = self->queue.head; link != NULL; link = link->next)
    if (fits (link->data, key, without))
      return link->data;
  return NULL;
}

void
tsn_blocks_add (TsnBlocks *self, TsnBlock *block)
{
  g_queue_push_head (&self->queue, block);
  self->n_bytes += g_bytes_get_size (block->body);
  while (self->n_bytes > BYTES_MAX)
    drop_oldest (self);
}

void
tsn_blocks_clear (TsnBlocks *self)
{
  while (self->queue.length > 0)
    drop_oldest (self);
}

TsnBlocks *
tsn_blocks_new (void)
{
  return g_new0 (TsnBlocks, 1);
}

void
tsn_blocks_free (TsnBlocks *self)
{
  if (self == NULL)
    return;
  tsn_blocks_clear (self);
  g_free (self);
}
