/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A kiosk with a printer behind a real CUPS, and all that can be wrong with it: the resident is
 * told, the staff see the cause, and as soon as it is gone the card comes out by itself, once. */

#include "../paper/cups-room.h"
#include "../work/work-fixture.h"
#include "kiosk-fixture.h"
#include "tsn-paper-ipp.h"

typedef struct
{
  KioskFixture kiosk;
  CupsRoom room;
} Fixture;

/* As ui_wait(), for as long as printers take. */
static void
wait_until (gboolean (*done) (gpointer data), gpointer data)
{
  gint64 until = g_get_monotonic_time () + CUPS_PATIENCE * G_USEC_PER_SEC;
  gboolean is_done; /* once: what CUPS says may be otherwise a moment later */

  while (!(is_done = done (data)) && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (is_done);
}

/* -- What can be wrong -- */

static void
take_paper (CupsRoom *room)
{
  cups_room_set_paper (room, 0);
}

static void
put_paper (CupsRoom *room)
{
  cups_room_set_paper (room, 100);
}

typedef struct
{
  const char *queue;
  void (*breaks) (CupsRoom *room);
  void (*mends) (CupsRoom *room);
  gboolean stops; /* CUPS gives up, and stops the queue */
  const char *resident, *staff;
} Trouble;

static const Trouble TROUBLES[] = {
  { CUPS_QUEUE,
    take_paper,
    put_paper,
    FALSE,
    "There is no paper",
    "For the staff: The tray is empty" },
  { CUPS_QUEUE,
    cups_room_jam,
    cups_room_pull_out,
    FALSE,
    "Paper is stuck",
    "For the staff: Paper is stuck" },
  { CUPS_QUEUE,
    cups_room_switch_off,
    cups_room_switch_on,
    TRUE,
    "The printer does not answer",
    "For the staff: The printer does not answer" },
  { CUPS_RETRIES,
    cups_room_switch_off,
    cups_room_switch_on,
    FALSE,
    "The printer does not answer",
    "For the staff: The printer does not answer" },
};

typedef struct
{
  Fixture *f;
  const char *words;
} Told;

static gboolean
is_told (gpointer data)
{
  Told *told = data;

  return kiosk_says (&told->f->kiosk, told->words);
}

static gboolean
is_printed (gpointer data)
{
  return ((Fixture *) data)->kiosk.window->view == TSN_KIOSK_VIEW_PRINTED;
}

static gboolean
cards_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CARD));
  g_autoptr (GPtrArray) cards = tsn_session_query (session, query, error);
  guint *counts = data; /* good ones, void ones */

  g_assert_nonnull (cards);
  for (guint i = 0; i < cards->len; i++)
    counts[tsn_record_number (g_ptr_array_index (cards, i), TSN_CARD_VOIDED, 0) != 0]++;
  return TRUE;
}

static void
assert_register (Fixture *f, guint n_good, guint n_void)
{
  guint counts[2] = { 0, 0 };

  ui_settle (&f->kiosk.ui);
  must_read (&f->kiosk.ui.store, cards_work, counts);
  g_assert_cmpuint (counts[0], ==, n_good);
  g_assert_cmpuint (counts[1], ==, n_void);
}

static gboolean
is_stopped (gpointer data)
{
  static const char *const WANTED[] = { "printer-state" };
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnPaperIpp) queue = tsn_paper_ipp_open (CUPS_QUEUE, &error);
  ipp_t *answer;
  int state;

  g_assert_no_error (error);
  answer = tsn_paper_ipp_get (queue, WANTED, 1, &error);
  g_assert_no_error (error);
  state = ippGetInteger (ippFindAttribute (answer, WANTED[0], IPP_TAG_ENUM), 0);
  ippDelete (answer);
  return state == IPP_PSTATE_STOPPED;
}

static gboolean
is_tidy (gpointer data)
{
  return cups_room_count_spooled (&((Fixture *) data)->room) == 0;
}

/* Until the resident has been told, and nothing else can be said. */
static void
print_into (Fixture *f, const Trouble *trouble)
{
  Told resident = { f, trouble->resident }, staff = { f, trouble->staff };

  g_settings_set_string (tsn_application_get_settings (f->kiosk.application),
                         "kiosk-printer",
                         trouble->queue);
  trouble->breaks (&f->room);
  kiosk_make_card (&f->kiosk);
  tsn_kiosk_window_print (f->kiosk.window);
  wait_until (is_told, &resident);
  wait_until (is_told, &staff);
  if (trouble->stops)
    wait_until (is_stopped, f);
  g_assert_true (is_told (&resident));
  g_assert_true (kiosk_says (&f->kiosk, "It is printed by itself"));
  g_assert_null (kiosk_button (&f->kiosk, "Print again"));
}

static void
expect_mended (Fixture *f)
{
  guint n_printed = cups_room_count_printed (&f->room);
  guint n_good = 1, n_void = 2;

  for (guint i = 0; i < G_N_ELEMENTS (TROUBLES); i++)
    {
      print_into (f, &TROUBLES[i]);
      g_assert_cmpuint (cups_room_count_printed (&f->room), ==, n_printed);
      TROUBLES[i].mends (&f->room);
      wait_until (is_printed, f);
      g_assert_cmpuint (cups_room_count_printed (&f->room), ==, ++n_printed);
      kiosk_press (&f->kiosk, "Finish");
      assert_register (f, ++n_good, n_void);
      wait_until (is_tidy, f);
    }
}

static void
leave (Fixture *f, const Trouble *trouble)
{
  print_into (f, trouble);
  kiosk_press (&f->kiosk, "Wipe everything and stop");
  g_assert_cmpint (f->kiosk.window->view, ==, TSN_KIOSK_VIEW_WELCOME);
  wait_until (is_tidy, f);
  trouble->mends (&f->room);
}

/* Nothing comes out for whoever stands there next, and the register says so. */
static void
expect_taken_back (Fixture *f)
{
  TsnPaperState state = TSN_PAPER_WAITING;
  guint n_printed;

  /* The printer has the pages already: it is told. (This one prints them all the same.) */
  leave (f, &TROUBLES[0]);
  while (state == TSN_PAPER_WAITING)
    ask_and_wait ("ipp://localhost:" G_STRINGIFY (CUPS_PORT) "/ipp/print", 1, &state, NULL);
  g_assert_cmpint (state, ==, TSN_PAPER_DROPPED);
  n_printed = cups_room_count_printed (&f->room);

  leave (f, &TROUBLES[2]);
  kiosk_make_card (&f->kiosk);
  tsn_kiosk_window_print (f->kiosk.window);
  wait_until (is_printed, f);
  kiosk_press (&f->kiosk, "Finish");
  g_assert_cmpuint (cups_room_count_printed (&f->room), ==, n_printed + 1);
  assert_register (f, 1, 2);
}

static void
test_printer (void)
{
  Fixture f = { 0 };

  cups_room_set_up (&f.room, FALSE);
  kiosk_fixture_setup (&f.kiosk, NULL);
  expect_taken_back (&f);
  expect_mended (&f);
  kiosk_fixture_teardown (&f.kiosk, NULL);
  cups_room_tear_down (&f.room);
}

int
main (int argc, char **argv)
{
  const char *missing = cups_room_missing ();

  if (missing != NULL)
    {
      g_print ("1..0 # SKIP %s\n", missing);
      return 0;
    }
  ui_test_init (&argc, &argv);
  g_test_add_func ("/kiosk-printer", test_printer);
  return g_test_run ();
}
