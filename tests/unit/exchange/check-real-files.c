/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* check-real-files.c: imports every postal and facility file below a folder, and says what
 * happened.
 *
 * Built, but no test: the whole files of the country are too large to keep here. Each CSV file goes
 * into one temporary store, the facilities twice: the second time nothing may be added or changed.
 * Prints figures and reasons, and which files are none of ours; exits with 1 when a row is neither
 * imported nor listed, or when the second time differs.
 */

#include <stdio.h>

#include "store-fixture.h"
#include "tsn-exchange.h"

typedef TsnImportReport *(
    *Import) (TsnStore *, const char *, const TsnImportOptions *, GCancellable *, GError **);

static void
print_faults (const TsnImportReport *report)
{
  g_autoptr (GHashTable) reasons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  for (guint i = 0; i < report->faults->len; i++)
    {
      const TsnImportFault *fault = g_ptr_array_index (report->faults, i);
      char *reason = g_strdup_printf ("%s (column %s)",
                                      fault->error->message,
                                      fault->column == NULL ? "-" : fault->column);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (reasons, reason));

      if (n == 0)
        g_print ("    first in line %" G_GUINT64_FORMAT ": %s\n", fault->line, reason);
      g_hash_table_replace (reasons, reason, GUINT_TO_POINTER (n + 1));
    }
  g_hash_table_iter_init (&iter, reasons);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_print ("    %u times: %s\n", GPOINTER_TO_UINT (value), (const char *) key);
}

static gboolean
is_complete (const TsnImportReport *report)
{
  return report->rows == report->added + report->changed + report->unchanged + report->skipped;
}

static TsnImportReport *
import_file (TsnStore *store, Import import, const char *path, const char *what)
{
  const TsnImportOptions options = { .skip_bad = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autoptr (TsnImportReport) report = import (store, path, &options, NULL, &error);

  if (report == NULL)
    {
      if (!g_error_matches (error, TSN_EXCHANGE_ERROR, TSN_EXCHANGE_ERROR_UNKNOWN_FILE))
        g_print ("  %s: %s\n", what, error->message);
      return NULL;
    }
  g_print ("  %s %s: rows %" G_GUINT64_FORMAT " added %" G_GUINT64_FORMAT
           " changed %" G_GUINT64_FORMAT " unchanged %" G_GUINT64_FORMAT
           " skipped %" G_GUINT64_FORMAT " ignored columns %u, %.1f s\n",
           what,
           report->encoding,
           report->rows,
           report->added,
           report->changed,
           report->unchanged,
           report->skipped,
           report->ignored_columns->len,
           g_timer_elapsed (timer, NULL));
  if (!is_complete (report))
    g_print ("    ROWS ARE NOT ALL ACCOUNTED FOR\n");
  print_faults (report);
  return g_steal_pointer (&report);
}

/* Whether the file is one of ours and behaves. */
static gboolean
check_file (TsnStore *store, const char *path)
{
  g_autoptr (TsnImportReport) postal = NULL;
  g_autoptr (TsnImportReport) first = NULL;
  g_autoptr (TsnImportReport) second = NULL;

  g_print ("%s\n", path);
  postal = import_file (store, tsn_import_addresses_sync, path, "postal");
  if (postal != NULL)
    return is_complete (postal);
  first = import_file (store, tsn_import_places_sync, path, "places");
  if (first == NULL)
    {
      g_print ("  none of our files\n");
      return TRUE;
    }
  second = import_file (store, tsn_import_places_sync, path, "again");
  return is_complete (first) && second != NULL && second->added == 0 && second->changed == 0;
}

static gboolean
check_folder (TsnStore *store, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gboolean good = TRUE;
  const char *name;

  if (dir == NULL)
    return TRUE;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *lower = g_ascii_strdown (name, -1);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        good &= check_folder (store, path);
      else if (g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".csv.gz"))
        good &= check_file (store, path);
    }
  return good;
}

int
main (int argc, char **argv)
{
  StoreFixture fixture = { 0 };
  gboolean good;

  if (argc != 2)
    {
      g_printerr ("usage: check-real-files FOLDER\n");
      return 2;
    }
  fixture_setup (&fixture, NULL);
  good = check_folder (fixture.store, argv[1]);
  fixture_teardown (&fixture, NULL);
  return good ? 0 : 1;
}
