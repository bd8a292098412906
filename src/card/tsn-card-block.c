/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the fields of a card to blocks of type. A block knows what it says and how, never where on
 * the paper it stands or whether it fits: tsn-card-frame.c asks it for its height, size by size,
 * and tells it through the setter what has to go.
 */

#include "tsn-card-block.h"

#include <string.h>

#include "tsn-card-block-private.h"
#include "tsn-card-phrase.h"

#define LEAST_NAME 11.0

gboolean
tsn_card_setter_is_off (const TsnCardSetter *self, TsnCardFieldId field, gint item, gint part)
{
  for (guint i = 0; i < self->off->len; i++)
    {
      const TsnCardLeftOut *off = &g_array_index (self->off, TsnCardLeftOut, i);

      if (off->field == field && (off->item == -1 || off->item == item) &&
          (off->part == -1 || off->part == part))
        return TRUE;
    }
  return FALSE;
}

/* The text of a field of the card itself; NULL when there is none to show. */
const char *
tsn_card_setter_text (const TsnCardSetter *setter, TsnCardFieldId field)
{
  return tsn_card_setter_is_off (setter, field, -1, -1) ? NULL
                                                        : tsn_card_text (setter->face->card, field);
}

gint64
tsn_card_setter_number (const TsnCardSetter *setter, TsnCardFieldId field)
{
  return tsn_card_setter_is_off (setter, field, -1, -1)
             ? 0
             : tsn_card_number (setter->face->card, field);
}

/* The entry of a list; NULL when there is none to show. */
TsnCard *
tsn_card_setter_item (const TsnCardSetter *setter, TsnCardFieldId field, gint item)
{
  if ((guint) item >= tsn_card_n_items (setter->face->card, field) ||
      tsn_card_setter_is_off (setter, field, item, -1))
    return NULL;
  return tsn_card_item (setter->face->card, field, (guint) item);
}

const char *
tsn_card_setter_part (const TsnCardSetter *setter,
                      const TsnCard *entry,
                      TsnCardFieldId field,
                      gint item,
                      TsnCardFieldId part)
{
  return tsn_card_setter_is_off (setter, field, item, (gint) part) ? NULL
                                                                   : tsn_card_text (entry, part);
}

gboolean
tsn_card_setter_flag (const TsnCardSetter *setter,
                      const TsnCard *entry,
                      TsnCardFieldId field,
                      gint item,
                      TsnCardFieldId part)
{
  return !tsn_card_setter_is_off (setter, field, item, (gint) part) &&
         tsn_card_number (entry, part) != 0;
}

TsnCardLeftOut
tsn_card_setter_place (TsnCardFieldId field, gint item, gint part)
{
  return (TsnCardLeftOut){ .field = field, .item = item, .part = part };
}

/* -- Single texts -- */

/* A label in bold, then the text; @field is whose box it is. */
TsnCardSlug *
tsn_card_block_set_labelled (TsnCardSetter *setter,
                             const TsnCardSizes *sizes,
                             double width,
                             const char *label,
                             const char *text,
                             TsnCardFieldId field)
{
  TsnCardSlug *slug = tsn_card_slug_new ();
  g_autofree char *whole = g_strconcat (label, "：", text, NULL);
  TsnCardSpan spans[] = { { 0, strlen (label), TSN_CARD_FONT_BOLD, 0 }, { 0 } };
  TsnCardRun *run = tsn_card_fonts_set (setter->fonts,
                                        slug,
                                        TSN_CARD_SET_PARAGRAPH,
                                        TSN_CARD_FONT_TEXT,
                                        sizes->text,
                                        whole,
                                        width,
                                        spans);

  run->field = tsn_card_setter_place (field, -1, -1);
  slug->height = run->height;
  return slug;
}

