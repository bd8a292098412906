/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A step more is a line more, its words in po/kiosk, and nothing else. */

#include "tsn-kiosk-steps.h"

#include "tsn-kiosk-words.h"

/* -- Choices -- */

static const TsnKioskChoice CONSENT[] = {
  { TSN_CONSENT_ANSWER_AGREES, NK_ ("I agree") },
  { TSN_CONSENT_ANSWER_REFUSES, NK_ ("I do not agree") },
  { 0, NULL },
};

static const TsnKioskChoice YES_NO[] = {
  { TSN_ANSWER_YES, NK_ ("Yes") },
  { TSN_ANSWER_NO, NK_ ("No") },
  { 0, NULL },
};

static const TsnKioskChoice YES_NO_UNSURE[] = {
  { TSN_ANSWER_YES, NK_ ("Yes") },
  { TSN_ANSWER_NO, NK_ ("No") },
  { TSN_ANSWER_UNSURE, NK_ ("I do not know") },
  { 0, NULL },
};

static const TsnKioskChoice ALLERGY[] = {
  { TSN_ALLERGY_PRESENT, NK_ ("Yes") },
  { TSN_ALLERGY_NONE, NK_ ("No") },
  { TSN_ALLERGY_UNKNOWN, NK_ ("I do not know") },
  { 0, NULL },
};

static const TsnKioskChoice MEDICINES[] = {
  { TSN_KIOSK_NOTEBOOK, NK_ ("Yes: see my medicine notebook") },
  { TSN_ANSWER_YES, NK_ ("Yes: I write them down") },
  { TSN_ANSWER_NO, NK_ ("No") },
  { TSN_ANSWER_UNSURE, NK_ ("I do not know") },
  { 0, NULL },
};

static const TsnKioskChoice RELATION[] = {
  { TSN_RELATION_SPOUSE, NK_ ("Husband or wife") },
  { TSN_RELATION_SON, NK_ ("Son") },
  { TSN_RELATION_DAUGHTER, NK_ ("Daughter") },
  { TSN_RELATION_CHILD_IN_LAW, NK_ ("Child's husband or wife") },
  { TSN_RELATION_GRANDCHILD, NK_ ("Grandchild") },
  { TSN_RELATION_SIBLING, NK_ ("Brother or sister") },
  { TSN_RELATION_NEPHEW_OR_NIECE, NK_ ("Nephew or niece") },
  { TSN_RELATION_RELATIVE, NK_ ("Other relative") },
  { TSN_RELATION_FRIEND, NK_ ("Friend") },
  { TSN_RELATION_NEIGHBOUR, NK_ ("Neighbour") },
  { TSN_RELATION_PROFESSIONAL, NK_ ("Carer or helper") },
  { TSN_RELATION_OTHER, NK_ ("Somebody else") },
  { 0, NULL },
};

static const TsnKioskChoice WISHES_WITH[] = {
  { TSN_KIOSK_DOCTOR, NK_ ("My doctor") },
  { TSN_KIOSK_CONTACT, NK_ ("The first person to call") },
  { TSN_KIOSK_CONTACT + 1, NK_ ("The second person to call") },
  { TSN_KIOSK_CONTACT + 2, NK_ ("The third person to call") },
  { TSN_KIOSK_CARE_MANAGER, NK_ ("My care manager") },
  { 0, NULL },
};

static const TsnKioskChoice CHANNEL[] = {
  { TSN_CARD_CHANNEL_AGE_75, NK_ ("A letter, since I turn 75 this year") },
  { TSN_CARD_CHANNEL_NEWLY_CERTIFIED, NK_ ("When I was certified for care") },
  { TSN_CARD_CHANNEL_CARE_MANAGER, NK_ ("From my care manager") },
  { TSN_CARD_CHANNEL_ACP_TALK, NK_ ("At a talk") },
  { TSN_CARD_CHANNEL_DESK, NK_ ("At a counter of the city") },
  { TSN_CARD_CHANNEL_OTHER, NK_ ("Somewhere else") },
  { 0, NULL },
};

static const guint DOCTORS[] = { TSN_PLACE_TYPE_CLINIC, TSN_PLACE_TYPE_HOSPITAL, 0 };
static const guint DENTISTS[] = { TSN_PLACE_TYPE_DENTAL_CLINIC, 0 };
static const guint PHARMACIES[] = { TSN_PLACE_TYPE_PHARMACY, 0 };
static const guint CARE_OFFICES[] = { TSN_PLACE_TYPE_CARE_MANAGER,
                                      TSN_PLACE_TYPE_SUPPORT_CENTRE,
                                      0 };

