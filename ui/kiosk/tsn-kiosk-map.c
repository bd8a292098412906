/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* North is up and the home in the middle. The scale is such that the furthest place is just within.
 */

#include "tsn-kiosk-map.h"

#include <math.h>

#include "tsn-colour.h"
#include "tsn-kiosk-words.h"

#define SMALLEST     320 /* pixels */
#define MARK         72  /* pixels: of a number, and what the home takes */
#define GAP          12  /* pixels between two */
#define ROUNDS       200 /* of making room: a few are enough, unless there is none */
#define LEAST_EXTENT 150 /* metres: who lives next door is not the whole world */
#define MOST_RINGS   3.5

typedef struct
{
  GtkWidget *button;
  double east, north; /* metres */
  graphene_point_t place, mark;
} Spot;

struct _TsnKioskMap
{
  GtkWidget parent_instance;

  GArray *spots; /* of Spot */
  double scale;  /* pixels of a metre */
};

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnKioskMap, tsn_kiosk_map, GTK_TYPE_WIDGET)

#define SPOT(self, i) (&g_array_index ((self)->spots, Spot, i))

/* -- Where things are -- */

/* How far @mark has to go from @other, along the way that is shorter. */
static graphene_point_t
too_near (const graphene_point_t *mark, const graphene_point_t *other)
{
  float room = MARK + GAP, x = mark->x - other->x, y = mark->y - other->y;

  if (fabsf (x) >= room || fabsf (y) >= room)
    return GRAPHENE_POINT_INIT (0, 0);
  if (fabsf (x) >= fabsf (y))
    return GRAPHENE_POINT_INIT (x < 0 ? -room - x : room - x, 0);
  return GRAPHENE_POINT_INIT (0, y < 0 ? -room - y : room - y);
}

static void
move (graphene_point_t *mark, const graphene_point_t *by, float share)
{
  mark->x += by->x * share;
  mark->y += by->y * share;
}

static void
keep_inside (graphene_point_t *mark, int width, int height)
{
  mark->x = CLAMP (mark->x, MARK / 2.0f, (float) width - MARK / 2.0f);
  mark->y = CLAMP (mark->y, MARK / 2.0f, (float) height - MARK / 2.0f);
}

static void
make_room (TsnKioskMap *self, int width, int height)
{
  graphene_point_t home = GRAPHENE_POINT_INIT ((float) width / 2, (float) height / 2);

  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < self->spots->len; i++)
      {
        graphene_point_t *mark = &SPOT (self, i)->mark;
        graphene_point_t from_home;

        for (guint k = 0; k < i; k++)
          {
            graphene_point_t *other = &SPOT (self, k)->mark;
            graphene_point_t by = too_near (mark, other);

            move (mark, &by, 0.5f);
            move (other, &by, -0.5f);
            keep_inside (other, width, height);
          }
        from_home = too_near (mark, &home);
        move (mark, &from_home, 1);
        keep_inside (mark, width, height);
      }
}

static double
scale_for (TsnKioskMap *self, int width, int height)
{
  double east = LEAST_EXTENT, north = LEAST_EXTENT;

  for (guint i = 0; i < self->spots->len; i++)
    {
      east = MAX (east, fabs (SPOT (self, i)->east));
      north = MAX (north, fabs (SPOT (self, i)->north));
    }
  return MIN ((width - MARK) / 2.0 / east, (height - MARK) / 2.0 / north);
}

static void
tsn_kiosk_map_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TsnKioskMap *self = TSN_KIOSK_MAP (widget);

  self->scale = scale_for (self, width, height);
  for (guint i = 0; i < self->spots->len; i++)
    {
      Spot *spot = SPOT (self, i);

      graphene_point_init (&spot->place,
                           (float) (width / 2.0 + spot->east * self->scale),
                           (float) (height / 2.0 - spot->north * self->scale));
      spot->mark = spot->place;
    }
  make_room (self, width, height);
  for (guint i = 0; i < self->spots->len; i++)
    {
      const Spot *spot = SPOT (self, i);
      GtkAllocation box = { (int) spot->mark.x - MARK / 2,
                            (int) spot->mark.y - MARK / 2,
                            MARK,
                            MARK };

      gtk_widget_size_allocate (spot->button, &box, -1);
    }
}

static void
tsn_kiosk_map_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  TsnKioskMap *self = TSN_KIOSK_MAP (widget);

  *minimum = *natural = SMALLEST;
  *minimum_baseline = *natural_baseline = -1;
  for (guint i = 0; i < self->spots->len; i++)
    gtk_widget_measure (SPOT (self, i)->button, orientation, -1, NULL, NULL, NULL, NULL);
}

/* -- Drawing -- */

