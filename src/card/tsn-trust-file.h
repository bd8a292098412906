/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-trust-file.h: what a reader of cards without a network has to know of one municipality: which
 * devices issue its cards, and which cards were replaced by newer ones.
 *
 * Shape: docs/card-format.md "Trust file": statements of the municipality's coordinators, each
 * signed, one after the other; a change is some more of them. 8 bytes a replaced card.
 * Errors: TSN_TRUST_ERROR; of writing TSN_VAULT_ERROR_LOCKED as well.
 * Thread: any, one at a time; constant while it is only asked.
 */

#pragma once

#include "tsn-card-verdict.h"
#include "tsn-trust-loan.h"

G_BEGIN_DECLS

#define TSN_TRUST_FILE_MAX (8 * 1024 * 1024) /* bytes; some 900,000 replaced cards */

typedef enum
{
  TSN_TRUST_ERROR_FORGED,  /* altered, or not by a coordinator's device of that municipality */
  TSN_TRUST_ERROR_GAP,     /* it goes on from something that is not known */
  TSN_TRUST_ERROR_DAMAGED, /* no such file, or it breaks off */
  TSN_TRUST_ERROR_TOO_NEW, /* of a newer version */
  TSN_TRUST_ERROR_NOT_A_COORDINATOR, /* this device may not make one */
  TSN_TRUST_ERROR_NOT_A_CREW,        /* what asks for the keys of cards is no crew's device */
} TsnTrustError;

#define TSN_TRUST_ERROR (tsn_trust_error_quark ())
GQuark tsn_trust_error_quark (void);

/* A card that a newer one has replaced. */
typedef struct
{
  guint64 serial; /* its eight bytes, big-endian */
  TsnDate on;
} TsnTrustReplaced;

/* What a municipality has to say, whole. */
typedef struct
{
  char municipality[7]; /* six digits */
  GArray *issuers;      /* of TsnCardIssuer */
  GArray *replaced;     /* of TsnTrustReplaced */
  GArray *kept;         /* of guint64: serials that devices issued which were revoked later */
} TsnTrustState;

void tsn_trust_state_init (TsnTrustState *self);
void tsn_trust_state_clear (TsnTrustState *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnTrustState, tsn_trust_state_clear)

/* "0123456789ABCDEF" as a number; FALSE when it is none. */
gboolean tsn_trust_serial (const char *text, guint64 *serial);

typedef struct _TsnTrustFile TsnTrustFile;

/* One that says nothing yet. */
TsnTrustFile *tsn_trust_file_new (const guint8 root_public[TSN_KEY_SIZE]);
void tsn_trust_file_free (TsnTrustFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnTrustFile, tsn_trust_file_free)

/* Whose the file says that it is. Nothing of it was checked yet. */
gboolean tsn_trust_file_peek_root (GBytes *bytes, guint8 root_public[TSN_KEY_SIZE], GError **error);

/**
 * tsn_trust_file_take:
 * @bytes: a file, or what follows on what was taken before
 *
 * Statements that are known already are passed over. Of a file that goes on from what is known,
 * those before the first fault are taken; one that begins anew counts only as a whole. What is
 * older than what is known changes nothing and is no error. Loans count each for itself: the newer
 * one to a device takes the place of the older.
 */
gboolean tsn_trust_file_take (TsnTrustFile *self, GBytes *bytes, GError **error);

/**
 * tsn_trust_file_make:
 * @state: all that there is to say now
 * @vault: a coordinator's, unlocked; of the same root
 *
 * What a reader needs beside @self to know @state, and that it is as new as @now_ms; @self knows it
 * then, too. Begins anew where something known is no longer so.
 */
GBytes *tsn_trust_file_make (TsnTrustFile *self,
                             const TsnTrustState *state,
                             TsnVault *vault,
                             gint64 now_ms,
                             GError **error);

/* -- Crews of neighbours, to whom this municipality lends the keys of its cards -- */

/* (element-type TsnTrustLoan): borrowed; one for each device */
const GPtrArray *tsn_trust_file_loans (const TsnTrustFile *self);
/* @crew: more; NULL: anew to those that have it, with all keys of now. @vault: as for
 * tsn_trust_file_make(). On failure nothing has changed.
 * Errors: G_IO_ERROR_NO_SPACE: beyond TSN_TRUST_LOANS_MAX. */
gboolean tsn_trust_file_lend (TsnTrustFile *self,
                              const TsnCrew *crew,
                              TsnVault *vault,
                              gint64 now_ms,
                              GError **error);
/* No more: the device keeps the keys that it has. FALSE: it had none. */
gboolean tsn_trust_file_withdraw (TsnTrustFile *self, const TsnId *device);
/* With the keys that are lent to this device its cards open from now on, until @vault is locked.
 * FALSE: there are none. */
gboolean tsn_trust_file_borrow (const TsnTrustFile *self, TsnVault *vault);
/* When these were made; 0: there are none. */
gint64 tsn_trust_file_lent_ms (const TsnTrustFile *self, TsnVault *vault);

/* The file, whole. */
GBytes *tsn_trust_file_dup_bytes (const TsnTrustFile *self);

gint64 tsn_trust_file_made_ms (const TsnTrustFile *self); /* since 1970 UTC; 0: says nothing yet */
const char *tsn_trust_file_municipality (const TsnTrustFile *self);
const guint8 *tsn_trust_file_root (const TsnTrustFile *self);
guint tsn_trust_file_n_replaced (const TsnTrustFile *self);

/* As in TsnCardTrust; the serial of the newer card is not in it. */
gboolean tsn_trust_file_find_issuer (const TsnTrustFile *self,
                                     const guint8 kid[TSN_CARD_KID_SIZE],
                                     TsnCardIssuer *issuer);
gboolean
tsn_trust_file_find_card (const TsnTrustFile *self, const char *serial, TsnCardStanding *standing);

G_END_DECLS
