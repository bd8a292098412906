/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-connection.h: one SQLite connection with its prepared statements (internal to store/). */

#pragma once

#include <sqlite3.h>

#include "tsn-cbor.h"
#include "tsn-store.h"

G_BEGIN_DECLS

/* Thread: one at a time; a connection stays in the thread that opened it, which may lend it out to
 * @bulk: whatever it does itself then waits for that. A row that it stands on meanwhile is lost. */
typedef struct
{
  sqlite3 *db;
  gboolean read_only;
  GHashTable *statements;          /* SQL text -> TsnStatement, in use or not */
  struct _TsnBulk *bulk;           /* borrowed; NULL: nobody else writes (tsn-bulk.h) */
  struct _TsnDigestTable *digests; /* owned; NULL: nothing was written yet (tsn-digest-table.h) */
} TsnConnection;

/* A prepared statement while it is in use; releasing it resets it and gives it back to its
 * connection. */
typedef struct
{
  TsnConnection *connection;
  sqlite3_stmt *stmt;
  char *sql;       /* owned: the key in the cache */
  gboolean in_use; /* somebody has it */
  gboolean cached; /* in the cache of its connection; else freed when released */
  int rc;          /* the first bind that failed, or SQLITE_OK */
} TsnStatement;

typedef enum
{
  TSN_CONNECTION_READ_WRITE,
  TSN_CONNECTION_READ_ONLY,
  TSN_CONNECTION_CREATE,
} TsnConnectionMode;

/* Opens @path with the settings that all connections have. */
TsnConnection *tsn_connection_open (const char *path, TsnConnectionMode mode, GError **error);
void tsn_connection_close (TsnConnection *self); /* NULL is fine */

/* Sets @error from a result code: which TSN_STORE_ERROR it is, and one sentence. */
void tsn_connection_set_error (TsnConnection *self, int rc, GError **error);
void tsn_store_error_from_sqlite (int rc, int system_errno, GError **error);

/* Text without parameters or answer. */
gboolean tsn_connection_exec (TsnConnection *self, const char *sql, GError **error);
/* The first column of the first row as a number, @none if there is no row. */
gboolean tsn_connection_number (TsnConnection *self,
                                const char *sql,
                                gint64 none,
                                gint64 *number,
                                GError **error);

/* A statement from the cache, or prepared now. Two users of one text at the same time get one each.
 */
TsnStatement *tsn_connection_prepare (TsnConnection *self, const char *sql, GError **error);
void tsn_statement_release (TsnStatement *self);

/* Parameters count from 1. What is bound must live until the statement is released. */
void tsn_statement_bind_number (TsnStatement *self, int index, gint64 number);
void tsn_statement_bind_text (TsnStatement *self, int index, const char *text);
void tsn_statement_bind_blob (TsnStatement *self, int index, gconstpointer data, gsize size);
void tsn_statement_bind_id (TsnStatement *self, int index, const TsnId *id);

/* The next row; at the end @row is FALSE. */
gboolean tsn_statement_step (TsnStatement *self, gboolean *row, GError **error);
/* Runs a statement that answers nothing. */
gboolean tsn_statement_run (TsnStatement *self, GError **error);

/* Columns count from 0. */
gint64 tsn_statement_number (TsnStatement *self, int column);
const guint8 *tsn_statement_blob (TsnStatement *self, int column, gsize *size);
gboolean tsn_statement_id (TsnStatement *self, int column, TsnId *id); /* FALSE: not 16 bytes */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnStatement, tsn_statement_release)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnConnection, tsn_connection_close)

G_END_DECLS
