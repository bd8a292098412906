/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is here: a resident who goes on, nobody any more, or the staff. After some time without a
 * touch a warning counts down over the page; any touch or key takes it away. The staff come in by a
 * hidden gesture and the passphrase of an operator.
 *
 * Keys and clicks that open menus are kept from everything: there is none for residents.
 */

#include <adwaita.h>
#include <glib/gi18n.h>

#include "tsn-activity.h"
#include "tsn-kiosk-label.h"
#include "tsn-kiosk-panel.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"
#include "tsn-secret.h"
#include "tsn-session-sync.h"
#include "tsn-words.h"

#define WARNING_SECONDS 30 /* at least 20 (WCAG 2.2.1) */
#define CORNER          80 /* pixels */
#define TAPS_WITHIN     (3 * G_USEC_PER_SEC)

/* -- Nobody here -- */

static void
drop_warning (TsnKioskWindow *self)
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
  drop_warning (self);
}

static void
warn (TsnKioskWindow *self, guint seconds)
{
  g_autofree char *words = g_strdup_printf (K_ ("In %u seconds everything is wiped."), seconds);

  if (self->warning == NULL)
    {
      self->warning = tsn_kiosk_panel_new (K_ ("Are you still there?"), NULL);
      self->countdown = tsn_kiosk_label_new (words);
      tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (self->countdown), TRUE);
      gtk_box_append (GTK_BOX (self->warning), self->countdown);
      tsn_kiosk_panel_add (self->warning, K_ ("I am here"), "next", G_CALLBACK (stay_cb), self);
      gtk_widget_add_css_class (self->warning, "warning");
      gtk_widget_set_valign (self->warning, GTK_ALIGN_FILL);
      gtk_overlay_add_overlay (self->overlay, self->warning);
      gtk_widget_child_focus (self->warning, GTK_DIR_TAB_FORWARD);
    }
  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (self->countdown), words);
}

/* Nothing to forget: nobody has said anything, and it looks as it always does. */
static gboolean
is_fresh (TsnKioskWindow *self)
{
  return self->view == TSN_KIOSK_VIEW_WELCOME && tsn_kiosk_draft_is_empty (self->draft) &&
         tsn_kiosk_get_language () == 0 && self->size == 0 && !self->contrast;
}

static gboolean
watch_cb (gpointer user_data)
{
  TsnKioskWindow *self = user_data;
  guint limit = g_settings_get_uint (self->settings, "kiosk-idle-seconds");
  guint idle = (guint) tsn_activity_idle_seconds ();

  if (self->view == TSN_KIOSK_VIEW_LOCKED || is_fresh (self) || idle < limit)
    drop_warning (self);
  else if (idle < limit + WARNING_SECONDS)
    warn (self, limit + WARNING_SECONDS - idle);
  else
    {
      drop_warning (self);
      tsn_kiosk_window_wipe (self);
    }
  return G_SOURCE_CONTINUE;
}

/* -- The staff -- */

static void
come_in (TsnKioskWindow *self)
{
  if (tsn_station_get_state (self->station) == TSN_STATION_OPEN)
    tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STAFF);
}

static gboolean
pressed_cb (GtkEventController *controller, GdkEvent *event, TsnKioskWindow *self)
{
  GdkEventType type = gdk_event_get_event_type (event);
  double x, y;

  if (type != GDK_BUTTON_PRESS && type != GDK_TOUCH_BEGIN)
    return GDK_EVENT_PROPAGATE;
  drop_warning (self);
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

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint key,
        guint code,
        GdkModifierType modifiers,
        TsnKioskWindow *self)
{
  const GdkModifierType all = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK;

  drop_warning (self);
  if (gdk_keyval_to_lower (key) == GDK_KEY_s && (modifiers & all) == all)
    {
      come_in (self);
      return GDK_EVENT_STOP;
    }
  return key == GDK_KEY_Menu || key == GDK_KEY_F10;
}

typedef struct
{
  TsnKioskWindow *window;
  GtkWidget *panel, *entry;
  TsnVault *vault; /* borrowed: the station keeps it */
  char *passphrase;
} Staff;

static void
staff_free (gpointer data)
{
  Staff *staff = data;

  tsn_secret_text_free (staff->passphrase);
  g_object_unref (staff->panel);
  g_object_unref (staff->window);
  g_free (staff);
}

