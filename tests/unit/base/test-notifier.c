/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-notifier.h"

typedef struct
{
  TsnNotifier *notifier;
  guint n_told, n_ended;
} Told;

static void
told_cb (gpointer user_data)
{
  ((Told *) user_data)->n_told++;
}

/* Whoever hears of the end may clear up at once. */
static void
ended_cb (gpointer user_data)
{
  Told *told = user_data;

  told->n_ended++;
  g_clear_pointer (&told->notifier, tsn_notifier_free);
}

static gpointer
notify_worker (gpointer data)
{
  Told *told = data;

  for (guint i = 0; i < 100; i++)
    tsn_notifier_notify (told->notifier);
  return NULL;
}

static gpointer
end_worker (gpointer data)
{
  Told *told = data;

  while (!tsn_notifier_is_closed (told->notifier))
    g_thread_yield ();
  tsn_notifier_notify (told->notifier);
  tsn_notifier_end (told->notifier);
  return NULL;
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_once (void)
{
  Told told = { 0 };

  told.notifier = tsn_notifier_new (told_cb, &told);
  for (guint round = 1; round <= 3; round++)
    {
      g_thread_join (g_thread_new ("notify", notify_worker, &told));
      settle ();
      g_assert_cmpuint (told.n_told, ==, round);
    }
  tsn_notifier_free (told.notifier);
}

static void
test_closed (void)
{
  Told told = { 0 };

  told.notifier = tsn_notifier_new (told_cb, &told);
  tsn_notifier_notify (told.notifier);
  tsn_notifier_close (told.notifier, NULL, NULL);
  tsn_notifier_close (told.notifier, ended_cb, &told);
  tsn_notifier_notify (told.notifier);
  tsn_notifier_end (told.notifier);
  settle ();
  g_assert_cmpuint (told.n_told, ==, 0);
  g_assert_cmpuint (told.n_ended, ==, 0);
  tsn_notifier_free (told.notifier);
}

static void
test_ended (void)
{
  Told told = { 0 };
  GThread *thread;

  told.notifier = tsn_notifier_new (told_cb, &told);
  thread = g_thread_new ("end", end_worker, &told);
  tsn_notifier_close (told.notifier, ended_cb, &told);
  g_thread_join (thread);
  settle ();
  g_assert_cmpuint (told.n_told, ==, 0);
  g_assert_cmpuint (told.n_ended, ==, 1);
  g_assert_null (told.notifier);
}

static void
test_freed (void)
{
  Told told = { 0 };

  told.notifier = tsn_notifier_new (told_cb, &told);
  tsn_notifier_notify (told.notifier);
  tsn_notifier_free (told.notifier);
  settle ();
  g_assert_cmpuint (told.n_told, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notifier/once", test_once);
  g_test_add_func ("/notifier/closed", test_closed);
  g_test_add_func ("/notifier/ended", test_ended);
  g_test_add_func ("/notifier/freed", test_freed);
  return g_test_run ();
}
