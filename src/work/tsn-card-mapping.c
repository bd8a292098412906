/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which field of a person or contact is which field of a card: written once, read from left to
 * right when a card is composed (tsn-issue.c) and from right to left when the records are brought
 * up to date from a scanned one (tsn-card-update.c).
 */

#include "tsn-card-mapping-private.h"

static const TsnCardMapping PERSON_TO_CARD[] = {
  { TSN_PERSON_NAME, TSN_CARD_F_NAME },
  { TSN_PERSON_KANA, TSN_CARD_F_KANA },
  { TSN_PERSON_BIRTH_DATE, TSN_CARD_F_BIRTH },
  { TSN_PERSON_SEX, TSN_CARD_F_SEX },
  { TSN_PERSON_POSTCODE, TSN_CARD_F_POSTCODE },
  { TSN_PERSON_ADDRESS, TSN_CARD_F_ADDRESS },
  { TSN_PERSON_BUILDING, TSN_CARD_F_BUILDING },
  { TSN_PERSON_PHONE_MOBILE, TSN_CARD_F_PHONES },
  { TSN_PERSON_PHONE_HOME, TSN_CARD_F_PHONES },
  { TSN_PERSON_BLOOD_TYPE, TSN_CARD_F_BLOOD },
  { TSN_PERSON_RH, TSN_CARD_F_RH },
  { TSN_PERSON_CONDITION, TSN_CARD_F_CONDITION },
  { TSN_PERSON_CONDITIONS, TSN_CARD_F_CONDITIONS },
  { TSN_PERSON_MEDICINE, TSN_CARD_F_MEDICINE },
  { TSN_PERSON_MEDICINES, TSN_CARD_F_MEDICINES },
  { TSN_PERSON_MEDICINE_NOTEBOOK, TSN_CARD_F_NOTEBOOK },
  { TSN_PERSON_ALLERGY, TSN_CARD_F_ALLERGY },
  { TSN_PERSON_ALLERGIES, TSN_CARD_F_ALLERGIES },
  { TSN_PERSON_NEEDS, TSN_CARD_F_NEEDS },
  { TSN_PERSON_MESSAGE, TSN_CARD_F_MESSAGE },
};

static const TsnCardMapping CONTACT_TO_CONTACT[] = {
  { TSN_CONTACT_NAME, TSN_CARD_F_CONTACT_NAME },
  { TSN_CONTACT_KANA, TSN_CARD_F_CONTACT_KANA },
  { TSN_CONTACT_RELATION, TSN_CARD_F_CONTACT_RELATION },
  { TSN_CONTACT_RELATION_NOTE, TSN_CARD_F_CONTACT_RELATION_TEXT },
  { TSN_CONTACT_PHONE_1, TSN_CARD_F_CONTACT_PHONE },
  { TSN_CONTACT_PHONE_2, TSN_CARD_F_CONTACT_PHONE2 },
  { TSN_CONTACT_LIVING_TOGETHER, TSN_CARD_F_CONTACT_TOGETHER },
  { TSN_CONTACT_PROXY, TSN_CARD_F_CONTACT_PROXY },
};

static const TsnCardMapping CONTACT_TO_DOCTOR[] = {
  { TSN_CONTACT_OFFICE, TSN_CARD_F_DOCTOR_INSTITUTION },
  { TSN_CONTACT_DEPARTMENT, TSN_CARD_F_DOCTOR_DEPARTMENT },
  { TSN_CONTACT_NAME, TSN_CARD_F_DOCTOR_NAME },
  { TSN_CONTACT_PHONE_1, TSN_CARD_F_DOCTOR_PHONE },
};

/* A later line wins: the number that answers at night is the one for a crew. */
static const TsnCardMapping CONTACT_TO_PLACE[] = {
  { TSN_CONTACT_OFFICE, TSN_CARD_F_PLACE_NAME },
  { TSN_CONTACT_NAME, TSN_CARD_F_PLACE_PERSON },
  { TSN_CONTACT_PHONE_1, TSN_CARD_F_PLACE_PHONE },
  { TSN_CONTACT_PHONE_24H, TSN_CARD_F_PLACE_PHONE },
  { TSN_CONTACT_PHONE_2, TSN_CARD_F_PLACE_MOBILE },
};

#define ROLE(role_, list_, mappings_)                                                              \
  {                                                                                                \
    TSN_CONTACT_ROLE_##role_, TSN_CARD_F_##list_, mappings_, G_N_ELEMENTS (mappings_)              \
  }

