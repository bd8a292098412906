/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The verbs that every kind of record has: add, edit, show, list, find, erase, and the history of
 * one record. */

#include <glib/gi18n.h>
#include <string.h>

#include "tsn-conversation.h"
#include "tsn-ctl.h"
#include "tsn-search.h"
#include "tsn-validate.h"
#include "tsn-words.h"

#define FIND_LIMIT 50

/* What goes into the store's thread and comes back from it. */
typedef struct
{
  const TsnKind *kind;
  TsnId id;
  const TsnChange *change;
  const TsnQuery *query;
  GArray *ids;        /* of TsnId */
  TsnRecord *record;  /* owned */
  GPtrArray *records; /* owned */
  GPtrArray *history; /* owned */
  guint erased;
} Job;

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->record, tsn_record_unref);
  g_clear_pointer (&job->records, g_ptr_array_unref);
  g_clear_pointer (&job->history, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static void
print_id (TsnCtl *ctl, const char *sentence, const TsnId *id)
{
  char text[TSN_ID_TEXT_SIZE];
  JsonObject *object = NULL;

  tsn_id_format (id, text);
  tsn_ctl_say (ctl, "%s: %s", sentence, text);
  if (!ctl->json)
    return;
  object = json_object_new ();
  json_object_set_string_member (object, "id", text);
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
  json_object_unref (object);
}

static void
print_record (TsnCtl *ctl, const TsnRecord *record)
{
  if (ctl->json)
    tsn_ctl_print_json (tsn_ctl_record_json (record));
  else
    tsn_ctl_print_record (record);
}

static gboolean
put_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const TsnChange *change = ((Job *) data)->change;

  return change->kind->number == TSN_KIND_CONVERSATION
             ? tsn_conversation_put (session, change, NULL, error)
             : tsn_session_put (session, change, NULL, error);
}

/* Validates before the store does, to name the field in the user's language. */
static int
put (TsnCtl *ctl, TsnChange *change)
{
  g_autoptr (GError) error = NULL;
  const TsnField *field = NULL;
  Job job = { .change = change };

  if (!tsn_validate_change (change, &field, &error))
    return tsn_ctl_refuse (field != NULL ? tsn_words_field (field) : NULL, error);
  return tsn_ctl_work (ctl, TSN_STORE_WRITE, put_worker, &job, tsn_words_kind (change->kind))
             ? TSN_CTL_OK
             : TSN_CTL_REFUSED;
}

int
tsn_ctl_record_add (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv)
{
  TsnId id = TSN_ID_NIL;
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, &id);
  int code = TSN_CTL_USAGE;

  if (!tsn_ctl_parse_fields (ctl, change, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc > 1)
    return tsn_ctl_usage (_ ("%s: this word belongs to no option"), argv[1]);
  if (!tsn_change_derive_id (change, &change->record))
    change->record = tsn_id_new (g_get_real_time () / 1000);
  code = put (ctl, change);
  if (code == TSN_CTL_OK)
    print_id (ctl, _ ("Recorded"), &change->record);
  return code;
}

int
tsn_ctl_record_edit (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv)
{
  TsnId id = TSN_ID_NIL;
  g_autoptr (TsnChange) change = tsn_change_new (kind, &id);
  int code = TSN_CTL_USAGE;

  if (!tsn_ctl_parse_fields (ctl, change, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("say which record"));
  if (!tsn_ctl_resolve (ctl, kind, argv[1], &change->record))
    return TSN_CTL_REFUSED;
  code = put (ctl, change);
  if (code == TSN_CTL_OK)
    print_id (ctl, _ ("Changed"), &change->record);
  return code;
}

static gboolean
get_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (GError) own = NULL;

  job->record = tsn_session_get (session, job->kind, &job->id, &own);
  if (own != NULL)
    g_propagate_error (error, g_steal_pointer (&own));
  return job->record != NULL || error == NULL || *error == NULL;
}

int
tsn_ctl_record_show (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv)
{
  g_auto (Job) job = { .kind = kind };

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("say which record"));
  if (!tsn_ctl_resolve (ctl, kind, argv[1], &job.id) ||
      !tsn_ctl_work (ctl, TSN_STORE_READ, get_worker, &job, tsn_words_kind (kind)))
    return TSN_CTL_REFUSED;
  if (job.record == NULL)
    return tsn_ctl_refuse_text (_ ("%s: there is no such record"), tsn_words_kind (kind));
  print_record (ctl, job.record);
  return TSN_CTL_OK;
}

