/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Announcements of rooms.
 *
 * All that the devices of a municipality have in common, whatever their roles and however long ago
 * they last synced, is the public key of its root. It is no secret to everyone outside, so what is
 * sealed under it is only hidden from strangers; that the room is one of ours is proved by the
 * signature inside, of a device whose certificate the root signed.
 */

#include "tsn-announcement.h"

#include <string.h>

#include "tsn-cbor.h"
#include "tsn-hkdf.h"
#include "tsn-vault-private.h"

#define CONTEXT "tsunagi room 1"
#define FORMAT  1

static void
room_key (const guint8 root_public[TSN_KEY_SIZE], guint8 key[TSN_KEY_SIZE])
{
  tsn_hkdf_sha256 (root_public,
                   TSN_KEY_SIZE,
                   NULL,
                   0,
                   (const guint8 *) CONTEXT,
                   sizeof CONTEXT,
                   key,
                   TSN_KEY_SIZE);
}

static GByteArray *
signed_part (const guint8 root_public[TSN_KEY_SIZE], const guint8 *statement, gsize size)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) CONTEXT, sizeof CONTEXT);
  g_byte_array_append (out, root_public, TSN_KEY_SIZE);
  return g_byte_array_append (out, statement, (guint) size);
}

/* -- Making one -- */

static void
write_statement (const TsnAnnouncement *self, GByteArray *out)
{
  tsn_cbor_write_array (out, 3);
  tsn_cbor_write_bytes (out, self->pin, sizeof self->pin);
  tsn_cbor_write_bytes (out, self->server.bytes, sizeof self->server.bytes);
  tsn_cbor_write_bytes (out, self->server_public, sizeof self->server_public);
}

static gboolean
write_announced (const TsnAnnouncement *self, TsnVault *vault, GByteArray *out, GError **error)
{
  g_autoptr (GByteArray) statement = g_byte_array_new ();
  g_autoptr (GByteArray) message = NULL;
  guint8 signature[TSN_SIGNATURE_SIZE];
  gsize size;
  const guint8 *certificate = g_bytes_get_data (tsn_vault_certificate (vault), &size);

  write_statement (self, statement);
  message = signed_part (tsn_vault_root_public (vault), statement->data, statement->len);
  if (!tsn_vault_sign (vault, message->data, message->len, signature, error))
    return FALSE;
  tsn_cbor_write_array (out, 4);
  tsn_cbor_write_uint (out, FORMAT);
  tsn_cbor_write_bytes (out, certificate, size);
  tsn_cbor_write_bytes (out, statement->data, statement->len);
  tsn_cbor_write_bytes (out, signature, sizeof signature);
  return TRUE;
}

GBytes *
tsn_announcement_seal (const TsnAnnouncement *self, TsnVault *vault, GError **error)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 key[TSN_KEY_SIZE];

  if (tsn_vault_role (vault) != TSN_ROLE_DESK)
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_NO_KEY,
                           "only a coordinator's device serves a room");
      return NULL;
    }
  if (!write_announced (self, vault, plain, error))
    return NULL;
  room_key (tsn_vault_root_public (vault), key);
  tsn_box_seal (out, key, plain->data, plain->len, CONTEXT, sizeof CONTEXT);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/* -- Reading one -- */

typedef struct
{
  GBytes *certificate;
  const guint8 *statement; /* in what was opened */
  gsize size;
  guint8 signature[TSN_SIGNATURE_SIZE];
} Announced;

static void
announced_clear (Announced *self)
{
  g_clear_pointer (&self->certificate, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Announced, announced_clear)

static gboolean
refuse (TsnVaultError code, const char *message, GError **error)
{
  g_set_error_literal (error, TSN_VAULT_ERROR, (int) code, message);
  return FALSE;
}

static gboolean
read_announced (Announced *self, const guint8 *data, gsize size, GError **error)
{
  TsnCborReader reader;
  const guint8 *certificate;
  gsize certificate_size;
  guint64 format;
  gsize n;

  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_array (&reader, &n) || n == 0 || !tsn_cbor_read_uint (&reader, &format))
    return refuse (TSN_VAULT_ERROR_FORGED, "not an announcement", error);
  if (format > FORMAT)
    return refuse (TSN_VAULT_ERROR_TOO_NEW, "the room is of a newer version", error);
  if (format != FORMAT || n != 4 ||
      !tsn_cbor_read_bytes (&reader, &certificate, &certificate_size) ||
      !tsn_cbor_read_bytes (&reader, &self->statement, &self->size) ||
      !tsn_cbor_read_fixed (&reader, self->signature, sizeof self->signature) ||
      !tsn_cbor_end (&reader))
    return refuse (TSN_VAULT_ERROR_FORGED, "not an announcement", error);
  self->certificate = g_bytes_new (certificate, certificate_size);
  return TRUE;
}

static gboolean
read_statement (TsnAnnouncement *self, const Announced *announced, GError **error)
{
  TsnCborReader reader;
  gsize n;

  tsn_cbor_reader_init (&reader, announced->statement, announced->size);
  if (!tsn_cbor_read_array (&reader, &n) || n != 3 ||
      !tsn_cbor_read_fixed (&reader, self->pin, sizeof self->pin) ||
      !tsn_cbor_read_fixed (&reader, self->server.bytes, sizeof self->server.bytes) ||
      tsn_id_is_nil (&self->server) ||
      !tsn_cbor_read_fixed (&reader, self->server_public, sizeof self->server_public) ||
      !tsn_cbor_end (&reader))
    return refuse (TSN_VAULT_ERROR_FORGED, "not an announcement", error);
  return TRUE;
}

static gboolean
verify (const Announced *announced,
        const guint8 root_public[TSN_KEY_SIZE],
        TsnId *host,
        GError **error)
{
  g_autoptr (GByteArray) message = signed_part (root_public, announced->statement, announced->size);
  TsnCertificate certificate;

  if (!tsn_certificate_verify (announced->certificate, root_public, &certificate, NULL) ||
      certificate.role != TSN_ROLE_DESK ||
      !tsn_verify (message->data, message->len, announced->signature, certificate.sign_public))
    return refuse (TSN_VAULT_ERROR_FORGED, "nobody of the municipality announces this", error);
  *host = certificate.device;
  return TRUE;
}

gboolean
tsn_announcement_open (TsnAnnouncement *self,
                       const guint8 *data,
                       gsize size,
                       const guint8 root_public[TSN_KEY_SIZE],
                       GError **error)
{
  guint8 plain[TSN_ANNOUNCEMENT_SIZE_MAX];
  guint8 key[TSN_KEY_SIZE];
  g_auto (Announced) announced = { 0 };
  TsnAnnouncement read;

  tsn_vault_init_crypto ();
  room_key (root_public, key);
  if (size > TSN_ANNOUNCEMENT_SIZE_MAX ||
      !tsn_box_open (plain, key, data, size, CONTEXT, sizeof CONTEXT))
    return refuse (TSN_VAULT_ERROR_FORGED, "the announcement is not for this municipality", error);
  if (!read_announced (&announced, plain, size - TSN_SEAL_OVERHEAD, error) ||
      !verify (&announced, root_public, &read.host, error) ||
      !read_statement (&read, &announced, error))
    return FALSE;
  *self = read;
  return TRUE;
}
