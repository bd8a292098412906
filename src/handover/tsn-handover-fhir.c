/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A card as a FHIR document: a Composition that says in words what the sheet says, and resources
 * for what a hospital's system can take in.
 *
 * A card is what a person told, months or years ago. So nothing is confirmed, nothing is coded that
 * the card has in words only, and where the card is silent there is no resource at all: "none" and
 * "not known" are resources with the codes of the International Patient Summary for that. That
 * wishes are recorded is a Consent of the status draft, which by its definition nobody may act on.
 *
 * Source: HL7 FHIR 4.0.1; IPS 1.1 for absent and unknown data; JP Core 1.1 for names;
 * docs/card-format.md "As FHIR".
 */

#include <glib/gi18n-lib.h>

#include "tsn-handover-private.h"
#include "tsn-words-card.h"
#include "tsn-words.h"

#define LOINC                  "http://loinc.org"
#define ABSENT                 "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
#define ROLES                  "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
#define EMPTY                  "http://terminology.hl7.org/CodeSystem/list-empty-reason"
#define CLINICAL               "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
#define ALLERGY_VERIFICATION   "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
#define CONDITION_VERIFICATION "http://terminology.hl7.org/CodeSystem/condition-ver-status"
#define CONSENT_SCOPE          "http://terminology.hl7.org/CodeSystem/consentscope"

#define PATH_SIZE 32

static char *
path_of (char path[PATH_SIZE], const char *what, guint index)
{
  g_snprintf (path, PATH_SIZE, "%s/%u", what, index);
  return path;
}

/* -- Sections -- */

/* A section with @text, NULL: the card is silent; @code (nullable) is LOINC's. */
static JsonObject *
add_section (JsonObject *composition, const char *title, const char *code, const char *text)
{
  JsonObject *section = tsn_fhir_append (composition, "section");
  JsonObject *narrative = json_object_new ();
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text
                                                                : _ ("The card does not say"),
                                                   -1);
  g_auto (GStrv) lines = g_strsplit (escaped, "\n", -1);
  g_autofree char *body = g_strjoinv ("<br/>", lines);
  g_autofree char *div = g_strdup_printf ("<div xmlns=\"http://www.w3.org/1999/xhtml\">%s</div>",
                                          body);

  tsn_fhir_set (section, "title", title);
  if (code != NULL)
    tsn_fhir_set_concept (section, "code", LOINC, code, NULL);
  tsn_fhir_set (narrative, "status", "generated");
  tsn_fhir_set (narrative, "div", div);
  json_object_set_object_member (section, "text", narrative);
  if (text == NULL)
    tsn_fhir_set_concept (section,
                          "emptyReason",
                          EMPTY,
                          "unavailable",
                          _ ("The card does not say"));
  return section;
}

static void
add_entry (const TsnFhir *self, JsonObject *section, const char *path)
{
  char urn[TSN_FHIR_URN_SIZE];

  tsn_fhir_set (tsn_fhir_append (section, "entry"), "reference", tsn_fhir_urn (self, path, urn));
}

/* -- The person -- */

static const char *
gender_of (const TsnCard *card)
{
  switch (tsn_card_number (card, TSN_CARD_F_SEX))
    {
    case TSN_SEX_MALE:
      return "male";
    case TSN_SEX_FEMALE:
      return "female";
    default:
      return tsn_card_has (card, TSN_CARD_F_SEX) ? "unknown" : NULL;
    }
}

