/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a record: the open values from its row, the sealed ones from the patches that won them.
 *
 * A sealed value is readable if its group's data key can be had (tsn-data-key.c); if not, or if the
 * group was damaged, its cell is there without a value: the person sees that there is something.
 * Plaintext passes through one buffer that never moves and is wiped after each group.
 */

#include "tsn-store-private.h"

typedef struct
{
  TsnRecord *record;
  const TsnVersion *version; /* of the patch whose group is open */
  TsnReadDepth depth;
} Filling;

static gboolean
is_wanted (const TsnKind *kind, guint field, TsnReadDepth depth)
{
  const TsnField *known = tsn_kind_field (kind, field);

  if (known == NULL || depth == TSN_READ_OPEN_ONLY)
    return FALSE;
  return depth == TSN_READ_ALL || (known->flags & TSN_FIELD_SEARCH) != 0;
}

/* -- Groups -- */

static gboolean
each_in_plain (GByteArray *plain, TsnGroupFunc func, gpointer user_data)
{
  TsnCborReader reader;
  gsize n_fields = 0;
  gint64 number = -1;

  tsn_cbor_reader_init (&reader, plain->data, plain->len);
  tsn_cbor_read_map (&reader, &n_fields);
  for (gsize i = 0; i < n_fields && tsn_cbor_read_key (&reader, &number); i++)
    {
      const guint8 *raw;
      gsize size;
      TsnCborReader item;

      if (!tsn_cbor_skip (&reader, &raw, &size))
        break;
      if (func == NULL)
        continue;
      tsn_cbor_reader_init (&item, raw, size);
      func ((guint) number, &item, user_data);
    }
  return tsn_cbor_end (&reader);
}

