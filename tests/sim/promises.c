/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What must hold at the end of every run.
 *
 * The patches of all devices together, folded by the merge rule, tell what every device must show
 * of the kinds that it pulls, down to the answers that nobody has settled. The promises that people
 * were told of tell which patches must be among them, and what they say.
 */

#include <string.h>

#include "sim.h"
#include "tsn-digest.h"
#include "tsn-scope.h"

/* All patches of one record, of whichever device. */
typedef struct
{
  guint kind;
  TsnId id;
  GPtrArray *patches; /* of TsnPatch, each version once */
  TsnWinners *winners;
} Whole;

typedef struct
{
  Sim *sim;
  Device *device; /* whose log is read */
  GHashTable *wholes;
  guint64 held;    /* of its patches, in quarantine */
  guint64 waiting; /* of its patches */
} Check;

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

static Whole *
find_whole (Check *check, guint kind, const TsnId *id, gboolean make)
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

static TsnPatch *
find_patch (const Whole *whole, const TsnVersion *version)
{
  for (guint i = 0; i < whole->patches->len; i++)
    {
      TsnPatch *patch = g_ptr_array_index (whole->patches, i);

      if (tsn_version_compare (&patch->version, version) == 0)
        return patch;
    }
  return NULL;
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

static void
add_patch (Check *check, const TsnPatch *patch)
{
  Whole *whole = find_whole (check, patch->kind, &patch->record, TRUE);
  const TsnPatch *known = find_patch (whole, &patch->version);

  if (known == NULL)
    g_ptr_array_add (whole->patches, copy_patch (patch));
  else if (known->effective != patch->effective)
    sim_fail (check->sim,
              "%s merges a patch by another stamp than others",
              check->device->host.name);
}

static gboolean
collect_cb (gint64 number, const TsnPatch *patch, gpointer user_data, GError **error)
{
  add_patch (user_data, patch);
  return TRUE;
}

static gboolean
collect_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Check *check = data;

  return tsn_session_count_waiting (session, &check->waiting, &check->held, error) &&
         tsn_session_foreach_patch (session, 0, collect_cb, check, error);
}

static void
collect (Check *check, Device *device)
{
  check->device = device;
  device_run (device, check->sim, TSN_STORE_READ, collect_work, check);
  if (check->waiting > 0 || check->held > 0)
    sim_fail (check->sim,
              "%s: %u patches wait, %u are held back",
              device->host.name,
              (guint) check->waiting,
              (guint) check->held);
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

static void
check_promise (Check *check, const Promise *promise)
{
  const Device *device = g_ptr_array_index (check->sim->devices, promise->device);
  const Whole *whole = find_whole (check, promise->kind, &promise->record, FALSE);
  const char *kind = tsn_kind_by_number (promise->kind)->name;

  if (whole == NULL)
    sim_fail (check->sim, "%s: a %s is nowhere any more", device->host.name, kind);
  if (whole->winners->erased && !may_be_erased (check->sim, &promise->record))
    sim_fail (check->sim, "%s: a %s was erased by nobody", device->host.name, kind);
  if (promise->field == 0 && !whole->winners->erased)
    sim_fail (check->sim, "%s: a %s that was erased is back", device->host.name, kind);
  if (!whole->winners->erased && find_patch (whole, &promise->version) == NULL)
    sim_fail (check->sim,
              "%s: a change of a %s is lost: %s",
              device->host.name,
              kind,
              promise->text);
}

/* -- What each device shows -- */

typedef struct
{
  Check *check;
  Device *device;
  const Promise *promise;
} Look;

static gboolean
is_current (const Whole *whole, const Promise *promise)
{
  const TsnWinner *winner = tsn_winners_find (whole->winners, promise->field);

  return winner != NULL && tsn_version_compare (&winner->version, &promise->version) == 0;
}

static void
look_at_value (const Look *look, const TsnRecord *record)
{
  const TsnCell *cell = record != NULL ? tsn_record_cell (record, look->promise->field) : NULL;
  g_autofree char *number = NULL;
  const char *text;

  if (cell == NULL || !cell->readable)
    sim_fail (look->check->sim, "%s cannot read %s", look->device->host.name, look->promise->text);
  text = cell->value.type == TSN_TYPE_TEXT ? tsn_record_text (record, look->promise->field) : NULL;
  if (text == NULL)
    text = number = g_strdup_printf ("%" G_GINT64_FORMAT,
                                     tsn_record_number (record, look->promise->field, -1));
  if (strcmp (text, look->promise->text) != 0)
    sim_fail (look->check->sim,
              "%s shows %s instead of %s",
              look->device->host.name,
              text,
              look->promise->text);
}

/* The desk can read everything. */
static gboolean
values_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  GArray *promises = look->check->sim->promises;

  for (guint i = 0; i < promises->len; i++)
    {
      const Promise *promise = &g_array_index (promises, Promise, i);
      const Whole *whole = find_whole (look->check, promise->kind, &promise->record, FALSE);
      g_autoptr (TsnRecord) record = NULL;

      look->promise = promise;
      if (!is_current (whole, promise))
        continue;
      record =
          tsn_session_get (session, tsn_kind_by_number (promise->kind), &promise->record, error);
      look_at_value (look, record);
    }
  return TRUE;
}

