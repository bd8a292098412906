/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Blocks about the person: allergies, conditions, medicines and needs, and who it is.
 */

#include <string.h>

#include "tsn-card-block-private.h"
#include "tsn-card-phrase.h"

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

TsnCardSlug *
tsn_card_block_set_allergy (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
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
  return tsn_card_block_set_labelled (setter,
                                      sizes,
                                      width,
                                      "アレルギー",
                                      text->str,
                                      TSN_CARD_F_ALLERGY);
}

/* Where nothing is listed: what was said of it; -1: nothing can be. */
static gint
presence_field (TsnCardFieldId list)
{
  switch ((guint) list)
    {
    case TSN_CARD_F_CONDITIONS:
      return TSN_CARD_F_CONDITION;
    case TSN_CARD_F_MEDICINES:
      return TSN_CARD_F_MEDICINE;
    default:
      return -1;
    }
}

static TsnCardSlug *
set_presence (TsnCardSetter *setter,
              const TsnCardSizes *sizes,
              double width,
              const char *label,
              TsnCardFieldId list)
{
  static const char *const words[] = { [TSN_PRESENCE_NONE] = "なし",
                                       [TSN_PRESENCE_PRESENT] = "あり",
                                       [TSN_PRESENCE_UNKNOWN] = "不明" };
  gint field = presence_field (list);
  gint64 code = field < 0 || tsn_card_has (setter->face->card, list)
                    ? 0
                    : tsn_card_setter_number (setter, (TsnCardFieldId) field);

  return code <= 0 || code >= (gint64) G_N_ELEMENTS (words)
             ? NULL
             : tsn_card_block_set_labelled (setter,
                                            sizes,
                                            width,
                                            label,
                                            words[code],
                                            (TsnCardFieldId) field);
}

TsnCardSlug *
tsn_card_block_set_list (TsnCardSetter *setter,
                         const TsnCardSizes *sizes,
                         double width,
                         const char *label,
                         TsnCardFieldId field)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean notebook = field == TSN_CARD_F_MEDICINES &&
                      tsn_card_setter_number (setter, TSN_CARD_F_NOTEBOOK) != 0;

  if (tsn_card_has (setter->face->card, field) && !tsn_card_setter_is_off (setter, field, -1, -1))
    append_items (setter, field, text);
  if (notebook)
    g_string_append (text, text->len > 0 ? "（お薬手帳を見てください）" : "お薬手帳を見てください");
  return text->len == 0
             ? set_presence (setter, sizes, width, label, field)
             : tsn_card_block_set_labelled (setter, sizes, width, label, text->str, field);
}

/* -- The person -- */

TsnCardSlug *
tsn_card_block_set_person (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  TsnDate birth = (TsnDate) tsn_card_setter_number (setter, TSN_CARD_F_BIRTH);
  const char *sex = tsn_card_phrase_sex ((guint) tsn_card_setter_number (setter, TSN_CARD_F_SEX));
  g_autofree char *blood = tsn_card_phrase_blood (
      (guint) tsn_card_setter_number (setter, TSN_CARD_F_BLOOD),
      (guint) tsn_card_setter_number (setter, TSN_CARD_F_RH));
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
                        : tsn_card_block_set_labelled (setter,
                                                       sizes,
                                                       width,
                                                       "本人",
                                                       text->str,
                                                       TSN_CARD_F_BIRTH);
}

TsnCardSlug *
tsn_card_block_set_address (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  const char *postcode = tsn_card_setter_text (setter, TSN_CARD_F_POSTCODE);
  const char *address = tsn_card_setter_text (setter, TSN_CARD_F_ADDRESS);
  const char *building = tsn_card_setter_text (setter, TSN_CARD_F_BUILDING);
  g_autoptr (GString) text = g_string_new (NULL);

  if (postcode != NULL)
    g_string_append_printf (text, "〒%.3s-%s ", postcode, postcode + MIN (3, strlen (postcode)));
  if (address != NULL)
    g_string_append (text, address);
  if (building != NULL)
    g_string_append_printf (text, " %s", building);
  return text->len == 0 ? NULL
                        : tsn_card_block_set_labelled (setter,
                                                       sizes,
                                                       width,
                                                       "住所",
                                                       text->str,
                                                       TSN_CARD_F_ADDRESS);
}

TsnCardSlug *
tsn_card_block_set_phones (TsnCardSetter *setter, const TsnCardSizes *sizes, double width)
{
  const TsnCardFieldId field = TSN_CARD_F_PHONES;
  TsnCardCaller caller = { .sign = "自", .square = TRUE, .name = "本人の電話", .rest = "" };
  guint n = 0;

  for (gint i = 0; i < 2 && (guint) i < tsn_card_n_items (setter->face->card, field); i++)
    if (!tsn_card_setter_is_off (setter, field, i, -1))
      {
        caller.phones[n] = tsn_card_item_text (setter->face->card, field, (guint) i);
        caller.fields[2 + n++] = tsn_card_setter_place (field, i, -1);
      }
  caller.fields[1] = tsn_card_setter_place (field, -1, -1);
  return n == 0 ? NULL : tsn_card_caller_set (&caller, setter->fonts, sizes, width);
}