static void
add_address (JsonObject *patient, const TsnCard *card)
{
  static const TsnCardFieldId LINES[] = { TSN_CARD_F_ADDRESS, TSN_CARD_F_BUILDING };
  g_autoptr (TsnSecretText) words = tsn_handover_address (card);
  const char *code = tsn_card_text (card, TSN_CARD_F_POSTCODE);
  g_autofree char *postcode = code != NULL ? g_strdup_printf ("%.3s-%s", code, code + 3) : NULL;
  JsonObject *address;

  if (words == NULL)
    return;
  address = tsn_fhir_append (patient, "address");
  tsn_fhir_set (address, "use", "home");
  tsn_fhir_set (address, "text", words);
  tsn_fhir_set (address, "postalCode", postcode);
  for (guint i = 0; i < G_N_ELEMENTS (LINES); i++)
    tsn_fhir_append_text (address, "line", tsn_card_text (card, LINES[i]));
}

static void
add_patient (TsnFhir *self)
{
  const TsnCard *card = self->card;
  JsonObject *patient = tsn_fhir_add (self, "Patient", "patient");
  char path[PATH_SIZE];

  tsn_fhir_add_names (patient,
                      tsn_card_text (card, TSN_CARD_F_NAME),
                      tsn_card_text (card, TSN_CARD_F_KANA));
  for (guint i = 0; i < tsn_card_n_items (card, TSN_CARD_F_PHONES); i++)
    tsn_fhir_add_phone (patient, tsn_card_item_text (card, TSN_CARD_F_PHONES, i));
  tsn_fhir_set (patient, "gender", gender_of (card));
  tsn_fhir_set_date (patient, "birthDate", (TsnDate) tsn_card_number (card, TSN_CARD_F_BIRTH));
  add_address (patient, card);
  for (guint i = 0; i < tsn_card_n_items (card, TSN_CARD_F_DOCTORS); i++)
    {
      char urn[TSN_FHIR_URN_SIZE];

      tsn_fhir_set (tsn_fhir_append (patient, "generalPractitioner"),
                    "reference",
                    tsn_fhir_urn (self, path_of (path, "doctors", i), urn));
    }
}

/* -- Whom to call -- */

static const char *
role_code (gint64 relation)
{
  static const char *const CODES[] = {
    [TSN_RELATION_SPOUSE] = "SPS",           [TSN_RELATION_SON] = "SONC",
    [TSN_RELATION_DAUGHTER] = "DAUC",        [TSN_RELATION_CHILD_IN_LAW] = "CHLDINLAW",
    [TSN_RELATION_PARENT] = "PRN",           [TSN_RELATION_SIBLING] = "SIB",
    [TSN_RELATION_GRANDCHILD] = "GRNDCHILD", [TSN_RELATION_NEPHEW_OR_NIECE] = "NIENEPH",
    [TSN_RELATION_RELATIVE] = "FAMMEMB",     [TSN_RELATION_PARTNER] = "DOMPART",
    [TSN_RELATION_FRIEND] = "FRND",          [TSN_RELATION_NEIGHBOUR] = "NBOR",
    [TSN_RELATION_GUARDIAN] = "GUARD",
  };

  return relation > 0 && relation < (gint64) G_N_ELEMENTS (CODES) ? CODES[relation] : NULL;
}

/* That somebody speaks for the person is said in words only: the codes for it are legal powers. */
static void
add_contacts (TsnFhir *self, JsonObject *section)
{
  for (guint i = 0; i < tsn_card_n_items (self->card, TSN_CARD_F_CONTACTS); i++)
    {
      const TsnCard *contact = tsn_card_item (self->card, TSN_CARD_F_CONTACTS, i);
      g_autofree char *relation = tsn_handover_relation (contact);
      char path[PATH_SIZE];
      JsonObject *person = tsn_fhir_add (self, "RelatedPerson", path_of (path, "contacts", i));

      tsn_fhir_set_reference (self, person, "patient", "patient");
      tsn_fhir_add_concept (person,
                            "relationship",
                            ROLES,
                            role_code (tsn_card_number (contact, TSN_CARD_F_CONTACT_RELATION)),
                            relation);
      if (tsn_card_has (contact, TSN_CARD_F_CONTACT_TOGETHER))
        tsn_fhir_add_concept (person, "relationship", NULL, NULL, _ ("Lives together"));
      if (tsn_card_has (contact, TSN_CARD_F_CONTACT_PROXY))
        tsn_fhir_add_concept (person,
                              "relationship",
                              NULL,
                              NULL,
                              _ ("★ Tells what the person wants; no legal representative"));
      tsn_fhir_add_names (person,
                          tsn_card_text (contact, TSN_CARD_F_CONTACT_NAME),
                          tsn_card_text (contact, TSN_CARD_F_CONTACT_KANA));
      tsn_fhir_add_phone (person, tsn_card_text (contact, TSN_CARD_F_CONTACT_PHONE));
      tsn_fhir_add_phone (person, tsn_card_text (contact, TSN_CARD_F_CONTACT_PHONE2));
      add_entry (self, section, path);
    }
}

