/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Import: any bytes are checked as people to import. A refusal has a known domain, every fault a
 * line. */

#include <stdint.h>

#include "tsn-import.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (TsnImportReport) report = tsn_import_report_new ();
  g_autoptr (TsnImportRecords) records = tsn_import_records_new (
      tsn_kind_by_number (TSN_KIND_PERSON),
      NULL);
  TsnImportOptions options = { .dry_run = TRUE };
  TsnImport import = { .options = &options, .report = report };
  g_autoptr (GError) error = NULL;

  if (!tsn_import_check_stream (&import, &tsn_import_records_format, stream, records, &error))
    g_assert_true (error->domain == TSN_EXCHANGE_ERROR);
  else
    g_assert_cmpuint (report->skipped, <=, report->rows);
  for (guint i = 0; i < report->faults->len; i++)
    {
      const TsnImportFault *fault = g_ptr_array_index (report->faults, i);

      g_assert_cmpuint (fault->line, >, 0);
      g_assert_true (fault->error->domain == TSN_EXCHANGE_ERROR ||
                     fault->error->domain == TSN_MODEL_ERROR);
    }
  return 0;
}
