/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the fields of a card to blocks of type. A block knows what it says and how, never where on
 * the paper it stands or whether it fits: tsn-card-frame.c asks it for its height, size by size,
 * and tells it through the setter what has to go.
 */

#include "tsn-card-block.h"

#include <string.h>

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
static const char *
shown_text (const TsnCardSetter *setter, TsnCardFieldId field)
{
  return tsn_card_setter_is_off (setter, field, -1, -1) ? NULL
                                                        : tsn_card_text (setter->face->card, field);
}

static gint64
shown_number (const TsnCardSetter *setter, TsnCardFieldId field)
{
  return tsn_card_setter_is_off (setter, field, -1, -1)
             ? 0
             : tsn_card_number (setter->face->card, field);
}

/* The entry of a list; NULL when there is none to show. */
static TsnCard *
shown_item (const TsnCardSetter *setter, TsnCardFieldId field, gint item)
{
  if ((guint) item >= tsn_card_n_items (setter->face->card, field) ||
      tsn_card_setter_is_off (setter, field, item, -1))
    return NULL;
  return tsn_card_item (setter->face->card, field, (guint) item);
}

static const char *
shown_part (const TsnCardSetter *setter,
            const TsnCard *entry,
            TsnCardFieldId field,
            gint item,
            TsnCardFieldId part)
{
  return tsn_card_setter_is_off (setter, field, item, (gint) part) ? NULL
                                                                   : tsn_card_text (entry, part);
}

static gboolean
shown_flag (const TsnCardSetter *setter,
            const TsnCard *entry,
            TsnCardFieldId field,
            gint item,
            TsnCardFieldId part)
{
  return !tsn_card_setter_is_off (setter, field, item, (gint) part) &&
         tsn_card_number (entry, part) != 0;
}

static TsnCardLeftOut
place (TsnCardFieldId field, gint item, gint part)
{
  return (TsnCardLeftOut){ .field = field, .item = item, .part = part };
}

/* -- Single texts -- */

/* A label in bold, then the text; @field is whose box it is. */
static TsnCardSlug *
set_labelled (TsnCardSetter *setter,
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

  run->field = place (field, -1, -1);
  slug->height = run->height;
  return slug;
}

