/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-vault.h: the keys of this device and, as far as its role allows, of its municipality.
 *
 * The vault is one small file beside the database. Its clear part holds public keys, the device's id and the slots; the private keys are
 * sealed with a random vault key, and each slot holds that vault key sealed under one secret: an operator's passphrase (Argon2id), the
 * printed recovery key, or the system's keyring. A locked vault can still seal (public keys are clear, data keys are made afresh);
 * it cannot open anything or sign.
 *
 * Shape: docs/security.md "The vault file"; CBOR, replaced atomically and durably (write, fsync, rename, fsync of the folder).
 * Errors: TSN_VAULT_ERROR_*.
 * Thread: one vault belongs to one thread at a time, except tsn_vault_seal/open which are safe from any thread (internally locked).
 * Secrets live in sodium_malloc'ed memory and are wiped on lock and free.
 */

#pragma once

#include <gio/gio.h>

#include "tsn-patch.h"

G_BEGIN_DECLS

#define TSN_KEY_SIZE 32
#define TSN_SIGNATURE_SIZE 64

typedef enum
{
  TSN_VAULT_ERROR_WRONG_SECRET,  /* no slot opens with this passphrase or recovery key */
  TSN_VAULT_ERROR_TOO_MANY_TRIES,/* wait; tsn_vault_seconds_to_wait() says how long */
  TSN_VAULT_ERROR_LOCKED,        /* needs an unlocked vault */
  TSN_VAULT_ERROR_NO_KEY,        /* the role of this device does not hold that key */
  TSN_VAULT_ERROR_WEAK,          /* passphrase too weak: fewer than TSN_PASSPHRASE_MIN characters, or a common one */
  TSN_VAULT_ERROR_DAMAGED,       /* the vault file, a sealed group or a certificate is not what it should be */
  TSN_VAULT_ERROR_TOO_NEW,       /* written by a newer version */
  TSN_VAULT_ERROR_EXISTS,        /* there is a vault already; it is never overwritten */
} TsnVaultError;
#define TSN_VAULT_ERROR (tsn_vault_error_quark ())
GQuark tsn_vault_error_quark (void);

#define TSN_PASSPHRASE_MIN 10 /* characters */

/* What a device is for; decides which private keys it gets. Numbers are on the wire. */
typedef enum
{
  TSN_ROLE_DESK = 1,      /* coordinator: root, desk, care and card keys */
  TSN_ROLE_RECEPTION = 2, /* desk compartment */
  TSN_ROLE_KIOSK = 3,     /* no private key but its own: writes, never reads back */
  TSN_ROLE_EMS = 4,       /* card key */
} TsnRole;

/* How costly a passphrase guess is; MODERATE for people, MIN for tests only. */
typedef enum
{
  TSN_VAULT_COST_MODERATE,
  TSN_VAULT_COST_MIN,
} TsnVaultCost;

typedef struct _TsnVault TsnVault;

/* -- Life -- */

/**
 * tsn_vault_create: a new municipality: root, compartment and card keys, this device with role DESK, a first operator.
 * @path: of the file to make; must not exist
 * @operator_label: what the unlock page shows for this slot ("窓口", not a person's name: it is stored in clear)
 * @recovery_key: (out): what to print and keep in a safe: groups of letters and digits with check characters
 *
 * Returns: (transfer full): unlocked, or NULL
 */
TsnVault *tsn_vault_create (const char *path,
                            const char *operator_label,
                            const char *passphrase,
                            TsnVaultCost cost,
                            char **recovery_key,
                            GError **error);

/* A device of an existing municipality that holds only public keys (kiosk) or the given private ones: used by enrolment and tests.
 * @from: an unlocked coordinator vault; the new device's keys are limited to @role. Its certificate is signed by @from's root. */
TsnVault *tsn_vault_create_for_role (const char *path,
                                     TsnVault *from,
                                     TsnRole role,
                                     const char *operator_label,
                                     const char *passphrase, /* NULL for a kiosk: nothing to unlock */
                                     TsnVaultCost cost,
                                     GError **error);

/* New hardware: the municipality's keys from the printed recovery key and the sealed keyring (municipality.recovery_keyring). */
TsnVault *tsn_vault_create_from_recovery (const char *path,
                                          const char *recovery_key,
                                          GBytes *keyring,
                                          const char *operator_label,
                                          const char *passphrase,
                                          TsnVaultCost cost,
                                          GError **error);

TsnVault *tsn_vault_open (const char *path, GError **error); /* locked */
void tsn_vault_free (TsnVault *self);                        /* wipes; NULL is fine */

/* The vault file's bytes (sealed; for a backup), and putting them in place again (never over an existing file). */
GBytes *tsn_vault_dup_file (TsnVault *self);
gboolean tsn_vault_restore_file (const char *path, GBytes *file, GError **error);

/* -- Lock and operators -- */

/* Tries every passphrase slot. Wrong tries are counted in a file beside the vault and slow down the next (1 s doubling to 5 min from the
 * fourth on); the count survives a restart. Takes about a second (Argon2id): call it from a worker. */
gboolean tsn_vault_unlock (TsnVault *self, const char *passphrase, GError **error);
gboolean tsn_vault_unlock_with_recovery_key (TsnVault *self, const char *recovery_key, GError **error);
void tsn_vault_lock (TsnVault *self);
gboolean tsn_vault_is_locked (TsnVault *self);
guint tsn_vault_seconds_to_wait (TsnVault *self);

