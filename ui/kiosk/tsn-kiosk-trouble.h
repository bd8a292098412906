/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-trouble.h: what stands in the way of a card, in words for those who can do something
 * about it.
 *
 * Thread: the main thread.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* With readings, in the language of the kiosk: what happened, and to call the staff. */
const char *tsn_kiosk_trouble_for_resident (const GError *error);

/* (transfer full): the cause, and what to do, in the language of the desk. */
char *tsn_kiosk_trouble_for_staff (const GError *error);

G_END_DECLS
