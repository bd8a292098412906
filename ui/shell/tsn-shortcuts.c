/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table and the window. GtkShortcutsWindow is deprecated by newer libraries and what follows it
 * is missing in older ones; a list of rows does as well. */

#include "tsn-shortcuts.h"

#include <glib/gi18n.h>

#include "tsn-dialog.h"

typedef struct
{
  const char *action;
  const char *keys[3]; /* the first is shown */
  const char *title;   /* NULL: not listed */
} Shortcut;

static const Shortcut WORK[] = {
  { "win.find", { "<Control>f" }, N_ ("Search") },
  { "win.create", { "<Control>n" }, N_ ("New record") },
  { "win.print", { "<Control>p" }, N_ ("Print") },
  { "win.refresh", { "F5", "<Control>r" }, N_ ("Show anew") },
  { NULL, { "<Control>z" }, N_ ("Undo") },
  { NULL, { "<Alt>Page_Down" }, N_ ("Next section of a person") },
  { NULL, { "<Control>t" }, N_ ("Record a conversation with the person") },
};

static const Shortcut PAGES[] = {
  { "win.nth(0)", { "<Control>1" }, N_ ("First page, and so on to Ctrl+9") },
  { "win.turn(1)", { "<Control>Page_Down", "<Control>Tab" }, N_ ("Next page") },
  { "win.turn(-1)", { "<Control>Page_Up", "<Control><Shift>Tab" }, N_ ("Previous page") },
  { "win.sidebar", { "F9" }, N_ ("Show or hide the list of pages") },
};

static const Shortcut APP[] = {
  { "win.lock", { "<Control>l" }, N_ ("Lock") },
  { "win.settings", { "<Control>comma" }, N_ ("Settings") },
  { "win.shortcuts", { "<Control>question", "<Control>slash" }, N_ ("Keyboard shortcuts") },
  { "win.help", { "F1" }, N_ ("Help") },
  { NULL, { "F10" }, N_ ("Menu") },
  { "window.close", { "<Control>w" }, NULL },
  { "app.quit", { "<Control>q" }, N_ ("Quit") },
};

static const struct
{
  const char *title;
  const Shortcut *shortcuts;
  gsize n;
} GROUPS[] = {
  { N_ ("Work"), WORK, G_N_ELEMENTS (WORK) },
  { N_ ("Pages"), PAGES, G_N_ELEMENTS (PAGES) },
  { N_ ("App"), APP, G_N_ELEMENTS (APP) },
};

void
tsn_shortcuts_install (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (GROUPS); i++)
    for (gsize j = 0; j < GROUPS[i].n; j++)
      if (GROUPS[i].shortcuts[j].action != NULL)
        gtk_application_set_accels_for_action (application,
                                               GROUPS[i].shortcuts[j].action,
                                               GROUPS[i].shortcuts[j].keys);
  for (int i = 1; i < 9; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.nth(%d)", i);
      g_autofree char *control = g_strdup_printf ("<Control>%d", i + 1);
      const char *const keys[] = { control, NULL }; /* with Alt they are the head count's */

      gtk_application_set_accels_for_action (application, action, keys);
    }
}

/* -- The window -- */

#define TSN_TYPE_SHORTCUTS_WINDOW (tsn_shortcuts_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnShortcutsWindow, tsn_shortcuts_window, TSN, SHORTCUTS_WINDOW, TsnDialog)

struct _TsnShortcutsWindow
{
  TsnDialog parent_instance;

  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (TsnShortcutsWindow, tsn_shortcuts_window, TSN_TYPE_DIALOG)

static GtkWidget *
new_row (const Shortcut *shortcut)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *keys;
  g_autofree char *text = NULL;
  guint keyval = 0;
  GdkModifierType modifiers = 0;

  gtk_accelerator_parse (shortcut->keys[0], &keyval, &modifiers);
  /* As it stands on the key: GTK says Page_Down. */
  text = g_strdelimit (gtk_accelerator_get_label (keyval, modifiers), "_", ' ');
  keys = gtk_label_new (text);
  gtk_widget_add_css_class (keys, "key-cap");
  gtk_widget_set_valign (keys, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (shortcut->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), keys);
  return row;
}

static void
tsn_shortcuts_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TSN_TYPE_SHORTCUTS_WINDOW);
  G_OBJECT_CLASS (tsn_shortcuts_window_parent_class)->dispose (object);
}

static void
tsn_shortcuts_window_class_init (TsnShortcutsWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_shortcuts_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-shortcuts-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnShortcutsWindow, page);
}

static void
tsn_shortcuts_window_init (TsnShortcutsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (GROUPS); i++)
    {
      AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

      adw_preferences_group_set_title (group, _ (GROUPS[i].title));
      for (gsize j = 0; j < GROUPS[i].n; j++)
        if (GROUPS[i].shortcuts[j].title != NULL)
          adw_preferences_group_add (group, new_row (&GROUPS[i].shortcuts[j]));
      adw_preferences_page_add (self->page, group);
    }
}

void
tsn_shortcuts_show (GtkWidget *parent)
{
  tsn_dialog_present (g_object_new (TSN_TYPE_SHORTCUTS_WINDOW, NULL), parent);
}
