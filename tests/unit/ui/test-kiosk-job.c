/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a job is asked about, second by second: in place of the clock and of tsn-paper-queue.c stands
 * what this test makes of them. */

#include "tsn-kiosk-job.h"

static GSourceFunc tick; /* what comes every second */
static gpointer tick_data;
static TsnPaperError answer; /* to the next question; NOTHING: nothing stands in the way */
static TsnPaperState state;
static GString *resumed; /* a letter for each question: R: the queue may be resumed */

#define NOTHING ((TsnPaperError) 1000)

guint __wrap_g_timeout_add_seconds (guint interval, GSourceFunc function, gpointer data);

guint
__wrap_g_timeout_add_seconds (guint interval, GSourceFunc function, gpointer data)
{
  g_assert_cmpuint (interval, ==, 1);
  tick = function;
  tick_data = data;
  return g_timeout_add (G_MAXUINT, function, data);
}

/* clang-format off */
G_DEFINE_QUARK (tsn-paper-error-quark, tsn_paper_error)
/* clang-format on */

static void
say (GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  if (answer == NOTHING)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, TSN_PAPER_ERROR, (int) answer, "of this test");
}

void
tsn_paper_queue_begin_async (const char *printer,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  say (callback, user_data);
}

gboolean
tsn_paper_queue_begin_finish (GAsyncResult *result, int *job, GError **error)
{
  *job = 7;
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
tsn_paper_queue_print_async (const char *printer,
                             int job,
                             GBytes *pdf,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  say (callback, user_data);
}

gboolean
tsn_paper_queue_print_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
tsn_paper_queue_ask_async (const char *printer,
                           int job,
                           gboolean may_resume,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_string_append_c (resumed, may_resume ? 'R' : '.');
  say (callback, user_data);
}

gboolean
tsn_paper_queue_ask_finish (GAsyncResult *result, TsnPaperState *found, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *found = state;
  return TRUE;
}

void
tsn_paper_queue_cancel_async (const char *printer,
                              int job,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
}

gboolean
tsn_paper_queue_cancel_finish (GAsyncResult *result, TsnPaperState *found, GError **error)
{
  return FALSE;
}

/* -- A job -- */

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnKioskJob **job = user_data;
  g_autoptr (GError) error = NULL;

  *job = tsn_kiosk_job_begin_finish (result, &error);
  g_assert_no_error (error);
}

static void
count_cb (guint *n)
{
  ++*n;
}

/* @n_news: how often it says that something has changed. */
static TsnKioskJob *
send_job (guint *n_news)
{
  g_autoptr (GBytes) pdf = g_bytes_new_static ("%PDF-", 5);
  TsnKioskJob *job = NULL;

  answer = NOTHING;
  state = TSN_PAPER_WAITING;
  tsn_kiosk_job_begin_async ("Hall", begun_cb, &job);
  settle ();
  tsn_kiosk_job_send (job, pdf);
  settle ();
  *n_news = 0;
  g_signal_connect_swapped (job, "changed", G_CALLBACK (count_cb), n_news);
  resumed = g_string_new (NULL);
  return job;
}

static void
end_job (TsnKioskJob *job)
{
  g_assert_finalize_object (job);
  g_string_free (resumed, TRUE);
}

static void
seconds (guint n, TsnPaperError said)
{
  answer = said;
  for (guint i = 0; i < n; i++)
    {
      tick (tick_data);
      settle ();
    }
}

static void
assert_trouble (TsnKioskJob *job, TsnPaperError error)
{
  const GError *trouble = tsn_kiosk_job_get_trouble (job);

  if (error == NOTHING)
    g_assert_no_error (trouble);
  else
    g_assert_error (trouble, TSN_PAPER_ERROR, (int) error);
}

/* -- Tests -- */

/* At once, then after 2 seconds, 4, 8, 16, 32, and every 60. */
static void
test_back_off (void)
{
  guint n_news;
  TsnKioskJob *job = send_job (&n_news);
  const guint expected[] = { 0, 2, 6, 14, 30, 62, 122, 182, 242 };
  guint n = 0;

  seconds (250, TSN_PAPER_ERROR_STOPPED);
  for (guint i = 0; i < resumed->len; i++)
    if (resumed->str[i] == 'R')
      {
        g_assert_cmpuint (n, <, G_N_ELEMENTS (expected));
        g_assert_cmpuint (i, ==, expected[n]);
        n++;
      }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (expected));
  g_assert_cmpuint (n_news, ==, 1);
  end_job (job);
}

/* Of a queue that stops, what it said before is what is told; and waiting for something else costs
 * it nothing. */
static void
test_cause (void)
{
  guint n_news;
  TsnKioskJob *job = send_job (&n_news);

  seconds (100, TSN_PAPER_ERROR_NO_PAPER);
  assert_trouble (job, TSN_PAPER_ERROR_NO_PAPER);
  g_string_truncate (resumed, 0);
  seconds (3, TSN_PAPER_ERROR_STOPPED);
  g_assert_cmpstr (resumed->str, ==, "R.R");
  assert_trouble (job, TSN_PAPER_ERROR_NO_PAPER);
  g_assert_cmpuint (n_news, ==, 1);
  seconds (1, NOTHING);
  assert_trouble (job, NOTHING);
  g_assert_cmpuint (n_news, ==, 2);
  end_job (job);
}

/* Not every driver says what is wrong. */
static void
test_silence (void)
{
  guint n_news;
  TsnKioskJob *job = send_job (&n_news);

  seconds (44, NOTHING);
  assert_trouble (job, NOTHING);
  g_assert_cmpuint (n_news, ==, 0);
  seconds (2, NOTHING);
  assert_trouble (job, TSN_PAPER_ERROR_OFFLINE);
  g_assert_cmpuint (n_news, ==, 1);
  state = TSN_PAPER_PRINTED;
  seconds (1, NOTHING);
  assert_trouble (job, NOTHING);
  g_assert_cmpint (tsn_kiosk_job_get_state (job), ==, TSN_PAPER_PRINTED);
  g_assert_cmpuint (n_news, ==, 2);
  end_job (job);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk-job/back-off", test_back_off);
  g_test_add_func ("/kiosk-job/cause", test_cause);
  g_test_add_func ("/kiosk-job/silence", test_silence);
  return g_test_run ();
}
