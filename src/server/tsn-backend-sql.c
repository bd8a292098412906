/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asking a database in SQL, whichever it is: see tsn-backend-sql.h. And what all backends have. */

#include "tsn-backend-sql.h"

#include <string.h>

static TsnBackendSql *
sql_of (TsnBackend *self)
{
  return (TsnBackendSql *) self;
}

TsnSqlRows *
tsn_sql_ask (TsnBackend *self, const char *sql, const TsnSqlValue *values, GError **error)
{
  return sql_of (self)->sql->ask (sql_of (self), sql, values, error);
}

TsnSqlRows *
tsn_sql_ask_row (TsnBackend *self,
                 const char *sql,
                 const TsnSqlValue *values,
                 gboolean *row,
                 GError **error)
{
  g_autoptr (TsnSqlRows) rows = tsn_sql_ask (self, sql, values, error);

  if (rows == NULL || !tsn_sql_next (rows, row, error))
    return NULL;
  return g_steal_pointer (&rows);
}

gboolean
tsn_sql_next (TsnSqlRows *rows, gboolean *row, GError **error)
{
  return rows->sql->next (rows, row, error);
}

gboolean
tsn_sql_number (TsnBackend *self,
                const char *sql,
                const TsnSqlValue *values,
                gint64 none,
                gint64 *number,
                GError **error)
{
  gboolean row;
  g_autoptr (TsnSqlRows) rows = tsn_sql_ask_row (self, sql, values, &row, error);

  if (rows == NULL)
    return FALSE;
  *number = row ? tsn_sql_read_number (rows, 0) : none;
  return TRUE;
}

gboolean
tsn_sql_run (TsnBackend *self, const char *sql, const TsnSqlValue *values, GError **error)
{
  return sql_of (self)->sql->run (sql_of (self), sql, values, error);
}

TsnSqlValue
tsn_sql_bytes (GBytes *bytes)
{
  TsnSqlValue value = { .type = bytes != NULL ? TSN_SQL_BLOB : TSN_SQL_NULL };

  if (bytes != NULL)
    value.data = g_bytes_get_data (bytes, &value.size);
  return value;
}

gint64
tsn_sql_read_number (TsnSqlRows *rows, int column)
{
  return rows->sql->number (rows, column);
}

gboolean
tsn_sql_read (TsnSqlRows *rows, int column, gpointer out, gsize size, GError **error)
{
  gsize got;
  const guint8 *data = rows->sql->blob (rows, column, &got);

  if (data == NULL || got != size)
    {
      g_set_error_literal (error, TSN_STORE_ERROR, TSN_STORE_ERROR_CORRUPT, "a row is damaged");
      return FALSE;
    }
  memcpy (out, data, size);
  return TRUE;
}

GBytes *
tsn_sql_read_bytes (TsnSqlRows *rows, int column)
{
  gsize size;
  const guint8 *data = rows->sql->blob (rows, column, &size);

  return data != NULL ? g_bytes_new (data, size) : NULL;
}

void
tsn_sql_rows_free (TsnSqlRows *rows)
{
  if (rows != NULL)
    rows->sql->free (rows);
}

/* -- Every backend -- */

gboolean
tsn_backend_is_postgres (const char *where)
{
  return g_str_has_prefix (where, "postgresql://") || g_str_has_prefix (where, "postgres://");
}

TsnBackend *
tsn_backend_open (const char *where, GError **error)
{
  return tsn_backend_is_postgres (where) ? tsn_backend_postgres_open (where, error)
                                         : tsn_backend_sqlite_open (where, error);
}

#ifndef TSN_POSTGRES
TsnBackend *
tsn_backend_postgres_open (const char *url, GError **error)
{
  g_set_error_literal (error,
                       TSN_STORE_ERROR,
                       TSN_STORE_ERROR_NOT_A_STORE,
                       "this tsunagi-server was built without PostgreSQL");
  return NULL;
}
#endif

void
tsn_backend_close (TsnBackend *self)
{
  if (self != NULL)
    self->verbs->close (self);
}

void
tsn_server_patch_free (TsnServerPatch *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}