static TsnCardSlug *
set_plain (TsnCardSetter *setter, const TsnCardSizes *sizes, double width, const char *text)
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

      run->field = place (TSN_CARD_F_KANA, -1, -1);
      slug->height = run->height;
    }
  if (name != NULL)
    {
      TsnCardRun *run = set_whole (setter, slug, name, sizes->name, width);

      run->field = place (TSN_CARD_F_NAME, -1, -1);
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

  small->field = large->field = place (TSN_CARD_F_WRITTEN, -1, -1);
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

      run->field = place (TSN_CARD_F_REVIEW, -1, -1);
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

/* -- Somebody to call -- */

static const char *
relation_of (const TsnCardSetter *setter, const TsnCard *entry, gint item)
{
  const TsnCardFieldId field = TSN_CARD_F_CONTACTS;
  const char *text = shown_part (setter, entry, field, item, TSN_CARD_F_CONTACT_RELATION_TEXT);
  const char *word = NULL;

  if (!tsn_card_setter_is_off (setter, field, item, TSN_CARD_F_CONTACT_RELATION))
    word = tsn_card_phrase_relation ((guint) tsn_card_number (entry, TSN_CARD_F_CONTACT_RELATION));
  return text != NULL ? text : word;
}

/* "（娘・同居）★" */
static char *
contact_rest (const TsnCardSetter *setter, const TsnCard *entry, gint item)
{
  const TsnCardFieldId field = TSN_CARD_F_CONTACTS;
  const char *relation = relation_of (setter, entry, item);
  gboolean together = shown_flag (setter, entry, field, item, TSN_CARD_F_CONTACT_TOGETHER);
  gboolean proxy = shown_flag (setter, entry, field, item, TSN_CARD_F_CONTACT_PROXY);
  GString *text = g_string_new (NULL);

  if (relation != NULL || together)
    g_string_append_printf (text,
                            "（%s%s%s）",
                            relation == NULL ? "" : relation,
                            relation != NULL && together ? "・" : "",
                            together ? "同居" : "");
  if (proxy)
    g_string_append (text, TSN_CARD_PROXY_MARK);
  return g_string_free (text, FALSE);
}

static TsnCardSlug *
set_contact (TsnCardSetter *setter, const TsnCardSizes *sizes, double width, gint item)
{
  const TsnCardFieldId field = TSN_CARD_F_CONTACTS;
  TsnCard *entry = shown_item (setter, field, item);
  g_autofree char *sign = g_strdup_printf ("%d", item + 1);
  g_autofree char *rest = NULL;
  const char *name;
  TsnCardCaller caller = { .sign = sign };

  if (entry == NULL)
    return NULL;
  rest = contact_rest (setter, entry, item);
  name = tsn_card_text (entry, TSN_CARD_F_CONTACT_NAME);
  caller.kana = shown_part (setter, entry, field, item, TSN_CARD_F_CONTACT_KANA);
  caller.name = name == NULL ? "" : name;
  caller.rest = rest;
  caller.phones[0] = tsn_card_text (entry, TSN_CARD_F_CONTACT_PHONE);
  caller.phones[1] = shown_part (setter, entry, field, item, TSN_CARD_F_CONTACT_PHONE2);
  caller.fields[0] = place (field, item, TSN_CARD_F_CONTACT_KANA);
  caller.fields[1] = place (field, item, TSN_CARD_F_CONTACT_NAME);
  caller.fields[2] = place (field, item, TSN_CARD_F_CONTACT_PHONE);
  caller.fields[3] = place (field, item, TSN_CARD_F_CONTACT_PHONE2);
  if (caller.phones[0] == NULL)
    {
      caller.phones[0] = caller.phones[1];
      caller.fields[2] = caller.fields[3];
      caller.phones[1] = NULL;
    }
  return tsn_card_caller_set (&caller, setter->fonts, sizes, width);
}

/* " 内科 山田医師" */
static char *
doctor_rest (const char *department, const char *doctor)
{
  gboolean titled = doctor != NULL &&
                    (g_str_has_suffix (doctor, "医師") || g_str_has_suffix (doctor, "先生"));

  return g_strconcat (department == NULL ? "" : " ",
                      department == NULL ? "" : department,
                      doctor == NULL ? "" : " ",
                      doctor == NULL ? "" : doctor,
                      doctor == NULL || titled ? "" : "医師",
                      NULL);
}

static gboolean
wishes_are_shown (const TsnCardSetter *setter)
{
  return tsn_card_has (setter->face->card, TSN_CARD_F_WISHES) &&
         !tsn_card_setter_is_off (setter, TSN_CARD_F_WISHES, -1, -1);
}

/* An entry that names nobody, or the first doctor's number, means the first doctor. */
static gboolean
wishes_are_with_doctor (const TsnCard *card)
{
  TsnCard *entry = tsn_card_item (card, TSN_CARD_F_WISHES, 0);
  const char *phone = tsn_card_text (entry, TSN_CARD_F_PLACE_PHONE);

  if (tsn_card_n_items (card, TSN_CARD_F_DOCTORS) == 0)
    return FALSE;
  if (phone != NULL)
    return g_strcmp0 (phone,
                      tsn_card_text (tsn_card_item (card, TSN_CARD_F_DOCTORS, 0),
                                     TSN_CARD_F_DOCTOR_PHONE)) == 0;
  return !tsn_card_has (entry, TSN_CARD_F_PLACE_NAME) &&
         !tsn_card_has (entry, TSN_CARD_F_PLACE_PERSON) &&
         !tsn_card_has (entry, TSN_CARD_F_PLACE_MOBILE);
}

static TsnCardSlug *
set_doctor (TsnCardSetter *setter, const TsnCardSizes *sizes, double width, gint item)
{
  const TsnCardFieldId field = TSN_CARD_F_DOCTORS;
  TsnCard *entry = shown_item (setter, field, item);
  TsnCardCaller caller = { .sign = "医", .square = TRUE };
  g_autofree char *rest = NULL;
  const char *name;

  if (entry == NULL || (setter->small && item == 0 && wishes_are_shown (setter) &&
                        wishes_are_with_doctor (setter->face->card)))
    return NULL;
  name = tsn_card_text (entry, TSN_CARD_F_DOCTOR_INSTITUTION);
  rest = doctor_rest (shown_part (setter, entry, field, item, TSN_CARD_F_DOCTOR_DEPARTMENT),
                      shown_part (setter, entry, field, item, TSN_CARD_F_DOCTOR_NAME));
  caller.name = name == NULL ? "" : name;
  caller.rest = rest;
  caller.phones[0] = tsn_card_text (entry, TSN_CARD_F_DOCTOR_PHONE);
  caller.fields[1] = place (field, item, TSN_CARD_F_DOCTOR_INSTITUTION);
  caller.fields[2] = place (field, item, TSN_CARD_F_DOCTOR_PHONE);
  return tsn_card_caller_set (&caller, setter->fonts, sizes, width);
}

static TsnCardSlug *
set_nurse (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  const TsnCardFieldId field = TSN_CARD_F_NURSE;
  TsnCard *entry = shown_item (setter, field, 0);
  TsnCardCaller caller = { .sign = "看", .square = TRUE };
  g_autofree char *rest = NULL;
  const char *name;
  const char *person;

  if (entry == NULL)
    return NULL;
  name = tsn_card_text (entry, TSN_CARD_F_PLACE_NAME);
  person = shown_part (setter, entry, field, 0, TSN_CARD_F_PLACE_PERSON);
  rest = g_strconcat (person == NULL ? "" : " ", person == NULL ? "" : person, NULL);
  caller.name = name == NULL ? "訪問看護" : name;
  caller.rest = rest;
  caller.phones[0] = tsn_card_text (entry, TSN_CARD_F_PLACE_PHONE);
  caller.phones[1] = shown_part (setter, entry, field, 0, TSN_CARD_F_PLACE_MOBILE);
  caller.fields[1] = place (field, 0, TSN_CARD_F_PLACE_NAME);
  caller.fields[2] = place (field, 0, TSN_CARD_F_PLACE_PHONE);
  caller.fields[3] = place (field, 0, TSN_CARD_F_PLACE_MOBILE);
  return tsn_card_caller_set (&caller, setter->fonts, sizes, width);
}

static TsnCardSlug *
set_proxy_note (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  for (gint i = 0; (guint) i < tsn_card_n_items (setter->face->card, TSN_CARD_F_CONTACTS); i++)
    {
      TsnCard *entry = shown_item (setter, TSN_CARD_F_CONTACTS, i);

      if (entry != NULL &&
          shown_flag (setter, entry, TSN_CARD_F_CONTACTS, i, TSN_CARD_F_CONTACT_PROXY))
        return set_plain (setter,
                          sizes,
                          width,
                          setter->small ? TSN_CARD_PROXY_SHORT : TSN_CARD_PROXY_NOTE);
    }
  return NULL;
}

/* -- Wishes: where they are recorded, never what they are -- */

static gboolean
is_nurse (const TsnCard *card, const char *name)
{
  return tsn_card_has (card, TSN_CARD_F_NURSE) &&
         g_strcmp0 (
             tsn_card_text (tsn_card_item (card, TSN_CARD_F_NURSE, 0), TSN_CARD_F_PLACE_NAME),
             name) == 0;
}

/* Appends whom to ask; returns the number, or NULL. */
static const char *
append_whom (const TsnCardSetter *setter, GString *text)
{
  const TsnCard *card = setter->face->card;
  TsnCard *entry = tsn_card_item (card, TSN_CARD_F_WISHES, 0);
  const char *name = tsn_card_text (entry, TSN_CARD_F_PLACE_NAME);
  const char *person = tsn_card_text (entry, TSN_CARD_F_PLACE_PERSON);
  const char *phone = tsn_card_text (entry, TSN_CARD_F_PLACE_PHONE);

  if (wishes_are_with_doctor (card))
    {
      const TsnCardFieldId field = TSN_CARD_F_DOCTORS;
      TsnCard *doctor = tsn_card_item (card, field, 0);
      const char *institution = tsn_card_text (doctor, TSN_CARD_F_DOCTOR_INSTITUTION);
      g_autofree char *rest = doctor_rest (
          shown_part (setter, doctor, field, 0, TSN_CARD_F_DOCTOR_DEPARTMENT),
          shown_part (setter, doctor, field, 0, TSN_CARD_F_DOCTOR_NAME));

      g_string_append_printf (text,
                              TSN_CARD_DOCTOR " %s%s",
                              institution == NULL ? "" : institution,
                              rest);
      return tsn_card_text (doctor, TSN_CARD_F_DOCTOR_PHONE);
    }
  if (name == NULL || !is_nurse (card, name))
    g_string_append (text, TSN_CARD_DOCTOR " ");
  g_string_append_printf (text,
                          "%s%s%s",
                          name == NULL ? "" : name,
                          person == NULL ? "" : " ",
                          person == NULL ? "" : person);
  return phone != NULL ? phone : tsn_card_text (entry, TSN_CARD_F_PLACE_MOBILE);
}

/* The number is bold and as large as those of others to call. */
static GString *
wishes_text (const TsnCardSetter *setter, TsnCardSpan spans[3], double size)
{
  GString *text = g_string_new (TSN_CARD_WISHES "必ず ");
  const char *phone = append_whom (setter, text);

  spans[0] = (TsnCardSpan){ 0, strlen (TSN_CARD_WISHES), TSN_CARD_FONT_BOLD, 0 };
  if (phone != NULL)
    {
      g_string_append (text, " 電話 ");
      spans[1] = (TsnCardSpan){ text->len, text->len + strlen (phone), TSN_CARD_FONT_DIGITS, size };
      g_string_append_printf (text, "%s ", phone);
    }
  g_string_append (text, "に確認してください");
  return text;
}

static TsnCardSlug *
set_wishes (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  TsnCardSpan spans[3] = { 0 };
  double pad = sizes->text * 0.35;
  g_autoptr (GString) text = NULL;
  TsnCardSlug *slug;
  TsnCardRun *run;

  if (!wishes_are_shown (setter))
    return NULL;
  slug = tsn_card_slug_new ();
  text = wishes_text (setter, spans, sizes->phone);
  run = tsn_card_fonts_set (setter->fonts,
                            slug,
                            TSN_CARD_SET_PARAGRAPH,
                            TSN_CARD_FONT_TEXT,
                            sizes->text,
                            text->str,
                            width - 2 * pad,
                            spans);
  run->field = place (TSN_CARD_F_WISHES, -1, -1);
  run->x = pad;
  run->y = pad * 0.5;
  slug->height = run->height + pad;
  tsn_card_slug_add_shape (slug, TSN_CARD_SHAPE_FRAME, 0, 0, width, slug->height);
  return slug;
}

/* -- Health -- */

/* Appends the items that are shown, and that there are others. */
static void
append_items (const TsnCardSetter *setter, TsnCardFieldId field, GString *text)
{
  const TsnCard *card = setter->face->card;
  gboolean more = FALSE;
  gboolean first = TRUE;

  for (gint i = 0; (guint) i < tsn_card_n_items (card, field); i++)
    {
      const char *item = field == TSN_CARD_F_NEEDS
                             ? tsn_card_phrase_need (
                                   (guint) tsn_card_item_number (card, field, (guint) i))
                             : tsn_card_item_text (card, field, (guint) i);

      if (item == NULL || tsn_card_setter_is_off (setter, field, i, -1))
        {
          more = TRUE;
          continue;
        }
      if (!first)
        g_string_append (text, "、");
      g_string_append (text, item);
      first = FALSE;
    }
  if (more)
    g_string_append (text, first ? "" : " ほか");
}

static TsnCardSlug *
set_allergy (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  const TsnCardFace *face = setter->face;
  gint64 answer = tsn_card_number (face->card, TSN_CARD_F_ALLERGY);
  g_autoptr (GString) text = g_string_new (NULL);

  if (answer == TSN_ALLERGY_NONE)
    g_string_append (text, "なし");
  else if (answer == TSN_ALLERGY_UNKNOWN)
    g_string_append (text, "不明");
  else if (tsn_card_has (face->card, TSN_CARD_F_ALLERGIES))
    {
      g_autoptr (GString) items = g_string_new (NULL);

      append_items (setter, TSN_CARD_F_ALLERGIES, items);
      g_string_append_printf (text, "あり%s%s", items->len > 0 ? "：" : "", items->str);
    }
  else if (answer != 0)
    g_string_append (text, "あり");
  else if (face->whole != NULL && tsn_card_has (face->whole, TSN_CARD_F_ALLERGY))
    g_string_append (text, "コードにあります");
  else
    g_string_append (text, "未記入");
  return set_labelled (setter, sizes, width, "アレルギー", text->str, TSN_CARD_F_ALLERGY);
}

static TsnCardSlug *
set_list (TsnCardSetter *setter,
          const TsnCardSizes *sizes,
          double width,
          const char *label,
          TsnCardFieldId field)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean notebook = field == TSN_CARD_F_MEDICINES &&
                      shown_number (setter, TSN_CARD_F_NOTEBOOK) != 0;

  if (tsn_card_has (setter->face->card, field) && !tsn_card_setter_is_off (setter, field, -1, -1))
    append_items (setter, field, text);
  if (notebook)
    g_string_append (text, text->len > 0 ? "（お薬手帳を見てください）" : "お薬手帳を見てください");
  return text->len == 0 ? NULL : set_labelled (setter, sizes, width, label, text->str, field);
}

