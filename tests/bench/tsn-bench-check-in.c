/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A check-in at the desk of a municipality with 100,000 people, until it is on the disk, beside a
 * bare SQLite commit of one row with the bytes of its patch. One of each in turn, so that whatever
 * else the disk does meets both.
 */

#include "tsn-bench-store.h"
#include "tsn-patch.h"
#include "tsn-session.h"

#define N_PAIRS 1000
#define N_QUICK 20
#define N_WARM  200 /* of each first, not counted: until journals have their size */

static gboolean
put_attendance (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_put (session, data, NULL, error);
}

/* What the reception writes for someone who comes through the door. */
static TsnChange *
make_attendance (const TsnId *event)
{
  gint64 now_ms = g_get_real_time () / 1000;
  TsnId id = tsn_id_new (now_ms), person = tsn_id_new (now_ms);
  TsnChange *change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_ATTENDANCE), &id);

  tsn_change_set_reference (change, TSN_ATTENDANCE_EVENT, event);
  tsn_change_set_reference (change, TSN_ATTENDANCE_PERSON, &person);
  tsn_change_set_number (change, TSN_ATTENDANCE_STATUS, TSN_ATTENDANCE_STATUS_ARRIVED);
  tsn_change_set_number (change, TSN_ATTENDANCE_ARRIVED_AT, now_ms);
  return change;
}

static gboolean
check_in (TsnStore *store, const TsnId *event, double *seconds, GError **error)
{
  g_autoptr (TsnChange) change = make_attendance (event);
  double start = tsn_bench_now ();

  if (!tsn_store_run_sync (store, TSN_STORE_WRITE, put_attendance, change, NULL, error))
    return FALSE;
  *seconds = tsn_bench_now () - start;
  return TRUE;
}

static gboolean
keep_bytes (gint64 number, const TsnPatch *patch, gpointer user_data, GError **error)
{
  g_byte_array_set_size (user_data, 0);
  tsn_patch_encode (patch, user_data);
  return TRUE;
}

/* Leaves the bytes of the last patch in @data. */
static gboolean
read_last (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_foreach_patch (session, 0, keep_bytes, data, error);
}

typedef struct
{
  TsnStore *store;
  TsnId event;
  TsnBenchBare bare;
  GByteArray *bytes; /* of a check-in's patch */
  gint64 n_bare;     /* rows so far */
} Pair;

static gboolean
insert_bare (Pair *self, double *seconds, GError **error)
{
  double start = tsn_bench_now ();

  if (!tsn_bench_bare_insert (&self->bare,
                              ++self->n_bare,
                              self->bytes->data,
                              self->bytes->len,
                              error))
    return FALSE;
  *seconds = tsn_bench_now () - start;
  return TRUE;
}

/* Who goes first changes, since the disk may be quicker or slower right after a write. */
static gboolean
time_pair (Pair *self, gboolean ours_first, double *ours, double *theirs, GError **error)
{
  if (ours_first)
    return check_in (self->store, &self->event, ours, error) && insert_bare (self, theirs, error);
  return insert_bare (self, theirs, error) && check_in (self->store, &self->event, ours, error);
}

static gboolean
time_pairs (Pair *self, guint n, GArray *ours, GArray *theirs, GError **error)
{
  double our_time, their_time;

  if (!check_in (self->store, &self->event, &our_time, error) ||
      !tsn_store_run_sync (self->store, TSN_STORE_READ, read_last, self->bytes, NULL, error))
    return FALSE;
  for (guint i = 0; i < n + N_WARM; i++)
    {
      if (!time_pair (self, i % 2 == 0, &our_time, &their_time, error))
        return FALSE;
      if (i >= N_WARM)
        {
          g_array_append_val (ours, our_time);
          g_array_append_val (theirs, their_time);
        }
    }
  return TRUE;
}

gboolean
tsn_bench_check_in (TsnBench *self, GError **error)
{
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) theirs = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint n = self->quick ? N_QUICK : N_PAIRS;
  const char *folder = tsn_bench_municipality (self, error);
  g_auto (TsnBenchStore) opened = { 0 };
  Pair pair = { .event = tsn_id_new (g_get_real_time () / 1000), .bytes = bytes };
  gboolean ok;

  ok = folder != NULL && tsn_bench_store_open (folder, &opened, error) &&
       tsn_vault_unlock (opened.vault, TSN_BENCH_PASSPHRASE, error) &&
       tsn_store_unlocked_sync (opened.store, TRUE, NULL, error) &&
       tsn_bench_bare_open (self, "check-in-bare.db", &pair.bare, error);
  pair.store = opened.store;
  ok = ok && time_pairs (&pair, n, ours, theirs, error);
  tsn_bench_bare_close (&pair.bare);
  if (!ok)
    return FALSE;
  tsn_bench_report (self,
                    &(TsnBenchResult){
                        .measure = "check-in",
                        .unit = "us",
                        .value = tsn_bench_quantile (ours, 0.5) * 1e6,
                        .limit = tsn_bench_quantile (theirs, 0.5) * 1e6,
                        .limit_what = "bare SQLite commit of the same bytes",
                        .rule = TSN_BENCH_RATIO_AT_MOST,
                        .bound = 1.5,
                        .n = n,
                    });
  return TRUE;
}
