/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the screen shows and what the printer gets are set once, in one thread: a recording for the
 * one and a PDF for the other. The records are written before the card goes to the printer, as at
 * the desk: a card that is out in the world is known.
 */

#include "tsn-kiosk-card.h"

#include "tsn-card-layout.h"
#include "tsn-kiosk-return.h"
#include "tsn-paper-address.h"
#include "tsn-secret.h"

#define POINTS_PER_MM (72.0 / 25.4)

struct _TsnKioskCard
{
  GObject parent_instance;

  TsnStation *station;
  TsnStore *store;
  GPtrArray *changes;
  gboolean keep;
  guint position; /* where on the sheet; 1 where there is one to a sheet */
  char *printer;
  double paper_width, paper_height; /* mm; 0: paper as large as the card */
  TsnPrintRun *run;
  cairo_surface_t *picture;
  double width, height;   /* of it, in points */
  GBytes *pdf;            /* wiped when it is freed */
  TsnKioskJob *job;       /* the last one; NULL: none yet */
  gboolean saved;         /* it is in the register */
  gboolean is_busy;       /* the printer is asked for a job, or it is being saved */
  gboolean is_left;       /* nobody waits for it */
  gboolean is_handed_out; /* or taken back: there is no more to do about it */
  gboolean is_copy;       /* the job is one of a card that was handed out before */
};

G_DEFINE_FINAL_TYPE (TsnKioskCard, tsn_kiosk_card, G_TYPE_OBJECT)

/* -- Making, in a thread -- */

static gboolean
compose_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnKioskCard *self = data;

  self->position = 1;
  if (tsn_card_layout_per_sheet (tsn_print_run_card (self->run, 0)->issue.layout) > 1)
    self->position = tsn_sheet_position (session, error);
  return self->position != 0 && tsn_print_run_compose (self->run, session, 1, error);
}

static void
record_face (TsnKioskCard *self, const TsnCardProof *proof)
{
  cairo_t *cr;

  tsn_card_proof_size (proof, &self->width, &self->height);
  self->width *= POINTS_PER_MM;
  self->height *= POINTS_PER_MM;
  self->picture = cairo_recording_surface_create (
      CAIRO_CONTENT_COLOR_ALPHA,
      &(cairo_rectangle_t){ 0, 0, self->width, self->height });
  cr = cairo_create (self->picture);
  tsn_card_proof_draw (proof, cr);
  cairo_destroy (cr);
}

/* The fonts of the proof are this thread's: what is needed of it is made here. */
static gboolean
set_card (TsnKioskCard *self, GCancellable *cancellable, GError **error)
{
  TsnPrintCard *card = tsn_print_run_card (self->run, 0);
  GByteArray *pdf;

  if (!tsn_print_run_set (self->run, NULL, NULL, cancellable, error))
    return FALSE;
  if (card->refusal != NULL)
    {
      g_propagate_error (error, g_error_copy (card->refusal));
      return FALSE;
    }
  if (!tsn_print_run_prove (self->run, self->position, error))
    return FALSE;
  record_face (self, card->proof);
  pdf = tsn_print_run_make_pdf (self->run,
                                self->position,
                                self->paper_width,
                                self->paper_height,
                                error);
  if (pdf != NULL)
    self->pdf = g_bytes_new_with_free_func (pdf->data,
                                            pdf->len,
                                            (GDestroyNotify) tsn_secret_array_free,
                                            pdf);
  return pdf != NULL;
}

static void
make_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  TsnKioskCard *self = data;
  GError *error = NULL;
  gboolean made =
      tsn_store_run_sync (self->store, TSN_STORE_READ, compose_work, self, cancellable, &error) &&
      set_card (self, cancellable, &error);

  g_clear_pointer (&tsn_print_run_card (self->run, 0)->proof, tsn_card_proof_free);
  if (made)
    g_task_return_pointer (task, g_object_ref (self), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
find_paper (TsnKioskCard *self, const char *printer)
{
  g_autoptr (TsnPaperAddress) address = tsn_paper_address_new (printer, NULL);

  self->printer = g_strdup (printer);
  if (address != NULL)
    tsn_paper_size_of_media (address->media, &self->paper_width, &self->paper_height);
}

void
tsn_kiosk_card_make_async (TsnStation *station,
                           const TsnKioskDraft *draft,
                           guint layout,
                           const char *printer,
                           gint64 now_ms,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (station, cancellable, callback, user_data);
  TsnKioskCard *self = g_object_new (TSN_TYPE_KIOSK_CARD, NULL);

  find_paper (self, printer);
  self->station = g_object_ref (station);
  self->store = g_object_ref (tsn_station_get_store (station));
  self->changes = tsn_kiosk_draft_changes (draft, now_ms);
  self->keep = tsn_kiosk_draft_is_kept (draft);
  self->run = tsn_print_run_new (tsn_station_get_vault (station));
  tsn_kiosk_draft_add_card (draft, self->changes, self->run, layout, now_ms);
  g_task_set_source_tag (task, tsn_kiosk_card_make_async);
  g_task_set_task_data (task, self, g_object_unref);
  g_task_run_in_thread (task, make_worker);
}

TsnKioskCard *
tsn_kiosk_card_make_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -- On the screen -- */

void
tsn_kiosk_card_draw (TsnKioskCard *self, cairo_t *cr, int width, int height)
{
  double scale = MIN (width / self->width, height / self->height);

  cairo_translate (cr, (width - self->width * scale) / 2, (height - self->height * scale) / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, self->picture, 0, 0);
  cairo_paint (cr);
}

/* -- On paper -- */

static gboolean
is_on_sheet (TsnKioskCard *self)
{
  return tsn_card_layout_per_sheet (tsn_print_run_card (self->run, 0)->issue.layout) > 1;
}

static TsnKioskPending
pending_of (TsnKioskCard *self)
{
  return (TsnKioskPending){ .card = tsn_print_run_card (self->run, 0)->entry,
                            .printer = self->printer,
                            .job = tsn_kiosk_job_get_number (self->job),
                            .position = is_on_sheet (self) ? self->position : 0,
                            .is_copy = self->is_copy };
}

static gboolean
save_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnKioskCard *self = g_task_get_source_object (data);
  TsnKioskPending pending;

  if (!self->saved && !tsn_kiosk_save (session,
                                       self->keep ? self->changes : NULL,
                                       self->run,
                                       self->position,
                                       error))
    return FALSE;
  pending = pending_of (self);
  return tsn_kiosk_pending_put (session, &pending, error);
}

