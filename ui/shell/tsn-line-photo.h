/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-line-photo.h: the line of a server or of an invitation, from a photo of its code.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One of @line and @error is NULL. Left out when no photo was chosen or @object is gone. */
typedef void (*TsnLineRead) (gpointer object, const char *line, const GError *error);

/* Asks for a picture and looks for a code in it, in a thread. @object: a widget of the window in
 * front */
void tsn_line_photo_choose (GtkWidget *object, TsnLineRead read);

G_END_DECLS
