/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The plain words of the second code. Whoever finds somebody in the street has a phone and no key:
 * they get a name and telephone numbers, which is what they can use, and nothing that they need not
 * know. */

#include "tsn-card-words.h"

#include "tsn-card-phrase.h"

static void
add (GString *words, const char *text)
{
  if (text != NULL)
    g_string_append_printf (words, " %s", text);
}

static void
add_contact (GString *words, const TsnCard *contact)
{
  const char *relation = tsn_card_text (contact, TSN_CARD_F_CONTACT_RELATION_TEXT);
  guint code = (guint) tsn_card_number (contact, TSN_CARD_F_CONTACT_RELATION);

  if (relation == NULL)
    relation = tsn_card_phrase_relation (code);
  g_string_append (words, "\n連絡先");
  add (words, tsn_card_text (contact, TSN_CARD_F_CONTACT_NAME));
  if (relation != NULL)
    g_string_append_printf (words, "（%s）", relation);
  add (words, tsn_card_text (contact, TSN_CARD_F_CONTACT_PHONE));
  add (words, tsn_card_text (contact, TSN_CARD_F_CONTACT_PHONE2));
}

static void
add_doctor (GString *words, const TsnCard *doctor)
{
  g_string_append (words, "\n" TSN_CARD_DOCTOR);
  add (words, tsn_card_text (doctor, TSN_CARD_F_DOCTOR_INSTITUTION));
  add (words, tsn_card_text (doctor, TSN_CARD_F_DOCTOR_NAME));
  add (words, tsn_card_text (doctor, TSN_CARD_F_DOCTOR_PHONE));
}

char *
tsn_card_words (const TsnCard *card)
{
  g_autoptr (GString) words = g_string_new (TSN_CARD_TITLE "\n氏名");
  g_autofree char *written = tsn_date_format ((TsnDate) tsn_card_number (card, TSN_CARD_F_WRITTEN),
                                              TSN_DATE_STYLE_WESTERN);

  add (words, tsn_card_text (card, TSN_CARD_F_NAME));
  add (words, tsn_card_text (card, TSN_CARD_F_KANA));
  for (guint i = 0; i < tsn_card_n_items (card, TSN_CARD_F_CONTACTS); i++)
    add_contact (words, tsn_card_item (card, TSN_CARD_F_CONTACTS, i));
  for (guint i = 0; i < tsn_card_n_items (card, TSN_CARD_F_DOCTORS); i++)
    add_doctor (words, tsn_card_item (card, TSN_CARD_F_DOCTORS, i));
  g_string_append_printf (words, "\n記入日 %s", written);
  return g_string_free (g_steal_pointer (&words), FALSE);
}
