/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-colour.h: the colour that the style sheet gives to the text of a widget. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tsn_colour_of_text (GtkWidget *widget, GdkRGBA *colour);

G_END_DECLS
