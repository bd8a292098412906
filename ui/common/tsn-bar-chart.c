/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars are widgets, so that style.css colours them, in the dark and in high contrast too, and so
 * that numbers and labels are as large as other text. Labels that would touch are left out evenly,
 * and numbers where bars are too narrow; a screen reader is told all of them. */

#include "tsn-bar-chart.h"

#include <glib/gi18n.h>

#define GAP        4   /* pixels between two bars, or between two labels */
#define WIDTH_MIN  120 /* however many bars: a long day must not widen the window */
#define BAR_NORMAL 28
#define BAR_MAX    56
#define HEIGHT     40 /* of the bars alone; more where it may expand */
#define NOTHING    2  /* height of an empty bar: a base line */

typedef struct
{
  guint count;
  GtkWidget *number;
  GtkWidget *bar;
  GtkWidget *label;
} Bar;

struct _TsnBarChart
{
  GtkWidget parent_instance;

  GArray *bars; /* of Bar */
};

G_DEFINE_FINAL_TYPE (TsnBarChart, tsn_bar_chart, GTK_TYPE_WIDGET)

static Bar *
nth_bar (TsnBarChart *self, guint i)
{
  return &g_array_index (self->bars, Bar, i);
}

/* -- Measuring -- */

static int
size_of (GtkWidget *widget, GtkOrientation orientation)
{
  int natural;

  gtk_widget_measure (widget, orientation, -1, NULL, &natural, NULL, NULL);
  return natural;
}

typedef struct
{
  int number_width, number_height;
  int label_width, label_height;
} TextSizes;

static TextSizes
text_sizes (TsnBarChart *self)
{
  TextSizes sizes = { 0 };

  for (guint i = 0; i < self->bars->len; i++)
    {
      Bar *bar = nth_bar (self, i);

      sizes.number_width = MAX (sizes.number_width,
                                size_of (bar->number, GTK_ORIENTATION_HORIZONTAL));
      sizes.number_height = MAX (sizes.number_height,
                                 size_of (bar->number, GTK_ORIENTATION_VERTICAL));
      sizes.label_width = MAX (sizes.label_width, size_of (bar->label, GTK_ORIENTATION_HORIZONTAL));
      sizes.label_height = MAX (sizes.label_height, size_of (bar->label, GTK_ORIENTATION_VERTICAL));
    }
  return sizes;
}

static void
tsn_bar_chart_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  TsnBarChart *self = TSN_BAR_CHART (widget);
  TextSizes sizes = text_sizes (self);
  int n = (int) MAX (self->bars->len, 1);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (WIDTH_MIN, sizes.label_width);
      *natural = MAX (n * (BAR_NORMAL + GAP), *minimum);
    }
  else
    {
      *minimum = *natural = sizes.number_height + sizes.label_height + HEIGHT;
    }
}

/* -- Placing -- */

/* @width wide about @middle, but inside of the chart. */
static void
place (GtkWidget *child, int middle, int y, int width, int height, int whole)
{
  int x = CLAMP (middle - width / 2, 0, MAX (0, whole - width));
  GtkAllocation area = { x, y, width, height };

  gtk_widget_size_allocate (child, &area, -1);
}

static void
place_text (GtkWidget *text, gboolean shown, int middle, int y, int height, int whole)
{
  gtk_widget_set_child_visible (text, shown);
  if (shown)
    place (text, middle, y, size_of (text, GTK_ORIENTATION_HORIZONTAL), height, whole);
}

static guint
highest_count (TsnBarChart *self)
{
  guint highest = 1;

  for (guint i = 0; i < self->bars->len; i++)
    highest = MAX (highest, nth_bar (self, i)->count);
  return highest;
}

