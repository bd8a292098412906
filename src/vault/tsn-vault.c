/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The vault's life: made, opened, locked, freed; who the device is; what it signs.
 *
 * Three ways lead to a vault (a new municipality, a device of one, a device from the recovery key),
 * and differ only in where the municipality's keys come from; make_vault() does the rest. Nothing
 * is in memory that is not in the file: the file is written before a vault is returned.
 *
 * Slots and unlocking are in tsn-vault-slots.c and tsn-vault-operators.c, data keys in
 * tsn-vault-seal.c, new epochs in tsn-new-keys.c. Which devices get them is not the vault's
 * business.
 */

#include <string.h>

#include "tsn-vault-private.h"

/* clang-format off */
G_DEFINE_QUARK (tsn-vault-error-quark, tsn_vault_error)
/* clang-format on */

static gint64
wall_clock_ms (void)
{
  return g_get_real_time () / 1000;
}

/* @file: (transfer full) */
static TsnVault *
new_vault (const char *path, TsnVaultFile *file)
{
  TsnVault *self = g_new0 (TsnVault, 1);

  self->path = g_strdup (path);
  self->file = file;
  tsn_tries_init (&self->tries, path);
  self->now_ms = wall_clock_ms;
  g_mutex_init (&self->lock);
  self->keys = tsn_key_table_new ();
  self->operators = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->operators, g_new0 (TsnId, 1));
  self->retired = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->operator_id = g_ptr_array_index (self->operators, 0);
  return self;
}

void
tsn_vault_free (TsnVault *self)
{
  if (self == NULL)
    return;
  tsn_key_table_free (self->keys);
  tsn_secret_free (self->secrets);
  tsn_secret_free (self->borrowed);
  tsn_vault_file_free (self->file);
  tsn_tries_clear (&self->tries);
  g_ptr_array_unref (self->operators);
  g_ptr_array_unref (self->retired);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self);
}

const TsnSecrets *
tsn_vault_get_secrets (TsnVault *self, GError **error)
{
  if (self->secrets == NULL)
    g_set_error_literal (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED, "vault is locked");
  return self->secrets;
}

/* What a new device needs besides keys. */
typedef struct
{
  const char *path;
  TsnRole role;
  const char *label;
  const char *passphrase;
  TsnVaultCost cost;
} Plan;

static GBytes *
certify (const TsnVaultFile *file, const TsnSecrets *authority)
{
  TsnCertificate certificate = { .device = file->device,
                                 .role = file->role,
                                 .issued_ms = wall_clock_ms () };

  memcpy (certificate.sign_public, file->sign_public, TSN_KEY_SIZE);
  memcpy (certificate.box_public, file->box_public, TSN_KEY_SIZE);
  return tsn_certificate_sign (&certificate, authority->root);
}

/* The slots of a new file: its first operator, or a kiosk's own and its staff, and the recovery
 * key. */
static gboolean
add_slots (TsnVaultFile *file,
           const Plan *plan,
           const TsnSecrets *own,
           const TsnSecrets *authority,
           TsnId *operator_id,
           GError **error)
{
  TsnSecrets *recovery;
  TsnSlot *slot;

  if (plan->role == TSN_ROLE_KIOSK)
    return tsn_slots_add_kiosk (file, own, plan->passphrase, plan->cost, error);
  *operator_id = tsn_id_new (wall_clock_ms ());
  slot = tsn_slot_new_passphrase (file,
                                  own,
                                  operator_id,
                                  plan->label,
                                  plan->passphrase,
                                  plan->cost,
                                  error);
  if (slot == NULL)
    return FALSE;
  g_ptr_array_add (file->slots, slot);
  if (!authority->has_recovery)
    return TRUE;
  recovery = tsn_secret_new (sizeof *recovery);
  memcpy (recovery->vault_key, own->vault_key, TSN_KEY_SIZE);
  memcpy (recovery->recovery, authority->recovery, TSN_KEY_SIZE);
  g_ptr_array_add (file->slots, tsn_slot_new_recovery (file, recovery));
  tsn_secret_free (recovery);
  return TRUE;
}

