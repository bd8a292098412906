/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server: registering at it, sync once or for as long as one likes, and how much is waiting. */

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "tsn-ctl.h"
#include "tsn-http-transport.h"
#include "tsn-sync-client.h"
#include "tsn-sync-runner.h"
#include "tsn-trust-offer.h"
#include "tsn-words.h"

#define TRIES_MAX  20
#define WAIT_S_MAX 30u

int
tsn_ctl_server_add (TsnCtl *ctl, int argc, char **argv)
{
  g_autoptr (TsnTransport) transport = NULL;
  g_autoptr (GError) error = NULL;
  TsnServerLine line;

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("give the line that tsunagi-server printed"));
  if (!tsn_server_line_parse (&line, argv[1], &error))
    return tsn_ctl_refuse (NULL, error);
  transport = tsn_http_transport_new (line.host, line.port, line.pin);
  if (!tsn_sync_server_register (ctl->store, transport, &line, NULL, &error))
    return tsn_ctl_refuse (NULL, error);
  tsn_ctl_say (ctl, _ ("The municipality is registered at %s"), line.host);
  return TSN_CTL_OK;
}

/* -- Status -- */

typedef struct
{
  gboolean has_server;
  TsnSyncServer server;
  guint64 waiting;
  guint64 refused;
  gint64 synced_ms; /* 0: never */
} Status;

static gboolean
status_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Status *status = data;
  g_autoptr (GError) local = NULL;

  status->has_server = tsn_sync_server_load (&status->server, session, &local);
  if (!status->has_server && !g_error_matches (local, TSN_SYNC_ERROR, TSN_SYNC_ERROR_NO_SERVER))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return tsn_sync_server_get_synced (session, &status->synced_ms, error) &&
         tsn_session_count_waiting (session, &status->waiting, &status->refused, error);
}

/* The time of today, else the day, too. */
static char *
when (gint64 unix_ms)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (unix_ms / 1000);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gboolean today = g_date_time_get_year (then) == g_date_time_get_year (now) &&
                   g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now);

  return g_date_time_format (then, today ? "%H:%M" : "%Y-%m-%d %H:%M");
}

static char *
waiting_in_words (guint64 n)
{
  return n == 0
             ? g_strdup (_ ("nothing is waiting"))
             : g_strdup_printf (ngettext ("%lu change waiting", "%lu changes waiting", (gulong) n),
                                (gulong) n);
}

/* What the server did not take lies here for people to look at; it is said until that is done. */
static void
say_refused (TsnCtl *ctl, guint64 n)
{
  if (n > 0)
    tsn_ctl_say (ctl,
                 ngettext ("The server refused %lu change; it stays here",
                           "The server refused %lu changes; they stay here",
                           (gulong) n),
                 (gulong) n);
}

static void
add_status (JsonObject *object, const Status *status)
{
  if (status->has_server)
    json_object_set_string_member (object, "server", status->server.host);
  else
    json_object_set_null_member (object, "server");
  json_object_set_int_member (object, "waiting", (gint64) status->waiting);
  json_object_set_int_member (object, "refused", (gint64) status->refused);
  if (status->synced_ms > 0)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (status->synced_ms / 1000);
      g_autofree char *text = g_date_time_format_iso8601 (time);

      json_object_set_string_member (object, "synced_at", text);
    }
  else
    json_object_set_null_member (object, "synced_at");
}

static void
print_status_json (const Status *status)
{
  g_autoptr (JsonObject) object = json_object_new ();

  add_status (object, status);
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

static char *
status_in_words (const Status *status)
{
  g_autofree char *waiting = waiting_in_words (status->waiting);
  g_autofree char *time = status->synced_ms > 0 ? when (status->synced_ms) : NULL;

  if (!status->has_server)
    return g_strdup_printf (_ ("No server is registered; %s"), waiting);
  if (time == NULL)
    return g_strdup_printf (_ ("%s: %s, never synced"), status->server.host, waiting);
  return g_strdup_printf (_ ("%s: %s, last synced %s"), status->server.host, waiting, time);
}

int
tsn_ctl_status (TsnCtl *ctl, int argc, char **argv)
{
  Status status = { 0 };
  g_autofree char *line = NULL;

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 1)
    return tsn_ctl_usage (_ ("status takes no words"));
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, status_worker, &status, NULL))
    return TSN_CTL_REFUSED;
  if (ctl->json)
    print_status_json (&status);
  line = status_in_words (&status);
  tsn_ctl_say (ctl, "%s", line);
  say_refused (ctl, status.refused);
  return TSN_CTL_OK;
}

/* -- One round -- */

static gboolean
load_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

