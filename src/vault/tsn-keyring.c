/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The municipality's keys under the recovery key.
 *
 * The keyring lies in the open in the municipality's record, wherever that is. It is sealed under a
 * symmetric key, so one that a server made up does not open; and 160 random bits need no protection
 * against guessing. Beside what is sealed stands the hash of a ticket: with it a server can tell
 * whom to give the keyring to, and knows neither the ticket nor any key before it is shown.
 */

#include "tsn-keyring.h"

#include <string.h>

#include "tsn-hkdf.h"
#include "tsn-vault-private.h"

#define KEY_CONTEXT      "tsunagi keyring 1"
#define SEALED_CONTEXT   "tsunagi keyring 2" /* before the hash of the ticket */
#define RECOVERY_CONTEXT "tsunagi recovery 1"
#define TICKET_CONTEXT   "tsunagi recovery ticket 1"
#define FORMAT           2 /* [ 2, hash of the ticket, sealed ]; 1, without, is of before */

/* -- Out of the recovery key -- */

static void
derive (const guint8 *secret,
        gsize secret_size,
        const char *context,
        gsize context_size,
        guint8 *out,
        gsize size)
{
  tsn_hkdf_sha256 (secret, secret_size, NULL, 0, (const guint8 *) context, context_size, out, size);
}

void
tsn_secrets_set_recovery (TsnSecrets *self, const guint8 key[TSN_RECOVERY_KEY_SIZE])
{
  derive (key,
          TSN_RECOVERY_KEY_SIZE,
          RECOVERY_CONTEXT,
          sizeof RECOVERY_CONTEXT,
          self->recovery,
          TSN_KEY_SIZE);
  self->has_recovery = TRUE;
}

char *
tsn_secrets_new_recovery (TsnSecrets *self)
{
  guint8 key[TSN_RECOVERY_KEY_SIZE];
  char *text;

  randombytes_buf (key, sizeof key);
  tsn_secrets_set_recovery (self, key);
  self->recovery_number++;
  text = tsn_recovery_key_format (key);
  sodium_memzero (key, sizeof key);
  return text;
}

static void
ticket_of (const TsnSecrets *self, guint8 ticket[TSN_TICKET_SIZE])
{
  derive (self->recovery,
          TSN_KEY_SIZE,
          TICKET_CONTEXT,
          sizeof TICKET_CONTEXT,
          ticket,
          TSN_TICKET_SIZE);
}

static guint8 *
keyring_key (const TsnSecrets *self)
{
  guint8 *key = tsn_secret_new (TSN_KEY_SIZE);

  derive (self->recovery, TSN_KEY_SIZE, KEY_CONTEXT, sizeof KEY_CONTEXT, key, TSN_KEY_SIZE);
  return key;
}

gboolean
tsn_recovery_ticket (const char *recovery_key, guint8 ticket[TSN_TICKET_SIZE], GError **error)
{
  guint8 key[TSN_RECOVERY_KEY_SIZE];
  TsnSecrets *secrets;

  tsn_vault_init_crypto ();
  if (!tsn_recovery_key_parse (recovery_key, key, error))
    return FALSE;
  secrets = tsn_secret_new (sizeof *secrets);
  tsn_secrets_set_recovery (secrets, key);
  sodium_memzero (key, sizeof key);
  ticket_of (secrets, ticket);
  tsn_secret_free (secrets);
  return TRUE;
}

/* -- The keyring -- */

typedef struct
{
  gboolean has_ticket;
  guint8 ticket[TSN_HASH_SIZE]; /* its hash */
  const guint8 *sealed;         /* in the keyring's bytes */
  gsize size;
} Keyring;

