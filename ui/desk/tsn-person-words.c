/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One line for a person, a contact, a consent. What a list shows is what somebody at the desk reads
 * aloud on the phone, so every line is made of whole words of the model, in a fixed order, with a
 * gap between them and nothing where nothing is known. */

#include "tsn-person-words.h"

#include <glib/gi18n.h>

#include "tsn-words.h"

TsnDate
tsn_today (void)
{
  return tsn_date_from_unix_ms (g_get_real_time () / 1000);
}

/* -- Parts of lines -- */

char *
tsn_join_words (const char *const *parts, guint n_parts)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < n_parts; i++)
    {
      if (parts[i] == NULL || parts[i][0] == '\0')
        continue;
      if (out->len > 0)
        g_string_append (out, "\u3000");
      g_string_append (out, parts[i]);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
tsn_record_words (const TsnRecord *record, guint field)
{
  const TsnValue *value = tsn_record_value (record, field);

  return value != NULL ? tsn_words_value (tsn_kind_field (record->kind, field), value)
                       : g_strdup ("");
}

const char *
tsn_record_code_words (const TsnRecord *record, guint field)
{
  const TsnField *row = tsn_kind_field (record->kind, field);
  const TsnCode *code = tsn_code_by_number (row->codes,
                                            (guint) tsn_record_number (record, field, 0));

  return code != NULL ? tsn_words_code (code) : "";
}

static gboolean
is_yes (const TsnRecord *record, guint field)
{
  return tsn_record_number (record, field, 0) != 0;
}

/* -- The person -- */

char *
tsn_person_born (const TsnRecord *person, TsnDate today)
{
  TsnDate birth = (TsnDate) tsn_record_number (person,
                                               TSN_PERSON_BIRTH_DATE,
                                               (gint64) TSN_DATE_NONE);
  g_autofree char *date = tsn_date_format (birth, TSN_DATE_STYLE_BOTH);
  int age = tsn_date_age (birth, today);
  g_autofree char *years = NULL;

  if (age >= 0 && tsn_record_number (person, TSN_PERSON_STATUS, 0) != TSN_PERSON_STATUS_DECEASED)
    years = g_strdup_printf (_ ("aged %d"), age);
  return tsn_join_words ((const char *const[]){ date, years }, 2);
}

static void
badge_free (gpointer pointer)
{
  TsnBadge *badge = pointer;

  g_free (badge->text);
  g_free (badge);
}

static void
take_badge (GPtrArray *badges, char *text, gboolean urgent)
{
  TsnBadge *badge = g_new0 (TsnBadge, 1);

  badge->text = text;
  badge->urgent = urgent;
  g_ptr_array_add (badges, badge);
}

static char *
day (TsnDate date)
{
  return tsn_date_format (date, TSN_DATE_STYLE_WESTERN);
}

static void
add_status (GPtrArray *badges, const TsnRecord *person)
{
  gint64 status = tsn_record_number (person, TSN_PERSON_STATUS, TSN_PERSON_STATUS_ACTIVE);

  if (status != TSN_PERSON_STATUS_ACTIVE)
    take_badge (badges, g_strdup (tsn_record_code_words (person, TSN_PERSON_STATUS)), TRUE);
  if (tsn_record_value (person, TSN_PERSON_MERGED_INTO) != NULL)
    take_badge (badges, g_strdup (_ ("Kept under another record")), TRUE);
}

static void
add_review (GPtrArray *badges, const TsnRecord *person, TsnDate today)
{
  TsnDate review = (TsnDate) tsn_record_number (person, TSN_PERSON_NEXT_REVIEW, 0);
  g_autofree char *date = day (review);

  if (review == TSN_DATE_NONE)
    return;
  if (review <= today)
    take_badge (badges, g_strdup_printf (_ ("To be reviewed since %s"), date), TRUE);
  else
    take_badge (badges, g_strdup_printf (_ ("Next review %s"), date), FALSE);
}

const TsnRecord *
tsn_newest_valid (const GPtrArray *records, guint voided)
{
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const TsnRecord *record = g_ptr_array_index (records, i);

      if (tsn_record_number (record, voided, 0) == 0)
        return record;
    }
  return NULL;
}

static void
add_card (GPtrArray *badges, const GPtrArray *cards)
{
  const TsnRecord *card = tsn_newest_valid (cards, TSN_CARD_VOIDED);
  g_autofree char *date = NULL;

  if (card == NULL)
    {
      take_badge (badges, g_strdup (_ ("No card yet")), FALSE);
      return;
    }
  date = day (tsn_date_from_unix_ms (tsn_record_number (card, TSN_CARD_ISSUED_AT, 0)));
  take_badge (badges, g_strdup_printf (_ ("Card of %s"), date), FALSE);
}

static void
add_conversation (GPtrArray *badges, const GPtrArray *conversations, TsnDate today)
{
  const TsnRecord *talk = tsn_newest_valid (conversations, TSN_CONVERSATION_WITHDRAWN);
  TsnDate review;

  if (talk == NULL)
    return;
  review = (TsnDate) tsn_record_number (talk, TSN_CONVERSATION_NEXT_REVIEW, 0);
  if (review != TSN_DATE_NONE && review <= today)
    take_badge (badges, g_strdup (_ ("Time for the next conversation")), TRUE);
}

