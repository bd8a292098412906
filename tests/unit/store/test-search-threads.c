/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Readers beside a writer: a record that stands is found at every moment, also while it is replaced
 * or rows are moved; one that never had a word is never found by it. Worth running under
 * ThreadSanitizer. */

#include <string.h>

#include "tsn-search-index.h"

#define N_RECORDS 4000
#define N_READERS 3
#define N_ROUNDS  3

static TsnId
make_id (guint32 number)
{
  TsnId id = { { 0 } };

  memcpy (id.bytes, &number, sizeof number);
  id.bytes[15] = 1;
  return id;
}

static void
put (TsnSearchIndex *index, guint32 number, guint round)
{
  char name[32], phone[16];
  const char *phones[] = { phone, NULL };
  TsnId id = make_id (number);

  g_snprintf (name, sizeof name, "佐藤 %u%s", round, number == 7 ? " 七" : "");
  g_snprintf (phone, sizeof phone, "090%08u", number);
  tsn_search_index_put (index, &id, name, "サトウ", phones, 19400302);
}

static gpointer
read_worker (gpointer data)
{
  TsnSearchIndex *index = data;
  guint n_reads = 0;

  for (gboolean done = FALSE; !done; n_reads++)
    {
      g_autoptr (GArray) seven = tsn_search_index_find (index, "七 さとう 1940", 10);
      g_autoptr (GArray) all = tsn_search_index_find (index, "さと", N_RECORDS + 1);
      g_autoptr (GArray) none = tsn_search_index_find (index, "鈴木", 10);
      g_autoptr (GArray) end = tsn_search_index_find (index, "終", 1);
      TsnId id = make_id (7);

      g_assert_cmpuint (seven->len, ==, 1);
      g_assert_true (tsn_id_equal (&g_array_index (seven, TsnId, 0), &id));
      g_assert_cmpuint (all->len, ==, N_RECORDS);
      g_assert_cmpuint (none->len, ==, 0);
      done = end->len > 0;
    }
  return GUINT_TO_POINTER (n_reads);
}

static void
test_readers_and_writer (void)
{
  g_autoptr (TsnSearchIndex) index = tsn_search_index_new ();
  GThread *readers[N_READERS];
  TsnId end = make_id (N_RECORDS);

  for (guint32 i = 0; i < N_RECORDS; i++)
    put (index, i, 0);
  for (guint i = 0; i < N_READERS; i++)
    readers[i] = g_thread_new ("reader", read_worker, index);
  for (guint round = 1; round <= N_ROUNDS; round++)
    for (guint32 i = 0; i < N_RECORDS; i++)
      put (index, i, round);
  tsn_search_index_put (index, &end, "終", NULL, NULL, TSN_DATE_NONE);
  for (guint i = 0; i < N_READERS; i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (readers[i])), >, 0);
  g_assert_cmpuint (tsn_search_index_size (index), ==, N_RECORDS + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search/threads", test_readers_and_writer);
  return g_test_run ();
}
