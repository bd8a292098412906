/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kind.c: the lines of tsn-kinds.def as tables, and looking kinds and fields up.
 *
 * The lines stand in one long run, so each KIND line closes the field array of the kind before it
 * and opens its own; the very first bracket belongs to a kind that nobody sees. All tables are
 * constant data: there is nothing to initialise and nothing to lock.
 *
 * Numbers are dense today, so a look-up by number first tries the place where it would be then;
 * the search after it keeps that an optimisation and not a promise.
 */

#include "tsn-kind.h"

#include <string.h>

#define MAX_ITEMS_DEFAULT 32

/* clang-format off */
static const TsnField fields_of_nothing[] G_GNUC_UNUSED = { { .number = 0 },
#define KIND(KIND_, name_, number_, label_, ...) }; static const TsnField fields_of_##name_[] = {
#define FIELD(KIND_, FIELD_, name_, number_, type_, compartment_, label_, ...) \
  { .number = number_, .type = TSN_TYPE_##type_, .compartment = TSN_##compartment_, \
    .name = #name_, .label = label_, __VA_ARGS__ },
#include "tsn-kinds.def"
#undef KIND
#undef FIELD
};

static const TsnKind kinds[] = {
#define KIND(KIND_, name_, number_, label_, ...) \
  { .number = number_, .name = #name_, .label = label_, .fields = fields_of_##name_, \
    .n_fields = G_N_ELEMENTS (fields_of_##name_), __VA_ARGS__ },
#define FIELD(KIND_, FIELD_, name_, number_, type_, compartment_, label_, ...)
#include "tsn-kinds.def"
#undef KIND
#undef FIELD
};
/* clang-format on */

const TsnKind *
tsn_kinds (guint *n_kinds)
{
  *n_kinds = G_N_ELEMENTS (kinds);
  return kinds;
}

const TsnKind *
tsn_kind_by_number (guint number)
{
  if (number >= 1 && number <= G_N_ELEMENTS (kinds) && kinds[number - 1].number == number)
    return &kinds[number - 1];

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].number == number)
      return &kinds[i];
  return NULL;
}

const TsnKind *
tsn_kind_by_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, name) == 0)
      return &kinds[i];
  return NULL;
}

const TsnField *
tsn_kind_field (const TsnKind *kind, guint number)
{
  if (number >= 1 && number <= kind->n_fields && kind->fields[number - 1].number == number)
    return &kind->fields[number - 1];

  for (guint i = 0; i < kind->n_fields; i++)
    if (kind->fields[i].number == number)
      return &kind->fields[i];
  return NULL;
}

const TsnField *
tsn_kind_field_by_name (const TsnKind *kind, const char *name)
{
  for (guint i = 0; i < kind->n_fields; i++)
    if (strcmp (kind->fields[i].name, name) == 0)
      return &kind->fields[i];
  return NULL;
}

static const TsnField *
first_with (const TsnKind *kind, TsnFieldFlags flag)
{
  for (guint i = 0; i < kind->n_fields; i++)
    if ((kind->fields[i].flags & flag) != 0)
      return &kind->fields[i];
  return NULL;
}

const TsnField *
tsn_kind_owner_field (const TsnKind *kind)
{
  return first_with (kind, TSN_FIELD_OWNER);
}

const TsnField *
tsn_kind_end_field (const TsnKind *kind)
{
  return first_with (kind, TSN_FIELD_END);
}

guint
tsn_field_max_items (const TsnField *field)
{
  if ((field->flags & TSN_FIELD_LIST) == 0)
    return 1;
  return field->max_items != 0 ? field->max_items : MAX_ITEMS_DEFAULT;
}

const char *
tsn_compartment_name (TsnCompartment compartment)
{
  switch (compartment)
    {
    case TSN_OPEN:
      return "open";
    case TSN_DESK:
      return "desk";
    case TSN_CARE:
      return "care";
    default: /* from a newer version */
      return "unknown";
    }
}
