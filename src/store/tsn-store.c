/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store object: two threads with their queues, and the search text that follows the commits.
 *
 * Each thread opens its own connection and takes jobs first in, first out; a job is answered by a
 * GTask in the caller's main context or by waking the caller who blocks. After a commit the writer
 * brings the search text up to date from the log itself (all patches with a higher number than it
 * knew), so nothing that was rolled back gets in, and what another process wrote does. How the
 * database is opened is in tsn-store-open.c; what work can do is in tsn-session.h.
 */

#include "tsn-search.h"
#include "tsn-store-private.h"

typedef struct
{
  TsnStore *store;
  TsnStoreMode mode;
  GThread *thread;
  GAsyncQueue *jobs; /* of TsnJob */
  TsnSession *session;
} Worker;

/* One piece of work; @run is what the thread does with it. */
struct _TsnJob
{
  gboolean (*run) (Worker *worker, TsnJob *job, GError **error);
  TsnStoreWork work;
  gpointer data;
  GCancellable *cancellable; /* owned, nullable */
  GTask *task;               /* owned; NULL: somebody waits for `done` */
  GMutex mutex;              /* of: */
  GCond cond;
  gboolean done;
  gboolean result;
  GError *error; /* owned */
  gboolean last; /* the thread ends after it */
};

struct _TsnStore
{
  GObject parent_instance;
  char *folder;
  TsnVault *vault;
  TsnStoreFlags flags;
  Worker writer;
  Worker reader;
  gboolean closed;
  gint generation; /* atomic: counts unlocks and locks; sessions look for their own data keys again
                    */
  TsnClockFunc clock_now; /* NULL: the machine's */
  gpointer clock_data;
  GMutex search_lock; /* protects the three below while they are brought up to date; searching does
                         not take it */
  TsnSearchSet *search; /* empty while locked */
  gint search_ready;    /* atomic: may be read without the lock */
  gint64 search_seq;    /* the log up to here is in the search text */
};

G_DEFINE_FINAL_TYPE (TsnStore, tsn_store, G_TYPE_OBJECT)

char *
tsn_store_database_path (const char *folder)
{
  return g_build_filename (folder, "tsunagi.db", NULL);
}

char *
tsn_store_vault_path (const char *folder)
{
  return g_build_filename (folder, "vault", NULL);
}

/* -- Jobs -- */

static void
job_free (TsnJob *job)
{
  g_clear_object (&job->cancellable);
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

/* In the context of the caller, which so drops the last reference: a store that ended in its own
 * thread could not wait for it. */
static gboolean
answer_cb (gpointer data)
{
  TsnJob *job = data;

  if (job->result)
    g_task_return_boolean (job->task, TRUE);
  else
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  job_free (job);
  return G_SOURCE_REMOVE;
}

static void
answer (TsnJob *job)
{
  if (job->task != NULL)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, g_task_get_priority (job->task));
      g_source_set_callback (source, answer_cb, job, NULL);
      g_source_attach (source, g_task_get_context (job->task));
      return;
    }
  g_mutex_lock (&job->mutex);
  job->done = TRUE;
  g_cond_signal (&job->cond);
  g_mutex_unlock (&job->mutex);
}

static gpointer
worker_thread (gpointer data)
{
  Worker *worker = data;
  gboolean last = FALSE;

  while (!last)
    {
      TsnJob *job = g_async_queue_pop (worker->jobs);

      last = job->last;
      job->result = job->run (worker, job, &job->error);
      answer (job);
    }
  return NULL;
}

static void
begin (Worker *worker, TsnJob *job)
{
  g_mutex_init (&job->mutex);
  g_cond_init (&job->cond);
  g_async_queue_push (worker->jobs, job);
}

static gboolean
end (TsnJob *job, GError **error)
{
  g_mutex_lock (&job->mutex);
  while (!job->done)
    g_cond_wait (&job->cond, &job->mutex);
  g_mutex_unlock (&job->mutex);
  g_cond_clear (&job->cond);
  g_mutex_clear (&job->mutex);
  if (job->error != NULL)
    g_propagate_error (error, g_steal_pointer (&job->error));
  return job->result;
}

