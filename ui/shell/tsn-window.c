/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window follows the station: nothing while it opens, the first run when the folder is empty,
 * the unlock page while it is locked, and the pages while it is open. A page is made when it is
 * first shown. When the station locks, all pages are destroyed: what they show is gone from the
 * screen and from the memory of the widgets.
 *
 * A new page is one line of PAGES. */

#include "tsn-window.h"

#include <glib/gi18n.h>

#include "tsn-broken-page.h"
#include "tsn-dialog.h"
#include "tsn-events-page.h"
#include "tsn-first-run-page.h"
#include "tsn-cards-page.h"
#include "tsn-page.h"
#include "tsn-places-page.h"
#include "tsn-reception-page.h"
#include "tsn-stack.h"
#include "tsn-unlock-page.h"
#include "tsn-windows.h"

typedef struct
{
  const char *name; /* for win.show and the settings */
  const char *title;
  const char *icon;
  GType (*get_type) (void);
} PageInfo;

/* In the order of the sidebar; Ctrl+1 is the first. */
static const PageInfo PAGES[] = {
  { "reception", N_ ("Reception"), "system-users-symbolic", tsn_reception_page_get_type },
  { "events", N_ ("Events"), "x-office-calendar-symbolic", tsn_events_page_get_type },
  { "places", N_ ("Directory"), "mark-location-symbolic", tsn_places_page_get_type },
  { "cards", N_ ("Cards"), "contact-new-symbolic", tsn_cards_page_get_type },
  { NULL, NULL, NULL, NULL },
};

struct _TsnWindow
{
  AdwApplicationWindow parent_instance;

  TsnStation *station;
  GSettings *settings; /* the application's */
  GtkWidget *unlock;   /* these three are made when first needed */
  GtkWidget *broken;
  GtkWidget *first_run; /* gone when it has finished */
  TsnPage *current;     /* borrowed; NULL while locked */

  GtkStack *stack;
  GtkRevealer *sidebar;
  GtkListBox *page_list;
  GtkStack *pages;
  AdwWindowTitle *page_title;
  AdwWindowTitle *organisation;
};

G_DEFINE_FINAL_TYPE (TsnWindow, tsn_window, ADW_TYPE_APPLICATION_WINDOW)

/* -- Pages -- */

static const PageInfo *
find_page (const char *name)
{
  for (const PageInfo *info = PAGES; info->name != NULL; info++)
    if (g_str_equal (info->name, name))
      return info;
  return NULL;
}

static TsnPage *
ensure_page (TsnWindow *self, const PageInfo *info)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->pages, info->name);

  if (page == NULL)
    {
      page = g_object_new (info->get_type (), "station", self->station, NULL);
      gtk_stack_add_named (self->pages, page, info->name);
    }
  return TSN_PAGE (page);
}

static void
leave_page (TsnWindow *self)
{
  TsnPage *page = g_steal_pointer (&self->current);

  if (page != NULL && TSN_PAGE_GET_CLASS (page)->left != NULL)
    TSN_PAGE_GET_CLASS (page)->left (page);
}

static void
select_row (TsnWindow *self, const PageInfo *info)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->page_list, (int) (info - PAGES));

  if (gtk_list_box_get_selected_row (self->page_list) != row)
    gtk_list_box_select_row (self->page_list, row);
}

static void
show_page (TsnWindow *self, const PageInfo *info, const TsnId *target)
{
  TsnPage *page = ensure_page (self, info);

  if (self->current != page)
    leave_page (self);
  self->current = page;
  adw_window_title_set_title (self->page_title, _ (info->title));
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (page));
  g_settings_set_string (self->settings, "page", info->name);
  select_row (self, info);
  if (TSN_PAGE_GET_CLASS (page)->shown != NULL)
    TSN_PAGE_GET_CLASS (page)->shown (page, target);
}

static void
row_selected_cb (GtkListBox *list, GtkListBoxRow *row, TsnWindow *self)
{
  const PageInfo *info;

  if (row == NULL || tsn_station_get_state (self->station) != TSN_STATION_OPEN)
    return;
  info = &PAGES[gtk_list_box_row_get_index (row)];
  if (self->current == NULL || gtk_stack_get_visible_child_name (self->pages) == NULL ||
      !g_str_equal (gtk_stack_get_visible_child_name (self->pages), info->name))
    show_page (self, info, NULL);
}

