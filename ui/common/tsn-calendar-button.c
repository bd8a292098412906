/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one place that knows GtkCalendar, whose way of being told a date changes between the versions
 * of GTK (select_day() gives way to set_date() in 4.20). The calendar is made when it is first
 * opened: a form has many dates, and most are typed.
 *
 * GtkCalendar says `day-selected` also when another month is leafed to; only a day of the month in
 * view counts as picked. */

#include "tsn-calendar-button.h"

#include <glib/gi18n.h>

struct _TsnCalendarButton
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkWidget *popover;
  GtkCalendar *calendar; /* borrowed; NULL before it was opened */
  TsnDate date;
  int month; /* in view: year * 12 + month */
  gboolean showing;
};

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnCalendarButton, tsn_calendar_button, GTK_TYPE_WIDGET)

static TsnDate
selected_date (TsnCalendarButton *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);

  return tsn_date_new (g_date_time_get_year (date),
                       g_date_time_get_month (date),
                       g_date_time_get_day_of_month (date));
}

static int
month_of (TsnDate date)
{
  return tsn_date_year (date) * 12 + tsn_date_month (date);
}

static void
show_date (TsnCalendarButton *self)
{
  TsnDate date = self->date != TSN_DATE_NONE ? self->date
                                             : tsn_date_from_unix_ms (g_get_real_time () / 1000);
  g_autoptr (GDateTime) time = g_date_time_new_local (tsn_date_year (date),
                                                      tsn_date_month (date),
                                                      tsn_date_day (date),
                                                      12,
                                                      0,
                                                      0);

  self->showing = TRUE;
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_calendar_select_day (self->calendar, time);
  G_GNUC_END_IGNORE_DEPRECATIONS
  self->month = month_of (date);
  self->showing = FALSE;
}

static void
day_selected_cb (TsnCalendarButton *self)
{
  TsnDate date = selected_date (self);
  gboolean leafed = month_of (date) != self->month;

  self->month = month_of (date);
  if (self->showing || leafed)
    return;
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  g_signal_emit (self, signals[PICKED], 0, (int) date);
}

static void
show_cb (TsnCalendarButton *self)
{
  if (self->calendar == NULL)
    {
      self->calendar = GTK_CALENDAR (gtk_calendar_new ());
      gtk_popover_set_child (GTK_POPOVER (self->popover), GTK_WIDGET (self->calendar));
      g_signal_connect_object (self->calendar,
                               "day-selected",
                               G_CALLBACK (day_selected_cb),
                               self,
                               G_CONNECT_SWAPPED);
    }
  show_date (self);
}

void
tsn_calendar_button_set_date (TsnCalendarButton *self, TsnDate date)
{
  self->date = date;
}

static void
tsn_calendar_button_dispose (GObject *object)
{
  TsnCalendarButton *self = TSN_CALENDAR_BUTTON (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  G_OBJECT_CLASS (tsn_calendar_button_parent_class)->dispose (object);
}

static void
tsn_calendar_button_class_init (TsnCalendarButtonClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_calendar_button_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[PICKED] = g_signal_new ("picked",
                                  TSN_TYPE_CALENDAR_BUTTON,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_INT);
}

static void
tsn_calendar_button_init (TsnCalendarButton *self)
{
  self->popover = gtk_popover_new ();
  g_signal_connect_object (self->popover, "show", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
  gtk_widget_set_tooltip_text (self->button, _ ("Pick from the calendar"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pick from the calendar"),
                                  -1);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

GtkWidget *
tsn_calendar_button_new (void)
{
  return g_object_new (TSN_TYPE_CALENDAR_BUTTON, NULL);
}
