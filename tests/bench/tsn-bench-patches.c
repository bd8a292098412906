/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a patch costs a server that has few patches, and one that has two million: pushed into the
 * service itself, without TLS, into SQLite with durable commits. Three of four patches are new
 * people, written by eight devices; every fourth is an edit of somebody who came before, whoever
 * that was. The limit is SQLite alone, with as many bytes in as many transactions, at the same
 * size. The cost of the last pushes before each size counts, and it may hardly grow.
 *
 * A push that fills the journal pays for all that went into it, and the few patches of the smallest
 * size would not fill it at all. So each sample begins with all in the database and ends so.
 */

#include <string.h>

#include "tsn-bench-device.h"
#include "tsn-bench-store.h"
#include "tsn-service.h"

#define N_DEVICES   8
#define BODY        512         /* patches of a push */
#define SAMPLE      (64 * BODY) /* patches before each size that are measured, at most */
#define GROWTH_MAX  1.3
#define KNOWN_EVERY 3 /* one of so many is remembered, to be edited */

static const guint SIZES[] = { 10000, 100000, 1000000, 2000000 };

typedef struct
{
  TsnId id;
  TsnVersion version;
} Person;

/* The service as a transport, with a clock that stands still outside of it. */
#define TYPE_DIRECT (direct_get_type ())
G_DECLARE_FINAL_TYPE (Direct, direct, BENCH, DIRECT, GObject)

struct _Direct
{
  GObject parent;
  TsnService *service; /* borrowed */
  double seconds;      /* in the service */
};

static gboolean
direct_send (TsnTransport *transport,
             const TsnTransportRequest *request,
             TsnTransportAnswer *answer,
             GCancellable *cancellable,
             GError **error)
{
  Direct *self = BENCH_DIRECT (transport);
  TsnRequest asked = { .method = request->method,
                       .path = request->path,
                       .authorization = request->authorization,
                       .body = request->body };
  g_auto (TsnAnswer) given = { 0 };
  double start = tsn_bench_now ();

  tsn_service_handle (self->service, &asked, &given);
  self->seconds += tsn_bench_now () - start;
  *answer = (TsnTransportAnswer){ .status = given.status,
                                  .body = g_bytes_ref (given.body),
                                  .server_ms = given.time_ms };
  return TRUE;
}

static void
direct_transport_init (TsnTransportInterface *iface)
{
  iface->send = direct_send;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Direct,
                               direct,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TSN_TYPE_TRANSPORT, direct_transport_init))

static void
direct_class_init (DirectClass *klass)
{
}

static void
direct_init (Direct *self)
{
}

typedef struct
{
  TsnBench *bench;
  TsnBackend *backend;
  TsnService *service;
  Direct *direct;
  TsnServerIdentity identity;
  TsnBenchDevice desk;
  TsnBenchDevice devices[N_DEVICES];
  TsnBenchBare bare;
  TsnBenchBare beside; /* the service's database, once more */
  GArray *people;      /* of Person */
  guint n;             /* patches so far */
  double bare_seconds;
} Patches;

static void
patches_clear (Patches *self)
{
  g_clear_pointer (&self->service, tsn_service_free);
  g_clear_pointer (&self->backend, tsn_backend_close);
  g_clear_object (&self->direct);
  tsn_bench_device_clear (&self->desk);
  for (guint i = 0; i < N_DEVICES; i++)
    tsn_bench_device_clear (&self->devices[i]);
  tsn_bench_bare_close (&self->bare);
  tsn_bench_bare_close (&self->beside);
  g_clear_pointer (&self->people, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Patches, patches_clear)

static gboolean
push (Patches *self, TsnBenchDevice *device, TsnBenchBody *body, GError **error)
{
  return tsn_bench_device_pack (device, body, error) &&
         tsn_bench_device_push (device,
                                TSN_TRANSPORT (self->direct),
                                &self->identity,
                                body,
                                NULL,
                                error);
}

static gboolean
open_service (Patches *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->bench->folder, "patches.db", NULL);

  self->backend = tsn_backend_sqlite_open (path, error);
  if (self->backend == NULL)
    return FALSE;
  sqlite3_open (path, &self->beside.database);
  self->service = tsn_service_new (self->backend, NULL, NULL, error);
  self->direct = g_object_new (TYPE_DIRECT, NULL);
  self->direct->service = self->service;
  return self->service != NULL;
}

