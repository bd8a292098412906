/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One code, with the name of its municipality under it. */

#include "tsn-municipality-row.h"

#include "tsn-municipality-names.h"

struct _TsnMunicipalityRow
{
  TsnTextRow parent_instance;
};

G_DEFINE_FINAL_TYPE (TsnMunicipalityRow, tsn_municipality_row, TSN_TYPE_TEXT_ROW)

static void
tsn_municipality_row_typed (TsnTextRow *row, const char *text)
{
  g_autoptr (GPtrArray) typed = g_ptr_array_new ();

  g_ptr_array_add (typed, (gpointer) (guintptr) text);
  tsn_municipality_names_show (TSN_FIELD_ROW (row), typed);
}

static void
tsn_municipality_row_class_init (TsnMunicipalityRowClass *class)
{
  TSN_TEXT_ROW_CLASS (class)->typed = tsn_municipality_row_typed;
}

static void
tsn_municipality_row_init (TsnMunicipalityRow *self)
{
}
