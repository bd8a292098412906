/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the municipalities of a database stand: the marks of their pushes, and the digests of what
 * has won. */

#include "tsn-backend-sql.h"

/* -- Marks -- */

static gboolean
add_mark (TsnBackend *self, gint64 municipality, const TsnServerMark *mark, GError **error)
{
  return tsn_sql_run (self,
                      "INSERT INTO mark VALUES (?1, ?2, ?3)",
                      SQL_VALUES (SQL_NUMBER (municipality),
                                  SQL_NUMBER (mark->seq),
                                  SQL_BLOB (mark->token, sizeof mark->token)),
                      error);
}

static gboolean
ask_mark (TsnBackend *self,
          const char *sql,
          const TsnSqlValue *values,
          TsnServerMark *mark,
          GError **error)
{
  gboolean row;
  g_autoptr (TsnSqlRows) rows = tsn_sql_ask_row (self, sql, values, &row, error);

  *mark = (TsnServerMark){ 0 };
  if (rows == NULL)
    return FALSE;
  if (!row)
    return TRUE;
  mark->seq = tsn_sql_read_number (rows, 0);
  return tsn_sql_read (rows, 1, mark->token, sizeof mark->token, error);
}

static gboolean
mark_at (TsnBackend *self, gint64 municipality, gint64 seq, TsnServerMark *mark, GError **error)
{
  return ask_mark (self,
                   "SELECT seq, token FROM mark WHERE municipality = ?1 AND seq >= ?2 "
                   "ORDER BY seq LIMIT 1",
                   SQL_VALUES (SQL_NUMBER (municipality), SQL_NUMBER (seq)),
                   mark,
                   error);
}

static gboolean
last_mark (TsnBackend *self, gint64 municipality, TsnServerMark *mark, GError **error)
{
  return ask_mark (self,
                   "SELECT seq, token FROM mark WHERE municipality = ?1 ORDER BY seq DESC LIMIT 1",
                   SQL_VALUES (SQL_NUMBER (municipality)),
                   mark,
                   error);
}

/* -- Digests -- */

static gboolean
next_digest (TsnBackend *self,
             gint64 municipality,
             guint after,
             guint *kind,
             TsnDigest buckets[TSN_DIGEST_BUCKETS],
             GError **error)
{
  gboolean row;
  g_autoptr (TsnSqlRows) rows = tsn_sql_ask_row (
      self,
      "SELECT kind, buckets FROM digest WHERE municipality = ?1 AND kind > ?2 "
      "ORDER BY kind LIMIT 1",
      SQL_VALUES (SQL_NUMBER (municipality), SQL_NUMBER (after)),
      &row,
      error);

  *kind = 0;
  if (rows == NULL)
    return FALSE;
  if (!row)
    return TRUE;
  *kind = (guint) tsn_sql_read_number (rows, 0);
  return tsn_sql_read (rows, 1, buckets, TSN_DIGEST_BUCKETS * sizeof (TsnDigest), error);
}

static gboolean
put_digest (TsnBackend *self,
            gint64 municipality,
            guint kind,
            const TsnDigest buckets[TSN_DIGEST_BUCKETS],
            GError **error)
{
  return tsn_sql_run (self,
                      "INSERT INTO digest VALUES (?1, ?2, ?3) "
                      "ON CONFLICT (municipality, kind) DO UPDATE SET buckets = excluded.buckets",
                      SQL_VALUES (SQL_NUMBER (municipality),
                                  SQL_NUMBER (kind),
                                  SQL_BLOB (buckets, TSN_DIGEST_BUCKETS * sizeof (TsnDigest))),
                      error);
}

void
tsn_backend_sql_add_marks (TsnBackendVerbs *verbs)
{
  verbs->add_mark = add_mark;
  verbs->last_mark = last_mark;
  verbs->mark_at = mark_at;
  verbs->next_digest = next_digest;
  verbs->put_digest = put_digest;
}
