/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is here: a resident who goes on, nobody any more, or the staff. After some time without a
 * touch a warning counts down over the page; any touch or key takes it away. The staff come in by a
 * hidden gesture and the passphrase of an operator.
 *
 * Keys and clicks that open menus are kept from everything: there is none for residents.
 */

#include <adwaita.h>

#include "tsn-activity.h"
#include "tsn-kiosk-label.h"
#include "tsn-kiosk-panel.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"

#define WARNING_SECONDS 30 /* at least 20 (WCAG 2.2.1) */
#define CORNER          80 /* pixels */
#define TAPS_WITHIN     (3 * G_USEC_PER_SEC)

/* -- Nobody here -- */

void
tsn_kiosk_guard_drop_warning (TsnKioskWindow *self)
{
  if (self->warning == NULL)
    return;
  gtk_overlay_remove_overlay (self->overlay, self->warning);
  self->warning = self->countdown = NULL;
}

static void
stay_cb (TsnKioskWindow *self)
{
  tsn_activity_touch ();
  tsn_kiosk_guard_drop_warning (self);
}

void
tsn_kiosk_guard_warn (TsnKioskWindow *self, guint seconds)
{
  g_autofree char *words = g_strdup_printf (K_ ("In %u seconds everything is wiped."), seconds);
  gboolean is_new = self->warning == NULL;

  if (is_new)
    {
      self->warning = tsn_kiosk_panel_new (K_ ("Are you still there?"), NULL);
      self->countdown = tsn_kiosk_label_new (words);
      tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (self->countdown), TRUE);
      tsn_kiosk_label_read_aloud (self->countdown);
      gtk_box_append (GTK_BOX (self->warning), self->countdown);
      tsn_kiosk_panel_add (self->warning, K_ ("I am here"), "next", G_CALLBACK (stay_cb), self);
      gtk_widget_add_css_class (self->warning, "warning");
      gtk_widget_set_valign (self->warning, GTK_ALIGN_FILL);
      gtk_overlay_add_overlay (self->overlay, self->warning);
      gtk_widget_child_focus (self->warning, GTK_DIR_TAB_FORWARD);
    }
  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (self->countdown), words);
  if (is_new || seconds % 10 == 0)
    tsn_kiosk_aloud_read_warning (self);
}

/* Nothing to forget: nobody has said anything, and it looks as it always does. */
static gboolean
is_fresh (TsnKioskWindow *self)
{
  return self->view == TSN_KIOSK_VIEW_WELCOME && tsn_kiosk_draft_is_empty (self->draft) &&
         tsn_kiosk_get_language () == 0 && self->size == 0 && !self->contrast && !self->is_aloud;
}

void
tsn_kiosk_guard_look (TsnKioskWindow *self)
{
  guint limit = g_settings_get_uint (self->settings, "kiosk-idle-seconds");
  guint idle = (guint) tsn_activity_idle_seconds ();

  if (self->view == TSN_KIOSK_VIEW_LOCKED || is_fresh (self) || idle < limit)
    tsn_kiosk_guard_drop_warning (self);
  else if (idle < limit + WARNING_SECONDS)
    tsn_kiosk_guard_warn (self, limit + WARNING_SECONDS - idle);
  else
    {
      tsn_kiosk_guard_drop_warning (self);
      tsn_kiosk_window_wipe (self);
    }
}

static gboolean
watch_cb (gpointer user_data)
{
  tsn_kiosk_guard_look (user_data);
  return G_SOURCE_CONTINUE;
}

/* -- The staff -- */

static void
come_in (TsnKioskWindow *self)
{
  if (tsn_station_get_state (self->station) == TSN_STATION_OPEN)
    tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STAFF);
}

static void
somebody_is_here (TsnKioskWindow *self)
{
  tsn_kiosk_guard_drop_warning (self);
  tsn_kiosk_voice_stop (self->voice);
}

static gboolean
pressed_cb (GtkEventController *controller, GdkEvent *event, TsnKioskWindow *self)
{
  GdkEventType type = gdk_event_get_event_type (event);
  double x, y;

  if (type != GDK_BUTTON_PRESS && type != GDK_TOUCH_BEGIN)
    return GDK_EVENT_PROPAGATE;
  somebody_is_here (self);
  if (gdk_event_triggers_context_menu (event))
    return GDK_EVENT_STOP;
  if (!gdk_event_get_position (event, &x, &y) || x > CORNER || y > CORNER)
    return GDK_EVENT_PROPAGATE;
  for (guint i = G_N_ELEMENTS (self->taps) - 1; i > 0; i--)
    self->taps[i] = self->taps[i - 1];
  self->taps[0] = g_get_monotonic_time ();
  if (self->taps[G_N_ELEMENTS (self->taps) - 1] > self->taps[0] - TAPS_WITHIN)
    come_in (self);
  return GDK_EVENT_PROPAGATE;
}

/* A key that is held goes on by itself: from question to question, and at last to the printer. */
static gboolean
is_repeated (TsnKioskWindow *self, guint key)
{
  gboolean is_same = key == self->held_key;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  self->held_key = key;
  return is_same && (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter ||
                     (key == GDK_KEY_space && tsn_kiosk_input_of (focus) == TSN_KIOSK_INPUT_NONE));
}

static void
released_cb (GtkEventControllerKey *controller,
             guint key,
             guint code,
             GdkModifierType modifiers,
             TsnKioskWindow *self)
{
  self->held_key = 0;
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint key,
        guint code,
        GdkModifierType modifiers,
        TsnKioskWindow *self)
{
  const GdkModifierType all = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK;

  somebody_is_here (self);
  if (gdk_keyval_to_lower (key) == GDK_KEY_s && (modifiers & all) == all)
    {
      come_in (self);
      return GDK_EVENT_STOP;
    }
  return is_repeated (self, key) || key == GDK_KEY_Menu || key == GDK_KEY_F10;
}

/* -- Life -- */

void
tsn_kiosk_guard_start (TsnKioskWindow *self)
{
  GtkEventController *presses = gtk_event_controller_legacy_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (presses, GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (presses, "event", G_CALLBACK (pressed_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (keys, "key-released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), presses);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->watch = g_timeout_add_seconds (1, watch_cb, self);
}

void
tsn_kiosk_guard_stop (TsnKioskWindow *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
}
