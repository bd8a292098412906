/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a device says of itself: its certificate, which is what counts, and beside it in the open
 * what people and old programs look at. */

#include "tsn-this-device.h"

static void
set_bytes (TsnChange *change, guint field, gconstpointer data, gsize size)
{
  tsn_change_take (change, field, tsn_value_bytes (data, size));
}

gboolean
tsn_session_put_this_device (TsnSession *session,
                             TsnVault *vault,
                             const char *label,
                             GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  const TsnId *id = tsn_vault_device (vault);
  GBytes *certificate = tsn_vault_certificate (vault);
  g_autoptr (GError) local = NULL;
  g_autoptr (TsnRecord) before = tsn_session_get (session, kind, id, &local);
  g_autoptr (TsnChange) change = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (before != NULL)
    return TRUE;
  change = tsn_change_new_create (kind, id);
  if (label != NULL)
    tsn_change_set_text (change, TSN_DEVICE_LABEL, label);
  tsn_change_set_number (change, TSN_DEVICE_ROLE, tsn_vault_role (vault));
  set_bytes (change, TSN_DEVICE_SIGN_PUBLIC, tsn_vault_device_sign_public (vault), TSN_KEY_SIZE);
  set_bytes (change, TSN_DEVICE_BOX_PUBLIC, tsn_vault_device_box_public (vault), TSN_KEY_SIZE);
  set_bytes (change,
             TSN_DEVICE_CERTIFICATE,
             g_bytes_get_data (certificate, NULL),
             g_bytes_get_size (certificate));
  tsn_change_set_number (change, TSN_DEVICE_ENROLLED_AT, g_get_real_time () / 1000);
  tsn_change_set_number (change, TSN_DEVICE_EPOCH, tsn_vault_epoch (vault));
  return tsn_session_put (session, change, NULL, error);
}
