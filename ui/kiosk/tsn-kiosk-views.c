/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The screens between welcome and thanks that are not questions, and the card. */

#include <adwaita.h>

#include "tsn-kiosk-label.h"
#include "tsn-kiosk-near.h"
#include "tsn-kiosk-panel.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"
#include "tsn-unlock-page.h"

#define CARD_HEIGHT 320 /* pixels at least, so that the type on it can be read */

static void
begin_cb (TsnKioskWindow *self)
{
  self->course = TSN_KIOSK_COURSE_ASKING;
  self->step = 0;
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STEP);
}

static void
to_step_cb (TsnKioskWindow *self)
{
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STEP);
}

static void
scan_cb (TsnKioskWindow *self)
{
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_SCAN);
}

static GtkWidget *
welcome (TsnKioskWindow *self)
{
  GtkWidget *panel = tsn_kiosk_panel_new (
      K_ ("Make your own contact card"),
      K_ ("You answer some questions, and your card comes out of the printer. It takes about three "
          "minutes."));

  tsn_kiosk_panel_add (panel, K_ ("Begin"), "next", G_CALLBACK (begin_cb), self);
  tsn_kiosk_panel_add (panel, K_ ("I have a card"), NULL, G_CALLBACK (scan_cb), self);
  return panel;
}

/* -- Languages -- */

static void
language_cb (TsnKioskWindow *self, GtkWidget *button)
{
  tsn_kiosk_set_language (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "language")));
  tsn_kiosk_window_show (self,
                         tsn_kiosk_draft_is_empty (self->draft) && self->step == 0
                             ? TSN_KIOSK_VIEW_WELCOME
                             : TSN_KIOSK_VIEW_STEP);
}

static GtkWidget *
languages (TsnKioskWindow *self)
{
  GtkWidget *panel = tsn_kiosk_panel_new (K_ ("Which language?"), NULL);
  GtkWidget *grid = gtk_grid_new ();
  guint n;
  const TsnKioskLanguage *list = tsn_kiosk_languages (&n);

  gtk_grid_set_row_spacing (GTK_GRID (grid), 16);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 16);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_box_append (GTK_BOX (panel), grid);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *button = tsn_kiosk_button_new (list[i].name, "choice", NULL, NULL);

      /* Not read aloud: each is in a language of its own. */
      g_object_set_data (G_OBJECT (button), "language", GUINT_TO_POINTER (i));
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (language_cb), self);
      gtk_widget_set_hexpand (button, TRUE);
      gtk_grid_attach (GTK_GRID (grid), button, (int) (i % 2), (int) (i / 2), 1, 1);
    }
  return panel;
}

/* -- Stopping -- */

static void
add_wipe (GtkWidget *panel, const char *style, TsnKioskWindow *self)
{
  tsn_kiosk_panel_add (panel,
                       K_ ("Wipe everything and stop"),
                       style,
                       G_CALLBACK (tsn_kiosk_window_wipe),
                       self);
}

static GtkWidget *
stop (TsnKioskWindow *self)
{
  GtkWidget *panel = tsn_kiosk_panel_new (K_ ("Do you want to stop?"),
                                          K_ ("What you have written is wiped."));

  tsn_kiosk_panel_add (panel, K_ ("Go on with my card"), "next", G_CALLBACK (to_step_cb), self);
  add_wipe (panel, NULL, self);
  return panel;
}

static GtkWidget *
refused (TsnKioskWindow *self)
{
  GtkWidget *panel = tsn_kiosk_panel_new (
      K_ ("Then there is no card"),
      K_ ("Without your consent no card can be made here. That is all right. "
          "If you have questions, please ask the staff."));

  tsn_kiosk_panel_add (panel, K_ ("Back to the question"), NULL, G_CALLBACK (to_step_cb), self);
  add_wipe (panel, "next", self);
  return panel;
}

/* -- The card -- */

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer card)
{
  tsn_kiosk_card_draw (card, cr, width, height);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnKioskWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  TsnKioskCard *card = tsn_kiosk_card_make_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the resident went back, or has gone */
  g_clear_object (&self->making);
  g_set_object (&self->card, card);
  g_clear_object (&card);
  self->trouble = g_steal_pointer (&error);
  if (self->view == TSN_KIOSK_VIEW_STEP)
    tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STEP);
}

