/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* NOTIFY and LISTEN.
 *
 * A message is "MUNICIPALITY MARK", the mark in hexadecimal and empty where a device was shut out.
 * PostgreSQL delivers it to all who listen once the transaction that sent it is committed, and
 * forgets it for those who are not there: so whoever comes back is told how things stand.
 */

#include "tsn-postgres-watch.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tsn-postgres.h"
#include "tsn-sync-message.h"

#define RETRY_MS 2000
#define AGAIN_MS 100 /* after one that was lost */

struct _TsnPostgresWatch
{
  char *url;
  TsnNewsFunc func;
  gpointer user_data;
  GThread *thread;
  int stop_fd; /* readable: it is to end */
};

gboolean
tsn_postgres_tell (TsnBackend *backend, gint64 municipality, const guint8 *mark, GError **error)
{
  char hex[TSN_HEX_TEXT_SIZE] = "";
  g_autofree char *text = NULL;

  G_STATIC_ASSERT (TSN_HEX_TEXT_SIZE == TSN_MARK_SIZE * 2 + 1);
  if (mark != NULL)
    tsn_hex_format (mark, hex);
  text = g_strdup_printf ("%" G_GINT64_FORMAT " %s", municipality, hex);
  return tsn_sql_run (backend,
                      "SELECT pg_notify ('" TSN_POSTGRES_CHANNEL "', ?1)",
                      SQL_VALUES (SQL_TEXT (text)),
                      error);
}

static void
hear (TsnPostgresWatch *self, const char *text)
{
  guint8 mark[TSN_MARK_SIZE];
  char *rest;
  gint64 municipality = g_ascii_strtoll (text, &rest, 10);

  if (municipality <= 0 || *rest != ' ')
    return; /* somebody else's */
  if (rest[1] == '\0')
    self->func (municipality, NULL, self->user_data);
  else if (tsn_hex_parse (rest + 1, mark))
    self->func (municipality, mark, self->user_data);
}

/* Where all municipalities stand. */
static gboolean
tell_all (TsnPostgresWatch *self, TsnPostgres *connection)
{
  const TsnSqlValue none[] = { { TSN_SQL_END } };
  g_autoptr (PGresult) result = NULL;

  if (!tsn_postgres_send (connection,
                          "SELECT m.number::text || ' ' || coalesce ((SELECT encode (int8send "
                          "(seq) || token, 'hex') FROM mark WHERE municipality = m.number "
                          "ORDER BY seq DESC LIMIT 1), '') FROM municipality m",
                          none,
                          NULL) ||
      !tsn_postgres_settle (connection, &result, NULL))
    return FALSE;
  for (int i = 0; i < PQntuples (result); i++)
    {
      const char *text = PQgetvalue (result, i, 0);

      self->func (g_ascii_strtoll (text, NULL, 10), NULL, self->user_data);
      hear (self, text);
    }
  return TRUE;
}

/* FALSE: it is to end. */
static gboolean
wait_news (TsnPostgresWatch *self, TsnPostgres *connection, int timeout_ms, gboolean *lost)
{
  PGconn *raw = connection != NULL ? tsn_postgres_raw (connection) : NULL;
  struct pollfd fds[] = { { .fd = self->stop_fd, .events = POLLIN },
                          { .fd = raw != NULL ? PQsocket (raw) : -1, .events = POLLIN } };

  poll (fds, G_N_ELEMENTS (fds), timeout_ms);
  if (fds[0].revents != 0)
    return FALSE;
  if (fds[1].revents != 0 && PQconsumeInput (raw) == 0)
    *lost = TRUE;
  return TRUE;
}

/* FALSE: it is to end; otherwise the connection is lost. */
static gboolean
listen_to (TsnPostgresWatch *self, TsnPostgres *connection)
{
  PGconn *raw = tsn_postgres_raw (connection);
  gboolean lost = FALSE;

  while (!lost)
    {
      PGnotify *news;

      while ((news = PQnotifies (raw)) != NULL)
        {
          hear (self, news->extra);
          PQfreemem (news);
        }
      if (!wait_news (self, connection, -1, &lost))
        return FALSE;
    }
  return TRUE;
}

static gpointer
watch_thread (gpointer data)
{
  TsnPostgresWatch *self = data;
  gboolean wanted = TRUE;
  gboolean heard;
  gboolean lost;

  while (wanted)
    {
      g_autoptr (TsnPostgres) connection = tsn_postgres_connect (self->url, NULL);

      heard = connection != NULL &&
              tsn_postgres_exec (connection, "LISTEN " TSN_POSTGRES_CHANNEL, NULL, NULL) &&
              tell_all (self, connection);
      if (heard)
        wanted = listen_to (self, connection);
      wanted = wanted && wait_news (self, NULL, heard ? AGAIN_MS : RETRY_MS, &lost);
    }
  return NULL;
}

TsnPostgresWatch *
tsn_postgres_watch_new (const char *url, TsnNewsFunc func, gpointer user_data, GError **error)
{
  TsnPostgresWatch *self = g_new0 (TsnPostgresWatch, 1);

  self->url = g_strdup (url);
  self->func = func;
  self->user_data = user_data;
  self->stop_fd = eventfd (0, EFD_CLOEXEC);
  self->thread = self->stop_fd >= 0 ? g_thread_try_new ("watch", watch_thread, self, error) : NULL;
  if (self->thread != NULL)
    return self;
  if (self->stop_fd < 0)
    tsn_store_error_from_errno (errno, "the database cannot be watched", error);
  tsn_postgres_watch_free (self);
  return NULL;
}

void
tsn_postgres_watch_free (TsnPostgresWatch *self)
{
  if (self == NULL)
    return;
  if (self->thread != NULL)
    {
      eventfd_write (self->stop_fd, 1);
      g_thread_join (self->thread);
    }
  if (self->stop_fd >= 0)
    close (self->stop_fd);
  g_free (self->url);
  g_free (self);
}
