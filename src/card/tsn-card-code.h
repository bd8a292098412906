/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tsn-card-qr.h"
#include "tsn-card.h"
#include "tsn-vault.h"

G_BEGIN_DECLS

#define TSN_CARD_PREFIX   "TSN1:" /* what every card of this format begins with */
#define TSN_CARD_KID_SIZE 8       /* first bytes of the SHA-256 of a public key */

/* A device that signs. */
typedef struct
{
  guint8 public_key[TSN_KEY_SIZE]; /* Ed25519 */
  gboolean (*sign) (gpointer data,
                    const guint8 *bytes,
                    gsize size,
                    guint8 signature[TSN_SIGNATURE_SIZE],
                    GError **error);
  gpointer data;
} TsnCardSigner;

/* The signer of this device; @vault must outlive it. */
void tsn_card_signer_init_vault (TsnCardSigner *self, TsnVault *vault);

typedef struct
{
  const guint8
      *recipient;       /* (nullable): the municipality's X25519 card key (tsn_vault_card_public());
                           NULL makes an open card that anyone can read */
  TsnCardQrLevel level; /* error correction of the symbol */
  guint version_max; /* largest symbol the layout can print legibly (tsn_card_qr_version_for()) */
} TsnCardOptions;

/* One thing that the code does not carry, or a layout did not print. */
typedef struct
{
  TsnCardFieldId field; /* of the group CARD */
  gint item;            /* index in the card as given, or -1 for the whole field */
  gint part;            /* TsnCardFieldId within the item, or -1 for the whole item */
} TsnCardLeftOut;

/* "contacts[2].kana": the names of tsn-card-fields.def, items counted from 1. (transfer full) */
char *tsn_card_left_out_path (const TsnCardLeftOut *self);

/**
 * TsnCardCode:
 *
 * A card as it stands in the code.
 */
typedef struct
{
  char *text;       /* "TSN1:...", of the 45 characters of Base45 */
  TsnCardQr *qr;    /* its symbol */
  GArray *left_out; /* of TsnCardLeftOut, in the order in which they were given up */
  gsize size_cbor;  /* bytes of the content before compression ... */
  gsize size_zlib;  /* ... after it ... */
  gsize size_cose;  /* ... and signed and sealed */
} TsnCardCode;

void tsn_card_code_free (TsnCardCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnCardCode, tsn_card_code_free)

/**
 * tsn_card_encode:
 * @card: passes tsn_card_check()
 * @scanner: (nullable): reads the symbol back before it is handed out; NULL in programs that only
 * count bytes
 *
 * Content, compression, signature, seal, Base45, symbol. When that is larger than @options allows,
 * fields are left out in the order of sacrifice (docs/card-format.md) until it fits, the content is
 * marked `partial` and each is listed. Never left out: serial, municipality, dates, name, reading,
 * birth date, sex, address, the first contact with its first phone, the first doctor, allergies,
 * devices and needs, that wishes are recorded.
 *
 * A symbol that the scanner does not read (one in some thousands) is made again with another seal,
 * which changes every module.
 *
 * Errors: TSN_CARD_ERROR_*; those of the signer.
 * Thread: any, one card at a time per signer and scanner. Under 2 ms without, some 5 ms with
 * reading back.
 */
TsnCardCode *tsn_card_encode (const TsnCard *card,
                              const TsnCardSigner *signer,
                              const TsnCardOptions *options,
                              TsnScanner *scanner,
                              GError **error);

/* The first 8 bytes of the SHA-256 of @public_key: how a card names its issuer. */
void tsn_card_kid (const guint8 public_key[TSN_KEY_SIZE], guint8 kid[TSN_CARD_KID_SIZE]);

G_END_DECLS
