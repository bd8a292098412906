/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-visit.h: how it went at a kiosk, without names: one record for each who began, printed or
 * not. Nothing in it refers to a person or a card (docs/security.md says what remains). */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

typedef struct
{
  guint outcome;        /* TSN_VISIT_OUTCOME_* */
  guint sort;           /* TSN_VISIT_SORT_* */
  guint channel;        /* TSN_CARD_CHANNEL_*; 0: not said */
  const char *language; /* as gettext names it */
  guint minutes;
  const char *step; /* of the last question; a name that stays */
  gint64 now_ms;    /* since 1970 UTC; only the date is written */
} TsnVisit;

/* @session: of write work. Errors: those of tsn_session_put(). */
gboolean tsn_visit_put (TsnSession *session, const TsnVisit *visit, GError **error);

typedef struct
{
  int year; /* fiscal */
  guint outcome, sort, channel;
  gint64 count;
  gint64 minutes; /* of all of them together */
} TsnVisitCount;

/* All visits, by fiscal year, then channel, sort and outcome. (element-type TsnVisitCount) */
GArray *tsn_visit_counts (TsnSession *session, GError **error);

G_END_DECLS
