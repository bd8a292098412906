/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* AdwClamp counts in pixels, which large text outgrows. And a scrolled window asks for a height
 * without saying the width: what it is told here is the height at the width that it then gets. */

#include "tsn-narrow-layout.h"

struct _TsnNarrowLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (TsnNarrowLayout, tsn_narrow_layout, GTK_TYPE_LAYOUT_MANAGER)

static void
tsn_narrow_layout_measure (GtkLayoutManager *manager,
                           GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int width;

  if (child == NULL)
    return;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = width;
  else
    gtk_widget_measure (child,
                        orientation,
                        MAX (for_size, width),
                        minimum,
                        natural,
                        minimum_baseline,
                        natural_baseline);
}

static void
tsn_narrow_layout_allocate (GtkLayoutManager *manager,
                            GtkWidget *widget,
                            int width,
                            int height,
                            int baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (child != NULL)
    gtk_widget_allocate (child, width, height, baseline, NULL);
}

static GtkSizeRequestMode
tsn_narrow_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tsn_narrow_layout_class_init (TsnNarrowLayoutClass *class)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (class);

  manager_class->measure = tsn_narrow_layout_measure;
  manager_class->allocate = tsn_narrow_layout_allocate;
  manager_class->get_request_mode = tsn_narrow_layout_get_request_mode;
}

static void
tsn_narrow_layout_init (TsnNarrowLayout *self)
{
}
