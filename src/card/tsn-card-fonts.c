/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Setting type: from a text and a width to a PangoLayout that fits. Knows nothing of cards.
 *
 * Lines have a height of their own, not that of their fonts: Noto Sans CJK is half as high again as
 * BIZ UDGothic, and one 髙 of a fallback font would push a card's lines apart. A text too long for
 * its line is narrowed to three quarters at most, which stays legible, and only then broken.
 *
 * Variation sequences (葛 and U+E0100): Pango chooses a font by the base character alone, so a
 * sequence that our first font lacks and the second has is given to the second here.
 */

#include "tsn-card-fonts.h"

#define LEADING  1.17
#define NARROW   0.75
#define FALLBACK "Noto Sans CJK JP"

static const char *const FONTS[TSN_CARD_N_FONTS] = {
  "BIZ UDPGothic,BIZ UDGothic," FALLBACK,
  "BIZ UDPGothic,BIZ UDGothic," FALLBACK " Bold",
  "BIZ UDGothic,BIZ UDPGothic," FALLBACK " Bold",
};

static void
run_free (gpointer data)
{
  TsnCardRun *run = data;

  g_clear_object (&run->text);
  g_free (run);
}

TsnCardSlug *
tsn_card_slug_new (void)
{
  TsnCardSlug *self = g_new0 (TsnCardSlug, 1);

  self->runs = g_ptr_array_new_with_free_func (run_free);
  self->shapes = g_array_new (FALSE, FALSE, sizeof (TsnCardShape));
  return self;
}

void
tsn_card_slug_free (TsnCardSlug *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->runs);
  g_array_unref (self->shapes);
  g_free (self);
}

TsnCardShape *
tsn_card_slug_add_shape (TsnCardSlug *self,
                         TsnCardShapeKind kind,
                         double x,
                         double y,
                         double width,
                         double height)
{
  TsnCardShape shape = { kind, x, y, width, height };

  g_array_append_val (self->shapes, shape);
  return &g_array_index (self->shapes, TsnCardShape, self->shapes->len - 1);
}

void
tsn_card_slug_take (TsnCardSlug *self, TsnCardSlug *from, double x, double y)
{
  for (guint i = 0; i < from->shapes->len; i++)
    {
      TsnCardShape shape = g_array_index (from->shapes, TsnCardShape, i);

      shape.x += x;
      shape.y += y;
      g_array_append_val (self->shapes, shape);
    }
  for (guint i = 0; i < from->runs->len; i++)
    {
      TsnCardRun *run = g_ptr_array_index (from->runs, i);

      run->x += x;
      run->y += y;
    }
  g_ptr_array_extend_and_steal (self->runs, g_steal_pointer (&from->runs));
  from->runs = g_ptr_array_new ();
  self->height = MAX (self->height, y + from->height);
  tsn_card_slug_free (from);
}

/* -- Drawing -- */

static void
draw_shape (cairo_t *cr, const TsnCardShape *shape)
{
  static const double DOTS[] = { 0.5, 3.0 };

  cairo_new_path (cr);
  switch (shape->kind)
    {
    case TSN_CARD_SHAPE_BAR:
      cairo_rectangle (cr, shape->x, shape->y, shape->width, shape->height);
      cairo_fill (cr);
      break;
    case TSN_CARD_SHAPE_DISC:
      cairo_save (cr);
      cairo_translate (cr, shape->x + shape->width / 2, shape->y + shape->height / 2);
      cairo_scale (cr, shape->width / 2, shape->height / 2);
      cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
      cairo_restore (cr);
      cairo_fill (cr);
      break;
    case TSN_CARD_SHAPE_FRAME:
      cairo_set_line_width (cr, 0.9);
      cairo_rectangle (cr,
                       shape->x + 0.45,
                       shape->y + 0.45,
                       shape->width - 0.9,
                       shape->height - 0.9);
      cairo_stroke (cr);
      break;
    case TSN_CARD_SHAPE_RULE:
      cairo_rectangle (cr, shape->x, shape->y, shape->width, 0.5);
      cairo_fill (cr);
      break;
    case TSN_CARD_SHAPE_FOLD:
      cairo_save (cr);
      cairo_set_source_rgb (cr, 0.45, 0.45, 0.45);
      cairo_set_line_width (cr, 0.5);
      cairo_set_dash (cr, DOTS, G_N_ELEMENTS (DOTS), 0);
      cairo_move_to (cr, shape->x, shape->y);
      cairo_line_to (cr, shape->x + shape->width, shape->y + shape->height);
      cairo_stroke (cr);
      cairo_restore (cr);
      break;
    default:
      g_assert_not_reached ();
    }
}

