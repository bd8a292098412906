/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Patches in a database, and the manifests that prove them.
 *
 * What is live is what has a body; the indexes that pulls and compaction use hold nothing else, and
 * SQLite takes them only where a query says so itself.
 */

#include <string.h>

#include "tsn-backend-sql.h"

#define PAGE_ROWS 128

/* -- Patches -- */

TsnServerPatch *
tsn_sql_read_patch (TsnSqlRows *rows, GError **error)
{
  g_autoptr (TsnServerPatch) patch = g_new0 (TsnServerPatch, 1);

  patch->seq = tsn_sql_read_number (rows, 0);
  patch->kind = (guint) tsn_sql_read_number (rows, 1);
  patch->version.stamp = (guint64) tsn_sql_read_number (rows, 3);
  patch->manifest = tsn_sql_read_number (rows, 7);
  patch->effective = (TsnStamp) tsn_sql_read_number (rows, 8);
  if (!tsn_sql_read (rows, 2, &patch->record, sizeof patch->record, error) ||
      !tsn_sql_read (rows, 4, &patch->version.device, sizeof patch->version.device, error) ||
      !tsn_sql_read (rows, 5, &patch->hash, sizeof patch->hash, error) ||
      !tsn_sql_read (rows, 6, &patch->origin, sizeof patch->origin, error))
    return NULL;
  return g_steal_pointer (&patch);
}

static gboolean
find_patch (TsnBackend *self,
            gint64 municipality,
            const TsnVersion *version,
            TsnServerPatch **patch,
            GError **error)
{
  gboolean row;
  g_autoptr (TsnSqlRows) rows = tsn_sql_ask_row (
      self,
      "SELECT " PATCH_COLUMNS
      " FROM patch "
      "WHERE municipality = ?1 AND device = ?2 AND stamp = ?3",
      SQL_VALUES (SQL_NUMBER (municipality),
                  SQL_ID (&version->device),
                  SQL_NUMBER (version->stamp)),
      &row,
      error);

  *patch = NULL;
  if (rows == NULL || !row)
    return rows != NULL;
  *patch = tsn_sql_read_patch (rows, error);
  return *patch != NULL;
}

/* The greatest version of @device, dropped ones too; its stamp is 0 if there is none. */
static gboolean
find_last (TsnBackend *self,
           gint64 municipality,
           const TsnId *device,
           TsnVersion *last,
           GError **error)
{
  gint64 stamp;

  if (!tsn_sql_number (self,
                       "SELECT stamp FROM patch WHERE municipality = ?1 AND device = ?2 "
                       "ORDER BY stamp DESC LIMIT 1",
                       SQL_VALUES (SQL_NUMBER (municipality), SQL_ID (device)),
                       0,
                       &stamp,
                       error))
    return FALSE;
  *last = (TsnVersion){ .stamp = (TsnStamp) stamp, .device = *device };
  return TRUE;
}

/* What is above all of its device is new, as most of a push is: that needs no look. */
static gboolean
find_patches (TsnBackend *self,
              gint64 municipality,
              const TsnVersion *versions,
              guint n,
              TsnServerPatch **patches,
              GError **error)
{
  TsnVersion last = { 0 };

  for (guint i = 0; i < n; i++)
    {
      patches[i] = NULL;
      if ((tsn_id_equal (&last.device, &versions[i].device) ||
           find_last (self, municipality, &versions[i].device, &last, error)) &&
          (versions[i].stamp > last.stamp ||
           find_patch (self, municipality, &versions[i], &patches[i], error)))
        continue;
      while (i > 0)
        g_clear_pointer (&patches[--i], tsn_server_patch_free);
      return FALSE;
    }
  return TRUE;
}

#define ADD_COLUMNS 12
#define ADD_ROWS    16
#define ADD         "INSERT OR ROLLBACK INTO patch (" PATCH_COLUMNS ", bucket, municipality, body) VALUES "
#define ROW         "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define ROWS_4      ROW ", " ROW ", " ROW ", " ROW

