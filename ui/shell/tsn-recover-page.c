/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two forms: what the server needs to give the records back, and who opens this computer. A
 * recovery that was broken off after the keys had come needs neither key nor code again, only the
 * passphrase of then. */

#include "tsn-recover-page.h"

#include <glib/gi18n.h>

#include "tsn-first-pull.h"
#include "tsn-first-run-page.h"
#include "tsn-http-transport.h"
#include "tsn-line-photo.h"
#include "tsn-passphrase-group.h"
#include "tsn-readers.h"
#include "tsn-recover.h"
#include "tsn-recovery-key.h"
#include "tsn-say.h"
#include "tsn-secret.h"
#include "tsn-stack.h"
#include "tsn-words.h"

struct _TsnRecoverPage
{
  AdwBin parent_instance;

  TsnStation *station; /* NULL: gone */
  gboolean begun;      /* at an earlier try */

  GtkWidget *back;
  GtkWidget *cancel;
  GtkStack *steps;
  AdwEntryRow *line;
  GtkWidget *server;
  AdwEntryRow *code;
  AdwEntryRow *key;
  GtkLabel *server_trouble;
  GtkLabel *words;
  AdwEntryRow *label;
  AdwEntryRow *operator;
  TsnPassphraseGroup *new_passphrase;
  GtkWidget *old_passphrase;
  AdwPasswordEntryRow *passphrase_row;
  GtkLabel *operator_trouble;
  GtkSpinner *spinner;
  TsnFirstPull *pull;
};

enum
{
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnRecoverPage, tsn_recover_page, ADW_TYPE_BIN)

static const char *
text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* -- Steps -- */

static void
go_to (TsnRecoverPage *self, const char *step, gpointer focus)
{
  gboolean busy = g_str_equal (step, "working") || g_str_equal (step, "pull");

  gtk_stack_set_visible_child_name (self->steps, step);
  gtk_widget_set_visible (self->back, !busy);
  gtk_widget_set_visible (self->cancel, !busy);
  gtk_spinner_set_spinning (self->spinner, g_str_equal (step, "working"));
  if (focus != NULL)
    gtk_widget_grab_focus (focus);
}

static void
cancel_cb (TsnRecoverPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->key), "");
  g_signal_emit (self, signals[LEFT], 0);
}

static void
back_cb (TsnRecoverPage *self)
{
  if (g_str_equal (gtk_stack_get_visible_child_name (self->steps), "server"))
    cancel_cb (self);
  else
    go_to (self, "server", self->line);
}

/* -- Recovering -- */

typedef struct
{
  char *folder;
  TsnServerLine line;
  char code[7];
  char *recovery_key; /* NULL: it was begun */
  char *label;
  char *operator_label;
  char *passphrase;
  TsnVault *vault;
  TsnStore *store;
} Recover;

static void
recover_free (gpointer pointer)
{
  Recover *recover = pointer;

  if (recover->store != NULL)
    tsn_store_close (recover->store);
  g_clear_object (&recover->store);
  tsn_vault_free (recover->vault);
  g_free (recover->folder);
  tsn_secret_text_free (recover->recovery_key);
  g_free (recover->label);
  g_free (recover->operator_label);
  tsn_secret_text_free (recover->passphrase);
  g_free (recover);
}

static void
recover_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Recover *self = data;
  g_autoptr (TsnTransport) transport = tsn_http_transport_new (self->line.host,
                                                               self->line.port,
                                                               self->line.pin);
  const TsnRecovery recovery = {
    .folder = self->folder,
    .line = &self->line,
    .transport = transport,
    .code = self->code,
    .recovery_key = self->recovery_key,
    .label = self->label,
    .operator_label = self->operator_label,
    .passphrase = self->passphrase,
    .cost = TSN_VAULT_COST_MODERATE,
  };
  GError *error = NULL;

  if (tsn_recover (&recovery, &self->vault, &self->store, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What is said of the passphrase is mended in the second form, all else in the first. */
static void
show_error (TsnRecoverPage *self, const GError *error)
{
  gboolean passphrase = g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WEAK) ||
                        (self->begun &&
                         g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET));

  tsn_say_error (passphrase ? self->operator_trouble : self->server_trouble, error);
  if (passphrase)
    go_to (self,
           "operator",
           self->begun ? GTK_WIDGET (self->passphrase_row) : GTK_WIDGET (self->new_passphrase));
  else
    go_to (self, "server", self->line);
}

