/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* speech-dispatcher is spoken to in its own words (SSIP: a line for each command, a line or more
 * for each answer): its library waits in the thread that asks, and nothing ends that when the
 * service hangs. One command is under way at a time.
 */

#include "tsn-kiosk-voice.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

#define PATIENCE_SECONDS 5  /* for one answer */
#define RETRY_SECONDS    10 /* after which a service that is not there is looked for again */

#define SEND_TEXT 230 /* the answer to SPEAK: now the text */
#define EVENTS    700 /* from here on: what nobody asked for */

typedef struct
{
  char *line;
  char *text; /* of SPEAK, as it is sent; NULL: none, or it is under way */
} Command;

struct _TsnKioskVoice
{
  GObject parent_instance;

  GSocketAddress *address;
  GCancellable *cancellable; /* of this connection; NULL: there is none, nor one being made */
  GSocketConnection *connection;
  GDataInputStream *answers;
  GQueue commands; /* of Command */
  gboolean asked;  /* the first of them is under way */
  gboolean is_there;
  gboolean may_speak; /* something was said since the last stop */
  guint timer;        /* source: patience, or the next try */
};

enum
{
  PROP_IS_THERE = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TsnKioskVoice, tsn_kiosk_voice, G_TYPE_OBJECT)

static void
command_free (Command *command)
{
  g_free (command->line);
  g_free (command->text);
  g_free (command);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Command, command_free)

/* -- The connection -- */

static void connect_to_service (TsnKioskVoice *self);

static void
set_timer (TsnKioskVoice *self, guint seconds, GSourceFunc done)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds (seconds, done, self);
}

static void
set_is_there (TsnKioskVoice *self, gboolean is_there)
{
  if (self->is_there == is_there)
    return;
  self->is_there = is_there;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_THERE]);
}

static void
disconnect_from_service (TsnKioskVoice *self)
{
  Command *command;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->answers);
  g_clear_object (&self->connection);
  while ((command = g_queue_pop_head (&self->commands)) != NULL)
    command_free (command);
  self->asked = self->may_speak = FALSE;
}

static gboolean
retry_cb (gpointer user_data)
{
  TsnKioskVoice *self = user_data;

  self->timer = 0;
  connect_to_service (self);
  return G_SOURCE_REMOVE;
}

static void
give_up (TsnKioskVoice *self)
{
  disconnect_from_service (self);
  set_timer (self, RETRY_SECONDS, retry_cb);
  set_is_there (self, FALSE);
}

static gboolean
no_answer_cb (gpointer user_data)
{
  TsnKioskVoice *self = user_data;

  self->timer = 0;
  give_up (self);
  return G_SOURCE_REMOVE;
}

/* -- Asking and answers -- */

/* What does not fit into the socket at once is for a service that takes nothing any more. */
static gboolean
write_now (TsnKioskVoice *self, const char *text)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
  gsize length = strlen (text);
  gssize n = g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (out),
                                                         text,
                                                         length,
                                                         NULL,
                                                         NULL);

  set_timer (self, PATIENCE_SECONDS, no_answer_cb);
  return n == (gssize) length;
}

static gboolean
ask_next (TsnKioskVoice *self)
{
  const Command *command = g_queue_peek_head (&self->commands);

  if (self->asked || command == NULL)
    return TRUE;
  self->asked = TRUE;
  return write_now (self, command->line);
}

/* FALSE: it cannot be asked for more. */
static gboolean
take_answer (TsnKioskVoice *self, guint64 code)
{
  Command *command = g_queue_peek_head (&self->commands);
  g_autofree char *text = NULL;

  if (!self->asked)
    return TRUE; /* nobody asked */
  text = g_steal_pointer (&command->text);
  if (code == SEND_TEXT && text != NULL)
    return write_now (self, text);
  g_clear_handle_id (&self->timer, g_source_remove);
  command_free (g_queue_pop_head (&self->commands));
  self->asked = FALSE;
  set_is_there (self, TRUE);
  return ask_next (self);
}

static void read_answer (TsnKioskVoice *self);

/* 0: more lines of the same answer follow, or it is none but an event. */
static guint64
code_of (const char *line)
{
  guint64 code = g_ascii_strtoull (line, NULL, 10);

  return strlen (line) > 3 && line[3] == ' ' && code < EVENTS ? code : 0;
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnKioskVoice *self = user_data; /* is there unless it was cancelled */
  g_autoptr (GError) error = NULL;
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (line != NULL && (code_of (line) == 0 || take_answer (self, code_of (line))))
    read_answer (self);
  else
    give_up (self);
}