/* -- The person -- */

static TsnCardSlug *
set_person (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  TsnDate birth = (TsnDate) shown_number (setter, TSN_CARD_F_BIRTH);
  const char *sex = tsn_card_phrase_sex ((guint) shown_number (setter, TSN_CARD_F_SEX));
  g_autofree char *blood = tsn_card_phrase_blood ((guint) shown_number (setter, TSN_CARD_F_BLOOD),
                                                  (guint) shown_number (setter, TSN_CARD_F_RH));
  g_autoptr (GString) text = g_string_new (NULL);

  if (birth != TSN_DATE_NONE)
    {
      g_autofree char *day = tsn_date_format (birth, TSN_DATE_STYLE_ERA);

      g_string_append_printf (text, "%s（%d年）生まれ", day, tsn_date_year (birth));
    }
  if (sex != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "　" : "", sex);
  if (blood[0] != '\0')
    g_string_append_printf (text, "%s血液型 %s", text->len > 0 ? "　" : "", blood);
  return text->len == 0 ? NULL
                        : set_labelled (setter, sizes, width, "本人", text->str, TSN_CARD_F_BIRTH);
}

static TsnCardSlug *
set_address (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  const char *postcode = shown_text (setter, TSN_CARD_F_POSTCODE);
  const char *address = shown_text (setter, TSN_CARD_F_ADDRESS);
  const char *building = shown_text (setter, TSN_CARD_F_BUILDING);
  g_autoptr (GString) text = g_string_new (NULL);

  if (postcode != NULL)
    g_string_append_printf (text, "〒%.3s-%s ", postcode, postcode + MIN (3, strlen (postcode)));
  if (address != NULL)
    g_string_append (text, address);
  if (building != NULL)
    g_string_append_printf (text, " %s", building);
  return text->len == 0
             ? NULL
             : set_labelled (setter, sizes, width, "住所", text->str, TSN_CARD_F_ADDRESS);
}

