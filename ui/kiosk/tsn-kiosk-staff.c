/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the staff see, after the hidden gesture and the passphrase: of an operator, or, on a device
 * that is a kiosk, that of its staff. They read the desk's language, whatever the resident before
 * them read.
 */

#include <adwaita.h>
#include <glib/gi18n.h>

#include "tsn-kiosk-label.h"
#include "tsn-kiosk-panel.h"
#include "tsn-kiosk-passphrase.h"
#include "tsn-kiosk-pending.h"
#include "tsn-kiosk-setup.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"
#include "tsn-session-sync.h"
#include "tsn-words.h"

static void
end_cb (TsnKioskWindow *self)
{
  gtk_window_destroy (GTK_WINDOW (self));
}

typedef struct
{
  guint64 waiting;
  gboolean unreadable;
} State;

static void
state_answer (gpointer waiting, gpointer data, const GError *error)
{
  const State *state = data;
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, state->waiting);
  g_autofree char *words = g_strdup_printf (_ ("Waiting for the server: %s"), number);
  GtkWidget *panel = gtk_widget_get_parent (waiting);
  GtkWidget *trouble;

  if (error != NULL || panel == NULL)
    return;
  tsn_kiosk_label_set_text (waiting, words);
  if (!state->unreadable)
    return;
  trouble = tsn_kiosk_label_new (
      _ ("A list of cards that were being printed could not be read. Some may count as handed out "
         "though nobody has them."));
  tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (trouble), TRUE);
  gtk_widget_add_css_class (trouble, "trouble");
  gtk_box_insert_child_after (GTK_BOX (panel), trouble, waiting);
}

static gboolean
state_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  State *state = data;
  guint64 quarantined;

  return tsn_session_count_waiting (session, &state->waiting, &quarantined, error) &&
         tsn_kiosk_pending_look (session, &state->unreadable, error);
}

static void let_in (TsnKioskWindow *self, GtkWidget *panel);

/* All but the title, and what the passphrase was typed with. */
static void
empty (TsnKioskWindow *self, GtkWidget *panel)
{
  GtkWidget *title = gtk_widget_get_first_child (panel);

  while (gtk_widget_get_next_sibling (title) != NULL)
    gtk_box_remove (GTK_BOX (panel), gtk_widget_get_next_sibling (title));
  g_object_set_data (G_OBJECT (self->input), "entry", NULL);
  adw_bin_set_child (self->input, NULL);
  gtk_widget_set_size_request (GTK_WIDGET (self->input), -1, -1);
}

static void
set_up_done_cb (GtkWidget *setup, TsnKioskWindow *self)
{
  let_in (self, gtk_widget_get_parent (setup));
}

static void
set_up_cb (GtkWidget *button, TsnKioskWindow *self)
{
  GtkWidget *panel = gtk_widget_get_parent (button);
  GtkWidget *setup = tsn_kiosk_setup_new (self->station, self->settings);

  g_signal_connect_object (setup, "done", G_CALLBACK (set_up_done_cb), self, 0);
  empty (self, panel);
  gtk_widget_set_visible (gtk_widget_get_first_child (panel), FALSE);
  gtk_box_append (GTK_BOX (panel), setup);
  gtk_widget_child_focus (setup, GTK_DIR_TAB_FORWARD);
}

static const char *
reading_in_words (TsnKioskWindow *self)
{
  return g_settings_get_boolean (self->settings, "kiosk-read-aloud") ? _ ("Reading aloud: on")
                                                                     : _ ("Reading aloud: off");
}

static void
read_aloud_cb (GtkWidget *button, TsnKioskWindow *self)
{
  gboolean before = g_settings_get_boolean (self->settings, "kiosk-read-aloud");

  g_settings_set_boolean (self->settings, "kiosk-read-aloud", !before);
  tsn_kiosk_button_set_text (button, reading_in_words (self));
}

static void
add_reading (TsnKioskWindow *self, GtkWidget *panel)
{
  GtkWidget *label;

  if (tsn_kiosk_voice_is_there (self->voice))
    {
      g_signal_connect_object (
          tsn_kiosk_panel_add (panel, reading_in_words (self), NULL, NULL, NULL),
          "clicked",
          G_CALLBACK (read_aloud_cb),
          self,
          0);
      return;
    }
  label = tsn_kiosk_label_new (_ ("Reading aloud: no voice is installed, or it does not answer"));
  tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (panel), label);
}

