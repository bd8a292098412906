/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a crew carries of a municipality with many replaced cards: how large it is, how long reading
 * it takes, and a look at one serial. Eleven years of 9,000 cards a year; the limit of the size is
 * the serials alone, and of a look a search in memory that somebody else wrote. */

#include <stdlib.h>
#include <string.h>

#include "tsn-bench-store.h"
#include "tsn-bench.h"
#include "tsn-trust-file.h"

#define N_CARDS  100000
#define N_DAYS   4000
#define N_OF_DAY 300
#define N_LOOKS  100000
#define NOW      G_GINT64_CONSTANT (1790000000000)

static void
add_cards (TsnTrustState *state, guint n, gint32 first, guint n_days)
{
  for (guint i = 0; i < n; i++)
    {
      TsnTrustReplaced one = { (guint64) g_random_int () << 32 | g_random_int (),
                               tsn_date_from_days (first + (gint32) (i % n_days)) };

      g_array_append_val (state->replaced, one);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  guint64 left = ((const TsnTrustReplaced *) a)->serial;
  guint64 right = ((const TsnTrustReplaced *) b)->serial;

  return left < right ? -1 : left > right;
}

static void
report (TsnBench *bench, const char *measure, const char *unit, double value, double bound, guint n)
{
  tsn_bench_report (bench,
                    &(TsnBenchResult){ .measure = measure,
                                       .unit = unit,
                                       .value = value,
                                       .limit = bound,
                                       .limit_what = "what is allowed",
                                       .rule = TSN_BENCH_VALUE_AT_MOST,
                                       .bound = bound,
                                       .n = n });
}

/* Every other serial is one that was replaced. */
static void
time_looks (TsnBench *bench, const TsnTrustFile *file, const TsnTrustState *state)
{
  g_autoptr (GArray) sorted = g_array_copy (state->replaced);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  TsnCardStanding standing;
  guint found = 0, bare = 0;
  double start, seconds, bare_seconds;

  g_array_sort (sorted, compare);
  for (guint i = 0; i < N_LOOKS; i++)
    g_ptr_array_add (
        texts,
        g_strdup_printf (
            "%016" G_GINT64_MODIFIER "X",
            g_array_index (state->replaced, TsnTrustReplaced, i % state->replaced->len).serial ^
                (i % 2)));
  start = tsn_bench_now ();
  for (guint i = 0; i < texts->len; i++)
    found += tsn_trust_file_find_card (file, g_ptr_array_index (texts, i), &standing) ? 1 : 0;
  seconds = tsn_bench_now () - start;
  start = tsn_bench_now ();
  for (guint i = 0; i < texts->len; i++)
    {
      TsnTrustReplaced one = {
        .serial = g_ascii_strtoull (g_ptr_array_index (texts, i), NULL, 16)
      };

      bare += bsearch (&one, sorted->data, sorted->len, sizeof one, compare) != NULL;
    }
  bare_seconds = tsn_bench_now () - start;
  g_assert (found == bare);
  tsn_bench_report (bench,
                    &(TsnBenchResult){ .measure = "trust: a look at one serial",
                                       .unit = "us",
                                       .value = seconds * 1e6 / N_LOOKS,
                                       .limit = bare_seconds * 1e6 / N_LOOKS,
                                       .limit_what = "bsearch()",
                                       .rule = TSN_BENCH_VALUE_AT_MOST,
                                       .bound = 1000,
                                       .n = state->replaced->len });
}

static gboolean
measure (TsnBench *bench, TsnVault *vault, TsnTrustState *state, GError **error)
{
  g_autoptr (TsnTrustFile) maker = tsn_trust_file_new (tsn_vault_root_public (vault));
  g_autoptr (TsnTrustFile) reader = tsn_trust_file_new (tsn_vault_root_public (vault));
  g_autoptr (GBytes) whole = tsn_trust_file_make (maker, state, vault, NOW, error);
  g_autoptr (GBytes) change = NULL;
  double start = tsn_bench_now ();
  guint n = state->replaced->len;

  if (whole == NULL || !tsn_trust_file_take (reader, whole, error))
    return FALSE;
  report (bench, "trust: reading a file", "s", tsn_bench_now () - start, 1, n);
  report (bench, "trust: a file", "bytes", (double) g_bytes_get_size (whole), 900e3, n);
  time_looks (bench, reader, state);
  add_cards (state, N_OF_DAY, 25000, 1);
  change = tsn_trust_file_make (maker, state, vault, NOW + 86400000, error);
  if (change == NULL || !tsn_trust_file_take (reader, change, error))
    return FALSE;
  report (bench,
          "trust: a day's change",
          "bytes",
          (double) g_bytes_get_size (change),
          10e3,
          N_OF_DAY);
  return TRUE;
}

gboolean
tsn_bench_trust (TsnBench *bench, GError **error)
{
  g_autofree char *path = g_build_filename (bench->folder, "trust-vault", NULL);
  g_autofree char *recovery = NULL;
  TsnVault *vault =
      tsn_vault_create (path, "計測", TSN_BENCH_PASSPHRASE, TSN_VAULT_COST_MIN, &recovery, error);
  g_auto (TsnTrustState) state = { 0 };
  gboolean measured;

  if (vault == NULL)
    return FALSE;
  tsn_trust_state_init (&state);
  g_strlcpy (state.municipality, "112119", sizeof state.municipality);
  add_cards (&state, bench->quick ? N_CARDS / 100 : N_CARDS, 20000, N_DAYS);
  measured = measure (bench, vault, &state, error);
  tsn_vault_free (vault);
  return measured;
}
