/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server said of our patches: where we stand with it, which of them it has, which it
 * refused, and whether it holds the same.
 *
 * A receipt is kept whole with its signature, so that years later somebody can show what the server
 * had taken. Patches refer to it by number; one that left the log meanwhile (its record was erased)
 * needs none.
 */

#include "tsn-session-sync.h"
#include "tsn-store-private.h"

#define MARKS "sync-marks" /* the setting: cursor, then receipt */

/* -- Marks -- */

gboolean
tsn_session_get_marks (TsnSession *self, TsnSyncMarks *marks, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = tsn_session_get_setting (self, MARKS, &local);
  const guint8 *data;
  gsize size;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  memset (marks, 0, sizeof *marks);
  if (bytes == NULL)
    return TRUE;
  data = g_bytes_get_data (bytes, &size);
  if (size != 2 * TSN_MARK_SIZE)
    {
      g_set_error_literal (error,
                           TSN_STORE_ERROR,
                           TSN_STORE_ERROR_CORRUPT,
                           "the marks of the server are damaged");
      return FALSE;
    }
  memcpy (marks->cursor, data, TSN_MARK_SIZE);
  memcpy (marks->receipt, data + TSN_MARK_SIZE, TSN_MARK_SIZE);
  return TRUE;
}

gboolean
tsn_session_set_marks (TsnSession *self, const TsnSyncMarks *marks, GError **error)
{
  guint8 data[2 * TSN_MARK_SIZE];
  g_autoptr (GBytes) bytes = NULL;

  memcpy (data, marks->cursor, TSN_MARK_SIZE);
  memcpy (data + TSN_MARK_SIZE, marks->receipt, TSN_MARK_SIZE);
  bytes = g_bytes_new (data, sizeof data);
  return tsn_session_set_setting (self, MARKS, bytes, error);
}

/* -- Receipts -- */

static gboolean
insert_receipt (TsnSession *self, GBytes *receipt, gint64 *number, GError **error)
{
  g_autoptr (TsnStatement) statement =
      tsn_connection_prepare (self->connection, "INSERT INTO receipt (body) VALUES (?1)", error);
  gsize size;
  const guint8 *data = g_bytes_get_data (receipt, &size);

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_blob (statement, 1, data, size);
  if (!tsn_statement_run (statement, error))
    return FALSE;
  *number = sqlite3_last_insert_rowid (self->connection->db);
  return TRUE;
}

/* Runs a statement that sets something (?2) of one patch (?1). */
static gboolean
update_patch (TsnSession *self, const char *sql, gint64 seq, gint64 value, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, seq);
  tsn_statement_bind_number (statement, 2, value);
  return tsn_statement_run (statement, error);
}