static double
ring_step (double metres)
{
  static const double steps[] = { 50, 100, 200, 500, 1000, 2000, 5000, 10000 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (metres / steps[i] <= MOST_RINGS)
      return steps[i];
  return steps[G_N_ELEMENTS (steps) - 1];
}

static void
draw_text (GtkWidget *widget, cairo_t *cr, const char *text, double x, double y)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  PangoFontDescription *font = pango_font_description_copy (
      pango_context_get_font_description (gtk_widget_get_pango_context (widget)));
  int width, height;

  pango_font_description_set_absolute_size (font, 20 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, x - width / 2.0, y - height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_rings (TsnKioskMap *self, cairo_t *cr, int width, int height)
{
  double shorter = MIN (width, height) / 2.0;
  double step = ring_step (shorter / self->scale);

  for (double ring = step; ring * self->scale < hypot (width, height) / 2; ring += step)
    {
      double radius = ring * self->scale;
      g_autofree char *words = ring < 1000 ? g_strdup_printf ("%.0f m", ring)
                                           : g_strdup_printf ("%.0f km", ring / 1000);

      cairo_new_sub_path (cr);
      cairo_arc (cr, width / 2.0, height / 2.0, radius, 0, 2 * G_PI);
      cairo_stroke (cr);
      if (radius < shorter)
        draw_text (GTK_WIDGET (self),
                   cr,
                   words,
                   width / 2.0 + radius * M_SQRT1_2,
                   height / 2.0 + radius * M_SQRT1_2);
    }
}

static void
draw_house (cairo_t *cr, double x, double y)
{
  static const double corners[][2] = {
    { 0, -24 }, { 26, 0 }, { 18, 0 }, { 18, 22 }, { -18, 22 }, { -18, 0 }, { -26, 0 },
  };

  cairo_new_path (cr);
  for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
    cairo_line_to (cr, x + corners[i][0], y + corners[i][1]);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_lines (TsnKioskMap *self, cairo_t *cr)
{
  for (guint i = 0; i < self->spots->len; i++)
    {
      const Spot *spot = SPOT (self, i);

      cairo_move_to (cr, (double) spot->mark.x, (double) spot->mark.y);
      cairo_line_to (cr, (double) spot->place.x, (double) spot->place.y);
      cairo_stroke (cr);
      cairo_new_path (cr);
      cairo_arc (cr, (double) spot->place.x, (double) spot->place.y, 6, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

static void
tsn_kiosk_map_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TsnKioskMap *self = TSN_KIOSK_MAP (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autofree char *north = tsn_kiosk_plain (K_ ("North"));
  GdkRGBA colour;
  cairo_t *cr;

  tsn_colour_of_text (widget, &colour);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, 1);
  draw_rings (self, cr, width, height);
  draw_text (widget, cr, north, width / 2.0, 16);
  draw_house (cr, width / 2.0, height / 2.0);
  cairo_set_line_width (cr, 3);
  draw_lines (self, cr);
  cairo_destroy (cr);
  for (guint i = 0; i < self->spots->len; i++)
    gtk_widget_snapshot_child (widget, SPOT (self, i)->button, snapshot);
  gtk_snapshot_pop (snapshot);
}

/* -- Life -- */

static void
tsn_kiosk_map_dispose (GObject *object)
{
  TsnKioskMap *self = TSN_KIOSK_MAP (object);

  for (guint i = 0; self->spots != NULL && i < self->spots->len; i++)
    gtk_widget_unparent (SPOT (self, i)->button);
  g_clear_pointer (&self->spots, g_array_unref);
  G_OBJECT_CLASS (tsn_kiosk_map_parent_class)->dispose (object);
}

static void
tsn_kiosk_map_class_init (TsnKioskMapClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_kiosk_map_dispose;
  widget_class->measure = tsn_kiosk_map_measure;
  widget_class->size_allocate = tsn_kiosk_map_size_allocate;
  widget_class->snapshot = tsn_kiosk_map_snapshot;
  gtk_widget_class_set_css_name (widget_class, "map");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[PICKED] = g_signal_new ("picked",
                                  TSN_TYPE_KIOSK_MAP,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_UINT);
}

static void
tsn_kiosk_map_init (TsnKioskMap *self)
{
  self->spots = g_array_new (FALSE, TRUE, sizeof (Spot));
}

/* -- Public -- */

static void
clicked_cb (TsnKioskMap *self, GtkWidget *button)
{
  g_signal_emit (self,
                 signals[PICKED],
                 0,
                 GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")));
}

static void
add_spot (TsnKioskMap *self, const TsnNearPlace *place, guint index, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  Spot spot = { .button = gtk_button_new_with_label (text),
                .east = place->east,
                .north = place->north };

  gtk_widget_add_css_class (spot.button, "mark");
  gtk_widget_set_focusable (spot.button, FALSE); /* the list is for keys */
  g_object_set_data (G_OBJECT (spot.button), "index", GUINT_TO_POINTER (index));
  g_signal_connect_swapped (spot.button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_widget_set_parent (spot.button, GTK_WIDGET (self));
  g_array_append_val (self->spots, spot);
}

GtkWidget *
tsn_kiosk_map_new (const TsnNear *near, guint first, guint n)
{
  TsnKioskMap *self = g_object_new (TSN_TYPE_KIOSK_MAP, NULL);
  g_autofree char *name = tsn_kiosk_plain (K_ ("Map"));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  for (guint i = 0; i < n; i++)
    add_spot (self, &g_array_index (near->places, TsnNearPlace, first + i), first + i, i + 1);
  return GTK_WIDGET (self);
}