/* One of the care team: a doctor or a place. */
typedef struct
{
  const char *role; /* in words */
  const char *name; /* of the institution; (nullable), like the others */
  const char *person;
  const char *department;
  const char *phones[2];
} Member;

static void
add_member (TsnFhir *self, JsonObject *team, const char *list, guint index, const Member *member)
{
  char path[PATH_SIZE];
  char part[2 * PATH_SIZE];
  JsonObject *role = tsn_fhir_add (self, "PractitionerRole", path_of (path, list, index));
  JsonObject *participant = tsn_fhir_append (team, "participant");

  tsn_fhir_add_concept (participant, "role", NULL, NULL, member->role);
  tsn_fhir_set_reference (self, participant, "member", path);
  tsn_fhir_add_concept (role, "code", NULL, NULL, member->role);
  tsn_fhir_add_concept (role, "specialty", NULL, NULL, member->department);
  for (guint i = 0; i < G_N_ELEMENTS (member->phones); i++)
    tsn_fhir_add_phone (role, member->phones[i]);
  if (member->person != NULL)
    {
      g_snprintf (part, sizeof part, "%s/person", path);
      tsn_fhir_set_reference (self, role, "practitioner", part);
      tsn_fhir_set (tsn_fhir_append (tsn_fhir_add (self, "Practitioner", part), "name"),
                    "text",
                    member->person);
    }
  if (member->name != NULL)
    {
      g_snprintf (part, sizeof part, "%s/place", path);
      tsn_fhir_set_reference (self, role, "organization", part);
      tsn_fhir_set (tsn_fhir_add (self, "Organization", part), "name", member->name);
    }
}

static Member
member_of (const TsnCard *entry, const TsnCardField *list)
{
  if (list->entry == TSN_CARD_GROUP_DOCTOR)
    return (Member){ tsn_card_has (entry, TSN_CARD_F_DOCTOR_MAIN) ? _ ("Main doctor")
                                                                  : _ ("Family doctor"),
                     tsn_card_text (entry, TSN_CARD_F_DOCTOR_INSTITUTION),
                     tsn_card_text (entry, TSN_CARD_F_DOCTOR_NAME),
                     tsn_card_text (entry, TSN_CARD_F_DOCTOR_DEPARTMENT),
                     { tsn_card_text (entry, TSN_CARD_F_DOCTOR_PHONE), NULL } };
  return (Member){ tsn_words_card_field (list),
                   tsn_card_text (entry, TSN_CARD_F_PLACE_NAME),
                   tsn_card_text (entry, TSN_CARD_F_PLACE_PERSON),
                   NULL,
                   { tsn_card_text (entry, TSN_CARD_F_PLACE_PHONE),
                     tsn_card_text (entry, TSN_CARD_F_PLACE_MOBILE) } };
}

static const TsnCardFieldId TEAM[] = { TSN_CARD_F_DOCTORS,      TSN_CARD_F_NURSE,
                                       TSN_CARD_F_CARE_MANAGER, TSN_CARD_F_PHARMACIES,
                                       TSN_CARD_F_DENTIST,      TSN_CARD_F_SUPPORT_CENTRE,
                                       TSN_CARD_F_COMMISSIONER };

