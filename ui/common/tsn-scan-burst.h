/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-scan-burst.h: whether a row of keystrokes is a hand scanner or a person.
 *
 * A scanner types as a keyboard does, only faster: at most %TSN_SCAN_GAP_MS from key to key, each
 * key let go before the next of the same comes, Enter or Tab at the end. With the fourth key a
 * burst is recognised; from then on a pause of %TSN_SCAN_PAUSE_MS does not end it, since a busy
 * machine stumbles, too. What ends without Enter was a person after all.
 *
 * Pure: it knows no widgets and no clock. The times are the events' own.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TSN_SCAN_GAP_MS     35
#define TSN_SCAN_PAUSE_MS   100
#define TSN_SCAN_KEYS_MIN   4    /* keys */
#define TSN_SCAN_LENGTH_MIN 6    /* characters of a scan */
#define TSN_SCAN_LENGTH_MAX 4296 /* of the largest QR code */

typedef enum
{
  TSN_SCAN_PASS,       /* a key like any other; what came before it was no scan */
  TSN_SCAN_BEGIN,      /* likewise; it may be the first of a burst: remember where it goes */
  TSN_SCAN_FOLLOW,     /* it came fast after BEGIN: two or three keys tell nothing yet */
  TSN_SCAN_RECOGNISED, /* take back what came since BEGIN, hold this one back */
  TSN_SCAN_HOLD,       /* hold this one back, too */
  TSN_SCAN_DONE,       /* hold it back: the text is a scan */
} TsnScanStep;

typedef struct
{
  GString *text;
  guint32 last_ms;
  guint last_keycode;
  gboolean released; /* the last key */
  gboolean recognised;
  gboolean done; /* the text is an answer; the next press forgets it */
} TsnScanBurst;

void tsn_scan_burst_init (TsnScanBurst *self);
void tsn_scan_burst_clear (TsnScanBurst *self); /* wipes; may be used again after init */

/* @character: '\r' and '\t' end a scan; 0: a key that types nothing (arrows; leave modifiers out).
 * After DONE the text stands in @self->text until the next press. */
TsnScanStep
tsn_scan_burst_press (TsnScanBurst *self, gunichar character, guint keycode, guint32 time_ms);
void tsn_scan_burst_release (TsnScanBurst *self, guint keycode);

/* No key came for a while: what came was no scan. */
void tsn_scan_burst_expire (TsnScanBurst *self);

G_END_DECLS