static void
progress_cb (const TsnSyncResult *so_far, gpointer user_data)
{
  tsn_ctl_progress (so_far->sent + so_far->received, 0, user_data);
}

static void
print_round_json (const TsnSyncResult *result)
{
  static const char *const verdicts[] = { "unknown", "same", "differs", "later" };
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_int_member (object, "sent", (gint64) result->sent);
  json_object_set_int_member (object, "received", (gint64) result->received);
  json_object_set_int_member (object, "waiting", (gint64) result->waiting);
  json_object_set_int_member (object, "refused", (gint64) result->quarantined);
  json_object_set_int_member (object, "rejected", (gint64) result->rejected);
  json_object_set_boolean_member (object, "new_epoch", result->new_epoch);
  json_object_set_string_member (object, "digest", verdicts[result->digest]);
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

/* What was done, and what is still to be done; also of a round that ended early. */
static void
say_round (TsnCtl *ctl, const TsnSyncResult *result)
{
  g_autofree char *waiting = waiting_in_words (result->waiting);

  if (ctl->json)
    print_round_json (result);
  if (result->new_epoch)
    tsn_ctl_say (ctl, _ ("The server had lost changes; it gets them again from here"));
  tsn_ctl_say (ctl,
               _ ("Sent %lu, received %lu; %s"),
               (gulong) result->sent,
               (gulong) result->received,
               waiting);
  say_refused (ctl, result->quarantined);
}

/* A round, and as long as the server says that it was too much at once, another one when it says.
 */
static gboolean
run_rounds (TsnCtl *ctl, TsnSyncClient *client, TsnSyncResult *result, GError **error)
{
  TsnSyncResult before = { 0 };

  for (guint i = 0; i < TRIES_MAX; i++)
    {
      g_autoptr (GError) local = NULL;
      gboolean ok = tsn_sync_client_run (client, result, progress_cb, ctl, NULL, &local);

      result->sent += before.sent;
      result->received += before.received;
      if (ok)
        return TRUE;
      if (!g_error_matches (local, TSN_SYNC_ERROR, TSN_SYNC_ERROR_BUSY) ||
          result->retry_after == 0 || i == TRIES_MAX - 1)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      before = *result;
      g_usleep (MIN (result->retry_after, WAIT_S_MAX) * G_USEC_PER_SEC);
    }
  return FALSE;
}

int
tsn_ctl_sync_once (TsnCtl *ctl)
{
  g_autoptr (TsnTransport) transport = NULL;
  g_autoptr (TsnSyncClient) client = NULL;
  g_autoptr (GError) error = NULL;
  TsnSyncServer server;
  TsnSyncResult result;
  gboolean ok;

  if (!tsn_ctl_work (ctl, TSN_STORE_READ, load_worker, &server, NULL))
    return TSN_CTL_REFUSED;
  transport = tsn_http_transport_new (server.host, server.port, server.pin);
  client = tsn_sync_client_new (ctl->store, transport, &server);
  ok = run_rounds (ctl, client, &result, &error);
  say_round (ctl, &result);
  if (!ok)
    return tsn_ctl_refuse (NULL, error);
  tsn_trust_offer (ctl->store, transport, &server, NULL);
  if (result.rejected > 0)
    tsn_ctl_refuse_text (
        _ ("something from the server was signed by nobody known; it was left out"));
  if (result.digest == TSN_DIGEST_DIFFERS)
    return tsn_ctl_refuse_text (_ (
        "this device and the server do not hold the same, although all was sent; tell who runs the server"));
  return result.rejected > 0 ? TSN_CTL_REFUSED : TSN_CTL_OK;
}

gboolean
tsn_ctl_sync_quietly (TsnCtl *ctl)
{
  g_autoptr (TsnTransport) transport = NULL;
  g_autoptr (TsnSyncClient) client = NULL;
  TsnSyncServer server;
  TsnSyncResult result;

  if (!tsn_store_run_sync (ctl->store, TSN_STORE_READ, load_worker, &server, NULL, NULL))
    return FALSE;
  transport = tsn_http_transport_new (server.host, server.port, server.pin);
  client = tsn_sync_client_new (ctl->store, transport, &server);
  if (tsn_sync_client_run (client, &result, NULL, NULL, NULL, NULL))
    tsn_trust_offer (ctl->store, transport, &server, NULL);
  return TRUE;
}

/* -- For as long as one likes -- */

typedef struct
{
  TsnCtl *ctl;
  Status status;
  char *line;    /* said last */
  char *problem; /* (nullable): likewise */
  guint n_rounds;
} Watch;

static void
print_watch_json (const Watch *self, const TsnSyncStatus *status)
{
  g_autoptr (JsonObject) object = json_object_new ();

  add_status (object, &self->status);
  json_object_set_int_member (object, "sent", (gint64) status->result.sent);
  json_object_set_int_member (object, "received", (gint64) status->result.received);
  json_object_set_boolean_member (object, "live", status->live);
  if (self->problem != NULL)
    json_object_set_string_member (object, "problem", self->problem);
  else
    json_object_set_null_member (object, "problem");
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

/* Once, as long as it is the same one. */
static void
say_problem (Watch *self, const GError *problem)
{
  g_autofree char *sentence = problem != NULL ? tsn_words_error (problem) : NULL;

  if (problem != NULL && g_strcmp0 (sentence, self->problem) != 0)
    tsn_ctl_refuse (NULL, problem);
  g_free (self->problem);
  self->problem = g_steal_pointer (&sentence);
}

static void
watch_cb (const TsnSyncStatus *status, gpointer user_data)
{
  Watch *self = user_data;
  g_autofree char *line = NULL;

  self->status.waiting = status->result.waiting;
  self->status.refused = status->result.quarantined;
  self->status.synced_ms = status->synced_ms;
  if (status->syncing || status->n_rounds == 0)
    return;
  say_problem (self, status->problem);
  if (status->n_rounds != self->n_rounds && status->result.sent + status->result.received > 0)
    tsn_ctl_say (self->ctl,
                 _ ("Sent %lu, received %lu"),
                 (gulong) status->result.sent,
                 (gulong) status->result.received);
  if (self->ctl->json && status->n_rounds != self->n_rounds)
    print_watch_json (self, status);
  self->n_rounds = status->n_rounds;
  line = status_in_words (&self->status);
  if (g_strcmp0 (line, self->line) == 0)
    return;
  tsn_ctl_say (self->ctl, "%s", line);
  g_free (self->line);
  self->line = g_steal_pointer (&line);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

/* Without a server there may be rooms. */
static gboolean
find_server (Watch *self, gboolean in_room)
{
  g_autoptr (GError) error = NULL;

  self->status.has_server = tsn_store_run_sync (self->ctl->store,
                                                TSN_STORE_READ,
                                                load_worker,
                                                &self->status.server,
                                                NULL,
                                                &error);
  if (self->status.has_server ||
      (in_room && g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_NO_SERVER)))
    return TRUE;
  tsn_ctl_refuse (NULL, error);
  return FALSE;
}

int
tsn_ctl_watch (TsnCtl *ctl, const char *line, const char *listen)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (TsnCtlRooms) rooms = NULL;
  Watch self = { .ctl = ctl };
  TsnSyncRunner *runner = NULL;
  guint signals[2];

  if (!find_server (&self, line != NULL || listen != NULL))
    return TSN_CTL_REFUSED;
  rooms = tsn_ctl_rooms_new (ctl, line, listen);
  if (rooms == NULL)
    return TSN_CTL_REFUSED;
  signals[0] = g_unix_signal_add (SIGINT, quit_cb, loop);
  signals[1] = g_unix_signal_add (SIGTERM, quit_cb, loop);
  if (self.status.has_server)
    runner =
        tsn_sync_runner_new (ctl->folder, ctl->vault, NULL, &TSN_SYNC_PATIENCE, watch_cb, &self);
  g_main_loop_run (loop);
  tsn_sync_runner_free (runner);
  g_source_remove (signals[0]);
  g_source_remove (signals[1]);
  g_free (self.line);
  g_free (self.problem);
  return TSN_CTL_OK;
}

static gboolean
again_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_leave_quarantine (session, error);
}

int
tsn_ctl_sync (TsnCtl *ctl, int argc, char **argv)
{
  gboolean stay = FALSE;
  gboolean again = FALSE;
  g_autofree char *room = NULL;
  const GOptionEntry entries[] = {
    { "watch",
      'w',
      0,
      G_OPTION_ARG_NONE,
      &stay,
      N_ ("stay, and sync whenever there is something new on either side"),
      NULL },
    { "again",
      0,
      0,
      G_OPTION_ARG_NONE,
      &again,
      N_ ("offer once more what the server refused, after it was updated"),
      NULL },
    { "room",
      0,
      0,
      G_OPTION_ARG_STRING,
      &room,
      N_ ("stay, in the room with this line, too"),
      "LINE" },
    { NULL },
  };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 1)
    return tsn_ctl_usage (_ ("sync takes no words"));
  if (again && !tsn_ctl_work (ctl, TSN_STORE_WRITE, again_worker, NULL, NULL))
    return TSN_CTL_REFUSED;
  return stay || room != NULL ? tsn_ctl_watch (ctl, room, NULL) : tsn_ctl_sync_once (ctl);
}
