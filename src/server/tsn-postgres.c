/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One connection to PostgreSQL.
 *
 * It is in pipeline mode but for plain statements: what was sent lies in libpq's buffer or with the
 * database until settle(), which asks for all answers and takes them in order. After an error the
 * database skips the rest up to there, so nothing is half done and the connection is of use again.
 *
 * libpq itself would wait for ever for a database that stands still. Here the socket is watched
 * with a deadline somewhat behind the database's own (statement_timeout); what misses it loses the
 * connection.
 */

#include "tsn-postgres.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#define STATEMENT_MS    10000
#define WAIT_MS         (STATEMENT_MS + 2000)
#define PENDING_MAX     256
#define OID_TEXT        25
#define OID_BYTEA_ARRAY 1001
#define OID_INT8_ARRAY  1016

/* Commits are on the disk, whatever the operator chose for other databases; nobody waits for ever,
 * neither here nor, behind a cable that was pulled, there, unless the operator says how long. */
/* clang-format off */
#define UNLESS_SET(name, value, unset)                                                             \
  "SELECT set_config ('" name "', '" value "', false) "                                            \
  "WHERE current_setting ('" name "') = '" unset "';"
static const char SETTINGS[] =
    UNLESS_SET ("synchronous_commit", "on", "off")
    UNLESS_SET ("statement_timeout", G_STRINGIFY (STATEMENT_MS), "0")
    UNLESS_SET ("lock_timeout", "5000", "0")
    UNLESS_SET ("idle_in_transaction_session_timeout", "30000", "0")
    /* Every statement has its index; a plan that was made for a small table is kept as it grows. It
     * is made once: by itself the database would choose anew each time which partitions it needs,
     * which takes longer than to look there. */
    "SET enable_seqscan = off;"
    "SET plan_cache_mode = force_generic_plan;"
    "SET client_min_messages = error";
/* clang-format on */

struct _TsnPostgres
{
  PGconn *raw;
  GHashTable *statements; /* SQL -> name: prepared; both owned, the SQL by whoever sends it */
  guint n_pending;        /* sent, not settled */
  gboolean lost;
};

/* -- Errors -- */

static TsnStoreError
code_of (const char *state)
{
  static const struct
  {
    const char *state; /* a beginning of SQLSTATE */
    TsnStoreError code;
  } CODES[] = {
    { "08", TSN_STORE_ERROR_BUSY }, /* connection */
    { "40", TSN_STORE_ERROR_BUSY }, /* deadlock, serialization */
    { "53100", TSN_STORE_ERROR_NO_SPACE },
    { "53", TSN_STORE_ERROR_BUSY },    /* too many connections, no memory */
    { "55P03", TSN_STORE_ERROR_BUSY }, /* lock_timeout */
    { "57", TSN_STORE_ERROR_BUSY },    /* cancelled, shutting down, starting up */
    { "25006", TSN_STORE_ERROR_READ_ONLY },
    { "25P03", TSN_STORE_ERROR_BUSY }, /* idle_in_transaction_session_timeout */
    { "XX", TSN_STORE_ERROR_CORRUPT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CODES); i++)
    if (g_str_has_prefix (state, CODES[i].state))
      return CODES[i].code;
  return TSN_STORE_ERROR_IO;
}

static gboolean
fail_lost (TsnPostgres *self, const char *why, GError **error)
{
  self->lost = TRUE;
  g_set_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_BUSY, "the database %s", why);
  return FALSE;
}

/* Neither values nor the parts of a message that may hold some. */
static gboolean
fail (TsnPostgres *self, const PGresult *result, GError **error)
{
  const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);

  if (state == NULL || PQstatus (self->raw) != CONNECTION_OK)
    return fail_lost (self, "closed the connection", error);
  g_set_error (error,
               TSN_STORE_ERROR,
               (int) code_of (state),
               "the database refused: %s (%s)",
               PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY),
               state);
  return FALSE;
}

/* -- Waiting -- */

/* Until the next answer is there, and perhaps for something to be sent meanwhile. */
static gboolean
wait_answer (TsnPostgres *self, gint64 until_us, GError **error)
{
  while (TRUE)
    {
      struct pollfd fd = { .fd = PQsocket (self->raw), .events = POLLIN };
      int unsent = PQflush (self->raw);
      gint64 left_ms = (until_us - g_get_monotonic_time ()) / 1000;
      int n;

      if (unsent < 0)
        return fail_lost (self, "closed the connection", error);
      if (PQisBusy (self->raw) == 0)
        return TRUE;
      if (left_ms <= 0)
        return fail_lost (self, "does not answer", error);
      if (unsent > 0)
        fd.events |= POLLOUT;
      n = poll (&fd, 1, (int) left_ms);
      if (n < 0 && errno != EINTR)
        return fail_lost (self, "cannot be waited for", error);
      if (n > 0 && (fd.revents & ~POLLOUT) != 0 && PQconsumeInput (self->raw) == 0)
        return fail_lost (self, "closed the connection", error);
    }
}

