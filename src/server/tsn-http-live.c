/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines: from the request that is answered with 101 to the end.
 *
 * The first thing said on a line is where the municipality stands now, so nothing is missed between
 * the device's last pull and the line. After that all lines of a municipality hear the same at the
 * same time, at most ten times a second: what comes meanwhile is said once, by its last mark.
 *
 * A device has nothing to say but that it is there. libsoup asks it now and then; who does not
 * answer has gone without a word, as laptops do whose lid is closed. The system would notice that
 * after a quarter of an hour.
 *
 * Who is shut out is not looked for: all lines of its municipality end, and each device asks anew.
 * That happens seldom, and no list of who may stay has to be kept true.
 */

#include "tsn-http-live.h"

#include <string.h>

#include "tsn-http-connections.h"
#include "tsn-sync-message.h"

#define PAUSE_MS     100 /* between two marks */
#define INCOMING_MAX 1024
#define PINGS        3 /* in the time of silence that is borne */

typedef struct
{
  GHashTable *lines; /* set of Line, borrowed */
  guint8 mark[TSN_MARK_SIZE];
  GSource *pause; /* NULL: it may be said at once */
  gboolean waits; /* something is to be said after the pause */
} Town;

struct _TsnHttpLive
{
  GMainContext *context;
  GHashTable *towns;   /* municipality -> Town */
  GHashTable *devices; /* id -> Line */
  GSource *sweep;
  guint silence_ms;
  gboolean counts; /* and says how many lines there are */
};

typedef struct
{
  TsnHttpLive *all;
  gint64 municipality;
  TsnId device;
  GSocket *socket;
  SoupServerMessage *message; /* borrowed; until it is taken over */
  gulong handlers[2];         /* of the message */
  gboolean over;              /* before that; nobody knows it any more */
  void (*taken_over) (gpointer data);
  gpointer taken_data;
  SoupWebsocketConnection *connection; /* from then on */
  gint64 heard_us;
} Line;

/* -- Lines -- */

static void
line_free (Line *self)
{
  /* The stream is closed in a thread of the TLS library, which would wait for a peer that does not
   * read. */
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  g_object_unref (self->socket);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  g_free (self);
}

static void begin_pause (TsnHttpLive *self, Town *town);

/* Not at once: a line that turns out to be broken ends while it is told, and who calls may be at
 * ending lines. */
static void
note_count (TsnHttpLive *self, Town *town)
{
  if (!self->counts)
    return;
  town->waits = TRUE;
  if (town->pause == NULL)
    begin_pause (self, town);
}

static void
end_line (Line *self)
{
  TsnHttpLive *all = self->all;
  Town *town = g_hash_table_lookup (all->towns, &self->municipality);

  g_hash_table_remove (town->lines, self);
  if (g_hash_table_size (town->lines) == 0)
    g_hash_table_remove (all->towns, &self->municipality);
  else
    note_count (all, town);
  g_hash_table_remove (all->devices, &self->device);
  /* libsoup writes a 101 again and again until somebody takes the connection. */
  self->over = TRUE;
  if (self->message == NULL)
    line_free (self);
}

/* What is said; a copy, as a line that turns out to be broken ends while it is told, with the last
 * one the town. */
typedef struct
{
  GHashTable *lines;
  guint8 mark[TSN_MARK_SIZE];
  char count[12]; /* "": it is not said */
} News;

static void
news_init (News *self, const TsnHttpLive *all, const Town *town)
{
  self->lines = g_hash_table_ref (town->lines);
  memcpy (self->mark, town->mark, sizeof self->mark);
  self->count[0] = '\0';
  if (all->counts)
    g_snprintf (self->count, sizeof self->count, "%u", g_hash_table_size (town->lines));
}

