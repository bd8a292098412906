/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kiosk before a camera: the printed card is read back, or not; nobody has to wait for it. */

#include <glib/gstdio.h>

#include "../work/work-fixture.h"
#include "fake-camera.h"
#include "tsn-application.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"
#include "ui-fixture.h"

typedef struct
{
  UiFixture ui;
  TsnApplication *application;
  TsnKioskWindow *window;
  char *folder, *tray;
  TsnKioskView wanted; /* of see() */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ui_fixture_setup (&f->ui, NULL);
  put_municipality (f->ui.store.store, 0);
  f->folder = g_dir_make_tmp ("tsn-kiosk-camera-XXXXXX", NULL);
  f->tray = g_build_filename (f->folder, "tray", NULL);
  g_assert_cmpint (g_mkdir (f->tray, 0700), ==, 0);
  f->application = tsn_application_new ();
  g_application_set_flags (G_APPLICATION (f->application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (f->application), NULL, &error);
  g_assert_no_error (error);
  g_settings_set_string (tsn_application_get_settings (f->application), "kiosk-printer", f->tray);
  f->window = TSN_KIOSK_WINDOW (tsn_kiosk_window_new (f->application, f->ui.station));
  gtk_window_present (GTK_WINDOW (f->window));
}

static void
remove_all_in (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fake_camera_show (NULL);
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_object_unref (f->application);
  ui_fixture_teardown (&f->ui, NULL);
  remove_all_in (f->tray);
  remove_all_in (f->folder);
  g_free (f->tray);
  g_free (f->folder);
}

/* -- The journey -- */

static gboolean
is_seen (gpointer data)
{
  Fixture *f = data;

  return f->window->view == f->wanted;
}

static void
see (Fixture *f, TsnKioskView view)
{
  f->wanted = view;
  ui_wait (is_seen, f);
}

static gboolean
card_is_made (gpointer data)
{
  return ((Fixture *) data)->window->card != NULL;
}

static void
say (TsnKioskDraft *draft, guint part, guint field, const char *text)
{
  g_autoptr (GError) error = NULL;

  tsn_kiosk_draft_set_text (draft, part, field, text, &error);
  g_assert_no_error (error);
}

/* Up to the card that is shown. */
static void
make_card (Fixture *f)
{
  TsnKioskDraft *draft = f->window->draft;

  for (guint purpose = TSN_PURPOSE_PRINT; purpose <= TSN_PURPOSE_COMMISSIONER; purpose++)
    tsn_kiosk_draft_set_number (draft, TSN_KIOSK_CONSENT, purpose, TSN_CONSENT_ANSWER_AGREES);
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_KANA, "ミホン　ハナコ");
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_ADDRESS, "埼玉県本庄市見本町1-2-3");
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_BIRTH_DATE, "1940-03-02");
  say (draft, TSN_KIOSK_CONTACT, TSN_CONTACT_NAME, "見本　太郎");
  say (draft, TSN_KIOSK_CONTACT, TSN_CONTACT_PHONE_1, "090-0000-1234");
  for (guint i = 0; tsn_kiosk_step (i) != NULL; i++)
    if (tsn_kiosk_step (i)->kind == TSN_KIOSK_STEP_CARD)
      f->window->step = (int) i;
  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_STEP);
  ui_wait (card_is_made, f);
}

static void
print (Fixture *f)
{
  make_card (f);
  tsn_kiosk_window_print (f->window);
  see (f, TSN_KIOSK_VIEW_PRINTED);
  ui_settle (&f->ui);
}

/* (transfer full): a picture of the card, as a camera sees it. */
static char *
take_picture (Fixture *f)
{
  char *path = g_build_filename (f->folder, "card.png", NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1280, 800);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  tsn_kiosk_card_draw (f->window->card, cr, 1280, 800);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return path;
}

static GtkWidget *
button (Fixture *f, const char *words)
{
  GtkWidget *label = ui_find_text (GTK_WIDGET (f->window), words);

  return label != NULL ? gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON) : NULL;
}

static void
press (Fixture *f, const char *words)
{
  g_assert_nonnull (button (f, words));
  g_signal_emit_by_name (button (f, words), "clicked");
}

static gboolean
says (Fixture *f, const char *words)
{
  return ui_find_text (GTK_WIDGET (f->window), words) != NULL;
}

static guint
n_in_tray (Fixture *f)
{
  g_autoptr (GDir) dir = g_dir_open (f->tray, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gboolean
cards_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CARD));
  g_autoptr (GPtrArray) cards = tsn_session_query (session, query, error);

  g_assert_nonnull (cards);
  g_assert_cmpuint (cards->len, ==, 1);
  g_assert_cmpint (tsn_record_number (g_ptr_array_index (cards, 0), TSN_CARD_VOIDED, 0), ==, 0);
  return TRUE;
}

static gboolean
visits_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_VISIT));
  g_autoptr (GPtrArray) visits = tsn_session_query (session, query, error);

  g_assert_nonnull (visits);
  g_assert_cmpuint (visits->len, ==, 1);
  g_assert_cmpint (tsn_record_number (g_ptr_array_index (visits, 0), TSN_VISIT_OUTCOME, 0),
                   ==,
                   TSN_VISIT_OUTCOME_PRINTED);
  return TRUE;
}