static TsnCardSlug *
set_phones (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  const TsnCardFieldId field = TSN_CARD_F_PHONES;
  TsnCardCaller caller = { .sign = "自", .square = TRUE, .name = "本人の電話", .rest = "" };
  guint n = 0;

  for (gint i = 0; i < 2 && (guint) i < tsn_card_n_items (setter->face->card, field); i++)
    if (!tsn_card_setter_is_off (setter, field, i, -1))
      {
        caller.phones[n] = tsn_card_item_text (setter->face->card, field, (guint) i);
        caller.fields[2 + n++] = place (field, i, -1);
      }
  caller.fields[1] = place (field, -1, -1);
  return n == 0 ? NULL : tsn_card_caller_set (&caller, setter->fonts, sizes, width);
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
      return set_contact (setter, sizes, width, self->item);
    case TSN_CARD_BLOCK_DOCTOR:
      return set_doctor (setter, sizes, width, self->item);
    case TSN_CARD_BLOCK_NURSE:
      return set_nurse (setter, sizes, width);
    case TSN_CARD_BLOCK_PROXY_NOTE:
      return set_proxy_note (setter, sizes, width);
    case TSN_CARD_BLOCK_WISHES:
      return set_wishes (setter, sizes, width);
    case TSN_CARD_BLOCK_ALLERGY:
      return set_allergy (setter, sizes, width);
    case TSN_CARD_BLOCK_NEEDS:
      return set_list (setter, sizes, width, "注意", TSN_CARD_F_NEEDS);
    case TSN_CARD_BLOCK_CONDITIONS:
      return set_list (setter, sizes, width, "病気", TSN_CARD_F_CONDITIONS);
    case TSN_CARD_BLOCK_MEDICINES:
      return set_list (setter, sizes, width, "薬", TSN_CARD_F_MEDICINES);
    case TSN_CARD_BLOCK_MESSAGE:
      {
        const char *text = shown_text (setter, TSN_CARD_F_MESSAGE);

        return text == NULL ? NULL
                            : set_labelled (setter, sizes, width, "伝言", text, TSN_CARD_F_MESSAGE);
      }
    case TSN_CARD_BLOCK_PERSON:
      return set_person (setter, sizes, width);
    case TSN_CARD_BLOCK_ADDRESS:
      return set_address (setter, sizes, width);
    case TSN_CARD_BLOCK_PHONES:
      return set_phones (setter, sizes, width);
    case TSN_CARD_BLOCK_MORE:
      return setter->off->len == 0 && !setter->more
                 ? NULL
                 : set_plain (setter,
                              sizes,
                              width,
                              setter->face->qr != NULL ? TSN_CARD_MORE_CODE : TSN_CARD_MORE_NOTE);
    case TSN_CARD_BLOCK_NOTICE:
    case TSN_CARD_BLOCK_TEXT:
      return set_plain (setter, sizes, width, self->text);
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
    case TSN_CARD_F_CONDITIONS:
      return self->kind == TSN_CARD_BLOCK_CONDITIONS;
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
