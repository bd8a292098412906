/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ledger of bundles, and what follows from it: which bundle was read, and how far the next may
 * go on from there.
 *
 * A line is a record like any other. How far a bundle went in the log of its maker is none, but a
 * setting: a database that was set back to an old backup has forgotten the bundles it made after
 * that, and their lines, which come back from others, must not tell it to leave anything out.
 */

#include <string.h>

#include "tsn-bundle-private.h"
#include "tsn-clock.h"

#define SETTING   "bundle-marks" /* names, each with a number of the log (8 bytes, big endian) */
#define MARK_SIZE (TSN_SHA256_SIZE + 8)
#define MARKS_MAX 64 /* the oldest is forgotten: a bundle has more in it than it must */

void
tsn_bundle_name (const guint8 sum[TSN_SHA256_SIZE], char name[TSN_BUNDLE_NAME_SIZE])
{
  for (guint i = 0; i < TSN_SHA256_SIZE; i++)
    g_snprintf (name + 2 * (gsize) i, 3, "%02x", sum[i]);
}

/* -- Lines -- */

/* (transfer full) (nullable) */
static char *
label_of_operator (TsnVault *vault)
{
  g_autoptr (GArray) operators = tsn_vault_list_operators (vault);

  for (guint i = 0; i < operators->len; i++)
    {
      const TsnOperator *entry = &g_array_index (operators, TsnOperator, i);

      if (tsn_id_equal (&entry->id, tsn_vault_operator (vault)))
        return g_strdup (entry->label);
    }
  return NULL;
}

static void
set_note (TsnChange *change, const TsnBundleNote *note, TsnVault *vault)
{
  g_autofree char *label = note->carried_by == NULL ? label_of_operator (vault) : NULL;
  const char *carried_by = note->carried_by != NULL ? note->carried_by : label;

  if (note->medium != NULL)
    tsn_change_set_text (change, TSN_TRANSFER_MEDIUM, note->medium);
  if (note->approval != NULL)
    tsn_change_set_text (change, TSN_TRANSFER_APPROVAL, note->approval);
  if (carried_by != NULL)
    tsn_change_set_text (change, TSN_TRANSFER_CARRIED_BY, carried_by);
  if (note->note != NULL)
    tsn_change_set_text (change, TSN_TRANSFER_NOTE, note->note);
}

gboolean
tsn_bundle_ledger_write (TsnSession *session,
                         guint direction,
                         const TsnBundleLine *line,
                         const TsnBundleNote *note,
                         TsnVault *vault,
                         GError **error)
{
  gint64 now = tsn_clock_wall_ms (NULL);
  g_autoptr (TsnChange) change = NULL;
  TsnId id = tsn_id_new (now);

  change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_TRANSFER), &id);
  tsn_change_set_number (change, TSN_TRANSFER_DIRECTION, direction);
  tsn_change_set_number (change, TSN_TRANSFER_DONE_AT, now);
  tsn_change_set_text (change, TSN_TRANSFER_SHA256, line->name);
  tsn_change_set_number (change, TSN_TRANSFER_SIZE, (gint64) line->size);
  tsn_change_set_reference (change, TSN_TRANSFER_DEVICE, tsn_session_get_device (session));
  tsn_change_set_reference (change, TSN_TRANSFER_MAKER, &line->maker);
  tsn_change_set_number (change, TSN_TRANSFER_MADE_AT, line->made_ms);
  tsn_change_set_number (change, TSN_TRANSFER_WHOLE, line->whole);
  tsn_change_set_number (change, TSN_TRANSFER_CHANGES, (gint64) line->changes);
  tsn_change_set_number (change, TSN_TRANSFER_PEOPLE, (gint64) line->people);
  if (direction == TSN_TRANSFER_DIRECTION_IN)
    {
      tsn_change_set_number (change, TSN_TRANSFER_NEWS, (gint64) line->news);
      tsn_change_set_number (change, TSN_TRANSFER_LEFT_OUT, (gint64) line->left_out);
    }
  set_note (change, note, vault);
  return tsn_session_put (session, change, NULL, error);
}