static void
tsn_bar_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TsnBarChart *self = TSN_BAR_CHART (widget);
  TextSizes sizes = text_sizes (self);
  int n = (int) self->bars->len;
  int slot = n > 0 ? width / n : 0;
  int room = MAX (NOTHING, height - sizes.number_height - sizes.label_height);
  int gap = MIN (GAP, slot / 3);
  int step = slot > 0 ? (sizes.label_width + GAP + slot - 1) / slot : 1;
  guint highest = highest_count (self);

  for (int i = 0; i < n; i++)
    {
      Bar *bar = nth_bar (self, (guint) i);
      int middle = i * slot + slot / 2;
      int high = MAX (NOTHING, (int) ((gint64) room * bar->count / highest));
      int top = sizes.number_height + room - high;

      place (bar->bar, middle, top, CLAMP (slot - gap, 1, BAR_MAX), high, width);
      place_text (bar->number,
                  bar->count > 0 && sizes.number_width <= slot,
                  middle,
                  top - sizes.number_height,
                  sizes.number_height,
                  width);
      place_text (bar->label,
                  i % step == step / 2 && middle + sizes.label_width / 2 <= width + GAP,
                  middle,
                  sizes.number_height + room,
                  sizes.label_height,
                  width);
    }
}

/* -- Bars -- */

static GtkWidget *
add_text (TsnBarChart *self, const char *css_class)
{
  GtkWidget *text = gtk_label_new (NULL);

  gtk_widget_add_css_class (text, "caption");
  gtk_widget_add_css_class (text, css_class);
  gtk_widget_set_parent (text, GTK_WIDGET (self));
  return text;
}

static void
add_bar (TsnBarChart *self)
{
  Bar bar = { .number = add_text (self, "numeric"),
              .bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0),
              .label = add_text (self, "chart-label") };

  gtk_widget_add_css_class (bar.bar, "chart-bar");
  gtk_widget_set_parent (bar.bar, GTK_WIDGET (self));
  g_array_append_val (self->bars, bar);
}

static void
remove_bar (TsnBarChart *self)
{
  Bar *bar = nth_bar (self, self->bars->len - 1);

  gtk_widget_unparent (bar->number);
  gtk_widget_unparent (bar->bar);
  gtk_widget_unparent (bar->label);
  g_array_set_size (self->bars, self->bars->len - 1);
}

static void
set_bar (Bar *bar, const char *label, guint count)
{
  g_autofree char *number = g_strdup_printf ("%u", count);

  bar->count = count;
  gtk_label_set_label (GTK_LABEL (bar->number), number);
  gtk_label_set_label (GTK_LABEL (bar->label), label != NULL ? label : "");
  if (count == 0)
    gtk_widget_add_css_class (bar->bar, "empty");
  else
    gtk_widget_remove_css_class (bar->bar, "empty");
}

static void
describe (TsnBarChart *self)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < self->bars->len; i++)
    {
      Bar *bar = nth_bar (self, i);

      if (bar->count == 0)
        continue;
      if (words->len > 0)
        g_string_append (words, _ (", "));
      g_string_append_printf (words,
                              "%s %u",
                              gtk_label_get_label (GTK_LABEL (bar->label)),
                              bar->count);
    }
  if (words->len == 0)
    g_string_append (words, _ ("Nothing yet"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words->str,
                                  -1);
}

void
tsn_bar_chart_set_bars (TsnBarChart *self,
                        guint n_bars,
                        const char *const *labels,
                        const guint *counts)
{
  while (self->bars->len < n_bars)
    add_bar (self);
  while (self->bars->len > n_bars)
    remove_bar (self);
  for (guint i = 0; i < n_bars; i++)
    set_bar (nth_bar (self, i), labels[i], counts[i]);
  describe (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* -- Life -- */

static void
tsn_bar_chart_dispose (GObject *object)
{
  TsnBarChart *self = TSN_BAR_CHART (object);

  while (self->bars->len > 0)
    remove_bar (self);
  G_OBJECT_CLASS (tsn_bar_chart_parent_class)->dispose (object);
}

static void
tsn_bar_chart_finalize (GObject *object)
{
  g_array_unref (TSN_BAR_CHART (object)->bars);
  G_OBJECT_CLASS (tsn_bar_chart_parent_class)->finalize (object);
}

static void
tsn_bar_chart_class_init (TsnBarChartClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_bar_chart_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_bar_chart_finalize;
  widget_class->measure = tsn_bar_chart_measure;
  widget_class->size_allocate = tsn_bar_chart_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tsn_bar_chart_init (TsnBarChart *self)
{
  self->bars = g_array_new (FALSE, FALSE, sizeof (Bar));
}

GtkWidget *
tsn_bar_chart_new (const char *name)
{
  TsnBarChart *self = g_object_new (TSN_TYPE_BAR_CHART, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  describe (self);
  return GTK_WIDGET (self);
}