/* -- When they are shown -- */

static gboolean
was_asked (const TsnKioskDraft *draft, guint question, guint answer)
{
  return tsn_kiosk_draft_number (draft, TSN_KIOSK_ASKED, question) == answer;
}

/* The n-th person to call is asked for when the one before was named and one more is wanted. */
static gboolean
wants_contact (const TsnKioskDraft *draft, const TsnKioskStep *step)
{
  for (guint part = TSN_KIOSK_CONTACT; part < step->part; part++)
    if (!tsn_kiosk_draft_has_contact (draft, part) ||
        !was_asked (draft, TSN_KIOSK_ASKED_MORE + part - TSN_KIOSK_CONTACT, TSN_ANSWER_YES))
      return FALSE;
  return TRUE;
}

static gboolean
has_contact (const TsnKioskDraft *draft, const TsnKioskStep *step)
{
  return wants_contact (draft, step) && tsn_kiosk_draft_has_contact (draft, step->part);
}

/* Whether there is a person before the next one. */
static gboolean
may_want_more (const TsnKioskDraft *draft, const TsnKioskStep *step)
{
  const TsnKioskStep before = { .part = TSN_KIOSK_CONTACT + step->field - TSN_KIOSK_ASKED_MORE };

  return has_contact (draft, &before);
}

/* The directory knows the number of who was picked there. */
static gboolean
needs_phone (const TsnKioskDraft *draft, const TsnKioskStep *step)
{
  return tsn_kiosk_draft_has_contact (draft, step->part) &&
         !was_asked (draft, TSN_KIOSK_ASKED_PICKED + step->part - TSN_KIOSK_DOCTOR, TSN_ANSWER_YES);
}

static gboolean
may_be_seen (const TsnKioskDraft *draft, const TsnKioskStep *step)
{
  return tsn_kiosk_draft_is_kept (draft);
}

static gboolean
has_conditions (const TsnKioskDraft *draft, const TsnKioskStep *step)
{
  return was_asked (draft, TSN_KIOSK_ASKED_CONDITIONS, TSN_ANSWER_YES);
}

static gboolean
writes_medicines (const TsnKioskDraft *draft, const TsnKioskStep *step)
{
  return was_asked (draft, TSN_KIOSK_ASKED_MEDICINES, TSN_ANSWER_YES);
}

static gboolean
has_allergies (const TsnKioskDraft *draft, const TsnKioskStep *step)
{
  return tsn_kiosk_draft_number (draft, TSN_KIOSK_PERSON, TSN_PERSON_ALLERGY) ==
         TSN_ALLERGY_PRESENT;
}

static gboolean
has_wishes (const TsnKioskDraft *draft, const TsnKioskStep *step)
{
  return tsn_kiosk_draft_number (draft, TSN_KIOSK_PERSON, TSN_PERSON_WISHES_RECORDED) ==
         TSN_ANSWER_YES;
}

/* -- The table -- */

/* @n_: 0 to 2 */
#define CONTACT(n_, id_, section_, question_)                                                      \
  { .id = id_ "-name",                                                                             \
    .section = section_,                                                                           \
    .kind = TSN_KIOSK_STEP_TEXT,                                                                   \
    .question = question_,                                                                         \
    .help = NK_ ("Write the name."),                                                               \
    .part = TSN_KIOSK_CONTACT + n_,                                                                \
    .field = TSN_CONTACT_NAME,                                                                     \
    .input = TSN_KIOSK_INPUT_NAME,                                                                 \
    .is_shown = wants_contact },                                                                   \
      { .id = id_ "-relation",                                                                     \
        .kind = TSN_KIOSK_STEP_CHOICE,                                                             \
        .question = NK_ ("Who is this person to you?"),                                            \
        .part = TSN_KIOSK_CONTACT + n_,                                                            \
        .field = TSN_CONTACT_RELATION,                                                             \
        .choices = RELATION,                                                                       \
        .is_shown = has_contact },                                                                 \
  {                                                                                                \
    .id = id_ "-phone", .kind = TSN_KIOSK_STEP_TEXT,                                               \
    .question = NK_ ("What is the phone number of this person?"), .part = TSN_KIOSK_CONTACT + n_,  \
    .field = TSN_CONTACT_PHONE_1, .input = TSN_KIOSK_INPUT_DIGITS, .is_shown = has_contact         \
  }

