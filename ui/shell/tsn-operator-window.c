/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One small form with two faces: a label and a passphrase for somebody new, or the old passphrase
 * and a new one for oneself. It stays open with what was typed when that is refused. */

#include "tsn-operator-window.h"

#include <glib/gi18n.h>

#include "tsn-dialog.h"
#include "tsn-operators.h"
#include "tsn-passphrase-group.h"
#include "tsn-passphrase.h"
#include "tsn-readers.h"
#include "tsn-say.h"
#include "tsn-secret.h"
#include "tsn-toast.h"

#define TSN_TYPE_OPERATOR_WINDOW (tsn_operator_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnOperatorWindow, tsn_operator_window, TSN, OPERATOR_WINDOW, TsnDialog)

struct _TsnOperatorWindow
{
  TsnDialog parent_instance;

  TsnStation *station;
  gboolean adding; /* else it is the own passphrase that changes */
  gboolean pin;    /* and is called a PIN */

  AdwEntryRow *label;
  AdwPasswordEntryRow *old_one;
  TsnPassphraseGroup *passphrase;
  GtkLabel *trouble;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (TsnOperatorWindow, tsn_operator_window, TSN_TYPE_DIALOG)

static void
done_cb (gpointer object, gpointer data, const GError *error)
{
  TsnOperatorWindow *self = object;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_widget_set_sensitive (self->button, TRUE);
  /* Nobody gave a recovery key here. */
  if (g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET))
    {
      tsn_say (self->trouble,
               self->pin ? _ ("The PIN until now is wrong")
                         : _ ("The passphrase until now is wrong"));
      gtk_widget_grab_focus (GTK_WIDGET (self->old_one));
      return;
    }
  if (error != NULL)
    {
      tsn_say_error (self->trouble, error);
      return;
    }
  if (parent != NULL)
    tsn_toast (gtk_window_get_focus (parent) != NULL ? gtk_window_get_focus (parent)
                                                     : gtk_window_get_child (parent),
               self->adding ? _ ("Added")
               : self->pin  ? _ ("The PIN was changed")
                            : _ ("The passphrase was changed"));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
save_cb (TsnOperatorWindow *self)
{
  const char *label = gtk_editable_get_text (GTK_EDITABLE (self->label));
  const char *old_one = gtk_editable_get_text (GTK_EDITABLE (self->old_one));
  char *passphrase;

  tsn_say (self->trouble, NULL);
  if (self->adding && label[0] == '\0')
    {
      tsn_say (self->trouble, _ ("Enter a post or a desk."));
      gtk_widget_grab_focus (GTK_WIDGET (self->label));
      return;
    }
  passphrase = tsn_passphrase_group_dup (self->passphrase);
  if (passphrase == NULL)
    return;
  gtk_widget_set_sensitive (self->button, FALSE);
  if (self->adding)
    tsn_operators_add (self->station, label, passphrase, self, done_cb);
  else
    tsn_operators_change_passphrase (self->station, old_one, passphrase, self, done_cb);
  tsn_secret_text_free (passphrase);
}

static void
next_cb (TsnOperatorWindow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
tsn_operator_window_dispose (GObject *object)
{
  TsnOperatorWindow *self = TSN_OPERATOR_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_OPERATOR_WINDOW);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_operator_window_parent_class)->dispose (object);
}

static void
tsn_operator_window_class_init (TsnOperatorWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_operator_window_dispose;
  g_type_ensure (TSN_TYPE_PASSPHRASE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-operator-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnOperatorWindow, label);
  gtk_widget_class_bind_template_child (widget_class, TsnOperatorWindow, old_one);
  gtk_widget_class_bind_template_child (widget_class, TsnOperatorWindow, passphrase);
  gtk_widget_class_bind_template_child (widget_class, TsnOperatorWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, TsnOperatorWindow, button);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
}

static void
tsn_operator_window_init (TsnOperatorWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_readers_name_parts (GTK_WIDGET (self->old_one), _ ("Show what is typed"));
}

static void
show_window (GtkWidget *parent, TsnStation *station, gboolean adding)
{
  TsnOperatorWindow *self = g_object_new (TSN_TYPE_OPERATOR_WINDOW, NULL);
  TsnRole role = tsn_vault_role (tsn_station_get_vault (station));

  self->station = g_object_ref (station);
  self->adding = adding;
  self->pin = tsn_role_takes_pin (role);
  tsn_passphrase_group_set_role (self->passphrase, role);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->old_one),
                                 self->pin ? _ ("PIN until now") : _ ("Passphrase until now"));
  gtk_widget_set_visible (GTK_WIDGET (self->label), adding);
  gtk_widget_set_visible (GTK_WIDGET (self->old_one), !adding);
  gtk_window_set_title (GTK_WINDOW (self),
                        adding      ? _ ("Add a person")
                        : self->pin ? _ ("Change the PIN")
                                    : _ ("Change the passphrase"));
  gtk_button_set_label (GTK_BUTTON (self->button), adding ? _ ("_Add") : _ ("_Change"));
  tsn_dialog_present (self, parent);
  gtk_widget_grab_focus (adding ? GTK_WIDGET (self->label) : GTK_WIDGET (self->old_one));
}

void
tsn_operator_window_add (GtkWidget *parent, TsnStation *station)
{
  show_window (parent, station, TRUE);
}

void
tsn_operator_window_change (GtkWidget *parent, TsnStation *station)
{
  show_window (parent, station, FALSE);
}
