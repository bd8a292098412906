/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-scope.h: which kinds of records go to and come from the devices of a role.
 *
 * @role: its number (TsnRole in tsn-certificate.h). The desk's devices have everything, kinds of
 * newer versions too; nobody else has those.
 * Thread: any. Source: docs/sync-protocol.md "Roles"; tsn-kinds.def.
 */

#pragma once

#include "tsn-kind.h"

G_BEGIN_DECLS

gboolean tsn_scope_pulls (guint role, guint kind);
gboolean tsn_scope_writes (guint role, guint kind);

G_END_DECLS
