/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Merging: any patches, in any order, any number of times, give the same winners.
 *
 * Patches are random; the seed is printed by g_test and taken by --seed. */

#include <string.h>

#include "tsn-merge.h"
#include "tsn-validate.h"

#define N_FIELDS  12
#define N_DEVICES 4

static const TsnId record_id = { { 7 } };

static TsnVersion
version (TsnStamp stamp, guint8 device)
{
  return (TsnVersion){ .stamp = stamp, .device = { { device } } };
}

/* A patch that writes @fields (a bit for each); a field lies in compartment field % 3. */
static TsnPatch *
make_patch (TsnVersion at, guint fields)
{
  TsnPatch *patch = tsn_patch_new (TSN_KIND_PERSON, &record_id);
  g_autoptr (GByteArray) open = g_byte_array_new ();
  guint n_open = 0;

  patch->version = at;
  for (guint field = 1; field <= N_FIELDS; field++)
    n_open += (fields >> field & 1) != 0 && field % 3 == TSN_OPEN;
  tsn_cbor_write_map (open, n_open);
  for (guint compartment = TSN_DESK; compartment <= TSN_CARE; compartment++)
    {
      g_autoptr (TsnGroup) group = tsn_group_new ((TsnCompartment) compartment);

      for (guint16 field = 1; field <= N_FIELDS; field++)
        if ((fields >> field & 1) != 0 && field % 3 == compartment)
          g_array_append_val (group->fields, field);
      group->key = record_id;
      group->sealed = g_bytes_new_static ("0123456789012345678901234567890123456789", 40);
      if (group->fields->len > 0)
        g_ptr_array_add (patch->groups, g_steal_pointer (&group));
    }
  for (guint field = 1; field <= N_FIELDS; field++)
    if ((fields >> field & 1) != 0 && field % 3 == TSN_OPEN)
      {
        tsn_cbor_write_uint (open, field);
        tsn_cbor_write_uint (open, at.stamp);
      }
  if (n_open > 0)
    patch->open = g_bytes_new (open->data, open->len);
  return patch;
}

static TsnPatch *
make_erasure (TsnVersion at)
{
  TsnPatch *patch = tsn_patch_new (TSN_KIND_PERSON, &record_id);

  patch->version = at;
  patch->erase = TRUE;
  return patch;
}

static GPtrArray *
new_patches (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_patch_unref);
}

static GPtrArray *
random_patches (guint n, gboolean erasures)
{
  GPtrArray *patches = new_patches ();
  TsnStamp last[N_DEVICES] = { 0 };

  for (guint i = 0; i < n; i++)
    {
      guint device = (guint) g_test_rand_int_range (0, N_DEVICES);
      TsnVersion at;

      /* Clocks of different devices often agree; one device never gives a stamp twice. */
      last[device] += (TsnStamp) g_test_rand_int_range (1, 4);
      at = version (last[device], (guint8) (device + 1));
      if (erasures && g_test_rand_int_range (0, 20) == 0)
        g_ptr_array_add (patches, make_erasure (at));
      else
        g_ptr_array_add (patches,
                         make_patch (at, (guint) g_test_rand_int_range (1, 1 << N_FIELDS) << 1));
    }
  return patches;
}

static void
shuffle (GPtrArray *patches)
{
  for (guint i = patches->len; i > 1; i--)
    {
      guint j = (guint) g_test_rand_int_range (0, (gint32) i);
      gpointer swap = patches->pdata[i - 1];

      patches->pdata[i - 1] = patches->pdata[j];
      patches->pdata[j] = swap;
    }
}

static GByteArray *
merge_all (GPtrArray *patches, TsnWinners *winners)
{
  GByteArray *bytes = g_byte_array_new ();

  tsn_winners_reset (winners);
  for (guint i = 0; i < patches->len; i++)
    {
      guint again = (guint) g_test_rand_int_range (0, (gint32) i + 1);

      tsn_winners_merge (winners, patches->pdata[i]);
      g_assert_false (tsn_winners_merge (winners, patches->pdata[again]));
    }
  tsn_winners_encode (winners, bytes);
  return bytes;
}

