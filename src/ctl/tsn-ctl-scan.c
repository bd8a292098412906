/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading cards from files: one answer for each code found, with what is to be thought of it and
 * what it says.
 *
 * What can be read is shown whatever the verdict: a crew may want it even from an unknown issuer,
 * and is told so. Each reading is entered into the register, behind what it says: a full disk hides
 * no card.
 */

#include <glib/gi18n.h>

#include "tsn-card-scan.h"
#include "tsn-ctl.h"
#include "tsn-issue.h"
#include "tsn-scanner.h"
#include "tsn-words-card.h"

static void
print_card (const TsnCard *card, int indent)
{
  guint n_fields = 0;
  const TsnCardField *fields = tsn_card_fields (tsn_card_group (card), &n_fields);

  for (guint i = 0; i < n_fields; i++)
    {
      const TsnCardField *field = &fields[i];
      guint n = tsn_words_card_n_items (card, field);

      for (guint k = 0; k < n; k++)
        {
          g_autofree char *text = tsn_words_card_item (card, field, k);

          g_print ("%*s%s: %s\n",
                   indent,
                   "",
                   tsn_words_card_field (field),
                   text != NULL ? text : "");
          if (tsn_words_card_is_entry (field))
            print_card (tsn_card_item (card, field->id, k), indent + 2);
        }
    }
}

static JsonNode *card_json (const TsnCard *card);

/* Machines get codes by name and dates as ISO. */
static JsonNode *
item_json (const TsnCard *card, const TsnCardField *field, guint index)
{
  const TsnCodeList *list = field->codes;
  const TsnCode *code = NULL;
  char date[TSN_DATE_ISO_SIZE];
  gint64 number = 0;

  if (tsn_words_card_is_entry (field))
    return card_json (tsn_card_item (card, field->id, index));
  if (!tsn_words_card_is_number (field))
    return json_node_init_string (json_node_alloc (),
                                  field->repeat > 0 ? tsn_card_item_text (card, field->id, index)
                                                    : tsn_card_text (card, field->id));
  number = field->repeat > 0 ? tsn_card_item_number (card, field->id, index)
                             : tsn_card_number (card, field->id);
  if (field->type == TSN_CARD_TYPE_FLAG)
    return json_node_init_boolean (json_node_alloc (), number != 0);
  if (field->type == TSN_CARD_TYPE_DATE)
    return json_node_init_string (json_node_alloc (), tsn_date_format_iso ((TsnDate) number, date));
  code = list != NULL ? tsn_code_by_number (list, (guint) number) : NULL;
  return code != NULL ? json_node_init_string (json_node_alloc (), code->name)
                      : json_node_init_int (json_node_alloc (), number);
}

static JsonNode *
card_json (const TsnCard *card)
{
  g_autoptr (JsonObject) object = json_object_new ();
  guint n_fields = 0;
  const TsnCardField *fields = tsn_card_fields (tsn_card_group (card), &n_fields);

  for (guint i = 0; i < n_fields; i++)
    {
      const TsnCardField *field = &fields[i];
      JsonArray *array = NULL;

      if (!tsn_card_has (card, field->id))
        continue;
      if (field->type == TSN_CARD_TYPE_ENTRY || field->repeat == 0)
        {
          json_object_set_member (object, field->name, item_json (card, field, 0));
          continue;
        }
      array = json_array_new ();
      for (guint k = 0; k < tsn_card_n_items (card, field->id); k++)
        json_array_add_element (array, item_json (card, field, k));
      json_object_set_array_member (object, field->name, array);
    }
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
issuer_json (const TsnCardReading *reading)
{
  g_autoptr (JsonObject) object = json_object_new ();
  char id[TSN_ID_TEXT_SIZE];

  json_object_set_string_member (object, "device", tsn_id_format (&reading->issuer.device, id));
  json_object_set_string_member (object, "municipality", reading->issuer.municipality);
  if (reading->issuer.revoked_ms != 0)
    json_object_set_int_member (object, "revoked_at", reading->issuer.revoked_ms);
  return json_node_init_object (json_node_alloc (), object);
}

static void
print_reading_json (const char *file, const TsnScanCode *code, const TsnCardReading *reading)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "file", file);
  json_object_set_int_member (object, "page", code->page + 1);
  json_object_set_string_member (object, "verdict", tsn_card_verdict_name (reading->verdict));
  json_object_set_boolean_member (object, "sealed", reading->sealed);
  if (reading->issuer_known)
    json_object_set_member (object, "issuer", issuer_json (reading));
  if (reading->standing.superseded_by[0] != '\0')
    json_object_set_string_member (object, "superseded_by", reading->standing.superseded_by);
  if (reading->detail != NULL)
    json_object_set_string_member (object, "detail", reading->detail);
  if (reading->card != NULL)
    json_object_set_member (object, "card", card_json (reading->card));
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

