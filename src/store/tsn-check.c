/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Is everything as it should be: SQLite's own check, then every patch, every group, every row.
 *
 * A check reads one snapshot in the reader's thread and changes nothing. What can be made anew is
 * what the patches say: the tables of the kinds; that is done, when asked for, in one write
 * afterwards. A damaged patch cannot be mended here; it is named by its number.
 */

#include "tsn-session-sync.h"
#include "tsn-store-private.h"

#define PROBLEMS_MAX 100 /* one bad disk block is many problems; the first hundred tell enough */

typedef struct
{
  TsnStore *store;
  TsnCheck *result;
  TsnProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
  guint64 done;
  TsnSession *session;
  TsnState *row;                        /* scratch */
  guint64 kind_records;                 /* of the kind at hand... */
  TsnDigest digest[TSN_DIGEST_BUCKETS]; /* ...and what its patches sum up to */
  guint8 *differing;                    /* one per plan: tables that are not what the patches say */
  gboolean must_rebuild;
  gint64 manifest_number; /* of... */
  TsnManifest manifest;   /* ...the last one read; neighbours in the log share it */
} Check;

void
tsn_check_free (TsnCheck *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->problems);
  g_free (self);
}

static void G_GNUC_PRINTF (2, 3) add_problem (Check *check, const char *format, ...)
{
  va_list arguments;

  if (check->result->problems->len >= PROBLEMS_MAX)
    return;
  va_start (arguments, format);
  g_ptr_array_add (check->result->problems, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static gboolean
advance (Check *check, GError **error)
{
  check->done++;
  if (check->done % 256 != 0)
    return TRUE;
  if (check->progress != NULL)
    check->progress (check->done, check->result->patches, check->progress_data);
  return !g_cancellable_set_error_if_cancelled (check->cancellable, error);
}

static gboolean
check_pages (Check *check, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA integrity_check (%d)", PROBLEMS_MAX);
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (check->session->connection,
                                                               sql,
                                                               error);
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;
  while (tsn_statement_step (statement, &row, error))
    {
      const char *line;

      if (!row)
        return TRUE;
      line = (const char *) sqlite3_column_text (statement->stmt, 0);
      if (g_strcmp0 (line, "ok") != 0)
        add_problem (check, "database: %s", line);
    }
  return FALSE;
}

/* -- Patches -- */

static gboolean
check_group (Check *check, gint64 seq, const TsnPatch *patch, const TsnGroup *group, GError **error)
{
  TsnGroupOutcome outcome;

  if (!tsn_session_open_group (check->session, patch, group, NULL, NULL, &outcome, error))
    return FALSE;
  if (outcome == TSN_GROUP_NO_KEY)
    check->result->unreadable++;
  else if (outcome == TSN_GROUP_DAMAGED)
    add_problem (check,
                 "patch %" G_GINT64_FORMAT ": a sealed group does not open with its key",
                 seq);
  return TRUE;
}

/* The manifest with that number as check->manifest; without hashes if it is not there or damaged.
 */
static gboolean
read_manifest (Check *check, gint64 number, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  const guint8 *body;
  gboolean row;
  gsize size;

  if (check->manifest_number == number)
    return TRUE;
  check->manifest_number = number;
  check->manifest = (TsnManifest){ 0 };
  statement = tsn_connection_prepare (check->session->connection,
                                      "SELECT body FROM manifest WHERE number = ?1",
                                      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, number);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  body = row ? tsn_statement_blob (statement, 0, &size) : NULL;
  if (body != NULL)
    tsn_manifest_decode (&check->manifest, body, size, NULL);
  return TRUE;
}

static gboolean
check_signed (Check *check,
              gint64 seq,
              const TsnPatch *patch,
              TsnStatement *statement,
              GError **error)
{
  gint64 number = tsn_statement_number (statement, 6);
  gsize size;
  const guint8 *body = tsn_statement_blob (statement, 4, &size);
  TsnHash hash;

  if (number == 0)
    return TRUE; /* not signed yet */
  if (!read_manifest (check, number, error))
    return FALSE;
  tsn_hash_bytes (body, size, &hash);
  if (tsn_manifest_find (&check->manifest, &hash) < 0 ||
      !tsn_id_equal (&check->manifest.device, &patch->version.device))
    add_problem (check, "patch %" G_GINT64_FORMAT ": its manifest does not name it", seq);
  return TRUE;
}

static gboolean
check_patch (Check *check, TsnStatement *statement, GError **error)
{
  g_autoptr (TsnPatch) patch = NULL;
  g_autoptr (GError) local = NULL;
  gint64 seq = tsn_statement_number (statement, 0);
  const guint8 *body;
  gsize size;
  TsnId record;

  body = tsn_statement_blob (statement, 4, &size);
  if (tsn_patch_sum (body, size) != (guint32) tsn_statement_number (statement, 5))
    {
      add_problem (check, "patch %" G_GINT64_FORMAT ": its bytes have changed", seq);
      return TRUE;
    }
  patch = tsn_patch_decode (body, size, &local);
  if (patch == NULL)
    {
      add_problem (check, "patch %" G_GINT64_FORMAT ": %s", seq, local->message);
      return TRUE;
    }
  if (!tsn_statement_id (statement, 2, &record) || !tsn_id_equal (&record, &patch->record) ||
      patch->kind != tsn_statement_number (statement, 1) ||
      patch->version.stamp != (TsnStamp) tsn_statement_number (statement, 3))
    add_problem (check, "patch %" G_GINT64_FORMAT ": it is filed under another record", seq);
  for (guint i = 0; i < patch->groups->len; i++)
    if (!check_group (check, seq, patch, g_ptr_array_index (patch->groups, i), error))
      return FALSE;
  return check_signed (check, seq, patch, statement, error);
}

static gboolean
check_patches (Check *check, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  gint64 n_patches;
  gboolean row = TRUE;

  if (!tsn_connection_number (check->session->connection,
                              "SELECT count (*) FROM patch",
                              0,
                              &n_patches,
                              error))
    return FALSE;
  check->result->patches = (guint64) n_patches;
  statement = tsn_connection_prepare (
      check->session->connection,
      "SELECT seq, kind, record, stamp, body, sum, manifest FROM patch ORDER BY seq",
      error);
  if (statement == NULL)
    return FALSE;
  while (tsn_statement_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      if (!advance (check, error) || !check_patch (check, statement, error))
        return FALSE;
    }
  return FALSE;
}

/* -- Rows -- */

static void
note_difference (Check *check, const TsnKindPlan *plan, const char *what)
{
  add_problem (check, "table %s: %s", plan->kind->name, what);
  check->differing[plan->index] = TRUE;
  check->must_rebuild = TRUE;
}

static gboolean
compare_row (TsnState *state, gpointer user_data, GError **error)
{
  Check *check = user_data;
  g_autoptr (GError) local = NULL;

  TsnDigest cell;

  check->kind_records++;
  check->result->records++;
  tsn_digest_record (state->plan->kind->number, &state->id, state->winners, &cell);
  tsn_digest_add (&check->digest[tsn_digest_bucket (&state->id)], &cell);
  if (state->winners->erased)
    check->result->erased++;
  if (!tsn_state_load (check->row, check->session->connection, &state->id, &local))
    {
      if (!g_error_matches (local, TSN_STORE_ERROR, TSN_STORE_ERROR_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      note_difference (check, state->plan, "a row is damaged");
    }
  else if (!check->row->exists)
    note_difference (check, state->plan, "a row is missing");
  else if (!tsn_state_equal (state, check->row))
    note_difference (check, state->plan, "a row is not what its patches say");
  return TRUE;
}

static gboolean
check_digest (Check *check, const TsnKindPlan *plan, GError **error)
{
  TsnDigest digest[TSN_DIGEST_BUCKETS];

  if (!tsn_digest_table_read (check->session->connection, plan->kind->number, digest, error))
    return FALSE;
  if (memcmp (digest, check->digest, sizeof digest) != 0)
    note_difference (check, plan, "its digest is not that of its patches");
  return TRUE;
}

static gboolean
check_kind (Check *check, const TsnKindPlan *plan, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM \"%s\"", plan->kind->name);
  g_autoptr (TsnState) row = tsn_state_new (plan);
  gint64 n_rows;

  check->kind_records = 0;
  memset (check->digest, 0, sizeof check->digest);
  check->row = row;
  if (!tsn_state_fold_kind (check->session->connection, plan, compare_row, check, error) ||
      !tsn_connection_number (check->session->connection, sql, 0, &n_rows, error))
    return FALSE;
  if ((guint64) n_rows > check->kind_records)
    note_difference (check, plan, "a row has no patches");
  if (!check_digest (check, plan, error))
    return FALSE;
  return !g_cancellable_set_error_if_cancelled (check->cancellable, error);
}

static gboolean
check_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Check *check = data;
  guint n_plans;
  const TsnKindPlan *plans = tsn_schema_plans (&n_plans);

  check->session = session;
  if (!check_pages (check, error) || !check_patches (check, error))
    return FALSE;
  for (guint i = 0; i < n_plans; i++)
    if (!check_kind (check, &plans[i], error))
      return FALSE;
  return TRUE;
}

/* A log that has lost something cannot say what; the digest would miss an answer that nobody has
 * settled and that did not win. So everything is pulled again, our own patches, too. */
static gboolean
rebuild_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  static const TsnSyncMarks beginning;
  Check *check = data;
  guint n_plans;
  const TsnKindPlan *plans = tsn_schema_plans (&n_plans);

  for (guint i = 0; i < n_plans; i++)
    if (check->differing[i] && !tsn_state_rebuild_kind (session->connection, &plans[i], error))
      return FALSE;
  return tsn_session_set_marks (session, &beginning, error) &&
         tsn_connection_exec (session->connection, "REINDEX", error);
}

TsnCheck *
tsn_store_check_sync (TsnStore *self,
                      gboolean rebuild,
                      TsnProgress progress,
                      gpointer user_data,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (TsnCheck) result = g_new0 (TsnCheck, 1);
  g_autofree guint8 *differing = NULL;
  Check check = { .store = self,
                  .result = result,
                  .progress = progress,
                  .progress_data = user_data,
                  .cancellable = cancellable };
  guint n_plans;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (TSN_IS_STORE (self), NULL);
  tsn_schema_plans (&n_plans);
  differing = g_new0 (guint8, n_plans);
  check.differing = differing;
  result->problems = g_ptr_array_new_with_free_func (g_free);
  if (!tsn_store_run_sync (self, TSN_STORE_READ, check_work, &check, cancellable, &local))
    {
      if (!g_error_matches (local, TSN_STORE_ERROR, TSN_STORE_ERROR_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      add_problem (
          &check,
          "%s",
          local->message); /* a page that cannot be read ends the check, and is its result */
    }
  if (rebuild && check.must_rebuild &&
      !tsn_store_run_sync (self, TSN_STORE_WRITE, rebuild_work, &check, cancellable, error))
    return NULL;
  return g_steal_pointer (&result);
}
