/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys after a loss.
 *
 * What a device may have is decided by its certificate, which the root signed, and never by the
 * open fields beside it. The field `epoch` of a device says up to where it was given keys; so
 * everybody can see whether somebody who is shut out still has the keys in use, even when two
 * coordinators changed the keys at once and each of them gave his to the one whom the other shut
 * out.
 */

#include "tsn-device-keys.h"

#include "tsn-new-keys.h"
#include "tsn-sync-error.h"

static const TsnKind *
device_kind (void)
{
  return tsn_kind_by_number (TSN_KIND_DEVICE);
}

static gboolean
is_shut_out (const TsnRecord *device)
{
  return device->erased || tsn_record_number (device, TSN_DEVICE_REVOKED_AT, 0) != 0;
}

static gint64
epoch_of (const TsnRecord *device)
{
  return tsn_record_number (device, TSN_DEVICE_EPOCH, 1);
}

gboolean
tsn_session_revoke_device (TsnSession *session,
                           const TsnId *device,
                           const char *note,
                           GError **error)
{
  g_autoptr (TsnChange) change = tsn_change_new (device_kind (), device);
  g_autoptr (GError) local = NULL;
  g_autoptr (TsnRecord) record = tsn_session_get (session, device_kind (), device, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (record != NULL && is_shut_out (record))
    return TRUE; /* once is enough */
  tsn_change_set_number (change, TSN_DEVICE_REVOKED_AT, g_get_real_time () / 1000);
  if (note != NULL)
    tsn_change_set_text (change, TSN_DEVICE_REVOKED_NOTE, note);
  return tsn_session_put (session, change, NULL, error);
}

gboolean
tsn_session_device_is_revoked (TsnSession *session,
                               const TsnId *device,
                               gboolean *revoked,
                               GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TsnRecord) record = tsn_session_get (session, device_kind (), device, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *revoked = record != NULL && is_shut_out (record);
  return TRUE;
}

gboolean
tsn_device_is_due (const TsnRecord *device, guint epoch)
{
  return is_shut_out (device) && epoch_of (device) >= (gint64) epoch;
}

/* -- Taking -- */

/* @answer: one that was written to this device's record; FALSE: only when the disk failed */
static gboolean
take_one (TsnVault *vault, const TsnHistoryEntry *answer, GError **error)
{
  const TsnHistoryItem *item = &g_array_index (answer->items, TsnHistoryItem, 0);
  g_autoptr (GError) local = NULL;

  if (!item->readable || item->value.type != TSN_TYPE_BYTES ||
      tsn_vault_take_grant (vault, item->value.bytes, NULL, &local) ||
      g_error_matches (local, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Two coordinators who changed the keys at the same time gave two grants: both count. */
static gboolean
take_own (TsnSession *session, TsnVault *vault, GError **error)
{
  const TsnId *own = tsn_vault_device (vault);
  g_autoptr (GError) local = NULL;
  g_autoptr (TsnRecord) record = tsn_session_get (session, device_kind (), own, &local);
  g_autoptr (GPtrArray) answers = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (record == NULL || tsn_record_value (record, TSN_DEVICE_GRANT) == NULL)
    return TRUE;
  answers = tsn_session_answers (session, device_kind (), own, TSN_DEVICE_GRANT, error);
  if (answers == NULL)
    return FALSE;
  for (guint i = 0; i < answers->len; i++)
    if (!take_one (vault, g_ptr_array_index (answers, i), error))
      return FALSE;
  return TRUE;
}

/* -- Giving -- */

static GPtrArray *
query_devices (TsnSession *session, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (device_kind ());

  return tsn_session_query (session, query, error);
}

/* NULL: it has none that the root signed for it. */
static GBytes *
certificate_of (const TsnRecord *device, TsnVault *vault)
{
  const TsnValue *value = tsn_record_value (device, TSN_DEVICE_CERTIFICATE);
  TsnCertificate certificate;

  if (value == NULL || value->type != TSN_TYPE_BYTES ||
      !tsn_certificate_verify (value->bytes, tsn_vault_root_public (vault), &certificate, NULL) ||
      !tsn_id_equal (&certificate.device, &device->id))
    return NULL;
  return value->bytes;
}

static gboolean
put_grant (TsnSession *session, const TsnId *device, GBytes *grant, guint epoch, GError **error)
{
  g_autoptr (TsnChange) change = tsn_change_new (device_kind (), device);
  gsize size;
  gconstpointer data = g_bytes_get_data (grant, &size);

  tsn_change_take (change, TSN_DEVICE_GRANT, tsn_value_bytes (data, size));
  tsn_change_set_number (change, TSN_DEVICE_EPOCH, epoch);
  return tsn_session_put (session, change, NULL, error);
}

static gboolean
holds_card_key (const TsnRecord *device)
{
  gint64 role = tsn_record_number (device, TSN_DEVICE_ROLE, 0);

  return role == TSN_ROLE_DESK || role == TSN_ROLE_EMS || role == TSN_ROLE_KIOSK;
}

gboolean
tsn_session_change_keys (TsnSession *session,
                         TsnVault *vault,
                         gboolean cards,
                         char **recovery_key,
                         guint *epoch,
                         GError **error)
{
  g_autoptr (GPtrArray) devices = query_devices (session, error);
  g_autoptr (TsnNewKeys) keys = NULL;
  gboolean has_own = FALSE;

  /* What was given to this device and not taken yet would be written over. */
  if (devices == NULL || !take_own (session, vault, error))
    return FALSE;
  for (guint i = 0; i < devices->len; i++)
    {
      const TsnRecord *device = g_ptr_array_index (devices, i);

      cards = cards ||
              (tsn_device_is_due (device, tsn_vault_epoch (vault)) && holds_card_key (device));
    }
  keys = tsn_new_keys_make (vault, cards, error);
  if (keys == NULL)
    return FALSE;
  if (recovery_key != NULL)
    *recovery_key = tsn_new_keys_renew_recovery (keys);
  *epoch = tsn_new_keys_epoch (keys);
  for (guint i = 0; i < devices->len; i++)
    {
      const TsnRecord *device = g_ptr_array_index (devices, i);
      GBytes *certificate = is_shut_out (device) ? NULL : certificate_of (device, vault);
      g_autoptr (GBytes) grant = NULL;

      if (certificate == NULL)
        continue;
      grant = tsn_new_keys_grant (keys, certificate, error);
      if (grant == NULL || !put_grant (session, &device->id, grant, *epoch, error))
        return FALSE;
      has_own = has_own || tsn_id_equal (&device->id, tsn_vault_device (vault));
    }
  /* Nobody could give this device what it made. */
  if (!has_own)
    g_set_error_literal (error,
                         TSN_STORE_ERROR,
                         TSN_STORE_ERROR_NOT_FOUND,
                         "this device's own record is missing or shut out");
  return has_own;
}

/* For good: what is written here lets no device in again. */
static gboolean
may_shut_out (TsnVault *vault, const TsnId *device, GError **error)
{
  if (tsn_vault_role (vault) != TSN_ROLE_DESK)
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_NO_KEY,
                         "only a coordinator's device shuts others out");
  else if (tsn_id_equal (device, tsn_vault_device (vault)))
    g_set_error_literal (error,
                         TSN_SYNC_ERROR,
                         TSN_SYNC_ERROR_OWN_DEVICE,
                         "a device does not shut itself out");
  else
    return TRUE;
  return FALSE;
}

/* What one who is shut out can still open. */
static gboolean
is_due (TsnSession *session, TsnVault *vault, const TsnId *device, gboolean *due, GError **error)
{
  g_autoptr (TsnRecord) record = tsn_session_get (session, device_kind (), device, error);

  *due = record != NULL && tsn_device_is_due (record, tsn_vault_epoch (vault));
  return record != NULL;
}

gboolean
tsn_session_shut_out (TsnSession *session,
                      TsnVault *vault,
                      const TsnId *device,
                      const char *note,
                      gboolean keep_keys,
                      guint *epoch,
                      GError **error)
{
  gboolean due;

  *epoch = 0;
  if (!may_shut_out (vault, device, error) ||
      !tsn_session_revoke_device (session, device, note, error) ||
      !take_own (session, vault, error) || !is_due (session, vault, device, &due, error))
    return FALSE;
  return !due || keep_keys || tsn_session_change_keys (session, vault, FALSE, NULL, epoch, error);
}

/* Who was enrolled by one coordinator while another one changed the keys. */
static gboolean
give_to_overlooked (TsnSession *session, TsnVault *vault, gboolean *wrote, GError **error)
{
  guint epoch = tsn_vault_epoch (vault);
  g_autoptr (GPtrArray) devices = epoch > 1 ? query_devices (session, error) : NULL;

  if (epoch == 1)
    return TRUE;
  if (devices == NULL)
    return FALSE;
  for (guint i = 0; i < devices->len; i++)
    {
      const TsnRecord *device = g_ptr_array_index (devices, i);
      GBytes *certificate;
      g_autoptr (GBytes) grant = NULL;

      if (is_shut_out (device) || epoch_of (device) >= (gint64) epoch)
        continue;
      certificate = certificate_of (device, vault);
      if (certificate == NULL)
        continue;
      grant = tsn_vault_grant (vault, certificate, NULL, error);
      if (grant == NULL || !put_grant (session, &device->id, grant, epoch, error))
        return FALSE;
      *wrote = TRUE;
    }
  return TRUE;
}

static gboolean
renew_keyring (TsnSession *session, TsnVault *vault, gboolean *wrote, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_MUNICIPALITY);
  g_autoptr (TsnQuery) query = tsn_query_new (kind);
  g_autoptr (GPtrArray) found = tsn_session_query (session, query, error);
  const TsnRecord *record;
  const TsnValue *value;
  g_autoptr (GBytes) keyring = NULL;
  g_autoptr (TsnChange) change = NULL;
  gsize size;
  gconstpointer data;

  if (found == NULL || found->len == 0)
    return found != NULL;
  record = g_ptr_array_index (found, 0);
  value = tsn_record_value (record, TSN_MUNICIPALITY_RECOVERY_KEYRING);
  if (value != NULL && value->type == TSN_TYPE_BYTES &&
      tsn_vault_keyring_is_complete (vault, value->bytes))
    return TRUE;
  keyring = tsn_vault_recovery_keyring (vault, error);
  if (keyring == NULL)
    return FALSE;
  data = g_bytes_get_data (keyring, &size);
  change = tsn_change_new (kind, &record->id);
  tsn_change_take (change, TSN_MUNICIPALITY_RECOVERY_KEYRING, tsn_value_bytes (data, size));
  *wrote = TRUE;
  return tsn_session_put (session, change, NULL, error);
}

gboolean
tsn_session_tend_keys (TsnSession *session, TsnVault *vault, gboolean *wrote, GError **error)
{
  gboolean gave = FALSE;

  if (!take_own (session, vault, error) || (tsn_vault_role (vault) == TSN_ROLE_DESK &&
                                            (!give_to_overlooked (session, vault, &gave, error) ||
                                             !renew_keyring (session, vault, &gave, error))))
    return FALSE;
  if (wrote != NULL)
    *wrote = gave;
  return TRUE;
}