#define PLACE(part_, id_, section_, question_, help_, types_)                                      \
  { .id = id_,                                                                                     \
    .section = section_,                                                                           \
    .kind = TSN_KIOSK_STEP_PLACE,                                                                  \
    .question = question_,                                                                         \
    .help = help_,                                                                                 \
    .part = part_,                                                                                 \
    .field = TSN_CONTACT_OFFICE,                                                                   \
    .input = TSN_KIOSK_INPUT_PLACE,                                                                \
    .place_types = types_ },                                                                       \
  {                                                                                                \
    .id = id_ "-phone", .kind = TSN_KIOSK_STEP_TEXT,                                               \
    .question = NK_ ("What is the phone number there?"), .part = part_,                            \
    .field = TSN_CONTACT_PHONE_1, .input = TSN_KIOSK_INPUT_DIGITS, .is_shown = needs_phone         \
  }

static const TsnKioskStep STEPS[] = {
  { .id = "purpose",
    .section = NK_ ("What it is for"),
    .kind = TSN_KIOSK_STEP_WORDS,
    .question = NK_ ("What your answers are for"),
    .help = NK_ ("They are printed on your card, so that whoever helps you in an emergency knows "
                 "whom to call. You may leave out what you do not want to say.") },
  { .id = "consent-print",
    .kind = TSN_KIOSK_STEP_CHOICE,
    .question = NK_ ("May your answers be printed on a card?"),
    .help = NK_ ("Whoever has the card can read your name and the phone numbers on it."),
    .part = TSN_KIOSK_CONSENT,
    .field = TSN_PURPOSE_PRINT,
    .choices = CONSENT,
    .must = TRUE,
    .stop = TSN_CONSENT_ANSWER_REFUSES },
  { .id = "consent-ambulance",
    .kind = TSN_KIOSK_STEP_CHOICE,
    .question = NK_ ("May an ambulance crew read your card?"),
    .help = NK_ ("In an emergency the crew reads the code on the card."),
    .part = TSN_KIOSK_CONSENT,
    .field = TSN_PURPOSE_AMBULANCE,
    .choices = CONSENT,
    .must = TRUE,
    .stop = TSN_CONSENT_ANSWER_REFUSES },
  { .id = "consent-keep",
    .kind = TSN_KIOSK_STEP_CHOICE,
    .question = NK_ ("May the city keep a copy?"),
    .help = NK_ ("Then the staff can help when you lose the card. If not, there is only the card."),
    .part = TSN_KIOSK_CONSENT,
    .field = TSN_PURPOSE_KEEP,
    .choices = CONSENT,
    .must = TRUE },
  { .id = "consent-commissioner",
    .kind = TSN_KIOSK_STEP_CHOICE,
    .question = NK_ ("May your welfare commissioner see it?"),
    .help = NK_ ("The commissioner looks after people in your neighbourhood."),
    .part = TSN_KIOSK_CONSENT,
    .field = TSN_PURPOSE_COMMISSIONER,
    .choices = CONSENT,
    .must = TRUE,
    .is_shown = may_be_seen },
  { .id = "kana",
    .section = NK_ ("About you"),
    .kind = TSN_KIOSK_STEP_TEXT,
    .question = NK_ ("How is your name read?"),
    .help = NK_ ("Write your family name and your first name in kana."),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_KANA,
    .input = TSN_KIOSK_INPUT_KANA,
    .must = TRUE },
  { .id = "name",
    .kind = TSN_KIOSK_STEP_TEXT,
    .question = NK_ ("How do you write your name?"),
    .help = NK_ ("Kanji or other letters, if you want them on the card."),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_NAME,
    .input = TSN_KIOSK_INPUT_NAME },
  { .id = "birth",
    .kind = TSN_KIOSK_STEP_TEXT,
    .question = NK_ ("When were you born?"),
    .help = NK_ ("For example: 昭和15年3月2日, or 1940/3/2"),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_BIRTH_DATE,
    .input = TSN_KIOSK_INPUT_DATE },
  { .id = "phone",
    .kind = TSN_KIOSK_STEP_TEXT,
    .question = NK_ ("What is your phone number?"),
    .help = NK_ ("At home or mobile: one is enough."),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_PHONE_HOME,
    .input = TSN_KIOSK_INPUT_DIGITS },
  { .id = "postcode",
    .kind = TSN_KIOSK_STEP_TEXT,
    .question = NK_ ("What is your postcode?"),
    .help = NK_ ("With the postcode, most of the address is written for you."),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_POSTCODE,
    .input = TSN_KIOSK_INPUT_DIGITS },
  { .id = "address",
    .kind = TSN_KIOSK_STEP_ADDRESS,
    .question = NK_ ("Where do you live?"),
    .help = NK_ ("Up to the number of the house."),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_ADDRESS,
    .input = TSN_KIOSK_INPUT_PLACE },
  { .id = "building",
    .kind = TSN_KIOSK_STEP_TEXT,
    .question = NK_ ("Which building and room?"),
    .help = NK_ ("If you live in a block of flats or in a home. Otherwise skip this."),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_BUILDING,
    .input = TSN_KIOSK_INPUT_PLACE },
  CONTACT (0,
           "contact-1",
           NK_ ("Whom to call"),
           NK_ ("Who should be called first in an emergency?")),
  { .id = "more-1",
    .kind = TSN_KIOSK_STEP_CHOICE,
    .question = NK_ ("Is there a second person to call?"),
    .part = TSN_KIOSK_ASKED,
    .field = TSN_KIOSK_ASKED_MORE,
    .choices = YES_NO,
    .is_shown = may_want_more },
  CONTACT (1, "contact-2", NULL, NK_ ("Who is the second person to call?")),
  { .id = "more-2",
    .kind = TSN_KIOSK_STEP_CHOICE,
    .question = NK_ ("Is there a third person to call?"),
    .part = TSN_KIOSK_ASKED,
    .field = TSN_KIOSK_ASKED_MORE + 1,
    .choices = YES_NO,
    .is_shown = may_want_more },
  CONTACT (2, "contact-3", NULL, NK_ ("Who is the third person to call?")),
  PLACE (TSN_KIOSK_DOCTOR,
         "doctor",
         NK_ ("Doctors and helpers"),
         NK_ ("Who is your doctor?"),
         NK_ ("Write the beginning of the name of the clinic or hospital."),
         DOCTORS),
  PLACE (TSN_KIOSK_DENTIST,
         "dentist",
         NULL,
         NK_ ("Who is your dentist?"),
         NK_ ("Write the beginning of the name."),
         DENTISTS),
  PLACE (TSN_KIOSK_PHARMACY,
         "pharmacy",
         NULL,
         NK_ ("Which is your pharmacy?"),
         NK_ ("Write the beginning of the name."),
         PHARMACIES),
  PLACE (TSN_KIOSK_CARE_MANAGER,
         "care-manager",
         NULL,
         NK_ ("Do you have a care manager?"),
         NK_ ("Write the beginning of the name of the office."),
         CARE_OFFICES),
  { .id = "conditions",
    .section = NK_ ("Your health"),
    .kind = TSN_KIOSK_STEP_CHOICE,
    .question = NK_ ("Do you have an illness that a crew should know of?"),
    .part = TSN_KIOSK_ASKED,
    .field = TSN_KIOSK_ASKED_CONDITIONS,
    .choices = YES_NO_UNSURE },
  { .id = "conditions-which",
    .kind = TSN_KIOSK_STEP_TEXT,
    .question = NK_ ("Which illness?"),
    .help = NK_ ("If there are several, write 、 between them."),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_CONDITIONS,
    .input = TSN_KIOSK_INPUT_TEXT,
    .is_shown = has_conditions },
  { .id = "medicines",
    .kind = TSN_KIOSK_STEP_CHOICE,
    .question = NK_ ("Do you take medicines?"),
    .part = TSN_KIOSK_ASKED,
    .field = TSN_KIOSK_ASKED_MEDICINES,
    .choices = MEDICINES },
  { .id = "medicines-which",
    .kind = TSN_KIOSK_STEP_TEXT,
    .question = NK_ ("Which medicines?"),
    .help = NK_ ("If there are several, write 、 between them."),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_MEDICINES,
    .input = TSN_KIOSK_INPUT_TEXT,
    .is_shown = writes_medicines },
  { .id = "allergy",
    .kind = TSN_KIOSK_STEP_CHOICE,
    .question = NK_ ("Do you have an allergy?"),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_ALLERGY,
    .choices = ALLERGY },
  { .id = "allergy-which",
    .kind = TSN_KIOSK_STEP_TEXT,
    .question = NK_ ("What are you allergic to?"),
    .help = NK_ ("If there are several, write 、 between them."),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_ALLERGIES,
    .input = TSN_KIOSK_INPUT_TEXT,
    .is_shown = has_allergies },
  { .id = "wishes",
    .section = NK_ ("Your card"),
    .kind = TSN_KIOSK_STEP_CHOICE,
    .question = NK_ ("Have you told somebody what care you wish for?"),
    .help = NK_ ("Your wish itself is not on the card: only whom to ask."),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_WISHES_RECORDED,
    .choices = YES_NO },
  { .id = "wishes-with",
    .kind = TSN_KIOSK_STEP_CHOICE,
    .question = NK_ ("Who knows your wishes?"),
    .part = TSN_KIOSK_ASKED,
    .field = TSN_KIOSK_ASKED_WISHES_WITH,
    .choices = WISHES_WITH,
    .is_shown = has_wishes },
  { .id = "message",
    .kind = TSN_KIOSK_STEP_TEXT,
    .question = NK_ ("A message to the ambulance crew"),
    .help = NK_ ("For example: I am hard of hearing."),
    .part = TSN_KIOSK_PERSON,
    .field = TSN_PERSON_MESSAGE,
    .input = TSN_KIOSK_INPUT_TEXT },
  { .id = "channel",
    .kind = TSN_KIOSK_STEP_CHOICE,
    .question = NK_ ("Where did you hear of this card?"),
    .part = TSN_KIOSK_REGISTER,
    .field = TSN_CARD_CHANNEL,
    .choices = CHANNEL },
  { .id = "review",
    .kind = TSN_KIOSK_STEP_REVIEW,
    .question = NK_ ("Is this right?"),
    .help = NK_ ("Touch what you want to change."),
    .must = TRUE },
  { .id = "card",
    .kind = TSN_KIOSK_STEP_CARD,
    .question = NK_ ("This is your card"),
    .help = NK_ ("Is everything right? Then print it."),
    .must = TRUE },
};

