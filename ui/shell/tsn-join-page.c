/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The invitation, the passphrase, the six digits, the records. Going back or away loses nothing:
 * the computer that has asked stays the one that has asked, until another invitation is taken. The
 * server is asked once a second while the digits are on the screen; what may pass (no network) is
 * said below them, what will not pass leads back to the invitation. */

#include "tsn-join-page.h"

#include <glib/gi18n.h>

#include "tsn-first-pull.h"
#include "tsn-line-photo.h"
#include "tsn-newcomer.h"
#include "tsn-passphrase-group.h"
#include "tsn-passphrase.h"
#include "tsn-phone-keypad.h"
#include "tsn-readers.h"
#include "tsn-say.h"
#include "tsn-secret.h"
#include "tsn-stack.h"

#define ASK_MS 1000

struct _TsnJoinPage
{
  AdwBin parent_instance;

  TsnStation *station; /* NULL: gone */
  TsnNewcomer *newcomer;
  GCancellable *asking; /* NULL: no question is under way */
  guint timer;
  char *passphrase; /* as it was chosen; NULL: at an earlier start */

  GtkWidget *back;
  GtkWidget *cancel;
  GtkStack *steps;
  AdwEntryRow *line;
  GtkWidget *server;
  AdwEntryRow *label;
  GtkLabel *line_trouble;
  GtkLabel *operator_title;
  GtkLabel *operator_words;
  GtkWidget *operator_group;
  AdwEntryRow *operator;
  TsnPassphraseGroup *new_passphrase;
  GtkLabel *operator_trouble;
  GtkSpinner *spinner;
  GtkLabel *waiting_words;
  GtkLabel *code;
  GtkSpinner *waiting_spinner;
  GtkLabel *waiting_trouble;
  AdwPasswordEntryRow *passphrase_row;
  GtkLabel *passphrase_words;
  GtkLabel *passphrase_trouble;
  AdwBin *keys; /* empty, or with a TsnPhoneKeypad */
  TsnFirstPull *pull;
};

enum
{
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnJoinPage, tsn_join_page, ADW_TYPE_BIN)

static char *
dup_text (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

/* -- Steps -- */

static gboolean
is_at (TsnJoinPage *self, const char *step)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->steps), step) == 0;
}

static void
go_to (TsnJoinPage *self, const char *step, gpointer focus)
{
  gboolean busy = g_str_equal (step, "working") || g_str_equal (step, "pull");

  gtk_stack_set_visible_child_name (self->steps, step);
  gtk_widget_set_visible (self->back, !busy);
  gtk_widget_set_visible (self->cancel, !busy);
  gtk_spinner_set_spinning (self->spinner, g_str_equal (step, "working"));
  gtk_spinner_set_spinning (self->waiting_spinner, g_str_equal (step, "waiting"));
  if (focus != NULL)
    gtk_widget_grab_focus (focus);
}

/* By the invitation that was taken. */
static gboolean
is_kiosk (TsnJoinPage *self)
{
  return tsn_newcomer_get_line (self->newcomer)->invitation.role == TSN_ROLE_KIOSK;
}

