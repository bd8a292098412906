/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-vault.h: the keys of this device and, as far as its role allows, of its municipality.
 *
 * The vault is one small file beside the database. Its clear part holds public keys, the device's
 * id and the slots; the private keys are sealed with a random vault key, and each slot holds that
 * vault key sealed under one secret: an operator's passphrase (Argon2id) or the printed recovery
 * key. A locked vault can still seal (public keys are clear, data keys are made afresh); it cannot
 * open anything or sign. A kiosk's vault has no secret to ask for: it is never locked, and holds
 * nothing that opens a record. Its staff's passphrase is there to be asked for on the screen.
 *
 * Shape: docs/security.md "The vault file"; CBOR, replaced atomically and durably (write, fsync,
 * rename, fsync of the folder).
 * Errors: TSN_VAULT_ERROR_* and, from the disk, G_IO_ERROR_*.
 * Thread: what changes the file (operators, passphrases, unlocking) belongs to one thread at a
 * time; everything else, tsn_vault_lock() included, is safe from any thread. Secrets live in
 * sodium_malloc'ed memory and are wiped on lock and free.
 */

#pragma once

#include <gio/gio.h>

#include "tsn-certificate.h"
#include "tsn-kind.h"
#include "tsn-passphrase.h"
#include "tsn-secret.h"
#include "tsn-vault-error.h"

G_BEGIN_DECLS

/* How costly a passphrase guess is; MODERATE for people, MIN for tests only. */
typedef enum
{
  TSN_VAULT_COST_MODERATE,
  TSN_VAULT_COST_MIN,
} TsnVaultCost;

typedef struct _TsnVault TsnVault;

/* -- Life -- */

/**
 * tsn_vault_create:
 * @path: of the file to make; must not exist
 * @operator_label: what the unlock page shows for this slot ("窓口", not a person's name: it is
 * stored in clear); UTF-8, at most 100 bytes
 * @recovery_key: (out): what to print and keep in a safe: groups of letters and digits with check
 * characters; free it with tsn_secret_text_free()
 *
 * A new municipality: root, compartment and card keys, this device with role DESK, a first
 * operator.
 *
 * Errors: TSN_VAULT_ERROR_EXISTS, _WEAK, G_IO_ERROR_*.
 * Returns: (transfer full): unlocked, or NULL
 */
TsnVault *tsn_vault_create (const char *path,
                            const char *operator_label,
                            const char *passphrase,
                            TsnVaultCost cost,
                            char **recovery_key,
                            GError **error);

/**
 * tsn_vault_create_for_role:
 * @from: an unlocked coordinator's vault; the new device's keys are limited to @role
 * @passphrase: of a kiosk, its staff's, which unlocks nothing; it has no operator to label
 *
 * A device of an existing municipality: used by enrolment and tests. Its certificate is signed by
 * @from's root. The municipality's recovery key opens it, too.
 */
TsnVault *tsn_vault_create_for_role (const char *path,
                                     TsnVault *from,
                                     TsnRole role,
                                     const char *operator_label,
                                     const char *passphrase,
                                     TsnVaultCost cost,
                                     GError **error);

/**
 * tsn_vault_create_from_recovery:
 * @keyring: from tsn_vault_recovery_keyring() (municipality.recovery_keyring)
 *
 * New hardware: a new device with role DESK and all keys of the municipality.
 *
 * Errors: TSN_VAULT_ERROR_MISTYPED, _WRONG_SECRET (wrong key, or the keyring is not authentic),
 * _DAMAGED, _WEAK, _EXISTS.
 */
TsnVault *tsn_vault_create_from_recovery (const char *path,
                                          const char *recovery_key,
                                          GBytes *keyring,
                                          const char *operator_label,
                                          const char *passphrase,
                                          TsnVaultCost cost,
                                          GError **error);

TsnVault *tsn_vault_open (const char *path, GError **error); /* locked, but for a kiosk's */
void tsn_vault_free (TsnVault *self);                        /* wipes; NULL is fine */

