/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-import.h: what all imports have in common, for the formats here and in work/; front ends use
 * tsn-exchange.h.
 *
 * A file is read once: each row is checked and, while the import may still succeed, written. What
 * the columns mean is the format's business; encodings, faults, progress, cancelling and
 * all-or-nothing are tsn-import.c's.
 */

#pragma once

#include "tsn-csv.h"
#include "tsn-exchange.h"

G_BEGIN_DECLS

typedef struct
{
  const char *path;
  TsnStore *store;
  const TsnImportOptions *options; /* never NULL inside tsn_import_run() */
  GCancellable *cancellable;
  TsnImportReport *report;
  TsnCsvEncoding encoding;
  TsnSession *session;     /* while checking in the store (@check_in_store), and while writing */
  gboolean check_in_store; /* begin() sets it: check() needs @session, a snapshot to read from */
  gboolean writing;        /* good rows are written; FALSE: in a dry run, and after a fault */
  gboolean row_is_bad;     /* whether the row that is being checked got a fault */
  GPtrArray *erased;       /* (nullable): tsn-import.c's */
  GArray *bad_lines;       /* (nullable): likewise: of guint64, ascending */
} TsnImport;

/**
 * TsnImportFormat: what a kind of file means.
 * @has_header: the first record is no data; otherwise it is given to begin() and is a row all the
 * same
 * @open: (nullable): opens the file where it is not read as it lies there (gzip)
 * @begin: (nullable): looks at the first record, once; says TSN_EXCHANGE_ERROR_NO_COLUMNS or
 * _UNKNOWN_FILE
 * @check: tells tsn_import_add_fault() what is wrong with a row
 * @begin_write: (nullable): before the first row is checked, if rows are written at all
 * @write: writes the row that check() has just found good; tsn_import_put() or its own counting in
 * the report; it may still find a fault
 * @end: (nullable): after the last row, for formats that look at several rows together; a second
 * call, when the first one found a fault, finds nothing to do
 *
 * FALSE with @error set ends the whole import, and nothing is written. Rows are borrowed until the
 * call returns.
 */
typedef struct
{
  gboolean has_header;
  GInputStream *(*open) (TsnImport *import, gpointer data, GError **error);
  gboolean (*begin) (TsnImport *import, const TsnCsvRow *first, gpointer data, GError **error);
  gboolean (*check) (TsnImport *import, const TsnCsvRow *row, gpointer data, GError **error);
  gboolean (*begin_write) (TsnImport *import, gpointer data, GError **error);
  gboolean (*write) (TsnImport *import, const TsnCsvRow *row, gpointer data, GError **error);
  gboolean (*end) (TsnImport *import, gpointer data, GError **error);
} TsnImportFormat;

/* Reads the file @self->path; everything else of @self is filled here, @options may be
 * NULL before. Returns: (transfer full): the report, or NULL. */
TsnImportReport *
tsn_import_run (TsnImport *self, const TsnImportFormat *format, gpointer data, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Only the checking, without a store: for tests of any bytes. Takes no reference. */
gboolean tsn_import_check_stream (TsnImport *self,
                                  const TsnImportFormat *format,
                                  GInputStream *stream,
                                  gpointer data,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The row that begins at @line is not taken. Only the first %TSN_IMPORT_FAULTS_MAX are kept. @field
 * and @column (the header) may be NULL; takes
 * @error over. */
void tsn_import_add_fault (TsnImport *self,
                           guint64 line,
                           const TsnField *field,
                           const char *column,
                           GError *error);

/**
 * tsn_import_put:
 * @line: of the row, in case it cannot be taken
 * @change: of a fresh id, or of one that the file gives or determines; @create is set here
 * @fresh: the id is new to the world, so that nobody needs to look for the record
 *
 * Writes, and counts the record as added, changed or unchanged. A record that was erased stays
 * erased: the row becomes a fault and counts as skipped, and the rest goes on; likewise where what
 * the record brings along is of one that was erased or is not there.
 */
gboolean
tsn_import_put (TsnImport *self, guint64 line, TsnChange *change, gboolean fresh, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

TsnImportReport *tsn_import_report_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* -- Steps that formats with a header share -- */

/* The key of a header: "電話（自宅）", "電話 (自宅)" and "ﾃﾞﾝﾜ" are told apart by what they say,
 * not by how they look. */
void tsn_import_fold_header (const char *text, GString *key);

/* A row that is as wide as the header, empty cells at the end not counted; else a fault: a shifted
 * row is worse than a missing one. */
gboolean tsn_import_check_width (TsnImport *self, const TsnCsvRow *row, guint n_columns);

/* What a cell says, as tsn_value_parse_localised() understands it, and with the habits of
 * spreadsheets and older systems: guarded formulas, half-width kana. */
gboolean tsn_import_read_cell (const TsnField *field,
                               const char *text,
                               TsnTranslateFunc translate,
                               TsnValue *value,
                               GError **error);

/* The mapping of tsn_import_records_sync(), for the fuzzer: a format and its data for @kind. */
typedef struct _TsnImportRecords TsnImportRecords;
extern const TsnImportFormat tsn_import_records_format;
TsnImportRecords *tsn_import_records_new (const TsnKind *kind, TsnTranslateFunc translate)
    G_GNUC_WARN_UNUSED_RESULT;
void tsn_import_records_free (TsnImportRecords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnImportRecords, tsn_import_records_free)

G_END_DECLS
