/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a card says in the words of a paper: one line for each thing, nothing added. */

#include <glib/gi18n-lib.h>

#include "tsn-handover-private.h"
#include "tsn-report-private.h"
#include "tsn-time.h"
#include "tsn-words-card.h"

#define A_YEAR 10000 /* in the digits of a TsnDate */

char *
tsn_handover_join (const char *const *parts, guint n_parts)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < n_parts; i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? "　" : "", parts[i]);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

char *
tsn_handover_items (const TsnCard *card, TsnCardFieldId id)
{
  const TsnCardField *field = tsn_card_field (id);
  guint n = tsn_words_card_n_items (card, field);
  g_autoptr (GString) line = NULL;

  if (n == 0)
    return NULL;
  line = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TsnSecretText) item = tsn_words_card_item (card, field, i);

      g_string_append_printf (line, "%s%s", i > 0 ? _ (", ") : "", item);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* The codes of TSN_CODES_ALLERGY and _PRESENCE are the same. */
static const char *
presence_in_words (gint64 code)
{
  switch (code)
    {
    case TSN_PRESENCE_NONE:
      return _ ("None (the person was asked)");
    case TSN_PRESENCE_PRESENT:
      return _ ("There are some: which is not written");
    case TSN_PRESENCE_UNKNOWN:
      return _ ("Not known (the person was asked)");
    default:
      return NULL;
    }
}

char *
tsn_handover_presence (const TsnCard *card, TsnCardFieldId list)
{
  TsnCardFieldId code = list == TSN_CARD_F_ALLERGIES    ? TSN_CARD_F_ALLERGY
                        : list == TSN_CARD_F_CONDITIONS ? TSN_CARD_F_CONDITION
                                                        : TSN_CARD_F_MEDICINE;
  g_autoptr (TsnSecretText) items = tsn_handover_items (card, list);

  return items != NULL ? g_steal_pointer (&items)
                       : g_strdup (presence_in_words (tsn_card_number (card, code)));
}

char *
tsn_handover_doctor (const TsnCard *doctor)
{
  return TSN_HANDOVER_JOIN (
      tsn_card_text (doctor, TSN_CARD_F_DOCTOR_INSTITUTION),
      tsn_card_text (doctor, TSN_CARD_F_DOCTOR_DEPARTMENT),
      tsn_card_text (doctor, TSN_CARD_F_DOCTOR_NAME),
      tsn_card_text (doctor, TSN_CARD_F_DOCTOR_PHONE),
      tsn_card_has (doctor, TSN_CARD_F_DOCTOR_MAIN) ? _ ("Knows the person best") : NULL);
}

char *
tsn_handover_place (const TsnCard *place)
{
  return TSN_HANDOVER_JOIN (tsn_card_text (place, TSN_CARD_F_PLACE_NAME),
                            tsn_card_text (place, TSN_CARD_F_PLACE_PERSON),
                            tsn_card_text (place, TSN_CARD_F_PLACE_PHONE),
                            tsn_card_text (place, TSN_CARD_F_PLACE_MOBILE));
}

char *
tsn_handover_relation (const TsnCard *contact)
{
  const char *in_words = tsn_card_text (contact, TSN_CARD_F_CONTACT_RELATION_TEXT);
  char *relation = NULL;

  if (in_words != NULL)
    return g_strdup (in_words);
  relation = tsn_handover_items (contact, TSN_CARD_F_CONTACT_RELATION);
  return relation != NULL ? relation : g_strdup ("");
}

char *
tsn_handover_contact (const TsnCard *contact)
{
  g_autofree char *relation = tsn_handover_relation (contact);

  return TSN_HANDOVER_JOIN (
      tsn_card_text (contact, TSN_CARD_F_CONTACT_NAME),
      tsn_card_text (contact, TSN_CARD_F_CONTACT_KANA),
      relation,
      tsn_card_text (contact, TSN_CARD_F_CONTACT_PHONE),
      tsn_card_text (contact, TSN_CARD_F_CONTACT_PHONE2),
      tsn_card_has (contact, TSN_CARD_F_CONTACT_TOGETHER) ? _ ("Lives together") : NULL,
      tsn_card_has (contact, TSN_CARD_F_CONTACT_PROXY)
          ? _ ("★ Tells what the person wants; no legal representative")
          : NULL);
}

char *
tsn_handover_address (const TsnCard *card)
{
  const char *code = tsn_card_text (card, TSN_CARD_F_POSTCODE);
  g_autofree char *postcode = code != NULL ? g_strdup_printf ("〒%.3s-%s", code, code + 3) : NULL;
  g_autoptr (TsnSecretText) address = TSN_HANDOVER_JOIN (postcode,
                                                         tsn_card_text (card, TSN_CARD_F_ADDRESS),
                                                         tsn_card_text (card, TSN_CARD_F_BUILDING));

  return *address != '\0' ? g_steal_pointer (&address) : NULL;
}

