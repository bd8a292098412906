/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kiosk before a camera: the printed card is read back, or not; nobody has to wait for it. */

#include <glib/gstdio.h>

#include "../work/work-fixture.h"
#include "fake-camera.h"
#include "kiosk-fixture.h"
#include "tsn-kiosk-words.h"

typedef KioskFixture Fixture;

static void
tear_down (Fixture *f, gconstpointer data)
{
  fake_camera_show (NULL);
  kiosk_fixture_teardown (f, data);
}

static void
print (Fixture *f)
{
  kiosk_make_card (f);
  tsn_kiosk_window_print (f->window);
  kiosk_see (f, TSN_KIOSK_VIEW_PRINTED);
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
  g_assert_true (kiosk_says (f, "Please take your card"));
  g_assert_false (kiosk_says (f, "Hold the new card"));
  kiosk_press (f, "Finish");
  assert_finished (f);
}

static gboolean
is_invited (gpointer data)
{
  return kiosk_says (data, "Hold the new card");
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
  g_assert_true (kiosk_says (f, "This is another code"));
  g_signal_emit_by_name (scan, "scanned", "TSN1:ANOTHER");
  g_assert_true (kiosk_says (f, "This is another card"));
  g_assert_nonnull (kiosk_button (f, "Finish"));
  picture = take_picture (f);
  fake_camera_show_file (picture);
  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_PRINTED); /* that camera is taken from now on */
  kiosk_see (f, TSN_KIOSK_VIEW_READ_BACK);
  g_assert_true (kiosk_says (f, "Your card can be read"));
  kiosk_press (f, "Finish");
  assert_finished (f);
}

/* Nobody is blamed; a copy is another paper of the same card, once. */
static void
test_unread (Fixture *f, gconstpointer data)
{
  print (f);
  g_signal_emit_by_name (tsn_kiosk_card_reading_scan (f->window), "unread");
  g_assert_cmpint (f->window->view, ==, TSN_KIOSK_VIEW_UNREAD);
  g_assert_nonnull (kiosk_button (f, "Finish"));
  kiosk_press (f, "Hold it to the camera again");
  g_assert_cmpint (f->window->view, ==, TSN_KIOSK_VIEW_PRINTED);
  g_signal_emit_by_name (tsn_kiosk_card_reading_scan (f->window), "unread");
  g_assert_cmpuint (n_in_tray (f), ==, 1);
  kiosk_press (f, "Print again");
  kiosk_see (f, TSN_KIOSK_VIEW_PRINTED);
  g_assert_cmpuint (n_in_tray (f), ==, 2);
  g_signal_emit_by_name (tsn_kiosk_card_reading_scan (f->window), "unread");
  g_assert_null (kiosk_button (f, "Print again"));
  kiosk_press (f, "Finish");
  assert_finished (f);
}

/* The printer fails for the copy: the card that the resident has stays good. */
static void
test_no_copy (Fixture *f, gconstpointer data)
{
  print (f);
  g_signal_emit_by_name (tsn_kiosk_card_reading_scan (f->window), "unread");
  kiosk_remove_all_in (f->tray);
  kiosk_press (f, "Print again");
  kiosk_see (f, TSN_KIOSK_VIEW_TROUBLE);
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

  return told->words != NULL ? kiosk_says (told->f, told->words)
                             : !kiosk_says (told->f, "For the staff");
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
  g_assert_false (kiosk_says (f, "The camera does not work"));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Told told = { f, rows[i].words };

      fake_camera_show (rows[i].pipeline);
      ui_wait (is_told, &told);
      g_assert_cmpint (kiosk_says (f, "The camera does not work"), ==, rows[i].words != NULL);
      g_assert_nonnull (kiosk_button (f, "I have no card"));
    }
}

static void
count_cb (guint *n)
{
  ++*n;
}

/* Two codes in every picture: each is told once, and the words stay. */
static void
test_two_codes (Fixture *f, gconstpointer data)
{
  TsnKioskScan *scan;
  guint n = 0;

  print (f);
  scan = tsn_kiosk_card_reading_scan (f->window);
  g_signal_connect_swapped (scan, "scanned", G_CALLBACK (count_cb), &n);
  for (guint i = 0; i < 5; i++)
    {
      tsn_kiosk_scan_see (scan, "https://example.com/");
      tsn_kiosk_scan_see (scan, "TSN1:ANOTHER");
      g_assert_true (kiosk_says (f, "This is another card"));
    }
  g_assert_cmpuint (n, ==, 2);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *code = g_strdup_printf ("%u", i);

      tsn_kiosk_scan_see (scan, code);
    }
  g_assert_cmpuint (n, ==, 1002);
  kiosk_press (f, "Finish");
  assert_finished (f);
}

static void
add_test (const char *path, void (*test) (Fixture *f, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, kiosk_fixture_setup, test, tear_down);
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
  add_test ("/kiosk-camera/two-codes", test_two_codes);
  return g_test_run ();
}
