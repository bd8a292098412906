/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Data keys, and sealing records with them.
 *
 * This is the hot path: showing a list opens hundreds of groups, unlocking opens all of them. A key
 * is found through a hash table behind a memory of the last one used, copied to the stack under the
 * lock and used outside of it, so that readers do not wait for each other. The keys themselves lie
 * in locked pages, a page of them together: sodium_malloc for each would cost four pages of address
 * space and several system calls, and a municipality has thousands (a kiosk makes one per
 * resident).
 *
 * Inside the sealed box a data key is followed by its maker's signature. Anyone can seal something
 * to a public key; without the signature a server could publish a key that it knows in a device's
 * name, and the device would go on sealing with it after its next start. A locked device can't
 * sign: its key has zeros there and is not used again after a restart.
 */

#include <string.h>

#include "tsn-cbor.h"
#include "tsn-vault-private.h"

#define PAGE_KEYS        126 /* with libsodium's canary still within one page of 4096 bytes */
#define DATA_KEY_CONTEXT "tsunagi data key 1"

typedef struct
{
  TsnDataKey key;       /* what is published; @sealed NULL for a key of others */
  const guint8 *secret; /* in a page of the table; NULL once forgotten */
  gboolean kept;        /* a pointer to @key was handed out */
} LoadedKey;

/* What is inside of a sealed data key. */
typedef struct
{
  guint8 key[TSN_KEY_SIZE];
  guint8 signature[TSN_SIGNATURE_SIZE];
} Opened;

struct _TsnKeyTable
{
  GHashTable *by_id;                     /* TsnId -> LoadedKey, owned */
  GPtrArray *retired;                    /* of LoadedKey: forgotten, but pointers are out */
  LoadedKey *in_use[TSN_N_COMPARTMENTS]; /* for sealing; NULL: none yet */
  const LoadedKey *last;                 /* the last one found */
  GPtrArray *pages;                      /* of secret memory */
  gsize n_in_page;                       /* keys in the last page */
};

static void
free_loaded_key (gpointer data)
{
  LoadedKey *loaded = data;

  g_clear_pointer (&loaded->key.sealed, g_bytes_unref);
  g_free (loaded);
}

TsnKeyTable *
tsn_key_table_new (void)
{
  TsnKeyTable *self = g_new0 (TsnKeyTable, 1);

  self->by_id = g_hash_table_new (tsn_id_hash, tsn_id_equal);
  self->retired = g_ptr_array_new_with_free_func (free_loaded_key);
  self->pages = g_ptr_array_new_with_free_func (tsn_secret_free);
  return self;
}

void
tsn_key_table_forget (TsnKeyTable *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      LoadedKey *loaded = value;

      loaded->secret = NULL;
      g_hash_table_iter_remove (&iter);
      if (loaded->kept)
        g_ptr_array_add (self->retired, loaded);
      else
        free_loaded_key (loaded);
    }
  memset (self->in_use, 0, sizeof self->in_use);
  self->last = NULL;
  g_ptr_array_set_size (self->pages, 0);
  self->n_in_page = 0;
}

void
tsn_key_table_renew (TsnKeyTable *self)
{
  memset (self->in_use, 0, sizeof self->in_use);
}

void
tsn_key_table_free (TsnKeyTable *self)
{
  tsn_key_table_forget (self);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->retired);
  g_ptr_array_unref (self->pages);
  g_free (self);
}

static const LoadedKey *
find_key (TsnKeyTable *self, const TsnId *id)
{
  if (self->last == NULL || !tsn_id_equal (&self->last->key.id, id))
    self->last = g_hash_table_lookup (self->by_id, id);
  return self->last;
}

static LoadedKey *
add_key (TsnKeyTable *self,
         const TsnId *id,
         TsnCompartment compartment,
         guint epoch,
         const guint8 secret[TSN_KEY_SIZE])
{
  LoadedKey *loaded = g_new0 (LoadedKey, 1);
  guint8 *slot;

  if (self->pages->len == 0 || self->n_in_page == PAGE_KEYS)
    {
      g_ptr_array_add (self->pages, tsn_secret_new (PAGE_KEYS * TSN_KEY_SIZE));
      self->n_in_page = 0;
    }
  slot = g_ptr_array_index (self->pages, self->pages->len - 1);
  slot += TSN_KEY_SIZE * self->n_in_page++;
  memcpy (slot, secret, TSN_KEY_SIZE);
  loaded->key = (TsnDataKey){ *id, compartment, epoch, NULL };
  loaded->secret = slot;
  g_hash_table_insert (self->by_id, &loaded->key.id, loaded);
  return loaded;
}

