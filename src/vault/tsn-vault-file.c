/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bytes of the vault file; docs/security.md has them field by field.
 *
 * The file comes from a disk that others may have written to, so reading believes nothing: every
 * count and length is bounded, Argon2's limits included (a hostile file must not ask for 100 GiB).
 * A digest at the end tells a bad disk from a wrong passphrase; it stops no attacker, who can
 * compute it, too. What stops him is that the clear part is associated data of the sealed one and
 * that the certificate in it is signed. Nothing secret passes through here but what is sealed.
 */

#include <string.h>

#include "tsn-cbor.h"
#include "tsn-vault-private.h"

#define OPSLIMIT_MAX         16
#define MEMLIMIT_MAX         (G_GUINT64_CONSTANT (1) << 30)
#define CERTIFICATE_SIZE_MAX 4096
#define PAYLOAD_SIZE_MAX     (64 * 1024)

enum
{
  FILE_FORMAT = 1,
  FILE_IDENTITY,
  FILE_SLOTS,
  FILE_PAYLOAD,
  FILE_DIGEST, /* last: of every byte before its own content */
  FILE_N = FILE_DIGEST
};

enum
{
  IDENTITY_DEVICE = 1,
  IDENTITY_ROLE,
  IDENTITY_SIGN,
  IDENTITY_BOX,
  IDENTITY_ROOT,
  IDENTITY_CARD,
  IDENTITY_COMPARTMENTS,
  IDENTITY_CERTIFICATE,
  IDENTITY_N = IDENTITY_CERTIFICATE
};

TsnSlot *
tsn_slot_new (TsnSlotType type, const TsnId *id, const char *label)
{
  TsnSlot *self = g_new0 (TsnSlot, 1);

  self->type = type;
  self->id = *id;
  self->label = g_strdup (label);
  return self;
}

TsnSlot *
tsn_slot_copy (const TsnSlot *self)
{
  TsnSlot *copy = g_memdup2 (self, sizeof *self);

  copy->label = g_strdup (self->label);
  return copy;
}

void
tsn_slot_free (TsnSlot *self)
{
  g_free (self->label);
  g_free (self);
}

TsnVaultFile *
tsn_vault_file_new (void)
{
  TsnVaultFile *self = g_new0 (TsnVaultFile, 1);

  self->compartments = g_array_new (FALSE, TRUE, sizeof (TsnEpochKey));
  self->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_slot_free);
  return self;
}

void
tsn_vault_file_free (TsnVaultFile *self)
{
  g_array_unref (self->compartments);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_ptr_array_unref (self->slots);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_free (self);
}

void
tsn_vault_write_key (GByteArray *out, guint64 number, gconstpointer bytes, gsize size)
{
  tsn_cbor_write_uint (out, number);
  tsn_cbor_write_bytes (out, bytes, size);
}

void
tsn_vault_write_key_bytes (GByteArray *out, guint64 number, GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  tsn_vault_write_key (out, number, data, size);
}

void
tsn_epoch_keys_write (GByteArray *out, const GArray *keys)
{
  tsn_cbor_write_array (out, keys->len);
  for (guint i = 0; i < keys->len; i++)
    {
      const TsnEpochKey *key = &g_array_index (keys, TsnEpochKey, i);

      tsn_cbor_write_array (out, 3);
      tsn_cbor_write_uint (out, key->epoch);
      tsn_cbor_write_uint (out, key->compartment);
      tsn_cbor_write_bytes (out, key->key, TSN_KEY_SIZE);
    }
}

void
tsn_vault_file_write_identity (const TsnVaultFile *self, GByteArray *out)
{
  tsn_cbor_write_map (out, IDENTITY_N);
  tsn_vault_write_key (out, IDENTITY_DEVICE, self->device.bytes, sizeof self->device.bytes);
  tsn_cbor_write_uint (out, IDENTITY_ROLE);
  tsn_cbor_write_uint (out, self->role);
  tsn_vault_write_key (out, IDENTITY_SIGN, self->sign_public, TSN_KEY_SIZE);
  tsn_vault_write_key (out, IDENTITY_BOX, self->box_public, TSN_KEY_SIZE);
  tsn_vault_write_key (out, IDENTITY_ROOT, self->root_public, TSN_KEY_SIZE);
  tsn_vault_write_key (out, IDENTITY_CARD, self->card_public, TSN_KEY_SIZE);
  tsn_cbor_write_uint (out, IDENTITY_COMPARTMENTS);
  tsn_epoch_keys_write (out, self->compartments);
  tsn_vault_write_key_bytes (out, IDENTITY_CERTIFICATE, self->certificate);
}

