/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-panel.h: a screen of the kiosk that asks nothing for the card: a few words and a few
 * large buttons.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer floating): a box; more goes into it with tsn_kiosk_panel_add(). */
GtkWidget *tsn_kiosk_panel_new (const char *title, const char *help);

/* Returns: (transfer none): the button. @style: (nullable) */
GtkWidget *tsn_kiosk_panel_add (GtkWidget *panel,
                                const char *text,
                                const char *style,
                                GCallback clicked,
                                gpointer object);

G_END_DECLS
