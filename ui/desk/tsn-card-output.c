/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cards leave the program as a PDF or through the system's print dialog, and enter the register
 * once when they do. A file takes its place when its cards are registered; the print
 * dialog's answer is waited for, then the register, then the pages are given to the printer. What
 * was printed already is printed again as it is.
 */

#include <glib/gi18n.h>

#include "tsn-card-maker-private.h"
#include "tsn-toast.h"

typedef struct
{
  TsnStation *station;
  TsnStore *store;
  TsnCardMade *made;
  gboolean composed; /* it is the card of the preview */
  GPtrArray *sheets; /* of TsnCardSheet: to be printed */
  char *path;        /* of the PDF */
  GWeakRef parent;
  GWeakRef object;
  TsnCardDone done;
  /* Printing. */
  gboolean looking;  /* the dialog's own preview: not for paper */
  gboolean asked;    /* for the register */
  gboolean may_draw; /* it is in the register */
} Output;

static Output *
output_new (GtkWidget *parent,
            TsnStation *station,
            const TsnCardOrder *order,
            TsnCardMade *made,
            TsnCardDone done,
            gpointer object)
{
  Output *output = g_new0 (Output, 1);

  output->station = g_object_ref (station);
  output->store = g_object_ref (tsn_station_get_store (station));
  output->composed = made != NULL;
  output->made = made != NULL ? tsn_card_made_ref (made) : tsn_card_made_new (order);
  output->sheets = tsn_card_sheets_new ();
  g_weak_ref_init (&output->parent, parent);
  g_weak_ref_init (&output->object, object);
  output->done = done;
  return output;
}

static void
output_free (gpointer data)
{
  Output *output = data;

  g_object_unref (output->station);
  g_object_unref (output->store);
  tsn_card_made_unref (output->made);
  g_ptr_array_unref (output->sheets);
  g_free (output->path);
  g_weak_ref_clear (&output->parent);
  g_weak_ref_clear (&output->object);
  g_free (output);
}

static void
finish (Output *output, TsnCardMade *made)
{
  g_autoptr (GObject) object = g_weak_ref_get (&output->object);

  if (made != NULL)
    {
      made->registered = TRUE;
      tsn_station_changed (output->station, TSN_KIND_CARD, NULL);
    }
  if (object != NULL)
    output->done (object, made);
}

static void
say_error (Output *output, const GError *error)
{
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&output->parent);

  if (parent != NULL && error != NULL)
    tsn_toast_error (parent, error);
}

/* -- In the thread -- */

static gboolean
register_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnCardMade *made = data;

  return made->registered ||
         tsn_print_run_register (made->run, session, made->order->position, error);
}

/* Everything but paper: FALSE when there is no card at all. */
static gboolean
prepare (Output *output,
         TsnProgress progress,
         gpointer progress_data,
         GCancellable *cancellable,
         GError **error)
{
  TsnCardMade *made = output->made;

  if (!output->composed &&
      !tsn_card_made_compose (made, output->store, G_MAXUINT, cancellable, error))
    return FALSE;
  /* The preview may have been looked at for a while. */
  for (guint i = 0; i < tsn_print_run_n_cards (made->run); i++)
    tsn_print_run_card (made->run, i)->issue.now_ms = g_get_real_time () / 1000;
  if (!tsn_print_run_set (made->run, progress, progress_data, cancellable, error))
    return FALSE;
  if (tsn_print_run_n_ready (made->run) > 0)
    return TRUE;
  g_propagate_error (error, g_error_copy (tsn_print_run_refusal (made->run)));
  return FALSE;
}

static gboolean
write_pdf (gpointer data, const char *path, GError **error)
{
  const TsnCardMade *made = data;

  return tsn_print_run_write_pdf (made->run, made->order->position, path, error);
}

/* The last moment at which cancelling leaves nothing behind is before the register is asked. */
static gboolean
save_work (gpointer data,
           TsnProgress progress,
           gpointer progress_data,
           GCancellable *cancellable,
           GError **error)
{
  Output *output = data;
  TsnCardMade *made = output->made;
  gboolean saved = prepare (output, progress, progress_data, cancellable, error) &&
                   tsn_print_file_sync (output->store,
                                        output->path,
                                        write_pdf,
                                        register_work,
                                        made,
                                        cancellable,
                                        error);

  tsn_card_made_drop_proofs (made);
  return saved;
}