static void
write_slot (GByteArray *out, const TsnSlot *slot)
{
  tsn_cbor_write_array (out, 7);
  tsn_cbor_write_bytes (out, slot->id.bytes, sizeof slot->id.bytes);
  tsn_cbor_write_uint (out, slot->type);
  tsn_cbor_write_text (out, slot->label, -1);
  tsn_cbor_write_bytes (out, slot->salt, sizeof slot->salt);
  tsn_cbor_write_uint (out, slot->opslimit);
  tsn_cbor_write_uint (out, slot->memlimit);
  tsn_cbor_write_bytes (out, slot->sealed, sizeof slot->sealed);
}

/* Programs of before know no such slot, and take the file for one of a newer version. */
static gboolean
has_desktop_slot (const TsnVaultFile *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (((const TsnSlot *) g_ptr_array_index (self->slots, i))->type == TSN_SLOT_DESKTOP)
      return TRUE;
  return FALSE;
}

GBytes *
tsn_vault_file_encode (const TsnVaultFile *self)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GByteArray) identity = g_byte_array_new ();
  guint8 digest[TSN_DIGEST_SIZE];
  gboolean desktop = has_desktop_slot (self);
  guint8 head[] = { FILE_DIGEST, 0x58, TSN_DIGEST_SIZE }; /* key; byte string of 32 */

  tsn_vault_file_write_identity (self, identity);
  tsn_cbor_write_map (out, FILE_N);
  tsn_cbor_write_uint (out, FILE_FORMAT);
  tsn_cbor_write_uint (out, desktop ? 2 : 1);
  tsn_vault_write_key (out, FILE_IDENTITY, identity->data, identity->len);
  tsn_cbor_write_uint (out, FILE_SLOTS);
  tsn_cbor_write_array (out, self->slots->len);
  for (guint i = 0; i < self->slots->len; i++)
    write_slot (out, g_ptr_array_index (self->slots, i));
  tsn_vault_write_key_bytes (out, FILE_PAYLOAD, self->payload);
  tsn_cbor_write_raw (out, head, sizeof head);
  crypto_hash_sha256 (digest, out->data, out->len);
  tsn_cbor_write_raw (out, digest, sizeof digest);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
read_number_key (TsnCborReader *reader, gint64 *last, gint64 number)
{
  if (!tsn_cbor_read_key (reader, last))
    return FALSE;
  if (*last != number)
    reader->error = TSN_CBOR_TYPE;
  return reader->error == TSN_CBOR_OK;
}

static gboolean
read_key (TsnCborReader *reader, gint64 *last, gint64 number, gpointer out, gsize size)
{
  return read_number_key (reader, last, number) && tsn_cbor_read_fixed (reader, out, size);
}

static gboolean
read_key_bytes (TsnCborReader *reader, gint64 *last, gint64 number, gsize max, GBytes **out)
{
  const guint8 *bytes;
  gsize size;

  if (!read_number_key (reader, last, number) || !tsn_cbor_read_bytes (reader, &bytes, &size) ||
      size > max)
    return FALSE;
  *out = g_bytes_new (bytes, size);
  return TRUE;
}

static gboolean
read_array_of (TsnCborReader *reader, gsize expected)
{
  gsize n;

  return tsn_cbor_read_array (reader, &n) && n == expected;
}

static gboolean
read_bounded (TsnCborReader *reader, guint64 min, guint64 max, guint64 *value)
{
  return tsn_cbor_read_uint (reader, value) && *value >= min && *value <= max;
}

int
tsn_epoch_key_compare (gconstpointer a, gconstpointer b)
{
  const TsnEpochKey *one = a;
  const TsnEpochKey *other = b;

  if (one->epoch != other->epoch)
    return one->epoch < other->epoch ? -1 : 1;
  if (one->compartment != other->compartment)
    return one->compartment < other->compartment ? -1 : 1;
  return memcmp (one->key, other->key, TSN_KEY_SIZE);
}

static gboolean
is_after (const GArray *keys, const TsnEpochKey *key)
{
  return keys->len == 0 ||
         tsn_epoch_key_compare (&g_array_index (keys, TsnEpochKey, keys->len - 1), key) < 0;
}

const TsnEpochKey *
tsn_epoch_keys_current (const GArray *keys, TsnCompartment compartment)
{
  for (guint i = keys->len; i > 0; i--)
    if (g_array_index (keys, TsnEpochKey, i - 1).compartment == compartment)
      return &g_array_index (keys, TsnEpochKey, i - 1);
  return NULL;
}

