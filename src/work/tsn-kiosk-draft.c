/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The answers lie in one piece of locked memory, so that wiping is one call and nothing of them is
 * left in places where memory grew. What an answer may be is the record table's affair: the text is
 * parsed and checked by the field's own rules as soon as it is given.
 *
 * A resident who wants nothing kept has a card all the same: then the register gets a card without
 * a person, and no other record is written.
 */

#include "tsn-kiosk-draft.h"

#include <string.h>

#include "tsn-card.h"
#include "tsn-secret.h"
#include "tsn-text.h"
#include "tsn-validate.h"
#include "tsn-work-private.h"

#define TEXT_SIZE 1280 /* bytes; the medicines of a full card take 1230, an address 361 */
#define N_ANSWERS 192

typedef struct
{
  guint16 part, field;
  gint64 number;
  char text[TEXT_SIZE]; /* "" of a number */
} Answer;

struct _TsnKioskDraft
{
  guint n_answers;
  Answer answers[N_ANSWERS];
};

TsnKioskDraft *
tsn_kiosk_draft_new (void)
{
  return tsn_secret_new (sizeof (TsnKioskDraft));
}

void
tsn_kiosk_draft_free (TsnKioskDraft *self)
{
  tsn_secret_free (self);
}

void
tsn_kiosk_draft_wipe (TsnKioskDraft *self)
{
  tsn_secret_wipe (self, sizeof *self);
}

gboolean
tsn_kiosk_draft_is_empty (const TsnKioskDraft *self)
{
  for (guint i = 0; i < self->n_answers; i++)
    if (self->answers[i].number != 0 || self->answers[i].text[0] != '\0')
      return FALSE;
  return TRUE;
}

static const Answer *
find (const TsnKioskDraft *self, guint part, guint field)
{
  for (guint i = 0; i < self->n_answers; i++)
    if (self->answers[i].part == part && self->answers[i].field == field)
      return &self->answers[i];
  return NULL;
}

static Answer *
ensure (TsnKioskDraft *self, guint part, guint field)
{
  const Answer *there = find (self, part, field);
  Answer *answer;

  if (there != NULL)
    return &self->answers[there - self->answers];
  g_assert (self->n_answers < N_ANSWERS); /* more than the steps can ask */
  answer = &self->answers[self->n_answers++];
  answer->part = (guint16) part;
  answer->field = (guint16) field;
  return answer;
}

const char *
tsn_kiosk_draft_text (const TsnKioskDraft *self, guint part, guint field)
{
  const Answer *answer = find (self, part, field);

  return answer != NULL ? answer->text : "";
}

gint64
tsn_kiosk_draft_number (const TsnKioskDraft *self, guint part, guint field)
{
  const Answer *answer = find (self, part, field);

  return answer != NULL ? answer->number : 0;
}

void
tsn_kiosk_draft_set_number (TsnKioskDraft *self, guint part, guint field, gint64 number)
{
  ensure (self, part, field)->number = number;
}

/* -- Texts -- */

static const TsnField *
field_of (guint part, guint field)
{
  guint kind = part == TSN_KIOSK_PERSON     ? TSN_KIND_PERSON
               : part == TSN_KIOSK_REGISTER ? TSN_KIND_CARD
                                            : TSN_KIND_CONTACT;

  return tsn_kind_field (tsn_kind_by_number (kind), field);
}

/* Items as people part them are parted as tsn_value_parse() wants them; what stands in brackets,
 * 脳梗塞（2019年、左麻痺）, is one. */
static char *
part_items (const char *text)
{
  GString *parted = g_string_sized_new (TEXT_SIZE);
  const char *closing = text;

  for (const char *p = text; *p != '\0'; p = tsn_utf8_next (p))
    {
      gunichar c = g_utf8_get_char (p);

      const char *end = c == '(' ? strchr (p, ')') : c == 0xff08 ? strstr (p, "）") : NULL;

      if (p >= closing && end != NULL)
        closing = end;
      if (p >= closing && (c == 0x3001 || c == ',' || c == 0xff0c))
        g_string_append_c (parted, ';');
      else
        g_string_append_unichar (parted, c);
    }
  return g_string_free (parted, FALSE);
}

static gboolean
parse (const TsnField *field, const char *text, TsnValue *value, GError **error)
{
  g_autoptr (TsnSecretText) parted = NULL;

  if ((field->flags & TSN_FIELD_LIST) != 0)
    parted = part_items (text);
  return tsn_value_parse (field, parted != NULL ? parted : text, value, error) &&
         tsn_validate_value (field, value, error);
}

