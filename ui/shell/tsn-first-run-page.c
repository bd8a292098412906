/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first run is a row of calm questions, one thing at a time, that can be gone back through
 * until the keys are made. Then there is no way past the recovery key: it exists nowhere else, and
 * the municipality takes its place only when somebody has it on paper. Whoever leaves before has
 * set nothing up, and is told so at the next start. Joining and recovering are pages of their
 * own. */

#include "tsn-first-run-page.h"

#include <glib/gi18n.h>

#include "tsn-join-page.h"
#include "tsn-municipality-code.h"
#include "tsn-passphrase-group.h"
#include "tsn-recover-page.h"
#include "tsn-recovery-key-view.h"
#include "tsn-restore.h"
#include "tsn-say.h"
#include "tsn-secret.h"
#include "tsn-stack.h"
#include "tsn-text.h"

struct _TsnFirstRunPage
{
  AdwBin parent_instance;

  TsnStation *station;

  GtkWidget *header;
  GtkWidget *back;
  GtkStack *steps;
  GtkWidget *begin;
  GtkWidget *join;
  GtkWidget *broken_off;
  GtkWidget *has_asked;
  TsnJoinPage *joining;
  TsnRecoverPage *recovering;
  AdwEntryRow *name;
  AdwEntryRow *code;
  GtkLabel *code_words;
  GtkLabel *name_trouble;
  AdwEntryRow *device;
  AdwEntryRow *label;
  TsnPassphraseGroup *passphrase;
  GtkLabel *trouble;
  GtkSpinner *spinner;
  TsnRecoveryKeyView *key;
  GtkLabel *key_trouble;
};

G_DEFINE_FINAL_TYPE (TsnFirstRunPage, tsn_first_run_page, ADW_TYPE_BIN)

static char *
dup_text (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

/* -- Steps -- */

static gboolean
is_at (TsnFirstRunPage *self, const char *step)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->steps), step) == 0;
}

static void
go_to (TsnFirstRunPage *self, const char *step, GtkWidget *focus)
{
  gtk_stack_set_visible_child_name (self->steps, step);
  gtk_widget_set_visible (self->header,
                          !g_str_equal (step, "join") && !g_str_equal (step, "recover"));
  gtk_widget_set_visible (self->back,
                          g_str_equal (step, "organisation") || g_str_equal (step, "operator"));
  if (focus != NULL)
    gtk_widget_grab_focus (focus);
}

static void
begin_cb (TsnFirstRunPage *self)
{
  go_to (self, "organisation", GTK_WIDGET (self->name));
}

static void
join_cb (TsnFirstRunPage *self)
{
  go_to (self, "join", NULL);
  tsn_join_page_begin (self->joining);
}

static void
recover_cb (TsnFirstRunPage *self)
{
  go_to (self, "recover", NULL);
  tsn_recover_page_begin (self->recovering);
}

static void
show_welcome (TsnFirstRunPage *self)
{
  gboolean has_asked = tsn_join_page_has_begun (self->joining);

  gtk_widget_set_visible (self->has_asked, has_asked);
  go_to (self, "welcome", has_asked ? self->join : self->begin);
}

static void
back_cb (TsnFirstRunPage *self)
{
  if (is_at (self, "operator"))
    go_to (self, "organisation", GTK_WIDGET (self->name));
  else
    show_welcome (self);
}

static void
left_cb (TsnFirstRunPage *self)
{
  show_welcome (self);
}

static void
restore_cb (TsnFirstRunPage *self)
{
  tsn_restore (GTK_WIDGET (self), self->station);
}

/* -- The municipality -- */

const char *
tsn_first_run_page_code_trouble (const char *typed, char complete[7])
{
  g_autoptr (GString) digits = g_string_new (NULL);

  tsn_text_digits (typed, digits);
  if (digits->len < 5)
    return "";
  if (tsn_municipality_code_complete (digits->str, complete))
    return NULL;
  if (digits->len > 6)
    return _ (
        "That is too long: a municipality code has five digits, or six with its check digit.");
  return _ ("The check digit does not fit; compare all six digits.");
}

static void
code_changed_cb (TsnFirstRunPage *self)
{
  char complete[7] = "";
  const char *trouble = tsn_first_run_page_code_trouble (
      gtk_editable_get_text (GTK_EDITABLE (self->code)),
      complete);
  g_autofree char *words = NULL;

  if (trouble == NULL)
    words = g_strdup_printf (_ ("With its check digit: %s"), complete);
  else if (trouble[0] == '\0')
    words = g_strdup (
        _ ("Five digits, or six with the check digit, as the Ministry of Internal "
           "Affairs numbers municipalities."));
  else
    words = g_strdup (trouble);
  gtk_label_set_label (self->code_words, words);
  gtk_widget_remove_css_class (GTK_WIDGET (self->code_words), "error");
  tsn_say (self->name_trouble, NULL);
}

static void
name_activated_cb (TsnFirstRunPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

static void
organisation_done_cb (TsnFirstRunPage *self)
{
  g_autofree char *name = dup_text (self->name);
  char complete[7];
  const char *trouble = tsn_first_run_page_code_trouble (
      gtk_editable_get_text (GTK_EDITABLE (self->code)),
      complete);

  if (name[0] == '\0')
    {
      tsn_say (self->name_trouble, _ ("Enter the name of the municipality or association."));
      gtk_widget_grab_focus (GTK_WIDGET (self->name));
    }
  else if (trouble != NULL)
    {
      if (trouble[0] == '\0')
        tsn_say (self->name_trouble, _ ("Enter the municipality code."));
      gtk_widget_add_css_class (GTK_WIDGET (self->code_words), "error");
      gtk_widget_grab_focus (GTK_WIDGET (self->code));
    }
  else
    go_to (self, "operator", GTK_WIDGET (self->label));
}

/* -- The first operator, and making it all -- */

static void
device_activated_cb (TsnFirstRunPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->label));
}

