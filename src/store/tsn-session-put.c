/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A change becomes a patch.
 *
 * What is already there with the same value is left out, as far as it can be read here; a device
 * that cannot read writes it again. The patch gets its version, what its author saw, the open
 * fields and one sealed group per compartment; it is sealed last, since all its clear parts are
 * bound to the groups. Then it is merged like any other patch: its stamp is greater than all, so it
 * wins.
 */

#include "tsn-store-private.h"

typedef struct
{
  const TsnChange *change;
  const TsnChangeItem *items[TSN_PATCH_FIELDS_MAX]; /* what is really new, ascending by field */
  guint n_items;
  GPtrArray *patches; /* of TsnPatch: all of the record, if other devices have written to it; else
                         NULL */
} Selection;

static gboolean
set_change_error (const TsnKind *kind,
                  const TsnField *field,
                  TsnModelError code,
                  const char *why,
                  GError **error)
{
  g_set_error (error, TSN_MODEL_ERROR, (int) code, "%s of %s: %s", field->name, kind->name, why);
  return FALSE;
}

static const TsnField *
field_of (const TsnChange *change, const TsnChangeItem *item)
{
  return tsn_kind_field (change->kind, item->field);
}

/* Whether a change touches sealed fields that have a value already: only then the old values must
 * be opened. */
static gboolean
must_open (const TsnChange *change, const TsnState *state)
{
  for (guint i = 0; i < change->items->len; i++)
    {
      const TsnWinner *winner = tsn_winners_find (
          state->winners,
          g_array_index (change->items, TsnChangeItem, i).field);

      if (winner != NULL && winner->compartment != TSN_OPEN)
        return TRUE;
    }
  return FALSE;
}

/* The value that stands now: NULL if it cannot be read. */
static const TsnValue *
current_value (const TsnState *state, const TsnRecord *record, const TsnField *field)
{
  static const TsnValue none = TSN_VALUE_NONE;
  const TsnWinner *winner = tsn_winners_find (state->winners, field->number);
  const TsnCell *cell;
  int column = tsn_kind_plan_column (state->plan, field->number);

  if (winner == NULL)
    return &none;
  if (winner->compartment == TSN_OPEN)
    return column >= 0 ? &state->open[column] : NULL;
  cell = record != NULL ? tsn_record_cell (record, field->number) : NULL;
  return cell != NULL && cell->readable ? &cell->value : NULL;
}

/* The answers to settle: two or more, of people who had not seen each other's; NULL when there is
 * nothing to settle. Writing the value that stands is then a change: it says that somebody has seen
 * the others and chose this one. */
static GArray *
unsettled_answers (const Selection *selection, guint field)
{
  g_autoptr (GArray) answers = selection->patches != NULL
                                   ? tsn_merge_answers (selection->patches, field)
                                   : NULL;

  return answers != NULL && answers->len > 1 ? g_steal_pointer (&answers) : NULL;
}

static gboolean
select_items (Selection *selection, const TsnState *state, const TsnRecord *record, GError **error)
{
  const TsnChange *change = selection->change;
  gboolean append_only = (change->kind->flags & TSN_KIND_APPEND_ONLY) != 0;

  for (guint i = 0; i < change->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (change->items, TsnChangeItem, i);
      const TsnField *field = field_of (change, item);
      const TsnValue *current = current_value (state, record, field);
      g_autoptr (GArray) answers = unsettled_answers (selection, item->field);

      if (current != NULL && tsn_value_equal (current, &item->value) && answers == NULL)
        continue;
      if (append_only && (current == NULL || current->type != TSN_TYPE_NONE))
        return set_change_error (change->kind,
                                 field,
                                 TSN_MODEL_ERROR_APPEND_ONLY,
                                 "it has been written and does not change any more",
                                 error);
      if (selection->n_items == TSN_PATCH_FIELDS_MAX)
        return set_change_error (change->kind,
                                 field,
                                 TSN_MODEL_ERROR_TOO_LONG,
                                 "too many fields at once",
                                 error);
      selection->items[selection->n_items++] = item;
    }
  return TRUE;
}

static guint
count_items (const Selection *selection, TsnCompartment compartment)
{
  guint n = 0;

  for (guint i = 0; i < selection->n_items; i++)
    n += field_of (selection->change, selection->items[i])->compartment == compartment ? 1 : 0;
  return n;
}

