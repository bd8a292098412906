/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scanner of the contact cards, for once without a card. What the code says is for the caller
 * to judge. */

#include "tsn-line-photo.h"

#include <glib/gi18n.h>

#include "tsn-scanner.h"
#include "tsn-windows.h"

#define BUDGET_MS 2000u /* people have just waited for a dialog */

static void
read_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (TsnScanDocument) document = tsn_scan_document_new_from_file (data, NULL, &error);
  g_autoptr (GPtrArray) codes = NULL;

  if (document != NULL)
    codes = tsn_scanner_scan_document (scanner, document, BUDGET_MS, NULL, &error);
  for (guint i = 0; codes != NULL && i < codes->len; i++)
    {
      const TsnScanCode *code = g_ptr_array_index (codes, i);

      if (code->text == NULL)
        continue;
      g_task_return_pointer (task, g_strdup (code->text), g_free);
      return;
    }
  if (error == NULL)
    error = g_error_new_literal (G_IO_ERROR,
                                 G_IO_ERROR_NOT_FOUND,
                                 _ ("There is no code in this picture that can be read; take it "
                                    "anew, from nearer and in focus"));
  g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnLineRead read = (TsnLineRead) user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_task_propagate_pointer (G_TASK (result), &error);

  if (gtk_widget_get_root (GTK_WIDGET (source)) != NULL)
    read (source, line, error);
}

static void
chosen_cb (gpointer object, GFile *file)
{
  TsnLineRead read = (TsnLineRead) g_object_get_data (object, "tsn-line-read");
  g_autoptr (GTask) task = g_task_new (object, NULL, read_cb, (gpointer) read);

  g_task_set_source_tag (task, chosen_cb);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, read_worker);
}

void
tsn_line_photo_choose (GtkWidget *object, TsnLineRead read)
{
  static const char *const types[] = { "image/png", "image/jpeg", "application/pdf", NULL };

  g_object_set_data (G_OBJECT (object), "tsn-line-read", (gpointer) read);
  tsn_choose_file (object, _ ("Choose a photo of the code"), FALSE, NULL, types, chosen_cb, object);
}
