/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Either all of it is written, the new keys with it, in one transaction, or nothing is. What comes
 * after that transaction may fail without harm: every later round takes up what is left. */

#include "tsn-revoke.h"

#include "tsn-device-keys.h"
#include "tsn-sync-client.h"

typedef struct
{
  TsnVault *vault;
  const TsnId *device;
  const char *note;
} Loss;

static gboolean
revoke_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Loss *self = data;
  guint epoch;

  return tsn_session_shut_out (session,
                               self->vault,
                               self->device,
                               self->note,
                               FALSE,
                               &epoch,
                               error);
}

/* This device is one of those that were given the new keys. */
static gboolean
take_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_tend_keys (session, ((Loss *) data)->vault, NULL, error);
}

gboolean
tsn_revoke_device_sync (TsnStore *store,
                        TsnTransport *transport,
                        const TsnSyncServer *server,
                        const TsnId *device,
                        const char *note,
                        gboolean *sent,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (TsnSyncClient) client = tsn_sync_client_new (store, transport, server);
  Loss loss = { tsn_store_get_vault (store), device, note };
  TsnSyncResult result;

  if (!tsn_sync_client_run (client, &result, NULL, NULL, cancellable, error) ||
      !tsn_store_run_sync (store, TSN_STORE_WRITE, revoke_worker, &loss, cancellable, error))
    return FALSE;
  *sent = tsn_store_run_sync (store, TSN_STORE_WRITE, take_worker, &loss, NULL, NULL) &&
          tsn_sync_client_run (client, &result, NULL, NULL, cancellable, NULL);
  return TRUE;
}
