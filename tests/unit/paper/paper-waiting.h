/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* paper-waiting.h: the questions of tsn-paper-queue.h, waited for. */

#pragma once

#include "tsn-paper-printers.h"
#include "tsn-paper-queue.h"

static inline void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/* Waits until @result is there. */
static inline void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Returns the number of the job, 0 on error. */
static inline int
print_and_wait (const char *printer, GBytes *pdf, GError **error)
{
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  int job;

  tsn_paper_queue_begin_async (printer, NULL, keep_result_cb, &begun);
  wait_for (&begun);
  if (!tsn_paper_queue_begin_finish (begun, &job, error))
    return 0;
  tsn_paper_queue_print_async (printer, job, pdf, NULL, keep_result_cb, &result);
  wait_for (&result);
  return tsn_paper_queue_print_finish (result, error) ? job : 0;
}

static inline gboolean
ask_and_wait (const char *printer, int job, TsnPaperState *state, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tsn_paper_queue_ask_async (printer, job, TRUE, NULL, keep_result_cb, &result);
  wait_for (&result);
  return tsn_paper_queue_ask_finish (result, state, error);
}

static inline GPtrArray *
find_and_wait (GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tsn_paper_printers_find_async (NULL, keep_result_cb, &result);
  wait_for (&result);
  return tsn_paper_printers_find_finish (result, error);
}

static inline TsnPaperOffer *
ask_offer_and_wait (const char *printer, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tsn_paper_printers_ask_async (printer, NULL, keep_result_cb, &result);
  wait_for (&result);
  return tsn_paper_printers_ask_finish (result, error);
}

static inline gboolean
cancel_and_wait (const char *printer, int job, TsnPaperState *state, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tsn_paper_queue_cancel_async (printer, job, NULL, keep_result_cb, &result);
  wait_for (&result);
  return tsn_paper_queue_cancel_finish (result, state, error);
}
