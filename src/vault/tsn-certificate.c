/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Certificates: one statement, one signature, one form.
 *
 * X.509 can say a thousand things that nobody here needs and several that have been misread; this
 * says five. The signature covers the statement's bytes as they came, behind a context text, so
 * that a signature made for anything else is no certificate. It is checked before anything inside
 * is believed. There is no date of expiry: a tablet that lay in a drawer for a year must work, and
 * revocation is a record of its own.
 */

#include "tsn-certificate.h"

#include <string.h>

#include "tsn-cbor.h"
#include "tsn-vault-private.h"

#define CONTEXT            "tsunagi certificate 1"
#define FORMAT             1
#define STATEMENT_SIZE_MAX 1024

enum
{
  STATEMENT_FORMAT = 1,
  STATEMENT_DEVICE,
  STATEMENT_ROLE,
  STATEMENT_SIGN,
  STATEMENT_BOX,
  STATEMENT_ISSUED,
  STATEMENT_N = STATEMENT_ISSUED
};

static GByteArray *
write_statement (const TsnCertificate *certificate)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_map (out, STATEMENT_N);
  tsn_cbor_write_uint (out, STATEMENT_FORMAT);
  tsn_cbor_write_uint (out, FORMAT);
  tsn_cbor_write_uint (out, STATEMENT_DEVICE);
  tsn_cbor_write_bytes (out, certificate->device.bytes, sizeof certificate->device.bytes);
  tsn_cbor_write_uint (out, STATEMENT_ROLE);
  tsn_cbor_write_uint (out, certificate->role);
  tsn_cbor_write_uint (out, STATEMENT_SIGN);
  tsn_cbor_write_bytes (out, certificate->sign_public, TSN_KEY_SIZE);
  tsn_cbor_write_uint (out, STATEMENT_BOX);
  tsn_cbor_write_bytes (out, certificate->box_public, TSN_KEY_SIZE);
  tsn_cbor_write_uint (out, STATEMENT_ISSUED);
  tsn_cbor_write_uint (out, (guint64) MAX (certificate->issued_ms, 0));
  return out;
}

static GByteArray *
with_context (const guint8 *statement, gsize size)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) CONTEXT, sizeof CONTEXT);
  g_byte_array_append (out, statement, (guint) size);
  return out;
}

GBytes *
tsn_certificate_sign (const TsnCertificate *certificate,
                      const guint8 root[crypto_sign_SECRETKEYBYTES])
{
  g_autoptr (GByteArray) statement = write_statement (certificate);
  g_autoptr (GByteArray) message = with_context (statement->data, statement->len);
  GByteArray *out = g_byte_array_new ();
  guint8 signature[TSN_SIGNATURE_SIZE];

  crypto_sign_detached (signature, NULL, message->data, message->len, root);
  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_bytes (out, statement->data, statement->len);
  tsn_cbor_write_bytes (out, signature, sizeof signature);
  return g_byte_array_free_to_bytes (out);
}

gboolean
tsn_verify (const guint8 *data,
            gsize size,
            const guint8 signature[TSN_SIGNATURE_SIZE],
            const guint8 public_key[TSN_KEY_SIZE])
{
  tsn_vault_init_crypto ();
  return crypto_sign_verify_detached (signature, data, size, public_key) == 0;
}

static gboolean
read_field (TsnCborReader *reader, gint64 *key, gint64 number)
{
  return tsn_cbor_read_key (reader, key) && *key == number;
}

/* @role: as it stands there, perhaps unknown */
static gboolean
read_statement (TsnCborReader *reader, TsnCertificate *out, guint64 *role)
{
  gint64 key = STATEMENT_FORMAT;
  guint64 issued;

  if (!read_field (reader, &key, STATEMENT_DEVICE) ||
      !tsn_cbor_read_fixed (reader, out->device.bytes, sizeof out->device.bytes) ||
      !read_field (reader, &key, STATEMENT_ROLE) || !tsn_cbor_read_uint (reader, role) ||
      !read_field (reader, &key, STATEMENT_SIGN) ||
      !tsn_cbor_read_fixed (reader, out->sign_public, TSN_KEY_SIZE) ||
      !read_field (reader, &key, STATEMENT_BOX) ||
      !tsn_cbor_read_fixed (reader, out->box_public, TSN_KEY_SIZE) ||
      !read_field (reader, &key, STATEMENT_ISSUED) || !tsn_cbor_read_uint (reader, &issued) ||
      issued > G_MAXINT64 || !tsn_cbor_end (reader))
    return FALSE;
  out->issued_ms = (gint64) issued;
  return TRUE;
}

static gboolean
fail (TsnVaultError code, const char *message, GError **error)
{
  g_set_error_literal (error, TSN_VAULT_ERROR, (int) code, message);
  return FALSE;
}

/* What the root has signed. */
static gboolean
believe_statement (const guint8 *statement, gsize size, TsnCertificate *out, GError **error)
{
  TsnCborReader reader;
  gint64 key = -1;
  gsize n;
  guint64 format;
  guint64 role = 0;

  tsn_cbor_reader_init (&reader, statement, size);
  if (!tsn_cbor_read_map (&reader, &n) || !read_field (&reader, &key, STATEMENT_FORMAT) ||
      !tsn_cbor_read_uint (&reader, &format) || format == 0)
    return fail (TSN_VAULT_ERROR_DAMAGED, "certificate has no statement", error);
  if (format > FORMAT)
    return fail (TSN_VAULT_ERROR_TOO_NEW, "certificate is of a newer version", error);
  if (n != STATEMENT_N || !read_statement (&reader, out, &role) || role == 0)
    return fail (TSN_VAULT_ERROR_DAMAGED, "certificate has a malformed statement", error);
  if (role > TSN_ROLE_EMS)
    return fail (TSN_VAULT_ERROR_TOO_NEW, "certificate is for a role of a newer version", error);
  out->role = (TsnRole) role;
  return TRUE;
}

gboolean
tsn_certificate_verify (GBytes *certificate,
                        const guint8 root_public[TSN_KEY_SIZE],
                        TsnCertificate *certificate_out,
                        GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (certificate, &size);
  g_autoptr (GByteArray) message = NULL;
  TsnCertificate read = { 0 };
  TsnCborReader reader;
  const guint8 *statement;
  guint8 signature[TSN_SIGNATURE_SIZE];
  gsize n;

  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_array (&reader, &n) || n != 2 ||
      !tsn_cbor_read_bytes (&reader, &statement, &size) || size > STATEMENT_SIZE_MAX ||
      !tsn_cbor_read_fixed (&reader, signature, sizeof signature) || !tsn_cbor_end (&reader))
    return fail (TSN_VAULT_ERROR_DAMAGED, "certificate is damaged", error);
  message = with_context (statement, size);
  if (!tsn_verify (message->data, message->len, signature, root_public))
    return fail (TSN_VAULT_ERROR_DAMAGED, "certificate is not signed by this root", error);
  if (!believe_statement (statement, size, &read, error))
    return FALSE;
  *certificate_out = read;
  return TRUE;
}