/* Runs a job in the worker's thread and waits for it. */
static gboolean
wait_for (Worker *worker, TsnJob *job, GError **error)
{
  g_assert (worker->thread !=
            g_thread_self ()); /* work that waits for its own thread would wait for ever */
  begin (worker, job);
  return end (job, error);
}

/* -- What the threads do -- */

static void
scrub (Worker *worker)
{
  TsnStore *self = worker->store;
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  /* A reader in another process may hold the journal for a moment: the next commit tries again. */
  worker->session->scrub = sqlite3_wal_checkpoint_v2 (worker->session->connection->db,
                                                      NULL,
                                                      SQLITE_CHECKPOINT_TRUNCATE,
                                                      NULL,
                                                      NULL) != SQLITE_OK;
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "tsunagi.db.before-"))
      {
        g_autofree char *path = g_build_filename (self->folder, name, NULL);

        unlink (path);
      }
}

static void follow (TsnStore *self, TsnSession *session, gboolean wrote);

static gboolean
run_work (Worker *worker, TsnJob *job, GError **error)
{
  gboolean ok = tsn_session_run (worker->session,
                                 worker->mode,
                                 job->work,
                                 job->data,
                                 job->cancellable,
                                 error);

  if (worker->mode == TSN_STORE_READ || ok)
    follow (worker->store, worker->session, worker->mode == TSN_STORE_WRITE);
  if (worker->session->scrub)
    scrub (worker);
  return ok;
}

static gboolean
run_open (Worker *worker, TsnJob *job, GError **error)
{
  TsnStore *self = worker->store;
  TsnConnection *connection =
      worker->mode == TSN_STORE_WRITE
          ? tsn_store_connect (self->folder, self->vault, self->flags, error)
          : tsn_store_connect_reader (self->folder, self->flags, error);

  if (connection == NULL)
    return FALSE;
  worker->session = tsn_session_new (self, connection);
  return TRUE;
}

TsnSession *
tsn_store_new_reader (TsnStore *self, GError **error)
{
  TsnConnection *connection = tsn_store_connect_reader (self->folder, self->flags, error);

  return connection == NULL ? NULL : tsn_session_new (self, connection);
}

static gboolean
run_close (Worker *worker, TsnJob *job, GError **error)
{
  if (worker->session != NULL && worker->session->scrub)
    scrub (worker);
  g_clear_pointer (&worker->session, tsn_session_free);
  return TRUE;
}

static void
worker_start (Worker *worker, TsnStore *store, TsnStoreMode mode)
{
  worker->store = store;
  worker->mode = mode;
  worker->jobs = g_async_queue_new ();
  worker->thread = g_thread_new (mode == TSN_STORE_WRITE ? "store-writer" : "store-reader",
                                 worker_thread,
                                 worker);
}

static void
worker_stop (Worker *worker)
{
  TsnJob job = { .run = run_close, .last = TRUE };

  if (worker->thread == NULL)
    return;
  wait_for (worker, &job, NULL);
  g_thread_join (g_steal_pointer (&worker->thread));
  g_clear_pointer (&worker->jobs, g_async_queue_unref);
}

/* -- Search text -- */

TsnSearchSet *
tsn_store_get_search (TsnStore *self)
{
  return self->search;
}

static gboolean
index_record (TsnSession *session, const TsnKindPlan *plan, const TsnId *id, GError **error)
{
  g_autoptr (TsnRecord) record = tsn_session_read (session, plan->kind, id, TSN_READ_SEARCH, error);

  if (record == NULL)
    return FALSE;
  tsn_search_set_put (tsn_store_get_search (session->store), record);
  return TRUE;
}

/* Everything that the log has after `search_seq`; within a read transaction. */
static gboolean
index_news (TsnStore *self, TsnSession *session, gint64 last, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  gboolean row = TRUE;

  /* Not DISTINCT: SQLite would then walk the whole index of records for a single new patch. */
  statement = tsn_connection_prepare (session->connection,
                                      "SELECT kind, record FROM patch WHERE seq > ?1 ORDER BY seq",
                                      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, self->search_seq);
  while (tsn_statement_step (statement, &row, error))
    {
      const TsnKind *kind;
      TsnId id;

      if (!row)
        {
          self->search_seq = last;
          return TRUE;
        }
      kind = tsn_kind_by_number ((guint) tsn_statement_number (statement, 0));
      if (kind != NULL && tsn_schema_plan (kind)->searched &&
          tsn_statement_id (statement, 1, &id) &&
          !index_record (session, tsn_schema_plan (kind), &id, error))
        return FALSE;
    }
  return FALSE;
}

