/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The thread's side of the cards page. Faces are set with the fonts of the thread that sets them,
 * so they are drawn there into recordings, which anyone may replay, and are gone before the thread
 * is. What the screen shows and what the printer gets is the same recording.
 *
 * Saving and printing are in tsn-card-output.c.
 */

#include "tsn-card-maker.h"

#include "tsn-card-maker-private.h"

#define POINTS_PER_MM (72.0 / 25.4)

static void
sheet_free (gpointer data)
{
  TsnCardSheet *sheet = data;

  cairo_surface_destroy (sheet->picture);
  g_free (sheet);
}

TsnCardOrder *
tsn_card_order_copy (const TsnCardOrder *self)
{
  TsnCardOrder *copy = g_new0 (TsnCardOrder, 1);

  *copy = *self;
  copy->people = g_array_copy (self->people);
  return copy;
}

void
tsn_card_order_free (TsnCardOrder *self)
{
  g_array_unref (self->people);
  g_free (self);
}

static void
made_clear (gpointer data)
{
  TsnCardMade *self = data;

  g_clear_pointer (&self->order, tsn_card_order_free);
  g_clear_pointer (&self->run, tsn_print_run_free);
  g_clear_pointer (&self->sheets, g_ptr_array_unref);
  g_clear_pointer (&self->left_out, g_ptr_array_unref);
  g_clear_pointer (&self->left_off, g_ptr_array_unref);
  g_clear_pointer (&self->substituted, g_ptr_array_unref);
  g_clear_error (&self->trouble);
}

TsnCardMade *
tsn_card_made_ref (TsnCardMade *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
tsn_card_made_unref (TsnCardMade *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, made_clear);
}

TsnCardMade *
tsn_card_made_new (const TsnCardOrder *order)
{
  TsnCardMade *self = g_atomic_rc_box_new0 (TsnCardMade);

  self->order = tsn_card_order_copy (order);
  self->sheets = tsn_card_sheets_new ();
  return self;
}

TsnPrintCard *
tsn_card_made_first (const TsnCardMade *self)
{
  for (guint i = 0; i < tsn_print_run_n_cards (self->run); i++)
    {
      TsnPrintCard *card = tsn_print_run_card (self->run, i);

      if (card->refusal == NULL)
        return card;
    }
  return NULL;
}

/* -- In the thread -- */

typedef struct
{
  TsnPrintRun *run;
  guint wanted;
} Compose;

static gboolean
compose_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Compose *compose = data;

  return tsn_print_run_compose (compose->run, session, compose->wanted, error);
}

gboolean
tsn_card_made_compose (TsnCardMade *self,
                       TsnStore *store,
                       guint wanted,
                       GCancellable *cancellable,
                       GError **error)
{
  const TsnCardOrder *order = self->order;
  Compose compose;

  self->run = tsn_print_run_new (tsn_store_get_vault (store));
  tsn_print_run_keep_off (self->run, order->kept_off);
  for (guint i = 0; i < order->people->len; i++)
    {
      TsnIssue issue = order->issue;

      issue.person = g_array_index (order->people, TsnId, i);
      tsn_print_run_add (self->run, &issue);
    }
  compose.run = self->run;
  compose.wanted = wanted;
  return tsn_store_run_sync (store, TSN_STORE_READ, compose_work, &compose, cancellable, error);
}

static TsnCardSheet *
sheet_new (double width_mm, double height_mm, cairo_t **cr)
{
  TsnCardSheet *sheet = g_new0 (TsnCardSheet, 1);

  sheet->width = width_mm * POINTS_PER_MM;
  sheet->height = height_mm * POINTS_PER_MM;
  sheet->picture = cairo_recording_surface_create (
      CAIRO_CONTENT_COLOR_ALPHA,
      &(cairo_rectangle_t){ 0, 0, sheet->width, sheet->height });
  *cr = cairo_create (sheet->picture);
  return sheet;
}

GPtrArray *
tsn_card_sheets_new (void)
{
  return g_ptr_array_new_with_free_func (sheet_free);
}

void
tsn_card_sheets_record (GPtrArray *sheets, GPtrArray *proofs, guint position)
{
  guint n = tsn_card_sheets_count (proofs, position);

  for (guint i = 0; i < n; i++)
    {
      double width, height;
      TsnCardSheet *sheet;
      cairo_t *cr;

      tsn_card_sheets_size (proofs, position, i, &width, &height);
      sheet = sheet_new (width, height, &cr);
      tsn_card_sheets_draw (proofs, position, i, cr);
      cairo_destroy (cr);
      g_ptr_array_add (sheets, sheet);
    }
}