static void
add_team (TsnFhir *self, JsonObject *composition)
{
  g_autoptr (GString) words = g_string_new (NULL);
  JsonObject *team = NULL;

  for (guint t = 0; t < G_N_ELEMENTS (TEAM); t++)
    for (guint i = 0; i < tsn_card_n_items (self->card, TEAM[t]); i++)
      {
        const TsnCardField *list = tsn_card_field (TEAM[t]);
        const TsnCard *entry = tsn_card_item (self->card, TEAM[t], i);
        Member member = member_of (entry, list);
        g_autofree char *line = TSN_HANDOVER_JOIN (member.role,
                                                   member.name,
                                                   member.department,
                                                   member.person,
                                                   member.phones[0],
                                                   member.phones[1]);

        if (team == NULL)
          {
            team = tsn_fhir_add (self, "CareTeam", "team");
            tsn_fhir_set_reference (self, team, "subject", "patient");
          }
        add_member (self, team, list->name, i, &member);
        g_string_append_printf (words, "%s%s", words->len > 0 ? "\n" : "", line);
      }
  if (team != NULL)
    add_entry (self,
               add_section (composition, _ ("Doctors and helpers"), NULL, words->str),
               "team");
}

/* -- Health -- */

/* What the three lists differ in. */
typedef struct
{
  TsnCardFieldId list;
  TsnCardFieldId presence;
  const char *type;    /* of the resource */
  const char *subject; /* its member for the patient */
  const char *concept; /* its member for what it is */
  const char *section; /* LOINC */
  const char *none;    /* IPS */
  const char *unknown; /* IPS */
} Health;

static const Health HEALTH[] = {
  { TSN_CARD_F_ALLERGIES,
    TSN_CARD_F_ALLERGY,
    "AllergyIntolerance",
    "patient",
    "code",
    "48765-2",
    "no-known-allergies",
    "no-allergy-info" },
  { TSN_CARD_F_CONDITIONS,
    TSN_CARD_F_CONDITION,
    "Condition",
    "subject",
    "code",
    "11450-4",
    "no-known-problems",
    "no-problem-info" },
  { TSN_CARD_F_MEDICINES,
    TSN_CARD_F_MEDICINE,
    "MedicationStatement",
    "subject",
    "medicationCodeableConcept",
    "10160-0",
    "no-known-medications",
    "no-medication-info" },
};

/* @code (nullable): of IPS. */
static void
add_finding (TsnFhir *self,
             JsonObject *section,
             const Health *health,
             guint index,
             const char *code,
             const char *text)
{
  TsnDate written = (TsnDate) tsn_card_number (self->card, TSN_CARD_F_WRITTEN);
  char path[PATH_SIZE];
  JsonObject *resource = tsn_fhir_add (self,
                                       health->type,
                                       path_of (path, tsn_card_field (health->list)->name, index));

  tsn_fhir_set_reference (self, resource, health->subject, "patient");
  tsn_fhir_set_concept (resource, health->concept, ABSENT, code, text);
  if (health->list == TSN_CARD_F_MEDICINES)
    {
      tsn_fhir_set (resource,
                    "status",
                    g_strcmp0 (code, health->unknown) == 0 ? "unknown" : "active");
      tsn_fhir_set_date (resource, "dateAsserted", written);
      tsn_fhir_set_reference (self, resource, "informationSource", "patient");
    }
  else
    {
      gboolean allergy = health->list == TSN_CARD_F_ALLERGIES;

      if (allergy)
        tsn_fhir_set_concept (resource, "clinicalStatus", CLINICAL, "active", NULL);
      tsn_fhir_set_concept (resource,
                            "verificationStatus",
                            allergy ? ALLERGY_VERIFICATION : CONDITION_VERIFICATION,
                            "unconfirmed",
                            NULL);
      tsn_fhir_set_date (resource, "recordedDate", written);
    }
  add_entry (self, section, path);
}

