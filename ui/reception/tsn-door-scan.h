/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-door-scan.h: a card under the scanner at the door: whose is it? */

#pragma once

#include "tsn-station.h"

G_BEGIN_DECLS

/* Whom to believe: read once by the store's reader, and used only there. Reference counted. */
typedef struct _TsnDoorTrust TsnDoorTrust;
void tsn_door_trust_unref (TsnDoorTrust *self);

G_END_DECLS
