/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What came from a card and no step asks goes to the new card as it is; the resident is shown it
 * all the same, each with a way to leave it out. It is counted through anew whenever it is looked
 * at, since leaving one out moves the others.
 */

#include <string.h>

#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"

#define BETWEEN "、" /* the items of a list, as the draft has them */

static const TsnKioskChoice SEX[] = {
  { TSN_SEX_MALE, NK_ ("Male") },
  { TSN_SEX_FEMALE, NK_ ("Female") },
  { TSN_SEX_UNSTATED, NK_ ("Not said") },
  { 0, NULL },
};

static const TsnKioskChoice BLOOD[] = {
  { TSN_BLOOD_TYPE_A, "A" },
  { TSN_BLOOD_TYPE_B, "B" },
  { TSN_BLOOD_TYPE_O, "O" },
  { TSN_BLOOD_TYPE_AB, "AB" },
  { TSN_BLOOD_TYPE_UNKNOWN, NK_ ("I do not know") },
  { 0, NULL },
};

static const TsnKioskChoice RH[] = {
  { TSN_RH_POSITIVE, "Rh＋" },
  { TSN_RH_NEGATIVE, "Rh－" },
  { TSN_RH_UNKNOWN, NK_ ("I do not know") },
  { 0, NULL },
};

static const TsnKioskChoice NOTEBOOK[] = {
  { 1, NK_ ("Yes: see my medicine notebook") },
  { 0, NULL },
};

static const TsnKioskChoice NEEDS[] = {
  { TSN_NEED_PACEMAKER, NK_ ("Pacemaker") },
  { TSN_NEED_DEFIBRILLATOR, NK_ ("Implanted defibrillator") },
  { TSN_NEED_DIALYSIS, NK_ ("Dialysis") },
  { TSN_NEED_OXYGEN, NK_ ("Oxygen at home") },
  { TSN_NEED_VENTILATOR, NK_ ("Ventilator at home") },
  { TSN_NEED_TRACHEOSTOMY, NK_ ("Breathing tube in the neck") },
  { TSN_NEED_FEEDING_TUBE, NK_ ("Feeding tube") },
  { TSN_NEED_STOMA, NK_ ("Stoma") },
  { TSN_NEED_CATHETER, NK_ ("Urinary catheter") },
  { TSN_NEED_BLOOD_THINNER, NK_ ("Blood thinners") },
  { TSN_NEED_HEARING_AID, NK_ ("Hearing aid") },
  { TSN_NEED_HEARING, NK_ ("Hard of hearing") },
  { TSN_NEED_VISION, NK_ ("Poor sight") },
  { TSN_NEED_DEMENTIA, NK_ ("Dementia") },
  { TSN_NEED_SPEECH, NK_ ("Difficulty speaking") },
  { TSN_NEED_LANGUAGE, NK_ ("Needs an interpreter") },
  { TSN_NEED_WHEELCHAIR, NK_ ("Wheelchair") },
  { 0, NULL },
};

/* Of the person; without choices it is a text. */
static const struct
{
  guint field;
  const char *title;
  const TsnKioskChoice *choices;
} FACTS[] = {
  { TSN_PERSON_SEX, NK_ ("Sex"), SEX },
  { TSN_PERSON_PHONE_MOBILE, NK_ ("Mobile phone number"), NULL },
  { TSN_PERSON_MEDICINE_NOTEBOOK, NK_ ("Medicine notebook"), NOTEBOOK },
  { TSN_PERSON_NEEDS, NK_ ("What a crew should know of you"), NEEDS },
  { TSN_PERSON_BLOOD_TYPE, NK_ ("Blood type"), BLOOD },
  { TSN_PERSON_RH, NK_ ("Blood type"), RH },
};

/* -- Lists -- */

/* Item @index of @list, not ended there, and its @length; NULL: there are fewer. */
static const char *
item_at (const char *list, guint index, gsize *length)
{
  const char *end = strstr (list, BETWEEN);

  for (; index > 0 && end != NULL; index--)
    {
      list = end + strlen (BETWEEN);
      end = strstr (list, BETWEEN);
    }
  *length = end != NULL ? (gsize) (end - list) : strlen (list);
  return index == 0 && *length > 0 ? list : NULL;
}

