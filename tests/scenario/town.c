/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server is the real program; it is spoken to as devices do, over TLS on the loopback. It has a
 * folder or, where tests/with-postgres.py runs one, a PostgreSQL database. */

#include "town.h"

#include <signal.h>
#include <string.h>

#include "tsn-http-transport.h"

static const char *server_program;

gboolean
town_init (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  server_program = argv[1];
  if (g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    return TRUE;
  g_print ("1..0 # SKIP there is no TLS here: glib-networking is missing\n");
  return FALSE;
}

/* -- The server -- */

static char *
run (const char **argv)
{
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

/* The administrator's programs of the PostgreSQL that runs for us. */
char *
town_run_postgres (const char *name, const char *database)
{
  g_autofree char *program = g_build_filename (g_getenv ("TSN_TEST_POSTGRES_BIN"), name, NULL);
  g_autofree char *socket = g_build_filename (g_getenv ("TSN_TEST_POSTGRES"), "socket", NULL);
  const char *argv[] = { program, "-h", socket, "-U", "postgres", database, NULL };

  return run (argv);
}

/* The name of the fixture's database. */
char *
town_database (Town *f)
{
  return g_ascii_strdown (strrchr (f->root, '-') + 1, -1);
}

char *
town_dump (Town *f)
{
  static const char dump[] =
      "import sqlite3, sys\n"
      "for line in sqlite3.connect(sys.argv[1]).iterdump(): print(line)";
  g_autofree char *name = town_database (f);
  g_autofree char *path = g_build_filename (f->where, "server.db", NULL);
  const char *argv[] = { "/usr/bin/python3", "-c", dump, path, NULL };
  g_autofree char *text = f->where[0] == '/' ? run (argv) : town_run_postgres ("pg_dump", name);

  return g_ascii_strdown (text, -1);
}

static char *
new_place (Town *f)
{
  g_autofree char *name = town_database (f);

  if (g_getenv ("TSN_TEST_POSTGRES") == NULL)
    return g_build_filename (f->root, "server", NULL);
  g_free (town_run_postgres ("createdb", name));
  return g_strdup_printf ("postgresql://postgres@/%s?host=%s/socket",
                          name,
                          g_getenv ("TSN_TEST_POSTGRES"));
}

/* @port: 0: any */
void
town_start_server (Town *f, const char *where, guint16 port)
{
  g_autofree char *address = g_strdup_printf ("%s:%u",
                                              f->address != NULL ? f->address : "127.0.0.1",
                                              port);
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

void
town_stop_server (Town *f, int number)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (f->server, number);
  g_subprocess_wait (f->server, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&f->server);
}

/* -- Devices -- */

static void
put_device (StoreFixture *device, StoreFixture *by)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, tsn_vault_device (device->vault));
  gsize size;
  const guint8 *data = g_bytes_get_data (tsn_vault_certificate (device->vault), &size);

  tsn_change_set_number (change, TSN_DEVICE_ROLE, tsn_vault_role (device->vault));
  tsn_change_take (change, TSN_DEVICE_CERTIFICATE, tsn_value_bytes (data, size));
  must_put (by->store, change);
}

static TsnTransport *
town_transport (const TsnServerLine *line)
{
  return tsn_http_transport_new (line->host, line->port, line->pin);
}

static void
register_at (StoreFixture *device, const TsnServerLine *line)
{
  g_autoptr (TsnTransport) transport = town_transport (line);
  g_autoptr (GError) error = NULL;

  tsn_sync_server_register (device->store, transport, line, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
load_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

static gboolean
save_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_save (data, session, error);
}

void
town_load_server (StoreFixture *device, TsnSyncServer *server)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (device->store, TSN_STORE_READ, load_worker, server, NULL, &error);
  g_assert_no_error (error);
}

void
town_add_device (Town *f, StoreFixture *device, TsnRole role)
{
  g_autoptr (GError) error = NULL;
  TsnSyncServer server;

  fixture_setup_for_role (device, &f->a, role);
  if (role == TSN_ROLE_DESK)
    {
      put_device (device, device);
      register_at (device, &f->line);
      return;
    }
  put_device (device, &f->a);
  town_load_server (&f->a, &server);
  tsn_store_run_sync (device->store, TSN_STORE_WRITE, save_worker, &server, NULL, &error);
  g_assert_no_error (error);
}

void
town_set_up (Town *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->root = g_dir_make_tmp ("tsn-sync-XXXXXX", &error);
  g_assert_no_error (error);
  f->where = new_place (f);
  town_start_server (f, f->where, 0);
  fixture_setup (&f->a, NULL);
  put_device (&f->a, &f->a);
  register_at (&f->a, &f->line);
  town_add_device (f, &f->b, TSN_ROLE_DESK);
}

void
town_tear_down (Town *f, gconstpointer data)
{
  town_stop_server (f, SIGTERM);
  fixture_teardown (&f->a, NULL);
  fixture_teardown (&f->b, NULL);
  remove_tree (f->root);
  g_free (f->root);
  g_free (f->where);
}

/* -- The status of a runner -- */

gboolean
town_is_settled (const TsnSyncStatus *status)
{
  return status->live && !status->syncing && status->problem == NULL && status->n_rounds > 0 &&
         status->result.waiting == 0;
}

gboolean
town_has_problem (const TsnSyncStatus *status, int code)
{
  return g_error_matches (status->problem, TSN_SYNC_ERROR, code);
}

void
town_print_status (const char *name, const TsnSyncStatus *status)
{
  g_printerr ("%s: syncing %d, live %d, rounds %u, waiting %lu: %s\n",
              name,
              status->syncing,
              status->live,
              status->n_rounds,
              (gulong) status->result.waiting,
              status->problem != NULL ? status->problem->message : "no problem");
}