static void show_begun (TsnRecoverPage *self);

static void
recovered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnRecoverPage *self = TSN_RECOVER_PAGE (source);
  Recover *recover = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_application_release (g_application_get_default ());
  if (self->station == NULL)
    return;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      show_begun (self);
      show_error (self, error);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->key), "");
  gtk_editable_set_text (GTK_EDITABLE (self->passphrase_row), "");
  tsn_passphrase_group_clear (self->new_passphrase);
  tsn_first_pull_begin (self->pull,
                        self->station,
                        g_steal_pointer (&recover->vault),
                        g_steal_pointer (&recover->store),
                        _ ("The devices of before are still let in. Shut out each one that was "
                           "lost: in the settings, under Devices. Put the sheet with the recovery "
                           "key back into the safe."));
  go_to (self, "pull", self->pull);
}

/* Takes @passphrase. The app stays until it has ended. */
static void
begin_to_recover (TsnRecoverPage *self, char *passphrase)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, recovered_cb, NULL);
  Recover *recover = g_new0 (Recover, 1);
  const char *operator_label = text_of (self->operator);

  recover->folder = g_strdup (tsn_station_get_folder (self->station));
  (void) tsn_server_line_parse (&recover->line, text_of (self->line), NULL);
  (void) tsn_first_run_page_code_trouble (text_of (self->code), recover->code);
  recover->recovery_key = self->begun ? NULL : g_strdup (text_of (self->key));
  recover->label = g_strstrip (g_strdup (text_of (self->label)));
  recover->operator_label = g_strdup (operator_label[0] != '\0' ? operator_label
                                                                : _ ("Coordinator"));
  recover->passphrase = passphrase;
  g_task_set_source_tag (task, begin_to_recover);
  g_task_set_task_data (task, recover, recover_free);
  g_application_hold (g_application_get_default ());
  go_to (self, "working", NULL);
  g_task_run_in_thread (task, recover_worker);
}

/* -- The second form -- */

static char *
dup_passphrase (TsnRecoverPage *self)
{
  const char *typed = text_of (self->passphrase_row);

  if (!self->begun)
    return tsn_passphrase_group_dup (self->new_passphrase);
  if (typed[0] != '\0')
    return g_strdup (typed);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
  return NULL;
}

static void
operator_done_cb (TsnRecoverPage *self)
{
  g_autofree char *label = g_strstrip (g_strdup (text_of (self->label)));
  char *passphrase;

  if (!tsn_device_label_check (label))
    {
      tsn_say (
          self->operator_trouble,
          _ ("Give the computer a name of 1 to 60 characters, so that the others know which one "
             "it is"));
      gtk_widget_grab_focus (GTK_WIDGET (self->label));
      return;
    }
  tsn_say (self->operator_trouble, NULL);
  passphrase = dup_passphrase (self);
  if (passphrase != NULL)
    begin_to_recover (self, passphrase);
}

static void
label_activated_cb (TsnRecoverPage *self)
{
  gtk_widget_grab_focus (self->begun ? GTK_WIDGET (self->passphrase_row)
                                     : GTK_WIDGET (self->operator));
}

static void
operator_activated_cb (TsnRecoverPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->new_passphrase));
}

/* -- The first form -- */

static void
line_changed_cb (TsnRecoverPage *self)
{
  TsnServerLine line;
  gboolean whole = tsn_server_line_parse (&line, text_of (self->line), NULL);
  g_autofree char *address = whole ? g_strdup_printf ("%s:%u", line.host, line.port) : NULL;
  g_autofree char *title = whole ? g_markup_escape_text (address, -1) : NULL;

  tsn_say (self->server_trouble, NULL);
  gtk_widget_set_visible (self->server, whole);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->server), whole ? title : "");
}

/* NULL: all is well; else the row to mend, and why. */
static gpointer
find_trouble (TsnRecoverPage *self, char **sentence)
{
  g_autoptr (GError) error = NULL;
  guint8 key[TSN_RECOVERY_KEY_SIZE];
  TsnServerLine line;
  const char *trouble;
  char code[7];
  gpointer mend = NULL;

  if (!tsn_server_line_parse (&line, text_of (self->line), &error))
    mend = self->line;
  else if (self->begun)
    return NULL;
  else if ((trouble = tsn_first_run_page_code_trouble (text_of (self->code), code)) != NULL)
    {
      *sentence = g_strdup (trouble[0] != '\0' ? trouble : _ ("Enter the municipality code."));
      return self->code;
    }
  else if (!tsn_recovery_key_parse (text_of (self->key), key, &error))
    mend = self->key;
  tsn_secret_wipe (key, sizeof key);
  if (mend != NULL)
    *sentence = tsn_words_error (error);
  return mend;
}

