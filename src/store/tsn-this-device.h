/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-this-device.h: the record of a device that belongs to its municipality by its own vault:
 * the first one, and one that was made from the recovery key. (All others get theirs from a
 * coordinator.) */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

/* @vault: the store's; @label: (nullable). Nothing is done if there is one already. Write work. */
gboolean tsn_session_put_this_device (TsnSession *session,
                                      TsnVault *vault,
                                      const char *label,
                                      GError **error);

G_END_DECLS
