/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Digests: the vectors of tests/data/sync, and that sums know no order. */

#include <stdlib.h>

#include "tsn-digest.h"
#include "vault-fixture.h"
#include "vectors.h"

#define KINDS_MAX 16
#define N_CELLS   200

typedef TsnDigest Buckets[TSN_DIGEST_BUCKETS];

static void
check_hash (const guint8 *hash, const char *hex)
{
  g_autoptr (GByteArray) expected = bytes_of (hex);

  g_assert_cmpmem (hash, 16, expected->data, expected->len);
}

static void
check_record (char **fields, Buckets *buckets)
{
  guint kind = (guint) atoi (fields[1]);
  g_autoptr (GByteArray) record = bytes_of (fields[2]);
  g_autoptr (GByteArray) bytes = bytes_of (fields[3]);
  g_autoptr (TsnWinners) winners = tsn_winners_new ();
  TsnDigest cell;
  TsnId id;

  g_assert_cmpuint (record->len, ==, sizeof id.bytes);
  memcpy (id.bytes, record->data, sizeof id.bytes);
  g_assert_true (tsn_winners_decode (winners, bytes->data, bytes->len, NULL));
  tsn_digest_record (kind, &id, winners, &cell);
  check_hash (cell.bytes, fields[5]);
  g_assert_cmpuint (tsn_digest_bucket (&id), ==, (guint) atoi (fields[4]));
  tsn_digest_add (&buckets[kind][tsn_digest_bucket (&id)], &cell);
}

static void
test_vectors (void)
{
  g_autoptr (GPtrArray) cases = read_vectors ("digests.txt", 6);
  g_autofree Buckets *buckets = g_new0 (Buckets, KINDS_MAX);
  TsnDigestRoot root;
  TsnHash hash;

  for (guint i = 0; i < cases->len; i++)
    {
      char **fields = g_ptr_array_index (cases, i);

      g_test_message ("%s", fields[0]);
      if (strcmp (fields[0], "root") == 0)
        {
          tsn_digest_root_init (&root);
          for (guint kind = 1; kind < KINDS_MAX; kind++)
            tsn_digest_root_feed (&root, kind, buckets[kind]); /* most have no record */
          tsn_digest_root_finish (&root, &hash);
          check_hash (hash.bytes, fields[5]);
        }
      else if (strcmp (fields[0], "kind") == 0)
        {
          tsn_digest_kind (buckets[atoi (fields[1])], &hash);
          check_hash (hash.bytes, fields[5]);
        }
      else
        check_record (fields, buckets);
    }
}

static void
draw (TsnDigest *cell)
{
  for (guint i = 0; i < sizeof cell->bytes; i++)
    cell->bytes[i] = (guint8) g_test_rand_int_range (0, 256);
}

static void
test_any_order (void)
{
  TsnDigest cells[N_CELLS];
  TsnDigest sum = { { 0 } };
  TsnDigest other = { { 0 } };
  const TsnDigest zero = { { 0 } };

  for (guint i = 0; i < N_CELLS; i++)
    {
      draw (&cells[i]);
      tsn_digest_add (&sum, &cells[i]);
    }
  for (guint i = N_CELLS; i-- > 0;)
    tsn_digest_subtract (&other, &cells[i]); /* below zero and back again */
  for (guint i = 0; i < N_CELLS; i++)
    {
      tsn_digest_add (&other, &cells[i]);
      tsn_digest_add (&other, &cells[i]);
    }
  g_assert_true (tsn_digest_equal (&sum, &other));
  for (guint i = N_CELLS; i-- > 0;)
    tsn_digest_subtract (&sum, &cells[i]);
  g_assert_true (tsn_digest_equal (&sum, &zero));
}

static void
test_carry (void)
{
  const TsnDigest one = { { 1 } };
  const TsnDigest zero = { { 0 } };
  TsnDigest sum = { { 0 } };

  memset (sum.bytes, 0xff, 8);
  tsn_digest_add (&sum, &one);
  g_assert_cmpuint (sum.bytes[8], ==, 1);
  g_assert_cmpuint (sum.bytes[7], ==, 0);
  tsn_digest_subtract (&sum, &one);
  g_assert_cmpuint (sum.bytes[8], ==, 0);
  g_assert_cmpuint (sum.bytes[7], ==, 0xff);
  memset (sum.bytes, 0xff, sizeof sum.bytes);
  tsn_digest_add (&sum, &one);
  g_assert_true (tsn_digest_equal (&sum, &zero));
}

static void
test_nothing (void)
{
  g_autoptr (TsnWinners) winners = tsn_winners_new ();
  const TsnDigest zero = { { 0 } };
  const TsnId id = { { 1 } };
  TsnDigest cell = { { 1 } };

  tsn_digest_record (3, &id, winners, &cell);
  g_assert_true (tsn_digest_equal (&cell, &zero));
}

/* Two devices that erase the same record hold the same. */
static void
test_tombstones (void)
{
  g_autoptr (TsnWinners) one = tsn_winners_new ();
  g_autoptr (TsnWinners) other = tsn_winners_new ();
  const TsnId id = { { 1 } };
  TsnDigest cells[2];

  one->erased = other->erased = TRUE;
  one->erasure = (TsnVersion){ .stamp = 1, .device = { { 1 } } };
  other->erasure = (TsnVersion){ .stamp = 2, .device = { { 2 } } };
  tsn_digest_record (3, &id, one, &cells[0]);
  tsn_digest_record (3, &id, other, &cells[1]);
  g_assert_true (tsn_digest_equal (&cells[0], &cells[1]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest/vectors", test_vectors);
  g_test_add_func ("/digest/any-order", test_any_order);
  g_test_add_func ("/digest/carry", test_carry);
  g_test_add_func ("/digest/nothing", test_nothing);
  g_test_add_func ("/digest/tombstones", test_tombstones);
  return g_test_run ();
}
