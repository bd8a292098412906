/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-readers.h: what GTK does not tell screen readers by itself.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names every button that @widget has made for itself, such as the one of a GtkDropDown, @name.
 * Until then a screen reader says the name of its class. */
void tsn_readers_name_parts (GtkWidget *widget, const char *name);

/* From now on what @revealer does not reveal is hidden from screen readers, too: a bar with buttons
 * that are for another moment. Once, after making it. */
void tsn_readers_follow_revealer (GtkRevealer *revealer);

G_END_DECLS