static void
stop_asking (TsnJoinPage *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
cancel_cb (TsnJoinPage *self)
{
  stop_asking (self);
  g_signal_emit (self, signals[LEFT], 0);
}

static void
back_cb (TsnJoinPage *self)
{
  stop_asking (self);
  if (is_at (self, "line"))
    g_signal_emit (self, signals[LEFT], 0);
  else
    go_to (self, "line", self->line);
}

/* -- Moving in -- */

/* For what was chosen at an earlier start. */
static void
ask_again (TsnJoinPage *self)
{
  gboolean pin = tsn_role_takes_pin (tsn_newcomer_get_line (self->newcomer)->invitation.role);
  GtkWidget *keypad = pin ? tsn_phone_keypad_new_for_pin () : NULL;

  gtk_label_set_label (
      self->passphrase_words,
      pin ? _ ("Enter the PIN that was chosen when it asked to be let in.")
          : _ ("Enter the passphrase that was chosen when it asked to be let in."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->passphrase_row),
                                 pin ? _ ("PIN") : _ ("Passphrase"));
  if (pin)
    tsn_phone_keypad_set_target (TSN_PHONE_KEYPAD (keypad), GTK_EDITABLE (self->passphrase_row));
  adw_bin_set_child (self->keys, keypad);
  go_to (self, "passphrase", self->passphrase_row);
}

static void
moved_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnJoinPage) self = user_data;
  g_autoptr (GError) error = NULL;
  TsnVault *vault;
  TsnStore *store;

  if (!tsn_newcomer_move_in_finish (TSN_NEWCOMER (source), result, &vault, &store, &error))
    {
      if (self->station == NULL)
        return;
      g_clear_pointer (&self->passphrase, tsn_secret_text_free);
      tsn_say_error (is_kiosk (self) ? self->line_trouble : self->passphrase_trouble, error);
      if (is_kiosk (self))
        go_to (self, "line", self->line);
      else
        ask_again (self);
      return;
    }
  if (self->station == NULL)
    {
      tsn_store_close (store);
      g_object_unref (store);
      tsn_vault_free (vault);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->passphrase_row), "");
  tsn_passphrase_group_clear (self->new_passphrase);
  tsn_first_pull_begin (self->pull, self->station, vault, store, NULL);
  go_to (self, "pull", self->pull);
}

static void
move_in (TsnJoinPage *self)
{
  go_to (self, "working", NULL);
  tsn_newcomer_move_in_async (self->newcomer, self->passphrase, moved_in_cb, g_object_ref (self));
}

static void
passphrase_done_cb (TsnJoinPage *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row));

  if (typed[0] == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
      return;
    }
  tsn_say (self->passphrase_trouble, NULL);
  g_clear_pointer (&self->passphrase, tsn_secret_text_free);
  self->passphrase = g_strdup (typed);
  move_in (self);
}

/* -- Waiting -- */

static void ask (TsnJoinPage *self);

static gboolean
timer_cb (gpointer user_data)
{
  TsnJoinPage *self = user_data;

  self->timer = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

/* Whether it is worth asking again. */
static gboolean
may_pass (const GError *error)
{
  return g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE) ||
         g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_BUSY) ||
         g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_SERVER_FAILED);
}

static void
show_code (TsnJoinPage *self, const char *code)
{
  g_autofree char *grouped = g_strdup_printf ("%.3s %s", code, code + 3);

  gtk_label_set_label (self->waiting_words,
                       _ ("Read these six digits to the coordinator, who enters them there. Nobody "
                          "else needs them."));
  gtk_label_set_label (self->code, grouped);
  gtk_widget_set_visible (GTK_WIDGET (self->code), TRUE);
}

static void
hide_code (TsnJoinPage *self)
{
  gtk_label_set_label (self->waiting_words,
                       _ ("The coordinator's device has not seen this one yet. This takes a few "
                          "seconds when the invitation is open there."));
  gtk_widget_set_visible (GTK_WIDGET (self->code), FALSE);
  tsn_say (self->waiting_trouble, NULL);
}

static void
take_stage (TsnJoinPage *self, TsnJoinStage stage, const char *code)
{
  if (stage == TSN_JOIN_CODE)
    show_code (self, code);
  if (stage != TSN_JOIN_GRANTED)
    self->timer = g_timeout_add (ASK_MS, timer_cb, self);
  else if (self->passphrase != NULL || is_kiosk (self))
    move_in (self);
  else
    ask_again (self);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnJoinPage) self = user_data;
  g_autoptr (GError) error = NULL;
  char code[TSN_ENROLMENT_CODE_SIZE];
  TsnJoinStage stage;
  gboolean ok = tsn_newcomer_ask_finish (TSN_NEWCOMER (source), result, &stage, code, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->asking) /* somebody has gone back */
    return;
  g_clear_object (&self->asking);
  if (ok || may_pass (error))
    tsn_say_error (self->waiting_trouble, error);
  if (ok)
    take_stage (self, stage, code);
  else if (may_pass (error))
    self->timer = g_timeout_add (ASK_MS, timer_cb, self);
  else
    {
      tsn_say_error (self->line_trouble, error);
      go_to (self, "line", self->line);
    }
}