/* -- Public -- */

const TsnKioskStep *
tsn_kiosk_step (guint index)
{
  return index < G_N_ELEMENTS (STEPS) ? &STEPS[index] : NULL;
}

static gboolean
is_shown (const TsnKioskDraft *draft, int index)
{
  return STEPS[index].is_shown == NULL || STEPS[index].is_shown (draft, &STEPS[index]);
}

int
tsn_kiosk_step_next (const TsnKioskDraft *draft, int index, gboolean backwards)
{
  int by = backwards ? -1 : 1;

  for (int i = index + by; i >= 0 && i < (int) G_N_ELEMENTS (STEPS); i += by)
    if (is_shown (draft, i))
      return i;
  return -1;
}

gboolean
tsn_kiosk_step_is_answered (const TsnKioskStep *step, const TsnKioskDraft *draft)
{
  switch (step->kind)
    {
    case TSN_KIOSK_STEP_CHOICE:
      return tsn_kiosk_draft_number (draft, step->part, step->field) != 0;
    case TSN_KIOSK_STEP_TEXT:
    case TSN_KIOSK_STEP_ADDRESS:
      return tsn_kiosk_draft_text (draft, step->part, step->field)[0] != '\0';
    case TSN_KIOSK_STEP_PLACE:
      return tsn_kiosk_draft_has_contact (draft, step->part);
    case TSN_KIOSK_STEP_WORDS:
    case TSN_KIOSK_STEP_REVIEW:
    case TSN_KIOSK_STEP_CARD:
    default:
      return TRUE;
    }
}

