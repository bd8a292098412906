/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The station holds the vault and the store while a folder is open and answers questions from the
 * pages. What blocks (opening, unlocking, setting up) runs in a GTask thread; what reads and writes
 * runs in the store's own threads. The main thread only ever passes structs back and forth.
 *
 * Locking: the state changes at once, so that the window hides everything; then `locking` lets the
 * forms ask for what was typed last; the keys are wiped behind that in the writer's queue.
 *
 * The first run is in tsn-station-set-up.c, the questions of the pages in tsn-station-ask.c. */

#include "tsn-join.h"
#include "tsn-room-link.h"
#include "tsn-search.h"
#include "tsn-server-link.h"
#include "tsn-station-private.h"

enum
{
  PROP_STATE = 1,
  PROP_NO_KEYRING,
  N_PROPS
};

enum
{
  LOCKING,
  CHANGED,
  REFUSED,
  OPERATORS_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (TsnStationState,
                    tsn_station_state,
                    G_DEFINE_ENUM_VALUE (TSN_STATION_OPENING, "opening"),
                    G_DEFINE_ENUM_VALUE (TSN_STATION_EMPTY, "empty"),
                    G_DEFINE_ENUM_VALUE (TSN_STATION_LOCKED, "locked"),
                    G_DEFINE_ENUM_VALUE (TSN_STATION_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (TSN_STATION_BROKEN, "broken"))
G_DEFINE_FINAL_TYPE (TsnStation, tsn_station, G_TYPE_OBJECT)

static void
set_state (TsnStation *self, TsnStationState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
tsn_station_set_no_keyring (TsnStation *self, gboolean no_keyring)
{
  if (self->no_keyring == no_keyring)
    return;
  self->no_keyring = no_keyring;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NO_KEYRING]);
}

/* -- Opening -- */

/* A folder that was opened in a thread. */
typedef struct
{
  TsnVault *vault;
  TsnStore *store;
  gboolean no_keyring;
} Opened;

static void
opened_free (gpointer pointer)
{
  Opened *opened = pointer;

  if (opened->store != NULL)
    tsn_store_close (opened->store);
  g_clear_object (&opened->store);
  tsn_vault_free (opened->vault);
  g_free (opened);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opened, opened_free)

/* A vault without a database is that of a device that was switched off while it moved in. */
static gboolean
is_empty (const char *folder)
{
  g_autofree char *database = tsn_store_database_path (folder);
  g_autofree char *vault = tsn_store_vault_path (folder);
  g_autofree char *joining = tsn_join_path (folder);

  return !g_file_test (database, G_FILE_TEST_EXISTS) &&
         (!g_file_test (vault, G_FILE_TEST_EXISTS) || g_file_test (joining, G_FILE_TEST_EXISTS));
}

guint
tsn_station_role_in (const char *folder)
{
  g_autofree char *path = tsn_store_vault_path (folder);
  g_autoptr (TsnVault) vault = is_empty (folder) ? NULL : tsn_vault_open (path, NULL);

  return vault != NULL ? tsn_vault_role (vault) : 0;
}

static void
open_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *folder = data;
  g_autofree char *path = tsn_store_vault_path (folder);
  g_autoptr (Opened) opened = g_new0 (Opened, 1);
  GError *error = NULL;

  if (is_empty (folder))
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  opened->vault = tsn_vault_open (path, &error);
  if (opened->vault != NULL && tsn_vault_is_locked (opened->vault))
    tsn_station_take_ticket (opened->vault);
  if (opened->vault != NULL && tsn_vault_is_locked (opened->vault))
    tsn_station_take_desktop_secret (opened->vault, &opened->no_keyring);
  if (opened->vault != NULL)
    opened->store = tsn_store_open_sync (folder, opened->vault, TSN_STORE_OPEN, &error);
  if (opened->store != NULL && (tsn_vault_is_locked (opened->vault) ||
                                tsn_store_unlocked_sync (opened->store, TRUE, cancellable, &error)))
    g_task_return_pointer (task, g_steal_pointer (&opened), opened_free);
  else
    g_task_return_error (task, error);
}

static void
take_opened (TsnStation *self, Opened *opened)
{
  self->vault = g_steal_pointer (&opened->vault);
  self->store = g_steal_pointer (&opened->store);
}

static void
open_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnStation *self = TSN_STATION (source);
  g_autoptr (Opened) opened = g_task_propagate_pointer (G_TASK (result), &self->trouble);

  if (self->trouble != NULL)
    set_state (self, TSN_STATION_BROKEN);
  else if (opened == NULL)
    set_state (self, TSN_STATION_EMPTY);
  else
    {
      take_opened (self, opened);
      tsn_station_set_no_keyring (self, opened->no_keyring);
      set_state (self, tsn_vault_is_locked (self->vault) ? TSN_STATION_LOCKED : TSN_STATION_OPEN);
    }
}

