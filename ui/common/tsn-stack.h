/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-stack.h: what a stack hides is hidden from screen readers, too. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @stack: a GtkStack or AdwViewStack. GTK 4.8 shows all pages of a stack to assistive technology;
 * after this only the one in front. Once, after making the stack. */
void tsn_stack_tell_readers (GtkWidget *stack);

G_END_DECLS
