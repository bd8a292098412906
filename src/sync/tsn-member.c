/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The records of the devices, and beside them what the log tells of each: a device that is switched
 * off says nothing, so the newest that came from it is all that anybody knows. */

#include "tsn-member.h"

#include "tsn-device-keys.h"
#include "tsn-session-sync.h"

void
tsn_member_free (TsnMember *self)
{
  g_free (self->label);
  g_free (self);
}

static gint64
heard_of (const GArray *heard, const TsnId *device)
{
  for (guint i = 0; i < heard->len; i++)
    {
      const TsnHeard *one = &g_array_index (heard, TsnHeard, i);

      if (tsn_id_equal (&one->device, device))
        return one->written_ms;
    }
  return 0;
}

static TsnMember *
member_new (const TsnRecord *record, TsnVault *vault, const GArray *heard)
{
  TsnMember *self = g_new0 (TsnMember, 1);

  self->device = record->id;
  self->label = g_strdup (tsn_record_text (record, TSN_DEVICE_LABEL));
  self->role = tsn_record_number (record, TSN_DEVICE_ROLE, 0);
  self->own = tsn_id_equal (&record->id, tsn_vault_device (vault));
  self->revoked = tsn_record_number (record, TSN_DEVICE_REVOKED_AT, 0) != 0;
  self->due = tsn_device_is_due (record, tsn_vault_epoch (vault));
  self->enrolled_ms = tsn_record_number (record, TSN_DEVICE_ENROLLED_AT, 0);
  self->heard_ms = heard_of (heard, &record->id);
  return self;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const TsnMember *one = *(const TsnMember *const *) a;
  const TsnMember *other = *(const TsnMember *const *) b;
  int by_label = g_strcmp0 (one->label, other->label);

  if (one->own != other->own)
    return one->own ? -1 : 1;
  if (one->revoked != other->revoked)
    return one->revoked ? 1 : -1;
  return by_label != 0 ? by_label : tsn_id_compare (&one->device, &other->device);
}

GPtrArray *
tsn_session_members (TsnSession *session, TsnVault *vault, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_DEVICE));
  g_autoptr (GPtrArray) records = tsn_session_query (session, query, error);
  g_autoptr (GArray) heard = records != NULL ? tsn_session_heard (session, error) : NULL;
  g_autoptr (GPtrArray) members = NULL;

  if (heard == NULL)
    return NULL;
  members = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_member_free);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (members, member_new (g_ptr_array_index (records, i), vault, heard));
  g_ptr_array_sort (members, compare);
  return g_steal_pointer (&members);
}

guint
tsn_members_count_desks (const GPtrArray *members)
{
  guint n = 0;

  for (guint i = 0; i < members->len; i++)
    {
      const TsnMember *one = g_ptr_array_index (members, i);

      n += one->role == TSN_ROLE_DESK && !one->revoked;
    }
  return n;
}
