/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-trust-statement.h: one signed statement of a trust file; for the files of trust alone.
 *
 * Shape: docs/card-format.md "Trust file". Errors: TSN_TRUST_ERROR. Thread: plain values.
 */

#pragma once

#include "tsn-card-cose.h"
#include "tsn-cbor.h"
#include "tsn-trust-file.h"

G_BEGIN_DECLS

typedef struct
{
  guint8 root[TSN_KEY_SIZE];
  char municipality[7];
  guint64 series, number, made_ms;
  GBytes *certificate; /* of the device that signs */
  GArray *issuers;     /* of TsnCardIssuer */
  GArray *replaced;    /* of TsnTrustReplaced; to be written, by day */
  GArray *kept;        /* of guint64 */
} TsnTrustStatement;

void tsn_trust_statement_init (TsnTrustStatement *self);
void tsn_trust_statement_clear (TsnTrustStatement *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnTrustStatement, tsn_trust_statement_clear)

/* Reads the next of a file; no signature is checked yet. @reader: what is left of the file. @self:
 * zeros; clear it either way. @message: (out): for tsn_card_cose_verify() */
gboolean tsn_trust_statement_next (TsnTrustStatement *self,
                                   TsnCborReader *reader,
                                   TsnCardSigned *message,
                                   GError **error);

/* What each thing in a trust file, and what is asked for one, begins with: so many parts, the first
 * of them @stem and the version, 1. */
gboolean
tsn_trust_read_format (TsnCborReader *reader, const char *stem, gsize *n_parts, GError **error);
gboolean tsn_trust_read_municipality (TsnCborReader *reader, char municipality[7]);

GBytes *tsn_trust_statement_sign (const TsnTrustStatement *self, TsnVault *vault, GError **error);

G_END_DECLS
