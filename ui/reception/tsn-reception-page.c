/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page chooses the event and holds the views together: the door (tsn-door-view.c) and the head
 * count. What they show comes from one TsnDoor, so an answer given in one is counted in all.
 *
 * The desk faces the public: after a while without anyone at the keys the page hides whom it shows.
 */

#include "tsn-reception-page.h"

#include <glib/gi18n.h>

#include "tsn-door-counts.h"
#include "tsn-door-events.h"
#include "tsn-door-view.h"
#include "tsn-event-papers.h"
#include "tsn-import-window.h"
#include "tsn-labels-window.h"
#include "tsn-pre-registration.h"
#include "tsn-stack.h"
#include "tsn-tally-view.h"
#include "tsn-toast.h"
#include "tsn-windows.h"
#include "tsn-wrap-layout.h"

#define APP_ID         "jp.tsunagi.Tsunagi"
#define CARD_PREFIX    "TSN1:"
#define HEADER_SPACING 12

struct _TsnReceptionPage
{
  TsnPage parent_instance;

  TsnDoor *door;
  GSettings *settings;
  TsnDoorEvents *events; /* (nullable): as the menu shows them */
  guint hide_source;     /* 0: hidden already */
  gboolean chosen;       /* the user or another page has said which event */

  GtkWidget *header;
  GtkMenuButton *event_button;
  GtkMenuButton *paper_button;
  GtkLabel *event_title;
  GtkLabel *event_details;
  GtkPopover *event_popover;
  GtkListBox *event_list;
  AdwViewStack *views;
  GtkWidget *mode_box;
  GtkToggleButton *onsite;
  GtkToggleButton *online;
  TsnDoorCounts *counts;
  TsnDoorView *door_view;
  TsnTallyView *tally_view;
};

G_DEFINE_FINAL_TYPE (TsnReceptionPage, tsn_reception_page, TSN_TYPE_PAGE)

static TsnDate
get_today (void)
{
  return tsn_date_from_unix_ms (g_get_real_time () / 1000);
}

/* -- Nobody at the keys -- */

static gboolean
hide_cb (gpointer user_data)
{
  TsnReceptionPage *self = user_data;

  self->hide_source = 0;
  tsn_door_view_hide (self->door_view);
  return G_SOURCE_REMOVE;
}

static void
restart_hiding (TsnReceptionPage *self)
{
  guint seconds = g_settings_get_uint (self->settings, "hide-seconds");

  g_clear_handle_id (&self->hide_source, g_source_remove);
  self->hide_source = g_timeout_add_seconds (seconds, hide_cb, self);
}

/* Counts from now, unless it is hidden already or another page is in front. */
static void
hide_seconds_cb (TsnReceptionPage *self)
{
  if (self->hide_source != 0)
    restart_hiding (self);
}

static gboolean
input_cb (GtkEventControllerLegacy *controller, GdkEvent *event, TsnReceptionPage *self)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_KEY_PRESS:
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
    case GDK_SCROLL:
      restart_hiding (self);
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

/* -- Which event -- */

/* Both lines are cut short where there is no room: GtkMenuButton knows no height for a width. */
static void
say_event (TsnReceptionPage *self, const char *title, const char *details)
{
  g_autofree char *all = g_strdup_printf ("%s\n%s", title, details);

  gtk_label_set_text (self->event_title, title);
  gtk_label_set_text (self->event_details, details);
  gtk_widget_set_visible (GTK_WIDGET (self->event_details), *details != '\0');
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->event_button), all);
}

static void
event_changed_cb (TsnReceptionPage *self)
{
  TsnRecord *event = tsn_door_get_event (self->door);
  const char *title = event != NULL ? tsn_record_text (event, TSN_EVENT_TITLE) : NULL;
  g_autofree char *details = event != NULL ? tsn_door_event_details (event) : NULL;
  gint64 method = event != NULL ? tsn_record_number (event, TSN_EVENT_METHOD, 0) : 0;
  gboolean online = tsn_door_get_mode (self->door) == TSN_MODE_ONLINE;

  say_event (self, title != NULL ? title : _ ("Choose an event"), details != NULL ? details : "");
  gtk_widget_set_visible (GTK_WIDGET (self->counts), event != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "reception.import",
                                 tsn_door_is_open (self->door));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reception.paper", event != NULL);
  gtk_widget_set_visible (self->mode_box, event != NULL && method != TSN_EVENT_METHOD_ONSITE);
  gtk_toggle_button_set_active (online ? self->online : self->onsite, TRUE);
}

