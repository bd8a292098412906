/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where things stand on each paper. Three forms: the small card (business card, one of a sheet of
 * ten, CR80), the fold-out and the label.
 *
 * The fold-out is printed on one side and folded twice, first along the middle with the print
 * outside, then across: the left half is the outside of a booklet of A6, the right half its inside,
 * and all of it stands upright on the flat sheet, which can hang on a refrigerator. Health is
 * inside.
 */

#include "tsn-card-arrange.h"

#include "tsn-card-phrase.h"

#define BAR         1.4 /* height of the black bar, of its type */
#define MM          TSN_CARD_MM
#define EASY_MODULE (0.34 * MM)

static const TsnCardSizes SMALL = { 20, 9, 12, 10, 17, 4 };
static const TsnCardSizes SMALL_LEAST = { 12, 8, 11, 8, 11, 0.9 };
static const TsnCardSizes FOLD = { 32, 14, 26, 15, 23, 9 };
static const TsnCardSizes FOLD_LEAST = { 18, 10, 22, 9, 13, 2 };
static const TsnCardSizes LABEL = { 20, 10, 17, 10.5, 17, 5 };
static const TsnCardSizes LABEL_LEAST = { 12, 8, 15, 8, 12, 1.5 };

static void
add (GArray *blocks, TsnCardBlockKind kind, gint item, const char *text)
{
  TsnCardBlock block = { kind, item, text };

  g_array_append_val (blocks, block);
}

static void
add_items (GArray *blocks, const TsnCardSetter *setter, TsnCardBlockKind kind, TsnCardFieldId field)
{
  for (gint i = 0; (guint) i < tsn_card_n_items (setter->face->card, field); i++)
    add (blocks, kind, i, NULL);
}

static void
add_notices (GArray *blocks, const TsnCardSetter *setter)
{
  const char *const *notices = setter->face->notices != NULL ? setter->face->notices
                                                             : tsn_card_notices;

  for (; *notices != NULL; notices++)
    add (blocks, TSN_CARD_BLOCK_NOTICE, 0, *notices);
}

static void
add_calls (GArray *blocks, const TsnCardSetter *setter)
{
  add_items (blocks, setter, TSN_CARD_BLOCK_CONTACT, TSN_CARD_F_CONTACTS);
  add (blocks, TSN_CARD_BLOCK_PROXY_NOTE, 0, NULL);
  add_items (blocks, setter, TSN_CARD_BLOCK_DOCTOR, TSN_CARD_F_DOCTORS);
  add (blocks, TSN_CARD_BLOCK_NURSE, 0, NULL);
}

static void
add_health (GArray *blocks)
{
  add (blocks, TSN_CARD_BLOCK_ALLERGY, 0, NULL);
  add (blocks, TSN_CARD_BLOCK_NEEDS, 0, NULL);
  add (blocks, TSN_CARD_BLOCK_CONDITIONS, 0, NULL);
  add (blocks, TSN_CARD_BLOCK_MEDICINES, 0, NULL);
  add (blocks, TSN_CARD_BLOCK_MESSAGE, 0, NULL);
}

static void
add_person (GArray *blocks)
{
  add (blocks, TSN_CARD_BLOCK_PERSON, 0, NULL);
  add (blocks, TSN_CARD_BLOCK_ADDRESS, 0, NULL);
  add (blocks, TSN_CARD_BLOCK_PHONES, 0, NULL);
}

/* What is said of the code, unless the reader can see it. */
static void
add_code_note (GArray *blocks, const TsnCardSetter *setter)
{
  if (setter->face->qr != NULL && setter->face->open)
    add (blocks, TSN_CARD_BLOCK_TEXT, 0, TSN_CARD_OPEN_NOTE);
  if (!setter->small)
    add (blocks, TSN_CARD_BLOCK_MORE, 0, NULL);
}

static GArray *
blocks_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (TsnCardBlock));
}

static double
put (TsnCardArrangement *self,
     TsnCardSetter *setter,
     const GArray *blocks,
     const TsnCardSizes *largest,
     const TsnCardSizes *least,
     double x,
     double y,
     double width,
     double height)
{
  TsnCardSlug *slug = tsn_card_frame_fit (setter,
                                          (const TsnCardBlock *) (gpointer) blocks->data,
                                          blocks->len,
                                          largest,
                                          least,
                                          width,
                                          height);
  double used = slug->height;

  tsn_card_slug_take (self->slug, slug, x, y);
  return used;
}