static void
print_reading (TsnCtl *ctl,
               const char *file,
               const TsnScanCode *code,
               const TsnCardReading *reading)
{
  if (ctl->json)
    {
      print_reading_json (file, code, reading);
      return;
    }
  g_print ("%s: %s\n", file, tsn_words_card_verdict (reading->verdict));
  if (reading->card != NULL)
    print_card (reading->card, 2);
}

typedef struct
{
  TsnVault *vault;
  TsnTrust *trust;         /* (out) */
  TsnCardReading *reading; /* to be registered */
} Job;

static gboolean
trust_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->trust = tsn_trust_load (session, job->vault, error);
  return job->trust != NULL;
}

static gboolean
register_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;

  return tsn_card_scan_register (session,
                                 job->reading,
                                 tsn_vault_role (job->vault) == TSN_ROLE_EMS
                                     ? TSN_SCAN_PURPOSE_EMERGENCY
                                     : TSN_SCAN_PURPOSE_CHECK,
                                 g_get_real_time () / 1000,
                                 error);
}

static gboolean
read_code (TsnCtl *ctl, const char *file, const TsnScanCode *code, Job *job)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (code->bytes, &size);
  g_autoptr (TsnCardReading) reading = tsn_card_read (text, size, tsn_trust_get (job->trust));

  print_reading (ctl, file, code, reading);
  job->reading = reading;
  return tsn_ctl_work (ctl, TSN_STORE_WRITE, register_worker, job, NULL);
}

static int
scan_file (TsnCtl *ctl, TsnScanner *scanner, const char *path, Job *job)
{
  int result = TSN_CTL_OK;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (TsnScanDocument) document = tsn_scan_document_new_from_file (file, NULL, &error);
  g_autoptr (GPtrArray) codes = NULL;

  if (document != NULL)
    codes = tsn_scanner_scan_document (scanner, document, TSN_SCAN_BUDGET_MS, NULL, &error);
  if (codes == NULL)
    return tsn_ctl_refuse (path, error);
  if (codes->len == 0)
    return tsn_ctl_refuse_text (_ ("%s: no code was found in the picture"), path);
  for (guint i = 0; i < codes->len; i++)
    if (!read_code (ctl, path, g_ptr_array_index (codes, i), job))
      result = TSN_CTL_REFUSED;
  return result;
}

int
tsn_ctl_scan (TsnCtl *ctl, int argc, char **argv)
{
  g_autoptr (TsnScanner) scanner = NULL;
  Job job = { .vault = ctl->vault };
  int code = TSN_CTL_OK;

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc < 2)
    return tsn_ctl_usage (_ ("say which files to read"));
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, trust_worker, &job, NULL))
    return TSN_CTL_REFUSED;
  scanner = tsn_scanner_new ();
  for (int i = 1; i < argc; i++)
    if (scan_file (ctl, scanner, argv[i], &job) != TSN_CTL_OK)
      code = TSN_CTL_REFUSED;
  g_clear_pointer (&job.trust, tsn_trust_unref);
  return code;
}
