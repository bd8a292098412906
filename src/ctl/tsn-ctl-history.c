/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything that was ever written to one record, newest first: what, when, by which device and
 * operator, and whether it still stands. */

#include <glib/gi18n.h>

#include "tsn-ctl.h"
#include "tsn-words.h"

typedef struct
{
  TsnId id;
  const TsnKind *kind;
  GPtrArray *entries; /* of TsnHistoryEntry, owned */
} Job;

static gboolean
history_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (GError) own = NULL;

  job->kind = tsn_session_kind_of (session, &job->id, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (job->kind == NULL)
    return TRUE;
  job->entries = tsn_session_history (session, job->kind, &job->id, error);
  return job->entries != NULL;
}

/* The wall clock of a stamp, in words. */
static char *
when (TsnStamp stamp)
{
  const TsnField instant = { .type = TSN_TYPE_INSTANT };
  TsnValue value = tsn_value_number (TSN_TYPE_INSTANT, tsn_stamp_ms (stamp));

  return tsn_words_value (&instant, &value);
}

static void
print_entry (const TsnKind *kind, const TsnHistoryEntry *entry)
{
  g_autofree char *time = when (entry->version.stamp);
  char device[TSN_ID_TEXT_SIZE];
  char operator_id[TSN_ID_TEXT_SIZE];

  g_print ("%s  %s %s  %s %s\n",
           time,
           _ ("device"),
           tsn_id_format (&entry->version.device, device),
           _ ("operator"),
           tsn_id_format (&entry->operator_id, operator_id));
  if (entry->erase)
    g_print ("  %s\n", _ ("erased"));
  for (guint i = 0; i < entry->items->len; i++)
    {
      const TsnHistoryItem *item = &g_array_index (entry->items, TsnHistoryItem, i);
      const TsnField *field = tsn_kind_field (kind, item->field);
      g_autofree char *text = NULL;

      if (field == NULL)
        continue;
      text = item->readable ? tsn_words_value (field, &item->value) : g_strdup (_ ("(sealed)"));
      g_print ("  %s %s: %s\n", item->current ? "●" : "○", tsn_words_field (field), text);
    }
}

static JsonNode *
entry_json (const TsnKind *kind, const TsnHistoryEntry *entry)
{
  JsonObject *object = json_object_new ();
  JsonObject *fields = json_object_new ();
  JsonNode *node = json_node_alloc ();
  char id[TSN_ID_TEXT_SIZE];

  json_object_set_int_member (object, "time", tsn_stamp_ms (entry->version.stamp));
  json_object_set_string_member (object, "device", tsn_id_format (&entry->version.device, id));
  json_object_set_string_member (object, "operator", tsn_id_format (&entry->operator_id, id));
  json_object_set_boolean_member (object, "erase", entry->erase);
  for (guint i = 0; i < entry->items->len; i++)
    {
      const TsnHistoryItem *item = &g_array_index (entry->items, TsnHistoryItem, i);
      const TsnField *field = tsn_kind_field (kind, item->field);
      JsonObject *cell = NULL;

      if (field == NULL)
        continue;
      cell = json_object_new ();
      json_object_set_boolean_member (cell, "current", item->current);
      if (item->readable)
        json_object_set_member (cell, "value", tsn_ctl_value_json (field, &item->value));
      json_object_set_object_member (fields, field->name, cell);
    }
  json_object_set_object_member (object, "fields", fields);
  json_node_init_object (node, object);
  json_object_unref (object);
  return node;
}

int
tsn_ctl_history (TsnCtl *ctl, int argc, char **argv)
{
  Job job = { 0 };

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2 || !tsn_id_parse (argv[1], &job.id))
    return tsn_ctl_usage (_ ("give the id of a record"));
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, history_worker, &job, NULL))
    return TSN_CTL_REFUSED;
  if (job.kind == NULL)
    return tsn_ctl_refuse_text (_ ("there is no such record"));
  for (guint i = 0; i < job.entries->len; i++)
    {
      const TsnHistoryEntry *entry = g_ptr_array_index (job.entries, i);

      if (ctl->json)
        tsn_ctl_print_json (entry_json (job.kind, entry));
      else
        print_entry (job.kind, entry);
    }
  g_ptr_array_unref (job.entries);
  return TSN_CTL_OK;
}