/* Who wrote a line is who signed it, not whom it names. */
static gboolean
tells_of_reading (const TsnRecord *line, TsnReadBy by, const TsnId *us)
{
  const TsnCell *cell = tsn_record_cell (line, TSN_TRANSFER_SHA256);
  gboolean ours = cell != NULL && tsn_id_equal (&cell->version.device, us);

  return cell != NULL && (by == TSN_READ_BY_ANYBODY || ours == (by == TSN_READ_BY_US)) &&
         tsn_record_number (line, TSN_TRANSFER_DIRECTION, 0) == TSN_TRANSFER_DIRECTION_IN &&
         tsn_record_number (line, TSN_TRANSFER_LEFT_OUT, 1) == 0;
}

gboolean
tsn_bundle_ledger_is_read (TsnSession *session,
                           const char *name,
                           TsnReadBy by,
                           gboolean *is_read,
                           GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_TRANSFER));
  g_autoptr (GPtrArray) lines = NULL;

  tsn_query_where (query, TSN_TRANSFER_SHA256, TSN_QUERY_EQUAL, tsn_value_text (name));
  query->open_only = TRUE;
  lines = tsn_session_query (session, query, error);
  if (lines == NULL)
    return FALSE;
  *is_read = FALSE;
  for (guint i = 0; i < lines->len && !*is_read; i++)
    *is_read = tells_of_reading (g_ptr_array_index (lines, i),
                                 by,
                                 tsn_session_get_device (session));
  return TRUE;
}

/* -- How far bundles went -- */

/* (element-type guint8) with MARK_SIZE bytes each; NULL with @error set: failed */
static GByteArray *
load_marks (TsnSession *session, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = tsn_session_get_setting (session, SETTING, &local);
  GByteArray *marks;
  const guint8 *data;
  gsize size;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  marks = g_byte_array_new ();
  if (bytes == NULL)
    return marks;
  data = g_bytes_get_data (bytes, &size);
  g_byte_array_append (marks, data, (guint) (size - size % MARK_SIZE));
  return marks;
}

static gint64
mark_until (const guint8 *mark)
{
  guint64 until;

  memcpy (&until, mark + TSN_SHA256_SIZE, sizeof until);
  return (gint64) GUINT64_FROM_BE (until);
}

gboolean
tsn_bundle_marks_find (TsnSession *session,
                       guint8 base[TSN_SHA256_SIZE],
                       gint64 *after,
                       gboolean *found,
                       GError **error)
{
  g_autoptr (GByteArray) marks = load_marks (session, error);

  if (marks == NULL)
    return FALSE;
  *found = FALSE;
  *after = 0;
  for (guint at = 0; at < marks->len; at += MARK_SIZE)
    {
      const guint8 *mark = marks->data + at;
      char name[TSN_BUNDLE_NAME_SIZE];
      gboolean is_read;

      if (*found && mark_until (mark) < *after)
        continue;
      tsn_bundle_name (mark, name);
      if (!tsn_bundle_ledger_is_read (session, name, TSN_READ_BY_OTHERS, &is_read, error))
        return FALSE;
      if (!is_read)
        continue;
      *found = TRUE;
      *after = mark_until (mark);
      memcpy (base, mark, TSN_SHA256_SIZE);
    }
  return TRUE;
}

gboolean
tsn_bundle_marks_add (TsnSession *session,
                      const guint8 name[TSN_SHA256_SIZE],
                      gint64 until,
                      gint64 after,
                      GError **error)
{
  g_autoptr (GByteArray) marks = load_marks (session, error);
  g_autoptr (GBytes) bytes = NULL;
  guint64 number = GUINT64_TO_BE ((guint64) until);

  if (marks == NULL)
    return FALSE;
  for (guint at = 0; at < marks->len;)
    if (mark_until (marks->data + at) < after)
      g_byte_array_remove_range (marks, at, MARK_SIZE);
    else
      at += MARK_SIZE;
  if (marks->len >= MARKS_MAX * MARK_SIZE)
    g_byte_array_remove_range (marks, 0, MARK_SIZE);
  g_byte_array_append (marks, name, TSN_SHA256_SIZE);
  g_byte_array_append (marks, (const guint8 *) &number, sizeof number);
  bytes = g_bytes_new (marks->data, marks->len);
  return tsn_session_set_setting (session, SETTING, bytes, error);
}

/* -- People -- */

GHashTable *
tsn_bundle_people_new (void)
{
  return g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, NULL);
}

void
tsn_bundle_people_add (GHashTable *people, guint kind, const TsnId *record)
{
  if (kind == TSN_KIND_PERSON && !g_hash_table_contains (people, record))
    g_hash_table_add (people, g_memdup2 (record, sizeof *record));
}
