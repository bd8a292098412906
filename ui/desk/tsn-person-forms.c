/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The forms of a person as tables. What a field is and how it is typed follows from the model; only
 * the order and the grouping are decided here, in the order in which one asks at a desk. */

#include "tsn-person-forms.h"

#include <glib/gi18n.h>

static const TsnFormGroup BASICS[] = {
  { N_ ("Name"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_PERSON_NAME,
      TSN_PERSON_KANA,
      TSN_PERSON_FORMER_NAME,
      TSN_PERSON_BIRTH_DATE,
      TSN_PERSON_SEX } },
  { N_ ("Address and phone"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_PERSON_PHONE_HOME,
      TSN_PERSON_PHONE_MOBILE,
      TSN_PERSON_POSTCODE,
      TSN_PERSON_ADDRESS,
      TSN_PERSON_BUILDING,
      TSN_PERSON_HOUSEHOLD } },
  { N_ ("Registration"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_PERSON_STATUS,
      TSN_PERSON_STATUS_DATE,
      TSN_PERSON_REVIEWED_ON,
      TSN_PERSON_NEXT_REVIEW,
      TSN_PERSON_MUNICIPALITY } },
  { .fields = { 0 } },
};

static const TsnFormGroup HEALTH[] = {
  { N_ ("Allergies"),
    N_ ("Nothing chosen means that nobody has asked yet. It does not mean “none”."),
    TSN_FIELD_ROW_LARGE,
    { TSN_PERSON_ALLERGY, TSN_PERSON_ALLERGIES } },
  { N_ ("Illnesses and medicines"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_PERSON_CONDITION,
      TSN_PERSON_CONDITIONS,
      TSN_PERSON_MEDICINE,
      TSN_PERSON_MEDICINES,
      TSN_PERSON_MEDICINE_NOTEBOOK } },
  { N_ ("Devices and needs"),
    N_ ("What an ambulance crew has to know at once."),
    TSN_FIELD_ROW_PLAIN,
    { TSN_PERSON_NEEDS, TSN_PERSON_NEEDS_NOTE, TSN_PERSON_MESSAGE } },
  { N_ ("Blood type"),
    N_ ("Not needed: hospitals always test again."),
    TSN_FIELD_ROW_PLAIN,
    { TSN_PERSON_BLOOD_TYPE, TSN_PERSON_RH } },
  { N_ ("Wishes"),
    N_ ("The card says only whom to ask, never what the wishes are."),
    TSN_FIELD_ROW_PLAIN,
    { TSN_PERSON_WISHES_RECORDED, TSN_PERSON_WISHES_CONTACT, TSN_PERSON_WISHES_WHERE } },
  { N_ ("Note"), NULL, TSN_FIELD_ROW_PLAIN, { TSN_PERSON_NOTE } },
  { .fields = { 0 } },
};

static const TsnFormGroup DRAFT[] = {
  { N_ ("Who is it?"),
    N_ ("Only the reading is required. Everything else can be added later."),
    TSN_FIELD_ROW_PLAIN,
    { TSN_PERSON_NAME,
      TSN_PERSON_KANA,
      TSN_PERSON_BIRTH_DATE,
      TSN_PERSON_SEX,
      TSN_PERSON_PHONE_HOME,
      TSN_PERSON_PHONE_MOBILE,
      TSN_PERSON_POSTCODE,
      TSN_PERSON_ADDRESS,
      TSN_PERSON_BUILDING } },
  { .fields = { 0 } },
};

static TsnRecordForm *
form_of (TsnStation *station, const TsnFormGroup *groups)
{
  GtkWidget *form = tsn_record_form_new (station, tsn_kind_by_number (TSN_KIND_PERSON));

  tsn_record_form_add_groups (TSN_RECORD_FORM (form), groups, NULL);
  return TSN_RECORD_FORM (form);
}

TsnRecordForm *
tsn_person_form_basics (TsnStation *station)
{
  return form_of (station, BASICS);
}

TsnRecordForm *
tsn_person_form_health (TsnStation *station)
{
  return form_of (station, HEALTH);
}

TsnRecordForm *
tsn_person_form_draft (TsnStation *station)
{
  return form_of (station, DRAFT);
}
