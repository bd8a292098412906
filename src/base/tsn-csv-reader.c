/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading CSV.
 *
 * The bytes are split into cells before they are decoded: comma, quote and line ends are below 0x40
 * and so never the second byte of a CP932 character, and UTF-8 is safe by design. A record is
 * gathered in one buffer, cells separated by NUL, and decoded as a whole when it is complete; both
 * buffers are used again for the next, so a row costs no allocation.
 *
 * A record that is wrong is read to its end and reported, and reading goes on after it: a person
 * who imports a list wants all the bad lines at once. Limits hold everywhere, so a file without
 * line ends or quotes cannot fill the memory.
 */

#include <string.h>

#include "tsn-csv.h"

#define BLOCK_SIZE (64 * 1024)
#define NO_ERROR   (-1)

typedef enum
{
  STATE_CELL_START,
  STATE_BARE,       /* in a cell without quotes */
  STATE_QUOTED,     /* inside quotes */
  STATE_QUOTE_SEEN, /* after a quote inside quotes: the end, or the first of two */
} State;

struct _TsnCsvReader
{
  GInputStream *stream;
  TsnCsvEncoding encoding;
  GIConv converter; /* from CP932; opened when needed, (GIConv) -1 before */
  gboolean ended;   /* the stream has no more */

  guint8 *block; /* BLOCK_SIZE bytes of the file */
  gsize filled;  /* bytes in @block */
  gsize used;    /* bytes of @block that are done with */
  guint64 done;  /* bytes of the file before @block */

  guint64 line;     /* the physical line at @used, from 1 */
  gboolean last_cr; /* the byte before was CR: an LF now belongs to it */

  GString *raw;     /* the record in the file's encoding, cells ended by NUL */
  GString *text;    /* the same in UTF-8 if that is another encoding */
  GPtrArray *cells; /* of char *, into @raw or @text */

  /* the record being gathered */
  State state;
  gsize cell_start; /* in @raw */
  guint n_cells;
  gboolean wide; /* some byte is not ASCII */
  int failure;   /* a TsnCsvError, NO_ERROR while it is good */
  guint failed_column;
};

GQuark
tsn_csv_error_quark (void)
{
  return g_quark_from_static_string ("tsn-csv-error");
}

TsnCsvReader *
tsn_csv_reader_new (GInputStream *stream)
{
  TsnCsvReader *self = g_new0 (TsnCsvReader, 1);

  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), NULL);
  self->stream = g_object_ref (stream);
  self->converter = (GIConv) -1;
  self->block = g_malloc (BLOCK_SIZE);
  self->line = 1;
  self->raw = g_string_sized_new (1024);
  self->text = g_string_sized_new (1024);
  self->cells = g_ptr_array_new ();
  return self;
}

void
tsn_csv_reader_free (TsnCsvReader *self)
{
  if (self == NULL)
    return;
  if (self->converter != (GIConv) -1)
    g_iconv_close (self->converter);
  g_object_unref (self->stream);
  g_free (self->block);
  g_string_free (self->raw, TRUE);
  g_string_free (self->text, TRUE);
  g_ptr_array_unref (self->cells);
  g_free (self);
}

TsnCsvEncoding
tsn_csv_reader_get_encoding (TsnCsvReader *self)
{
  return self->encoding;
}

guint64
tsn_csv_reader_get_offset (TsnCsvReader *self)
{
  return self->done + self->used;
}

/* Whether the block is UTF-8 but for a character cut off at its end. */
static gboolean
is_utf8_block (const guint8 *block, gsize length, gboolean last)
{
  const char *end;

  while (length > 0) /* a NUL is not what tells encodings apart */
    {
      gsize valid;

      if (g_utf8_validate_len ((const char *) block, length, &end))
        return TRUE;
      valid = (gsize) ((const guint8 *) end - block);
      if (block[valid] != '\0')
        return !last && length - valid < 4 &&
               g_utf8_get_char_validated (end, (gssize) (length - valid)) == (gunichar) -2;
      block += valid + 1;
      length -= valid + 1;
    }
  return TRUE;
}

