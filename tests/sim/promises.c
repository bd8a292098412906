/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What must hold at the end of every run.
 *
 * The patches of all devices together, folded by the merge rule, tell what every device must show
 * of the kinds that it pulls, down to the answers that nobody has settled. The promises that people
 * were told of tell which patches must be among them, and what they say.
 */

#include "check.h"
#include "tsn-receipt.h"
#include "tsn-scope.h"

/* -- Collecting -- */

static guint
hash_whole (gconstpointer key)
{
  return tsn_id_hash (&((const Whole *) key)->id);
}

static gboolean
equal_whole (gconstpointer a, gconstpointer b)
{
  const Whole *left = a;
  const Whole *right = b;

  return left->kind == right->kind && tsn_id_equal (&left->id, &right->id);
}

static void
free_whole (gpointer data)
{
  Whole *self = data;

  g_ptr_array_unref (self->patches);
  tsn_winners_free (self->winners);
  g_free (self);
}

Whole *
check_find (Check *check, guint kind, const TsnId *id, gboolean make)
{
  Whole key = { .kind = kind, .id = *id };
  Whole *whole = g_hash_table_lookup (check->wholes, &key);

  if (whole != NULL || !make)
    return whole;
  whole = g_new0 (Whole, 1);
  whole->kind = kind;
  whole->id = *id;
  whole->patches = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_patch_unref);
  whole->winners = tsn_winners_new ();
  g_hash_table_add (check->wholes, whole);
  return whole;
}

TsnPatch *
whole_find (const Whole *whole, const TsnVersion *version)
{
  for (guint i = 0; i < whole->patches->len; i++)
    {
      TsnPatch *patch = g_ptr_array_index (whole->patches, i);

      if (tsn_version_compare (&patch->version, version) == 0)
        return patch;
    }
  return NULL;
}

/* A device that was copied gives a patch another version when another one has it, but the place
 * that it had. */
TsnPatch *
whole_find_renamed (const Whole *whole, const TsnVersion *version)
{
  for (guint i = 0; i < whole->patches->len; i++)
    {
      TsnPatch *patch = g_ptr_array_index (whole->patches, i);

      if (tsn_id_equal (&patch->version.device, &version->device) &&
          patch->effective == version->stamp)
        return patch;
    }
  return NULL;
}

/* Whether it may be here under another version; the server can have given it a lower stamp, too. */
static gboolean
may_be_renamed (const Whole *whole, const TsnVersion *version)
{
  for (guint i = 0; i < whole->patches->len; i++)
    {
      const TsnPatch *patch = g_ptr_array_index (whole->patches, i);

      if (tsn_id_equal (&patch->version.device, &version->device) &&
          patch->version.stamp > version->stamp && patch->effective != TSN_STAMP_NONE &&
          patch->effective <= version->stamp)
        return TRUE;
    }
  return FALSE;
}

static TsnPatch *
copy_patch (const TsnPatch *patch)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  TsnPatch *copy;

  tsn_patch_encode (patch, bytes);
  copy = tsn_patch_decode (bytes->data, bytes->len, NULL);
  copy->effective = patch->effective;
  return copy;
}

/* What the server has dropped it cannot tell all of; nor does its stamp make a difference any more.
 */
static gboolean
is_dropped (Sim *sim, const TsnPatch *patch)
{
  TsnBackend *backend = sim->server.backend;
  g_autoptr (TsnServerPatch) row = NULL;

  return backend->verbs->find_patches (backend, 1, &patch->version, 1, &row, NULL) && row != NULL &&
         row->manifest == 0;
}

/* By which stamp a patch is merged its author learns from the receipt, all others when they pull. A
 * server that has lost it and gets it from another one may give it another stamp by its clock of
 * now; an author whose role does not pull that kind (a kiosk) is not told, and shows nobody. */
static gboolean
hears_of_stamp (const Check *check, const TsnPatch *patch)
{
  return !check->device->out &&
         (!check->sim->server.damaged || tsn_scope_pulls (check->device->role, patch->kind));
}

/* What is on one disk only does not settle anything: a patch that the server did not take, or what
 * a device that was shut out did not send. Nobody else need show it; it must not be lost. */