static TsnCardRun *
put_text (TsnCardArrangement *self,
          TsnCardSetter *setter,
          TsnCardFont font,
          double size,
          const char *text,
          double x,
          double y,
          double width)
{
  TsnCardRun *run = tsn_card_fonts_set (setter->fonts,
                                        self->slug,
                                        TSN_CARD_SET_LINE,
                                        font,
                                        size,
                                        text,
                                        width,
                                        NULL);

  run->x = x;
  run->y = y;
  return run;
}

static void
put_symbol (TsnCardArrangement *self, const TsnCardQr *qr, double x, double y, double side)
{
  if (qr != NULL)
    self->symbols[self->n_symbols++] = (TsnCardSymbol){ qr, x, y, side };
}

static const char *
title_of (const TsnCardSetter *setter)
{
  return setter->face->title != NULL ? setter->face->title : TSN_CARD_TITLE;
}

/* In one line, smaller if it must be; white, its baseline at @baseline. */
static TsnCardRun *
put_in_bar (TsnCardArrangement *self,
            TsnCardSetter *setter,
            TsnCardFont font,
            double size,
            const char *text,
            double x,
            double baseline,
            double width)
{
  TsnCardRun *run = put_text (self, setter, font, size, text, x, 0, width);

  while (pango_layout_get_line_count (run->text) > 1 && size > 4)
    {
      g_ptr_array_remove_index (self->slug->runs, self->slug->runs->len - 1);
      size -= 0.5;
      run = put_text (self, setter, font, size, text, x, 0, width);
    }
  run->y = baseline - tsn_card_run_baseline (run);
  run->white = TRUE;
  return run;
}

/* 救急隊の方へ, that there is more in the code, and the name of the card or what to do. */
static void
put_bar (TsnCardArrangement *self,
         TsnCardSetter *setter,
         double x,
         double y,
         double width,
         double size,
         const char *right)
{
  const double pad = size * 0.5;
  const double baseline = y + size * 1.06;
  const gboolean more = setter->small && (setter->off->len > 0 || setter->more);
  double room = width - 3 * pad;
  TsnCardRun *run;

  tsn_card_slug_add_shape (self->slug, TSN_CARD_SHAPE_BAR, x, y, width, size * BAR);
  run = put_in_bar (self,
                    setter,
                    TSN_CARD_FONT_BOLD,
                    size,
                    TSN_CARD_TO_CREW,
                    x + pad,
                    baseline,
                    room);
  room -= run->width;
  if (more)
    {
      run = put_in_bar (self,
                        setter,
                        TSN_CARD_FONT_TEXT,
                        size * 0.7,
                        setter->face->qr != NULL ? TSN_CARD_MORE_CODE : TSN_CARD_MORE_NOTE,
                        run->x + run->width + pad,
                        baseline,
                        room * 0.5 - pad);
      room -= run->width + 2 * pad;
    }
  run =
      put_in_bar (self, setter, TSN_CARD_FONT_TEXT, MAX (8, size * 0.75), right, x, baseline, room);
  run->x = x + width - pad - run->width;
}

/* Who issued it, and which card it is: for the office, small. */
static double
put_imprint (TsnCardArrangement *self,
             TsnCardSetter *setter,
             double x,
             double bottom,
             double width,
             double size)
{
  const TsnCardFace *face = setter->face;
  const char *serial = tsn_card_text (face->card, TSN_CARD_F_SERIAL);
  const char *issuer = face->issuer != NULL ? face->issuer
                                            : tsn_card_text (face->card, TSN_CARD_F_MUNICIPALITY);
  g_autofree char *number = tsn_card_phrase_serial (serial == NULL ? "" : serial);
  g_autoptr (GString) text = g_string_new (NULL);
  TsnCardRun *run;

  if (issuer != NULL)
    g_string_append_printf (text, "発行 %s ", issuer);
  if (face->issuer_phone != NULL)
    g_string_append_printf (text, "%s ", face->issuer_phone);
  if (tsn_card_has (face->card, TSN_CARD_F_ISSUE))
    g_string_append_printf (text,
                            "第%u回 ",
                            (guint) tsn_card_number (face->card, TSN_CARD_F_ISSUE));
  g_string_append (text, number);
  run = put_text (self, setter, TSN_CARD_FONT_TEXT, size, text->str, x, 0, width);
  run->field.field = TSN_CARD_F_SERIAL;
  run->y = bottom - run->height;
  return run->height;
}

