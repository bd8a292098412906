/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From top to bottom, and on to the next page. Texts break between lines, a label stays with what
 * it names, and each page says which paper it is, what number it has and when it was printed:
 * sheets come apart on a desk.
 *
 * Tables are in tsn-paper-table.c.
 */

#include "tsn-paper-flow.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tsn-date.h"
#include "tsn-secret.h"
#include "tsn-time.h"

#define MM           TSN_CARD_MM
#define MARGIN       (15 * MM)
#define BOTTOM       (24 * MM) /* from the end of the text to that of the sheet */
#define FOOT         (3 * MM)  /* from the end of the text to the foot */
#define FOOT_SHARE   0.62      /* of the width, for the note */
#define LABEL_WIDTH  (40 * MM)
#define BAR_INDENT   (4 * MM)
#define BANNER_PAD   6.0
#define BLANK_HEIGHT (11 * MM)
#define SEAL_WIDTH   (30 * MM)
#define SEAL_HEIGHT  (26 * MM)

#define PARAGRAPH TSN_CARD_SET_PARAGRAPH

static const TsnPaperStyle STYLES[TSN_FLOW_N_STYLES] = {
  [TSN_FLOW_TITLE] = { TSN_CARD_FONT_BOLD, 18, 1.4, 0, PANGO_ALIGN_CENTER, PARAGRAPH },
  [TSN_FLOW_SUBJECT] = { TSN_CARD_FONT_BOLD, 13, 1.5, 0, PANGO_ALIGN_CENTER, PARAGRAPH },
  [TSN_FLOW_HEADING] = { TSN_CARD_FONT_BOLD, 12, 1.4, 0, PANGO_ALIGN_LEFT, PARAGRAPH },
  [TSN_FLOW_TEXT] = { TSN_CARD_FONT_TEXT, 10.5, 1.6, 0, PANGO_ALIGN_LEFT, PARAGRAPH },
  [TSN_FLOW_STRONG] = { TSN_CARD_FONT_BOLD, 10.5, 1.6, 0, PANGO_ALIGN_LEFT, PARAGRAPH },
  [TSN_FLOW_LABEL] = { TSN_CARD_FONT_BOLD, 9, 1.6, 0.25, PANGO_ALIGN_LEFT, PARAGRAPH },
  [TSN_FLOW_SMALL] = { TSN_CARD_FONT_TEXT, 9, 1.5, 0, PANGO_ALIGN_LEFT, PARAGRAPH },
  [TSN_FLOW_QUOTE] = { TSN_CARD_FONT_TEXT, 12, 1.7, 0, PANGO_ALIGN_LEFT, PARAGRAPH },
};

static const TsnPaperStyle FOOT_LEFT = {
  TSN_CARD_FONT_TEXT, 8, 0, 0.2, PANGO_ALIGN_LEFT, PARAGRAPH
};
static const TsnPaperStyle FOOT_RIGHT = { TSN_CARD_FONT_TEXT, 8,        0, 0.2,
                                          PANGO_ALIGN_RIGHT,  PARAGRAPH };

struct _TsnPaperFlow
{
  TsnPaper *paper;
  TsnCardFonts fonts;
  char *head;   /* of every page but the first */
  double y;     /* where the next thing goes */
  double scale; /* of the type */
};

static double
page_bottom (void)
{
  return TSN_PAPER_A4_HEIGHT - BOTTOM;
}

static double
flow_width (void)
{
  return TSN_PAPER_A4_WIDTH - 2 * MARGIN;
}

static TsnPaperStyle
style_of (const TsnPaperFlow *self, TsnFlowStyle style)
{
  TsnPaperStyle scaled = STYLES[style];

  scaled.size *= self->scale;
  return scaled;
}

static void
begin_page (TsnPaperFlow *self)
{
  tsn_paper_add_page (self->paper);
  self->y = MARGIN;
  if (tsn_paper_get_n_pages (self->paper) == 1)
    return;
  tsn_paper_add_text (self->paper, MARGIN, self->y, flow_width (), &FOOT_LEFT, self->head);
  self->y += tsn_paper_measure (&self->fonts, &FOOT_LEFT, flow_width (), self->head) + 2 * MM;
}

TsnPaperFlow *
tsn_paper_flow_new (const char *title, const char *subject)
{
  TsnPaperFlow *self = g_new0 (TsnPaperFlow, 1);

  self->paper = tsn_paper_new (title, TSN_PAPER_A4_WIDTH, TSN_PAPER_A4_HEIGHT);
  self->head = subject != NULL ? g_strdup_printf ("%s　%s", title, subject) : g_strdup (title);
  tsn_card_fonts_init (&self->fonts);
  self->scale = 1;
  begin_page (self);
  return self;
}

void
tsn_paper_flow_free (TsnPaperFlow *self)
{
  if (self == NULL)
    return;
  tsn_card_fonts_clear (&self->fonts);
  tsn_paper_unref (self->paper);
  tsn_secret_text_free (self->head);
  g_free (self);
}

