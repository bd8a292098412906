/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* report-fixture.h: a town with an event and conversations, and the papers made of them. */

#pragma once

#include "store-fixture.h"
#include "tsn-conversation-paper.h"
#include "tsn-event-papers.h"

#define REPORT_NOW G_GINT64_CONSTANT (1764300000000) /* 28 November 2025, 12:20 in Japan */
#define REPORT_DAY 20251128
#define LONG_NAME                                                                                  \
  "長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長長終端" /* 60 characters */
#define EVENT_TITLE "みんなで話そう人生会議"

TsnId put_town (TsnStore *store);
TsnId put_talk (TsnStore *store); /* an event with date, time and venue */

typedef struct
{
  const char *name; /* (nullable) */
  const char *kana;
  TsnDate birth;
  guint sex;
  guint status; /* TSN_ATTENDANCE_STATUS_* */
  guint mode;   /* TSN_MODE_* */
} Guest;

/* Returns the person. */
TsnId put_guest (TsnStore *store, const TsnId *event, const Guest *guest);
/* Many of them in one transaction, with readings in reverse order. */
void put_crowd (TsnStore *store, const TsnId *event, guint n);

TsnId put_full_conversation (TsnStore *store, const TsnId *person, TsnDate date);
TsnId put_silent_conversation (TsnStore *store, const TsnId *person, TsnDate date);

/* What to make; NULL with @error when it is refused. */
typedef enum
{
  MAKE_SIGN_IN,
  MAKE_ATTENDANCE,
  MAKE_LABELS,
  MAKE_CONVERSATION,
} Make;

typedef struct
{
  Make make;
  TsnId of;
  guint blank_rows;
  TsnLabels labels;
  guint first;
  TsnPaper *paper; /* the answer */
} Order;

TsnPaper *try_make (TsnStore *store, Order order, GError **error);
TsnPaper *must_make (TsnStore *store, Order order);
