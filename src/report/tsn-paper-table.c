/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables: rows as high as their highest cell, lines around every cell, the head again on each page.
 * A cell's text wraps; the limits of the fields (120 characters) keep every row far below a page.
 */

#include "tsn-paper-flow.h"

#define COLUMNS_MAX 10
#define BOX         (4 * TSN_CARD_MM)
#define PAD         (1.3 * TSN_CARD_MM)
#define ROOM        (38 * TSN_CARD_MM) /* for the head and a row with the longest name */
#define HEADING     (14 * TSN_CARD_MM)

static const TsnPaperStyle HEAD = { TSN_CARD_FONT_BOLD, 9, 1.3, 0, PANGO_ALIGN_CENTER,
                                    TSN_CARD_SET_LINE };

static TsnPaperStyle
style_of (const TsnPaperColumn *column)
{
  TsnPaperStyle style = { TSN_CARD_FONT_TEXT,
                          10,
                          1.35,
                          0,
                          column->kind == TSN_COLUMN_TEXT     ? PANGO_ALIGN_LEFT
                          : column->kind == TSN_COLUMN_NUMBER ? PANGO_ALIGN_RIGHT
                                                              : PANGO_ALIGN_CENTER,
                          TSN_CARD_SET_LINE };

  if (column->strong)
    style.font = TSN_CARD_FONT_BOLD;
  if (column->strong && column->kind == TSN_COLUMN_TEXT)
    style.size = 11.5;
  return style;
}

static double
column_width (const TsnPaperTable *self, guint index)
{
  double sum = 0;

  for (guint i = 0; i < self->n_columns; i++)
    sum += self->columns[i].share;
  return tsn_paper_flow_get_width (self->flow) * self->columns[index].share / sum;
}

static void
add_cell (const TsnPaperTable *self,
          guint index,
          const TsnPaperStyle *style,
          double x,
          double height,
          double text_height,
          const char *text)
{
  TsnPaper *paper = tsn_paper_flow_get_paper (self->flow);
  double y = tsn_paper_flow_get_y (self->flow);
  double width = column_width (self, index);

  tsn_paper_add_shape (paper, TSN_PAPER_RULE, x, y, 0, height);
  if (text == NULL)
    return;
  if (style != &HEAD && self->columns[index].kind == TSN_COLUMN_BOX)
    tsn_paper_add_shape (paper,
                         *text != '\0' ? TSN_PAPER_TICK : TSN_PAPER_BOX,
                         x + (width - BOX) / 2,
                         y + (height - BOX) / 2,
                         BOX,
                         BOX);
  else if (*text != '\0')
    tsn_paper_add_text (paper,
                        x + PAD,
                        y + (height - text_height) / 2,
                        width - 2 * PAD,
                        style,
                        text);
}

/* @head: the titles of the columns on grey. */
static void
add_row (const TsnPaperTable *self,
         const char *const *cells,
         const double *heights,
         double height,
         gboolean head)
{
  TsnPaper *paper = tsn_paper_flow_get_paper (self->flow);
  double left = tsn_paper_flow_get_left (self->flow);
  double width = tsn_paper_flow_get_width (self->flow);
  double y = tsn_paper_flow_get_y (self->flow);
  double x = left;

  if (head)
    {
      tsn_paper_add_fill (paper, 0.9, left, y, width, height);
      tsn_paper_add_shape (paper, TSN_PAPER_RULE, left, y, width, 0);
    }
  for (guint i = 0; i < self->n_columns; i++)
    {
      TsnPaperStyle own = style_of (&self->columns[i]);

      add_cell (self,
                i,
                head ? &HEAD : &own,
                x,
                height,
                heights[i],
                head ? self->columns[i].title : cells[i]);
      x += column_width (self, i);
    }
  tsn_paper_add_shape (paper, TSN_PAPER_RULE, left + width, y, 0, height);
  tsn_paper_add_shape (paper, TSN_PAPER_RULE, left, y + height, width, 0);
  tsn_paper_flow_space (self->flow, height);
}

/* How high each cell is; returns the height of the row. */
static double
measure (const TsnPaperTable *self, const char *const *cells, gboolean head, double *heights)
{
  TsnCardFonts *fonts = tsn_paper_flow_get_fonts (self->flow);
  double height = head ? 0 : self->least;

  for (guint i = 0; i < self->n_columns; i++)
    {
      const TsnPaperColumn *column = &self->columns[i];
      TsnPaperStyle own = style_of (column);
      const char *text = head ? column->title : cells[i];

      heights[i] = 0;
      if (text == NULL || *text == '\0' || (!head && column->kind == TSN_COLUMN_BOX))
        continue;
      heights[i] =
          tsn_paper_measure (fonts, head ? &HEAD : &own, column_width (self, i) - 2 * PAD, text);
      height = MAX (height, heights[i] + 2 * PAD);
    }
  return height;
}

static void
add_head (const TsnPaperTable *self)
{
  double heights[COLUMNS_MAX];
  double height = measure (self, NULL, TRUE, heights);

  add_row (self, NULL, heights, height, TRUE);
}

void
tsn_paper_table_heading (TsnPaperFlow *flow, const char *text)
{
  tsn_paper_flow_need (flow, HEADING + ROOM);
  tsn_paper_flow_heading (flow, text);
}

void
tsn_paper_table_begin (TsnPaperTable *self,
                       TsnPaperFlow *flow,
                       const TsnPaperColumn *columns,
                       guint n_columns,
                       double least_mm)
{
  g_assert (n_columns <= COLUMNS_MAX);

  *self = (TsnPaperTable){ flow, columns, n_columns, least_mm * TSN_CARD_MM };
  tsn_paper_flow_need (flow, ROOM);
  add_head (self);
}

void
tsn_paper_table_row (TsnPaperTable *self, const char *const *cells)
{
  double heights[COLUMNS_MAX];
  double height = measure (self, cells, FALSE, heights);
  guint page = tsn_paper_get_n_pages (tsn_paper_flow_get_paper (self->flow));

  tsn_paper_flow_need (self->flow, height);
  if (page != tsn_paper_get_n_pages (tsn_paper_flow_get_paper (self->flow)))
    add_head (self);
  add_row (self, cells, heights, height, FALSE);
}
