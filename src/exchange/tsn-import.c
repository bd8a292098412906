/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a file once, and all or nothing.
 *
 * Every row is checked and written at once, in one transaction; a second reading would cost a third
 * of an import. The first fault ends the transaction, and the rest of the file is only checked, as
 * in a dry run: people correct a file once, and the writer thread goes back to the desks. With
 * @skip_bad the good rows are written whatever the others are. Memory does not grow with the file:
 * only the first faults are kept, and of the others the line.
 *
 * What is wrong with one record stays with that record. A quote that never ends, or a line beyond
 * all limits, would silently swallow the rows behind it; that ends the import.
 */

#include "tsn-import.h"

#define ROWS_PER_PROGRESS 1000

G_DEFINE_QUARK (tsn - exchange - error - quark, tsn_exchange_error)

/* A row whose record was erased. */
typedef struct
{
  guint64 line;
  GError *error;
} Erased;

/* The reading of a file. */
typedef struct
{
  TsnImport *import;
  const TsnImportFormat *format;
  gpointer data;
  GInputStream *stream;
  TsnCsvReader *reader;
  gboolean is_first;    /* the next record is the first */
  gboolean first_waits; /* @first is a row like the others, and not taken yet */
  TsnCsvRow first;
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

/* Lines come in ascending order but for what looks at several rows. */
static void
note_bad_line (TsnImport *self, guint64 line)
{
  guint at;

  if (self->bad_lines == NULL)
    self->bad_lines = g_array_new (FALSE, FALSE, sizeof (guint64));
  at = self->bad_lines->len;
  while (at > 0 && g_array_index (self->bad_lines, guint64, at - 1) > line)
    at--;
  if (at == 0 || g_array_index (self->bad_lines, guint64, at - 1) != line)
    g_array_insert_val (self->bad_lines, at, line);
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
  if (faults->len > TSN_IMPORT_FAULTS_MAX)
    g_ptr_array_set_size (faults, TSN_IMPORT_FAULTS_MAX);
  self->report->n_faults++;
  note_bad_line (self, line);
  self->row_is_bad = TRUE;
}

static void
erased_free (gpointer data)
{
  Erased *self = data;

  g_clear_error (&self->error);
  g_free (self);
}

/* Such a row does not keep the others from being written, so it is a fault only when they are. */
static void
add_erased (TsnImport *self, guint64 line, GError *error)
{
  Erased *erased = g_new0 (Erased, 1);

  erased->line = line;
  erased->error = error;
  if (self->erased == NULL)
    self->erased = g_ptr_array_new_with_free_func (erased_free);
  g_ptr_array_add (self->erased, erased);
}

/* The record was erased, or what it brings along is that of one that was, or that never was. */
static gboolean
is_of_one_row (const GError *error)
{
  return g_error_matches (error, TSN_STORE_ERROR, TSN_STORE_ERROR_ERASED) ||
         g_error_matches (error, TSN_STORE_ERROR, TSN_STORE_ERROR_NOT_FOUND);
}

gboolean
tsn_import_put (TsnImport *self, guint64 line, TsnChange *change, gboolean fresh, GError **error)
{
  TsnImportPut put = self->options->put != NULL ? self->options->put : tsn_session_put;
  g_autoptr (GError) refused = NULL;
  TsnVersion version = { 0 };
  gboolean exists;

  if (fresh && self->options->put == NULL)
    {
      change->create = TRUE;
      if (!tsn_session_add (self->session, change, error))
        return FALSE;
      self->report->added++;
      return TRUE;
    }
  exists = tsn_session_kind_of (self->session, &change->record, &refused) != NULL;
  if (refused != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&refused));
      return FALSE;
    }
  change->create = !exists;
  if (!put (self->session, change, &version, &refused))
    {
      if (!is_of_one_row (refused))
        {
          g_propagate_error (error, g_steal_pointer (&refused));
          return FALSE;
        }
      add_erased (self, line, g_steal_pointer (&refused));
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

/* -- Reading -- */

static gboolean
tell_progress (const Reading *self, guint64 total, GError **error)
{
  const TsnImport *import = self->import;

  if (import->options->progress != NULL)
    import->options->progress (self->rows, total, import->options->progress_data);
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
  tsn_import_add_fault (self->import, row->line, NULL, NULL, own);
  return TRUE;
}

static gboolean
take_row (Reading *self, const TsnCsvRow *row, GError **error)
{
  TsnImport *import = self->import;

  self->rows++;
  import->row_is_bad = FALSE;
  return self->format->check (import, row, self->data, error) &&
         (!import->writing || import->row_is_bad ||
          self->format->write (import, row, self->data, error));
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
  if (self->first_waits)
    {
      self->first_waits = FALSE;
      *row = self->first;
      return TRUE;
    }
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

  self->is_first = TRUE;
  if (!next_row (self, &self->first, &why))
    {
      if (why == NULL)
        why = g_error_new_literal (TSN_EXCHANGE_ERROR,
                                   TSN_EXCHANGE_ERROR_EMPTY,
                                   "there is nothing in the file");
      g_propagate_error (error, why);
      return FALSE;
    }
  self->is_first = FALSE;
  self->first_waits = !self->format->has_header;
  return self->format->begin == NULL ||
         self->format->begin (self->import, &self->first, self->data, error);
}

/* One row may have several faults. */
static guint
count_bad_rows (const TsnImport *self)
{
  return self->bad_lines != NULL ? self->bad_lines->len : 0;
}

/* Nothing that was written stays; what is left of the file is checked. */
static gboolean
stop_writing (TsnImport *self, GError **error)
{
  self->writing = FALSE;
  self->report->added = self->report->changed = self->report->unchanged = 0;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "not every row is good");
  return FALSE;
}