/* The vault file's bytes (sealed; for a backup), and putting them in place again (never over an
 * existing file). A kiosk's file is not protected by any secret. */
GBytes *tsn_vault_dup_file (TsnVault *self);
gboolean tsn_vault_restore_file (const char *path, GBytes *file, GError **error);

/* -- Lock and operators -- */

/* Tries every passphrase slot. Wrong tries are counted in a file beside the vault and slow down the
 * next (1 s doubling to 5 min from the fourth on); the count survives a restart. Takes about a
 * second (Argon2id): call it from a worker. */
gboolean tsn_vault_unlock (TsnVault *self, const char *passphrase, GError **error);
/* Quick, and never slowed down: 160 random bits can't be guessed, and help must not wait. */
gboolean
tsn_vault_unlock_with_recovery_key (TsnVault *self, const char *recovery_key, GError **error);
/* What unlocks the vault again for the process that follows this one: its key and who is there.
 * Never write it to a disk, and wipe it. Errors: _LOCKED; _DAMAGED (of another vault). */
#define TSN_VAULT_TICKET_SIZE 48
gboolean
tsn_vault_get_ticket (TsnVault *self, guint8 ticket[TSN_VAULT_TICKET_SIZE], GError **error);
gboolean tsn_vault_unlock_with_ticket (TsnVault *self,
                                       const guint8 ticket[TSN_VAULT_TICKET_SIZE],
                                       GError **error);

/* A crew's device may open without asking anybody: with 32 random bytes that the desktop's keyring
 * keeps. Nobody is there then (tsn_vault_operator()). */
gboolean tsn_vault_opens_with_desktop (TsnVault *self); /* it has such a slot */
/* @secret: (nullable): NULL takes the slot away, also from a locked vault. Errors: _NO_OPERATOR (no
 * crew's device), _LOCKED, those of the disk: nothing has changed. */
gboolean
tsn_vault_set_desktop_secret (TsnVault *self, const guint8 secret[TSN_KEY_SIZE], GError **error);
/* Quick. Errors: _WRONG_SECRET, also where there is no such slot; _DAMAGED. */
gboolean
tsn_vault_unlock_with_desktop (TsnVault *self, const guint8 secret[TSN_KEY_SIZE], GError **error);

void tsn_vault_lock (TsnVault *self); /* of a kiosk: only forgets the data keys */
gboolean tsn_vault_is_locked (TsnVault *self);
guint tsn_vault_seconds_to_wait (TsnVault *self); /* 0: unlocking may be tried */

/* Operators: one slot each. The id goes into patches. Who unlocked; by recovery key, who was added
 * first since; nil id when locked, before that, or of a kiosk. Valid as long as the vault. */
const TsnId *tsn_vault_operator (TsnVault *self);
/* Needs an unlocked vault. A passphrase that opens another operator's slot is refused (_WEAK),
 * since it would not tell who is there. At most 30. @id: (out) (optional) */
gboolean tsn_vault_add_operator (TsnVault *self,
                                 const char *label,
                                 const char *passphrase,
                                 TsnId *id,
                                 GError **error);
gboolean
tsn_vault_remove_operator (TsnVault *self, const TsnId *id, GError **error); /* the last stays */
/* Of the operator whose passphrase @old_one is, or of a kiosk's staff; counts as a try. Who is
 * there changes nobody else's
 * (_OTHER_OPERATOR). Works on a locked vault, too, and does not unlock it. */
gboolean tsn_vault_change_passphrase (TsnVault *self,
                                      const char *old_one,
                                      const char *new_one,
                                      GError **error);
/* Whether @passphrase is one of this device: of an operator; of a kiosk, of its staff. Counts as a
 * try and takes as long as unlocking; opens nothing and changes nobody.
 * Errors: TSN_VAULT_ERROR_WRONG_SECRET, _TOO_MANY_TRIES. */
gboolean tsn_vault_check_passphrase (TsnVault *self, const char *passphrase, GError **error);
/* Of a kiosk. The one before is not asked for: it guards the screen, and who comes with the file
 * can write the file. Errors: _WEAK, _NO_OPERATOR (not a kiosk). */
