/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of sign-ups: any bytes are read as one. A refusal has a known domain, a row that was not
 * refused has a reading. */

#include <stdint.h>

#include "tsn-sign-up-private.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gboolean
begin (TsnImport *import, const TsnCsvRow *first, gpointer data, GError **error)
{
  return tsn_sign_up_begin (data, import, first, error);
}

static gboolean
check (TsnImport *import, const TsnCsvRow *row, gpointer data, GError **error)
{
  TsnSignUp *sign_up = data;
  gboolean good = tsn_sign_up_read (sign_up, import, row);

  g_assert_true (good == !import->row_is_bad);
  g_assert_true (!good || tsn_change_get (sign_up->person, TSN_PERSON_KANA) != NULL);
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const TsnImportFormat format = { .has_header = TRUE, .begin = begin, .check = check };
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (TsnImportReport) report = tsn_import_report_new ();
  g_autoptr (TsnSignUp) sign_up = tsn_sign_up_new (NULL);
  TsnImportOptions options = { .dry_run = TRUE };
  TsnImport import = { .options = &options, .report = report };
  g_autoptr (GError) error = NULL;

  if (!tsn_import_check_stream (&import, &format, stream, sign_up, &error))
    g_assert_true (error->domain == TSN_EXCHANGE_ERROR);
  else
    g_assert_cmpuint (report->skipped, <=, report->rows);
  return 0;
}
