/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window follows the station: nothing while it opens, the first run when the folder is empty,
 * the unlock page while it is locked, and the pages while it is open. A page is made when it is
 * first shown. When the station locks, all pages are destroyed: what they show is gone from the
 * screen and from the memory of the widgets.
 *
 * A new page is one line of PAGES. An ambulance crew has one page of its own and no others. */

#include <glib/gi18n.h>

#include "tsn-activity.h"
#include "tsn-broken-page.h"
#include "tsn-cards-page.h"
#include "tsn-conversations-page.h"
#include "tsn-crew-page.h"
#include "tsn-dialog.h"
#include "tsn-events-page.h"
#include "tsn-first-run-page.h"
#include "tsn-lecturers-page.h"
#include "tsn-page.h"
#include "tsn-people-page.h"
#include "tsn-places-page.h"
#include "tsn-readers.h"
#include "tsn-reception-page.h"
#include "tsn-scan-page.h"
#include "tsn-scanner-keys.h"
#include "tsn-stack.h"
#include "tsn-toast.h"
#include "tsn-unlock-page.h"
#include "tsn-window-private.h"
#include "tsn-windows.h"

#define NARROW_WIDTH 900 /* at 100 % text */

struct _TsnPageInfo
{
  const char *name; /* for win.show and the settings */
  const char *title;
  const char *icon;
  GType (*get_type) (void);
};

/* In the order of the sidebar; Ctrl+1 is the first. */
static const TsnPageInfo PAGES[] = {
  { "reception", N_ ("Reception"), "system-users-symbolic", tsn_reception_page_get_type },
  { "events", N_ ("Events"), "x-office-calendar-symbolic", tsn_events_page_get_type },
  { "people", N_ ("People"), "avatar-default-symbolic", tsn_people_page_get_type },
  { "conversations",
    N_ ("Conversations"),
    "user-available-symbolic",
    tsn_conversations_page_get_type },
  { "cards", N_ ("Make cards"), "contact-new-symbolic", tsn_cards_page_get_type },
  { "scan", N_ ("Read a card"), "view-reveal-symbolic", tsn_scan_page_get_type },
  { "places", N_ ("Directory"), "mark-location-symbolic", tsn_places_page_get_type },
  { "lecturers", N_ ("Lecturers"), "audio-input-microphone-symbolic", tsn_lecturers_page_get_type },
  { NULL, NULL, NULL, NULL },
};

static const TsnPageInfo CREW_PAGES[] = {
  { "ems", N_ ("Read a card"), "view-reveal-symbolic", tsn_crew_page_get_type },
  { NULL, NULL, NULL, NULL },
};

G_DEFINE_FINAL_TYPE (TsnWindow, tsn_window, ADW_TYPE_APPLICATION_WINDOW)

/* -- Pages -- */

static const TsnPageInfo *
find_page (TsnWindow *self, const char *name)
{
  for (const TsnPageInfo *info = self->infos; info->name != NULL; info++)
    if (g_str_equal (info->name, name))
      return info;
  return NULL;
}

static TsnPage *
ensure_page (TsnWindow *self, const TsnPageInfo *info)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->pages, info->name);

  if (page == NULL)
    {
      page = g_object_new (info->get_type (), "station", self->station, "visible", FALSE, NULL);
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
select_row (TsnWindow *self, const TsnPageInfo *info)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->page_list, (int) (info - self->infos));

  if (gtk_list_box_get_selected_row (self->page_list) != row)
    gtk_list_box_select_row (self->page_list, row);
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->page_list)) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row)); /* and not on the page that was left */
}

/* Pages behind are not only out of sight but invisible: the style of whatever is visible is worked
 * out anew whenever the focus moves, and a stack as wide as its widest page measures them all. */
static void
bring_forward (TsnWindow *self, GtkWidget *page)
{
  GtkWidget *behind = gtk_stack_get_visible_child (self->pages);

  gtk_widget_set_visible (page, TRUE);
  gtk_stack_set_visible_child (self->pages, page);
  if (behind != NULL && behind != page)
    gtk_widget_set_visible (behind, FALSE);
}

static void
show_page (TsnWindow *self, const TsnPageInfo *info, const TsnId *target)
{
  TsnPage *page = ensure_page (self, info);

  if (self->current != page)
    leave_page (self);
  self->current = page;
  adw_window_title_set_title (self->page_title, _ (info->title));
  bring_forward (self, GTK_WIDGET (page));
  if (self->infos == PAGES)
    g_settings_set_string (self->settings, "page", info->name);
  select_row (self, info);
  if (TSN_PAGE_GET_CLASS (page)->shown != NULL)
    TSN_PAGE_GET_CLASS (page)->shown (page, target);
}

static void
row_selected_cb (GtkListBox *list, GtkListBoxRow *row, TsnWindow *self)
{
  const TsnPageInfo *info;

  if (row == NULL || tsn_station_get_state (self->station) != TSN_STATION_OPEN)
    return;
  info = &self->infos[gtk_list_box_row_get_index (row)];
  if (self->current == NULL || gtk_stack_get_visible_child_name (self->pages) == NULL ||
      !g_str_equal (gtk_stack_get_visible_child_name (self->pages), info->name))
    show_page (self, info, NULL);
}

