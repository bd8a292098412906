/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The data types of FHIR R4 that a card needs, and ids that are the same for the same card.
 *
 * Source: HL7 FHIR 4.0.1 (datatypes, references, resource.meta.security); names as JP Core writes
 * them.
 */

#include "tsn-handover-private.h"

#define CONFIDENCE     "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
#define REPRESENTATION "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
#define JAPAN          "+09:00"

const char *
tsn_fhir_urn (const TsnFhir *self, const char *path, char urn[TSN_FHIR_URN_SIZE])
{
  g_autoptr (GByteArray) name = g_byte_array_new ();
  char text[TSN_ID_TEXT_SIZE];
  TsnId id;

  g_byte_array_append (name,
                       g_bytes_get_data (self->content, NULL),
                       (guint) g_bytes_get_size (self->content));
  g_byte_array_append (name, (const guint8 *) path, (guint) strlen (path));
  id = tsn_id_derive ("fhir", name->data, name->len);
  g_snprintf (urn, TSN_FHIR_URN_SIZE, "urn:uuid:%s", tsn_id_format (&id, text));
  return urn;
}

/* How far to believe it stays with each resource, also when somebody takes one out of the bundle.
 */
static void
set_confidence (const TsnFhir *self, JsonObject *resource)
{
  TsnCardVerdict verdict = self->handover->reading->verdict;
  JsonObject *meta;
  JsonObject *label;

  if (verdict == TSN_CARD_VERDICT_GENUINE)
    return;
  meta = json_object_new ();
  json_object_set_object_member (resource, "meta", meta);
  label = tsn_fhir_append (meta, "security");
  tsn_fhir_set (label, "system", CONFIDENCE);
  tsn_fhir_set (label,
                "code",
                verdict == TSN_CARD_VERDICT_BAD_SIGNATURE ? "UNRELIABLE" : "UNCERTREL");
}

JsonObject *
tsn_fhir_add (TsnFhir *self, const char *type, const char *path)
{
  JsonObject *entry = json_object_new ();
  JsonObject *resource = json_object_new ();
  char urn[TSN_FHIR_URN_SIZE];

  json_array_add_object_element (self->entries, entry);
  tsn_fhir_set (entry, "fullUrl", tsn_fhir_urn (self, path, urn));
  json_object_set_object_member (entry, "resource", resource);
  tsn_fhir_set (resource, "resourceType", type);
  set_confidence (self, resource);
  return resource;
}

/* A string of FHIR knows no white space but that of ASCII: the wide one between names goes. */
static char *
plain_spaces (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (out, c != '\n' && g_unichar_isspace (c) ? ' ' : c);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

void
tsn_fhir_set (JsonObject *object, const char *member, const char *text)
{
  g_autoptr (TsnSecretText) plain = NULL;

  if (text == NULL || *text == '\0')
    return;
  plain = plain_spaces (text);
  json_object_set_string_member (object, member, plain);
}

void
tsn_fhir_append_text (JsonObject *object, const char *member, const char *text)
{
  g_autoptr (TsnSecretText) plain = NULL;

  if (text == NULL || *text == '\0')
    return;
  plain = plain_spaces (text);
  if (!json_object_has_member (object, member))
    json_object_set_array_member (object, member, json_array_new ());
  json_array_add_string_element (json_object_get_array_member (object, member), plain);
}

void
tsn_fhir_set_date (JsonObject *object, const char *member, TsnDate date)
{
  char text[TSN_DATE_ISO_SIZE];

  tsn_fhir_set (object, member, tsn_date_format_iso (date, text));
}

void
tsn_fhir_set_reference (const TsnFhir *self,
                        JsonObject *object,
                        const char *member,
                        const char *path)
{
  JsonObject *reference = json_object_new ();
  char urn[TSN_FHIR_URN_SIZE];

  tsn_fhir_set (reference, "reference", tsn_fhir_urn (self, path, urn));
  json_object_set_object_member (object, member, reference);
}

JsonObject *
tsn_fhir_append (JsonObject *object, const char *member)
{
  JsonObject *item = json_object_new ();

  if (!json_object_has_member (object, member))
    json_object_set_array_member (object, member, json_array_new ());
  json_array_add_object_element (json_object_get_array_member (object, member), item);
  return item;
}

static void
fill_concept (JsonObject *concept, const char *system, const char *code, const char *text)
{
  if (code != NULL)
    {
      JsonObject *coding = tsn_fhir_append (concept, "coding");

      tsn_fhir_set (coding, "system", system);
      tsn_fhir_set (coding, "code", code);
    }
  tsn_fhir_set (concept, "text", text);
}

void
tsn_fhir_set_concept (JsonObject *object,
                      const char *member,
                      const char *system,
                      const char *code,
                      const char *text)
{
  JsonObject *concept;

  if (code == NULL && (text == NULL || *text == '\0'))
    return;
  concept = json_object_new ();
  json_object_set_object_member (object, member, concept);
  fill_concept (concept, system, code, text);
}

void
tsn_fhir_add_concept (JsonObject *object,
                      const char *member,
                      const char *system,
                      const char *code,
                      const char *text)
{
  if (code != NULL || (text != NULL && *text != '\0'))
    fill_concept (tsn_fhir_append (object, member), system, code, text);
}

/* Parted into family and given name only where exactly one space does it. */
static void
add_name (JsonObject *object, const char *representation, const char *name)
{
  g_auto (GStrv) parts = NULL;
  JsonObject *human;
  JsonObject *extension;

  if (name == NULL)
    return;
  human = tsn_fhir_append (object, "name");
  extension = tsn_fhir_append (human, "extension");
  tsn_fhir_set (extension, "url", REPRESENTATION);
  tsn_fhir_set (extension, "valueCode", representation);
  tsn_fhir_set (human, "use", "usual");
  tsn_fhir_set (human, "text", name);
  parts = g_strsplit (name, strstr (name, "　") != NULL ? "　" : " ", -1);
  if (g_strv_length (parts) == 2 && *parts[0] != '\0' && *parts[1] != '\0')
    {
      tsn_fhir_set (human, "family", parts[0]);
      tsn_fhir_append_text (human, "given", parts[1]);
    }
}

void
tsn_fhir_add_names (JsonObject *object, const char *name, const char *kana)
{
  add_name (object, "IDE", name);
  add_name (object, "SYL", kana);
}

void
tsn_fhir_add_phone (JsonObject *object, const char *phone)
{
  JsonObject *contact;

  if (phone == NULL)
    return;
  contact = tsn_fhir_append (object, "telecom");
  tsn_fhir_set (contact, "system", "phone");
  tsn_fhir_set (contact, "value", phone);
  json_object_set_int_member (
      contact,
      "rank",
      json_array_get_length (json_object_get_array_member (object, "telecom")));
}

void
tsn_fhir_set_identifier (JsonObject *identifier, const char *kind, const char *value)
{
  tsn_fhir_set_concept (identifier, "type", NULL, NULL, kind);
  tsn_fhir_set (identifier, "value", value);
}

char *
tsn_fhir_instant (gint64 ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (JAPAN);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  return g_date_time_format (local, "%Y-%m-%dT%H:%M:%S" JAPAN);
}
