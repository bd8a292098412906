/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One clock for the whole program: a person who types into a dialog is also at the desk behind it.
 */

#include "tsn-activity.h"

#include "tsn-windows.h"

static gint64 last; /* monotonic, us */

void
tsn_activity_touch (void)
{
  last = g_get_monotonic_time ();
}

double
tsn_activity_idle_seconds (void)
{
  if (last == 0 || tsn_long_work_is_running ())
    tsn_activity_touch ();
  return (double) (g_get_monotonic_time () - last) / G_USEC_PER_SEC;
}

static gboolean
event_cb (GtkEventController *controller, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  /* Crossings and focus changes come without a person, too. */
  if (type != GDK_ENTER_NOTIFY && type != GDK_LEAVE_NOTIFY && type != GDK_FOCUS_CHANGE)
    tsn_activity_touch ();
  return GDK_EVENT_PROPAGATE;
}

void
tsn_activity_watch (GtkWindow *window)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "event", G_CALLBACK (event_cb), NULL);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}