static gboolean
print_work (gpointer data,
            TsnProgress progress,
            gpointer progress_data,
            GCancellable *cancellable,
            GError **error)
{
  Output *output = data;
  TsnCardMade *made = output->made;
  gboolean proved = prepare (output, progress, progress_data, cancellable, error) &&
                    tsn_print_run_prove (made->run, made->order->position, error);

  if (proved)
    {
      g_autoptr (GPtrArray) proofs = tsn_print_run_proofs (made->run);

      tsn_card_sheets_record (output->sheets, proofs, made->order->position);
    }
  tsn_card_made_drop_proofs (made);
  return proved;
}

/* -- PDF -- */

static void
saved_cb (gpointer object, gpointer data, const GError *error)
{
  Output *output = data;

  say_error (output, error);
  finish (output, error == NULL ? output->made : NULL);
}

static void
place_chosen_cb (gpointer object, GFile *file)
{
  GtkWidget *parent = object;
  Output *output = g_object_steal_data (object, "tsn-card-output");

  if (output == NULL)
    return;
  output->path = g_file_get_path (file);
  if (output->path == NULL)
    {
      tsn_toast (parent, _ ("This is not a folder of this computer; choose another one"));
      output_free (output);
      return;
    }
  tsn_run_long_work (parent,
                     _ ("Saving the cards"),
                     save_work,
                     output,
                     output_free,
                     parent,
                     saved_cb);
}

/* The serial says which card it is and nothing about whose. */
static char *
name_of_file (const TsnCardOrder *order, const TsnCardMade *made)
{
  const TsnPrintCard *card = made != NULL ? tsn_card_made_first (made) : NULL;
  char day[TSN_DATE_ISO_SIZE];

  if (card != NULL)
    return g_strdup_printf ("card-%s.pdf", tsn_card_text (card->card, TSN_CARD_F_SERIAL));
  return g_strdup_printf ("cards-%s.pdf", tsn_date_format_iso (order->issue.written, day));
}

void
tsn_card_maker_save (GtkWidget *parent,
                     TsnStation *station,
                     const TsnCardOrder *order,
                     TsnCardMade *made,
                     TsnCardDone done,
                     gpointer object)
{
  static const char *const types[] = { "application/pdf", NULL };
  g_autofree char *name = name_of_file (order, made);

  /* One question at a time in front of one widget; a question that was closed left its cards. */
  g_object_set_data_full (G_OBJECT (parent),
                          "tsn-card-output",
                          output_new (parent, station, order, made, done, object),
                          output_free);
  tsn_choose_file (parent, _ ("Save as PDF"), TRUE, name, types, place_chosen_cb, parent);
}

/* -- The print dialog -- */

static gboolean
preview_cb (GtkPrintOperation *operation,
            GtkPrintOperationPreview *preview,
            GtkPrintContext *context,
            GtkWindow *window,
            Output *output)
{
  output->looking = TRUE;
  return FALSE;
}

typedef struct
{
  TsnCardMade *made;
  GtkPrintOperation *operation;
} Registering;

static void
registering_free (gpointer data)
{
  Registering *registering = data;

  tsn_card_made_unref (registering->made);
  g_object_unref (registering->operation);
  g_free (registering);
}

static gboolean
register_printed_work (TsnSession *session,
                       gpointer data,
                       GCancellable *cancellable,
                       GError **error)
{
  return register_work (session, ((Registering *) data)->made, cancellable, error);
}

static void
registered_cb (gpointer object, gpointer data, const GError *error)
{
  Output *output = g_object_get_data (object, "output");

  if (error != NULL)
    {
      say_error (output, error);
      gtk_print_operation_cancel (object);
      return;
    }
  output->may_draw = TRUE;
}

/* Comes again and again until it says TRUE: the register is asked meanwhile. */
static gboolean
paginate_cb (GtkPrintOperation *operation, GtkPrintContext *context, Output *output)
{
  Registering *registering;

  gtk_print_operation_set_n_pages (operation, (int) output->sheets->len);
  if (output->looking || output->may_draw || output->made->registered)
    return TRUE;
  if (output->asked)
    {
      g_usleep (1000); /* the main loop calls without pause */
      return FALSE;
    }
  output->asked = TRUE;
  registering = g_new0 (Registering, 1);
  registering->made = tsn_card_made_ref (output->made);
  registering->operation = g_object_ref (operation);
  tsn_station_ask (output->station,
                   TSN_STORE_WRITE,
                   register_printed_work,
                   registering,
                   registering_free,
                   operation,
                   registered_cb);
  return FALSE;
}