static void
add_foot (TsnPaperFlow *self, guint page, const char *printed, const char *note)
{
  g_autofree char *number = g_strdup_printf (_ ("Page %u of %u"),
                                             page + 1,
                                             tsn_paper_get_n_pages (self->paper));
  g_autofree char *right = g_strdup_printf ("%s　%s", printed, number);
  double y = page_bottom () + FOOT;
  double share = flow_width () * FOOT_SHARE;

  if (note != NULL)
    tsn_paper_add_text_to (self->paper, page, MARGIN, y, share, &FOOT_LEFT, note);
  tsn_paper_add_text_to (self->paper,
                         page,
                         MARGIN + share,
                         y,
                         flow_width () - share,
                         &FOOT_RIGHT,
                         right);
}

TsnPaper *
tsn_paper_flow_end (TsnPaperFlow *self, const char *note, gint64 now_ms)
{
  g_autofree char *day = tsn_date_format (tsn_date_from_unix_ms (now_ms), TSN_DATE_STYLE_WESTERN);
  char time[TSN_TIME_SIZE];
  g_autofree char *printed = g_strdup_printf (
      _ ("Printed %s %s"),
      day,
      tsn_time_format (tsn_time_from_unix_ms (now_ms), time));

  for (guint i = 0; i < tsn_paper_get_n_pages (self->paper); i++)
    add_foot (self, i, printed, note);
  return tsn_paper_ref (self->paper);
}

void
tsn_paper_flow_set_scale (TsnPaperFlow *self, double scale)
{
  self->scale = scale;
}

void
tsn_paper_flow_space (TsnPaperFlow *self, double points)
{
  self->y += points;
}

void
tsn_paper_flow_need (TsnPaperFlow *self, double points)
{
  if (self->y + points > page_bottom () && self->y > MARGIN + 10 * MM)
    begin_page (self);
}

/* -- Texts -- */

/* The bytes of @run's lines that fit in @rest points, at least one line; line breaks at the seam
 * belong to neither part. */
static gsize
divide (const TsnCardRun *run, const char *text, double rest, double *height)
{
  int n_lines = pango_layout_get_line_count (run->text);
  double line = run->height / n_lines;
  int fit = CLAMP ((int) (rest / line + 0.001), 1, n_lines);

  *height = line * fit;
  return fit == n_lines ? strlen (text)
                        : (gsize) pango_layout_get_line_readonly (run->text, fit)->start_index;
}

/* Sets @text between @x and @x + @width from the current place on, over as many pages as it takes,
 * with a @bar beside it. */
static void
flow_lines (TsnPaperFlow *self,
            const TsnPaperStyle *style,
            double x,
            double width,
            gboolean bar,
            const char *text)
{
  while (*text != '\0')
    {
      g_autoptr (TsnCardSlug) slug = tsn_card_slug_new ();
      TsnCardRun *run = tsn_paper_set (&self->fonts, slug, style, width, text);
      double height = 0;
      gsize length;
      g_autoptr (TsnSecretText) part = NULL;

      tsn_paper_flow_need (self, style->leading * style->size);
      length = divide (run, text, page_bottom () - self->y, &height);
      part = g_strndup (text, length);
      for (gsize end = length; end > 0 && part[end - 1] == '\n'; end--)
        part[end - 1] = '\0';
      tsn_paper_add_text (self->paper, x, self->y, width, style, part);
      if (bar)
        tsn_paper_add_fill (self->paper, 0.35, x - BAR_INDENT, self->y, 1.5, height);
      self->y += height;
      text += length;
    }
}

void
tsn_paper_flow_text (TsnPaperFlow *self, TsnFlowStyle style, const char *text)
{
  gboolean bar = style == TSN_FLOW_QUOTE;
  double indent = bar ? BAR_INDENT : 0;
  TsnPaperStyle set = style_of (self, style);

  flow_lines (self, &set, MARGIN + indent, flow_width () - indent, bar, text);
}

void
tsn_paper_flow_item (TsnPaperFlow *self, const char *text)
{
  TsnPaperStyle style = style_of (self, TSN_FLOW_TEXT);

  tsn_paper_flow_need (self, style.leading * style.size);
  tsn_paper_add_text (self->paper, MARGIN, self->y, style.size, &style, "・");
  flow_lines (self, &style, MARGIN + style.size, flow_width () - style.size, FALSE, text);
}