/* @result: (out): NULL: the end of one statement's */
static gboolean
take (TsnPostgres *self, gint64 until_us, PGresult **result, GError **error)
{
  *result = NULL;
  if (!wait_answer (self, until_us, error))
    return FALSE;
  *result = PQgetResult (self->raw);
  return TRUE;
}

static gint64
deadline (guint ms)
{
  return g_get_monotonic_time () + (gint64) ms * 1000;
}

static gboolean
is_good (const PGresult *result)
{
  return PQresultStatus (result) == PGRES_COMMAND_OK || PQresultStatus (result) == PGRES_TUPLES_OK;
}

/* -- Plain statements -- */

static gint64
first_number (const PGresult *result)
{
  const char *text = PQntuples (result) > 0 ? PQgetvalue (result, 0, 0) : "0";

  return g_str_equal (text, "t") ? 1 : g_ascii_strtoll (text, NULL, 10);
}

static gboolean
exec (TsnPostgres *self, const char *sql, guint ms, gint64 *number, GError **error)
{
  gint64 until_us = deadline (ms);
  gboolean good = TRUE;

  if (self->lost || PQexitPipelineMode (self->raw) == 0 || PQsendQuery (self->raw, sql) == 0)
    return fail_lost (self, "closed the connection", error);
  while (TRUE)
    {
      g_autoptr (PGresult) result = NULL;

      if (!take (self, until_us, &result, good ? error : NULL))
        return FALSE;
      if (result == NULL)
        break;
      if (good && !is_good (result))
        good = fail (self, result, error);
      else if (good && number != NULL)
        *number = first_number (result);
    }
  if (!self->lost && PQenterPipelineMode (self->raw) == 0)
    return good ? fail_lost (self, "closed the connection", error) : FALSE;
  return good;
}

gboolean
tsn_postgres_exec (TsnPostgres *self, const char *sql, gint64 *number, GError **error)
{
  return exec (self, sql, WAIT_MS, number, error);
}

gboolean
tsn_postgres_exec_long (TsnPostgres *self, const char *sql, guint seconds, GError **error)
{
  g_autofree char *longer = g_strdup_printf ("SET statement_timeout = '%us'", seconds);
  gboolean good;

  /* Not in one: what may not be in a transaction would be in that of both. */
  if (!exec (self, longer, WAIT_MS, NULL, error))
    return FALSE;
  good = exec (self, sql, seconds * 1000 + WAIT_MS, NULL, error);
  return exec (self,
               "SET statement_timeout = " G_STRINGIFY (STATEMENT_MS),
               WAIT_MS,
               NULL,
               good ? error : NULL) &&
         good;
}

/* -- Prepared statements -- */

gboolean
tsn_postgres_settle (TsnPostgres *self, PGresult **last, GError **error)
{
  gint64 until_us = deadline (WAIT_MS);
  gboolean good = TRUE;

  if (self->lost || PQpipelineSync (self->raw) == 0)
    return fail_lost (self, "closed the connection", error);
  while (TRUE)
    {
      g_autoptr (PGresult) result = NULL;

      if (!take (self, until_us, &result, good ? error : NULL))
        return FALSE;
      if (result == NULL && PQstatus (self->raw) != CONNECTION_OK)
        return fail_lost (self, "closed the connection", good ? error : NULL);
      if (result == NULL)
        continue; /* the end of one; the sync at least comes behind */
      if (PQresultStatus (result) == PGRES_PIPELINE_SYNC)
        break;
      if (good && !is_good (result))
        good = fail (self, result, error);
      if (self->lost)
        return FALSE;
      self->n_pending--;
      if (self->n_pending == 0 && good && last != NULL)
        *last = g_steal_pointer (&result);
    }
  self->n_pending = 0;
  return good;
}

/* "?1" is "$1" here. */
static char *
translate (const char *sql)
{
  return g_strdelimit (g_strdup (sql), "?", '$');
}

static Oid
type_of (const TsnSqlValue *value)
{
  switch (value->type)
    {
    case TSN_SQL_NUMBER:
      return TSN_POSTGRES_INT8;
    case TSN_SQL_TEXT:
      return OID_TEXT;
    case TSN_SQL_NUMBERS:
      return OID_INT8_ARRAY;
    case TSN_SQL_BLOBS:
      return OID_BYTEA_ARRAY;
    case TSN_SQL_BLOB:
    case TSN_SQL_NULL:
    case TSN_SQL_END:
    default:
      return TSN_POSTGRES_BYTEA;
    }
}

static guint
count (const TsnSqlValue *values)
{
  guint n = 0;

  while (values[n].type != TSN_SQL_END)
    n++;
  g_assert (n <= SQL_VALUES_MAX);
  return n;
}

