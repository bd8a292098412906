/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a file twice, and all or nothing.
 *
 * The first reading checks every row, the second writes in one transaction. Checking is thus
 * complete before the writer thread is taken from the people at the desks, a dry run is the same
 * code up to that point, and memory does not grow with the file: only the faults are kept. Should
 * the file change in between, the second reading meets a row that the store refuses, and nothing is
 * written.
 *
 * What is wrong with one record stays with that record. A quote that never ends, or a line beyond
 * all limits, would silently swallow the rows behind it; that ends the import.
 */

#include "tsn-import-private.h"

#define ROWS_PER_PROGRESS 1000

G_DEFINE_QUARK (tsn - exchange - error - quark, tsn_exchange_error)

/* One reading of the file. */
typedef struct
{
  TsnImport *import;
  const TsnImportFormat *format;
  gpointer data;
  GInputStream *stream;
  TsnCsvReader *reader;
  gboolean writing;
  gboolean is_first; /* the next record is the first */
  GArray *bad;       /* writing: of guint64: lines of bad rows, ascending */
  guint next_bad;
  guint64 rows;
} Reading;

static void
fault_free (gpointer data)
{
  TsnImportFault *self = data;

  g_free (self->column);
  g_clear_error (&self->error);
  g_free (self);
}

TsnImportReport *
tsn_import_report_new (void)
{
  TsnImportReport *self = g_new0 (TsnImportReport, 1);

  self->faults = g_ptr_array_new_with_free_func (fault_free);
  self->ignored_columns = g_ptr_array_new_with_free_func (g_free);
  self->encoding = "UTF-8";
  return self;
}

void
tsn_import_report_free (TsnImportReport *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->faults);
  g_ptr_array_unref (self->ignored_columns);
  g_free (self);
}

void
tsn_import_add_fault (TsnImport *self,
                      guint64 line,
                      const TsnField *field,
                      const char *column,
                      GError *error)
{
  TsnImportFault *fault = g_new0 (TsnImportFault, 1);
  GPtrArray *faults = self->report->faults;
  guint at = faults->len;

  fault->line = line;
  fault->field = field;
  fault->column = g_strdup (column);
  fault->error = error;
  /* Nearly always the end: only what looks at several rows, or writes, speaks of an earlier one. */
  while (at > 0 && ((const TsnImportFault *) g_ptr_array_index (faults, at - 1))->line > line)
    at--;
  g_ptr_array_insert (faults, (int) at, fault);
  self->row_is_bad = TRUE;
}

gboolean
tsn_import_put (TsnImport *self, guint64 line, TsnChange *change, gboolean fresh, GError **error)
{
  g_autoptr (GError) refused = NULL;
  TsnVersion version = { 0 };
  gboolean exists;

  if (fresh)
    {
      change->create = TRUE;
      self->report->added++;
      return tsn_session_add (self->session, change, error);
    }
  exists = tsn_session_kind_of (self->session, &change->record, &refused) != NULL;
  if (refused != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&refused));
      return FALSE;
    }
  change->create = !exists;
  if (!tsn_session_put (self->session, change, &version, &refused))
    {
      if (!g_error_matches (refused, TSN_STORE_ERROR, TSN_STORE_ERROR_ERASED))
        {
          g_propagate_error (error, g_steal_pointer (&refused));
          return FALSE;
        }
      tsn_import_add_fault (self, line, NULL, NULL, g_steal_pointer (&refused));
      self->report->skipped++;
      return TRUE;
    }
  if (!exists)
    self->report->added++;
  else if (tsn_id_is_nil (&version.device))
    self->report->unchanged++;
  else
    self->report->changed++;
  return TRUE;
}

/* -- One reading -- */

static gboolean
tell_progress (const Reading *self, GError **error)
{
  const TsnImport *import = self->import;

  if (import->options->progress != NULL)
    import->options->progress (self->rows,
                               self->writing ? import->report->rows : 0,
                               import->options->progress_data);
  return !g_cancellable_set_error_if_cancelled (import->cancellable, error);
}

