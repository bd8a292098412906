/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Devices that are lost: a coordinator shuts one out and changes the keys. The first device is
 * never shut out, so that somebody always can; and of two with one name one alone
 * changes keys (docs/sync-protocol.md "Copied disks"). */

#include "sim.h"
#include "tsn-device-keys.h"

typedef struct
{
  TsnVault *vault;
  const TsnId *lost; /* NULL: only the keys are changed */
} Change;

static gboolean
change_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Change *change = data;
  g_autoptr (GError) local = NULL;
  guint epoch;

  if ((change->lost == NULL || tsn_session_revoke_device (session, change->lost, NULL, &local)) &&
      tsn_session_change_keys (session, change->vault, FALSE, NULL, &epoch, &local))
    return TRUE;
  if (g_error_matches (local, TSN_STORE_ERROR, TSN_STORE_ERROR_NOT_FOUND))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not heard of a device yet");
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
change (Sim *sim, Device *by, const TsnId *lost)
{
  Change change = { .lost = lost };

  if (!device_start (by, sim))
    return FALSE;
  change.vault = by->vault;
  return device_run (by, sim, TSN_STORE_WRITE, change_work, &change);
}

void
keys_change (Sim *sim, Device *device)
{
  if (device->role != TSN_ROLE_DESK || device->copy)
    return;
  sim_note (sim,
            "%s: new keys: %s",
            device->host.name,
            change (sim, device, NULL) ? "confirmed" : "not confirmed");
}

/* Every device of that name. */
static void
mark_out (Sim *sim, const TsnId *lost)
{
  for (guint i = 0; i < sim->devices->len; i++)
    {
      Device *device = g_ptr_array_index (sim->devices, i);

      if (tsn_id_equal (&device->id, lost))
        device->asked_out = TRUE;
    }
}

void
keys_revoke (Sim *sim, Device *device)
{
  const Device *first = g_ptr_array_index (sim->devices, 0);
  const Device *lost = g_ptr_array_index (sim->devices, sim_below (sim, sim->devices->len));

  if (device->role != TSN_ROLE_DESK || device->copy || tsn_id_equal (&lost->id, &first->id) ||
      tsn_id_equal (&lost->id, &device->id))
    return;
  mark_out (sim, &lost->id);
  sim_note (sim,
            "%s: shuts %s out: %s",
            device->host.name,
            lost->host.name,
            change (sim, device, &lost->id) ? "confirmed" : "not confirmed");
}
