/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Private to src/scan: from the greys of modules to dark or light. Thread: any. */

/* Greys become levels in place: -1 dark, 1 light as things look around there. */
void tsn_levels_normalise (float *levels, guint size);

/* What blur has brought into each module from its neighbours is taken out again; the known modules
 * (@roles, see tsn-lattice.h) and then all of them tell how much that is. @levels stays; @clear
 * gets the levels that are to be told by their sign. */
void tsn_levels_deblur (const float *levels, guint size, const guint8 *roles, float *clear);

G_END_DECLS