static void
saved_cb (gpointer object, gpointer data, const GError *error)
{
  TsnKioskCard *self = object;
  GTask *task = data;

  self->is_busy = FALSE;
  if (error != NULL)
    {
      tsn_kiosk_job_drop (self->job);
      g_clear_object (&self->job);
      g_task_return_error (task, g_error_copy (error));
      return;
    }
  self->saved = TRUE;
  if (self->is_left)
    tsn_kiosk_card_leave (self);
  else
    tsn_kiosk_job_send (self->job, self->pdf);
  g_task_return_pointer (task, g_object_ref (self->job), g_object_unref);
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TsnKioskCard *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->job = tsn_kiosk_job_begin_finish (result, &error);
  if (self->job == NULL)
    {
      self->is_busy = FALSE;
      g_task_return_error (task, error);
      return;
    }
  tsn_station_ask (self->station,
                   TSN_STORE_WRITE,
                   save_work,
                   g_object_ref (task),
                   g_object_unref,
                   self,
                   saved_cb);
}

void
tsn_kiosk_card_print_async (TsnKioskCard *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tsn_kiosk_card_print_async);
  self->is_busy = TRUE;
  self->is_copy |= self->is_handed_out;
  self->is_handed_out = FALSE;
  g_clear_object (&self->job);
  tsn_kiosk_job_begin_async (self->printer, begun_cb, task);
}

TsnKioskJob *
tsn_kiosk_card_print_finish (TsnKioskCard *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

TsnKioskJob *
tsn_kiosk_card_get_job (TsnKioskCard *self)
{
  return self->job;
}

void
tsn_kiosk_card_hand_out (TsnKioskCard *self)
{
  TsnKioskPending pending = pending_of (self);

  self->is_handed_out = TRUE;
  tsn_kiosk_handed_out (self->station, &pending);
}

gboolean
tsn_kiosk_card_is_handed_out (TsnKioskCard *self)
{
  return self->is_handed_out || self->is_copy;
}

gboolean
tsn_kiosk_card_may_copy (TsnKioskCard *self)
{
  return self->is_handed_out && !self->is_copy && !is_on_sheet (self);
}

gboolean
tsn_kiosk_card_says (TsnKioskCard *self, const char *text)
{
  return g_str_equal (text, tsn_print_run_card (self->run, 0)->code->text);
}

void
tsn_kiosk_card_leave (TsnKioskCard *self)
{
  TsnKioskPending pending;
  TsnPaperState state;

  self->is_left = TRUE;
  if (self->is_busy || !self->saved || self->is_handed_out || self->job == NULL)
    return;
  state = tsn_kiosk_job_get_state (self->job);
  pending = pending_of (self);
  /* Asked about a job that is forgotten, nobody said "yes". */
  tsn_kiosk_take_back (self->station, &pending, state != TSN_PAPER_WAITING);
  self->is_handed_out = TRUE;
}

/* -- Life -- */

static void
tsn_kiosk_card_finalize (GObject *object)
{
  TsnKioskCard *self = TSN_KIOSK_CARD (object);

  g_clear_object (&self->job);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->run, tsn_print_run_free);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  g_clear_pointer (&self->pdf, g_bytes_unref);
  g_free (self->printer);
  g_clear_object (&self->store);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_kiosk_card_parent_class)->finalize (object);
}

static void
tsn_kiosk_card_class_init (TsnKioskCardClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tsn_kiosk_card_finalize;
}

static void
tsn_kiosk_card_init (TsnKioskCard *self)
{
}
