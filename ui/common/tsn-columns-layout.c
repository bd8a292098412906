/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All children or none: one that stands alone below two others would break the order in which they
 * are read. */

#include "tsn-columns-layout.h"

struct _TsnColumnsLayout
{
  GtkLayoutManager parent_instance;

  int spacing, ems;
};

G_DEFINE_FINAL_TYPE (TsnColumnsLayout, tsn_columns_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkWidget *
next_visible (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static int
count_visible (GtkWidget *widget)
{
  int n = 0;

  for (GtkWidget *child = next_visible (gtk_widget_get_first_child (widget)); child != NULL;
       child = next_visible (gtk_widget_get_next_sibling (child)))
    n++;
  return n;
}

/* Pixels. */
static int
font_size (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;

  return (int) (pango_font_description_get_size_is_absolute (font)
                    ? size
                    : size * pango_cairo_context_get_resolution (context) / 72);
}

/* Of each child, and in how many columns, when there is @width for all. */
static int
column_width (TsnColumnsLayout *self, GtkWidget *widget, int width, int *n_columns)
{
  int n = count_visible (widget);
  int column = n > 1 ? (width - (n - 1) * self->spacing) / n : width;

  *n_columns = n > 1 && column >= self->ems * font_size (widget) ? n : 1;
  return *n_columns > 1 ? column : width;
}

static GtkSizeRequestMode
tsn_columns_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (TsnColumnsLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  for (GtkWidget *child = next_visible (gtk_widget_get_first_child (widget)); child != NULL;
       child = next_visible (gtk_widget_get_next_sibling (child)))
    {
      int least, likes;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &likes, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural += likes + (*natural > 0 ? self->spacing : 0);
    }
}

static void
tsn_columns_layout_measure (GtkLayoutManager *layout,
                            GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  TsnColumnsLayout *self = TSN_COLUMNS_LAYOUT (layout);
  int n_columns = 1;
  int least = 0, likes = 0, width, height = 0;

  *minimum = *natural = 0;
  measure_width (self, widget, &least, &likes);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least;
      *natural = likes;
      return;
    }
  width = column_width (self, widget, for_size < 0 ? likes : MAX (for_size, least), &n_columns);
  for (GtkWidget *child = next_visible (gtk_widget_get_first_child (widget)); child != NULL;
       child = next_visible (gtk_widget_get_next_sibling (child)))
    {
      int needs;

      gtk_widget_measure (child, orientation, width, &needs, NULL, NULL, NULL);
      height = n_columns > 1 ? MAX (height, needs)
                             : height + needs + (height > 0 ? self->spacing : 0);
    }
  *minimum = *natural = height;
}

static void
tsn_columns_layout_allocate (GtkLayoutManager *layout,
                             GtkWidget *widget,
                             int width,
                             int height,
                             int baseline)
{
  TsnColumnsLayout *self = TSN_COLUMNS_LAYOUT (layout);
  gboolean reversed = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int n_columns = 1, x = 0, y = 0;
  int column = column_width (self, widget, width, &n_columns);

  for (GtkWidget *child = next_visible (gtk_widget_get_first_child (widget)); child != NULL;
       child = next_visible (gtk_widget_get_next_sibling (child)))
    {
      int needs = height;

      if (n_columns == 1)
        gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, column, &needs, NULL, NULL, NULL);
      gtk_widget_size_allocate (
          child,
          &(GtkAllocation){ reversed ? width - x - column : x, y, column, needs },
          -1);
      if (n_columns > 1)
        x += column + self->spacing;
      else
        y += needs + self->spacing;
    }
}

static void
tsn_columns_layout_class_init (TsnColumnsLayoutClass *class)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (class);

  layout_class->get_request_mode = tsn_columns_layout_get_request_mode;
  layout_class->measure = tsn_columns_layout_measure;
  layout_class->allocate = tsn_columns_layout_allocate;
}

static void
tsn_columns_layout_init (TsnColumnsLayout *self)
{
}

GtkLayoutManager *
tsn_columns_layout_new (int spacing, int ems)
{
  TsnColumnsLayout *self = g_object_new (TSN_TYPE_COLUMNS_LAYOUT, NULL);

  self->spacing = spacing;
  self->ems = ems;
  return GTK_LAYOUT_MANAGER (self);
}
