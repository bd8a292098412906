/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window is a frame: a bar with the progress and what makes it readable, the view, room for
 * what is typed with, a bar with the ways to go. All of it is made anew whenever the view, the
 * language or the size changes, since words are fixed when a widget is made. What the resident has
 * said is in the draft alone, so that wiping it and showing the welcome is all there is to forget.
 *
 * What the views show is in tsn-kiosk-views.c, what is typed with in tsn-kiosk-typing.c, idleness
 * and the way in for the staff in tsn-kiosk-guard.c, their page in tsn-kiosk-staff.c.
 */

#include <adwaita.h>

#include "tsn-activity.h"
#include "tsn-kiosk-label.h"
#include "tsn-kiosk-near.h"
#include "tsn-kiosk-return.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"
#include "tsn-server-link.h"

#define N_SIZES 3

G_DEFINE_FINAL_TYPE (TsnKioskWindow, tsn_kiosk_window, GTK_TYPE_APPLICATION_WINDOW)

static TsnKioskPage *
page_of (TsnKioskWindow *self)
{
  GtkWidget *child = self->content != NULL ? gtk_scrolled_window_get_child (self->content) : NULL;

  if (GTK_IS_VIEWPORT (child))
    child = gtk_viewport_get_child (GTK_VIEWPORT (child));
  return TSN_IS_KIOSK_PAGE (child) ? TSN_KIOSK_PAGE (child) : NULL;
}

/* -- The ways to go -- */

static void
forget_card (TsnKioskWindow *self)
{
  g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  if (self->card != NULL)
    tsn_kiosk_card_leave (self->card);
  g_clear_object (&self->card);
  g_clear_error (&self->trouble);
}

static int
next_step (TsnKioskWindow *self)
{
  TsnKioskStepKind kind = tsn_kiosk_step ((guint) self->step)->kind;
  int missing;

  if (kind == TSN_KIOSK_STEP_REVIEW)
    self->course = TSN_KIOSK_COURSE_FINISHING;
  if (self->course == TSN_KIOSK_COURSE_ASKING || kind == TSN_KIOSK_STEP_WORDS ||
      kind == TSN_KIOSK_STEP_CARD)
    return tsn_kiosk_step_next (self->draft, self->step, FALSE);
  if (self->course == TSN_KIOSK_COURSE_CHANGING)
    return tsn_kiosk_step_after_change (self->draft, self->step);
  missing = tsn_kiosk_step_missing (self->draft);
  return missing >= 0 ? missing
                      : tsn_kiosk_step_next (self->draft, tsn_kiosk_step_review (), FALSE);
}

static void
go_on (TsnKioskWindow *self)
{
  const TsnKioskStep *step = tsn_kiosk_step ((guint) self->step);
  int next = next_step (self);

  if (step->stop != 0 &&
      tsn_kiosk_draft_number (self->draft, step->part, step->field) == step->stop)
    tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_REFUSED);
  else if (next < 0)
    tsn_kiosk_window_print (self);
  else
    {
      self->step = next;
      tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STEP);
    }
}

static void
next_cb (TsnKioskWindow *self)
{
  TsnKioskPage *page = page_of (self);

  if (page != NULL && tsn_kiosk_page_take (page))
    go_on (self);
  else
    tsn_kiosk_aloud_read (self); /* why it does not go on */
}

static void
skip_cb (TsnKioskWindow *self)
{
  TsnKioskPage *page = page_of (self);

  if (page != NULL)
    tsn_kiosk_page_skip (page);
  go_on (self);
}

/* -1: out of the journey. */
static int
step_before (TsnKioskWindow *self)
{
  int review = tsn_kiosk_step_review ();

  if (self->step == review && tsn_kiosk_draft_is_update (self->draft))
    return -1;
  if (self->step < review && self->course != TSN_KIOSK_COURSE_ASKING)
    return review;
  return tsn_kiosk_step_next (self->draft, self->step, TRUE);
}

static void
back_cb (TsnKioskWindow *self)
{
  int before = step_before (self);

  forget_card (self);
  if (before < 0)
    {
      tsn_kiosk_window_show (self,
                             tsn_kiosk_draft_is_empty (self->draft) ? TSN_KIOSK_VIEW_WELCOME
                                                                    : TSN_KIOSK_VIEW_STOP);
      return;
    }
  self->step = before;
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STEP);
}

