/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Digests: whether two replicas hold the same, in sixteen bytes.
 *
 * A record is one cell, a hash of which version won each of its fields; a bucket is the sum of its
 * cells. A sum can be kept up with every write (take away what the record was, add what it is)
 * without looking at any other record. It tells of faults, not of malice: whoever chooses the
 * patches of a municipality can make two sums equal, and gains nothing by it.
 */

#include "tsn-digest.h"

#include <string.h>

#include "tsn-vault-private.h"

#define ENTRY_SIZE 26 /* field (2), stamp (8), device (16) */

guint
tsn_digest_bucket (const TsnId *record)
{
  guint8 hash[crypto_hash_sha256_BYTES];

  crypto_hash_sha256 (hash, record->bytes, sizeof record->bytes);
  return hash[0];
}

static void
load (const TsnDigest *self, guint64 *low, guint64 *high)
{
  memcpy (low, self->bytes, sizeof *low);
  memcpy (high, self->bytes + sizeof *low, sizeof *high);
  *low = GUINT64_FROM_LE (*low);
  *high = GUINT64_FROM_LE (*high);
}

static void
store (TsnDigest *self, guint64 low, guint64 high)
{
  low = GUINT64_TO_LE (low);
  high = GUINT64_TO_LE (high);
  memcpy (self->bytes, &low, sizeof low);
  memcpy (self->bytes + sizeof low, &high, sizeof high);
}

void
tsn_digest_add (TsnDigest *self, const TsnDigest *other)
{
  guint64 a[2];
  guint64 b[2];
  guint64 low;

  load (self, &a[0], &a[1]);
  load (other, &b[0], &b[1]);
  low = a[0] + b[0];
  store (self, low, a[1] + b[1] + (low < a[0] ? 1 : 0));
}

void
tsn_digest_subtract (TsnDigest *self, const TsnDigest *other)
{
  guint64 a[2];
  guint64 b[2];

  load (self, &a[0], &a[1]);
  load (other, &b[0], &b[1]);
  store (self, a[0] - b[0], a[1] - b[1] - (a[0] < b[0] ? 1 : 0));
}

gboolean
tsn_digest_equal (const TsnDigest *a, const TsnDigest *b)
{
  return memcmp (a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static void
feed_number (crypto_generichash_state *state, guint number)
{
  guint16 bytes = GUINT16_TO_BE ((guint16) number);

  crypto_generichash_update (state, (const guint8 *) &bytes, sizeof bytes);
}

static void
feed_entry (crypto_generichash_state *state, guint field, const TsnVersion *version)
{
  guint16 number = GUINT16_TO_BE ((guint16) field);
  guint64 stamp = GUINT64_TO_BE (version->stamp);
  guint8 entry[ENTRY_SIZE];

  memcpy (entry, &number, sizeof number);
  memcpy (entry + sizeof number, &stamp, sizeof stamp);
  memcpy (entry + sizeof number + sizeof stamp, version->device.bytes, sizeof (TsnId));
  crypto_generichash_update (state, entry, sizeof entry);
}

void
tsn_digest_record (guint kind, const TsnId *record, const TsnWinners *winners, TsnDigest *digest)
{
  crypto_generichash_state state;

  memset (digest, 0, sizeof *digest);
  if (!winners->erased && winners->winners->len == 0)
    return;
  tsn_vault_init_crypto ();
  crypto_generichash_init (&state, NULL, 0, sizeof digest->bytes);
  feed_number (&state, kind);
  crypto_generichash_update (&state, record->bytes, sizeof record->bytes);
  if (winners->erased)
    feed_number (&state, 0);
  for (guint i = 0; i < winners->winners->len; i++)
    {
      const TsnWinner *winner = &g_array_index (winners->winners, TsnWinner, i);

      feed_entry (&state, winner->field, &winner->version);
    }
  crypto_generichash_final (&state, digest->bytes, sizeof digest->bytes);
}

void
tsn_digest_kind (const TsnDigest buckets[TSN_DIGEST_BUCKETS], TsnHash *hash)
{
  tsn_hash_bytes (buckets[0].bytes, TSN_DIGEST_BUCKETS * sizeof (TsnDigest), hash);
}

/* -- The root -- */

void
tsn_digest_root_init (TsnDigestRoot *self)
{
  self->bytes = g_byte_array_new ();
}

/* A sum of zero is no record: that one of cells is zero is as likely as that two are equal. */
static gboolean
is_empty (const TsnDigest buckets[TSN_DIGEST_BUCKETS])
{
  static const TsnDigest zero = { { 0 } };

  for (guint i = 0; i < TSN_DIGEST_BUCKETS; i++)
    if (!tsn_digest_equal (&buckets[i], &zero))
      return FALSE;
  return TRUE;
}

void
tsn_digest_root_feed (TsnDigestRoot *self, guint kind, const TsnDigest buckets[TSN_DIGEST_BUCKETS])
{
  guint16 number = GUINT16_TO_BE ((guint16) kind);
  TsnHash hash;

  if (is_empty (buckets))
    return;
  tsn_digest_kind (buckets, &hash);
  g_byte_array_append (self->bytes, (const guint8 *) &number, sizeof number);
  g_byte_array_append (self->bytes, hash.bytes, sizeof hash.bytes);
}

void
tsn_digest_root_finish (TsnDigestRoot *self, TsnHash *root)
{
  tsn_hash_bytes (self->bytes->data, self->bytes->len, root);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
}
