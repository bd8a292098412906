/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Blocks that say whom to call: contacts, doctors, the nurse, and where wishes are recorded (never
 * what they are).
 */

#include <string.h>

#include "tsn-card-block-private.h"
#include "tsn-card-phrase.h"

/* -- Somebody to call -- */

static const char *
relation_of (const TsnCardSetter *setter, const TsnCard *entry, gint item)
{
  const TsnCardFieldId field = TSN_CARD_F_CONTACTS;
  const char *text =
      tsn_card_setter_part (setter, entry, field, item, TSN_CARD_F_CONTACT_RELATION_TEXT);
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
  gboolean together =
      tsn_card_setter_flag (setter, entry, field, item, TSN_CARD_F_CONTACT_TOGETHER);
  gboolean proxy = tsn_card_setter_flag (setter, entry, field, item, TSN_CARD_F_CONTACT_PROXY);
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

TsnCardSlug *
tsn_card_block_set_contact (TsnCardSetter *setter,
                            const TsnCardSizes *sizes,
                            double width,
                            gint item)
{
  const TsnCardFieldId field = TSN_CARD_F_CONTACTS;
  TsnCard *entry = tsn_card_setter_item (setter, field, item);
  g_autofree char *sign = g_strdup_printf ("%d", item + 1);
  g_autofree char *rest = NULL;
  const char *name;
  TsnCardCaller caller = { .sign = sign };

  if (entry == NULL)
    return NULL;
  rest = contact_rest (setter, entry, item);
  name = tsn_card_text (entry, TSN_CARD_F_CONTACT_NAME);
  caller.kana = tsn_card_setter_part (setter, entry, field, item, TSN_CARD_F_CONTACT_KANA);
  caller.name = name == NULL ? "" : name;
  caller.rest = rest;
  caller.phones[0] = tsn_card_text (entry, TSN_CARD_F_CONTACT_PHONE);
  caller.phones[1] = tsn_card_setter_part (setter, entry, field, item, TSN_CARD_F_CONTACT_PHONE2);
  caller.fields[0] = tsn_card_setter_place (field, item, TSN_CARD_F_CONTACT_KANA);
  caller.fields[1] = tsn_card_setter_place (field, item, TSN_CARD_F_CONTACT_NAME);
  caller.fields[2] = tsn_card_setter_place (field, item, TSN_CARD_F_CONTACT_PHONE);
  caller.fields[3] = tsn_card_setter_place (field, item, TSN_CARD_F_CONTACT_PHONE2);
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

TsnCardSlug *
tsn_card_block_set_doctor (TsnCardSetter *setter,
                           const TsnCardSizes *sizes,
                           double width,
                           gint item)
{
  const TsnCardFieldId field = TSN_CARD_F_DOCTORS;
  TsnCard *entry = tsn_card_setter_item (setter, field, item);
  TsnCardCaller caller = { .sign = "医", .square = TRUE };
  g_autofree char *rest = NULL;
  const char *name;

  if (entry == NULL || (setter->small && item == 0 && wishes_are_shown (setter) &&
                        wishes_are_with_doctor (setter->face->card)))
    return NULL;
  name = tsn_card_text (entry, TSN_CARD_F_DOCTOR_INSTITUTION);
  rest = doctor_rest (
      tsn_card_setter_part (setter, entry, field, item, TSN_CARD_F_DOCTOR_DEPARTMENT),
      tsn_card_setter_part (setter, entry, field, item, TSN_CARD_F_DOCTOR_NAME));
  caller.name = name == NULL ? "" : name;
  caller.rest = rest;
  caller.phones[0] = tsn_card_text (entry, TSN_CARD_F_DOCTOR_PHONE);
  caller.fields[1] = tsn_card_setter_place (field, item, TSN_CARD_F_DOCTOR_INSTITUTION);
  caller.fields[2] = tsn_card_setter_place (field, item, TSN_CARD_F_DOCTOR_PHONE);
  return tsn_card_caller_set (&caller, setter->fonts, sizes, width);
}

TsnCardSlug *
tsn_card_block_set_nurse (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  const TsnCardFieldId field = TSN_CARD_F_NURSE;
  TsnCard *entry = tsn_card_setter_item (setter, field, 0);
  TsnCardCaller caller = { .sign = "看", .square = TRUE };
  g_autofree char *rest = NULL;
  const char *name;
  const char *person;

  if (entry == NULL)
    return NULL;
  name = tsn_card_text (entry, TSN_CARD_F_PLACE_NAME);
  person = tsn_card_setter_part (setter, entry, field, 0, TSN_CARD_F_PLACE_PERSON);
  rest = g_strconcat (person == NULL ? "" : " ", person == NULL ? "" : person, NULL);
  caller.name = name == NULL ? "訪問看護" : name;
  caller.rest = rest;
  caller.phones[0] = tsn_card_text (entry, TSN_CARD_F_PLACE_PHONE);
  caller.phones[1] = tsn_card_setter_part (setter, entry, field, 0, TSN_CARD_F_PLACE_MOBILE);
  caller.fields[1] = tsn_card_setter_place (field, 0, TSN_CARD_F_PLACE_NAME);
  caller.fields[2] = tsn_card_setter_place (field, 0, TSN_CARD_F_PLACE_PHONE);
  caller.fields[3] = tsn_card_setter_place (field, 0, TSN_CARD_F_PLACE_MOBILE);
  return tsn_card_caller_set (&caller, setter->fonts, sizes, width);
}

TsnCardSlug *
tsn_card_block_set_proxy_note (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  for (gint i = 0; (guint) i < tsn_card_n_items (setter->face->card, TSN_CARD_F_CONTACTS); i++)
    {
      TsnCard *entry = tsn_card_setter_item (setter, TSN_CARD_F_CONTACTS, i);

      if (entry != NULL &&
          tsn_card_setter_flag (setter, entry, TSN_CARD_F_CONTACTS, i, TSN_CARD_F_CONTACT_PROXY))
        return tsn_card_block_set_plain (setter,
                                         sizes,
                                         width,
                                         setter->small ? TSN_CARD_PROXY_SHORT
                                                       : TSN_CARD_PROXY_NOTE);
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
          tsn_card_setter_part (setter, doctor, field, 0, TSN_CARD_F_DOCTOR_DEPARTMENT),
          tsn_card_setter_part (setter, doctor, field, 0, TSN_CARD_F_DOCTOR_NAME));

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

TsnCardSlug *
tsn_card_block_set_wishes (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
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
  run->field = tsn_card_setter_place (TSN_CARD_F_WISHES, -1, -1);
  run->x = pad;
  run->y = pad * 0.5;
  slug->height = run->height + pad;
  tsn_card_slug_add_shape (slug, TSN_CARD_SHAPE_FRAME, 0, 0, width, slug->height);
  return slug;
}
