/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who asks: a signature in a header, under everything that the request says.
 *
 * The server's id is in it, so that one server cannot use it at another; and the time, so that it
 * is worth nothing tomorrow. Within its five minutes a request may be repeated: all of them bear
 * it.
 */

#include "tsn-authorization.h"

#include <gnutls/crypto.h>
#include <string.h>

#define CONTEXT       "tsunagi request 1"
#define SCHEME        "Tsunagi "
#define TIME_TEXT_MAX 15 /* 2^48 ms */

/* GnuTLS has the processor do it: of a body of megabytes a quarter of the time that GLib takes. */
static void
hash_body (const guint8 *body, gsize size, guint8 digest[32])
{
  int rc = gnutls_hash_fast (GNUTLS_DIG_SHA256, body != NULL ? body : digest, size, digest);

  g_assert (rc == 0);
}

static GByteArray *
write_message (const TsnSignedRequest *request, gint64 time_ms)
{
  GByteArray *out = g_byte_array_new ();
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, time_ms);
  guint8 digest[32];
  gsize size = 0;
  const guint8 *body = request->body != NULL ? g_bytes_get_data (request->body, &size) : NULL;

  hash_body (body, size, digest);
  g_byte_array_append (out, (const guint8 *) CONTEXT, sizeof CONTEXT);
  g_byte_array_append (out, request->server.bytes, sizeof request->server.bytes);
  g_byte_array_append (out, (const guint8 *) time, (guint) strlen (time) + 1);
  g_byte_array_append (out, (const guint8 *) request->method, (guint) strlen (request->method) + 1);
  g_byte_array_append (out, (const guint8 *) request->path, (guint) strlen (request->path) + 1);
  g_byte_array_append (out, digest, sizeof digest);
  return out;
}

gboolean
tsn_authorization_sign (TsnAuthorization *self,
                        TsnVault *vault,
                        const TsnSignedRequest *request,
                        gint64 time_ms,
                        GError **error)
{
  g_autoptr (GByteArray) message = write_message (request, time_ms);

  self->device = *tsn_vault_device (vault);
  self->time_ms = time_ms;
  return tsn_vault_sign (vault, message->data, message->len, self->signature, error);
}

gboolean
tsn_authorization_verify (const TsnAuthorization *self,
                          const TsnSignedRequest *request,
                          const guint8 sign_public[TSN_KEY_SIZE])
{
  g_autoptr (GByteArray) message = write_message (request, self->time_ms);

  return tsn_verify (message->data, message->len, self->signature, sign_public);
}

char *
tsn_authorization_format (const TsnAuthorization *self)
{
  char device[TSN_HEX_TEXT_SIZE];
  g_autofree char *signature = tsn_base64url_format (self->signature, sizeof self->signature);

  return g_strdup_printf (SCHEME "%s.%" G_GINT64_FORMAT ".%s",
                          tsn_hex_format (self->device.bytes, device),
                          self->time_ms,
                          signature);
}

/* Decimal without a leading zero, so that there is one way to write it. */
static gboolean
parse_time (const char *text, gint64 *time_ms)
{
  guint64 number;

  if (strlen (text) > TIME_TEXT_MAX || (text[0] == '0' && text[1] != '\0') ||
      !g_ascii_string_to_unsigned (text, 10, 0, G_GUINT64_CONSTANT (1) << 48, &number, NULL))
    return FALSE;
  *time_ms = (gint64) number;
  return TRUE;
}

gboolean
tsn_authorization_parse (TsnAuthorization *self, const char *header)
{
  TsnAuthorization read;
  g_auto (GStrv) parts = NULL;

  if (header == NULL || strlen (header) > 256 || !g_str_has_prefix (header, SCHEME))
    return FALSE;
  parts = g_strsplit (header + strlen (SCHEME), ".", 4);
  if (g_strv_length (parts) != 3 || !tsn_hex_parse (parts[0], read.device.bytes) ||
      !parse_time (parts[1], &read.time_ms) ||
      !tsn_base64url_parse (parts[2], read.signature, sizeof read.signature))
    return FALSE;
  *self = read;
  return TRUE;
}
