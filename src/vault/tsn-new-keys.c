/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A new epoch: making it, and taking it.
 *
 * A vault's keys only ever grow. Taking a grant is a union, so it does not matter which of two
 * coordinators was first, whether a grant comes twice or an old one after a new one: whoever got
 * the same grants has the same keys, and of the same keys everybody seals to the same ones (the
 * last by epoch, then by public half).
 */

#include "tsn-new-keys.h"

#include <string.h>

#include "tsn-vault-private.h"

struct _TsnNewKeys
{
  TsnSecrets *authority; /* with the new pairs */
  guint epoch;
};

/* -- Making -- */

static gboolean
add_pair (TsnNewKeys *self, TsnCompartment compartment)
{
  TsnEpochKey secret = { .epoch = self->epoch, .compartment = compartment };
  guint8 public_half[TSN_KEY_SIZE];
  gboolean ok;

  crypto_box_keypair (public_half, secret.key);
  ok = tsn_secrets_add (self->authority, &secret);
  sodium_memzero (&secret, sizeof secret);
  return ok;
}

TsnNewKeys *
tsn_new_keys_make (TsnVault *vault, gboolean cards, GError **error)
{
  g_autoptr (TsnNewKeys) self = g_new0 (TsnNewKeys, 1);

  self->epoch = tsn_vault_epoch (vault) + 1;
  self->authority = tsn_vault_dup_authority (vault, error);
  if (self->authority == NULL)
    return NULL;
  if (add_pair (self, TSN_DESK) && add_pair (self, TSN_CARE) &&
      (!cards || add_pair (self, TSN_CARD_KEY)))
    return g_steal_pointer (&self);
  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_NO_SPACE,
                       "the keys were changed too often, there is no room for more");
  return NULL;
}

void
tsn_new_keys_free (TsnNewKeys *self)
{
  if (self == NULL)
    return;
  tsn_secret_free (self->authority);
  g_free (self);
}

char *
tsn_new_keys_renew_recovery (TsnNewKeys *self)
{
  return tsn_secrets_new_recovery (self->authority);
}

guint
tsn_new_keys_epoch (const TsnNewKeys *self)
{
  return self->epoch;
}

GBytes *
tsn_new_keys_grant (const TsnNewKeys *self, GBytes *certificate, GError **error)
{
  return tsn_grant_make (self->authority, certificate, NULL, error);
}

/* -- Taking -- */

static gboolean
fail (int code, const char *message, GError **error)
{
  g_set_error_literal (error, TSN_VAULT_ERROR, code, message);
  return FALSE;
}

static gboolean
add_public (GArray *keys, const TsnEpochKey *key)
{
  for (guint i = 0; i < keys->len; i++)
    if (tsn_epoch_key_compare (&g_array_index (keys, TsnEpochKey, i), key) == 0)
      return FALSE;
  g_array_append_val (keys, *key);
  g_array_sort (keys, tsn_epoch_key_compare);
  return TRUE;
}

/* What the vault is to hold, as long as it is not written. */
typedef struct
{
  GArray *compartments;
  TsnSecrets *secrets;
  TsnSlot *slot; /* for another recovery key; NULL: it is the same */
  gboolean news;
} Union;

