/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recovery key, as somebody will have to type it one day under stress: large, in numbered
 * groups (the message about a mistyped group gives its number), digits and letters of one width.
 * The rest of the sheet is for whoever opens the safe in ten years and has never heard of it.
 */

#include "tsn-recovery-paper.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tsn-paper-flow.h"
#include "tsn-secret.h"

#define COLUMNS    4u
#define GROUP_MAX  16
#define ROW_HEIGHT (19 * TSN_CARD_MM)

static const TsnPaperStyle GROUP = { TSN_CARD_FONT_DIGITS, 24, 0, 0, PANGO_ALIGN_CENTER,
                                     TSN_CARD_SET_LINE };
static const TsnPaperStyle NUMBER = { TSN_CARD_FONT_TEXT, 8, 0, 0.3, PANGO_ALIGN_LEFT,
                                      TSN_CARD_SET_LINE };

/* The group at @at in @text, which moves to the next. */
static void
add_group (TsnPaperFlow *flow, guint index, const char **at)
{
  double width = tsn_paper_flow_get_width (flow) / COLUMNS;
  double x = tsn_paper_flow_get_left (flow) + index % COLUMNS * width;
  double y = tsn_paper_flow_get_y (flow) + index / COLUMNS * ROW_HEIGHT;
  gsize length = strcspn (*at, "-");
  char number[GROUP_MAX];
  g_autoptr (TsnSecretText) group = g_strndup (*at, length);
  TsnPaper *paper = tsn_paper_flow_get_paper (flow);

  g_snprintf (number, sizeof number, "%u", index + 1);
  tsn_paper_add_shape (paper, TSN_PAPER_FRAME, x, y, width, ROW_HEIGHT);
  tsn_paper_add_text (paper, x + 4, y + 4, width, &NUMBER, number);
  tsn_paper_add_text (paper, x, y + ROW_HEIGHT * 0.33, width, &GROUP, group);
  *at += length + ((*at)[length] == '-');
}

static void
add_key (TsnPaperFlow *flow, const char *key)
{
  guint n = 0;

  for (const char *at = key; *at != '\0'; n++)
    add_group (flow, n, &at);
  tsn_paper_flow_space (flow, (n + COLUMNS - 1) / COLUMNS * ROW_HEIGHT);
}

static void
add_rules (TsnPaperFlow *flow)
{
  static const char *const RULES[] = {
    N_ ("Keep this sheet in a safe, not with the computer and not in the same room as its backups."),
    N_ ("Never photograph or copy it, never type it into an e-mail, a chat or a shared folder."),
    N_ ("Whoever has this sheet and the data can read everything. If it may have been seen by "
        "somebody else, or is lost, tell the person in charge at once."),
    N_ ("Hyphens and spaces need not be typed. Lower and upper case are alike; a mistyped group is "
        "found by its number."),
  };

  for (guint i = 0; i < G_N_ELEMENTS (RULES); i++)
    tsn_paper_flow_item (flow, _ (RULES[i]));
}

TsnPaper *
tsn_recovery_paper (const char *organisation, const char *recovery_key, gint64 now_ms)
{
  g_autoptr (TsnPaperFlow) flow = tsn_paper_flow_new (_ ("Recovery key"), organisation);

  tsn_paper_flow_text (flow, TSN_FLOW_TITLE, _ ("Recovery key"));
  tsn_paper_flow_text (flow, TSN_FLOW_SUBJECT, organisation);
  tsn_paper_flow_space (flow, 4 * TSN_CARD_MM);
  tsn_paper_flow_banner (flow, _ ("Top secret. To be kept in a safe. Do not photograph or copy."));
  tsn_paper_flow_space (flow, 3 * TSN_CARD_MM);
  add_key (flow, recovery_key);
  tsn_paper_flow_heading (flow, _ ("What it is for"));
  tsn_paper_flow_text (
      flow,
      TSN_FLOW_TEXT,
      _ ("With this key the records can be read again when every passphrase was forgotten, or when "
         "all computers were lost and only a backup is left. There is no other way, and nobody "
         "outside can help: not the maker of the program either."));
  tsn_paper_flow_heading (flow, _ ("How to keep it"));
  add_rules (flow);
  tsn_paper_flow_heading (flow, _ ("Record of keeping"));
  tsn_paper_flow_blank (flow, _ ("Where it is kept"));
  tsn_paper_flow_blank (flow, _ ("Kept by"));
  tsn_paper_flow_blank (flow, _ ("Kept since"));
  tsn_paper_flow_blank (flow, _ ("Seal of the envelope"));
  return tsn_paper_flow_end (flow, _ ("Do not photograph or copy"), now_ms);
}
