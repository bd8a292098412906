/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-trust-loan.h: what a crew's device of another municipality asks for the keys of our cards
 * with, and what it gets, which lies behind the statements of a trust file.
 *
 * Shape: docs/card-format.md "Trust file". Errors: TSN_TRUST_ERROR. Thread: plain values.
 */

#pragma once

#include "tsn-cbor.h"
#include "tsn-vault.h"

G_BEGIN_DECLS

#define TSN_TRUST_LOANS_MAX 256 /* of one trust file */

/* A crew's device, as it asks. */
typedef struct
{
  GBytes *bytes;             /* these words */
  char municipality[7];      /* six digits; what it says itself, as */
  char *label;               /* of the device */
  guint8 root[TSN_KEY_SIZE]; /* of that municipality: believed once its fingerprint was compared */
  GBytes *certificate;       /* of the device, by that root */
  TsnId device;
} TsnCrew;

void tsn_crew_clear (TsnCrew *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnCrew, tsn_crew_clear)

/* Of this device; nothing in it is secret. */
GBytes *tsn_crew_ask (TsnVault *vault, const char *municipality, const char *label);
/* @self: zeros; clear it either way. Errors: TSN_TRUST_ERROR_NOT_A_CREW, _TOO_NEW. */
gboolean tsn_crew_read (TsnCrew *self, GBytes *bytes, GError **error);

typedef struct
{
  TsnCrew crew;
  gint64 made_ms;   /* since 1970 UTC */
  GBytes *envelope; /* tsn_vault_borrow_card_keys() opens it */
} TsnTrustLoan;

void tsn_trust_loan_free (TsnTrustLoan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnTrustLoan, tsn_trust_loan_free)

/* What is signed with @self->envelope beside what is in it. */
GBytes *tsn_trust_loan_about (const TsnTrustLoan *self);
/* Errors: those of tsn_vault_lend_card_keys(). */
TsnTrustLoan *
tsn_trust_loan_new (const TsnCrew *crew, TsnVault *lender, gint64 made_ms, GError **error);
void tsn_trust_loan_write (const TsnTrustLoan *self, GByteArray *out);
/* Whether what comes next is a loan and no statement. */
gboolean tsn_trust_loan_is_next (const TsnCborReader *reader);
/* One by @lender_root. */
TsnTrustLoan *
tsn_trust_loan_next (TsnCborReader *reader, const guint8 lender_root[TSN_KEY_SIZE], GError **error);

G_END_DECLS
