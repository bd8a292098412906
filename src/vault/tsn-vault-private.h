/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-vault-private.h: what the files of this folder share. Tests include it for the clock and for
 * the file's parts; nobody else does. */

#pragma once

#include <sodium.h>

#include "tsn-cbor.h"
#include "tsn-invitation.h"
#include "tsn-recovery-key.h"
#include "tsn-vault.h"

G_BEGIN_DECLS

#define TSN_VAULT_FORMAT         2 /* with a slot of the desktop; 1 without */
#define TSN_VAULT_FILE_SIZE_MAX  (1024 * 1024)
#define TSN_VAULT_SLOTS_MAX      32
#define TSN_VAULT_LABEL_SIZE_MAX 100
#define TSN_VAULT_EPOCH_KEYS_MAX 128      /* two or three to an epoch */
#define TSN_CARD_KEY             TSN_OPEN /* among epoch keys: what is open has no key */
#define TSN_SALT_SIZE            crypto_pwhash_SALTBYTES
#define TSN_NONCE_SIZE           crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TSN_TAG_SIZE             crypto_aead_xchacha20poly1305_ietf_ABYTES
#define TSN_SEAL_OVERHEAD        (TSN_NONCE_SIZE + TSN_TAG_SIZE)
#define TSN_DIGEST_SIZE          crypto_hash_sha256_BYTES
#define TSN_DATA_KEY_SEALED_SIZE (TSN_KEY_SIZE + TSN_SIGNATURE_SIZE + crypto_box_SEALBYTES)

/* -- tsn-secret.c -- */

void tsn_vault_init_crypto (void);

/* -- tsn-vault-box.c: sealing small things with a key, in one form everywhere -- */

/* Appends nonce || ciphertext || tag. */
void tsn_box_seal (GByteArray *out,
                   const guint8 key[TSN_KEY_SIZE],
                   gconstpointer plain,
                   gsize size,
                   gconstpointer ad,
                   gsize ad_size);
/* @plain: room for @size - TSN_SEAL_OVERHEAD */
gboolean tsn_box_open (gpointer plain,
                       const guint8 key[TSN_KEY_SIZE],
                       const guint8 *sealed,
                       gsize size,
                       gconstpointer ad,
                       gsize ad_size);
void tsn_nonce_new (guint8 nonce[TSN_NONCE_SIZE]); /* quick: random bytes bought in bulk */

/* -- tsn-vault-file.c: the file's parts and bytes -- */

typedef enum
{
  TSN_SLOT_PASSPHRASE = 1,
  TSN_SLOT_RECOVERY = 2,
  TSN_SLOT_UNATTENDED = 3, /* sealed under a key of zeros: a kiosk's */
  TSN_SLOT_STAFF =
      4, /* of a kiosk: a passphrase, sealing zeros: tells who is there, opens nothing */
  TSN_SLOT_DESKTOP =
      5, /* of a crew's device: under 32 random bytes that the desktop's keyring keeps */
} TsnSlotType;

/* The vault key, sealed under one secret. */
typedef struct
{
  TsnId id; /* PASSPHRASE: the operator's */
  TsnSlotType type;
  char *label;
  guint8 salt[TSN_SALT_SIZE]; /* PASSPHRASE, STAFF; zeros otherwise, as the two limits */
  guint64 opslimit;
  guint64 memlimit; /* bytes */
  guint8 sealed[TSN_KEY_SIZE + TSN_SEAL_OVERHEAD];
} TsnSlot;

typedef struct
{
  guint epoch;
  TsnCompartment compartment;
  guint8 key[TSN_KEY_SIZE]; /* public half in the file, private in the secrets */
} TsnEpochKey;

typedef struct
{
  TsnId device;
  TsnRole role;
  guint8 sign_public[TSN_KEY_SIZE];
  guint8 box_public[TSN_KEY_SIZE];
  guint8 root_public[TSN_KEY_SIZE];
  guint8 card_public[TSN_KEY_SIZE];
  GArray *compartments; /* of TsnEpochKey, rising; both compartments of the last epoch are there */
  GBytes *certificate;
  GPtrArray *slots; /* of TsnSlot */
  GBytes *payload;  /* sealed secrets */
  gboolean joining; /* of a device that waits: no certificate and no compartments yet */
} TsnVaultFile;

