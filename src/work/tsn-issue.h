/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-issue.h: from a person's records to a card, and the register of cards that were issued. */

#pragma once

#include "tsn-card-verdict.h"
#include "tsn-session.h"
#include "tsn-trust-file.h"

G_BEGIN_DECLS

typedef struct
{
  TsnId person;     /* nil: of nobody whose records are kept */
  guint layout;     /* TSN_LAYOUT_*; which symbols are legible follows from it */
  guint channel;    /* TSN_CARD_CHANNEL_*; 0: not said */
  guint reissue;    /* TSN_REISSUE_*; 0: not said */
  guint printed_by; /* TSN_PRINTED_BY_*; 0: not said */
  TsnId event;      /* where it was issued; nil: at no event */
  gboolean open;    /* anyone may read the code: the resident chose so */
  gboolean plain;   /* a second code with the contacts in words, for any phone: likewise */
  TsnDate written;  /* the day of writing, printed large */
  gint64 now_ms;    /* since 1970 UTC */

  /* Of a newcomer with a card that was read: its serial, "" without one, and its issue number. */
  char replaces[17];
  guint replaced_number;
} TsnIssue;

/**
 * tsn_issue_compose:
 * @omitted: (out) (optional): what the records hold but a card does not take (too long, too many),
 * as paths of tsn-card-fields.def; (element-type utf8)
 *
 * The person's card as the records have it: basics, contacts in their order, the care team, health,
 * needs, and whom to ask about wishes, never a wish itself. A serial is drawn, the last card's
 * serial and number are taken into account. Fields of a compartment that cannot be read here are
 * simply not on it.
 *
 * Errors: TSN_WORK_ERROR_NOT_FOUND; _NO_CONSENT when the person has refused or withdrawn printing
 * (or, with `open` or `plain`, a code that anyone can read).
 */
TsnCard *
tsn_issue_compose (TsnSession *session, const TsnIssue *issue, GPtrArray **omitted, GError **error);

/* The same of somebody who is not in the records yet, or never will be: @person and @contacts
 * (element-type TsnRecord), in the order of calling, are what would be written. Consents are the
 * caller's affair. */
TsnCard *tsn_issue_compose_newcomer (TsnSession *session,
                                     const TsnIssue *issue,
                                     TsnRecord *person,
                                     GPtrArray *contacts,
                                     GPtrArray **omitted,
                                     GError **error);

/* Enters @card into the register: a `card` record that replaces the person's last one. Write work;
 * call it when the code was made and read back, before anything is printed. @entry: (out)
 * (optional): the record. */
gboolean tsn_issue_register (TsnSession *session,
                             const TsnIssue *issue,
                             const TsnCard *card,
                             TsnId *entry,
                             GError **error);

/**
 * TsnTrust: the issuers and serials of this database, for tsn_card_read().
 *
 * Loaded once and never changed, then used from any thread without the store. Issuers are the
 * devices whose certificate the municipality's root signed; a revoked one stays in with the time of
 * its revocation. What the trust files say that are kept here (tsn-trust-files.h) is in it, too.
 */
typedef struct _TsnTrust TsnTrust;

TsnTrust *tsn_trust_load (TsnSession *session, TsnVault *vault, GError **error);
/* Loads it when @trust is NULL, or when something was written since that it is made of. */
gboolean tsn_trust_renew (TsnTrust **trust, TsnSession *session, TsnVault *vault, GError **error);
TsnTrust *tsn_trust_ref (TsnTrust *self);
void tsn_trust_unref (TsnTrust *self);
const TsnCardTrust *tsn_trust_get (const TsnTrust *self); /* lives as long as @self */
/* What the records of this municipality say, for a trust file. @state: initialised */
void tsn_trust_fill_state (const TsnTrust *self, TsnTrustState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnTrust, tsn_trust_unref)

G_END_DECLS
