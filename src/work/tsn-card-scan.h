/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-scan.h: that a card was read, for the register of readings, and what the register of
 * issued cards says about it. */

#pragma once

#include "tsn-card-verdict.h"
#include "tsn-session.h"

G_BEGIN_DECLS

/* TSN_SCAN_VERDICT_* of a verdict: the same to a reader of reports. */
guint tsn_card_scan_verdict (TsnCardVerdict verdict);

/* Write work: enters the reading. Of the card only the serial, the municipality and the day of
 * writing are kept, and of one that another municipality issued, or whose resident was erased, only
 * the municipality: nobody here can tell that resident, nor erase it. @purpose: TSN_SCAN_PURPOSE_*.
 */
gboolean tsn_card_scan_register (TsnSession *session,
                                 const TsnCardReading *reading,
                                 guint purpose,
                                 gint64 now_ms,
                                 GError **error);

/* What the register of issued cards knows. */
typedef struct
{
  gboolean issued;   /* the serial is in it */
  TsnId person;      /* whose it is; nil: not said */
  guint voided;      /* TSN_VOIDED_*; 0: it was not voided */
  TsnDate voided_on; /* or TSN_DATE_NONE */
} TsnCardEntry;

/* @entry is empty when @card (nullable) has no serial that was issued here. */
gboolean tsn_card_scan_look_up (TsnSession *session,
                                const TsnCard *card,
                                TsnCardEntry *entry,
                                GError **error);

/* That a card was read: for the resident. */
typedef struct
{
  TsnRecord *scan;
  TsnId person; /* whose card; nil: not said */
  char *device; /* (nullable): the label of the device */
} TsnCardUse;

/* Readings of the cards of @person (nullable: of all cards that were issued here), the newest
 * first, at most TSN_CARD_USES_MAX. (element-type TsnCardUse) */
GPtrArray *tsn_card_scan_uses (TsnSession *session, const TsnId *person, GError **error);

#define TSN_CARD_USES_MAX 10000

G_END_DECLS