static gboolean
is_whole (const GArray *keys)
{
  const TsnEpochKey *desk = tsn_epoch_keys_current (keys, TSN_DESK);
  const TsnEpochKey *care = tsn_epoch_keys_current (keys, TSN_CARE);
  guint last = g_array_index (keys, TsnEpochKey, keys->len - 1).epoch;

  return desk != NULL && care != NULL && desk->epoch == last && care->epoch == last;
}

gboolean
tsn_epoch_keys_read (TsnCborReader *reader, GArray *keys)
{
  gsize n;

  if (!tsn_cbor_read_array (reader, &n) || n < 2 || n > TSN_VAULT_EPOCH_KEYS_MAX)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      TsnEpochKey key = { 0 };
      guint64 epoch;
      guint64 compartment;

      if (!read_array_of (reader, 3) || !read_bounded (reader, 1, G_MAXUINT32, &epoch) ||
          !read_bounded (reader, TSN_CARD_KEY, TSN_CARE, &compartment) ||
          !tsn_cbor_read_fixed (reader, key.key, TSN_KEY_SIZE))
        return FALSE;
      key.epoch = (guint) epoch;
      key.compartment = (TsnCompartment) compartment;
      if (!is_after (keys, &key))
        return FALSE;
      g_array_append_val (keys, key);
    }
  return is_whole (keys);
}

static gboolean
read_compartments (TsnVaultFile *self, TsnCborReader *reader)
{
  gsize n;

  if (self->joining)
    return tsn_cbor_read_array (reader, &n) && n == 0;
  return tsn_epoch_keys_read (reader, self->compartments);
}

static gboolean
read_identity (TsnVaultFile *self, const guint8 *data, gsize size)
{
  TsnCborReader reader;
  gint64 key = -1;
  gsize n;
  guint64 role;

  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_map (&reader, &n) || n != IDENTITY_N)
    return FALSE;
  if (!read_key (&reader, &key, IDENTITY_DEVICE, self->device.bytes, sizeof self->device.bytes) ||
      !read_number_key (&reader, &key, IDENTITY_ROLE) ||
      !read_bounded (&reader, TSN_ROLE_DESK, TSN_ROLE_EMS, &role))
    return FALSE;
  self->role = (TsnRole) role;
  return read_key (&reader, &key, IDENTITY_SIGN, self->sign_public, TSN_KEY_SIZE) &&
         read_key (&reader, &key, IDENTITY_BOX, self->box_public, TSN_KEY_SIZE) &&
         read_key (&reader, &key, IDENTITY_ROOT, self->root_public, TSN_KEY_SIZE) &&
         read_key (&reader, &key, IDENTITY_CARD, self->card_public, TSN_KEY_SIZE) &&
         read_number_key (&reader, &key, IDENTITY_COMPARTMENTS) &&
         read_compartments (self, &reader) &&
         read_key_bytes (&reader,
                         &key,
                         IDENTITY_CERTIFICATE,
                         CERTIFICATE_SIZE_MAX,
                         &self->certificate) &&
         tsn_cbor_end (&reader);
}

static gboolean
slot_is_sound (const TsnSlot *slot, TsnRole role)
{
  gboolean of_kiosk = slot->type == TSN_SLOT_UNATTENDED || slot->type == TSN_SLOT_STAFF;

  if (of_kiosk != (role == TSN_ROLE_KIOSK))
    return FALSE;
  if (slot->type == TSN_SLOT_DESKTOP && role != TSN_ROLE_EMS)
    return FALSE;
  if (slot->type != TSN_SLOT_PASSPHRASE && slot->type != TSN_SLOT_STAFF)
    return slot->opslimit == 0 && slot->memlimit == 0;
  return slot->opslimit >= crypto_pwhash_OPSLIMIT_MIN && slot->opslimit <= OPSLIMIT_MAX &&
         slot->memlimit >= crypto_pwhash_MEMLIMIT_MIN && slot->memlimit <= MEMLIMIT_MAX;
}

