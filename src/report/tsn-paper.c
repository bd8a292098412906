/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pages as lists of texts and lines, and drawing them.
 *
 * A page keeps texts, not layouts: Pango's layouts and font maps belong to one thread, and a paper
 * is made in a thread of the store, previewed by the UI and written by a third. Setting a page anew
 * takes a few milliseconds, and the same text in the same width with unhinted metrics breaks alike
 * everywhere.
 *
 * The fonts are the card's: the same families, the same care for variation sequences in names.
 */

#include <string.h>

#include "tsn-paper-private.h"
#include "tsn-secret.h"

struct _TsnPaper
{
  gatomicrefcount ref;
  char *title;
  double width, height;
  GPtrArray *pages; /* of GPtrArray of TsnPaperItem */
};

G_DEFINE_BOXED_TYPE (TsnPaper, tsn_paper, tsn_paper_ref, tsn_paper_unref)

static void
item_free (gpointer data)
{
  TsnPaperItem *item = data;

  tsn_secret_text_free (item->text);
  g_free (item);
}

TsnPaper *
tsn_paper_new (const char *title, double width, double height)
{
  TsnPaper *self = g_new0 (TsnPaper, 1);

  g_atomic_ref_count_init (&self->ref);
  self->title = g_strdup (title);
  self->width = width;
  self->height = height;
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  return self;
}

TsnPaper *
tsn_paper_ref (TsnPaper *self)
{
  g_atomic_ref_count_inc (&self->ref);
  return self;
}

void
tsn_paper_unref (TsnPaper *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref))
    return;
  g_ptr_array_unref (self->pages);
  g_free (self->title);
  g_free (self);
}

const char *
tsn_paper_get_title (const TsnPaper *self)
{
  return self->title;
}

guint
tsn_paper_get_n_pages (const TsnPaper *self)
{
  return self->pages->len;
}

void
tsn_paper_get_page_size (const TsnPaper *self, double *width_pt, double *height_pt)
{
  *width_pt = self->width;
  *height_pt = self->height;
}

/* -- Filling -- */

void
tsn_paper_add_page (TsnPaper *self)
{
  g_ptr_array_add (self->pages, g_ptr_array_new_with_free_func (item_free));
}

static TsnPaperItem *
add_item (TsnPaper *self,
          guint page,
          TsnPaperShape shape,
          double x,
          double y,
          double width,
          double height)
{
  TsnPaperItem *item = g_new0 (TsnPaperItem, 1);

  g_assert (page < self->pages->len);
  item->shape = shape;
  item->x = x;
  item->y = y;
  item->width = width;
  item->height = height;
  g_ptr_array_add (g_ptr_array_index (self->pages, page), item);
  return item;
}

void
tsn_paper_add_text_to (TsnPaper *self,
                       guint page,
                       double x,
                       double y,
                       double width,
                       const TsnPaperStyle *style,
                       const char *text)
{
  TsnPaperItem *item = add_item (self, page, TSN_PAPER_TEXT, x, y, width, 0);

  item->style = *style;
  item->text = g_strdup (text);
}

void
tsn_paper_add_text (TsnPaper *self,
                    double x,
                    double y,
                    double width,
                    const TsnPaperStyle *style,
                    const char *text)
{
  tsn_paper_add_text_to (self, self->pages->len - 1, x, y, width, style, text);
}

void
tsn_paper_add_shape (TsnPaper *self,
                     TsnPaperShape shape,
                     double x,
                     double y,
                     double width,
                     double height)
{
  add_item (self, self->pages->len - 1, shape, x, y, width, height);
}

void
tsn_paper_add_fill (TsnPaper *self, double grey, double x, double y, double width, double height)
{
  add_item (self, self->pages->len - 1, TSN_PAPER_FILL, x, y, width, height)->grey = grey;
}

/* -- Setting -- */

TsnCardRun *
tsn_paper_set (TsnCardFonts *fonts,
               TsnCardSlug *slug,
               const TsnPaperStyle *style,
               double width,
               const char *text)
{
  TsnCardRun *run =
      tsn_card_fonts_set (fonts, slug, style->setting, style->font, style->size, text, width, NULL);
  int lines = pango_layout_get_line_count (run->text);

  pango_layout_set_alignment (run->text, style->align);
  if (style->leading > 0 && lines > 0)
    {
      double own = run->height / lines;
      double spacing = MAX (0, style->leading * style->size - own);

      pango_layout_set_spacing (run->text, (int) (spacing * PANGO_SCALE));
      run->height += spacing * lines; /* half of it above the first line, half below the last */
    }
  return run;
}

