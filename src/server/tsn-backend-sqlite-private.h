/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-backend-sqlite-private.h: statements with their parameters, for the files that are the SQLite
 * backend. As tsn-backend.h in all else. */

#pragma once

#include "tsn-backend.h"
#include "tsn-connection.h"

G_BEGIN_DECLS

typedef struct
{
  TsnBackend base;
  TsnBackendVerbs verbs;
  TsnConnection *connection;
} TsnBackendSqlite;

/* What stands for ?1, ?2 and so on. What it points to lives as long as the statement. */
typedef struct
{
  enum
  {
    TSN_SQL_END,
    TSN_SQL_NUMBER,
    TSN_SQL_TEXT,
    TSN_SQL_BLOB,
    TSN_SQL_NULL,
  } type;
  gint64 number;
  gconstpointer data;
  gsize size;
} TsnSqlValue;

#define SQL_NUMBER(n)  ((TsnSqlValue){ .type = TSN_SQL_NUMBER, .number = (gint64) (n) })
#define SQL_TEXT(t)    ((TsnSqlValue){ .type = TSN_SQL_TEXT, .data = (t) })
#define SQL_BLOB(d, s) ((TsnSqlValue){ .type = TSN_SQL_BLOB, .data = (d), .size = (s) })
#define SQL_ID(id)     SQL_BLOB ((id)->bytes, sizeof (id)->bytes)
#define SQL_BYTES(b)   tsn_sql_bytes (b) /* NULL: no value */
#define SQL_VALUES(...)                                                                            \
  (const TsnSqlValue[])                                                                            \
  {                                                                                                \
    __VA_ARGS__,                                                                                   \
    {                                                                                              \
      TSN_SQL_END                                                                                  \
    }                                                                                              \
  }

TsnSqlValue tsn_sql_bytes (GBytes *bytes);

/* A statement at its beginning. */
TsnStatement *
tsn_sql_prepare (TsnBackend *self, const char *sql, const TsnSqlValue *values, GError **error);
/* A statement at its first row; @row: whether there is one. */
TsnStatement *tsn_sql_ask (TsnBackend *self,
                           const char *sql,
                           const TsnSqlValue *values,
                           gboolean *row,
                           GError **error);
/* The number that is the answer; @none: there is no row. */
gboolean tsn_sql_number (TsnBackend *self,
                         const char *sql,
                         const TsnSqlValue *values,
                         gint64 none,
                         gint64 *number,
                         GError **error);
/* A statement that answers nothing. */
gboolean tsn_sql_run (TsnBackend *self, const char *sql, const TsnSqlValue *values, GError **error);

/* A column of exactly @size bytes. */
gboolean
tsn_sql_read (TsnStatement *statement, int column, gpointer out, gsize size, GError **error);
/* A column of any size; NULL: no value. */
GBytes *tsn_sql_read_bytes (TsnStatement *statement, int column);

/* Each file's part of the verbs. */
void tsn_backend_sqlite_add_members (TsnBackendVerbs *verbs);
void tsn_backend_sqlite_add_patches (TsnBackendVerbs *verbs);
void tsn_backend_sqlite_add_marks (TsnBackendVerbs *verbs);

G_END_DECLS