static void
let_in (TsnKioskWindow *self, GtkWidget *panel)
{
  GtkWidget *waiting = tsn_kiosk_label_new ("");

  empty (self, panel);
  gtk_widget_set_visible (gtk_widget_get_first_child (panel), TRUE);
  gtk_box_append (GTK_BOX (panel), waiting);
  tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (waiting), TRUE);
  g_signal_connect_object (tsn_kiosk_panel_add (panel, _ ("Printer and paper"), NULL, NULL, NULL),
                           "clicked",
                           G_CALLBACK (set_up_cb),
                           self,
                           0);
  add_reading (self, panel);
  tsn_kiosk_panel_add (panel,
                       _ ("Back to the kiosk"),
                       "next",
                       G_CALLBACK (tsn_kiosk_printing_resume),
                       self);
  tsn_kiosk_panel_add (panel, _ ("End the kiosk"), NULL, G_CALLBACK (end_cb), self);
  if (tsn_kiosk_is_device (self))
    gtk_box_append (GTK_BOX (panel),
                    tsn_kiosk_new_passphrase_new (tsn_station_get_vault (self->station)));
  gtk_widget_child_focus (panel, GTK_DIR_TAB_FORWARD);
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   state_work,
                   g_new0 (State, 1),
                   g_free,
                   waiting,
                   state_answer);
}

/* (transfer full): there is no recovery key here, of which the words for everybody speak. */
static char *
words_of (const GError *error, TsnVault *vault)
{
  guint seconds = tsn_vault_seconds_to_wait (vault);

  if (g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET))
    return g_strdup (_ ("The passphrase is wrong. Try again."));
  if (g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_TOO_MANY_TRIES))
    return g_strdup_printf (ngettext ("Too many wrong tries. Wait %u second.",
                                      "Too many wrong tries. Wait %u seconds.",
                                      seconds),
                            seconds);
  return tsn_words_error (error);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnKioskWindow *self = TSN_KIOSK_WINDOW (source);
  g_autoptr (GtkWidget) entry = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  GtkWidget *panel, *trouble;

  if (gtk_widget_get_root (entry) == NULL)
    return; /* whoever typed it has gone */
  panel = gtk_widget_get_parent (gtk_widget_get_parent (entry));
  if (tsn_kiosk_try_passphrase_finish (result, &error))
    {
      let_in (self, panel);
      return;
    }
  sentence = words_of (error, tsn_station_get_vault (self->station));
  gtk_widget_set_sensitive (entry, TRUE);
  gtk_widget_grab_focus (entry);
  trouble = g_object_get_data (G_OBJECT (panel), "trouble");
  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (trouble), sentence);
  gtk_widget_set_visible (trouble, TRUE);
}

static void
passphrase_cb (GtkWidget *entry, TsnKioskWindow *self)
{
  gtk_window_set_focus (GTK_WINDOW (self), NULL); /* in good order: GTK 4.8 minds */
  gtk_widget_set_sensitive (entry, FALSE);
  tsn_kiosk_try_passphrase (tsn_station_get_vault (self->station),
                            entry,
                            tsn_vault_check_passphrase,
                            self,
                            checked_cb,
                            g_object_ref (entry));
}

/* The keys on the screen have no Enter. */
static void
open_cb (GtkWidget *entry)
{
  g_signal_emit_by_name (entry, "activate");
}

GtkWidget *
tsn_kiosk_staff_page (TsnKioskWindow *self)
{
  GtkWidget *panel, *entry, *trouble, *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);

  tsn_kiosk_set_language (0);
  panel = tsn_kiosk_panel_new (_ ("For the staff"),
                               tsn_kiosk_is_device (self) ? _ ("The staff's passphrase:")
                                                          : _ ("The passphrase of an operator:"));
  entry = tsn_kiosk_passphrase_entry_new (_ ("Passphrase"));
  trouble = tsn_kiosk_label_new ("");
  gtk_widget_add_css_class (trouble, "trouble");
  gtk_widget_set_visible (trouble, FALSE);
  g_object_set_data (G_OBJECT (panel), "trouble", trouble);
  g_signal_connect_object (entry, "activate", G_CALLBACK (passphrase_cb), self, 0);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_box_append (GTK_BOX (row), entry);
  tsn_kiosk_panel_add (row, _ ("Open"), "next", G_CALLBACK (open_cb), entry);
  /* The keys on the screen leave little room below. */
  gtk_widget_add_css_class (panel, "narrow");
  gtk_box_append (GTK_BOX (panel), row);
  gtk_box_append (GTK_BOX (panel), trouble);
  tsn_kiosk_panel_add (panel,
                       _ ("Back to the kiosk"),
                       NULL,
                       G_CALLBACK (tsn_kiosk_printing_resume),
                       self);
  return panel;
}