TsnCardSlug *
tsn_card_block_set_plain (TsnCardSetter *setter,
                          const TsnCardSizes *sizes,
                          double width,
                          const char *text)
{
  TsnCardSlug *slug = tsn_card_slug_new ();
  TsnCardRun *run = tsn_card_fonts_set (setter->fonts,
                                        slug,
                                        setter->small ? TSN_CARD_SET_LINE : TSN_CARD_SET_PARAGRAPH,
                                        TSN_CARD_FONT_TEXT,
                                        sizes->kana,
                                        text,
                                        width,
                                        NULL);

  slug->height = run->height;
  return slug;
}

static TsnCardSlug *
set_heading (TsnCardSetter *setter, const TsnCardSizes *sizes, double width, const char *text)
{
  TsnCardSlug *slug = tsn_card_slug_new ();
  TsnCardRun *run = tsn_card_fonts_set (setter->fonts,
                                        slug,
                                        TSN_CARD_SET_LINE,
                                        TSN_CARD_FONT_BOLD,
                                        sizes->text,
                                        text,
                                        width - 2 * sizes->text,
                                        NULL);

  slug->height = sizes->text * 1.7;
  tsn_card_slug_add_shape (slug, TSN_CARD_SHAPE_BAR, 0, 0, width, slug->height);
  run->white = TRUE;
  run->x = sizes->text * 0.6;
  run->y = (slug->height - run->height) / 2;
  return slug;
}

/* A name is made smaller before it is broken. */
static TsnCardRun *
set_whole (TsnCardSetter *setter, TsnCardSlug *slug, const char *name, double size, double width)
{
  TsnCardRun *run = NULL;

  for (;; size -= 1)
    {
      run = tsn_card_fonts_set (setter->fonts,
                                slug,
                                TSN_CARD_SET_LINE,
                                TSN_CARD_FONT_BOLD,
                                size,
                                name,
                                width,
                                NULL);
      if (size < LEAST_NAME + 1 || pango_layout_get_line_count (run->text) == 1)
        return run;
      g_ptr_array_remove_index (slug->runs, slug->runs->len - 1);
    }
}

/* The name under its reading; beside it where space is dear. */
static void
stand_beside (TsnCardSlug *slug, TsnCardRun *name, const TsnCardSizes *sizes, double width)
{
  TsnCardRun *kana = g_ptr_array_index (slug->runs, 0);

  if (sizes->dense && kana != name && kana->width + name->width + sizes->text <= width)
    {
      kana->x = name->width + sizes->text;
      kana->y = tsn_card_run_baseline (name) - tsn_card_run_baseline (kana);
      slug->height = name->height;
      return;
    }
  name->y = slug->height;
  slug->height += name->height;
}

static TsnCardSlug *
set_name (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  TsnCardSlug *slug = tsn_card_slug_new ();
  const char *kana = tsn_card_text (setter->face->card, TSN_CARD_F_KANA);
  const char *name = tsn_card_text (setter->face->card, TSN_CARD_F_NAME);

  if (kana != NULL)
    {
      TsnCardRun *run = tsn_card_fonts_set (setter->fonts,
                                            slug,
                                            TSN_CARD_SET_LINE,
                                            TSN_CARD_FONT_TEXT,
                                            name == NULL ? sizes->name : sizes->kana,
                                            kana,
                                            width,
                                            NULL);

      run->field = tsn_card_setter_place (TSN_CARD_F_KANA, -1, -1);
      slug->height = run->height;
    }
  if (name != NULL)
    {
      TsnCardRun *run = set_whole (setter, slug, name, sizes->name, width);

      run->field = tsn_card_setter_place (TSN_CARD_F_NAME, -1, -1);
      stand_beside (slug, run, sizes, width);
    }
  return slug;
}

/* -- Dates -- */

