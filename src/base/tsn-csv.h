/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TSN_CSV_CELL_MAX   (64 * 1024) /* bytes of one cell, as UTF-8 and as in the file */
#define TSN_CSV_COLUMN_MAX 512

#define TSN_CSV_ERROR (tsn_csv_error_quark ())
GQuark tsn_csv_error_quark (void);

typedef enum
{
  TSN_CSV_ERROR_ENCODING,         /* neither UTF-8 nor CP932 (Shift_JIS), a NUL byte, or UTF-16 */
  TSN_CSV_ERROR_QUOTE,            /* text after a closing quote */
  TSN_CSV_ERROR_UNTERMINATED,     /* the file ends inside quotes */
  TSN_CSV_ERROR_CELL_TOO_LONG,    /* over %TSN_CSV_CELL_MAX */
  TSN_CSV_ERROR_TOO_MANY_COLUMNS, /* over %TSN_CSV_COLUMN_MAX */
} TsnCsvError;

typedef enum
{
  TSN_CSV_ENCODING_UNKNOWN, /* nothing but ASCII so far */
  TSN_CSV_ENCODING_UTF8,
  TSN_CSV_ENCODING_CP932,
} TsnCsvEncoding;

/**
 * TsnCsvRow:
 *
 * One record, borrowed from the reader until its next call.
 */
typedef struct
{
  const char *const
      *cells;    /* @n_cells texts, valid UTF-8, unquoted, never NULL; one NULL after the last */
  guint n_cells; /* 1 to %TSN_CSV_COLUMN_MAX */
  guint64 line;  /* the physical line in the file where the record begins, from 1 */
} TsnCsvRow;

/**
 * TsnCsvReader:
 *
 * Reads CSV record by record from a stream of any size in constant memory: RFC 4180 with CRLF, LF
 * or CR, line breaks in quotes, with or without a BOM. Lines without any character are passed over.
 * Whether the first record is a header is the caller's knowledge.
 *
 * The encoding is decided by the first block (64 KiB) that is not all ASCII: UTF-8 if most of it
 * is, else CP932. A record that does not fit the decision is an error of that record.
 *
 * Thread: one at a time; blocks on the stream.
 */
typedef struct _TsnCsvReader TsnCsvReader;

/* @stream: referenced; closed by whoever made it. */
TsnCsvReader *tsn_csv_reader_new (GInputStream *stream) G_GNUC_WARN_UNUSED_RESULT;
void tsn_csv_reader_free (TsnCsvReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnCsvReader, tsn_csv_reader_free)

/**
 * tsn_csv_reader_next:
 * @self: a reader
 * @row: (out): the record; @row->line is set for an error in a record, too
 * @cancellable: (nullable): asked at every block
 * @error: set on failure, not at the end
 *
 * Returns: TRUE with a record; FALSE with @error unset at the end of the file
 *
 * Errors: TSN_CSV_ERROR_* concern one record: messages name line and column and never quote the
 * file, and the next call goes on with the record after it. An error of the stream (G_IO_ERROR_*)
 * ends the reading: the next call says "end".
 */
gboolean
tsn_csv_reader_next (TsnCsvReader *self, TsnCsvRow *row, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

TsnCsvEncoding tsn_csv_reader_get_encoding (TsnCsvReader *self);

/* Bytes of the file used up so far, for a progress bar. */
guint64 tsn_csv_reader_get_offset (TsnCsvReader *self);

/**
 * TsnCsvFlags:
 * @TSN_CSV_GUARD_FORMULAS: put an apostrophe before a cell that a spreadsheet would run as a
 * formula (it starts with = + - @, tab or CR, full-width ones too, and is not a plain number).
 * Changes the data: for files that people open, not for files that programs read back.
 */
typedef enum
{
  TSN_CSV_PLAIN = 0,
  TSN_CSV_GUARD_FORMULAS = 1 << 0,
} TsnCsvFlags;

#define TSN_CSV_BOM "\xef\xbb\xbf" /* a writer puts this first for spreadsheets that need it */

/**
 * tsn_csv_append_row:
 * @out: the file so far; whoever writes a long file empties it now and then
 * @cells: @n_cells texts in UTF-8; %NULL counts as ""
 * @n_cells: at least 1
 *
 * Appends one record with CRLF, quoting only the cells that need it. Read back, it gives the same
 * cells.
 */
void tsn_csv_append_row (GString *out, const char *const *cells, gsize n_cells, TsnCsvFlags flags);

/* The cell as it was before %TSN_CSV_GUARD_FORMULAS: without the apostrophe, if it has one for that
 * reason. Borrowed from @cell. */
const char *tsn_csv_unguard (const char *cell);

G_END_DECLS