static void
stop_cb (TsnKioskWindow *self)
{
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STOP);
}

/* -- What makes it readable -- */

/* What stands in the entries comes back with the page. */
static void
keep_what_was_typed (TsnKioskWindow *self)
{
  TsnKioskPage *page = page_of (self);

  if (page != NULL)
    (void) tsn_kiosk_page_take (page);
}

static void
larger_cb (TsnKioskWindow *self)
{
  keep_what_was_typed (self);
  self->size = (self->size + 1) % N_SIZES;
  tsn_kiosk_window_show (self, self->view);
}

static void
contrast_cb (TsnKioskWindow *self)
{
  keep_what_was_typed (self);
  self->contrast = !self->contrast;
  tsn_kiosk_window_show (self, self->view);
}

static void
languages_cb (TsnKioskWindow *self)
{
  keep_what_was_typed (self);
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_LANGUAGES);
}

/* -- Near home -- */

static void
look_near_cb (TsnKioskWindow *self)
{
  keep_what_was_typed (self);
  tsn_near_free (self->near);
  self->near = tsn_kiosk_page_take_near (page_of (self));
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_NEAR);
}

static void
near_picked_cb (TsnKioskWindow *self, TsnRecord *place)
{
  if (tsn_kiosk_take_place (self->draft, tsn_kiosk_step ((guint) self->step)->part, place))
    go_on (self);
  else
    tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STEP);
}

static void
near_left_cb (TsnKioskWindow *self)
{
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STEP);
}

/* -- The bars -- */

static GtkWidget *
new_bar (const char *style)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);

  gtk_widget_add_css_class (bar, "kiosk-bar");
  gtk_widget_add_css_class (bar, style);
  return bar;
}

static void
add_progress (TsnKioskWindow *self, GtkWidget *bar)
{
  guint number, n;
  double fraction;
  const char *section = K_ (tsn_kiosk_step_progress (self->step, &number, &n, &fraction));
  g_autofree char *words = g_strdup_printf ("%u／%u %s", number, n, section);
  g_autofree char *said = g_strdup_printf (K_ ("Part %u of %u"), number, n);
  g_autofree char *plain = tsn_kiosk_plain (said);
  GtkWidget *line = gtk_progress_bar_new ();

  gtk_box_append (GTK_BOX (bar), tsn_kiosk_label_new (words));
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (line), fraction);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  gtk_widget_set_hexpand (line, TRUE);
  gtk_widget_set_valign (line, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (bar), line);
}

static GtkWidget *
new_top_bar (TsnKioskWindow *self)
{
  GtkWidget *bar = new_bar ("top");

  if (self->view == TSN_KIOSK_VIEW_STEP)
    add_progress (self, bar);
  else
    {
      GtkWidget *room = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_set_hexpand (room, TRUE);
      gtk_box_append (GTK_BOX (bar), room);
    }
  if (self->view != TSN_KIOSK_VIEW_STEP) /* there it is below, where there is more room */
    gtk_box_append (GTK_BOX (bar), tsn_kiosk_aloud_button (self));
  if (self->view != TSN_KIOSK_VIEW_WELCOME && self->view != TSN_KIOSK_VIEW_SCAN &&
      self->view != TSN_KIOSK_VIEW_NEAR && self->view != TSN_KIOSK_VIEW_STEP)
    return bar;
  gtk_box_append (GTK_BOX (bar),
                  tsn_kiosk_button_new (K_ ("Letter size"), NULL, G_CALLBACK (larger_cb), self));
  gtk_box_append (GTK_BOX (bar),
                  tsn_kiosk_button_new (K_ ("Colours"), NULL, G_CALLBACK (contrast_cb), self));
  if (self->view == TSN_KIOSK_VIEW_NEAR) /* the question behind it offers them */
    return bar;
  gtk_box_append (
      GTK_BOX (bar),
      tsn_kiosk_button_new (tsn_kiosk_get_language () == 0 ? "Language" : "言語 Language",
                            NULL,
                            G_CALLBACK (languages_cb),
                            self));
  return bar;
}

static void
add_way (GtkWidget *bar,
         const char *text,
         const char *style,
         GCallback clicked,
         TsnKioskWindow *self)
{
  GtkWidget *button = tsn_kiosk_button_new (text, style, clicked, self);

  tsn_kiosk_label_read_aloud (button);
  gtk_box_append (GTK_BOX (bar), button);
}