static const TsnCardRole ROLES[] = {
  ROLE (EMERGENCY, CONTACTS, CONTACT_TO_CONTACT),
  ROLE (OTHER, CONTACTS, CONTACT_TO_CONTACT),
  ROLE (MAIN_DOCTOR, DOCTORS, CONTACT_TO_DOCTOR),
  ROLE (DOCTOR, DOCTORS, CONTACT_TO_DOCTOR),
  ROLE (DENTIST, DENTIST, CONTACT_TO_PLACE),
  ROLE (PHARMACY, PHARMACIES, CONTACT_TO_PLACE),
  ROLE (CARE_MANAGER, CARE_MANAGER, CONTACT_TO_PLACE),
  ROLE (VISITING_NURSE, NURSE, CONTACT_TO_PLACE),
  ROLE (SUPPORT_CENTRE, SUPPORT_CENTRE, CONTACT_TO_PLACE),
  ROLE (WELFARE_COMMISSIONER, COMMISSIONER, CONTACT_TO_PLACE),
};

const TsnCardRole tsn_card_role_of_wishes = ROLE (OTHER, WISHES, CONTACT_TO_PLACE);

const TsnCardMapping *
tsn_card_person_mappings (guint *n_mappings)
{
  *n_mappings = G_N_ELEMENTS (PERSON_TO_CARD);
  return PERSON_TO_CARD;
}

const TsnCardRole *
tsn_card_roles (guint *n_roles)
{
  *n_roles = G_N_ELEMENTS (ROLES);
  return ROLES;
}

const TsnCardRole *
tsn_card_role_of (const TsnRecord *contact)
{
  gint64 role = tsn_record_number (contact, TSN_CONTACT_ROLE, 0);

  for (guint i = 0; i < G_N_ELEMENTS (ROLES); i++)
    if (ROLES[i].role == role)
      return &ROLES[i];
  return NULL;
}

static gboolean
set_one (TsnCard *card, TsnCardFieldId to, const TsnValue *value)
{
  gboolean list = tsn_card_field (to)->repeat > 0;

  if (value->type == TSN_TYPE_TEXT)
    return list ? tsn_card_add_text (card, to, value->text, NULL)
                : tsn_card_set_text (card, to, value->text, NULL);
  return list ? tsn_card_add_number (card, to, value->number, NULL)
              : tsn_card_set_number (card, to, value->number, NULL);
}

/* @prefix: of the names of what is left off: "" or "contacts[2]." */
static void
copy_fields (const TsnRecord *record,
             const TsnCardMapping *mappings,
             guint n_mappings,
             TsnCard *card,
             const char *prefix,
             GPtrArray *omitted)
{
  for (guint i = 0; i < n_mappings; i++)
    {
      const TsnValue *value = tsn_record_value (record, mappings[i].from);
      const TsnCardField *field = tsn_card_field (mappings[i].to);
      guint n = value == NULL ? 0 : value->type == TSN_TYPE_LIST ? value->list->len : 1;

      for (guint k = 0; k < n; k++)
        {
          const TsnValue *item = value->type == TSN_TYPE_LIST
                                     ? &g_array_index (value->list, TsnValue, k)
                                     : value;

          if (set_one (card, mappings[i].to, item) || omitted == NULL)
            continue;
          g_ptr_array_add (omitted,
                           field->repeat > 0
                               ? g_strdup_printf ("%s%s[%u]", prefix, field->name, k + 1)
                               : g_strdup_printf ("%s%s", prefix, field->name));
        }
    }
}

void
tsn_card_copy_person (const TsnRecord *person, TsnCard *card, GPtrArray *omitted)
{
  copy_fields (person, PERSON_TO_CARD, G_N_ELEMENTS (PERSON_TO_CARD), card, "", omitted);
  if (tsn_card_has (card, TSN_CARD_F_CONDITIONS))
    tsn_card_clear (card, TSN_CARD_F_CONDITION);
  if (tsn_card_has (card, TSN_CARD_F_MEDICINES) || tsn_card_has (card, TSN_CARD_F_NOTEBOOK))
    tsn_card_clear (card, TSN_CARD_F_MEDICINE);
}

void
tsn_card_copy_contact (const TsnRecord *contact,
                       const TsnCardRole *role,
                       TsnCard *entry,
                       const char *prefix,
                       GPtrArray *omitted)
{
  copy_fields (contact, role->mappings, role->n_mappings, entry, prefix, omitted);
  if (role->role == TSN_CONTACT_ROLE_MAIN_DOCTOR)
    tsn_card_set_number (entry, TSN_CARD_F_DOCTOR_MAIN, 1, NULL);
  /* A welfare commissioner is a person, not an office. */
  if (tsn_card_group (entry) == TSN_CARD_GROUP_PLACE &&
      !tsn_card_has (entry, TSN_CARD_F_PLACE_NAME) && tsn_card_has (entry, TSN_CARD_F_PLACE_PERSON))
    {
      tsn_card_set_text (entry,
                         TSN_CARD_F_PLACE_NAME,
                         tsn_card_text (entry, TSN_CARD_F_PLACE_PERSON),
                         NULL);
      tsn_card_clear (entry, TSN_CARD_F_PLACE_PERSON);
    }
}
