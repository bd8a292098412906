/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A GtkLabel that wraps asks Pango how narrow it could be at the least. Japanese may be broken
 * between any two characters, and Pango shapes a line anew for each place where it might break: for
 * one keystroke that filled twelve rows, 18,000 runs of text were shaped, four fifths of all time.
 * So here nobody asks: the least width is that of a few characters, whatever the text, and most
 * texts, which fit their line, are shaped once, to be measured and to be drawn.
 *
 * A row of several lines is one such label with markup rather than a box of labels: each widget
 * more is a style to compute and a size to ask for, in each row of the list.
 *
 * Not for texts that must be selected: that is GtkLabel's. */

#include "tsn-row-label.h"

#include "tsn-colour.h"

#define LINES_MIN 3 /* no narrower than it is high, times this: four Japanese characters */

struct _TsnRowLabel
{
  GtkWidget parent_instance;

  char *text;
  PangoAttrList *attributes; /* (nullable) of `text` */
  PangoLayout
      *layout;  /* (nullable) of `text`; as wide as it likes, or as it was last allowed to be */
  guint serial; /* of the Pango context that the sizes below were measured in; 0: of none */
  int width, height; /* pixels, all on one line */
  int baseline;      /* pixels from the top of the place that it was given; -1: the own one */
};

enum
{
  PROP_LABEL = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TsnRowLabel, tsn_row_label, GTK_TYPE_WIDGET)

/* -- Measuring -- */

static void
ensure_measured (TsnRowLabel *self)
{
  guint serial = pango_context_get_serial (gtk_widget_get_pango_context (GTK_WIDGET (self)));

  if (self->layout != NULL && self->serial == serial)
    return;
  if (self->layout == NULL)
    {
      self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
      pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_attributes (self->layout, self->attributes);
    }
  pango_layout_set_width (self->layout, -1);
  pango_layout_get_pixel_size (self->layout, &self->width, &self->height);
  self->serial = serial;
}

/* A layout that is given a width forgets its lines; so one that fits is given none. */
static void
fit (TsnRowLabel *self, int width)
{
  ensure_measured (self);
  pango_layout_set_width (self->layout,
                          width < 0 || width >= self->width ? -1 : width * PANGO_SCALE);
}

static int
text_baseline (TsnRowLabel *self)
{
  return PANGO_PIXELS (pango_layout_get_baseline (self->layout));
}

static GtkSizeRequestMode
tsn_row_label_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tsn_row_label_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  TsnRowLabel *self = TSN_ROW_LABEL (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      ensure_measured (self);
      *minimum = MIN (self->width, self->height * LINES_MIN);
      *natural = self->width;
      return;
    }
  fit (self, for_size);
  pango_layout_get_pixel_size (self->layout, NULL, minimum);
  *natural = *minimum;
  *minimum_baseline = *natural_baseline = text_baseline (self);
}

static void
tsn_row_label_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TSN_ROW_LABEL (widget)->baseline = baseline;
}

/* -- Drawing -- */

static void
tsn_row_label_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TsnRowLabel *self = TSN_ROW_LABEL (widget);
  GdkRGBA colour;

  tsn_colour_of_text (widget, &colour);
  fit (self, gtk_widget_get_width (widget));
  if (self->baseline >= 0)
    gtk_snapshot_translate (
        snapshot,
        &GRAPHENE_POINT_INIT (0, (float) (self->baseline - text_baseline (self))));
  gtk_snapshot_append_layout (snapshot, self->layout, &colour);
}

/* -- Life -- */

const char *
tsn_row_label_get_text (TsnRowLabel *self)
{
  return self->text;
}

static void
take_text (TsnRowLabel *self, const char *text, PangoAttrList *attributes)
{
  g_autoptr (PangoAttrList) old = self->attributes;

  self->attributes = attributes;
  if (strcmp (self->text, text) == 0 && pango_attr_list_equal (old, attributes))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_object (&self->layout);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
}

void
tsn_row_label_set_text (TsnRowLabel *self, const char *text)
{
  take_text (self, text != NULL ? text : "", NULL);
}

void
tsn_row_label_set_markup (TsnRowLabel *self, const char *markup)
{
  g_autofree char *text = NULL;
  PangoAttrList *attributes = NULL;

  /* Pango's message would tell the log what the text says. */
  if (!pango_parse_markup (markup, -1, 0, &attributes, &text, NULL, NULL))
    g_return_if_reached ();
  take_text (self, text, attributes);
}

static void
tsn_row_label_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_LABEL)
    g_value_set_string (value, TSN_ROW_LABEL (object)->text);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tsn_row_label_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_LABEL)
    tsn_row_label_set_text (TSN_ROW_LABEL (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tsn_row_label_finalize (GObject *object)
{
  TsnRowLabel *self = TSN_ROW_LABEL (object);

  g_clear_object (&self->layout);
  g_clear_pointer (&self->attributes, pango_attr_list_unref);
  g_free (self->text);
  G_OBJECT_CLASS (tsn_row_label_parent_class)->finalize (object);
}

static void
tsn_row_label_class_init (TsnRowLabelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tsn_row_label_get_property;
  object_class->set_property = tsn_row_label_set_property;
  object_class->finalize = tsn_row_label_finalize;
  widget_class->get_request_mode = tsn_row_label_get_request_mode;
  widget_class->measure = tsn_row_label_measure;
  widget_class->size_allocate = tsn_row_label_size_allocate;
  widget_class->snapshot = tsn_row_label_snapshot;
  properties[PROP_LABEL] = g_param_spec_string ("label",
                                                NULL,
                                                NULL,
                                                "",
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                    G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
tsn_row_label_init (TsnRowLabel *self)
{
  self->text = g_strdup ("");
}
