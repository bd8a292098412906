/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Importing 100,000 people from CSV (read, check, seal, write, make searchable) beside inserting
 * the same bytes into a bare table, in one transaction as well. The same bytes: all that the import
 * left in its rows of `patch` and `person`, a row of the bare table for each person; indexes, which
 * the bare table has not, don't count. In turn, each time into a new database; medians.
 */

#include "tsn-bench-people.h"
#include "tsn-bench-store.h"
#include "tsn-csv.h"
#include "tsn-exchange.h"

#define N_RUNS 3

typedef struct
{
  TsnBench *bench;
  const char *path; /* of the CSV file */
  GPtrArray *rows;  /* of GBytes: what an import has written for each */
} Import;

static void
append_person (GString *text, const TsnBenchPerson *person)
{
  char birth[TSN_DATE_ISO_SIZE];
  const char *const cells[] = {
    person->name,     person->kana,    tsn_date_format_iso (person->birth, birth),
    person->postcode, person->address, person->home,
    person->mobile,
  };

  tsn_csv_append_row (text, cells, G_N_ELEMENTS (cells), TSN_CSV_PLAIN);
}

static gboolean
write_file (const Import *self, GError **error)
{
  static const char *const header[] = {
    "name", "kana", "birth_date", "postcode", "address", "phone_home", "phone_mobile",
  };
  g_autoptr (TsnBenchPeople) people = tsn_bench_people_new (TSN_BENCH_SEED, error);
  g_autoptr (GString) text = g_string_new (NULL);
  TsnBenchPerson person;

  if (people == NULL)
    return FALSE;
  tsn_csv_append_row (text, header, G_N_ELEMENTS (header), TSN_CSV_PLAIN);
  for (guint i = 0; i < self->bench->n_people; i++)
    {
      tsn_bench_people_next (people, &person);
      append_person (text, &person);
    }
  return g_file_set_contents (self->path, text->str, (gssize) text->len, error);
}

/* -- What it wrote -- */

/* As SQLite stores a number. */
static gsize
measure_number (gint64 number)
{
  guint64 size = number < 0 ? (guint64) ~number : (guint64) number;

  if (size <= 1)
    return 0;
  for (gsize n = 1; n < 8; n = n < 4 ? n + 1 : n + 2)
    if (size >> (8 * n - 1) == 0)
      return n;
  return 8;
}

static GBytes *
join_columns (sqlite3_stmt *statement)
{
  GByteArray *bytes = g_byte_array_new ();

  for (int i = 0; i < sqlite3_column_count (statement); i++)
    {
      gint64 number = sqlite3_column_int64 (statement, i);

      if (sqlite3_column_type (statement, i) == SQLITE_INTEGER)
        g_byte_array_append (bytes, (const guint8 *) &number, (guint) measure_number (number));
      else if (sqlite3_column_bytes (statement, i) > 0)
        g_byte_array_append (bytes,
                             sqlite3_column_blob (statement, i),
                             (guint) sqlite3_column_bytes (statement, i));
    }
  return g_byte_array_free_to_bytes (bytes);
}

static gboolean
read_rows (Import *self, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (self->bench->folder, folder, "tsunagi.db", NULL);
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  if (sqlite3_open (path, &database) == SQLITE_OK &&
      sqlite3_prepare_v2 (database,
                          "SELECT * FROM patch JOIN person ON record = id ORDER BY seq",
                          -1,
                          &statement,
                          NULL) == SQLITE_OK)
    while (sqlite3_step (statement) == SQLITE_ROW)
      g_ptr_array_add (self->rows, join_columns (statement));
  sqlite3_finalize (statement);
  sqlite3_close (database);
  if (self->rows->len == self->bench->n_people)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "not everybody was imported");
  return FALSE;
}

/* -- The two sides -- */

static gboolean
time_import (Import *self, const char *name, GArray *times, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  g_autoptr (TsnImportReport) report = NULL;
  g_auto (TsnBenchStore) made = { 0 };
  double start, seconds;

  if (!tsn_bench_store_create (self->bench, name, TSN_VAULT_COST_MIN, &made, error))
    return FALSE;
  start = tsn_bench_now ();
  report =
      tsn_import_records_sync (made.store, kind, self->path, &(TsnImportOptions){ 0 }, NULL, error);
  if (report == NULL)
    return FALSE;
  seconds = tsn_bench_now () - start;
  g_array_append_val (times, seconds);
  return TRUE;
}

static gboolean
insert_rows (const Import *self, TsnBenchBare *bare, GError **error)
{
  if (!tsn_bench_bare_run (bare, "BEGIN IMMEDIATE", error))
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      gsize size;
      gconstpointer bytes = g_bytes_get_data (g_ptr_array_index (self->rows, i), &size);

      if (!tsn_bench_bare_insert (bare, i, bytes, size, error))
        return FALSE;
    }
  return tsn_bench_bare_run (bare, "COMMIT", error);
}

static gboolean
time_bare (Import *self, const char *name, GArray *times, GError **error)
{
  g_auto (TsnBenchBare) bare = { 0 };
  double start, seconds;

  if (!tsn_bench_bare_open (self->bench, name, &bare, error))
    return FALSE;
  start = tsn_bench_now ();
  if (!insert_rows (self, &bare, error))
    return FALSE;
  seconds = tsn_bench_now () - start;
  g_array_append_val (times, seconds);
  return TRUE;
}

static gboolean
time_both (Import *self, GArray *ours, GArray *theirs, GError **error)
{
  for (guint i = 0; i < (self->bench->quick ? 1 : N_RUNS); i++)
    {
      g_autofree char *name = g_strdup_printf ("import-%u", i);
      g_autofree char *bare_name = g_strdup_printf ("import-bare-%u.db", i);

      if (!time_import (self, name, ours, error) || (i == 0 && !read_rows (self, name, error)) ||
          !time_bare (self, bare_name, theirs, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tsn_bench_import (TsnBench *bench, GError **error)
{
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) theirs = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *path = g_build_filename (bench->folder, "people.csv", NULL);
  Import self = { .bench = bench, .path = path };
  gboolean ok = write_file (&self, error) && time_both (&self, ours, theirs, error);

  g_clear_pointer (&self.rows, g_ptr_array_unref);
  if (!ok)
    return FALSE;
  tsn_bench_report (bench,
                    &(TsnBenchResult){
                        .measure = "import",
                        .unit = "s",
                        .value = tsn_bench_quantile (ours, 0.5),
                        .limit = tsn_bench_quantile (theirs, 0.5),
                        .limit_what = "bare SQLite insert of the same bytes",
                        .rule = TSN_BENCH_RATIO_AT_MOST,
                        .bound = 4,
                        .n = bench->n_people,
                    });
  return TRUE;
}
