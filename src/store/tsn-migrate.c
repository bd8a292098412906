/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbered migrations of the fixed tables. (The tables of the kinds follow the model by themselves:
 * tsn-schema.c.)
 *
 * Version by version, each step is one transaction together with its new user_version, so a crash
 * leaves an older database or a newer one and nothing between. Before the first step a copy is set
 * beside the database; it is removed by the next erasure, so that an erased resident does not live
 * on in it. A step is never changed once released. tests/data/store has a database of every
 * version.
 */

#include <glib/gstdio.h>

#include "tsn-digest-table.h"
#include "tsn-schema.h"

typedef struct
{
  gint64 version;                                /* that it leads to */
  const char *sql;                               /* statements, without BEGIN and COMMIT */
  gboolean (*fill) (TsnConnection *, GError **); /* what SQL cannot work out; nullable */
} Migration;

/* Version 1 is the first: there is no way to it but tsn_schema_create(). */
static const Migration migrations[] = {
  { 1, "", NULL },
  { 2, tsn_schema_sql_2, tsn_digest_table_fill },
};

static gboolean
set_aside_copy (TsnConnection *connection, const char *path, gint64 from, GError **error)
{
  g_autofree char *copy = g_strdup_printf ("%s.before-%" G_GINT64_FORMAT, path, from + 1);
  g_autoptr (TsnStatement) statement = NULL;

  /* A copy that is there already is of an attempt that was cut off; the database has not changed
   * since. */
  if (g_unlink (copy) != 0 && g_access (copy, F_OK) == 0)
    {
      g_set_error_literal (error,
                           TSN_STORE_ERROR,
                           TSN_STORE_ERROR_READ_ONLY,
                           "the copy beside the database cannot be replaced");
      return FALSE;
    }
  statement = tsn_connection_prepare (connection, "VACUUM INTO ?1", error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_text (statement, 1, copy);
  return tsn_statement_run (statement, error);
}

static gboolean
run_migration (TsnConnection *connection, const Migration *migration, GError **error)
{
  g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT,
                                              migration->version);

  gint64 now = 0;

  if (!tsn_connection_exec (connection, "BEGIN IMMEDIATE", error))
    return FALSE;
  /* Another process may have been quicker. */
  if (tsn_connection_number (connection, "PRAGMA user_version", 0, &now, error) &&
      now >= migration->version)
    return tsn_connection_exec (connection, "COMMIT", error);
  if (now > 0 && tsn_connection_exec (connection, migration->sql, error) &&
      (migration->fill == NULL || migration->fill (connection, error)) &&
      tsn_connection_exec (connection, version, error) &&
      tsn_connection_exec (connection, "COMMIT", error))
    return TRUE;
  tsn_connection_exec (connection, "ROLLBACK", NULL);
  tsn_digest_table_forget (connection);
  g_prefix_error (error, "migration %" G_GINT64_FORMAT " failed: ", migration->version);
  return FALSE;
}

gboolean
tsn_migrate (TsnConnection *connection, const char *path, gint64 from, GError **error)
{
  if (from == TSN_SCHEMA_VERSION)
    return TRUE;
  if (!set_aside_copy (connection, path, from, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (migrations); i++)
    if (migrations[i].version > from && !run_migration (connection, &migrations[i], error))
      return FALSE;
  return TRUE;
}