/* "記入日（2026年）" over the day, large, over "見直し 令和9年11月". */
static TsnCardSlug *
set_dates (TsnCardSetter *setter, const TsnCardSizes *sizes, double width, gboolean wide)
{
  TsnCardSlug *slug = tsn_card_slug_new ();
  TsnDate written = (TsnDate) tsn_card_number (setter->face->card, TSN_CARD_F_WRITTEN);
  TsnDate review = (TsnDate) tsn_card_number (setter->face->card, TSN_CARD_F_REVIEW);
  g_autofree char *label = g_strdup_printf ("記入日（%d年）", tsn_date_year (written));
  g_autofree char *day = tsn_date_format (written, TSN_DATE_STYLE_ERA);
  TsnCardRun *small = tsn_card_fonts_set (setter->fonts,
                                          slug,
                                          TSN_CARD_SET_LINE,
                                          TSN_CARD_FONT_BOLD,
                                          sizes->kana,
                                          label,
                                          width,
                                          NULL);
  TsnCardRun *large = tsn_card_fonts_set (setter->fonts,
                                          slug,
                                          TSN_CARD_SET_LINE,
                                          TSN_CARD_FONT_BOLD,
                                          sizes->date,
                                          day,
                                          width,
                                          NULL);

  small->field = large->field = tsn_card_setter_place (TSN_CARD_F_WRITTEN, -1, -1);
  large->y = small->height;
  slug->height = small->height + large->height;
  if (wide)
    {
      large->x = small->width + sizes->kana * 0.5;
      large->y = 0;
      small->y = tsn_card_run_baseline (large) - tsn_card_run_baseline (small);
      slug->height = large->height;
    }
  if (review != TSN_DATE_NONE)
    {
      g_autofree char *month = tsn_card_phrase_month (review);
      g_autofree char *text = g_strconcat (month, " 見直し", NULL);
      TsnCardRun *run = tsn_card_fonts_set (setter->fonts,
                                            slug,
                                            TSN_CARD_SET_LINE,
                                            TSN_CARD_FONT_TEXT,
                                            sizes->kana,
                                            text,
                                            width,
                                            NULL);

      run->field = tsn_card_setter_place (TSN_CARD_F_REVIEW, -1, -1);
      if (wide && large->x + large->width + sizes->kana + run->width <= width)
        {
          run->x = width - run->width;
          run->y = small->y;
        }
      else
        {
          run->y = slug->height;
          slug->height += run->height;
        }
    }
  return slug;
}

/* -- Any -- */

TsnCardSlug *
tsn_card_block_set (const TsnCardBlock *self,
                    TsnCardSetter *setter,
                    const TsnCardSizes *sizes,
                    double width)
{
  switch (self->kind)
    {
    case TSN_CARD_BLOCK_NAME:
      return set_name (setter, sizes, width);
    case TSN_CARD_BLOCK_DATES:
    case TSN_CARD_BLOCK_DATES_WIDE:
      return set_dates (setter, sizes, width, self->kind == TSN_CARD_BLOCK_DATES_WIDE);
    case TSN_CARD_BLOCK_HEADING:
      return set_heading (setter, sizes, width, self->text);
    case TSN_CARD_BLOCK_CONTACT:
      return tsn_card_block_set_contact (setter, sizes, width, self->item);
    case TSN_CARD_BLOCK_DOCTOR:
      return tsn_card_block_set_doctor (setter, sizes, width, self->item);
    case TSN_CARD_BLOCK_NURSE:
      return tsn_card_block_set_nurse (setter, sizes, width);
    case TSN_CARD_BLOCK_PROXY_NOTE:
      return tsn_card_block_set_proxy_note (setter, sizes, width);
    case TSN_CARD_BLOCK_WISHES:
      return tsn_card_block_set_wishes (setter, sizes, width);
    case TSN_CARD_BLOCK_ALLERGY:
      return tsn_card_block_set_allergy (setter, sizes, width);
    case TSN_CARD_BLOCK_NEEDS:
      return tsn_card_block_set_list (setter, sizes, width, "注意", TSN_CARD_F_NEEDS);
    case TSN_CARD_BLOCK_CONDITIONS:
      return tsn_card_block_set_list (setter, sizes, width, "病気", TSN_CARD_F_CONDITIONS);
    case TSN_CARD_BLOCK_MEDICINES:
      return tsn_card_block_set_list (setter, sizes, width, "薬", TSN_CARD_F_MEDICINES);
    case TSN_CARD_BLOCK_MESSAGE:
      {
        const char *text = tsn_card_setter_text (setter, TSN_CARD_F_MESSAGE);

        return text == NULL ? NULL
                            : tsn_card_block_set_labelled (setter,
                                                           sizes,
                                                           width,
                                                           "伝言",
                                                           text,
                                                           TSN_CARD_F_MESSAGE);
      }
    case TSN_CARD_BLOCK_PERSON:
      return tsn_card_block_set_person (setter, sizes, width);
    case TSN_CARD_BLOCK_ADDRESS:
      return tsn_card_block_set_address (setter, sizes, width);
    case TSN_CARD_BLOCK_PHONES:
      return tsn_card_block_set_phones (setter, sizes, width);
    case TSN_CARD_BLOCK_MORE:
      return setter->off->len == 0 && !setter->more
                 ? NULL
                 : tsn_card_block_set_plain (setter,
                                             sizes,
                                             width,
                                             setter->face->qr != NULL ? TSN_CARD_MORE_CODE
                                                                      : TSN_CARD_MORE_NOTE);
    case TSN_CARD_BLOCK_NOTICE:
    case TSN_CARD_BLOCK_TEXT:
      return tsn_card_block_set_plain (setter, sizes, width, self->text);
    default:
      g_assert_not_reached ();
    }
}