/* -- The small card -- */

/* No larger than is read with ease, so that there is room for words. */
static double
symbol_side (const TsnCardQr *qr, double most)
{
  return CLAMP ((qr->size + 2 * TSN_CARD_QR_QUIET) * EASY_MODULE, 27 * MM, most);
}

static void
arrange_small (TsnCardArrangement *self, TsnCardSetter *setter, const TsnCardPaper *paper)
{
  const double inset = 3.2 * MM;
  const double bar = 10 * BAR;
  const double top = inset + bar + 2;
  const gboolean coded = setter->face->qr != NULL;
  const double side = coded ? symbol_side (setter->face->qr, paper->qr_mm * MM) : 0;
  const double right = self->width - (coded ? 2.2 * MM + side : inset);
  const double width = right - inset - (coded ? 2 : 0);
  g_autoptr (GArray) blocks = blocks_new ();
  g_autoptr (GArray) dates = blocks_new ();
  double bottom = self->height - 2.4 * MM;

  setter->small = TRUE;
  bottom -= put_imprint (self, setter, inset, bottom, self->width - 2 * inset, 6) + 2;
  add (blocks, TSN_CARD_BLOCK_NAME, 0, NULL);
  if (!coded)
    add (blocks, TSN_CARD_BLOCK_DATES_WIDE, 0, NULL);
  add_calls (blocks, setter);
  add (blocks, TSN_CARD_BLOCK_WISHES, 0, NULL);
  add_health (blocks);
  add_person (blocks);
  add_code_note (blocks, setter);
  add_notices (blocks, setter);
  put (self, setter, blocks, &SMALL, &SMALL_LEAST, inset, top, width, bottom - top);
  put_bar (self, setter, inset, inset, self->width - 2 * inset, 10, title_of (setter));
  if (!coded)
    return;
  put_symbol (self, setter->face->qr, right, inset + bar, side);
  add (dates, TSN_CARD_BLOCK_DATES, 0, NULL);
  put (self,
       setter,
       dates,
       &SMALL,
       &SMALL_LEAST,
       right + 2,
       inset + bar + side,
       self->width - inset - right - 2,
       bottom - inset - bar - side);
}

/* -- The label -- */

static void
arrange_label (TsnCardArrangement *self, TsnCardSetter *setter, const TsnCardPaper *paper)
{
  const double inset = 4 * MM;
  const double width = self->width - 2 * inset;
  const double side = paper->qr_mm * MM;
  g_autoptr (GArray) blocks = blocks_new ();
  double y = inset;

  put_bar (self, setter, inset, y, width, 13, title_of (setter));
  y += 13 * BAR + 5;
  add (blocks, TSN_CARD_BLOCK_NAME, 0, NULL);
  add (blocks, TSN_CARD_BLOCK_DATES, 0, NULL);
  add_calls (blocks, setter);
  add (blocks, TSN_CARD_BLOCK_WISHES, 0, NULL);
  add_health (blocks);
  add_person (blocks);
  add_code_note (blocks, setter);
  add_notices (blocks, setter);
  y += put (self, setter, blocks, &LABEL, &LABEL_LEAST, inset, y, width, 200 * MM) + 4;
  if (setter->face->qr != NULL)
    {
      /* Thermal heads have eight dots a millimetre: whole dots make every module alike. */
      double dot = MM / 8;
      guint modules = setter->face->qr->size + 2 * TSN_CARD_QR_QUIET;
      double module = MAX ((guint) (side / dot / modules), 3) * dot;

      put_symbol (self,
                  setter->face->qr,
                  (self->width - module * modules) / 2,
                  y,
                  module * modules);
      y += module * modules + 4;
    }
  y += put_imprint (self, setter, inset, y + 8.4, width, 7);
  self->height = y + inset;
}

/* -- The fold-out -- */

