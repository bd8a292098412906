/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "tsn-card-code.h"

G_BEGIN_DECLS

/* For src/card, and for src/report, which sets its papers with the same fonts and the same care.
 * Lengths are points from here on. */

#define TSN_CARD_MM (72.0 / 25.4) /* points of a millimetre */

/* The table of tsn-card-layout.c. */
typedef struct
{
  guint layout;
  double sheet_width_mm, sheet_height_mm;
  double face_width_mm, face_height_mm; /* of one card; height 0: as long as it needs */
  double qr_mm, words_mm;               /* squares of the codes, quiet zone included */
  guint per_sheet;
} TsnCardPaper;

const TsnCardPaper *tsn_card_paper (guint layout);

/* Where a sheet stands on the paper in the tray; points. */
typedef struct
{
  double width, height; /* of the paper */
  double x, y;          /* top left of the sheet, as it lies */
  gboolean turned;      /* by a quarter, clockwise */
} TsnCardSpot;

/* In the middle; FALSE: it has no room. @width_mm, @height_mm: of the sheet; the other two: of the
 * paper, 0: as large as the sheet. */
gboolean tsn_card_find_spot (double width_mm,
                             double height_mm,
                             double paper_width_mm,
                             double paper_height_mm,
                             TsnCardSpot *spot);

typedef enum
{
  TSN_CARD_FONT_TEXT,   /* running text: BIZ UDPGothic */
  TSN_CARD_FONT_BOLD,   /* the same, bold */
  TSN_CARD_FONT_DIGITS, /* telephone numbers: BIZ UDGothic bold, every digit of one width */
  TSN_CARD_N_FONTS
} TsnCardFont;

/* A part of a text that is set otherwise. */
typedef struct
{
  gsize start, end; /* bytes; nothing when equal */
  TsnCardFont font;
  double size;   /* 0: as the rest */
  gboolean keep; /* in one line */
} TsnCardSpan;

/* Whether a text may take more than one line before it has been narrowed as far as it may be. */
typedef enum
{
  TSN_CARD_SET_LINE,
  TSN_CARD_SET_PARAGRAPH,
} TsnCardSetting;

/* One text where it stands. */
typedef struct
{
  PangoLayout *text;
  double x, y, width, height;
  double narrow; /* horizontal scale, 0.75 to 1 */
  double size;
  gboolean white;       /* on a black bar */
  gboolean substituted; /* some character is not in the form asked for */
  TsnCardLeftOut field; /* .field -1: not of the card */
} TsnCardRun;

typedef enum
{
  TSN_CARD_SHAPE_BAR,   /* filled */
  TSN_CARD_SHAPE_DISC,  /* filled ellipse */
  TSN_CARD_SHAPE_FRAME, /* outline */
  TSN_CARD_SHAPE_RULE,  /* hairline along the top */
  TSN_CARD_SHAPE_FOLD,  /* dotted, grey: along the longer side */
} TsnCardShapeKind;

typedef struct
{
  TsnCardShapeKind kind;
  double x, y, width, height;
} TsnCardShape;

/* Some runs and shapes set together, from their own top left. */
typedef struct
{
  GPtrArray *runs; /* of TsnCardRun */
  GArray *shapes;  /* of TsnCardShape, drawn before the runs */
  double height;
} TsnCardSlug;

TsnCardSlug *tsn_card_slug_new (void);
void tsn_card_slug_free (TsnCardSlug *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnCardSlug, tsn_card_slug_free)
TsnCardShape *tsn_card_slug_add_shape (TsnCardSlug *self,
                                       TsnCardShapeKind kind,
                                       double x,
                                       double y,
                                       double width,
                                       double height);
/* Moves everything in @from to @self; frees @from. */
void tsn_card_slug_take (TsnCardSlug *self, TsnCardSlug *from, double x, double y);
void tsn_card_slug_draw (const TsnCardSlug *self, cairo_t *cr);

/**
 * TsnCardFonts:
 *
 * The fonts, ready to set.
 */
typedef struct
{
  PangoContext *context;
  PangoFontDescription *fonts[TSN_CARD_N_FONTS];
  PangoFont *own, *fallback; /* asked for the forms of variation sequences */
} TsnCardFonts;

void tsn_card_fonts_init (TsnCardFonts *self);
void tsn_card_fonts_clear (TsnCardFonts *self);

/* Sets @text, narrower if it must be, in a line of @width or more lines of it; @spans (nullable)
 * ends with an empty one. The run belongs to @slug; it stands at 0, 0 and is of no field. */
TsnCardRun *tsn_card_fonts_set (TsnCardFonts *self,
                                TsnCardSlug *slug,
                                TsnCardSetting setting,
                                TsnCardFont font,
                                double size,
                                const char *text,
                                double width,
                                const TsnCardSpan *spans);

/* Fits it again: one line, narrowed if it must be, and lines of @width if that is not enough. */
void tsn_card_run_fit (TsnCardRun *self, TsnCardSetting setting, double width);

/* From the top of the run to its first baseline. */
double tsn_card_run_baseline (const TsnCardRun *self);

G_END_DECLS
