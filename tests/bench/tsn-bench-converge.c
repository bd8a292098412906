/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Eight devices with 500 edits each, offline, on the same 200 people; then they sync, one after the
 * other, until all hold the same. Of each field each device's last value must be there on every
 * device, as the one that stands or as an answer that somebody is asked to settle; what a device
 * wrote over itself is not counted. With --peers PouchDB does the same, and what it shows then is
 * counted the same way.
 */

#include <string.h>

#include "tsn-bench-fleet.h"
#include "tsn-bench-peers.h"
#include "tsn-bench-relay.h"

#define N_DEVICES  TSN_BENCH_FLEET_MAX
#define N_EDITS    500 /* a device */
#define N_PEOPLE   200
#define ROUNDS_MAX 10
#define ROW_BYTES  180 /* of an edit, about */

static const guint16 FIELDS[] = { TSN_PERSON_NOTE,         TSN_PERSON_PHONE_HOME,
                                  TSN_PERSON_PHONE_MOBILE, TSN_PERSON_ADDRESS,
                                  TSN_PERSON_KANA,         TSN_PERSON_NAME };

typedef struct
{
  TsnBenchFleet fleet;
  GRand *rand;
  TsnId people[N_PEOPLE];
  char *last[N_DEVICES][N_PEOPLE][G_N_ELEMENTS (FIELDS)]; /* NULL: it did not write there */
  guint n_values;                                         /* of them */
  guint n_lost;
  guint device; /* that is being looked at */
} Converge;

static void
converge_clear (Converge *self)
{
  tsn_bench_fleet_clear (&self->fleet);
  g_clear_pointer (&self->rand, g_rand_free);
  for (guint d = 0; d < N_DEVICES; d++)
    for (guint p = 0; p < N_PEOPLE; p++)
      for (guint i = 0; i < G_N_ELEMENTS (FIELDS); i++)
        g_free (self->last[d][p][i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Converge, converge_clear)

static gboolean
put_people (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Converge *self = data;
  g_autoptr (TsnBenchPeople) people = tsn_bench_people_new (TSN_BENCH_SEED, error);

  for (guint i = 0; people != NULL && i < N_PEOPLE; i++)
    {
      TsnBenchPerson person;

      tsn_bench_people_next (people, &person);
      self->people[i] = person.id;
      if (!tsn_bench_put_person (session, &person, error))
        return FALSE;
    }
  return people != NULL;
}

/* That no other edit has, and the field takes. */
static char *
make_value (guint field, guint device, guint number)
{
  static const char *const digits[] = {
    "ア", "イ", "ウ", "エ", "オ", "カ", "キ", "ク", "ケ", "コ"
  };

  if (field == TSN_PERSON_PHONE_HOME || field == TSN_PERSON_PHONE_MOBILE)
    return g_strdup_printf ("090%04u%04u", device, number);
  if (field == TSN_PERSON_KANA)
    return g_strconcat (digits[device % 10],
                        digits[number / 100 % 10],
                        digits[number / 10 % 10],
                        digits[number % 10],
                        NULL);
  return g_strdup_printf ("%u-%u", device, number);
}

static gboolean
edit (Converge *self, TsnSession *session, guint number, GError **error)
{
  guint p = (guint) g_rand_int_range (self->rand, 0, N_PEOPLE);
  /* Mostly the device's own field. */
  guint field = g_rand_double (self->rand) < 0.7
                    ? self->device % G_N_ELEMENTS (FIELDS)
                    : (guint) g_rand_int_range (self->rand, 0, G_N_ELEMENTS (FIELDS));
  char **last = &self->last[self->device][p][field];
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON),
                                                 &self->people[p]);

  self->n_values += *last == NULL ? 1 : 0;
  g_free (*last);
  *last = make_value (FIELDS[field], self->device, number);
  tsn_change_set_text (change, FIELDS[field], *last);
  return tsn_session_put (session, change, NULL, error);
}

static gboolean
edit_people (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < N_EDITS; i++)
    if (!edit (data, session, i, error))
      return FALSE;
  return TRUE;
}

/* -- Syncing -- */

/* Everybody once. @busy: (out): somebody sent or got something */
static gboolean
sync_all (Converge *self, guint16 port, gboolean *busy, double *seconds, GError **error)
{
  *busy = FALSE;
  for (guint d = 0; d < N_DEVICES; d++)
    {
      TsnSyncResult result;
      double one = tsn_bench_sync_device (&self->fleet.devices[d], port, &result, error);

      if (one < 0)
        return FALSE;
      *seconds += one;
      *busy = *busy || result.sent + result.received > 0;
    }
  return TRUE;
}

static gboolean
make_edits (Converge *self, GError **error)
{
  double seconds = 0;
  gboolean busy;

  if (!tsn_bench_fleet_create (self->fleet.bench, "converge", N_DEVICES, &self->fleet, error) ||
      !tsn_store_run_sync (self->fleet.devices[0].store,
                           TSN_STORE_WRITE,
                           put_people,
                           self,
                           NULL,
                           error))
    return FALSE;
  do
    if (!sync_all (self, 0, &busy, &seconds, error))
      return FALSE;
  while (busy);
  for (self->device = 0; self->device < N_DEVICES; self->device++)
    if (!tsn_store_run_sync (self->fleet.devices[self->device].store,
                             TSN_STORE_WRITE,
                             edit_people,
                             self,
                             NULL,
                             error))
      return FALSE;
  return TRUE;
}