static gboolean
follow_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnStore *self = data;
  gint64 last = 0;

  return tsn_connection_number (session->connection,
                                "SELECT max (seq) FROM patch",
                                0,
                                &last,
                                error) &&
         (last == self->search_seq || index_news (self, session, last, error));
}

/* Whether the news of a session are all that came to the log since the search text was last brought
 * up to date. */
static gboolean
is_all_news (TsnStore *self, TsnSession *session)
{
  return session->first_seq == self->search_seq && session->n_news == session->n_searched &&
         session->generation == tsn_store_get_generation (self);
}

/* Brings the search text up to the last commit, of whichever process. Outside of transactions. A
 * failure leaves it behind, and the next work catches up. */
static void
follow (TsnStore *self, TsnSession *session, gboolean wrote)
{
  g_mutex_lock (&self->search_lock);
  if (self->search_ready && wrote && is_all_news (self, session))
    {
      tsn_search_set_put_all (self->search, session->news);
      self->search_seq = session->last_seq;
    }
  else if (self->search_ready)
    tsn_session_run (session, TSN_STORE_READ, follow_work, self, NULL, NULL);
  g_mutex_unlock (&self->search_lock);
  tsn_search_set_clear (session->news);
}

gboolean
tsn_store_is_searched (TsnStore *self)
{
  return g_atomic_int_get (&self->search_ready);
}

static void
clear_search (TsnStore *self)
{
  g_atomic_int_set (&self->search_ready, FALSE);
  tsn_search_set_clear (self->search);
}

/* Forgets the search text. Returns the generation that begins with it. */
static int
forget (TsnStore *self)
{
  int generation;

  g_mutex_lock (&self->search_lock);
  clear_search (self);
  generation = g_atomic_int_add (&self->generation, 1) + 1;
  g_mutex_unlock (&self->search_lock);
  return generation;
}

typedef struct
{
  TsnStore *store;
  int generation; /* for which the text is made */
} Fill;

/* In the reader's thread: the writer goes on meanwhile, and what it commits is caught up with
 * afterwards (run_work). Locked meanwhile: the text is forgotten again. */
static gboolean
unlocked_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Fill *fill = data;
  TsnStore *self = fill->store;
  gint64 last = 0;
  gboolean current;

  if (!tsn_connection_number (session->connection,
                              "SELECT max (seq) FROM patch",
                              0,
                              &last,
                              error) ||
      !tsn_session_fill_search (session, self->search, cancellable, error))
    return FALSE;
  g_mutex_lock (&self->search_lock);
  current = fill->generation == g_atomic_int_get (&self->generation);
  if (!current)
    clear_search (self);
  self->search_seq = last;
  g_atomic_int_set (&self->search_ready, current);
  g_mutex_unlock (&self->search_lock);
  if (!current)
    g_set_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED, "locked while being unlocked");
  return current;
}

gboolean
tsn_store_unlocked_sync (TsnStore *self, gboolean search, GCancellable *cancellable, GError **error)
{
  Fill fill = { .store = self };

  g_return_val_if_fail (TSN_IS_STORE (self), FALSE);
  /* What was remembered of the keys is void, too: they are looked for when first needed. */
  fill.generation = forget (self);
  return !search ||
         tsn_store_run_sync (self, TSN_STORE_READ, unlocked_work, &fill, cancellable, error);
}

gboolean
tsn_session_renew_search (TsnSession *session, GCancellable *cancellable, GError **error)
{
  Fill fill = { .store = session->store, .generation = forget (session->store) };

  return unlocked_work (session, &fill, cancellable, error);
}

void
tsn_store_locked (TsnStore *self)
{
  g_return_if_fail (TSN_IS_STORE (self));
  forget (self);
}

int
tsn_store_get_generation (TsnStore *self)
{
  return g_atomic_int_get (&self->generation);
}

/* -- Running work -- */

static Worker *
worker_for (TsnStore *self, TsnStoreMode mode)
{
  return mode == TSN_STORE_WRITE ? &self->writer : &self->reader;
}