/* The winners worked out the slow way. */
static void
check_winners (GPtrArray *patches, const TsnWinners *winners)
{
  guint n = 0;

  for (guint field = 1; field <= N_FIELDS; field++)
    {
      const TsnVersion *best = NULL;
      const TsnWinner *winner = tsn_winners_find (winners, field);

      for (guint i = 0; i < patches->len; i++)
        {
          TsnPatch *patch = patches->pdata[i];
          g_autoptr (TsnWinners) one = tsn_winners_new ();

          g_assert_false (patch->erase);
          tsn_winners_merge (one, patch);
          if (tsn_winners_find (one, field) != NULL &&
              (best == NULL || tsn_version_compare (&patch->version, best) > 0))
            best = &patch->version;
        }
      g_assert_cmpint (best != NULL, ==, winner != NULL);
      if (winner == NULL)
        continue;
      g_assert_cmpint (tsn_version_compare (&winner->version, best), ==, 0);
      g_assert_cmpuint (winner->compartment, ==, field % 3);
      n++;
    }
  g_assert_cmpuint (winners->winners->len, ==, n);
}

static void
test_any_order (void)
{
  for (int round = 0; round < 100; round++)
    {
      g_autoptr (GPtrArray) patches = random_patches ((guint) g_test_rand_int_range (1, 25), FALSE);
      g_autoptr (TsnWinners) winners = tsn_winners_new ();
      g_autoptr (GByteArray) expected = merge_all (patches, winners);

      check_winners (patches, winners);
      for (int order = 0; order < 10; order++)
        {
          g_autoptr (GByteArray) bytes = NULL;

          shuffle (patches);
          bytes = merge_all (patches, winners);
          g_assert_cmpmem (bytes->data, bytes->len, expected->data, expected->len);
        }
    }
}

static void
test_any_order_with_erasures (void)
{
  for (int round = 0; round < 100; round++)
    {
      g_autoptr (GPtrArray) patches = random_patches (20, TRUE);
      g_autoptr (TsnWinners) winners = tsn_winners_new ();
      g_autoptr (GByteArray) expected = merge_all (patches, winners);
      const TsnVersion *erasure = NULL;

      for (guint i = 0; i < patches->len; i++)
        {
          TsnPatch *patch = patches->pdata[i];

          if (patch->erase &&
              (erasure == NULL || tsn_version_compare (&patch->version, erasure) > 0))
            erasure = &patch->version;
        }
      g_assert_cmpint (winners->erased, ==, erasure != NULL);
      if (erasure != NULL)
        {
          g_assert_cmpuint (winners->winners->len, ==, 0);
          g_assert_cmpint (tsn_version_compare (&winners->erasure, erasure), ==, 0);
        }
      for (int order = 0; order < 10; order++)
        {
          g_autoptr (GByteArray) bytes = NULL;

          shuffle (patches);
          bytes = merge_all (patches, winners);
          g_assert_cmpmem (bytes->data, bytes->len, expected->data, expected->len);
        }
    }
}

static void
test_erasure_beats_all (void)
{
  g_autoptr (TsnWinners) winners = tsn_winners_new ();
  g_autoptr (TsnPatch) erasure = make_erasure (version (5, 1));
  g_autoptr (TsnPatch) later = make_patch (version (TSN_STAMP_MAX, 2), 0xfffe);

  g_assert_true (tsn_winners_merge (winners, later));
  g_assert_true (tsn_winners_merge (winners, erasure));
  g_assert_false (tsn_winners_merge (winners, later));
  g_assert_false (tsn_winners_merge (winners, erasure));
  g_assert_true (winners->erased);
  g_assert_null (tsn_winners_find (winners, 1));
}

