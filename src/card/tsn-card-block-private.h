/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-card-block.h"

G_BEGIN_DECLS

/* Private to tsn-card-block*.c. The setter's functions give what is to be shown of a field: NULL or
 * 0 when there is nothing, or when it was left off. The blocks' give NULL when they have nothing to
 * say. */

const char *tsn_card_setter_text (const TsnCardSetter *setter, TsnCardFieldId field);
gint64 tsn_card_setter_number (const TsnCardSetter *setter, TsnCardFieldId field);
TsnCard *tsn_card_setter_item (const TsnCardSetter *setter, TsnCardFieldId field, gint item);
const char *tsn_card_setter_part (const TsnCardSetter *setter,
                                  const TsnCard *entry,
                                  TsnCardFieldId field,
                                  gint item,
                                  TsnCardFieldId part);
gboolean tsn_card_setter_flag (const TsnCardSetter *setter,
                               const TsnCard *entry,
                               TsnCardFieldId field,
                               gint item,
                               TsnCardFieldId part);
TsnCardLeftOut tsn_card_setter_place (TsnCardFieldId field, gint item, gint part);
TsnCardSlug *tsn_card_block_set_labelled (TsnCardSetter *setter,
                                          const TsnCardSizes *sizes,
                                          double width,
                                          const char *label,
                                          const char *text,
                                          TsnCardFieldId field);
TsnCardSlug *tsn_card_block_set_plain (TsnCardSetter *setter,
                                       const TsnCardSizes *sizes,
                                       double width,
                                       const char *text);
TsnCardSlug *tsn_card_block_set_contact (TsnCardSetter *setter,
                                         const TsnCardSizes *sizes,
                                         double width,
                                         gint item);
TsnCardSlug *tsn_card_block_set_doctor (TsnCardSetter *setter,
                                        const TsnCardSizes *sizes,
                                        double width,
                                        gint item);
TsnCardSlug *
tsn_card_block_set_nurse (TsnCardSetter *setter, const TsnCardSizes *sizes, double width);
TsnCardSlug *
tsn_card_block_set_proxy_note (TsnCardSetter *setter, const TsnCardSizes *sizes, double width);
TsnCardSlug *
tsn_card_block_set_wishes (TsnCardSetter *setter, const TsnCardSizes *sizes, double width);
TsnCardSlug *
tsn_card_block_set_allergy (TsnCardSetter *setter, const TsnCardSizes *sizes, double width);
TsnCardSlug *tsn_card_block_set_list (TsnCardSetter *setter,
                                      const TsnCardSizes *sizes,
                                      double width,
                                      const char *label,
                                      TsnCardFieldId field);
TsnCardSlug *
tsn_card_block_set_person (TsnCardSetter *setter, const TsnCardSizes *sizes, double width);
TsnCardSlug *
tsn_card_block_set_address (TsnCardSetter *setter, const TsnCardSizes *sizes, double width);
TsnCardSlug *
tsn_card_block_set_phones (TsnCardSetter *setter, const TsnCardSizes *sizes, double width);

G_END_DECLS
