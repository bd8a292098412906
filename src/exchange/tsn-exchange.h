/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-exchange.h: files in and out: people and any other kind as CSV, the national files of postal
 * codes and facilities, and exports as CSV and JSON.
 *
 * An import is one transaction: everything that was to come in has come in, or nothing. A dry run
 * reads the same way and writes nothing. Faults carry the line and the column, never the value.
 */

#pragma once

#include "tsn-session.h"
#include "tsn-validate.h"

G_BEGIN_DECLS

typedef enum
{
  TSN_EXCHANGE_ERROR_NOT_TEXT,     /* neither UTF-8 nor Shift_JIS */
  TSN_EXCHANGE_ERROR_EMPTY,        /* no rows at all */
  TSN_EXCHANGE_ERROR_NO_COLUMNS,   /* no column of the header is known, or a required one is missing
                                    */
  TSN_EXCHANGE_ERROR_UNKNOWN_FILE, /* none of the known layouts of postal or facility files */
  TSN_EXCHANGE_ERROR_MALFORMED,    /* not CSV: a quote that never ends, a cell or a line beyond all
                                      limits */
  TSN_EXCHANGE_ERROR_WRONG_ROW, /* only in faults: a row with too few columns, or twice the same id
                                 */
} TsnExchangeError;

#define TSN_EXCHANGE_ERROR (tsn_exchange_error_quark ())
GQuark tsn_exchange_error_quark (void);

/* A row that is not taken, and why. */
typedef struct
{
  guint64 line;          /* physical line on which the row begins, from 1 */
  const TsnField *field; /* (nullable): which field is at fault */
  char *column;          /* (nullable): the header of the column as the file has it */
  GError *error;         /* the reason: TSN_MODEL_ERROR or TSN_EXCHANGE_ERROR; quotes no value */
} TsnImportFault;

#define TSN_IMPORT_FAULTS_MAX 1000

typedef struct
{
  guint64 rows;      /* of data, without the header */
  guint64 added;     /* new records */
  guint64 changed;   /* records that were there and differ now */
  guint64 unchanged; /* records that were there and are the same */
  guint64 skipped;   /* rows with a fault */
  guint64 unplaced;  /* facilities whose position is missing, 0 or outside Japan; they are taken */
  gboolean written;  /* whether anything was written: not in a dry run, not when faults forbid it */
  GPtrArray *faults; /* of TsnImportFault, in the order of the file: the first
                        %TSN_IMPORT_FAULTS_MAX */
  guint64 n_faults;  /* how many there were */
  GPtrArray *ignored_columns; /* of char *: headers that are no field of the kind */
  const char *encoding;       /* "UTF-8" or "Shift_JIS" */
} TsnImportReport;

void tsn_import_report_free (TsnImportReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnImportReport, tsn_import_report_free)

/* As tsn_session_put(). */
typedef gboolean (*TsnImportPut) (TsnSession *session,
                                  const TsnChange *change,
                                  TsnVersion *version,
                                  GError **error);

typedef struct
{
  gboolean dry_run; /* read and check everything, write nothing */
  gboolean
      skip_bad; /* take the good rows when some are bad; otherwise a fault means nothing is taken */
  const char *(*translate) (const char *label); /* (nullable): labels of fields and codes in the
                                                   language of the file's header */
  TsnImportPut put;     /* (nullable): writes records that change others, too */
  TsnProgress progress; /* (nullable): rows done; the last call says how many there are in all */
  gpointer progress_data;
} TsnImportOptions;

/**
 * tsn_import_records_sync:
 * @kind: of the records
 * @path: a CSV file with a header; UTF-8 with or without BOM, or Shift_JIS (CP932)
 *
 * Maps columns by header: a field's name, its English label, or the label that @options translates
 * to; ignoring width, case, spaces and brackets. A column "id" updates the record of that id; other
 * rows are new records.
 *
 * Returns: (transfer full): what happened, also when faults kept everything out; NULL on an error
 * of the whole file Errors: TSN_EXCHANGE_ERROR_*, TSN_STORE_ERROR_*, G_IO_ERROR_CANCELLED (nothing
 * was written).
 */
TsnImportReport *tsn_import_records_sync (TsnStore *store,
                                          const TsnKind *kind,
                                          const char *path,
                                          const TsnImportOptions *options,
                                          GCancellable *cancellable,
                                          GError **error);

/**
 * tsn_import_places_sync:
 * @path: a facility file: 介護サービス情報公表 (jigyosho_NNN.csv), 医療情報ネット (01-1 and its
 * sisters), or the 推奨データセット 医療機関一覧／介護サービス事業所一覧; told apart by the header
 *
 * Each row becomes a `place` with an id derived from the source's own number and service, so that
 * importing a newer edition, or the same on another device, updates the same records. Names of
 * persons in these files are not taken.
 */
TsnImportReport *tsn_import_places_sync (TsnStore *store,
                                         const char *path,
                                         const TsnImportOptions *options,
                                         GCancellable *cancellable,
                                         GError **error);

/* The post office's files: utf_ken_all.csv, KEN_ALL.CSV, JIGYOSYO.CSV; told apart by encoding and
 * columns. Gzip is taken as it is. Replaces what an earlier import of the same file left. */
TsnImportReport *tsn_import_addresses_sync (TsnStore *store,
                                            const char *path,
                                            const TsnImportOptions *options,
                                            GCancellable *cancellable,
                                            GError **error);

typedef enum
{
  TSN_EXPORT_CSV,  /* header of field names, UTF-8 with BOM, CRLF: opens in spreadsheets */
  TSN_EXPORT_JSON, /* an array of objects, one record a line */
} TsnExportFormat;

/**
 * tsn_export_sync:
 * @query: which records; of any kind
 * @stream: where to; not closed
 *
 * Every field of the kind, and id and time of the last change. Sealed fields that cannot be read
 * here are left empty, and
 * @sealed (out) (optional) counts the records that had some. Cells that a spreadsheet would take
 * for a formula are quoted with an apostrophe in CSV (and taken off again by an import).
 */
gboolean tsn_export_sync (TsnStore *store,
                          const TsnQuery *query,
                          TsnExportFormat format,
                          GOutputStream *stream,
                          guint64 *exported,
                          guint64 *sealed,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