gboolean
tsn_session_update_patches (TsnSession *self,
                            const char *sql,
                            const gint64 *seqs,
                            guint n_seqs,
                            gint64 value,
                            GError **error)
{
  guint n;

  for (guint i = 0; i < n_seqs; i += n)
    {
      g_autoptr (TsnStatement) statement = tsn_connection_prepare (self->connection, sql, error);

      for (n = 1; i + n < n_seqs && seqs[i + n] == seqs[i] + n;)
        n++;
      if (statement == NULL)
        return FALSE;
      tsn_statement_bind_number (statement, 1, seqs[i]);
      tsn_statement_bind_number (statement, 2, seqs[i + n - 1]);
      tsn_statement_bind_number (statement, 3, value);
      if (!tsn_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tsn_session_note_receipt (TsnSession *self,
                          GBytes *receipt,
                          const gint64 *seqs,
                          guint n_seqs,
                          GError **error)
{
  gint64 number;

  return tsn_session_require_writing (self, error) &&
         insert_receipt (self, receipt, &number, error) &&
         tsn_session_update_patches (
             self,
             "UPDATE patch SET receipt = ?3, quarantine = NULL WHERE seq BETWEEN ?1 AND ?2",
             seqs,
             n_seqs,
             number,
             error);
}

GBytes *
tsn_session_receipt_of (TsnSession *self, gint64 seq, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "SELECT body FROM receipt WHERE number = (SELECT receipt FROM patch WHERE seq = ?1)",
      error);
  const guint8 *data;
  gboolean row;
  gsize size;

  if (statement == NULL)
    return NULL;
  tsn_statement_bind_number (statement, 1, seq);
  if (!tsn_statement_step (statement, &row, error) || !row)
    return NULL;
  data = tsn_statement_blob (statement, 0, &size);
  return g_bytes_new (data, size);
}

gboolean
tsn_session_quarantine (TsnSession *self, gint64 seq, guint reason, GError **error)
{
  return tsn_session_require_writing (self, error) &&
         update_patch (
             self,
             "UPDATE patch SET quarantine = nullif (?2, 0) WHERE seq = ?1 AND receipt IS NULL",
             seq,
             reason,
             error);
}

gboolean
tsn_session_leave_quarantine (TsnSession *self, GError **error)
{
  return tsn_session_require_writing (self, error) &&
         tsn_connection_exec (self->connection,
                              "UPDATE patch SET quarantine = NULL WHERE quarantine IS NOT NULL "
                              "AND quarantine <> " G_STRINGIFY (TSN_QUARANTINE_VERSION_TAKEN),
                              error);
}

gboolean
tsn_session_forget_receipts (TsnSession *self, GError **error)
{
  static const TsnSyncMarks none = { 0 };

  return tsn_session_require_writing (self, error) &&
         tsn_connection_exec (self->connection,
                              "UPDATE patch SET receipt = NULL WHERE receipt IS NOT NULL",
                              error) &&
         tsn_session_set_marks (self, &none, error);
}

/* -- Repair -- */

/* The numbers of what is said to be on the server, in these buckets. */
static GArray *
list_offers (TsnSession *self,
             guint kind,
             const gboolean buckets[TSN_DIGEST_BUCKETS],
             GHashTable *there,
             GError **error)
{
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "SELECT seq, record, body FROM patch "
      "WHERE kind = ?1 AND receipt IS NOT NULL AND manifest IS NOT NULL",
      error);
  gboolean row;

  if (statement == NULL)
    return NULL;
  tsn_statement_bind_number (statement, 1, kind);
  while (tsn_statement_step (statement, &row, error))
    {
      gint64 seq;
      const guint8 *body;
      gsize size;
      TsnHash hash;
      TsnId record;

      if (!row)
        return g_steal_pointer (&seqs);
      if (!tsn_statement_id (statement, 1, &record) || !buckets[tsn_digest_bucket (&record)])
        continue;
      body = tsn_statement_blob (statement, 2, &size);
      tsn_hash_bytes (body, size, &hash);
      seq = tsn_statement_number (statement, 0);
      if (!g_hash_table_contains (there, &hash))
        g_array_append_val (seqs, seq);
    }
  return NULL;
}

gboolean
tsn_session_offer_again (TsnSession *self,
                         guint kind,
                         const gboolean buckets[TSN_DIGEST_BUCKETS],
                         GHashTable *there,
                         GError **error)
{
  g_autoptr (GArray) seqs = NULL;

  if (!tsn_session_require_writing (self, error))
    return FALSE;
  seqs = list_offers (self, kind, buckets, there, error);
  for (guint i = 0; seqs != NULL && i < seqs->len; i++)
    if (!update_patch (self,
                       "UPDATE patch SET receipt = nullif (?2, 0) WHERE seq = ?1",
                       g_array_index (seqs, gint64, i),
                       0,
                       error))
      return FALSE;
  return seqs != NULL;
}

/* -- The digest -- */

gboolean
tsn_session_digest (TsnSession *self,
                    guint kind,
                    TsnDigest buckets[TSN_DIGEST_BUCKETS],
                    GError **error)
{
  /* What this transaction has changed is in memory until then. */
  return (!self->writing || (tsn_bulk_settle (self->bulk, error) &&
                             tsn_digest_table_flush (self->connection, error))) &&
         tsn_digest_table_read (self->connection, kind, buckets, error);
}