/* Its patches, into the trace. */
static void
describe_field_cb (guint field, TsnCompartment compartment, gpointer user_data)
{
  g_string_append_printf (user_data, " %u", field);
}

static void
describe (Sim *sim, const Whole *whole)
{
  for (guint i = 0; i < whole->patches->len; i++)
    {
      const TsnPatch *patch = g_ptr_array_index (whole->patches, i);
      g_autoptr (GString) line = g_string_new (patch->erase ? " an erasure" : "");

      tsn_patch_foreach_field (patch, describe_field_cb, line);
      for (guint j = 0; j < patch->seen->len; j++)
        {
          const TsnSeen *seen = &g_array_index (patch->seen, TsnSeen, j);

          g_string_append_printf (line,
                                  ", saw %" G_GINT64_MODIFIER "x by %02x in %u",
                                  seen->version.stamp,
                                  seen->version.device.bytes[15],
                                  seen->field);
        }
      sim_note (sim,
                "patch %" G_GINT64_MODIFIER "x (%" G_GINT64_MODIFIER "x) by %02x:%s",
                patch->version.stamp,
                patch->effective,
                patch->version.device.bytes[15],
                line->str);
    }
}

static void
check_answers (const Look *look, TsnSession *session, Whole *whole, guint field, GError **error)
{
  g_autoptr (GArray) expected = tsn_merge_answers (whole->patches, field);
  g_autoptr (GPtrArray) shown =
      tsn_session_answers (session, tsn_kind_by_number (whole->kind), &whole->id, field, error);
  gboolean same = shown != NULL && shown->len == expected->len;

  for (guint i = 0; same && i < shown->len; i++)
    {
      const TsnHistoryEntry *entry = g_ptr_array_index (shown, i);

      same = tsn_version_compare (&entry->version, &g_array_index (expected, TsnVersion, i)) == 0;
    }
  if (same)
    return;
  describe (look->check->sim, whole);
  sim_fail (look->check->sim,
            "%s shows %u answers instead of %u in field %u of a %s",
            look->device->host.name,
            shown != NULL ? shown->len : 0,
            expected->len,
            field,
            tsn_kind_by_number (whole->kind)->name);
}

static gboolean
answers_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  TsnRole role = pool_role (look->device->model);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, look->check->wholes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Whole *whole = key;

      if (whole->winners->erased || whole->patches->len < 2 ||
          !tsn_scope_pulls (role, whole->kind) || tsn_kind_by_number (whole->kind) == NULL)
        continue;
      for (guint i = 0; i < whole->winners->winners->len; i++)
        check_answers (look,
                       session,
                       whole,
                       g_array_index (whole->winners->winners, TsnWinner, i).field,
                       error);
    }
  return TRUE;
}

/* What the digest of @kind must be. */
static void
expect_digest (Check *check, guint kind, TsnDigest buckets[TSN_DIGEST_BUCKETS])
{
  GHashTableIter iter;
  gpointer key;

  memset (buckets, 0, TSN_DIGEST_BUCKETS * sizeof *buckets);
  g_hash_table_iter_init (&iter, check->wholes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const Whole *whole = key;
      TsnDigest digest;

      if (whole->kind != kind)
        continue;
      tsn_digest_record (kind, &whole->id, whole->winners, &digest);
      tsn_digest_add (&buckets[tsn_digest_bucket (&whole->id)], &digest);
    }
}

