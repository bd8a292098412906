/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A coordinator's device, a real server and a new device on the loopback, over TLS, with durable
 * commits on both ends: 10,000 people pushed, all of them (100,000) pulled by the new device,
 * verified and searchable, then 1,000 edits pushed and receipted, and a round with nothing to do.
 * The limit is SQLite alone: as many rows of a patch's size in one transaction, for a round with
 * nothing to do an empty one.
 */

#include <signal.h>
#include <string.h>

#include "tsn-bench-people.h"
#include "tsn-bench-relay.h"
#include "tsn-bench-store.h"
#include "tsn-http-transport.h"
#include "tsn-search.h"
#include "tsn-sync-client.h"

#define N_EDITS     1000
#define N_IDLE      100
#define PATCH_BYTES 400 /* of a person, about */

typedef struct
{
  TsnBench *bench;
  GSubprocess *server;
  TsnServerLine line;
  TsnBenchPeople *people;
  GArray *ids; /* of TsnId */
  guint n_bare;
  TsnBenchStore desk;
  TsnBenchStore field; /* the new device */
} Sync;

static void
sync_clear (Sync *self)
{
  if (self->server != NULL)
    {
      g_subprocess_send_signal (self->server, SIGTERM);
      g_subprocess_wait (self->server, NULL, NULL);
    }
  g_clear_object (&self->server);
  g_clear_pointer (&self->people, tsn_bench_people_free);
  g_clear_pointer (&self->ids, g_array_unref);
  tsn_bench_store_clear (&self->desk);
  tsn_bench_store_clear (&self->field);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sync, sync_clear)

/* -- The three -- */

static gboolean
start_server (Sync *self, GError **error)
{
  g_autofree char *folder = g_build_filename (self->bench->folder, "server", NULL);
  g_autoptr (GDataInputStream) out = NULL;
  g_autofree char *line = NULL;

  self->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                   error,
                                   TSN_BENCH_BUILD_FOLDER "/src/server/tsunagi-server",
                                   "--data",
                                   folder,
                                   "--listen",
                                   "127.0.0.1:0",
                                   NULL);
  if (self->server == NULL)
    return FALSE;
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->server));
  line = g_data_input_stream_read_line (out, NULL, NULL, error);
  return line != NULL && tsn_server_line_parse (&self->line, line, error);
}

static gboolean
open_field (Sync *self, GError **error)
{
  g_autofree char *folder = g_build_filename (self->bench->folder, "field", NULL);
  g_autofree char *path = tsn_store_vault_path (folder);

  g_mkdir_with_parents (folder, 0700);
  self->field.vault = tsn_vault_create_for_role (path,
                                                 self->desk.vault,
                                                 TSN_ROLE_DESK,
                                                 "計測",
                                                 TSN_BENCH_PASSPHRASE,
                                                 TSN_VAULT_COST_MIN,
                                                 error);
  if (self->field.vault == NULL)
    return FALSE;
  self->field.store = tsn_store_open_sync (folder, self->field.vault, TSN_STORE_CREATE, error);
  return self->field.store != NULL &&
         tsn_store_unlocked_sync (self->field.store, TRUE, NULL, error);
}

