/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-test-page.h: a page that shows where the card will be, and that nothing was scaled.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-paper-address.h"

G_BEGIN_DECLS

/* Prints one. @says: a TsnKioskLabel, which says how it goes; when it is gone, or another page is
 * begun with it, nobody waits for this one any more, and it is cancelled. @position: on a sheet of
 * ten, from 1; 0: not known */
void tsn_kiosk_test_page_print (GtkWidget *says,
                                const TsnPaperAddress *address,
                                guint layout,
                                guint position);

/* Nobody waits for it any more. */
void tsn_kiosk_test_page_stop (GtkWidget *says);

G_END_DECLS
