/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recordings of the sheets, replayed at the scale of the screen: letters and modules stay sharp
 * however far one zooms in. Without a zoom of the user's the sheets are as wide as there is room,
 * but not larger than twice their size on paper. What is wider than the widget is panned inside it
 * (a scrolled window would not give it the height for its width). */

#include "tsn-card-preview.h"

#include <glib/gi18n.h>

#define PIXELS_PER_POINT (96.0 / 72.0) /* at 100 % */
#define FIT_MAX          2.0
#define ZOOM_MIN         0.25
#define ZOOM_MAX         6.0
#define ZOOM_STEP        1.25
#define GAP              12
#define PAN_STEP         48

struct _TsnCardPreview
{
  GtkWidget parent_instance;

  TsnCardMade *made; /* NULL: nothing to show */
  double zoom;       /* of the size on paper; 0: as wide as there is room */
  double offset;     /* pixels of the widest sheet that are left of the widget */
  double drag_from;  /* the offset when a drag began */
};

G_DEFINE_FINAL_TYPE (TsnCardPreview, tsn_card_preview, GTK_TYPE_WIDGET)

static guint
n_sheets (TsnCardPreview *self)
{
  return self->made != NULL ? self->made->sheets->len : 0;
}

static const TsnCardSheet *
sheet_at (TsnCardPreview *self, guint index)
{
  return g_ptr_array_index (self->made->sheets, index);
}

static double
widest (TsnCardPreview *self)
{
  double width = 0;

  for (guint i = 0; i < n_sheets (self); i++)
    width = MAX (width, sheet_at (self, i)->width);
  return width;
}

/* Pixels per point in a width of @width pixels. */
static double
scale_for (TsnCardPreview *self, int width)
{
  if (self->zoom > 0)
    return self->zoom * PIXELS_PER_POINT;
  return MIN (MAX (width, 1) / MAX (widest (self), 1), FIT_MAX * PIXELS_PER_POINT);
}

/* Pixels that do not fit in. */
static double
hidden_width (TsnCardPreview *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  return MAX (widest (self) * scale_for (self, width) - width, 0);
}

static void
pan_to (TsnCardPreview *self, double offset)
{
  self->offset = CLAMP (offset, 0, hidden_width (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static GtkSizeRequestMode
tsn_card_preview_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tsn_card_preview_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  TsnCardPreview *self = TSN_CARD_PREVIEW (widget);
  double height = 0;

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural = (int) (widest (self) * PIXELS_PER_POINT);
      *minimum = 0;
      return;
    }
  for (guint i = 0; i < n_sheets (self); i++)
    height += sheet_at (self, i)->height * scale_for (self, for_size > 0 ? for_size : 1) +
              (i > 0 ? GAP : 0);
  *minimum = *natural = (int) (height + 0.999);
}

static void
tsn_card_preview_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const GdkRGBA white = { 1, 1, 1, 1 };
  TsnCardPreview *self = TSN_CARD_PREVIEW (widget);
  int width = gtk_widget_get_width (widget);
  double scale = scale_for (self, width);
  double y = 0;

  self->offset = CLAMP (self->offset, 0, hidden_width (self));
  for (guint i = 0; i < n_sheets (self); i++)
    {
      const TsnCardSheet *sheet = sheet_at (self, i);
      double x = MAX ((width - sheet->width * scale) / 2, 0) - self->offset;
      graphene_rect_t area = GRAPHENE_RECT_INIT ((float) x,
                                                 (float) y,
                                                 (float) (sheet->width * scale),
                                                 (float) (sheet->height * scale));
      cairo_t *cr;

      gtk_snapshot_append_color (snapshot, &white, &area);
      cr = gtk_snapshot_append_cairo (snapshot, &area);
      cairo_translate (cr, x, y);
      cairo_scale (cr, scale, scale);
      cairo_set_source_surface (cr, sheet->picture, 0, 0);
      cairo_paint (cr);
      cairo_destroy (cr);
      y += sheet->height * scale + GAP;
    }
}

static void
set_zoom (TsnCardPreview *self, double zoom)
{
  self->zoom = zoom > 0 ? CLAMP (zoom, ZOOM_MIN, ZOOM_MAX) : 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
zoom_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnCardPreview *self = TSN_CARD_PREVIEW (widget);
  double now = scale_for (self, gtk_widget_get_width (widget)) / PIXELS_PER_POINT;

  if (g_str_equal (action, "preview.zoom-in"))
    set_zoom (self, now * ZOOM_STEP);
  else if (g_str_equal (action, "preview.zoom-out"))
    set_zoom (self, now / ZOOM_STEP);
  else
    set_zoom (self, 0);
}

static void
pan_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnCardPreview *self = TSN_CARD_PREVIEW (widget);

  pan_to (self, self->offset + PAN_STEP * g_variant_get_int32 (parameter));
}

static void
drag_begin_cb (TsnCardPreview *self)
{
  self->drag_from = self->offset;
}

static void
drag_update_cb (TsnCardPreview *self, double x)
{
  pan_to (self, self->drag_from - x);
}

static void
tsn_card_preview_dispose (GObject *object)
{
  g_clear_pointer (&TSN_CARD_PREVIEW (object)->made, tsn_card_made_unref);
  G_OBJECT_CLASS (tsn_card_preview_parent_class)->dispose (object);
}

static void
add_shortcuts (GtkWidgetClass *class)
{
  static const struct
  {
    guint key;
    const char *action;
  } table[] = {
    { GDK_KEY_plus, "preview.zoom-in" },         { GDK_KEY_equal, "preview.zoom-in" },
    { GDK_KEY_KP_Add, "preview.zoom-in" },       { GDK_KEY_minus, "preview.zoom-out" },
    { GDK_KEY_KP_Subtract, "preview.zoom-out" }, { GDK_KEY_0, "preview.fit" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_widget_class_add_binding_action (class,
                                         table[i].key,
                                         GDK_CONTROL_MASK,
                                         table[i].action,
                                         NULL);
}

static void
tsn_card_preview_class_init (TsnCardPreviewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_card_preview_dispose;
  widget_class->get_request_mode = tsn_card_preview_get_request_mode;
  widget_class->measure = tsn_card_preview_measure;
  widget_class->snapshot = tsn_card_preview_snapshot;
  gtk_widget_class_install_action (widget_class, "preview.zoom-in", NULL, zoom_activated);
  gtk_widget_class_install_action (widget_class, "preview.zoom-out", NULL, zoom_activated);
  gtk_widget_class_install_action (widget_class, "preview.fit", NULL, zoom_activated);
  add_shortcuts (widget_class);
  gtk_widget_class_install_action (widget_class, "preview.pan", "i", pan_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, 0, "preview.pan", "i", -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, 0, "preview.pan", "i", 1);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "cardpreview");
}

static void
tsn_card_preview_init (TsnCardPreview *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The card as it will be printed"),
                                  -1);
}

void
tsn_card_preview_set_made (TsnCardPreview *self, TsnCardMade *made)
{
  if (made != NULL)
    tsn_card_made_ref (made);
  tsn_card_made_unref (self->made);
  self->made = made;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
