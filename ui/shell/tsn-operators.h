/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-operators.h: who may unlock this computer, changed off the main thread.
 *
 * Making a slot takes a second on purpose (Argon2id); each call runs behind what the store writes.
 * @answer (nullable; its data is not for the caller) comes in the main thread if @object is still
 * there.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-station.h"

G_BEGIN_DECLS

/* A further operator; the station is OPEN. */
void tsn_operators_add (TsnStation *station,
                        const char *label,
                        const char *passphrase,
                        gpointer object,
                        TsnAnswer answer);

/* Of whoever's passphrase @old_one is. */
void tsn_operators_change_passphrase (TsnStation *station,
                                      const char *old_one,
                                      const char *new_one,
                                      gpointer object,
                                      TsnAnswer answer);

void tsn_operators_remove (TsnStation *station, const TsnId *id, gpointer object, TsnAnswer answer);

G_END_DECLS