/* What the maker of a data key signs. Holds the key: wipe it. */
static GByteArray *
signed_part (const TsnId *id, TsnCompartment compartment, guint epoch, const guint8 *key)
{
  GByteArray *out = g_byte_array_sized_new (256);

  g_byte_array_append (out, (const guint8 *) DATA_KEY_CONTEXT, sizeof DATA_KEY_CONTEXT);
  tsn_cbor_write_bytes (out, id->bytes, sizeof id->bytes);
  tsn_cbor_write_uint (out, compartment);
  tsn_cbor_write_uint (out, epoch);
  tsn_cbor_write_bytes (out, key, TSN_KEY_SIZE);
  return out;
}

static LoadedKey *
make_key (TsnVault *self, TsnCompartment compartment)
{
  const TsnEpochKey *current = tsn_epoch_keys_current (self->file->compartments, compartment);
  guint epoch = current->epoch;
  TsnId id = tsn_id_new (self->now_ms ());
  Opened inside = { 0 };
  guint8 *sealed = g_malloc (TSN_DATA_KEY_SEALED_SIZE);
  LoadedKey *loaded;

  randombytes_buf (inside.key, sizeof inside.key);
  if (self->secrets != NULL)
    {
      g_autoptr (TsnSecretArray) message = signed_part (&id, compartment, epoch, inside.key);

      crypto_sign_detached (inside.signature,
                            NULL,
                            message->data,
                            message->len,
                            self->secrets->sign);
    }
  crypto_box_seal (sealed, (const guint8 *) &inside, sizeof inside, current->key);
  loaded = add_key (self->keys, &id, compartment, epoch, inside.key);
  loaded->key.sealed = g_bytes_new_take (sealed, TSN_DATA_KEY_SEALED_SIZE);
  sodium_memzero (&inside, sizeof inside);
  return loaded;
}

static gboolean
is_sealed_compartment (TsnCompartment compartment, GError **error)
{
  if (compartment == TSN_DESK || compartment == TSN_CARE)
    return TRUE;
  g_set_error (error,
               TSN_VAULT_ERROR,
               TSN_VAULT_ERROR_NO_KEY,
               "compartment %u has no keys",
               (guint) compartment);
  return FALSE;
}

const TsnDataKey *
tsn_vault_data_key (TsnVault *self, TsnCompartment compartment, GError **error)
{
  LoadedKey *loaded;

  if (!is_sealed_compartment (compartment, error))
    return NULL;
  g_mutex_lock (&self->lock);
  if (self->keys->in_use[compartment] == NULL)
    self->keys->in_use[compartment] = make_key (self, compartment);
  loaded = self->keys->in_use[compartment];
  loaded->kept = TRUE;
  g_mutex_unlock (&self->lock);
  return &loaded->key;
}

/* @public_half: (out): of the pair that it is sealed to; two coordinators may have made one each
 * for the same epoch. */
static gboolean
open_data_key (const TsnSecrets *secrets,
               const TsnDataKey *key,
               Opened *inside,
               guint8 public_half[TSN_KEY_SIZE],
               GError **error)
{
  gboolean held = FALSE;
  gsize size;
  const guint8 *sealed = g_bytes_get_data (key->sealed, &size);

  for (guint i = secrets->n_compartments; i > 0; i--)
    {
      const TsnEpochKey *secret = &secrets->compartments[i - 1];

      if (secret->epoch != key->epoch || secret->compartment != key->compartment)
        continue;
      held = TRUE;
      crypto_scalarmult_base (public_half, secret->key);
      if (size == TSN_DATA_KEY_SEALED_SIZE &&
          crypto_box_seal_open ((guint8 *) inside, sealed, size, public_half, secret->key) == 0)
        return TRUE;
    }
  if (held)
    g_set_error_literal (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED, "data key is damaged");
  else
    g_set_error (error,
                 TSN_VAULT_ERROR,
                 TSN_VAULT_ERROR_NO_KEY,
                 "this device holds no key of compartment %u, epoch %u",
                 (guint) key->compartment,
                 key->epoch);
  return FALSE;
}

/* Made by this device for the pair that is in use. */
static gboolean
is_own (TsnVault *self,
        const TsnDataKey *key,
        const Opened *inside,
        const guint8 public_half[TSN_KEY_SIZE])
{
  const TsnEpochKey *current = tsn_epoch_keys_current (self->file->compartments, key->compartment);
  g_autoptr (TsnSecretArray) message =
      signed_part (&key->id, key->compartment, key->epoch, inside->key);

  return key->epoch == current->epoch && memcmp (public_half, current->key, TSN_KEY_SIZE) == 0 &&
         tsn_verify (message->data, message->len, inside->signature, self->file->sign_public);
}