/* FIELD=VALUE */
static gboolean
add_term (TsnQuery *query, const char *text)
{
  const char *equals = strchr (text, '=');
  g_autofree char *name = equals != NULL ? g_strndup (text, (gsize) (equals - text)) : NULL;
  const TsnField *field = NULL;
  g_autoptr (GError) error = NULL;
  TsnValue value = TSN_VALUE_NONE;

  if (name != NULL)
    field = tsn_kind_field_by_name (query->kind, g_strdelimit (name, "-", '_'));
  if (field == NULL || field->compartment != TSN_OPEN)
    {
      tsn_ctl_usage (_ ("--where takes FIELD=VALUE of a field that is not sealed"));
      return FALSE;
    }
  if (!tsn_value_parse (field, equals + 1, &value, &error))
    {
      tsn_ctl_refuse (tsn_words_field (field), error);
      return FALSE;
    }
  if (value.type == TSN_TYPE_LIST && value.list->len > 0)
    {
      TsnValue first = tsn_value_copy (&g_array_index (value.list, TsnValue, 0));

      tsn_value_clear (&value);
      value = first;
    }
  tsn_query_where (query,
                   field->number,
                   (field->flags & TSN_FIELD_LIST) != 0 ? TSN_QUERY_CONTAINS : TSN_QUERY_EQUAL,
                   value);
  return TRUE;
}

static gboolean
query_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->records = tsn_session_query (session, job->query, error);
  return job->records != NULL;
}

int
tsn_ctl_record_list (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv)
{
  g_autoptr (TsnQuery) query = tsn_query_new (kind);
  g_auto (GStrv) where = NULL;
  int limit = 0;
  const GOptionEntry entries[] = {
    { "where",
      0,
      0,
      G_OPTION_ARG_STRING_ARRAY,
      &where,
      N_ ("Only records with this value"),
      N_ ("FIELD=VALUE") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (Job) job = { .kind = kind, .query = query };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  for (char **term = where; term != NULL && *term != NULL; term++)
    if (!add_term (query, *term))
      return TSN_CTL_USAGE;
  query->limit = (guint) MAX (limit, 0);
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, query_worker, &job, tsn_words_kind (kind)))
    return TSN_CTL_REFUSED;
  for (guint i = 0; i < job.records->len; i++)
    print_record (ctl, g_ptr_array_index (job.records, i));
  tsn_ctl_say (ctl, ngettext ("%u record", "%u records", job.records->len), job.records->len);
  return TSN_CTL_OK;
}

static gboolean
get_many_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->records = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_record_unref);
  for (guint i = 0; i < job->ids->len; i++)
    {
      TsnRecord *record =
          tsn_session_get (session, job->kind, &g_array_index (job->ids, TsnId, i), error);

      if (record == NULL)
        return FALSE;
      g_ptr_array_add (job->records, record);
    }
  return TRUE;
}

int
tsn_ctl_record_find (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv)
{
  g_autofree char *words = NULL;
  g_autoptr (GArray) ids = NULL;
  g_auto (Job) job = { .kind = kind };

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc < 2)
    return tsn_ctl_usage (_ ("say what to look for"));
  words = g_strjoinv (" ", argv + 1);
  ids = tsn_store_search (ctl->store, kind, words, FIND_LIMIT);
  job.ids = ids;
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, get_many_worker, &job, tsn_words_kind (kind)))
    return TSN_CTL_REFUSED;
  for (guint i = 0; i < job.records->len; i++)
    print_record (ctl, g_ptr_array_index (job.records, i));
  if (ids->len == 0)
    tsn_ctl_say (ctl, _ ("Nothing was found"));
  else if (ids->len == FIND_LIMIT)
    tsn_ctl_say (ctl, _ ("There may be more; only the first %d are shown"), FIND_LIMIT);
  return TSN_CTL_OK;
}

static gboolean
erase_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_session_erase (session, job->kind, &job->id, &job->erased, error);
}

int
tsn_ctl_record_erase (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv)
{
  Job job = { .kind = kind };
  JsonObject *object = NULL;

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("say which record"));
  if (!tsn_ctl_resolve (ctl, kind, argv[1], &job.id) ||
      !tsn_ctl_work (ctl, TSN_STORE_WRITE, erase_worker, &job, tsn_words_kind (kind)))
    return TSN_CTL_REFUSED;
  tsn_ctl_say (ctl,
               ngettext ("Erased; %u record with all its history is gone",
                         "Erased; %u records with all their history are gone",
                         job.erased),
               job.erased);
  if (ctl->json)
    {
      object = json_object_new ();
      json_object_set_int_member (object, "erased", job.erased);
      tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
      json_object_unref (object);
    }
  return TSN_CTL_OK;
}
