/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cards in the language of whoever sits at the screen. (What is printed on a card is Japanese
 * always: src/card/tsn-card-phrase.c.) Nothing here decides anything; a code that this version does
 * not know is shown by its number.
 */

#include "tsn-words-card.h"

#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>

#include "tsn-words.h"

static const char *const VERDICTS[] = {
  [TSN_CARD_VERDICT_GENUINE] = N_ ("Genuine and current"),
  [TSN_CARD_VERDICT_GENUINE_SUPERSEDED] = N_ ("Genuine, but a newer card was issued"),
  [TSN_CARD_VERDICT_ISSUER_REVOKED] = N_ ("Signed by a device that was revoked later"),
  [TSN_CARD_VERDICT_UNKNOWN_ISSUER] = N_ ("Issued by a device that is not known here"),
  [TSN_CARD_VERDICT_BAD_SIGNATURE] = N_ ("Altered: the signature does not fit"),
  [TSN_CARD_VERDICT_DAMAGED] = N_ ("Damaged: it cannot be read"),
  [TSN_CARD_VERDICT_SEALED_FOR_OTHERS] = N_ (
      "Sealed for another municipality, or this device has no key for cards"),
  [TSN_CARD_VERDICT_LOCKED] = N_ ("Sealed for us: unlock and scan again"),
  [TSN_CARD_VERDICT_FUTURE_FORMAT] = N_ ("Made by a newer version; update this program"),
  [TSN_CARD_VERDICT_NOT_OURS] = N_ ("Not a contact card"),
};

const char *
tsn_words_card_verdict (TsnCardVerdict verdict)
{
  return _ (VERDICTS[verdict]);
}

static const char *const ADVICE[] = {
  [TSN_CARD_VERDICT_GENUINE] = N_ ("Signed by a device of ours, and nobody has changed it."),
  [TSN_CARD_VERDICT_GENUINE_SUPERSEDED] = N_ (
      "Ask for the newer card; this one may say what is not true any more."),
  [TSN_CARD_VERDICT_ISSUER_REVOKED] = N_ (
      "The device was lost or withdrawn. Do not rely on what it says; ask the person or the "
      "office."),
  [TSN_CARD_VERDICT_UNKNOWN_ISSUER] = N_ (
      "Nobody here can say who wrote it. It may be of another municipality; confirm by telephone."),
  [TSN_CARD_VERDICT_BAD_SIGNATURE] = N_ (
      "Somebody has changed it, or it is a copy with mistakes. Do not rely on what it says."),
  [TSN_CARD_VERDICT_DAMAGED] = N_ (
      "Clean the card, take a sharper picture, and scan again. The face says the most important."),
  [TSN_CARD_VERDICT_SEALED_FOR_OTHERS] = N_ (
      "It cannot be opened here. What is printed on the face can be read."),
  [TSN_CARD_VERDICT_LOCKED] = N_ ("Unlock this device, then scan again."),
  [TSN_CARD_VERDICT_FUTURE_FORMAT] = N_ ("Until then, read what is printed on the face."),
  [TSN_CARD_VERDICT_NOT_OURS] = N_ ("Look for the large code on the contact card."),
};

const char *
tsn_words_card_advice (TsnCardVerdict verdict)
{
  return _ (ADVICE[verdict]);
}

static int
months_between (TsnDate then, TsnDate today)
{
  int months = (tsn_date_year (today) - tsn_date_year (then)) * 12 + tsn_date_month (today) -
               tsn_date_month (then);

  return tsn_date_day (today) < tsn_date_day (then) ? months - 1 : months;
}

char *
tsn_words_ago (TsnDate then, TsnDate today)
{
  int days = tsn_date_to_days (today) - tsn_date_to_days (then);
  int months = months_between (then, today);
  g_autofree char *years = NULL;
  g_autofree char *rest = NULL;

  if (days < 0)
    return g_strdup (_ ("in the future: this device's clock or the card is wrong"));
  if (days == 0)
    return g_strdup (_ ("today"));
  if (months < 1)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) days), days);
  if (months < 12)
    return g_strdup_printf (ngettext ("%d month ago", "%d months ago", (gulong) months), months);
  if (months % 12 == 0)
    return g_strdup_printf (ngettext ("%d year ago", "%d years ago", (gulong) months / 12),
                            months / 12);
  years = g_strdup_printf (ngettext ("%d year", "%d years", (gulong) months / 12), months / 12);
  rest = g_strdup_printf (ngettext ("%d month", "%d months", (gulong) months % 12), months % 12);
  return g_strdup_printf (_ ("%s and %s ago"), years, rest);
}

const char *
tsn_words_card_field (const TsnCardField *field)
{
  return tsn_words_translate (field->label);
}

char *
tsn_words_card_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, ".", -1);
  g_autoptr (GString) words = g_string_new (NULL);
  TsnCardGroup group = TSN_CARD_GROUP_CARD;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *index = strchr (parts[i], '[');
      const TsnCardField *field = NULL;

      if (index != NULL)
        *index = '\0';
      field = tsn_card_field_by_name (group, parts[i]);
      if (field == NULL)
        return g_strdup (path);
      g_string_append_printf (words, "%s%s", i > 0 ? " " : "", tsn_words_card_field (field));
      if (index != NULL)
        g_string_append_printf (words, " %d", atoi (index + 1));
      group = field->entry;
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
number_in_words (const TsnCardField *field, gint64 number)
{
  const TsnCodeList *list = field->codes;
  const TsnCode *code = list != NULL ? tsn_code_by_number (list, (guint) number) : NULL;

  if (field->type == TSN_CARD_TYPE_DATE)
    return tsn_date_format ((TsnDate) number, TSN_DATE_STYLE_BOTH);
  if (field->type == TSN_CARD_TYPE_FLAG)
    return g_strdup (_ ("yes"));
  return code != NULL ? g_strdup (tsn_words_code (code))
                      : g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

gboolean
tsn_words_card_is_number (const TsnCardField *field)
{
  return field->type == TSN_CARD_TYPE_DATE || field->type == TSN_CARD_TYPE_CODE ||
         field->type == TSN_CARD_TYPE_NUMBER || field->type == TSN_CARD_TYPE_FLAG ||
         field->type == TSN_CARD_TYPE_CODES;
}

gboolean
tsn_words_card_is_entry (const TsnCardField *field)
{
  return field->type == TSN_CARD_TYPE_ENTRY || field->type == TSN_CARD_TYPE_ENTRIES;
}

char *
tsn_words_card_item (const TsnCard *card, const TsnCardField *field, guint index)
{
  if (tsn_words_card_is_entry (field))
    return NULL;
  if (field->repeat == 0)
    return tsn_words_card_is_number (field)
               ? number_in_words (field, tsn_card_number (card, field->id))
               : g_strdup (tsn_card_text (card, field->id));
  return tsn_words_card_is_number (field)
             ? number_in_words (field, tsn_card_item_number (card, field->id, index))
             : g_strdup (tsn_card_item_text (card, field->id, index));
}

guint
tsn_words_card_n_items (const TsnCard *card, const TsnCardField *field)
{
  if (!tsn_card_has (card, field->id))
    return 0;
  return tsn_words_card_is_entry (field) || field->repeat > 0 ? tsn_card_n_items (card, field->id)
                                                              : 1;
}