static void
add_health (TsnFhir *self, JsonObject *composition, const Health *health)
{
  const TsnCardField *field = tsn_card_field (health->list);
  guint n = tsn_card_n_items (self->card, health->list);
  gint64 presence = tsn_card_number (self->card, health->presence);
  g_autoptr (TsnSecretText) words = tsn_handover_presence (self->card, health->list);
  gboolean notebook = health->list == TSN_CARD_F_MEDICINES &&
                      tsn_card_has (self->card, TSN_CARD_F_NOTEBOOK);
  g_autoptr (TsnSecretText) text = TSN_HANDOVER_JOIN (
      words,
      notebook ? tsn_words_card_field (tsn_card_field (TSN_CARD_F_NOTEBOOK)) : NULL);
  JsonObject *section = add_section (composition,
                                     tsn_words_card_field (health->list == TSN_CARD_F_ALLERGIES
                                                               ? tsn_card_field (health->presence)
                                                               : field),
                                     health->section,
                                     *text != '\0' ? text : NULL);

  for (guint i = 0; i < n; i++)
    add_finding (self, section, health, i, NULL, tsn_card_item_text (self->card, health->list, i));
  if (n == 0 && words != NULL)
    add_finding (self,
                 section,
                 health,
                 0,
                 presence == TSN_PRESENCE_NONE      ? health->none
                 : presence == TSN_PRESENCE_UNKNOWN ? health->unknown
                                                    : NULL,
                 words);
}

static gboolean
is_device (gint64 need)
{
  switch (need)
    {
    case TSN_NEED_PACEMAKER:
    case TSN_NEED_DEFIBRILLATOR:
    case TSN_NEED_OXYGEN:
    case TSN_NEED_VENTILATOR:
    case TSN_NEED_TRACHEOSTOMY:
    case TSN_NEED_FEEDING_TUBE:
    case TSN_NEED_CATHETER:
    case TSN_NEED_HEARING_AID:
    case TSN_NEED_WHEELCHAIR:
      return TRUE;
    default:
      return FALSE;
    }
}

/* A device at the person, or what whoever cares for them has to heed. */
static void
add_need (TsnFhir *self, JsonObject *section, const char *path, gboolean device, const char *words)
{
  JsonObject *resource = tsn_fhir_add (self, device ? "Device" : "Flag", path);

  if (!device)
    tsn_fhir_set (resource, "status", "active");
  tsn_fhir_set_concept (resource, device ? "type" : "code", NULL, NULL, words);
  tsn_fhir_set_reference (self, resource, device ? "patient" : "subject", "patient");
  add_entry (self, section, path);
}

static void
add_needs (TsnFhir *self, JsonObject *composition)
{
  const TsnCardField *field = tsn_card_field (TSN_CARD_F_NEEDS);
  const char *message = tsn_card_text (self->card, TSN_CARD_F_MESSAGE);
  g_autofree char *all = tsn_handover_items (self->card, TSN_CARD_F_NEEDS);
  g_autoptr (TsnSecretText) text = TSN_HANDOVER_JOIN (all, message);
  JsonObject *section =
      add_section (composition, tsn_words_card_field (field), NULL, *text != '\0' ? text : NULL);

  for (guint i = 0; i < tsn_card_n_items (self->card, TSN_CARD_F_NEEDS); i++)
    {
      g_autofree char *words = tsn_words_card_item (self->card, field, i);
      char path[PATH_SIZE];

      add_need (self,
                section,
                path_of (path, field->name, i),
                is_device (tsn_card_item_number (self->card, TSN_CARD_F_NEEDS, i)),
                words);
    }
  if (message != NULL)
    add_need (self, section, "message", FALSE, message);
}

/* -- Wishes -- */