void
tsn_card_slug_draw (const TsnCardSlug *self, cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint i = 0; i < self->shapes->len; i++)
    draw_shape (cr, &g_array_index (self->shapes, TsnCardShape, i));
  for (guint i = 0; i < self->runs->len; i++)
    {
      const TsnCardRun *run = g_ptr_array_index (self->runs, i);
      double grey = run->white ? 1.0 : 0.0;

      cairo_save (cr);
      cairo_set_source_rgb (cr, grey, grey, grey);
      cairo_translate (cr, run->x, run->y);
      cairo_scale (cr, run->narrow, 1);
      cairo_move_to (cr, 0, 0);
      pango_cairo_show_layout (cr, run->text);
      cairo_restore (cr);
    }
}

/* -- Setting -- */

void
tsn_card_fonts_init (TsnCardFonts *self)
{
  PangoFontMap *map = pango_cairo_font_map_get_default ();
  g_autoptr (PangoFontDescription) fallback = pango_font_description_from_string (FALLBACK " 10");
  cairo_font_options_t *options = cairo_font_options_create ();

  /* The same advances on every screen and on paper. */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  self->context = pango_font_map_create_context (map);
  pango_cairo_context_set_font_options (self->context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (self->context, 72);
  pango_context_set_round_glyph_positions (self->context, FALSE);
  pango_context_set_language (self->context, pango_language_from_string ("ja"));
  for (guint i = 0; i < TSN_CARD_N_FONTS; i++)
    self->fonts[i] = pango_font_description_from_string (FONTS[i]);
  pango_font_description_set_absolute_size (self->fonts[0], 10 * PANGO_SCALE);
  self->own = pango_context_load_font (self->context, self->fonts[0]);
  self->fallback = pango_context_load_font (self->context, fallback);
}

void
tsn_card_fonts_clear (TsnCardFonts *self)
{
  g_clear_object (&self->own);
  g_clear_object (&self->fallback);
  for (guint i = 0; i < TSN_CARD_N_FONTS; i++)
    g_clear_pointer (&self->fonts[i], pango_font_description_free);
  g_clear_object (&self->context);
}

static gboolean
is_selector (gunichar c)
{
  return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

static gboolean
has_form (PangoFont *font, gunichar base, gunichar selector)
{
  hb_codepoint_t glyph = 0;

  return font != NULL &&
         hb_font_get_variation_glyph (pango_font_get_hb_font (font), base, selector, &glyph);
}

/* Gives sequences to the font that has them; FALSE when one is in neither. */
static gboolean
choose_forms (TsnCardFonts *self, const char *text, PangoAttrList *attributes)
{
  gboolean all = TRUE;
  const char *base = text;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar selector = g_utf8_get_char (at);

      if (!is_selector (selector) || at == text)
        {
          base = at;
          continue;
        }
      if (has_form (self->own, g_utf8_get_char (base), selector))
        continue;
      if (has_form (self->fallback, g_utf8_get_char (base), selector))
        {
          PangoAttribute *family = pango_attr_family_new (FALLBACK);

          family->start_index = (guint) (base - text);
          family->end_index = (guint) (g_utf8_next_char (at) - text);
          pango_attr_list_insert (attributes, family);
        }
      else
        all = FALSE;
    }
  return all;
}

static PangoFontDescription *
font_of (TsnCardFonts *self, TsnCardFont font, double size)
{
  PangoFontDescription *description = pango_font_description_copy_static (self->fonts[font]);

  pango_font_description_set_absolute_size (description, size * PANGO_SCALE);
  return description;
}

static void
add_leading (PangoAttrList *attributes, double size, guint start, guint end)
{
  PangoAttribute *leading = pango_attr_line_height_new_absolute (
      (int) (LEADING * size * PANGO_SCALE));

  leading->start_index = start;
  leading->end_index = end;
  pango_attr_list_change (attributes, leading);
}

static void
add_spans (TsnCardFonts *self, PangoAttrList *attributes, double size, const TsnCardSpan *spans)
{
  for (; spans != NULL && spans->end > spans->start; spans++)
    {
      double own = spans->size > 0 ? spans->size : size;
      g_autoptr (PangoFontDescription) font = font_of (self, spans->font, own);
      PangoAttribute *attribute = pango_attr_font_desc_new (font);

      attribute->start_index = (guint) spans->start;
      attribute->end_index = (guint) spans->end;
      pango_attr_list_insert (attributes, attribute);
      add_leading (attributes, own, (guint) spans->start, (guint) spans->end);
      if (spans->keep)
        {
          attribute = pango_attr_allow_breaks_new (FALSE);
          attribute->start_index = (guint) spans->start;
          attribute->end_index = (guint) spans->end;
          pango_attr_list_insert (attributes, attribute);
        }
    }
}

static double
natural_width (PangoLayout *text)
{
  PangoRectangle logical;

  pango_layout_get_extents (text, NULL, &logical);
  return (double) logical.width / PANGO_SCALE;
}

void
tsn_card_run_fit (TsnCardRun *run, TsnCardSetting setting, double width)
{
  PangoRectangle logical;
  double natural;

  pango_layout_set_width (run->text, -1);
  natural = natural_width (run->text);
  run->narrow = 1;
  if (natural > width)
    {
      if (setting == TSN_CARD_SET_LINE)
        run->narrow = MAX (NARROW, width / natural);
      if (natural * run->narrow > width + 0.01)
        {
          pango_layout_set_width (run->text, (int) (width / run->narrow * PANGO_SCALE));
          pango_layout_set_wrap (run->text, PANGO_WRAP_WORD_CHAR);
          natural = natural_width (run->text);
        }
    }
  pango_layout_get_extents (run->text, NULL, &logical);
  run->width = natural * run->narrow;
  run->height = (double) logical.height / PANGO_SCALE;
}

TsnCardRun *
tsn_card_fonts_set (TsnCardFonts *self,
                    TsnCardSlug *slug,
                    TsnCardSetting setting,
                    TsnCardFont font,
                    double size,
                    const char *text,
                    double width,
                    const TsnCardSpan *spans)
{
  TsnCardRun *run = g_new0 (TsnCardRun, 1);
  g_autoptr (PangoFontDescription) description = font_of (self, font, size);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  run->text = pango_layout_new (self->context);
  run->size = size;
  run->field = (TsnCardLeftOut){ .field = (TsnCardFieldId) -1, .item = -1, .part = -1 };
  pango_layout_set_font_description (run->text, description);
  pango_layout_set_text (run->text, text, -1);
  add_leading (attributes, size, 0, G_MAXUINT);
  add_spans (self, attributes, size, spans);
  run->substituted = !choose_forms (self, text, attributes);
  pango_layout_set_attributes (run->text, attributes);
  tsn_card_run_fit (run, setting, width);
  run->substituted |= pango_layout_get_unknown_glyphs_count (run->text) > 0;
  g_ptr_array_add (slug->runs, run);
  return run;
}

double
tsn_card_run_baseline (const TsnCardRun *self)
{
  return (double) pango_layout_get_baseline (self->text) / PANGO_SCALE;
}