/* The clear part of a new device's file; the public keys come from whoever has the private ones. */
static TsnVaultFile *
new_file (const Plan *plan, const TsnSecrets *own, const TsnSecrets *authority)
{
  TsnVaultFile *file = tsn_vault_file_new ();
  g_autoptr (TsnVaultFile) device = tsn_vault_file_new ();

  tsn_secrets_publish (authority, file);
  tsn_secrets_publish (own, device);
  memcpy (file->sign_public, device->sign_public, TSN_KEY_SIZE);
  memcpy (file->box_public, device->box_public, TSN_KEY_SIZE);
  file->device = tsn_id_new (wall_clock_ms ());
  file->role = plan->role;
  file->certificate = certify (file, authority);
  return file;
}

/* @authority: holds all keys of the municipality */
static TsnVault *
make_vault (const Plan *plan, const TsnSecrets *authority, GError **error)
{
  TsnSecrets *own = tsn_secret_new (sizeof *own);
  g_autoptr (TsnVaultFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  TsnId operator_id = TSN_ID_NIL;
  TsnVault *self;

  tsn_secrets_new_device (own);
  tsn_secrets_copy_for_role (own, authority, plan->role);
  file = new_file (plan, own, authority);
  tsn_secrets_seal (own, file);
  if (add_slots (file, plan, own, authority, &operator_id, error))
    bytes = tsn_vault_file_encode (file);
  if (bytes == NULL || !tsn_vault_disk_write (plan->path, bytes, TRUE, error))
    {
      tsn_secret_free (own);
      return NULL;
    }
  self = new_vault (plan->path, g_steal_pointer (&file));
  tsn_tries_reset (&self->tries); /* of a vault that was there before */
  self->secrets = own;
  g_ptr_array_add (self->operators, g_memdup2 (&operator_id, sizeof operator_id));
  self->operator_id = g_ptr_array_index (self->operators, 1);
  return self;
}

static gboolean
is_label (const char *label)
{
  return label != NULL && strlen (label) <= TSN_VAULT_LABEL_SIZE_MAX &&
         g_utf8_validate (label, -1, NULL);
}

/* Refuses early what would be refused late, before anything is made. */
static gboolean
may_create (const char *path, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return TRUE;
  g_set_error_literal (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_EXISTS, "there is a vault already");
  return FALSE;
}

TsnVault *
tsn_vault_create (const char *path,
                  const char *operator_label,
                  const char *passphrase,
                  TsnVaultCost cost,
                  char **recovery_key,
                  GError **error)
{
  Plan plan = { path, TSN_ROLE_DESK, operator_label, passphrase, cost };
  guint8 key[TSN_RECOVERY_KEY_SIZE];
  TsnSecrets *authority;
  TsnVault *self;

  g_return_val_if_fail (path != NULL && passphrase != NULL && recovery_key != NULL, NULL);
  g_return_val_if_fail (is_label (operator_label), NULL);

  tsn_vault_init_crypto ();
  if (!may_create (path, error) || !tsn_passphrase_check (passphrase, plan.role, error))
    return NULL;
  authority = tsn_secret_new (sizeof *authority);
  tsn_secrets_new_municipality (authority);
  randombytes_buf (key, sizeof key);
  tsn_secrets_set_recovery (authority, key);
  self = make_vault (&plan, authority, error);
  if (self != NULL)
    *recovery_key = tsn_recovery_key_format (key);
  sodium_memzero (key, sizeof key);
  tsn_secret_free (authority);
  return self;
}

/* A copy, so that Argon2 does not run under the other vault's lock. */
TsnSecrets *
tsn_vault_dup_authority (TsnVault *from, GError **error)
{
  TsnSecrets *copy = NULL;
  const TsnSecrets *secrets;

  g_mutex_lock (&from->lock);
  secrets = tsn_vault_get_secrets (from, error);
  if (secrets != NULL && !secrets->has_root)
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_NO_KEY,
                         "only a coordinator's device can do this");
  else if (secrets != NULL)
    {
      copy = tsn_secret_new (sizeof *copy);
      memcpy (copy, secrets, sizeof *copy);
    }
  g_mutex_unlock (&from->lock);
  return copy;
}

