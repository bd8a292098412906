/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-kiosk-near.h"

#include "tsn-kiosk-label.h"
#include "tsn-kiosk-map.h"
#include "tsn-kiosk-page.h"
#include "tsn-kiosk-words.h"

#define NEXT_DOOR 50 /* metres */

struct _TsnKioskNear
{
  GtkBox parent_instance;

  const TsnNear *near; /* borrowed */
  GtkWidget *inside;   /* map and list */
  GtkWidget *nearer, *further;
  guint n_rows, first;
};

enum
{
  PICKED,
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnKioskNear, tsn_kiosk_near, GTK_TYPE_BOX)

/* -- In words -- */

/* What is measured from the middle of a district is not known to the metre. */
static char *
distance_in_words (double metres)
{
  guint hundreds = MAX ((guint) (metres / 100 + 0.5), 1);

  if (hundreds < 10)
    return g_strdup_printf (K_ ("about %u m"), hundreds * 100);
  if (hundreds < 100)
    return g_strdup_printf (K_ ("about %u.%u km"), hundreds / 10, hundreds % 10);
  return g_strdup_printf (K_ ("about %u km"), (hundreds + 5) / 10);
}

static const char *
direction_in_words (TsnDirection direction)
{
  static const char *const words[TSN_N_DIRECTIONS] = {
    NK_ ("to the north"), NK_ ("to the north-east"), NK_ ("to the east"), NK_ ("to the south-east"),
    NK_ ("to the south"), NK_ ("to the south-west"), NK_ ("to the west"), NK_ ("to the north-west"),
  };

  return K_ (words[direction]);
}

/* Nobody knows where in the district they live: next door has no direction. */
static char *
place_in_words (const TsnNearPlace *near)
{
  g_autofree char *distance = distance_in_words (near->distance);

  if (near->distance < NEXT_DOOR)
    return g_strdup (K_ ("less than 50 m"));
  return g_strdup_printf ("%s %s", distance, direction_in_words (near->direction));
}

/* -- Map and list -- */

static void
picked_cb (TsnKioskNear *self, guint index)
{
  const TsnNearPlace *near = &g_array_index (self->near->places, TsnNearPlace, index);
  g_autoptr (TsnRecord) place = tsn_record_ref (near->place);

  g_signal_emit (self, signals[PICKED], 0, place);
}

static void
clicked_cb (TsnKioskNear *self, GtkWidget *button)
{
  picked_cb (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")));
}

static GtkWidget *
new_row (TsnKioskNear *self, guint index, guint number)
{
  const TsnNearPlace *near = &g_array_index (self->near->places, TsnNearPlace, index);
  const char *place = tsn_record_text (near->place, TSN_PLACE_NAME);
  g_autofree char *where = place_in_words (near);
  g_autofree char *title = g_strdup_printf ("%u　%s", number, place);
  g_autofree char *name = g_strdup_printf ("%u %s %s", number, place, where);
  GtkWidget *button = tsn_kiosk_button_new (name, "row", G_CALLBACK (clicked_cb), self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = tsn_kiosk_label_new (title);

  gtk_widget_add_css_class (label, "said");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), tsn_kiosk_label_new (where));
  gtk_button_set_child (GTK_BUTTON (button), box);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));
  return button;
}

static void
show_places (TsnKioskNear *self, guint first)
{
  guint n = MIN (self->n_rows, self->near->places->len - first);
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 16);
  GtkWidget *map = tsn_kiosk_map_new (self->near, first, n);
  GtkWidget *child;

  self->first = first;
  while ((child = gtk_widget_get_first_child (self->inside)) != NULL)
    gtk_box_remove (GTK_BOX (self->inside), child);
  for (guint i = 0; i < n; i++)
    gtk_box_append (GTK_BOX (list), new_row (self, first + i, i + 1));
  gtk_widget_set_hexpand (map, TRUE);
  gtk_widget_set_vexpand (map, TRUE);
  gtk_widget_set_valign (list, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (map, "picked", G_CALLBACK (picked_cb), self);
  gtk_box_append (GTK_BOX (self->inside), map);
  gtk_box_append (GTK_BOX (self->inside), list);
  gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD);
  gtk_widget_set_visible (self->nearer, first > 0);
  gtk_widget_set_visible (self->further, first + n < self->near->places->len);
}

static void
nearer_cb (TsnKioskNear *self)
{
  show_places (self, self->first - self->n_rows);
}

static void
further_cb (TsnKioskNear *self)
{
  show_places (self, self->first + self->n_rows);
}

static void
left_cb (TsnKioskNear *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

/* -- Life -- */

static void
tsn_kiosk_near_class_init (TsnKioskNearClass *class)
{
  signals[PICKED] = g_signal_new ("picked",
                                  TSN_TYPE_KIOSK_NEAR,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_POINTER);
  signals[LEFT] = g_signal_new ("left",
                                TSN_TYPE_KIOSK_NEAR,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                0);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tsn_kiosk_near_init (TsnKioskNear *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "kiosk-page");
  gtk_widget_add_css_class (GTK_WIDGET (self), "near");
}

static GtkWidget *
add_label (TsnKioskNear *self, const char *text, const char *style)
{
  GtkWidget *label = tsn_kiosk_label_new (text);

  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (self), label);
  return label;
}

static void
add_ways (TsnKioskNear *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *back = tsn_kiosk_button_new (K_ ("Back"), NULL, G_CALLBACK (left_cb), self);

  self->nearer = tsn_kiosk_button_new (K_ ("Nearer ones"), NULL, G_CALLBACK (nearer_cb), self);
  self->further =
      tsn_kiosk_button_new (K_ ("More distant ones"), NULL, G_CALLBACK (further_cb), self);
  tsn_kiosk_label_read_aloud (back);
  tsn_kiosk_label_read_aloud (self->nearer);
  tsn_kiosk_label_read_aloud (self->further);
  gtk_widget_set_hexpand (back, TRUE);
  gtk_widget_set_halign (back, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (bar), back);
  gtk_box_append (GTK_BOX (bar), self->nearer);
  gtk_box_append (GTK_BOX (bar), self->further);
  gtk_box_append (GTK_BOX (self), bar);
}

GtkWidget *
tsn_kiosk_near_new (const TsnNear *near, const char *question, gboolean is_wide, guint n_rows)
{
  TsnKioskNear *self = g_object_new (TSN_TYPE_KIOSK_NEAR, NULL);
  g_autofree char *help = g_strdup_printf (K_ ("In a straight line from the middle of %s."),
                                           near->around);
  g_autofree char *plain = tsn_kiosk_plain (K_ (question));

  self->near = near;
  self->n_rows = n_rows;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  tsn_kiosk_label_read_aloud (add_label (self, K_ (question), "question"));
  (void) add_label (self, help, "help"); /* it names where they live: not read */
  self->inside = gtk_box_new (is_wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL, 16);
  gtk_box_set_homogeneous (GTK_BOX (self->inside), is_wide);
  gtk_box_append (GTK_BOX (self), self->inside);
  add_ways (self);
  show_places (self, 0);
  return GTK_WIDGET (self);
}
