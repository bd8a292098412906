/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Jobs are given to the printer in a thread: a printer that does not answer must not hold up a
 * screen. A folder stands for a printer where a print server watches one. */

#include "tsn-paper-queue.h"

G_DEFINE_QUARK (tsn - paper - error - quark, tsn_paper_error)

typedef struct
{
  char *printer;
  GBytes *pdf;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->printer);
  g_bytes_unref (job->pdf);
  g_free (job);
}

/* Seen by whoever watches the folder only when it is whole. */
static gboolean
lay_into_folder (const Job *job, GError **error)
{
  g_autofree char *name = g_strdup_printf ("card-%016" G_GINT64_MODIFIER "x.pdf",
                                           g_get_real_time ());
  g_autofree char *path = g_build_filename (job->printer, name, NULL);
  g_autoptr (GError) own = NULL;
  gsize size;
  const char *bytes = g_bytes_get_data (job->pdf, &size);

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

static void
print_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;

  if (g_path_is_absolute (job->printer))
    lay_into_folder (job, &error);
  else
    error = g_error_new_literal (TSN_PAPER_ERROR,
                                 TSN_PAPER_ERROR_NO_PRINTER,
                                 "there is no printer of that name");
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tsn_paper_queue_print_async (const char *printer,
                             GBytes *pdf,
                             guint n_pages,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new (Job, 1);

  g_return_if_fail (n_pages > 0);
  job->printer = g_strdup (printer);
  job->pdf = g_bytes_ref (pdf);
  g_task_set_source_tag (task, tsn_paper_queue_print_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, print_worker);
}

gboolean
tsn_paper_queue_print_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