static gboolean
is_team (guint part)
{
  return part >= TSN_KIOSK_DOCTOR && part <= TSN_KIOSK_CARE_MANAGER;
}

/* What was said of another office is not of this one. A person's name may have been spelled better:
 * then only what came from a card and nobody is asked goes. */
static void
forget_carried (TsnKioskDraft *self, guint part)
{
  for (guint i = 0; i < self->n_answers; i++)
    {
      Answer *answer = &self->answers[i];

      if (answer->part != part || (!is_team (part) && (answer->field == TSN_CONTACT_PHONE_1 ||
                                                       answer->field == TSN_CONTACT_RELATION)))
        continue;
      answer->number = 0;
      tsn_secret_wipe (answer->text, TEXT_SIZE);
    }
}

static gboolean
is_called_by (guint part, guint field)
{
  return is_team (part)
             ? field == TSN_CONTACT_OFFICE
             : part < TSN_KIOSK_DOCTOR && part >= TSN_KIOSK_CONTACT && field == TSN_CONTACT_NAME;
}

gboolean
tsn_kiosk_draft_set_text (TsnKioskDraft *self,
                          guint part,
                          guint field,
                          const char *text,
                          GError **error)
{
  const TsnField *rules = field_of (part, field);
  g_auto (TsnValue) value = TSN_VALUE_NONE;
  Answer *answer;

  if (!parse (rules, text, &value, error))
    return FALSE;
  if (tsn_card_text_is_wish (text))
    {
      g_set_error (error,
                   TSN_CARD_ERROR,
                   TSN_CARD_ERROR_WISH,
                   "%s: no card says this",
                   rules->name);
      return FALSE;
    }
  if (strlen (text) >= TEXT_SIZE)
    {
      g_set_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_TOO_LONG, "%s is too long", rules->name);
      return FALSE;
    }
  if (is_called_by (part, field) && !g_str_equal (tsn_kiosk_draft_text (self, part, field), text))
    forget_carried (self, part);
  answer = ensure (self, part, field);
  tsn_secret_wipe (answer->text, TEXT_SIZE);
  if (value.type != TSN_TYPE_NONE)
    memcpy (answer->text, text, strlen (text));
  return TRUE;
}

gboolean
tsn_kiosk_draft_has_contact (const TsnKioskDraft *self, guint part)
{
  return tsn_kiosk_draft_text (self, part, TSN_CONTACT_NAME)[0] != '\0' ||
         tsn_kiosk_draft_text (self, part, TSN_CONTACT_OFFICE)[0] != '\0' ||
         tsn_kiosk_draft_text (self, part, TSN_CONTACT_PHONE_1)[0] != '\0';
}

gboolean
tsn_kiosk_draft_is_update (const TsnKioskDraft *self)
{
  return tsn_kiosk_draft_text (self, TSN_KIOSK_REGISTER, TSN_CARD_SUPERSEDES_SERIAL)[0] != '\0';
}

gboolean
tsn_kiosk_draft_is_partial (const TsnKioskDraft *self)
{
  return tsn_kiosk_draft_number (self, TSN_KIOSK_ASKED, TSN_KIOSK_READ_PARTIAL) != 0;
}

gboolean
tsn_kiosk_draft_is_kept (const TsnKioskDraft *self)
{
  return tsn_kiosk_draft_number (self, TSN_KIOSK_CONSENT, TSN_PURPOSE_KEEP) ==
         TSN_CONSENT_ANSWER_AGREES;
}

/* -- Records -- */

static TsnChange *
new_record (guint kind, gint64 now_ms)
{
  TsnId id = tsn_id_new (now_ms);

  return tsn_change_new_create (tsn_kind_by_number (kind), &id);
}

/* Whether an answer still stands: "yes" may have become "no" after something was typed. */
static gboolean
stands (const TsnKioskDraft *self, const Answer *answer)
{
  if (answer->part != TSN_KIOSK_PERSON)
    return TRUE;
  switch (answer->field)
    {
    case TSN_PERSON_CONDITIONS:
      return tsn_kiosk_draft_number (self, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_CONDITIONS) ==
             TSN_ANSWER_YES;
    case TSN_PERSON_MEDICINES:
      return tsn_kiosk_draft_number (self, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_MEDICINES) ==
             TSN_ANSWER_YES;
    case TSN_PERSON_MEDICINE_NOTEBOOK: /* beside the medicines of a card */
      return tsn_kiosk_draft_number (self, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_MEDICINES) ==
             TSN_ANSWER_YES;
    case TSN_PERSON_ALLERGIES:
      return tsn_kiosk_draft_number (self, TSN_KIOSK_PERSON, TSN_PERSON_ALLERGY) ==
             TSN_ALLERGY_PRESENT;
    case TSN_PERSON_WISHES_RECORDED: /* "no" is not written: others may know of some */
      return answer->number == TSN_ANSWER_YES;
    default:
      return TRUE;
    }
}