static gboolean
is_spoilt (const TsnImport *self)
{
  return self->writing && self->report->faults->len > 0 && !self->options->skip_bad;
}

/* May be called again after stop_writing(), and goes on where it was. */
static gboolean
read_rest (Reading *self, GError **error)
{
  TsnImport *import = self->import;
  GError *why = NULL;
  TsnCsvRow row;

  while (next_row (self, &row, &why))
    {
      if (!take_row (self, &row, error))
        return FALSE;
      if (self->rows % ROWS_PER_PROGRESS == 0 && !tell_progress (self, 0, error))
        return FALSE;
      if (is_spoilt (import))
        return stop_writing (import, error);
    }
  if (why != NULL)
    {
      g_propagate_error (error, why);
      return FALSE;
    }
  if (self->format->end != NULL && !self->format->end (import, self->data, error))
    return FALSE;
  if (is_spoilt (import) || (import->writing && self->rows == count_bad_rows (import)))
    return stop_writing (import, error);
  return tell_progress (self, self->rows, error);
}

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->reader, tsn_csv_reader_free);
  g_clear_object (&self->stream);
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

static gboolean
read_in_store (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  TsnImport *import = reading->import;
  const TsnImportFormat *format = reading->format;
  gboolean good;

  import->session = session;
  good = (!import->writing || format->begin_write == NULL ||
          format->begin_write (import, reading->data, error)) &&
         read_rest (reading, error);
  import->session = NULL;
  return good;
}

/* -- The whole -- */

static gboolean
check_rest (Reading *self, GError **error)
{
  TsnImport *import = self->import;

  if (!import->check_in_store || import->store == NULL)
    return read_rest (self, error);
  return tsn_store_run_sync (import->store,
                             TSN_STORE_READ,
                             read_in_store,
                             self,
                             import->cancellable,
                             error);
}

/* TRUE without anything written: there was a fault, and the rest is to be checked. */
static gboolean
write_rest (Reading *self, GError **error)
{
  TsnImport *import = self->import;
  g_autoptr (GError) why = NULL;

  import->writing = TRUE;
  if (tsn_store_run_sync (import->store,
                          TSN_STORE_WRITE,
                          read_in_store,
                          self,
                          import->cancellable,
                          &why))
    import->report->written = TRUE;
  else if (import->writing)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  return TRUE;
}

static void
complete_report (const Reading *self)
{
  TsnImport *import = self->import;
  TsnImportReport *report = import->report;

  for (guint i = 0; report->written && import->erased != NULL && i < import->erased->len; i++)
    {
      Erased *erased = g_ptr_array_index (import->erased, i);

      tsn_import_add_fault (import, erased->line, NULL, NULL, g_steal_pointer (&erased->error));
    }
  report->rows = self->rows;
  report->skipped = count_bad_rows (import);
  import->encoding = tsn_csv_reader_get_encoding (self->reader);
  report->encoding = import->encoding == TSN_CSV_ENCODING_CP932 ? "Shift_JIS" : "UTF-8";
}

gboolean
tsn_import_check_stream (TsnImport *self,
                         const TsnImportFormat *format,
                         GInputStream *stream,
                         gpointer data,
                         GError **error)
{
  g_auto (Reading) reading = { .import = self, .format = format, .data = data };
  gboolean good;

  reading.stream = g_object_ref (stream);
  reading.reader = tsn_csv_reader_new (stream);
  good = read_first (&reading, error) && check_rest (&reading, error);
  if (good)
    complete_report (&reading);
  g_clear_pointer (&self->bad_lines, g_array_unref);
  return good;
}

static gboolean
run (TsnImport *self, const TsnImportFormat *format, gpointer data, GError **error)
{
  g_auto (Reading) reading = { .import = self, .format = format, .data = data };

  if (!open_file (&reading, error) || !read_first (&reading, error))
    return FALSE;
  if (!self->options->dry_run && !write_rest (&reading, error))
    return FALSE;
  if (!self->report->written && !check_rest (&reading, error))
    return FALSE;
  complete_report (&reading);
  return TRUE;
}

TsnImportReport *
tsn_import_run (TsnImport *self, const TsnImportFormat *format, gpointer data, GError **error)
{
  static const TsnImportOptions none = { 0 };
  g_autoptr (TsnImportReport) report = tsn_import_report_new ();
  gboolean good;

  if (self->options == NULL)
    self->options = &none;
  self->report = report;
  good = run (self, format, data, error);
  g_clear_pointer (&self->erased, g_ptr_array_unref);
  g_clear_pointer (&self->bad_lines, g_array_unref);
  return good ? g_steal_pointer (&report) : NULL;
}