void
tsn_paper_flow_heading (TsnPaperFlow *self, const char *text)
{
  TsnPaperStyle style = style_of (self, TSN_FLOW_HEADING);
  double height = tsn_paper_measure (&self->fonts, &style, flow_width () - BAR_INDENT, text);

  tsn_paper_flow_space (self, 3 * MM);
  tsn_paper_flow_need (self, height + 14 * MM);
  tsn_paper_add_fill (self->paper, 0, MARGIN, self->y + 1, 3, height - 2);
  flow_lines (self, &style, MARGIN + 9, flow_width () - 9, FALSE, text);
  tsn_paper_add_shape (self->paper, TSN_PAPER_RULE, MARGIN, self->y + 1, flow_width (), 0);
  tsn_paper_flow_space (self, 2 * MM);
}

void
tsn_paper_flow_pair (TsnPaperFlow *self, const char *label, const char *value)
{
  TsnPaperStyle name = style_of (self, TSN_FLOW_LABEL);
  TsnPaperStyle text = style_of (self, TSN_FLOW_TEXT);
  double height = tsn_paper_measure (&self->fonts, &name, LABEL_WIDTH - 2 * MM, label);
  double first = (text.leading * text.size - name.leading * name.size) / 2;
  double top;
  guint page;

  tsn_paper_flow_need (self, height + first);
  top = self->y;
  page = tsn_paper_get_n_pages (self->paper);
  tsn_paper_add_text (self->paper, MARGIN, top + first, LABEL_WIDTH - 2 * MM, &name, label);
  flow_lines (self, &text, MARGIN + LABEL_WIDTH, flow_width () - LABEL_WIDTH, FALSE, value);
  if (page == tsn_paper_get_n_pages (self->paper))
    self->y = MAX (self->y, top + height + first);
}

void
tsn_paper_flow_banner (TsnPaperFlow *self, const char *text)
{
  TsnPaperStyle style = style_of (self, TSN_FLOW_STRONG);
  double width = flow_width () - 2 * BANNER_PAD;
  double height = tsn_paper_measure (&self->fonts, &style, width, text);

  tsn_paper_flow_need (self, height + 2 * BANNER_PAD);
  tsn_paper_add_shape (self->paper,
                       TSN_PAPER_FRAME,
                       MARGIN,
                       self->y,
                       flow_width (),
                       height + 2 * BANNER_PAD);
  tsn_paper_add_text (self->paper, MARGIN + BANNER_PAD, self->y + BANNER_PAD, width, &style, text);
  self->y += height + 2 * BANNER_PAD + 2 * MM;
}

/* -- To be filled in by hand -- */

void
tsn_paper_flow_blank (TsnPaperFlow *self, const char *label)
{
  TsnPaperStyle style = style_of (self, TSN_FLOW_LABEL);
  double height = tsn_paper_measure (&self->fonts, &style, LABEL_WIDTH - 2 * MM, label);
  double line = MAX (BLANK_HEIGHT, height + 2 * MM);

  tsn_paper_flow_need (self, line);
  self->y += line;
  tsn_paper_add_text (self->paper, MARGIN, self->y - height, LABEL_WIDTH - 2 * MM, &style, label);
  tsn_paper_add_shape (self->paper,
                       TSN_PAPER_RULE,
                       MARGIN + (*label != '\0' ? LABEL_WIDTH : 0),
                       self->y,
                       flow_width () - (*label != '\0' ? LABEL_WIDTH : 0),
                       0);
}

void
tsn_paper_flow_seals (TsnPaperFlow *self, const char *const *labels)
{
  guint n = g_strv_length ((char **) (guintptr) labels);
  double x = MARGIN + flow_width () - n * SEAL_WIDTH;
  const TsnPaperStyle *style = &(
      const TsnPaperStyle){ TSN_CARD_FONT_TEXT, 9, 0, 0, PANGO_ALIGN_CENTER, TSN_CARD_SET_LINE };

  tsn_paper_flow_need (self, SEAL_HEIGHT);
  for (guint i = 0; i < n; i++, x += SEAL_WIDTH)
    {
      tsn_paper_add_shape (self->paper, TSN_PAPER_FRAME, x, self->y, SEAL_WIDTH, SEAL_HEIGHT);
      tsn_paper_add_shape (self->paper, TSN_PAPER_RULE, x, self->y + 6 * MM, SEAL_WIDTH, 0);
      tsn_paper_add_text (self->paper,
                          x + 1 * MM,
                          self->y + 1.2 * MM,
                          SEAL_WIDTH - 2 * MM,
                          style,
                          labels[i]);
    }
  self->y += SEAL_HEIGHT;
}

/* -- By hand -- */

TsnPaper *
tsn_paper_flow_get_paper (TsnPaperFlow *self)
{
  return self->paper;
}

TsnCardFonts *
tsn_paper_flow_get_fonts (TsnPaperFlow *self)
{
  return &self->fonts;
}

double
tsn_paper_flow_get_left (const TsnPaperFlow *self)
{
  return MARGIN;
}

double
tsn_paper_flow_get_width (const TsnPaperFlow *self)
{
  return flow_width ();
}

double
tsn_paper_flow_get_y (const TsnPaperFlow *self)
{
  return self->y;
}
