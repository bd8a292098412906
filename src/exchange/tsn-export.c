/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records of any kind as CSV or JSON.
 *
 * The columns are the kind's fields by name, between the record's id and the time of its last
 * change, so that a file that was exported can be corrected and imported again. Records go to the
 * stream as they are read; memory does not grow with their number. Machine forms in both formats
 * (tsn_value_format), except that JSON has numbers, booleans and lists of its own.
 */

#include <json-glib/json-glib.h>
#include <string.h>

#include "tsn-csv.h"
#include "tsn-exchange.h"

#define FLUSH_SIZE (64 * 1024)

typedef struct
{
  const TsnQuery *query;
  TsnExportFormat format;
  GOutputStream *stream;
  GCancellable *cancellable;
  GString *out;             /* not yet written */
  GPtrArray *cells;         /* CSV: of char *, of one record */
  JsonGenerator *generator; /* JSON */
  guint64 exported;
  guint64 sealed;
} Export;

/* Exports hold personal data: what was written is not left in memory. */
static gboolean
flush (Export *self, GError **error)
{
  gboolean good = g_output_stream_write_all (self->stream,
                                             self->out->str,
                                             self->out->len,
                                             NULL,
                                             self->cancellable,
                                             error);

  explicit_bzero (self->out->str, self->out->len);
  g_string_truncate (self->out, 0);
  return good;
}

/* In Japan's civil time nobody would see which zone is meant, so UTC with its Z. */
static char *
updated_at (const TsnRecord *record)
{
  gint64 latest = 0;
  g_autoptr (GDateTime) time = NULL;

  for (guint i = 0; i < record->cells->len; i++)
    latest = MAX (latest, tsn_stamp_ms (g_array_index (record->cells, TsnCell, i).version.stamp));
  time = g_date_time_new_from_unix_utc (latest / 1000);
  return record->cells->len > 0 && time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("");
}

static gboolean
has_sealed (const TsnRecord *record)
{
  for (guint i = 0; i < record->cells->len; i++)
    if (!g_array_index (record->cells, TsnCell, i).readable)
      return TRUE;
  return FALSE;
}

/* -- CSV -- */

static void
append_csv_header (Export *self)
{
  const TsnKind *kind = self->query->kind;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_ptr_array_add (names, (gpointer) (gintptr) "id");
  for (guint i = 0; i < kind->n_fields; i++)
    g_ptr_array_add (names, (gpointer) (gintptr) kind->fields[i].name);
  g_ptr_array_add (names, (gpointer) (gintptr) "updated_at");
  g_string_append (self->out, TSN_CSV_BOM);
  tsn_csv_append_row (self->out,
                      (const char *const *) names->pdata,
                      names->len,
                      TSN_CSV_GUARD_FORMULAS);
}

static void
append_csv_record (Export *self, const TsnRecord *record)
{
  const TsnKind *kind = record->kind;
  char id[TSN_ID_TEXT_SIZE];

  g_ptr_array_set_size (self->cells, 0);
  g_ptr_array_add (self->cells, g_strdup (tsn_id_format (&record->id, id)));
  for (guint i = 0; i < kind->n_fields; i++)
    {
      const TsnValue *value = tsn_record_value (record, kind->fields[i].number);

      g_ptr_array_add (self->cells,
                       value != NULL ? tsn_value_format (&kind->fields[i], value) : NULL);
    }
  g_ptr_array_add (self->cells, updated_at (record));
  tsn_csv_append_row (self->out,
                      (const char *const *) self->cells->pdata,
                      self->cells->len,
                      TSN_CSV_GUARD_FORMULAS);
}

/* -- JSON -- */

static JsonNode *
json_of_item (const TsnField *field, const TsnValue *value)
{
  JsonNode *node = json_node_alloc ();
  g_autofree char *text = NULL;

  if (value->type == TSN_TYPE_INTEGER)
    return json_node_init_int (node, value->number);
  if (value->type == TSN_TYPE_BOOLEAN)
    return json_node_init_boolean (node, value->number != 0);
  text = tsn_value_format (field, value);
  return json_node_init_string (node, text);
}

static JsonNode *
json_of_value (const TsnField *field, const TsnValue *value)
{
  g_autoptr (JsonArray) array = NULL;

  if (value->type != TSN_TYPE_LIST)
    return json_of_item (field, value);
  array = json_array_new ();
  for (guint i = 0; i < value->list->len; i++)
    json_array_add_element (array, json_of_item (field, &g_array_index (value->list, TsnValue, i)));
  return json_node_init_array (json_node_alloc (), array);
}

static void
append_json_record (Export *self, const TsnRecord *record)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_alloc ();
  g_autofree char *updated = updated_at (record);
  char id[TSN_ID_TEXT_SIZE];

  json_object_set_string_member (object, "id", tsn_id_format (&record->id, id));
  for (guint i = 0; i < record->kind->n_fields; i++)
    {
      const TsnField *field = &record->kind->fields[i];
      const TsnValue *value = tsn_record_value (record, field->number);

      if (value != NULL && value->type != TSN_TYPE_NONE)
        json_object_set_member (object, field->name, json_of_value (field, value));
    }
  json_object_set_string_member (object, "updated_at", updated);
  json_node_init_object (root, object);
  json_generator_set_root (self->generator, root);
  g_string_append (self->out, self->exported == 0 ? "" : ",\n");
  json_generator_to_gstring (self->generator, self->out);
}

/* -- All -- */

static gboolean
export_record (TsnRecord *record, gpointer user_data, GError **error)
{
  Export *self = user_data;

  if (self->format == TSN_EXPORT_CSV)
    append_csv_record (self, record);
  else
    append_json_record (self, record);
  self->exported++;
  self->sealed += has_sealed (record) ? 1 : 0;
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  return self->out->len < FLUSH_SIZE || flush (self, error);
}

static gboolean
export_all (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Export *self = data;

  if (self->format == TSN_EXPORT_CSV)
    append_csv_header (self);
  else
    g_string_append (self->out, "[\n");
  if (!tsn_session_foreach (session, self->query, export_record, self, error))
    return FALSE;
  if (self->format == TSN_EXPORT_JSON)
    g_string_append (self->out, self->exported == 0 ? "]\n" : "\n]\n");
  return flush (self, error);
}

/* What was exported is personal data: it does not stay in freed memory. */
static void
free_cell (gpointer data)
{
  char *cell = data;

  if (cell != NULL)
    explicit_bzero (cell, strlen (cell));
  g_free (cell);
}

static void
export_clear (Export *self)
{
  explicit_bzero (self->out->str, self->out->allocated_len);
  g_string_free (self->out, TRUE);
  g_ptr_array_unref (self->cells);
  g_object_unref (self->generator);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

gboolean
tsn_export_sync (TsnStore *store,
                 const TsnQuery *query,
                 TsnExportFormat format,
                 GOutputStream *stream,
                 guint64 *exported,
                 guint64 *sealed,
                 GCancellable *cancellable,
                 GError **error)
{
  g_auto (Export) self = {
    .query = query,
    .format = format,
    .stream = stream,
    .cancellable = cancellable,
    .out = g_string_sized_new (2 * FLUSH_SIZE),
    .cells = g_ptr_array_new_with_free_func (free_cell),
    .generator = json_generator_new (),
  };

  if (!tsn_store_run_sync (store, TSN_STORE_READ, export_all, &self, cancellable, error))
    return FALSE;
  if (exported != NULL)
    *exported = self.exported;
  if (sealed != NULL)
    *sealed = self.sealed;
  return TRUE;
}