int
tsn_kiosk_step_review (void)
{
  int index = 0;

  while (STEPS[index].kind != TSN_KIOSK_STEP_REVIEW)
    index++;
  return index;
}

int
tsn_kiosk_step_after_change (const TsnKioskDraft *draft, int index)
{
  int next = tsn_kiosk_step_next (draft, index, FALSE);

  return STEPS[next].is_shown != NULL && !tsn_kiosk_step_is_answered (&STEPS[next], draft)
             ? next
             : tsn_kiosk_step_review ();
}

int
tsn_kiosk_step_missing (const TsnKioskDraft *draft)
{
  for (int i = 0; i < (int) G_N_ELEMENTS (STEPS); i++)
    if (STEPS[i].must && is_shown (draft, i) && !tsn_kiosk_step_is_answered (&STEPS[i], draft))
      return i > 0 && STEPS[i - 1].kind == TSN_KIOSK_STEP_WORDS ? i - 1 : i;
  return -1;
}

const char *
tsn_kiosk_step_progress (int index, guint *number, guint *n, double *fraction)
{
  const char *section = NULL;

  *number = *n = 0;
  for (int i = 0; i < (int) G_N_ELEMENTS (STEPS); i++)
    if (STEPS[i].section != NULL)
      {
        (*n)++;
        if (i <= index)
          {
            section = STEPS[i].section;
            *number = *n;
          }
      }
  *fraction = (index + 1.0) / G_N_ELEMENTS (STEPS);
  return section;
}

gboolean
tsn_kiosk_step_offers (const TsnKioskStep *step,
                       const TsnKioskChoice *choice,
                       const TsnKioskDraft *draft)
{
  return step->choices != WISHES_WITH || tsn_kiosk_draft_has_contact (draft, choice->number);
}