static void
mode_toggled_cb (TsnReceptionPage *self)
{
  tsn_door_set_mode (self->door,
                     gtk_toggle_button_get_active (self->online) ? TSN_MODE_ONLINE
                                                                 : TSN_MODE_ONSITE);
  tsn_door_view_focus (self->door_view);
}

static void
choose_event (TsnReceptionPage *self, const TsnId *event)
{
  self->chosen = TRUE;
  tsn_door_show (self->door, event);
}

static GtkWidget *
new_event_row (const TsnRecord *event)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *details = tsn_door_event_details (event);
  g_autofree char *title = g_markup_escape_text (tsn_record_text (event, TSN_EVENT_TITLE), -1);
  g_autofree char *subtitle = g_markup_escape_text (details, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (tsn_record_number (event, TSN_EVENT_STATE, 0) == TSN_EVENT_STATE_CANCELLED)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_label_new (_ ("Cancelled")));
  return row;
}

static void
fill_event_list (TsnReceptionPage *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->event_list))) != NULL)
    gtk_list_box_remove (self->event_list, row);
  for (guint i = 0; i < self->events->events->len; i++)
    gtk_list_box_append (self->event_list,
                         new_event_row (g_ptr_array_index (self->events->events, i)));
}

typedef struct
{
  TsnDate today;
  TsnDoorEvents *events;
} Question;

static void
question_free (gpointer pointer)
{
  tsn_door_events_free (((Question *) pointer)->events);
  g_free (pointer);
}

static gboolean
question_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  question->events = tsn_door_events_read (session, question->today, error);
  return question->events != NULL;
}

static void
events_read_cb (gpointer object, gpointer data, const GError *error)
{
  TsnReceptionPage *self = object;
  Question *question = data;
  const TsnRecord *event;

  if (error != NULL)
    {
      tsn_toast_error (GTK_WIDGET (self), error);
      return;
    }
  tsn_door_events_free (self->events);
  self->events = g_steal_pointer (&question->events);
  fill_event_list (self);
  event = tsn_door_events_choose (self->events, question->today);
  if (!self->chosen && event != NULL)
    choose_event (self, &event->id);
}

static void
read_events (TsnReceptionPage *self)
{
  Question *question = g_new0 (Question, 1);

  question->today = get_today ();
  tsn_station_ask (tsn_page_get_station (TSN_PAGE (self)),
                   TSN_STORE_READ,
                   question_work,
                   question,
                   question_free,
                   self,
                   events_read_cb);
}

static void
event_row_activated_cb (GtkListBox *list, GtkListBoxRow *row, TsnReceptionPage *self)
{
  guint index = (guint) gtk_list_box_row_get_index (row);
  const TsnRecord *event = g_ptr_array_index (self->events->events, index);

  gtk_popover_popdown (self->event_popover);
  choose_event (self, &event->id);
  tsn_door_view_focus (self->door_view);
}

static void
station_changed_cb (TsnReceptionPage *self, guint kind)
{
  if (kind == TSN_KIND_EVENT)
    read_events (self);
}

/* -- Files and papers -- */

static TsnImportReport *
import_pre_registrations (TsnStore *store,
                          gpointer data,
                          const char *path,
                          const TsnImportOptions *options,
                          char **note,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (TsnPreRegistration) result =
      tsn_pre_registration_import_sync (store, data, 0, path, options, cancellable, error);

  if (result == NULL)
    return NULL;
  *note = g_strdup_printf (
      _ ("Known people: %lu. New people: %lu, %lu of them like somebody who is registered."),
      (gulong) result->known_people,
      (gulong) result->new_people,
      (gulong) result->n_similar);
  return g_steal_pointer (&result->import);
}