static gboolean
put_devices (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Sync *self = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  const TsnBenchStore *devices[] = { &self->desk, &self->field };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      g_autoptr (TsnChange) change = tsn_change_new_create (kind,
                                                            tsn_vault_device (devices[i]->vault));
      gsize size;
      const guint8 *bytes = g_bytes_get_data (tsn_vault_certificate (devices[i]->vault), &size);

      tsn_change_set_number (change, TSN_DEVICE_ROLE, TSN_ROLE_DESK);
      tsn_change_take (change, TSN_DEVICE_CERTIFICATE, tsn_value_bytes (bytes, size));
      if (!tsn_session_put (session, change, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
register_at (Sync *self, const TsnBenchStore *device, GError **error)
{
  g_autoptr (TsnTransport) transport = tsn_http_transport_new (self->line.host,
                                                               self->line.port,
                                                               self->line.pin);

  return tsn_sync_server_register (device->store, transport, &self->line, NULL, error);
}

static gboolean
set_up (Sync *self, GError **error)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (TsnId));
  self->people = tsn_bench_people_new (TSN_BENCH_SEED, error);
  return self->people != NULL && start_server (self, error) &&
         tsn_bench_store_create (self->bench, "desk", TSN_VAULT_COST_MIN, &self->desk, error) &&
         open_field (self, error) &&
         tsn_store_run_sync (self->desk.store, TSN_STORE_WRITE, put_devices, self, NULL, error) &&
         register_at (self, &self->desk, error) && register_at (self, &self->field, error);
}

/* -- What is synced -- */

typedef struct
{
  Sync *sync;
  guint n;
} Add;

static gboolean
add_people (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Add *add = data;

  for (guint i = 0; i < add->n; i++)
    {
      TsnBenchPerson person;

      tsn_bench_people_next (add->sync->people, &person);
      g_array_append_val (add->sync->ids, person.id);
      if (!tsn_bench_put_person (session, &person, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add (Sync *self, guint n, GError **error)
{
  Add add = { self, n };

  return tsn_store_run_sync (self->desk.store, TSN_STORE_WRITE, add_people, &add, NULL, error);
}

static gboolean
edit_people (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Sync *self = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);

  for (guint i = 0; i < N_EDITS; i++)
    {
      const TsnId *person = &g_array_index (self->ids, TsnId, i);
      g_autoptr (TsnChange) change = tsn_change_new (kind, person);

      tsn_change_set_text (change, TSN_PERSON_NOTE, "耳が遠い。右の耳に話す");
      if (!tsn_session_put (session, change, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

/* @relay: (nullable). Seconds; negative on error. */
static double
sync_device (const TsnBenchStore *device, TsnBenchRelay *relay, GError **error)
{
  TsnSyncServer server;
  TsnSyncResult result;
  g_autoptr (TsnTransport) transport = NULL;
  g_autoptr (TsnSyncClient) client = NULL;
  double start = tsn_bench_now ();

  if (!tsn_store_run_sync (device->store, TSN_STORE_READ, load_work, &server, NULL, error))
    return -1;
  if (relay != NULL)
    server.port = tsn_bench_relay_get_port (relay);
  transport = tsn_http_transport_new (server.host, server.port, server.pin);
  client = tsn_sync_client_new (device->store, transport, &server);
  if (!tsn_sync_client_run (client, &result, NULL, NULL, NULL, error))
    return -1;
  if (result.waiting == 0 && result.quarantined == 0 && result.rejected == 0 &&
      result.digest != TSN_DIGEST_DIFFERS)
    return tsn_bench_now () - start;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "not everything arrived");
  return -1;
}

/* -- The limit -- */

static double
bare_insert (Sync *self, guint n, GError **error)
{
  g_autofree char *name = g_strdup_printf ("sync-bare-%u.db", self->n_bare++);
  g_auto (TsnBenchBare) bare = { 0 };
  guint8 bytes[PATCH_BYTES] = { 0 };
  double start;

  if (!tsn_bench_bare_open (self->bench, name, &bare, error))
    return -1;
  start = tsn_bench_now ();
  if (!tsn_bench_bare_run (&bare, "BEGIN IMMEDIATE", error))
    return -1;
  for (guint i = 0; i < n; i++)
    if (!tsn_bench_bare_insert (&bare, i, bytes, sizeof bytes, error))
      return -1;
  return tsn_bench_bare_run (&bare, "COMMIT", error) ? tsn_bench_now () - start : -1;
}

static gboolean
report (Sync *self, const char *measure, double seconds, double bound, guint n, GError **error)
{
  double limit = seconds < 0 ? -1 : bare_insert (self, n, error);

  if (limit < 0)
    return FALSE;
  tsn_bench_report (self->bench,
                    &(TsnBenchResult){
                        .measure = measure,
                        .unit = "s",
                        .value = seconds,
                        .limit = limit,
                        .limit_what = "bare SQLite insert of as many bytes",
                        .rule = bound > 0 ? TSN_BENCH_VALUE_AT_MOST : TSN_BENCH_SHOWN,
                        .bound = bound,
                        .n = n,
                    });
  return TRUE;
}

/* -- Measures -- */

static gboolean
push (Sync *self, guint n, GError **error)
{
  return add (self, n, error) &&
         report (self, "sync: push", sync_device (&self->desk, NULL, error), 0, n, error);
}

static gboolean
pull (Sync *self, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  double seconds = sync_device (&self->field, NULL, error);

  if (seconds >= 0 && tsn_store_search_size (self->field.store, kind) != self->ids->len)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "not everybody is found");
      return FALSE;
    }
  return report (self, "sync: pull into a new device", seconds, 3, self->ids->len, error);
}

static gboolean
push_edits (Sync *self, GError **error)
{
  return tsn_store_run_sync (self->field.store, TSN_STORE_WRITE, edit_people, self, NULL, error) &&
         report (self,
                 "sync: push edits",
                 sync_device (&self->field, NULL, error),
                 0.2,
                 N_EDITS,
                 error);
}

static void
report_bytes (Sync *self, const char *measure, double bytes, double bound, guint n)
{
  tsn_bench_report (self->bench,
                    &(TsnBenchResult){
                        .measure = measure,
                        .unit = "bytes",
                        .value = bytes,
                        .limit = (double) n * PATCH_BYTES,
                        .limit_what = "as many patches, about",
                        .rule = bound > 0 ? TSN_BENCH_VALUE_AT_MOST : TSN_BENCH_SHOWN,
                        .bound = bound,
                        .n = n,
                    });
}

/* What the wire sees; the connection is made anew each time, as by a device that wakes up. */
static gboolean
count_bytes (Sync *self, guint n, GError **error)
{
  g_autoptr (TsnBenchRelay) relay = tsn_bench_relay_new (self->line.port, error);
  guint64 up, down;

  if (relay == NULL || !add (self, n, error) || sync_device (&self->desk, relay, error) < 0)
    return FALSE;
  tsn_bench_relay_count (relay, &up, &down);
  report_bytes (self, "sync: push, on the wire", (double) (up + down), 0, n);
  if (sync_device (&self->desk, relay, error) < 0)
    return FALSE;
  tsn_bench_relay_count (relay, &up, &down);
  report_bytes (self, "sync: nothing to do, up, with the TLS handshake", (double) up, 0, 1);
  report_bytes (self, "sync: nothing to do, down, with the TLS handshake", (double) down, 0, 1);
  return TRUE;
}

static gboolean
do_nothing (Sync *self, GError **error)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < (self->bench->quick ? N_IDLE / 20 : N_IDLE); i++)
    {
      double ms = sync_device (&self->desk, NULL, error) * 1000;

      if (ms < 0)
        return FALSE;
      g_array_append_val (samples, ms);
    }
  tsn_bench_report (self->bench,
                    &(TsnBenchResult){
                        .measure = "sync: nothing to do, with the TLS handshake",
                        .unit = "ms",
                        .value = tsn_bench_quantile (samples, 0.5),
                        .limit = tsn_bench_quantile (samples, 0),
                        .limit_what = "the quickest of the same",
                        .rule = TSN_BENCH_SHOWN,
                        .n = samples->len,
                    });
  return TRUE;
}

gboolean
tsn_bench_sync (TsnBench *bench, GError **error)
{
  g_auto (Sync) self = { .bench = bench };
  guint n_people = bench->quick ? bench->n_people / 10 : bench->n_people;
  guint n = n_people / 10;

  return set_up (&self, error) && push (&self, n, error) && count_bytes (&self, n, error) &&
         add (&self, n_people - 2 * n, error) && sync_device (&self.desk, NULL, error) >= 0 &&
         pull (&self, error) && push_edits (&self, error) &&
         sync_device (&self.desk, NULL, error) >= 0 && do_nothing (&self, error);
}
