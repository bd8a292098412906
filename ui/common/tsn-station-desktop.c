/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A crew's device opens without a PIN where the municipality's record says so: the desktop's
 * keyring then keeps a secret for a slot of the vault.
 *
 * Whatever may change that (a record, the server's refusal, unlocking) makes it look again; looking
 * costs one read, and mostly nothing is to be done. The keyring is asked in a thread, since it may
 * take its time; the vault's file is changed by the store's writer (tsn-operators.c says why). The
 * secret is kept before its slot is made, and the slot goes before the secret: whatever ends the
 * app in between leaves a secret that opens nothing. A keyring that will not is tried once a start,
 * since it may ask people for its password. */

#include "tsn-desktop-secret.h"
#include "tsn-device-keys.h"
#include "tsn-passphrase.h"
#include "tsn-server-link.h"
#include "tsn-setup.h"
#include "tsn-station-private.h"
#include "tsn-sync-error.h"

void
tsn_station_take_desktop_secret (TsnVault *vault, gboolean *failed)
{
  guint8 secret[TSN_KEY_SIZE];
  g_autoptr (GError) error = NULL;

  if (!tsn_vault_opens_with_desktop (vault))
    return;
  *failed = !tsn_desktop_secret_load (tsn_vault_device (vault), secret, &error) ||
            !tsn_vault_unlock_with_desktop (vault, secret, &error);
  tsn_secret_wipe (secret, sizeof secret);
  if (*failed)
    g_message ("the keyring does not open the vault: %s", error->message);
}

/* -- Making it so -- */

typedef struct
{
  TsnVault *vault; /* the station's: stays while the store has work */
  TsnId device;
  gboolean wanted;
  guint8 *secret; /* NULL: none is wanted */
} Settle;

static void
settle_free (gpointer pointer)
{
  Settle *settle = pointer;

  tsn_secret_free (settle->secret);
  g_free (settle);
}

static void
store_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Settle *settle = data;
  GError *error = NULL;

  if (settle->secret != NULL ? tsn_desktop_secret_store (&settle->device, settle->secret, &error)
                             : tsn_desktop_secret_forget (&settle->device, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
slot_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Settle *settle = data;

  return tsn_vault_set_desktop_secret (settle->vault, settle->secret, error);
}

static void
slot_made_cb (gpointer object, gpointer data, const GError *error)
{
  TsnStation *self = object;

  self->settling = FALSE;
  if (error != NULL)
    {
      g_message ("the vault goes on asking for the PIN: %s", error->message);
      return;
    }
  tsn_station_set_no_keyring (self, FALSE);
  tsn_station_operators_changed (self);
  tsn_station_look_at_desktop (self);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnStation *self = TSN_STATION (source);
  Settle *settle = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  Settle *next;

  if (!g_task_propagate_boolean (G_TASK (result), &error) || self->state != TSN_STATION_OPEN)
    {
      self->settling = FALSE;
      if (error == NULL)
        return;
      g_message ("the keyring keeps nothing: %s", error->message);
      tsn_station_set_no_keyring (self, TRUE);
      return;
    }
  next = g_new0 (Settle, 1);
  next->vault = self->vault;
  next->secret = g_steal_pointer (&settle->secret);
  tsn_station_ask (self, TSN_STORE_WRITE, slot_work, next, settle_free, self, slot_made_cb);
}

static void
run_in_keyring (TsnStation *self, guint8 *secret, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, NULL);
  Settle *settle = g_new0 (Settle, 1);

  settle->device = *tsn_vault_device (self->vault);
  settle->secret = secret;
  g_task_set_source_tag (task, run_in_keyring);
  g_task_set_task_data (task, settle, settle_free);
  g_task_run_in_thread (task, store_worker);
}

/* What it kept opens nothing any more, so it does not matter much when that stays. */
static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnStation *self = TSN_STATION (source);
  g_autoptr (GError) error = NULL;

  self->settling = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("the keyring keeps what opens nothing: %s", error->message);
  tsn_station_look_at_desktop (self);
}

static void
slot_gone_cb (gpointer object, gpointer data, const GError *error)
{
  TsnStation *self = object;

  self->settling = FALSE;
  if (error != NULL)
    g_message ("the vault goes on opening without a PIN: %s", error->message);
  if (error != NULL || self->vault == NULL)
    return;
  tsn_station_operators_changed (self);
  self->settling = TRUE;
  run_in_keyring (self, NULL, forgotten_cb);
}

static void
settle (TsnStation *self, gboolean wanted)
{
  gboolean opens = tsn_vault_opens_with_desktop (self->vault);
  Settle *gone;

  if (wanted && (!opens || self->no_keyring) && !self->tried_keyring)
    {
      guint8 *secret = tsn_secret_new (TSN_KEY_SIZE);

      tsn_secret_random (secret, TSN_KEY_SIZE);
      self->settling = self->tried_keyring = TRUE;
      run_in_keyring (self, secret, stored_cb);
    }
  else if (!wanted && opens)
    {
      gone = g_new0 (Settle, 1);
      gone->vault = self->vault;
      self->settling = TRUE;
      tsn_station_ask (self, TSN_STORE_WRITE, slot_work, gone, settle_free, self, slot_gone_cb);
    }
}

/* -- Whether it should be so -- */

static gboolean
wanted_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Settle *settle = data;
  g_autoptr (TsnRecord) record = tsn_session_municipality (session, error);
  const TsnValue *value;
  gboolean revoked;

  if (record == NULL || !tsn_session_device_is_revoked (session, &settle->device, &revoked, error))
    return FALSE;
  value = tsn_record_value (record, TSN_MUNICIPALITY_CREW_WITHOUT_PIN);
  settle->wanted = !revoked && value != NULL && value->number != 0;
  return TRUE;
}

static void
wanted_cb (gpointer object, gpointer data, const GError *error)
{
  TsnStation *self = object;
  const GError *problem = tsn_server_link_get_state (self->link)->problem;
  Settle *asked = data;

  if (error != NULL || self->settling || self->state != TSN_STATION_OPEN)
    return;
  settle (self,
          asked->wanted && !g_error_matches (problem, TSN_SYNC_ERROR, TSN_SYNC_ERROR_SHUT_OUT));
}

void
tsn_station_look_at_desktop (TsnStation *self)
{
  Settle *asked;

  if (self->state != TSN_STATION_OPEN || self->settling ||
      !tsn_role_takes_pin (tsn_vault_role (self->vault)))
    return;
  asked = g_new0 (Settle, 1);
  asked->device = *tsn_vault_device (self->vault);
  tsn_station_ask (self, TSN_STORE_READ, wanted_work, asked, settle_free, self, wanted_cb);
}

static void
changed_cb (TsnStation *self, guint kind)
{
  if (kind == TSN_KIND_MUNICIPALITY || kind == TSN_KIND_DEVICE)
    tsn_station_look_at_desktop (self);
}

void
tsn_station_watch_desktop (TsnStation *self)
{
  g_signal_connect (self, "notify::state", G_CALLBACK (tsn_station_look_at_desktop), NULL);
  g_signal_connect (self, "changed", G_CALLBACK (changed_cb), NULL);
  g_signal_connect_object (self->link,
                           "changed",
                           G_CALLBACK (tsn_station_look_at_desktop),
                           self,
                           G_CONNECT_SWAPPED);
}
