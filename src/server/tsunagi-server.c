/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsunagi-server: what all devices of a municipality meet at.
 *
 *   tsunagi-server --data DIR --listen ADDRESS:PORT
 *   tsunagi-server --database postgresql://... --listen ADDRESS:PORT
 *   tsunagi-server move --from WHERE --to WHERE
 *
 * Nothing else is needed: DIR is made with all that the server remembers. With a PostgreSQL
 * database nothing is remembered anywhere else, and any number of processes are one server. On
 * standard output it says one line, the text by which devices find and know it; as long as no
 * municipality came, with the token for the first coordinator. The log goes to standard error, one
 * line for each request: what was asked, how it ended, sizes and times; no names, no addresses, no
 * ids.
 */

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <sys/resource.h>

#include "tsn-http-server.h"
#include "tsn-move.h"
#include "tsn-process.h"
#include "tsn-registration.h"
#include "tsn-server-certificate.h"
#include "tsn-status-server.h"
#include "tsn-sync-message.h"

#define LISTEN_DEFAULT "127.0.0.1:8443"
#define FILES_WANTED   8192

typedef struct
{
  char *data;
  char *database;
  char *listen;
  char *status_listen; /* NULL: nowhere */
  char *certificate;
  char *key;
  char *host;
  char *ems_page;
  gboolean new_token;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data);
  g_free (self->database);
  g_free (self->listen);
  g_free (self->status_listen);
  g_free (self->certificate);
  g_free (self->key);
  g_free (self->host);
  g_free (self->ems_page);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* -- The log -- */

static void
log_line (const char *level, const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");

  g_printerr ("%s level=%s %s\n", time, level, text);
}

static void
log_entry_cb (const TsnHttpEntry *entry, gpointer user_data)
{
  g_autoptr (GString) line = g_string_new ("event=request");

  g_string_append_printf (line,
                          " method=%s path=%s status=%u in=%" G_GSIZE_FORMAT " out=%" G_GSIZE_FORMAT
                          " us=%" G_GINT64_FORMAT,
                          entry->method,
                          entry->path,
                          entry->status,
                          entry->received,
                          entry->sent,
                          entry->us);
  if (entry->n_taken > 0 || entry->n_refused > 0)
    g_string_append_printf (line, " taken=%u refused=%u", entry->n_taken, entry->n_refused);
  if (entry->failure != NULL)
    g_string_append_printf (line, " why=\"%s\"", entry->failure->message);
  log_line (entry->status >= 500 ? "error" : "info", line->str);
}

/* -- The folder -- */

static gboolean
make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0700) == 0)
    return TRUE;
  g_set_error (error,
               G_FILE_ERROR,
               (int) g_file_error_from_errno (errno),
               "the data folder could not be made: %s",
               g_strerror (errno));
  return FALSE;
}

static GTlsCertificate *
load_certificate (const Options *options,
                  TsnBackend *backend,
                  guint8 pin[TSN_PIN_SIZE],
                  GError **error)
{
  if (options->certificate != NULL)
    return tsn_server_certificate_load (options->certificate, options->key, pin, error);
  return options->database != NULL ? tsn_server_certificate_of_backend (backend, pin, error)
                                   : tsn_server_certificate_of_folder (options->data, pin, error);
}

static TsnBackend *
open_backend (const Options *options, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (TsnBackend) backend = NULL;

  if (options->database != NULL)
    backend = tsn_backend_postgres_open (options->database, error);
  else if (make_folder (options->data, error))
    {
      path = g_build_filename (options->data, "server.db", NULL);
      backend = tsn_backend_sqlite_open (path, error);
    }
  if (backend == NULL || !backend->verbs->claim (backend, FALSE, error))
    return NULL;
  return g_steal_pointer (&backend);
}

/* -- Running -- */

static gboolean
print_line (const Options *options,
            TsnService *service,
            const guint8 *pin,
            guint16 port,
            GError **error)
{
  g_autofree char *pin_text = tsn_base64url_format (pin, TSN_PIN_SIZE);
  g_autofree char *host = NULL;
  g_autofree char *token = NULL;
  const char *colon = strrchr (options->listen, ':');
  gboolean has;

  if (!tsn_service_has_municipality (service, &has, error))
    return FALSE;
  if (!has || options->new_token)
    {
      token = tsn_service_new_token (service, error);
      if (token == NULL)
        return FALSE;
    }
  host = options->host != NULL ? g_strdup (options->host)
                               : g_strndup (options->listen, (gsize) (colon - options->listen));
  g_print ("tsunagi-server:%s:%u#%s%s%s\n",
           host,
           port,
           pin_text,
           token != NULL ? "#" : "",
           token != NULL ? token : "");
  return fflush (stdout) == 0;
}

typedef struct
{
  GMainLoop *loop;
  TsnHttpServer *server;
  gboolean stopping;
} Running;

static void
stopped_cb (gpointer data)
{
  g_main_loop_quit (data);
}

static gboolean
signal_cb (gpointer data)
{
  Running *running = data;

  if (running->stopping)
    return G_SOURCE_CONTINUE;
  running->stopping = TRUE;
  log_line ("info", "event=stop");
  tsn_http_server_stop (running->server, stopped_cb, running->loop);
  return G_SOURCE_CONTINUE;
}

/* Its real port is in the log. */
static TsnStatusServer *
serve_status (const Options *options, TsnHttpServer *http, GError **error)
{
  const char *backend = options->database != NULL ? "PostgreSQL" : "SQLite";
  g_autoptr (TsnStatusServer) status =
      tsn_status_server_new (http, TSN_VERSION, backend, TSN_HTTP_LIMITS.patience_ms);
  g_autofree char *line = NULL;
  guint16 port;

  if (!tsn_status_server_listen (status, options->status_listen, &port, error))
    return NULL;
  line = g_strdup_printf ("event=status port=%u", port);
  log_line ("info", line);
  return g_steal_pointer (&status);
}