/* Who has the record: the first doctor's institution if the card names no other. */
static char *
keeper_of (const TsnCard *card)
{
  const TsnCard *place = tsn_card_item (card, TSN_CARD_F_WISHES, 0);
  g_autofree char *words = tsn_handover_place (place);

  if (*words != '\0')
    return g_steal_pointer (&words);
  return tsn_card_n_items (card, TSN_CARD_F_DOCTORS) > 0
             ? tsn_handover_doctor (tsn_card_item (card, TSN_CARD_F_DOCTORS, 0))
             : g_strdup (_ ("The family doctor"));
}

static void
add_wishes (TsnFhir *self, JsonObject *composition)
{
  g_autoptr (TsnSecretText) wishes = tsn_handover_wishes (self->card);
  g_autofree char *keeper = NULL;
  JsonObject *consent;

  if (wishes == NULL)
    return;
  keeper = keeper_of (self->card);
  consent = tsn_fhir_add (self, "Consent", "wishes");
  tsn_fhir_set (consent, "status", "draft");
  tsn_fhir_set_concept (consent, "scope", CONSENT_SCOPE, "adr", NULL);
  tsn_fhir_add_concept (consent, "category", LOINC, "42348-3", NULL);
  tsn_fhir_set_reference (self, consent, "patient", "patient");
  tsn_fhir_set (tsn_fhir_append (consent, "organization"), "display", keeper);
  tsn_fhir_set_concept (consent, "policyRule", NULL, NULL, wishes);
  add_entry (self,
             add_section (composition, _ ("Wishes of the person are recorded"), "42348-3", wishes),
             "wishes");
}

/* -- The document -- */

static void
add_contact_section (TsnFhir *self, JsonObject *composition)
{
  const TsnCardField *field = tsn_card_field (TSN_CARD_F_CONTACTS);
  g_autoptr (GString) words = g_string_new (NULL);
  guint n = tsn_card_n_items (self->card, TSN_CARD_F_CONTACTS);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TsnSecretText) line = tsn_handover_contact (
          tsn_card_item (self->card, TSN_CARD_F_CONTACTS, i));

      g_string_append_printf (words, "%s%u. %s", i > 0 ? "\n" : "", i + 1, line);
    }
  add_contacts (
      self,
      add_section (composition, tsn_words_card_field (field), NULL, n > 0 ? words->str : NULL));
}

/* Whoever wrote the document is the device that read the card. */
static void
add_reader (TsnFhir *self)
{
  JsonObject *reader = tsn_fhir_add (self, "Device", "reader");
  g_autofree char *name = TSN_HANDOVER_JOIN (self->handover->organisation, self->handover->device);

  tsn_fhir_set_concept (reader, "type", NULL, NULL, _ ("Reader of contact cards"));
  if (*name != '\0')
    {
      JsonObject *device_name = tsn_fhir_append (reader, "deviceName");

      tsn_fhir_set (device_name, "name", name);
      tsn_fhir_set (device_name, "type", "user-friendly-name");
    }
}