static void
add_row (TsnWindow *self, const PageInfo *info)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ (info->title));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (info->icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_append (self->page_list, box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (info->title),
                                  -1);
}

static void
drop_pages (TsnWindow *self)
{
  GtkWidget *page;

  leave_page (self);
  while ((page = gtk_widget_get_first_child (GTK_WIDGET (self->pages))) != NULL)
    gtk_stack_remove (self->pages, page);
}

static void
open_desk (TsnWindow *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "page");
  const PageInfo *info = find_page (name);

  gtk_stack_set_visible_child_name (self->stack, "desk");
  if (info == NULL)
    info = PAGES;
  if (info->name != NULL)
    show_page (self, info, NULL);
}

/* -- The station -- */

static void
show_front (TsnWindow *self, const char *name, GtkWidget *front)
{
  if (gtk_stack_get_child_by_name (self->stack, name) == NULL)
    gtk_stack_add_named (self->stack, front, name);
  gtk_stack_set_visible_child (self->stack, front);
  gtk_widget_grab_focus (front);
}

static void
first_run_finished_cb (TsnWindow *self)
{
  open_desk (self);
  gtk_stack_remove (self->stack, g_steal_pointer (&self->first_run));
}

static void
show_first_run (TsnWindow *self)
{
  if (self->first_run == NULL)
    {
      self->first_run = tsn_first_run_page_new (self->station);
      g_signal_connect_object (self->first_run,
                               "finished",
                               G_CALLBACK (first_run_finished_cb),
                               self,
                               G_CONNECT_SWAPPED);
    }
  show_front (self, "first-run", self->first_run);
}

static void
show_unlock (TsnWindow *self)
{
  if (self->unlock == NULL)
    self->unlock = tsn_unlock_page_new (self->station);
  tsn_unlock_page_reset (TSN_UNLOCK_PAGE (self->unlock));
  show_front (self, "unlock", self->unlock);
}

static void
show_broken (TsnWindow *self)
{
  if (self->broken == NULL)
    self->broken = tsn_broken_page_new (self->station);
  tsn_broken_page_update (TSN_BROKEN_PAGE (self->broken));
  show_front (self, "broken", self->broken);
}

/* The recovery key must not disappear behind a lock or with the window before it is kept. */
static gboolean
holds_key (TsnWindow *self)
{
  return self->first_run != NULL &&
         tsn_first_run_page_holds_key (TSN_FIRST_RUN_PAGE (self->first_run));
}

static void
state_changed_cb (TsnWindow *self)
{
  TsnStationState state = tsn_station_get_state (self->station);

  if (state != TSN_STATION_OPEN)
    {
      tsn_dialog_close_all (GTK_WINDOW (self));
      drop_pages (self);
    }
  switch (state)
    {
    case TSN_STATION_OPEN:
      if (!holds_key (self))
        open_desk (self);
      break;
    case TSN_STATION_LOCKED:
      show_unlock (self);
      break;
    case TSN_STATION_EMPTY:
      show_first_run (self);
      break;
    case TSN_STATION_BROKEN:
      show_broken (self);
      break;
    case TSN_STATION_OPENING:
    default:
      gtk_stack_set_visible_child_name (self->stack, "opening");
      break;
    }
}

/* -- Actions -- */

static void
show_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnWindow *self = TSN_WINDOW (widget);
  const char *name, *text;
  const PageInfo *info;
  TsnId id;
  gboolean has_target;

  g_variant_get (parameter, "(&s&s)", &name, &text);
  info = find_page (name);
  has_target = tsn_id_parse (text, &id);
  if (info != NULL && tsn_station_get_state (self->station) == TSN_STATION_OPEN)
    show_page (self, info, has_target ? &id : NULL);
}

static void
nth_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnWindow *self = TSN_WINDOW (widget);
  int n = g_variant_get_int32 (parameter);
  const PageInfo *info = PAGES;

  while (info->name != NULL && n-- > 0)
    info++;
  if (info->name != NULL && tsn_station_get_state (self->station) == TSN_STATION_OPEN)
    show_page (self, info, NULL);
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
  TsnWindow *self = TSN_WINDOW (widget);

  if (!holds_key (self))
    tsn_station_lock (self->station);
}