/* What the sealed keys are bound to. @hash: NULL: of before. */
static GByteArray *
associated_data (const guint8 *hash)
{
  GByteArray *ad = g_byte_array_new ();

  if (hash == NULL)
    return g_byte_array_append (ad, (const guint8 *) KEY_CONTEXT, sizeof KEY_CONTEXT);
  g_byte_array_append (ad, (const guint8 *) SEALED_CONTEXT, sizeof SEALED_CONTEXT);
  return g_byte_array_append (ad, hash, TSN_HASH_SIZE);
}

GBytes *
tsn_secrets_seal_keyring (const TsnSecrets *self)
{
  g_autoptr (TsnSecretArray) plain = tsn_secrets_write_municipality (self);
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  g_autoptr (GByteArray) ad = NULL;
  GByteArray *out = g_byte_array_new ();
  guint8 ticket[TSN_TICKET_SIZE];
  guint8 *key = keyring_key (self);
  TsnHash hash;

  ticket_of (self, ticket);
  tsn_hash_bytes (ticket, sizeof ticket, &hash);
  sodium_memzero (ticket, sizeof ticket);
  ad = associated_data (hash.bytes);
  tsn_box_seal (sealed, key, plain->data, plain->len, ad->data, ad->len);
  tsn_secret_free (key);
  tsn_cbor_write_array (out, 3);
  tsn_cbor_write_uint (out, FORMAT);
  tsn_cbor_write_bytes (out, hash.bytes, sizeof hash.bytes);
  tsn_cbor_write_bytes (out, sealed->data, sealed->len);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
read_parts (Keyring *self, TsnCborReader *reader, guint64 format, gsize n)
{
  self->has_ticket = format == FORMAT;
  return n == (self->has_ticket ? 3 : 2) &&
         (!self->has_ticket || tsn_cbor_read_fixed (reader, self->ticket, sizeof self->ticket)) &&
         tsn_cbor_read_bytes (reader, &self->sealed, &self->size) && tsn_cbor_end (reader);
}

static gboolean
read_keyring (Keyring *self, GBytes *keyring, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (keyring, &size);
  TsnCborReader reader;
  guint64 format = 0;
  gsize n = 0;

  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_array (&reader, &n) || !tsn_cbor_read_uint (&reader, &format) || format == 0 ||
      (format <= FORMAT && !read_parts (self, &reader, format, n)))
    g_set_error_literal (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED, "keyring is damaged");
  else if (format > FORMAT)
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_TOO_NEW,
                         "keyring is of a newer version");
  else
    return TRUE;
  return FALSE;
}

gboolean
tsn_secrets_open_keyring (TsnSecrets *self, GBytes *keyring, GError **error)
{
  g_autoptr (GByteArray) ad = NULL;
  Keyring read;
  guint8 *key;
  gboolean ok;

  if (!read_keyring (&read, keyring, error))
    return FALSE;
  ad = associated_data (read.has_ticket ? read.ticket : NULL);
  key = keyring_key (self);
  ok = tsn_secrets_open_sealed (self, key, read.sealed, read.size, ad->data, ad->len) &&
       self->has_root && self->has_card && self->n_compartments >= 2;
  tsn_secret_free (key);
  if (!ok)
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_WRONG_SECRET,
                         "recovery key does not open this keyring");
  return ok;
}

gboolean
tsn_keyring_is_for (GBytes *keyring, const guint8 ticket[TSN_TICKET_SIZE])
{
  Keyring read;
  TsnHash hash;

  /* Hashes are compared, so the time that it takes tells nothing. */
  tsn_hash_bytes (ticket, TSN_TICKET_SIZE, &hash);
  return read_keyring (&read, keyring, NULL) && read.has_ticket &&
         memcmp (read.ticket, hash.bytes, sizeof hash.bytes) == 0;
}

gboolean
tsn_secrets_keyring_has_ticket (const TsnSecrets *self, GBytes *keyring)
{
  guint8 ticket[TSN_TICKET_SIZE];
  gboolean has;

  ticket_of (self, ticket);
  has = tsn_keyring_is_for (keyring, ticket);
  sodium_memzero (ticket, sizeof ticket);
  return has;
}