static void
make_card (TsnKioskWindow *self)
{
  g_autofree char *printer = g_settings_get_string (self->settings, "kiosk-printer");

  if (self->making != NULL)
    return;
  self->making = g_cancellable_new ();
  tsn_kiosk_card_make_async (self->station,
                             self->draft,
                             g_settings_get_uint (self->settings, "kiosk-layout"),
                             printer,
                             g_get_real_time () / 1000,
                             self->making,
                             made_cb,
                             g_object_ref (self));
}

static void
add_card (TsnKioskWindow *self, GtkWidget *page)
{
  g_autofree char *plain = tsn_kiosk_plain (K_ ("This is your card"));
  GtkWidget *area, *label;

  if (self->card == NULL)
    {
      const char *words = K_ ("One moment, please.");

      if (self->trouble != NULL)
        words = K_ ("The card cannot be made. Please go back, or ask the staff.");
      else
        make_card (self);
      label = tsn_kiosk_label_new (words);
      tsn_kiosk_label_read_aloud (label);
      gtk_box_append (GTK_BOX (page), label);
      return;
    }
  area = g_object_new (GTK_TYPE_DRAWING_AREA,
                       "vexpand",
                       TRUE,
                       "content-height",
                       CARD_HEIGHT,
                       "accessible-role",
                       GTK_ACCESSIBLE_ROLE_IMG,
                       NULL);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area),
                                  draw_cb,
                                  g_object_ref (self->card),
                                  g_object_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  gtk_box_append (GTK_BOX (page), area);
}

static GtkWidget *
step (TsnKioskWindow *self)
{
  const TsnKioskStep *now = tsn_kiosk_step ((guint) self->step);
  GtkWidget *page = tsn_kiosk_page_new (now, self->draft, self->station);

  if (now->kind == TSN_KIOSK_STEP_CARD)
    add_card (self, page);
  else if (now->kind == TSN_KIOSK_STEP_REVIEW)
    tsn_kiosk_review_add (self, page);
  return page;
}

static GtkWidget *
near_home (TsnKioskWindow *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  return tsn_kiosk_near_new (self->near,
                             tsn_kiosk_step ((guint) self->step)->question,
                             width > height,
                             width < height    ? 4
                             : self->size == 2 ? 2
                                               : 3);
}

/* -- Before anything -- */

static GtkWidget *
unlock_page (TsnKioskWindow *self)
{
  GtkWidget *page = tsn_unlock_page_new (self->station);

  tsn_unlock_page_reset (TSN_UNLOCK_PAGE (page));
  return page;
}

static GtkWidget *
locked (TsnKioskWindow *self)
{
  switch (tsn_station_get_state (self->station))
    {
    case TSN_STATION_LOCKED:
      return unlock_page (self);
    case TSN_STATION_OPENING:
      return gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    case TSN_STATION_EMPTY:
    case TSN_STATION_BROKEN:
    case TSN_STATION_OPEN:
    default:
      return tsn_kiosk_panel_new (K_ ("This machine is not ready"), K_ ("Please ask the staff."));
    }
}

GtkWidget *
tsn_kiosk_window_view (TsnKioskWindow *self)
{
  switch (self->view)
    {
    case TSN_KIOSK_VIEW_WELCOME:
      return welcome (self);
    case TSN_KIOSK_VIEW_SCAN:
      return tsn_kiosk_card_reading_view (self);
    case TSN_KIOSK_VIEW_NEWER:
      return tsn_kiosk_card_reading_newer (self);
    case TSN_KIOSK_VIEW_STEP:
      return step (self);
    case TSN_KIOSK_VIEW_NEAR:
      return near_home (self);
    case TSN_KIOSK_VIEW_CARRIED:
      return tsn_kiosk_review_carried (self);
    case TSN_KIOSK_VIEW_LANGUAGES:
      return languages (self);
    case TSN_KIOSK_VIEW_STOP:
      return stop (self);
    case TSN_KIOSK_VIEW_REFUSED:
      return refused (self);
    case TSN_KIOSK_VIEW_PRINTING:
    case TSN_KIOSK_VIEW_TROUBLE:
    case TSN_KIOSK_VIEW_DOUBT:
      return tsn_kiosk_printing_view (self);
    case TSN_KIOSK_VIEW_PRINTED:
    case TSN_KIOSK_VIEW_READ_BACK:
    case TSN_KIOSK_VIEW_UNREAD:
      return tsn_kiosk_read_back_view (self);
    case TSN_KIOSK_VIEW_STAFF:
      return tsn_kiosk_staff_page (self);
    case TSN_KIOSK_VIEW_LOCKED:
    default:
      return locked (self);
    }
}