TsnSlot *tsn_slot_new (TsnSlotType type, const TsnId *id, const char *label);
TsnSlot *tsn_slot_copy (const TsnSlot *self);
void tsn_slot_free (TsnSlot *self);
TsnVaultFile *tsn_vault_file_new (void);
void tsn_vault_file_free (TsnVaultFile *self);
GBytes *tsn_vault_file_encode (const TsnVaultFile *self);
TsnVaultFile *tsn_vault_file_decode (const guint8 *data, gsize size, GError **error);
/* Of a device that waits, and of no other. */
TsnVaultFile *tsn_vault_file_decode_joining (const guint8 *data, gsize size, GError **error);
/* By epoch, compartment, public half: the last of a compartment is the one in use. */
int tsn_epoch_key_compare (gconstpointer a, gconstpointer b);
const TsnEpochKey *tsn_epoch_keys_current (const GArray *keys, TsnCompartment compartment);
/* Those of a grant; rising, with both compartments of the last epoch. */
gboolean tsn_epoch_keys_read (TsnCborReader *reader, GArray *keys);
void tsn_epoch_keys_write (GByteArray *out, const GArray *keys);
void tsn_vault_file_write_identity (const TsnVaultFile *self, GByteArray *out);
/* An entry of a map: its number and bytes. */
void tsn_vault_write_key (GByteArray *out, guint64 number, gconstpointer bytes, gsize size);
void tsn_vault_write_key_bytes (GByteArray *out, guint64 number, GBytes *bytes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnVaultFile, tsn_vault_file_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnSlot, tsn_slot_free)

/* -- tsn-vault-disk.c -- */

/* At most @max bytes; longer is TSN_VAULT_ERROR_DAMAGED, the rest G_IO_ERROR. */
GBytes *tsn_vault_disk_read (const char *path, gsize max, GError **error);
/* Mode 0600, durable, whole or not at all. @create: TSN_VAULT_ERROR_EXISTS when there is one. */
gboolean tsn_vault_disk_write (const char *path, GBytes *bytes, gboolean create, GError **error);

/* -- tsn-vault-secrets.c: the private keys -- */

typedef struct
{
  guint8 vault_key[TSN_KEY_SIZE];
  guint8 sign[crypto_sign_SECRETKEYBYTES];
  guint8 box[TSN_KEY_SIZE];
  gboolean has_root;
  guint8 root[crypto_sign_SECRETKEYBYTES];
  gboolean has_card;
  guint8 card[TSN_KEY_SIZE];
  gboolean has_recovery;
  guint8 recovery[TSN_KEY_SIZE]; /* from the recovery key; seals the keyring and the slots */
  guint64 recovery_number;       /* how often there was another one before it */
  guint n_compartments;
  TsnEpochKey compartments[TSN_VAULT_EPOCH_KEYS_MAX];
} TsnSecrets;

void tsn_secrets_new_municipality (TsnSecrets *self); /* everything but the device's own keys */
void tsn_secrets_new_device (TsnSecrets *self);       /* the device's own pairs and the vault key */
void tsn_secrets_copy_for_role (TsnSecrets *self, const TsnSecrets *from, TsnRole role);
gboolean tsn_role_opens (TsnRole role, TsnCompartment compartment); /* TSN_CARD_KEY, too */
/* The private half that belongs to @key; NULL: not on this device */
const TsnEpochKey *tsn_secrets_find (const TsnSecrets *self, const TsnEpochKey *key);
/* FALSE: there are too many. Once is enough. */
gboolean tsn_secrets_add (TsnSecrets *self, const TsnEpochKey *secret);
void tsn_secrets_publish (const TsnSecrets *self, TsnVaultFile *file); /* the public halves */
void tsn_secrets_seal (const TsnSecrets *self, TsnVaultFile *file);    /* into file->payload */
/* @self->vault_key is set */
gboolean tsn_secrets_open (TsnSecrets *self, const TsnVaultFile *file, GError **error);
/* What a grant hands over: all but the device's own keys. Never grown, so nothing is left behind;
 * free it with tsn_secret_array_free(). */
