/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "I have a card": it is read, and what it says becomes what was said. Only a card whose signature
 * is good is believed; of any other the resident is told why not, and can hold another one, or
 * begin without.
 */

#include "tsn-card-reader.h"
#include "tsn-kiosk-panel.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"
#include "tsn-scanner-keys.h"

TsnKioskScan *
tsn_kiosk_card_reading_scan (TsnKioskWindow *self)
{
  GtkWidget *viewport = gtk_scrolled_window_get_child (self->content);

  return TSN_KIOSK_SCAN (gtk_viewport_get_child (GTK_VIEWPORT (viewport)));
}

/* -- What it says -- */

static void
fill (TsnKioskWindow *self, const TsnCardScan *scan)
{
  tsn_kiosk_draft_fill (self->draft, scan->reading->card);
  self->step = tsn_kiosk_step_review ();
  self->course = TSN_KIOSK_COURSE_CHANGING;
  g_clear_pointer (&self->scans, g_ptr_array_unref);
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STEP);
}

static void
judge (TsnKioskWindow *self, GPtrArray *scans)
{
  const TsnCardScan *scan = g_ptr_array_index (scans, 0);
  const char *trouble = tsn_kiosk_scan_trouble (scan->reading->verdict);

  if (trouble != NULL)
    tsn_kiosk_scan_say (tsn_kiosk_card_reading_scan (self), K_ (trouble));
  else if (scan->reading->verdict == TSN_CARD_VERDICT_GENUINE && scan->entry.voided == 0)
    fill (self, scan);
  else
    {
      self->scans = g_ptr_array_ref (scans);
      tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_NEWER);
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnKioskWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) scans = tsn_card_reader_read_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the resident has gone */
  g_clear_object (&self->scanning);
  if (self->view != TSN_KIOSK_VIEW_SCAN)
    return;
  if (scans != NULL)
    judge (self, scans);
  else
    tsn_kiosk_scan_say (tsn_kiosk_card_reading_scan (self),
                        K_ (tsn_kiosk_scan_trouble (TSN_CARD_VERDICT_LOCKED)));
}

static void
scanned_cb (TsnKioskWindow *self, const char *text)
{
  if (self->scanning != NULL)
    return;
  self->scanning = g_cancellable_new ();
  tsn_card_reader_read_async (self->station,
                              &(TsnCardSource){ .text = text },
                              TSN_SCAN_PURPOSE_UPDATE,
                              self->scanning,
                              read_cb,
                              g_object_ref (self));
}

/* -- The views -- */

static void
to_scan_cb (TsnKioskWindow *self)
{
  g_clear_pointer (&self->scans, g_ptr_array_unref);
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_SCAN);
}

static void
without_cb (TsnKioskWindow *self)
{
  self->course = TSN_KIOSK_COURSE_ASKING;
  self->step = 0;
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_STEP);
}

GtkWidget *
tsn_kiosk_card_reading_view (TsnKioskWindow *self)
{
  GtkWidget *page = tsn_kiosk_scan_new (
      K_ ("Please show your card"),
      K_ ("Hold the square code on the card to the camera or to the reader."));

  g_signal_connect_object (page, "scanned", G_CALLBACK (scanned_cb), self, G_CONNECT_SWAPPED);
  tsn_kiosk_panel_add (page, K_ ("I have no card"), NULL, G_CALLBACK (without_cb), self);
  tsn_kiosk_panel_add (page, K_ ("Back"), NULL, G_CALLBACK (tsn_kiosk_window_wipe), self);
  return page;
}

static void
use_cb (TsnKioskWindow *self)
{
  fill (self, g_ptr_array_index (self->scans, 0));
}

GtkWidget *
tsn_kiosk_card_reading_newer (TsnKioskWindow *self)
{
  GtkWidget *panel = tsn_kiosk_panel_new (
      K_ ("This card is out of use"),
      K_ ("A newer one was made, or it was reported as lost. If you have a newer one, please show "
          "that."));

  tsn_kiosk_panel_add (panel, K_ ("Show another card"), "next", G_CALLBACK (to_scan_cb), self);
  tsn_kiosk_panel_add (panel, K_ ("Go on with this card"), NULL, G_CALLBACK (use_cb), self);
  tsn_kiosk_panel_add (panel, K_ ("Stop"), NULL, G_CALLBACK (tsn_kiosk_window_wipe), self);
  return panel;
}

/* -- Life -- */

static gboolean
wanted_cb (gpointer object)
{
  TsnKioskView view = TSN_KIOSK_WINDOW (object)->view;

  return view == TSN_KIOSK_VIEW_SCAN || view == TSN_KIOSK_VIEW_PRINTED ||
         view == TSN_KIOSK_VIEW_UNREAD;
}

static void
keys_cb (gpointer object, const char *text)
{
  if (TSN_KIOSK_WINDOW (object)->view == TSN_KIOSK_VIEW_SCAN)
    scanned_cb (object, text);
  else
    tsn_kiosk_read_back_take (object, text);
}

void
tsn_kiosk_card_reading_watch (TsnKioskWindow *self)
{
  tsn_scanner_keys_watch (GTK_WINDOW (self), wanted_cb, keys_cb, self);
}

void
tsn_kiosk_card_reading_forget (TsnKioskWindow *self)
{
  g_cancellable_cancel (self->scanning);
  g_clear_object (&self->scanning);
  g_clear_pointer (&self->scans, g_ptr_array_unref);
}
