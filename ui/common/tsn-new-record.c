/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A lecturer or a facility that an event needs and nobody has written down yet. Asked is what tells
 * one from another and how to reach them; the rest has time and is filled in on the page of its
 * kind. A person is not made in passing: whether they are there already is looked into first
 * (tsn-person-draft.h). */

#include "tsn-new-record.h"

#include <glib/gi18n.h>

static const TsnNewRecord NEW_RECORDS[] = {
  { TSN_KIND_LECTURER,
    N_ ("New lecturer…"),
    N_ ("New lecturer"),
    { { NULL,
        NULL,
        TSN_FIELD_ROW_PLAIN,
        { TSN_LECTURER_NAME,
          TSN_LECTURER_KANA,
          TSN_LECTURER_POST,
          TSN_LECTURER_PROFESSION,
          TSN_LECTURER_PHONE,
          TSN_LECTURER_EMAIL } } } },
  { TSN_KIND_PLACE,
    N_ ("New facility…"),
    N_ ("New facility"),
    { { NULL,
        NULL,
        TSN_FIELD_ROW_PLAIN,
        { TSN_PLACE_NAME,
          TSN_PLACE_KANA,
          TSN_PLACE_TYPE,
          TSN_PLACE_PHONE,
          TSN_PLACE_POSTCODE,
          TSN_PLACE_ADDRESS,
          TSN_PLACE_MUNICIPALITY } } } },
};

const TsnNewRecord *
tsn_new_record_of (guint kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (NEW_RECORDS); i++)
    if (NEW_RECORDS[i].kind == kind)
      return &NEW_RECORDS[i];
  return NULL;
}
