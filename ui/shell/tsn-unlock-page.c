/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page between a locked station and the desk. It says what went wrong under the entry, counts
 * down while the vault makes one wait, and keeps what was typed until it was right.
 *
 * The other form is for the day on which nobody knows a passphrase: the recovery key opens the
 * records, and a new operator with a new passphrase is made in the same breath, so that the paper
 * can go back to the safe. */

#include "tsn-unlock-page.h"

#include <glib/gi18n.h>

#include "tsn-operators.h"
#include "tsn-passphrase-group.h"
#include "tsn-passphrase.h"
#include "tsn-phone-keypad.h"
#include "tsn-readers.h"
#include "tsn-recovery-key.h"
#include "tsn-say.h"
#include "tsn-secret.h"
#include "tsn-stack.h"
#include "tsn-toast.h"
#include "tsn-words.h"

struct _TsnUnlockPage
{
  AdwBin parent_instance;

  TsnStation *station;
  guint waiting; /* source id of the countdown */
  char *label;   /* of the operator who is made after a recovery */
  char *new_one; /* and the passphrase */

  GtkStack *forms;
  GtkLabel *operators;
  AdwPasswordEntryRow *passphrase;
  AdwBin *keys; /* empty, or with a TsnPhoneKeypad */
  GtkLabel *no_keyring;
  GtkLabel *trouble;
  GtkLabel *caps_lock;
  GtkWidget *button;
  GtkWidget *forgotten;
  GtkSpinner *spinner;

  GtkLabel *recovery_words;
  AdwEntryRow *recovery_key;
  AdwEntryRow *new_label;
  TsnPassphraseGroup *new_passphrase;
  GtkLabel *recovery_trouble;
  GtkWidget *recover;
  GtkWidget *back;

  gboolean pin; /* what the device is opened with is called a PIN */
};

G_DEFINE_FINAL_TYPE (TsnUnlockPage, tsn_unlock_page, ADW_TYPE_BIN)

/* What is not sensitive is not told that it loses the focus, and GTK would find its cursor blinking
 * without it: the focus goes first. */
static void
set_busy (TsnUnlockPage *self, gboolean busy)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (busy && root != NULL)
    gtk_root_set_focus (root, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->forms), !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

/* -- Waiting after too many wrong tries -- */

static gboolean
count_down (TsnUnlockPage *self)
{
  TsnVault *vault = tsn_station_get_vault (self->station);
  guint seconds = vault != NULL ? tsn_vault_seconds_to_wait (vault) : 0;
  g_autofree char *sentence = NULL;

  gtk_widget_set_sensitive (self->button, seconds == 0);
  if (seconds == 0)
    {
      tsn_say (self->trouble, NULL);
      return FALSE;
    }
  sentence = g_strdup_printf (ngettext ("Too many wrong tries. Wait %u second.",
                                        "Too many wrong tries. Wait %u seconds.",
                                        seconds),
                              seconds);
  tsn_say (self->trouble, sentence);
  return TRUE;
}

static gboolean
waiting_cb (gpointer user_data)
{
  TsnUnlockPage *self = user_data;

  if (count_down (self))
    return G_SOURCE_CONTINUE;
  self->waiting = 0;
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
  return G_SOURCE_REMOVE;
}

static gboolean
has_to_wait (TsnUnlockPage *self)
{
  g_clear_handle_id (&self->waiting, g_source_remove);
  if (!count_down (self))
    return FALSE;
  self->waiting = g_timeout_add_seconds (1, waiting_cb, self);
  return TRUE;
}

/* -- The passphrase -- */

/* A passphrase that the input method has turned into kana is the usual mistake. */
static char *
hint_at_input_method (const char *typed, const char *sentence)
{
  for (const char *c = typed; *c != '\0'; c++)
    if ((guchar) *c >= 0x80)
      return g_strdup_printf ("%s\n%s", sentence, _ ("Was the Japanese input on by mistake?"));
  return g_strdup (sentence);
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnUnlockPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *hinted = NULL;

  set_busy (self, FALSE);
  if (tsn_station_unlock_finish (TSN_STATION (source), result, &error))
    {
      tsn_unlock_page_reset (self);
      return;
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
  if (has_to_wait (self))
    return;
  sentence = self->pin && g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET)
                 ? g_strdup (_ ("The PIN is wrong."))
                 : tsn_words_error (error);
  hinted = hint_at_input_method (gtk_editable_get_text (GTK_EDITABLE (self->passphrase)), sentence);
  tsn_say (self->trouble, hinted);
}

