/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CSV: quirks of real files, errors by record and line, random tables there and back. */

#include <string.h>

#include "tsn-csv.h"

static TsnCsvReader *
reader_for (const char *bytes, gssize length)
{
  g_autoptr (GBytes) data = g_bytes_new (bytes, length < 0 ? strlen (bytes) : (gsize) length);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (data);

  return tsn_csv_reader_new (stream);
}

/* The whole file in one line: cells joined by "|", records by "/" with their line; "!" and the code
 * for an error. */
static char *
dump (const char *bytes, gssize length)
{
  g_autoptr (TsnCsvReader) reader = reader_for (bytes, length);
  GString *out = g_string_new (NULL);

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      TsnCsvRow row;

      if (tsn_csv_reader_next (reader, &row, NULL, &error))
        {
          g_string_append_printf (out, "%" G_GUINT64_FORMAT ":", row.line);
          for (guint i = 0; i < row.n_cells; i++)
            g_string_append_printf (out, "%s%s", i > 0 ? "|" : "", row.cells[i]);
          g_assert_null (row.cells[row.n_cells]);
        }
      else if (error != NULL)
        {
          g_assert_cmpint (error->domain, ==, TSN_CSV_ERROR);
          g_string_append_printf (out, "%" G_GUINT64_FORMAT ":!%d", row.line, error->code);
        }
      else
        return g_string_free (out, FALSE);
      g_string_append_c (out, '/');
    }
}

static void
assert_dump (const char *bytes, const char *expected)
{
  g_autofree char *got = dump (bytes, -1);

  g_assert_cmpstr (got, ==, expected);
}

static void
test_forms (void)
{
  assert_dump ("", "");
  assert_dump ("\n\r\n\r", "");
  assert_dump ("a", "1:a/");
  assert_dump ("a,b\nc,d\n", "1:a|b/2:c|d/");
  assert_dump ("a,b\r\nc,d\r\n", "1:a|b/2:c|d/");
  assert_dump ("a,b\rc,d\r", "1:a|b/2:c|d/");
  assert_dump ("a\r\n\r\n\r\nb", "1:a/4:b/");
  assert_dump ("a\n\nb", "1:a/3:b/");
  assert_dump ("a\n\rb", "1:a/3:b/");
  assert_dump (",", "1:|/");
  assert_dump (",\n,", "1:|/2:|/");
  assert_dump ("\"\"", "1:/");
  assert_dump ("\"a\"\"b\",\"c,d\"", "1:a\"b|c,d/");
  assert_dump ("\"a\r\nb\nc\rd\",e\r\nf", "1:a\r\nb\nc\rd|e/5:f/");
  assert_dump ("a\"b,c\"", "1:a\"b|c\"/");
  assert_dump (TSN_CSV_BOM "a\n", "1:a/");
  assert_dump (TSN_CSV_BOM "\"a\"\n", "1:a/");
  assert_dump (TSN_CSV_BOM, "");
  assert_dump ("氏名,カナ\n髙橋,ﾀｶﾊｼ", "1:氏名|カナ/2:髙橋|ﾀｶﾊｼ/");
  assert_dump ("\x8e\x81\x96\xbc,\xc0\xb6\n\x95\x5c,\xfb\xfc",
               "1:氏名|ﾀｶ/2:表|髙/"); /* 0x5c trails */
  assert_dump ("a\n\"\x95\x5c\",b", "1:a/2:表|b/");
}

static void
test_errors (void)
{
  g_autofree char *nul = dump ("a\0b,c\nd", 7);
  g_autofree char *wide = dump (
      "\xff\xfe"
      "a\0",
      4);

  g_assert_cmpstr (nul, ==, "1:!0/2:d/");
  g_assert_cmpstr (wide, ==, "1:!0/");
  assert_dump ("\"a\"b,c\nd", "1:!1/2:d/");
  assert_dump ("x\n\"a\nb", "1:x/2:!2/");
  assert_dump ("あ\n\xff,b\nc",
               "1:!0/2:!0/3:c/"); /* not UTF-8, so CP932, in which あ is broken, too */
  assert_dump (TSN_CSV_BOM "あ\nx,\xff\nc", "1:あ/2:!0/3:c/");
  /* One broken byte does not make a long file CP932. */
  assert_dump ("名前\nあ\xff\nい", "1:名前/2:!0/3:い/");
}