static void
add_patch (Check *check, const TsnPatch *patch, gboolean alone)
{
  Whole *whole = check_find (check, patch->kind, &patch->record, TRUE);
  const TsnPatch *known = whole_find (whole, &patch->version);

  if (known == NULL)
    g_ptr_array_add (whole->patches, copy_patch (patch));
  if (patch->erase && !alone && !check->device->out)
    whole->gone = TRUE;
  if (alone || (known == NULL && check->device->out))
    whole->disputed = TRUE;
  else if (known != NULL && known->effective != patch->effective && hears_of_stamp (check, patch) &&
           !is_dropped (check->sim, patch))
    sim_fail (check->sim,
              "%s merges patch %" G_GINT64_MODIFIER "x of a %s by %02x by stamp %" G_GINT64_MODIFIER
              "x and others by %" G_GINT64_MODIFIER "x",
              check->device->host.name,
              patch->version.stamp,
              tsn_kind_by_number (patch->kind)->name,
              patch->version.device.bytes[15],
              patch->effective,
              known->effective);
}

static gboolean
collect_cb (gint64 number, const TsnPatch *patch, gpointer user_data, GError **error)
{
  Check *check = user_data;

  add_patch (check, patch, g_hash_table_contains (check->unsent, &number));
  return TRUE;
}

/* Why patches of this author may be held back: it was shut out, or two devices have its name. A
 * coordinator's device can give its own another version. */
static gboolean
may_hold (const Check *check, const TsnId *author, gint64 reason)
{
  if (check->device->role == TSN_ROLE_DESK && reason == TSN_QUARANTINE_VERSION_TAKEN &&
      tsn_id_equal (&check->device->id, author))
    return FALSE;
  for (guint i = 0; i < check->sim->devices->len; i++)
    {
      const Device *device = g_ptr_array_index (check->sim->devices, i);

      if (((reason == TSN_REFUSAL_REVOKED && device->out) ||
           (reason == TSN_QUARANTINE_VERSION_TAKEN && device->twin)) &&
          tsn_id_equal (&device->id, author))
        return TRUE;
    }
  return FALSE;
}

static void
note_unsent (Check *check, TsnStatement *statement)
{
  gint64 number = tsn_statement_number (statement, 0);
  gint64 reason = tsn_statement_number (statement, 1);
  g_autoptr (TsnPatch) patch = NULL;
  gsize size;
  const guint8 *body = tsn_statement_blob (statement, 2, &size);

  patch = tsn_patch_decode (body, size, NULL);
  if (!check->device->out && !may_hold (check, &patch->version.device, reason))
    sim_fail (check->sim,
              "%s: a patch of kind %u waits, or is held back for reason %u",
              check->device->host.name,
              patch->kind,
              (guint) reason);
  g_hash_table_add (check->unsent, g_memdup2 (&number, sizeof number));
}

static gboolean
collect_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Check *check = data;
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      session->connection,
      "SELECT seq, quarantine, body FROM patch WHERE receipt IS NULL",
      error);
  gboolean row = TRUE;

  while (statement != NULL && row)
    {
      if (!tsn_statement_step (statement, &row, error))
        return FALSE;
      if (row)
        note_unsent (check, statement);
    }
  return statement != NULL && tsn_session_foreach_patch (session, 0, collect_cb, check, error);
}

/* Those who know best come first: who was shut out has not heard of the last. */
static void
collect (Check *check, gboolean out)
{
  for (guint i = 0; i < check->sim->devices->len; i++)
    {
      check->device = g_ptr_array_index (check->sim->devices, i);
      g_hash_table_remove_all (check->unsent);
      if (check->device->out == out)
        device_run (check->device, check->sim, TSN_STORE_READ, collect_work, check);
    }
}

static void
fold_all (Check *check)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, check->wholes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Whole *whole = key;

      for (guint i = 0; i < whole->patches->len; i++)
        tsn_winners_merge (whole->winners, g_ptr_array_index (whole->patches, i));
    }
}

/* -- What is gone -- */

/* Of what was erased nobody has more than that it was. */
static gboolean
gone_cb (gint64 number, const TsnPatch *patch, gpointer user_data, GError **error)
{
  Check *check = user_data;
  const Whole *whole = check_find (check, patch->kind, &patch->record, FALSE);

  if (!patch->erase && whole->gone)
    sim_fail (check->sim,
              "%s: has a patch of a %s that was erased",
              check->device->host.name,
              tsn_kind_by_number (patch->kind)->name);
  return TRUE;
}

static gboolean
gone_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_foreach_patch (session, 0, gone_cb, data, error);
}