static gboolean
load_key (TsnVault *self, const TsnDataKey *key, gboolean own, GError **error)
{
  const TsnSecrets *secrets = tsn_vault_get_secrets (self, error);
  guint8 public_half[TSN_KEY_SIZE];
  LoadedKey *loaded;
  Opened inside;

  if (secrets == NULL || !open_data_key (secrets, key, &inside, public_half, error))
    return FALSE;
  own = own && is_own (self, key, &inside, public_half);
  loaded = g_hash_table_lookup (self->keys->by_id, &key->id);
  if (loaded == NULL)
    loaded = add_key (self->keys, &key->id, key->compartment, key->epoch, inside.key);
  if (own)
    {
      g_clear_pointer (&loaded->key.sealed, g_bytes_unref);
      loaded->key.sealed = g_bytes_ref (key->sealed);
      self->keys->in_use[key->compartment] = loaded;
    }
  sodium_memzero (&inside, sizeof inside);
  return TRUE;
}

/* Nothing is left to do for that key. */
static gboolean
is_loaded (TsnKeyTable *self, const TsnDataKey *key, gboolean own)
{
  const LoadedKey *loaded = find_key (self, &key->id);

  return loaded != NULL && (!own || self->in_use[key->compartment] == loaded);
}

gboolean
tsn_vault_load_data_key (TsnVault *self, const TsnDataKey *key, gboolean own, GError **error)
{
  gboolean ok;

  g_return_val_if_fail (key->sealed != NULL, FALSE);

  if (!is_sealed_compartment (key->compartment, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  ok = is_loaded (self->keys, key, own) || load_key (self, key, own, error);
  g_mutex_unlock (&self->lock);
  return ok;
}

gboolean
tsn_vault_has_data_key (TsnVault *self, const TsnId *id)
{
  gboolean found;

  g_mutex_lock (&self->lock);
  found = find_key (self->keys, id) != NULL;
  g_mutex_unlock (&self->lock);
  return found;
}

void
tsn_vault_forget_data_keys (TsnVault *self)
{
  g_mutex_lock (&self->lock);
  tsn_key_table_forget (self->keys);
  g_mutex_unlock (&self->lock);
}

/* A copy of the key for this one use: wipe it. */
static gboolean
copy_key (TsnVault *self, const TsnId *id, guint8 secret[TSN_KEY_SIZE], GError **error)
{
  const LoadedKey *loaded;

  g_mutex_lock (&self->lock);
  loaded = find_key (self->keys, id);
  if (loaded != NULL)
    memcpy (secret, loaded->secret, TSN_KEY_SIZE);
  g_mutex_unlock (&self->lock);
  if (loaded == NULL)
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_NO_KEY,
                         "that data key is not loaded");
  return loaded != NULL;
}

GBytes *
tsn_vault_seal (TsnVault *self,
                const TsnId *data_key,
                const guint8 *plain,
                gsize size,
                const guint8 *ad,
                gsize ad_size,
                GError **error)
{
  guint8 secret[TSN_KEY_SIZE];
  GByteArray *out;

  if (!copy_key (self, data_key, secret, error))
    return NULL;
  out = g_byte_array_sized_new ((guint) (size + TSN_SEAL_OVERHEAD));
  tsn_box_seal (out, secret, plain, size, ad, ad_size);
  sodium_memzero (secret, sizeof secret);
  return g_byte_array_free_to_bytes (out);
}

gboolean
tsn_vault_open_sealed (TsnVault *self,
                       const TsnId *data_key,
                       const guint8 *sealed,
                       gsize size,
                       const guint8 *ad,
                       gsize ad_size,
                       GByteArray *plain,
                       GError **error)
{
  guint8 secret[TSN_KEY_SIZE];
  guint start = plain->len;
  gboolean ok = FALSE;

  if (!copy_key (self, data_key, secret, error))
    return FALSE;
  if (size >= TSN_SEAL_OVERHEAD && size <= G_MAXINT32)
    {
      g_byte_array_set_size (plain, start + (guint) (size - TSN_SEAL_OVERHEAD));
      ok = tsn_box_open (plain->data + start, secret, sealed, size, ad, ad_size);
      if (!ok)
        g_byte_array_set_size (plain, start);
    }
  sodium_memzero (secret, sizeof secret);
  if (!ok)
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_DAMAGED,
                         "a sealed group was altered or is damaged");
  return ok;
}