/* Of one person the card itself is wanted large; where it stands on its sheet is shown beside. */
static void
record_face (TsnCardMade *self, const TsnCardProof *proof)
{
  double width, height;
  TsnCardSheet *sheet;
  cairo_t *cr;

  tsn_card_proof_size (proof, &width, &height);
  sheet = sheet_new (width, height, &cr);
  tsn_card_proof_draw (proof, cr);
  cairo_destroy (cr);
  g_ptr_array_add (self->sheets, sheet);
}

static GPtrArray *
paths_of (const GArray *left_out)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < left_out->len; i++)
    g_ptr_array_add (paths, tsn_card_left_out_path (&g_array_index (left_out, TsnCardLeftOut, i)));
  return paths;
}

static void
describe (TsnCardMade *self, const TsnPrintCard *card)
{
  const GArray *boxes = tsn_card_proof_boxes (card->proof);

  self->left_out = paths_of (card->code->left_out);
  self->left_off = paths_of (tsn_card_proof_left_off (card->proof));
  self->substituted = paths_of (tsn_card_proof_substituted (card->proof));
  for (guint i = 0; i < boxes->len; i++)
    {
      int field = (int) g_array_index (boxes, TsnCardBox, i).field.field;

      if (field >= 0 && field < 64)
        self->on_face |= G_GUINT64_CONSTANT (1) << field;
    }
}

/* The fonts of the proofs are this thread's. */
void
tsn_card_made_drop_proofs (TsnCardMade *self)
{
  for (guint i = 0; i < tsn_print_run_n_cards (self->run); i++)
    g_clear_pointer (&tsn_print_run_card (self->run, i)->proof, tsn_card_proof_free);
}

gboolean
tsn_card_made_set (TsnCardMade *self,
                   gboolean face_only,
                   TsnProgress progress,
                   gpointer progress_data,
                   GCancellable *cancellable,
                   GError **error)
{
  TsnPrintCard *first;
  g_autoptr (GPtrArray) proofs = NULL;

  if (!tsn_print_run_set (self->run, progress, progress_data, cancellable, error))
    {
      tsn_card_made_drop_proofs (self);
      return FALSE;
    }
  first = tsn_card_made_first (self);
  if (first == NULL)
    return TRUE;
  tsn_print_run_prove (self->run, self->order->position, &self->trouble);
  proofs = tsn_print_run_proofs (self->run);
  if (face_only)
    record_face (self, first->proof);
  else
    tsn_card_sheets_record (self->sheets, proofs, self->order->position);
  describe (self, first);
  tsn_card_made_drop_proofs (self);
  return TRUE;
}

/* -- The preview -- */

typedef struct
{
  TsnStore *store;
  TsnCardMade *made;
} Preview;

static void
preview_free (gpointer data)
{
  Preview *preview = data;

  g_object_unref (preview->store);
  tsn_card_made_unref (preview->made);
  g_free (preview);
}

static void
preview_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Preview *preview = data;
  TsnCardMade *made = preview->made;
  const TsnCardOrder *order = made->order;
  guint places = tsn_card_layout_per_sheet (order->issue.layout) - (order->position - 1);
  GError *error = NULL;

  if (tsn_card_made_compose (made, preview->store, places, cancellable, &error) &&
      tsn_card_made_set (made, order->people->len == 1, NULL, NULL, cancellable, &error))
    g_task_return_pointer (task, tsn_card_made_ref (made), (GDestroyNotify) tsn_card_made_unref);
  else
    g_task_return_error (task, error);
}

void
tsn_card_maker_preview_async (TsnStation *station,
                              const TsnCardOrder *order,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (station, cancellable, callback, user_data);
  Preview *preview = g_new0 (Preview, 1);

  preview->store = g_object_ref (tsn_station_get_store (station));
  preview->made = tsn_card_made_new (order);
  g_task_set_source_tag (task, tsn_card_maker_preview_async);
  g_task_set_task_data (task, preview, preview_free);
  g_task_run_in_thread (task, preview_worker);
}

TsnCardMade *
tsn_card_maker_preview_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
