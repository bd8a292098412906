/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-postgres.h: one connection to PostgreSQL (internal to its backend).
 *
 * Statements are prepared once and sent one behind the other; the connection waits for what they
 * say only where somebody needs it. Every wait has a bound, so a database that has stopped, or a
 * cable that was pulled, costs seconds and not the server.
 *
 * Errors: TSN_STORE_ERROR_BUSY: another try may do (not reachable, too slow, locked by others);
 * then perhaps the connection is lost. Thread: one at a time.
 */

#pragma once

#include <libpq-fe.h>

#include "tsn-backend-sql.h"

G_BEGIN_DECLS

/* The keys of advisory locks are this and the number of a municipality, or: */
#define TSN_POSTGRES_LOCKS   "1416851059" /* "Tsns" */
#define TSN_POSTGRES_CLAIM   "-1"         /* servers share it, moving has it alone */
/* Whoever has taken something tells the municipality's number here. */
#define TSN_POSTGRES_CHANNEL "tsunagi"

/* Types, by which the database knows numbers and blobs. */
#define TSN_POSTGRES_INT8  20
#define TSN_POSTGRES_BYTEA 17

typedef struct _TsnPostgres TsnPostgres;

/* @url: "postgresql://..." */
TsnPostgres *tsn_postgres_connect (const char *url, GError **error);
void tsn_postgres_close (TsnPostgres *self); /* NULL is fine */
gboolean tsn_postgres_is_lost (TsnPostgres *self);
PGconn *tsn_postgres_raw (TsnPostgres *self);

/* Statements without parameters, one after the other, at once. @number: (out) (optional): the first
 * column of the last one's first row, 0 if there is none */
gboolean tsn_postgres_exec (TsnPostgres *self, const char *sql, gint64 *number, GError **error);
/* The same for what may take @seconds. */
gboolean tsn_postgres_exec_long (TsnPostgres *self, const char *sql, guint seconds, GError **error);

/* Sends a statement behind the others. @sql: static, with ?1, ?2 ... */
gboolean
tsn_postgres_send (TsnPostgres *self, const char *sql, const TsnSqlValue *values, GError **error);
/* Waits for all that were sent; the first that failed is the error. @last: (out) (optional): what
 * the last one answers */
gboolean tsn_postgres_settle (TsnPostgres *self, PGresult **last, GError **error);
/* Over what all backends do: the verbs that take patches by the hundred, in one statement each. */
void tsn_postgres_add_patches (TsnBackendVerbs *verbs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnPostgres, tsn_postgres_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

G_END_DECLS