/* What of @kind is not as expected, into the trace. */
static void
describe_kind (const Look *look, TsnSession *session, const TsnKind *kind)
{
  TsnState *state = tsn_session_state (session, kind);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, look->check->wholes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const Whole *whole = key;
      TsnDigest expected;
      TsnDigest shown;

      if (whole->kind != kind->number)
        continue;
      tsn_digest_record (whole->kind, &whole->id, whole->winners, &expected);
      if (!tsn_state_load (state, session->connection, &whole->id, NULL))
        continue;
      tsn_digest_record (whole->kind, &whole->id, state->winners, &shown);
      if (tsn_digest_equal (&expected, &shown))
        continue;
      describe (look->check->sim, whole);
      for (guint i = 0; i < state->winners->winners->len; i++)
        {
          const TsnWinner *winner = &g_array_index (state->winners->winners, TsnWinner, i);

          sim_note (look->check->sim,
                    "shown: field %u: %" G_GINT64_MODIFIER "x",
                    winner->field,
                    winner->version.stamp);
        }
    }
}

static gboolean
digest_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  TsnRole role = pool_role (look->device->model);
  g_autofree TsnDigest *expected = g_new (TsnDigest, TSN_DIGEST_BUCKETS);
  g_autofree TsnDigest *shown = g_new (TsnDigest, TSN_DIGEST_BUCKETS);
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      if (!tsn_scope_pulls (role, kinds[i].number))
        continue;
      expect_digest (look->check, kinds[i].number, expected);
      if (!tsn_session_digest (session, kinds[i].number, shown, error))
        return FALSE;
      if (memcmp (expected, shown, TSN_DIGEST_BUCKETS * sizeof *shown) == 0)
        continue;
      describe_kind (look, session, &kinds[i]);
      sim_fail (look->check->sim,
                "%s shows another %s than the patches of all devices say",
                look->device->host.name,
                kinds[i].name);
    }
  return TRUE;
}

static void
check_device (Check *check, Device *device)
{
  Look look = { check, device, NULL };
  g_autoptr (TsnCheck) found = must_check (device->store, FALSE);

  for (guint i = 0; i < found->problems->len; i++)
    sim_fail (check->sim,
              "%s: %s",
              device->host.name,
              (const char *) g_ptr_array_index (found->problems, i));
  device_run (device, check->sim, TSN_STORE_READ, digest_work, &look);
  device_run (device, check->sim, TSN_STORE_READ, answers_work, &look);
  if (pool_role (device->model) == TSN_ROLE_DESK)
    device_run (device, check->sim, TSN_STORE_READ, values_work, &look);
}

/* -- The server -- */

/* It knows every patch; of what was erased it has nothing but the tombstone. */
static void
check_record_on_server (Check *check, const Whole *whole)
{
  TsnBackend *backend = check->sim->server.backend;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) live = NULL;

  for (guint i = 0; i < whole->patches->len; i++)
    {
      const TsnPatch *patch = g_ptr_array_index (whole->patches, i);
      g_autoptr (TsnServerPatch) row = NULL;
      gboolean is_live;

      backend->verbs->find_patch (backend, 1, &patch->version, &row, &is_live, &error);
      if (row == NULL && !whole->winners->erased)
        sim_fail (check->sim, "the server does not know a patch");
    }
  live = backend->verbs->record_patches (backend, 1, whole->kind, &whole->id, &error);
  if (live == NULL || live->len == 0 || (whole->winners->erased && live->len != 1))
    sim_fail (check->sim, "the server has %u patches of a record", live != NULL ? live->len : 0);
}

static void
check_server (Check *check)
{
  TsnBackend *backend = check->sim->server.backend;
  GHashTableIter iter;
  gpointer key;
  g_autoptr (GError) error = NULL;

  if (!backend->verbs->begin (backend, FALSE, &error))
    sim_fail (check->sim, "the server cannot be read: %s", error->message);
  g_hash_table_iter_init (&iter, check->wholes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    check_record_on_server (check, key);
  backend->verbs->rollback (backend);
}

void
promises_check (Sim *sim)
{
  g_autoptr (GHashTable) wholes = g_hash_table_new_full (hash_whole, equal_whole, free_whole, NULL);
  Check check = { .sim = sim, .wholes = wholes };

  for (guint i = 0; i < sim->devices->len; i++)
    collect (&check, g_ptr_array_index (sim->devices, i));
  fold_all (&check);
  for (guint i = 0; i < sim->promises->len; i++)
    check_promise (&check, &g_array_index (sim->promises, Promise, i));
  for (guint i = 0; i < sim->devices->len; i++)
    check_device (&check, g_ptr_array_index (sim->devices, i));
  check_server (&check);
}
