/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Of a card of which nobody can say whether it was printed, the register keeps its word: to call a
 * card void that somebody carries would be worse than to count one that does not exist. */

#include "tsn-kiosk-return.h"

#include "tsn-paper-queue.h"

#define AGAIN_SECONDS 10

typedef struct
{
  TsnStation *station;
  TsnKioskPending *pending;
  gboolean is_void;
} Return;

static void
return_free (gpointer data)
{
  Return *self = data;

  g_object_unref (self->station);
  tsn_kiosk_pending_free (self->pending);
  g_free (self);
}

static Return *
return_new (TsnStation *station, const TsnKioskPending *pending)
{
  Return *self = g_new0 (Return, 1);

  self->station = g_object_ref (station);
  self->pending = g_memdup2 (pending, sizeof *pending);
  self->pending->printer = g_strdup (pending->printer);
  return self;
}

static gboolean
enter_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Return *self = data;

  return self->is_void
             ? tsn_kiosk_pending_void (session, self->pending, g_get_real_time () / 1000, error)
             : tsn_kiosk_pending_forget (session, &self->pending->card, error);
}

/* Takes @self. */
static void
enter (Return *self, gboolean is_void)
{
  self->is_void = is_void;
  tsn_station_ask (self->station,
                   TSN_STORE_WRITE,
                   enter_work,
                   self,
                   return_free,
                   self->station,
                   NULL);
}

static gboolean again_cb (gpointer data);

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TsnPaperState state;

  if (tsn_paper_queue_cancel_finish (result, &state, NULL))
    enter (data, state == TSN_PAPER_DROPPED);
  else
    g_timeout_add_seconds (AGAIN_SECONDS, again_cb, data);
}

static gboolean
again_cb (gpointer data)
{
  Return *self = data;

  if (tsn_station_get_state (self->station) == TSN_STATION_OPEN)
    tsn_paper_queue_cancel_async (self->pending->printer,
                                  self->pending->job,
                                  NULL,
                                  cancelled_cb,
                                  self);
  else
    return_free (self); /* it is remembered */
  return G_SOURCE_REMOVE;
}

void
tsn_kiosk_take_back (TsnStation *station, const TsnKioskPending *pending, gboolean is_gone)
{
  Return *self = return_new (station, pending);

  if (is_gone)
    enter (self, TRUE);
  else if (pending->job == 0)
    enter (self, FALSE);
  else
    again_cb (self);
}

void
tsn_kiosk_handed_out (TsnStation *station, const TsnKioskPending *pending)
{
  enter (return_new (station, pending), FALSE);
}

/* -- After a crash -- */

static void
free_all (gpointer data)
{
  GPtrArray **all = data;

  g_clear_pointer (all, g_ptr_array_unref);
  g_free (all);
}

static gboolean
all_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray **all = data;

  *all = tsn_kiosk_pending_all (session, error);
  return *all != NULL;
}

static void
all_answer (gpointer object, gpointer data, const GError *error)
{
  GPtrArray *const *all = data;

  for (guint i = 0; *all != NULL && i < (*all)->len; i++)
    tsn_kiosk_take_back (object, g_ptr_array_index (*all, i), FALSE);
}

void
tsn_kiosk_take_back_all (TsnStation *station)
{
  tsn_station_ask (station,
                   TSN_STORE_READ,
                   all_work,
                   g_new0 (GPtrArray *, 1),
                   free_all,
                   station,
                   all_answer);
}
