/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How well the stages of tsn-scanner.c do, measured: for each condition N pictures of codes as long
 * as a full card (version 17 or 18 at level M), how many were read by the plain stage alone, how
 * many by all, by which stage, the time, and how many came back as something else (which must stay
 * 0). Run by hand when a stage is added or the order is changed: scan-survey [N] [seed] */

#include <stdlib.h>
#include <string.h>

#include "scan-picture.h"
#include "tsn-scanner.h"

#define STAGES (TSN_SCAN_STAGE_INVERTED + 1)

typedef struct
{
  const char *name;
  ScanPicture picture;
} Condition;

static const Condition conditions[] = {
  { "4 px clean", { .module = 4, .contrast = 1 } },
  { "3 px clean", { .module = 3, .contrast = 1 } },
  { "2 px clean", { .module = 2, .contrast = 1 } },
  { "6 px turned 45", { .module = 6, .contrast = 1, .angle = 45, .blur = 0.2, .noise = 4 } },
  { "4 px turned 30", { .module = 4, .contrast = 1, .angle = 30, .blur = 0.2, .noise = 4 } },
  { "3 px turned 7 blur .33 noise 8",
    { .module = 3, .contrast = 0.8, .angle = 7, .blur = 0.33, .noise = 8 } },
  { "4 px dim .25 noise 4", { .module = 4, .contrast = 0.25, .blur = 0.25, .noise = 4 } },
  { "4 px dim .25 noise 10", { .module = 4, .contrast = 0.25, .blur = 0.25, .noise = 10 } },
  { "4 px dim .12 noise 2", { .module = 4, .contrast = 0.12, .blur = 0.25, .noise = 2 } },
  { "4 px shaded .7", { .module = 4, .contrast = 0.6, .shade = 0.7, .blur = 0.25, .noise = 4 } },
  { "4 px blur .5", { .module = 4, .contrast = 1, .blur = 0.5, .noise = 4 } },
  { "4 px blur .6", { .module = 4, .contrast = 1, .blur = 0.6, .noise = 3 } },
  { "4 px blur .7", { .module = 4, .contrast = 1, .blur = 0.7, .noise = 3 } },
  { "6 px blur .7 turned 10",
    { .module = 6, .contrast = 1, .blur = 0.7, .noise = 3, .angle = 10 } },
  { "4 px noise 30", { .module = 4, .contrast = 1, .blur = 0.2, .noise = 30 } },
  { "5 px tilt 30", { .module = 5, .contrast = 1, .tilt = 30, .blur = 0.25, .noise = 4 } },
  { "5 px tilt 40", { .module = 5, .contrast = 1, .tilt = 40, .blur = 0.25, .noise = 4 } },
  { "5 px tilt 20", { .module = 5, .contrast = 1, .tilt = 20, .blur = 0.25, .noise = 4 } },
  { "4 px tilt -35 turned 10",
    { .module = 4, .contrast = 1, .tilt = -35, .angle = 10, .blur = 0.25, .noise = 4 } },
  { "5 px tilt 45 turned 20",
    { .module = 5, .contrast = 1, .tilt = 45, .angle = 20, .blur = 0.25, .noise = 4 } },
  { "5 px skew .3", { .module = 5, .contrast = 1, .skew = 0.3, .blur = 0.25, .noise = 4 } },
  { "4 px inverted", { .module = 4, .contrast = 1, .inverted = TRUE, .blur = 0.2, .noise = 4 } },
  { "2.5 px blur .3 turned 5",
    { .module = 2.5, .contrast = 1, .angle = 5, .blur = 0.3, .noise = 5 } },
  { "2 px blur .4 noise 8", { .module = 2, .contrast = 1, .blur = 0.4, .noise = 8 } },
  { "1.7 px clean turned 3", { .module = 1.7, .contrast = 1, .angle = 3, .noise = 2 } },
  { "2.2 px turned 45 noise 3", { .module = 2.2, .contrast = 1, .angle = 45, .noise = 3 } },
  { "14 px noise 20", { .module = 14, .contrast = 0.7, .angle = 12, .noise = 20 } },
};

typedef struct
{
  guint plain;
  guint all;
  guint wrong;
  guint by_stage[STAGES];
  gint64 total_us;
  gint64 worst_us;
} Tally;

/* Whether the one text was read; anything else read is counted as wrong. */
static gboolean
judge (GPtrArray *codes, const char *text, Tally *tally, TsnScanStage *stage)
{
  gboolean read = FALSE;

  for (guint i = 0; i < codes->len; i++)
    {
      const TsnScanCode *code = g_ptr_array_index (codes, i);

      if (g_strcmp0 (code->text, text) == 0)
        {
          read = TRUE;
          *stage = code->stage;
        }
      else
        tally->wrong++;
    }
  return read;
}

static void
survey_one (TsnScanner *scanner, const ScanPicture *how, GRand *rand, Tally *tally)
{
  g_autofree char *text = scan_picture_card_text (rand, (gsize) g_rand_int_range (rand, 700, 810));
  ScanPicture picture = *how;
  g_autoptr (TsnScanImage) image = NULL;
  g_autoptr (GPtrArray) plain = NULL;
  g_autoptr (GPtrArray) all = NULL;
  TsnScanStage stage = TSN_SCAN_STAGE_PLAIN;
  gint64 start;
  gint64 took;

  picture.text = text;
  picture.angle += g_rand_double_range (rand, -1, 1);
  picture.module *= g_rand_double_range (rand, 0.98, 1.02);
  image = scan_picture_take (&picture, rand);
  plain = tsn_scanner_scan_image (scanner, image, 0, NULL, NULL);
  tally->plain += judge (plain, text, tally, &stage) ? 1 : 0;
  start = g_get_monotonic_time ();
  all = tsn_scanner_scan_image (scanner, image, TSN_SCAN_BUDGET_MS, NULL, NULL);
  took = g_get_monotonic_time () - start;
  tally->total_us += took;
  tally->worst_us = MAX (tally->worst_us, took);
  if (judge (all, text, tally, &stage))
    {
      tally->all++;
      tally->by_stage[stage]++;
    }
}

int
main (int argc, char *argv[])
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 20;
  g_autoptr (GRand) rand = g_rand_new_with_seed (argc > 2 ? (guint32) atoi (argv[2]) : 1);
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();

  g_print ("%-32s %5s %5s %5s %8s %8s  by stage\n",
           "condition",
           "plain",
           "all",
           "wrong",
           "mean ms",
           "worst ms");
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      Tally tally = { 0 };

      for (guint k = 0; k < n; k++)
        survey_one (scanner, &conditions[i].picture, rand, &tally);
      g_print ("%-32s %5u %5u %5u %8.1f %8.1f ",
               conditions[i].name,
               tally.plain,
               tally.all,
               tally.wrong,
               (double) tally.total_us / n / 1000,
               (double) tally.worst_us / 1000);
      for (guint s = 0; s < STAGES; s++)
        if (tally.by_stage[s] > 0)
          g_print (" %s %u", tsn_scan_stage_to_string (s), tally.by_stage[s]);
      g_print ("\n");
    }
  return 0;
}
