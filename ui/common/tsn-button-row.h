/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-button-row.h: a row that says what can be done, and the button that does it.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @label: with a mnemonic. @clicked: called with @object alone (swapped), wherever on the row it
 * was. */
GtkWidget *tsn_button_row_new (const char *title,
                               const char *subtitle,
                               const char *label,
                               GCallback clicked,
                               gpointer object);

G_END_DECLS