/* The fields of one compartment as a CBOR map. */
static void
encode_items (const Selection *selection, TsnCompartment compartment, GByteArray *out)
{
  tsn_cbor_write_map (out, count_items (selection, compartment));
  for (guint i = 0; i < selection->n_items; i++)
    {
      const TsnChangeItem *item = selection->items[i];

      if (field_of (selection->change, item)->compartment != compartment)
        continue;
      tsn_cbor_write_uint (out, item->field);
      tsn_value_encode (&item->value, out);
    }
}

/* What the author sees he notes, and what its authors had seen: the server drops what is
 * overwritten, and a device that has it from before must still know that it is settled. */
static void
inherit_seen (TsnPatch *patch, const Selection *selection, guint field, const TsnVersion *version)
{
  for (guint i = 0; selection->patches != NULL && i < selection->patches->len; i++)
    {
      const TsnPatch *other = g_ptr_array_index (selection->patches, i);

      if (tsn_version_compare (&other->version, version) == 0)
        tsn_patch_inherit_seen (patch, other, field);
    }
}

static void
note_seen (TsnPatch *patch, const Selection *selection, const TsnState *state)
{
  for (guint i = 0; i < selection->n_items; i++)
    {
      guint field = selection->items[i]->field;
      const TsnWinner *winner = tsn_winners_find (state->winners, field);
      g_autoptr (GArray) answers = unsettled_answers (selection, field);

      if (winner == NULL)
        continue;
      if (answers == NULL)
        tsn_patch_add_seen (patch, field, &winner->version);
      for (guint j = 0; answers != NULL && j < MIN (answers->len, TSN_PATCH_SEEN_MAX); j++)
        tsn_patch_add_seen (patch, field, &g_array_index (answers, TsnVersion, j));
      if (answers == NULL)
        inherit_seen (patch, selection, field, &winner->version);
      for (guint j = 0; answers != NULL && j < answers->len; j++)
        inherit_seen (patch, selection, field, &g_array_index (answers, TsnVersion, j));
    }
}

static void
add_group (TsnPatch *patch,
           const Selection *selection,
           TsnCompartment compartment,
           const TsnId *key)
{
  TsnGroup *group = tsn_group_new (compartment);

  group->key = *key;
  for (guint i = 0; i < selection->n_items; i++)
    if (field_of (selection->change, selection->items[i])->compartment == compartment)
      g_array_append_val (group->fields, selection->items[i]->field);
  g_ptr_array_add (patch->groups, group);
}

static gboolean
seal_groups (TsnSession *self, TsnPatch *patch, const Selection *selection, GError **error)
{
  for (guint i = 0; i < patch->groups->len; i++)
    {
      TsnGroup *group = g_ptr_array_index (patch->groups, i);

      g_byte_array_set_size (self->clear, 0);
      tsn_patch_associated_data (patch, group, self->clear);
      encode_items (selection, group->compartment, self->plain);
      group->sealed = tsn_vault_seal (self->vault,
                                      &group->key,
                                      self->plain->data,
                                      self->plain->len,
                                      self->clear->data,
                                      self->clear->len,
                                      error);
      tsn_wipe (self->plain);
      if (group->sealed == NULL)
        return FALSE;
    }
  return TRUE;
}

static TsnPatch *
make_patch (TsnSession *self, const Selection *selection, const TsnState *state, GError **error)
{
  const TsnChange *change = selection->change;
  g_autoptr (TsnPatch) patch = tsn_patch_new (change->kind->number, &change->record);

  for (guint c = TSN_OPEN + 1; c < TSN_N_COMPARTMENTS; c++)
    {
      TsnId key;

      if (count_items (selection, (TsnCompartment) c) == 0)
        continue;
      if (!tsn_session_seal_key (self, (TsnCompartment) c, &key, error))
        return NULL;
      add_group (patch, selection, (TsnCompartment) c, &key);
    }
  /* After the keys: what seals a patch was published before it. */
  patch->version = tsn_session_next_version (self);
  patch->operator_id = *tsn_vault_operator (self->vault);
  note_seen (patch, selection, state);
  if (count_items (selection, TSN_OPEN) > 0)
    {
      g_byte_array_set_size (self->clear, 0);
      encode_items (selection, TSN_OPEN, self->clear);
      patch->open = g_bytes_new (self->clear->data, self->clear->len);
    }
  if (!seal_groups (self, patch, selection, error))
    return NULL;
  return g_steal_pointer (&patch);
}

