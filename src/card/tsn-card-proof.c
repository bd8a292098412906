/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A face as it will be printed: holds what tsn-card-arrange.c set, draws it and reads its codes
 * back. Screen and paper draw the same proof, so nobody agrees to one card and gets another.
 */

#include <math.h>
#include <string.h>

#include "tsn-card-arrange.h"
#include "tsn-card-phrase.h"

#define READ_DPI     300.0
#define STENCIL_DOTS 6 /* of a module */

struct _TsnCardProof
{
  guint layout;
  TsnCardArrangement arrangement;
  cairo_surface_t *stencils[2]; /* of the arrangement's symbols */
  GArray *left_off;             /* of TsnCardLeftOut */
  GArray *substituted;          /* of TsnCardLeftOut */
  GArray *boxes;                /* of TsnCardBox */
};

static gboolean
check_symbol (const TsnCardQr *qr, guint version_max, GError **error)
{
  if (qr == NULL || qr->version <= version_max)
    return TRUE;
  g_set_error (error,
               TSN_CARD_ERROR,
               TSN_CARD_ERROR_TOO_LARGE,
               "a code of version %u is too large for the layout, which takes %u",
               qr->version,
               version_max);
  return FALSE;
}

/* An item that is off speaks for its parts. */
static void
drop_covered (GArray *off)
{
  for (guint i = off->len; i-- > 0;)
    {
      const TsnCardLeftOut part = g_array_index (off, TsnCardLeftOut, i);

      for (guint j = 0; j < off->len; j++)
        {
          const TsnCardLeftOut *whole = &g_array_index (off, TsnCardLeftOut, j);

          if (j != i && whole->field == part.field && whole->part == -1 &&
              ((whole->item == part.item && part.part != -1) ||
               (whole->item == -1 && part.item != -1)))
            {
              g_array_remove_index (off, i);
              break;
            }
        }
    }
}

static void
append_box (TsnCardProof *self,
            TsnCardLeftOut field,
            double x,
            double y,
            double width,
            double height,
            double size)
{
  TsnCardBox box = {
    field, 0, x / TSN_CARD_MM, y / TSN_CARD_MM, width / TSN_CARD_MM, height / TSN_CARD_MM, size
  };

  g_array_append_val (self->boxes, box);
}

static void
take_stock (TsnCardProof *self)
{
  const TsnCardArrangement *arrangement = &self->arrangement;
  const TsnCardLeftOut none = { (TsnCardFieldId) -1, -1, -1 };

  for (guint i = 0; i < arrangement->slug->runs->len; i++)
    {
      const TsnCardRun *run = g_ptr_array_index (arrangement->slug->runs, i);

      append_box (self, run->field, run->x, run->y, run->width, run->height, run->size);
      if (run->substituted && (gint) run->field.field != -1)
        g_array_append_val (self->substituted, run->field);
    }
  for (guint i = 0; i < arrangement->n_symbols; i++)
    {
      const TsnCardSymbol *symbol = &arrangement->symbols[i];

      append_box (self, none, symbol->x, symbol->y, symbol->side, symbol->side, 0);
    }
}

/* Whether the code holds what the face was never to show. What is of the card itself does not
 * count.
 */
static gboolean
has_more (const TsnCardFace *face)
{
  const TsnCard *whole = face->whole != NULL ? face->whole : face->card;
  guint n = 0;
  const TsnCardField *fields = tsn_card_fields (TSN_CARD_GROUP_CARD, &n);

  for (guint i = 0; i < n; i++)
    if (fields[i].id != TSN_CARD_F_LAYOUT && fields[i].id != TSN_CARD_F_SUPERSEDES &&
        fields[i].id != TSN_CARD_F_PARTIAL && tsn_card_has (whole, fields[i].id) &&
        ((fields[i].flags & TSN_CARD_FLAG_FACE) == 0 || !tsn_card_has (face->card, fields[i].id)))
      return TRUE;
  return FALSE;
}

/* Needs of a newer version, for which there is no word. */
static void
leave_off_unknown (const TsnCard *card, GArray *off)
{
  for (guint i = 0; i < tsn_card_n_items (card, TSN_CARD_F_NEEDS); i++)
    if (tsn_card_phrase_need ((guint) tsn_card_item_number (card, TSN_CARD_F_NEEDS, i)) == NULL)
      {
        TsnCardLeftOut need = { TSN_CARD_F_NEEDS, (gint) i, -1 };

        g_array_append_val (off, need);
      }
}

/* Black and nothing, six dots a module. In a PDF a stencil is some hundred bytes, where the
 * thousands of rectangles of a path take ten times as long to write as everything else on the card;
 * and a viewer that smooths it cannot move an edge by more than a sixth of a module. */
static void
cut_stencils (TsnCardProof *self)
{
  for (guint i = 0; i < self->arrangement.n_symbols; i++)
    {
      const TsnCardQr *qr = self->arrangement.symbols[i].qr;
      int side = (int) (qr->size + 2 * TSN_CARD_QR_QUIET) * STENCIL_DOTS;
      cairo_t *cr;

      self->stencils[i] = cairo_image_surface_create (CAIRO_FORMAT_A1, side, side);
      cr = cairo_create (self->stencils[i]);
      tsn_card_qr_draw (qr, cr, 0, 0, side);
      cairo_destroy (cr);
    }
}