static void
label_activated_cb (TsnFirstRunPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
set_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnFirstRunPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = dup_text (self->name);
  char *key = tsn_station_set_up_finish (TSN_STATION (source), result, &error);

  gtk_spinner_stop (self->spinner);
  if (key == NULL)
    {
      tsn_say_error (self->trouble, error);
      go_to (self, "operator", GTK_WIDGET (self->passphrase));
      return;
    }
  tsn_passphrase_group_clear (self->passphrase);
  tsn_recovery_key_view_take_key (self->key, name, key);
  go_to (self, "key", GTK_WIDGET (self->key));
}

static void
operator_done_cb (TsnFirstRunPage *self)
{
  g_autofree char *name = dup_text (self->name);
  g_autofree char *device = dup_text (self->device);
  g_autofree char *label = dup_text (self->label);
  char code[7] = "";
  TsnSetup setup = { .name = name, .code = code, .cost = TSN_VAULT_COST_MODERATE };
  char *passphrase = tsn_passphrase_group_dup (self->passphrase);

  if (passphrase == NULL)
    return;
  (void) tsn_first_run_page_code_trouble (gtk_editable_get_text (GTK_EDITABLE (self->code)), code);
  setup.operator_label = label[0] != '\0' ? label : _ ("Coordinator");
  setup.device_label = device[0] != '\0' ? device : NULL;
  setup.passphrase = passphrase;
  tsn_say (self->trouble, NULL);
  go_to (self, "working", NULL);
  gtk_spinner_start (self->spinner);
  tsn_station_set_up_async (self->station, &setup, set_up_cb, g_object_ref (self));
  tsn_secret_text_free (passphrase);
}

/* The window goes on by itself when the station is open. */
static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnFirstRunPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (tsn_station_settle_finish (TSN_STATION (source), result, &error))
    return;
  tsn_say_error (self->key_trouble, error);
  gtk_spinner_stop (self->spinner);
  go_to (self, "key", GTK_WIDGET (self->key));
}

static void
kept_cb (TsnFirstRunPage *self)
{
  tsn_say (self->key_trouble, NULL);
  go_to (self, "working", NULL);
  gtk_spinner_start (self->spinner);
  tsn_station_settle_async (self->station, settled_cb, g_object_ref (self));
}

/* -- Life -- */

static gboolean
tsn_first_run_page_grab_focus (GtkWidget *widget)
{
  TsnFirstRunPage *self = TSN_FIRST_RUN_PAGE (widget);

  return gtk_widget_grab_focus (tsn_join_page_has_begun (self->joining) ? self->join : self->begin);
}

static void
tsn_first_run_page_dispose (GObject *object)
{
  TsnFirstRunPage *self = TSN_FIRST_RUN_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_FIRST_RUN_PAGE);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_first_run_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, header);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, back);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, steps);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, begin);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, join);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, broken_off);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, has_asked);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, joining);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, recovering);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, name);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, code);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, code_words);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, name_trouble);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, device);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, label);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, passphrase);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, trouble);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, spinner);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, key);
  gtk_widget_class_bind_template_child (class, TsnFirstRunPage, key_trouble);
  gtk_widget_class_bind_template_callback (class, begin_cb);
  gtk_widget_class_bind_template_callback (class, back_cb);
  gtk_widget_class_bind_template_callback (class, join_cb);
  gtk_widget_class_bind_template_callback (class, recover_cb);
  gtk_widget_class_bind_template_callback (class, left_cb);
  gtk_widget_class_bind_template_callback (class, restore_cb);
  gtk_widget_class_bind_template_callback (class, name_activated_cb);
  gtk_widget_class_bind_template_callback (class, code_changed_cb);
  gtk_widget_class_bind_template_callback (class, organisation_done_cb);
  gtk_widget_class_bind_template_callback (class, device_activated_cb);
  gtk_widget_class_bind_template_callback (class, label_activated_cb);
  gtk_widget_class_bind_template_callback (class, operator_done_cb);
  gtk_widget_class_bind_template_callback (class, kept_cb);
}

static void
tsn_first_run_page_class_init (TsnFirstRunPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_first_run_page_dispose;
  widget_class->grab_focus = tsn_first_run_page_grab_focus;
  g_type_ensure (TSN_TYPE_JOIN_PAGE);
  g_type_ensure (TSN_TYPE_PASSPHRASE_GROUP);
  g_type_ensure (TSN_TYPE_RECOVER_PAGE);
  g_type_ensure (TSN_TYPE_RECOVERY_KEY_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-first-run-page.ui");
  bind_children (widget_class);
}

static void
tsn_first_run_page_init (TsnFirstRunPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->steps));
  gtk_editable_set_text (GTK_EDITABLE (self->label), _ ("Coordinator"));
  code_changed_cb (self);
}

GtkWidget *
tsn_first_run_page_new (TsnStation *station)
{
  TsnFirstRunPage *self = g_object_new (TSN_TYPE_FIRST_RUN_PAGE, NULL);

  self->station = g_object_ref (station);
  tsn_join_page_set_station (self->joining, station);
  tsn_recover_page_set_station (self->recovering, station);
  gtk_widget_set_visible (self->has_asked, tsn_join_page_has_begun (self->joining));
  gtk_widget_set_visible (self->broken_off,
                          tsn_setup_was_broken_off (tsn_station_get_folder (station)));
  return GTK_WIDGET (self);
}

gboolean
tsn_first_run_page_holds_key (TsnFirstRunPage *self)
{
  return is_at (self, "working") || is_at (self, "key");
}
