/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A coordinator's device, a real server and a new device on the loopback, over TLS, with durable
 * commits on both ends: 10,000 people pushed, all of them (100,000) pulled by the new device,
 * verified and searchable, then 1,000 edits pushed and receipted, and a round with nothing to do.
 * The limit is SQLite alone: as many rows of a patch's size in one transaction, for a round with
 * nothing to do an empty one. With --peers PouchDB pushes as many, too.
 *
 * The new device pulls in a process of its own, as its memory is measured: beside that of a process
 * that unlocks the same device, which has the search text as well.
 */

#include <stdio.h>
#include <string.h>

#include "tsn-bench-fleet.h"
#include "tsn-bench-peers.h"
#include "tsn-bench-relay.h"
#include "tsn-search.h"

#define N_PUSH      10000
#define N_AT_ONCE   100000 /* people in a transaction */
#define N_EDITS     1000
#define N_IDLE      100
#define PATCH_BYTES 400 /* of a person, about */
#define MB          1e6

typedef struct
{
  TsnBench *bench;
  TsnBenchFleet fleet;
  TsnBenchStore *desk;
  TsnBenchStore *field; /* the new device */
  TsnBenchPeople *people;
  GArray *ids; /* of TsnId */
} Sync;

static void
sync_clear (Sync *self)
{
  tsn_bench_fleet_clear (&self->fleet);
  g_clear_pointer (&self->people, tsn_bench_people_free);
  g_clear_pointer (&self->ids, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sync, sync_clear)

static gboolean
set_up (Sync *self, GError **error)
{
  self->desk = &self->fleet.devices[0];
  self->field = &self->fleet.devices[1];
  self->ids = g_array_new (FALSE, FALSE, sizeof (TsnId));
  self->people = tsn_bench_people_new (TSN_BENCH_SEED, error);
  return self->people != NULL &&
         tsn_bench_fleet_create (self->bench, "sync", 2, &self->fleet, error);
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

  return tsn_store_run_sync (self->desk->store, TSN_STORE_WRITE, add_people, &add, NULL, error);
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
report (Sync *self, const char *measure, double seconds, double bound, guint n, GError **error)
{
  double limit = seconds < 0 ? -1 : tsn_bench_bare_seconds (self->bench, n, PATCH_BYTES, error);

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

static double
sync_one (const TsnBenchStore *device, guint16 port, GError **error)
{
  TsnSyncResult result;

  return tsn_bench_sync_device (device, port, &result, error);
}

/* -- Pushing -- */

static void
report_peer (Sync *self,
             const char *measure,
             const char *unit,
             double value,
             double limit,
             double bound)
{
  tsn_bench_report (self->bench,
                    &(TsnBenchResult){
                        .measure = measure,
                        .unit = unit,
                        .value = value,
                        .limit = limit,
                        .limit_what = "PouchDB",
                        .rule = TSN_BENCH_RATIO_AT_MOST,
                        .bound = bound,
                        .n = N_PUSH,
                    });
}

/* The better of its batches: 100 is its default. */
static gboolean
push_with_peer (Sync *self, double seconds, double bytes, GError **error)
{
  static const char *const batches[] = { "100", "1000" };
  double best_seconds = G_MAXDOUBLE;
  double best_bytes = G_MAXDOUBLE;

  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    {
      g_autofree char *line = tsn_bench_peer_run (self->bench,
                                                  error,
                                                  "w1_pouch.mjs",
                                                  G_STRINGIFY (N_PUSH),
                                                  batches[i],
                                                  NULL);

      if (line == NULL)
        return FALSE;
      best_seconds = MIN (best_seconds, tsn_bench_peer_number (line, "seconds"));
      best_bytes = MIN (best_bytes, tsn_bench_peer_number (line, "wire_bytes"));
    }
  report_peer (self, "sync: push, beside PouchDB", "s", seconds, best_seconds, 1.0 / 20);
  report_peer (self, "sync: push, on the wire, beside PouchDB", "bytes", bytes, best_bytes, 0.5);
  return TRUE;
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
count_bytes (Sync *self, guint n, double *bytes, GError **error)
{
  g_autoptr (TsnBenchRelay) relay = tsn_bench_relay_new (self->fleet.server.line.port, error);
  guint16 port = relay != NULL ? tsn_bench_relay_get_port (relay) : 0;
  guint64 up, down;

  if (relay == NULL || !add (self, n, error) || sync_one (self->desk, port, error) < 0)
    return FALSE;
  tsn_bench_relay_count (relay, &up, &down);
  *bytes = (double) (up + down);
  report_bytes (self, "sync: push, on the wire", *bytes, 0, n);
  if (sync_one (self->desk, port, error) < 0)
    return FALSE;
  tsn_bench_relay_count (relay, &up, &down);
  report_bytes (self, "sync: nothing to do, up, with the TLS handshake", (double) up, 1000, 1);
  report_bytes (self, "sync: nothing to do, down, with the TLS handshake", (double) down, 1000, 1);
  return TRUE;
}

/* Three times, of which the middle one counts: the first one also finds cold files. */
static gboolean
push (Sync *self, guint n, GError **error)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));
  double seconds;
  double bytes;

  for (guint i = 0; i < 3; i++)
    {
      if (!add (self, n, error))
        return FALSE;
      seconds = sync_one (self->desk, 0, error);
      if (seconds < 0)
        return FALSE;
      g_array_append_val (samples, seconds);
    }
  seconds = tsn_bench_quantile (samples, 0.5);
  return report (self, "sync: push", seconds, 0, n, error) &&
         count_bytes (self, n, &bytes, error) &&
         (self->bench->peers == NULL || n != N_PUSH ||
          push_with_peer (self, seconds, bytes, error));
}

/* -- Pulling -- */

static gboolean
unlock (const char *folder, TsnBenchStore *device, GError **error)
{
  return tsn_bench_store_open (folder, device, error) &&
         tsn_vault_unlock (device->vault, TSN_BENCH_PASSPHRASE, error) &&
         tsn_store_unlocked_sync (device->store, TRUE, NULL, error);
}

static double
measure_peak (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, "\nVmHWM:");
  return line != NULL ? g_ascii_strtod (line + strlen ("\nVmHWM:"), NULL) * 1024 : 0;
}