static void
put_cover (TsnCardArrangement *self,
           TsnCardSetter *setter,
           double x,
           double y,
           double w,
           double h,
           double side)
{
  g_autoptr (GArray) blocks = blocks_new ();
  TsnCardRun *title;
  double top = y + 15 * BAR + 8;
  double bottom = y + h - put_imprint (self, setter, x, y + h, w, 8);

  put_bar (self, setter, x, y, w, 15, "この用紙を広げてください");
  title = put_text (self, setter, TSN_CARD_FONT_TEXT, 14, title_of (setter), x, top, w);
  top += title->height + 6;
  if (setter->face->qr != NULL)
    {
      TsnCardRun *note;

      bottom -= 14;
      note = put_text (self,
                       setter,
                       TSN_CARD_FONT_TEXT,
                       10,
                       setter->face->open ? TSN_CARD_OPEN_NOTE : TSN_CARD_SEALED_NOTE,
                       x,
                       bottom,
                       w);
      note->x = x + (w - note->width) / 2;
      bottom -= side;
      put_symbol (self, setter->face->qr, x + (w - side) / 2, bottom, side);
    }
  add (blocks, TSN_CARD_BLOCK_NAME, 0, NULL);
  add (blocks, TSN_CARD_BLOCK_DATES, 0, NULL);
  put (self, setter, blocks, &FOLD, &FOLD_LEAST, x, top, w, bottom - top);
}

static void
put_back (TsnCardArrangement *self,
          TsnCardSetter *setter,
          double x,
          double y,
          double w,
          double h,
          double side)
{
  g_autoptr (GArray) blocks = blocks_new ();
  const char *caption = "スマートフォンで読める連絡先";

  add (blocks, TSN_CARD_BLOCK_HEADING, 0, "このカードについて");
  add_notices (blocks, setter);
  add (blocks, TSN_CARD_BLOCK_MORE, 0, NULL);
  add (blocks,
       TSN_CARD_BLOCK_TEXT,
       0,
       "折り方：①印刷した面を外にして縦に二つ折り ②横に二つ折り（お薬手帳の大きさになります）");
  if (setter->face->words != NULL)
    {
      TsnCardRun *run = put_text (self, setter, TSN_CARD_FONT_TEXT, 10, caption, x, y + h - 12, w);

      run->x = x + (w - run->width) / 2;
      put_symbol (self, setter->face->words, x + (w - side) / 2, y + h - 14 - side, side);
      h -= side + 20;
    }
  put (self, setter, blocks, &FOLD, &FOLD_LEAST, x, y, w, h);
}

static void
put_fold_marks (TsnCardArrangement *self)
{
  double x = self->width / 2;
  double y = self->height / 2;

  tsn_card_slug_add_shape (self->slug, TSN_CARD_SHAPE_FOLD, x, 0, 0, self->height);
  tsn_card_slug_add_shape (self->slug, TSN_CARD_SHAPE_FOLD, 0, y, self->width, 0);
}

static void
arrange_fold (TsnCardArrangement *self, TsnCardSetter *setter, const TsnCardPaper *paper)
{
  const double inset = 9 * MM;
  const double w = self->width / 2 - 2 * inset;
  const double h = self->height / 2 - 2 * inset;
  const double right = self->width / 2 + inset;
  const double lower = self->height / 2 + inset;
  g_autoptr (GArray) calls = blocks_new ();
  g_autoptr (GArray) health = blocks_new ();

  put_fold_marks (self);
  add (calls, TSN_CARD_BLOCK_HEADING, 0, "連絡先（番号の順にお電話ください）");
  add_calls (calls, setter);
  add (calls, TSN_CARD_BLOCK_WISHES, 0, NULL);
  put (self, setter, calls, &FOLD, &FOLD_LEAST, right, inset, w, h);
  add (health, TSN_CARD_BLOCK_HEADING, 0, "からだのこと・本人");
  add_health (health);
  add_person (health);
  put (self, setter, health, &FOLD, &FOLD_LEAST, right, lower, w, h);
  put_cover (self, setter, inset, inset, w, h, paper->qr_mm * MM);
  put_back (self, setter, inset, lower, w, h, paper->words_mm * MM);
}

void
tsn_card_arrange (TsnCardArrangement *self, TsnCardSetter *setter, const TsnCardPaper *paper)
{
  self->width = paper->face_width_mm * MM;
  self->height = paper->face_height_mm * MM;
  if (paper->layout == TSN_LAYOUT_A4_FOLD)
    arrange_fold (self, setter, paper);
  else if (paper->layout == TSN_LAYOUT_LABEL)
    arrange_label (self, setter, paper);
  else
    arrange_small (self, setter, paper);
}
