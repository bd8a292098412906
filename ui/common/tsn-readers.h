/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-readers.h: names for the parts of widgets that GTK leaves without one.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names every button that @widget has made for itself, such as the one of a GtkDropDown, @name.
 * Until then a screen reader says the name of its class. */
void tsn_readers_name_parts (GtkWidget *widget, const char *name);

G_END_DECLS
