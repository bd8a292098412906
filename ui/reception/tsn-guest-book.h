/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-guest-book.h: who signed up for one event and who has come, in memory.
 *
 * With 100,000 people in the register and some thousand on the list, every keystroke at the door
 * asks of each person found whether they are expected. The book answers that without the database.
 *
 * Shape: reference counted. No personal data: ids, states and times.
 * Thread: any; the main thread keeps it up to date while the store's reader looks things up.
 */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

typedef struct
{
  guint status;      /* TSN_ATTENDANCE_STATUS_*; 0: not on the list */
  gint64 arrived_ms; /* since 1970 UTC; 0: has not */
} TsnGuestState;

typedef struct _TsnGuestBook TsnGuestBook;

TsnGuestBook *tsn_guest_book_new (void);
/* Read work. */
TsnGuestBook *tsn_guest_book_read (TsnSession *session, const TsnId *event, GError **error);
TsnGuestBook *tsn_guest_book_ref (TsnGuestBook *self);
void tsn_guest_book_unref (TsnGuestBook *self); /* NULL is fine */

TsnGuestState tsn_guest_book_look_up (TsnGuestBook *self, const TsnId *person);
void tsn_guest_book_set (TsnGuestBook *self, const TsnId *person, TsnGuestState state);

/**
 * tsn_guest_book_arrange:
 * @people: (element-type TsnId): found, best first
 *
 * Puts those who are expected before those who have come, and both before everyone else; within
 * each the order stays. Returns: (transfer full) (element-type TsnId): the first @max.
 */
GArray *tsn_guest_book_arrange (TsnGuestBook *self, const GArray *people, guint max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnGuestBook, tsn_guest_book_unref)

G_END_DECLS
