/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The evening of a field day: a thousand devices, each with 500 edits that wait, come online within
 * a minute and find one server. Half of what they bring is new people, half are edits of residents
 * whom all of them know, so that the server has to compare and compact. Each does what the app
 * does: it pushes, verifies its receipt, and then pulls what the others brought, as long as the
 * storm lasts.
 *
 * What costs a device time of its own (keys, patches, manifests) is done before the clock starts;
 * TLS, the signature of each request and the check of each receipt are part of it, in threads of
 * this process, one for each device. They share the machine with the server, so the processor time
 * of both is told.
 */

#include <string.h>
#include <sys/resource.h>

#include "tsn-bench-device.h"
#include "tsn-bench-server.h"
#include "tsn-bench-store.h"

#define N_EDITS     500
#define SPREAD_S    60
#define BODY        640 /* patches of one push of the residents */
#define PATCH_BYTES 400 /* about */
#define LAST_S_MAX  120
#define RSS_MB_MAX  256
#define TOWNS_MAX   8
#define SERVERS_MAX 2

/* Of which storm. */
typedef struct
{
  const char *name;
  const char *folder; /* what its files begin with */
  guint n_servers;
  guint n_towns; /* municipalities */
  guint n_devices;
  guint n_residents;
  double spread; /* seconds in which all come */
  gboolean pull;
  gboolean judged;
  const char *database; /* NULL: SQLite */
} Weather;

typedef struct
{
  TsnBench *bench;
  const Weather *weather;
  guint n_devices;
  guint n_edits;
  guint n_residents;
  TsnBenchServer servers[SERVERS_MAX];
  TsnServerIdentity identity;
  TsnBenchDevice desks[TOWNS_MAX];
  GArray *devices; /* of Device */
  TsnId *residents;
  TsnVersion *versions; /* of their patches, town by town */
  GRand *rand;
  double start;   /* of the clock */
  int n_waiting;  /* devices without a receipt (atomic) */
  gsize n_pulled; /* bytes (atomic) */
} Storm;

typedef struct
{
  Storm *storm;
  TsnBenchDevice self;
  TsnBenchBody body;
  const TsnBenchServer *server;
  double arrives; /* seconds after the start */
  double receipt; /* when it had its receipt */
  guint n_retries;
  GError *error;
} Device;

static void
device_clear (gpointer data)
{
  Device *device = data;

  tsn_bench_device_clear (&device->self);
  tsn_bench_body_clear (&device->body);
  g_clear_error (&device->error);
}