static GtkWidget *
new_bottom_bar (TsnKioskWindow *self)
{
  const TsnKioskStep *step = tsn_kiosk_step ((guint) self->step);
  GtkWidget *bar = new_bar ("bottom");
  GtkWidget *room = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gboolean is_card = step->kind == TSN_KIOSK_STEP_CARD;
  gboolean goes_on = is_card ? self->card != NULL
                     : step->kind == TSN_KIOSK_STEP_CHOICE
                         ? tsn_kiosk_draft_number (self->draft, step->part, step->field) != 0
                         : TRUE; /* a choice goes on by itself: there is nothing to press before */

  add_way (bar, K_ ("Stop"), "stop", G_CALLBACK (stop_cb), self);
  gtk_box_append (GTK_BOX (bar), tsn_kiosk_aloud_button (self));
  gtk_widget_set_hexpand (room, TRUE);
  gtk_box_append (GTK_BOX (bar), room);
  add_way (bar, K_ ("Back"), NULL, G_CALLBACK (back_cb), self);
  if (!step->must && step->kind != TSN_KIOSK_STEP_WORDS)
    add_way (bar, K_ ("Skip"), NULL, G_CALLBACK (skip_cb), self);
  if (goes_on)
    add_way (bar,
             is_card ? K_ ("Print") : K_ ("Next"),
             "next",
             G_CALLBACK (is_card ? go_on : next_cb),
             self);
  return bar;
}

/* -- The view -- */

static void
apply_looks (TsnKioskWindow *self)
{
  static const char *const sizes[N_SIZES] = { "size-1", "size-2", "size-3" };
  GtkWidget *widget = GTK_WIDGET (self);
  guint n;
  const TsnKioskLanguage *languages = tsn_kiosk_languages (&n);

  for (guint i = 0; i < N_SIZES; i++)
    gtk_widget_remove_css_class (widget, sizes[i]);
  gtk_widget_add_css_class (widget, sizes[self->size]);
  if (self->contrast)
    gtk_widget_add_css_class (widget, "contrast");
  else
    gtk_widget_remove_css_class (widget, "contrast");
  for (guint i = 0; i < n; i++)
    if (languages[i].style != NULL)
      gtk_widget_remove_css_class (widget, languages[i].style);
  if (languages[tsn_kiosk_get_language ()].style != NULL)
    gtk_widget_add_css_class (widget, languages[tsn_kiosk_get_language ()].style);
}

static void
begin (TsnKioskWindow *self)
{
  TsnKioskPage *page = page_of (self);

  if (page != NULL)
    tsn_kiosk_page_begin (page);
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->content), GTK_DIR_TAB_FORWARD);
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->overlay), GTK_DIR_TAB_BACKWARD);
}

void
tsn_kiosk_window_show (TsnKioskWindow *self, TsnKioskView view)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *inside;

  tsn_kiosk_voice_stop (self->voice);
  self->view = view;
  if (view == TSN_KIOSK_VIEW_STEP)
    tsn_kiosk_visit_begin (self);
  apply_looks (self);
  inside = tsn_kiosk_window_view (self);
  if (TSN_IS_KIOSK_PAGE (inside))
    {
      g_signal_connect_object (inside, "answered", G_CALLBACK (go_on), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (inside, "entered", G_CALLBACK (next_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (inside,
                               "look-near",
                               G_CALLBACK (look_near_cb),
                               self,
                               G_CONNECT_SWAPPED);
    }
  else if (TSN_IS_KIOSK_NEAR (inside))
    {
      g_signal_connect_object (inside,
                               "picked",
                               G_CALLBACK (near_picked_cb),
                               self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (inside, "left", G_CALLBACK (near_left_cb), self, G_CONNECT_SWAPPED);
    }
  self->content = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->content, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (self->content, inside);
  gtk_widget_set_vexpand (GTK_WIDGET (self->content), TRUE);
  self->input = ADW_BIN (adw_bin_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->input), "kiosk-input");
  gtk_box_append (GTK_BOX (box), new_top_bar (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->content));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->input));
  if (view == TSN_KIOSK_VIEW_STEP)
    gtk_box_append (GTK_BOX (box), new_bottom_bar (self));
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_overlay_set_child (self->overlay, box);
  if (view != TSN_KIOSK_VIEW_NEAR)
    g_clear_pointer (&self->near, tsn_near_free);
  begin (self);
  tsn_kiosk_aloud_read (self);
}