TsnVault *
tsn_vault_create_for_role (const char *path,
                           TsnVault *from,
                           TsnRole role,
                           const char *operator_label,
                           const char *passphrase,
                           TsnVaultCost cost,
                           GError **error)
{
  Plan plan = { path, role, operator_label, passphrase, cost };
  TsnSecrets *authority;
  TsnVault *self;

  g_return_val_if_fail (path != NULL && from != NULL, NULL);
  g_return_val_if_fail (role >= TSN_ROLE_DESK && role <= TSN_ROLE_EMS, NULL);
  g_return_val_if_fail (passphrase != NULL && is_label (operator_label), NULL);

  if (!may_create (path, error))
    return NULL;
  authority = tsn_vault_dup_authority (from, error);
  if (authority == NULL)
    return NULL;
  self = make_vault (&plan, authority, error);
  tsn_secret_free (authority);
  return self;
}

TsnVault *
tsn_vault_create_from_recovery (const char *path,
                                const char *recovery_key,
                                GBytes *keyring,
                                const char *operator_label,
                                const char *passphrase,
                                TsnVaultCost cost,
                                GError **error)
{
  Plan plan = { path, TSN_ROLE_DESK, operator_label, passphrase, cost };
  guint8 key[TSN_RECOVERY_KEY_SIZE];
  TsnSecrets *authority;
  TsnVault *self = NULL;

  g_return_val_if_fail (path != NULL && recovery_key != NULL && keyring != NULL, NULL);
  g_return_val_if_fail (passphrase != NULL && is_label (operator_label), NULL);

  tsn_vault_init_crypto ();
  if (!may_create (path, error) || !tsn_recovery_key_parse (recovery_key, key, error))
    return NULL;
  authority = tsn_secret_new (sizeof *authority);
  tsn_secrets_set_recovery (authority, key);
  sodium_memzero (key, sizeof key);
  if (tsn_secrets_open_keyring (authority, keyring, error))
    self = make_vault (&plan, authority, error);
  tsn_secret_free (authority);
  return self;
}

/* A kiosk unlocks itself. */
static gboolean
unlock_unattended (TsnVault *self, GError **error)
{
  TsnSecrets *secrets = tsn_secret_new (sizeof *secrets);

  if (tsn_slot_find_unattended (self->file, secrets) == NULL)
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_DAMAGED,
                         "vault file of a kiosk does not open");
  else if (tsn_secrets_open (secrets, self->file, error))
    {
      self->secrets = secrets;
      return TRUE;
    }
  tsn_secret_free (secrets);
  return FALSE;
}

