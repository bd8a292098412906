/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Patches on their way out, in lots under the manifests that sign them.
 *
 * What waits for a server comes manifest by manifest, since the next page must begin where one
 * ended. What goes into a bundle comes in one pass over the log, in its order: a manifest whose
 * patches do not stand together in it makes several lots, which is allowed and rare.
 */

#include "tsn-session-sync.h"
#include "tsn-store-private.h"

void
tsn_lot_free (TsnLot *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->bodies);
  g_array_unref (self->seqs);
  g_array_unref (self->effective);
  g_free (self);
}

static TsnLot *
lot_new (gint64 number, const guint8 *manifest, gsize size, GError **error)
{
  g_autoptr (TsnLot) self = g_new0 (TsnLot, 1);

  self->number = number;
  self->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->effective = g_array_new (FALSE, FALSE, sizeof (guint64));
  if (tsn_manifest_decode (&self->manifest, manifest, size, error))
    return g_steal_pointer (&self);
  g_prefix_error (error, "the database: ");
  return NULL;
}

typedef struct
{
  TsnLot *lot;                          /* being filled; owned */
  gint64 number;                        /* of its manifest; stays when the lot is gone */
  gsize bytes;                          /* of its patches */
  int places[TSN_MANIFEST_PATCHES_MAX]; /* of its patches in the manifest, rising */
} Filling;

static gboolean
add_to_lot (Filling *self,
            gint64 seq,
            TsnStamp effective,
            const guint8 *body,
            gsize size,
            GError **error)
{
  TsnLot *lot = self->lot;
  guint at = lot->bodies->len;
  TsnHash hash;
  int place;

  tsn_hash_bytes (body, size, &hash);
  place = tsn_manifest_find (&lot->manifest, &hash);
  while (at > 0 && place < self->places[at - 1])
    at--;
  if (place < 0 || (at > 0 && place == self->places[at - 1]))
    {
      g_set_error (error,
                   TSN_STORE_ERROR,
                   TSN_STORE_ERROR_CORRUPT,
                   "patch %" G_GINT64_FORMAT " is not what was signed",
                   seq);
      return FALSE;
    }
  for (guint i = lot->bodies->len; i > at; i--)
    self->places[i] = self->places[i - 1];
  self->places[at] = place;
  g_ptr_array_insert (lot->bodies, (int) at, g_bytes_new (body, size));
  g_array_insert_val (lot->seqs, at, seq);
  g_array_insert_val (lot->effective, at, effective);
  self->bytes += size;
  return TRUE;
}

/* The lot that is filled, if it still fits. @full: it does not. */
static void
finish_lot (Filling *filling, GPtrArray *lots, gsize *room, gint64 *last, gboolean *full)
{
  if (filling->lot == NULL)
    return;
  *full = lots->len > 0 && filling->bytes > *room;
  if (*full)
    {
      g_clear_pointer (&filling->lot, tsn_lot_free);
      return;
    }
  *room -= MIN (*room, filling->bytes);
  *last = filling->number;
  g_ptr_array_add (lots, g_steal_pointer (&filling->lot));
}

static gboolean
take_row (TsnStatement *statement, Filling *filling, GError **error)
{
  const guint8 *body;
  gsize size;

  if (filling->lot == NULL)
    {
      const guint8 *manifest = tsn_statement_blob (statement, 4, &size);

      filling->number = tsn_statement_number (statement, 1);
      filling->lot = lot_new (filling->number, manifest, size, error);
      filling->bytes = 0;
      if (filling->lot == NULL)
        return FALSE;
    }
  body = tsn_statement_blob (statement, 2, &size);
  return add_to_lot (filling,
                     tsn_statement_number (statement, 0),
                     (TsnStamp) tsn_statement_number (statement, 3),
                     body,
                     size,
                     error);
}

static TsnStatement *
prepare_lots (TsnSession *self, gint64 after, GError **error)
{
  TsnStatement *statement = tsn_connection_prepare (
      self->connection,
      "SELECT patch.seq, patch.manifest, patch.body, patch.effective, manifest.body "
      "FROM patch INDEXED BY patch_waiting CROSS JOIN manifest ON manifest.number = patch.manifest "
      "WHERE patch.manifest > ?1 AND patch.receipt IS NULL AND patch.quarantine IS NULL "
      "ORDER BY patch.manifest, patch.seq",
      error);

  if (statement != NULL)
    tsn_statement_bind_number (statement, 1, after);
  return statement;
}

GPtrArray *
tsn_session_waiting_lots (TsnSession *self,
                          gint64 after,
                          gsize max_bytes,
                          gint64 *last,
                          GError **error)
{
  g_autoptr (GPtrArray) lots = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_lot_free);
  g_autoptr (TsnStatement) statement = prepare_lots (self, after, error);
  Filling filling = { 0 };
  gsize room = max_bytes;
  gboolean full = FALSE;
  gboolean row = TRUE;

  *last = after;
  if (statement == NULL)
    return NULL;
  while (row && !full)
    {
      if (!tsn_statement_step (statement, &row, error))
        break;
      if (!row || tsn_statement_number (statement, 1) != filling.number)
        finish_lot (&filling, lots, &room, last, &full);
      if (row && !full && !take_row (statement, &filling, error))
        break;
    }
  if (!row || full)
    return g_steal_pointer (&lots);
  tsn_lot_free (filling.lot);
  return NULL;
}