static void
sidebar_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkRevealer *sidebar = TSN_WINDOW (widget)->sidebar;

  gtk_revealer_set_reveal_child (sidebar, !gtk_revealer_get_reveal_child (sidebar));
}

void
tsn_window_add_accelerators (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[3];
  } table[] = {
    { "app.quit", { "<Control>q" } },
    { "win.lock", { "<Control>l" } },
    { "win.find", { "<Control>f" } },
    { "win.create", { "<Control>n" } },
    { "win.refresh", { "F5", "<Control>r" } },
    { "win.print", { "<Control>p" } },
    { "win.sidebar", { "F9" } },
    { "window.close", { "<Control>w" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_application_set_accels_for_action (application, table[i].action, table[i].keys);
  for (int i = 0; i < 9; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.nth(%d)", i);
      g_autofree char *key = g_strdup_printf ("<Control>%d", i + 1);
      const char *const keys[] = { key, NULL };

      gtk_application_set_accels_for_action (application, action, keys);
    }
}

void
tsn_window_scanned (TsnWindow *self, const char *text)
{
  if (self->current != NULL && TSN_PAGE_GET_CLASS (self->current)->scanned != NULL)
    (void) TSN_PAGE_GET_CLASS (self->current)->scanned (self->current, text);
}

/* -- Life -- */

static void
leave_key_cb (gpointer object, gpointer data)
{
  gtk_window_destroy (GTK_WINDOW (object));
}

static void
ask_before_leaving_key (TsnWindow *self)
{
  tsn_confirm (GTK_WIDGET (self),
               _ ("Leave without keeping the recovery key?"),
               _ ("It is never shown again. When the passphrase is forgotten, nothing opens the "
                  "records any more."),
               _ ("_Leave without it"),
               TRUE,
               leave_key_cb,
               self,
               NULL,
               NULL);
}

static gboolean
tsn_window_close_request (GtkWindow *window)
{
  TsnWindow *self = TSN_WINDOW (window);
  int width, height;

  if (holds_key (self))
    {
      ask_before_leaving_key (self);
      return GDK_EVENT_STOP;
    }
  gtk_window_get_default_size (window, &width, &height);
  g_settings_set (self->settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
  drop_pages (self);
  return GTK_WINDOW_CLASS (tsn_window_parent_class)->close_request (window);
}

static void
tsn_window_dispose (GObject *object)
{
  TsnWindow *self = TSN_WINDOW (object);

  if (self->station != NULL)
    g_signal_handlers_disconnect_by_data (self->station, self);
  if (self->pages != NULL)
    drop_pages (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_WINDOW);
  g_clear_object (&self->station);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (tsn_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "win.show", "(ss)", show_activated);
  gtk_widget_class_install_action (class, "win.nth", "i", nth_activated);
  gtk_widget_class_install_action (class, "win.find", NULL, page_activated);
  gtk_widget_class_install_action (class, "win.create", NULL, page_activated);
  gtk_widget_class_install_action (class, "win.refresh", NULL, page_activated);
  gtk_widget_class_install_action (class, "win.print", NULL, page_activated);
  gtk_widget_class_install_action (class, "win.lock", NULL, lock_activated);
  gtk_widget_class_install_action (class, "win.sidebar", NULL, sidebar_activated);
}

static void
tsn_window_class_init (TsnWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = tsn_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, page_list);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, page_title);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, organisation);
  install_actions (widget_class);
}

static void
tsn_window_init (TsnWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->stack));
  tsn_stack_tell_readers (GTK_WIDGET (self->pages));
  for (const PageInfo *info = PAGES; info->name != NULL; info++)
    add_row (self, info);
  g_signal_connect (self->page_list, "row-selected", G_CALLBACK (row_selected_cb), self);
}

GtkWindow *
tsn_window_new (TsnApplication *application, TsnStation *station)
{
  TsnWindow *self = g_object_new (TSN_TYPE_WINDOW, "application", application, NULL);
  int width, height;

  self->station = g_object_ref (station);
  self->settings = g_object_ref (tsn_application_get_settings (application));
  g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  g_signal_connect_object (station,
                           "notify::state",
                           G_CALLBACK (state_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);
  return GTK_WINDOW (self);
}
