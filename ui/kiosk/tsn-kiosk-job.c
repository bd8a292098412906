/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Printers are asked again and again: few of them tell by themselves. A printer that does not
 * answer for a while is no end of the job. */

#include "tsn-kiosk-job.h"

struct _TsnKioskJob
{
  GObject parent_instance;

  char *printer;
  int number;
  TsnPaperState state;
  GError *trouble;
  guint watch; /* source: every second, until it is done */
  gboolean is_asking;
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

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnKioskJob) self = user_data;
  g_autoptr (GError) trouble = NULL;
  TsnPaperState state = self->state;
  gboolean is_news;

  self->is_asking = FALSE;
  tsn_paper_queue_ask_finish (result, &state, &trouble);
  if (self->watch == 0)
    return; /* dropped meanwhile */
  is_news = state != self->state || !is_same (trouble, self->trouble);
  self->state = state;
  g_clear_error (&self->trouble);
  self->trouble = g_steal_pointer (&trouble);
  if (state != TSN_PAPER_WAITING)
    clear_up (self);
  if (is_news)
    g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
watch_cb (gpointer user_data)
{
  TsnKioskJob *self = user_data;

  if (!self->is_asking)
    tsn_paper_queue_ask_async (self->printer, self->number, NULL, asked_cb, g_object_ref (self));
  self->is_asking = TRUE;
  return G_SOURCE_CONTINUE;
}

TsnKioskJob *
tsn_kiosk_job_new (const char *printer, int number)
{
  TsnKioskJob *self = g_object_new (TSN_TYPE_KIOSK_JOB, NULL);

  self->printer = g_strdup (printer);
  self->number = number;
  self->state = number == 0 ? TSN_PAPER_PRINTED : TSN_PAPER_WAITING;
  if (number != 0)
    self->watch = g_timeout_add_seconds (1, watch_cb, self);
  return self;
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
  if (self->watch != 0)
    clear_up (self);
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
