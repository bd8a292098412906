/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tsn-card-code.h"

G_BEGIN_DECLS

/* What is to be thought of a scanned text. Names (tsn_card_verdict_name()) are for JSON and logs.
 */
typedef enum
{
  TSN_CARD_VERDICT_GENUINE, /* signed by a device that is trusted, not replaced as far as we know */
  TSN_CARD_VERDICT_GENUINE_SUPERSEDED, /* genuine, but a newer card was issued */
  TSN_CARD_VERDICT_ISSUER_REVOKED, /* signed by a device whose key is no longer trusted, and not in
                                      the register of cards issued before */
  TSN_CARD_VERDICT_UNKNOWN_ISSUER, /* whole, but by a device that we do not know: nothing can be
                                      said about who wrote it */
  TSN_CARD_VERDICT_BAD_SIGNATURE,  /* whole, but not what its issuer signed or sealed: altered */
  TSN_CARD_VERDICT_DAMAGED,        /* begins as one of ours, then breaks off or makes no sense */
  TSN_CARD_VERDICT_SEALED_FOR_OTHERS, /* for another municipality, or we may not read cards */
  TSN_CARD_VERDICT_LOCKED,            /* sealed for us: unlock and scan again */
  TSN_CARD_VERDICT_FUTURE_FORMAT,     /* of a newer version than this program */
  TSN_CARD_VERDICT_NOT_OURS,          /* some other code */
} TsnCardVerdict;

const char *
tsn_card_verdict_name (TsnCardVerdict verdict); /* "genuine", "genuine_superseded" ... */

/* A device that issues cards, as the trust knows it. */
typedef struct
{
  TsnId device;
  guint8 sign_public[TSN_KEY_SIZE];
  char municipality[7]; /* six digits; "" when not known */
  gint64 revoked_ms;    /* since 1970 UTC; 0: trusted */
} TsnCardIssuer;

/* What the register of issued cards says about a serial. */
typedef struct
{
  gboolean superseded;     /* there is a newer card */
  char superseded_by[17];  /* its serial; "" when not known */
  TsnDate superseded_date; /* TSN_DATE_NONE when not known */
} TsnCardStanding;

/**
 * TsnCardTrust:
 *
 * Whom to believe and what can be unsealed: filled by whoever has the store and the vault. Every
 * function may be NULL: nothing is known then.
 */
typedef struct
{
  gpointer data;

  /* The device with that key id whose certificate was verified. FALSE: unknown. */
  gboolean (*find_issuer) (gpointer data,
                           const guint8 kid[TSN_CARD_KID_SIZE],
                           TsnCardIssuer *issuer);

  /* Whether a card with that serial is in the register, and how it stands. FALSE: not in it, which
   * is usual on a device in the field. */
  gboolean (*find_card) (gpointer data, const char *serial, TsnCardStanding *standing);

  /* The card keys of the municipality, from 0: their public halves (FALSE: no more), and the
   * agreement with the private half of one. Errors: TSN_VAULT_ERROR_LOCKED, _NO_KEY. */
  gpointer agree_data;
  gboolean (*card_key) (gpointer agree_data, guint nth, guint8 card_public[TSN_KEY_SIZE]);
  gboolean (*agree) (gpointer agree_data,
                     const guint8 card_public[TSN_KEY_SIZE],
                     const guint8 ephemeral[TSN_KEY_SIZE],
                     guint8 shared[TSN_KEY_SIZE],
                     GError **error);
} TsnCardTrust;

/* Sets card_key and agree; @vault must outlive it. */
void tsn_card_trust_init_vault (TsnCardTrust *self, TsnVault *vault);

/**
 * TsnCardReading:
 *
 * What a scanned text turned out to be.
 */
typedef struct
{
  TsnCardVerdict verdict;
  gboolean sealed; /* as against an open card */
  TsnCard *card;   /* (nullable): the content whenever it could be read, whatever the verdict: a
                      crew may want it even from an unknown issuer, and must be told */
  guint8 kid[TSN_CARD_KID_SIZE]; /* the issuer's key id; zeros when it was not seen */
  gboolean issuer_known;         /* whether `issuer` is filled */
  TsnCardIssuer issuer;
  TsnCardStanding standing; /* with GENUINE_SUPERSEDED */
  char *detail;             /* (nullable): for a developer: where it went wrong; no content */
} TsnCardReading;

void tsn_card_reading_free (TsnCardReading *self); /* wipes the content */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnCardReading, tsn_card_reading_free)

/**
 * tsn_card_read:
 * @text: a scanned text, not NUL-terminated; line ends after it and lower case are forgiven (hand
 * scanners)
 * @length: bytes of @text
 * @trust: (nullable): NULL: no issuer is known and nothing can be unsealed
 *
 * Never fails: a verdict is found for every text. Works without network, in under 1 ms.
 *
 * Shape: at most 8 kB of text and 16 KiB of content are looked at.
 * Thread: any, as far as the functions of @trust allow.
 */
TsnCardReading *tsn_card_read (const char *text, gsize length, const TsnCardTrust *trust);

G_END_DECLS