gboolean
tsn_kiosk_is_device (TsnKioskWindow *self)
{
  TsnVault *vault = tsn_station_get_vault (self->station);

  return vault != NULL && tsn_vault_role (vault) == TSN_ROLE_KIOSK;
}

void
tsn_kiosk_window_wipe (TsnKioskWindow *self)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self));

  tsn_kiosk_visit_end (self);
  forget_card (self);
  tsn_kiosk_card_reading_forget (self);
  tsn_kiosk_draft_wipe (self->draft);
  gdk_clipboard_set_content (gdk_display_get_clipboard (display), NULL);
  gdk_clipboard_set_content (gdk_display_get_primary_clipboard (display), NULL);
  if (tsn_kiosk_is_device (self))
    tsn_station_forget_visit (self->station);
  tsn_server_link_look (tsn_station_get_link (self->station));
  tsn_kiosk_set_language (0);
  self->size = 0;
  self->contrast = self->is_aloud = FALSE;
  self->step = 0;
  self->course = TSN_KIOSK_COURSE_ASKING;
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_WELCOME);
}

/* -- Life -- */

static void
state_changed_cb (TsnKioskWindow *self)
{
  if (tsn_station_get_state (self->station) == TSN_STATION_OPEN)
    {
      tsn_kiosk_take_back_all (self->station);
      tsn_kiosk_window_wipe (self);
    }
  else
    tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_LOCKED);
}

/* There is no way to close it but the staff's. */
static gboolean
tsn_kiosk_window_close_request (GtkWindow *window)
{
  return GDK_EVENT_STOP;
}

static void
tsn_kiosk_window_dispose (GObject *object)
{
  TsnKioskWindow *self = TSN_KIOSK_WINDOW (object);

  tsn_kiosk_guard_stop (self);
  self->input = NULL;
  forget_card (self);
  tsn_kiosk_card_reading_forget (self);
  g_clear_pointer (&self->near, tsn_near_free);
  g_clear_pointer (&self->draft, tsn_kiosk_draft_free);
  g_clear_object (&self->station);
  g_clear_object (&self->settings);
  g_clear_object (&self->voice);
  self->content = NULL;
  self->aloud = NULL;
  G_OBJECT_CLASS (tsn_kiosk_window_parent_class)->dispose (object);
}

static void
tsn_kiosk_window_class_init (TsnKioskWindowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_kiosk_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = tsn_kiosk_window_close_request;
}

/* Where nothing manages windows, nothing makes them as large as the screen either. */
static void
fill_screen (TsnKioskWindow *self)
{
  GListModel *monitors = gdk_display_get_monitors (gdk_display_get_default ());
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  GdkRectangle box = { 0, 0, 0, 0 };

  if (monitor != NULL)
    gdk_monitor_get_geometry (monitor, &box);
  gtk_window_set_default_size (GTK_WINDOW (self), box.width, box.height);
  gtk_window_fullscreen (GTK_WINDOW (self));
}

static void
tsn_kiosk_window_init (TsnKioskWindow *self)
{
  self->draft = tsn_kiosk_draft_new ();
  self->overlay = GTK_OVERLAY (gtk_overlay_new ());
  gtk_window_set_child (GTK_WINDOW (self), GTK_WIDGET (self->overlay));
  gtk_widget_add_css_class (GTK_WIDGET (self), "kiosk");
  gtk_window_set_decorated (GTK_WINDOW (self), FALSE);
  gtk_window_set_title (GTK_WINDOW (self), "Tsunagi");
  fill_screen (self);
  tsn_kiosk_typing_watch (self);
  tsn_kiosk_aloud_watch (self);
  tsn_kiosk_card_reading_watch (self);
  tsn_activity_watch (GTK_WINDOW (self));
}

GtkWindow *
tsn_kiosk_window_new (TsnApplication *application, TsnStation *station)
{
  TsnKioskWindow *self = g_object_new (TSN_TYPE_KIOSK_WINDOW, "application", application, NULL);

  self->station = g_object_ref (station);
  self->settings = g_object_ref (tsn_application_get_settings (application));
  g_signal_connect_object (station,
                           "notify::state",
                           G_CALLBACK (state_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  tsn_kiosk_guard_start (self);
  state_changed_cb (self);
  return GTK_WINDOW (self);
}
