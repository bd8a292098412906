/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The staff before their door: with a wrong passphrase, again and again, and with the right one. */

#include "../work/work-fixture.h"
#include "kiosk-fixture.h"

static GtkWidget *
find_entry (KioskFixture *f)
{
  return ui_find (GTK_WIDGET (f->window->content), GTK_TYPE_ENTRY);
}

static gboolean
has_answer (gpointer data)
{
  GtkWidget *entry = find_entry (data);

  return entry == NULL || gtk_widget_get_sensitive (entry);
}

static void
try (KioskFixture *f, const char *passphrase)
{
  GtkWidget *entry = find_entry (f);

  gtk_editable_set_text (GTK_EDITABLE (entry), passphrase);
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_false (gtk_widget_get_sensitive (entry)); /* not twice */
  ui_wait (has_answer, f);
}

/* What goes wrong is said, and one can go on typing at once, with the keys on the screen, too. */
static void
test_wrong (KioskFixture *f, gconstpointer data)
{
  GtkWidget *keys;

  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_STAFF);
  keys = adw_bin_get_child (f->window->input);
  g_assert_nonnull (keys);
  for (guint i = 0; !kiosk_says (f, "Too many"); i++)
    {
      g_assert_cmpuint (i, <, 20);
      try (f, "wrong");
      g_assert_true (kiosk_says (f, "passphrase is wrong") || kiosk_says (f, "Too many"));
      g_assert_true (
          gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (f->window)), find_entry (f)));
      g_assert_true (adw_bin_get_child (f->window->input) == keys);
    }
  try (f, FIXTURE_PASSPHRASE); /* not even that, for now */
  g_assert_true (kiosk_says (f, "Too many"));
  kiosk_press (f, "Back to the kiosk");
  g_assert_cmpint (f->window->view, ==, TSN_KIOSK_VIEW_WELCOME);
}

static void
test_right (KioskFixture *f, gconstpointer data)
{
  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_STAFF);
  try (f, "wrong");
  try (f, FIXTURE_PASSPHRASE);
  g_assert_null (find_entry (f));
  g_assert_null (adw_bin_get_child (f->window->input));
  g_assert_nonnull (kiosk_button (f, "Printer and paper"));
}

static gboolean
spoil_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) broken = g_bytes_new_static ("\x07\x01nothing", 9);

  return tsn_session_set_setting (session, "kiosk.pending", broken, error);
}

/* What cannot be read any more is not kept from those who can look. */
static void
test_unreadable (KioskFixture *f, gconstpointer data)
{
  must_write (&f->ui.store, spoil_work, NULL);
  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_STAFF);
  try (f, FIXTURE_PASSPHRASE);
  ui_settle (&f->ui);
  g_assert_true (kiosk_says (f, "Waiting for the server: "));
  g_assert_true (kiosk_says (f, "could not be read"));
}

static gboolean
is_printed (gpointer data)
{
  return kiosk_says (data, "The test page is printed.");
}

/* Another one takes the place of the first; nobody waits for the last one. */
static void
test_page (KioskFixture *f, gconstpointer data)
{
  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_STAFF);
  try (f, FIXTURE_PASSPHRASE);
  kiosk_press (f, "Printer and paper");
  ui_settle (&f->ui);
  kiosk_press (f, "Print a test page");
  ui_wait (is_printed, f);
  kiosk_press (f, "Print a test page");
  kiosk_press (f, "Print a test page");
  ui_wait (is_printed, f);
  kiosk_press (f, "Print a test page");
  kiosk_press (f, "Done");
  g_assert_nonnull (kiosk_button (f, "Back to the kiosk"));
}

/* -- Reading aloud -- */

static gboolean has_voice;

gboolean __wrap_tsn_kiosk_voice_is_there (TsnKioskVoice *self); /* of the linker */

gboolean
__wrap_tsn_kiosk_voice_is_there (TsnKioskVoice *self)
{
  return has_voice;
}

static gboolean
is_read (KioskFixture *f)
{
  return g_settings_get_boolean (f->window->settings, "kiosk-read-aloud");
}

/* The button says how it is, and pressing it makes it the other. */
static void
test_reading (KioskFixture *f, gconstpointer data)
{
  gboolean before = is_read (f);

  has_voice = TRUE;
  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_STAFF);
  try (f, FIXTURE_PASSPHRASE);
  for (guint i = 0; i < 2; i++)
    {
      gboolean now = is_read (f);

      kiosk_press (f, now ? "Reading aloud: on" : "Reading aloud: off");
      g_assert_cmpint (is_read (f), ==, !now);
      g_assert_nonnull (kiosk_button (f, now ? "Reading aloud: off" : "Reading aloud: on"));
      g_assert_false (kiosk_says (f, now ? "Reading aloud: on" : "Reading aloud: off"));
    }
  g_assert_cmpint (is_read (f), ==, before);
}

/* Nothing to press, but the reason. */
static void
test_no_voice (KioskFixture *f, gconstpointer data)
{
  has_voice = FALSE;
  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_STAFF);
  try (f, FIXTURE_PASSPHRASE);
  g_assert_true (kiosk_says (f, "no voice is installed"));
  g_assert_null (kiosk_button (f, "Reading aloud"));
}

/* Whoever goes back while it is tried is not let in. */
static void
test_gone (KioskFixture *f, gconstpointer data)
{
  GtkWidget *entry;

  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_STAFF);
  entry = g_object_ref (find_entry (f));
  gtk_editable_set_text (GTK_EDITABLE (entry), FIXTURE_PASSPHRASE);
  g_signal_emit_by_name (entry, "activate");
  kiosk_press (f, "Back to the kiosk");
  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_STAFF); /* another one comes */
  while (G_OBJECT (entry)->ref_count > 1)                  /* until the answer has come */
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (entry);
  g_assert_nonnull (find_entry (f));
  g_assert_null (kiosk_button (f, "Printer and paper"));
}

/* A desk that shows the kiosk is opened as any desk. */
static void
test_locked (KioskFixture *f, gconstpointer data)
{
  tsn_station_lock (f->ui.station);
  kiosk_see (f, TSN_KIOSK_VIEW_LOCKED);
  g_assert_true (kiosk_says (f, "Passphrase"));
  g_assert_nonnull (kiosk_button (f, "Forgotten the passphrase?"));
}

static void
add_test (const char *path, void (*test) (KioskFixture *f, gconstpointer data))
{
  g_test_add (path, KioskFixture, NULL, kiosk_fixture_setup, test, kiosk_fixture_teardown);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add_test ("/kiosk-staff/wrong", test_wrong);
  add_test ("/kiosk-staff/right", test_right);
  add_test ("/kiosk-staff/gone", test_gone);
  add_test ("/kiosk-staff/locked", test_locked);
  add_test ("/kiosk-staff/test-page", test_page);
  add_test ("/kiosk-staff/reading", test_reading);
  add_test ("/kiosk-staff/no-voice", test_no_voice);
  add_test ("/kiosk-staff/unreadable", test_unreadable);
  return g_test_run ();
}
