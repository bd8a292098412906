/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The card lies in the tray. Where there is a camera that works it can be held there and is read
 * back; nobody has to, and "finish" is always there. That the code can be read was checked before
 * it was printed, so a card that is not read here is a matter of the paper, of the ink, or of the
 * light on it, and not of the resident.
 */

#include "tsn-card-code.h"
#include "tsn-kiosk-panel.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"

void
tsn_kiosk_read_back_take (TsnKioskWindow *self, const char *text)
{
  if (tsn_kiosk_card_says (self->card, text))
    tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_READ_BACK);
  else if (self->view == TSN_KIOSK_VIEW_PRINTED)
    tsn_kiosk_scan_say (
        tsn_kiosk_card_reading_scan (self),
        g_str_has_prefix (text, TSN_CARD_PREFIX)
            ? K_ ("This is another card. Hold the new one to the camera, or just take it.")
            : K_ (tsn_kiosk_scan_trouble (TSN_CARD_VERDICT_NOT_OURS)));
}

static void
unread_cb (TsnKioskWindow *self)
{
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_UNREAD);
}

static void
again_cb (TsnKioskWindow *self)
{
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_PRINTED);
}

static void
add_finish (TsnKioskWindow *self, GtkWidget *panel)
{
  tsn_kiosk_panel_add (panel, K_ ("Finish"), "next", G_CALLBACK (tsn_kiosk_window_wipe), self);
}

static GtkWidget *
printed (TsnKioskWindow *self)
{
  GtkWidget *page = tsn_kiosk_scan_new (
      K_ ("Please take your card"),
      K_ ("Thank you. Carry it with you. When something changes, make a new one."));

  tsn_kiosk_scan_invite (
      TSN_KIOSK_SCAN (page),
      K_ ("Hold the new card to the camera, and you see whether it can be read."));
  g_signal_connect_object (page,
                           "scanned",
                           G_CALLBACK (tsn_kiosk_read_back_take),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "unread", G_CALLBACK (unread_cb), self, G_CONNECT_SWAPPED);
  add_finish (self, page);
  return page;
}

static GtkWidget *
read_back (TsnKioskWindow *self)
{
  GtkWidget *panel = tsn_kiosk_panel_new (
      K_ ("Your card can be read"),
      K_ ("Thank you. Carry it with you. When something changes, make a new one."));

  add_finish (self, panel);
  return panel;
}

static GtkWidget *
unread (TsnKioskWindow *self)
{
  GtkWidget *panel = tsn_kiosk_panel_new (
      K_ ("Please take your card"),
      K_ ("The camera has not read it. That is often the light. You can finish, or try again."));

  add_finish (self, panel);
  tsn_kiosk_panel_add (panel,
                       K_ ("Hold it to the camera again"),
                       NULL,
                       G_CALLBACK (again_cb),
                       self);
  if (tsn_kiosk_card_may_copy (self->card))
    tsn_kiosk_panel_add (panel,
                         K_ ("Print again"),
                         NULL,
                         G_CALLBACK (tsn_kiosk_window_print),
                         self);
  return panel;
}

GtkWidget *
tsn_kiosk_read_back_view (TsnKioskWindow *self)
{
  switch ((int) self->view)
    {
    case TSN_KIOSK_VIEW_READ_BACK:
      return read_back (self);
    case TSN_KIOSK_VIEW_UNREAD:
      return unread (self);
    case TSN_KIOSK_VIEW_PRINTED:
    default:
      return printed (self);
    }
}
