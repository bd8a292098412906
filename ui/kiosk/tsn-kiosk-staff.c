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
  GtkWidget *group = gtk_widget_get_parent (waiting);
  GtkWidget *trouble;

  if (error != NULL || group == NULL)
    return;
  tsn_kiosk_label_set_text (waiting, words);
  if (!state->unreadable)
    return;
  trouble = tsn_kiosk_label_new (
      _ ("A list of cards that were being printed could not be read. Some may count as handed out "
         "though nobody has them."));
  gtk_widget_add_css_class (trouble, "trouble");
  gtk_box_insert_child_after (GTK_BOX (group), trouble, waiting);
}

static gboolean
state_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  State *state = data;
  guint64 quarantined;

  return tsn_session_count_waiting (session, &state->waiting, &quarantined, error) &&
         tsn_kiosk_pending_look (session, &state->unreadable, error);
}

static void let_in (GtkWidget *panel);

static TsnKioskWindow *
window_of (GtkWidget *panel)
{
  return TSN_KIOSK_WINDOW (gtk_widget_get_root (panel));
}

/* All but the title, which is hidden, and what was typed with. */
static void
empty (GtkWidget *panel)
{
  TsnKioskWindow *self = window_of (panel);
  GtkWidget *title = gtk_widget_get_first_child (panel);

  gtk_widget_set_visible (title, FALSE);
  while (gtk_widget_get_next_sibling (title) != NULL)
    gtk_box_remove (GTK_BOX (panel), gtk_widget_get_next_sibling (title));
  g_object_set_data (G_OBJECT (self->input), "entry", NULL);
  adw_bin_set_child (self->input, NULL);
  gtk_widget_set_size_request (GTK_WIDGET (self->input), -1, -1);
}

static void
set_up_cb (GtkWidget *panel)
{
  TsnKioskWindow *self = window_of (panel);
  GtkWidget *setup = tsn_kiosk_setup_new (self->station, self->settings);

  g_signal_connect_object (setup, "done", G_CALLBACK (let_in), panel, G_CONNECT_SWAPPED);
  empty (panel);
  gtk_box_append (GTK_BOX (panel), setup);
  gtk_widget_child_focus (setup, GTK_DIR_TAB_FORWARD);
}

static void
new_passphrase_cb (GtkWidget *panel)
{
  TsnVault *vault = tsn_station_get_vault (window_of (panel)->station);

  empty (panel);
  gtk_box_append (GTK_BOX (panel),
                  tsn_kiosk_new_passphrase_new (vault, G_CALLBACK (let_in), panel));
  gtk_widget_child_focus (panel, GTK_DIR_TAB_FORWARD);
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

/* -- By subject, in two columns -- */

/* The next of @groups. */
static GtkWidget *
add_group (GtkWidget *groups, const char *title, int number)
{
  GtkWidget *group = g_object_new (GTK_TYPE_BOX,
                                   "orientation",
                                   GTK_ORIENTATION_VERTICAL,
                                   "spacing",
                                   12,
                                   "hexpand",
                                   TRUE,
                                   "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_GROUP,
                                   NULL);
  GtkWidget *label = tsn_kiosk_label_new (title);

  gtk_widget_add_css_class (label, "group-title");
  gtk_accessible_update_property (GTK_ACCESSIBLE (group), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (GTK_BOX (group), label);
  gtk_grid_attach (GTK_GRID (groups), group, number % 2, number / 2, 1, 1);
  return group;
}

static GtkWidget *
add_button (GtkWidget *group, const char *text, GCallback clicked, gpointer object)
{
  GtkWidget *button = tsn_kiosk_panel_add (group, text, NULL, clicked, object);

  gtk_widget_set_halign (button, GTK_ALIGN_FILL);
  return button;
}

static void
add_reading (TsnKioskWindow *self, GtkWidget *group)
{
  if (tsn_kiosk_voice_is_there (self->voice))
    g_signal_connect_object (add_button (group, reading_in_words (self), NULL, NULL),
                             "clicked",
                             G_CALLBACK (read_aloud_cb),
                             self,
                             0);
  else
    gtk_box_append (
        GTK_BOX (group),
        tsn_kiosk_label_new (_ ("Reading aloud: no voice is installed, or it does not answer")));
}

static GtkWidget *
new_groups (TsnKioskWindow *self, GtkWidget *panel)
{
  GtkWidget *groups = gtk_grid_new ();
  GtkWidget *waiting = tsn_kiosk_label_new ("");
  GtkWidget *machine;

  gtk_grid_set_column_homogeneous (GTK_GRID (groups), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (groups), 48);
  gtk_grid_set_row_spacing (GTK_GRID (groups), 32);
  gtk_widget_set_margin_bottom (groups, 24);
  add_button (add_group (groups, _ ("Printing"), 0),
              _ ("Printer and paper"),
              G_CALLBACK (set_up_cb),
              panel);
  gtk_box_append (GTK_BOX (add_group (groups, _ ("Network"), 1)), waiting);
  add_reading (self, add_group (groups, _ ("Sound"), 2));
  machine = add_group (groups, _ ("This machine"), 3);
  if (tsn_kiosk_is_device (self))
    add_button (machine, _ ("Change the passphrase"), G_CALLBACK (new_passphrase_cb), panel);
  add_button (machine, _ ("End the kiosk"), G_CALLBACK (end_cb), self);
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   state_work,
                   g_new0 (State, 1),
                   g_free,
                   waiting,
                   state_answer);
  return groups;
}

static void
let_in (GtkWidget *panel)
{
  TsnKioskWindow *self = window_of (panel);

  empty (panel);
  gtk_widget_set_visible (gtk_widget_get_first_child (panel), TRUE);
  gtk_box_append (GTK_BOX (panel), new_groups (self, panel));
  tsn_kiosk_panel_add (panel,
                       _ ("Back to the kiosk"),
                       "next",
                       G_CALLBACK (tsn_kiosk_printing_resume),
                       self);
  gtk_widget_child_focus (panel, GTK_DIR_TAB_FORWARD);
}

/* -- The passphrase -- */

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
      let_in (panel);
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
