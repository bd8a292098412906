/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was said becomes records: of a new person, or of the one whose card was brought along. In
 * that case the changes, made as if everybody were new, are turned to the records that are there.
 */

#include "tsn-card-update.h"
#include "tsn-kiosk-draft.h"
#include "tsn-person.h"
#include "tsn-secret.h"
#include "tsn-work-private.h"

/* -- Whether it is the same one -- */

static const char *
text_of (const TsnChange *change, guint field)
{
  const TsnValue *value = tsn_change_get (change, field);

  return value != NULL && value->type == TSN_TYPE_TEXT ? value->text : NULL;
}

static gboolean
is_same_name (const char *a, const char *b)
{
  g_autoptr (TsnSecretText) left = tsn_work_name_key (a);
  g_autoptr (TsnSecretText) right = tsn_work_name_key (b);

  return left[0] != '\0' && g_str_equal (left, right);
}

static gboolean
is_same_phone (const char *a, const char *b)
{
  char left[TSN_PHONE_SIZE], right[TSN_PHONE_SIZE];

  return a != NULL && b != NULL && tsn_work_phone_key (a, left) && tsn_work_phone_key (b, right) &&
         g_str_equal (left, right);
}

/* A card may have been handed on to somebody else: nobody's records become another's. */
static gboolean
is_same_person (const TsnChange *change, const TsnRecord *record)
{
  const TsnValue *birth = tsn_change_get (change, TSN_PERSON_BIRTH_DATE);

  return is_same_name (text_of (change, TSN_PERSON_KANA),
                       tsn_record_text (record, TSN_PERSON_KANA)) ||
         (birth != NULL &&
          birth->number == tsn_record_number (record, TSN_PERSON_BIRTH_DATE, TSN_DATE_NONE));
}

static gboolean
is_same_contact (const TsnChange *change, const TsnRecord *record)
{
  static const guint names[] = { TSN_CONTACT_OFFICE, TSN_CONTACT_NAME };
  const TsnValue *role = tsn_change_get (change, TSN_CONTACT_ROLE);

  if (role->number != tsn_record_number (record, TSN_CONTACT_ROLE, 0) ||
      tsn_record_value (record, TSN_CONTACT_ENDED_ON) != NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (is_same_name (text_of (change, names[i]), tsn_record_text (record, names[i])))
      return TRUE;
  return is_same_phone (text_of (change, TSN_CONTACT_PHONE_1),
                        tsn_record_text (record, TSN_CONTACT_PHONE_1));
}

/* -- Turning the changes -- */

static void
turn_references (GPtrArray *changes, const TsnId *from, const TsnId *to)
{
  for (guint i = 0; i < changes->len; i++)
    {
      TsnChange *change = g_ptr_array_index (changes, i);

      for (guint k = 0; k < change->items->len; k++)
        {
          TsnValue *value = &g_array_index (change->items, TsnChangeItem, k).value;

          if (value->type == TSN_TYPE_REFERENCE && tsn_id_equal (&value->id, from))
            value->id = *to;
        }
    }
}

static void
turn (GPtrArray *changes, TsnChange *change, const TsnId *to)
{
  TsnId from = change->record;

  change->record = *to;
  change->create = FALSE;
  turn_references (changes, &from, to);
}

static void
turn_contact (GPtrArray *changes, TsnChange *change, GPtrArray *contacts)
{
  for (guint i = 0; i < contacts->len; i++)
    {
      const TsnRecord *contact = g_ptr_array_index (contacts, i);

      if (is_same_contact (change, contact))
        {
          turn (changes, change, &contact->id);
          g_ptr_array_remove_index (contacts, i);
          return;
        }
    }
}

/* @person: nil: nobody, or nobody who can be read. */
static gboolean
find_person (TsnSession *session, const char *serial, TsnRecord **person, GError **error)
{
  TsnId id;

  *person = NULL;
  if (!tsn_card_find_in_register (session, serial, &id, error))
    return FALSE;
  if (tsn_id_is_nil (&id))
    return TRUE;
  *person = tsn_work_get (session, TSN_KIND_PERSON, &id, error);
  return *person != NULL;
}

static gboolean
turn_to_person (TsnSession *session, GPtrArray *changes, TsnIssue *issue, GError **error)
{
  TsnChange *change = g_ptr_array_index (changes, 0);
  g_autoptr (TsnRecord) person = NULL;
  g_autoptr (GPtrArray) contacts = NULL;

  if (!find_person (session, issue->replaces, &person, error))
    return FALSE;
  if (person == NULL || !is_same_person (change, person))
    return TRUE;
  contacts = tsn_person_contacts (session, &person->id, error);
  if (contacts == NULL)
    return FALSE;
  turn (changes, change, &person->id);
  issue->person = person->id;
  for (guint i = 1; i < changes->len; i++)
    {
      TsnChange *other = g_ptr_array_index (changes, i);

      if (other->kind->number == TSN_KIND_CONTACT)
        turn_contact (changes, other, contacts);
    }
  return TRUE;
}

/* -- Public -- */

gboolean
tsn_kiosk_save (TsnSession *session,
                GPtrArray *changes,
                TsnPrintRun *run,
                guint position,
                GError **error)
{
  TsnIssue *issue = &tsn_print_run_card (run, 0)->issue;

  if (changes != NULL && issue->replaces[0] != '\0' &&
      !turn_to_person (session, changes, issue, error))
    return FALSE;
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      TsnChange *change = g_ptr_array_index (changes, i);

      if ((change->create && change->kind->number == TSN_KIND_PERSON &&
           !tsn_work_complete_person (session, change, error)) ||
          !tsn_session_put (session, change, NULL, error))
        return FALSE;
    }
  return tsn_print_run_register (run, session, position, error);
}