static void
import_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const guint kinds[] = { TSN_KIND_PERSON, TSN_KIND_ATTENDANCE, 0 };
  TsnReceptionPage *self = TSN_RECEPTION_PAGE (widget);
  TsnRecord *event = tsn_door_get_event (self->door);

  tsn_import_file (widget,
                   tsn_page_get_station (TSN_PAGE (self)),
                   _ ("Import the list of who signed up"),
                   import_pre_registrations,
                   g_memdup2 (&event->id, sizeof event->id),
                   g_free,
                   kinds);
}

typedef enum
{
  PAPER_SIGN_IN,
  PAPER_ATTENDANCE,
  PAPER_LABELS,
} PaperKind;

#define BLANK_ROWS 20

typedef struct
{
  PaperKind kind;
  TsnId event;
  TsnPaper *paper;
} PaperQuestion;

static void
paper_question_free (gpointer pointer)
{
  tsn_paper_unref (((PaperQuestion *) pointer)->paper);
  g_free (pointer);
}

static gboolean
paper_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PaperQuestion *question = data;
  const TsnSignInOptions options = { .blank_rows = BLANK_ROWS,
                                     .now_ms = g_get_real_time () / 1000 };

  if (question->kind == PAPER_SIGN_IN)
    question->paper = tsn_sign_in_sheet (session, &question->event, &options, error);
  else
    question->paper = tsn_attendance_list (session, &question->event, options.now_ms, error);
  return question->paper != NULL;
}

static void
paper_cb (gpointer object, gpointer data, const GError *error)
{
  if (error != NULL)
    tsn_toast_error (object, error);
  else
    tsn_preview_paper (object, ((PaperQuestion *) data)->paper);
}

static void
ask_paper (TsnReceptionPage *self, PaperKind kind)
{
  TsnRecord *event = tsn_door_get_event (self->door);
  PaperQuestion *question;

  if (event == NULL)
    return;
  if (kind == PAPER_LABELS)
    {
      tsn_labels_window_present (GTK_WIDGET (self),
                                 tsn_page_get_station (TSN_PAGE (self)),
                                 &event->id);
      return;
    }
  question = g_new0 (PaperQuestion, 1);
  question->kind = kind;
  question->event = event->id;
  tsn_station_ask (tsn_page_get_station (TSN_PAGE (self)),
                   TSN_STORE_READ,
                   paper_work,
                   question,
                   paper_question_free,
                   self,
                   paper_cb);
}

static void
paper_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask_paper (TSN_RECEPTION_PAGE (widget), (PaperKind) g_variant_get_int32 (parameter));
}

static void
tsn_reception_page_print (TsnPage *page)
{
  ask_paper (TSN_RECEPTION_PAGE (page), PAPER_SIGN_IN);
}

/* -- Which view -- */

static gboolean
is_counting (TsnReceptionPage *self)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), "tally") == 0;
}

static void
focus_view (TsnReceptionPage *self)
{
  if (is_counting (self))
    tsn_tally_view_focus (self->tally_view);
  else
    tsn_door_view_focus (self->door_view);
}

/* -- What the window asks -- */

static void
tsn_reception_page_shown (TsnPage *page, const TsnId *target)
{
  TsnReceptionPage *self = TSN_RECEPTION_PAGE (page);

  if (target != NULL)
    choose_event (self, target);
  read_events (self);
  restart_hiding (self);
  focus_view (self);
}

static void
tsn_reception_page_left (TsnPage *page)
{
  TsnReceptionPage *self = TSN_RECEPTION_PAGE (page);

  g_clear_handle_id (&self->hide_source, g_source_remove);
  tsn_door_view_hide (self->door_view);
}

static void
tsn_reception_page_find (TsnPage *page)
{
  TsnReceptionPage *self = TSN_RECEPTION_PAGE (page);

  adw_view_stack_set_visible_child_name (self->views, "door");
  tsn_door_view_focus (self->door_view);
}

static void
tsn_reception_page_create (TsnPage *page)
{
  TsnReceptionPage *self = TSN_RECEPTION_PAGE (page);

  adw_view_stack_set_visible_child_name (self->views, "door");
  tsn_door_view_begin_walk_in (self->door_view);
}

