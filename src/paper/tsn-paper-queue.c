/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Jobs are given to the printer in a thread: a printer that does not answer must not hold up a
 * screen. A folder stands for a printer where a print server watches one. */

#include "tsn-paper-queue.h"

#include "tsn-paper-address.h"
#include "tsn-paper-ipp.h"

/* clang-format off */
G_DEFINE_QUARK (tsn-paper-error-quark, tsn_paper_error)
/* clang-format on */

typedef struct
{
  char *printer;
  GBytes *pdf;         /* NULL: no new one */
  int job;             /* the number at the printer; 0: none */
  gboolean may_resume; /* a queue that is stopped */
  TsnPaperState state; /* what was asked */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->printer);
  g_clear_pointer (&job->pdf, g_bytes_unref);
  g_free (job);
}

/* Seen by whoever watches the folder only when it is whole. */
static gboolean
lay_into_folder (const Job *job, GError **error)
{
  g_autofree char *name = g_strdup_printf ("card-%016" G_GINT64_MODIFIER "x.pdf",
                                           (guint64) g_get_real_time ());
  g_autoptr (TsnPaperAddress) folder = tsn_paper_address_new (job->printer, error);
  g_autofree char *path = NULL;
  g_autoptr (GError) own = NULL;
  gsize size;
  const char *bytes = g_bytes_get_data (job->pdf, &size);

  if (folder == NULL)
    return FALSE;
  path = g_build_filename (folder->printer, name, NULL);
  if (g_file_set_contents_full (path,
                                bytes,
                                (gssize) size,
                                G_FILE_SET_CONTENTS_CONSISTENT,
                                0600,
                                &own))
    return TRUE;
  g_set_error (error,
               TSN_PAPER_ERROR,
               g_error_matches (own, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? TSN_PAPER_ERROR_NO_PRINTER
                                                                       : TSN_PAPER_ERROR_FAILED,
               "the folder of the printer takes no file: %s",
               own->message);
  return FALSE;
}

static gboolean
is_folder (const Job *job)
{
  return g_path_is_absolute (job->printer);
}

static gboolean
begin (Job *job, GError **error)
{
  g_autoptr (TsnPaperIpp) printer = tsn_paper_ipp_open (job->printer, error);

  if (printer == NULL || !tsn_paper_ipp_make_ready (printer, error))
    return FALSE;
  job->job = tsn_paper_ipp_begin (printer, error);
  return job->job != 0;
}

static gboolean
send_pages (const Job *job, GError **error)
{
  g_autoptr (TsnPaperIpp) printer = tsn_paper_ipp_open (job->printer, error);

  return printer != NULL && tsn_paper_ipp_send (printer, job->job, job->pdf, error);
}

static void
return_to (GTask *task, gboolean succeeded, GError *error)
{
  if (succeeded)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
begin_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean begun = is_folder (job) || begin (job, &error);

  return_to (task, begun, error);
}

static void
print_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean printed = is_folder (job) ? lay_into_folder (job, &error) : send_pages (job, &error);

  return_to (task, printed, error);
}

static void
ask_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr (TsnPaperIpp) printer = tsn_paper_ipp_open (job->printer, &error);
  gboolean asked = printer != NULL &&
                   tsn_paper_ipp_ask (printer, job->job, job->may_resume, &job->state, &error);

  return_to (task, asked, error);
}

static void
cancel_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr (TsnPaperIpp) printer = tsn_paper_ipp_open (job->printer, &error);
  gboolean cancelled = printer != NULL &&
                       tsn_paper_ipp_cancel (printer, job->job, &job->state, &error);

  return_to (task, cancelled, error);
}

static void
run (const char *printer,
     GBytes *pdf,
     int number,
     gboolean may_resume,
     GTaskThreadFunc worker,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->printer = g_strdup (printer);
  job->pdf = pdf != NULL ? g_bytes_ref (pdf) : NULL;
  job->job = number;
  job->may_resume = may_resume;
  g_task_set_source_tag (task, worker);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, worker);
}

void
tsn_paper_queue_begin_async (const char *printer,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (printer != NULL);

  run (printer, NULL, 0, FALSE, begin_worker, cancellable, callback, user_data);
}

gboolean
tsn_paper_queue_begin_finish (GAsyncResult *result, int *job, GError **error)
{
  Job *begun = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *job = begun->job;
  return TRUE;
}

void
tsn_paper_queue_print_async (const char *printer,
                             int job,
                             GBytes *pdf,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (printer != NULL && pdf != NULL);
  g_return_if_fail (job > 0 || g_path_is_absolute (printer));

  run (printer, pdf, job, FALSE, print_worker, cancellable, callback, user_data);
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
  g_return_if_fail (printer != NULL && job > 0);

  run (printer, NULL, job, may_resume, ask_worker, cancellable, callback, user_data);
}

gboolean
tsn_paper_queue_ask_finish (GAsyncResult *result, TsnPaperState *state, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *state = job->state;
  return TRUE;
}

void
tsn_paper_queue_cancel_async (const char *printer,
                              int job,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (printer != NULL && job > 0);

  run (printer, NULL, job, FALSE, cancel_worker, cancellable, callback, user_data);
}

gboolean
tsn_paper_queue_cancel_finish (GAsyncResult *result, TsnPaperState *state, GError **error)
{
  return tsn_paper_queue_ask_finish (result, state, error);
}
