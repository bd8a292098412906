/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Grants: what a coordinator hands over to one device of its municipality, in an envelope.
 *
 * What a role may have is decided where it
 * is for every vault: tsn_secrets_copy_for_role(). A new device has no slot for the recovery key
 * without help, for its maker does not know it: the key of that one slot comes along.
 */

#include <string.h>

#include "tsn-vault-private.h"

#define GRANT_CONTEXT    "tsunagi grant 1"
#define FORMAT           1
#define SECRETS_SIZE_MAX 8192
#define SERVER_SIZE_MAX  128
#define CERTIFICATE_MAX  1024

enum
{
  GRANTED_FORMAT = 1,
  GRANTED_CERTIFICATE,
  GRANTED_CARD,
  GRANTED_COMPARTMENTS,
  GRANTED_SECRETS,
  GRANTED_SLOT_KEY,
  GRANTED_SERVER,
};

static gboolean
fail (const char *message, GError **error)
{
  g_set_error_literal (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED, message);
  return FALSE;
}

TsnGranted *
tsn_granted_new (void)
{
  TsnGranted *self = tsn_secret_new (sizeof *self);

  self->compartments = g_array_new (FALSE, TRUE, sizeof (TsnEpochKey));
  return self;
}

void
tsn_granted_free (TsnGranted *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_clear_pointer (&self->server, g_bytes_unref);
  g_array_unref (self->compartments);
  tsn_secret_free (self);
}

/* -- The coordinator's side -- */

GBytes *
tsn_vault_certify (TsnVault *self, const TsnCertificate *device, GError **error)
{
  TsnSecrets *authority = tsn_vault_dup_authority (self, error);
  TsnCertificate certificate = *device;
  GBytes *signed_one;

  if (authority == NULL)
    return NULL;
  certificate.issued_ms = self->now_ms ();
  signed_one = tsn_certificate_sign (&certificate, authority->root);
  tsn_secret_free (authority);
  return signed_one;
}

/* Holds keys: as large from the beginning as it will be. */
static GByteArray *
write_granted (const TsnGranted *granted, const TsnSecrets *secrets)
{
  GByteArray *out = g_byte_array_sized_new (TSN_ENVELOPE_SIZE_MAX);
  g_autoptr (TsnSecretArray) plain = tsn_secrets_write_granted (secrets);

  tsn_cbor_write_map (out,
                      5u + (granted->has_slot_key ? 1 : 0) + (granted->server != NULL ? 1 : 0));
  tsn_cbor_write_uint (out, GRANTED_FORMAT);
  tsn_cbor_write_uint (out, FORMAT);
  tsn_vault_write_key_bytes (out, GRANTED_CERTIFICATE, granted->certificate);
  tsn_vault_write_key (out, GRANTED_CARD, granted->card_public, TSN_KEY_SIZE);
  tsn_cbor_write_uint (out, GRANTED_COMPARTMENTS);
  tsn_epoch_keys_write (out, granted->compartments);
  tsn_vault_write_key (out, GRANTED_SECRETS, plain->data, plain->len);
  if (granted->has_slot_key)
    tsn_vault_write_key (out, GRANTED_SLOT_KEY, granted->slot_key, TSN_KEY_SIZE);
  if (granted->server != NULL)
    tsn_vault_write_key_bytes (out, GRANTED_SERVER, granted->server);
  return out;
}

/* With its final NUL. */
static GBytes *
context (void)
{
  return g_bytes_new_static (GRANT_CONTEXT, sizeof GRANT_CONTEXT);
}

/* What @to gets of @authority. */
static TsnGranted *
choose (GBytes *certificate, const TsnCertificate *to, const TsnSecrets *authority)
{
  TsnGranted *granted = tsn_granted_new ();
  g_autoptr (TsnVaultFile) publics = tsn_vault_file_new ();

  tsn_secrets_publish (authority, publics);
  granted->certificate = g_bytes_ref (certificate);
  memcpy (granted->card_public, publics->card_public, TSN_KEY_SIZE);
  g_array_append_vals (granted->compartments,
                       publics->compartments->data,
                       publics->compartments->len);
  if (to->role != TSN_ROLE_KIOSK && authority->has_recovery)
    {
      guint8 *key = tsn_slot_recovery_key (&to->device, authority);

      memcpy (granted->slot_key, key, TSN_KEY_SIZE);
      granted->has_slot_key = TRUE;
      tsn_secret_free (key);
    }
  return granted;
}