/* -- The log, page by page -- */

static const char SQL_PAGE[] =
    "SELECT patch.seq, patch.manifest, patch.body, patch.effective, manifest.body "
    "FROM patch CROSS JOIN manifest ON manifest.number = patch.manifest "
    "WHERE patch.seq > ?1 AND patch.quarantine IS NULL ORDER BY patch.seq";

/* Few of many: by the index of records. */
static const char SQL_PAGE_OF_KIND[] =
    "SELECT patch.seq, patch.manifest, patch.body, patch.effective, manifest.body "
    "FROM patch INDEXED BY patch_record CROSS JOIN manifest ON manifest.number = patch.manifest "
    "WHERE patch.seq > ?1 AND patch.kind = ?2 AND patch.quarantine IS NULL ORDER BY patch.seq";

/* A row that belongs to another lot, or would make this page too long, begins the next lot. */
static gboolean
page_row (TsnStatement *statement,
          Filling *filling,
          GPtrArray *lots,
          gsize *bytes,
          gint64 *last,
          GError **error)
{
  if (filling->lot != NULL && tsn_statement_number (statement, 1) != filling->number)
    {
      *bytes += filling->bytes;
      g_ptr_array_add (lots, g_steal_pointer (&filling->lot));
    }
  *last = tsn_statement_number (statement, 0);
  return take_row (statement, filling, error);
}

GPtrArray *
tsn_session_log_lots (TsnSession *self,
                      guint kind,
                      gint64 after,
                      gsize max_bytes,
                      gint64 *last,
                      GError **error)
{
  g_autoptr (GPtrArray) lots = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_lot_free);
  g_autoptr (TsnStatement) statement =
      tsn_connection_prepare (self->connection, kind == 0 ? SQL_PAGE : SQL_PAGE_OF_KIND, error);
  Filling filling = { 0 };
  gint64 end;
  gsize bytes = 0;
  gboolean row = TRUE;
  gboolean ok = statement != NULL && tsn_session_first_unsigned (self, &end, error);

  if (!ok)
    return NULL;
  *last = after;
  tsn_statement_bind_number (statement, 1, after);
  if (kind != 0)
    tsn_statement_bind_number (statement, 2, kind);
  while (ok && row && bytes + filling.bytes < max_bytes)
    {
      ok = tsn_statement_step (statement, &row, error);
      row = ok && row && tsn_statement_number (statement, 0) < end;
      if (row)
        ok = page_row (statement, &filling, lots, &bytes, last, error);
    }
  if (filling.lot != NULL)
    g_ptr_array_add (lots, filling.lot);
  return ok ? g_steal_pointer (&lots) : NULL;
}

/* -- The whole log -- */

/* Up to where nothing is missing from what tsn_session_foreach_lot() gives. */
static gboolean
find_until (TsnSession *self, gint64 after, gint64 *until, GError **error)
{
  return tsn_connection_number (
      self->connection,
      "SELECT coalesce (min (seq) - 1, (SELECT coalesce (max (seq), 0) FROM patch)) FROM patch "
      "WHERE seq > ?1 AND (manifest IS NULL OR quarantine IS NOT NULL)",
      after,
      until,
      error);
}

static TsnStatement *
prepare_log (TsnSession *self, gint64 after, GError **error)
{
  TsnStatement *statement = tsn_connection_prepare (self->connection, SQL_PAGE, error);

  if (statement != NULL)
    tsn_statement_bind_number (statement, 1, after);
  return statement;
}

static gboolean
hand_over (Filling *filling, TsnLotFunc func, gpointer user_data, GError **error)
{
  g_autoptr (TsnLot) lot = g_steal_pointer (&filling->lot);

  return lot == NULL || func (lot, user_data, error);
}

gboolean
tsn_session_foreach_lot (TsnSession *self,
                         gint64 after,
                         gint64 *until,
                         TsnLotFunc func,
                         gpointer user_data,
                         GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  Filling filling = { 0 };
  gboolean row = TRUE;
  gboolean ok = TRUE;

  if (!find_until (self, after, until, error))
    return FALSE;
  statement = prepare_log (self, after, error);
  ok = statement != NULL;
  while (ok && row)
    {
      ok = tsn_statement_step (statement, &row, error) &&
           !g_cancellable_set_error_if_cancelled (self->cancellable, error);
      if (ok && (!row || tsn_statement_number (statement, 1) != filling.number))
        ok = hand_over (&filling, func, user_data, error);
      if (ok && row)
        ok = take_row (statement, &filling, error);
    }
  tsn_lot_free (filling.lot);
  return ok;
}
