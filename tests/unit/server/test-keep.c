/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server forgets: never a winner, never an answer that waits for a person, and never what
 * keeps an answer settled. */

#include <string.h>

#include "tsn-keep.h"

/* Patches of one record; the device of each is its number, so is its stamp. */
static TsnPatch *
patch_new (GPtrArray *patches, guint number, const char *fields)
{
  TsnId record = { { 1 } };
  TsnPatch *patch = tsn_patch_new (5, &record);
  GByteArray *open = g_byte_array_new ();
  gsize n = strlen (fields);

  patch->version.stamp = number;
  patch->version.device.bytes[0] = (guint8) number;
  tsn_cbor_write_map (open, n);
  for (gsize i = 0; i < n; i++)
    {
      tsn_cbor_write_uint (open, (guint64) (fields[i] - 'a' + 1));
      tsn_cbor_write_null (open);
    }
  patch->open = g_byte_array_free_to_bytes (open);
  g_ptr_array_add (patches, patch);
  return patch;
}

static void
see (TsnPatch *patch, char field, guint number)
{
  TsnVersion version = { .stamp = number };

  version.device.bytes[0] = (guint8) number;
  tsn_patch_add_seen (patch, (guint) (field - 'a' + 1), &version);
}

/* And all those before. */
static void
see_all (TsnPatch *patch, char field, guint number)
{
  for (guint i = 1; i <= number; i++)
    see (patch, field, i);
}

/* @kept: the numbers that stay, as bits */
static void
expect (GPtrArray *patches, guint kept)
{
  g_autofree gboolean *keep = g_new (gboolean, patches->len);
  guint bits = 0;

  tsn_keep (patches, keep);
  for (guint i = 0; i < patches->len; i++)
    if (keep[i])
      bits |= 1u << ((TsnPatch *) g_ptr_array_index (patches, i))->version.stamp;
  g_assert_cmphex (bits, ==, kept);
}

static GPtrArray *
patches_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_patch_unref);
}

static void
test_history (void)
{
  g_autoptr (GPtrArray) patches = patches_new ();

  patch_new (patches, 1, "a");
  expect (patches, 1 << 1);
  see (patch_new (patches, 2, "a"), 'a', 1);
  expect (patches, 1 << 2);
  see_all (patch_new (patches, 3, "a"), 'a', 2);
  expect (patches, 1 << 3);
}

static void
test_two_answers (void)
{
  g_autoptr (GPtrArray) patches = patches_new ();
  TsnPatch *settles;

  patch_new (patches, 1, "a");
  see (patch_new (patches, 2, "a"), 'a', 1);
  see (patch_new (patches, 3, "a"), 'a', 1);
  expect (patches, 1 << 2 | 1 << 3);
  settles = patch_new (patches, 4, "a");
  see_all (settles, 'a', 3);
  expect (patches, 1 << 4);
}

/* The first still wins b, so what settles its a must stay, or its a would be an answer again. */
static void
test_settles_a_kept_one (void)
{
  g_autoptr (GPtrArray) patches = patches_new ();

  patch_new (patches, 1, "ab");
  see (patch_new (patches, 2, "a"), 'a', 1);
  see (patch_new (patches, 3, "a"), 'a', 2);
  expect (patches, 1 << 1 | 1 << 2 | 1 << 3);
  see (patch_new (patches, 4, "b"), 'b', 1);
  expect (patches, 1 << 2 | 1 << 3 | 1 << 4);
}

/* What a lost patch settled may still come, or be somewhere for long. */
static void
test_settles_one_to_come (void)
{
  g_autoptr (GPtrArray) patches = patches_new ();
  TsnPatch *heir;

  see (patch_new (patches, 2, "a"), 'a', 1);
  heir = patch_new (patches, 3, "a");
  see (heir, 'a', 2);
  expect (patches, 1 << 2 | 1 << 3);
  tsn_patch_inherit_seen (heir, g_ptr_array_index (patches, 0), 1);
  expect (patches, 1 << 3);
}

static void
test_erased (void)
{
  g_autoptr (GPtrArray) patches = patches_new ();

  patch_new (patches, 1, "a");
  patch_new (patches, 2, "")->erase = TRUE;
  patch_new (patches, 3, "a");
  expect (patches, 1 << 2);
  patch_new (patches, 4, "")->erase = TRUE;
  expect (patches, 1 << 4);
}

/* The same answers, whatever was dropped on the way and in whatever order they came. */
static void
test_random (void)
{
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GPtrArray) all = patches_new ();
      g_autoptr (GPtrArray) kept = g_ptr_array_new ();
      guint dropped = 0;
      guint n = (guint) g_test_rand_int_range (2, 10);

      for (guint i = 1; i <= n; i++)
        {
          const char *const FIELDS[] = { "a", "b", "ab" };
          const char *fields = FIELDS[g_test_rand_int_range (0, 3)];
          TsnPatch *patch = patch_new (all, i, fields);

          for (const char *f = fields; *f != '\0'; f++)
            for (guint j = 0; j + 1 < i; j++)
              {
                gboolean writes = FALSE;
                gsize size;
                const guint8 *open = g_bytes_get_data (
                    ((TsnPatch *) g_ptr_array_index (all, j))->open,
                    &size);

                for (gsize k = 1; k < size; k += 2)
                  writes |= open[k] == *f - 'a' + 1;
                if (writes && g_test_rand_int_range (0, 3) == 0)
                  see (patch, *f, j + 1);
              }
        }
      for (guint i = 0; i < n; i++)
        {
          g_autofree gboolean *keep = g_new (gboolean, n);
          guint pick;

          do
            pick = (guint) g_test_rand_int_range (0, (gint32) n);
          while ((dropped >> (pick + 1) & 1) != 0 ||
                 g_ptr_array_find (kept, g_ptr_array_index (all, pick), NULL));
          g_ptr_array_add (kept, g_ptr_array_index (all, pick));
          tsn_keep (kept, keep);
          for (guint j = kept->len; j-- > 0;)
            if (!keep[j])
              {
                dropped |= 1u << ((TsnPatch *) g_ptr_array_index (kept, j))->version.stamp;
                g_ptr_array_remove_index (kept, j);
              }
        }
      for (guint field = 1; field <= 2; field++)
        {
          g_autoptr (GArray) wanted = tsn_merge_answers (all, field);
          g_autoptr (GArray) got = tsn_merge_answers (kept, field);

          g_assert_cmpmem (wanted->data,
                           wanted->len * sizeof (TsnVersion),
                           got->data,
                           got->len * sizeof (TsnVersion));
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/keep/history", test_history);
  g_test_add_func ("/keep/two-answers", test_two_answers);
  g_test_add_func ("/keep/settles-a-kept-one", test_settles_a_kept_one);
  g_test_add_func ("/keep/settles-one-to-come", test_settles_one_to_come);
  g_test_add_func ("/keep/erased", test_erased);
  g_test_add_func ("/keep/random", test_random);
  return g_test_run ();
}
