/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-person.h: a person with everything that belongs to them. */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

#define TSN_OVERVIEW_MAX 500

/**
 * TsnPersonOverview: what a person's page shows.
 *
 * Arrays of #TsnRecord, never NULL, read with all fields that can be read here. At most
 * %TSN_OVERVIEW_MAX of each.
 *
 * Thread: made in the store's, then of any.
 */
typedef struct
{
  TsnRecord *person;
  GPtrArray *contacts;      /* in the order of calling; those that ended last */
  GPtrArray *attendances;   /* the newest event first */
  GPtrArray *conversations; /* the newest first */
  GPtrArray *cards;         /* the newest first */
  GPtrArray *consents;      /* the newest first */
  GPtrArray *consultations; /* the newest first */
  GPtrArray *sheets;        /* the newest first */
  GHashTable *related; /* TsnId -> TsnRecord: whatever the records above refer to (events, places,
                          forms ...), erased ones left out */
} TsnPersonOverview;

/* Errors: TSN_WORK_ERROR_NOT_FOUND: no such person, or erased. */
TsnPersonOverview *tsn_person_overview (TsnSession *session, const TsnId *person, GError **error);
void tsn_person_overview_free (TsnPersonOverview *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnPersonOverview, tsn_person_overview_free)

/* A record that some other refers to; NULL: unknown or erased. Borrowed. */
const TsnRecord *tsn_person_overview_related (const TsnPersonOverview *self, const TsnId *id);

/* What a record is called: an event's title, the name of a place, contact, person, form or
 * lecturer, the reading or office where there is no name; NULL: its kind has none, or it cannot be
 * read. Borrowed. */
const char *tsn_record_title (const TsnRecord *record);

/* The contacts of a person in the order in which they are called: by priority, without one as
 * entered; those that ended come last. (element-type TsnRecord) */
GPtrArray *tsn_person_contacts (TsnSession *session, const TsnId *person, GError **error);

/**
 * tsn_contacts_reorder:
 * @session: of write work
 * @contacts: ids of contacts of @person in the order wanted; others come after them in theirs
 *
 * Writes the priorities 1, 2 ... (99 at most) where they differ.
 *
 * Errors: TSN_WORK_ERROR_NOT_FOUND: an id is no contact of @person.
 */
gboolean tsn_contacts_reorder (TsnSession *session,
                               const TsnId *person,
                               const TsnId *contacts,
                               guint n_contacts,
                               GError **error);

/* How many records of one kind refer to a person. */
typedef struct
{
  const TsnKind *kind;
  guint64 count;
  gboolean erased; /* they go with the person; otherwise they stay, with the id of nobody */
} TsnPersonReference;

/* What erasing @person erases and what stays, the person not counted; kinds without any are left
 * out, what is erased comes first. (element-type TsnPersonReference) */
GArray *tsn_person_references (TsnSession *session, const TsnId *person, GError **error);

G_END_DECLS