GByteArray *tsn_secrets_write_granted (const TsnSecrets *self);
gboolean tsn_secrets_read (TsnSecrets *self, const guint8 *plain, gsize size);
gboolean tsn_secrets_match (const TsnSecrets *self, const TsnVaultFile *file);
/* That all private halves in @self are in @other, too. */
gboolean tsn_secrets_within (const TsnSecrets *self, const TsnSecrets *other);
/* The municipality's alone: what a keyring holds; freed likewise. */
GByteArray *tsn_secrets_write_municipality (const TsnSecrets *self);
/* Opens and reads; whatever is not exactly right is FALSE. */
gboolean tsn_secrets_open_sealed (TsnSecrets *self,
                                  const guint8 key[TSN_KEY_SIZE],
                                  const guint8 *sealed,
                                  gsize size,
                                  gconstpointer ad,
                                  gsize ad_size);

/* -- tsn-keyring.c: what the recovery key opens -- */

/* Another recovery key from now on. Returns: what to print; tsn_secret_text_free() it */
char *tsn_secrets_new_recovery (TsnSecrets *self);
void tsn_secrets_set_recovery (TsnSecrets *self, const guint8 key[TSN_RECOVERY_KEY_SIZE]);
/* @self->recovery is set in these. */
GBytes *tsn_secrets_seal_keyring (const TsnSecrets *self);
gboolean tsn_secrets_open_keyring (TsnSecrets *self, GBytes *keyring, GError **error);
/* Whether who brings the ticket of that recovery key is given the keyring. */
gboolean tsn_secrets_keyring_has_ticket (const TsnSecrets *self, GBytes *keyring);

/* -- tsn-vault-slots.c -- */

/* Each makes a slot with the vault key of @secrets inside. @cost is for the first operator; the
 * others share his salt and limits. A kiosk's passphrase is its staff's: it has zeros inside. */
TsnSlot *tsn_slot_new_passphrase (const TsnVaultFile *file,
                                  const TsnSecrets *secrets,
                                  const TsnId *id,
                                  const char *label,
                                  const char *passphrase,
                                  TsnVaultCost cost,
                                  GError **error);
TsnSlot *tsn_slot_new_recovery (const TsnVaultFile *file, const TsnSecrets *secrets);
/* The key of that slot: what a coordinator gives a new device for it. */
guint8 *tsn_slot_recovery_key (const TsnId *device, const TsnSecrets *secrets);
TsnSlot *tsn_slot_new_recovery_with (const TsnVaultFile *file,
                                     const TsnSecrets *secrets,
                                     const guint8 key[TSN_KEY_SIZE]);
TsnSlot *tsn_slot_new_unattended (const TsnVaultFile *file, const TsnSecrets *secrets);
/* Both slots of a new kiosk: its own and the staff's. */
gboolean tsn_slots_add_kiosk (TsnVaultFile *file,
                              const TsnSecrets *own,
                              const char *passphrase,
                              TsnVaultCost cost,
                              GError **error);
/* The slot that opens, and what it holds as the vault key in @secrets; NULL if none does. */
const TsnSlot *
tsn_slot_find_passphrase (const TsnVaultFile *file, const char *passphrase, TsnSecrets *secrets);
const TsnSlot *tsn_slot_find_recovery (const TsnVaultFile *file, TsnSecrets *secrets);
TsnSlot *tsn_slot_new_desktop (const TsnVaultFile *file,
                               const TsnSecrets *secrets,
                               const guint8 secret[TSN_KEY_SIZE]);
const TsnSlot *tsn_slot_find_desktop (const TsnVaultFile *file,
                                      const guint8 secret[TSN_KEY_SIZE],
                                      TsnSecrets *secrets);
const TsnSlot *tsn_slot_find_unattended (const TsnVaultFile *file, TsnSecrets *secrets);

/* -- tsn-vault-tries.c: the slow-down -- */

typedef struct
{
  char *path;
  guint failures;
  gint64
      last_ms; /* wall clock at the last failure, or at the first look after the clock went back */
} TsnTries;

void tsn_tries_init (TsnTries *self, const char *vault_path);
void tsn_tries_clear (TsnTries *self);
guint tsn_tries_seconds_to_wait (TsnTries *self, gint64 now_ms);
void tsn_tries_count (TsnTries *self, gint64 now_ms); /* before the try */
void tsn_tries_reset (TsnTries *self);                /* after the right one */

/* -- tsn-vault-seal.c: the data keys in memory -- */

typedef struct _TsnKeyTable TsnKeyTable;
TsnKeyTable *tsn_key_table_new (void);
void tsn_key_table_free (TsnKeyTable *self);
void tsn_key_table_forget (TsnKeyTable *self);
void tsn_key_table_renew (TsnKeyTable *self); /* seals with fresh keys from now on */

