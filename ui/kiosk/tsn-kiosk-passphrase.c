/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The old passphrase is not asked for again: whoever sees this has just typed it. What a new one
 * must be is said in the words of the first run.
 */

#include "tsn-kiosk-passphrase.h"

#include <glib/gi18n.h>

#include "tsn-kiosk-label.h"
#include "tsn-kiosk-page.h"
#include "tsn-kiosk-panel.h"
#include "tsn-passphrase-group.h"
#include "tsn-words.h"

GtkWidget *
tsn_kiosk_passphrase_entry_new (const char *label)
{
  g_autoptr (GtkEntryBuffer) buffer = gtk_password_entry_buffer_new ();
  GtkWidget *entry = gtk_entry_new_with_buffer (buffer);

  gtk_entry_set_visibility (GTK_ENTRY (entry), FALSE);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_PASSWORD);
  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE);
  gtk_widget_add_css_class (entry, "kiosk-entry");
  tsn_kiosk_set_input (entry, TSN_KIOSK_INPUT_PASSPHRASE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return entry;
}

/* -- Trying one -- */

typedef struct
{
  TsnVault *vault;
  char *passphrase;
  TsnKioskTryPassphrase try;
} Try;

static void
try_free (gpointer data)
{
  Try *self = data;

  tsn_secret_text_free (self->passphrase);
  g_free (self);
}

static void
try_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Try *self = data;
  GError *error = NULL;

  if (self->try (self->vault, self->passphrase, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tsn_kiosk_try_passphrase (TsnVault *vault,
                          GtkWidget *entry,
                          TsnKioskTryPassphrase try,
                          gpointer source,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, NULL, callback, user_data);
  Try *self = g_new0 (Try, 1);

  self->vault = vault;
  self->passphrase = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
  self->try = try;
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  g_task_set_source_tag (task, tsn_kiosk_try_passphrase);
  g_task_set_task_data (task, self, try_free);
  g_task_run_in_thread (task, try_worker);
}

gboolean
tsn_kiosk_try_passphrase_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- Another one -- */

typedef struct
{
  TsnVault *vault; /* borrowed */
  GtkWidget *first, *again, *words;
} NewPassphrase;

/* @trouble: (nullable): NULL: it is @done */
static void
say (NewPassphrase *self, const char *trouble, const char *done)
{
  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (self->words), trouble != NULL ? trouble : done);
  if (trouble != NULL)
    gtk_widget_add_css_class (self->words, "trouble");
  else
    gtk_widget_remove_css_class (self->words, "trouble");
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  NewPassphrase *self = g_object_get_data (source, "new-passphrase");
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!tsn_kiosk_try_passphrase_finish (result, &error))
    sentence = tsn_words_error (error);
  say (self, sentence, _ ("The passphrase was changed"));
  gtk_widget_set_sensitive (GTK_WIDGET (source), TRUE);
}

static void
change_cb (GtkWidget *box)
{
  NewPassphrase *self = g_object_get_data (G_OBJECT (box), "new-passphrase");
  g_autofree char *missing = tsn_passphrase_group_missing (
      gtk_editable_get_text (GTK_EDITABLE (self->first)),
      gtk_editable_get_text (GTK_EDITABLE (self->again)),
      TSN_ROLE_KIOSK);

  say (self, missing, NULL);
  if (missing[0] != '\0')
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->again), "");
  gtk_widget_set_sensitive (box, FALSE);
  tsn_kiosk_try_passphrase (self->vault,
                            self->first,
                            tsn_vault_set_staff_passphrase,
                            box,
                            changed_cb,
                            NULL);
}

static GtkWidget *
add_entry (GtkWidget *row, const char *label)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *entry = tsn_kiosk_passphrase_entry_new (label);

  gtk_box_append (GTK_BOX (box), tsn_kiosk_label_new (label));
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (row), box);
  return entry;
}

GtkWidget *
tsn_kiosk_new_passphrase_new (TsnVault *vault, GCallback left, gpointer object)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 16);
  /* Beside each other: the keys on the screen leave little room. */
  GtkWidget *entries = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  GtkWidget *ways = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  NewPassphrase *self = g_new0 (NewPassphrase, 1);

  g_object_set_data_full (G_OBJECT (box), "new-passphrase", self, g_free);
  self->vault = vault;
  gtk_box_set_homogeneous (GTK_BOX (entries), TRUE);
  self->first = add_entry (entries, _ ("New passphrase"));
  self->again = add_entry (entries, _ ("The same once more"));
  self->words = tsn_kiosk_label_new ("");
  g_signal_connect_swapped (self->again, "activate", G_CALLBACK (change_cb), box);
  gtk_box_append (GTK_BOX (box), entries);
  gtk_box_append (GTK_BOX (box), self->words);
  gtk_widget_set_halign (ways, GTK_ALIGN_CENTER);
  tsn_kiosk_panel_add (ways, _ ("Back"), NULL, left, object);
  tsn_kiosk_panel_add (ways, _ ("Change the passphrase"), "next", G_CALLBACK (change_cb), box);
  gtk_box_append (GTK_BOX (box), ways);
  return box;
}
