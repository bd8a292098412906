/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of tsn-card-fields.def as data, and looking things up in it. Nothing here knows what a
 * field means; whoever reads, writes, prints or exports a card walks through this table.
 */

#include "tsn-card.h"

#define N_(text) (text)

static const TsnCardField fields[TSN_CARD_N_FIELDS] = {
#define GROUP(GROUP_, name_)
#define FIELD(GROUP_, FIELD_, name_, key_, type_, label_, ...)                                     \
  { .group = TSN_CARD_GROUP_##GROUP_,                                                              \
    .id = TSN_CARD_F_##FIELD_,                                                                     \
    .name = #name_,                                                                                \
    .key = key_,                                                                                   \
    .type = TSN_CARD_TYPE_##type_,                                                                 \
    .label = label_,                                                                               \
    __VA_ARGS__ },
#include "tsn-card-fields.def"
#undef GROUP
#undef FIELD
};

const TsnCardField *
tsn_card_field (TsnCardFieldId id)
{
  g_return_val_if_fail (id < TSN_CARD_N_FIELDS, NULL);

  return &fields[id];
}

const TsnCardField *
tsn_card_fields (TsnCardGroup group, guint *n_fields)
{
  guint first = 0;
  guint n = 0;

  while (first < TSN_CARD_N_FIELDS && fields[first].group != group)
    first++;
  while (first + n < TSN_CARD_N_FIELDS && fields[first + n].group == group)
    n++;
  g_return_val_if_fail (n > 0, NULL);

  *n_fields = n;
  return &fields[first];
}

const TsnCardField *
tsn_card_field_by_key (TsnCardGroup group, guint64 key)
{
  guint n = 0;
  const TsnCardField *first = tsn_card_fields (group, &n);

  for (guint i = 0; i < n; i++)
    if (first[i].key == key)
      return &first[i];
  return NULL;
}

const TsnCardField *
tsn_card_field_by_name (TsnCardGroup group, const char *name)
{
  guint n = 0;
  const TsnCardField *first = tsn_card_fields (group, &n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (first[i].name, name))
      return &first[i];
  return NULL;
}
