/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Patches of several devices, applied to two stores in any order and number, give the same records.
 * Every run draws other patches;
 * --seed (of GLib's test program) repeats one. */

#include "store-fixture.h"

#define N_DEVICES 3
#define N_RECORDS 4
#define N_PATCHES 60

static TsnId
random_id (guint8 fill)
{
  TsnId id;

  memset (id.bytes, fill, sizeof id.bytes);
  return id;
}

static void
set_open (TsnPatch *patch, guint field, const TsnValue *value)
{
  g_autoptr (GByteArray) map = g_byte_array_new ();

  tsn_cbor_write_map (map, 1);
  tsn_cbor_write_uint (map, field);
  tsn_value_encode (value, map);
  patch->open = g_bytes_new (map->data, map->len);
}

/* Of an event (known), a kind from the future, or an erasure. Sealed groups are carried as they
 * are: nobody here has their key. */
static TsnPatch *
random_patch (guint number)
{
  static const guint fields[] = { TSN_EVENT_TITLE,
                                  TSN_EVENT_VENUE,
                                  TSN_EVENT_DATE,
                                  TSN_EVENT_CAPACITY_ONSITE,
                                  999 };
  TsnId record = random_id ((guint8) (0x10 + g_test_rand_int_range (0, N_RECORDS)));
  gboolean future = g_test_rand_int_range (0, 6) == 0;
  TsnPatch *patch = tsn_patch_new (future ? 60000 : TSN_KIND_EVENT, &record);
  guint field = fields[g_test_rand_int_range (0, G_N_ELEMENTS (fields))];
  g_autofree char *text = g_strdup_printf ("値%u", number);
  g_auto (TsnValue) value = TSN_VALUE_NONE;

  patch->version.device = random_id ((guint8) (1 + g_test_rand_int_range (0, N_DEVICES)));
  /* Stamps repeat between devices, never within one. */
  patch->version.stamp = ((TsnStamp) TSN_CLOCK_EARLIEST << 16) + (TsnStamp) number / 2 * 2 +
                         patch->version.device.bytes[0];
  if (g_test_rand_int_range (0, 25) == 0)
    {
      patch->erase = TRUE;
      return patch;
    }
  if (field == TSN_EVENT_TITLE || field == TSN_EVENT_VENUE || field == 999)
    value = tsn_value_text (text);
  else if (field == TSN_EVENT_DATE)
    value = tsn_value_number (TSN_TYPE_DATE, 20260401 + (gint64) number % 28);
  else
    value = tsn_value_number (TSN_TYPE_INTEGER, number);
  set_open (patch, field, &value);
  return patch;
}

static gboolean
has_version (GPtrArray *patches, const TsnPatch *patch)
{
  for (guint i = 0; i < patches->len; i++)
    if (tsn_version_compare (&((TsnPatch *) g_ptr_array_index (patches, i))->version,
                             &patch->version) == 0)
      return TRUE;
  return FALSE;
}

static void
apply_in_any_order (TsnStore *store, GPtrArray *patches)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();

  for (guint i = 0; i < patches->len; i++)
    {
      g_ptr_array_add (order, g_ptr_array_index (patches, i));
      if (g_test_rand_int_range (0, 3) == 0)
        g_ptr_array_add (
            order,
            g_ptr_array_index (patches, g_test_rand_int_range (0, (gint32) patches->len)));
    }
  for (guint i = order->len; i > 1; i--)
    {
      guint j = (guint) g_test_rand_int_range (0, (gint32) i);
      gpointer swap = order->pdata[i - 1];

      order->pdata[i - 1] = order->pdata[j];
      order->pdata[j] = swap;
    }
  for (guint i = 0; i < order->len; i++)
    must_apply (store, g_ptr_array_index (order, i));
}

/* -- Comparing -- */

static gboolean
dump_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const sql[] = {
    "SELECT hex (id), hex (winners), erased, shared, title, venue, date, capacity_onsite FROM event ORDER BY id",
    "SELECT kind, hex (record), stamp, hex (body), sum, 0, 0, 0 FROM patch ORDER BY kind, record, stamp, body"
  };
  GString *dump = data;

  for (guint i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      g_autoptr (TsnStatement) statement = tsn_connection_prepare (session->connection,
                                                                   sql[i],
                                                                   error);
      gboolean row = TRUE;

      g_assert_nonnull (statement);
      while (tsn_statement_step (statement, &row, error) && row)
        for (int column = 0; column < 8; column++)
          {
            const char *text = (const char *) sqlite3_column_text (statement->stmt, column);

            g_string_append_printf (dump,
                                    "%s%c",
                                    text != NULL ? text : "-",
                                    column == 7 ? '\n' : ' ');
          }
    }
  return TRUE;
}

static char *
dump (TsnStore *store)
{
  GString *text = g_string_new (NULL);

  g_assert_true (tsn_store_run_sync (store, TSN_STORE_READ, dump_work, text, NULL, NULL));
  return g_string_free (text, FALSE);
}

static void
test_any_order (StoreFixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 12; round++)
    {
      StoreFixture one = { 0 };
      StoreFixture other = { 0 };
      g_autoptr (GPtrArray) patches = g_ptr_array_new_with_free_func (
          (GDestroyNotify) tsn_patch_unref);
      g_autofree char *here = NULL;
      g_autofree char *there = NULL;

      fixture_setup_for_role (&one, fixture, TSN_ROLE_RECEPTION);
      fixture_setup_for_role (&other, fixture, TSN_ROLE_KIOSK);
      while (patches->len < N_PATCHES)
        {
          g_autoptr (TsnPatch) patch = random_patch (patches->len);

          if (!has_version (patches, patch))
            g_ptr_array_add (patches, tsn_patch_ref (patch));
        }
      apply_in_any_order (one.store, patches);
      apply_in_any_order (other.store, patches);
      here = dump (one.store);
      there = dump (other.store);
      g_assert_cmpstr (here, ==, there);
      must_be_clean (one.store);
      must_be_clean (other.store);
      fixture_teardown (&one, NULL);
      fixture_teardown (&other, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/merge/any-order",
              StoreFixture,
              NULL,
              fixture_setup,
              test_any_order,
              fixture_teardown);
  return g_test_run ();
}
