/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The places are laid out as on the sheet; the arrow keys walk over them. */

#include "tsn-sheet-places.h"

#include <glib/gi18n.h>

struct _TsnSheetPlaces
{
  AdwBin parent_instance;

  gboolean quiet;    /* set by the program: not a change */
  guint first;       /* from 1 */
  GPtrArray *places; /* of GtkCheckButton, borrowed */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnSheetPlaces, tsn_sheet_places, ADW_TYPE_BIN)

static void
toggled_cb (TsnSheetPlaces *self, GtkCheckButton *place)
{
  if (!gtk_check_button_get_active (place))
    return;
  self->first = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (place), "place"));
  if (!self->quiet)
    g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
new_place (TsnSheetPlaces *self, guint n, guint n_places)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *spoken = g_strdup_printf (_ ("Place %u of %u"), n, n_places);
  GtkWidget *place = gtk_check_button_new ();

  gtk_check_button_set_child (GTK_CHECK_BUTTON (place), gtk_label_new (number));
  gtk_check_button_set_group (GTK_CHECK_BUTTON (place),
                              n > 1 ? g_ptr_array_index (self->places, 0) : NULL);
  gtk_widget_set_tooltip_text (place, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (place),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  -1);
  g_object_set_data (G_OBJECT (place), "place", GUINT_TO_POINTER (n));
  g_signal_connect_object (place, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->places, place);
  return place;
}

void
tsn_sheet_places_set_sheet (TsnSheetPlaces *self, guint n_places, guint columns)
{
  GtkWidget *grid = g_object_new (GTK_TYPE_GRID,
                                  "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_RADIO_GROUP,
                                  "row-homogeneous",
                                  TRUE,
                                  "column-homogeneous",
                                  TRUE,
                                  NULL);

  g_ptr_array_set_size (self->places, 0);
  gtk_widget_add_css_class (grid, "card-sheet");
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("First free place on the sheet"),
                                  -1);
  for (guint i = 0; i < n_places; i++)
    gtk_grid_attach (GTK_GRID (grid),
                     new_place (self, i + 1, n_places),
                     (int) (i % columns),
                     (int) (i / columns),
                     1,
                     1);
  adw_bin_set_child (ADW_BIN (self), grid);
  tsn_sheet_places_set_first (self, 1);
}

guint
tsn_sheet_places_get_first (TsnSheetPlaces *self)
{
  return self->first;
}

void
tsn_sheet_places_set_first (TsnSheetPlaces *self, guint place)
{
  g_return_if_fail (place >= 1 && place <= self->places->len);
  self->quiet = TRUE;
  gtk_check_button_set_active (g_ptr_array_index (self->places, place - 1), TRUE);
  self->quiet = FALSE;
}

static void
tsn_sheet_places_finalize (GObject *object)
{
  g_ptr_array_unref (TSN_SHEET_PLACES (object)->places);
  G_OBJECT_CLASS (tsn_sheet_places_parent_class)->finalize (object);
}

static void
tsn_sheet_places_class_init (TsnSheetPlacesClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tsn_sheet_places_finalize;
  signals[CHANGED] = g_signal_new ("changed",
                                   TSN_TYPE_SHEET_PLACES,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
tsn_sheet_places_init (TsnSheetPlaces *self)
{
  self->places = g_ptr_array_new ();
  self->first = 1;
}
