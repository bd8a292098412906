/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: test-sync TSUNAGI-SERVER
 *
 * Two devices of a municipality and a real server on the loopback, over TLS: a field day on both,
 * then the server is killed while it is being written to, and a stranger takes its place. The
 * server is one with a folder, or with PostgreSQL, where tests/with-postgres.py runs one. */

#include <signal.h>
#include <string.h>

#include "store-fixture.h"
#include "tsn-exchange.h"
#include "tsn-http-transport.h"
#include "tsn-session-sync.h"
#include "tsn-sync-client.h"

#define PEOPLE 20
#define MANY   130 /* people: more than one batch */

#define OPEN_TITLE "敬老の集い"

static const char *server_program;

typedef struct
{
  char *root;  /* temporary */
  char *where; /* folder or URL */
  GSubprocess *server;
  TsnServerLine line; /* that it printed */
  StoreFixture a;
  StoreFixture b;
} Fixture;

/* -- The server -- */

/* The administrator's programs of the PostgreSQL that runs for us. */
static char *
run_postgres (const char *name, const char *database)
{
  g_autofree char *program = g_build_filename (g_getenv ("TSN_TEST_POSTGRES_BIN"), name, NULL);
  g_autofree char *socket = g_build_filename (g_getenv ("TSN_TEST_POSTGRES"), "socket", NULL);
  const char *argv[] = { program, "-h", socket, "-U", "postgres", database, NULL };
  g_autoptr (GError) error = NULL;
  char *out;
  int status;

  g_spawn_sync (NULL,
                (char **) (gpointer) argv,
                NULL,
                G_SPAWN_DEFAULT,
                NULL,
                NULL,
                &out,
                NULL,
                &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return out;
}

/* The name of the fixture's database. */
static char *
database_name (Fixture *f)
{
  return g_ascii_strdown (strrchr (f->root, '-') + 1, -1);
}

static char *
new_place (Fixture *f)
{
  g_autofree char *name = database_name (f);

  if (g_getenv ("TSN_TEST_POSTGRES") == NULL)
    return g_build_filename (f->root, "server", NULL);
  g_free (run_postgres ("createdb", name));
  return g_strdup_printf ("postgresql://postgres@/%s?host=%s/socket",
                          name,
                          g_getenv ("TSN_TEST_POSTGRES"));
}

/* @port: 0: any */
static void
start_server (Fixture *f, const char *where, guint16 port)
{
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  g_autoptr (GDataInputStream) out = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  f->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                &error,
                                server_program,
                                where[0] == '/' ? "--data" : "--database",
                                where,
                                "--listen",
                                address,
                                NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (f->server));
  line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  tsn_server_line_parse (&f->line, line, &error);
  g_assert_no_error (error);
}

static void
stop_server (Fixture *f, int number)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (f->server, number);
  g_subprocess_wait (f->server, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&f->server);
}

/* -- Devices -- */

static void
put_device (StoreFixture *device)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, tsn_vault_device (device->vault));
  gsize size;
  const guint8 *data = g_bytes_get_data (tsn_vault_certificate (device->vault), &size);

  tsn_change_set_number (change, TSN_DEVICE_ROLE, tsn_vault_role (device->vault));
  tsn_change_take (change, TSN_DEVICE_CERTIFICATE, tsn_value_bytes (data, size));
  must_put (device->store, change);
}

static TsnTransport *
transport_to (const TsnServerLine *line)
{
  return tsn_http_transport_new (line->host, line->port, line->pin);
}

