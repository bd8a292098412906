/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which server, and how the first coordinator comes to it. */

#include "tsn-sync-server.h"

#include <string.h>

#include "tsn-cbor.h"
#include "tsn-sync-request.h"

#define SETTING_SERVER "sync:server"
#define SETTING_SYNCED "sync:synced"
#define FORMAT         1
#define ANSWER_MAX     1024 /* bytes */

static GBytes *
encode (const TsnSyncServer *self)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, 6);
  tsn_cbor_write_uint (out, FORMAT);
  tsn_cbor_write_text (out, self->host, -1);
  tsn_cbor_write_uint (out, self->port);
  tsn_cbor_write_bytes (out, self->pin, sizeof self->pin);
  tsn_cbor_write_bytes (out, self->identity.server.bytes, sizeof self->identity.server.bytes);
  tsn_cbor_write_bytes (out, self->identity.server_public, sizeof self->identity.server_public);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
decode (TsnSyncServer *self, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autofree char *host = NULL;
  TsnCborReader reader;
  guint64 format;
  guint64 port;
  gsize n;

  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_array (&reader, &n) || n != 6 || !tsn_cbor_read_uint (&reader, &format) ||
      format != FORMAT || !tsn_cbor_dup_text (&reader, TSN_HOST_SIZE_MAX - 1, &host) ||
      !tsn_cbor_read_uint (&reader, &port) || port == 0 || port > G_MAXUINT16 ||
      !tsn_cbor_read_fixed (&reader, self->pin, sizeof self->pin) ||
      !tsn_cbor_read_fixed (&reader, self->identity.server.bytes, sizeof (TsnId)) ||
      !tsn_cbor_read_fixed (&reader, self->identity.server_public, TSN_KEY_SIZE))
    return FALSE;
  g_strlcpy (self->host, host, sizeof self->host);
  self->port = (guint16) port;
  return tsn_cbor_end (&reader);
}

gboolean
tsn_sync_server_load (TsnSyncServer *self, TsnSession *session, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = tsn_session_get_setting (session, SETTING_SERVER, &local);
  TsnSyncServer read = { 0 };

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (bytes == NULL)
    {
      g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_NO_SERVER, "no server is known");
      return FALSE;
    }
  if (!decode (&read, bytes))
    {
      g_set_error_literal (error,
                           TSN_SYNC_ERROR,
                           TSN_SYNC_ERROR_MALFORMED,
                           "the setting of the server is malformed");
      return FALSE;
    }
  *self = read;
  return TRUE;
}

gboolean
tsn_sync_server_save (const TsnSyncServer *self, TsnSession *session, GError **error)
{
  g_autoptr (GBytes) bytes = encode (self);
  TsnSyncServer before;
  gboolean same = tsn_sync_server_load (&before, session, NULL) &&
                  tsn_id_equal (&before.identity.server, &self->identity.server);

  return (same || tsn_session_forget_receipts (session, error)) &&
         tsn_session_set_setting (session, SETTING_SERVER, bytes, error);
}

gboolean
tsn_sync_server_get_synced (TsnSession *session, gint64 *synced_ms, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = tsn_session_get_setting (session, SETTING_SYNCED, &local);
  TsnCborReader reader;
  guint64 number = 0;
  gsize size = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  tsn_cbor_reader_init (&reader, data, size);
  if (bytes != NULL)
    tsn_cbor_read_uint (&reader, &number);
  *synced_ms = (gint64) MIN (number, TSN_SYNC_TIME_MAX);
  return TRUE;
}

gboolean
tsn_sync_server_set_synced (TsnSession *session, gint64 synced_ms, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  tsn_cbor_write_uint (out, (guint64) MAX (synced_ms, 0));
  bytes = g_bytes_new (out->data, out->len);
  return tsn_session_set_setting (session, SETTING_SYNCED, bytes, error);
}

static gboolean
save_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_save (data, session, error);
}

static GBytes *
registration_body (TsnVault *vault, const TsnServerLine *line)
{
  g_auto (TsnRegistration) registration = { .certificate = g_bytes_ref (
                                                tsn_vault_certificate (vault)) };

  g_strlcpy (registration.token, line->token, sizeof registration.token);
  memcpy (registration.root_public, tsn_vault_root_public (vault), TSN_KEY_SIZE);
  return tsn_registration_encode (&registration);
}

gboolean
tsn_sync_server_register (TsnStore *store,
                          TsnTransport *transport,
                          const TsnServerLine *line,
                          GCancellable *cancellable,
                          GError **error)
{
  TsnVault *vault = tsn_store_get_vault (store);
  g_autoptr (GBytes) body = registration_body (vault, line);
  TsnSyncRequester requester = { .transport = transport, .vault = vault };
  g_auto (TsnTransportAnswer) answer = { 0 };
  TsnSyncServer server = { .port = line->port };

  if (!tsn_sync_requester_send (&requester,
                                "POST",
                                "/v1/municipality",
                                body,
                                ANSWER_MAX,
                                &answer,
                                cancellable,
                                error))
    return FALSE;
  if (answer.status == 403)
    {
      g_set_error_literal (error,
                           TSN_SYNC_ERROR,
                           TSN_SYNC_ERROR_BAD_TOKEN,
                           "the server does not take the token");
      return FALSE;
    }
  if (!tsn_sync_check_status (&answer, error) ||
      !tsn_server_identity_decode (&server.identity, answer.body, error))
    return FALSE;
  g_strlcpy (server.host, line->host, sizeof server.host);
  memcpy (server.pin, line->pin, sizeof server.pin);
  return tsn_store_run_sync (store, TSN_STORE_WRITE, save_worker, &server, cancellable, error);
}