/* -- tsn-invitation.c -- */

GBytes *tsn_enrolment_request_seal (const TsnEnrolmentRequest *self,
                                    const TsnInvitation *invitation,
                                    const TsnSecrets *own);

/* -- tsn-envelope.c: for one device, from the root -- */

#define TSN_ENVELOPE_SIZE_MAX 16384

GBytes *tsn_envelope_seal (GBytes *context,
                           const TsnCertificate *to,
                           const GByteArray *plain,
                           const guint8 root[crypto_sign_SECRETKEYBYTES]);
/* From that root for that device. */
gboolean tsn_envelope_verify (GBytes *envelope,
                              GBytes *context,
                              const TsnId *device,
                              const guint8 root_public[TSN_KEY_SIZE]);
/* What is in it; free it with tsn_secret_free(). NULL: not for this key, the device's own. */
guint8 *tsn_envelope_open (GBytes *envelope, const guint8 box[TSN_KEY_SIZE], gsize *plain_size);

/* -- tsn-grant.c -- */

/* What a coordinator hands over to one device. */
typedef struct
{
  GBytes *certificate;
  guint8 card_public[TSN_KEY_SIZE];
  GArray *compartments; /* of TsnEpochKey: public halves */
  gboolean has_slot_key;
  guint8 slot_key[TSN_KEY_SIZE];
  GBytes *server; /* (nullable) */
} TsnGranted;

TsnGranted *tsn_granted_new (void);
void tsn_granted_free (TsnGranted *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnGranted, tsn_granted_free)

/* @authority: of a coordinator. Errors: those of tsn_certificate_verify(). */
GBytes *
tsn_grant_make (const TsnSecrets *authority, GBytes *certificate, GBytes *server, GError **error);
/* TSN_VAULT_ERROR_FORGED: not from that root for that device. */
gboolean tsn_grant_verify (GBytes *grant,
                           const TsnId *device,
                           const guint8 root_public[TSN_KEY_SIZE],
                           GError **error);
/* Opens one that was verified with the device's own keys in @secrets, which then has those of the
 * grant, too. */
TsnGranted *tsn_grant_open (GBytes *grant, TsnSecrets *secrets, GError **error);

/* -- tsn-card-loan.c -- */

typedef struct
{
  guint8 public_half[TSN_KEY_SIZE];
  guint8 key[TSN_KEY_SIZE]; /* its private half */
} TsnCardKeyPair;

/* What other municipalities lent, until the vault is locked; of tsn_secret_new(). */
typedef struct
{
  guint n;
  TsnCardKeyPair pairs[TSN_VAULT_EPOCH_KEYS_MAX];
} TsnBorrowed;

/* @self: (nullable). NULL: it is not among them */
const TsnCardKeyPair *tsn_borrowed_find (const TsnBorrowed *self,
                                         const guint8 card_public[TSN_KEY_SIZE]);

/* -- tsn-certificate.c -- */

GBytes *tsn_certificate_sign (const TsnCertificate *certificate,
                              const guint8 root[crypto_sign_SECRETKEYBYTES]);

/* -- tsn-vault.c -- */

struct _TsnVault
{
  char *path;
  TsnVaultFile *file;
  gint64 (*now_ms) (void); /* wall clock; tests put theirs here */
  GMutex lock;             /* guards what follows, and what in @file can change */
  TsnTries tries;
  TsnSecrets *secrets;   /* of tsn_secret_new; NULL: locked */
  TsnBorrowed *borrowed; /* NULL: nothing yet */
  TsnKeyTable *keys;
  const TsnId *operator_id; /* nil, or one of: */
  GPtrArray *operators;     /* of TsnId: all that unlocked so far, kept since pointers are out */
  GPtrArray *retired;       /* of GArray: epoch keys of before, kept likewise */
};

/* A copy of a coordinator's secrets; NULL with _LOCKED or _NO_KEY. Free with tsn_secret_free(). */
TsnSecrets *tsn_vault_dup_authority (TsnVault *self, GError **error);

/* Puts the file as it is now on the disk. Call with the lock held. */
gboolean tsn_vault_write (TsnVault *self, GError **error);

/* The secrets for @self; NULL with _LOCKED. Call and use with the lock held. */
const TsnSecrets *tsn_vault_get_secrets (TsnVault *self, GError **error);

G_END_DECLS