static void
news_clear (News *self)
{
  g_hash_table_unref (self->lines);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (News, news_clear)

static gboolean
is_open (const News *news, const Line *line)
{
  return g_hash_table_contains (news->lines, line) && line->connection != NULL &&
         soup_websocket_connection_get_state (line->connection) == SOUP_WEBSOCKET_STATE_OPEN;
}

static void
say (const News *news, Line *line)
{
  if (is_open (news, line))
    soup_websocket_connection_send_binary (line->connection, news->mark, TSN_MARK_SIZE);
  if (news->count[0] != '\0' && is_open (news, line))
    soup_websocket_connection_send_text (line->connection, news->count);
}

static void
pong_cb (SoupWebsocketConnection *connection, GBytes *bytes, gpointer user_data)
{
  ((Line *) user_data)->heard_us = g_get_monotonic_time ();
}

static void
over_cb (SoupWebsocketConnection *connection, gpointer user_data)
{
  end_line (user_data);
}

/* It has nothing to say. */
static void
message_cb (SoupWebsocketConnection *connection, int type, GBytes *bytes, gpointer user_data)
{
  end_line (user_data);
}

static void
open_line (Line *self, GIOStream *stream, GUri *uri)
{
  Town *town = g_hash_table_lookup (self->all->towns, &self->municipality);
  guint ping_s = MAX (self->all->silence_ms / 1000 / PINGS, 1);
  g_auto (News) news = { 0 };

  news_init (&news, self->all, town);
  self->connection = soup_websocket_connection_new (stream,
                                                    uri,
                                                    SOUP_WEBSOCKET_CONNECTION_SERVER,
                                                    NULL,
                                                    NULL,
                                                    NULL);
  soup_websocket_connection_set_max_incoming_payload_size (self->connection, INCOMING_MAX);
  soup_websocket_connection_set_keepalive_interval (self->connection, ping_s);
  g_signal_connect (self->connection, "pong", G_CALLBACK (pong_cb), self);
  g_signal_connect (self->connection, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (over_cb), self);
  self->heard_us = g_get_monotonic_time ();
  say (&news, self);
}

/* -- From message to line -- */

static void
let_go_of_message (Line *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->handlers); i++)
    g_signal_handler_disconnect (self->message, self->handlers[i]);
  self->message = NULL;
}

/* The 101 is out: the connection is ours. */
static void
switched_cb (SoupServerMessage *message, gpointer user_data)
{
  Line *self = user_data;
  g_autoptr (GIOStream) stream = NULL;

  g_object_ref (message);
  let_go_of_message (self);
  stream = soup_server_message_steal_connection (message);
  self->taken_over (self->taken_data);
  if (self->over)
    line_free (self);
  else
    open_line (self, stream, soup_server_message_get_uri (message));
  g_object_unref (message);
}

/* It went before it was a line. */
static void
gone_cb (SoupServerMessage *message, gpointer user_data)
{
  Line *self = user_data;

  let_go_of_message (self);
  if (self->over)
    line_free (self);
  else
    end_line (self);
}

static void
town_free (gpointer data)
{
  Town *town = data;

  if (town->pause != NULL)
    {
      g_source_destroy (town->pause);
      g_source_unref (town->pause);
    }
  g_hash_table_unref (town->lines);
  g_free (town);
}

static Town *
find_town (TsnHttpLive *self, gint64 municipality)
{
  Town *town = g_hash_table_lookup (self->towns, &municipality);

  if (town == NULL)
    {
      town = g_new0 (Town, 1);
      town->lines = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (self->towns, g_memdup2 (&municipality, sizeof municipality), town);
    }
  return town;
}

/* What another server on the same database has told since the answer was made is later. */
static void
note_mark (Town *town, const guint8 mark[TSN_MARK_SIZE])
{
  if (tsn_mark_seq (mark) >= tsn_mark_seq (town->mark))
    memcpy (town->mark, mark, TSN_MARK_SIZE);
}

gboolean
tsn_http_live_take (TsnHttpLive *self,
                    SoupServerMessage *message,
                    const TsnAnswer *answer,
                    void (*taken_over) (gpointer data),
                    gpointer data)
{
  Line *line = g_hash_table_lookup (self->devices, &answer->device);
  Town *town;

  if (!soup_websocket_server_process_handshake (message, NULL, NULL, NULL, NULL))
    return FALSE;
  if (line != NULL)
    end_line (line);
  line = g_new0 (Line, 1);
  line->all = self;
  line->municipality = answer->municipality;
  line->device = answer->device;
  line->socket = g_object_ref (tsn_http_connections_socket (message));
  line->message = message;
  line->taken_over = taken_over;
  line->taken_data = data;
  line->handlers[0] =
      g_signal_connect (message, "wrote-informational", G_CALLBACK (switched_cb), line);
  line->handlers[1] = g_signal_connect (message, "finished", G_CALLBACK (gone_cb), line);
  line->heard_us = g_get_monotonic_time ();
  town = find_town (self, answer->municipality);
  note_mark (town, g_bytes_get_data (answer->body, NULL));
  g_hash_table_add (town->lines, line);
  g_hash_table_insert (self->devices, &line->device, line);
  note_count (self, town);
  return TRUE;
}