/* Whether the block is UTF-8 in which bytes were broken, so that only their records are lost. Kana
 * and kanji have three bytes; CP932 hardly ever looks like that. */
static gboolean
is_damaged_utf8_block (const guint8 *block, gsize length)
{
  gsize sound = 0;
  gsize broken = 0;

  for (gsize i = 0; i < length;)
    {
      gunichar c = block[i];

      if (c >= 0x80)
        c = g_utf8_get_char_validated ((const char *) block + i, (gssize) (length - i));
      if (c >= (gunichar) -2)
        {
          broken++;
          i++;
          continue;
        }
      sound += c >= 0x800 ? 1 : 0;
      i += (gsize) g_unichar_to_utf8 (c, NULL);
    }
  return sound > broken;
}

static gboolean
has_wide_byte (const guint8 *block, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (block[i] >= 0x80)
      return TRUE;
  return FALSE;
}

/* Decides the encoding by the first block that can tell. */
static gboolean
detect (TsnCsvReader *self, GError **error)
{
  gboolean first = self->done == 0;

  if (first && self->filled >= 3 && memcmp (self->block, TSN_CSV_BOM, 3) == 0)
    {
      self->used = 3;
      self->encoding = TSN_CSV_ENCODING_UTF8;
      return TRUE;
    }
  if (first && self->filled >= 2 &&
      (memcmp (self->block, "\xff\xfe", 2) == 0 || memcmp (self->block, "\xfe\xff", 2) == 0))
    {
      g_set_error_literal (error,
                           TSN_CSV_ERROR,
                           TSN_CSV_ERROR_ENCODING,
                           "the file is UTF-16; save it as UTF-8 or Shift_JIS");
      return FALSE;
    }
  if (!has_wide_byte (self->block, self->filled))
    return TRUE;
  if (is_utf8_block (self->block, self->filled, self->ended) ||
      is_damaged_utf8_block (self->block, self->filled))
    {
      self->encoding = TSN_CSV_ENCODING_UTF8;
      return TRUE;
    }
  self->encoding = TSN_CSV_ENCODING_CP932;
  self->converter = g_iconv_open ("UTF-8", "CP932");
  if (self->converter != (GIConv) -1)
    return TRUE;
  g_set_error_literal (error,
                       TSN_CSV_ERROR,
                       TSN_CSV_ERROR_ENCODING,
                       "the file is not UTF-8, and this system cannot read Shift_JIS");
  return FALSE;
}

/* Fills the block whole if the stream has that much, so that detection sees it whole. */
static gboolean
fill (TsnCsvReader *self, GCancellable *cancellable, GError **error)
{
  gsize got = 0;
  gboolean good;

  self->done += self->used;
  self->used = self->filled = 0;
  /* Not every stream asks by itself. */
  good = !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         g_input_stream_read_all (self->stream, self->block, BLOCK_SIZE, &got, cancellable, error);
  self->filled = good ? got : 0;
  self->ended = !good || got < BLOCK_SIZE;
  if (good && self->encoding == TSN_CSV_ENCODING_UNKNOWN && !detect (self, error))
    {
      self->used = self->filled;
      self->ended = TRUE;
      return FALSE;
    }
  return good;
}

static void
begin_record (TsnCsvReader *self)
{
  g_string_truncate (self->raw, 0);
  self->state = STATE_CELL_START;
  self->cell_start = 0;
  self->n_cells = 0;
  self->wide = FALSE;
  self->failure = NO_ERROR;
}

/* Only the first failure of a record counts; what follows is read over. */
static void
fail_record (TsnCsvReader *self, TsnCsvError failure)
{
  if (self->failure != NO_ERROR)
    return;
  self->failure = (int) failure;
  self->failed_column = self->n_cells + 1;
}

static void
add_bytes (TsnCsvReader *self, const guint8 *bytes, gsize length)
{
  if (self->failure != NO_ERROR)
    return;
  if (self->raw->len - self->cell_start + length > TSN_CSV_CELL_MAX)
    fail_record (self, TSN_CSV_ERROR_CELL_TOO_LONG);
  else
    g_string_append_len (self->raw, (const char *) bytes, (gssize) length);
}

