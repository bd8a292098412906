/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the card can fill of the hospital-admission form, under the form's own headings and in its
 * order, so that whoever writes the form copies from top to bottom. Headings of which a card never
 * says anything are not there: an empty one would look as if somebody had been asked.
 *
 * Source: 入院時情報提供書 of the Ministry of Health, Labour and Welfare
 * (居宅介護支援における様式例), sections 1 to 9.
 */

#include <glib/gi18n-lib.h>

#include "tsn-handover-private.h"
#include "tsn-words-card.h"
#include "tsn-words.h"

/* Under which item of the form a need of the card stands. */
typedef enum
{
  ITEM_MOVING = 1,
  ITEM_SIGHT,
  ITEM_HEARING,
  ITEM_SPEECH,
  ITEM_ILLNESS,
  ITEM_TREATMENT,
  ITEM_MEDICINE,
} Item;

static const guint8 ITEMS[] = {
  [TSN_NEED_PACEMAKER] = ITEM_TREATMENT,    [TSN_NEED_DEFIBRILLATOR] = ITEM_TREATMENT,
  [TSN_NEED_DIALYSIS] = ITEM_TREATMENT,     [TSN_NEED_OXYGEN] = ITEM_TREATMENT,
  [TSN_NEED_VENTILATOR] = ITEM_TREATMENT,   [TSN_NEED_TRACHEOSTOMY] = ITEM_TREATMENT,
  [TSN_NEED_FEEDING_TUBE] = ITEM_TREATMENT, [TSN_NEED_STOMA] = ITEM_TREATMENT,
  [TSN_NEED_CATHETER] = ITEM_TREATMENT,     [TSN_NEED_BLOOD_THINNER] = ITEM_MEDICINE,
  [TSN_NEED_HEARING_AID] = ITEM_HEARING,    [TSN_NEED_HEARING] = ITEM_HEARING,
  [TSN_NEED_VISION] = ITEM_SIGHT,           [TSN_NEED_DEMENTIA] = ITEM_ILLNESS,
  [TSN_NEED_SPEECH] = ITEM_SPEECH,          [TSN_NEED_LANGUAGE] = ITEM_SPEECH,
  [TSN_NEED_WHEELCHAIR] = ITEM_MOVING,
};

static void
add (TsnPaperFlow *flow, const char *label, const char *value)
{
  tsn_paper_flow_pair (flow,
                       label,
                       value != NULL && *value != '\0' ? value : _ ("The card does not say"));
}

/* The needs under @item in one line, "" when none is. What a newer version calls by a number that
 * is not known here stands with the treatments. */
static char *
needs_of (const TsnCard *card, Item item)
{
  const TsnCardField *field = tsn_card_field (TSN_CARD_F_NEEDS);
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < tsn_card_n_items (card, TSN_CARD_F_NEEDS); i++)
    {
      gint64 need = tsn_card_item_number (card, TSN_CARD_F_NEEDS, i);
      g_autofree char *words = tsn_words_card_item (card, field, i);
      guint place = need > 0 && need < (gint64) G_N_ELEMENTS (ITEMS) ? ITEMS[need] : ITEM_TREATMENT;

      if (place == item)
        g_string_append_printf (line, "%s%s", line->len > 0 ? _ (", ") : "", words);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
add_needs (TsnPaperFlow *flow, const char *label, const TsnCard *card, Item item)
{
  g_autofree char *words = needs_of (card, item);

  add (flow, label, words);
}

static void
add_office (TsnPaperFlow *flow, const TsnCard *card)
{
  const TsnCard *manager = tsn_card_n_items (card, TSN_CARD_F_CARE_MANAGER) > 0
                               ? tsn_card_item (card, TSN_CARD_F_CARE_MANAGER, 0)
                               : NULL;
  g_autofree char *phones = NULL;

  if (manager != NULL)
    phones = TSN_HANDOVER_JOIN (tsn_card_text (manager, TSN_CARD_F_PLACE_PHONE),
                                tsn_card_text (manager, TSN_CARD_F_PLACE_MOBILE));
  add (flow,
       _ ("Care management office"),
       manager != NULL ? tsn_card_text (manager, TSN_CARD_F_PLACE_NAME) : NULL);
  add (flow,
       _ ("Name of the care manager"),
       manager != NULL ? tsn_card_text (manager, TSN_CARD_F_PLACE_PERSON) : NULL);
  add (flow, _ ("TEL"), phones);
}

static void
add_patient (TsnPaperFlow *flow, const TsnHandover *handover)
{
  const TsnCard *card = handover->reading->card;
  g_autoptr (TsnSecretText) birth = tsn_handover_birth (handover);
  g_autoptr (TsnSecretText) address = tsn_handover_address (card);
  g_autoptr (TsnSecretText) phones = tsn_handover_items (card, TSN_CARD_F_PHONES);
  g_autofree char *sex = tsn_handover_items (card, TSN_CARD_F_SEX);

  tsn_paper_flow_heading (flow, _ ("1. Basic information about the patient"));
  add (flow, _ ("Name of the patient"), tsn_card_text (card, TSN_CARD_F_NAME));
  add (flow, _ ("(Reading)"), tsn_card_text (card, TSN_CARD_F_KANA));
  add (flow, _ ("Date of birth and age"), birth);
  add (flow, _ ("Sex"), sex);
  add (flow, _ ("Address"), address);
  add (flow, _ ("Telephone number"), phones);
}

static void
add_family (TsnPaperFlow *flow, const TsnCard *card)
{
  guint n = tsn_card_n_items (card, TSN_CARD_F_CONTACTS);

  tsn_paper_flow_heading (flow, _ ("2. Family and contacts"));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TsnSecretText) words = tsn_handover_contact (
          tsn_card_item (card, TSN_CARD_F_CONTACTS, i));

      add (flow, i == 0 ? _ ("Contacts, in the order of calling") : "", words);
    }
  if (n == 0)
    add (flow, _ ("Contacts, in the order of calling"), NULL);
}