TsnVault *
tsn_vault_open (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  TsnVaultFile *file;
  g_autoptr (TsnVault) self = NULL;
  gsize size;
  const guint8 *data;

  g_return_val_if_fail (path != NULL, NULL);

  tsn_vault_init_crypto ();
  bytes = tsn_vault_disk_read (path, TSN_VAULT_FILE_SIZE_MAX, error);
  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  file = tsn_vault_file_decode (data, size, error);
  if (file == NULL)
    return NULL;
  self = new_vault (path, file);
  if (file->role == TSN_ROLE_KIOSK && !unlock_unattended (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

GBytes *
tsn_vault_dup_file (TsnVault *self)
{
  GBytes *bytes;

  g_mutex_lock (&self->lock);
  bytes = tsn_vault_file_encode (self->file);
  g_mutex_unlock (&self->lock);
  return bytes;
}

gboolean
tsn_vault_write (TsnVault *self, GError **error)
{
  g_autoptr (GBytes) bytes = tsn_vault_file_encode (self->file);

  return tsn_vault_disk_write (self->path, bytes, FALSE, error);
}

gboolean
tsn_vault_restore_file (const char *path, GBytes *file, GError **error)
{
  g_autoptr (TsnVaultFile) read = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);

  tsn_vault_init_crypto ();
  read = tsn_vault_file_decode (data, size, error);
  return read != NULL && tsn_vault_disk_write (path, file, TRUE, error);
}

void
tsn_vault_lock (TsnVault *self)
{
  g_mutex_lock (&self->lock);
  tsn_key_table_forget (self->keys);
  if (self->file->role != TSN_ROLE_KIOSK)
    {
      g_clear_pointer (&self->secrets, tsn_secret_free);
      g_clear_pointer (&self->borrowed, tsn_secret_free);
      self->operator_id = g_ptr_array_index (self->operators, 0);
    }
  g_mutex_unlock (&self->lock);
}

gboolean
tsn_vault_is_locked (TsnVault *self)
{
  gboolean locked;

  g_mutex_lock (&self->lock);
  locked = self->secrets == NULL;
  g_mutex_unlock (&self->lock);
  return locked;
}

const TsnId *
tsn_vault_operator (TsnVault *self)
{
  const TsnId *operator_id;

  g_mutex_lock (&self->lock);
  operator_id = self->operator_id;
  g_mutex_unlock (&self->lock);
  return operator_id;
}

TsnRole
tsn_vault_role (TsnVault *self)
{
  return self->file->role;
}

const TsnId *
tsn_vault_device (TsnVault *self)
{
  return &self->file->device;
}

const guint8 *
tsn_vault_device_sign_public (TsnVault *self)
{
  return self->file->sign_public;
}

const guint8 *
tsn_vault_device_box_public (TsnVault *self)
{
  return self->file->box_public;
}

const guint8 *
tsn_vault_root_public (TsnVault *self)
{
  return self->file->root_public;
}

/* Valid as long as the vault, since lists of before are kept. */
static const TsnEpochKey *
current_key (TsnVault *self, TsnCompartment compartment)
{
  const TsnEpochKey *key;

  g_mutex_lock (&self->lock);
  key = tsn_epoch_keys_current (self->file->compartments, compartment);
  g_mutex_unlock (&self->lock);
  return key;
}

/* The first card key has a place of its own. */
const guint8 *
tsn_vault_card_public (TsnVault *self)
{
  const TsnEpochKey *key = current_key (self, TSN_CARD_KEY);

  return key != NULL ? key->key : self->file->card_public;
}

gboolean
tsn_vault_nth_card_public (TsnVault *self, guint nth, guint8 card_public[TSN_KEY_SIZE])
{
  const GArray *keys;
  gboolean found = nth == 0;

  g_mutex_lock (&self->lock);
  keys = self->file->compartments;
  if (found)
    memcpy (card_public, self->file->card_public, TSN_KEY_SIZE);
  for (guint i = 0; i < keys->len && !found; i++)
    if (g_array_index (keys, TsnEpochKey, i).compartment == TSN_CARD_KEY && --nth == 0)
      {
        memcpy (card_public, g_array_index (keys, TsnEpochKey, i).key, TSN_KEY_SIZE);
        found = TRUE;
      }
  if (!found && self->borrowed != NULL && nth <= self->borrowed->n)
    {
      memcpy (card_public, self->borrowed->pairs[nth - 1].public_half, TSN_KEY_SIZE);
      found = TRUE;
    }
  g_mutex_unlock (&self->lock);
  return found;
}

guint
tsn_vault_epoch (TsnVault *self)
{
  return current_key (self, TSN_CARE)->epoch;
}

const guint8 *
tsn_vault_compartment_public (TsnVault *self, TsnCompartment compartment)
{
  if (compartment != TSN_DESK && compartment != TSN_CARE)
    return NULL;
  return current_key (self, compartment)->key;
}

GBytes *
tsn_vault_certificate (TsnVault *self)
{
  return self->file->certificate;
}

gboolean
tsn_vault_can_open (TsnVault *self, TsnCompartment compartment)
{
  gboolean can;

  if (compartment == TSN_OPEN)
    return TRUE;
  g_mutex_lock (&self->lock);
  can = self->secrets != NULL && tsn_role_opens (self->file->role, compartment);
  g_mutex_unlock (&self->lock);
  return can;
}

GBytes *
tsn_vault_recovery_keyring (TsnVault *self, GError **error)
{
  TsnSecrets *authority = tsn_vault_dup_authority (self, error);
  GBytes *keyring;

  if (authority == NULL)
    return NULL;
  keyring = tsn_secrets_seal_keyring (authority);
  tsn_secret_free (authority);
  return keyring;
}

gboolean
tsn_vault_keyring_is_complete (TsnVault *self, GBytes *keyring)
{
  TsnSecrets *authority = tsn_vault_dup_authority (self, NULL);
  TsnSecrets *inside;
  gboolean complete;

  if (authority == NULL)
    return FALSE;
  inside = tsn_secret_new (sizeof *inside);
  memcpy (inside->recovery, authority->recovery, TSN_KEY_SIZE);
  complete = tsn_secrets_open_keyring (inside, keyring, NULL) &&
             tsn_secrets_keyring_has_ticket (inside, keyring) &&
             memcmp (inside->root, authority->root, sizeof inside->root) == 0 &&
             tsn_secrets_within (authority, inside);
  tsn_secret_free (inside);
  tsn_secret_free (authority);
  return complete;
}

gboolean
tsn_vault_sign (TsnVault *self,
                const guint8 *data,
                gsize size,
                guint8 signature[TSN_SIGNATURE_SIZE],
                GError **error)
{
  const TsnSecrets *secrets;

  g_mutex_lock (&self->lock);
  secrets = tsn_vault_get_secrets (self, error);
  if (secrets != NULL)
    crypto_sign_detached (signature, NULL, data, size, secrets->sign);
  g_mutex_unlock (&self->lock);
  return secrets != NULL;
}

/* NULL: not on this device. */
static const guint8 *
find_card_secret (TsnVault *self, const TsnSecrets *secrets, const guint8 card_public[TSN_KEY_SIZE])
{
  const GArray *keys = self->file->compartments;
  const TsnCardKeyPair *borrowed;

  if (memcmp (card_public, self->file->card_public, TSN_KEY_SIZE) == 0)
    return secrets->has_card ? secrets->card : NULL;
  for (guint i = 0; i < keys->len; i++)
    {
      const TsnEpochKey *key = &g_array_index (keys, TsnEpochKey, i);
      const TsnEpochKey *secret;

      if (key->compartment != TSN_CARD_KEY || memcmp (key->key, card_public, TSN_KEY_SIZE) != 0)
        continue;
      secret = tsn_secrets_find (secrets, key);
      return secret != NULL ? secret->key : NULL;
    }
  borrowed = tsn_borrowed_find (self->borrowed, card_public);
  return borrowed != NULL ? borrowed->key : NULL;
}

gboolean
tsn_vault_card_agree (TsnVault *self,
                      const guint8 card_public[TSN_KEY_SIZE],
                      const guint8 ephemeral_public[TSN_KEY_SIZE],
                      guint8 shared[TSN_KEY_SIZE],
                      GError **error)
{
  const TsnSecrets *secrets;
  const guint8 *secret = NULL;
  gboolean ok = FALSE;

  g_mutex_lock (&self->lock);
  secrets = tsn_vault_get_secrets (self, error);
  if (secrets != NULL)
    secret = find_card_secret (self, secrets, card_public);
  if (secrets != NULL && secret == NULL)
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_NO_KEY,
                         "this device does not hold the card key");
  else if (secrets != NULL)
    {
      ok = crypto_scalarmult (shared, secret, ephemeral_public) == 0;
      if (!ok)
        g_set_error_literal (error,
                             TSN_VAULT_ERROR,
                             TSN_VAULT_ERROR_DAMAGED,
                             "not a usable public key");
    }
  g_mutex_unlock (&self->lock);
  return ok;
}
