/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A client here is a socket with TLS and what is said on it, so that it can say anything. */

#include "process.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

const char *process_program;

/* -- The process -- */

static char *
read_line (int fd)
{
  g_autoptr (GString) line = g_string_new (NULL);
  char byte;

  while (read (fd, &byte, 1) == 1 && byte != '\n')
    g_string_append_c (line, byte);
  return g_strdup (line->str);
}

void
process_start (Process *self)
{
  const char *argv[] = {
    process_program, server_on_postgres () ? "--database" : "--data", self->data, "--listen",
    "127.0.0.1:0",   self->new_token ? "--new-token" : NULL,          NULL
  };
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GError) error = NULL;
  int out;

  g_spawn_async_with_pipes (NULL,
                            (char **) (gpointer) argv,
                            NULL,
                            G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                            NULL,
                            NULL,
                            &self->pid,
                            NULL,
                            &out,
                            NULL,
                            &error);
  g_assert_no_error (error);
  text = read_line (out);
  close (out);
  g_assert_true (g_str_has_prefix (text, "tsunagi-server:127.0.0.1:"));
  parts = g_strsplit_set (text, ":#", 5);
  self->port = (guint16) atoi (parts[2]);
  g_assert_true (tsn_base64url_parse (parts[3], self->pin, sizeof self->pin));
  self->has_token = tsn_server_line_parse (&self->line, text, NULL) && self->line.token[0] != '\0';
}

/* How it ended. */
int
process_stop (Process *self, int signal)
{
  int status;

  g_assert_cmpint (kill (self->pid, signal), ==, 0);
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  g_spawn_close_pid (self->pid);
  return status;
}

void
process_setup (Process *self, gconstpointer data)
{
  self->root = g_dir_make_tmp ("tsn-process-XXXXXX", NULL);
  self->data = server_on_postgres () ? server_new_database (self->root)
                                     : g_build_filename (self->root, "data", NULL);
  process_start (self);
}

void
process_teardown (Process *self, gconstpointer data)
{
  const char *argv[] = { "rm", "-rf", self->root, NULL };

  g_assert_true (g_spawn_sync (NULL,
                               (char **) (gpointer) argv,
                               NULL,
                               G_SPAWN_SEARCH_PATH,
                               NULL,
                               NULL,
                               NULL,
                               NULL,
                               NULL,
                               NULL));
  g_free (self->data);
  g_free (self->root);
}

/* -- A client that knows it by the line -- */

GIOStream *
process_connect (Process *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) plain = NULL;
  g_autoptr (GSocketConnectable) identity = NULL;
  g_autoptr (GTlsDatabase) database = tsn_tls_pin_database_new (self->pin);
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_client_set_timeout (client, 60);
  g_socket_client_set_enable_proxy (client, FALSE);
  plain = g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, &error);
  g_assert_no_error (error);
  identity = g_network_address_new ("127.0.0.1", self->port);
  tls = g_initable_new (g_tls_backend_get_client_connection_type (g_tls_backend_get_default ()),
                        NULL,
                        &error,
                        "base-io-stream",
                        plain,
                        "server-identity",
                        identity,
                        "database",
                        database,
                        NULL);
  g_assert_no_error (error);
  g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&tls);
}

void
process_say (GIOStream *stream, gconstpointer bytes, gsize size)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), bytes, size, NULL, NULL, NULL);
}

/* The head of a request with @size bytes of body. */
void
process_say_head (GIOStream *stream,
                  const char *method,
                  const char *path,
                  const char *header,
                  gsize size)
{
  g_autofree char *head = g_strdup_printf (
      "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
      "Authorization: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
      method,
      path,
      header,
      size);

  process_say (stream, head, strlen (head));
}

/* The body of the answer; the status in @status, 0: none came. */
GBytes *
process_hear (GIOStream *stream, guint *status)
{
  GByteArray *all = g_byte_array_new ();
  const guint8 *begin;
  guint8 bytes[4096];
  gssize n;

  while ((n = g_input_stream_read (g_io_stream_get_input_stream (stream),
                                   bytes,
                                   sizeof bytes,
                                   NULL,
                                   NULL)) > 0)
    g_byte_array_append (all, bytes, (guint) n);
  begin = all->len > 0 ? memmem (all->data, all->len, "\r\n\r\n", 4) : NULL;
  /* "HTTP/1.1 200 OK" */
  *status = 0;
  for (guint i = 9; i < 12 && all->len > 12; i++)
    *status = *status * 10 + (guint) (all->data[i] - '0');
  if (begin != NULL)
    g_byte_array_remove_range (all, 0, (guint) (begin + 4 - all->data));
  return g_byte_array_free_to_bytes (all);
}

GBytes *
process_ask (Process *self,
             Device *device,
             const char *method,
             const char *path,
             GBytes *body,
             guint *status)
{
  g_autoptr (GIOStream) stream = process_connect (self);
  g_autofree char *header = device_authorize (device,
                                              &self->identity.server,
                                              g_get_real_time () / 1000,
                                              method,
                                              path,
                                              body);
  gsize size = 0;
  const guint8 *data = body != NULL ? g_bytes_get_data (body, &size) : NULL;

  process_say_head (stream, method, path, header, size);
  process_say (stream, data, size);
  return process_hear (stream, status);
}

void
process_register (Process *self, Device *device)
{
  g_autoptr (GBytes) body = device_registration (device, self->line.token);
  g_autoptr (GBytes) answer = NULL;
  guint status;

  g_assert_true (self->has_token);
  /* Who registers does not know the server's id yet. */
  memset (&self->identity, 0, sizeof self->identity);
  answer = process_ask (self, device, "POST", "/v1/municipality", body, &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_true (tsn_server_identity_decode (&self->identity, answer, NULL));
}

guint
process_push (Process *self, Device *device, GBytes *body)
{
  g_autofree char *path = device_path (device, "");
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (TsnReceipt) receipt = NULL;
  guint status;

  answer = process_ask (self, device, "POST", path, body, &status);
  if (status != 200)
    return status;
  receipt = tsn_receipt_verify (answer, self->identity.server_public, NULL);
  g_assert_nonnull (receipt);
  g_assert_cmpuint (receipt->refused->len, ==, 0);
  memcpy (device->marks.receipt, receipt->mark, TSN_MARK_SIZE);
  return 200;
}

guint
process_count (Process *self, Device *device)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) answer = NULL;
  TsnParcelReader reader;
  TsnSyncState state;
  gsize length;
  guint status;
  guint n = 0;

  memset (device->marks.cursor, 0, TSN_MARK_SIZE);
  path = device_path (device, "");
  answer = process_ask (self, device, "GET", path, NULL, &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_true (tsn_sync_state_decode (&state,
                                        g_bytes_get_data (answer, NULL),
                                        g_bytes_get_size (answer),
                                        &length,
                                        NULL));
  g_assert_false (state.more);
  tsn_parcel_reader_init (&reader, answer, length);
  while (TRUE)
    {
      g_autoptr (TsnParcel) parcel = NULL;

      g_assert_true (tsn_parcel_reader_next (&reader, &parcel, NULL));
      if (parcel == NULL)
        return n;
      n += parcel->n_entries;
    }
}

/* A body of @n new records. */
GBytes *
write_events (Device *device, guint n)
{
  GByteArray *parcels = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    {
      TsnId id = tsn_id_new (START_MS);

      device_pack (device,
                   parcels,
                   device_write (device, TSN_KIND_EVENT, &id, TSN_EVENT_TITLE, "会", 0),
                   NULL);
    }
  return g_byte_array_free_to_bytes (parcels);
}
