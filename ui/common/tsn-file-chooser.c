/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Choosing a file. Both classes here ask the portal where there is one, so that a sandbox sees only
 * what the user has picked. GtkFileDialog is newer than the oldest GTK that we run on and
 * GtkFileChooserNative is deprecated on the newest: this is the only file that knows. */

#include "tsn-windows.h"

typedef struct
{
  TsnFileChosen chosen;
  GWeakRef object;
  gboolean save;
} Choice;

static void
choice_finish (Choice *choice, GFile *file)
{
  g_autoptr (GObject) object = g_weak_ref_get (&choice->object);

  if (object != NULL && file != NULL)
    choice->chosen (object, file);
  g_weak_ref_clear (&choice->object);
  g_free (choice);
}

/* An entry with a star is a pattern of file names: our own files have no MIME type. */
static GtkFileFilter *
new_filter (const char *const *mime_types)
{
  GtkFileFilter *filter = gtk_file_filter_new ();
  g_autoptr (GString) name = g_string_new (NULL);

  for (gsize i = 0; mime_types[i] != NULL; i++)
    {
      g_autofree char *description = NULL;

      if (strchr (mime_types[i], '*') != NULL && strchr (mime_types[i], '/') == NULL)
        {
          gtk_file_filter_add_pattern (filter, mime_types[i]);
          description = g_strdup (mime_types[i]);
        }
      else
        {
          gtk_file_filter_add_mime_type (filter, mime_types[i]);
          description = g_content_type_get_description (mime_types[i]);
        }
      if (strstr (name->str, description) == NULL)
        g_string_append_printf (name, "%s%s", name->len > 0 ? ", " : "", description);
    }
  gtk_file_filter_set_name (filter, name->str);
  return filter;
}

static GtkWindow *
window_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS
#if GTK_CHECK_VERSION(4, 10, 0)

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Choice *choice = user_data;
  GtkFileDialog *dialog = GTK_FILE_DIALOG (source);
  g_autoptr (GFile) file = choice->save ? gtk_file_dialog_save_finish (dialog, result, NULL)
                                        : gtk_file_dialog_open_finish (dialog, result, NULL);

  choice_finish (choice, file);
}

static void
ask_for_file (GtkWindow *parent,
              const char *title,
              const char *name,
              GtkFileFilter *filter,
              Choice *choice)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, title);
  if (name != NULL)
    gtk_file_dialog_set_initial_name (dialog, name);
  if (filter != NULL)
    gtk_file_dialog_set_default_filter (dialog, filter);
  if (choice->save)
    gtk_file_dialog_save (dialog, parent, NULL, chosen_cb, choice);
  else
    gtk_file_dialog_open (dialog, parent, NULL, chosen_cb, choice);
}

#else

static void
response_cb (GtkNativeDialog *native, int response, Choice *choice)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (native))
                               : NULL;

  choice_finish (choice, file);
  g_object_unref (native);
}

/* A native dialog belongs to nobody: it is unreferenced by its answer. */
static void
ask_for_file (GtkWindow *parent,
              const char *title,
              const char *name,
              GtkFileFilter *filter,
              Choice *choice)
{
  GtkFileChooserAction action = choice->save ? GTK_FILE_CHOOSER_ACTION_SAVE
                                             : GTK_FILE_CHOOSER_ACTION_OPEN;
  GtkFileChooserNative *native = gtk_file_chooser_native_new (title, parent, action, NULL, NULL);

  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (native), name);
  if (filter != NULL)
    gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (native), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  g_signal_connect (native, "response", G_CALLBACK (response_cb), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (native));
}

#endif
G_GNUC_END_IGNORE_DEPRECATIONS

void
tsn_choose_file (GtkWidget *parent,
                 const char *title,
                 gboolean save,
                 const char *name,
                 const char *const *mime_types,
                 TsnFileChosen chosen,
                 gpointer object)
{
  g_autoptr (GtkFileFilter) filter = mime_types != NULL ? new_filter (mime_types) : NULL;
  Choice *choice = g_new0 (Choice, 1);

  choice->chosen = chosen;
  choice->save = save;
  g_weak_ref_init (&choice->object, object);
  ask_for_file (window_of (parent), title, save ? name : NULL, filter, choice);
}
