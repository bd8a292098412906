/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What texts may stand on a card: their form by type, their width, and the words that never may.
 *
 * A card must not carry a wish about resuscitation. Crews may not act on it without the doctor, a
 * card is years old when it is read, and a person's mind changes: so the card says that wishes are
 * recorded and whom to ask. People will try to write it into the message all the same, hence the
 * list below. It is made of phrases, not of single words: 蘇生会 is a hospital, 延命寺 a temple and
 * a surname, 蘇生後脳症 a diagnosis, 安心マンション a house.
 */

#include <string.h>

#include "tsn-card-private.h"
#include "tsn-municipality-code.h"
#include "tsn-phone.h"
#include "tsn-text.h"

#define OTHER_PHONE_MAX 20 /* "119", "+81-...": kept as typed */

static const char *const WISHES[] = {
  "DNAR",
  "DNR",
  "DNACPR",
  "POLST",
  "蘇生しな",
  "蘇生しま",
  "蘇生せ",
  "蘇生を",
  "蘇生は",
  "蘇生も",
  "蘇生不",
  "蘇生拒",
  "蘇生希望",
  "蘇生中止",
  "蘇生無",
  "蘇生なし",
  "蘇生処置",
  "蘇生措置",
  "蘇生行為",
  "延命治療",
  "延命処置",
  "延命措置",
  "延命医療",
  "延命行為",
  "延命不",
  "延命を",
  "延命は不",
  "延命は希望",
  "延命は望",
  "延命はし",
  "延命拒",
  "延命しな",
  "延命希望",
  "心臓マッサージ",
  "心マッサージ",
  "心マ不",
  "心マしな",
  "心マは",
  "人工呼吸器はつけ",
  "人工呼吸器は付け",
  "人工呼吸器をつけな",
  "人工呼吸器を付けな",
  "人工呼吸器は不",
  "人工呼吸器不",
  "人工呼吸器は希望",
  "挿管しな",
  "挿管不",
  "挿管は不",
  "挿管は希望",
  "挿管拒",
  "尊厳死",
  "リビングウィル",
  "リビングウイル",
};

/* NFKC, capitals, without spaces and marks between the words: the form in which WISHES is written.
 */
static char *
fold_for_wishes (const char *text)
{
  g_autofree char *nfkc = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  GString *out = g_string_new (NULL);

  for (const char *p = nfkc; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c) || c == 0x30fc)
        g_string_append_unichar (out, g_unichar_toupper (c));
    }
  return g_string_free (out, FALSE);
}

/* Latin terms count only as words of their own. */
static gboolean
holds (const char *text, const char *term)
{
  gsize length = strlen (term);

  for (const char *p = strstr (text, term); p != NULL; p = strstr (p + 1, term))
    if (!g_ascii_isalpha (term[0]) ||
        ((p == text || !g_ascii_isalpha (p[-1])) && !g_ascii_isalpha (p[length])))
      return TRUE;
  return FALSE;
}

gboolean
tsn_card_text_is_wish (const char *text)
{
  g_autofree char *folded = fold_for_wishes (text);

  for (guint i = 0; i < G_N_ELEMENTS (WISHES); i++)
    if (holds (folded, WISHES[i]))
      return TRUE;
  return g_str_equal (folded, "蘇生") || g_str_equal (folded, "心肺蘇生");
}

guint
tsn_card_text_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide_cjk (c) ? 2 : 1;
    }
  return width;
}

static char *
refuse (const TsnCardField *field, TsnCardError code, const char *why, GError **error)
{
  g_set_error (error, TSN_CARD_ERROR, code, "%s: %s", field->name, why);
  return NULL;
}

static char *
normalise_phone (const TsnCardField *field, const char *clean, GError **error)
{
  char phone[TSN_PHONE_SIZE];

  if (tsn_phone_normalise (clean, phone))
    return g_strdup (phone);
  if (strlen (clean) > OTHER_PHONE_MAX || strspn (clean, "0123456789+*#()- ") != strlen (clean))
    return refuse (field, TSN_CARD_ERROR_INVALID, "not a telephone number", error);
  return g_strdup (clean);
}

