/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "tsn-handover.h"
#include "tsn-paper-flow.h"
#include "tsn-secret.h"

G_BEGIN_DECLS

/* Private to src/handover. All texts are of a person: free them with TsnSecretText. */

/* -- tsn-handover-words.c: what the card says, in words -- */

/* The parts that are there with a wide space between them; "" when none is. */
char *tsn_handover_join (const char *const *parts, guint n_parts);
#define TSN_HANDOVER_JOIN(...)                                                                     \
  tsn_handover_join ((const char *const[]){ __VA_ARGS__ },                                         \
                     G_N_ELEMENTS (((const char *const[]){ __VA_ARGS__ })))

/* All items of a field in one line; NULL: the card is silent. */
char *tsn_handover_items (const TsnCard *card, TsnCardFieldId id);

/* What is known of allergies, conditions or medicines: the list, that there are none, that it is
 * not known; NULL: the card is silent. @list: TSN_CARD_F_ALLERGIES, _CONDITIONS or _MEDICINES. */
char *tsn_handover_presence (const TsnCard *card, TsnCardFieldId list);

char *tsn_handover_doctor (const TsnCard *doctor);    /* institution, department, doctor, number */
char *tsn_handover_place (const TsnCard *place);      /* name, person, numbers */
char *tsn_handover_contact (const TsnCard *contact);  /* name, relation, numbers, notes */
char *tsn_handover_relation (const TsnCard *contact); /* in words; "" when not said */
char *tsn_handover_address (const TsnCard *card);     /* NULL: the card is silent */
char *tsn_handover_birth (const TsnHandover *handover); /* with the age on the day of reading */

/* That wishes are recorded and whom to ask; NULL: the card does not say so. */
char *tsn_handover_wishes (const TsnCard *card);

/* When it was written and how long before the reading, and what to think of that. */
char *tsn_handover_age (const TsnHandover *handover);

/* What to do about the verdict, and the day of the newer card where there is one. */
char *tsn_handover_advice (const TsnHandover *handover);

char *tsn_handover_read_at (const TsnHandover *handover);

/* -- tsn-handover-form.c -- */

void tsn_handover_add_form (TsnPaperFlow *flow, const TsnHandover *handover);

/* -- tsn-handover-json.c: the data types of FHIR -- */

/* What one document is made of. */
typedef struct
{
  const TsnHandover *handover;
  const TsnCard *card;
  GBytes *content;    /* of the card: what its ids are derived from */
  JsonArray *entries; /* of the bundle */
} TsnFhir;

#define TSN_FHIR_URN_SIZE (9 + TSN_ID_TEXT_SIZE) /* "urn:uuid:" and an id */

/* The id of what stands at @path ("patient", "contact/2"), the same for the same card. */
const char *tsn_fhir_urn (const TsnFhir *self, const char *path, char urn[TSN_FHIR_URN_SIZE]);

/* A new resource at @path; the bundle has it. */
JsonObject *tsn_fhir_add (TsnFhir *self, const char *type, const char *path);

/* NULL and "" add nothing in any of these. */
void tsn_fhir_set (JsonObject *object, const char *member, const char *text);
void tsn_fhir_append_text (JsonObject *object, const char *member, const char *text);
void tsn_fhir_set_date (JsonObject *object, const char *member, TsnDate date);
void tsn_fhir_set_reference (const TsnFhir *self,
                             JsonObject *object,
                             const char *member,
                             const char *path);
/* A CodeableConcept; @system and @code (nullable) are its coding, @text its words. */
void tsn_fhir_set_concept (JsonObject *object,
                           const char *member,
                           const char *system,
                           const char *code,
                           const char *text);
/* The same as one more of a list. */
void tsn_fhir_add_concept (JsonObject *object,
                           const char *member,
                           const char *system,
                           const char *code,
                           const char *text);
/* HumanName, written (IDE) and read (SYL), as JP Core has it. */
void tsn_fhir_add_names (JsonObject *object, const char *name, const char *kana);
void tsn_fhir_add_phone (JsonObject *object, const char *phone);
/* One more object of the list @member; the list has it. */
JsonObject *tsn_fhir_append (JsonObject *object, const char *member);
/* An Identifier of no system that is known here, only of a kind in words. */
void tsn_fhir_set_identifier (JsonObject *identifier, const char *kind, const char *value);
/* An instant in the time of Japan; g_free() it. */
char *tsn_fhir_instant (gint64 ms);

G_END_DECLS
