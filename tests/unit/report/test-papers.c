/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Papers as objects: pages, refusals, speed, threads. What stands on them is read by test-papers.py
 * from the PDFs. */

#include <string.h>

#include "report-fixture.h"
#include "tsn-erasure-paper.h"
#include "tsn-event-people.h"
#include "tsn-recovery-paper.h"
#include "tsn-vault-error.h"
#include "tsn-work.h"

#define A4_WIDTH  595
#define A4_HEIGHT 841
#define KEY       "7KQ2M-9F3XA-TT0V8-BC4DE-1HJ6N-PQ5RS-WXYZ2-3456A"

/* Pixels of a page that are not white. */
static guint
count_ink (const TsnPaper *paper, guint page)
{
  double width;
  double height;
  cairo_surface_t *surface;
  cairo_t *cr;
  guint ink = 0;

  tsn_paper_get_page_size (paper, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  cr = cairo_create (surface);
  tsn_paper_draw_page (paper, page, cr);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int y = 0; y < (int) height; y++)
    {
      const guint8 *row = cairo_image_surface_get_data (surface) +
                          (gsize) y * (gsize) cairo_image_surface_get_stride (surface);

      for (int x = 0; x < (int) width; x++)
        ink += row[4 * x] < 128;
    }
  cairo_surface_destroy (surface);
  return ink;
}

static void
must_be_a4 (const TsnPaper *paper)
{
  double width;
  double height;

  tsn_paper_get_page_size (paper, &width, &height);
  g_assert_cmpint ((int) width, ==, A4_WIDTH);
  g_assert_cmpint ((int) height, ==, A4_HEIGHT);
}

static Guest
guest_of (guint status)
{
  return (Guest){ LONG_NAME, "ナガイ　ナマエ", 19400302, TSN_SEX_FEMALE, status, TSN_MODE_ONSITE };
}

/* -- Events -- */

static void
test_nobody (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_event (f->store, "誰も来ない講座");
  g_autoptr (TsnPaper) sheet = must_make (f->store, (Order){ MAKE_SIGN_IN, event });
  g_autoptr (TsnPaper) list = must_make (f->store, (Order){ MAKE_ATTENDANCE, event });
  g_autoptr (TsnPaper) labels = must_make (f->store, (Order){ MAKE_LABELS, event });

  g_assert_cmpuint (tsn_paper_get_n_pages (sheet), ==, 1);
  g_assert_cmpuint (tsn_paper_get_n_pages (list), ==, 1);
  g_assert_cmpuint (tsn_paper_get_n_pages (labels), ==, 1);
  g_assert_cmpuint (count_ink (labels, 0), >, 100);
  must_be_a4 (sheet);
  must_be_a4 (list);
}

static void
test_crowd (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_talk (f->store);
  g_autofree char *path = g_build_filename (f->root, "crowd.pdf", NULL);
  g_autoptr (TsnPaper) sheet = NULL;
  g_autoptr (GError) error = NULL;
  gint64 made;
  gint64 written;
  gint64 start;

  put_crowd (f->store, &event, 1400);
  start = g_get_monotonic_time ();
  sheet = must_make (f->store, (Order){ MAKE_SIGN_IN, event, 20 });
  made = g_get_monotonic_time () - start;
  tsn_paper_write_pdf_sync (sheet, path, NULL, &error);
  g_assert_no_error (error);
  written = g_get_monotonic_time () - start - made;
  g_test_message ("1,400 rows: made in %d ms, written in %d ms, %u pages",
                  (int) (made / 1000),
                  (int) (written / 1000),
                  tsn_paper_get_n_pages (sheet));
  g_assert_cmpuint (tsn_paper_get_n_pages (sheet), >, 1400 / 30);
  g_assert_cmpuint (tsn_paper_get_n_pages (sheet), <, 1400 / 20);
  if (g_test_perf ())
    g_assert_cmpint (made, <, G_USEC_PER_SEC);
  for (guint i = 0; i < tsn_paper_get_n_pages (sheet); i += 13)
    g_assert_cmpuint (count_ink (sheet, i), >, 1000);
}

static void
test_label_sheets (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_talk (f->store);
  static const guint PAGES[TSN_N_LABELS] = { 3, 1, 21 };

  put_crowd (f->store, &event, 21);
  for (guint i = 0; i < TSN_N_LABELS; i++)
    {
      g_autoptr (TsnPaper) paper = must_make (f->store,
                                              (Order){ MAKE_LABELS, event, 0, (TsnLabels) i });

      g_assert_cmpuint (tsn_paper_get_n_pages (paper), ==, PAGES[i]);
    }
  {
    g_autoptr (TsnPaper) begun = must_make (f->store,
                                            (Order){ MAKE_LABELS, event, 0, TSN_LABELS_A4_24, 5 });

    g_assert_cmpuint (tsn_paper_get_n_pages (begun), ==, 2);
  }
}

static void
must_refuse_make (StoreFixture *f, Order order, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (try_make (f->store, order, &error));
  g_assert_error (error, domain, code);
}