/* -- What is there -- */

static gboolean
has_value (GPtrArray *answers, const char *text)
{
  for (guint i = 0; i < answers->len; i++)
    {
      const TsnHistoryEntry *entry = g_ptr_array_index (answers, i);
      const TsnHistoryItem *item = &g_array_index (entry->items, TsnHistoryItem, 0);

      if (item->value.type == TSN_TYPE_TEXT && strcmp (item->value.text, text) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
look_for_values (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Converge *self = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);

  for (guint p = 0; p < N_PEOPLE; p++)
    for (guint i = 0; i < G_N_ELEMENTS (FIELDS); i++)
      {
        g_autoptr (GPtrArray) answers =
            tsn_session_answers (session, kind, &self->people[p], FIELDS[i], error);

        if (answers == NULL)
          return FALSE;
        for (guint d = 0; d < N_DEVICES; d++)
          if (self->last[d][p][i] != NULL && !has_value (answers, self->last[d][p][i]))
            self->n_lost++;
      }
  return TRUE;
}

/* Of all devices. */
static gboolean
count_lost (Converge *self, GError **error)
{
  for (guint d = 0; d < N_DEVICES; d++)
    if (!tsn_store_run_sync (self->fleet.devices[d].store,
                             TSN_STORE_READ,
                             look_for_values,
                             self,
                             NULL,
                             error))
      return FALSE;
  return TRUE;
}

/* -- The report -- */

static void
report (Converge *self, double seconds, double limit, double bytes)
{
  TsnBench *bench = self->fleet.bench;

  tsn_bench_report (bench,
                    &(TsnBenchResult){
                        .measure = "converge: eight devices, one after the other",
                        .unit = "s",
                        .value = seconds,
                        .limit = limit,
                        .limit_what = "bare SQLite insert of as many bytes, nine times",
                        .rule = TSN_BENCH_SHOWN,
                        .n = N_DEVICES * N_EDITS,
                    });
  tsn_bench_report (bench,
                    &(TsnBenchResult){
                        .measure = "converge: on the wire",
                        .unit = "bytes",
                        .value = bytes,
                        .limit = (double) N_DEVICES * N_DEVICES * N_EDITS * ROW_BYTES,
                        .limit_what = "each patch to each device, about",
                        .rule = TSN_BENCH_SHOWN,
                        .n = N_DEVICES * N_EDITS,
                    });
  tsn_bench_report (bench,
                    &(TsnBenchResult){
                        .measure = "converge: values lost",
                        .unit = "values",
                        .value = self->n_lost,
                        .limit = (double) self->n_values * N_DEVICES,
                        .limit_what = "last values of a field, of each device on each device",
                        .rule = TSN_BENCH_VALUE_AT_MOST,
                        .bound = 0,
                        .n = N_DEVICES * N_EDITS,
                    });
}

/* Its edits are drawn by the same rule from other numbers. */
static gboolean
report_peer (Converge *self, double seconds, double bytes, GError **error)
{
  TsnBench *bench = self->fleet.bench;
  g_autofree char *line =
      tsn_bench_peer_run (bench, error, "w3_converge.mjs", G_STRINGIFY (N_EDITS), NULL);
  struct
  {
    const char *measure;
    const char *unit;
    double value;
    double limit;
    const char *limit_what;
  } const lines[] = {
    { "converge: beside PouchDB", "s", seconds, 0, "seconds" },
    { "converge: on the wire, beside PouchDB", "bytes", bytes, 0, "wire_bytes" },
    { "converge: values lost, beside PouchDB", "values", self->n_lost, 0, "lost_total" },
    { "converge: of them where nobody's value is shown",
      "values",
      0,
      0,
      "lost_field_shows_old_value" },
  };

  if (line == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    tsn_bench_report (bench,
                      &(TsnBenchResult){
                          .measure = lines[i].measure,
                          .unit = lines[i].unit,
                          .value = lines[i].value,
                          .limit = tsn_bench_peer_number (line, lines[i].limit_what),
                          .limit_what = "PouchDB",
                          .rule = TSN_BENCH_SHOWN,
                          .n = N_DEVICES * N_EDITS,
                      });
  return TRUE;
}

gboolean
tsn_bench_converge (TsnBench *bench, GError **error)
{
  g_auto (Converge) self = { .fleet.bench = bench, .rand = g_rand_new_with_seed (TSN_BENCH_SEED) };
  g_autoptr (TsnBenchRelay) relay = NULL;
  double seconds = 0;
  double limit;
  guint64 up, down;
  gboolean busy = TRUE;

  if (!make_edits (&self, error))
    return FALSE;
  relay = tsn_bench_relay_new (self.fleet.server.line.port, error);
  if (relay == NULL)
    return FALSE;
  for (guint i = 0; busy && i < ROUNDS_MAX; i++)
    if (!sync_all (&self, tsn_bench_relay_get_port (relay), &busy, &seconds, error))
      return FALSE;
  tsn_bench_relay_count (relay, &up, &down);
  limit = tsn_bench_bare_seconds (bench, (N_DEVICES + 1) * N_DEVICES * N_EDITS, ROW_BYTES, error);
  if (limit < 0 || !count_lost (&self, error))
    return FALSE;
  report (&self, seconds, limit, (double) (up + down));
  return bench->peers == NULL || report_peer (&self, seconds, (double) (up + down), error);
}
