/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Data keys between the vault, which makes and holds them, and the database, which publishes them
 * as `data_key` records.
 *
 * A data key is published in the transaction of the first patch that it seals, before that patch:
 * nobody ever has a group whose key was not sent. The vault makes a key when it has none; so that a
 * device does not publish a new one at every start, the newest of its own is looked for once after
 * unlocking. A device that cannot open its own keys (a kiosk) makes new ones, as it should. Keys of
 * others are loaded when the first group needs them.
 */

#include "tsn-store-private.h"

/* Only the columns of a data_key record that matter here. */
#define KEY_COLUMNS "id, compartment, epoch, sealed"

static gboolean
load_row (TsnSession *self, TsnStatement *statement, gboolean own)
{
  TsnDataKey key = { .compartment = (TsnCompartment) tsn_statement_number (statement, 1),
                     .epoch = (guint) tsn_statement_number (statement, 2) };
  const guint8 *sealed;
  gsize size;
  gboolean loaded;

  if (!tsn_statement_id (statement, 0, &key.id))
    return FALSE;
  sealed = tsn_statement_blob (statement, 3, &size);
  key.sealed = g_bytes_new (sealed, size);
  loaded = tsn_vault_load_data_key (self->vault, &key, own, NULL);
  g_bytes_unref (key.sealed);
  return loaded;
}

gboolean
tsn_session_find_key (TsnSession *self, const TsnId *key, gboolean *found, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  gboolean row;

  *found = tsn_vault_has_data_key (self->vault, key);
  if (*found)
    return TRUE;
  statement = tsn_connection_prepare (self->connection,
                                      "SELECT " KEY_COLUMNS
                                      " FROM data_key WHERE id = ?1 AND sealed IS NOT NULL",
                                      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_id (statement, 1, key);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  *found = row && load_row (self, statement, FALSE);
  return TRUE;
}

static gboolean
seek_own_key (TsnSession *self, TsnCompartment compartment, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  gboolean row;

  if (self->own_key_sought[compartment] || !tsn_vault_can_open (self->vault, compartment))
    return TRUE;
  statement = tsn_connection_prepare (
      self->connection,
      "SELECT " KEY_COLUMNS
      " FROM data_key WHERE device = ?1 AND compartment = ?2 AND epoch = ?3"
      " AND sealed IS NOT NULL ORDER BY id DESC LIMIT 1",
      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_id (statement, 1, tsn_vault_device (self->vault));
  tsn_statement_bind_number (statement, 2, compartment);
  tsn_statement_bind_number (statement, 3, tsn_vault_epoch (self->vault));
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    load_row (self, statement, TRUE);
  self->own_key_sought[compartment] = TRUE;
  return TRUE;
}

static gboolean
publish (TsnSession *self, const TsnDataKey *key, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DATA_KEY);
  g_autoptr (TsnChange) change = NULL;
  TsnState *state = tsn_session_state (self, kind);
  gsize size;
  const guint8 *sealed = g_bytes_get_data (key->sealed, &size);

  if (!tsn_state_load (state, self->connection, &key->id, error))
    return FALSE;
  if (state->exists)
    return TRUE;
  change = tsn_change_new_create (kind, &key->id);
  tsn_change_set_number (change, TSN_DATA_KEY_COMPARTMENT, key->compartment);
  tsn_change_set_number (change, TSN_DATA_KEY_EPOCH, key->epoch);
  tsn_change_take (change, TSN_DATA_KEY_SEALED, tsn_value_bytes (sealed, size));
  tsn_change_set_reference (change, TSN_DATA_KEY_DEVICE, tsn_vault_device (self->vault));
  return tsn_session_put (self, change, NULL, error);
}

gboolean
tsn_session_seal_key (TsnSession *self, TsnCompartment compartment, TsnId *key, GError **error)
{
  const TsnDataKey *current;

  if (!seek_own_key (self, compartment, error))
    return FALSE;
  current = tsn_vault_data_key (self->vault, compartment, error);
  if (current == NULL)
    return FALSE;
  *key = current->id;
  if (tsn_id_equal (&self->published[compartment], key))
    return TRUE;
  if (!publish (self, current, error))
    return FALSE;
  self->published[compartment] = *key; /* forgotten again by a rollback */
  return TRUE;
}