/* Where there is no room for both, the list goes when a page was chosen. */
static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, TsnWindow *self)
{
  if (self->narrow)
    gtk_revealer_set_reveal_child (self->sidebar, FALSE);
}

static void
add_row (TsnWindow *self, const TsnPageInfo *info)
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

static gboolean
name_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  char **name = data;
  g_autoptr (TsnRecord) record = tsn_session_municipality (session, error);

  if (record != NULL)
    *name = g_strdup (tsn_record_text (record, TSN_MUNICIPALITY_NAME));
  return record != NULL;
}

static void
named_cb (gpointer object, gpointer data, const GError *error)
{
  TsnWindow *self = object;
  char **name = data;

  if (*name != NULL)
    adw_window_title_set_title (self->organisation, *name);
}

static void
free_name (gpointer data)
{
  char **name = data;

  g_free (*name);
  g_free (name);
}

/* Whose desk it is stands above the pages. */
static void
name_organisation (TsnWindow *self)
{
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   name_work,
                   g_new0 (char *, 1),
                   free_name,
                   self,
                   named_cb);
}

static void
station_changed_cb (TsnWindow *self, guint kind)
{
  if (kind == TSN_KIND_MUNICIPALITY)
    name_organisation (self);
}

static void
open_desk (TsnWindow *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "page");
  const TsnPageInfo *info = find_page (self, name);

  gtk_stack_set_visible_child_name (self->stack, "desk");
  name_organisation (self);
  show_page (self, info != NULL ? info : self->infos, NULL);
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->pages), GTK_DIR_TAB_FORWARD);
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
show_first_run (TsnWindow *self)
{
  if (self->first_run == NULL)
    self->first_run = tsn_first_run_page_new (self->station);
  show_front (self, "first-run", self->first_run);
}

static void
show_unlock (TsnWindow *self)
{
  if (self->unlock == NULL)
    self->unlock = tsn_unlock_page_new (self->station);
  tsn_unlock_page_reset (TSN_UNLOCK_PAGE (self->unlock));
  tsn_toast_undone (GTK_WIDGET (self->stack)); /* what it speaks of is locked */
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

/* The recovery key must not disappear with the window unasked. */
static gboolean
holds_key (TsnWindow *self)
{
  return self->first_run != NULL &&
         tsn_first_run_page_holds_key (TSN_FIRST_RUN_PAGE (self->first_run));
}

/* What opens without a PIN is not locked when nobody looks: that would only ask for one. */
static void
set_idle_lock (TsnWindow *self)
{
  gboolean open = tsn_station_get_state (self->station) == TSN_STATION_OPEN;

  tsn_idle_lock_set_active (
      self->idle_lock,
      open && !tsn_vault_opens_with_desktop (tsn_station_get_vault (self->station)));
}

static void
no_keyring_cb (TsnWindow *self)
{
  gboolean no_keyring;

  g_object_get (self->station, "no-keyring", &no_keyring, NULL);
  if (no_keyring && tsn_station_get_state (self->station) == TSN_STATION_OPEN)
    tsn_toast (
        GTK_WIDGET (self->stack),
        _ ("The keyring of this computer cannot be reached: it asks for the PIN as before."));
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
  set_idle_lock (self);
  switch (state)
    {
    case TSN_STATION_OPEN:
      open_desk (self);
      if (self->first_run != NULL)
        gtk_stack_remove (self->stack, g_steal_pointer (&self->first_run));
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

/* -- For the actions -- */

gboolean
tsn_window_is_open (TsnWindow *self)
{
  return tsn_station_get_state (self->station) == TSN_STATION_OPEN;
}

void
tsn_window_show_page (TsnWindow *self, const char *name, const TsnId *target)
{
  const TsnPageInfo *info = find_page (self, name);

  if (info != NULL && tsn_window_is_open (self))
    show_page (self, info, target);
}

void
tsn_window_show_nth (TsnWindow *self, int n)
{
  const TsnPageInfo *info = self->infos;

  while (info->name != NULL && n-- > 0)
    info++;
  if (info->name != NULL && tsn_window_is_open (self))
    show_page (self, info, NULL);
}

void
tsn_window_turn (TsnWindow *self, int by)
{
  int n_pages = 0;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->page_list);

  while (self->infos[n_pages].name != NULL)
    n_pages++;
  if (row != NULL)
    tsn_window_show_nth (self, (gtk_list_box_row_get_index (row) + by + n_pages) % n_pages);
}

void
tsn_window_lock (TsnWindow *self)
{
  tsn_station_lock (self->station);
}

/* -- Scanners, idleness, width -- */

void
tsn_window_scanned (TsnWindow *self, const char *text)
{
  if (self->current == NULL)
    return;
  if (TSN_PAGE_GET_CLASS (self->current)->scanned != NULL &&
      TSN_PAGE_GET_CLASS (self->current)->scanned (self->current, text))
    return;
  tsn_window_show_page (self, "scan", NULL);
  if (TSN_PAGE_GET_CLASS (self->current)->scanned != NULL)
    (void) TSN_PAGE_GET_CLASS (self->current)->scanned (self->current, text);
}

static gboolean
wants_scans (gpointer object)
{
  return TSN_WINDOW (object)->current != NULL;
}

static void
scanned_cb (gpointer object, const char *text)
{
  tsn_window_scanned (TSN_WINDOW (object), text);
}

static void
idle_warning_cb (TsnWindow *self, guint seconds)
{
  g_autofree char *words = NULL;

  gtk_revealer_set_reveal_child (self->idle_bar, seconds > 0);
  if (seconds == 0)
    return;
  words = g_strdup_printf (ngettext ("Nobody seems to be here: locks in %u second.",
                                     "Nobody seems to be here: locks in %u seconds.",
                                     seconds),
                           seconds);
  gtk_label_set_label (self->idle_words, words);
}

static void
stay_cb (TsnWindow *self)
{
  tsn_activity_touch ();
  idle_warning_cb (self, 0);
}

/* The sidebar hides by itself where the page would be squeezed, and comes back with the room. */
static void
layout_cb (TsnWindow *self, int width, int height)
{
  double scale = g_settings_get_double (self->settings, "text-scale");
  gboolean narrow = width < NARROW_WIDTH * scale;

  if (narrow == self->narrow)
    return;
  self->narrow = narrow;
  gtk_revealer_set_reveal_child (self->sidebar, !narrow);
}

static void
tsn_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tsn_window_parent_class)->realize (widget);
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)),
                           "layout",
                           G_CALLBACK (layout_cb),
                           widget,
                           G_CONNECT_SWAPPED);
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
               _ ("Leave before the set-up is finished?"),
               _ ("Nothing is set up yet. Next time it begins anew, with another recovery key: "
                  "destroy a paper or PDF with this one."),
               _ ("_Leave"),
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
  g_clear_object (&self->idle_lock);
  g_clear_object (&self->station);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (tsn_window_parent_class)->dispose (object);
}

