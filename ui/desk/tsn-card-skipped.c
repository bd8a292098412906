/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list of people is printed without those who cannot have a card; whoever prints it is told, so
 * that nobody is forgotten. */

#include "tsn-card-skipped.h"

#include <glib/gi18n.h>

#include "tsn-words.h"

struct _TsnCardSkipped
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GSList *rows; /* in it */
};

G_DEFINE_FINAL_TYPE (TsnCardSkipped, tsn_card_skipped, ADW_TYPE_BIN)

typedef struct
{
  TsnId person;
  char *reason;
  char *name; /* the answer */
} Skipped;

static void
skipped_free (gpointer data)
{
  Skipped *skipped = data;

  g_free (skipped->reason);
  g_free (skipped->name);
  g_free (skipped);
}

static gboolean
names_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *people = data;

  for (guint i = 0; i < people->len; i++)
    {
      Skipped *skipped = g_ptr_array_index (people, i);
      g_autoptr (TsnRecord) person =
          tsn_session_get (session, tsn_kind_by_number (TSN_KIND_PERSON), &skipped->person, NULL);
      const char *name = person != NULL ? tsn_record_text (person, TSN_PERSON_NAME) : NULL;

      skipped->name = g_strdup (name != NULL ? name : _ ("A person without a name"));
    }
  return TRUE;
}

static void
add_skipped (TsnCardSkipped *self, const Skipped *skipped)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Open the person"));
  char id[TSN_ID_TEXT_SIZE];

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), skipped->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), skipped->reason);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button),
                                    "(ss)",
                                    "people",
                                    tsn_id_format (&skipped->person, id));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->group, row);
  self->rows = g_slist_prepend (self->rows, row);
}

void
tsn_card_skipped_clear (TsnCardSkipped *self)
{
  for (GSList *l = self->rows; l != NULL; l = l->next)
    adw_preferences_group_remove (self->group, l->data);
  g_clear_pointer (&self->rows, g_slist_free);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
names_cb (gpointer object, gpointer data, const GError *error)
{
  TsnCardSkipped *self = object;
  GPtrArray *people = data;

  tsn_card_skipped_clear (self);
  for (guint i = 0; error == NULL && i < people->len; i++)
    add_skipped (self, g_ptr_array_index (people, i));
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows != NULL);
}

void
tsn_card_skipped_show (TsnCardSkipped *self, TsnStation *station, TsnCardMade *made)
{
  GPtrArray *people = g_ptr_array_new_with_free_func (skipped_free);

  for (guint i = 0; i < tsn_print_run_n_cards (made->run); i++)
    {
      const TsnPrintCard *card = tsn_print_run_card (made->run, i);
      Skipped *skipped;

      if (card->refusal == NULL)
        continue;
      skipped = g_new0 (Skipped, 1);
      skipped->person = card->issue.person;
      skipped->reason = tsn_words_error (card->refusal);
      g_ptr_array_add (people, skipped);
    }
  tsn_station_ask (station,
                   TSN_STORE_READ,
                   names_work,
                   people,
                   (GDestroyNotify) g_ptr_array_unref,
                   self,
                   names_cb);
}

static void
tsn_card_skipped_dispose (GObject *object)
{
  g_clear_pointer (&TSN_CARD_SKIPPED (object)->rows, g_slist_free);
  G_OBJECT_CLASS (tsn_card_skipped_parent_class)->dispose (object);
}

static void
tsn_card_skipped_class_init (TsnCardSkippedClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_card_skipped_dispose;
}

static void
tsn_card_skipped_init (TsnCardSkipped *self)
{
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("No card for these people"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
