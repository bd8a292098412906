/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The time between two tries: it grows, has a bound, and is not everybody's. */

#include "tsn-sync-backoff.h"

#define FIRST_MS 1000
#define LAST_MS  300000

static void
test_grows (void)
{
  for (guint run = 0; run < 50; run++)
    {
      TsnSyncBackoff backoff = { FIRST_MS, LAST_MS, 0 };
      guint all = FIRST_MS;

      for (guint i = 0; i < 100; i++)
        {
          guint ms = tsn_sync_backoff_next (&backoff);

          g_assert_cmpuint (ms, >=, all / 2);
          g_assert_cmpuint (ms, <=, all);
          all = MIN (all * 2, LAST_MS);
        }
      backoff.n = 0;
      g_assert_cmpuint (tsn_sync_backoff_next (&backoff), <=, FIRST_MS);
    }
}

static void
test_differs (void)
{
  guint n_same = 0;

  for (guint i = 0; i < 100; i++)
    {
      TsnSyncBackoff mine = { LAST_MS, LAST_MS, 0 };
      TsnSyncBackoff theirs = mine;

      if (tsn_sync_backoff_next (&mine) == tsn_sync_backoff_next (&theirs))
        n_same++;
    }
  g_assert_cmpuint (n_same, <, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backoff/grows", test_grows);
  g_test_add_func ("/backoff/differs", test_differs);
  return g_test_run ();
}