/* 090, 080, 070 and 060 go with the person; people are asked for one number. */
static guint
record_field (const TsnKioskDraft *self, const Answer *answer)
{
  char digits[TSN_PHONE_SIZE];

  if (answer->part == TSN_KIOSK_PERSON && answer->field == TSN_PERSON_PHONE_HOME &&
      tsn_kiosk_draft_text (self, TSN_KIOSK_PERSON, TSN_PERSON_PHONE_MOBILE)[0] == '\0' &&
      tsn_work_phone_key (answer->text, digits) && digits[0] == '0' &&
      strchr ("6789", digits[1]) != NULL && digits[2] == '0')
    return TSN_PERSON_PHONE_MOBILE;
  return answer->field;
}

/* Everything that was said of one part. */
static void
copy_answers (const TsnKioskDraft *self, guint part, TsnChange *change)
{
  for (guint i = 0; i < self->n_answers; i++)
    {
      const Answer *answer = &self->answers[i];
      TsnValue value = TSN_VALUE_NONE;

      if (answer->part != part || !stands (self, answer))
        continue;
      if (answer->number != 0)
        tsn_change_set_number (change, answer->field, answer->number);
      else if (answer->text[0] != '\0' &&
               parse (field_of (part, answer->field), answer->text, &value, NULL))
        tsn_change_take (change, record_field (self, answer), value);
    }
}

/* Blank is not "none", and "I do not know" is an answer, too. */
static void
set_presence (TsnChange *person, guint field, gint64 answer)
{
  switch (answer)
    {
    case TSN_ANSWER_YES:
    case TSN_KIOSK_NOTEBOOK:
      tsn_change_set_number (person, field, TSN_PRESENCE_PRESENT);
      break;
    case TSN_ANSWER_NO:
      tsn_change_set_number (person, field, TSN_PRESENCE_NONE);
      break;
    case TSN_ANSWER_UNSURE:
      tsn_change_set_number (person, field, TSN_PRESENCE_UNKNOWN);
      break;
    default:
      break;
    }
}

static void
add_health (const TsnKioskDraft *self, TsnChange *person)
{
  gint64 medicines = tsn_kiosk_draft_number (self, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_MEDICINES);

  set_presence (person,
                TSN_PERSON_CONDITION,
                tsn_kiosk_draft_number (self, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_CONDITIONS));
  set_presence (person, TSN_PERSON_MEDICINE, medicines);
  if (medicines == TSN_KIOSK_NOTEBOOK)
    tsn_change_set_number (person, TSN_PERSON_MEDICINE_NOTEBOOK, 1);
}

static const struct
{
  guint part, role;
} TEAM[] = {
  { TSN_KIOSK_DOCTOR, TSN_CONTACT_ROLE_MAIN_DOCTOR },
  { TSN_KIOSK_DENTIST, TSN_CONTACT_ROLE_DENTIST },
  { TSN_KIOSK_PHARMACY, TSN_CONTACT_ROLE_PHARMACY },
  { TSN_KIOSK_CARE_MANAGER, TSN_CONTACT_ROLE_CARE_MANAGER },
};

static void
add_contact (const TsnKioskDraft *self, GPtrArray *changes, guint part, guint role, gint64 now_ms)
{
  TsnChange *person = g_ptr_array_index (changes, 0);
  TsnChange *contact;

  if (!tsn_kiosk_draft_has_contact (self, part))
    return;
  contact = new_record (TSN_KIND_CONTACT, now_ms);
  copy_answers (self, part, contact);
  tsn_change_set_reference (contact, TSN_CONTACT_PERSON, &person->record);
  tsn_change_set_number (contact, TSN_CONTACT_ROLE, role);
  tsn_change_set_number (contact, TSN_CONTACT_PRIORITY, changes->len);
  if (tsn_kiosk_draft_number (self, TSN_KIOSK_PERSON, TSN_PERSON_WISHES_RECORDED) ==
          TSN_ANSWER_YES &&
      tsn_kiosk_draft_number (self, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_WISHES_WITH) == part)
    tsn_change_set_reference (person, TSN_PERSON_WISHES_CONTACT, &contact->record);
  g_ptr_array_add (changes, contact);
}