TsnCardProof *
tsn_card_proof_new (const TsnCardFace *face, guint layout, GError **error)
{
  const TsnCardPaper *paper = tsn_card_paper (layout);
  g_autoptr (TsnCardProof) self = NULL;
  TsnCardFonts fonts;
  TsnCardSetter setter = { .fonts = &fonts, .face = face, .more = has_more (face) };

  g_return_val_if_fail (paper != NULL, NULL);
  g_return_val_if_fail (face->card != NULL, NULL);

  if (!check_symbol (face->qr, tsn_card_layout_version_max (layout), error) ||
      (paper->words_mm > 0 &&
       !check_symbol (face->words, tsn_card_layout_words_version_max (layout), error)))
    return NULL;
  self = g_new0 (TsnCardProof, 1);
  self->layout = layout;
  self->left_off = g_array_new (FALSE, FALSE, sizeof (TsnCardLeftOut));
  self->substituted = g_array_new (FALSE, FALSE, sizeof (TsnCardLeftOut));
  self->boxes = g_array_new (FALSE, FALSE, sizeof (TsnCardBox));
  self->arrangement.slug = tsn_card_slug_new ();
  setter.off = self->left_off;
  leave_off_unknown (face->card, self->left_off);
  tsn_card_fonts_init (&fonts);
  tsn_card_arrange (&self->arrangement, &setter, paper);
  tsn_card_fonts_clear (&fonts);
  drop_covered (self->left_off);
  take_stock (self);
  cut_stencils (self);
  return g_steal_pointer (&self);
}

void
tsn_card_proof_free (TsnCardProof *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->arrangement.slug, tsn_card_slug_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->stencils); i++)
    g_clear_pointer (&self->stencils[i], cairo_surface_destroy);
  g_clear_pointer (&self->left_off, g_array_unref);
  g_clear_pointer (&self->substituted, g_array_unref);
  g_clear_pointer (&self->boxes, g_array_unref);
  g_free (self);
}

guint
tsn_card_proof_layout (const TsnCardProof *self)
{
  return self->layout;
}

void
tsn_card_proof_size (const TsnCardProof *self, double *width_mm, double *height_mm)
{
  *width_mm = self->arrangement.width / TSN_CARD_MM;
  *height_mm = self->arrangement.height / TSN_CARD_MM;
}

const GArray *
tsn_card_proof_left_off (const TsnCardProof *self)
{
  return self->left_off;
}

const GArray *
tsn_card_proof_substituted (const TsnCardProof *self)
{
  return self->substituted;
}

const GArray *
tsn_card_proof_boxes (const TsnCardProof *self)
{
  return self->boxes;
}

static void
draw_symbol (cairo_surface_t *stencil, const TsnCardSymbol *symbol, cairo_t *cr)
{
  double scale = symbol->side / cairo_image_surface_get_width (stencil);
  cairo_pattern_t *mask = cairo_pattern_create_for_surface (stencil);

  cairo_pattern_set_filter (mask, CAIRO_FILTER_NEAREST);
  cairo_save (cr);
  cairo_translate (cr, symbol->x, symbol->y);
  cairo_scale (cr, scale, scale);
  cairo_mask (cr, mask);
  cairo_restore (cr);
  cairo_pattern_destroy (mask);
}

void
tsn_card_proof_draw (const TsnCardProof *self, cairo_t *cr)
{
  cairo_save (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, self->arrangement.width, self->arrangement.height);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint i = 0; i < self->arrangement.n_symbols; i++)
    {
      const TsnCardSymbol *symbol = &self->arrangement.symbols[i];

      draw_symbol (self->stencils[i], symbol, cr);
    }
  tsn_card_slug_draw (self->arrangement.slug, cr);
  cairo_restore (cr);
}

/* The pixels of the sheet that the square covers, as the printer's grid cuts them. */
static gboolean
read_symbol (const TsnCardProof *self,
             const TsnCardSymbol *symbol,
             double x,
             double y,
             TsnScanner *scanner,
             GError **error)
{
  const double scale = READ_DPI / 72.0;
  double left = floor ((x + symbol->x) * scale);
  double top = floor ((y + symbol->y) * scale);
  int side = (int) ceil (symbol->side * scale) + 1;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, side, side);
  cairo_t *cr = cairo_create (surface);
  gboolean read;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_translate (cr, -left, -top);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, x, y);
  tsn_card_proof_draw (self, cr);
  cairo_destroy (cr);
  read = tsn_card_qr_read_back (symbol->qr, scanner, surface, error);
  cairo_surface_destroy (surface);
  return read;
}

gboolean
tsn_card_proof_read_back (const TsnCardProof *self,
                          double x,
                          double y,
                          TsnScanner *scanner,
                          GError **error)
{
  for (guint i = 0; i < self->arrangement.n_symbols; i++)
    if (!read_symbol (self, &self->arrangement.symbols[i], x, y, scanner, error))
      return FALSE;
  return TRUE;
}
