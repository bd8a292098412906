/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "tsn-card-error.h"
#include "tsn-scanner.h"

G_BEGIN_DECLS

#define TSN_CARD_QR_QUIET       4u /* modules of white on each side (ISO/IEC 18004 section 9.1) */
#define TSN_CARD_QR_VERSION_MAX 40u
#define TSN_CARD_READ_BACK_PIXELS                                                                  \
  4u /* of a module when tsn_card_encode() reads its symbol back                                   \
      */

/* Error correction: how much of the symbol may be lost. */
typedef enum
{
  TSN_CARD_QR_LEVEL_L, /* 7 % */
  TSN_CARD_QR_LEVEL_M, /* 15 %, the usual one */
  TSN_CARD_QR_LEVEL_Q, /* 25 % */
  TSN_CARD_QR_LEVEL_H, /* 30 % */
} TsnCardQrLevel;

/**
 * TsnCardQr:
 *
 * The modules of a QR symbol. Immutable.
 */
typedef struct
{
  guint version;        /* 1 to 40 */
  guint size;           /* modules of a side: 17 + 4 x version; without the quiet zone */
  TsnCardQrLevel level; /* as asked for, or higher where that costs no larger version */
  guint8 *modules;      /* size x size bytes from the top left, 1 dark and 0 light */
  GBytes *content;      /* what a reader must report, byte for byte */
} TsnCardQr;

/**
 * tsn_card_qr_new:
 * @text: only the 45 characters of the alphanumeric mode: a card's text
 * @level: least error correction
 * @version_max: largest version that may come out
 *
 * The smallest symbol, all of it in alphanumeric mode; when the next levels fit into the same
 * version the highest of them is taken.
 *
 * Errors: TSN_CARD_ERROR_INVALID for another character; _TOO_LARGE.
 */
TsnCardQr *
tsn_card_qr_new (const char *text, TsnCardQrLevel level, guint version_max, GError **error);

/**
 * tsn_card_qr_new_words:
 * @text: UTF-8 for people, any phone may read it: contacts in words
 *
 * Byte mode with an ECI 26 header (UTF-8), never Kanji mode: readers guess wrongly without the
 * header and return other characters for 髙 or 﨑 in Kanji mode.
 *
 * Errors: as above.
 */
TsnCardQr *
tsn_card_qr_new_words (const char *text, TsnCardQrLevel level, guint version_max, GError **error);

void tsn_card_qr_free (TsnCardQr *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnCardQr, tsn_card_qr_free)

/* Characters of the alphanumeric mode that @version holds at @level; 0 outside 1 to 40. */
guint tsn_card_qr_capacity (guint version, TsnCardQrLevel level);

/* The largest version whose modules are at least @module_mm wide on a square of @side_mm, quiet
 * zone included; 0 when none is. 0.3 mm is what phones and old scanners read without trying. */
guint tsn_card_qr_version_for (double side_mm, double module_mm);

/**
 * tsn_card_qr_draw:
 * @cr: where to; the current source is used, the white is the caller's
 * @x, @y: top left of the quiet zone, user units
 * @side: of the whole square, quiet zone included, user units
 *
 * One path of rectangles, each as large as the dark modules allow, filled at once without
 * smoothing: no hairlines between modules on paper, sharp edges in pixels.
 */
void tsn_card_qr_draw (const TsnCardQr *self, cairo_t *cr, double x, double y, double side);

/**
 * tsn_card_qr_render:
 * @pixels: of one module, 1 to 64
 *
 * Returns: (transfer full): a picture (CAIRO_FORMAT_RGB24), black on white, quiet
 * zone included, each module exactly @pixels wide
 */
cairo_surface_t *tsn_card_qr_render (const TsnCardQr *self, guint pixels);

/**
 * tsn_card_qr_read_back:
 * @scanner: keep one for many cards
 * @surface: an RGB24 or ARGB32 image with this one code somewhere on it, as rendered for print
 *
 * Reads the code with the scanner of the program (one plain pass, no second try) and compares byte
 * for byte.
 *
 * Errors: TSN_CARD_ERROR_UNREADABLE.
 */
gboolean tsn_card_qr_read_back (const TsnCardQr *self,
                                TsnScanner *scanner,
                                cairo_surface_t *surface,
                                GError **error);

G_END_DECLS
