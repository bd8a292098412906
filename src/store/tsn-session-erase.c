/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Erasure: a resident withdraws.
 *
 * A tombstone takes the place of the record's patches and values, and so for everything that
 * belongs to the record (the fields with the flag OWNER), what belongs to it first: whoever
 * receives the tombstones in order never sees an orphan. A record that comes from a device which
 * had not heard of the erasure yet is erased on arrival. Readings of a person's cards belong to the
 * person, too, though only the register of cards, which stays, says whose serial that was.
 * secure_delete overwrites the pages; the journal is emptied after the commit (session->scrub,
 * tsn-store.c), and the copies that a migration left are removed.
 */

#include "tsn-store-private.h"

#define OWNER_DEPTH_MAX 8 /* owners of owners; also ends a circle */

static gboolean erase_tree (TsnSession *self,
                            const TsnKind *kind,
                            const TsnId *record,
                            guint depth,
                            guint *erased,
                            GError **error);

gboolean
tsn_session_delete_older (TsnSession *self, guint kind, const TsnId *record, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;

  self->scrub = TRUE;
  statement = tsn_connection_prepare (
      self->connection,
      "DELETE FROM patch WHERE kind = ?1 AND record = ?2 AND seq < (SELECT max (seq) FROM patch)",
      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, kind);
  tsn_statement_bind_id (statement, 2, record);
  return tsn_statement_run (statement, error);
}

/* The ids that @sql finds of ?1, which is @id or, where it is not NULL, @text. */
static GArray *
list_ids (TsnSession *self, const char *sql, const TsnId *id, const char *text, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TsnId));
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (self->connection, sql, error);
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  if (text != NULL)
    tsn_statement_bind_text (statement, 1, text);
  else
    tsn_statement_bind_id (statement, 1, id);
  while (tsn_statement_step (statement, &row, error))
    {
      TsnId found;

      if (!row)
        return g_steal_pointer (&ids);
      if (tsn_statement_id (statement, 0, &found))
        g_array_append_val (ids, found);
    }
  return NULL;
}

/* Ids of the records of @kind whose owner is @owner and that are still there. */
static GArray *
list_owned (TsnSession *self,
            const TsnKind *kind,
            const TsnField *field,
            const TsnId *owner,
            GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM \"%s\" WHERE \"%s\" = ?1 AND erased = 0",
                                          kind->name,
                                          field->name);

  return list_ids (self, sql, owner, NULL, error);
}

/* -- Readings of cards -- */

/* Erases the readings that @sql finds; NULL for @id or @text as in list_ids(). */
static gboolean
erase_scans (TsnSession *self,
             const char *sql,
             const TsnId *id,
             const char *text,
             guint depth,
             guint *erased,
             GError **error)
{
  g_autoptr (GArray) scans = list_ids (self, sql, id, text, error);

  if (scans == NULL)
    return FALSE;
  for (guint i = 0; i < scans->len; i++)
    if (!erase_tree (self,
                     tsn_kind_by_number (TSN_KIND_SCAN),
                     &g_array_index (scans, TsnId, i),
                     depth,
                     erased,
                     error))
      return FALSE;
  return TRUE;
}

#define SCAN_OF_CARD_OF_PERSON                                                                     \
  "SELECT scan.id FROM scan JOIN card ON card.serial = scan.serial "                               \
  "JOIN person ON person.id = card.person WHERE scan.erased = 0 AND "

/* Reading, card and erasure come in any order: whichever is the last makes the reading go. */
static gboolean
erase_late_scans (TsnSession *self, const TsnState *state, guint kind, GError **error)
{
  const TsnValue *serial = tsn_state_value (state,
                                            kind == TSN_KIND_SCAN ? TSN_SCAN_SERIAL
                                                                  : TSN_CARD_SERIAL);
  g_autofree char *text = serial != NULL ? g_strdup (serial->text) : NULL;
  guint erased = 0;

  return text == NULL ||
         erase_scans (self,
                      SCAN_OF_CARD_OF_PERSON "person.erased = 1 AND scan.serial = ?1",
                      NULL,
                      text,
                      0,
                      &erased,
                      error);
}

