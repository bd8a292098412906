/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which family of rows a field of the model belongs to. */

#include "tsn-choice-row.h"
#include "tsn-code-row.h"
#include "tsn-date-row.h"
#include "tsn-lines-row.h"
#include "tsn-municipality-row.h"
#include "tsn-postcode-row.h"
#include "tsn-reference-row.h"
#include "tsn-text-row.h"
#include "tsn-texts-row.h"

static GType
type_of_text (const TsnField *field)
{
  if ((field->flags & TSN_FIELD_LIST) != 0)
    return TSN_TYPE_TEXTS_ROW;
  if ((field->flags & TSN_FIELD_MULTILINE) != 0)
    return TSN_TYPE_LINES_ROW;
  if ((field->flags & TSN_FIELD_POSTCODE) != 0)
    return TSN_TYPE_POSTCODE_ROW;
  if ((field->flags & TSN_FIELD_MUNICIPALITY) != 0)
    return TSN_TYPE_MUNICIPALITY_ROW;
  return TSN_TYPE_TEXT_ROW;
}

static GType
type_of (const TsnField *field, TsnFieldRowFlags flags)
{
  switch (field->type)
    {
    case TSN_TYPE_TEXT:
      return type_of_text (field);
    case TSN_TYPE_BOOLEAN:
      return TSN_TYPE_CHOICE_ROW;
    case TSN_TYPE_CODE:
      if ((field->flags & TSN_FIELD_LIST) != 0 || (flags & TSN_FIELD_ROW_LARGE) != 0)
        return TSN_TYPE_CHOICE_ROW;
      return TSN_TYPE_CODE_ROW;
    case TSN_TYPE_DATE:
      return TSN_TYPE_DATE_ROW;
    case TSN_TYPE_REFERENCE:
      return TSN_TYPE_REFERENCE_ROW;
    case TSN_TYPE_INTEGER:
    case TSN_TYPE_TIME:
    case TSN_TYPE_INSTANT:
    case TSN_TYPE_BYTES:
    case TSN_TYPE_LIST:
    case TSN_TYPE_NONE:
    default:
      return TSN_TYPE_TEXT_ROW;
    }
}

GtkWidget *
tsn_field_row_new (TsnStation *station, const TsnField *field, TsnFieldRowFlags flags)
{
  GtkWidget *row = g_object_new (type_of (field, flags),
                                 "station",
                                 station,
                                 "field",
                                 field,
                                 "flags",
                                 (guint) flags,
                                 NULL);

  if (field->type == TSN_TYPE_BYTES)
    tsn_field_row_set_read_only (TSN_FIELD_ROW (row), TRUE);
  return row;
}
