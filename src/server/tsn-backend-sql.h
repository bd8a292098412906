/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-backend-sql.h: what the backends that speak SQL share (internal to them and to moving).
 *
 * The verbs are written once, in SQL that both databases understand: parameters are ?1, ?2 and so
 * on, an upsert is ON CONFLICT with `excluded`, and a query says `body IS NOT NULL` itself, since
 * SQLite takes the indexes of what is live only then. What differs (the schema, transactions, how a
 * statement runs) is each database's own, behind TsnSqlVerbs.
 *
 * Errors and threads: as tsn-backend.h.
 */

#pragma once

#include "tsn-backend.h"
#include "tsn-store.h"

G_BEGIN_DECLS

/* What stands for ?1, ?2 and so on. What it points to lives as long as the rows. */
typedef struct
{
  enum
  {
    TSN_SQL_END,
    TSN_SQL_NUMBER,
    TSN_SQL_TEXT,
    TSN_SQL_BLOB,
    TSN_SQL_NULL,    /* of a blob */
    TSN_SQL_NUMBERS, /* PostgreSQL's arrays: @data is one as it goes to the database */
    TSN_SQL_BLOBS,
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
#define SQL_VALUES_MAX 12

typedef struct _TsnBackendSql TsnBackendSql;
typedef struct _TsnSqlVerbs TsnSqlVerbs;

/* The rows that answer a statement; each database has its own kind of them. */
typedef struct
{
  const TsnSqlVerbs *sql;
} TsnSqlRows;

struct _TsnSqlVerbs
{
  /* Before the first row. @sql: static */
  TsnSqlRows *(*ask) (TsnBackendSql *self,
                      const char *sql,
                      const TsnSqlValue *values,
                      GError **error);
  /* A statement that answers nothing. What is wrong with it may come to light later, at the commit
   * at the latest. */
  gboolean (*run) (TsnBackendSql *self, const char *sql, const TsnSqlValue *values, GError **error);
  gboolean (*next) (TsnSqlRows *rows, gboolean *row, GError **error);
  gint64 (*number) (TsnSqlRows *rows, int column);
  /* NULL: no value. As long as the row. */
  const guint8 *(*blob) (TsnSqlRows *rows, int column, gsize *size);
  void (*free) (TsnSqlRows *rows);
  /* (nullable): what follows from rows of `municipality` and `manifest` that were written as they
   * are, with their numbers. */
  gboolean (*adjust) (TsnBackendSql *self, GError **error);
};

struct _TsnBackendSql
{
  TsnBackend base;
  TsnBackendVerbs verbs;
  const TsnSqlVerbs *sql;
};

void tsn_sql_rows_free (TsnSqlRows *rows); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnSqlRows, tsn_sql_rows_free)

TsnSqlValue tsn_sql_bytes (GBytes *bytes);

/* Before the first row. */
TsnSqlRows *
tsn_sql_ask (TsnBackend *self, const char *sql, const TsnSqlValue *values, GError **error);
/* At the first row; @row: whether there is one. */
TsnSqlRows *tsn_sql_ask_row (TsnBackend *self,
                             const char *sql,
                             const TsnSqlValue *values,
                             gboolean *row,
                             GError **error);
gboolean tsn_sql_next (TsnSqlRows *rows, gboolean *row, GError **error);
/* The number that is the answer; @none: there is no row. */
gboolean tsn_sql_number (TsnBackend *self,
                         const char *sql,
                         const TsnSqlValue *values,
                         gint64 none,
                         gint64 *number,
                         GError **error);
gboolean tsn_sql_run (TsnBackend *self, const char *sql, const TsnSqlValue *values, GError **error);

/* Columns count from 0. */
gint64 tsn_sql_read_number (TsnSqlRows *rows, int column);
/* One of exactly @size bytes. */
gboolean tsn_sql_read (TsnSqlRows *rows, int column, gpointer out, gsize size, GError **error);
/* One of any size; NULL: no value. */
GBytes *tsn_sql_read_bytes (TsnSqlRows *rows, int column);

/* The order of the columns in all that reads patches. */
#define PATCH_COLUMNS       "seq, kind, record, stamp, device, hash, origin, manifest, effective"
#define PATCH_COLUMN_BEHIND 9
/* Where a row of them is; without a body. */
TsnServerPatch *tsn_sql_read_patch (TsnSqlRows *rows, GError **error);
/* All rows of PATCH_COLUMNS and the body, to their end. @rows: (transfer full) (nullable): failed
 */
GPtrArray *tsn_sql_read_patches (TsnSqlRows *rows, GError **error);

/* Each file's part of the verbs. */
void tsn_backend_sql_add_members (TsnBackendVerbs *verbs);
void tsn_backend_sql_add_patches (TsnBackendVerbs *verbs);
void tsn_backend_sql_add_marks (TsnBackendVerbs *verbs);

G_END_DECLS