static void
unlock_cb (TsnUnlockPage *self)
{
  const char *passphrase = gtk_editable_get_text (GTK_EDITABLE (self->passphrase));

  if (passphrase[0] == '\0' || has_to_wait (self))
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
      return;
    }
  set_busy (self, TRUE);
  tsn_station_unlock_async (self->station, passphrase, NULL, unlocked_cb, g_object_ref (self));
}

static void
changed_cb (TsnUnlockPage *self)
{
  if (self->waiting == 0)
    tsn_say (self->trouble, NULL);
}

static void
caps_lock_cb (TsnUnlockPage *self, GParamSpec *spec, GdkDevice *keyboard)
{
  gtk_widget_set_visible (GTK_WIDGET (self->caps_lock), gdk_device_get_caps_lock_state (keyboard));
}

static void
watch_caps_lock (TsnUnlockPage *self)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (self)));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;

  if (keyboard == NULL)
    return;
  g_signal_connect_object (keyboard,
                           "notify::caps-lock-state",
                           G_CALLBACK (caps_lock_cb),
                           self,
                           G_CONNECT_SWAPPED);
  caps_lock_cb (self, NULL, keyboard);
}

/* -- The recovery key -- */

static void
forgotten_cb (TsnUnlockPage *self)
{
  gtk_stack_set_visible_child_name (self->forms, "recovery");
  gtk_widget_grab_focus (GTK_WIDGET (self->recovery_key));
}

static void
back_cb (TsnUnlockPage *self)
{
  tsn_unlock_page_reset (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
operator_added_cb (gpointer object, gpointer data, const GError *error)
{
  if (error != NULL)
    tsn_toast_error (object, error);
  else
    tsn_toast (object,
               TSN_UNLOCK_PAGE (object)->pin
                   ? _ ("The new PIN opens this computer from now on.")
                   : _ ("The new passphrase opens this computer from now on."));
}

static void
recovered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnUnlockPage) self = user_data;
  g_autoptr (GError) error = NULL;

  set_busy (self, FALSE);
  if (tsn_station_unlock_finish (TSN_STATION (source), result, &error))
    {
      tsn_operators_add (self->station, self->label, self->new_one, self, operator_added_cb);
      tsn_unlock_page_reset (self);
      return;
    }
  tsn_say_error (self->recovery_trouble, error);
  gtk_widget_grab_focus (GTK_WIDGET (self->recovery_key));
}

static void
recover_cb (TsnUnlockPage *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->recovery_key));
  const char *label = gtk_editable_get_text (GTK_EDITABLE (self->new_label));
  guint8 key[TSN_RECOVERY_KEY_SIZE];
  g_autoptr (GError) error = NULL;

  if (!tsn_recovery_key_parse (typed, key, &error))
    {
      tsn_say_error (self->recovery_trouble, error);
      gtk_widget_grab_focus (GTK_WIDGET (self->recovery_key));
      return;
    }
  tsn_secret_wipe (key, sizeof key);
  tsn_say (self->recovery_trouble, NULL);
  g_clear_pointer (&self->new_one, tsn_secret_text_free);
  self->new_one = tsn_passphrase_group_dup (self->new_passphrase);
  if (self->new_one == NULL)
    return;
  g_free (self->label);
  self->label = g_strdup (label[0] != '\0' ? label : _ ("Coordinator"));
  set_busy (self, TRUE);
  tsn_station_unlock_async (self->station, NULL, typed, recovered_cb, g_object_ref (self));
}

static void
recovery_key_done_cb (TsnUnlockPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->new_label));
}

static void
new_label_done_cb (TsnUnlockPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->new_passphrase));
}

/* -- Life -- */

static gboolean
tsn_unlock_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TSN_UNLOCK_PAGE (widget)->passphrase));
}

static void
tsn_unlock_page_dispose (GObject *object)
{
  TsnUnlockPage *self = TSN_UNLOCK_PAGE (object);

  g_clear_handle_id (&self->waiting, g_source_remove);
  g_clear_pointer (&self->new_one, tsn_secret_text_free);
  g_clear_pointer (&self->label, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_UNLOCK_PAGE);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_unlock_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, forms);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, operators);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, passphrase);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, keys);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, no_keyring);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, trouble);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, caps_lock);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, button);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, forgotten);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, spinner);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, recovery_words);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, recovery_key);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, new_label);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, new_passphrase);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, recovery_trouble);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, recover);
  gtk_widget_class_bind_template_child (class, TsnUnlockPage, back);
  gtk_widget_class_bind_template_callback (class, unlock_cb);
  gtk_widget_class_bind_template_callback (class, changed_cb);
  gtk_widget_class_bind_template_callback (class, forgotten_cb);
  gtk_widget_class_bind_template_callback (class, back_cb);
  gtk_widget_class_bind_template_callback (class, recover_cb);
  gtk_widget_class_bind_template_callback (class, recovery_key_done_cb);
  gtk_widget_class_bind_template_callback (class, new_label_done_cb);
}