/* The other side of pull_elsewhere(). */
gboolean
tsn_bench_pull_here (const char *folder, GError **error)
{
  g_auto (TsnBenchStore) device = { 0 };
  double seconds;

  if (!unlock (folder, &device, error))
    return FALSE;
  seconds = sync_one (&device, 0, error);
  if (seconds < 0)
    return FALSE;
  g_print ("%.6f %.0f %u\n",
           seconds,
           measure_peak (),
           tsn_store_search_size (device.store, tsn_kind_by_number (TSN_KIND_PERSON)));
  return TRUE;
}

static gboolean
pull_elsewhere (const char *folder, double *seconds, double *peak, guint *found, GError **error)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", error);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;

  if (program == NULL)
    return FALSE;
  process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, error, program, "--pull", folder, NULL);
  if (process == NULL ||
      !g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, error) ||
      !g_subprocess_wait_check (process, NULL, error))
    return FALSE;
  if (sscanf (output, "%lf %lf %u", seconds, peak, found) == 3)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the other process said nothing");
  return FALSE;
}

/* A million may take longer. */
static double
bound_of (guint n)
{
  return n <= TSN_BENCH_PEOPLE ? 3 : 35.0 * n / 1e6;
}

static gboolean
pull (Sync *self, GError **error)
{
  const char *folder = self->fleet.folders[1];
  guint n = self->ids->len;
  double seconds, peak, unlocked;
  guint found;

  tsn_bench_store_clear (self->field);
  if (!pull_elsewhere (folder, &seconds, &peak, &found, error))
    return FALSE;
  if (found != n)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "not everybody is found");
      return FALSE;
    }
  unlocked = tsn_bench_unlocked_bytes (folder, error);
  if (unlocked < 0 ||
      !report (self, "sync: pull into a new device", seconds, bound_of (n), n, error))
    return FALSE;
  tsn_bench_report (self->bench,
                    &(TsnBenchResult){
                        .measure = "sync: memory of pulling, above the search text",
                        .unit = "MB",
                        .value = (peak - unlocked) / MB,
                        .limit = unlocked / MB,
                        .limit_what = "the same device unlocked",
                        .rule = TSN_BENCH_VALUE_AT_MOST,
                        .bound = 200,
                        .n = n,
                    });
  return unlock (folder, self->field, error);
}

static gboolean
push_edits (Sync *self, GError **error)
{
  return tsn_store_run_sync (self->field->store, TSN_STORE_WRITE, edit_people, self, NULL, error) &&
         report (self, "sync: push edits", sync_one (self->field, 0, error), 0.2, N_EDITS, error);
}

static gboolean
do_nothing (Sync *self, GError **error)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < (self->bench->quick ? N_IDLE / 20 : N_IDLE); i++)
    {
      double ms = sync_one (self->desk, 0, error) * 1000;

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

/* The rest of the people, on the server before the new device comes. */
static gboolean
fill (Sync *self, guint n_people, GError **error)
{
  while (self->ids->len < n_people)
    if (!add (self, MIN (n_people - self->ids->len, N_AT_ONCE), error) ||
        sync_one (self->desk, 0, error) < 0)
      return FALSE;
  return TRUE;
}

gboolean
tsn_bench_sync (TsnBench *bench, GError **error)
{
  g_auto (Sync) self = { .bench = bench };
  guint n_people = bench->quick ? bench->n_people / 10 : bench->n_people;

  return set_up (&self, error) && push (&self, MIN (n_people / 10, N_PUSH), error) &&
         fill (&self, n_people, error) && pull (&self, error) && push_edits (&self, error) &&
         sync_one (self.desk, 0, error) >= 0 && do_nothing (&self, error);
}
