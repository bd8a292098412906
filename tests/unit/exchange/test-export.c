/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Export, and that what was exported goes in again unchanged on another device, for every kind. */

#include <json-glib/json-glib.h>
#include <string.h>

#include "store-fixture.h"
#include "tsn-csv.h"
#include "tsn-exchange.h"

static char *
export_kind (StoreFixture *fixture, const TsnKind *kind, TsnExportFormat format, guint64 *exported)
{
  g_autoptr (TsnQuery) query = tsn_query_new (kind);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  guint64 sealed;

  tsn_export_sync (fixture->store, query, format, stream, exported, &sealed, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sealed, ==, 0);
  g_assert_true (g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

static TsnImportReport *
import_text (StoreFixture *fixture, const TsnKind *kind, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->root, "import.csv", NULL);
  g_autoptr (GError) error = NULL;
  TsnImportReport *report;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  report = tsn_import_records_sync (fixture->store, kind, path, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++)
    g_test_message ("%s: %s",
                    kind->name,
                    ((TsnImportFault *) g_ptr_array_index (report->faults, i))->error->message);
  g_assert_cmpuint (report->faults->len, ==, 0);
  return report;
}

/* -- Random records -- */

static char *
random_text (const TsnField *field)
{
  static const char *const pieces[] = {
    "=1+1", "'",  "'=", "@",  "髙", "﨑", "a;b",
    "\\",   "\"", ",",  "＝", "-",  "；", "葛\xf3\xa0\x84\x80"
  };
  GString *text = g_string_new (NULL);
  gint64 max = field->max > 0 ? field->max : 40;

  if ((field->flags & TSN_FIELD_KANA) != 0)
    g_string_append (text, "タカハシ　ヴァー");
  else if ((field->flags & TSN_FIELD_PHONE) != 0)
    g_string_append (text, "0495-21-1111");
  else if ((field->flags & TSN_FIELD_POSTCODE) != 0)
    g_string_append (text, "3670061");
  else if ((field->flags & TSN_FIELD_MUNICIPALITY) != 0)
    g_string_append (text, "112119");
  else
    for (int i = g_test_rand_int_range (1, 4); i > 0; i--)
      {
        const char *piece = pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))];

        if (g_utf8_strlen (text->str, -1) + g_utf8_strlen (piece, -1) <= max)
          g_string_append (text, piece);
      }
  if ((field->flags & TSN_FIELD_MULTILINE) != 0)
    g_string_append (text, "\n二行目");
  return g_string_free (text, FALSE);
}

static TsnValue
random_bytes (const TsnField *field)
{
  guint8 bytes[64];
  gsize size = field->max > 0 ? (gsize) MIN (field->max, (gint64) sizeof bytes) : sizeof bytes;

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) g_test_rand_int_range (0, 256);
  return tsn_value_bytes (bytes, size);
}

static TsnValue
random_item (const TsnField *field)
{
  TsnId id = tsn_id_new (g_test_rand_int ());

  switch (field->type)
    {
    case TSN_TYPE_TEXT:
      return tsn_value_take_text (random_text (field));
    case TSN_TYPE_INTEGER:
      return tsn_value_number (
          TSN_TYPE_INTEGER,
          field->min +
              g_test_rand_int_range (0, (gint32) CLAMP (field->max - field->min, 1, 1000)));
    case TSN_TYPE_BOOLEAN:
      return tsn_value_number (TSN_TYPE_BOOLEAN, g_test_rand_int_range (0, 2));
    case TSN_TYPE_DATE:
      return tsn_value_number (TSN_TYPE_DATE, 19000101 + 10000 * g_test_rand_int_range (0, 100));
    case TSN_TYPE_TIME:
      return tsn_value_number (TSN_TYPE_TIME, g_test_rand_int_range (0, 24 * 60));
    case TSN_TYPE_INSTANT:
      return tsn_value_number (TSN_TYPE_INSTANT,
                               G_GINT64_CONSTANT (1700000000123) +
                                   g_test_rand_int_range (0, 1000000));
    case TSN_TYPE_CODE:
      return tsn_value_number (
          TSN_TYPE_CODE,
          field->codes->codes[g_test_rand_int_range (0, (gint32) field->codes->n_codes)].number);
    case TSN_TYPE_REFERENCE:
      return tsn_value_reference (&id);
    case TSN_TYPE_BYTES:
      return random_bytes (field);
    case TSN_TYPE_NONE:
    case TSN_TYPE_LIST:
    default:
      g_assert_not_reached ();
    }
}