/* One card, good, of one who has it, and nothing of them on the screen. */
static void
assert_finished (Fixture *f)
{
  g_assert_cmpint (f->window->view, ==, TSN_KIOSK_VIEW_WELCOME);
  g_assert_null (f->window->card);
  ui_settle (&f->ui);
  must_read (&f->ui.store, cards_work, NULL);
  must_read (&f->ui.store, visits_work, NULL);
}

/* -- Tests -- */

static void
test_no_camera (Fixture *f, gconstpointer data)
{
  print (f);
  g_assert_true (says (f, "Please take your card"));
  g_assert_false (says (f, "Hold the new card"));
  press (f, "Finish");
  assert_finished (f);
}

static gboolean
is_invited (gpointer data)
{
  return says (data, "Hold the new card");
}

/* Other cards and codes are said to be such; then the right one. */
static void
test_read_back (Fixture *f, gconstpointer data)
{
  g_autofree char *picture = NULL;
  TsnKioskScan *scan;

  fake_camera_show ("videotestsrc is-live=true ! video/x-raw,width=320,height=240");
  print (f);
  ui_wait (is_invited, f);
  scan = tsn_kiosk_card_reading_scan (f->window);
  g_signal_emit_by_name (scan, "scanned", "https://example.com/");
  g_assert_true (says (f, "This is another code"));
  g_signal_emit_by_name (scan, "scanned", "TSN1:ANOTHER");
  g_assert_true (says (f, "This is another card"));
  g_assert_nonnull (button (f, "Finish"));
  picture = take_picture (f);
  fake_camera_show_file (picture);
  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_PRINTED); /* that camera is taken from now on */
  see (f, TSN_KIOSK_VIEW_READ_BACK);
  g_assert_true (says (f, "Your card can be read"));
  press (f, "Finish");
  assert_finished (f);
}

/* Nobody is blamed; a copy is another paper of the same card, once. */
static void
test_unread (Fixture *f, gconstpointer data)
{
  print (f);
  g_signal_emit_by_name (tsn_kiosk_card_reading_scan (f->window), "unread");
  g_assert_cmpint (f->window->view, ==, TSN_KIOSK_VIEW_UNREAD);
  g_assert_nonnull (button (f, "Finish"));
  press (f, "Hold it to the camera again");
  g_assert_cmpint (f->window->view, ==, TSN_KIOSK_VIEW_PRINTED);
  g_signal_emit_by_name (tsn_kiosk_card_reading_scan (f->window), "unread");
  g_assert_cmpuint (n_in_tray (f), ==, 1);
  press (f, "Print again");
  see (f, TSN_KIOSK_VIEW_PRINTED);
  g_assert_cmpuint (n_in_tray (f), ==, 2);
  g_signal_emit_by_name (tsn_kiosk_card_reading_scan (f->window), "unread");
  g_assert_null (button (f, "Print again"));
  press (f, "Finish");
  assert_finished (f);
}

/* The printer fails for the copy: the card that the resident has stays good. */
static void
test_no_copy (Fixture *f, gconstpointer data)
{
  print (f);
  g_signal_emit_by_name (tsn_kiosk_card_reading_scan (f->window), "unread");
  remove_all_in (f->tray);
  press (f, "Print again");
  see (f, TSN_KIOSK_VIEW_TROUBLE);
  tsn_kiosk_window_wipe (f->window);
  assert_finished (f);
  g_assert_cmpint (g_mkdir (f->tray, 0700), ==, 0);
}

#define PICTURES "videotestsrc is-live=true ! video/x-raw,width=320,height=240"

typedef struct
{
  Fixture *f;
  const char *words; /* NULL: that there is no trouble */
} Told;

static gboolean
is_told (gpointer data)
{
  const Told *told = data;

  return told->words != NULL ? says (told->f, told->words) : !says (told->f, "For the staff");
}

static gboolean
is_seeing (gpointer data)
{
  Fixture *f = data;
  GtkWidget *scan = GTK_WIDGET (tsn_kiosk_card_reading_scan (f->window));

  return gtk_widget_get_visible (ui_find (scan, GTK_TYPE_PICTURE));
}

/* What is wrong is said, the reader goes on working, and mended it is as if nothing had been. */
static void
test_failing (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *pipeline, *words;
  } rows[] = {
    { NULL, "The camera was pulled out" },
    { FAKE_CAMERA_BUSY, "Another program uses the camera" },
    { "filesrc location=/", "This user may not use the camera" },
    { "fakesrc num-buffers=0", "The camera gives no picture" },
    { PICTURES, NULL },
  };

  fake_camera_show (PICTURES " ! identity eos-after=3");
  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_SCAN);
  ui_wait (is_seeing, f);
  g_assert_false (says (f, "The camera does not work"));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Told told = { f, rows[i].words };

      fake_camera_show (rows[i].pipeline);
      ui_wait (is_told, &told);
      g_assert_cmpint (says (f, "The camera does not work"), ==, rows[i].words != NULL);
      g_assert_nonnull (button (f, "I have no card"));
    }
}

static void
add_test (const char *path, void (*test) (Fixture *f, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  fake_camera_init ();
  add_test ("/kiosk-camera/no-camera", test_no_camera);
  add_test ("/kiosk-camera/read-back", test_read_back);
  add_test ("/kiosk-camera/unread", test_unread);
  add_test ("/kiosk-camera/no-copy", test_no_copy);
  add_test ("/kiosk-camera/failing", test_failing);
  return g_test_run ();
}