gboolean tsn_vault_set_staff_passphrase (TsnVault *self, const char *passphrase, GError **error);
typedef struct
{
  TsnId id;
  char *label;
} TsnOperator;
GArray *tsn_vault_list_operators (TsnVault *self); /* of TsnOperator, (transfer full) */

/* -- Identity -- */

TsnRole tsn_vault_role (TsnVault *self);
const TsnId *tsn_vault_device (TsnVault *self);
/* Public halves, 32 bytes each; valid as long as the vault. */
const guint8 *tsn_vault_device_sign_public (TsnVault *self); /* Ed25519 */
const guint8 *tsn_vault_device_box_public (TsnVault *self);  /* X25519 */
const guint8 *tsn_vault_root_public (TsnVault *self);        /* Ed25519 */
const guint8 *tsn_vault_card_public (TsnVault *self);        /* X25519; that for new cards */
/* All that cards were ever sealed to, from 0, and then all that were borrowed. FALSE: there is no
 * such one. */
gboolean tsn_vault_nth_card_public (TsnVault *self, guint nth, guint8 card_public[TSN_KEY_SIZE]);
guint tsn_vault_epoch (TsnVault *self); /* of the compartment keys now in use; from 1 */
const guint8 *tsn_vault_compartment_public (TsnVault *self,
                                            TsnCompartment compartment); /* X25519, current epoch;
                                                                            NULL for TSN_OPEN */
GBytes *tsn_vault_certificate (TsnVault *self); /* (transfer none); tsn-certificate.h */

/* All private keys of the municipality sealed to the recovery key: published in
 * municipality.recovery_keyring. Needs an unlocked coordinator's vault. */
GBytes *tsn_vault_recovery_keyring (TsnVault *self, GError **error);
/* Whether @keyring is one of this municipality, holds every key that this coordinator's device has,
 * and is given out by servers (tsn-keyring.h). */
gboolean tsn_vault_keyring_is_complete (TsnVault *self, GBytes *keyring);

/* -- Other devices -- */

/* The municipality's word for a device with these keys; the time in @device is not read. Needs an
 * unlocked coordinator's vault (_NO_KEY). */
GBytes *tsn_vault_certify (TsnVault *self, const TsnCertificate *device, GError **error);

/**
 * tsn_vault_grant:
 * @certificate: of the device that shall have it, signed by this municipality
 * @server: (nullable): handed over as it is
 *
 * All keys that the device's role may have, sealed to the device and signed by the root:
 * docs/security.md "Enrolment". tsn-joining.h takes it.
 *
 * Errors: TSN_VAULT_ERROR_LOCKED, _NO_KEY, and those of tsn_certificate_verify().
 */
GBytes *tsn_vault_grant (TsnVault *self, GBytes *certificate, GBytes *server, GError **error);

/**
 * tsn_vault_take_grant:
 * @news: (out) (optional): whether there was a key in it that this device did not have
 *
 * Keys that a coordinator made after this device was enrolled (tsn-new-keys.h). None is ever lost
 * by it, so grants may come in any order and any number of times. Call it in any thread; needs an
 * unlocked vault. Data keys of before are not sealed with any more.
 *
 * Errors: TSN_VAULT_ERROR_LOCKED, _FORGED (not from this municipality for this device), those of
 * the disk: nothing has changed.
 */
gboolean tsn_vault_take_grant (TsnVault *self, GBytes *grant, gboolean *news, GError **error);

/* -- Crews of neighbours -- */

/**
 * tsn_vault_lend_card_keys:
 * @certificate: of a crew's device of another municipality
 * @root_public: of that municipality, as somebody has compared it
 * @about: what the loan says in clear, signed with it
 *
 * Every private card key of this municipality, sealed to that device and signed by this root:
 * docs/security.md "Crews of neighbours". Needs an unlocked coordinator's vault.
 *
 * Errors: TSN_VAULT_ERROR_LOCKED, _NO_KEY (here, or no crew's device there), those of
 * tsn_certificate_verify().
 */
