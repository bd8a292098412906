/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TsnCardError:
 *
 * Why a card could not be made. Messages name the field as tsn-card-fields.def does, never its
 * value.
 */
typedef enum
{
  TSN_CARD_ERROR_INVALID,   /* a value of the wrong form: not a phone number, a control character */
  TSN_CARD_ERROR_TOO_LONG,  /* a text over its limit, or one item too many for a list */
  TSN_CARD_ERROR_WISH,      /* the text speaks of resuscitation or life support: belongs into a
                               conversation, never on a card (docs/card-format.md) */
  TSN_CARD_ERROR_MISSING,   /* a card needs its serial, municipality, name or reading, and the date
                               of writing */
  TSN_CARD_ERROR_TOO_LARGE, /* even with everything left out that may be, the code would be larger
                               than the layout can print legibly */
  TSN_CARD_ERROR_UNREADABLE, /* the picture of the code was not read back as it was written */
} TsnCardError;

#define TSN_CARD_ERROR (tsn_card_error_quark ())

GQuark tsn_card_error_quark (void);

G_END_DECLS
