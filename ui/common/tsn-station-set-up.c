/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first run of the municipality's first device, in two steps: what is made is on the disk only
 * when its recovery key was kept. */

#include "tsn-station-private.h"

/* -- Setting up -- */

typedef struct
{
  char *folder;
  char *name;
  char *code;
  char *label;
  char *device_label;
  char *passphrase;
  TsnVaultCost cost;
  TsnNewMunicipality *made;
  char *recovery_key;
} SetUp;

static void
set_up_free (gpointer pointer)
{
  SetUp *set_up = pointer;

  g_free (set_up->folder);
  g_free (set_up->name);
  g_free (set_up->code);
  g_free (set_up->label);
  g_free (set_up->device_label);
  tsn_secret_text_free (set_up->passphrase);
  tsn_new_municipality_free (set_up->made);
  tsn_secret_text_free (set_up->recovery_key);
  g_free (set_up);
}

static void
set_up_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SetUp *set_up = data;
  const TsnSetup setup = { .name = set_up->name,
                           .code = set_up->code,
                           .operator_label = set_up->label,
                           .device_label = set_up->device_label,
                           .passphrase = set_up->passphrase,
                           .cost = set_up->cost };
  GError *error = NULL;

  set_up->made =
      tsn_new_municipality_make_sync (set_up->folder, &setup, &set_up->recovery_key, &error);
  if (set_up->made != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tsn_station_set_up_async (TsnStation *self,
                          const TsnSetup *setup,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  SetUp *set_up = g_new0 (SetUp, 1);

  g_return_if_fail (self->state == TSN_STATION_EMPTY && self->made == NULL);
  set_up->folder = g_strdup (self->folder);
  set_up->name = g_strdup (setup->name);
  set_up->code = g_strdup (setup->code);
  set_up->label = g_strdup (setup->operator_label);
  set_up->device_label = g_strdup (setup->device_label);
  set_up->passphrase = g_strdup (setup->passphrase);
  set_up->cost = setup->cost;
  g_task_set_source_tag (task, tsn_station_set_up_async);
  g_task_set_task_data (task, set_up, set_up_free);
  g_task_run_in_thread (task, set_up_worker);
}

char *
tsn_station_set_up_finish (TsnStation *self, GAsyncResult *result, GError **error)
{
  SetUp *set_up = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  self->made = g_steal_pointer (&set_up->made);
  return g_steal_pointer (&set_up->recovery_key);
}

/* -- Settling -- */

typedef struct
{
  TsnNewMunicipality *made;
  TsnVault *vault;
  TsnStore *store;
} Settle;

static void
settle_free (gpointer pointer)
{
  Settle *settle = pointer;

  if (settle->store != NULL)
    tsn_store_close (settle->store);
  g_clear_object (&settle->store);
  tsn_vault_free (settle->vault);
  tsn_new_municipality_free (settle->made);
  g_free (settle);
}

static void
settle_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Settle *settle = data;
  GError *error = NULL;

  if (tsn_new_municipality_settle_sync (settle->made, &settle->vault, &settle->store, &error) &&
      tsn_store_unlocked_sync (settle->store, TRUE, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The thread has what was made meanwhile: the station may be closed. */
void
tsn_station_settle_async (TsnStation *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Settle *settle = g_new0 (Settle, 1);

  g_return_if_fail (self->made != NULL);
  settle->made = g_steal_pointer (&self->made);
  g_task_set_source_tag (task, tsn_station_settle_async);
  g_task_set_task_data (task, settle, settle_free);
  g_task_run_in_thread (task, settle_worker);
}

gboolean
tsn_station_settle_finish (TsnStation *self, GAsyncResult *result, GError **error)
{
  Settle *settle = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    {
      self->made = g_steal_pointer (&settle->made);
      return FALSE;
    }
  tsn_station_move_in (self, g_steal_pointer (&settle->vault), g_steal_pointer (&settle->store));
  return TRUE;
}
