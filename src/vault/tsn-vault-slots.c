/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Slots: the vault key sealed once for each secret that opens it, as LUKS has them.
 *
 * A slot's head (device, id, type, label, Argon2's parameters) is associated data, so nobody can
 * put another name on an operator's slot. All passphrase slots of one device share a salt:
 * unlocking tries them all, and with a salt for each it would take a second per operator. Who stole
 * the file gains as many guesses at a time as there are operators, two or three bits; the weakest
 * passphrase decides in any case.
 *
 * The key of the recovery slot comes from the recovery key and the device's id; a coordinator's
 * device can make such a slot for any other. The slot of a kiosk is sealed under zeros: everyone
 * who has the file can open it, which is what unattended means, and no second form of file is
 * needed. The staff's slot of a kiosk has zeros inside: the passphrase lets somebody at the screen
 * in to the staff's page, and a thief who guesses it has nothing that he had not before.
 */

#include <string.h>

#include "tsn-cbor.h"
#include "tsn-hkdf.h"
#include "tsn-vault-private.h"

#define SLOT_CONTEXT "tsunagi slot 1"

static GByteArray *
slot_ad (const TsnSlot *slot, const TsnId *device)
{
  GByteArray *ad = g_byte_array_new ();

  g_byte_array_append (ad, (const guint8 *) SLOT_CONTEXT, sizeof SLOT_CONTEXT);
  tsn_cbor_write_bytes (ad, device->bytes, sizeof device->bytes);
  tsn_cbor_write_bytes (ad, slot->id.bytes, sizeof slot->id.bytes);
  tsn_cbor_write_uint (ad, slot->type);
  tsn_cbor_write_text (ad, slot->label, -1);
  tsn_cbor_write_bytes (ad, slot->salt, sizeof slot->salt);
  tsn_cbor_write_uint (ad, slot->opslimit);
  tsn_cbor_write_uint (ad, slot->memlimit);
  return ad;
}

static const guint8 zeros[TSN_KEY_SIZE] = { 0 };

static void
seal_slot (TsnSlot *slot,
           const TsnId *device,
           const guint8 key[TSN_KEY_SIZE],
           const guint8 inside[TSN_KEY_SIZE])
{
  g_autoptr (GByteArray) ad = slot_ad (slot, device);
  g_autoptr (GByteArray) sealed = g_byte_array_new ();

  tsn_box_seal (sealed, key, inside, TSN_KEY_SIZE, ad->data, ad->len);
  memcpy (slot->sealed, sealed->data, sizeof slot->sealed);
}

static gboolean
open_slot (const TsnSlot *slot,
           const TsnId *device,
           const guint8 key[TSN_KEY_SIZE],
           TsnSecrets *secrets)
{
  g_autoptr (GByteArray) ad = slot_ad (slot, device);

  return tsn_box_open (secrets->vault_key,
                       key,
                       slot->sealed,
                       sizeof slot->sealed,
                       ad->data,
                       ad->len);
}

/* The first slot of @type, or NULL. */
static const TsnSlot *
first_slot (const TsnVaultFile *file, TsnSlotType type)
{
  for (guint i = 0; i < file->slots->len; i++)
    {
      const TsnSlot *slot = g_ptr_array_index (file->slots, i);

      if (slot->type == type)
        return slot;
    }
  return NULL;
}

/* Argon2id with the slot's parameters; FALSE when the machine has not that much memory. */
static gboolean
stretch (const TsnSlot *slot, const char *passphrase, guint8 key[TSN_KEY_SIZE])
{
  gsize size;
  char *folded = tsn_passphrase_fold (passphrase, &size);
  gboolean ok;

  if (folded == NULL)
    return FALSE;
  ok = crypto_pwhash (key,
                      TSN_KEY_SIZE,
                      folded,
                      size,
                      slot->salt,
                      slot->opslimit,
                      (gsize) slot->memlimit,
                      crypto_pwhash_ALG_ARGON2ID13) == 0;
  tsn_secret_free (folded);
  return ok;
}

static gboolean
same_parameters (const TsnSlot *a, const TsnSlot *b)
{
  return a->opslimit == b->opslimit && a->memlimit == b->memlimit &&
         memcmp (a->salt, b->salt, sizeof a->salt) == 0;
}

TsnSlot *
tsn_slot_new_passphrase (const TsnVaultFile *file,
                         const TsnSecrets *secrets,
                         const TsnId *id,
                         const char *label,
                         const char *passphrase,
                         TsnVaultCost cost,
                         GError **error)
{
  gboolean staff = file->role == TSN_ROLE_KIOSK;
  TsnSlotType type = staff ? TSN_SLOT_STAFF : TSN_SLOT_PASSPHRASE;
  const TsnSlot *model = first_slot (file, type);
  g_autoptr (TsnSlot) slot = NULL;
  guint8 *key;
  gboolean ok;

  if (!tsn_passphrase_check (passphrase, file->role, error))
    return NULL;
  slot = tsn_slot_new (type, id, label);
  if (model != NULL)
    {
      memcpy (slot->salt, model->salt, sizeof slot->salt);
      slot->opslimit = model->opslimit;
      slot->memlimit = model->memlimit;
    }
  else
    {
      gboolean min = cost == TSN_VAULT_COST_MIN;

      randombytes_buf (slot->salt, sizeof slot->salt);
      slot->opslimit = min ? crypto_pwhash_OPSLIMIT_MIN : crypto_pwhash_OPSLIMIT_MODERATE;
      slot->memlimit = min ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_MODERATE;
    }
  key = tsn_secret_new (TSN_KEY_SIZE);
  ok = stretch (slot, passphrase, key);
  if (ok)
    seal_slot (slot, &file->device, key, staff ? zeros : secrets->vault_key);
  else
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_FAILED,
                 "not enough memory to protect a passphrase (%" G_GUINT64_FORMAT " MiB)",
                 slot->memlimit >> 20);
  tsn_secret_free (key);
  return ok ? g_steal_pointer (&slot) : NULL;
}

