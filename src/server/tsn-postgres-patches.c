/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Patches by the hundred in PostgreSQL.
 *
 * To begin a statement costs the database more than to look up or write one row, and to wait for
 * its answer costs more again, all of it while others wait for the municipality. So these verbs are
 * one statement each, whose values are arrays: a column of all patches in each.
 *
 * OFFSET 0 keeps the database from joining the array to the table in an order of its own, which it
 * would choose while the table is small and keep when it has grown: what stands in the array is
 * looked up one by one.
 */

#include <string.h>

#include "tsn-postgres.h"

/* -- Arrays -- */

/* One as PostgreSQL sends and takes it: dimensions, whether some are NULL, type of the elements,
 * how many, the index of the first one; then each behind its size. Big endian. */
static GByteArray *
array_new (guint32 element_type, guint n)
{
  GByteArray *self = g_byte_array_new ();
  const guint32 head[] = {
    GUINT32_TO_BE (1), GUINT32_TO_BE (1), GUINT32_TO_BE (element_type),
    GUINT32_TO_BE (n), GUINT32_TO_BE (1),
  };

  return g_byte_array_append (self, (const guint8 *) head, sizeof head);
}

static void
add_bytes (GByteArray *self, gconstpointer data, gsize size)
{
  guint32 head = GUINT32_TO_BE ((guint32) size);

  g_byte_array_append (self, (const guint8 *) &head, sizeof head);
  if (size > 0)
    g_byte_array_append (self, data, (guint) size);
}

static void
add_number (GByteArray *self, gint64 number)
{
  gint64 bytes = GINT64_TO_BE (number);

  add_bytes (self, &bytes, sizeof bytes);
}