/* Every connection is a descriptor. */
static void
raise_file_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= FILES_WANTED)
    return;
  limit.rlim_cur = MIN (limit.rlim_max, (rlim_t) FILES_WANTED);
  setrlimit (RLIMIT_NOFILE, &limit);
}

static gboolean
serve (const Options *options, TsnBackend *backend, TsnService *service, GError **error)
{
  guint8 pin[TSN_PIN_SIZE];
  g_autoptr (GTlsCertificate) certificate = load_certificate (options, backend, pin, error);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (TsnEmsPage) page = NULL;
  g_autoptr (TsnHttpServer) server = NULL;
  g_autoptr (TsnStatusServer) status = NULL; /* freed before what it speaks of */
  Running running = { loop, NULL, FALSE };
  guint16 port;
  guint term;
  guint interrupt;

  if (certificate == NULL)
    return FALSE;
  page = tsn_ems_page_load (options->ems_page, error);
  if (page == NULL)
    return FALSE;
  server = tsn_http_server_new (service, certificate, &TSN_HTTP_LIMITS, log_entry_cb, NULL);
  tsn_http_server_set_page (server, page);
  running.server = server;
  if (!tsn_http_server_listen (server, options->listen, &port, error) ||
      !print_line (options, service, pin, port, error))
    return FALSE;
  if (options->status_listen != NULL)
    {
      status = serve_status (options, server, error);
      if (status == NULL)
        return FALSE;
    }
  log_line ("info", "event=start");
  term = g_unix_signal_add (SIGTERM, signal_cb, &running);
  interrupt = g_unix_signal_add (SIGINT, signal_cb, &running);
  g_main_loop_run (loop);
  g_source_remove (term);
  g_source_remove (interrupt);
  return TRUE;
}

static gboolean
run (const Options *options, GError **error)
{
  g_autoptr (TsnBackend) backend = open_backend (options, error);
  g_autoptr (TsnService) service = NULL;

  if (backend == NULL)
    return FALSE;
  service = tsn_service_new (backend, NULL, NULL, error);
  return service != NULL && serve (options, backend, service, error);
}

/* -- Moving -- */

static int
run_move (int argc, char **argv)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  const GOptionEntry entries[] = {
    { "from",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &from,
      "where the server was: its folder, or postgresql://...",
      "WHERE" },
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &to, "where it will be, with nothing in it", "WHERE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  TsnMoved moved;

  g_option_context_set_summary (context, "Carries a stopped server from one database to another.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1 || from == NULL ||
      to == NULL)
    {
      g_printerr ("tsunagi-server: %s\n",
                  error != NULL ? error->message : "move needs --from and --to");
      return 2;
    }
  if (!tsn_move (from, to, &moved, &error))
    {
      g_printerr ("tsunagi-server: %s\n", error->message);
      return 1;
    }
  g_print ("moved: municipalities %" G_GUINT64_FORMAT ", devices %" G_GUINT64_FORMAT
           ", patches %" G_GUINT64_FORMAT "\n",
           moved.n_municipalities,
           moved.n_devices,
           moved.n_patches);
  return 0;
}

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options->data, "folder of the server's data", "DIR" },
    { "database",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->database,
      "PostgreSQL instead of a folder",
      "postgresql://..." },
    { "listen",
      'l',
      0,
      G_OPTION_ARG_STRING,
      &options->listen,
      "where to listen (" LISTEN_DEFAULT "); port 0: any",
      "ADDRESS:PORT" },
    { "status-listen",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->status_listen,
      "where the operator sees how it does, without TLS; port 0: any",
      "ADDRESS:PORT" },
    { "host", 0, 0, G_OPTION_ARG_STRING, &options->host, "the name to tell devices", "HOST" },
    { "certificate",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->certificate,
      "TLS certificate instead of the server's own",
      "FILE.pem" },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &options->key, "its private key", "FILE.pem" },
    { "ems-page",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->ems_page,
      "where the page for the phones of ambulance crews lies (" TSN_EMS_PAGE ")",
      "DIR" },
    { "new-token",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->new_token,
      "a token for one more municipality",
      NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "The server that the devices of a municipality meet at.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (options->listen == NULL)
    options->listen = g_strdup (LISTEN_DEFAULT);
  if (options->ems_page == NULL)
    options->ems_page = g_strdup (TSN_EMS_PAGE);
  if (*argc > 1 || (options->data == NULL) == (options->database == NULL) ||
      strchr (options->listen, ':') == NULL ||
      (options->certificate == NULL) != (options->key == NULL))
    {
      g_set_error_literal (
          error,
          G_OPTION_ERROR,
          G_OPTION_ERROR_FAILED,
          "--data DIR or --database URL is needed; --certificate and --key go together");
      return FALSE;
    }
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  umask (0077);
  tsn_process_forbid_core_dumps ();
  if (argc > 1 && strcmp (argv[1], "move") == 0)
    return run_move (argc - 1, argv + 1);
  raise_file_limit ();
  if (!parse_options (&options, &argc, &argv, &error))
    {
      g_printerr ("tsunagi-server: %s\n", error->message);
      return 2;
    }
  if (run (&options, &error))
    return 0;
  g_printerr ("tsunagi-server: %s\n", error != NULL ? error->message : "failed");
  return 1;
}