GBytes *tsn_vault_lend_card_keys (TsnVault *self,
                                  GBytes *certificate,
                                  const guint8 root_public[TSN_KEY_SIZE],
                                  GBytes *about,
                                  GError **error);
/* From that root, for that device, and that is what it says; whether it opens only the device can
 * say. */
gboolean tsn_vault_verify_card_loan (GBytes *loan,
                                     const TsnId *device,
                                     GBytes *about,
                                     const guint8 lender_root[TSN_KEY_SIZE]);
/* Cards of the lender open, too, until the vault is locked. Once is enough, again is no error.
 * Errors: TSN_VAULT_ERROR_LOCKED, _FORGED (not lent to this device, or beyond 128 keys). */
gboolean tsn_vault_borrow_card_keys (TsnVault *self,
                                     GBytes *loan,
                                     GBytes *about,
                                     const guint8 lender_root[TSN_KEY_SIZE],
                                     GError **error);

/* -- Sealing records -- */

gboolean tsn_vault_can_open (TsnVault *self,
                             TsnCompartment compartment); /* unlocked, and the role has the key */

/* A data key: 32 random bytes that this device seals a compartment's groups with. It must be
 * published as a `data_key` record before or together with the first patch that uses it. */
typedef struct
{
  TsnId id; /* of the data_key record */
  TsnCompartment compartment;
  guint epoch;    /* of the compartment key it is sealed to */
  GBytes *sealed; /* crypto_box_seal of the key and its maker's signature: 144 bytes */
} TsnDataKey;

/* The data key in use for @compartment, made when there is none yet. The caller publishes it if its
 * record is not in the database. Valid as long as the vault; after tsn_vault_lock() or
 * _forget_data_keys() it no longer seals (_NO_KEY) and the next call makes another. */
const TsnDataKey *tsn_vault_data_key (TsnVault *self, TsnCompartment compartment, GError **error);

/* Opens a published data key, so that groups sealed with it can be opened, and (@own) goes on using
 * it for sealing, if this device signed it: what anybody could have sealed to the compartment in
 * this device's name is not used. FALSE with _NO_KEY when the role does not allow. Opening the same
 * key again is quick. */
gboolean
tsn_vault_load_data_key (TsnVault *self, const TsnDataKey *key, gboolean own, GError **error);
gboolean tsn_vault_has_data_key (TsnVault *self, const TsnId *id);

/* A kiosk after each resident: forgets all data keys; what was sealed with them cannot be read here
 * any more. */
void tsn_vault_forget_data_keys (TsnVault *self);

/* XChaCha20-Poly1305 with a random nonce; the output is nonce || ciphertext || tag: @size + 40. */
GBytes *tsn_vault_seal (TsnVault *self,
                        const TsnId *data_key,
                        const guint8 *plain,
                        gsize size,
                        const guint8 *ad,
                        gsize ad_size,
                        GError **error);
/* Appends the plaintext to @plain (a wiped-after-use buffer of the caller; untouched on failure).
 * _NO_KEY: that data key is not loaded; _DAMAGED: altered. About a microsecond for 200 bytes. */
gboolean tsn_vault_open_sealed (TsnVault *self,
                                const TsnId *data_key,
                                const guint8 *sealed,
                                gsize size,
                                const guint8 *ad,
                                gsize ad_size,
                                GByteArray *plain,
                                GError **error);

/* -- Signing and cards -- */

gboolean tsn_vault_sign (TsnVault *self,
                         const guint8 *data,
                         gsize size,
                         guint8 signature[TSN_SIGNATURE_SIZE],
                         GError **error); /* with the device's key */
/* X25519 with the private half of that card key: the shared secret for opening a sealed card.
 * _NO_KEY unless the role holds it or it was borrowed; _DAMAGED for a point of small order. */
gboolean tsn_vault_card_agree (TsnVault *self,
                               const guint8 card_public[TSN_KEY_SIZE],
                               const guint8 ephemeral_public[TSN_KEY_SIZE],
                               guint8 shared[TSN_KEY_SIZE],
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnVault, tsn_vault_free)

G_END_DECLS