static guint
count_items (const TsnKioskDraft *draft, guint field)
{
  const char *text = tsn_kiosk_draft_text (draft, TSN_KIOSK_PERSON, field);
  gsize length;
  guint n = 0;

  if (tsn_kiosk_draft_number (draft, TSN_KIOSK_PERSON, field) != 0)
    return 1;
  if (field != TSN_PERSON_NEEDS)
    return text[0] != '\0' ? 1 : 0;
  while (item_at (text, n, &length) != NULL)
    n++;
  return n;
}

/* What is asked about as a whole is no row of its own. */
static guint
n_rows (const TsnKioskDraft *draft, guint field)
{
  if (field == TSN_PERSON_MEDICINE_NOTEBOOK &&
      tsn_kiosk_draft_number (draft, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_MEDICINES) != TSN_ANSWER_YES)
    return 0;
  return count_items (draft, field);
}

gboolean
tsn_kiosk_carried_find (const TsnKioskDraft *draft, guint index, TsnKioskCarried *found)
{
  for (gsize i = 0; i < G_N_ELEMENTS (FACTS); i++)
    {
      guint n = n_rows (draft, FACTS[i].field);

      if (index < n)
        {
          *found = (TsnKioskCarried){ FACTS[i].title, TSN_KIOSK_PERSON, FACTS[i].field, index };
          return TRUE;
        }
      index -= n;
    }
  for (guint part = TSN_KIOSK_OTHER; part < TSN_KIOSK_OTHER + TSN_KIOSK_OTHERS; part++)
    if (tsn_kiosk_draft_has_contact (draft, part) && index-- == 0)
      {
        *found = (TsnKioskCarried){ NK_ ("Also on your card"), part, 0, 0 };
        return TRUE;
      }
  return FALSE;
}

/* -- In words -- */

static const TsnKioskChoice *
choices_of (guint field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (FACTS); i++)
    if (FACTS[i].field == field)
      return FACTS[i].choices;
  return NULL;
}

static gint64
code_of (const TsnKioskDraft *draft, const TsnKioskCarried *self)
{
  const TsnField *field = tsn_kind_field (tsn_kind_by_number (TSN_KIND_PERSON), self->field);
  const char *list = tsn_kiosk_draft_text (draft, self->part, self->field);
  gsize length;
  const char *item = item_at (list, self->item, &length);
  g_autofree char *name = item != NULL ? g_strndup (item, length) : NULL;
  const TsnCode *code;

  if (name == NULL)
    return tsn_kiosk_draft_number (draft, self->part, self->field);
  code = tsn_code_by_name (field->codes, name);
  return code != NULL ? code->number : 0;
}

char *
tsn_kiosk_carried_words (const TsnKioskDraft *draft, const TsnKioskCarried *self)
{
  const TsnKioskChoice *choices = self->field != 0 ? choices_of (self->field) : NULL;
  gint64 code;

  if (self->field == 0)
    return tsn_kiosk_contact_words (draft, self->part);
  if (choices == NULL)
    return g_strdup (tsn_kiosk_draft_text (draft, self->part, self->field));
  code = code_of (draft, self);
  for (; choices->number != 0; choices++)
    if (choices->number == code)
      return g_strdup (K_ (choices->label));
  return g_strdup ("?"); /* of a newer version */
}

/* -- Leaving out -- */

static void
leave_out_contact (TsnKioskDraft *draft, guint part)
{
  static const guint names[] = { TSN_CONTACT_NAME, TSN_CONTACT_OFFICE, TSN_CONTACT_PHONE_1 };

  /* Without these it is nobody's (tsn_kiosk_draft_has_contact()). */
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    (void) tsn_kiosk_draft_set_text (draft, part, names[i], "", NULL);
}

void
tsn_kiosk_carried_leave_out (TsnKioskDraft *draft, const TsnKioskCarried *self)
{
  const char *list = tsn_kiosk_draft_text (draft, self->part, self->field);
  g_autoptr (GString) rest = g_string_new (NULL);
  const char *item;
  gsize length;

  if (self->field == 0)
    {
      leave_out_contact (draft, self->part);
      return;
    }
  if (self->field == TSN_PERSON_NEEDS)
    for (guint i = 0; (item = item_at (list, i, &length)) != NULL; i++)
      if (i != self->item)
        {
          if (rest->len > 0)
            g_string_append (rest, BETWEEN);
          g_string_append_len (rest, item, (gssize) length);
        }
  tsn_kiosk_draft_set_number (draft, self->part, self->field, 0);
  (void) tsn_kiosk_draft_set_text (draft, self->part, self->field, rest->str, NULL);
}