/* -- Telling -- */

static void say_to_all (TsnHttpLive *self, Town *town);

typedef struct
{
  TsnHttpLive *all;
  Town *town;
} Pause;

static gboolean
pause_over_cb (gpointer data)
{
  Pause *pause = data;

  g_clear_pointer (&pause->town->pause, g_source_unref);
  if (pause->town->waits)
    say_to_all (pause->all, pause->town);
  return G_SOURCE_REMOVE;
}

static void
begin_pause (TsnHttpLive *self, Town *town)
{
  Pause *pause = g_new (Pause, 1);

  *pause = (Pause){ self, town };
  town->pause = g_timeout_source_new (PAUSE_MS);
  g_source_set_callback (town->pause, pause_over_cb, pause, g_free);
  g_source_attach (town->pause, self->context);
}

static void
say_to_all (TsnHttpLive *self, Town *town)
{
  g_auto (News) news = { 0 };
  g_autoptr (GList) all = g_hash_table_get_keys (town->lines);

  news_init (&news, self, town);
  town->waits = FALSE;
  begin_pause (self, town);
  for (GList *link = all; link != NULL; link = link->next)
    say (&news, link->data);
}

/* Ends those that @is_over says. */
static void
end_lines (GHashTable *lines, gboolean (*is_over) (const Line *line))
{
  g_autoptr (GList) all = g_hash_table_get_values (lines);

  for (GList *link = all; link != NULL; link = link->next)
    if (is_over == NULL || is_over (link->data))
      end_line (link->data);
}

void
tsn_http_live_tell (TsnHttpLive *self, gint64 municipality, const guint8 *mark)
{
  Town *town = g_hash_table_lookup (self->towns, &municipality);

  if (town == NULL)
    return;
  if (mark == NULL)
    {
      end_lines (town->lines, NULL);
      return;
    }
  memcpy (town->mark, mark, TSN_MARK_SIZE);
  if (town->pause == NULL)
    say_to_all (self, town);
  else
    town->waits = TRUE;
}

/* -- Life -- */

static gboolean
is_silent (const Line *line)
{
  return g_get_monotonic_time () - line->heard_us > (gint64) line->all->silence_ms * 1000;
}

static gboolean
sweep_cb (gpointer data)
{
  TsnHttpLive *self = data;

  end_lines (self->devices, is_silent);
  return G_SOURCE_CONTINUE;
}

guint
tsn_http_live_count (TsnHttpLive *self)
{
  return g_hash_table_size (self->devices);
}

void
tsn_http_live_say_count (TsnHttpLive *self)
{
  self->counts = TRUE;
}

TsnHttpLive *
tsn_http_live_new (guint silence_ms)
{
  TsnHttpLive *self = g_new0 (TsnHttpLive, 1);

  self->context = g_main_context_ref_thread_default ();
  self->silence_ms = silence_ms;
  self->towns = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, town_free);
  self->devices = g_hash_table_new (tsn_id_hash, tsn_id_equal);
  self->sweep = g_timeout_source_new (silence_ms / PINGS);
  g_source_set_callback (self->sweep, sweep_cb, self, NULL);
  g_source_attach (self->sweep, self->context);
  return self;
}

void
tsn_http_live_free (TsnHttpLive *self)
{
  if (self == NULL)
    return;
  end_lines (self->devices, NULL);
  g_source_destroy (self->sweep);
  g_source_unref (self->sweep);
  g_hash_table_unref (self->towns);
  g_hash_table_unref (self->devices);
  g_main_context_unref (self->context);
  g_free (self);
}