/* An error of a record becomes a fault; TRUE means that the reading goes on. Takes @why over. */
static gboolean
take_csv_error (Reading *self, const TsnCsvRow *row, GError *why, GError **error)
{
  gboolean is_encoding = g_error_matches (why, TSN_CSV_ERROR, TSN_CSV_ERROR_ENCODING);
  gboolean is_quote = g_error_matches (why, TSN_CSV_ERROR, TSN_CSV_ERROR_QUOTE);
  TsnExchangeError code = is_encoding ? TSN_EXCHANGE_ERROR_NOT_TEXT : TSN_EXCHANGE_ERROR_MALFORMED;
  GError *own;

  if (why->domain != TSN_CSV_ERROR)
    {
      g_propagate_error (error, why);
      return FALSE;
    }
  own = g_error_new_literal (TSN_EXCHANGE_ERROR, (int) code, why->message);
  g_error_free (why);
  if (self->is_first || !(is_encoding || is_quote))
    {
      g_propagate_error (error, own);
      return FALSE;
    }
  self->rows++;
  if (!self->writing)
    tsn_import_add_fault (self->import, row->line, NULL, NULL, own);
  else
    g_error_free (own);
  return TRUE;
}

static gboolean
is_known_bad (Reading *self, guint64 line)
{
  while (self->next_bad < self->bad->len &&
         g_array_index (self->bad, guint64, self->next_bad) < line)
    self->next_bad++;
  return self->next_bad < self->bad->len &&
         g_array_index (self->bad, guint64, self->next_bad) == line;
}

static gboolean
take_row (Reading *self, const TsnCsvRow *row, GError **error)
{
  const TsnImportFormat *format = self->format;

  self->rows++;
  self->import->row_is_bad = FALSE;
  if (!self->writing)
    return format->check (self->import, row, self->data, error);
  return is_known_bad (self, row->line) || format->write (self->import, row, self->data, error);
}

/* Spreadsheets save the empty lines below a table, too. */
static gboolean
is_blank (const TsnCsvRow *row)
{
  for (guint i = 0; i < row->n_cells; i++)
    if (*row->cells[i] != '\0')
      return FALSE;
  return TRUE;
}

/* FALSE without error: the file is at its end. */
static gboolean
next_row (Reading *self, TsnCsvRow *row, GError **error)
{
  for (;;)
    {
      GError *why = NULL;

      if (tsn_csv_reader_next (self->reader, row, self->import->cancellable, &why))
        {
          if (!is_blank (row))
            return TRUE;
        }
      else if (why == NULL || !take_csv_error (self, row, why, error))
        return FALSE;
    }
}

/* The first record: the header, or a row like the others. */
static gboolean
read_first (Reading *self, GError **error)
{
  GError *why = NULL;
  TsnCsvRow row;

  self->is_first = TRUE;
  if (!next_row (self, &row, &why))
    {
      if (why == NULL)
        why = g_error_new_literal (TSN_EXCHANGE_ERROR,
                                   TSN_EXCHANGE_ERROR_EMPTY,
                                   "there is nothing in the file");
      g_propagate_error (error, why);
      return FALSE;
    }
  self->is_first = FALSE;
  if (!self->writing && self->format->begin != NULL &&
      !self->format->begin (self->import, &row, self->data, error))
    return FALSE;
  if (self->format->has_header)
    return TRUE;
  /* Only the checking in the store needs to wait for its session; such formats have a header. */
  g_assert (self->writing || !self->import->check_in_store);
  return take_row (self, &row, error);
}

static gboolean
read_rest (Reading *self, GError **error)
{
  GError *why = NULL;
  TsnCsvRow row;

  while (next_row (self, &row, &why))
    {
      if (!take_row (self, &row, error))
        return FALSE;
      if (self->rows % ROWS_PER_PROGRESS == 0 && !tell_progress (self, error))
        return FALSE;
    }
  if (why != NULL)
    {
      g_propagate_error (error, why);
      return FALSE;
    }
  if (self->format->end != NULL &&
      !self->format->end (self->import, self->writing, self->data, error))
    return FALSE;
  return tell_progress (self, error);
}

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->reader, tsn_csv_reader_free);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->bad, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
open_file (Reading *self, GError **error)
{
  TsnImport *import = self->import;
  g_autoptr (GFile) file = NULL;

  if (self->format->open != NULL)
    self->stream = self->format->open (import, self->data, error);
  else
    {
      file = g_file_new_for_path (import->path);
      self->stream = G_INPUT_STREAM (g_file_read (file, import->cancellable, error));
    }
  if (self->stream == NULL)
    return FALSE;
  self->reader = tsn_csv_reader_new (self->stream);
  return TRUE;
}