static void
end_cell (TsnCsvReader *self)
{
  self->state = STATE_CELL_START;
  if (self->n_cells == TSN_CSV_COLUMN_MAX)
    fail_record (self, TSN_CSV_ERROR_TOO_MANY_COLUMNS);
  if (self->failure != NO_ERROR)
    return;
  self->n_cells++;
  g_string_append_c (self->raw, '\0');
  self->cell_start = self->raw->len;
}

/* A line without any character is no record. */
static gboolean
is_blank (const TsnCsvReader *self)
{
  return self->n_cells == 0 && self->raw->len == 0 && self->state == STATE_CELL_START &&
         self->failure == NO_ERROR;
}

static void
count_line (TsnCsvReader *self, guint8 byte)
{
  if (byte == '\r' || (byte == '\n' && !self->last_cr))
    self->line++;
  self->last_cr = byte == '\r';
}

/* Bytes from @p on that mean nothing special in the present state. They are most of every file,
 * hence the run. */
static gsize
plain_run (TsnCsvReader *self, const guint8 *p, const guint8 *end)
{
  const guint8 *start = p;
  gboolean quoted = self->state == STATE_QUOTED;
  guint8 seen = 0;

  for (; p < end; p++)
    {
      if (*p == '"' || *p == '\r' || *p == '\n' || *p == '\0' || (*p == ',' && !quoted))
        break;
      seen |= *p;
    }
  self->wide |= seen >= 0x80;
  return (gsize) (p - start);
}

/* One special byte. Returns TRUE if it ends the record. */
static gboolean
take_special (TsnCsvReader *self, guint8 byte)
{
  gboolean line_end = byte == '\r' || byte == '\n';

  count_line (self, byte);
  if (byte == '\0')
    fail_record (self, TSN_CSV_ERROR_ENCODING);
  if (self->state == STATE_QUOTED)
    {
      if (byte == '"')
        self->state = STATE_QUOTE_SEEN;
      else
        add_bytes (self, &byte, 1);
      return FALSE;
    }
  if (line_end)
    {
      if (is_blank (self)) /* an empty line, or the LF after the CR that ended the record before */
        return FALSE;
      end_cell (self);
      return TRUE;
    }
  if (byte == ',')
    end_cell (self);
  else if (byte == '"' && self->state == STATE_QUOTE_SEEN)
    {
      self->state = STATE_QUOTED;
      add_bytes (self, &byte, 1);
    }
  else if (byte == '"' && self->state == STATE_CELL_START)
    self->state = STATE_QUOTED;
  else
    add_bytes (self, &byte, 1); /* a quote inside a bare cell stands for itself */
  return FALSE;
}

/* Goes through the block until a record is complete. @line gets the line where it begins. */
static gboolean
scan_block (TsnCsvReader *self, guint64 *line)
{
  const guint8 *end = self->block + self->filled;

  while (self->used < self->filled)
    {
      const guint8 *p = self->block + self->used;
      gsize run = plain_run (self, p, end);
      gboolean complete = FALSE;

      if (is_blank (self) && (run > 0 || (*p != '\r' && *p != '\n')))
        *line = self->line;
      if (run > 0)
        {
          self->last_cr = FALSE;
          if (self->state == STATE_QUOTE_SEEN)
            fail_record (self, TSN_CSV_ERROR_QUOTE);
          if (self->state != STATE_QUOTED)
            self->state = STATE_BARE;
          add_bytes (self, p, run);
        }
      self->used += run;
      if (self->used < self->filled)
        complete = take_special (self, self->block[self->used++]);
      if (complete)
        return TRUE;
    }
  return FALSE;
}

