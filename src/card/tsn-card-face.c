/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The order in which a face gives things up, as one table. What a crew acts on at once stays
 * longest: whom to call, allergies, devices, where wishes are recorded. Name, reading, dates, the
 * first contact with a number and the word on allergies are not in the table: they always stand.
 */

#include <string.h>

#include "tsn-card-block.h"

#define ALL G_MAXINT /* of a list: every item of at least `from`, the last first */

typedef struct
{
  TsnCardFieldId field;
  gint from; /* -1: the field as a whole */
  gint to;   /* ALL or one past the last */
  gint part; /* -1: the whole item */
} Step;

static const Step ORDER[] = {
  { TSN_CARD_F_CONTACTS, 0, ALL, TSN_CARD_F_CONTACT_KANA },
  { TSN_CARD_F_MEDICINES, 3, ALL, -1 },
  { TSN_CARD_F_RH, -1, 0, -1 },
  { TSN_CARD_F_BLOOD, -1, 0, -1 },
  { TSN_CARD_F_SEX, -1, 0, -1 },
  { TSN_CARD_F_CONTACTS, 2, ALL, TSN_CARD_F_CONTACT_PHONE2 },
  { TSN_CARD_F_CONTACTS, 3, ALL, -1 },
  { TSN_CARD_F_DOCTORS, 1, ALL, -1 },
  { TSN_CARD_F_CONDITIONS, 3, ALL, -1 },
  { TSN_CARD_F_PHONES, 1, ALL, -1 },
  { TSN_CARD_F_BIRTH, -1, 0, -1 },
  { TSN_CARD_F_BUILDING, -1, 0, -1 },
  { TSN_CARD_F_POSTCODE, -1, 0, -1 },
  { TSN_CARD_F_ADDRESS, -1, 0, -1 },
  { TSN_CARD_F_PHONES, 0, ALL, -1 },
  { TSN_CARD_F_MEDICINES, 0, ALL, -1 },
  { TSN_CARD_F_NOTEBOOK, -1, 0, -1 },
  { TSN_CARD_F_MEDICINE, -1, 0, -1 },
  { TSN_CARD_F_CONTACTS, 2, ALL, -1 },
  { TSN_CARD_F_NURSE, 0, ALL, TSN_CARD_F_PLACE_MOBILE },
  { TSN_CARD_F_NURSE, 0, ALL, TSN_CARD_F_PLACE_PERSON },
  { TSN_CARD_F_NURSE, 0, ALL, -1 },
  { TSN_CARD_F_CONTACTS, 0, ALL, TSN_CARD_F_CONTACT_TOGETHER },
  { TSN_CARD_F_CONTACTS, 1, ALL, TSN_CARD_F_CONTACT_PHONE2 },
  { TSN_CARD_F_CONDITIONS, 0, ALL, -1 },
  { TSN_CARD_F_CONDITION, -1, 0, -1 },
  { TSN_CARD_F_DOCTORS, 0, ALL, TSN_CARD_F_DOCTOR_NAME },
  { TSN_CARD_F_DOCTORS, 0, ALL, TSN_CARD_F_DOCTOR_DEPARTMENT },
  { TSN_CARD_F_CONTACTS, 0, ALL, TSN_CARD_F_CONTACT_PROXY },
  { TSN_CARD_F_MESSAGE, -1, 0, -1 },
  { TSN_CARD_F_CONTACTS, 0, ALL, TSN_CARD_F_CONTACT_PHONE2 },
  { TSN_CARD_F_NEEDS, 4, ALL, -1 },
  { TSN_CARD_F_ALLERGIES, 3, ALL, -1 },
  { TSN_CARD_F_CONTACTS, 1, ALL, -1 },
  { TSN_CARD_F_ALLERGIES, 1, ALL, -1 },
  { TSN_CARD_F_CONTACTS, 0, ALL, TSN_CARD_F_CONTACT_RELATION_TEXT },
  { TSN_CARD_F_NEEDS, 1, ALL, -1 },
  { TSN_CARD_F_WISHES, -1, 0, -1 },
  { TSN_CARD_F_DOCTORS, 0, ALL, -1 },
  { TSN_CARD_F_NEEDS, 0, ALL, -1 },
  { TSN_CARD_F_ALLERGIES, 0, ALL, -1 },
};

static gboolean
is_in (const GArray *steps, const TsnCardLeftOut *step)
{
  for (guint i = 0; i < steps->len; i++)
    if (memcmp (&g_array_index (steps, TsnCardLeftOut, i), step, sizeof *step) == 0)
      return TRUE;
  return FALSE;
}

/* A second number that is the only one counts as the first. */
static gboolean
may_go (const TsnCard *entry, gint part)
{
  return tsn_card_has (entry, (TsnCardFieldId) part) &&
         (part != TSN_CARD_F_CONTACT_PHONE2 || tsn_card_has (entry, TSN_CARD_F_CONTACT_PHONE));
}

static void
append_items (GArray *steps, const TsnCard *card, const Step *step)
{
  for (gint i = (gint) tsn_card_n_items (card, step->field) - 1; i >= step->from; i--)
    {
      TsnCardLeftOut left_out = { step->field, i, step->part };

      if (step->part >= 0 && !may_go (tsn_card_item (card, step->field, (guint) i), step->part))
        continue;
      if (!is_in (steps, &left_out))
        g_array_append_val (steps, left_out);
    }
}

GArray *
tsn_card_face_sacrifices (const TsnCard *card)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (TsnCardLeftOut));

  for (guint i = 0; i < G_N_ELEMENTS (ORDER); i++)
    {
      TsnCardLeftOut whole = { ORDER[i].field, -1, -1 };

      if (!tsn_card_has (card, ORDER[i].field))
        continue;
      if (ORDER[i].from == -1)
        g_array_append_val (steps, whole);
      else
        append_items (steps, card, &ORDER[i]);
    }
  return steps;
}
