/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-update.h: from a scanned card back to the person's records.
 *
 * The mapping is that of tsn_issue_compose(), read the other way. Serials, dates of writing and the
 * wishes entry are not the person's and stay on the card.
 */

#pragma once

#include "tsn-card.h"
#include "tsn-session.h"

G_BEGIN_DECLS

/* One field in which the card says something else than the records. What the card does not say is
 * no difference: it may not have had room for it. */
typedef struct
{
  const TsnField *field; /* of the person or of a contact */
  guint entry;           /* 0: of the person; else of the n-th entry of the card: one contact */
  TsnId contact;         /* the contact's record; nil: the person's, or the contact is new */
  guint role;            /* TSN_CONTACT_ROLE_* of a contact; 0: of the person */
  char *name;      /* (nullable): of the contact, to show: as the records or the card have it */
  TsnValue before; /* TSN_VALUE_NONE: not recorded */
  TsnValue after;  /* never none */
} TsnCardDifference;

/**
 * tsn_card_differences:
 * @person: (nullable): NULL: nobody yet, everything on the card is new
 * @card: as read; whether to believe it is the verdict's affair
 *
 * A list that the card can hold only in part is a difference only by what the card has and the
 * records have not: it is offered as the records' list with that added.
 *
 * Returns: (transfer full) (element-type TsnCardDifference): the person's, then each contact's;
 * g_array_unref() wipes the values
 *
 * Errors: TSN_WORK_ERROR_NOT_FOUND.
 */
GArray *tsn_card_differences (TsnSession *session,
                              const TsnId *person,
                              const TsnCard *card,
                              GError **error);

/**
 * tsn_card_apply:
 * @session: of write work
 * @person: (nullable): NULL makes a new person
 * @differences: those that were chosen, of tsn_card_differences() for the same person
 * @updated: (out) (optional): the person, also a new one
 *
 * A new contact needs a role and is made of all its chosen fields; it comes after those that are
 * there.
 *
 * Errors: TSN_MODEL_ERROR_*, TSN_WORK_ERROR_NOT_FOUND.
 */
gboolean tsn_card_apply (TsnSession *session,
                         const TsnId *person,
                         const GArray *differences,
                         gint64 now_ms,
                         TsnId *updated,
                         GError **error);

/**
 * tsn_card_find_in_register:
 * @serial: (nullable): of a card
 * @person: (out): whose it is; nil: the register does not know it, or the person was erased
 */
gboolean
tsn_card_find_in_register (TsnSession *session, const char *serial, TsnId *person, GError **error);

/**
 * tsn_card_find_person:
 * @person: (out): whose card it is by the register of issued cards; nil: nobody's
 * @similar: (out): (element-type TsnSimilarPerson): when the register does not say: who it may be
 * (tsn-person-similar.h); empty otherwise
 */
gboolean tsn_card_find_person (TsnSession *session,
                               const TsnCard *card,
                               TsnId *person,
                               GArray **similar,
                               GError **error);

G_END_DECLS
