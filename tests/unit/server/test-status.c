/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the operator is told: it is true, it is well-formed, and it names nobody. */

#include <string.h>

#include "http-fixture.h"
#include "tsn-status-server.h"

#define CANARY "カナリア"

typedef struct
{
  ServerFixture server;
  Device desk;
  Device reception;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();
  TsnId event = tsn_id_new (START_MS);

  server_setup (&self->server, NULL);
  device_new_municipality (&self->desk);
  device_new (&self->reception, &self->desk, TSN_ROLE_RECEPTION);
  g_assert_cmpuint (device_register (&self->desk, &self->server, NULL), ==, 200);
  device_pack (&self->desk,
               parcels,
               device_write_certificate (&self->desk, &self->desk),
               device_write_certificate (&self->desk, &self->reception),
               device_write (&self->desk, TSN_KIND_EVENT, &event, TSN_EVENT_TITLE, CANARY, 0),
               NULL);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  device_clear (&self->reception);
  device_clear (&self->desk);
  server_teardown (&self->server, NULL);
}

static void
read_status (Fixture *self, TsnStatus *status)
{
  g_autoptr (GError) error = NULL;

  *status = (TsnStatus){ .version = "1.0", .backend = "SQLite", .now_ms = self->server.now_ms };
  tsn_status_read (status, self->server.service, &error);
  g_assert_no_error (error);
  g_assert_true (status->read);
}

static const TsnStatusDevice *
find_device (const TsnStatus *status, const Device *device)
{
  const TsnId *id = tsn_vault_device (device->vault);

  for (guint i = 0; i < status->devices->len; i++)
    {
      const TsnStatusDevice *row = &g_array_index (status->devices, TsnStatusDevice, i);

      if (tsn_id_equal (&row->device.device, id))
        return row;
    }
  g_assert_not_reached ();
}

/* -- What is known -- */

static void
test_devices (Fixture *self, gconstpointer data)
{
  g_auto (TsnStatus) before = { 0 };
  g_auto (TsnStatus) after = { 0 };
  g_autoptr (GPtrArray) patches = NULL;
  const TsnStatusDevice *row;

  read_status (self, &before);
  g_assert_cmpuint (before.municipalities->len, ==, 1);
  g_assert_cmpint (g_array_index (before.municipalities, TsnStatusMunicipality, 0).n_numbered,
                   ==,
                   3);
  g_assert_cmpuint (before.devices->len, ==, 2);
  row = find_device (&before, &self->desk);
  g_assert_cmpint (row->contact_ms, ==, START_MS);
  row = find_device (&before, &self->reception);
  g_assert_cmpuint (row->device.role, ==, TSN_ROLE_RECEPTION);
  g_assert_cmpint (row->contact_ms, ==, 0);
  g_assert_cmpint (row->behind, ==, -1);
  self->server.now_ms += 1000;
  patches = device_pull (&self->reception, &self->server, "", NULL);
  read_status (self, &after);
  row = find_device (&after, &self->reception);
  g_assert_cmpint (row->contact_ms, ==, START_MS + 1000);
  g_assert_cmpint (row->behind, ==, 0);
  g_assert_cmpint (row->off_at_ms, ==, 0);
}

static void
test_behind (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();
  TsnId event = tsn_id_new (START_MS);
  g_auto (TsnStatus) status = { 0 };

  g_ptr_array_unref (device_pull (&self->reception, &self->server, "", NULL));
  device_pack (&self->desk,
               parcels,
               device_write (&self->desk, TSN_KIND_EVENT, &event, TSN_EVENT_TITLE, CANARY, 0),
               NULL);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
  read_status (self, &status);
  g_assert_cmpint (find_device (&status, &self->reception)->behind, ==, 1);
}

static guint
ask_at (Fixture *self, Device *device, const TsnId *server, gint64 now_ms)
{
  g_autofree char *header = device_authorize (device, server, now_ms, "GET", "/v1/digest", NULL);
  TsnRequest request = { "GET", "/v1/digest", header, NULL };
  g_auto (TsnAnswer) answer = { 0 };

  tsn_service_handle (self->server.service, &request, &answer);
  return answer.status;
}

static void
test_clock (Fixture *self, gconstpointer data)
{
  const TsnId *server = &self->server.identity->server;
  const gint64 year = G_GINT64_CONSTANT (365) * 86400 * 1000;
  g_auto (TsnStatus) status = { 0 };
  g_auto (TsnStatus) later = { 0 };
  g_auto (TsnStatus) right = { 0 };
  g_autofree char *page = NULL;

  g_assert_cmpuint (ask_at (self, &self->reception, server, START_MS + 90500), ==, 200);
  read_status (self, &status);
  g_assert_cmpint (find_device (&status, &self->reception)->skew_ms, ==, 90500);
  /* One signed for another server says nothing. */
  g_assert_cmpuint (ask_at (self, &self->desk, &TSN_ID_NIL, START_MS - year), ==, 401);
  g_assert_cmpuint (ask_at (self, &self->reception, server, START_MS - year), ==, 401);
  read_status (self, &later);
  g_assert_cmpint (find_device (&later, &self->desk)->off_at_ms, ==, 0);
  g_assert_cmpint (find_device (&later, &self->reception)->off_at_ms, ==, START_MS);
  g_assert_cmpint (find_device (&later, &self->reception)->off_ms, ==, -year);
  page = tsn_status_page (&later, FALSE);
  g_assert_nonnull (strstr (page, "365 d 0 h behind ("));
  self->server.now_ms += G_GINT64_CONSTANT (25) * 3600 * 1000;
  read_status (self, &right);
  g_assert_cmpint (find_device (&right, &self->reception)->off_at_ms, ==, 0);
}