static gboolean
read_slot (TsnCborReader *reader, TsnVaultFile *self)
{
  g_autoptr (TsnSlot) slot = g_new0 (TsnSlot, 1);
  guint64 type;

  if (!read_array_of (reader, 7) ||
      !tsn_cbor_read_fixed (reader, slot->id.bytes, sizeof slot->id.bytes) ||
      !read_bounded (reader, TSN_SLOT_PASSPHRASE, TSN_SLOT_DESKTOP, &type) ||
      !tsn_cbor_dup_text (reader, TSN_VAULT_LABEL_SIZE_MAX, &slot->label) ||
      !tsn_cbor_read_fixed (reader, slot->salt, sizeof slot->salt) ||
      !tsn_cbor_read_uint (reader, &slot->opslimit) ||
      !tsn_cbor_read_uint (reader, &slot->memlimit) ||
      !tsn_cbor_read_fixed (reader, slot->sealed, sizeof slot->sealed))
    return FALSE;
  slot->type = (TsnSlotType) type;
  if (!slot_is_sound (slot, self->role))
    return FALSE;
  g_ptr_array_add (self->slots, g_steal_pointer (&slot));
  return TRUE;
}

static gboolean
read_slots (TsnCborReader *reader, TsnVaultFile *self)
{
  gsize n;

  if (!tsn_cbor_read_array (reader, &n) || n == 0 || n > TSN_VAULT_SLOTS_MAX)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!read_slot (reader, self))
      return FALSE;
  return TRUE;
}

static gboolean
read_file (TsnVaultFile *self, TsnCborReader *reader, gint64 *key)
{
  g_autoptr (GBytes) identity = NULL;
  guint8 digest[TSN_DIGEST_SIZE];

  return read_key_bytes (reader, key, FILE_IDENTITY, TSN_VAULT_FILE_SIZE_MAX, &identity) &&
         read_identity (self, g_bytes_get_data (identity, NULL), g_bytes_get_size (identity)) &&
         read_number_key (reader, key, FILE_SLOTS) && read_slots (reader, self) &&
         read_key_bytes (reader, key, FILE_PAYLOAD, PAYLOAD_SIZE_MAX, &self->payload) &&
         read_key (reader, key, FILE_DIGEST, digest, sizeof digest) && tsn_cbor_end (reader);
}

static gboolean
digest_matches (const guint8 *data, gsize size)
{
  guint8 digest[TSN_DIGEST_SIZE];

  if (size < TSN_DIGEST_SIZE)
    return FALSE;
  crypto_hash_sha256 (digest, data, size - TSN_DIGEST_SIZE);
  return memcmp (digest, data + size - TSN_DIGEST_SIZE, TSN_DIGEST_SIZE) == 0;
}

static gboolean
certificate_matches (const TsnVaultFile *self)
{
  TsnCertificate certificate;

  if (self->joining)
    return g_bytes_get_size (self->certificate) == 0;
  return tsn_certificate_verify (self->certificate, self->root_public, &certificate, NULL) &&
         tsn_id_equal (&certificate.device, &self->device) && certificate.role == self->role &&
         memcmp (certificate.sign_public, self->sign_public, TSN_KEY_SIZE) == 0 &&
         memcmp (certificate.box_public, self->box_public, TSN_KEY_SIZE) == 0;
}

static TsnVaultFile *
decode (const guint8 *data, gsize size, gboolean joining, GError **error)
{
  g_autoptr (TsnVaultFile) self = tsn_vault_file_new ();
  TsnCborReader reader;
  gint64 key = -1;
  gsize n;
  guint64 format = 0;

  self->joining = joining;
  tsn_cbor_reader_init (&reader, data, size);
  if (!digest_matches (data, size) || size > TSN_VAULT_FILE_SIZE_MAX ||
      !tsn_cbor_read_map (&reader, &n) || !read_number_key (&reader, &key, FILE_FORMAT) ||
      !tsn_cbor_read_uint (&reader, &format) || format == 0)
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_DAMAGED,
                         "vault file is damaged or not a vault");
  else if (format > TSN_VAULT_FORMAT)
    g_set_error (error,
                 TSN_VAULT_ERROR,
                 TSN_VAULT_ERROR_TOO_NEW,
                 "vault file has format %" G_GUINT64_FORMAT ", this version knows %d",
                 format,
                 TSN_VAULT_FORMAT);
  else if (n != FILE_N || !read_file (self, &reader, &key) ||
           (format == 2) != has_desktop_slot (self))
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_DAMAGED,
                         "vault file has parts that do not belong there");
  else if (!certificate_matches (self))
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_DAMAGED,
                         "vault file and its certificate do not match");
  else
    return g_steal_pointer (&self);
  return NULL;
}

TsnVaultFile *
tsn_vault_file_decode (const guint8 *data, gsize size, GError **error)
{
  return decode (data, size, FALSE, error);
}

TsnVaultFile *
tsn_vault_file_decode_joining (const guint8 *data, gsize size, GError **error)
{
  return decode (data, size, TRUE, error);
}
