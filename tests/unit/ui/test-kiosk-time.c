/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* WCAG 2.2.1 (timing adjustable): who is warned has at least 20 seconds to stay, by one touch, at
 * least ten times; whoever has gone is forgotten, and so is each screen. The clock is ours (the
 * linker puts it before GLib's). */

#include "tsn-activity.h"
#include "tsn-application.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"
#include "ui-fixture.h"

#define TIME_TO_STAY 20 /* seconds */
#define TIMES        10

static gint64 passed; /* microseconds */

gint64 __real_g_get_monotonic_time (void);
gint64 __wrap_g_get_monotonic_time (void);

gint64
__wrap_g_get_monotonic_time (void)
{
  return __real_g_get_monotonic_time () + passed;
}

typedef struct
{
  UiFixture ui;
  TsnApplication *application;
  TsnKioskWindow *window;
  guint idle_seconds; /* until it asks */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ui_fixture_setup (&f->ui, NULL);
  f->application = tsn_application_new ();
  g_application_set_flags (G_APPLICATION (f->application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (f->application), NULL, &error);
  g_assert_no_error (error);
  f->idle_seconds = g_settings_get_uint (tsn_application_get_settings (f->application),
                                         "kiosk-idle-seconds");
  f->window = TSN_KIOSK_WINDOW (tsn_kiosk_window_new (f->application, f->ui.station));
  gtk_window_present (GTK_WINDOW (f->window));
  tsn_kiosk_draft_set_text (f->window->draft, TSN_KIOSK_PERSON, TSN_PERSON_KANA, "ミホン", &error);
  g_assert_no_error (error);
  f->window->step = 0;
  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_STEP);
  tsn_activity_touch ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_object_unref (f->application);
  ui_fixture_teardown (&f->ui, NULL);
}

/* What the guard looks at every second, it looks at now. */
static void
pass (Fixture *f, guint seconds)
{
  passed += (gint64) seconds * G_USEC_PER_SEC;
  g_source_set_ready_time (g_main_context_find_source_by_id (NULL, f->window->watch), 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_stay (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (f->idle_seconds, >=, TIME_TO_STAY);
  for (guint i = 0; i < TIMES; i++)
    {
      GtkWidget *stay;

      pass (f, f->idle_seconds - 2);
      g_assert_null (f->window->warning);
      pass (f, 2);
      g_assert_nonnull (f->window->warning);
      pass (f, TIME_TO_STAY);
      g_assert_nonnull (f->window->warning);
      stay = ui_find (f->window->warning, GTK_TYPE_BUTTON);
      g_assert_nonnull (stay);
      g_signal_emit_by_name (stay, "clicked");
      g_assert_null (f->window->warning);
      g_assert_cmpint (f->window->view, ==, TSN_KIOSK_VIEW_STEP);
      g_assert_false (tsn_kiosk_draft_is_empty (f->window->draft));
    }
}

static void
test_gone (Fixture *f, gconstpointer data)
{
  pass (f, f->idle_seconds);
  g_assert_nonnull (f->window->warning);
  pass (f, TIME_TO_STAY * 3);
  g_assert_null (f->window->warning);
  g_assert_cmpint (f->window->view, ==, TSN_KIOSK_VIEW_WELCOME);
  g_assert_true (tsn_kiosk_draft_is_empty (f->window->draft));
}

/* A screen that has gone is gone: what it leaves behind makes the next one slower. */
static void
test_gone_screen (Fixture *f, gconstpointer data)
{
  g_autoptr (GtkWidget) before = g_object_ref (GTK_WIDGET (f->window->content));
  GtkSettings *settings = gtk_widget_get_settings (before);

  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_STOP);
  g_assert_cmpuint (g_signal_handler_find (settings, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, before),
                    ==,
                    0);
}

int
main (int argc, char **argv)
{
  tsn_kiosk_words_init ();
  ui_test_init (&argc, &argv);
  g_test_add ("/kiosk-time/stay", Fixture, NULL, set_up, test_stay, tear_down);
  g_test_add ("/kiosk-time/gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/kiosk-time/gone-screen", Fixture, NULL, set_up, test_gone_screen, tear_down);
  return g_test_run ();
}
