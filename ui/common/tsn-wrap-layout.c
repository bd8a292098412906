/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What libadwaita has as AdwWrapBox from 1.7 on. Unlike GtkFlowBox it sets no columns: each child
 * is as wide as it likes, so short choices share a line and long ones take their own. A child that
 * expands (a title that can be shortened) takes what the others of its line leave, at most what it
 * likes. All children of a line are as high as the highest. */

#include "tsn-wrap-layout.h"

struct _TsnWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (TsnWrapLayout, tsn_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

typedef struct
{
  GtkWidget *first;
  GtkWidget *end; /* the first child of the next line, or NULL */
  int spare;      /* width for those that expand */
  int height;
} Line;

static GtkWidget *
next_visible (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/* The width without which @child does not fit into a line; @more: what it would like beyond. */
static int
least_width (GtkWidget *child, int available, int *more)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  natural = MAX (minimum, MIN (natural, available));
  *more = gtk_widget_get_hexpand (child) ? natural - minimum : 0;
  return natural - *more;
}

/* The width of @child in its line; takes what it can of @spare. */
static int
take_width (GtkWidget *child, int available, int *spare)
{
  int more, least = least_width (child, available, &more);

  more = MIN (more, *spare);
  *spare -= more;
  return least + more;
}

static int
line_height (const Line *line, int width)
{
  int spare = line->spare, height = 0;

  for (GtkWidget *child = line->first; child != line->end;
       child = next_visible (gtk_widget_get_next_sibling (child)))
    {
      int child_width = take_width (child, width, &spare), natural;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, child_width, NULL, &natural, NULL, NULL);
      height = MAX (height, natural);
    }
  return height;
}

/* The line that begins with @first in @width pixels. */
static Line
take_line (TsnWrapLayout *self, GtkWidget *first, int width)
{
  Line line = { .first = first };
  GtkWidget *child = first;
  int x = 0, more;

  while (child != NULL)
    {
      int child_width = least_width (child, width, &more);

      if (child != first && x + child_width > width)
        break;
      x += child_width + self->spacing;
      child = next_visible (gtk_widget_get_next_sibling (child));
    }
  line.end = child;
  line.spare = MAX (0, width - (x - self->spacing));
  line.height = line_height (&line, width);
  return line;
}

static int
height_for_width (TsnWrapLayout *self, GtkWidget *widget, int width)
{
  GtkWidget *child = next_visible (gtk_widget_get_first_child (widget));
  int height = 0;

  while (child != NULL)
    {
      Line line = take_line (self, child, width);

      height += line.height + (height > 0 ? self->spacing : 0);
      child = line.end;
    }
  return height;
}

static void
measure_width (TsnWrapLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  for (GtkWidget *child = next_visible (gtk_widget_get_first_child (widget)); child != NULL;
       child = next_visible (gtk_widget_get_next_sibling (child)))
    {
      int child_minimum, child_natural;

      gtk_widget_measure (child,
                          GTK_ORIENTATION_HORIZONTAL,
                          -1,
                          &child_minimum,
                          &child_natural,
                          NULL,
                          NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (*natural > 0 ? self->spacing : 0);
    }
}

static void
tsn_wrap_layout_measure (GtkLayoutManager *manager,
                         GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  TsnWrapLayout *self = TSN_WRAP_LAYOUT (manager);
  int least = 0, best = 0;

  measure_width (self, widget, &least, &best);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least;
      *natural = best;
    }
  else
    *minimum = *natural = height_for_width (self, widget, for_size < 0 ? best : for_size);
}

static void
allocate_line (TsnWrapLayout *self, const Line *line, int y, int width, gboolean mirrored)
{
  int x = 0, spare = line->spare;

  for (GtkWidget *child = line->first; child != line->end;
       child = next_visible (gtk_widget_get_next_sibling (child)))
    {
      int child_width = take_width (child, width, &spare);
      GtkAllocation area = { mirrored ? width - x - child_width : x, y, child_width, line->height };

      gtk_widget_size_allocate (child, &area, -1);
      x += child_width + self->spacing;
    }
}

static void
tsn_wrap_layout_allocate (GtkLayoutManager *manager,
                          GtkWidget *widget,
                          int width,
                          int height,
                          int baseline)
{
  TsnWrapLayout *self = TSN_WRAP_LAYOUT (manager);
  GtkWidget *child = next_visible (gtk_widget_get_first_child (widget));
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int y = 0;

  while (child != NULL)
    {
      Line line = take_line (self, child, width);

      allocate_line (self, &line, y, width, mirrored);
      y += line.height + self->spacing;
      child = line.end;
    }
}

static GtkSizeRequestMode
tsn_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tsn_wrap_layout_class_init (TsnWrapLayoutClass *class)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (class);

  manager_class->measure = tsn_wrap_layout_measure;
  manager_class->allocate = tsn_wrap_layout_allocate;
  manager_class->get_request_mode = tsn_wrap_layout_get_request_mode;
}

static void
tsn_wrap_layout_init (TsnWrapLayout *self)
{
}

GtkLayoutManager *
tsn_wrap_layout_new (int spacing)
{
  TsnWrapLayout *self = g_object_new (TSN_TYPE_WRAP_LAYOUT, NULL);

  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}