/* Operators: one slot each. The id goes into patches. */
const TsnId *tsn_vault_operator (TsnVault *self); /* who unlocked; nil id when locked or by recovery key */
gboolean tsn_vault_add_operator (TsnVault *self, const char *label, const char *passphrase, TsnId *id, GError **error);
gboolean tsn_vault_remove_operator (TsnVault *self, const TsnId *id, GError **error); /* the last one stays */
gboolean tsn_vault_change_passphrase (TsnVault *self, const char *old_one, const char *new_one, GError **error);
typedef struct { TsnId id; char *label; } TsnOperator;
GArray *tsn_vault_list_operators (TsnVault *self); /* of TsnOperator, (transfer full) */

/* -- Identity -- */

TsnRole tsn_vault_role (TsnVault *self);
const TsnId *tsn_vault_device (TsnVault *self);
/* Public halves, 32 bytes each; valid as long as the vault. */
const guint8 *tsn_vault_device_sign_public (TsnVault *self); /* Ed25519 */
const guint8 *tsn_vault_device_box_public (TsnVault *self);  /* X25519 */
const guint8 *tsn_vault_root_public (TsnVault *self);        /* Ed25519 */
const guint8 *tsn_vault_card_public (TsnVault *self);        /* X25519 */
guint tsn_vault_epoch (TsnVault *self);                      /* of the compartment keys now in use; from 1 */
const guint8 *tsn_vault_compartment_public (TsnVault *self, TsnCompartment compartment); /* X25519, current epoch */

/* The certificate of this device: a COSE-like CBOR statement (device id, both public keys, role, not-before in ms) and the root's signature;
 * goes into the `device` record. Checked against a root by anyone with tsn_certificate_verify. */
GBytes *tsn_vault_certificate (TsnVault *self);
typedef struct
{
  TsnId device;
  TsnRole role;
  guint8 sign_public[TSN_KEY_SIZE];
  guint8 box_public[TSN_KEY_SIZE];
  gint64 issued_ms;
} TsnCertificate;
gboolean tsn_certificate_verify (GBytes *certificate, const guint8 root_public[TSN_KEY_SIZE], TsnCertificate *certificate_out, GError **error);

/* All private keys of the municipality sealed to the recovery key: published in municipality.recovery_keyring. Coordinator, unlocked. */
GBytes *tsn_vault_recovery_keyring (TsnVault *self, GError **error);

/* -- Sealing records -- */

gboolean tsn_vault_can_open (TsnVault *self, TsnCompartment compartment); /* unlocked, and the role has the key */

/* A data key: 32 random bytes that this device seals a compartment's groups with. It must be published as a `data_key` record before or
 * together with the first patch that uses it. */
typedef struct
{
  TsnId id;                   /* of the data_key record */
  TsnCompartment compartment;
  guint epoch;                /* of the compartment key it is sealed to */
  GBytes *sealed;             /* crypto_box_seal of the key */
} TsnDataKey;

/* The data key in use for @compartment, made when there is none yet. The caller publishes it if its record is not in the database. */
const TsnDataKey *tsn_vault_data_key (TsnVault *self, TsnCompartment compartment, GError **error);
/* Opens a published data key, so that groups sealed with it can be opened, and (@own) goes on using it for sealing. FALSE with _NO_KEY when the
 * role does not allow. Opening the same key again is quick. */
gboolean tsn_vault_load_data_key (TsnVault *self, const TsnDataKey *key, gboolean own, GError **error);
gboolean tsn_vault_has_data_key (TsnVault *self, const TsnId *id);
/* A kiosk after each resident: forgets the data keys in use; what was sealed with them cannot be read here any more. */
void tsn_vault_forget_data_keys (TsnVault *self);

/* XChaCha20-Poly1305 with a random nonce; the output is nonce || ciphertext || tag. */
GBytes *tsn_vault_seal (TsnVault *self, const TsnId *data_key, const guint8 *plain, gsize size, const guint8 *ad, gsize ad_size, GError **error);
/* Appends the plaintext to @plain (a wiped-after-use buffer of the caller). _NO_KEY: that data key is not loaded; _DAMAGED: altered. */
gboolean tsn_vault_open_sealed (TsnVault *self, const TsnId *data_key, GBytes *sealed, const guint8 *ad, gsize ad_size, GByteArray *plain, GError **error);

/* -- Signing and cards -- */

gboolean tsn_vault_sign (TsnVault *self, const guint8 *data, gsize size, guint8 signature[TSN_SIGNATURE_SIZE], GError **error); /* device key */
gboolean tsn_verify (const guint8 *data, gsize size, const guint8 signature[TSN_SIGNATURE_SIZE], const guint8 public_key[TSN_KEY_SIZE]);
/* X25519 with the municipality's card private key: the shared secret for opening a sealed card. _NO_KEY unless the role holds it. */
gboolean tsn_vault_card_agree (TsnVault *self, const guint8 ephemeral_public[TSN_KEY_SIZE], guint8 shared[TSN_KEY_SIZE], GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnVault, tsn_vault_free)

G_END_DECLS
