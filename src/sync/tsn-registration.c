/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line that a server prints, and the two messages of registering. */

#include "tsn-registration.h"

#include <string.h>

#include "tsn-cbor.h"

#define SCHEME          "tsunagi-server:"
#define LINE_MAX_BYTES  512
#define CERTIFICATE_MAX 1024

static gboolean
fail (TsnSyncError code, const char *message, GError **error)
{
  g_set_error_literal (error, TSN_SYNC_ERROR, (int) code, message);
  return FALSE;
}

static gboolean
is_made_of (const char *text, const char *others)
{
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr (others, *text) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_host (const char *text)
{
  gsize length = strlen (text);

  if (length >= TSN_HOST_SIZE_MAX)
    return FALSE;
  if (text[0] == '[')
    {
      g_autofree char *inside = g_strndup (text + 1, length - 1);

      if (!g_str_has_suffix (inside, "]"))
        return FALSE;
      inside[length - 2] = '\0';
      return is_made_of (inside, ":.");
    }
  return is_made_of (text, ".-");
}

static gboolean
is_token (const char *text)
{
  return strlen (text) < TSN_TOKEN_SIZE_MAX && is_made_of (text, "-_");
}

char *
tsn_server_line_format (const TsnServerLine *self)
{
  g_autofree char *pin = tsn_base64url_format (self->pin, sizeof self->pin);

  return g_strdup_printf (SCHEME "%s:%u#%s%s%s",
                          self->host,
                          self->port,
                          pin,
                          self->token[0] != '\0' ? "#" : "",
                          self->token);
}

gboolean
tsn_server_line_parse_address (TsnServerLine *self, char *address)
{
  char *colon = strrchr (address, ':');
  guint64 port;

  if (colon == NULL)
    return FALSE;
  *colon = '\0';
  if (!g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL) ||
      !is_host (address))
    return FALSE;
  g_strlcpy (self->host, address, sizeof self->host);
  self->port = (guint16) port;
  return TRUE;
}

gboolean
tsn_server_line_parse (TsnServerLine *self, const char *text, GError **error)
{
  TsnServerLine read = { 0 };
  g_autofree char *line = NULL;
  g_auto (GStrv) parts = NULL;
  guint n_parts;

  if (strlen (text) > LINE_MAX_BYTES)
    return fail (TSN_SYNC_ERROR_BAD_LINE, "not the line of a server", error);
  line = g_strstrip (g_strdup (text));
  if (!g_str_has_prefix (line, SCHEME))
    return fail (TSN_SYNC_ERROR_BAD_LINE, "not the line of a server", error);
  parts = g_strsplit (line + strlen (SCHEME), "#", 4);
  n_parts = g_strv_length (parts);
  if (n_parts < 2 || n_parts > 3 || !tsn_server_line_parse_address (&read, parts[0]) ||
      !tsn_base64url_parse (parts[1], read.pin, sizeof read.pin) ||
      (n_parts == 3 && !is_token (parts[2])))
    return fail (TSN_SYNC_ERROR_BAD_LINE, "the line of the server is incomplete", error);
  if (n_parts == 3)
    g_strlcpy (read.token, parts[2], sizeof read.token);
  *self = read;
  return TRUE;
}

void
tsn_registration_clear (TsnRegistration *self)
{
  g_clear_pointer (&self->certificate, g_bytes_unref);
}

GBytes *
tsn_registration_encode (const TsnRegistration *self)
{
  GByteArray *out = g_byte_array_new ();
  gsize size;
  const guint8 *certificate = g_bytes_get_data (self->certificate, &size);

  tsn_cbor_write_array (out, 3);
  tsn_cbor_write_text (out, self->token, -1);
  tsn_cbor_write_bytes (out, certificate, size);
  tsn_cbor_write_bytes (out, self->root_public, sizeof self->root_public);
  return g_byte_array_free_to_bytes (out);
}

gboolean
tsn_registration_decode (TsnRegistration *self, GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  TsnRegistration read = { 0 };
  g_autofree char *token = NULL;
  const guint8 *certificate;
  TsnCborReader reader;
  gsize n;

  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_array (&reader, &n) || n != 3 ||
      !tsn_cbor_dup_text (&reader, TSN_TOKEN_SIZE_MAX - 1, &token) ||
      (token[0] != '\0' && !is_token (token)) ||
      !tsn_cbor_read_bytes (&reader, &certificate, &size) || size > CERTIFICATE_MAX ||
      !tsn_cbor_read_fixed (&reader, read.root_public, sizeof read.root_public) ||
      !tsn_cbor_end (&reader))
    return fail (TSN_SYNC_ERROR_MALFORMED, "not a registration", error);
  g_strlcpy (read.token, token, sizeof read.token);
  read.certificate = g_bytes_new (certificate, size);
  *self = read;
  return TRUE;
}

GBytes *
tsn_server_identity_encode (const TsnServerIdentity *self)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_bytes (out, self->server.bytes, sizeof self->server.bytes);
  tsn_cbor_write_bytes (out, self->server_public, sizeof self->server_public);
  return g_byte_array_free_to_bytes (out);
}

gboolean
tsn_server_identity_decode (TsnServerIdentity *self, GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  TsnServerIdentity read;
  TsnCborReader reader;
  gsize n;

  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_array (&reader, &n) || n != 2 ||
      !tsn_cbor_read_fixed (&reader, read.server.bytes, sizeof read.server.bytes) ||
      !tsn_cbor_read_fixed (&reader, read.server_public, sizeof read.server_public) ||
      tsn_id_is_nil (&read.server) || !tsn_cbor_end (&reader))
    return fail (TSN_SYNC_ERROR_MALFORMED, "not the answer of a server", error);
  *self = read;
  return TRUE;
}
