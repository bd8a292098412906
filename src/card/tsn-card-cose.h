/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tsn-card-code.h"

G_BEGIN_DECLS

/* The two COSE messages of a card (RFC 9052, RFC 9053), one algorithm each; docs/card-format.md
 * shows their bytes. */

#define TSN_CARD_IV_SIZE 12 /* bytes; the first of the SHA-256 of the recipient's public key */

typedef enum
{
  TSN_CARD_COSE_OK,
  TSN_CARD_COSE_DAMAGED, /* not even CBOR, or broken off */
  TSN_CARD_COSE_FUTURE,  /* whole, but another message, header or algorithm than ours */
} TsnCardCoseFault;

typedef enum
{
  TSN_CARD_COSE_SIGN1,
  TSN_CARD_COSE_ENCRYPT,
} TsnCardCoseKind;

/* A COSE_Sign1 taken apart; pointers into its bytes. */
typedef struct
{
  guint8 kid[TSN_CARD_KID_SIZE];
  const guint8 *payload;
  gsize payload_size;
  const guint8 *protected; /* the header as it was signed */
  gsize protected_size;
  const guint8 *signature; /* TSN_SIGNATURE_SIZE bytes */
} TsnCardSigned;

/* A COSE_Encrypt taken apart; pointers into its bytes. */
typedef struct
{
  guint8 iv[TSN_CARD_IV_SIZE];
  guint8 ephemeral[TSN_KEY_SIZE];
  const guint8 *ciphertext; /* with the tag */
  gsize ciphertext_size;
} TsnCardSealed;

/* By the tag. */
TsnCardCoseFault tsn_card_cose_kind (const guint8 *bytes, gsize size, TsnCardCoseKind *kind);

GBytes *tsn_card_cose_sign (GBytes *payload, const TsnCardSigner *signer, GError **error);
TsnCardCoseFault
tsn_card_cose_read_signed (const guint8 *bytes, gsize size, TsnCardSigned *message);
gboolean tsn_card_cose_verify (const TsnCardSigned *message, const guint8 public_key[TSN_KEY_SIZE]);

/* @ephemeral_secret: 32 bytes that are never used twice. NULL when @recipient is not a point to
 * agree with. */
GBytes *tsn_card_cose_seal (GBytes *plain,
                            const guint8 recipient[TSN_KEY_SIZE],
                            const guint8 ephemeral_secret[TSN_KEY_SIZE]);
TsnCardCoseFault
tsn_card_cose_read_sealed (const guint8 *bytes, gsize size, TsnCardSealed *message);
/* @shared: what X25519 gives. NULL: altered. */
GBytes *tsn_card_cose_open (const TsnCardSealed *message, const guint8 shared[TSN_KEY_SIZE]);

/* Which card key a message was sealed for. */
gboolean tsn_card_cose_is_for (const TsnCardSealed *message, const guint8 recipient[TSN_KEY_SIZE]);

/* Bytes of the whole, for a stream of @payload_size bytes. */
gsize tsn_card_cose_size (gsize payload_size, gboolean sealed);

G_END_DECLS
