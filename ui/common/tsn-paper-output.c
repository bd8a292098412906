/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Paper leaves the program by the system's print dialog or as a PDF. Both draw the pages that the
 * preview shows, and both in a thread: to set a page of names takes longer than a frame. */

#include <glib/gi18n.h>

#include "tsn-toast.h"
#include "tsn-windows.h"

typedef struct
{
  TsnPaper *paper;
  GWeakRef parent; /* where troubles are said */
  GWeakRef object;
  TsnPaperDone done;
  char *path; /* of the PDF */
} Output;

static Output *
output_new (GtkWidget *parent, TsnPaper *paper, TsnPaperDone done, gpointer object)
{
  Output *output = g_new0 (Output, 1);

  output->paper = tsn_paper_ref (paper);
  g_weak_ref_init (&output->parent, parent);
  g_weak_ref_init (&output->object, object);
  output->done = done;
  return output;
}

static void
output_free (gpointer pointer)
{
  Output *output = pointer;

  tsn_paper_unref (output->paper);
  g_weak_ref_clear (&output->parent);
  g_weak_ref_clear (&output->object);
  g_free (output->path);
  g_free (output);
}

static void
say_error (Output *output, const GError *error)
{
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&output->parent);

  if (parent != NULL && error != NULL)
    tsn_toast_error (parent, error);
}

static void
say_done (Output *output)
{
  g_autoptr (GObject) object = g_weak_ref_get (&output->object);

  if (object != NULL && output->done != NULL)
    output->done (object);
}

static GtkWindow *
window_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* -- Printing -- */

typedef struct
{
  TsnPaper *paper;
  guint page;
  cairo_t *cr; /* the operation's; the thread's alone until the page is said to be finished */
} Page;

static void
page_free (gpointer data)
{
  Page *page = data;

  tsn_paper_unref (page->paper);
  cairo_destroy (page->cr);
  g_free (page);
}

static void
draw_page_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Page *page = data;

  tsn_paper_draw_page (page->paper, page->page, page->cr);
  g_task_return_boolean (task, TRUE);
}

static void
page_drawn_cb (GObject *operation, GAsyncResult *result, gpointer user_data)
{
  gtk_print_operation_draw_page_finish (GTK_PRINT_OPERATION (operation));
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int number, TsnPaper *paper)
{
  g_autoptr (GTask) task = g_task_new (operation, NULL, page_drawn_cb, NULL);
  Page *page = g_new (Page, 1);

  page->paper = tsn_paper_ref (paper);
  page->page = (guint) number;
  page->cr = cairo_reference (gtk_print_context_get_cairo_context (context));
  gtk_print_operation_set_defer_drawing (operation);
  g_task_set_task_data (task, page, page_free);
  g_task_run_in_thread (task, draw_page_worker);
}

static void
printed_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, Output *output)
{
  g_autoptr (GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  else if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    say_done (output);
  say_error (output, error);
}

/* The sheet is the paper's: labels and cards have margins of their own in what is drawn. */
static GtkPageSetup *
new_page_setup (const TsnPaper *paper)
{
  GtkPageSetup *setup = gtk_page_setup_new ();
  g_autoptr (GtkPaperSize) size = NULL;
  g_autoptr (GtkPaperSize) known = gtk_paper_size_new (GTK_PAPER_NAME_A4);
  double width, height;

  tsn_paper_get_page_size (paper, &width, &height);
  if (ABS (MIN (width, height) - gtk_paper_size_get_width (known, GTK_UNIT_POINTS)) < 2 &&
      ABS (MAX (width, height) - gtk_paper_size_get_height (known, GTK_UNIT_POINTS)) < 2)
    size = gtk_paper_size_copy (known);
  else
    size = gtk_paper_size_new_custom ("tsunagi",
                                      tsn_paper_get_title (paper),
                                      MIN (width, height),
                                      MAX (width, height),
                                      GTK_UNIT_POINTS);
  gtk_page_setup_set_paper_size (setup, size);
  gtk_page_setup_set_orientation (setup,
                                  width > height ? GTK_PAGE_ORIENTATION_LANDSCAPE
                                                 : GTK_PAGE_ORIENTATION_PORTRAIT);
  return setup;
}

GtkPrintOperation *
tsn_paper_operation_new (TsnPaper *paper)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = new_page_setup (paper);

  gtk_print_operation_set_job_name (operation, tsn_paper_get_title (paper));
  gtk_print_operation_set_n_pages (operation, (int) tsn_paper_get_n_pages (paper));
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation,
                         "draw-page",
                         G_CALLBACK (draw_page_cb),
                         tsn_paper_ref (paper),
                         (GClosureNotify) G_CALLBACK (tsn_paper_unref),
                         0);
  return operation;
}

void
tsn_print_paper (GtkWidget *parent, TsnPaper *paper, TsnPaperDone done, gpointer object)
{
  /* The operation keeps itself alive until `done`. */
  g_autoptr (GtkPrintOperation) operation = tsn_paper_operation_new (paper);
  g_autoptr (GError) error = NULL;
  Output *output = output_new (parent, paper, done, object);

  g_signal_connect (operation, "done", G_CALLBACK (printed_cb), output);
  g_object_set_data_full (G_OBJECT (operation), "output", output, output_free);
  if (gtk_print_operation_run (operation,
                               GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               window_of (parent),
                               &error) == GTK_PRINT_OPERATION_RESULT_ERROR)
    say_error (output, error);
}

/* -- PDF -- */

static gboolean
write_pdf (gpointer data,
           TsnProgress progress,
           gpointer progress_data,
           GCancellable *cancellable,
           GError **error)
{
  Output *output = data;

  return tsn_paper_write_pdf_sync (output->paper, output->path, cancellable, error);
}

static void
written_cb (gpointer object, gpointer data, const GError *error)
{
  Output *output = data;

  if (error != NULL)
    say_error (output, error);
  else
    {
      tsn_toast (GTK_WIDGET (object), _ ("Saved"));
      say_done (output);
    }
}

static void
place_chosen_cb (gpointer object, GFile *file)
{
  GtkWidget *parent = object;
  Output *output = g_object_steal_data (object, "tsn-save-paper");

  if (output == NULL)
    return;
  output->path = g_file_get_path (file);
  if (output->path == NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (
          G_IO_ERROR,
          G_IO_ERROR_NOT_SUPPORTED,
          _ ("This is not a folder of this computer; choose another one"));

      say_error (output, error);
      output_free (output);
      return;
    }
  tsn_run_long_work (parent,
                     _ ("Saving the PDF"),
                     write_pdf,
                     output,
                     output_free,
                     parent,
                     written_cb);
}

void
tsn_save_paper (GtkWidget *parent, TsnPaper *paper, TsnPaperDone done, gpointer object)
{
  static const char *const types[] = { "application/pdf", NULL };
  g_autofree char *name = g_strdup_printf ("%s.pdf", tsn_paper_get_title (paper));

  g_strdelimit (name, "/\\:*?\"<>|", '-');
  /* One question at a time in front of one widget; a question that was closed left its paper. */
  g_object_set_data_full (G_OBJECT (parent),
                          "tsn-save-paper",
                          output_new (parent, paper, done, object),
                          output_free);
  tsn_choose_file (parent, _ ("Save as PDF"), TRUE, name, types, place_chosen_cb, parent);
}