static void
check_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Staff *staff = data;
  GError *error = NULL;

  if (tsn_vault_unlock (staff->vault, staff->passphrase, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
end_cb (TsnKioskWindow *self)
{
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
count_answer (gpointer object, gpointer data, const GError *error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, *(guint64 *) data);
  g_autofree char *words = g_strdup_printf (_ ("Waiting for the server: %s"), number);

  if (error == NULL)
    tsn_kiosk_label_set_text (object, words);
}

static gboolean
count_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  guint64 quarantined;

  return tsn_session_count_waiting (session, data, &quarantined, error);
}

static void
let_in (TsnKioskWindow *self, GtkWidget *panel)
{
  GtkWidget *title = gtk_widget_get_first_child (panel);
  GtkWidget *waiting = tsn_kiosk_label_new ("");
  g_autofree char *printer = g_settings_get_string (self->settings, "kiosk-printer");
  g_autofree char *words = g_strdup_printf (_ ("Printer: %s"),
                                            printer[0] != '\0' ? printer : _ ("none"));

  while (gtk_widget_get_next_sibling (title) != NULL)
    gtk_box_remove (GTK_BOX (panel), gtk_widget_get_next_sibling (title));
  gtk_box_append (GTK_BOX (panel), waiting);
  gtk_box_append (GTK_BOX (panel), tsn_kiosk_label_new (words));
  tsn_kiosk_panel_add (panel,
                       _ ("Back to the kiosk"),
                       "next",
                       G_CALLBACK (tsn_kiosk_window_wipe),
                       self);
  tsn_kiosk_panel_add (panel, _ ("End the kiosk"), NULL, G_CALLBACK (end_cb), self);
  gtk_widget_child_focus (panel, GTK_DIR_TAB_FORWARD);
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   count_work,
                   g_new0 (guint64, 1),
                   g_free,
                   waiting,
                   count_answer);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Staff *staff = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (staff->window->view != TSN_KIOSK_VIEW_STAFF)
    return;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      let_in (staff->window, staff->panel);
      return;
    }
  sentence = tsn_words_error (error);
  gtk_widget_set_sensitive (staff->entry, TRUE);
  gtk_widget_grab_focus (staff->entry);
  tsn_kiosk_label_set_text (g_object_get_data (G_OBJECT (staff->panel), "trouble"), sentence);
}

static void
passphrase_cb (GtkWidget *entry, TsnKioskWindow *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, checked_cb, NULL);
  Staff *staff = g_new0 (Staff, 1);

  staff->window = g_object_ref (self);
  staff->panel = g_object_ref (gtk_widget_get_parent (entry));
  staff->entry = entry;
  staff->vault = tsn_station_get_vault (self->station);
  staff->passphrase = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  gtk_widget_set_sensitive (entry, FALSE);
  g_task_set_task_data (task, staff, staff_free);
  g_task_run_in_thread (task, check_worker);
}

/* The staff read the desk's language, whatever the resident before them read. */
GtkWidget *
tsn_kiosk_guard_staff_page (TsnKioskWindow *self)
{
  GtkWidget *panel, *entry, *trouble;

  tsn_kiosk_set_language (0);
  panel = tsn_kiosk_panel_new (_ ("For the staff"), _ ("The passphrase of an operator:"));
  entry = gtk_password_entry_new ();
  trouble = tsn_kiosk_label_new ("");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Passphrase"),
                                  -1);
  gtk_widget_add_css_class (trouble, "trouble");
  g_object_set_data (G_OBJECT (panel), "trouble", trouble);
  g_signal_connect_object (entry, "activate", G_CALLBACK (passphrase_cb), self, 0);
  gtk_box_append (GTK_BOX (panel), entry);
  gtk_box_append (GTK_BOX (panel), trouble);
  tsn_kiosk_panel_add (panel,
                       _ ("Back to the kiosk"),
                       NULL,
                       G_CALLBACK (tsn_kiosk_window_wipe),
                       self);
  return panel;
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
  gtk_widget_add_controller (GTK_WIDGET (self), presses);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->watch = g_timeout_add_seconds (1, watch_cb, self);
}

void
tsn_kiosk_guard_stop (TsnKioskWindow *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
}