static void
union_clear (Union *self)
{
  g_clear_pointer (&self->compartments, g_array_unref);
  g_clear_pointer (&self->secrets, tsn_secret_free);
  g_clear_pointer (&self->slot, tsn_slot_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Union, union_clear)

/* Which of two recovery keys counts: the one that was made later; of two that were made at the same
 * time everybody who knows both takes the greater. */
static gboolean
is_later (const TsnSecrets *inside, const TsnSecrets *own)
{
  if (inside->recovery_number != own->recovery_number)
    return inside->recovery_number > own->recovery_number;
  return inside->has_recovery && own->has_recovery &&
         memcmp (inside->recovery, own->recovery, TSN_KEY_SIZE) > 0;
}

/* The recovery key of the grant, if it is a later one than ours. */
static void
unite_recovery (Union *self, TsnVault *vault, const TsnGranted *granted, const TsnSecrets *inside)
{
  if (!granted->has_slot_key || !is_later (inside, self->secrets))
    return;
  self->secrets->recovery_number = inside->recovery_number;
  if (vault->file->role == TSN_ROLE_DESK && inside->has_recovery)
    memcpy (self->secrets->recovery, inside->recovery, TSN_KEY_SIZE);
  self->slot = tsn_slot_new_recovery_with (vault->file, self->secrets, granted->slot_key);
  self->news = TRUE;
}

/* @inside: the private halves of the grant; only what this role may have is taken */
static gboolean
unite (Union *self, TsnVault *vault, const TsnGranted *granted, const TsnSecrets *inside)
{
  guint before = vault->secrets->n_compartments;

  self->compartments = g_array_copy (vault->file->compartments);
  self->secrets = tsn_secret_new (sizeof *self->secrets);
  memcpy (self->secrets, vault->secrets, sizeof *self->secrets);
  for (guint i = 0; i < granted->compartments->len; i++)
    if (add_public (self->compartments, &g_array_index (granted->compartments, TsnEpochKey, i)))
      self->news = TRUE;
  for (guint i = 0; i < inside->n_compartments; i++)
    if (tsn_role_opens (vault->file->role, inside->compartments[i].compartment) &&
        !tsn_secrets_add (self->secrets, &inside->compartments[i]))
      return FALSE;
  self->news = self->news || self->secrets->n_compartments > before;
  unite_recovery (self, vault, granted, inside);
  return self->compartments->len <= TSN_VAULT_EPOCH_KEYS_MAX;
}

/* Puts @self's slot in the place of the file's recovery slot, which it then has; again puts it
 * back.
 */
static void
exchange_slots (Union *self, TsnVaultFile *file)
{
  for (guint i = 0; self->slot != NULL && i < file->slots->len; i++)
    {
      TsnSlot *slot = g_ptr_array_index (file->slots, i);

      if (slot->type != TSN_SLOT_RECOVERY)
        continue;
      g_ptr_array_index (file->slots, i) = self->slot;
      self->slot = slot;
      return;
    }
}

/* Puts it in place when it is on the disk. */
static gboolean
settle (Union *self, TsnVault *vault, GError **error)
{
  TsnVaultFile *file = vault->file;
  GArray *compartments = file->compartments;
  g_autoptr (GBytes) payload = g_bytes_ref (file->payload);

  file->compartments = self->compartments;
  exchange_slots (self, file);
  tsn_secrets_seal (self->secrets, file);
  if (!(tsn_secrets_match (self->secrets, file) ||
        fail (TSN_VAULT_ERROR_FORGED, "what was granted does not fit together", error)) ||
      !tsn_vault_write (vault, error))
    {
      file->compartments = compartments;
      exchange_slots (self, file);
      g_clear_pointer (&file->payload, g_bytes_unref);
      file->payload = g_steal_pointer (&payload);
      return FALSE;
    }
  self->compartments = NULL;
  g_ptr_array_add (vault->retired, compartments); /* pointers into it are out */
  tsn_secret_free (vault->secrets);
  vault->secrets = g_steal_pointer (&self->secrets);
  tsn_key_table_renew (vault->keys);
  return TRUE;
}

/* With the lock held. */
static gboolean
take (TsnVault *self, GBytes *grant, TsnSecrets *inside, gboolean *news, GError **error)
{
  const TsnSecrets *own = tsn_vault_get_secrets (self, error);
  g_autoptr (TsnGranted) granted = NULL;
  g_auto (Union) both = { 0 };

  if (own == NULL || !tsn_grant_verify (grant, &self->file->device, self->file->root_public, error))
    return FALSE;
  memcpy (inside->box, own->box, TSN_KEY_SIZE);
  granted = tsn_grant_open (grant, inside, error);
  if (granted == NULL)
    return FALSE;
  if (!unite (&both, self, granted, inside))
    return fail (TSN_VAULT_ERROR_FORGED, "there are too many keys in what was granted", error);
  *news = both.news;
  return !both.news || settle (&both, self, error);
}

gboolean
tsn_vault_take_grant (TsnVault *self, GBytes *grant, gboolean *news, GError **error)
{
  TsnSecrets *inside = tsn_secret_new (sizeof *inside);
  gboolean any = FALSE;
  gboolean ok;

  g_mutex_lock (&self->lock);
  ok = take (self, grant, inside, &any, error);
  g_mutex_unlock (&self->lock);
  tsn_secret_free (inside);
  if (news != NULL)
    *news = ok && any;
  return ok;
}
