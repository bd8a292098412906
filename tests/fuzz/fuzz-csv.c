/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CSV: any bytes give records of valid text within the limits, lines never go back, and what was
 * read can be written and read again. */

#include <stdint.h>

#include "tsn-csv.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_row (const TsnCsvRow *row)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (TsnCsvReader) reader = NULL;
  TsnCsvRow again;

  g_assert_cmpuint (row->n_cells, >=, 1);
  g_assert_cmpuint (row->n_cells, <=, TSN_CSV_COLUMN_MAX);
  g_assert_null (row->cells[row->n_cells]);
  tsn_csv_append_row (out, row->cells, row->n_cells, TSN_CSV_PLAIN);
  stream = g_memory_input_stream_new_from_data (out->str, (gssize) out->len, NULL);
  reader = tsn_csv_reader_new (stream);
  g_assert_true (tsn_csv_reader_next (reader, &again, NULL, NULL));
  g_assert_cmpuint (again.n_cells, ==, row->n_cells);
  for (guint i = 0; i < row->n_cells; i++)
    {
      g_assert_true (g_utf8_validate (row->cells[i], -1, NULL));
      g_assert_cmpstr (again.cells[i], ==, row->cells[i]);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (TsnCsvReader) reader = tsn_csv_reader_new (stream);
  guint64 line = 0;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      TsnCsvRow row;

      if (tsn_csv_reader_next (reader, &row, NULL, &error))
        check_row (&row);
      else if (error == NULL)
        break;
      g_assert_cmpuint (row.line, >=, line);
      line = row.line;
    }
  g_assert_cmpuint (tsn_csv_reader_get_offset (reader), ==, size);
  return 0;
}