static void
register_at (StoreFixture *device, const TsnServerLine *line)
{
  g_autoptr (TsnTransport) transport = transport_to (line);
  g_autoptr (GError) error = NULL;

  tsn_sync_server_register (device->store, transport, line, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

static gboolean
sync_device (StoreFixture *device,
             TsnSyncResult *result,
             TsnSyncProgress progress,
             gpointer user_data,
             GError **error)
{
  TsnSyncServer server;
  g_autoptr (TsnTransport) transport = NULL;
  g_autoptr (TsnSyncClient) client = NULL;

  if (!tsn_store_run_sync (device->store, TSN_STORE_READ, load_work, &server, NULL, error))
    return FALSE;
  transport = tsn_http_transport_new (server.host, server.port, server.pin);
  client = tsn_sync_client_new (device->store, transport, &server);
  tsn_sync_client_set_batch (client, 64 * 1024);
  return tsn_sync_client_run (client, result, progress, user_data, NULL, error);
}

static TsnSyncResult
must_sync (StoreFixture *device)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  sync_device (device, &result, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.waiting, ==, 0);
  g_assert_cmpuint (result.quarantined, ==, 0);
  g_assert_cmpuint (result.rejected, ==, 0);
  return result;
}

/* Everything that people see, of all kinds. */
static char *
export_all (StoreFixture *device)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      g_autoptr (TsnQuery) query = tsn_query_new (&kinds[i]);
      guint64 sealed = 0;

      tsn_export_sync (device->store, query, TSN_EXPORT_JSON, stream, NULL, &sealed, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (sealed, ==, 0);
    }
  g_output_stream_write_all (stream, "", 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
assert_same (Fixture *f)
{
  g_autofree char *of_a = NULL;
  g_autofree char *of_b = NULL;

  must_sync (&f->a);
  must_sync (&f->b);
  g_assert_cmpint (must_sync (&f->a).digest, ==, TSN_DIGEST_SAME);
  g_assert_cmpint (must_sync (&f->b).digest, ==, TSN_DIGEST_SAME);
  of_a = export_all (&f->a);
  of_b = export_all (&f->b);
  g_assert_cmpstr (of_a, ==, of_b);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->root = g_dir_make_tmp ("tsn-sync-XXXXXX", &error);
  g_assert_no_error (error);
  f->where = new_place (f);
  start_server (f, f->where, 0);
  fixture_setup (&f->a, NULL);
  fixture_setup_for_role (&f->b, &f->a, TSN_ROLE_DESK);
  put_device (&f->a);
  put_device (&f->b);
  register_at (&f->a, &f->line);
  register_at (&f->b, &f->line);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  stop_server (f, SIGTERM);
  fixture_teardown (&f->a, NULL);
  fixture_teardown (&f->b, NULL);
  remove_tree (f->root);
  g_free (f->root);
  g_free (f->where);
}

/* -- The field day -- */

static void
set_text (StoreFixture *device, const TsnId *person, guint field, const char *text)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), person);

  tsn_change_set_text (change, field, text);
  must_put (device->store, change);
}

static gboolean
answers_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const TsnId *person = data;
  g_autoptr (GPtrArray) list = tsn_session_answers (session,
                                                    tsn_kind_by_number (TSN_KIND_PERSON),
                                                    person,
                                                    TSN_PERSON_NOTE,
                                                    error);

  g_assert_nonnull (list);
  g_assert_cmpuint (list->len, ==, 2);
  return TRUE;
}

static void
assert_two_answers (StoreFixture *device, TsnId *person)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (device->store, TSN_STORE_READ, answers_work, person, NULL, &error);
  g_assert_no_error (error);
}

static char *
to_hex (const char *text)
{
  GString *hex = g_string_new (NULL);

  for (; *text != '\0'; text++)
    g_string_append_printf (hex, "%02x", (guint8) *text);
  return g_string_free (hex, FALSE);
}

/* In the files of the folder, or in a dump of the database, which writes bytes as hexadecimal. */
static gboolean
server_contains (Fixture *f, const char *text)
{
  g_autofree char *name = database_name (f);
  g_autofree char *hex = to_hex (text);
  g_autofree char *dump = NULL;

  if (f->where[0] == '/')
    return folder_contains (f->where, text, strlen (text));
  dump = run_postgres ("pg_dump", name);
  return strstr (dump, text) != NULL || strstr (dump, hex) != NULL;
}

