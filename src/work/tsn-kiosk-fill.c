/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a card that was read to what a resident might have said. What is on the card is what differs
 * from a person of whom nothing is recorded (tsn-card-difference.c), so which field is which is
 * written once. Contacts come in the order in which the card has them.
 */

#include "tsn-card-update.h"
#include "tsn-kiosk-draft.h"
#include "tsn-secret.h"

#define NONE "なし" /* as cards had it before there was a code for it, and as people write it */

typedef struct
{
  TsnKioskDraft *draft;
  gboolean whole;           /* everything could be taken so far */
  gboolean has_main_doctor; /* among several */
} Fill;

static void
say_text (Fill *self, guint part, guint field, const char *text)
{
  if (!tsn_kiosk_draft_set_text (self->draft, part, field, text, NULL))
    self->whole = FALSE;
}

static gboolean
says (const Fill *self, guint part, guint field)
{
  return tsn_kiosk_draft_text (self->draft, part, field)[0] != '\0';
}

/* As it would be typed. */
static char *
text_of (const TsnField *field, const TsnValue *value)
{
  GString *text;

  if (field->type == TSN_TYPE_DATE)
    return tsn_date_format ((TsnDate) value->number, TSN_DATE_STYLE_ERA);
  if (value->type != TSN_TYPE_LIST)
    return g_strdup (value->text);
  text = g_string_sized_new (1536); /* of the longest list: nothing of it is left elsewhere */
  for (guint i = 0; i < value->list->len; i++)
    {
      const TsnValue *item = &g_array_index (value->list, TsnValue, i);
      g_autoptr (TsnSecretText) one = item->type == TSN_TYPE_TEXT ? g_strdup (item->text)
                                                                  : tsn_value_format (field, item);

      g_string_append_printf (text, "%s%s", i > 0 ? "、" : "", one);
    }
  return g_string_free (text, FALSE);
}

static void
say (Fill *self, guint part, const TsnCardDifference *one)
{
  const TsnField *field = one->field;
  g_autoptr (TsnSecretText) text = NULL;

  if (one->after.type != TSN_TYPE_LIST && field->type != TSN_TYPE_TEXT &&
      field->type != TSN_TYPE_DATE)
    {
      tsn_kiosk_draft_set_number (self->draft, part, field->number, one->after.number);
      return;
    }
  text = text_of (field, &one->after);
  say_text (self, part, field->number, text);
}

/* -- Whose place an entry of the card takes -- */

static const struct
{
  guint role, part;
} PLACES[] = {
  { TSN_CONTACT_ROLE_EMERGENCY, TSN_KIOSK_CONTACT },
  { TSN_CONTACT_ROLE_EMERGENCY, TSN_KIOSK_CONTACT + 1 },
  { TSN_CONTACT_ROLE_EMERGENCY, TSN_KIOSK_CONTACT + 2 },
  { TSN_CONTACT_ROLE_MAIN_DOCTOR, TSN_KIOSK_DOCTOR },
  { TSN_CONTACT_ROLE_DOCTOR, TSN_KIOSK_DOCTOR },
  { TSN_CONTACT_ROLE_DENTIST, TSN_KIOSK_DENTIST },
  { TSN_CONTACT_ROLE_PHARMACY, TSN_KIOSK_PHARMACY },
  { TSN_CONTACT_ROLE_CARE_MANAGER, TSN_KIOSK_CARE_MANAGER },
};

/* 0: there are more than a card has. */
static guint
free_part (const Fill *self, guint role)
{
  for (guint i = 0; i < G_N_ELEMENTS (PLACES); i++)
    if (PLACES[i].role == role && !tsn_kiosk_draft_has_contact (self->draft, PLACES[i].part) &&
        (role != TSN_CONTACT_ROLE_DOCTOR || !self->has_main_doctor))
      return PLACES[i].part;
  for (guint part = TSN_KIOSK_OTHER; part < TSN_KIOSK_OTHER + TSN_KIOSK_OTHERS; part++)
    if (!tsn_kiosk_draft_has_contact (self->draft, part))
      {
        tsn_kiosk_draft_set_number (self->draft, part, TSN_CONTACT_ROLE, role);
        return part;
      }
  return 0;
}

/* What an entry is called by comes first: whatever else was said of that place goes with it. */
static guint
say_entry (Fill *self, const GArray *differences, guint first)
{
  const TsnCardDifference *head = &g_array_index (differences, TsnCardDifference, first);
  guint part = head->entry == 0 ? TSN_KIOSK_PERSON : free_part (self, head->role);
  guint end = first;

  for (; end < differences->len; end++)
    {
      const TsnCardDifference *one = &g_array_index (differences, TsnCardDifference, end);

      if (one->entry != head->entry)
        break;
      if (head->entry == 0 || part != 0)
        say (self, part, one);
    }
  self->whole = self->whole && (head->entry == 0 || part != 0);
  return end;
}

/* -- What is asked -- */

/* What was said where nothing is listed. */
static gint64
answer_of (gint64 presence)
{
  return presence == TSN_PRESENCE_NONE      ? TSN_ANSWER_NO
         : presence == TSN_PRESENCE_PRESENT ? TSN_ANSWER_YES
         : presence == TSN_PRESENCE_UNKNOWN ? TSN_ANSWER_UNSURE
                                            : 0;
}