/* Decodes CP932; the NULs between cells pass through as they are. */
static gboolean
convert_record (TsnCsvReader *self)
{
  char *in = self->raw->str;
  gsize in_left = self->raw->len;
  gsize room = 3 * self->raw->len; /* half-width kana grow from one byte to three */
  char *out;
  gsize out_left = room;

  g_string_set_size (self->text, room);
  out = self->text->str;
  g_iconv (self->converter, NULL, NULL, NULL, NULL);
  if (g_iconv (self->converter, &in, &in_left, &out, &out_left) == (gsize) -1)
    return FALSE;
  g_string_truncate (self->text, room - out_left);
  return TRUE;
}

/* Points the cells into @record and checks those that are not checked yet. */
static void
split_cells (TsnCsvReader *self, GString *record, gboolean converted)
{
  char *p = record->str;

  g_ptr_array_set_size (self->cells, 0);
  for (guint i = 0; i < self->n_cells; i++)
    {
      gsize length = strlen (p);

      if (self->wide && !converted && !g_utf8_validate_len (p, length, NULL))
        self->failure = TSN_CSV_ERROR_ENCODING;
      else if (converted && length > TSN_CSV_CELL_MAX)
        self->failure = TSN_CSV_ERROR_CELL_TOO_LONG;
      if (self->failure != NO_ERROR)
        {
          self->failed_column = i + 1;
          return;
        }
      g_ptr_array_add (self->cells, p);
      p += length + 1;
    }
  g_ptr_array_add (self->cells, NULL);
}

static void
decode_record (TsnCsvReader *self)
{
  gboolean convert = self->wide && self->encoding == TSN_CSV_ENCODING_CP932;

  if (self->failure != NO_ERROR)
    return;
  if (convert && !convert_record (self))
    {
      self->failure = TSN_CSV_ERROR_ENCODING;
      self->failed_column = 0; /* the whole record was given to iconv */
      return;
    }
  split_cells (self, convert ? self->text : self->raw, convert);
}

static void
set_record_error (const TsnCsvReader *self, guint64 line, GError **error)
{
  static const char *const texts[] = {
    [TSN_CSV_ERROR_ENCODING] = "not readable in the encoding of the file",
    [TSN_CSV_ERROR_QUOTE] = "text after a closing quote",
    [TSN_CSV_ERROR_UNTERMINATED] = "a quote is never closed",
    [TSN_CSV_ERROR_CELL_TOO_LONG] = "cell too long",
    [TSN_CSV_ERROR_TOO_MANY_COLUMNS] = "too many columns",
  };

  if (self->failed_column == 0)
    g_set_error (error,
                 TSN_CSV_ERROR,
                 self->failure,
                 "line %" G_GUINT64_FORMAT ": %s",
                 line,
                 texts[self->failure]);
  else
    g_set_error (error,
                 TSN_CSV_ERROR,
                 self->failure,
                 "line %" G_GUINT64_FORMAT ", column %u: %s",
                 line,
                 self->failed_column,
                 texts[self->failure]);
}

/* Gathers one record. FALSE with @error unset at the end of the file. */
static gboolean
gather (TsnCsvReader *self, guint64 *line, GCancellable *cancellable, GError **error)
{
  begin_record (self);
  *line = self->line;
  for (;;)
    {
      if (scan_block (self, line))
        return TRUE;
      if (!self->ended)
        {
          if (!fill (self, cancellable, error))
            return FALSE;
          continue;
        }
      if (is_blank (self))
        return FALSE;
      if (self->state == STATE_QUOTED)
        {
          self->failure = NO_ERROR; /* whatever else: the rest of the file went into this record */
          fail_record (self, TSN_CSV_ERROR_UNTERMINATED);
        }
      end_cell (self);
      return TRUE;
    }
}

gboolean
tsn_csv_reader_next (TsnCsvReader *self, TsnCsvRow *row, GCancellable *cancellable, GError **error)
{
  *row = (TsnCsvRow){ NULL, 0, self->line };
  if (!gather (self, &row->line, cancellable, error))
    return FALSE;
  decode_record (self);
  if (self->failure != NO_ERROR)
    {
      set_record_error (self, row->line, error);
      return FALSE;
    }
  row->cells = (const char *const *) self->cells->pdata;
  row->n_cells = self->n_cells;
  return TRUE;
}