static void
server_done_cb (TsnRecoverPage *self)
{
  g_autofree char *sentence = NULL;
  gpointer mend = find_trouble (self, &sentence);

  tsn_say (self->server_trouble, sentence);
  if (mend != NULL)
    gtk_widget_grab_focus (mend);
  else
    go_to (self, "operator", self->label);
}

static void
line_activated_cb (TsnRecoverPage *self)
{
  if (self->begun)
    server_done_cb (self);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

static void
code_activated_cb (TsnRecoverPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->key));
}

static void
photo_read (gpointer object, const char *line, const GError *error)
{
  TsnRecoverPage *self = object;

  if (line != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->line), line);
  tsn_say_error (self->server_trouble, error);
  gtk_widget_grab_focus (GTK_WIDGET (self->line));
}

static void
photo_cb (TsnRecoverPage *self)
{
  tsn_line_photo_choose (GTK_WIDGET (self), photo_read);
}

/* -- Life -- */

static void
tsn_recover_page_dispose (GObject *object)
{
  TsnRecoverPage *self = TSN_RECOVER_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_RECOVER_PAGE);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_recover_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, back);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, cancel);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, steps);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, line);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, server);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, code);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, key);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, server_trouble);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, words);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, label);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, operator);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, new_passphrase);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, old_passphrase);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, passphrase_row);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, operator_trouble);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, spinner);
  gtk_widget_class_bind_template_child (class, TsnRecoverPage, pull);
  gtk_widget_class_bind_template_callback (class, back_cb);
  gtk_widget_class_bind_template_callback (class, cancel_cb);
  gtk_widget_class_bind_template_callback (class, line_changed_cb);
  gtk_widget_class_bind_template_callback (class, line_activated_cb);
  gtk_widget_class_bind_template_callback (class, code_activated_cb);
  gtk_widget_class_bind_template_callback (class, server_done_cb);
  gtk_widget_class_bind_template_callback (class, photo_cb);
  gtk_widget_class_bind_template_callback (class, label_activated_cb);
  gtk_widget_class_bind_template_callback (class, operator_activated_cb);
  gtk_widget_class_bind_template_callback (class, operator_done_cb);
}

static void
tsn_recover_page_class_init (TsnRecoverPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_recover_page_dispose;
  signals[LEFT] = g_signal_new ("left",
                                TSN_TYPE_RECOVER_PAGE,
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
                                               "/jp/tsunagi/Tsunagi/shell/tsn-recover-page.ui");
  bind_children (widget_class);
}

static void
tsn_recover_page_init (TsnRecoverPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->steps));
  tsn_readers_name_parts (GTK_WIDGET (self->passphrase_row), _ ("Show what is typed"));
  gtk_editable_set_text (GTK_EDITABLE (self->label), g_get_host_name ());
  gtk_editable_set_text (GTK_EDITABLE (self->operator), _ ("Coordinator"));
}

/* What the keys of an earlier try make needless goes. */
static void
show_begun (TsnRecoverPage *self)
{
  self->begun = tsn_recover_was_begun (tsn_station_get_folder (self->station));
  gtk_widget_set_visible (GTK_WIDGET (self->code), !self->begun);
  gtk_widget_set_visible (GTK_WIDGET (self->key), !self->begun);
  gtk_widget_set_visible (GTK_WIDGET (self->operator), !self->begun);
  gtk_widget_set_visible (GTK_WIDGET (self->new_passphrase), !self->begun);
  gtk_widget_set_visible (self->old_passphrase, self->begun);
  gtk_label_set_label (self->words,
                       self->begun ? _ ("The keys are on this computer already. Enter the "
                                        "passphrase that was chosen when it began.")
                                   : _ ("Everything is sealed with this passphrase. Write a post "
                                        "or a desk as the label, not a name: it can be read on the "
                                        "lock screen. More people can be added later."));
}

void
tsn_recover_page_set_station (TsnRecoverPage *self, TsnStation *station)
{
  self->station = g_object_ref (station);
}

void
tsn_recover_page_begin (TsnRecoverPage *self)
{
  show_begun (self);
  go_to (self, "server", self->line);
}