static void
add_consents (const TsnKioskDraft *self, GPtrArray *changes, gint64 now_ms)
{
  const TsnChange *person = g_ptr_array_index (changes, 0);

  for (guint i = 0; i < self->n_answers; i++)
    {
      const Answer *answer = &self->answers[i];
      TsnChange *consent;

      if (answer->part != TSN_KIOSK_CONSENT || answer->number == 0)
        continue;
      consent = new_record (TSN_KIND_CONSENT, now_ms);
      tsn_change_set_reference (consent, TSN_CONSENT_PERSON, &person->record);
      tsn_change_set_number (consent, TSN_CONSENT_PURPOSE, answer->field);
      tsn_change_set_number (consent, TSN_CONSENT_ANSWER, answer->number);
      tsn_change_set_number (consent, TSN_CONSENT_GIVEN_ON, tsn_date_from_unix_ms (now_ms));
      tsn_change_set_number (consent, TSN_CONSENT_METHOD, TSN_CONSENT_METHOD_KIOSK);
      tsn_change_set_number (consent, TSN_CONSENT_GIVEN_BY, TSN_CONSENT_BY_PERSON);
      g_ptr_array_add (changes, consent);
    }
}

GPtrArray *
tsn_kiosk_draft_changes (const TsnKioskDraft *self, gint64 now_ms)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_change_free);
  TsnChange *person = new_record (TSN_KIND_PERSON, now_ms);

  g_ptr_array_add (changes, person);
  copy_answers (self, TSN_KIOSK_PERSON, person);
  add_health (self, person);
  tsn_change_set_number (person, TSN_PERSON_REVIEWED_ON, tsn_date_from_unix_ms (now_ms));
  for (guint i = 0; i < TSN_KIOSK_CONTACTS; i++)
    add_contact (self, changes, TSN_KIOSK_CONTACT + i, TSN_CONTACT_ROLE_EMERGENCY, now_ms);
  for (guint i = 0; i < G_N_ELEMENTS (TEAM); i++)
    add_contact (self, changes, TEAM[i].part, TEAM[i].role, now_ms);
  for (guint part = TSN_KIOSK_OTHER; part < TSN_KIOSK_OTHER + TSN_KIOSK_OTHERS; part++)
    add_contact (self,
                 changes,
                 part,
                 (guint) tsn_kiosk_draft_number (self, part, TSN_CONTACT_ROLE),
                 now_ms);
  add_consents (self, changes, now_ms);
  return changes;
}

/* The record that @change will make. */
static TsnRecord *
record_of (const TsnChange *change)
{
  TsnRecord *record = tsn_record_new (change->kind, &change->record);

  for (guint i = 0; i < change->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (change->items, TsnChangeItem, i);
      TsnCell *cell = tsn_record_ensure_cell (record, item->field);

      cell->readable = TRUE;
      cell->value = tsn_value_copy (&item->value);
    }
  return record;
}

void
tsn_kiosk_draft_add_card (const TsnKioskDraft *self,
                          GPtrArray *changes,
                          TsnPrintRun *run,
                          guint layout,
                          gint64 now_ms)
{
  const TsnChange *person = g_ptr_array_index (changes, 0);
  guint channel = (guint) tsn_kiosk_draft_number (self, TSN_KIOSK_REGISTER, TSN_CARD_CHANNEL);
  TsnIssue issue = { .layout = layout,
                     .channel = channel != 0 ? channel : TSN_CARD_CHANNEL_KIOSK,
                     .printed_by = TSN_PRINTED_BY_KIOSK,
                     .written = tsn_date_from_unix_ms (now_ms),
                     .now_ms = now_ms };
  g_autoptr (TsnRecord) record = record_of (person);
  g_autoptr (GPtrArray) contacts = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_record_unref);

  if (tsn_kiosk_draft_is_kept (self))
    issue.person = person->record;
  if (tsn_kiosk_draft_is_update (self))
    {
      issue.reissue = TSN_REISSUE_CHANGED;
      g_strlcpy (issue.replaces,
                 tsn_kiosk_draft_text (self, TSN_KIOSK_REGISTER, TSN_CARD_SUPERSEDES_SERIAL),
                 sizeof issue.replaces);
      issue.replaced_number = (guint) tsn_kiosk_draft_number (self,
                                                              TSN_KIOSK_ASKED,
                                                              TSN_KIOSK_READ_NUMBER);
    }
  for (guint i = 1; i < changes->len; i++)
    {
      const TsnChange *change = g_ptr_array_index (changes, i);

      if (change->kind->number == TSN_KIND_CONTACT)
        g_ptr_array_add (contacts, record_of (change));
    }
  tsn_print_run_add_newcomer (run, &issue, record, contacts);
}