static void
check_gone (Check *check)
{
  for (guint i = 0; i < check->sim->devices->len; i++)
    {
      check->device = g_ptr_array_index (check->sim->devices, i);
      if (!check->device->out)
        device_run (check->device, check->sim, TSN_STORE_READ, gone_work, check);
    }
}

/* -- Facts -- */

/* Somebody has erased it, or what it belongs to. */
static gboolean
may_be_erased (Sim *sim, const TsnId *id)
{
  for (guint i = 0; i < sim->items->len; i++)
    {
      const Item *item = &g_array_index (sim->items, Item, i);

      if (!tsn_id_equal (&item->id, id))
        continue;
      return item->asked || (!tsn_id_is_nil (&item->owner) && may_be_erased (sim, &item->owner));
    }
  return FALSE;
}

/* A device that lost its copy gets back what the server keeps: not what was overwritten long ago.
 */
static gboolean
server_knows (Sim *sim, const TsnVersion *version)
{
  TsnBackend *backend = sim->server.backend;
  g_autoptr (TsnServerPatch) row = NULL;

  return backend->verbs->find_patches (backend, 1, version, 1, &row, NULL) && row != NULL;
}

static void
check_promise (Check *check, const Promise *promise)
{
  Sim *sim = check->sim;
  const Device *device = g_ptr_array_index (sim->devices, promise->device);
  const Whole *whole = check_find (check, promise->kind, &promise->record, FALSE);
  const char *kind = tsn_kind_by_number (promise->kind)->name;

  if (whole == NULL)
    sim_fail (sim, "%s: a %s is nowhere any more", device->host.name, kind);
  if (whole->winners->erased && !may_be_erased (sim, &promise->record))
    sim_fail (sim, "%s: a %s was erased by nobody", device->host.name, kind);
  if (promise->field == 0 && !whole->winners->erased && !device->out)
    sim_fail (sim, "%s: a %s that was erased is back", device->host.name, kind);
  if (!whole->winners->erased && whole_find (whole, &promise->version) == NULL &&
      !(device->twin && may_be_renamed (whole, &promise->version)) &&
      !(sim->damaged && server_knows (sim, &promise->version)))
    sim_fail (sim, "%s: a change of a %s is lost: %s", device->host.name, kind, promise->text);
}

/* -- The server -- */

/* It knows every patch; of what was erased it has nothing but the tombstone. */
static void
check_record_on_server (Check *check, const Whole *whole)
{
  TsnBackend *backend = check->sim->server.backend;
  const TsnServerRecord record = { whole->kind, whole->id };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) live = NULL;

  for (guint i = 0; i < whole->patches->len; i++)
    {
      const TsnPatch *patch = g_ptr_array_index (whole->patches, i);
      g_autoptr (TsnServerPatch) row = NULL;

      backend->verbs->find_patches (backend, 1, &patch->version, 1, &row, &error);
      if (row == NULL && !whole->winners->erased)
        sim_fail (check->sim, "the server does not know a patch");
    }
  live = backend->verbs->record_patches (backend, 1, &record, 1, &error);
  if (live == NULL || live->len == 0 || (whole->winners->erased && live->len != 1))
    sim_fail (check->sim, "the server has %u patches of a record", live != NULL ? live->len : 0);
}

static void
check_server (Check *check)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, check->wholes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const Whole *whole = key;

      if (!whole->disputed || whole->gone)
        check_record_on_server (check, whole);
    }
}

void
promises_check (Sim *sim)
{
  g_autoptr (GHashTable) wholes = g_hash_table_new_full (hash_whole, equal_whole, free_whole, NULL);
  g_autoptr (GHashTable) unsent = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Check check = { .sim = sim, .wholes = wholes, .unsent = unsent };
  TsnBackend *backend = sim->server.backend;
  g_autoptr (GError) error = NULL;

  collect (&check, FALSE);
  collect (&check, TRUE);
  fold_all (&check);
  check_gone (&check);
  if (!backend->verbs->begin (backend, FALSE, &error))
    sim_fail (sim, "the server cannot be read: %s", error->message);
  for (guint i = 0; i < sim->promises->len; i++)
    check_promise (&check, &g_array_index (sim->promises, Promise, i));
  check_server (&check);
  backend->verbs->rollback (backend);
  for (guint i = 0; i < sim->devices->len; i++)
    shown_check (&check, g_ptr_array_index (sim->devices, i));
}