static JsonObject *
add_composition (TsnFhir *self)
{
  JsonObject *composition = tsn_fhir_add (self, "Composition", "composition");
  const char *serial = tsn_card_text (self->card, TSN_CARD_F_SERIAL);
  g_autofree char *date = tsn_fhir_instant (self->handover->read_ms);
  g_autofree char *advice = tsn_handover_advice (self->handover);
  g_autofree char *age = tsn_handover_age (self->handover);
  g_autofree char *about = NULL;
  g_autofree char *read_at = tsn_handover_read_at (self->handover);
  JsonObject *author = tsn_fhir_append (composition, "author");
  char urn[TSN_FHIR_URN_SIZE];

  if (serial != NULL)
    {
      JsonObject *identifier = json_object_new ();

      json_object_set_object_member (composition, "identifier", identifier);
      tsn_fhir_set_identifier (identifier,
                               tsn_words_card_field (tsn_card_field (TSN_CARD_F_SERIAL)),
                               serial);
    }
  tsn_fhir_set (composition, "status", "final");
  tsn_fhir_set_concept (composition, "type", LOINC, "60591-5", NULL);
  tsn_fhir_set_reference (self, composition, "subject", "patient");
  tsn_fhir_set (composition, "date", date);
  tsn_fhir_set (author, "reference", tsn_fhir_urn (self, "reader", urn));
  tsn_fhir_set (composition, "title", _ ("From the contact card, for the hospital"));
  if (tsn_card_has (self->card, TSN_CARD_F_MUNICIPALITY))
    tsn_fhir_set_reference (self, composition, "custodian", "issuer");
  about = g_strdup_printf ("%s\n%s\n%s\n%s: %s\n%s: %s",
                           tsn_words_card_verdict (self->handover->reading->verdict),
                           age,
                           advice,
                           _ ("Read at"),
                           read_at,
                           _ ("Where it was read"),
                           self->handover->place != NULL ? self->handover->place : _ ("not noted"));
  add_section (composition, _ ("About the card"), NULL, about);
  return composition;
}

static void
add_issuer (TsnFhir *self)
{
  const char *code = tsn_card_text (self->card, TSN_CARD_F_MUNICIPALITY);

  if (code != NULL)
    tsn_fhir_set_identifier (
        tsn_fhir_append (tsn_fhir_add (self, "Organization", "issuer"), "identifier"),
        _ ("Code of the municipality"),
        code);
}

static void
fill (TsnFhir *self)
{
  JsonObject *composition = add_composition (self);
  g_autofree char *type = tsn_handover_items (self->card, TSN_CARD_F_BLOOD);
  g_autofree char *rh = tsn_handover_items (self->card, TSN_CARD_F_RH);
  g_autofree char *blood = TSN_HANDOVER_JOIN (type, rh);

  add_patient (self);
  add_reader (self);
  add_issuer (self);
  add_team (self, composition);
  add_wishes (self, composition);
  add_health (self, composition, &HEALTH[0]);
  add_needs (self, composition);
  add_contact_section (self, composition);
  add_health (self, composition, &HEALTH[1]);
  add_health (self, composition, &HEALTH[2]);
  /* In words only: no laboratory may take it for a finding. */
  if (*blood != '\0')
    add_section (composition, _ ("Blood type, as the person says"), NULL, blood);
}

char *
tsn_handover_fhir (const TsnHandover *handover)
{
  g_autoptr (GBytes) content = tsn_card_to_cbor (handover->reading->card);
  TsnFhir self = { handover, handover->reading->card, content, json_array_new () };
  JsonObject *bundle = json_object_new ();
  JsonObject *identifier = json_object_new ();
  g_autofree char *instant = tsn_fhir_instant (handover->read_ms);
  g_autofree char *name = g_strdup_printf ("bundle/%" G_GINT64_FORMAT, handover->read_ms);
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), bundle);
  g_autoptr (TsnSecretText) json = NULL;
  char urn[TSN_FHIR_URN_SIZE];

  tsn_fhir_set (bundle, "resourceType", "Bundle");
  json_object_set_object_member (bundle, "identifier", identifier);
  tsn_fhir_set (identifier, "system", "urn:ietf:rfc:3986");
  tsn_fhir_set (identifier, "value", tsn_fhir_urn (&self, name, urn));
  tsn_fhir_set (bundle, "type", "document");
  tsn_fhir_set (bundle, "timestamp", instant);
  fill (&self);
  json_object_set_array_member (bundle, "entry", self.entries);
  json_object_unref (bundle);
  json = json_to_string (root, TRUE);
  return g_strconcat (json, "\n", NULL);
}

gboolean
tsn_handover_write_fhir_sync (const TsnHandover *handover, const char *path, GError **error)
{
  g_autoptr (TsnSecretText) json = tsn_handover_fhir (handover);

  return g_file_set_contents_full (path, json, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