static void
tsn_reception_page_refresh (TsnPage *page)
{
  TsnReceptionPage *self = TSN_RECEPTION_PAGE (page);

  read_events (self);
  tsn_door_refresh (self->door);
}

static gboolean
tsn_reception_page_scanned (TsnPage *page, const char *text)
{
  TsnReceptionPage *self = TSN_RECEPTION_PAGE (page);

  if (g_ascii_strncasecmp (text, CARD_PREFIX, sizeof CARD_PREFIX - 1) != 0)
    return FALSE;
  adw_view_stack_set_visible_child_name (self->views, "door");
  restart_hiding (self);
  tsn_door_scan (self->door, text);
  return TRUE;
}

/* -- Life -- */

static gboolean
undo_shortcut (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  TsnReceptionPage *self = TSN_RECEPTION_PAGE (widget);

  return is_counting (self) ? tsn_tally_view_undo (self->tally_view) : tsn_door_undo (self->door);
}

static void
tsn_reception_page_constructed (GObject *object)
{
  TsnReceptionPage *self = TSN_RECEPTION_PAGE (object);
  TsnStation *station = tsn_page_get_station (TSN_PAGE (self));

  G_OBJECT_CLASS (tsn_reception_page_parent_class)->constructed (object);
  self->door = tsn_door_new (station);
  /* Whatever is chosen, the next guest is typed right after it. */
  g_signal_connect_object (gtk_menu_button_get_popover (self->paper_button),
                           "closed",
                           G_CALLBACK (focus_view),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->door,
                           "event-changed",
                           G_CALLBACK (event_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (station,
                           "changed",
                           G_CALLBACK (station_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  tsn_door_counts_set_door (self->counts, self->door);
  tsn_door_view_set_door (self->door_view, self->door);
  tsn_tally_view_set_door (self->tally_view, self->door);
  event_changed_cb (self);
}

static void
tsn_reception_page_dispose (GObject *object)
{
  TsnReceptionPage *self = TSN_RECEPTION_PAGE (object);

  g_clear_handle_id (&self->hide_source, g_source_remove);
  g_clear_object (&self->door);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->events, tsn_door_events_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_RECEPTION_PAGE);
  G_OBJECT_CLASS (tsn_reception_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/jp/tsunagi/Tsunagi/reception/tsn-reception-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, header);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, event_button);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, event_title);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, event_details);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, event_popover);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, event_list);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, paper_button);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, views);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, mode_box);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, onsite);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, online);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, counts);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, door_view);
  gtk_widget_class_bind_template_child (widget_class, TsnReceptionPage, tally_view);
  gtk_widget_class_bind_template_callback (widget_class, focus_view);
  gtk_widget_class_bind_template_callback (widget_class, event_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, mode_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, input_cb);
}

static void
tsn_reception_page_class_init (TsnReceptionPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  TsnPageClass *page_class = TSN_PAGE_CLASS (class);

  object_class->constructed = tsn_reception_page_constructed;
  object_class->dispose = tsn_reception_page_dispose;
  page_class->shown = tsn_reception_page_shown;
  page_class->left = tsn_reception_page_left;
  page_class->find = tsn_reception_page_find;
  page_class->create = tsn_reception_page_create;
  page_class->refresh = tsn_reception_page_refresh;
  page_class->print = tsn_reception_page_print;
  page_class->scanned = tsn_reception_page_scanned;
  g_type_ensure (TSN_TYPE_DOOR_COUNTS);
  g_type_ensure (TSN_TYPE_DOOR_VIEW);
  g_type_ensure (TSN_TYPE_TALLY_VIEW);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "reception.import", NULL, import_activated);
  gtk_widget_class_install_action (widget_class, "reception.paper", "i", paper_activated);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, undo_shortcut, NULL);
}

static void
tsn_reception_page_init (TsnReceptionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (APP_ID);
  g_signal_connect_object (self->settings,
                           "changed::hide-seconds",
                           G_CALLBACK (hide_seconds_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_layout_manager (self->header, tsn_wrap_layout_new (HEADER_SPACING));
  tsn_stack_tell_readers (GTK_WIDGET (self->views));
}