static void
storm_clear (Storm *self)
{
  for (guint i = 0; i < SERVERS_MAX; i++)
    tsn_bench_server_stop (&self->servers[i]);
  for (guint i = 0; i < TOWNS_MAX; i++)
    tsn_bench_device_clear (&self->desks[i]);
  g_clear_pointer (&self->devices, g_array_unref);
  g_clear_pointer (&self->residents, g_free);
  g_clear_pointer (&self->versions, g_free);
  g_clear_pointer (&self->rand, g_rand_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Storm, storm_clear)

/* -- Before -- */

static TsnId
random_id (Storm *self)
{
  TsnId id = tsn_id_new (g_get_real_time () / 1000);

  /* The time stays: ids of new records rise. */
  for (guint i = 8; i < sizeof id.bytes; i++)
    id.bytes[i] = (guint8) g_rand_int (self->rand);
  id.bytes[8] = 0x80 | (id.bytes[8] & 0x3f);
  return id;
}

/* Each town comes with a token of its own, which the server prints when it starts. */
static gboolean
register_town (Storm *self, guint town, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s-desk-%u", self->weather->folder, town);
  g_autofree char *folder = g_strdup_printf ("%s-server", self->weather->folder);
  g_auto (TsnBenchServer) server = { 0 };
  g_autoptr (TsnTransport) transport = NULL;

  if (!tsn_bench_device_create (self->bench, name, NULL, &self->desks[town], error) ||
      !tsn_bench_server_start (self->bench, folder, self->weather->database, &server, error))
    return FALSE;
  transport = tsn_bench_server_connect (&server);
  return tsn_bench_device_register (&self->desks[town],
                                    transport,
                                    server.line.token,
                                    &self->identity,
                                    error);
}

static gboolean
start_servers (Storm *self, GError **error)
{
  for (guint i = 0; i < self->weather->n_servers; i++)
    {
      g_autofree char *name = self->weather->database == NULL
                                  ? g_strdup_printf ("%s-server", self->weather->folder)
                                  : g_strdup_printf ("%s-server-%u", self->weather->folder, i);

      if (!tsn_bench_server_start (self->bench,
                                   name,
                                   self->weather->database,
                                   &self->servers[i],
                                   error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
push_desk (Storm *self, guint town, TsnTransport *transport, GError **error)
{
  g_auto (TsnBenchBody) body = { 0 };

  return tsn_bench_device_pack (&self->desks[town], &body, error) &&
         tsn_bench_device_push (&self->desks[town], transport, &self->identity, &body, NULL, error);
}

/* What all know, and who they are. */
static gboolean
push_town (Storm *self, guint town, GError **error)
{
  g_autoptr (TsnTransport) transport = tsn_bench_server_connect (&self->servers[0]);
  TsnBenchDevice *desk = &self->desks[town];

  for (guint i = town; i < self->n_devices; i += self->weather->n_towns)
    tsn_bench_device_let_in (desk, &g_array_index (self->devices, Device, i).self);
  for (guint i = 0; i < self->n_residents; i++)
    {
      tsn_bench_device_add_person (desk,
                                   &self->residents[i],
                                   &self->versions[town * self->n_residents + i]);
      if (i % BODY == 0 && !push_desk (self, town, transport, error))
        return FALSE;
    }
  return push_desk (self, town, transport, error);
}

static gboolean
make_device (Storm *self, guint n, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s-%u", self->weather->folder, n);
  Device device = { .storm = self,
                    .server = &self->servers[n / self->weather->n_towns % self->weather->n_servers],
                    .arrives = g_rand_double (self->rand) * self->weather->spread };
  gboolean made = tsn_bench_device_create (self->bench,
                                           name,
                                           &self->desks[n % self->weather->n_towns],
                                           &device.self,
                                           error);

  g_array_append_val (self->devices, device);
  return made;
}

static gboolean
write_edits (Storm *self, guint n, GError **error)
{
  static const guint fields[] = { TSN_PERSON_POSTCODE,     TSN_PERSON_ADDRESS,
                                  TSN_PERSON_BUILDING,     TSN_PERSON_PHONE_HOME,
                                  TSN_PERSON_PHONE_MOBILE, TSN_PERSON_HOUSEHOLD };
  Device *device = &g_array_index (self->devices, Device, n);
  const TsnVersion *versions = self->versions + n % self->weather->n_towns * self->n_residents;

  for (guint i = 0; i < self->n_edits; i++)
    {
      guint who = (guint) g_rand_int_range (self->rand, 0, (gint32) self->n_residents);
      guint what = (guint) g_rand_int_range (self->rand, 0, G_N_ELEMENTS (fields));
      TsnId id = random_id (self);

      if (i % 2 == 0)
        tsn_bench_device_add_person (&device->self, &id, NULL);
      else
        tsn_bench_device_edit_person (&device->self,
                                      &self->residents[who],
                                      fields[what],
                                      &versions[who]);
    }
  return tsn_bench_device_pack (&device->self, &device->body, error);
}

static gboolean
set_up (Storm *self, GError **error)
{
  guint n_towns = self->weather->n_towns;

  self->rand = g_rand_new_with_seed (TSN_BENCH_SEED);
  self->devices = g_array_sized_new (FALSE, FALSE, sizeof (Device), self->n_devices);
  g_array_set_clear_func (self->devices, device_clear);
  self->residents = g_new (TsnId, self->n_residents);
  self->versions = g_new (TsnVersion, n_towns * self->n_residents);
  for (guint i = 0; i < self->n_residents; i++)
    self->residents[i] = random_id (self);
  for (guint i = 0; i < n_towns; i++)
    if (!register_town (self, i, error))
      return FALSE;
  if (!start_servers (self, error))
    return FALSE;
  for (guint i = 0; i < self->n_devices; i++)
    if (!make_device (self, i, error))
      return FALSE;
  for (guint i = 0; i < n_towns; i++)
    if (!push_town (self, i, error))
      return FALSE;
  for (guint i = 0; i < self->n_devices; i++)
    if (!write_edits (self, i, error))
      return FALSE;
  return TRUE;
}

/* -- The storm -- */

static double
now (const Storm *self)
{
  return tsn_bench_now () - self->start;
}

static void
pull (Device *device, TsnTransport *transport)
{
  Storm *storm = device->storm;
  gboolean more = TRUE;
  gsize n_bytes = 0;

  while (more && g_atomic_int_get (&storm->n_waiting) > 0 &&
         tsn_bench_device_pull (&device->self,
                                transport,
                                &storm->identity,
                                &n_bytes,
                                &more,
                                &device->n_retries,
                                &device->error))
    g_atomic_pointer_add (&storm->n_pulled, (gssize) n_bytes);
}

static gpointer
device_thread (gpointer data)
{
  Device *device = data;
  Storm *storm = device->storm;
  g_autoptr (TsnTransport) transport = NULL;
  gboolean pushed;

  g_usleep ((gulong) (MAX (device->arrives - now (storm), 0) * G_USEC_PER_SEC));
  transport = tsn_bench_server_connect (device->server);
  pushed = tsn_bench_device_push (&device->self,
                                  transport,
                                  &storm->identity,
                                  &device->body,
                                  &device->n_retries,
                                  &device->error);
  device->receipt = now (storm);
  g_atomic_int_add (&storm->n_waiting, -1);
  if (pushed && storm->weather->pull)
    pull (device, transport);
  return NULL;
}

static void
blow (Storm *self)
{
  g_autofree GThread **threads = g_new (GThread *, self->n_devices);

  self->n_waiting = (int) self->n_devices;
  self->start = tsn_bench_now ();
  for (guint i = 0; i < self->n_devices; i++)
    threads[i] = g_thread_new ("device", device_thread, &g_array_index (self->devices, Device, i));
  for (guint i = 0; i < self->n_devices; i++)
    g_thread_join (threads[i]);
}

/* -- What it was like -- */

static double
own_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double
server_cpu (Storm *self)
{
  double sum = 0;

  for (guint i = 0; i < self->weather->n_servers; i++)
    sum += tsn_bench_server_cpu (&self->servers[i]);
  return sum;
}

static void
report (Storm *self,
        const char *what,
        const char *unit,
        double value,
        double limit,
        const char *limit_what,
        double bound)
{
  gboolean judged = self->weather->judged && bound >= 0;
  g_autofree char *measure = g_strdup_printf ("%s: %s", self->weather->name, what);

  tsn_bench_report (self->bench,
                    &(TsnBenchResult){
                        .measure = measure,
                        .unit = unit,
                        .value = value,
                        .limit = limit,
                        .limit_what = limit_what,
                        .rule = judged ? TSN_BENCH_VALUE_AT_MOST : TSN_BENCH_SHOWN,
                        .bound = bound,
                        .n = self->n_devices,
                    });
}

static double
bare_insert (Storm *self, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s-bare.db", self->weather->folder);
  g_auto (TsnBenchBare) bare = { 0 };
  guint8 bytes[PATCH_BYTES] = { 0 };
  double start;

  if (!tsn_bench_bare_open (self->bench, name, &bare, error))
    return -1;
  start = tsn_bench_now ();
  for (guint i = 0; i < self->n_devices; i++)
    {
      if (!tsn_bench_bare_run (&bare, "BEGIN IMMEDIATE", error))
        return -1;
      for (guint j = 0; j < self->n_edits; j++)
        if (!tsn_bench_bare_insert (&bare, i * self->n_edits + j, bytes, sizeof bytes, error))
          return -1;
      if (!tsn_bench_bare_run (&bare, "COMMIT", error))
        return -1;
    }
  return tsn_bench_now () - start;
}

static gboolean
report_all (Storm *self, double cpu, double cpu_here, GError **error)
{
  g_autoptr (GArray) waits = g_array_new (FALSE, FALSE, sizeof (double));
  double bare = bare_insert (self, error);
  double last = 0;
  double rss = 0;
  guint n_errors = 0;
  guint n_retries = 0;

  if (bare < 0)
    return FALSE;
  for (guint i = 0; i < self->n_devices; i++)
    {
      const Device *device = &g_array_index (self->devices, Device, i);
      double wait = device->receipt - device->arrives;

      g_array_append_val (waits, wait);
      last = MAX (last, device->receipt);
      n_retries += device->n_retries;
      n_errors += device->error != NULL;
      if (device->error != NULL && n_errors == 1)
        g_printerr ("%s: %s\n", self->weather->name, device->error->message);
    }
  for (guint i = 0; i < self->weather->n_servers; i++)
    rss = MAX (rss, tsn_bench_server_peak_rss (&self->servers[i]));
  report (self, "last receipt", "s", last, bare, "bare SQLite insert of as many rows", LAST_S_MAX);
  report (self,
          "a device waits for its receipt, 95 of 100",
          "s",
          tsn_bench_quantile (waits, 0.95),
          tsn_bench_quantile (waits, 0.5),
          "half of them",
          -1);
  report (self, "errors", "devices", n_errors, self->n_devices, "all", 0);
  report (self, "told to come later", "requests", n_retries, self->n_devices, "devices", -1);
  report (self, "the server's peak memory", "MB", rss, RSS_MB_MAX, "allowed", RSS_MB_MAX);
  report (self, "the server's CPU", "s", cpu, cpu_here, "of the devices", -1);
  report (self, "pulled meanwhile", "MB", (double) self->n_pulled / 1e6, 1, "MB", -1);
  return TRUE;
}

static gboolean
run (TsnBench *bench, const Weather *weather, GError **error)
{
  g_auto (Storm) self = { .bench = bench,
                          .weather = weather,
                          .n_devices = weather->n_devices / (bench->quick ? 50u : 1u),
                          .n_edits = N_EDITS / (bench->quick ? 10u : 1u),
                          .n_residents = weather->n_residents / (bench->quick ? 50u : 1u) };
  double cpu;
  double cpu_here;

  if (!set_up (&self, error))
    return FALSE;
  cpu = server_cpu (&self);
  cpu_here = own_cpu ();
  blow (&self);
  return report_all (&self, server_cpu (&self) - cpu, own_cpu () - cpu_here, error);
}

/* -- PostgreSQL, where tests/with-postgres.py runs one -- */

static char *
new_database (const char *name, GError **error)
{
  g_autofree char *host = g_build_filename (g_getenv ("TSN_TEST_POSTGRES"), "socket", NULL);
  g_autofree char *program = g_build_filename (g_getenv ("TSN_TEST_POSTGRES_BIN"),
                                               "createdb",
                                               NULL);
  g_autoptr (GSubprocess) createdb = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE,
                                                       error,
                                                       program,
                                                       "-h",
                                                       host,
                                                       "-U",
                                                       "postgres",
                                                       name,
                                                       NULL);

  if (createdb == NULL || !g_subprocess_wait_check (createdb, NULL, error))
    return NULL;
  return g_strdup_printf ("postgresql://postgres@/%s?host=%s", name, host);
}

/* All come at once: how long it takes is what the servers can do. */
static gboolean
run_on_postgres (TsnBench *bench, guint n_servers, guint n_towns, GError **error)
{
  g_autofree char *name = g_strdup_printf ("storm_%u_%u", n_servers, n_towns);
  g_autofree char *title = g_strdup_printf ("storm: PostgreSQL, %u process%s, %u municipalit%s",
                                            n_servers,
                                            n_servers == 1 ? "" : "es",
                                            n_towns,
                                            n_towns == 1 ? "y" : "ies");
  g_autofree char *database = new_database (name, error);
  const Weather weather = { .name = title,
                            .folder = name,
                            .n_servers = n_servers,
                            .n_towns = n_towns,
                            .n_devices = 200,
                            .n_residents = 10000,
                            .database = database };

  return database != NULL && run (bench, &weather, error);
}

gboolean
tsn_bench_storm (TsnBench *bench, GError **error)
{
  const Weather weather = { .name = "storm",
                            .folder = "storm",
                            .n_servers = 1,
                            .n_towns = 1,
                            .n_devices = 1000,
                            .n_residents = 50000,
                            .spread = bench->quick ? 1 : SPREAD_S,
                            .pull = TRUE,
                            .judged = TRUE };

  return run (bench, &weather, error);
}

gboolean
tsn_bench_storm_postgres (TsnBench *bench, GError **error)
{
  if (g_getenv ("TSN_TEST_POSTGRES") == NULL)
    {
      g_printerr ("tsn-bench: storm-postgres: no PostgreSQL runs here\n");
      return TRUE;
    }
  return run_on_postgres (bench, 1, 4, error) && run_on_postgres (bench, 2, 4, error) &&
         run_on_postgres (bench, 1, 1, error) && run_on_postgres (bench, 2, 1, error);
}