char *
tsn_handover_birth (const TsnHandover *handover)
{
  TsnDate birth = (TsnDate) tsn_card_number (handover->reading->card, TSN_CARD_F_BIRTH);
  int age = tsn_date_age (birth, tsn_date_from_unix_ms (handover->read_ms));
  g_autoptr (TsnSecretText) born = tsn_date_format (birth, TSN_DATE_STYLE_BOTH);
  g_autofree char *years = NULL;

  if (birth == TSN_DATE_NONE)
    return NULL;
  if (age >= 0)
    years = g_strdup_printf (ngettext ("%d year old", "%d years old", (gulong) age), age);
  return TSN_HANDOVER_JOIN (born, years);
}

char *
tsn_handover_wishes (const TsnCard *card)
{
  const TsnCard *place;
  g_autoptr (TsnSecretText) whom = NULL;

  if (!tsn_card_has (card, TSN_CARD_F_WISHES))
    return NULL;
  place = tsn_card_item (card, TSN_CARD_F_WISHES, 0);
  whom = tsn_handover_place (place);
  /* An empty place means the first doctor. */
  if (*whom == '\0' && tsn_card_n_items (card, TSN_CARD_F_DOCTORS) > 0)
    {
      tsn_secret_text_free (g_steal_pointer (&whom));
      whom = tsn_handover_doctor (tsn_card_item (card, TSN_CARD_F_DOCTORS, 0));
    }
  return g_strdup_printf (
      _ ("Wishes of the person are recorded. What they are is not on the card. Be sure to confirm "
         "with: %s"),
      *whom != '\0' ? whom : _ ("The family doctor"));
}

char *
tsn_handover_age (const TsnHandover *handover)
{
  const TsnCard *card = handover->reading->card;
  TsnDate written = (TsnDate) tsn_card_number (card, TSN_CARD_F_WRITTEN);
  TsnDate review = (TsnDate) tsn_card_number (card, TSN_CARD_F_REVIEW);
  TsnDate day = tsn_date_from_unix_ms (handover->read_ms);
  g_autofree char *date = tsn_date_format (written, TSN_DATE_STYLE_BOTH);
  g_autofree char *ago = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (written == TSN_DATE_NONE)
    return g_strdup (_ ("The card does not say when it was written."));
  ago = tsn_words_ago (written, day);
  g_string_append_printf (text, _ ("Written on %s (%s)"), date, ago);
  if (day >= written + A_YEAR)
    g_string_append_printf (text, "\n%s", _ ("More than 12 months old: much may have changed."));
  else if (review != TSN_DATE_NONE && review < day)
    g_string_append_printf (text,
                            "\n%s",
                            _ ("It was to be reviewed by now; details may have changed."));
  if (tsn_card_has (card, TSN_CARD_F_PARTIAL))
    g_string_append_printf (
        text,
        "\n%s",
        _ ("Not everything fitted into the code; the person may have told more."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
tsn_handover_advice (const TsnHandover *handover)
{
  const TsnCardReading *reading = handover->reading;
  const char *advice = tsn_words_card_advice (reading->verdict);
  g_autofree char *day = tsn_date_format (reading->standing.superseded_date, TSN_DATE_STYLE_BOTH);
  g_autofree char *newer = NULL;

  if (reading->verdict != TSN_CARD_VERDICT_GENUINE_SUPERSEDED || *day == '\0')
    return g_strdup (advice);
  newer = g_strdup_printf (_ ("The newer card is of %s."), day);
  return g_strdup_printf ("%s %s", newer, advice);
}

char *
tsn_handover_read_at (const TsnHandover *handover)
{
  g_autofree char *day = tsn_date_format (tsn_date_from_unix_ms (handover->read_ms),
                                          TSN_DATE_STYLE_BOTH);
  char time[TSN_TIME_SIZE];

  return g_strdup_printf ("%s %s",
                          day,
                          tsn_time_format (tsn_time_from_unix_ms (handover->read_ms), time));
}

gboolean
tsn_handover_find_reader (TsnSession *session, char **organisation, char **device, GError **error)
{
  g_autoptr (TsnRecord) record = NULL;
  g_autofree char *name = tsn_report_organisation (session, error);

  if (name == NULL || !tsn_report_get_if_there (session,
                                                TSN_KIND_DEVICE,
                                                tsn_session_get_device (session),
                                                &record,
                                                error))
    return FALSE;
  *organisation = g_steal_pointer (&name);
  *device = record != NULL ? g_strdup (tsn_record_text (record, TSN_DEVICE_LABEL)) : NULL;
  return TRUE;
}
