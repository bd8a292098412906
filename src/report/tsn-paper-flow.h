/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-paper-private.h"

G_BEGIN_DECLS

/* For src/report and src/handover: fills sheets of A4 from top to bottom. Texts are never cut: they
 * take as many lines, and pages, as they need. */

typedef enum
{
  TSN_FLOW_TITLE,   /* of the document, centred */
  TSN_FLOW_SUBJECT, /* what it is about, centred */
  TSN_FLOW_HEADING,
  TSN_FLOW_TEXT,
  TSN_FLOW_STRONG, /* text, bold */
  TSN_FLOW_LABEL,  /* what a text below it is, small and bold */
  TSN_FLOW_SMALL,
  TSN_FLOW_QUOTE, /* somebody's words, larger, with a bar beside them */
  TSN_FLOW_N_STYLES
} TsnFlowStyle;

typedef struct _TsnPaperFlow TsnPaperFlow;

/* @subject (nullable): stands with the title at the head of every page but the first. */
TsnPaperFlow *tsn_paper_flow_new (const char *title, const char *subject);
void tsn_paper_flow_free (TsnPaperFlow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnPaperFlow, tsn_paper_flow_free)

/* Ends the last page, numbers all of them and dates them. @note (nullable): at the foot of every
 * page. Nothing can be added afterwards. */
TsnPaper *tsn_paper_flow_end (TsnPaperFlow *self, const char *note, gint64 now_ms);

/* Of the type from here on, but not of the foot; 1 at first. */
void tsn_paper_flow_set_scale (TsnPaperFlow *self, double scale);
void tsn_paper_flow_space (TsnPaperFlow *self, double points);
/* A new page, unless @points are left on this one. */
void tsn_paper_flow_need (TsnPaperFlow *self, double points);

void tsn_paper_flow_text (TsnPaperFlow *self, TsnFlowStyle style, const char *text);
/* One of a list. */
void tsn_paper_flow_item (TsnPaperFlow *self, const char *text);
/* A heading that does not stand alone at the foot of a page. */
void tsn_paper_flow_heading (TsnPaperFlow *self, const char *text);
/* A name and what it has, side by side. */
void tsn_paper_flow_pair (TsnPaperFlow *self, const char *label, const char *value);
/* Bold in a frame: what nobody may miss. */
void tsn_paper_flow_banner (TsnPaperFlow *self, const char *text);
/* A label with a line to write on. */
void tsn_paper_flow_blank (TsnPaperFlow *self, const char *label);
/* Boxes side by side for seals and signatures, @labels (NULL-terminated) above them. */
void tsn_paper_flow_seals (TsnPaperFlow *self, const char *const *labels);

/* What is set by hand. */
TsnPaper *tsn_paper_flow_get_paper (TsnPaperFlow *self);
TsnCardFonts *tsn_paper_flow_get_fonts (TsnPaperFlow *self);
double tsn_paper_flow_get_left (const TsnPaperFlow *self);
double tsn_paper_flow_get_width (const TsnPaperFlow *self);
double tsn_paper_flow_get_y (const TsnPaperFlow *self);

/* -- Tables -- */

typedef enum
{
  TSN_COLUMN_TEXT,
  TSN_COLUMN_NUMBER, /* to the right */
  TSN_COLUMN_CENTRE,
  TSN_COLUMN_BOX, /* a box to tick, ticked when the cell has any text; a NULL cell stays empty */
} TsnColumnKind;

typedef struct
{
  const char *title;
  double share; /* of the width, in parts of the sum of all */
  TsnColumnKind kind;
  gboolean strong; /* bold, and text larger: what people look for */
} TsnPaperColumn;

/* Rows under a head that is repeated on each page. The columns must live until the table ends. */
typedef struct
{
  TsnPaperFlow *flow;
  const TsnPaperColumn *columns;
  guint n_columns;
  double least; /* height of a row */
} TsnPaperTable;

/* A heading that stays with the table below it. */
void tsn_paper_table_heading (TsnPaperFlow *flow, const char *text);
void tsn_paper_table_begin (TsnPaperTable *self,
                            TsnPaperFlow *flow,
                            const TsnPaperColumn *columns,
                            guint n_columns,
                            double least_mm);
/* One text a column; NULL: nothing. A row is never divided. */
void tsn_paper_table_row (TsnPaperTable *self, const char *const *cells);

G_END_DECLS