static void
read_answer (TsnKioskVoice *self)
{
  g_data_input_stream_read_line_async (self->answers,
                                       G_PRIORITY_DEFAULT,
                                       self->cancellable,
                                       answer_cb,
                                       self);
}

static void
ask (TsnKioskVoice *self, const char *line, char *text)
{
  Command *command = g_new0 (Command, 1);

  command->line = g_strconcat (line, "\r\n", NULL);
  command->text = text;
  g_queue_push_tail (&self->commands, command);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnKioskVoice *self = user_data; /* is there unless it was cancelled */
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source),
                                                                  result,
                                                                  &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->connection = connection;
  if (connection == NULL)
    {
      give_up (self);
      return;
    }
  self->answers = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_data_input_stream_set_newline_type (self->answers, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  ask (self, "SET SELF CLIENT_NAME tsunagi:kiosk:main", NULL);
  if (ask_next (self))
    read_answer (self);
  else
    give_up (self);
}

static void
connect_to_service (TsnKioskVoice *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  self->cancellable = g_cancellable_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  set_timer (self, PATIENCE_SECONDS, no_answer_cb);
  g_socket_client_connect_async (client,
                                 G_SOCKET_CONNECTABLE (self->address),
                                 self->cancellable,
                                 connected_cb,
                                 self);
}

/* -- Life -- */

static void
tsn_kiosk_voice_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_IS_THERE)
    g_value_set_boolean (value, TSN_KIOSK_VOICE (object)->is_there);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tsn_kiosk_voice_dispose (GObject *object)
{
  TsnKioskVoice *self = TSN_KIOSK_VOICE (object);

  disconnect_from_service (self);
  g_clear_object (&self->address);
  G_OBJECT_CLASS (tsn_kiosk_voice_parent_class)->dispose (object);
}

static void
tsn_kiosk_voice_class_init (TsnKioskVoiceClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = tsn_kiosk_voice_get_property;
  object_class->dispose = tsn_kiosk_voice_dispose;
  props[PROP_IS_THERE] = g_param_spec_boolean ("is-there",
                                               NULL,
                                               NULL,
                                               FALSE,
                                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                                   G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tsn_kiosk_voice_init (TsnKioskVoice *self)
{
  g_queue_init (&self->commands);
}

/* -- Public -- */

TsnKioskVoice *
tsn_kiosk_voice_new (void)
{
  TsnKioskVoice *self = g_object_new (TSN_TYPE_KIOSK_VOICE, NULL);
  const char *address = g_getenv ("SPEECHD_ADDRESS");
  g_autofree char *own =
      g_build_filename (g_get_user_runtime_dir (), "speech-dispatcher", "speechd.sock", NULL);
  const char *path = own;

  if (address != NULL && g_str_has_prefix (address, "unix_socket:"))
    path = strchr (address, ':') + 1;
  self->address = g_unix_socket_address_new (path);
  connect_to_service (self);
  return self;
}

gboolean
tsn_kiosk_voice_is_there (TsnKioskVoice *self)
{
  return self->is_there;
}

/* A line with nothing but a dot would be the end of the text. */
static char *
as_text (const char *words)
{
  GString *text = g_string_new (words);

  g_string_replace (text, "\n", "\r\n", 0);
  g_string_replace (text, "\r\n.", "\r\n..", 0);
  if (text->str[0] == '.')
    g_string_prepend_c (text, '.');
  g_string_append (text, "\r\n.\r\n");
  return g_string_free (text, FALSE);
}

static void
drop_waiting (TsnKioskVoice *self)
{
  while (g_queue_get_length (&self->commands) > (self->asked ? 1 : 0))
    command_free (g_queue_pop_tail (&self->commands));
}

void
tsn_kiosk_voice_stop (TsnKioskVoice *self)
{
  if (!self->is_there || !self->may_speak)
    return;
  self->may_speak = FALSE;
  drop_waiting (self);
  ask (self, "CANCEL SELF", NULL);
  if (!ask_next (self))
    give_up (self);
}

void
tsn_kiosk_voice_say (TsnKioskVoice *self, const char *language, const char *words)
{
  g_autofree char *line = g_strdup_printf ("SET SELF LANGUAGE %s", language);

  tsn_kiosk_voice_stop (self);
  if (!self->is_there)
    return;
  self->may_speak = TRUE;
  ask (self, line, NULL);
  ask (self, "SPEAK", as_text (words));
  if (!ask_next (self))
    give_up (self);
}