static TsnChange *
random_change (const TsnKind *kind)
{
  TsnId id = tsn_id_new (g_get_real_time () / 1000);
  TsnChange *change = tsn_change_new_create (kind, &id);

  for (guint i = 0; i < kind->n_fields; i++)
    {
      const TsnField *field = &kind->fields[i];
      TsnValue value = TSN_VALUE_NONE;

      if ((field->flags & TSN_FIELD_REQUIRED) == 0 && g_test_rand_int_range (0, 4) == 0)
        continue;
      if ((field->flags & TSN_FIELD_LIST) == 0)
        value = random_item (field);
      else
        {
          value = tsn_value_list ();
          for (guint n = MIN (tsn_field_max_items (field), 2); n > 0; n--)
            {
              TsnValue item = random_item (field);

              tsn_value_list_take (&value, &item);
            }
        }
      /* What the rules of a field refuse is not what this test is about. */
      if (tsn_validate_value (field, &value, NULL))
        tsn_change_take (change, field->number, value);
      else
        tsn_value_clear (&value);
    }
  return change;
}

static gboolean
same_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *changes = data;

  for (guint i = 0; i < changes->len; i++)
    {
      const TsnChange *change = g_ptr_array_index (changes, i);
      g_autoptr (TsnRecord) record =
          tsn_session_get (session, change->kind, &change->record, error);

      if (record == NULL)
        return FALSE;
      for (guint j = 0; j < change->items->len; j++)
        {
          const TsnChangeItem *item = &g_array_index (change->items, TsnChangeItem, j);
          const TsnValue *value = tsn_record_value (record, item->field);

          if (value == NULL || !tsn_value_equal (value, &item->value))
            g_error ("%s of %s came back changed",
                     tsn_kind_field (change->kind, item->field)->name,
                     change->kind->name);
        }
    }
  return TRUE;
}

static void
test_round_trip (StoreFixture *fixture, gconstpointer data)
{
  StoreFixture other;
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  fixture_setup (&other, NULL);
  for (guint k = 0; k < n_kinds; k++)
    {
      g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (
          (GDestroyNotify) tsn_change_free);
      g_autofree char *text = NULL;
      g_autoptr (TsnImportReport) report = NULL;
      g_autoptr (GError) error = NULL;

      /* These are the vault's own: the store makes them and reads them back. */
      if (kinds[k].number == TSN_KIND_MUNICIPALITY)
        continue;
      while (changes->len < 8)
        {
          TsnChange *change = random_change (&kinds[k]);

          g_ptr_array_add (changes, change);
          must_put (fixture->store, change);
        }
      text = export_kind (fixture, &kinds[k], TSN_EXPORT_CSV, NULL);
      report = import_text (&other, &kinds[k], text);
      g_assert_cmpuint (report->added, >=, changes->len);
      tsn_store_run_sync (other.store, TSN_STORE_READ, same_work, changes, NULL, &error);
      g_assert_no_error (error);
    }
  fixture_teardown (&other, NULL);
}

static void
test_csv (StoreFixture *fixture, gconstpointer data)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_EVENT);
  TsnId id = put_event (fixture->store, "=HYPERLINK(\"x\")");
  char printed[TSN_ID_TEXT_SIZE];
  guint64 exported;
  g_autofree char *text = export_kind (fixture, kind, TSN_EXPORT_CSV, &exported);
  g_autoptr (TsnImportReport) report = NULL;

  g_assert_cmpuint (exported, ==, 1);
  g_assert_true (g_str_has_prefix (text, TSN_CSV_BOM "id,title,"));
  g_assert_nonnull (strstr (text, ",updated_at\r\n"));
  g_assert_nonnull (strstr (text, tsn_id_format (&id, printed)));
  g_assert_nonnull (strstr (text, ",\"'=HYPERLINK(\"\"x\"\")\","));
  report = import_text (fixture, kind, text);
  g_assert_cmpuint (report->unchanged, ==, 1);
}

static void
test_json (StoreFixture *fixture, gconstpointer data)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  g_autofree char *empty = export_kind (fixture, kind, TSN_EXPORT_JSON, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (GStrv) lines = NULL;
  JsonObject *object;

  g_assert_cmpstr (empty, ==, "[\n]\n");
  put_person (fixture->store);
  put_person (fixture->store);
  text = export_kind (fixture, kind, TSN_EXPORT_JSON, NULL);
  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));
  object = json_array_get_object_element (json_node_get_array (json_parser_get_root (parser)), 1);
  g_assert_cmpstr (json_object_get_string_member (object, "name"), ==, CANARY_NAME);
  g_assert_cmpstr (json_object_get_string_member (object, "birth_date"), ==, "1940-03-02");
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
}

static void
test_cancelled (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_EVENT));
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (tsn_export_sync (fixture->store,
                                   query,
                                   TSN_EXPORT_CSV,
                                   stream,
                                   NULL,
                                   NULL,
                                   cancellable,
                                   &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, function)                                                                        \
  g_test_add (path, StoreFixture, NULL, fixture_setup, function, fixture_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/export/csv", test_csv);
  ADD ("/export/json", test_json);
  ADD ("/export/round-trip", test_round_trip);
  ADD ("/export/cancelled", test_cancelled);
  return g_test_run ();
}
