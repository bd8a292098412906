/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The voice of the kiosk before a service that remembers all, one that hangs, one that comes and
 * goes, and before a real speech-dispatcher, whose only voice writes into a file. */

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "tsn-kiosk-voice.h"
#include "ui-fixture.h"

/* -- A service that says nothing and remembers all -- */

typedef struct
{
  GSocketService *service;
  char *folder, *path;
  GPtrArray *connections; /* of GSocketConnection */
  GString *heard;
  gboolean hangs;   /* answers nothing any more */
  gboolean refuses; /* to speak */
} FakeSpeech;

typedef struct
{
  FakeSpeech *speech;
  GSocketConnection *connection;
  GDataInputStream *lines;
  gboolean takes_text;
} Client;

static void read_line (Client *client);

static void
client_free (Client *client)
{
  g_object_unref (client->lines);
  g_object_unref (client->connection);
  g_free (client);
}

static void
answer (Client *client, const char *text)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (client->connection));

  (void) g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

static void
take_line (Client *client, const char *line)
{
  g_string_append_printf (client->speech->heard, "%s\n", line);
  if (client->takes_text && !g_str_equal (line, "."))
    return;
  if (client->takes_text)
    answer (client, "225-7\r\n225 OK MESSAGE QUEUED\r\n");
  else if (g_str_equal (line, "SPEAK") && client->speech->refuses)
    answer (client, "404 ERR INTERNAL\r\n");
  else if (g_str_equal (line, "SPEAK"))
    answer (client, "230 OK RECEIVING DATA\r\n");
  else
    answer (client, "701-7\r\n701 BEGIN\r\n200 OK\r\n"); /* an event, which nobody asked for */
  client->takes_text = g_str_equal (line, "SPEAK") && !client->speech->refuses;
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Client *client = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (client->lines, result, NULL, NULL);

  if (line == NULL || client->speech->hangs)
    {
      client_free (client);
      return;
    }
  take_line (client, line);
  read_line (client);
}

static void
read_line (Client *client)
{
  g_data_input_stream_read_line_async (client->lines, G_PRIORITY_DEFAULT, NULL, line_cb, client);
}