static void
fill_row (TsnSqlValue values[ADD_COLUMNS], gint64 municipality, const TsnServerPatch *patch)
{
  const TsnSqlValue row[ADD_COLUMNS] = {
    SQL_NUMBER (patch->seq),         SQL_NUMBER (patch->kind),
    SQL_ID (&patch->record),         SQL_NUMBER (patch->version.stamp),
    SQL_ID (&patch->version.device), SQL_BLOB (patch->hash.bytes, sizeof patch->hash.bytes),
    SQL_ID (&patch->origin),         SQL_NUMBER (patch->manifest),
    SQL_NUMBER (patch->effective),   SQL_NUMBER (patch->bucket),
    SQL_NUMBER (municipality),       SQL_BYTES (patch->body),
  };

  memcpy (values, row, sizeof row);
}

/* SQLite's: many with one statement, which stands at the ends of the indexes already, take a third
 * less than with one each. (OR ROLLBACK: it does not have to be undone alone, so nothing is copied
 * for that.) */
static gboolean
add_patches (TsnBackend *self,
             gint64 municipality,
             TsnServerPatch *const *patches,
             guint n,
             GError **error)
{
  TsnSqlValue values[ADD_ROWS * ADD_COLUMNS + 1];

  for (guint i = 0; i < n;)
    {
      guint n_rows = n - i >= ADD_ROWS ? ADD_ROWS : 1;

      for (guint j = 0; j < n_rows; j++)
        fill_row (&values[j * ADD_COLUMNS], municipality, patches[i + j]);
      values[n_rows * ADD_COLUMNS] = (TsnSqlValue){ TSN_SQL_END };
      if (!tsn_sql_run (self,
                        n_rows == 1 ? ADD ROW : ADD ROWS_4 ", " ROWS_4 ", " ROWS_4 ", " ROWS_4,
                        values,
                        error))
        return FALSE;
      i += n_rows;
    }
  return TRUE;
}

static gboolean
drop_patch (TsnBackend *self, gint64 municipality, const TsnServerPatch *patch, GError **error)
{
  return tsn_sql_run (self,
                      "UPDATE patch SET body = NULL, manifest = 0 "
                      "WHERE municipality = ?1 AND seq = ?2 AND body IS NOT NULL",
                      SQL_VALUES (SQL_NUMBER (municipality), SQL_NUMBER (patch->seq)),
                      error) &&
         tsn_sql_run (self,
                      "DELETE FROM manifest WHERE number = ?2 AND NOT EXISTS "
                      "(SELECT 1 FROM patch "
                      "WHERE municipality = ?1 AND manifest = ?2 AND body IS NOT NULL)",
                      SQL_VALUES (SQL_NUMBER (municipality), SQL_NUMBER (patch->manifest)),
                      error);
}