const TsnSlot *
tsn_slot_find_passphrase (const TsnVaultFile *file, const char *passphrase, TsnSecrets *secrets)
{
  const TsnSlot *stretched = NULL; /* whose parameters @key was made with */
  const TsnSlot *found = NULL;
  guint8 *key = tsn_secret_new (TSN_KEY_SIZE);

  for (guint i = 0; i < file->slots->len && found == NULL; i++)
    {
      const TsnSlot *slot = g_ptr_array_index (file->slots, i);

      if (slot->type != TSN_SLOT_PASSPHRASE && slot->type != TSN_SLOT_STAFF)
        continue;
      if (stretched == NULL || !same_parameters (stretched, slot))
        stretched = stretch (slot, passphrase, key) ? slot : NULL;
      if (stretched != NULL && open_slot (slot, &file->device, key, secrets))
        found = slot;
    }
  tsn_secret_free (key);
  return found;
}

guint8 *
tsn_slot_recovery_key (const TsnId *device, const TsnSecrets *secrets)
{
  guint8 info[sizeof SLOT_CONTEXT + sizeof device->bytes];
  guint8 *key = tsn_secret_new (TSN_KEY_SIZE);

  memcpy (info, SLOT_CONTEXT, sizeof SLOT_CONTEXT);
  memcpy (info + sizeof SLOT_CONTEXT, device->bytes, sizeof device->bytes);
  tsn_hkdf_sha256 (secrets->recovery, TSN_KEY_SIZE, NULL, 0, info, sizeof info, key, TSN_KEY_SIZE);
  return key;
}

TsnSlot *
tsn_slot_new_recovery_with (const TsnVaultFile *file,
                            const TsnSecrets *secrets,
                            const guint8 key[TSN_KEY_SIZE])
{
  TsnSlot *slot = tsn_slot_new (TSN_SLOT_RECOVERY, &TSN_ID_NIL, "");

  seal_slot (slot, &file->device, key, secrets->vault_key);
  return slot;
}

TsnSlot *
tsn_slot_new_recovery (const TsnVaultFile *file, const TsnSecrets *secrets)
{
  guint8 *key = tsn_slot_recovery_key (&file->device, secrets);
  TsnSlot *slot = tsn_slot_new_recovery_with (file, secrets, key);

  tsn_secret_free (key);
  return slot;
}

const TsnSlot *
tsn_slot_find_recovery (const TsnVaultFile *file, TsnSecrets *secrets)
{
  const TsnSlot *slot = first_slot (file, TSN_SLOT_RECOVERY);
  guint8 *key = tsn_slot_recovery_key (&file->device, secrets);
  gboolean ok = slot != NULL && open_slot (slot, &file->device, key, secrets);

  tsn_secret_free (key);
  return ok ? slot : NULL;
}

TsnSlot *
tsn_slot_new_unattended (const TsnVaultFile *file, const TsnSecrets *secrets)
{
  TsnSlot *slot = tsn_slot_new (TSN_SLOT_UNATTENDED, &TSN_ID_NIL, "");

  seal_slot (slot, &file->device, zeros, secrets->vault_key);
  return slot;
}

gboolean
tsn_slots_add_kiosk (TsnVaultFile *file,
                     const TsnSecrets *own,
                     const char *passphrase,
                     TsnVaultCost cost,
                     GError **error)
{
  TsnSlot *staff = tsn_slot_new_passphrase (file, own, &TSN_ID_NIL, "", passphrase, cost, error);

  if (staff == NULL)
    return FALSE;
  g_ptr_array_add (file->slots, tsn_slot_new_unattended (file, own));
  g_ptr_array_add (file->slots, staff);
  return TRUE;
}

TsnSlot *
tsn_slot_new_desktop (const TsnVaultFile *file,
                      const TsnSecrets *secrets,
                      const guint8 secret[TSN_KEY_SIZE])
{
  TsnSlot *slot = tsn_slot_new (TSN_SLOT_DESKTOP, &TSN_ID_NIL, "");

  seal_slot (slot, &file->device, secret, secrets->vault_key);
  return slot;
}

const TsnSlot *
tsn_slot_find_desktop (const TsnVaultFile *file,
                       const guint8 secret[TSN_KEY_SIZE],
                       TsnSecrets *secrets)
{
  const TsnSlot *slot = first_slot (file, TSN_SLOT_DESKTOP);

  return slot != NULL && open_slot (slot, &file->device, secret, secrets) ? slot : NULL;
}

const TsnSlot *
tsn_slot_find_unattended (const TsnVaultFile *file, TsnSecrets *secrets)
{
  const TsnSlot *slot = first_slot (file, TSN_SLOT_UNATTENDED);

  return slot != NULL && open_slot (slot, &file->device, zeros, secrets) ? slot : NULL;
}