static gboolean
incoming_cb (FakeSpeech *self, GSocketConnection *connection)
{
  Client *client = g_new0 (Client, 1);

  g_ptr_array_add (self->connections, g_object_ref (connection));
  client->speech = self;
  client->connection = g_object_ref (connection);
  client->lines = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_data_input_stream_set_newline_type (client->lines, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  read_line (client);
  return TRUE;
}

static FakeSpeech *
fake_speech_new (void)
{
  FakeSpeech *self = g_new0 (FakeSpeech, 1);
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("tsn-speech-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "socket", NULL);
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->heard = g_string_new (NULL);
  self->service = g_socket_service_new ();
  address = g_unix_socket_address_new (self->path);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service),
                                 address,
                                 G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT,
                                 NULL,
                                 NULL,
                                 &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  name = g_strconcat ("unix_socket:", self->path, NULL);
  g_setenv ("SPEECHD_ADDRESS", name, TRUE);
  return self;
}

static void
fake_speech_drop (FakeSpeech *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      GSocketConnection *connection = g_ptr_array_index (self->connections, i);

      /* Its reader then finds the end. */
      (void) g_socket_shutdown (g_socket_connection_get_socket (connection), TRUE, TRUE, NULL);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
fake_speech_free (FakeSpeech *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  fake_speech_drop (self);
  g_ptr_array_unref (self->connections);
  g_object_unref (self->service);
  g_unlink (self->path);
  g_rmdir (self->folder);
  g_string_free (self->heard, TRUE);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

/* -- Waiting -- */

typedef struct
{
  FakeSpeech *speech;
  TsnKioskVoice *voice;
} Fixture;

static gboolean
is_there (gpointer voice)
{
  return tsn_kiosk_voice_is_there (voice);
}

static gboolean
is_gone (gpointer voice)
{
  return !tsn_kiosk_voice_is_there (voice);
}

static gboolean
has_spoken (gpointer speech)
{
  return g_str_has_suffix (((FakeSpeech *) speech)->heard->str, "\n.\n");
}

static gboolean
was_stopped (gpointer speech)
{
  return g_str_has_suffix (((FakeSpeech *) speech)->heard->str, "\nCANCEL SELF\n");
}

/* Its patience, or the time until it tries again, is over. */
static void
pass_time (TsnKioskVoice *voice)
{
  GSource *timer = g_main_context_find_source_by_user_data (NULL, voice);

  g_assert_nonnull (timer);
  g_source_set_ready_time (timer, 0);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->speech = fake_speech_new ();
  f->voice = tsn_kiosk_voice_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->voice);
  fake_speech_free (f->speech);
}

/* -- Tests -- */

/* What was not yet asked for when it was stopped never is. A dot on a line of its own would end the
 * text. */
static void
test_say (Fixture *f, gconstpointer data)
{
  g_assert_false (tsn_kiosk_voice_is_there (f->voice));
  ui_wait (is_there, f->voice);
  tsn_kiosk_voice_stop (f->voice); /* nothing was said: nothing to stop */
  tsn_kiosk_voice_say (f->voice, "ja", "はじめる");
  tsn_kiosk_voice_say (f->voice, "pt", "Começar\n.\nParar");
  ui_wait (has_spoken, f->speech);
  tsn_kiosk_voice_stop (f->voice);
  ui_wait (was_stopped, f->speech);
  g_assert_cmpstr (f->speech->heard->str,
                   ==,
                   "SET SELF CLIENT_NAME tsunagi:kiosk:main\n"
                   "SET SELF LANGUAGE ja\n"
                   "CANCEL SELF\n"
                   "SET SELF LANGUAGE pt\n"
                   "SPEAK\nComeçar\n..\nParar\n.\n"
                   "CANCEL SELF\n");
}

/* The text of what is refused would be taken for commands. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  ui_wait (is_there, f->voice);
  f->speech->refuses = TRUE;
  tsn_kiosk_voice_say (f->voice, "en", "Begin");
  tsn_kiosk_voice_stop (f->voice);
  tsn_kiosk_voice_say (f->voice, "en", "QUIT");
  while (!g_str_has_suffix (f->speech->heard->str, "SPEAK\n"))
    g_main_context_iteration (NULL, TRUE);
  tsn_kiosk_voice_stop (f->voice);
  ui_wait (was_stopped, f->speech);
  g_assert_null (strstr (f->speech->heard->str, "QUIT"));
  g_assert_true (tsn_kiosk_voice_is_there (f->voice));
}

/* Nobody waits for one that hangs, and it is found again when it works. */
static void
test_hanging (Fixture *f, gconstpointer data)
{
  ui_wait (is_there, f->voice);
  f->speech->hangs = TRUE;
  tsn_kiosk_voice_say (f->voice, "en", "Begin");
  g_assert_true (tsn_kiosk_voice_is_there (f->voice));
  pass_time (f->voice);
  ui_wait (is_gone, f->voice);
  tsn_kiosk_voice_say (f->voice, "en", "Begin");
  pass_time (f->voice); /* it is asked again, and hangs again */
  while (f->speech->connections->len < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tsn_kiosk_voice_is_there (f->voice));
  pass_time (f->voice);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  f->speech->hangs = FALSE;
  pass_time (f->voice);
  ui_wait (is_there, f->voice);
}

static void
test_restarted (Fixture *f, gconstpointer data)
{
  ui_wait (is_there, f->voice);
  fake_speech_drop (f->speech);
  ui_wait (is_gone, f->voice);
  pass_time (f->voice);
  ui_wait (is_there, f->voice);
  tsn_kiosk_voice_say (f->voice, "vi", "Bắt đầu");
  ui_wait (has_spoken, f->speech);
  g_assert_nonnull (strstr (f->speech->heard->str, "SET SELF LANGUAGE vi\nSPEAK\nBắt đầu\n.\n"));
}

static void
test_none (void)
{
  g_autoptr (TsnKioskVoice) voice = NULL;

  g_setenv ("SPEECHD_ADDRESS", "unix_socket:/nonexistent/socket", TRUE);
  voice = tsn_kiosk_voice_new ();
  while (g_main_context_iteration (NULL, FALSE))
    ;
  tsn_kiosk_voice_say (voice, "ja", "はじめる");
  tsn_kiosk_voice_stop (voice);
  pass_time (voice);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (tsn_kiosk_voice_is_there (voice));
}

/* -- A real one -- */

typedef struct
{
  char *folder, *socket, *said;
  GSubprocess *process;
} Dispatcher;

static void
put_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Its voice writes what it is given into the file "said"; all else is as on a kiosk. */
static gboolean
start_dispatcher (Dispatcher *self)
{
  g_autofree char *program = g_find_program_in_path ("speech-dispatcher");
  g_autofree char *config = NULL, *voice = NULL, *logs = NULL, *pid = NULL, *sound = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;

  if (program == NULL)
    return FALSE;
  self->folder = g_dir_make_tmp ("tsn-voice-XXXXXX", NULL);
  self->socket = g_build_filename (self->folder, "socket", NULL);
  self->said = g_build_filename (self->folder, "said", NULL);
  logs = g_build_filename (self->folder, "logs", NULL);
  pid = g_build_filename (self->folder, "pid", NULL);
  sound = g_build_filename (self->folder, "alsa.conf", NULL);
  g_assert_cmpint (g_mkdir (logs, 0700), ==, 0);
  config = g_strdup_printf (
      "Include \"%s\"\n"
      "AddModule \"file\" \"sd_generic\" \"file.conf\"\n"
      "DefaultModule file\n",
      TSN_VOICE_CONF);
  voice = g_strdup_printf (
      "Debug 0\n"
      "GenericExecuteSynth \"printf '%%s:%%s;' $LANGUAGE \\'$DATA\\' >>%s\"\n"
      "GenericLanguage \"ja\" \"ja\" \"utf-8\"\n"
      "GenericLanguage \"vi\" \"vi\" \"utf-8\"\n"
      "AddVoice \"ja\" \"MALE1\" \"one\"\n"
      "AddVoice \"vi\" \"MALE1\" \"one\"\n",
      self->said);
  put_file (self->folder, "speechd.conf", config);
  put_file (self->folder, "modules/file.conf", voice);
  put_file (self->folder, "modules/espeak-ng.conf", "");
  put_file (self->folder, "alsa.conf", "pcm.!default { type null }\nctl.!default { type null }\n");
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_setenv (launcher, "HOME", self->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", self->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", self->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "ALSA_CONFIG_PATH", sound, TRUE);
  self->process = g_subprocess_launcher_spawn (launcher,
                                               &error,
                                               program,
                                               "--run-single",
                                               "--timeout",
                                               "0",
                                               "--communication-method",
                                               "unix_socket",
                                               "--socket-path",
                                               self->socket,
                                               "--pid-file",
                                               pid,
                                               "--log-dir",
                                               logs,
                                               "--config-dir",
                                               self->folder,
                                               NULL);
  g_assert_no_error (error);
  address = g_strconcat ("unix_socket:", self->socket, NULL);
  g_setenv ("SPEECHD_ADDRESS", address, TRUE);
  return TRUE;
}

/* Whether @text stands in a file below @folder but in "said". */
static gboolean
was_kept (const char *folder, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gboolean found = FALSE;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *all = NULL;
      gsize length;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        found = found || was_kept (path, text);
      else if (!g_str_equal (name, "said") && g_file_get_contents (path, &all, &length, NULL))
        found = found || g_strstr_len (all, (gssize) length, text) != NULL;
    }
  return found;
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_all (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

static gboolean
has_socket (gpointer data)
{
  return g_file_test (((Dispatcher *) data)->socket, G_FILE_TEST_EXISTS);
}

static gboolean
has_said_all (gpointer data)
{
  g_autofree char *said = NULL;

  return g_file_get_contents (((Dispatcher *) data)->said, &said, NULL, NULL) &&
         strstr (said, "Bắt đầu") != NULL;
}

static gboolean
look_again_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
test_dispatcher (void)
{
  Dispatcher dispatcher = { NULL };
  guint ticks;
  g_autofree char *said = NULL;
  TsnKioskVoice *voice;

  if (!start_dispatcher (&dispatcher))
    {
      g_test_skip ("there is no speech-dispatcher");
      return;
    }
  ticks = g_timeout_add (20, look_again_cb, NULL);
  ui_wait (has_socket, &dispatcher);
  voice = tsn_kiosk_voice_new ();
  ui_wait (is_there, voice);
  tsn_kiosk_voice_say (voice, "vi", "Bắt đầu");
  ui_wait (has_said_all, &dispatcher);
  tsn_kiosk_voice_stop (voice);
  g_assert_true (g_file_get_contents (dispatcher.said, &said, NULL, NULL));
  g_assert_nonnull (strstr (said, "vi:"));
  g_assert_false (was_kept (dispatcher.folder, "Bắt đầu"));
  g_subprocess_force_exit (dispatcher.process);
  g_subprocess_wait (dispatcher.process, NULL, NULL);
  ui_wait (is_gone, voice);
  g_assert_finalize_object (voice);
  g_source_remove (ticks);
  g_object_unref (dispatcher.process);
  remove_all (dispatcher.folder);
  g_free (dispatcher.folder);
  g_free (dispatcher.socket);
  g_free (dispatcher.said);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/kiosk-voice/say", test_say);
  add ("/kiosk-voice/refused", test_refused);
  add ("/kiosk-voice/hanging", test_hanging);
  add ("/kiosk-voice/restarted", test_restarted);
  g_test_add_func ("/kiosk-voice/none", test_none);
  g_test_add_func ("/kiosk-voice/dispatcher", test_dispatcher);
  return g_test_run ();
}