gboolean
tsn_session_open_group (TsnSession *self,
                        const TsnPatch *patch,
                        const TsnGroup *group,
                        TsnGroupFunc func,
                        gpointer user_data,
                        TsnGroupOutcome *outcome,
                        GError **error)
{
  gboolean found = FALSE;
  const guint8 *sealed;
  gsize size;

  *outcome = TSN_GROUP_NO_KEY;
  if (group->compartment >= TSN_N_COMPARTMENTS ||
      !tsn_vault_can_open (self->vault, group->compartment))
    return TRUE;
  if (!tsn_session_find_key (self, &group->key, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  sealed = g_bytes_get_data (group->sealed, &size);
  g_byte_array_set_size (self->clear, 0);
  tsn_patch_associated_data (patch, group, self->clear);
  if (tsn_vault_open_sealed (self->vault,
                             &group->key,
                             sealed,
                             size,
                             self->clear->data,
                             self->clear->len,
                             self->plain,
                             NULL) &&
      each_in_plain (self->plain, func, user_data))
    *outcome = TSN_GROUP_OPENED;
  else
    *outcome = TSN_GROUP_DAMAGED;
  tsn_wipe (self->plain);
  return TRUE;
}

static void
fill_cell (guint field, TsnCborReader *value, gpointer user_data)
{
  Filling *filling = user_data;
  const TsnField *known = tsn_kind_field (filling->record->kind, field);
  const TsnCell *cell = tsn_record_cell (filling->record, field);
  TsnCell *target;

  if (cell == NULL || cell->readable ||
      tsn_version_compare (&cell->version, filling->version) != 0 ||
      !is_wanted (filling->record->kind, field, filling->depth))
    return;
  target = tsn_record_ensure_cell (filling->record, field);
  target->readable = tsn_value_decode (known, value, &target->value, NULL);
}

/* Whether some cell waits for a value from the patch with @version. */
static gboolean
wins_something (const TsnState *state,
                TsnReadDepth depth,
                const TsnGroup *group,
                const TsnVersion *version)
{
  for (guint i = 0; i < group->fields->len; i++)
    {
      guint field = g_array_index (group->fields, guint16, i);
      const TsnWinner *winner = tsn_winners_find (state->winners, field);

      if (winner != NULL && tsn_version_compare (&winner->version, version) == 0 &&
          is_wanted (state->plan->kind, field, depth))
        return TRUE;
    }
  return FALSE;
}

static gboolean
fill_from_patch (TsnSession *self,
                 TsnState *state,
                 const guint8 *body,
                 gsize size,
                 Filling *filling,
                 GError **error)
{
  g_autoptr (TsnPatch) patch = tsn_patch_decode (body, size, NULL);

  if (patch == NULL)
    {
      g_set_error (error,
                   TSN_STORE_ERROR,
                   TSN_STORE_ERROR_CORRUPT,
                   "a patch of table %s is damaged",
                   state->plan->kind->name);
      return FALSE;
    }
  filling->version = &patch->version;
  for (guint i = 0; patch->groups != NULL && i < patch->groups->len; i++)
    {
      const TsnGroup *group = g_ptr_array_index (patch->groups, i);
      TsnGroupOutcome outcome;

      if (wins_something (state, filling->depth, group, &patch->version) &&
          !tsn_session_open_group (self, patch, group, fill_cell, filling, &outcome, error))
        return FALSE;
    }
  return TRUE;
}

/* -- Records -- */

static gboolean
is_sealed_and_wanted (TsnSession *self,
                      const TsnState *state,
                      const TsnWinner *winner,
                      TsnReadDepth depth)
{
  return winner->compartment != TSN_OPEN && winner->compartment < TSN_N_COMPARTMENTS &&
         is_wanted (state->plan->kind, winner->field, depth) &&
         tsn_vault_can_open (self->vault, winner->compartment);
}

static gboolean
has_stamp (TsnSession *self, const TsnState *state, TsnStamp stamp, TsnReadDepth depth)
{
  for (guint i = 0; i < state->winners->winners->len; i++)
    {
      const TsnWinner *winner = &g_array_index (state->winners->winners, TsnWinner, i);

      if (winner->version.stamp == stamp && winner->compartment != TSN_OPEN &&
          is_wanted (state->plan->kind, winner->field, depth))
        return TRUE;
    }
  return FALSE;
}

static gboolean
fill_sealed (TsnSession *self,
             TsnState *state,
             TsnRecord *record,
             TsnReadDepth depth,
             GError **error)
{
  Filling filling = { .record = record, .depth = depth };
  g_autoptr (TsnStatement) statement = NULL;
  gboolean row = TRUE;

  statement = tsn_connection_prepare (
      self->connection,
      "SELECT stamp, body FROM patch WHERE kind = ?1 AND record = ?2 ORDER BY stamp",
      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, state->plan->kind->number);
  tsn_statement_bind_id (statement, 2, &state->id);
  while (tsn_statement_step (statement, &row, error))
    {
      const guint8 *body;
      gsize size;

      if (!row)
        return TRUE;
      if (!has_stamp (self, state, (TsnStamp) tsn_statement_number (statement, 0), depth))
        continue;
      body = tsn_statement_blob (statement, 1, &size);
      if (!fill_from_patch (self, state, body, size, &filling, error))
        return FALSE;
    }
  return FALSE;
}

TsnRecord *
tsn_session_read_state (TsnSession *self, TsnState *state, TsnReadDepth depth, GError **error)
{
  g_autoptr (TsnRecord) record = NULL;
  gboolean sealed = FALSE;

  if (!state->exists)
    return NULL;
  record = tsn_record_new (state->plan->kind, &state->id);
  record->erased = state->winners->erased;
  for (guint i = 0; i < state->winners->winners->len; i++)
    {
      const TsnWinner *winner = &g_array_index (state->winners->winners, TsnWinner, i);
      TsnCell *cell;
      int column;

      if (depth == TSN_READ_SEARCH && !is_wanted (state->plan->kind, winner->field, depth))
        continue;
      cell = tsn_record_ensure_cell (record, winner->field);
      column = winner->compartment == TSN_OPEN ? tsn_kind_plan_column (state->plan, winner->field)
                                               : -1;
      cell->version = winner->version;
      cell->readable = column >= 0;
      if (column >= 0)
        {
          cell->value = state->open[column];
          state->open[column] = TSN_VALUE_NONE;
        }
      sealed = sealed || is_sealed_and_wanted (self, state, winner, depth);
    }
  if (sealed && !fill_sealed (self, state, record, depth, error))
    return NULL;
  return g_steal_pointer (&record);
}

TsnRecord *
tsn_session_read (TsnSession *self,
                  const TsnKind *kind,
                  const TsnId *id,
                  TsnReadDepth depth,
                  GError **error)
{
  TsnState *state = tsn_session_state (self, kind);

  if (!tsn_state_load (state, self->connection, id, error))
    return NULL;
  return tsn_session_read_state (self, state, depth, error);
}

TsnRecord *
tsn_session_get (TsnSession *self, const TsnKind *kind, const TsnId *record, GError **error)
{
  g_return_val_if_fail (self != NULL && kind != NULL && record != NULL, NULL);
  return tsn_session_read (self, kind, record, TSN_READ_ALL, error);
}

const TsnKind *
tsn_session_kind_of (TsnSession *self, const TsnId *record, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "SELECT 1 FROM patch WHERE kind = ?1 AND record = ?2 LIMIT 1",
      error);
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  if (statement == NULL)
    return NULL;
  for (guint i = 0; i < n_kinds; i++)
    {
      gboolean row;

      sqlite3_reset (statement->stmt);
      tsn_statement_bind_number (statement, 1, kinds[i].number);
      tsn_statement_bind_id (statement, 2, record);
      if (!tsn_statement_step (statement, &row, error))
        return NULL;
      if (row)
        return &kinds[i];
    }
  return NULL;
}

GPtrArray *
tsn_session_patches (TsnSession *self, guint kind, const TsnId *record, GError **error)
{
  g_autoptr (GPtrArray) patches = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_patch_unref);
  g_autoptr (TsnStatement) statement = NULL;
  gboolean row = TRUE;

  statement = tsn_connection_prepare (
      self->connection,
      "SELECT body, effective FROM patch WHERE kind = ?1 AND record = ?2 ORDER BY stamp, seq",
      error);
  if (statement == NULL)
    return NULL;
  tsn_statement_bind_number (statement, 1, kind);
  tsn_statement_bind_id (statement, 2, record);
  while (tsn_statement_step (statement, &row, error))
    {
      TsnPatch *patch;
      const guint8 *body;
      gsize size;

      if (!row)
        return g_steal_pointer (&patches);
      body = tsn_statement_blob (statement, 0, &size);
      patch = tsn_patch_decode (body, size, error);
      if (patch == NULL)
        {
          g_prefix_error (error, "a patch of the database is damaged: ");
          return NULL;
        }
      patch->effective = (TsnStamp) tsn_statement_number (statement, 1);
      g_ptr_array_add (patches, patch);
    }
  return NULL;
}