static char *
normalise_postcode (const TsnCardField *field, const char *clean, GError **error)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  tsn_text_digits (clean, digits);
  if (digits->len != 7 || g_utf8_strlen (clean, -1) > 9)
    return refuse (field, TSN_CARD_ERROR_INVALID, "not a postcode of seven digits", error);
  return g_strdup (digits->str);
}

static char *
normalise_serial (const TsnCardField *field, const char *clean, GError **error)
{
  if (strlen (clean) != 16 || strspn (clean, "0123456789abcdefABCDEF") != 16)
    return refuse (field, TSN_CARD_ERROR_INVALID, "not 16 hexadecimal digits", error);
  return g_ascii_strup (clean, -1);
}

char *
tsn_card_normalise (const TsnCardField *field, const char *text, GError **error)
{
  TsnTextFault fault = TSN_TEXT_OK;
  char code[TSN_MUNICIPALITY_CODE_SIZE];
  g_autofree char *clean = tsn_text_clean (text, FALSE, &fault);

  if (clean == NULL)
    return refuse (field, TSN_CARD_ERROR_INVALID, "not a text of one line", error);
  if (clean[0] == '\0')
    return refuse (field, TSN_CARD_ERROR_INVALID, "empty", error);

  if (field->type == TSN_CARD_TYPE_PHONE || field->type == TSN_CARD_TYPE_PHONES)
    return normalise_phone (field, clean, error);
  if (field->type == TSN_CARD_TYPE_POSTCODE)
    return normalise_postcode (field, clean, error);
  if (field->type == TSN_CARD_TYPE_SERIAL)
    return normalise_serial (field, clean, error);
  if (field->type == TSN_CARD_TYPE_MUNICIPALITY)
    {
      if (!tsn_municipality_code_complete (clean, code))
        return refuse (field, TSN_CARD_ERROR_INVALID, "not a municipality code", error);
      return g_strdup (code);
    }
  if (tsn_card_text_width (clean) > 2 * field->max)
    return refuse (field, TSN_CARD_ERROR_TOO_LONG, "longer than a card holds", error);
  if (tsn_card_text_is_wish (clean))
    return refuse (field,
                   TSN_CARD_ERROR_WISH,
                   "a wish about life support is never on a card",
                   error);
  return g_steal_pointer (&clean);
}

gboolean
tsn_card_check (const TsnCard *self, GError **error)
{
  static const TsnCardFieldId REQUIRED[] = { TSN_CARD_F_SERIAL,
                                             TSN_CARD_F_MUNICIPALITY,
                                             TSN_CARD_F_WRITTEN };

  for (guint i = 0; i < G_N_ELEMENTS (REQUIRED); i++)
    if (!tsn_card_has (self, REQUIRED[i]))
      {
        refuse (tsn_card_field (REQUIRED[i]), TSN_CARD_ERROR_MISSING, "missing", error);
        return FALSE;
      }
  if (!tsn_card_has (self, TSN_CARD_F_NAME) && !tsn_card_has (self, TSN_CARD_F_KANA))
    {
      refuse (tsn_card_field (TSN_CARD_F_NAME), TSN_CARD_ERROR_MISSING, "missing", error);
      return FALSE;
    }
  if (tsn_card_has (self, TSN_CARD_F_ALLERGIES) &&
      tsn_card_number (self, TSN_CARD_F_ALLERGY) != TSN_ALLERGY_PRESENT)
    {
      refuse (tsn_card_field (TSN_CARD_F_ALLERGY),
              TSN_CARD_ERROR_INVALID,
              "not \"present\", but some are listed",
              error);
      return FALSE;
    }
  return TRUE;
}
