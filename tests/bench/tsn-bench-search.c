/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Search among 100,000 people and among a million, with what a desk types: the beginning of a
 * reading and the last digits of a phone, one of them alone, a surname, a date of birth, a name
 * that nobody has. The limit is memchr() for a byte that is not there, over as many bytes as the
 * names, readings and numbers have: the text read once.
 */

#include <string.h>

#include "tsn-bench-people.h"
#include "tsn-bench.h"
#include "tsn-search-index.h"
#include "tsn-text.h"

#define N_QUERIES  600
#define N_SCANS    25
#define ASKED_FOR  50 /* as a list on the screen asks */
#define NOT_THERE  0xff
#define N_SHAPES   6
#define MANY_TIMES 10 /* a million of a hundred thousand */

/* The first @n characters. */
static char *
take_start (const char *text, glong n)
{
  return g_utf8_substring (text, 0, MIN (n, g_utf8_strlen (text, -1)));
}

static char *
make_query (const TsnBenchPerson *person, guint shape)
{
  const char *phone = *person->home != '\0' ? person->home : "0495-00-1234";
  const char *last = phone + strlen (phone) - 4;
  g_autofree char *kana = take_start (person->kana, 2);

  switch (shape % N_SHAPES)
    {
    case 0:
      return g_strdup_printf ("%s %s", kana, last);
    case 1:
      return g_strdup (last);
    case 2:
      return g_strdup (person->kana);
    case 3:
      return take_start (person->name, 2);
    case 4:
      return tsn_date_format (person->birth, TSN_DATE_STYLE_SHORT);
    default:
      return g_strdup ("ぞぞぞ");
    }
}

typedef struct
{
  TsnSearchIndex *index;
  GPtrArray *queries;
  gsize n_bytes; /* of names, numbers and readings, a kana as one */
  double build;  /* seconds for building the index */
  double fold;   /* seconds for folding the same texts alone */
} Town;

static void
town_clear (Town *town)
{
  g_clear_pointer (&town->index, tsn_search_index_free);
  g_clear_pointer (&town->queries, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Town, town_clear)

static void
put_person (Town *town, const TsnBenchPerson *person)
{
  const char *phones[3] = { NULL, NULL, NULL };
  guint n_phones = 0;
  double start;

  if (*person->home != '\0')
    phones[n_phones++] = person->home;
  if (*person->mobile != '\0')
    phones[n_phones++] = person->mobile;
  start = tsn_bench_now ();
  tsn_search_index_put (town->index,
                        &person->id,
                        person->name,
                        person->kana,
                        phones,
                        person->birth);
  town->build += tsn_bench_now () - start;
}

/* What the index folds, folded once more beside it. */
static void
fold_person (Town *town, const TsnBenchPerson *person, GString *key)
{
  double start = tsn_bench_now ();

  g_string_truncate (key, 0);
  tsn_text_fold (person->name, key);
  tsn_text_fold (person->kana, key);
  tsn_text_digits (person->home, key);
  tsn_text_digits (person->mobile, key);
  town->fold += tsn_bench_now () - start;
  town->n_bytes += strlen (person->name) + (gsize) g_utf8_strlen (person->kana, -1) +
                   strlen (person->home) + strlen (person->mobile);
}

static gboolean
town_init (Town *town, guint n_people, GError **error)
{
  g_autoptr (TsnBenchPeople) people = tsn_bench_people_new (TSN_BENCH_SEED, error);
  g_autoptr (GString) key = g_string_new (NULL);
  TsnBenchPerson person;

  if (people == NULL)
    return FALSE;
  town->index = tsn_search_index_new ();
  town->queries = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n_people; i++)
    {
      tsn_bench_people_next (people, &person);
      fold_person (town, &person, key);
      put_person (town, &person);
      if (i % (n_people / N_QUERIES) == 0)
        g_ptr_array_add (town->queries, make_query (&person, town->queries->len));
    }
  return TRUE;
}

/* Microseconds of each query. */
static GArray *
time_queries (const Town *town)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < town->queries->len; i++)
    {
      double start = tsn_bench_now (), sample;
      g_autoptr (GArray) found = tsn_search_index_find (town->index,
                                                        g_ptr_array_index (town->queries, i),
                                                        ASKED_FOR);

      sample = (tsn_bench_now () - start) * 1e6;
      g_assert_cmpuint (found->len, <=, ASKED_FOR);
      g_array_append_val (samples, sample);
    }
  return samples;
}

/* Microseconds for one plain scan. */
static double
time_plain_scan (gsize n_bytes)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *text = g_malloc (n_bytes);

  memset (text, 'a', n_bytes);
  for (guint i = 0; i < N_SCANS; i++)
    {
      double start = tsn_bench_now (), sample;

      g_assert_null (memchr (text, NOT_THERE, n_bytes));
      sample = (tsn_bench_now () - start) * 1e6;
      g_array_append_val (samples, sample);
    }
  return tsn_bench_quantile (samples, 0.5);
}

static void
report_times (TsnBench *self,
              const Town *town,
              const char *median,
              const char *p95,
              double bound,
              guint n)
{
  double limit = time_plain_scan (town->n_bytes);
  g_autoptr (GArray) samples = time_queries (town);
  TsnBenchResult result = {
    .measure = median,
    .unit = "us",
    .value = tsn_bench_quantile (samples, 0.5),
    .limit = limit,
    .limit_what = "memchr over as many bytes as the text has",
    .rule = TSN_BENCH_VALUE_AT_MOST,
    .bound = bound,
    .n = n,
  };

  tsn_bench_report (self, &result);
  result.measure = p95;
  result.value = tsn_bench_quantile (samples, 0.95);
  result.rule = TSN_BENCH_SHOWN;
  tsn_bench_report (self, &result);
}

gboolean
tsn_bench_search (TsnBench *self, GError **error)
{
  guint many = self->n_people * MANY_TIMES;
  g_auto (Town) town = { 0 };
  g_auto (Town) city = { 0 };

  if (!town_init (&town, self->n_people, error) || !town_init (&city, many, error))
    return FALSE;
  report_times (self, &town, "search-median", "search-p95", 1e3, self->n_people);
  report_times (self, &city, "search-million-median", "search-million-p95", 8e3, many);
  tsn_bench_report (self,
                    &(TsnBenchResult){
                        .measure = "search-build",
                        .unit = "ms",
                        .value = town.build * 1e3,
                        .limit = town.fold * 1e3,
                        .limit_what = "folding the same text, nothing else",
                        .rule = TSN_BENCH_VALUE_AT_MOST,
                        .bound = 250,
                        .n = self->n_people,
                    });
  return TRUE;
}