static gboolean
set_up (Patches *self, GError **error)
{
  g_auto (TsnBenchBody) body = { 0 };
  g_autofree char *token = NULL;

  self->people = g_array_new (FALSE, FALSE, sizeof (Person));
  if (!open_service (self, error) ||
      !tsn_bench_device_create (self->bench, "patches-desk", NULL, &self->desk, error))
    return FALSE;
  token = tsn_service_new_token (self->service, error);
  if (token == NULL || !tsn_bench_device_register (&self->desk,
                                                   TSN_TRANSPORT (self->direct),
                                                   token,
                                                   &self->identity,
                                                   error))
    return FALSE;
  for (guint i = 0; i < N_DEVICES; i++)
    {
      g_autofree char *name = g_strdup_printf ("patches-%u", i);

      if (!tsn_bench_device_create (self->bench, name, &self->desk, &self->devices[i], error))
        return FALSE;
      tsn_bench_device_let_in (&self->desk, &self->devices[i]);
    }
  return push (self, &self->desk, &body, error) &&
         tsn_bench_bare_open (self->bench, "patches-bare.db", &self->bare, error);
}

static void
write_one (Patches *self, TsnBenchDevice *device, guint number)
{
  Person person;

  if (number % 4 == 0 && self->people->len > 0)
    {
      person = g_array_index (self->people, Person, g_random_int () % self->people->len);
      tsn_bench_device_edit_person (device, &person.id, TSN_PERSON_ADDRESS, &person.version);
      return;
    }
  person.id = tsn_id_new ((gint64) G_GUINT64_CONSTANT (1775001600000) + number);
  tsn_bench_device_add_person (device, &person.id, &person.version);
  if (number % KNOWN_EVERY == 0)
    g_array_append_val (self->people, person);
}

static gboolean
insert_bare (Patches *self, const TsnBenchBody *body, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (body->bytes, &size);
  double start = tsn_bench_now ();

  if (!tsn_bench_bare_run (&self->bare, "BEGIN IMMEDIATE", error))
    return FALSE;
  for (guint i = 0; i < body->n; i++)
    if (!tsn_bench_bare_insert (&self->bare,
                                self->n + i,
                                data + i * (size / body->n),
                                size / body->n,
                                error))
      return FALSE;
  if (!tsn_bench_bare_run (&self->bare, "COMMIT", error))
    return FALSE;
  self->bare_seconds += tsn_bench_now () - start;
  return TRUE;
}

static gboolean
push_more (Patches *self, guint until, GError **error)
{
  while (self->n < until)
    {
      TsnBenchDevice *device = &self->devices[self->n / BODY % N_DEVICES];
      guint n = MIN (BODY, until - self->n);
      g_auto (TsnBenchBody) body = { 0 };

      for (guint i = 0; i < n; i++)
        write_one (self, device, self->n + i);
      if (!push (self, device, &body, error) || !insert_bare (self, &body, error))
        return FALSE;
      self->n += n;
    }
  return TRUE;
}

/* All that is in the journals goes into the databases; the service's from outside, as it would do
 * itself when there is enough. */
static gboolean
empty_journals (Patches *self, GError **error)
{
  double start = tsn_bench_now ();

  if (!tsn_bench_bare_run (&self->beside, "PRAGMA wal_checkpoint(PASSIVE)", error))
    return FALSE;
  self->direct->seconds += tsn_bench_now () - start;
  start = tsn_bench_now ();
  if (!tsn_bench_bare_run (&self->bare, "PRAGMA wal_checkpoint(PASSIVE)", error))
    return FALSE;
  self->bare_seconds += tsn_bench_now () - start;
  return TRUE;
}

/* µs a patch up to @size; negative: error. */
static double
measure (Patches *self, guint size, double *bare, GError **error)
{
  guint sample = MIN (SAMPLE, size / 2);

  if (!push_more (self, size - sample, error) || !empty_journals (self, error))
    return -1;
  self->direct->seconds = 0;
  self->bare_seconds = 0;
  if (!push_more (self, size, error) || !empty_journals (self, error))
    return -1;
  *bare = self->bare_seconds * 1e6 / sample;
  return self->direct->seconds * 1e6 / sample;
}

gboolean
tsn_bench_patches (TsnBench *bench, GError **error)
{
  g_auto (Patches) self = { .bench = bench };
  double first = 0;

  if (!set_up (&self, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (SIZES); i++)
    {
      guint size = bench->quick ? SIZES[i] / 100 : SIZES[i];
      g_autofree char *measure_name = g_strdup_printf ("patches: cost of one at %u", size);
      double bare;
      double us = measure (&self, size, &bare, error);

      if (us < 0)
        return FALSE;
      first = i == 0 ? us : first;
      tsn_bench_report (bench,
                        &(TsnBenchResult){
                            .measure = measure_name,
                            .unit = "us",
                            .value = us,
                            .limit = bare,
                            .limit_what = "bare SQLite insert of as many bytes",
                            .rule = TSN_BENCH_VALUE_AT_MOST,
                            .bound = GROWTH_MAX * first,
                            .n = size,
                        });
    }
  return TRUE;
}