static void
begin_to_open (TsnStation *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, open_cb, NULL);

  g_task_set_source_tag (task, begin_to_open);
  g_task_set_task_data (task, g_strdup (self->folder), g_free);
  g_task_run_in_thread (task, open_worker);
}

TsnStation *
tsn_station_new (const char *folder)
{
  TsnStation *self = g_object_new (TSN_TYPE_STATION, NULL);

  self->folder = g_strdup (folder);
  self->link = tsn_server_link_new (self);
  self->room = tsn_room_link_new (self);
  tsn_station_watch_desktop (self);
  begin_to_open (self);
  return self;
}

void
tsn_station_reopen (TsnStation *self)
{
  tsn_station_close (self);
  set_state (self, TSN_STATION_OPENING);
  begin_to_open (self);
}

void
tsn_station_move_in (TsnStation *self, TsnVault *vault, TsnStore *store)
{
  g_return_if_fail (self->state == TSN_STATION_EMPTY);
  take_opened (self, &(Opened){ vault, store });
  set_state (self, TSN_STATION_OPEN);
}

/* -- Unlocking and locking -- */

static void
forget_keys (TsnStation *self)
{
  tsn_vault_lock (self->vault);
  tsn_store_locked (self->store);
}

typedef struct
{
  TsnVault *vault; /* borrowed: the station stays until the task is done */
  TsnStore *store;
  char *passphrase;
  char *recovery_key;
} Unlock;

static void
unlock_free (gpointer pointer)
{
  Unlock *unlock = pointer;

  tsn_secret_text_free (unlock->passphrase);
  tsn_secret_text_free (unlock->recovery_key);
  g_free (unlock);
}

static void
unlock_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Unlock *unlock = data;
  GError *error = NULL;
  gboolean ok;

  if (unlock->passphrase != NULL)
    ok = tsn_vault_unlock (unlock->vault, unlock->passphrase, &error);
  else
    ok = tsn_vault_unlock_with_recovery_key (unlock->vault, unlock->recovery_key, &error);
  if (ok && !tsn_store_unlocked_sync (unlock->store, TRUE, cancellable, &error))
    {
      ok = FALSE;
      tsn_vault_lock (unlock->vault);
    }
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tsn_station_unlock_async (TsnStation *self,
                          const char *passphrase,
                          const char *recovery_key,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Unlock *unlock = g_new0 (Unlock, 1);

  g_return_if_fail (self->state == TSN_STATION_LOCKED && !self->unlocking);
  self->unlocking = TRUE;
  unlock->vault = self->vault;
  unlock->store = self->store;
  unlock->passphrase = g_strdup (passphrase);
  unlock->recovery_key = g_strdup (recovery_key);
  g_task_set_source_tag (task, tsn_station_unlock_async);
  g_task_set_task_data (task, unlock, unlock_free);
  g_task_run_in_thread (task, unlock_worker);
}

gboolean
tsn_station_unlock_finish (TsnStation *self, GAsyncResult *result, GError **error)
{
  self->unlocking = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), error))
    {
      /* The lock before may have left this to us (locked_cb). */
      forget_keys (self);
      return FALSE;
    }
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  set_state (self, TSN_STATION_OPEN);
  return TRUE;
}

/* Comes behind everything that was asked for before. */
static gboolean
last_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
locked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnStation) self = user_data;

  (void) tsn_store_run_finish (TSN_STORE (source), result, NULL);
  /* Someone may have unlocked it again by then. */
  if (self->state == TSN_STATION_LOCKED && !self->unlocking && self->store == TSN_STORE (source))
    forget_keys (self);
}

void
tsn_station_lock (TsnStation *self)
{
  if (self->state != TSN_STATION_OPEN)
    return;
  g_signal_emit (self, signals[LOCKING], 0);
  g_cancellable_cancel (self->reading);
  set_state (self, TSN_STATION_LOCKED);
  g_clear_pointer (&self->trust, tsn_trust_unref);
  tsn_store_run_async (self->store,
                       TSN_STORE_WRITE,
                       last_work,
                       NULL,
                       NULL,
                       locked_cb,
                       g_object_ref (self));
}

static gboolean
forget_read_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  gboolean ok = tsn_session_renew_search (session, cancellable, error);

  tsn_secret_wipe_stack ();
  return ok;
}