double
tsn_paper_measure (TsnCardFonts *fonts, const TsnPaperStyle *style, double width, const char *text)
{
  g_autoptr (TsnCardSlug) slug = tsn_card_slug_new ();

  return tsn_paper_set (fonts, slug, style, width, text)->height;
}

/* -- Drawing -- */

/* What Pango copied of the text does not outlive the drawing. */
static void
forget_text (PangoLayout *layout)
{
  const char *text = pango_layout_get_text (layout);

  tsn_secret_wipe ((gpointer) (guintptr) text, strlen (text));
}

static void
draw_text (cairo_t *cr, TsnCardFonts *fonts, const TsnPaperItem *item)
{
  g_autoptr (TsnCardSlug) slug = tsn_card_slug_new ();
  TsnCardRun *run = tsn_paper_set (fonts, slug, &item->style, item->width, item->text);
  double lead = (double) pango_layout_get_spacing (run->text) / PANGO_SCALE / 2;
  double x = item->x;

  /* One line is as wide as it is; Pango aligns only what has been broken. */
  if (pango_layout_get_width (run->text) < 0 && item->style.align != PANGO_ALIGN_LEFT)
    x += (item->width - run->width) / (item->style.align == PANGO_ALIGN_CENTER ? 2 : 1);
  cairo_save (cr);
  cairo_set_source_rgb (cr, item->style.grey, item->style.grey, item->style.grey);
  cairo_translate (cr, x, item->y + lead);
  cairo_scale (cr, run->narrow, 1);
  cairo_move_to (cr, 0, 0);
  pango_cairo_show_layout (cr, run->text);
  cairo_restore (cr);
  forget_text (run->text);
}

static void
draw_box (cairo_t *cr, const TsnPaperItem *item)
{
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, 0.8);
  cairo_rectangle (cr, item->x, item->y, item->width, item->height);
  cairo_stroke (cr);
  if (item->shape != TSN_PAPER_TICK)
    return;
  cairo_set_line_width (cr, 1.6);
  cairo_move_to (cr, item->x + 0.2 * item->width, item->y + 0.55 * item->height);
  cairo_line_to (cr, item->x + 0.42 * item->width, item->y + 0.78 * item->height);
  cairo_line_to (cr, item->x + 0.82 * item->width, item->y + 0.24 * item->height);
  cairo_stroke (cr);
}

/* All rules of a page are one path: a table has thousands of them. */
static void
add_rule (cairo_t *cr, const TsnPaperItem *item)
{
  cairo_move_to (cr, item->x, item->y);
  cairo_line_to (cr, item->x + item->width, item->y + item->height);
}

static void
draw_fill (cairo_t *cr, const TsnPaperItem *item)
{
  cairo_set_source_rgb (cr, item->grey, item->grey, item->grey);
  cairo_rectangle (cr, item->x, item->y, item->width, item->height);
  cairo_fill (cr);
}

static void
draw_lines (cairo_t *cr, const GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const TsnPaperItem *item = g_ptr_array_index (items, i);

      if (item->shape == TSN_PAPER_FILL)
        draw_fill (cr, item);
    }
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint i = 0; i < items->len; i++)
    {
      const TsnPaperItem *item = g_ptr_array_index (items, i);

      if (item->shape == TSN_PAPER_RULE)
        add_rule (cr, item);
    }
  cairo_set_line_width (cr, 0.5);
  cairo_stroke (cr);
}

static void
draw_item (cairo_t *cr, TsnCardFonts *fonts, const TsnPaperItem *item)
{
  switch (item->shape)
    {
    case TSN_PAPER_TEXT:
      draw_text (cr, fonts, item);
      break;
    case TSN_PAPER_FRAME:
    case TSN_PAPER_BOX:
    case TSN_PAPER_TICK:
      draw_box (cr, item);
      break;
    case TSN_PAPER_FILL:
    case TSN_PAPER_RULE:
      break; /* done, under everything else */
    default:
      g_assert_not_reached ();
    }
}

void
tsn_paper_draw_page (const TsnPaper *self, guint page, cairo_t *cr)
{
  const GPtrArray *items;
  TsnCardFonts fonts;

  g_return_if_fail (page < self->pages->len);

  items = g_ptr_array_index (self->pages, page);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, self->width, self->height);
  cairo_fill (cr);
  draw_lines (cr, items);
  tsn_card_fonts_init (&fonts);
  for (guint i = 0; i < items->len; i++)
    draw_item (cr, &fonts, g_ptr_array_index (items, i));
  tsn_card_fonts_clear (&fonts);
  cairo_restore (cr);
}