static void
add_wishes (TsnPaperFlow *flow, const TsnCard *card)
{
  g_autoptr (TsnSecretText) wishes = tsn_handover_wishes (card);

  tsn_paper_flow_heading (flow, _ ("3. What the patient and the family want"));
  add (flow, _ ("What the patient wants"), wishes);
}

static void
add_body (TsnPaperFlow *flow, const TsnCard *card)
{
  g_autoptr (TsnSecretText) conditions = tsn_handover_presence (card, TSN_CARD_F_CONDITIONS);
  g_autofree char *illness = needs_of (card, ITEM_ILLNESS);
  g_autoptr (TsnSecretText) history = TSN_HANDOVER_JOIN (conditions, illness);

  tsn_paper_flow_heading (flow, _ ("7. Body, daily functions and care"));
  add_needs (flow, _ ("Moving"), card, ITEM_MOVING);
  add_needs (flow, _ ("Sight"), card, ITEM_SIGHT);
  add_needs (flow, _ ("Hearing"), card, ITEM_HEARING);
  add_needs (flow, _ ("Speech and understanding"), card, ITEM_SPEECH);
  add (flow, _ ("Illnesses and history"), history);
  add_needs (flow, _ ("Treatments before admission"), card, ITEM_TREATMENT);
}

static void
add_medicines (TsnPaperFlow *flow, const TsnCard *card)
{
  g_autoptr (TsnSecretText) medicines = tsn_handover_presence (card, TSN_CARD_F_MEDICINES);
  g_autoptr (TsnSecretText) allergies = tsn_handover_presence (card, TSN_CARD_F_ALLERGIES);
  g_autofree char *needs = needs_of (card, ITEM_MEDICINE);
  g_autofree char *notes = TSN_HANDOVER_JOIN (
      needs,
      tsn_card_has (card, TSN_CARD_F_NOTEBOOK)
          ? tsn_words_card_field (tsn_card_field (TSN_CARD_F_NOTEBOOK))
          : NULL);

  tsn_paper_flow_heading (flow, _ ("8. Medicines"));
  add (flow, _ ("Oral medicines"), medicines);
  add (flow, _ ("Allergies and side effects"), allergies);
  add (flow, _ ("Remarks on medicines"), notes);
}

static void
add_doctors (TsnPaperFlow *flow, const TsnCard *card)
{
  guint n = tsn_card_n_items (card, TSN_CARD_F_DOCTORS);

  tsn_paper_flow_heading (flow, _ ("9. Family doctor"));
  for (guint i = 0; i < MAX (n, 1); i++)
    {
      const TsnCard *doctor = n > 0 ? tsn_card_item (card, TSN_CARD_F_DOCTORS, i) : NULL;
      g_autofree char *institution = NULL;

      if (doctor != NULL)
        institution = TSN_HANDOVER_JOIN (tsn_card_text (doctor, TSN_CARD_F_DOCTOR_INSTITUTION),
                                         tsn_card_text (doctor, TSN_CARD_F_DOCTOR_DEPARTMENT));
      add (flow, _ ("Family doctor's institution"), institution);
      add (flow,
           _ ("Telephone number"),
           doctor != NULL ? tsn_card_text (doctor, TSN_CARD_F_DOCTOR_PHONE) : NULL);
      add (flow,
           _ ("Name of the doctor"),
           doctor != NULL ? tsn_card_text (doctor, TSN_CARD_F_DOCTOR_NAME) : NULL);
    }
}

void
tsn_handover_add_form (TsnPaperFlow *flow, const TsnHandover *handover)
{
  const TsnCard *card = handover->reading->card;

  tsn_paper_flow_need (flow, TSN_PAPER_A4_HEIGHT);
  tsn_paper_flow_text (flow, TSN_FLOW_TITLE, _ ("For the hospital-admission form"));
  tsn_paper_flow_text (
      flow,
      TSN_FLOW_SMALL,
      _ ("What the contact card can fill, under the headings of the form. Of the other headings the "
         "card never says anything."));
  add_office (flow, card);
  add_patient (flow, handover);
  add_family (flow, card);
  add_wishes (flow, card);
  add_body (flow, card);
  add_medicines (flow, card);
  add_doctors (flow, card);
}