static gboolean
forget_written_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  tsn_secret_wipe_stack ();
  return TRUE;
}

void
tsn_station_forget_visit (TsnStation *self)
{
  tsn_vault_forget_data_keys (self->vault);
  tsn_station_ask (self, TSN_STORE_READ, forget_read_work, NULL, NULL, self, NULL);
  tsn_station_ask (self, TSN_STORE_WRITE, forget_written_work, NULL, NULL, self, NULL);
  tsn_secret_wipe_stack ();
}

void
tsn_station_close (TsnStation *self)
{
  if (self->state == TSN_STATION_OPEN)
    g_signal_emit (self, signals[LOCKING], 0);
  g_cancellable_cancel (self->reading);
  g_clear_pointer (&self->trust, tsn_trust_unref);
  tsn_server_link_wait (self->link); /* they borrow the vault */
  tsn_room_link_wait (self->room);
  if (self->store != NULL)
    tsn_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_pointer (&self->vault, tsn_vault_free);
  g_clear_pointer (&self->made, tsn_new_municipality_free);
  g_clear_error (&self->trouble);
}

/* -- Whom to believe -- */

TsnTrust *
tsn_station_dup_trust (TsnStation *self)
{
  return self->trust != NULL ? tsn_trust_ref (self->trust) : NULL;
}

void
tsn_station_keep_trust (TsnStation *self, TsnTrust *trust)
{
  if (self->state != TSN_STATION_OPEN)
    return;
  g_clear_pointer (&self->trust, tsn_trust_unref);
  self->trust = tsn_trust_ref (trust);
}

/* -- Telling -- */

void
tsn_station_changed (TsnStation *self, guint kind, const TsnId *record)
{
  g_signal_emit (self, signals[CHANGED], 0, kind, record);
}

void
tsn_station_refused (TsnStation *self, const GError *error)
{
  g_signal_emit (self, signals[REFUSED], 0, error);
}

void
tsn_station_operators_changed (TsnStation *self)
{
  g_signal_emit (self, signals[OPERATORS_CHANGED], 0);
}

/* -- The rest -- */

TsnStationState
tsn_station_get_state (TsnStation *self)
{
  return self->state;
}

const GError *
tsn_station_get_trouble (TsnStation *self)
{
  return self->trouble;
}

const char *
tsn_station_get_folder (TsnStation *self)
{
  return self->folder;
}

TsnVault *
tsn_station_get_vault (TsnStation *self)
{
  return self->vault;
}

TsnStore *
tsn_station_get_store (TsnStation *self)
{
  return self->store;
}

TsnServerLink *
tsn_station_get_link (TsnStation *self)
{
  return self->link;
}

TsnRoomLink *
tsn_station_get_room (TsnStation *self)
{
  return self->room;
}

static void
tsn_station_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_STATE)
    g_value_set_enum (value, (int) TSN_STATION (object)->state);
  else if (id == PROP_NO_KEYRING)
    g_value_set_boolean (value, TSN_STATION (object)->no_keyring);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tsn_station_finalize (GObject *object)
{
  TsnStation *self = TSN_STATION (object);

  tsn_station_close (self);
  g_clear_object (&self->room);
  g_clear_object (&self->link);
  g_clear_object (&self->reading);
  g_free (self->folder);
  G_OBJECT_CLASS (tsn_station_parent_class)->finalize (object);
}

static void
tsn_station_class_init (TsnStationClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = tsn_station_get_property;
  object_class->finalize = tsn_station_finalize;
  properties[PROP_STATE] = g_param_spec_enum ("state",
                                              NULL,
                                              NULL,
                                              TSN_TYPE_STATION_STATE,
                                              TSN_STATION_OPENING,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NO_KEYRING] = g_param_spec_boolean ("no-keyring",
                                                      NULL,
                                                      NULL,
                                                      FALSE,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[LOCKING] = g_signal_new ("locking",
                                   TSN_TYPE_STATION,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
  signals[CHANGED] = g_signal_new ("changed",
                                   TSN_TYPE_STATION,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   2,
                                   G_TYPE_UINT,
                                   G_TYPE_POINTER);
  signals[REFUSED] = g_signal_new ("refused",
                                   TSN_TYPE_STATION,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_ERROR);
  signals[OPERATORS_CHANGED] = g_signal_new ("operators-changed",
                                             TSN_TYPE_STATION,
                                             G_SIGNAL_RUN_LAST,
                                             0,
                                             NULL,
                                             NULL,
                                             NULL,
                                             G_TYPE_NONE,
                                             0);
}

static void
tsn_station_init (TsnStation *self)
{
  self->reading = g_cancellable_new ();
}
