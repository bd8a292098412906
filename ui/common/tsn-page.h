/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-page.h: one page of the main window: reception, events, people ...
 *
 * The window makes a page when it is first shown and keeps it until the station is locked; then it
 * is destroyed with everything it shows. A page is a GtkWidget with one child (AdwBin).
 *
 * To reach another page, activate the window's action: gtk_widget_activate_action (widget,
 * "win.show", "(ss)", "people", id) with the id in its text form, or "" for none.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_PAGE (tsn_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (TsnPage, tsn_page, TSN, PAGE, AdwBin)

/**
 * TsnPageClass:
 * @shown: the page came to the front; @target (nullable): the record to show
 * @left: another page came to the front: nothing should be half written
 * @find: Ctrl+F: the search entry gets the focus
 * @create: Ctrl+N: begins a new record
 * @refresh: F5 and what changed elsewhere
 * @print: Ctrl+P
 * @scanned: a hand scanner or camera read @text; TRUE if the page takes it, else the window shows
 * it on the scan page
 *
 * All may be NULL.
 */
struct _TsnPageClass
{
  AdwBinClass parent_class;

  void (*shown) (TsnPage *self, const TsnId *target);
  void (*left) (TsnPage *self);
  void (*find) (TsnPage *self);
  void (*create) (TsnPage *self);
  void (*refresh) (TsnPage *self);
  void (*print) (TsnPage *self);
  gboolean (*scanned) (TsnPage *self, const char *text);
};

/* Property `station` (construct only). Borrowed. */
TsnStation *tsn_page_get_station (TsnPage *self);

G_END_DECLS
