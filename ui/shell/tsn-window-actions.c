/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The actions of the window: what its menu, its shortcuts and its pages can ask for. Those that a
 * page answers are passed on to it. */

#include "tsn-help-window.h"
#include "tsn-settings-window.h"
#include "tsn-shortcuts.h"
#include "tsn-window-private.h"

static void
show_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *name, *text;
  TsnId id;
  gboolean has_target;

  g_variant_get (parameter, "(&s&s)", &name, &text);
  has_target = tsn_id_parse (text, &id);
  tsn_window_show_page (TSN_WINDOW (widget), name, has_target ? &id : NULL);
}

static void
nth_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tsn_window_show_nth (TSN_WINDOW (widget), g_variant_get_int32 (parameter));
}

static void
turn_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tsn_window_turn (TSN_WINDOW (widget), g_variant_get_int32 (parameter));
}

/* The actions that the page in front answers are named after its vfuncs. */
static void
page_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnWindow *self = TSN_WINDOW (widget);
  TsnPageClass *class = self->current != NULL ? TSN_PAGE_GET_CLASS (self->current) : NULL;
  const struct
  {
    const char *action;
    void (*run) (TsnPage *page);
  } verbs[] = {
    { "win.find", class != NULL ? class->find : NULL },
    { "win.create", class != NULL ? class->create : NULL },
    { "win.refresh", class != NULL ? class->refresh : NULL },
    { "win.print", class != NULL ? class->print : NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].action, action) && verbs[i].run != NULL)
      verbs[i].run (self->current);
}

static void
lock_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tsn_window_lock (TSN_WINDOW (widget));
}

static void
sidebar_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkRevealer *sidebar = TSN_WINDOW (widget)->sidebar;

  gtk_revealer_set_reveal_child (sidebar, !gtk_revealer_get_reveal_child (sidebar));
}

/* Escape that nobody else wanted: the list that is in the way goes. */
static void
escape_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnWindow *self = TSN_WINDOW (widget);

  if (self->narrow)
    gtk_revealer_set_reveal_child (self->sidebar, FALSE);
}

static void
settings_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnWindow *self = TSN_WINDOW (widget);

  if (tsn_window_is_open (self))
    tsn_settings_show (widget, self->station, self->settings);
}

static void
shortcuts_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tsn_shortcuts_show (widget);
}

static void
help_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tsn_help_show (widget);
}

static void
about_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tsn_about_show (widget, TSN_WINDOW (widget)->station);
}

void
tsn_window_install_actions (GtkWidgetClass *class)
{
  static const struct
  {
    const char *action;
    const char *parameter;
    GtkWidgetActionActivateFunc run;
  } actions[] = {
    { "win.show", "(ss)", show_activated },       { "win.nth", "i", nth_activated },
    { "win.turn", "i", turn_activated },          { "win.find", NULL, page_activated },
    { "win.create", NULL, page_activated },       { "win.refresh", NULL, page_activated },
    { "win.print", NULL, page_activated },        { "win.lock", NULL, lock_activated },
    { "win.sidebar", NULL, sidebar_activated },   { "win.escape", NULL, escape_activated },
    { "win.settings", NULL, settings_activated }, { "win.shortcuts", NULL, shortcuts_activated },
    { "win.help", NULL, help_activated },         { "win.about", NULL, about_activated },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (class,
                                     actions[i].action,
                                     actions[i].parameter,
                                     actions[i].run);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Escape, 0, "win.escape", NULL);
}