/* The field of the list is asked as a question of its own; @presence takes its place no more. */
static void
answer (Fill *self, guint question, guint field, guint presence, gint64 otherwise)
{
  const char *text = tsn_kiosk_draft_text (self->draft, TSN_KIOSK_PERSON, field);
  gint64 code = tsn_kiosk_draft_number (self->draft, TSN_KIOSK_PERSON, presence);
  gint64 number = text[0] == '\0'            ? otherwise
                  : g_str_equal (text, NONE) ? TSN_ANSWER_NO
                                             : TSN_ANSWER_YES;

  if (number == 0)
    number = answer_of (code);
  if (code != 0)
    tsn_kiosk_draft_set_number (self->draft, TSN_KIOSK_PERSON, presence, 0);
  tsn_kiosk_draft_set_number (self->draft, TSN_KIOSK_ASKED, question, number);
  if (number == TSN_ANSWER_NO)
    say_text (self, TSN_KIOSK_PERSON, field, "");
}

static void
answer_questions (Fill *self)
{
  TsnKioskDraft *draft = self->draft;
  gboolean notebook = tsn_kiosk_draft_number (draft,
                                              TSN_KIOSK_PERSON,
                                              TSN_PERSON_MEDICINE_NOTEBOOK) != 0;

  answer (self, TSN_KIOSK_ASKED_CONDITIONS, TSN_PERSON_CONDITIONS, TSN_PERSON_CONDITION, 0);
  answer (self,
          TSN_KIOSK_ASKED_MEDICINES,
          TSN_PERSON_MEDICINES,
          TSN_PERSON_MEDICINE,
          notebook ? TSN_KIOSK_NOTEBOOK : 0);
  for (guint i = 0; i + 1 < TSN_KIOSK_CONTACTS; i++)
    if (tsn_kiosk_draft_has_contact (draft, TSN_KIOSK_CONTACT + i))
      tsn_kiosk_draft_set_number (draft,
                                  TSN_KIOSK_ASKED,
                                  TSN_KIOSK_ASKED_MORE + i,
                                  tsn_kiosk_draft_has_contact (draft, TSN_KIOSK_CONTACT + i + 1)
                                      ? TSN_ANSWER_YES
                                      : TSN_ANSWER_NO);
}

/* One number is asked for. */
static void
answer_phone (Fill *self)
{
  g_autoptr (TsnSecretText) mobile = g_strdup (
      tsn_kiosk_draft_text (self->draft, TSN_KIOSK_PERSON, TSN_PERSON_PHONE_MOBILE));

  if (mobile[0] == '\0' || says (self, TSN_KIOSK_PERSON, TSN_PERSON_PHONE_HOME))
    return;
  say_text (self, TSN_KIOSK_PERSON, TSN_PERSON_PHONE_MOBILE, "");
  say_text (self, TSN_KIOSK_PERSON, TSN_PERSON_PHONE_HOME, mobile);
}

/* -- Wishes -- */

static gboolean
is_called (const Fill *self, guint part, const char *name)
{
  const char *office = tsn_kiosk_draft_text (self->draft, part, TSN_CONTACT_OFFICE);

  return g_str_equal (
      office[0] != '\0' ? office : tsn_kiosk_draft_text (self->draft, part, TSN_CONTACT_NAME),
      name);
}

static gboolean
say_who_knows (Fill *self, const char *name)
{
  for (guint part = TSN_KIOSK_CONTACT; part < TSN_KIOSK_OTHER + TSN_KIOSK_OTHERS; part++)
    if (tsn_kiosk_draft_has_contact (self->draft, part) && is_called (self, part, name))
      {
        tsn_kiosk_draft_set_number (self->draft,
                                    TSN_KIOSK_ASKED,
                                    TSN_KIOSK_ASKED_WISHES_WITH,
                                    part);
        return TRUE;
      }
  return FALSE;
}

static void
answer_wishes (Fill *self, const TsnCard *card)
{
  const char *name;

  if (!tsn_card_has (card, TSN_CARD_F_WISHES))
    return;
  tsn_kiosk_draft_set_number (self->draft,
                              TSN_KIOSK_PERSON,
                              TSN_PERSON_WISHES_RECORDED,
                              TSN_ANSWER_YES);
  name = tsn_card_text (tsn_card_item (card, TSN_CARD_F_WISHES, 0), TSN_CARD_F_PLACE_NAME);
  if (name != NULL && !say_who_knows (self, name))
    self->whole = FALSE;
}

/* -- Public -- */

static gboolean
has_main_doctor (const GArray *differences)
{
  for (guint i = 0; i < differences->len; i++)
    if (g_array_index (differences, TsnCardDifference, i).role == TSN_CONTACT_ROLE_MAIN_DOCTOR)
      return TRUE;
  return FALSE;
}

void
tsn_kiosk_draft_fill (TsnKioskDraft *self, const TsnCard *card)
{
  g_autoptr (GArray) differences = tsn_card_differences (NULL, NULL, card, NULL);
  const char *serial = tsn_card_text (card, TSN_CARD_F_SERIAL);
  Fill fill = { self, !tsn_card_has (card, TSN_CARD_F_PARTIAL), has_main_doctor (differences) };

  tsn_kiosk_draft_wipe (self);
  for (guint i = 0; i < differences->len;)
    i = say_entry (&fill, differences, i);
  answer_questions (&fill);
  answer_phone (&fill);
  answer_wishes (&fill, card);
  if (serial != NULL)
    say_text (&fill, TSN_KIOSK_REGISTER, TSN_CARD_SUPERSEDES_SERIAL, serial);
  tsn_kiosk_draft_set_number (self,
                              TSN_KIOSK_ASKED,
                              TSN_KIOSK_READ_NUMBER,
                              tsn_card_number (card, TSN_CARD_F_ISSUE));
  tsn_kiosk_draft_set_number (self, TSN_KIOSK_ASKED, TSN_KIOSK_READ_PARTIAL, fill.whole ? 0 : 1);
}