/* -- Checking -- */

static gboolean
check_rest (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  gboolean good;

  reading->import->session = session;
  good = read_rest (reading, error);
  reading->import->session = NULL;
  return good;
}

/* One row may have several faults. */
static GArray *
bad_lines (const TsnImportReport *report)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < report->faults->len; i++)
    {
      const TsnImportFault *fault = g_ptr_array_index (report->faults, i);

      if (lines->len == 0 || g_array_index (lines, guint64, lines->len - 1) != fault->line)
        g_array_append_val (lines, fault->line);
    }
  return lines;
}

static gboolean
check_all (Reading *self, GError **error)
{
  TsnImport *import = self->import;
  TsnImportReport *report = import->report;
  g_autoptr (GArray) bad = NULL;

  if (!read_first (self, error))
    return FALSE;
  if (!(import->check_in_store && import->store != NULL ? tsn_store_run_sync (import->store,
                                                                              TSN_STORE_READ,
                                                                              check_rest,
                                                                              self,
                                                                              import->cancellable,
                                                                              error)
                                                        : read_rest (self, error)))
    return FALSE;
  bad = bad_lines (report);
  report->rows = self->rows;
  report->skipped = bad->len;
  import->encoding = tsn_csv_reader_get_encoding (self->reader);
  report->encoding = import->encoding == TSN_CSV_ENCODING_CP932 ? "Shift_JIS" : "UTF-8";
  return TRUE;
}

gboolean
tsn_import_check_stream (TsnImport *self,
                         const TsnImportFormat *format,
                         GInputStream *stream,
                         gpointer data,
                         GError **error)
{
  g_auto (Reading) reading = { .import = self, .format = format, .data = data };

  reading.stream = g_object_ref (stream);
  reading.reader = tsn_csv_reader_new (stream);
  return check_all (&reading, error);
}

/* -- Writing -- */

static gboolean
write_all (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  TsnImport *import = reading->import;
  const TsnImportFormat *format = reading->format;
  gboolean good;

  import->session = session;
  good = (format->begin_write == NULL || format->begin_write (import, reading->data, error)) &&
         open_file (reading, error) && read_first (reading, error) && read_rest (reading, error);
  import->session = NULL;
  return good;
}

static gboolean
may_write (const TsnImport *self)
{
  const TsnImportReport *report = self->report;

  return !self->options->dry_run && report->rows > report->skipped &&
         (report->skipped == 0 || self->options->skip_bad);
}

static gboolean
run (TsnImport *self, const TsnImportFormat *format, gpointer data, GError **error)
{
  g_auto (Reading) checking = { .import = self, .format = format, .data = data };
  g_auto (Reading) writing = { .import = self, .format = format, .data = data, .writing = TRUE };

  if (!open_file (&checking, error) || !check_all (&checking, error))
    return FALSE;
  reading_clear (&checking);
  if (!may_write (self))
    return TRUE;
  writing.bad = bad_lines (self->report);
  if (!tsn_store_run_sync (self->store,
                           TSN_STORE_WRITE,
                           write_all,
                           &writing,
                           self->cancellable,
                           error))
    return FALSE;
  self->report->written = TRUE;
  return TRUE;
}

TsnImportReport *
tsn_import_run (TsnImport *self, const TsnImportFormat *format, gpointer data, GError **error)
{
  static const TsnImportOptions none = { 0 };
  g_autoptr (TsnImportReport) report = tsn_import_report_new ();

  if (self->options == NULL)
    self->options = &none;
  self->report = report;
  if (!run (self, format, data, error))
    return NULL;
  return g_steal_pointer (&report);
}