static gboolean
is_by_others (TsnSession *self, const TsnState *state)
{
  const GArray *winners = state->winners->winners;

  for (guint i = 0; i < winners->len; i++)
    if (!tsn_id_equal (&g_array_index (winners, TsnWinner, i).version.device,
                       tsn_vault_device (self->vault)))
      return TRUE;
  return FALSE;
}

static gboolean
load_for_change (TsnSession *self, const TsnChange *change, TsnState *state, GError **error)
{
  if (!tsn_state_load (state, self->connection, &change->record, error))
    return FALSE;
  if (state->winners->erased)
    {
      g_set_error (error,
                   TSN_STORE_ERROR,
                   TSN_STORE_ERROR_ERASED,
                   "this %s was erased",
                   change->kind->name);
      return FALSE;
    }
  if (!state->exists && !change->create)
    {
      g_set_error (error,
                   TSN_STORE_ERROR,
                   TSN_STORE_ERROR_NOT_FOUND,
                   "there is no such %s",
                   change->kind->name);
      return FALSE;
    }
  return TRUE;
}

/* A new record is searched for by what the change says: nothing needs to be read again after the
 * commit. */
static void
tell_news (TsnSession *self, const TsnChange *change)
{
  TsnSearchIndex *index = tsn_search_set_index (self->news, change->kind);
  guint compartments = 1u << TSN_OPEN;

  if (index == NULL || !tsn_store_is_searched (self->store))
    return;
  for (guint c = TSN_OPEN + 1; c < TSN_N_COMPARTMENTS; c++)
    if (tsn_vault_can_open (self->vault, (TsnCompartment) c))
      compartments |= 1u << c;
  tsn_search_index_put_change (index, change, compartments);
  self->n_news++;
}

gboolean
tsn_session_put (TsnSession *self, const TsnChange *change, TsnVersion *version, GError **error)
{
  TsnState *state;
  Selection selection = { .change = change };
  g_autoptr (TsnRecord) record = NULL;
  g_autoptr (GPtrArray) patches = NULL;
  g_autoptr (TsnPatch) patch = NULL;
  gboolean existed;

  g_return_val_if_fail (self != NULL && change != NULL, FALSE);
  if (!tsn_session_require_writing (self, error) || !tsn_validate_change (change, NULL, error))
    return FALSE;
  state = tsn_session_state (self, change->kind);
  if (!load_for_change (self, change, state, error))
    return FALSE;
  existed = state->exists;
  if (must_open (change, state))
    {
      record = tsn_session_read_state (self, state, TSN_READ_ALL, error);
      if (record == NULL || !tsn_state_load (state,
                                             self->connection,
                                             &change->record,
                                             error)) /* the values were moved out */
        return FALSE;
    }
  if (state->shared || is_by_others (self, state))
    {
      patches = tsn_session_patches (self, change->kind->number, &change->record, error);
      if (patches == NULL)
        return FALSE;
      selection.patches = patches;
    }
  if (!select_items (&selection, state, record, error))
    return FALSE;
  if (selection.n_items == 0)
    return TRUE;
  patch = make_patch (self, &selection, state, error);
  if (patch == NULL || !tsn_session_insert_patch (self, patch, self->clock.last, error))
    return FALSE;
  tsn_state_absorb (state, patch);
  if (!tsn_state_save (state, self->connection, error))
    return FALSE;
  if (!existed)
    tell_news (self, change);
  if (version != NULL)
    *version = patch->version;
  return TRUE;
}

gboolean
tsn_session_add (TsnSession *self, const TsnChange *change, GError **error)
{
  Selection selection = { .change = change };
  TsnBulkRow *row;

  g_return_val_if_fail (self != NULL && change != NULL && change->create, FALSE);
  if (!tsn_session_require_writing (self, error) || !tsn_validate_change (change, NULL, error))
    return FALSE;
  if (self->bulk == NULL)
    self->bulk = self->connection->bulk = tsn_bulk_new (self);
  row = tsn_bulk_row (self->bulk, change->kind);
  tsn_state_reset (row->state, &change->record);
  if (!select_items (&selection, row->state, NULL, error))
    return FALSE;
  row->patch = make_patch (self, &selection, row->state, error);
  if (row->patch == NULL)
    return FALSE;
  row->clock = self->clock.last;
  tsn_state_absorb (row->state, row->patch);
  tsn_bulk_push (self->bulk);
  tell_news (self, change);
  return TRUE;
}