static TsnJob *
job_new (TsnStoreWork work, gpointer data, GCancellable *cancellable)
{
  TsnJob *job = g_new0 (TsnJob, 1);

  job->run = run_work;
  job->work = work;
  job->data = data;
  g_set_object (&job->cancellable, cancellable);
  return job;
}

void
tsn_store_run_async (TsnStore *self,
                     TsnStoreMode mode,
                     TsnStoreWork work,
                     gpointer data,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  TsnJob *job;

  g_return_if_fail (TSN_IS_STORE (self) && work != NULL && !self->closed);
  job = job_new (work, data, cancellable);
  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, tsn_store_run_async);
  g_task_set_check_cancellable (job->task, FALSE); /* what was committed is answered as such */
  g_async_queue_push (worker_for (self, mode)->jobs, job);
}

gboolean
tsn_store_run_finish (TsnStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
tsn_store_run_sync (TsnStore *self,
                    TsnStoreMode mode,
                    TsnStoreWork work,
                    gpointer data,
                    GCancellable *cancellable,
                    GError **error)
{
  TsnJob job = { .run = run_work, .work = work, .data = data, .cancellable = cancellable };

  g_return_val_if_fail (TSN_IS_STORE (self) && work != NULL && !self->closed, FALSE);
  return wait_for (worker_for (self, mode), &job, error);
}

TsnJob *
tsn_store_begin (TsnStore *self,
                 TsnStoreMode mode,
                 TsnStoreWork work,
                 gpointer data,
                 GCancellable *cancellable)
{
  TsnJob *job;

  g_return_val_if_fail (TSN_IS_STORE (self) && work != NULL && !self->closed, NULL);
  job = job_new (work, data, cancellable);
  begin (worker_for (self, mode), job);
  return job;
}

gboolean
tsn_store_end (TsnJob *job, GError **error)
{
  gboolean ok = end (job, error);

  job_free (job);
  return ok;
}

/* -- Life -- */

TsnStore *
tsn_store_open_sync (const char *folder, TsnVault *vault, TsnStoreFlags flags, GError **error)
{
  g_autoptr (TsnStore) self = NULL;
  TsnJob open_writer = { .run = run_open };
  TsnJob open_reader = { .run = run_open };

  g_return_val_if_fail (folder != NULL && vault != NULL, NULL);
  self = g_object_new (TSN_TYPE_STORE, NULL);
  self->folder = g_strdup (folder);
  self->vault = vault;
  self->flags = flags;
  worker_start (&self->writer, self, TSN_STORE_WRITE);
  if (!wait_for (&self->writer, &open_writer, error))
    return NULL;
  worker_start (&self->reader, self, TSN_STORE_READ);
  if (!wait_for (&self->reader, &open_reader, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
tsn_store_close (TsnStore *self)
{
  g_return_if_fail (TSN_IS_STORE (self));
  if (self->closed)
    return;
  self->closed = TRUE;
  worker_stop (&self->reader);
  worker_stop (&self->writer); /* last: it empties the journal */
  clear_search (self);
}

TsnVault *
tsn_store_get_vault (TsnStore *self)
{
  return self->vault;
}

const char *
tsn_store_get_folder (TsnStore *self)
{
  return self->folder;
}

void
tsn_store_set_clock (TsnStore *self, TsnClockFunc now_ms, gpointer data)
{
  self->clock_now = now_ms;
  self->clock_data = data;
}

void
tsn_store_get_clock (TsnStore *self, TsnClockFunc *now_ms, gpointer *data)
{
  *now_ms = self->clock_now;
  *data = self->clock_data;
}

static void
tsn_store_dispose (GObject *object)
{
  tsn_store_close (TSN_STORE (object));
  G_OBJECT_CLASS (tsn_store_parent_class)->dispose (object);
}

static void
tsn_store_finalize (GObject *object)
{
  TsnStore *self = TSN_STORE (object);
  tsn_search_set_free (self->search);
  g_free (self->folder);
  g_mutex_clear (&self->search_lock);
  G_OBJECT_CLASS (tsn_store_parent_class)->finalize (object);
}

static void
tsn_store_class_init (TsnStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tsn_store_dispose;
  object_class->finalize = tsn_store_finalize;
}

static void
tsn_store_init (TsnStore *self)
{
  g_mutex_init (&self->search_lock);
  self->search = tsn_search_set_new ();
}