GBytes *
tsn_grant_make (const TsnSecrets *authority, GBytes *certificate, GBytes *server, GError **error)
{
  g_autoptr (TsnGranted) granted = NULL;
  g_autoptr (TsnSecretArray) plain = NULL;
  g_autoptr (GBytes) what = context ();
  guint8 root_public[TSN_KEY_SIZE];
  TsnSecrets *limited;
  TsnCertificate to;

  crypto_sign_ed25519_sk_to_pk (root_public, authority->root);
  if (!tsn_certificate_verify (certificate, root_public, &to, error))
    return NULL;
  limited = tsn_secret_new (sizeof *limited);
  tsn_secrets_copy_for_role (limited, authority, to.role);
  granted = choose (certificate, &to, authority);
  granted->server = server != NULL ? g_bytes_ref (server) : NULL;
  plain = write_granted (granted, limited);
  tsn_secret_free (limited);
  return tsn_envelope_seal (what, &to, plain, authority->root);
}

GBytes *
tsn_vault_grant (TsnVault *self, GBytes *certificate, GBytes *server, GError **error)
{
  TsnSecrets *authority = tsn_vault_dup_authority (self, error);
  GBytes *grant;

  if (authority == NULL)
    return NULL;
  grant = tsn_grant_make (authority, certificate, server, error);
  tsn_secret_free (authority);
  return grant;
}

/* -- The device's side -- */

gboolean
tsn_grant_verify (GBytes *grant,
                  const TsnId *device,
                  const guint8 root_public[TSN_KEY_SIZE],
                  GError **error)
{
  g_autoptr (GBytes) what = context ();

  return tsn_envelope_verify (grant, what, device, root_public) ||
         fail ("what was granted is not from this municipality for this device", error);
}

static gboolean
read_bytes (TsnCborReader *reader, gsize max, GBytes **out)
{
  const guint8 *data;
  gsize size;

  if (!tsn_cbor_read_bytes (reader, &data, &size) || size > max)
    return FALSE;
  *out = g_bytes_new (data, size);
  return TRUE;
}

static gboolean
read_field (TsnGranted *self, TsnSecrets *secrets, TsnCborReader *reader, gint64 key)
{
  const guint8 *plain;
  guint64 format;
  gsize size;

  switch (key)
    {
    case GRANTED_FORMAT:
      return tsn_cbor_read_uint (reader, &format) && format == FORMAT;
    case GRANTED_CERTIFICATE:
      return read_bytes (reader, CERTIFICATE_MAX, &self->certificate);
    case GRANTED_CARD:
      return tsn_cbor_read_fixed (reader, self->card_public, TSN_KEY_SIZE);
    case GRANTED_COMPARTMENTS:
      return tsn_epoch_keys_read (reader, self->compartments);
    case GRANTED_SECRETS:
      return tsn_cbor_read_bytes (reader, &plain, &size) && size <= SECRETS_SIZE_MAX &&
             tsn_secrets_read (secrets, plain, size);
    case GRANTED_SLOT_KEY:
      self->has_slot_key = tsn_cbor_read_fixed (reader, self->slot_key, TSN_KEY_SIZE);
      return self->has_slot_key;
    case GRANTED_SERVER:
      return read_bytes (reader, SERVER_SIZE_MAX, &self->server);
    default:
      return FALSE;
    }
}

static gboolean
read_granted (TsnGranted *self, TsnSecrets *secrets, const guint8 *plain, gsize size)
{
  TsnCborReader reader;
  gint64 key = -1;
  gsize n;

  tsn_cbor_reader_init (&reader, plain, size);
  if (!tsn_cbor_read_map (&reader, &n) || n < 5)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!tsn_cbor_read_key (&reader, &key) || (i < 5 && key != (gint64) i + 1) ||
        !read_field (self, secrets, &reader, key))
      return FALSE;
  return tsn_cbor_end (&reader);
}

TsnGranted *
tsn_grant_open (GBytes *grant, TsnSecrets *secrets, GError **error)
{
  g_autoptr (TsnGranted) self = tsn_granted_new ();
  gsize size;
  guint8 *plain = tsn_envelope_open (grant, secrets->box, &size);
  gboolean ok = plain != NULL && read_granted (self, secrets, plain, size);

  tsn_secret_free (plain);
  if (!ok)
    fail ("the grant is not for this device", error);
  return ok ? g_steal_pointer (&self) : NULL;
}
