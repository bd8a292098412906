/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-card-fonts.h"
#include "tsn-paper.h"

G_BEGIN_DECLS

/* Private to src/report: what a page is made of. Lengths are points. */

typedef enum
{
  TSN_PAPER_TEXT,  /* in lines of @width, or one line, narrowed a little before it is broken */
  TSN_PAPER_FRAME, /* outline */
  TSN_PAPER_FILL,  /* filled */
  TSN_PAPER_RULE,  /* hairline along the longer side */
  TSN_PAPER_BOX,   /* to tick */
  TSN_PAPER_TICK,  /* such a box, ticked */
} TsnPaperShape;

typedef struct
{
  TsnCardFont font;
  double size;
  double leading; /* line to line, in sizes; 0: as the font has it */
  double grey;    /* 0 black, 1 white */
  PangoAlignment align;
  TsnCardSetting setting;
} TsnPaperStyle;

typedef struct
{
  TsnPaperShape shape;
  double x, y, width, height; /* of text: no height */
  double grey;                /* of a fill */
  TsnPaperStyle style;        /* of text */
  char *text;                 /* owned, wiped */
} TsnPaperItem;

/* A4. */
#define TSN_PAPER_A4_WIDTH  (210 * TSN_CARD_MM)
#define TSN_PAPER_A4_HEIGHT (297 * TSN_CARD_MM)

TsnPaper *tsn_paper_new (const char *title, double width, double height);

/* The last page is the one that is being filled. */
void tsn_paper_add_page (TsnPaper *self);
void tsn_paper_add_text (TsnPaper *self,
                         double x,
                         double y,
                         double width,
                         const TsnPaperStyle *style,
                         const char *text);
void tsn_paper_add_text_to (TsnPaper *self,
                            guint page,
                            double x,
                            double y,
                            double width,
                            const TsnPaperStyle *style,
                            const char *text);
void tsn_paper_add_shape (TsnPaper *self,
                          TsnPaperShape shape,
                          double x,
                          double y,
                          double width,
                          double height);
void
tsn_paper_add_fill (TsnPaper *self, double grey, double x, double y, double width, double height);

/* A text that is set: tsn_card_run_fit() with leading and alignment. It belongs to @slug. */
TsnCardRun *tsn_paper_set (TsnCardFonts *fonts,
                           TsnCardSlug *slug,
                           const TsnPaperStyle *style,
                           double width,
                           const char *text);

/* How high @text is in lines of @width. */
double
tsn_paper_measure (TsnCardFonts *fonts, const TsnPaperStyle *style, double width, const char *text);

G_END_DECLS
