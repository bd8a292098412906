/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-fixture.h"

#include <stdlib.h>

#include "tsn-kiosk-label.h"

#define PATIENCE_SECONDS 10

void
ui_test_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      exit (77);
    }
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

static gboolean G_GNUC_NORETURN
out_of_patience (gpointer data)
{
  g_error ("it did not happen within %d seconds", PATIENCE_SECONDS);
}

void
ui_wait (gboolean (*done) (gpointer data), gpointer data)
{
  guint id = g_timeout_add_seconds (PATIENCE_SECONDS, out_of_patience, NULL);

  while (!done (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static gboolean
is_locked (gpointer station)
{
  return tsn_station_get_state (station) == TSN_STATION_LOCKED;
}

static gboolean
is_open (gpointer station)
{
  return tsn_station_get_state (station) == TSN_STATION_OPEN;
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  tsn_station_unlock_finish (TSN_STATION (source), result, &error);
  g_assert_no_error (error);
}

void
ui_fixture_setup (UiFixture *self, gconstpointer data)
{
  fixture_setup (&self->store, NULL);
  self->station = tsn_station_new (self->store.folder);
  ui_wait (is_locked, self->station);
  tsn_station_unlock_async (self->station, FIXTURE_PASSPHRASE, NULL, unlocked_cb, NULL);
  ui_wait (is_open, self->station);
}

void
ui_fixture_show (UiFixture *self, GtkWidget *child)
{
  GtkWidget *overlay = adw_toast_overlay_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), scrolled);
  self->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 700, 900);
  adw_window_set_content (ADW_WINDOW (self->window), overlay);
  gtk_window_present (GTK_WINDOW (self->window));
}

/* The thread of a task lets go of its object a moment after the answer, and wakes nobody. */
static void
wait_for_last_reference (GObject *object)
{
  guint id = g_timeout_add_seconds (PATIENCE_SECONDS, out_of_patience, NULL);

  while (g_atomic_int_get (&object->ref_count) > 1)
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
  g_source_remove (id);
}

void
ui_fixture_teardown (UiFixture *self, gconstpointer data)
{
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  tsn_station_close (self->station);
  wait_for_last_reference (G_OBJECT (self->station));
  g_assert_finalize_object (self->station);
  fixture_teardown (&self->store, NULL);
}

/* -- Waiting -- */

static gboolean
no_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

/* Comes also where an answer is left out: after locking. */
static void
count_down (gpointer data)
{
  --*(int *) data;
}

static gboolean
is_zero (gpointer data)
{
  return *(int *) data == 0;
}

/* A write is followed by a read that it caused; twice round is enough for both. */
void
ui_settle (UiFixture *self)
{
  for (int i = 0; i < 3; i++)
    {
      int left = 2;

      tsn_station_ask (self->station,
                       TSN_STORE_WRITE,
                       no_work,
                       &left,
                       count_down,
                       self->station,
                       NULL);
      tsn_station_ask (self->station,
                       TSN_STORE_READ,
                       no_work,
                       &left,
                       count_down,
                       self->station,
                       NULL);
      ui_wait (is_zero, &left);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

/* Of modal windows the last one. */
GtkWidget *
ui_front_window (UiFixture *self)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *front = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (window != self->window && gtk_widget_get_visible (window))
        front = window;
    }
  return front;
}

GtkWidget *
ui_find (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
says (GtkWidget *widget, const char *label)
{
  GtkWidget *text = GTK_IS_BUTTON (widget) ? ui_find (widget, GTK_TYPE_LABEL) : NULL;

  return text != NULL && g_str_equal (gtk_label_get_label (GTK_LABEL (text)), label);
}

static gboolean
has_tooltip (GtkWidget *widget, const char *tooltip)
{
  return g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0;
}

static GtkWidget *
find_visible (GtkWidget *widget, gboolean (*wanted) (GtkWidget *, const char *), const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (wanted (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_visible (child, wanted, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
ui_find_labelled (GtkWidget *widget, const char *label)
{
  return find_visible (widget, says, label);
}

GtkWidget *
ui_find_named (GtkWidget *widget, const char *tooltip)
{
  return find_visible (widget, has_tooltip, tooltip);
}

static gboolean
has_text (GtkWidget *widget, const char *part)
{
  if (TSN_IS_KIOSK_LABEL (widget))
    return strstr (tsn_kiosk_label_get_plain (TSN_KIOSK_LABEL (widget)), part) != NULL;
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), part) != NULL;
}

GtkWidget *
ui_find_text (GtkWidget *widget, const char *part)
{
  return find_visible (widget, has_text, part);
}
