/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Printers are asked again and again: few of them tell by themselves. A printer that does not
 * answer for a while is no end of the job.
 *
 * A queue that CUPS has stopped is resumed: at once, and then ever more rarely, for as long as its
 * printer is out of order each try ends where the last one did.
 */

#include "tsn-kiosk-job.h"

#define FIRST_PAUSE 2 /* seconds from one try to resume to the next; then twice as many */
#define LAST_PAUSE  60

#define LAST_SILENCE 45 /* seconds; a printer that warms up takes 30 */

struct _TsnKioskJob
{
  GObject parent_instance;

  char *printer;
  int number;
  TsnPaperState state;
  GError *trouble;
  guint watch;       /* source: every second, until it is done */
  guint pause, rest; /* seconds from one try to resume to the next; those that are left */
  guint silence;     /* times that nothing stood in the way, and nothing was printed */
  gboolean is_asking, is_dropped;
};

G_DEFINE_FINAL_TYPE (TsnKioskJob, tsn_kiosk_job, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Of a job that is done: CUPS keeps a line of it, and, as it is configured, its pages. */
static void
clear_up (TsnKioskJob *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->number != 0)
    tsn_paper_queue_cancel_async (self->printer, self->number, NULL, NULL, NULL);
}

static gboolean
is_same (const GError *a, const GError *b)
{
  return a == b || (a != NULL && b != NULL && g_error_matches (a, b->domain, b->code));
}

static gboolean
is_stop (const GError *trouble)
{
  return g_error_matches (trouble, TSN_PAPER_ERROR, TSN_PAPER_ERROR_STOPPED);
}

/* (nullable): not every driver says why nothing comes. */
static GError *
listen_to_silence (TsnKioskJob *self, gboolean is_silent)
{
  self->silence = is_silent ? self->silence + 1 : 0;
  return self->silence < LAST_SILENCE ? NULL
                                      : g_error_new_literal (TSN_PAPER_ERROR,
                                                             TSN_PAPER_ERROR_OFFLINE,
                                                             "the printer says nothing");
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnKioskJob) self = user_data;
  g_autoptr (GError) trouble = NULL;
  TsnPaperState state = self->state;
  gboolean is_cause, is_news;

  self->is_asking = FALSE;
  tsn_paper_queue_ask_finish (result, &state, &trouble);
  if (self->is_dropped)
    return;
  if (trouble == NULL)
    trouble = listen_to_silence (self, state == TSN_PAPER_WAITING);
  if (is_stop (trouble) && self->rest == 0)
    self->rest = self->pause = CLAMP (self->pause * 2, FIRST_PAUSE, LAST_PAUSE);
  /* What CUPS has stopped it stopped for what was said before: that is still the cause. */
  is_cause = !is_stop (trouble) || self->trouble == NULL;
  is_news = state != self->state || (is_cause && !is_same (trouble, self->trouble));
  self->state = state;
  if (is_cause)
    {
      g_clear_error (&self->trouble);
      self->trouble = g_steal_pointer (&trouble);
    }
  if (state != TSN_PAPER_WAITING)
    clear_up (self);
  if (is_news)
    g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
watch_cb (gpointer user_data)
{
  TsnKioskJob *self = user_data;

  if (self->rest > 0)
    self->rest--;
  if (!self->is_asking)
    tsn_paper_queue_ask_async (self->printer,
                               self->number,
                               self->rest == 0,
                               NULL,
                               asked_cb,
                               g_object_ref (self));
  self->is_asking = TRUE;
  return G_SOURCE_CONTINUE;
}

/* -- Beginning -- */

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (TsnKioskJob) self = NULL;
  GError *error = NULL;
  int number;

  if (!tsn_paper_queue_begin_finish (result, &number, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self = g_object_new (TSN_TYPE_KIOSK_JOB, NULL);
  self->printer = g_strdup (g_task_get_task_data (task));
  self->number = number;
  self->state = TSN_PAPER_WAITING;
  g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
}

void
tsn_kiosk_job_begin_async (const char *printer, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, tsn_kiosk_job_begin_async);
  g_task_set_task_data (task, g_strdup (printer), g_free);
  tsn_paper_queue_begin_async (printer, NULL, begun_cb, task);
}

TsnKioskJob *
tsn_kiosk_job_begin_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnKioskJob) self = user_data;

  tsn_paper_queue_print_finish (result, &self->trouble);
  /* A folder has nobody to ask. After an error the printer is asked what became of it. */
  if (self->number == 0)
    self->state = self->trouble == NULL ? TSN_PAPER_PRINTED : TSN_PAPER_DROPPED;
  else if (!self->is_dropped)
    self->watch = g_timeout_add_seconds (1, watch_cb, self);
  if (!self->is_dropped)
    g_signal_emit (self, signals[CHANGED], 0);
}

void
tsn_kiosk_job_send (TsnKioskJob *self, GBytes *pdf)
{
  tsn_paper_queue_print_async (self->printer,
                               self->number,
                               pdf,
                               NULL,
                               sent_cb,
                               g_object_ref (self));
}

int
tsn_kiosk_job_get_number (TsnKioskJob *self)
{
  return self->number;
}

TsnPaperState
tsn_kiosk_job_get_state (TsnKioskJob *self)
{
  return self->state;
}

const GError *
tsn_kiosk_job_get_trouble (TsnKioskJob *self)
{
  return self->trouble;
}

void
tsn_kiosk_job_drop (TsnKioskJob *self)
{
  if (self->state == TSN_PAPER_WAITING)
    clear_up (self);
  self->is_dropped = TRUE;
}

static void
tsn_kiosk_job_dispose (GObject *object)
{
  TsnKioskJob *self = TSN_KIOSK_JOB (object);

  g_clear_handle_id (&self->watch, g_source_remove);
  G_OBJECT_CLASS (tsn_kiosk_job_parent_class)->dispose (object);
}

static void
tsn_kiosk_job_finalize (GObject *object)
{
  TsnKioskJob *self = TSN_KIOSK_JOB (object);

  g_free (self->printer);
  g_clear_error (&self->trouble);
  G_OBJECT_CLASS (tsn_kiosk_job_parent_class)->finalize (object);
}

static void
tsn_kiosk_job_class_init (TsnKioskJobClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_kiosk_job_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_kiosk_job_finalize;
  signals[CHANGED] = g_signal_new ("changed",
                                   TSN_TYPE_KIOSK_JOB,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
tsn_kiosk_job_init (TsnKioskJob *self)
{
}
