/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Help is one page of answers that are looked for in the middle of work; the guide has the rest.
 * The window about the program says its version, its licence and where the records lie. */

#include "tsn-help-window.h"

#include <glib/gi18n.h>

#include "tsn-dialog.h"

#define TSN_TYPE_HELP_WINDOW (tsn_help_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnHelpWindow, tsn_help_window, TSN, HELP_WINDOW, TsnDialog)

struct _TsnHelpWindow
{
  TsnDialog parent_instance;

  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (TsnHelpWindow, tsn_help_window, TSN_TYPE_DIALOG)

static const struct
{
  const char *question;
  const char *answer;
} HELP[] = {
  { N_ ("How do I check somebody in?"),
    N_ ("On the page Reception, type the name, its reading or the last digits of the telephone, and "
        "press Enter. A card is read by the hand scanner without touching anything. “Undo” takes "
        "the last one back.") },
  { N_ ("Somebody came without signing up."),
    N_ ("Press Ctrl+N on the page Reception. A reading and a birth date are enough; the rest can be "
        "filled in later.") },
  { N_ ("Nothing happens when I scan."),
    N_ ("The scanner must type like a keyboard and send Enter at the end; its manual has a code for "
        "that. Hold it a hand's breadth away and keep the light off the card.") },
  { N_ ("I made a mistake."),
    N_ ("Most messages have “Undo”. On a person's page, Ctrl+Z takes the last change back, and the "
        "history shows who changed what.") },
  { N_ ("How do I make a backup?"),
    N_ ("Menu, Settings, “Backup”. Put it on a USB stick that is kept locked away. It is sealed; "
        "only the passphrases or the recovery key open it.") },
  { N_ ("All have forgotten the passphrase."),
    N_ ("On the lock screen choose “Forgotten the passphrase?” and type the recovery key from the "
        "safe.") },
  { N_ ("The text is too small."),
    N_ ("Menu, Settings, “Text size”. It holds at once for the whole app.") },
};

static GtkWidget *
new_answer (const char *text)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "answer");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  return row;
}

static void
add_help (TsnHelpWindow *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  for (gsize i = 0; i < G_N_ELEMENTS (HELP); i++)
    {
      GtkWidget *row = adw_expander_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (HELP[i].question));
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), new_answer (_ (HELP[i].answer)));
      adw_preferences_group_add (group, row);
    }
  adw_preferences_page_add (self->page, group);
}

static void
add_fact (AdwPreferencesGroup *group, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *escaped = g_markup_escape_text (value, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (group, row);
}

static void
add_facts (TsnHelpWindow *self, const char *folder)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *shown = g_filename_display_name (folder);
  g_autofree char *libraries = g_strdup_printf ("GTK %u.%u.%u, libadwaita %u.%u.%u",
                                                gtk_get_major_version (),
                                                gtk_get_minor_version (),
                                                gtk_get_micro_version (),
                                                adw_get_major_version (),
                                                adw_get_minor_version (),
                                                adw_get_micro_version ());

  adw_preferences_group_set_title (group, _ ("Tsunagi"));
  adw_preferences_group_set_description (
      group,
      _ ("Reception, conversations and contact cards for citizen lectures on care and dying"));
  add_fact (group, _ ("Version"), TSN_VERSION);
  add_fact (group, _ ("Data folder"), shown);
  add_fact (group, _ ("Libraries"), libraries);
  add_fact (group,
            _ ("Licence"),
            _ ("GNU General Public License, version 3 or later. You may use, study, pass on and "
               "change this program. There is no warranty."));
  adw_preferences_page_add (self->page, group);
}

static void
tsn_help_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TSN_TYPE_HELP_WINDOW);
  G_OBJECT_CLASS (tsn_help_window_parent_class)->dispose (object);
}

static void
tsn_help_window_class_init (TsnHelpWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_help_window_dispose;
  TSN_DIALOG_CLASS (class)->stays_when_locked = TRUE;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnHelpWindow, page);
}

static void
tsn_help_window_init (TsnHelpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tsn_help_show (GtkWidget *parent)
{
  TsnHelpWindow *self = g_object_new (TSN_TYPE_HELP_WINDOW, NULL);

  gtk_window_set_title (GTK_WINDOW (self), _ ("Help"));
  add_help (self);
  tsn_dialog_present (self, parent);
}

void
tsn_about_show (GtkWidget *parent, TsnStation *station)
{
  TsnHelpWindow *self = g_object_new (TSN_TYPE_HELP_WINDOW, NULL);

  gtk_window_set_title (GTK_WINDOW (self), _ ("About Tsunagi"));
  add_facts (self, tsn_station_get_folder (station));
  tsn_dialog_present (self, parent);
}