/* @bytes: (nullable): no value */
static void
add_nullable (GByteArray *self, GBytes *bytes)
{
  const guint32 none = G_MAXUINT32;

  if (bytes == NULL)
    g_byte_array_append (self, (const guint8 *) &none, sizeof none);
  else
    add_bytes (self, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

#define SQL_NUMBERS(array)                                                                         \
  ((TsnSqlValue){ .type = TSN_SQL_NUMBERS, .data = (array)->data, .size = (array)->len })
#define SQL_BLOBS(array)                                                                           \
  ((TsnSqlValue){ .type = TSN_SQL_BLOBS, .data = (array)->data, .size = (array)->len })

static GByteArray *
numbers_new (guint n)
{
  return array_new (TSN_POSTGRES_INT8, n);
}

static GByteArray *
blobs_new (guint n)
{
  return array_new (TSN_POSTGRES_BYTEA, n);
}

/* -- What is there -- */

static gboolean
find_patches (TsnBackend *self,
              gint64 municipality,
              const TsnVersion *versions,
              guint n,
              TsnServerPatch **patches,
              GError **error)
{
  g_autoptr (GByteArray) devices = blobs_new (n);
  g_autoptr (GByteArray) stamps = numbers_new (n);
  g_autoptr (TsnSqlRows) rows = NULL;
  gboolean row = TRUE;

  for (guint i = 0; i < n; i++)
    {
      patches[i] = NULL;
      add_bytes (devices, versions[i].device.bytes, sizeof versions[i].device.bytes);
      add_number (stamps, (gint64) versions[i].stamp);
    }
  if (n == 0)
    return TRUE;
  rows = tsn_sql_ask (
      self,
      "SELECT found.*, n FROM unnest (?2, ?3) WITH ORDINALITY AS version (d, s, n), "
      "LATERAL (SELECT " PATCH_COLUMNS
      " FROM patch "
      "WHERE municipality = ?1 AND device = d AND stamp = s OFFSET 0) AS found",
      SQL_VALUES (SQL_NUMBER (municipality), SQL_BLOBS (devices), SQL_NUMBERS (stamps)),
      error);
  while (row)
    {
      TsnServerPatch *patch = NULL;

      if (rows == NULL || !tsn_sql_next (rows, &row, error) ||
          (row && (patch = tsn_sql_read_patch (rows, error)) == NULL))
        {
          for (guint i = 0; i < n; i++)
            g_clear_pointer (&patches[i], tsn_server_patch_free);
          return FALSE;
        }
      if (row)
        patches[tsn_sql_read_number (rows, PATCH_COLUMN_BEHIND) - 1] = patch;
    }
  return TRUE;
}

static GPtrArray *
record_patches (TsnBackend *self,
                gint64 municipality,
                const TsnServerRecord *records,
                guint n,
                GError **error)
{
  g_autoptr (GByteArray) ids = blobs_new (n);
  g_autoptr (GByteArray) kinds = numbers_new (n);

  for (guint i = 0; i < n; i++)
    {
      add_bytes (ids, records[i].id.bytes, sizeof records[i].id.bytes);
      add_number (kinds, records[i].kind);
    }
  return tsn_sql_read_patches (
      tsn_sql_ask (self,
                   "SELECT found.* FROM unnest (?2, ?3) AS asked (r, k), "
                   "LATERAL (SELECT " PATCH_COLUMNS ", body FROM patch "
                   "WHERE municipality = ?1 AND record = r AND kind = k AND body IS NOT NULL "
                   "OFFSET 0) AS found",
                   SQL_VALUES (SQL_NUMBER (municipality), SQL_BLOBS (ids), SQL_NUMBERS (kinds)),
                   error),
      error);
}

/* -- Changes -- */

static gboolean
add_patches (TsnBackend *self,
             gint64 municipality,
             TsnServerPatch *const *patches,
             guint n,
             GError **error)
{
  g_autoptr (GByteArray) seqs = numbers_new (n);
  g_autoptr (GByteArray) kinds = numbers_new (n);
  g_autoptr (GByteArray) records = blobs_new (n);
  g_autoptr (GByteArray) stamps = numbers_new (n);
  g_autoptr (GByteArray) devices = blobs_new (n);
  g_autoptr (GByteArray) hashes = blobs_new (n);
  g_autoptr (GByteArray) origins = blobs_new (n);
  g_autoptr (GByteArray) manifests = numbers_new (n);
  g_autoptr (GByteArray) effective = numbers_new (n);
  g_autoptr (GByteArray) buckets = numbers_new (n);
  g_autoptr (GByteArray) bodies = blobs_new (n);

  for (guint i = 0; i < n; i++)
    {
      const TsnServerPatch *patch = patches[i];

      add_number (seqs, patch->seq);
      add_number (kinds, patch->kind);
      add_bytes (records, patch->record.bytes, sizeof patch->record.bytes);
      add_number (stamps, (gint64) patch->version.stamp);
      add_bytes (devices, patch->version.device.bytes, sizeof patch->version.device.bytes);
      add_bytes (hashes, patch->hash.bytes, sizeof patch->hash.bytes);
      add_bytes (origins, patch->origin.bytes, sizeof patch->origin.bytes);
      add_number (manifests, patch->manifest);
      add_number (effective, (gint64) patch->effective);
      add_number (buckets, patch->bucket);
      add_nullable (bodies, patch->body);
    }
  return n == 0 ||
         tsn_sql_run (self,
                      "INSERT INTO patch (municipality, " PATCH_COLUMNS
                      ", bucket, body) SELECT ?1, new.* "
                      "FROM unnest (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) AS new",
                      SQL_VALUES (SQL_NUMBER (municipality),
                                  SQL_NUMBERS (seqs),
                                  SQL_NUMBERS (kinds),
                                  SQL_BLOBS (records),
                                  SQL_NUMBERS (stamps),
                                  SQL_BLOBS (devices),
                                  SQL_BLOBS (hashes),
                                  SQL_BLOBS (origins),
                                  SQL_NUMBERS (manifests),
                                  SQL_NUMBERS (effective),
                                  SQL_NUMBERS (buckets),
                                  SQL_BLOBS (bodies)),
                      error);
}

static gboolean
drop_patches (TsnBackend *self,
              gint64 municipality,
              TsnServerPatch *const *patches,
              guint n,
              GError **error)
{
  g_autoptr (GByteArray) seqs = numbers_new (n);
  g_autoptr (GByteArray) manifests = numbers_new (n);

  for (guint i = 0; i < n; i++)
    {
      add_number (seqs, patches[i]->seq);
      add_number (manifests, patches[i]->manifest);
    }
  return n == 0 || (tsn_sql_run (self,
                                 "UPDATE patch SET body = NULL, manifest = 0 "
                                 "WHERE municipality = ?1 AND seq = ANY (?2) AND body IS NOT NULL",
                                 SQL_VALUES (SQL_NUMBER (municipality), SQL_NUMBERS (seqs)),
                                 error) &&
                    tsn_sql_run (self,
                                 "DELETE FROM manifest WHERE number = ANY (?2) AND NOT EXISTS "
                                 "(SELECT 1 FROM patch WHERE municipality = ?1 "
                                 "AND manifest = manifest.number AND body IS NOT NULL OFFSET 0)",
                                 SQL_VALUES (SQL_NUMBER (municipality), SQL_NUMBERS (manifests)),
                                 error));
}

/* The one that is there answers, too; but no row may be written twice by one statement. */
static gboolean
put_manifests (TsnBackend *self,
               gint64 municipality,
               GBytes *const *manifests,
               guint n,
               gint64 *numbers,
               GError **error)
{
  g_autoptr (GByteArray) hashes = blobs_new (n);
  g_autoptr (GByteArray) bodies = blobs_new (n);
  g_autoptr (TsnSqlRows) rows = NULL;
  g_autofree TsnHash *own = g_new (TsnHash, n);
  gboolean row = TRUE;

  for (guint i = 0; i < n; i++)
    {
      tsn_hash_bytes (g_bytes_get_data (manifests[i], NULL),
                      g_bytes_get_size (manifests[i]),
                      &own[i]);
      add_bytes (hashes, own[i].bytes, sizeof own[i].bytes);
      add_nullable (bodies, manifests[i]);
    }
  if (n == 0)
    return TRUE;
  rows = tsn_sql_ask (
      self,
      "INSERT INTO manifest (municipality, hash, body) "
      "SELECT DISTINCT ?1, new.* FROM unnest (?2, ?3) AS new "
      "ON CONFLICT (municipality, hash) DO UPDATE SET hash = excluded.hash "
      "RETURNING number, hash",
      SQL_VALUES (SQL_NUMBER (municipality), SQL_BLOBS (hashes), SQL_BLOBS (bodies)),
      error);
  while (rows != NULL && tsn_sql_next (rows, &row, error) && row)
    {
      TsnHash hash;

      if (!tsn_sql_read (rows, 1, &hash, sizeof hash, error))
        return FALSE;
      for (guint i = 0; i < n; i++)
        if (memcmp (own[i].bytes, hash.bytes, sizeof hash.bytes) == 0)
          numbers[i] = tsn_sql_read_number (rows, 0);
    }
  return rows != NULL && !row;
}

void
tsn_postgres_add_patches (TsnBackendVerbs *verbs)
{
  verbs->find_patches = find_patches;
  verbs->record_patches = record_patches;
  verbs->add_patches = add_patches;
  verbs->drop_patches = drop_patches;
  verbs->put_manifests = put_manifests;
}
