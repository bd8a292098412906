/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-paper-flow.h"
#include "tsn-session.h"

G_BEGIN_DECLS

/* Private to src/report: an event and its people, as papers need them. */

typedef struct
{
  TsnRecord *attendance;
  TsnRecord *person; /* NULL: none was named, or erased */
  char *key;         /* orders by reading */
} TsnEventPerson;

typedef struct
{
  TsnRecord *event;
  char *organisation; /* its name and office; "" when this database has none */
  char *venue;        /* "" when none */
  GPtrArray *people;  /* of TsnEventPerson, by reading; those without a name last */
} TsnEventPeople;

/* Errors as in tsn-event-papers.h. */
TsnEventPeople *tsn_event_people_load (TsnSession *session, const TsnId *event, GError **error);
void tsn_event_people_free (TsnEventPeople *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnEventPeople, tsn_event_people_free)

guint tsn_event_person_status (const TsnEventPerson *self);
gboolean tsn_event_person_is_online (const TsnEventPerson *self);
const char *tsn_event_person_name (const TsnEventPerson *self); /* its reading when there is none */
const char *tsn_event_person_kana (const TsnEventPerson *self);

/* 2026年（令和8年）11月21日（土）13:30～15:00; "" without a date. */
char *tsn_event_when (const TsnRecord *event);

/* The lines at the head of each paper of an event: title, event, when, where, who holds it, and
 * that it is to be shredded. */
void tsn_event_people_add_head (const TsnEventPeople *self, TsnPaperFlow *flow, const char *title);

G_END_DECLS
