/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row with somebody to call: a sign, who it is, and the number, large and flush right so that
 * numbers stand in a column. Name and number share a line where there is room; otherwise the number
 * takes the next line, since it is never made narrower than it can be read.
 */

#include <string.h>

#include "tsn-card-block.h"

#define SIGN   0.92 /* of the telephone's size */
#define BESIDE 0.8  /* how narrow a name may be made to let the number stand beside it */

static TsnCardRun *
set_number (const TsnCardCaller *self,
            guint index,
            TsnCardFonts *fonts,
            TsnCardSlug *slug,
            const TsnCardSizes *sizes,
            double width)
{
  TsnCardRun *run = tsn_card_fonts_set (fonts,
                                        slug,
                                        TSN_CARD_SET_LINE,
                                        TSN_CARD_FONT_DIGITS,
                                        sizes->phone,
                                        self->phones[index],
                                        width,
                                        NULL);

  run->field = self->fields[2 + index];
  return run;
}

static TsnCardRun *
set_name (const TsnCardCaller *self,
          TsnCardFonts *fonts,
          TsnCardSlug *slug,
          const TsnCardSizes *sizes,
          double width)
{
  g_autofree char *text = g_strconcat (self->name, self->rest, NULL);
  TsnCardSpan spans[] = { { strlen (self->name), strlen (text), TSN_CARD_FONT_TEXT, 0 }, { 0 } };
  TsnCardRun *run = tsn_card_fonts_set (fonts,
                                        slug,
                                        TSN_CARD_SET_LINE,
                                        TSN_CARD_FONT_BOLD,
                                        sizes->text,
                                        text,
                                        width,
                                        spans);

  run->field = self->fields[1];
  return run;
}

static void
set_sign (const TsnCardCaller *self,
          TsnCardFonts *fonts,
          TsnCardSlug *slug,
          const TsnCardSizes *sizes,
          double y,
          double line)
{
  double side = sizes->phone * SIGN;
  double top = y + (line - side) / 2;
  TsnCardRun *run = tsn_card_fonts_set (fonts,
                                        slug,
                                        TSN_CARD_SET_LINE,
                                        TSN_CARD_FONT_BOLD,
                                        side * 0.72,
                                        self->sign,
                                        side,
                                        NULL);

  tsn_card_slug_add_shape (slug,
                           self->square ? TSN_CARD_SHAPE_BAR : TSN_CARD_SHAPE_DISC,
                           0,
                           top,
                           side,
                           side);
  run->white = TRUE;
  run->x = (side - run->width) / 2;
  run->y = top + (side - run->height) / 2;
}

TsnCardSlug *
tsn_card_caller_set (const TsnCardCaller *self,
                     TsnCardFonts *fonts,
                     const TsnCardSizes *sizes,
                     double width)
{
  TsnCardSlug *slug = tsn_card_slug_new ();
  double indent = sizes->phone * SIGN + sizes->text * 0.4;
  double room = width - indent;
  double y = 0;
  double first;
  TsnCardRun *name;
  gboolean beside_it = FALSE;

  if (self->kana != NULL)
    {
      TsnCardRun *kana = tsn_card_fonts_set (fonts,
                                             slug,
                                             TSN_CARD_SET_LINE,
                                             TSN_CARD_FONT_TEXT,
                                             sizes->kana,
                                             self->kana,
                                             room,
                                             NULL);

      kana->x = indent;
      kana->field = self->fields[0];
      y = kana->height;
    }
  name = set_name (self, fonts, slug, sizes, room);
  name->x = indent;
  name->y = y;
  first = name->height;
  if (self->phones[0] != NULL)
    {
      TsnCardRun *phone = set_number (self, 0, fonts, slug, sizes, room);

      double beside = room - phone->width - sizes->text * 0.6;

      phone->x = width - phone->width;
      if (beside > 0 && name->width * BESIDE <= beside &&
          pango_layout_get_line_count (name->text) == 1)
        {
          phone->y = y;
          beside_it = TRUE;
          first = phone->height;
          tsn_card_run_fit (name, TSN_CARD_SET_LINE, beside);
          name->y = y + tsn_card_run_baseline (phone) - tsn_card_run_baseline (name);
        }
      else
        {
          phone->y = y + name->height;
          first = name->height + phone->height;
        }
    }
  set_sign (self, fonts, slug, sizes, y, beside_it ? first : name->height);
  y += first;
  if (self->phones[1] != NULL)
    {
      TsnCardRun *phone = set_number (self, 1, fonts, slug, sizes, room);

      phone->x = width - phone->width;
      phone->y = y;
      y += phone->height;
    }
  slug->height = y;
  return slug;
}
