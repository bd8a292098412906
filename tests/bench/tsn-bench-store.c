/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What several measures need around them. The bare database has the pragmas of the store and
 * nothing else of it: no index, no second table, no sealing. That is the limit, so it is made as
 * quick as SQLite allows: its journal has reached its size before the first measured commit, since
 * a file that grows is slower to sync.
 */

#include "tsn-bench-store.h"

#include "tsn-bench-people.h"
#include "tsn-session.h"

gboolean
tsn_bench_store_create (TsnBench *bench,
                        const char *name,
                        TsnVaultCost cost,
                        TsnBenchStore *self,
                        GError **error)
{
  g_autofree char *folder = g_build_filename (bench->folder, name, NULL);
  g_autofree char *path = tsn_store_vault_path (folder);
  g_autoptr (TsnSecretText) recovery_key = NULL;

  g_mkdir_with_parents (folder, 0700);
  self->vault = tsn_vault_create (path, "計測", TSN_BENCH_PASSPHRASE, cost, &recovery_key, error);
  if (self->vault == NULL)
    return FALSE;
  self->store = tsn_store_open_sync (folder, self->vault, TSN_STORE_CREATE, error);
  return self->store != NULL && tsn_store_unlocked_sync (self->store, TRUE, NULL, error);
}

gboolean
tsn_bench_store_open (const char *folder, TsnBenchStore *self, GError **error)
{
  g_autofree char *path = tsn_store_vault_path (folder);

  self->vault = tsn_vault_open (path, error);
  if (self->vault == NULL)
    return FALSE;
  self->store = tsn_store_open_sync (folder, self->vault, TSN_STORE_OPEN, error);
  return self->store != NULL;
}

void
tsn_bench_store_clear (TsnBenchStore *self)
{
  if (self->store != NULL)
    tsn_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_pointer (&self->vault, tsn_vault_free);
}

/* -- The municipality -- */

gboolean
tsn_bench_put_person (TsnSession *session, const TsnBenchPerson *person, GError **error)
{
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON),
                                                        &person->id);

  tsn_change_set_text (change, TSN_PERSON_NAME, person->name);
  tsn_change_set_text (change, TSN_PERSON_KANA, person->kana);
  tsn_change_set_number (change, TSN_PERSON_BIRTH_DATE, person->birth);
  tsn_change_set_text (change, TSN_PERSON_POSTCODE, person->postcode);
  tsn_change_set_text (change, TSN_PERSON_ADDRESS, person->address);
  if (*person->home != '\0')
    tsn_change_set_text (change, TSN_PERSON_PHONE_HOME, person->home);
  if (*person->mobile != '\0')
    tsn_change_set_text (change, TSN_PERSON_PHONE_MOBILE, person->mobile);
  return tsn_session_add (session, change, error);
}

static gboolean
put_people (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnBench *bench = data;
  g_autoptr (TsnBenchPeople) people = tsn_bench_people_new (TSN_BENCH_SEED, error);
  TsnBenchPerson person;

  for (guint i = 0; people != NULL && i < bench->n_people; i++)
    {
      tsn_bench_people_next (people, &person);
      if (!tsn_bench_put_person (session, &person, error))
        return FALSE;
    }
  return people != NULL;
}

const char *
tsn_bench_municipality (TsnBench *bench, GError **error)
{
  g_auto (TsnBenchStore) made = { 0 };

  if (bench->municipality != NULL)
    return bench->municipality;
  if (!tsn_bench_store_create (bench, "municipality", TSN_VAULT_COST_MODERATE, &made, error) ||
      !tsn_store_run_sync (made.store, TSN_STORE_WRITE, put_people, bench, NULL, error))
    return NULL;
  bench->municipality = g_build_filename (bench->folder, "municipality", NULL);
  return bench->municipality;
}

/* -- The bare database -- */

static gboolean
check_bare (TsnBenchBare *self, int code, GError **error)
{
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
    return TRUE;
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_FAILED,
               "bare database: %s",
               sqlite3_errmsg (self->database));
  return FALSE;
}

gboolean
tsn_bench_bare_open (TsnBench *bench, const char *name, TsnBenchBare *self, GError **error)
{
  g_autofree char *path = g_build_filename (bench->folder, name, NULL);

  return check_bare (self, sqlite3_open (path, &self->database), error) &&
         tsn_bench_bare_run (self,
                             "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                             "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
                             "PRAGMA foreign_keys=ON; PRAGMA cache_size=-32768;"
                             "CREATE TABLE bare (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
                             "INSERT INTO bare VALUES (0, zeroblob (5000000));"
                             "DELETE FROM bare; PRAGMA wal_checkpoint(RESTART)",
                             error) &&
         check_bare (self,
                     sqlite3_prepare_v3 (self->database,
                                         "INSERT INTO bare (id, bytes) VALUES (?1, ?2)",
                                         -1,
                                         SQLITE_PREPARE_PERSISTENT,
                                         &self->insert,
                                         NULL),
                     error);
}

gboolean
tsn_bench_bare_run (TsnBenchBare *self, const char *sql, GError **error)
{
  return check_bare (self, sqlite3_exec (self->database, sql, NULL, NULL, NULL), error);
}

gboolean
tsn_bench_bare_insert (TsnBenchBare *self,
                       gint64 id,
                       gconstpointer bytes,
                       gsize length,
                       GError **error)
{
  int code;

  sqlite3_bind_int64 (self->insert, 1, id);
  sqlite3_bind_blob64 (self->insert, 2, bytes, length, SQLITE_STATIC);
  code = sqlite3_step (self->insert);
  sqlite3_reset (self->insert);
  return check_bare (self, code, error);
}

double
tsn_bench_bare_seconds (TsnBench *bench, guint n, gsize length, GError **error)
{
  static guint number;
  g_autofree char *name = g_strdup_printf ("bare-%u.db", number++);
  g_autofree guint8 *bytes = g_malloc0 (length);
  g_auto (TsnBenchBare) bare = { 0 };
  double start;

  if (!tsn_bench_bare_open (bench, name, &bare, error))
    return -1;
  start = tsn_bench_now ();
  if (!tsn_bench_bare_run (&bare, "BEGIN IMMEDIATE", error))
    return -1;
  for (guint i = 0; i < n; i++)
    if (!tsn_bench_bare_insert (&bare, i, bytes, length, error))
      return -1;
  return tsn_bench_bare_run (&bare, "COMMIT", error) ? tsn_bench_now () - start : -1;
}

void
tsn_bench_bare_close (TsnBenchBare *self)
{
  sqlite3_finalize (self->insert);
  sqlite3_close (self->database);
  *self = (TsnBenchBare){ 0 };
}

gboolean
tsn_bench_put_municipality (TsnSession *session,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error)
{
  TsnId id = tsn_id_derive ("municipality", "112119", 6);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_MUNICIPALITY),
                                                        &id);

  tsn_change_set_text (change, TSN_MUNICIPALITY_NAME, "本庄市");
  tsn_change_set_text (change, TSN_MUNICIPALITY_CODE, "112119");
  return tsn_session_put (session, change, NULL, error);
}