/* Waits for what was sent before, too: once for each statement of a connection. */
static const char *
find_prepared (TsnPostgres *self, const char *sql, const TsnSqlValue *values, GError **error)
{
  const char *known = g_hash_table_lookup (self->statements, sql);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  Oid types[SQL_VALUES_MAX];
  guint n = count (values);
  char *kept;

  if (known != NULL)
    return known;
  for (guint i = 0; i < n; i++)
    types[i] = type_of (&values[i]);
  name = g_strdup_printf ("s%u", g_hash_table_size (self->statements));
  text = translate (sql);
  if (PQsendPrepare (self->raw, name, text, (int) n, types) == 0)
    {
      fail_lost (self, "closed the connection", error);
      return NULL;
    }
  self->n_pending++;
  if (!tsn_postgres_settle (self, NULL, error))
    return NULL;
  kept = g_steal_pointer (&name);
  g_hash_table_insert (self->statements, g_strdup (sql), kept);
  return kept;
}

gboolean
tsn_postgres_send (TsnPostgres *self, const char *sql, const TsnSqlValue *values, GError **error)
{
  guint n = count (values);
  const char *data[SQL_VALUES_MAX];
  int sizes[SQL_VALUES_MAX];
  int formats[SQL_VALUES_MAX];
  gint64 numbers[SQL_VALUES_MAX];
  const char *name;

  if (self->lost)
    return fail_lost (self, "closed the connection", error);
  if (self->n_pending >= PENDING_MAX && !tsn_postgres_settle (self, NULL, error))
    return FALSE;
  name = find_prepared (self, sql, values, error);
  if (name == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const TsnSqlValue *value = &values[i];
      gboolean text = value->type == TSN_SQL_TEXT;

      numbers[i] = GINT64_TO_BE (value->number);
      data[i] = value->type == TSN_SQL_NUMBER ? (const char *) &numbers[i]
                : value->type == TSN_SQL_NULL ? NULL
                : value->size == 0 && !text   ? ""
                                              : value->data;
      sizes[i] = value->type == TSN_SQL_NUMBER ? (int) sizeof numbers[i]
                 : text                        ? (int) strlen (value->data)
                                               : (int) value->size;
      formats[i] = 1;
    }
  if (PQsendQueryPrepared (self->raw, name, (int) n, data, sizes, formats, 1) == 0)
    return fail_lost (self, "closed the connection", error);
  self->n_pending++;
  return TRUE;
}

/* -- Life -- */

static gboolean
check_version (TsnPostgres *self, GError **error)
{
  if (PQserverVersion (self->raw) >= 130000)
    return TRUE;
  g_set_error_literal (error,
                       TSN_STORE_ERROR,
                       TSN_STORE_ERROR_NOT_A_STORE,
                       "the database is older than PostgreSQL 13");
  return FALSE;
}

TsnPostgres *
tsn_postgres_connect (const char *url, GError **error)
{
  /* What comes later counts more: the URL may say otherwise of what stands before it. */
  const char *const names[] = { "connect_timeout",
                                "tcp_user_timeout",
                                "keepalives_idle",
                                "keepalives_interval",
                                "keepalives_count",
                                "application_name",
                                "dbname",
                                "client_encoding",
                                NULL };
  const char *const values[] = {
    "5", "15000", "15", "5", "3", "tsunagi-server", url, "UTF8", NULL
  };
  g_autoptr (TsnPostgres) self = g_new0 (TsnPostgres, 1);

  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->raw = PQconnectdbParams (names, values, 1);
  if (PQstatus (self->raw) != CONNECTION_OK)
    {
      /* The message names hosts and users, never a password. */
      g_autofree char *why = g_strdelimit (g_strdup (PQerrorMessage (self->raw)), "\n\"", ' ');

      g_set_error (error,
                   TSN_STORE_ERROR,
                   TSN_STORE_ERROR_BUSY,
                   "the database cannot be reached: %s",
                   g_strstrip (why));
      return NULL;
    }
  if (!check_version (self, error))
    return NULL;
  if (PQsetnonblocking (self->raw, 1) != 0 || PQenterPipelineMode (self->raw) == 0)
    {
      fail_lost (self, "closed the connection", error);
      return NULL;
    }
  return exec (self, SETTINGS, WAIT_MS, NULL, error) ? g_steal_pointer (&self) : NULL;
}

void
tsn_postgres_close (TsnPostgres *self)
{
  if (self == NULL)
    return;
  PQfinish (self->raw);
  g_hash_table_unref (self->statements);
  g_free (self);
}

gboolean
tsn_postgres_is_lost (TsnPostgres *self)
{
  return self->lost;
}

PGconn *
tsn_postgres_raw (TsnPostgres *self)
{
  return self->raw;
}