static gboolean
winners_equal (const TsnWinners *a, const TsnWinners *b)
{
  if (a->erased != b->erased || tsn_version_compare (&a->erasure, &b->erasure) != 0 ||
      a->winners->len != b->winners->len)
    return FALSE;
  for (guint i = 0; i < a->winners->len; i++)
    {
      const TsnWinner *left = &g_array_index (a->winners, TsnWinner, i);
      const TsnWinner *right = &g_array_index (b->winners, TsnWinner, i);

      if (left->field != right->field || left->compartment != right->compartment ||
          tsn_version_compare (&left->version, &right->version) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
test_bytes (void)
{
  g_autoptr (TsnWinners) empty = tsn_winners_new ();
  g_autoptr (GByteArray) nothing = g_byte_array_new ();

  tsn_winners_encode (empty, nothing);
  g_assert_true (tsn_winners_decode (empty, nothing->data, nothing->len, NULL));

  for (int round = 0; round < 200; round++)
    {
      g_autoptr (GPtrArray) patches = random_patches ((guint) g_test_rand_int_range (1, 6), TRUE);
      g_autoptr (TsnWinners) winners = tsn_winners_new ();
      g_autoptr (TsnWinners) again = tsn_winners_new ();
      g_autoptr (GByteArray) bytes = merge_all (patches, winners);
      g_autoptr (GError) error = NULL;

      g_assert_true (tsn_winners_decode (again, bytes->data, bytes->len, &error));
      g_assert_no_error (error);
      g_assert_true (winners_equal (winners, again));

      for (guint cut = 0; cut < bytes->len; cut++)
        g_assert_false (tsn_winners_decode (again, bytes->data, cut, NULL));
      for (int i = 0; i < 50; i++)
        {
          guint place = (guint) g_test_rand_int_range (0, (gint32) bytes->len);
          guint8 before = bytes->data[place];

          bytes->data[place] = (guint8) g_test_rand_int ();
          tsn_winners_decode (again, bytes->data, bytes->len, NULL); /* never crashes */
          bytes->data[place] = before;
        }
    }
}

/* Most records have one author: their state must stay small. */
static void
test_bytes_are_few (void)
{
  g_autoptr (TsnWinners) winners = tsn_winners_new ();
  g_autoptr (TsnPatch) patch = make_patch (version (TSN_STAMP_MAX, 2), 0x1ffe);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  tsn_winners_merge (winners, patch);
  tsn_winners_encode (winners, bytes);
  g_assert_cmpuint (winners->winners->len, ==, N_FIELDS);
  g_assert_cmpuint (bytes->len, <=, 50);
}

/* -- Answers -- */

static void
write_field (GPtrArray *patches, TsnVersion at, guint field, const TsnVersion *seen)
{
  TsnPatch *patch = make_patch (at, 1u << field);

  if (seen != NULL)
    tsn_patch_add_seen (patch, field, seen);
  g_ptr_array_add (patches, patch);
}

static guint
count_answers (GPtrArray *patches, guint field, TsnVersion *winner)
{
  g_autoptr (GArray) answers = NULL;

  shuffle (patches);
  answers = tsn_merge_answers (patches, field);
  if (answers->len > 0)
    *winner = g_array_index (answers, TsnVersion, 0);
  return answers->len;
}

static void
test_chain_settles (void)
{
  g_autoptr (GPtrArray) patches = new_patches ();
  TsnVersion v[] = { version (1, 1), version (2, 2), version (3, 1) };
  TsnVersion winner;

  g_assert_cmpuint (count_answers (patches, 1, &winner), ==, 0);
  write_field (patches, v[0], 1, NULL);
  write_field (patches, v[1], 1, &v[0]);
  write_field (patches, v[2], 1, &v[1]);
  write_field (patches, version (9, 3), 2, NULL); /* another field */
  g_assert_cmpuint (count_answers (patches, 1, &winner), ==, 1);
  g_assert_cmpint (tsn_version_compare (&winner, &v[2]), ==, 0);
  g_assert_cmpuint (count_answers (patches, 3, &winner), ==, 0);
}

static void
test_fork_stays_until_settled (void)
{
  g_autoptr (GPtrArray) patches = new_patches ();
  TsnVersion first = version (1, 1);
  TsnVersion left = version (2, 1);
  TsnVersion right = version (3, 2);
  TsnVersion more = version (4, 2);
  TsnVersion winner;
  TsnPatch *settling;

  write_field (patches, first, 1, NULL);
  write_field (patches, left, 1, &first);
  write_field (patches, right, 1, &first);
  g_assert_cmpuint (count_answers (patches, 1, &winner), ==, 2);
  g_assert_cmpint (tsn_version_compare (&winner, &right), ==, 0);

  /* Going on from one answer does not settle the other. */
  write_field (patches, more, 1, &right);
  g_assert_cmpuint (count_answers (patches, 1, &winner), ==, 2);

  settling = make_patch (version (5, 3), 1u << 1);
  tsn_patch_add_seen (settling, 1, &more);
  tsn_patch_add_seen (settling, 1, &left);
  g_ptr_array_add (patches, settling);
  g_assert_cmpuint (count_answers (patches, 1, &winner), ==, 1);
  g_assert_cmpuint (winner.stamp, ==, 5);

  /* The same patch twice is one answer; an erasure ends all questions. */
  g_ptr_array_add (patches, tsn_patch_ref (settling));
  g_assert_cmpuint (count_answers (patches, 1, &winner), ==, 1);
  g_ptr_array_add (patches, make_erasure (version (1, 9)));
  g_assert_cmpuint (count_answers (patches, 1, &winner), ==, 0);
}

static void
test_winner_is_always_an_answer (void)
{
  g_autoptr (GPtrArray) patches = new_patches ();
  TsnVersion a = version (1, 1);
  TsnVersion b = version (2, 2);
  TsnVersion winner;

  /* Two liars who claim to have seen each other. */
  write_field (patches, a, 1, &b);
  write_field (patches, b, 1, &a);
  g_assert_cmpuint (count_answers (patches, 1, &winner), ==, 1);
  g_assert_cmpint (tsn_version_compare (&winner, &b), ==, 0);
}

/* Devices that write, sometimes hear of each other and in the end know everything: an answer is
 * what no other patch has in its past. */
static void
test_answers_of_random_devices (void)
{
  for (int round = 0; round < 100; round++)
    {
      g_autoptr (GPtrArray) patches = new_patches ();
      guint knows[N_DEVICES] = { 0 }; /* bits of patches */
      guint past[32] = { 0 };         /* bits of patches that each had before it */
      TsnStamp clock[N_DEVICES] = { 0 };
      TsnVersion at[32];
      guint expected = 0;
      TsnVersion winner;

      for (guint i = 0; i < 20; i++)
        {
          guint device = (guint) g_test_rand_int_range (0, N_DEVICES);
          guint other = (guint) g_test_rand_int_range (0, N_DEVICES);
          TsnPatch *patch;
          TsnStamp greatest = 0;

          if (g_test_rand_int_range (0, 2) == 0)
            knows[device] |= knows[other];
          for (guint j = 0; j < i; j++)
            if ((knows[device] >> j & 1) != 0)
              greatest = MAX (greatest, at[j].stamp);
          clock[device] = MAX (clock[device], greatest) + 1;
          at[i] = version (clock[device], (guint8) (device + 1));
          patch = make_patch (at[i], 1u << 4);
          for (guint j = 0; j < i; j++)
            {
              guint settled = 0;

              /* The author looks at all answers that his device has. */
              for (guint k = 0; k < i; k++)
                if ((knows[device] >> k & 1) != 0)
                  settled |= past[k];
              if ((knows[device] & ~settled) >> j & 1)
                tsn_patch_add_seen (patch, 4, &at[j]);
            }
          past[i] = knows[device];
          knows[device] |= 1u << i;
          g_ptr_array_add (patches, patch);
        }

      for (guint i = 0; i < 20; i++)
        {
          gboolean settled = FALSE;

          for (guint j = 0; j < 20; j++)
            settled |= (past[j] >> i & 1) != 0;
          expected += !settled;
        }
      g_assert_cmpuint (count_answers (patches, 4, &winner), ==, expected);
    }
}

/* A patch dated ahead, that a server gave a stamp of its own: it is merged by that. */
static void
test_effective (void)
{
  g_autoptr (GPtrArray) patches = new_patches ();
  g_autoptr (TsnWinners) winners = tsn_winners_new ();
  g_autoptr (TsnWinners) read = tsn_winners_new ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();
  TsnVersion ahead = version (1000, 1);
  TsnVersion later = version (20, 2);
  TsnVersion winner;
  TsnPatch *patch;
  TsnPatch *other;

  write_field (patches, ahead, 1, NULL);
  write_field (patches, later, 1, NULL);
  patch = patches->pdata[0]; /* counting shuffles them */
  other = patches->pdata[1];
  g_assert_cmpuint (count_answers (patches, 1, &winner), ==, 2);
  g_assert_cmpint (tsn_version_compare (&winner, &ahead), ==, 0);
  patch->effective = 10;
  g_assert_cmpint (tsn_patch_compare (patch, other), <, 0);
  g_assert_cmpuint (count_answers (patches, 1, &winner), ==, 2);
  g_assert_cmpint (tsn_version_compare (&winner, &later), ==, 0);

  g_assert_true (tsn_winners_merge (winners, patch));
  tsn_winners_encode (winners, bytes);
  g_assert_true (tsn_winners_decode (read, bytes->data, bytes->len, NULL));
  g_assert_cmpuint (tsn_winners_find (read, 1)->effective, ==, 10);
  tsn_winners_encode (read, again);
  g_assert_cmpmem (again->data, again->len, bytes->data, bytes->len);
  g_assert_true (tsn_winners_merge (read, other));
  g_assert_false (tsn_winners_merge (read, patch));
  g_assert_cmpint (tsn_version_compare (&tsn_winners_find (read, 1)->version, &later), ==, 0);
  g_assert_cmpuint (tsn_winners_find (read, 1)->effective, ==, 0);
}

static void
test_effective_any_order (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (GPtrArray) patches = random_patches (20, round % 2 == 0);
      g_autoptr (TsnWinners) one = tsn_winners_new ();
      g_autoptr (TsnWinners) other = tsn_winners_new ();
      g_autoptr (GByteArray) bytes = NULL;
      g_autoptr (GByteArray) same = NULL;

      for (guint i = 0; i < patches->len; i++)
        {
          TsnPatch *patch = patches->pdata[i];

          if (patch->version.stamp > 1 && g_test_rand_int_range (0, 3) == 0)
            patch->effective = (TsnStamp) g_test_rand_int_range (1, (gint32) patch->version.stamp);
        }
      bytes = merge_all (patches, one);
      shuffle (patches);
      same = merge_all (patches, other);
      g_assert_cmpmem (same->data, same->len, bytes->data, bytes->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/merge/any-order", test_any_order);
  g_test_add_func ("/merge/any-order-with-erasures", test_any_order_with_erasures);
  g_test_add_func ("/merge/erasure-beats-all", test_erasure_beats_all);
  g_test_add_func ("/merge/bytes", test_bytes);
  g_test_add_func ("/merge/bytes-are-few", test_bytes_are_few);
  g_test_add_func ("/merge/effective", test_effective);
  g_test_add_func ("/merge/effective-any-order", test_effective_any_order);
  g_test_add_func ("/answers/chain-settles", test_chain_settles);
  g_test_add_func ("/answers/fork-stays-until-settled", test_fork_stays_until_settled);
  g_test_add_func ("/answers/winner-is-always-an-answer", test_winner_is_always_an_answer);
  g_test_add_func ("/answers/random-devices", test_answers_of_random_devices);
  return g_test_run ();
}
