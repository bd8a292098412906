/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-dialog.h: a window in front of another one: modal, closed by Escape.
 *
 * The subclass has a template with `content`. Its default widget and its focus are its own.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TSN_TYPE_DIALOG (tsn_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (TsnDialog, tsn_dialog, TSN, DIALOG, AdwWindow)

/**
 * TsnDialogClass:
 * @stays_when_locked: it shows nothing of a person, and what it is for goes on without the keys
 */
struct _TsnDialogClass
{
  AdwWindowClass parent_class;

  gboolean stays_when_locked;
};

/* Shows @self in front of the window that @parent is in. */
void tsn_dialog_present (gpointer self, GtkWidget *parent);

/* The station was locked: closes the dialogs in front of @window, but for those that stay. */
void tsn_dialog_close_all (GtkWindow *window);

G_END_DECLS
