/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers are tried first: they are unmistakable. */

#include "tsn-walk-in-draft.h"

#include "tsn-date.h"
#include "tsn-phone.h"
#include "tsn-text.h"

static gboolean
is_mobile (const char *phone)
{
  static const char *const beginnings[] = { "090", "080", "070", "060", "050" };

  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (g_str_has_prefix (phone, beginnings[i]))
      return TRUE;
  return FALSE;
}

/* Kana, its marks and spaces, and nothing else. */
static gboolean
is_kana (const char *text)
{
  for (const char *p = text; *p != '\0'; p = tsn_utf8_next (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isspace (c) && !(c >= 0x3041 && c <= 0x30ff) && !(c >= 0xff66 && c <= 0xff9f))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_letters (const char *text)
{
  for (const char *p = text; *p != '\0'; p = tsn_utf8_next (p))
    if (g_unichar_isalpha (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

TsnChange *
tsn_walk_in_draft (const char *text, gint64 now_ms)
{
  const TsnId id = tsn_id_new (now_ms);
  TsnChange *draft = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON), &id);
  g_autofree char *clean = tsn_text_clean (text, FALSE, NULL);
  char phone[TSN_PHONE_SIZE];
  TsnDate date;

  if (clean == NULL || *clean == '\0')
    return draft;
  if (tsn_phone_normalise (clean, phone))
    tsn_change_set_text (draft,
                         is_mobile (phone) ? TSN_PERSON_PHONE_MOBILE : TSN_PERSON_PHONE_HOME,
                         phone);
  else if (tsn_date_parse (clean, &date, NULL) == TSN_DATE_OK)
    tsn_change_set_number (draft, TSN_PERSON_BIRTH_DATE, date);
  else if (is_kana (clean))
    tsn_change_set_text (draft, TSN_PERSON_KANA, clean);
  else if (has_letters (clean))
    tsn_change_set_text (draft, TSN_PERSON_NAME, clean);
  return draft;
}