static gboolean
drop_patches (TsnBackend *self,
              gint64 municipality,
              TsnServerPatch *const *patches,
              guint n,
              GError **error)
{
  for (guint i = 0; i < n; i++)
    if (!drop_patch (self, municipality, patches[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
restamp_patch (TsnBackend *self,
               gint64 municipality,
               const TsnVersion *version,
               gint64 to,
               const TsnId *origin,
               TsnStamp effective,
               GError **error)
{
  return tsn_sql_run (self,
                      "UPDATE patch SET seq = ?4, origin = ?5, effective = ?6 "
                      "WHERE municipality = ?1 AND device = ?2 AND stamp = ?3",
                      SQL_VALUES (SQL_NUMBER (municipality),
                                  SQL_ID (&version->device),
                                  SQL_NUMBER (version->stamp),
                                  SQL_NUMBER (to),
                                  SQL_ID (origin),
                                  SQL_NUMBER (effective)),
                      error);
}

static gboolean
forget_patch (TsnBackend *self, gint64 municipality, const TsnVersion *version, GError **error)
{
  return tsn_sql_run (self,
                      "DELETE FROM patch WHERE municipality = ?1 AND device = ?2 AND stamp = ?3",
                      SQL_VALUES (SQL_NUMBER (municipality),
                                  SQL_ID (&version->device),
                                  SQL_NUMBER (version->stamp)),
                      error);
}

static gboolean
stamps_around (TsnBackend *self,
               gint64 municipality,
               const TsnVersion *version,
               TsnStamp *before,
               TsnStamp *after,
               GError **error)
{
  const TsnSqlValue *values = SQL_VALUES (SQL_NUMBER (municipality),
                                          SQL_ID (&version->device),
                                          SQL_NUMBER (version->stamp));
  gint64 low;
  gint64 high;

  if (!tsn_sql_number (self,
                       "SELECT coalesce (nullif (effective, 0), stamp) FROM patch WHERE "
                       "municipality = ?1 AND device = ?2 AND stamp < ?3 "
                       "ORDER BY stamp DESC LIMIT 1",
                       values,
                       0,
                       &low,
                       error) ||
      !tsn_sql_number (self,
                       "SELECT coalesce (nullif (effective, 0), stamp) FROM patch WHERE "
                       "municipality = ?1 AND device = ?2 AND stamp > ?3 "
                       "ORDER BY stamp LIMIT 1",
                       values,
                       -1,
                       &high,
                       error))
    return FALSE;
  *before = (TsnStamp) low;
  *after = high < 0 ? TSN_STAMP_MAX : (TsnStamp) high;
  return TRUE;
}

/* The next row of a query for PATCH_COLUMNS and the body. @patch: (out): NULL without error: none
 */
static gboolean
next_patch (TsnSqlRows *rows, TsnServerPatch **patch, GError **error)
{
  gboolean row;

  *patch = NULL;
  if (!tsn_sql_next (rows, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *patch = tsn_sql_read_patch (rows, error);
  if (*patch == NULL)
    return FALSE;
  (*patch)->body = tsn_sql_read_bytes (rows, PATCH_COLUMN_BEHIND);
  return TRUE;
}

static gboolean
read_all (TsnSqlRows *rows, GPtrArray *patches, GError **error)
{
  TsnServerPatch *patch;

  while (next_patch (rows, &patch, error))
    {
      if (patch == NULL)
        return TRUE;
      g_ptr_array_add (patches, patch);
    }
  return FALSE;
}

GPtrArray *
tsn_sql_read_patches (TsnSqlRows *rows, GError **error)
{
  g_autoptr (TsnSqlRows) owned = rows;
  g_autoptr (GPtrArray) patches = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_server_patch_free);

  return owned != NULL && read_all (owned, patches, error) ? g_steal_pointer (&patches) : NULL;
}

static GPtrArray *
record_patches (TsnBackend *self,
                gint64 municipality,
                const TsnServerRecord *records,
                guint n,
                GError **error)
{
  g_autoptr (GPtrArray) patches = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_server_patch_free);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TsnSqlRows) rows = tsn_sql_ask (
          self,
          "SELECT " PATCH_COLUMNS
          ", body FROM patch "
          "WHERE municipality = ?1 AND record = ?2 AND kind = ?3 AND body IS NOT NULL",
          SQL_VALUES (SQL_NUMBER (municipality),
                      SQL_ID (&records[i].id),
                      SQL_NUMBER (records[i].kind)),
          error);

      if (rows == NULL || !read_all (rows, patches, error))
        return NULL;
    }
  return g_steal_pointer (&patches);
}

static GArray *
changed_records (TsnBackend *self, gint64 municipality, gint64 after, GError **error)
{
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (TsnServerRecord));
  g_autoptr (TsnSqlRows) rows = tsn_sql_ask (
      self,
      "SELECT DISTINCT kind, record FROM patch "
      "WHERE municipality = ?1 AND seq > ?2 AND body IS NOT NULL",
      SQL_VALUES (SQL_NUMBER (municipality), SQL_NUMBER (after)),
      error);
  gboolean row;

  while (rows != NULL && tsn_sql_next (rows, &row, error))
    {
      TsnServerRecord record;

      if (!row)
        return g_steal_pointer (&records);
      record.kind = (guint) tsn_sql_read_number (rows, 0);
      if (!tsn_sql_read (rows, 1, &record.id, sizeof record.id, error))
        return NULL;
      g_array_append_val (records, record);
    }
  return NULL;
}

/* The rows of a query for PATCH_COLUMNS and the body, as long as @func wants them. A page at a
 * time, since not every database lets one stop in the middle. @values: the second is the number
 * after which to read */
static gboolean
read_pages (TsnBackend *self,
            const char *sql,
            TsnSqlValue *values,
            TsnBackendPatchFunc func,
            gpointer user_data,
            GError **error)
{
  guint n = PAGE_ROWS;

  while (n == PAGE_ROWS)
    {
      g_autoptr (TsnSqlRows) rows = tsn_sql_ask (self, sql, values, error);

      if (rows == NULL)
        return FALSE;
      for (n = 0; n < PAGE_ROWS; n++)
        {
          g_autoptr (TsnServerPatch) patch = NULL;

          if (!next_patch (rows, &patch, error))
            return FALSE;
          if (patch == NULL)
            break;
          values[1].number = patch->seq;
          if (!func (patch, user_data))
            return TRUE;
        }
    }
  return TRUE;
}

static gboolean
read_patches (TsnBackend *self,
              gint64 municipality,
              gint64 after,
              TsnBackendPatchFunc func,
              gpointer user_data,
              GError **error)
{
  TsnSqlValue values[] = { SQL_NUMBER (municipality), SQL_NUMBER (after), { TSN_SQL_END } };

  return read_pages (self,
                     "SELECT " PATCH_COLUMNS
                     ", body FROM patch "
                     "WHERE municipality = ?1 AND seq > ?2 AND body IS NOT NULL "
                     "ORDER BY seq LIMIT " G_STRINGIFY (PAGE_ROWS),
                     values,
                     func,
                     user_data,
                     error);
}

static gboolean
read_bucket (TsnBackend *self,
             gint64 municipality,
             guint kind,
             guint bucket,
             gint64 after,
             TsnBackendPatchFunc func,
             gpointer user_data,
             GError **error)
{
  TsnSqlValue values[] = { SQL_NUMBER (municipality),
                           SQL_NUMBER (after),
                           SQL_NUMBER (kind),
                           SQL_NUMBER (bucket),
                           { TSN_SQL_END } };

  return read_pages (self,
                     "SELECT " PATCH_COLUMNS
                     ", body FROM patch "
                     "WHERE municipality = ?1 AND seq > ?2 AND kind = ?3 AND bucket = ?4 "
                     "AND body IS NOT NULL ORDER BY seq LIMIT " G_STRINGIFY (PAGE_ROWS),
                     values,
                     func,
                     user_data,
                     error);
}

/* -- Manifests -- */

static gboolean
put_manifest (TsnBackend *self,
              gint64 municipality,
              GBytes *manifest,
              gint64 *number,
              GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (manifest, &size);
  TsnHash hash;

  tsn_hash_bytes (data, size, &hash);
  /* The one that is there answers, too. */
  return tsn_sql_number (
      self,
      "INSERT INTO manifest (municipality, hash, body) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (municipality, hash) DO UPDATE SET hash = excluded.hash RETURNING number",
      SQL_VALUES (SQL_NUMBER (municipality),
                  SQL_BLOB (hash.bytes, sizeof hash.bytes),
                  SQL_BYTES (manifest)),
      0,
      number,
      error);
}

static gboolean
put_manifests (TsnBackend *self,
               gint64 municipality,
               GBytes *const *manifests,
               guint n,
               gint64 *numbers,
               GError **error)
{
  for (guint i = 0; i < n; i++)
    if (!put_manifest (self, municipality, manifests[i], &numbers[i], error))
      return FALSE;
  return TRUE;
}

static GBytes *
get_manifest (TsnBackend *self, gint64 number, GError **error)
{
  gboolean row;
  g_autoptr (TsnSqlRows) rows = tsn_sql_ask_row (self,
                                                 "SELECT body FROM manifest WHERE number = ?1",
                                                 SQL_VALUES (SQL_NUMBER (number)),
                                                 &row,
                                                 error);

  if (rows == NULL)
    return NULL;
  if (row)
    return tsn_sql_read_bytes (rows, 0);
  g_set_error_literal (error, TSN_STORE_ERROR, TSN_STORE_ERROR_CORRUPT, "a manifest is missing");
  return NULL;
}

void
tsn_backend_sql_add_patches (TsnBackendVerbs *verbs)
{
  verbs->find_patches = find_patches;
  verbs->add_patches = add_patches;
  verbs->drop_patches = drop_patches;
  verbs->restamp_patch = restamp_patch;
  verbs->forget_patch = forget_patch;
  verbs->stamps_around = stamps_around;
  verbs->record_patches = record_patches;
  verbs->changed_records = changed_records;
  verbs->read_patches = read_patches;
  verbs->read_bucket = read_bucket;
  verbs->put_manifests = put_manifests;
  verbs->get_manifest = get_manifest;
}
