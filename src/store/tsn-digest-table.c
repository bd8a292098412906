/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The digest of each kind, one row a bucket.
 *
 * Each row of a record that is written changes one of 256 sums. An import of ten thousand records
 * would write each sum forty times; so the differences are summed up in memory, some kilobytes for
 * each kind that is touched, and written once before the commit. The table is a function of the
 * tables of the kinds, as those are of the patches: tsn-check.c compares, and a kind that is made
 * anew gets its digest with it.
 */

#include "tsn-digest-table.h"

/* What has changed of one kind. */
typedef struct
{
  TsnDigest sums[TSN_DIGEST_BUCKETS];
  gboolean touched[TSN_DIGEST_BUCKETS];
} Changes;

struct _TsnDigestTable
{
  Changes **kinds; /* one per plan; NULL: never touched */
  GArray *touched; /* of guint: plan * TSN_DIGEST_BUCKETS + bucket, each once */
};

static TsnDigestTable *
get_table (TsnConnection *connection)
{
  guint n_plans;

  if (connection->digests == NULL)
    {
      tsn_schema_plans (&n_plans);
      connection->digests = g_new0 (TsnDigestTable, 1);
      connection->digests->kinds = g_new0 (Changes *, n_plans);
      connection->digests->touched = g_array_new (FALSE, FALSE, sizeof (guint));
    }
  return connection->digests;
}

void
tsn_digest_table_free (TsnDigestTable *self)
{
  guint n_plans;

  if (self == NULL)
    return;
  tsn_schema_plans (&n_plans);
  for (guint i = 0; i < n_plans; i++)
    g_free (self->kinds[i]);
  g_free (self->kinds);
  g_array_unref (self->touched);
  g_free (self);
}

void
tsn_digest_table_change (TsnConnection *connection,
                         const TsnKindPlan *plan,
                         const TsnId *record,
                         const TsnDigest *before,
                         const TsnDigest *after)
{
  TsnDigestTable *self = get_table (connection);
  guint bucket = tsn_digest_bucket (record);
  guint place = plan->index * TSN_DIGEST_BUCKETS + bucket;
  Changes *changes;

  if (self->kinds[plan->index] == NULL)
    self->kinds[plan->index] = g_new0 (Changes, 1);
  changes = self->kinds[plan->index];
  if (!changes->touched[bucket])
    g_array_append_val (self->touched, place);
  changes->touched[bucket] = TRUE;
  tsn_digest_subtract (&changes->sums[bucket], before);
  tsn_digest_add (&changes->sums[bucket], after);
}

void
tsn_digest_table_forget (TsnConnection *connection)
{
  TsnDigestTable *self = connection->digests;

  if (self == NULL || self->touched->len == 0)
    return;
  for (guint i = 0; i < self->touched->len; i++)
    {
      guint place = g_array_index (self->touched, guint, i);
      Changes *changes = self->kinds[place / TSN_DIGEST_BUCKETS];

      changes->touched[place % TSN_DIGEST_BUCKETS] = FALSE;
      changes->sums[place % TSN_DIGEST_BUCKETS] = (TsnDigest){ { 0 } };
    }
  g_array_set_size (self->touched, 0);
}

gboolean
tsn_digest_table_clear (TsnConnection *connection, const TsnKindPlan *plan, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;

  /* What came before, so that it is deleted, too. */
  if (!tsn_digest_table_flush (connection, error))
    return FALSE;
  statement = tsn_connection_prepare (connection, "DELETE FROM digest WHERE kind = ?1", error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, plan->kind->number);
  return tsn_statement_run (statement, error);
}

static gboolean
read_sum (TsnStatement *statement, int column, TsnDigest *sum)
{
  gsize size;
  const guint8 *bytes = tsn_statement_blob (statement, column, &size);

  if (size != sizeof sum->bytes)
    return FALSE; /* tsn-check.c tells of it */
  memcpy (sum->bytes, bytes, size);
  return TRUE;
}