/* -- How it is said -- */

/* Neither what people wrote nor the whole of what identifies a machine. */
static void
expect_nobody (Fixture *self, const char *text)
{
  char id[TSN_ID_TEXT_SIZE];

  g_assert_null (strstr (text, CANARY));
  g_assert_null (strstr (text, "127.0.0.1"));
  tsn_id_format (tsn_vault_device (self->desk.vault), id);
  g_assert_null (strstr (text, id));
  g_assert_null (strstr (text, self->server.root));
}

static void
test_page (Fixture *self, gconstpointer data)
{
  char id[TSN_ID_TEXT_SIZE];

  tsn_id_format (tsn_vault_device (self->desk.vault), id);
  for (int japanese = 0; japanese < 2; japanese++)
    {
      g_auto (TsnStatus) status = { 0 };
      g_autofree char *page = NULL;

      read_status (self, &status);
      status.version = "<1&\"2>";
      page = tsn_status_page (&status, japanese);
      expect_nobody (self, page);
      g_assert_nonnull (strstr (page, id + 28));
      g_assert_nonnull (strstr (page, "&lt;1&amp;&quot;2&gt;"));
      g_assert_nonnull (strstr (page, japanese ? "<html lang=\"ja\">" : "<html lang=\"en\">"));
      g_assert_nonnull (strstr (page, japanese ? "<td>事務局</td>" : "<td>Desk</td>"));
      g_assert_null (strstr (page, "<script"));
      g_assert_null (strstr (page, "style=\""));
      g_assert_null (strstr (page, "http:"));
      g_assert_true (g_utf8_validate (page, -1, NULL));
    }
}

/* Each line is a comment or a name, perhaps labels, and a number; a name comes once. */
static void
expect_metrics (const char *text)
{
  g_autoptr (GRegex) sample = g_regex_new (
      "^tsunagi_[a-z_]+(\\{([a-z]+=\"([^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)+\\})? "
      "-?[0-9]+(\\.[0-9]+)?$",
      0,
      0,
      NULL);
  g_autoptr (GRegex) comment = g_regex_new (
      "^# (HELP tsunagi_[a-z_]+ .+|TYPE tsunagi_[a-z_]+ (gauge|counter))$",
      0,
      0,
      NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  g_assert_cmpstr (lines[n - 1], ==, "");
  for (guint i = 0; i + 1 < n; i++)
    {
      g_assert_true (g_regex_match (lines[i][0] == '#' ? comment : sample, lines[i], 0, NULL));
      g_assert_true (g_hash_table_add (seen, lines[i]));
      if (g_str_has_prefix (lines[i], "# TYPE ") && g_str_has_suffix (lines[i], " counter"))
        g_assert_nonnull (strstr (lines[i], "_total counter"));
    }
}

static void
test_metrics (Fixture *self, gconstpointer data)
{
  g_auto (TsnStatus) status = { 0 };
  g_auto (TsnStatus) nothing = { .version = "1", .backend = "SQLite" };
  g_autofree char *text = NULL;
  g_autofree char *without = NULL;

  read_status (self, &status);
  status.version = "1\"2\\3\n4";
  status.counts.answers[200] = 7;
  status.counts.answers[429] = 1;
  status.started_ms = 1500;
  text = tsn_status_metrics (&status);
  expect_metrics (text);
  expect_nobody (self, text);
  g_assert_nonnull (strstr (text, "{version=\"1\\\"2\\\\3\\n4\",backend=\"SQLite\"} 1\n"));
  g_assert_nonnull (strstr (text, "\ntsunagi_start_time_seconds 1.500\n"));
  g_assert_nonnull (strstr (text, "\ntsunagi_requests_total{status=\"429\"} 1\n"));
  g_assert_nonnull (strstr (text, "\ntsunagi_devices{role=\"desk\",state=\"active\"} 1\n"));
  g_assert_nonnull (strstr (text, "\ntsunagi_numbered_patches 3\n"));
  g_assert_nonnull (strstr (text, "\ntsunagi_database_up 1\n"));
  without = tsn_status_metrics (&nothing);
  expect_metrics (without);
  g_assert_nonnull (strstr (without, "\ntsunagi_database_up 0\n"));
  g_assert_null (strstr (without, "tsunagi_devices"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/status/" name, Fixture, NULL, setup, func, teardown)
  ADD ("devices", test_devices);
  ADD ("behind", test_behind);
  ADD ("clock", test_clock);
  ADD ("page", test_page);
  ADD ("metrics", test_metrics);
#undef ADD
  return g_test_run ();
}
