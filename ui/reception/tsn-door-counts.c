/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Figures only: who came is nobody's business on this side of the desk. What an event has not (a
 * second mode, places to fill) is not shown. */

#include "tsn-door-counts.h"

#include <glib/gi18n.h>

#include "tsn-bar-chart.h"
#include "tsn-time.h"
#include "tsn-wrap-layout.h"

#define SPACING 12

struct _TsnDoorCounts
{
  AdwBin parent_instance;

  TsnDoor *door;
  GtkWidget *figures;
  GtkWidget *online_box;
  GtkLabel *onsite;
  GtkLabel *onsite_note;
  GtkProgressBar *onsite_bar;
  GtkLabel *online;
  GtkLabel *online_note;
  GtkProgressBar *online_bar;
  GtkLabel *walk_ins;
  GtkLabel *tally;
  GtkBox *chart_box;
  TsnBarChart *chart;
};

G_DEFINE_FINAL_TYPE (TsnDoorCounts, tsn_door_counts, ADW_TYPE_BIN)

static void
show_number (GtkLabel *label, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  gtk_label_set_text (label, text);
}

static void
show_mode (GtkLabel *label,
           GtkLabel *note,
           GtkProgressBar *bar,
           gint64 arrived,
           gint64 booked,
           gint64 capacity)
{
  gint64 whole = capacity >= 0 ? capacity : booked;
  g_autofree char *text = NULL;

  if (capacity >= 0)
    text = g_strdup_printf (_ ("%ld signed up, %ld places"), (long) booked, (long) capacity);
  else
    text = g_strdup_printf (_ ("%ld signed up"), (long) booked);
  show_number (label, arrived);
  gtk_label_set_text (note, text);
  gtk_progress_bar_set_fraction (bar,
                                 whole > 0 ? MIN (1.0, (double) arrived / (double) whole) : 0.0);
}

static void
show_arrivals (TsnDoorCounts *self, const GArray *arrivals)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < arrivals->len; i++)
    {
      const TsnArrivals *bucket = &g_array_index (arrivals, TsnArrivals, i);
      guint count = (guint) bucket->count;
      char time[TSN_TIME_SIZE];

      tsn_time_format (tsn_time_from_unix_ms (bucket->start_ms), time);
      g_ptr_array_add (labels, g_strdup (time));
      g_array_append_val (counts, count);
    }
  tsn_bar_chart_set_bars (self->chart,
                          counts->len,
                          (const char *const *) labels->pdata,
                          (const guint *) (gpointer) counts->data);
  gtk_widget_set_visible (GTK_WIDGET (self->chart_box), counts->len > 0);
}

static void
counted_cb (TsnDoorCounts *self)
{
  const TsnReceptionCounts *counts = tsn_door_get_counts (self->door);
  TsnRecord *event = tsn_door_get_event (self->door);
  gint64 method = event != NULL ? tsn_record_number (event, TSN_EVENT_METHOD, 0) : 0;

  show_mode (self->onsite,
             self->onsite_note,
             self->onsite_bar,
             counts->arrived_onsite,
             counts->booked_onsite,
             counts->capacity_onsite);
  show_mode (self->online,
             self->online_note,
             self->online_bar,
             counts->arrived_online,
             counts->booked_online,
             counts->capacity_online);
  show_number (self->walk_ins, counts->walk_ins);
  show_number (self->tally, counts->tally);
  show_arrivals (self, tsn_door_get_arrivals (self->door));
  gtk_widget_set_visible (self->online_box,
                          method == TSN_EVENT_METHOD_ONLINE || method == TSN_EVENT_METHOD_HYBRID ||
                              counts->capacity_online >= 0 || counts->booked_online > 0 ||
                              counts->arrived_online > 0);
}

void
tsn_door_counts_set_door (TsnDoorCounts *self, TsnDoor *door)
{
  self->door = g_object_ref (door);
  g_signal_connect_object (door, "counted", G_CALLBACK (counted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (door, "event-changed", G_CALLBACK (counted_cb), self, G_CONNECT_SWAPPED);
}

static void
tsn_door_counts_dispose (GObject *object)
{
  g_clear_object (&TSN_DOOR_COUNTS (object)->door);
  /* Else the bin unparents what disposing of the template has freed. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TSN_TYPE_DOOR_COUNTS);
  G_OBJECT_CLASS (tsn_door_counts_parent_class)->dispose (object);
}

static void
tsn_door_counts_class_init (TsnDoorCountsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_door_counts_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/reception/tsn-door-counts.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnDoorCounts, figures);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorCounts, online_box);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorCounts, onsite);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorCounts, onsite_note);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorCounts, onsite_bar);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorCounts, online);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorCounts, online_note);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorCounts, online_bar);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorCounts, walk_ins);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorCounts, tally);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorCounts, chart_box);
}

static void
tsn_door_counts_init (TsnDoorCounts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->figures, tsn_wrap_layout_new (SPACING));
  self->chart = TSN_BAR_CHART (tsn_bar_chart_new (_ ("Arrivals per ten minutes")));
  gtk_widget_set_vexpand (GTK_WIDGET (self->chart), TRUE);
  gtk_box_append (self->chart_box, GTK_WIDGET (self->chart));
}
