/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-toast.h: short messages at the foot of the window, with undo. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @widget: anywhere inside the window that is to show it. */
void tsn_toast (GtkWidget *widget, const char *text);

/* The sentence for @error; nothing for a cancelled one. */
void tsn_toast_error (GtkWidget *widget, const GError *error);

/* With a button. @action is called with @object and @data at most once, if @object is still there;
 * @free_data when the toast is gone. */
typedef void (*TsnToastAction) (gpointer object, gpointer data);
void tsn_toast_undo (GtkWidget *widget,
                     const char *text,
                     TsnToastAction action,
                     gpointer object,
                     gpointer data,
                     GDestroyNotify free_data);
/* It was undone in another way (Ctrl+Z): the toast goes. A newer one takes its place by itself. */
void tsn_toast_undone (GtkWidget *widget);

G_END_DECLS