gboolean
tsn_card_block_shows (const TsnCardBlock *self, const TsnCardLeftOut *field)
{
  switch ((guint) field->field)
    {
    case TSN_CARD_F_CONTACTS:
      return (self->kind == TSN_CARD_BLOCK_CONTACT && self->item == field->item) ||
             self->kind == TSN_CARD_BLOCK_PROXY_NOTE;
    case TSN_CARD_F_DOCTORS:
      return (self->kind == TSN_CARD_BLOCK_DOCTOR && self->item == field->item) ||
             (self->kind == TSN_CARD_BLOCK_WISHES && field->item == 0);
    case TSN_CARD_F_NURSE:
      return self->kind == TSN_CARD_BLOCK_NURSE;
    case TSN_CARD_F_WISHES:
      return self->kind == TSN_CARD_BLOCK_WISHES ||
             (self->kind == TSN_CARD_BLOCK_DOCTOR && self->item == 0);
    case TSN_CARD_F_ALLERGIES:
      return self->kind == TSN_CARD_BLOCK_ALLERGY;
    case TSN_CARD_F_NEEDS:
      return self->kind == TSN_CARD_BLOCK_NEEDS;
    case TSN_CARD_F_CONDITION:
    case TSN_CARD_F_CONDITIONS:
      return self->kind == TSN_CARD_BLOCK_CONDITIONS;
    case TSN_CARD_F_MEDICINE:
    case TSN_CARD_F_MEDICINES:
    case TSN_CARD_F_NOTEBOOK:
      return self->kind == TSN_CARD_BLOCK_MEDICINES;
    case TSN_CARD_F_MESSAGE:
      return self->kind == TSN_CARD_BLOCK_MESSAGE;
    case TSN_CARD_F_BIRTH:
    case TSN_CARD_F_SEX:
    case TSN_CARD_F_BLOOD:
    case TSN_CARD_F_RH:
      return self->kind == TSN_CARD_BLOCK_PERSON;
    case TSN_CARD_F_POSTCODE:
    case TSN_CARD_F_ADDRESS:
    case TSN_CARD_F_BUILDING:
      return self->kind == TSN_CARD_BLOCK_ADDRESS;
    case TSN_CARD_F_PHONES:
      return self->kind == TSN_CARD_BLOCK_PHONES;
    default:
      return FALSE;
    }
}
