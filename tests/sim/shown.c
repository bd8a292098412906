/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each device shows at the end, held against what the patches of all say. */

#include <string.h>

#include "check.h"
#include "tsn-digest.h"
#include "tsn-scope.h"

typedef struct
{
  Check *check;
  Device *device;
  const Promise *promise;
} Look;

static char *
text_of (const TsnValue *value)
{
  return value->type == TSN_TYPE_TEXT ? g_strdup (value->text)
                                      : g_strdup_printf ("%" G_GINT64_FORMAT, value->number);
}

static gboolean
is_in_history (const Promise *promise, GPtrArray *history)
{
  for (guint i = 0; i < history->len; i++)
    {
      const TsnHistoryEntry *entry = g_ptr_array_index (history, i);

      for (guint j = 0; j < entry->items->len; j++)
        {
          const TsnHistoryItem *item = &g_array_index (entry->items, TsnHistoryItem, j);
          g_autofree char *text = item->readable ? text_of (&item->value) : NULL;

          if (item->field == promise->field && g_strcmp0 (text, promise->text) == 0)
            return TRUE;
        }
    }
  return FALSE;
}

/* What was confirmed on a device it can still tell. */
static gboolean
history_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  GArray *promises = look->check->sim->promises;

  for (guint i = 0; i < promises->len; i++)
    {
      const Promise *promise = &g_array_index (promises, Promise, i);
      const Whole *whole = check_find (look->check, promise->kind, &promise->record, FALSE);
      const TsnKind *kind = tsn_kind_by_number (promise->kind);
      g_autoptr (GPtrArray) history = NULL;

      if (promise->device != look->device->number || promise->field == 0 || whole->winners->erased)
        continue;
      history = tsn_session_history (session, kind, &promise->record, error);
      if (history == NULL)
        return FALSE;
      if (!is_in_history (promise, history))
        sim_fail (look->check->sim,
                  "%s: %s is not in its history",
                  look->device->host.name,
                  promise->text);
    }
  return TRUE;
}

/* Where two devices have one name it may be another one's. */
static gboolean
is_current (const Whole *whole, const Promise *promise)
{
  const TsnWinner *winner = tsn_winners_find (whole->winners, promise->field);
  const TsnPatch *patch = whole_find (whole, &promise->version);
  const TsnPatch *renamed = whole_find_renamed (whole, &promise->version);

  if (winner == NULL || (patch != NULL && renamed != NULL))
    return FALSE;
  if (patch == NULL)
    patch = renamed;
  return patch != NULL && tsn_version_compare (&winner->version, &patch->version) == 0;
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
      const Whole *whole = check_find (look->check, promise->kind, &promise->record, FALSE);
      g_autoptr (TsnRecord) record = NULL;

      look->promise = promise;
      if (whole->disputed || !is_current (whole, promise))
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
  TsnRole role = look->device->role;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, look->check->wholes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Whole *whole = key;

      if (whole->disputed || whole->winners->erased || whole->patches->len < 2 ||
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

/* What the digest of @kind must be. @open: (out): where nobody can say */
static void
expect_digest (Check *check,
               guint kind,
               TsnDigest buckets[TSN_DIGEST_BUCKETS],
               gboolean open[TSN_DIGEST_BUCKETS])
{
  GHashTableIter iter;
  gpointer key;

  memset (buckets, 0, TSN_DIGEST_BUCKETS * sizeof *buckets);
  memset (open, 0, TSN_DIGEST_BUCKETS * sizeof *open);
  g_hash_table_iter_init (&iter, check->wholes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const Whole *whole = key;
      TsnDigest digest;

      if (whole->kind != kind)
        continue;
      tsn_digest_record (kind, &whole->id, whole->winners, &digest);
      tsn_digest_add (&buckets[tsn_digest_bucket (&whole->id)], &digest);
      if (whole->disputed)
        open[tsn_digest_bucket (&whole->id)] = TRUE;
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
is_same (const TsnDigest *expected, const TsnDigest *shown, const gboolean *open)
{
  for (guint i = 0; i < TSN_DIGEST_BUCKETS; i++)
    if (!open[i] && !tsn_digest_equal (&expected[i], &shown[i]))
      return FALSE;
  return TRUE;
}

static gboolean
digest_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  TsnRole role = look->device->role;
  g_autofree TsnDigest *expected = g_new (TsnDigest, TSN_DIGEST_BUCKETS);
  g_autofree TsnDigest *shown = g_new (TsnDigest, TSN_DIGEST_BUCKETS);
  gboolean open[TSN_DIGEST_BUCKETS];
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      if (!tsn_scope_pulls (role, kinds[i].number))
        continue;
      expect_digest (look->check, kinds[i].number, expected, open);
      if (!tsn_session_digest (session, kinds[i].number, shown, error))
        return FALSE;
      if (is_same (expected, shown, open))
        continue;
      describe_kind (look, session, &kinds[i]);
      sim_fail (look->check->sim,
                "%s shows another %s than the patches of all devices say",
                look->device->host.name,
                kinds[i].name);
    }
  return TRUE;
}

/* Whoever is not shut out has the newest keys. */
static void
check_keys (Check *check, const Device *device)
{
  for (guint i = 0; i < check->sim->devices->len; i++)
    {
      const Device *other = g_ptr_array_index (check->sim->devices, i);

      if (!other->out && tsn_vault_epoch (other->vault) != tsn_vault_epoch (device->vault))
        sim_fail (check->sim, "%s and %s have other keys", device->host.name, other->host.name);
    }
}

void
shown_check (Check *check, Device *device)
{
  Look look = { check, device, NULL };
  g_autoptr (TsnCheck) found = must_check (device->store, FALSE);

  for (guint i = 0; i < found->problems->len; i++)
    sim_fail (check->sim,
              "%s: %s",
              device->host.name,
              (const char *) g_ptr_array_index (found->problems, i));
  if (device->role == TSN_ROLE_DESK && !check->sim->damaged)
    device_run (device, check->sim, TSN_STORE_READ, history_work, &look);
  if (device->out)
    return;
  check_keys (check, device);
  device_run (device, check->sim, TSN_STORE_READ, digest_work, &look);
  device_run (device, check->sim, TSN_STORE_READ, answers_work, &look);
  if (device->role == TSN_ROLE_DESK)
    device_run (device, check->sim, TSN_STORE_READ, values_work, &look);
}