static void
assert_no_canaries (Fixture *f)
{
  static const char *const canaries[] = {
    CANARY_NAME, CANARY_KANA, CANARY_ADDRESS, CANARY_PHONE, CANARY_NOTE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
    g_assert_false (server_contains (f, canaries[i]));
  /* It is the search that would find them: the title of an event is for everybody. */
  g_assert_true (server_contains (f, OPEN_TITLE));
}

static void
test_field_day (Fixture *f, gconstpointer data)
{
  TsnId event = put_event (f->a.store, OPEN_TITLE);
  TsnId people[PEOPLE];
  g_autoptr (TsnRecord) erased = NULL;

  for (guint i = 0; i < PEOPLE; i++)
    {
      people[i] = put_person (f->a.store);
      put_attendance (f->a.store, &event, &people[i]);
    }
  assert_same (f);

  /* Without a network, on both: different fields of one person, the same field of another, and an
   * erasure of somebody who is edited meanwhile. */
  set_text (&f->a, &people[0], TSN_PERSON_NAME, "名前");
  set_text (&f->b, &people[0], TSN_PERSON_ADDRESS, "住所");
  set_text (&f->a, &people[1], TSN_PERSON_NOTE, "一方");
  set_text (&f->b, &people[1], TSN_PERSON_NOTE, "他方");
  set_text (&f->b, &people[2], TSN_PERSON_NOTE, "消されたあと");
  must_erase (f->a.store, TSN_KIND_PERSON, &people[2]);
  assert_same (f);
  assert_two_answers (&f->a, &people[1]);
  assert_two_answers (&f->b, &people[1]);
  erased = must_get (f->b.store, TSN_KIND_PERSON, &people[2]);
  g_assert_true (erased->erased);
  must_be_clean (f->a.store);
  must_be_clean (f->b.store);
  assert_no_canaries (f);
}

/* -- kill -9 -- */

typedef struct
{
  Fixture *f;
  guint64 sent; /* kill when more than that is there */
  gboolean killed;
} Killer;

static gpointer
kill_worker (gpointer data)
{
  g_subprocess_send_signal (((Killer *) data)->f->server, SIGKILL);
  return NULL;
}

/* In the middle of whatever comes next. */
static void
kill_cb (const TsnSyncResult *so_far, gpointer user_data)
{
  Killer *killer = user_data;

  if (killer->killed || so_far->sent <= killer->sent)
    return;
  killer->killed = TRUE;
  g_thread_unref (g_thread_new ("kill", kill_worker, killer));
}

static void
test_kill (Fixture *f, gconstpointer data)
{
  guint16 port = f->line.port;
  TsnSyncResult result;

  for (guint i = 0; i < MANY; i++)
    put_person (f->a.store);
  for (guint round = 0; round < 3; round++)
    {
      Killer killer = { .f = f, .sent = round * MANY / 3 };
      g_autoptr (GError) error = NULL;

      if (!sync_device (&f->a, &result, kill_cb, &killer, &error))
        g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
      if (!killer.killed)
        g_subprocess_send_signal (f->server, SIGKILL);
      g_subprocess_wait (f->server, NULL, NULL);
      g_clear_object (&f->server);
      start_server (f, f->where, port);
      put_person (f->a.store);
    }
  assert_same (f);
}

/* Another server at the same place: nothing is sent to it, and people are told. */
static void
test_stranger (Fixture *f, gconstpointer data)
{
  g_autofree char *other = g_build_filename (f->root, "other", NULL);
  guint16 port = f->line.port;
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  put_person (f->a.store);
  stop_server (f, SIGTERM);
  start_server (f, other, port);
  g_assert_false (sync_device (&f->a, &result, NULL, NULL, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_WRONG_SERVER);
  g_assert_cmpuint (result.sent, ==, 0);
  g_assert_cmpuint (result.waiting, >, 0);
  stop_server (f, SIGTERM);
  start_server (f, f->where, port);
  assert_same (f);
}

#define ADD(name, func) g_test_add ("/scenario/sync/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  server_program = argv[1];
  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_print ("1..0 # SKIP there is no TLS here: glib-networking is missing\n");
      return 0;
    }
  ADD ("field-day", test_field_day);
  ADD ("kill", test_kill);
  ADD ("stranger", test_stranger);
  return g_test_run ();
}
