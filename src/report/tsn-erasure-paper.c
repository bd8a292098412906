/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an office files after it has erased somebody. It must not say who that was, and it must not
 * promise more than was done. */

#include "tsn-erasure-paper.h"

#include <glib/gi18n-lib.h>

#include "tsn-date.h"
#include "tsn-paper-flow.h"
#include "tsn-time.h"

static void
add_facts (TsnPaperFlow *flow, const TsnErasure *erasure)
{
  char id[TSN_ID_TEXT_SIZE];
  char time[TSN_TIME_SIZE];
  g_autofree char *day = tsn_date_format (tsn_date_from_unix_ms (erasure->erased_ms),
                                          TSN_DATE_STYLE_BOTH);
  g_autofree char *moment = g_strdup_printf (
      "%s %s",
      day,
      tsn_time_format (tsn_time_from_unix_ms (erasure->erased_ms), time));
  g_autofree char *count = g_strdup_printf ("%u", erasure->n_records);

  tsn_paper_flow_pair (flow, _ ("Organisation"), erasure->organisation);
  tsn_paper_flow_pair (flow, _ ("Erased on"), moment);
  tsn_paper_flow_pair (flow, _ ("Record number"), tsn_id_format (&erasure->record, id));
  tsn_paper_flow_pair (flow, _ ("Number of records"), count);
  if (erasure->operator_label != NULL)
    tsn_paper_flow_pair (flow, _ ("Operator at the desk"), erasure->operator_label);
}

static void
add_items (TsnPaperFlow *flow, const char *const *items, guint n)
{
  for (guint i = 0; i < n; i++)
    tsn_paper_flow_item (flow, _ (items[i]));
}

TsnPaper *
tsn_erasure_paper (const TsnErasure *erasure)
{
  static const char *const GONE[] = {
    N_ ("Everything that had been entered in the record and in the records that belong to it, with "
        "all earlier versions. The freed parts of the file were overwritten."),
    N_ ("Other devices erase their copies when they next exchange data."),
  };
  static const char *const STAYS[] = {
    N_ ("The record number with the note that it was erased, so that no older copy brings the "
        "record back."),
    N_ ("Participations and issued cards without name, as counts for the reports."),
    N_ ("Paper that was printed, files that were exported, and backups made before the erasure. "
        "Destroy them in the way your rules say."),
  };
  static const char *const SEALS[] = { N_ ("Person in charge"), N_ ("Checked by"), NULL };
  const char *seals[G_N_ELEMENTS (SEALS)] = { _ (SEALS[0]), _ (SEALS[1]), NULL };
  g_autoptr (TsnPaperFlow) flow = tsn_paper_flow_new (_ ("Certificate of erasure"), NULL);

  tsn_paper_flow_text (flow, TSN_FLOW_TITLE, _ ("Certificate of erasure"));
  tsn_paper_flow_space (flow, 4 * TSN_CARD_MM);
  tsn_paper_flow_text (
      flow,
      TSN_FLOW_TEXT,
      _ ("The personal information below was erased in accordance with the Act on the Protection of "
         "Personal Information and the rules of the organisation."));
  tsn_paper_flow_space (flow, 3 * TSN_CARD_MM);
  add_facts (flow, erasure);
  tsn_paper_flow_heading (flow, _ ("What was erased"));
  add_items (flow, GONE, G_N_ELEMENTS (GONE));
  tsn_paper_flow_heading (flow, _ ("What stays"));
  add_items (flow, STAYS, G_N_ELEMENTS (STAYS));
  tsn_paper_flow_space (flow, 12 * TSN_CARD_MM);
  tsn_paper_flow_seals (flow, seals);
  return tsn_paper_flow_end (flow, NULL, erasure->now_ms);
}