static void
test_not_found (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_talk (f->store);
  TsnId person = put_person (f->store);
  TsnId talk = put_silent_conversation (f->store, &person, REPORT_DAY);

  must_erase (f->store, TSN_KIND_EVENT, &event);
  must_erase (f->store, TSN_KIND_PERSON, &person);
  for (Make make = MAKE_SIGN_IN; make <= MAKE_LABELS; make++)
    must_refuse_make (f, (Order){ make, event }, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND);
  must_refuse_make (f,
                    (Order){ MAKE_CONVERSATION, talk },
                    TSN_WORK_ERROR,
                    TSN_WORK_ERROR_NOT_FOUND);
}

/* Paper without the names that cannot be read here would look complete. */
static void
test_unreadable (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_talk (f->store);
  Guest guest = guest_of (TSN_ATTENDANCE_STATUS_REGISTERED);
  TsnId person = put_guest (f->store, &event, &guest);
  TsnId talk = put_full_conversation (f->store, &person, REPORT_DAY);
  StoreFixture other = { 0 };
  g_autoptr (GPtrArray) patches = must_list_patches (f->store);

  fixture_setup_for_role (&other, f, TSN_ROLE_EMS);
  for (guint i = 0; i < patches->len; i++)
    must_apply (other.store, g_ptr_array_index (patches, i));
  must_refuse_make (&other,
                    (Order){ MAKE_SIGN_IN, event },
                    TSN_VAULT_ERROR,
                    TSN_VAULT_ERROR_NO_KEY);
  must_refuse_make (&other,
                    (Order){ MAKE_CONVERSATION, talk },
                    TSN_VAULT_ERROR,
                    TSN_VAULT_ERROR_NO_KEY);
  fixture_teardown (&other, NULL);
}

/* -- Conversations -- */

static void
test_conversation (StoreFixture *f, gconstpointer data)
{
  TsnId person = put_person (f->store);
  TsnId silent = put_silent_conversation (f->store, &person, REPORT_DAY);
  TsnId full = put_full_conversation (f->store, &person, REPORT_DAY);
  g_autoptr (TsnPaper) one = must_make (f->store, (Order){ MAKE_CONVERSATION, silent });
  g_autoptr (TsnPaper) more = must_make (f->store, (Order){ MAKE_CONVERSATION, full });

  g_assert_cmpuint (tsn_paper_get_n_pages (one), ==, 1);
  g_assert_cmpuint (tsn_paper_get_n_pages (more), >, 1);
  must_be_a4 (one);
}

/* -- Without a store -- */

static void
test_recovery (void)
{
  g_autoptr (TsnPaper) paper = tsn_recovery_paper ("本庄市", KEY, REPORT_NOW);

  g_assert_cmpuint (tsn_paper_get_n_pages (paper), ==, 1);
  g_assert_cmpuint (count_ink (paper, 0), >, 1000);
  g_assert_null (strstr (tsn_paper_get_title (paper), "7KQ2M"));
  must_be_a4 (paper);
}

static void
test_erasure (void)
{
  TsnErasure erasure = { "本庄市", NULL, TSN_ID_NIL, 3, REPORT_NOW, REPORT_NOW };
  g_autoptr (TsnPaper) paper = tsn_erasure_paper (&erasure);

  g_assert_cmpuint (tsn_paper_get_n_pages (paper), ==, 1);
  must_be_a4 (paper);
}

static gpointer
draw_worker (gpointer data)
{
  guint ink = 0;

  for (guint i = 0; i < 10; i++)
    ink = count_ink (data, 0);
  return GUINT_TO_POINTER (ink);
}

/* The preview, the print dialog and the PDF may draw at the same time. */
static void
test_threads (void)
{
  g_autoptr (TsnPaper) paper = tsn_recovery_paper ("本庄市", KEY, REPORT_NOW);
  GThread *threads[4];
  guint ink = count_ink (paper, 0);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("draw", draw_worker, paper);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, ink);
}

/* A time without an end is not one that stands for itself. */
static void
test_when (StoreFixture *self, gconstpointer data)
{
  TsnId id = put_talk (self->store);
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), &id);
  g_autoptr (TsnRecord) whole = must_get (self->store, TSN_KIND_EVENT, &id);
  g_autofree char *from_to = tsn_event_when (whole);
  g_autoptr (TsnRecord) open = NULL;
  g_autofree char *from = NULL;

  tsn_change_clear_field (change, TSN_EVENT_END_TIME);
  must_put (self->store, change);
  open = must_get (self->store, TSN_KIND_EVENT, &id);
  from = tsn_event_when (open);
  g_assert_true (g_str_has_suffix (from_to, "　13:30～15:00"));
  g_assert_true (g_str_has_suffix (from, "　13:30～"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name_, function_)                                                                      \
  g_test_add ("/report/" name_, StoreFixture, NULL, fixture_setup, function_, fixture_teardown)
  ADD ("when", test_when);
  ADD ("nobody", test_nobody);
  ADD ("crowd", test_crowd);
  ADD ("labels", test_label_sheets);
  ADD ("not-found", test_not_found);
  ADD ("unreadable", test_unreadable);
  ADD ("conversation", test_conversation);
#undef ADD
  g_test_add_func ("/report/recovery", test_recovery);
  g_test_add_func ("/report/erasure", test_erasure);
  g_test_add_func ("/report/threads", test_threads);
  return g_test_run ();
}