static void
test_messages (void)
{
  g_autoptr (TsnCsvReader) reader = reader_for (TSN_CSV_BOM "a\nsecret,\xff\n", -1);
  g_autoptr (GError) error = NULL;
  TsnCsvRow row;

  g_assert_true (tsn_csv_reader_next (reader, &row, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (tsn_csv_reader_next (reader, &row, NULL, &error));
  g_assert_error (error, TSN_CSV_ERROR, TSN_CSV_ERROR_ENCODING);
  g_assert_cmpstr (error->message,
                   ==,
                   "line 2, column 2: not readable in the encoding of the file");
}

static void
test_limits (void)
{
  g_autoptr (GString) file = g_string_new ("a\n");
  g_autofree char *exact = g_strnfill (TSN_CSV_CELL_MAX, 'x');
  g_autofree char *columns = g_strnfill (TSN_CSV_COLUMN_MAX - 1, ',');
  g_autoptr (TsnCsvReader) reader = NULL;
  TsnCsvRow row;
  static const gboolean good[] = { TRUE, TRUE, FALSE, FALSE, TRUE, FALSE, TRUE };

  g_string_append_printf (file, "%s,b\n%sx,b\n\"%sx\"\n", exact, exact, exact);
  g_string_append_printf (file, "%s\n%s,\nlast", columns, columns);
  reader = reader_for (file->str, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      int code = i == 5 ? TSN_CSV_ERROR_TOO_MANY_COLUMNS : TSN_CSV_ERROR_CELL_TOO_LONG;

      g_assert_cmpint (tsn_csv_reader_next (reader, &row, NULL, &error), ==, good[i]);
      g_assert_cmpuint (row.line, ==, i + 1);
      if (!good[i])
        g_assert_error (error, TSN_CSV_ERROR, code);
    }
  g_assert_cmpstr (row.cells[0], ==, "last");
  g_assert_cmpuint (tsn_csv_reader_get_offset (reader), ==, file->len);
}

/* ASCII for longer than a block, then something that decides; characters cut by the end of a block.
 */
static void
test_blocks (void)
{
  static const struct
  {
    const char *bytes;
    TsnCsvEncoding encoding;
  } tails[] = {
    { "髙橋太郎\n", TSN_CSV_ENCODING_UTF8 },
    { "\x8e\x81\x96\xbc\x8e\x81\x96\xbc\n", TSN_CSV_ENCODING_CP932 },
    { "ascii\r\n", TSN_CSV_ENCODING_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tails); i++)
    for (gsize before = 65520; before < 65550; before++)
      {
        g_autoptr (GString) file = g_string_new (NULL);
        g_autoptr (TsnCsvReader) reader = NULL;
        g_autoptr (GError) error = NULL;
        TsnCsvRow row;

        while (file->len < before)
          g_string_append (file, file->len % 100 == 99 || file->len == before - 1 ? "\n" : "x");
        for (int n = 0; n < 3; n++)
          g_string_append (file, tails[i].bytes);
        reader = reader_for (file->str, -1);
        while (tsn_csv_reader_next (reader, &row, NULL, &error))
          continue;
        g_assert_no_error (error);
        g_assert_cmpint (tsn_csv_reader_get_encoding (reader), ==, tails[i].encoding);
      }
}

static TsnCsvReader *
reader_of_sample (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "csv", name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &error);

  g_assert_no_error (error);
  return tsn_csv_reader_new (G_INPUT_STREAM (stream));
}

static void
test_samples (void)
{
  g_autoptr (TsnCsvReader) postal = reader_of_sample ("ken-all-cp932.csv");
  g_autoptr (TsnCsvReader) care = reader_of_sample ("kaigo-bom.csv");
  g_autoptr (GError) error = NULL;
  TsnCsvRow row;
  guint n = 0;

  while (tsn_csv_reader_next (postal, &row, NULL, &error))
    {
      g_assert_cmpuint (row.n_cells, ==, 15);
      g_assert_cmpstr (row.cells[6], ==, "北海道");
      g_assert_cmpstr (row.cells[3], ==, "ﾎｯｶｲﾄﾞｳ");
      n++;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 6);
  while (tsn_csv_reader_next (care, &row, NULL, &error))
    {
      g_assert_cmpuint (row.n_cells, ==, 24);
      g_assert_cmpstr (row.cells[16],
                       ==,
                       row.line == 1 ? "利用可能曜日" : "平日,土曜日,日曜日,祝日");
      n++;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 10);
}

static void
test_write (void)
{
  static const char *const cells[] = { "a",    "",   NULL,   "b,c", "d\"e",
                                       "f\ng", " h", "=1+1", "-5",  "+81" };
  static const char *const formulas[] = { "=1+1", "@x", "-5", "-5.5", "-a", "＝x", "+", "\tx", "" };
  g_autoptr (GString) out = g_string_new (NULL);

  tsn_csv_append_row (out, cells, G_N_ELEMENTS (cells), TSN_CSV_PLAIN);
  g_assert_cmpstr (out->str, ==, "a,,,\"b,c\",\"d\"\"e\",\"f\ng\",\" h\",=1+1,-5,+81\r\n");
  g_string_truncate (out, 0);
  tsn_csv_append_row (out, formulas, G_N_ELEMENTS (formulas), TSN_CSV_GUARD_FORMULAS);
  g_assert_cmpstr (out->str, ==, "'=1+1,'@x,-5,-5.5,'-a,'＝x,'+,'\tx,\r\n");
  g_string_truncate (out, 0);
  tsn_csv_append_row (out, &cells[1], 1, TSN_CSV_PLAIN);
  g_assert_cmpstr (out->str, ==, "\"\"\r\n");
}

/* What is written is read back, cell by cell. */
static void
test_round_trip (void)
{
  static const char *const pieces[] = {
    "a", ",", "\"", "\r", "\n", "髙", " ", "ﾀ", "=", TSN_CSV_BOM
  };

  for (int i = 0; i < 500; i++)
    {
      g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (TsnCsvReader) reader = NULL;
      guint columns = (guint) g_test_rand_int_range (1, 6);
      guint rows = (guint) g_test_rand_int_range (1, 20);
      TsnCsvRow row;

      for (guint c = 0; c < columns * rows; c++)
        {
          GString *cell = g_string_new (NULL);

          for (int n = g_test_rand_int_range (0, 6); n > 0; n--)
            g_string_append (cell, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
          g_ptr_array_add (cells, g_string_free (cell, FALSE));
        }
      for (guint r = 0; r < rows; r++)
        tsn_csv_append_row (out,
                            (const char *const *) &cells->pdata[r * columns],
                            columns,
                            TSN_CSV_PLAIN);
      reader = reader_for (out->str, (gssize) out->len);
      for (guint r = 0; r < rows; r++)
        {
          g_autoptr (GError) error = NULL;

          g_assert_true (tsn_csv_reader_next (reader, &row, NULL, &error));
          g_assert_cmpuint (row.n_cells, ==, columns);
          for (guint c = 0; c < columns; c++)
            g_assert_cmpstr (row.cells[c], ==, cells->pdata[r * columns + c]);
        }
      g_assert_false (tsn_csv_reader_next (reader, &row, NULL, NULL));
    }
}

static void
test_cancelled (void)
{
  g_autoptr (TsnCsvReader) reader = reader_for ("a\nb\n", -1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  TsnCsvRow row;

  g_cancellable_cancel (cancellable);
  g_assert_false (tsn_csv_reader_next (reader, &row, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (tsn_csv_reader_next (reader, &row, NULL, NULL));
}

static void
read_many (const char *line, int rows)
{
  g_autoptr (GString) file = g_string_new (NULL);
  g_autoptr (TsnCsvReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  TsnCsvRow row;

  for (int i = 0; i < rows; i++)
    g_string_append (file, line);
  reader = reader_for (file->str, (gssize) file->len);
  while (tsn_csv_reader_next (reader, &row, NULL, &error))
    rows--;
  g_assert_no_error (error);
  g_assert_cmpint (rows, ==, 0);
}

/* A whole town: many blocks, in which rows and characters are cut anywhere. */
static void
test_many (void)
{
  read_many (
      "髙橋　花子,タカハシ　ハナコ,昭和15年3月2日,女,367-0051,埼玉県本庄市本庄3-5-3,0495-21-7781,,,\r\n",
      100000);
  read_many (
      "\x8d\x82\x8b\xb4,\xc0\xb6\xca\xbc,S15.3.2,\x8f\x97,367-0051,"
      "\x8d\xe9\x8b\xca\x8c\xa7\x96\x7b\x8f\xaf\x8e\x73,0495-21-7781,,,\r\n",
      100000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/csv/forms", test_forms);
  g_test_add_func ("/base/csv/errors", test_errors);
  g_test_add_func ("/base/csv/messages", test_messages);
  g_test_add_func ("/base/csv/limits", test_limits);
  g_test_add_func ("/base/csv/blocks", test_blocks);
  g_test_add_func ("/base/csv/samples", test_samples);
  g_test_add_func ("/base/csv/write", test_write);
  g_test_add_func ("/base/csv/round-trip", test_round_trip);
  g_test_add_func ("/base/csv/cancelled", test_cancelled);
  g_test_add_func ("/base/csv/many", test_many);
  return g_test_run ();
}