static void
tsn_unlock_page_class_init (TsnUnlockPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_unlock_page_dispose;
  widget_class->grab_focus = tsn_unlock_page_grab_focus;
  g_type_ensure (TSN_TYPE_PASSPHRASE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-unlock-page.ui");
  bind_children (widget_class);
}

static void
tsn_unlock_page_init (TsnUnlockPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_readers_name_parts (GTK_WIDGET (self->passphrase), _ ("Show what is typed"));
  tsn_stack_tell_readers (GTK_WIDGET (self->forms));
  watch_caps_lock (self);
}

GtkWidget *
tsn_unlock_page_new (TsnStation *station)
{
  TsnUnlockPage *self = g_object_new (TSN_TYPE_UNLOCK_PAGE, NULL);

  self->station = g_object_ref (station);
  return GTK_WIDGET (self);
}

static void
name_operators (TsnUnlockPage *self)
{
  TsnVault *vault = tsn_station_get_vault (self->station);
  g_autoptr (GArray) operators = vault != NULL ? tsn_vault_list_operators (vault) : NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; operators != NULL && i < operators->len; i++)
    g_string_append_printf (names,
                            "%s%s",
                            i > 0 ? _ (", ") : "",
                            g_array_index (operators, TsnOperator, i).label);
  gtk_label_set_label (self->operators, names->str);
  gtk_widget_set_visible (GTK_WIDGET (self->operators), names->len > 0);
}

static void
ask_for_pin (TsnUnlockPage *self)
{
  GtkWidget *keypad = self->pin ? tsn_phone_keypad_new_for_pin () : NULL;

  if (keypad != NULL)
    tsn_phone_keypad_set_target (TSN_PHONE_KEYPAD (keypad), GTK_EDITABLE (self->passphrase));
  adw_bin_set_child (self->keys, keypad);
}

/* What the device is opened with, by its own name. */
static void
take_role (TsnUnlockPage *self)
{
  TsnVault *vault = tsn_station_get_vault (self->station);
  TsnRole role = vault != NULL ? tsn_vault_role (vault) : TSN_ROLE_DESK;
  gboolean pin = self->pin = tsn_role_takes_pin (role);
  gboolean no_keyring;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->passphrase),
                                 pin ? _ ("PIN") : _ ("Passphrase"));
  gtk_button_set_label (GTK_BUTTON (self->forgotten),
                        pin ? _ ("_Forgotten the PIN?") : _ ("_Forgotten the passphrase?"));
  gtk_button_set_label (GTK_BUTTON (self->back),
                        pin ? _ ("_Back to the PIN") : _ ("_Back to the passphrase"));
  gtk_label_set_label (
      self->recovery_words,
      pin ? _ ("Fetch the printed recovery key from the safe. At the same time a new PIN is made; "
               "the old ones stay until they are removed in the settings.")
          : _ ("Fetch the printed recovery key from the safe. At the same time a new passphrase is "
               "made; the old ones stay until they are removed in the settings."));
  tsn_passphrase_group_set_role (self->new_passphrase, role);
  ask_for_pin (self);
  g_object_get (self->station, "no-keyring", &no_keyring, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->no_keyring), no_keyring);
}

void
tsn_unlock_page_reset (TsnUnlockPage *self)
{
  take_role (self);
  gtk_editable_set_text (GTK_EDITABLE (self->passphrase), "");
  gtk_editable_set_text (GTK_EDITABLE (self->recovery_key), "");
  gtk_editable_set_text (GTK_EDITABLE (self->new_label), _ ("Coordinator"));
  tsn_passphrase_group_clear (self->new_passphrase);
  g_clear_pointer (&self->new_one, tsn_secret_text_free);
  tsn_say (self->recovery_trouble, NULL);
  gtk_stack_set_visible_child_name (self->forms, "passphrase");
  name_operators (self);
  (void) has_to_wait (self);
}