static void
ask (TsnJoinPage *self)
{
  self->asking = g_cancellable_new ();
  tsn_newcomer_ask_async (self->newcomer, self->asking, asked_cb, g_object_ref (self));
}

static void
begin_to_wait (TsnJoinPage *self)
{
  hide_code (self);
  go_to (self, "waiting", self->cancel);
  ask (self);
}

/* -- The passphrase -- */

/* A kiosk is opened by nobody: what is asked for is the way to its staff page. */
static void
ask_for_passphrase (TsnJoinPage *self)
{
  gboolean kiosk = is_kiosk (self);
  TsnRole role = tsn_newcomer_get_line (self->newcomer)->invitation.role;

  gtk_label_set_label (self->operator_title,
                       kiosk ? _ ("A passphrase for the staff") : _ ("Who opens this computer?"));
  tsn_passphrase_group_set_role (self->new_passphrase, role);
  gtk_label_set_label (
      self->operator_words,
      kiosk ? _ ("This computer becomes a kiosk: it starts by itself, and residents make their "
                 "cards on it. With this passphrase the staff get at its settings. It opens "
                 "nothing that residents have written.")
      : tsn_role_takes_pin (role)
          ? _ ("The keys to the cards are sealed with this PIN. Write a crew or a vehicle as the "
               "label, not a name: it can be read on the lock screen. More people can be added "
               "later.")
          : _ ("Everything is sealed with this passphrase. Write a post or a desk as the label, "
               "not a name: it can be read on the lock screen. More people can be added "
               "later."));
  gtk_widget_set_visible (self->operator_group, !kiosk);
  go_to (self, "operator", kiosk ? (gpointer) self->new_passphrase : self->operator);
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnJoinPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = tsn_newcomer_begin_finish (TSN_NEWCOMER (source), result, &error);

  if (self->station == NULL)
    return;
  if (ok)
    begin_to_wait (self);
  else
    {
      tsn_say_error (self->operator_trouble, error);
      go_to (self, "operator", self->new_passphrase);
    }
}

static void
operator_done_cb (TsnJoinPage *self)
{
  g_autofree char *label = dup_text (self->label);
  g_autofree char *operator= dup_text (self->operator);
  char *passphrase = tsn_passphrase_group_dup (self->new_passphrase);

  if (passphrase == NULL)
    return;
  g_clear_pointer (&self->passphrase, tsn_secret_text_free);
  self->passphrase = passphrase;
  tsn_say (self->operator_trouble, NULL);
  go_to (self, "working", NULL);
  tsn_newcomer_begin_async (self->newcomer,
                            label,
                            operator[0] != '\0' ? operator : _ ("First operator"),
                            passphrase,
                            begun_cb,
                            g_object_ref (self));
}

static void
operator_activated_cb (TsnJoinPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->new_passphrase));
}

/* -- The invitation -- */

static void
line_changed_cb (TsnJoinPage *self)
{
  TsnInvitationLine line;
  gboolean whole = tsn_invitation_line_parse (&line,
                                              gtk_editable_get_text (GTK_EDITABLE (self->line)),
                                              NULL);
  g_autofree char *address = whole ? g_strdup_printf ("%s:%u", line.host, line.port) : NULL;
  g_autofree char *title = whole ? g_markup_escape_text (address, -1) : NULL;

  tsn_say (self->line_trouble, NULL);
  gtk_widget_set_visible (self->server, whole);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->server), whole ? title : "");
}

/* NULL: all is well. */
static const char *
trouble_with (TsnJoinPage *self, const char *label, GtkWidget **mend)
{
  *mend = GTK_WIDGET (self->label);
  if (!tsn_device_label_check (label))
    return _ (
        "Give the computer a name of 1 to 60 characters, so that the others know which one "
        "it is");
  return NULL;
}

