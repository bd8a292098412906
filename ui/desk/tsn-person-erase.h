/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-person-erase.h: erasing a person: what goes and what stays is said first, a certificate is
 * offered afterwards. */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/* Asks, in front of @parent, and erases. @erased is called with @object when it is done; not when
 * the question is answered with no. */
typedef void (*TsnErased) (gpointer object);
void tsn_person_erase (GtkWidget *parent,
                       TsnStation *station,
                       const TsnId *person,
                       TsnErased erased,
                       gpointer object);

G_END_DECLS