static gboolean
erase_owned (TsnSession *self,
             const TsnKind *kind,
             const TsnId *record,
             guint depth,
             guint *erased,
             GError **error)
{
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      const TsnField *field = tsn_kind_owner_field (&kinds[i]);
      g_autoptr (GArray) ids = NULL;

      if (field == NULL || field->compartment != TSN_OPEN ||
          (field->kind != 0 && field->kind != kind->number))
        continue;
      ids = list_owned (self, &kinds[i], field, record, error);
      if (ids == NULL)
        return FALSE;
      for (guint j = 0; j < ids->len; j++)
        if (!erase_tree (self, &kinds[i], &g_array_index (ids, TsnId, j), depth + 1, erased, error))
          return FALSE;
    }
  return kind->number != TSN_KIND_PERSON || erase_scans (self,
                                                         SCAN_OF_CARD_OF_PERSON "person.id = ?1",
                                                         record,
                                                         NULL,
                                                         depth + 1,
                                                         erased,
                                                         error);
}

static gboolean
erase_one (TsnSession *self, TsnState *state, GError **error)
{
  g_autoptr (TsnPatch) patch = tsn_patch_new (state->plan->kind->number, &state->id);

  patch->version = tsn_session_next_version (self);
  patch->operator_id = *tsn_vault_operator (self->vault);
  patch->erase = TRUE;
  tsn_state_absorb (state, patch);
  return tsn_session_insert_patch (self, patch, self->clock.last, error) &&
         tsn_session_delete_older (self, patch->kind, &patch->record, error) &&
         tsn_state_save (state, self->connection, error);
}

static gboolean
erase_tree (TsnSession *self,
            const TsnKind *kind,
            const TsnId *record,
            guint depth,
            guint *erased,
            GError **error)
{
  TsnState *state = tsn_session_state (self, kind);

  if (depth < OWNER_DEPTH_MAX && !erase_owned (self, kind, record, depth, erased, error))
    return FALSE;
  if (!tsn_state_load (state, self->connection, record, error))
    return FALSE;
  if (!state->exists || state->winners->erased)
    return TRUE;
  *erased += 1;
  return erase_one (self, state, error);
}

gboolean
tsn_session_erase_owned (TsnSession *self,
                         const TsnKind *kind,
                         const TsnId *record,
                         guint *erased,
                         GError **error)
{
  guint ignored = 0;

  return erase_owned (self, kind, record, 0, erased != NULL ? erased : &ignored, error);
}

gboolean
tsn_session_erase_orphan (TsnSession *self,
                          const TsnKind *kind,
                          const TsnId *record,
                          GError **error)
{
  const TsnField *field = tsn_kind_owner_field (kind);
  const TsnKind *owner_kind = field != NULL ? tsn_kind_by_number (field->kind) : NULL;
  const TsnValue *owner;
  TsnState *state = tsn_session_state (self, kind);
  TsnState *owner_state;
  TsnId id;
  guint erased = 0;

  if (!tsn_id_equal (&state->id, record))
    return TRUE;
  if (kind->number == TSN_KIND_SCAN || kind->number == TSN_KIND_CARD)
    return erase_late_scans (self, state, kind->number, error);
  if (owner_kind == NULL || owner_kind == kind)
    return TRUE;
  owner = tsn_state_value (state, field->number);
  if (owner == NULL)
    return TRUE;
  id = owner->id;
  owner_state = tsn_session_state (self, owner_kind);
  if (!tsn_state_load (owner_state, self->connection, &id, error))
    return FALSE;
  return !owner_state->winners->erased || erase_tree (self, kind, record, 0, &erased, error);
}

gboolean
tsn_session_erase (TsnSession *self,
                   const TsnKind *kind,
                   const TsnId *record,
                   guint *erased,
                   GError **error)
{
  TsnState *state;
  guint n_erased = 0;

  g_return_val_if_fail (self != NULL && kind != NULL && record != NULL, FALSE);
  if (!tsn_session_require_writing (self, error))
    return FALSE;
  state = tsn_session_state (self, kind);
  if (!tsn_state_load (state, self->connection, record, error))
    return FALSE;
  if (!state->exists)
    {
      g_set_error (error,
                   TSN_STORE_ERROR,
                   TSN_STORE_ERROR_NOT_FOUND,
                   "there is no such %s",
                   kind->name);
      return FALSE;
    }
  if (!erase_tree (self, kind, record, 0, &n_erased, error))
    return FALSE;
  if (erased != NULL)
    *erased = n_erased;
  return TRUE;
}