static void
line_done_cb (TsnJoinPage *self)
{
  g_autofree char *label = dup_text (self->label);
  g_autoptr (GError) error = NULL;
  const char *trouble;
  GtkWidget *mend;

  if (!tsn_newcomer_take_line (self->newcomer,
                               gtk_editable_get_text (GTK_EDITABLE (self->line)),
                               &error))
    {
      tsn_say_error (self->line_trouble, error);
      gtk_widget_grab_focus (GTK_WIDGET (self->line));
      return;
    }
  trouble = trouble_with (self, label, &mend);
  tsn_say (self->line_trouble, trouble);
  if (trouble != NULL)
    gtk_widget_grab_focus (mend);
  else if (tsn_newcomer_has_begun (self->newcomer))
    begin_to_wait (self);
  else
    ask_for_passphrase (self);
}

static void
photo_read (gpointer object, const char *line, const GError *error)
{
  TsnJoinPage *self = object;

  if (line != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->line), line);
  tsn_say_error (self->line_trouble, error);
  gtk_widget_grab_focus (GTK_WIDGET (self->line));
}

static void
photo_cb (TsnJoinPage *self)
{
  tsn_line_photo_choose (GTK_WIDGET (self), photo_read);
}

/* -- Life -- */

static void
tsn_join_page_dispose (GObject *object)
{
  TsnJoinPage *self = TSN_JOIN_PAGE (object);

  stop_asking (self);
  g_clear_pointer (&self->passphrase, tsn_secret_text_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_JOIN_PAGE);
  g_clear_object (&self->newcomer);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_join_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, TsnJoinPage, back);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, cancel);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, steps);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, line);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, server);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, label);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, line_trouble);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, operator_title);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, operator_words);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, operator_group);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, operator);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, new_passphrase);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, operator_trouble);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, spinner);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, waiting_words);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, code);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, waiting_spinner);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, waiting_trouble);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, passphrase_row);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, passphrase_words);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, passphrase_trouble);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, keys);
  gtk_widget_class_bind_template_child (class, TsnJoinPage, pull);
  gtk_widget_class_bind_template_callback (class, back_cb);
  gtk_widget_class_bind_template_callback (class, cancel_cb);
  gtk_widget_class_bind_template_callback (class, line_changed_cb);
  gtk_widget_class_bind_template_callback (class, line_done_cb);
  gtk_widget_class_bind_template_callback (class, photo_cb);
  gtk_widget_class_bind_template_callback (class, operator_activated_cb);
  gtk_widget_class_bind_template_callback (class, operator_done_cb);
  gtk_widget_class_bind_template_callback (class, passphrase_done_cb);
}

static void
tsn_join_page_class_init (TsnJoinPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_join_page_dispose;
  signals[LEFT] = g_signal_new ("left",
                                TSN_TYPE_JOIN_PAGE,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                0);
  g_type_ensure (TSN_TYPE_FIRST_PULL);
  g_type_ensure (TSN_TYPE_PASSPHRASE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-join-page.ui");
  bind_children (widget_class);
}

static void
tsn_join_page_init (TsnJoinPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->steps));
  tsn_readers_name_parts (GTK_WIDGET (self->passphrase_row), _ ("Show what is typed"));
  gtk_editable_set_text (GTK_EDITABLE (self->label), g_get_host_name ());
  gtk_editable_set_text (GTK_EDITABLE (self->operator), _ ("First operator"));
}

void
tsn_join_page_set_station (TsnJoinPage *self, TsnStation *station)
{
  self->station = g_object_ref (station);
  self->newcomer = tsn_newcomer_new (tsn_station_get_folder (station));
}

void
tsn_join_page_begin (TsnJoinPage *self)
{
  if (tsn_newcomer_has_begun (self->newcomer))
    begin_to_wait (self);
  else
    go_to (self, "line", self->line);
}

gboolean
tsn_join_page_has_begun (TsnJoinPage *self)
{
  return tsn_newcomer_has_begun (self->newcomer);
}
