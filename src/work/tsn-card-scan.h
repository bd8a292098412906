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
 * writing are kept. @purpose: TSN_SCAN_PURPOSE_*. */
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

G_END_DECLS
