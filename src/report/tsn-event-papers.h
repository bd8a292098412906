/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-event-papers.h: what an event needs on paper: the sheet to sign at the door, the list of who
 * came, and name labels.
 *
 * All are read work: call them inside a TsnStoreWork. People stand in the order of their readings,
 * as in a dictionary (か and が alike). Somebody who was erased has left a participation without a
 * name: it is counted, and stands in the attendance list as such.
 *
 * Errors: TSN_WORK_ERROR_NOT_FOUND: no such event; TSN_VAULT_ERROR_LOCKED or _NO_KEY: somebody's
 * name cannot be read here, and a list without names would look complete; those of the store.
 */

#pragma once

#include "tsn-paper.h"
#include "tsn-session.h"

G_BEGIN_DECLS

/* -- The sheet to sign -- */

typedef struct
{
  guint blank_rows; /* for people who come without having signed up; at most 500 */
  gint64 now_ms;    /* printed as the time of printing; since 1970 UTC */
} TsnSignInOptions;

/* A4. Who has signed up on site and has not signed off, numbered, with a box to tick (ticked for
 * who has arrived) and room for a signature; the waiting list after them; then blank rows. Those
 * who take part online do not sign: the sheet says how many they are. Nobody signed up and no blank
 * rows: a sheet that says so. */
TsnPaper *tsn_sign_in_sheet (TsnSession *session,
                             const TsnId *event,
                             const TsnSignInOptions *options,
                             GError **error);

/* -- The list of who came -- */

/* A4. Totals by status, age band and sex, with the anonymous head count beside, not added to, the
 * names; then everybody with status, time of arrival, mode, age band and sex. Ages are those on the
 * day of the event. */
TsnPaper *
tsn_attendance_list (TsnSession *session, const TsnId *event, gint64 now_ms, GError **error);

/* -- Name labels -- */

typedef enum
{
  TSN_LABELS_A4_10,   /* 2 x 5 of 91 x 55 mm, margins 14 and 11 mm: name card paper */
  TSN_LABELS_A4_24,   /* 3 x 8 of 70 x 33.9 mm, margins 0 and 12.9 mm */
  TSN_LABELS_ROLL_62, /* 62 x 29 mm, one a page, for label printers */
} TsnLabels;
#define TSN_N_LABELS 3

guint tsn_labels_per_sheet (TsnLabels labels);

/**
 * tsn_name_labels:
 * @first_position: from 1: the first free label of a sheet that was begun
 *
 * One label for everybody who takes part on site (signed up or arrived): the name large, its
 * reading above, the event small below.
 */
TsnPaper *tsn_name_labels (TsnSession *session,
                           const TsnId *event,
                           TsnLabels labels,
                           guint first_position,
                           GError **error);

G_END_DECLS