static gboolean
add_to_row (TsnConnection *connection,
            guint kind,
            guint bucket,
            const TsnDigest *change,
            GError **error)
{
  g_autoptr (TsnStatement) read = NULL;
  g_autoptr (TsnStatement) write = NULL;
  TsnDigest sum = { { 0 } };
  gboolean row;

  read = tsn_connection_prepare (connection,
                                 "SELECT sum FROM digest WHERE kind = ?1 AND bucket = ?2",
                                 error);
  write = tsn_connection_prepare (
      connection,
      "INSERT OR REPLACE INTO digest (kind, bucket, sum) VALUES (?1, ?2, ?3)",
      error);
  if (read == NULL || write == NULL)
    return FALSE;
  tsn_statement_bind_number (read, 1, kind);
  tsn_statement_bind_number (read, 2, bucket);
  if (!tsn_statement_step (read, &row, error))
    return FALSE;
  if (row)
    read_sum (read, 0, &sum);
  tsn_digest_add (&sum, change);
  tsn_statement_bind_number (write, 1, kind);
  tsn_statement_bind_number (write, 2, bucket);
  tsn_statement_bind_blob (write, 3, sum.bytes, sizeof sum.bytes);
  return tsn_statement_run (write, error);
}

gboolean
tsn_digest_table_flush (TsnConnection *connection, GError **error)
{
  TsnDigestTable *self = connection->digests;
  guint n_plans;
  const TsnKindPlan *plans = tsn_schema_plans (&n_plans);

  for (guint i = 0; self != NULL && i < self->touched->len; i++)
    {
      guint place = g_array_index (self->touched, guint, i);
      guint plan = place / TSN_DIGEST_BUCKETS;
      guint bucket = place % TSN_DIGEST_BUCKETS;

      if (!add_to_row (connection,
                       plans[plan].kind->number,
                       bucket,
                       &self->kinds[plan]->sums[bucket],
                       error))
        return FALSE;
    }
  tsn_digest_table_forget (connection);
  return TRUE;
}

gboolean
tsn_digest_table_read (TsnConnection *connection,
                       guint kind,
                       TsnDigest buckets[TSN_DIGEST_BUCKETS],
                       GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  gboolean row = TRUE;

  memset (buckets, 0, TSN_DIGEST_BUCKETS * sizeof (TsnDigest));
  statement = tsn_connection_prepare (connection,
                                      "SELECT bucket, sum FROM digest WHERE kind = ?1",
                                      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, kind);
  while (tsn_statement_step (statement, &row, error))
    {
      gint64 bucket;

      if (!row)
        return TRUE;
      bucket = tsn_statement_number (statement, 0);
      if (bucket >= 0 && bucket < TSN_DIGEST_BUCKETS)
        read_sum (statement, 1, &buckets[bucket]);
    }
  return FALSE;
}

static gboolean
fill_kind (TsnConnection *connection, const TsnKindPlan *plan, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id, winners FROM \"%s\"", plan->kind->name);
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (connection, sql, error);
  g_autoptr (TsnWinners) winners = tsn_winners_new ();
  const TsnDigest zero = { { 0 } };
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;
  while (tsn_statement_step (statement, &row, error))
    {
      TsnDigest cell;
      const guint8 *bytes;
      gsize size;
      TsnId id;

      if (!row)
        return TRUE;
      bytes = tsn_statement_blob (statement, 1, &size);
      if (!tsn_statement_id (statement, 0, &id) || !tsn_winners_decode (winners, bytes, size, NULL))
        continue;
      tsn_digest_record (plan->kind->number, &id, winners, &cell);
      tsn_digest_table_change (connection, plan, &id, &zero, &cell);
    }
  return FALSE;
}

gboolean
tsn_digest_table_fill (TsnConnection *connection, GError **error)
{
  guint n_plans;
  const TsnKindPlan *plans = tsn_schema_plans (&n_plans);

  for (guint i = 0; i < n_plans; i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "SELECT count (*) FROM sqlite_schema WHERE type = 'table' AND name = '%s'",
          plans[i].kind->name);
      gint64 n = 0;

      if (!tsn_connection_number (connection, sql, 0, &n, error) ||
          (n > 0 && !fill_kind (connection, &plans[i], error)))
        return FALSE;
    }
  return tsn_digest_table_flush (connection, error);
}