static void
tsn_window_class_init (TsnWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = tsn_window_close_request;
  widget_class->realize = tsn_window_realize;
  g_type_ensure (TSN_TYPE_SYNC_BUTTON);
  g_type_ensure (TSN_TYPE_TROUBLE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, page_list);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, page_title);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, organisation);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, sync);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, idle_bar);
  gtk_widget_class_bind_template_child (widget_class, TsnWindow, idle_words);
  gtk_widget_class_bind_template_callback (widget_class, stay_cb);
  tsn_window_install_actions (widget_class);
}

static void
tsn_window_init (TsnWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->stack));
  tsn_readers_follow_revealer (self->sidebar);
  tsn_readers_follow_revealer (self->idle_bar);
  g_signal_connect (self->page_list, "row-selected", G_CALLBACK (row_selected_cb), self);
  g_signal_connect (self->page_list, "row-activated", G_CALLBACK (row_activated_cb), self);
  tsn_activity_watch (GTK_WINDOW (self));
  tsn_scanner_keys_watch (GTK_WINDOW (self), wants_scans, scanned_cb, self);
}

static void
list_pages (TsnWindow *self, gboolean is_crew)
{
  self->infos = is_crew ? CREW_PAGES : PAGES;
  for (const TsnPageInfo *info = self->infos; info->name != NULL; info++)
    add_row (self, info);
  gtk_widget_set_visible (GTK_WIDGET (self->sidebar), !is_crew);
  gtk_widget_set_visible (self->sidebar_button, !is_crew);
}

static void
watch_idleness (TsnWindow *self)
{
  self->idle_lock = tsn_idle_lock_new (self->settings);
  g_signal_connect_object (self->idle_lock,
                           "warning",
                           G_CALLBACK (idle_warning_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->idle_lock,
                           "lock",
                           G_CALLBACK (tsn_window_lock),
                           self,
                           G_CONNECT_SWAPPED);
}

GtkWindow *
tsn_window_new (TsnApplication *application, TsnStation *station)
{
  TsnWindow *self = g_object_new (TSN_TYPE_WINDOW, "application", application, NULL);
  int width, height;

  self->station = g_object_ref (station);
  self->settings = g_object_ref (tsn_application_get_settings (application));
  list_pages (self, tsn_application_is_crew (application));
  g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  tsn_trouble_bar_set_station (self->trouble, station);
  tsn_sync_button_set_station (self->sync, station);
  watch_idleness (self);
  g_signal_connect_object (station,
                           "changed",
                           G_CALLBACK (station_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (station,
                           "notify::state",
                           G_CALLBACK (state_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (station,
                           "operators-changed",
                           G_CALLBACK (set_idle_lock),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (station,
                           "notify::no-keyring",
                           G_CALLBACK (no_keyring_cb),
                           self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);
  return GTK_WINDOW (self);
}
