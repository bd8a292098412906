/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-mapping-private.h: what of a record is what of a card (internal to work/). */

#pragma once

#include "tsn-card.h"
#include "tsn-record.h"

G_BEGIN_DECLS

typedef struct
{
  guint from;        /* field of the record */
  TsnCardFieldId to; /* field of the card or entry */
} TsnCardMapping;

/* Several lines may have the same card field: a later one with a value wins, or, where the card has
 * a list, each is an item. */
const TsnCardMapping *tsn_card_person_mappings (guint *n_mappings);

/* Which list of the card a contact belongs to, by its role; the first role of a list is the one
 * that an entry is given of which no more is known. */
typedef struct
{
  guint role; /* TSN_CONTACT_ROLE_* */
  TsnCardFieldId list;
  const TsnCardMapping *mappings; /* the first is what the entry is called by */
  guint n_mappings;
} TsnCardRole;

const TsnCardRole *tsn_card_roles (guint *n_roles);
extern const TsnCardRole tsn_card_role_of_wishes;

/* NULL: contacts of that role are not on cards. */
const TsnCardRole *tsn_card_role_of (const TsnRecord *contact);

/* From the records to a card, and to one entry of the list of @role. @prefix: of the names of what
 * is left off: "contacts[2]."; @omitted: (nullable): gets them, of char *. */
void tsn_card_copy_person (const TsnRecord *person, TsnCard *card, GPtrArray *omitted);
void tsn_card_copy_contact (const TsnRecord *contact,
                            const TsnCardRole *role,
                            TsnCard *entry,
                            const char *prefix,
                            GPtrArray *omitted);

G_END_DECLS
