/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-form.h: how a card is to be made: paper, who can read it, what the register says. */

#pragma once

#include "tsn-card-maker.h"

G_BEGIN_DECLS

/**
 * TsnCardForm:
 *
 * Signals: `changed` (): the card has to be made anew.
 */
#define TSN_TYPE_CARD_FORM (tsn_card_form_get_type ())
G_DECLARE_FINAL_TYPE (TsnCardForm, tsn_card_form, TSN, CARD_FORM, AdwBin)

/* Fills in what the options say: layout, position, open, plain, channel, reissue. */
void tsn_card_form_fill (TsnCardForm *self, TsnCardOrder *order);

/* The next free place of the sheet of ten, 1 to 10. */
void tsn_card_form_set_position (TsnCardForm *self, guint position);

/* Whether the person has a card already: then it is asked why again. */
void tsn_card_form_set_again (TsnCardForm *self, gboolean again);

/* For another person or list: nobody chose an open code yet. @channel: TSN_CARD_CHANNEL_*. */
void tsn_card_form_reset (TsnCardForm *self, guint channel);

G_END_DECLS
