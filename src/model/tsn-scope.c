/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scopes: the options .pulls and .writes of tsn-kinds.def, asked.
 *
 * Both ends need the answer: a server for what it gives and takes, a device for the digest of what
 * it should have. A kiosk writes people and never pulls one; that is not only to save bytes: what
 * does not lie on a device cannot be stolen from it.
 */

#include "tsn-scope.h"

#define DESK     1
#define ROLE_MAX 31

static gboolean
has (TsnRoles roles, guint role)
{
  return role <= ROLE_MAX && ((guint) roles & 1u << role) != 0;
}

gboolean
tsn_scope_pulls (guint role, guint kind)
{
  const TsnKind *known = tsn_kind_by_number (kind);

  return role == DESK || (known != NULL && has (known->pulls, role));
}

gboolean
tsn_scope_writes (guint role, guint kind)
{
  const TsnKind *known = tsn_kind_by_number (kind);

  return role == DESK || (known != NULL && has (known->writes, role));
}