static const TsnCardSheet *
sheet_of (const Output *output, int page)
{
  return g_ptr_array_index (output->sheets, (guint) page);
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Output *output)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);

  cairo_set_source_surface (cr, sheet_of (output, page)->picture, 0, 0);
  cairo_paint (cr);
}

static void
set_paper (GtkPageSetup *setup, const TsnCardSheet *sheet, guint layout)
{
  gboolean a4 = tsn_card_layout_per_sheet (layout) > 1 || layout == TSN_LAYOUT_A4_FOLD;
  gboolean wide = sheet->width > sheet->height;
  GtkPaperSize *size = a4 ? gtk_paper_size_new (GTK_PAPER_NAME_A4)
                          : gtk_paper_size_new_custom ("tsunagi-card",
                                                       _ ("Contact card"),
                                                       MIN (sheet->width, sheet->height),
                                                       MAX (sheet->width, sheet->height),
                                                       GTK_UNIT_POINTS);

  gtk_page_setup_set_paper_size (setup, size);
  gtk_page_setup_set_orientation (setup,
                                  wide ? GTK_PAGE_ORIENTATION_LANDSCAPE
                                       : GTK_PAGE_ORIENTATION_PORTRAIT);
  gtk_paper_size_free (size);
}

/* Labels have each their own length. */
static void
request_page_setup_cb (GtkPrintOperation *operation,
                       GtkPrintContext *context,
                       int page,
                       GtkPageSetup *setup,
                       Output *output)
{
  set_paper (setup, sheet_of (output, page), output->made->order->issue.layout);
}

static void
printed_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, Output *output)
{
  g_autoptr (GError) error = NULL;
  gboolean printed = result == GTK_PRINT_OPERATION_RESULT_APPLY && !output->looking;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  say_error (output, error);
  finish (output, printed ? output->made : NULL);
}

static void
open_print_dialog (Output *output, GtkWidget *parent)
{
  /* The operation keeps itself alive until `done`. */
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr (GError) error = NULL;
  GtkRoot *root = gtk_widget_get_root (parent);

  set_paper (setup, sheet_of (output, 0), output->made->order->issue.layout);
  gtk_print_operation_set_job_name (operation, _ ("Contact card"));
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_object_set_data_full (G_OBJECT (operation), "output", output, output_free);
  g_signal_connect (operation, "preview", G_CALLBACK (preview_cb), output);
  g_signal_connect (operation, "paginate", G_CALLBACK (paginate_cb), output);
  g_signal_connect (operation, "request-page-setup", G_CALLBACK (request_page_setup_cb), output);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), output);
  g_signal_connect (operation, "done", G_CALLBACK (printed_cb), output);
  if (gtk_print_operation_run (operation,
                               GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                               &error) == GTK_PRINT_OPERATION_RESULT_ERROR)
    say_error (output, error);
}

static void
prepared_cb (gpointer object, gpointer data, const GError *error)
{
  Output **output = data;

  if (error == NULL)
    {
      open_print_dialog (g_steal_pointer (output), GTK_WIDGET (object));
      return;
    }
  say_error (*output, error);
  finish (*output, NULL);
}

/* The output goes on to the print operation, so the work has it at one remove. */
static gboolean
print_work_at (gpointer data,
               TsnProgress progress,
               gpointer progress_data,
               GCancellable *cancellable,
               GError **error)
{
  return print_work (*(Output **) data, progress, progress_data, cancellable, error);
}

static void
output_at_free (gpointer data)
{
  Output **output = data;

  g_clear_pointer (output, output_free);
  g_free (output);
}

void
tsn_card_maker_print (GtkWidget *parent,
                      TsnStation *station,
                      const TsnCardOrder *order,
                      TsnCardMade *made,
                      TsnCardDone done,
                      gpointer object)
{
  Output **output = g_new0 (Output *, 1);

  *output = output_new (parent, station, order, made, done, object);
  tsn_run_long_work (parent,
                     _ ("Making the cards"),
                     print_work_at,
                     output,
                     output_at_free,
                     parent,
                     prepared_cb);
}
