/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-member.h: the devices of the municipality, as people look at them.
 *
 * Errors: those of the store. Thread: inside of work in the store.
 */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

typedef struct
{
  TsnId device;
  char *label;        /* (nullable) */
  gint64 role;        /* TsnRole, or one of a later version */
  gboolean own;       /* this device */
  gboolean revoked;   /* it was shut out */
  gboolean due;       /* and still has the keys in use: tsn_device_is_due() */
  gint64 enrolled_ms; /* since 1970 UTC; 0: nobody knows */
  gint64 heard_ms;    /* when it wrote the newest of what came here; 0: not lately */
} TsnMember;

void tsn_member_free (TsnMember *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnMember, tsn_member_free)

/* This device first, those that were shut out last, by label in between. (element-type TsnMember)
 */
GPtrArray *tsn_session_members (TsnSession *session, TsnVault *vault, GError **error);

/* How many coordinators' devices belong to the municipality. */
guint tsn_members_count_desks (const GPtrArray *members);

G_END_DECLS