GPtrArray *
tsn_person_badges (const TsnPersonOverview *overview, TsnDate today)
{
  GPtrArray *badges = g_ptr_array_new_with_free_func (badge_free);
  gint64 status = tsn_record_number (overview->person, TSN_PERSON_STATUS, 0);

  add_status (badges, overview->person);
  add_card (badges, overview->cards);
  if (status == TSN_PERSON_STATUS_DECEASED)
    return badges;
  add_review (badges, overview->person, today);
  add_conversation (badges, overview->conversations, today);
  return badges;
}

char *
tsn_withdrawal_words (const TsnRecord *talk)
{
  g_autofree char *on = tsn_record_words (talk, TSN_CONVERSATION_WITHDRAWN_ON);
  const char *why = tsn_record_text (talk, TSN_CONVERSATION_WITHDRAWN_NOTE);

  if (tsn_record_number (talk, TSN_CONVERSATION_WITHDRAWN, 0) == 0)
    return NULL;
  return tsn_join_words ((const char *const[]){ on, why }, 2);
}

/* -- Contacts -- */

char *
tsn_contact_title (const TsnRecord *contact)
{
  const char *name = tsn_record_text (contact, TSN_CONTACT_NAME);
  const char *relation = tsn_record_text (contact, TSN_CONTACT_RELATION_NOTE);
  g_autofree char *who = NULL;
  char *title;

  if (relation == NULL)
    relation = tsn_record_code_words (contact, TSN_CONTACT_RELATION);
  if (name != NULL && relation[0] != '\0')
    who = g_strdup_printf (_ ("%s (%s)"), name, relation);
  title = tsn_join_words ((const char *const[]){ tsn_record_text (contact, TSN_CONTACT_OFFICE),
                                                 tsn_record_text (contact, TSN_CONTACT_DEPARTMENT),
                                                 who != NULL ? who : name },
                          3);
  if (title[0] != '\0')
    return title;
  g_free (title);
  return g_strdup (relation[0] != '\0' ? relation : _ ("No name yet"));
}

char *
tsn_contact_phones (const TsnRecord *contact)
{
  const char *night = tsn_record_text (contact, TSN_CONTACT_PHONE_24H);
  g_autofree char *marked = night != NULL ? g_strdup_printf (_ ("%s (24 hours)"), night) : NULL;

  return tsn_join_words ((const char *const[]){ tsn_record_text (contact, TSN_CONTACT_PHONE_1),
                                                tsn_record_text (contact, TSN_CONTACT_PHONE_2),
                                                marked },
                         3);
}

char *
tsn_contact_about (const TsnRecord *contact)
{
  TsnDate ended = (TsnDate) tsn_record_number (contact, TSN_CONTACT_ENDED_ON, 0);
  g_autofree char *date = day (ended);
  g_autofree char *until = ended != TSN_DATE_NONE ? g_strdup_printf (_ ("ended %s"), date) : NULL;

  return tsn_join_words (
      (const char *const[]){
          tsn_record_code_words (contact, TSN_CONTACT_ROLE),
          is_yes (contact, TSN_CONTACT_PROXY) ? _ ("speaks for the person") : NULL,
          is_yes (contact, TSN_CONTACT_LIVING_TOGETHER) ? _ ("lives with them") : NULL,
          until },
      4);
}

/* -- Consents -- */

const TsnRecord *
tsn_consent_for (const GPtrArray *consents, guint purpose)
{
  const TsnRecord *last = NULL;

  for (guint i = 0; i < consents->len; i++)
    {
      const TsnRecord *consent = g_ptr_array_index (consents, i);

      if (tsn_record_number (consent, TSN_CONSENT_PURPOSE, 0) == (gint64) purpose &&
          (last == NULL || tsn_id_compare (&consent->id, &last->id) > 0))
        last = consent;
    }
  return last;
}

char *
tsn_consent_words (const TsnRecord *consent)
{
  TsnDate withdrawn;
  g_autofree char *given = NULL;
  g_autofree char *date = NULL;
  g_autofree char *until = NULL;

  if (consent == NULL)
    return g_strdup (_ ("Not asked yet"));
  withdrawn = (TsnDate) tsn_record_number (consent, TSN_CONSENT_WITHDRAWN_ON, 0);
  given = day ((TsnDate) tsn_record_number (consent, TSN_CONSENT_GIVEN_ON, 0));
  date = day (withdrawn);
  until = withdrawn != TSN_DATE_NONE ? g_strdup_printf (_ ("withdrawn on %s"), date) : NULL;
  return tsn_join_words (
      (const char *const[]){ until,
                             tsn_record_code_words (consent, TSN_CONSENT_ANSWER),
                             given,
                             tsn_record_code_words (consent, TSN_CONSENT_METHOD),
                             tsn_record_code_words (consent, TSN_CONSENT_GIVEN_BY),
                             tsn_record_text (consent, TSN_CONSENT_GIVEN_BY_NAME) },
      6);
}
