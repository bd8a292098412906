/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Moving a server from one database to another.
 *
 * Both speak the same SQL, so this knows tables and columns, and nothing of what they mean. All of
 * it is one transaction of the target: what was interrupted was never there, and is done again from
 * the beginning. Before the commit the target is read back, and the sums of both must agree.
 *
 * The TLS certificate is a file in a folder, and two values in PostgreSQL, where any number of
 * processes show the same one.
 */

#include "tsn-move.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tsn-backend-sql.h"
#include "tsn-server-certificate.h"

#define PAGE_ROWS   128u
#define COLUMNS_MAX 12

typedef struct
{
  const char *name;
  const char *columns; /* those of the key first */
  const char *types;   /* of each: n: a number, t: a text, b: bytes or no value */
  guint n_keys;
} Table;

static const Table TABLES[] = {
  { "municipality", "number, root", "nb", 1 },
  { "value", "municipality, name, value", "ntb", 2 },
  { "device", "device, municipality, role, sign_public, issued, revoked", "bnnbnn", 1 },
  { "manifest", "number, municipality, hash, body", "nnbb", 1 },
  { "patch",
    "municipality, device, stamp, seq, kind, record, bucket, effective, hash, origin, manifest, "
    "body",
    "nbnnnbnnbbnb",
    3 },
  { "mark", "municipality, seq, token", "nnb", 2 },
  { "digest", "municipality, kind, buckets", "nnb", 2 },
};

/* -- Rows -- */

/* One row, with what its values point to. */
typedef struct
{
  TsnSqlValue values[COLUMNS_MAX + 1];
  char *data[COLUMNS_MAX];
} Row;

static void
row_clear (Row *row)
{
  for (guint i = 0; i < COLUMNS_MAX; i++)
    g_clear_pointer (&row->data[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, row_clear)

static void
read_row (const Table *table, TsnSqlRows *rows, Row *row)
{
  row_clear (row);
  for (int i = 0; table->types[i] != '\0'; i++)
    {
      TsnSqlValue *value = &row->values[i];
      const guint8 *bytes;
      gsize size = 0;

      *value = SQL_NUMBER (0);
      value[1].type = TSN_SQL_END;
      if (table->types[i] == 'n')
        {
          value->number = tsn_sql_read_number (rows, i);
          continue;
        }
      bytes = rows->sql->blob (rows, i, &size);
      row->data[i] = bytes != NULL ? g_malloc0 (size + 1) : NULL;
      if (bytes != NULL)
        memcpy (row->data[i], bytes, size);
      *value = table->types[i] == 't' ? SQL_TEXT (row->data[i])
               : bytes != NULL        ? SQL_BLOB (row->data[i], size)
                                      : SQL_BYTES (NULL);
    }
}

static void
sum_row (const Row *row, GChecksum *sum)
{
  for (const TsnSqlValue *value = row->values; value->type != TSN_SQL_END; value++)
    {
      gsize size = value->type == TSN_SQL_TEXT ? strlen (value->data) : value->size;
      gint64 head[] = { value->type, value->number, (gint64) size };

      g_checksum_update (sum, (const guchar *) head, sizeof head);
      if (size > 0)
        g_checksum_update (sum, value->data, (gssize) size);
    }
}

/* -- Tables -- */

/* "?1, ?2, ?3" */
static char *
parameters (guint n)
{
  GString *text = g_string_new ("?1");

  for (guint i = 2; i <= n; i++)
    g_string_append_printf (text, ", ?%u", i);
  return g_string_free (text, FALSE);
}

/* A page of @table; @next: behind the row whose key is in its parameters. */
static char *
page_sql (const Table *table, gboolean next)
{
  g_auto (GStrv) columns = g_strsplit (table->columns, ", ", (int) table->n_keys + 1);
  g_autofree char *marks = parameters (table->n_keys);
  g_autofree char *keys = NULL;

  g_clear_pointer (&columns[table->n_keys], g_free);
  keys = g_strjoinv (", ", columns);
  return next ? g_strdup_printf ("SELECT %s FROM %s WHERE (%s) > (%s) ORDER BY %s LIMIT %u",
                                 table->columns,
                                 table->name,
                                 keys,
                                 marks,
                                 keys,
                                 PAGE_ROWS)
              : g_strdup_printf ("SELECT %s FROM %s ORDER BY %s LIMIT %u",
                                 table->columns,
                                 table->name,
                                 keys,
                                 PAGE_ROWS);
}

/* Adds the rows of @from to @sum, and to @to (nullable). */
static gboolean
walk (const Table *table,
      TsnBackend *from,
      TsnBackend *to,
      GChecksum *sum,
      guint64 *n_rows,
      GError **error)
{
  g_autofree char *first_sql = page_sql (table, FALSE);
  g_autofree char *next_sql = page_sql (table, TRUE);
  g_autofree char *marks = parameters ((guint) strlen (table->types));
  g_autofree char *insert_sql =
      g_strdup_printf ("INSERT INTO %s (%s) VALUES (%s)", table->name, table->columns, marks);
  g_auto (Row) row = { { { TSN_SQL_END } }, { NULL } };
  g_auto (Row) last = { { { TSN_SQL_END } }, { NULL } }; /* of the page before: its key */
  guint n = PAGE_ROWS;

  for (*n_rows = 0; n == PAGE_ROWS; *n_rows += n)
    {
      g_autoptr (TsnSqlRows) rows = NULL;
      gboolean more;

      row_clear (&last);
      last = row;
      row = (Row){ { { TSN_SQL_END } }, { NULL } };
      if (*n_rows > 0)
        last.values[table->n_keys].type = TSN_SQL_END;
      rows = tsn_sql_ask (from, *n_rows > 0 ? next_sql : first_sql, last.values, error);
      if (rows == NULL)
        return FALSE;
      for (n = 0; n < PAGE_ROWS; n++)
        {
          if (!tsn_sql_next (rows, &more, error))
            return FALSE;
          if (!more)
            break;
          read_row (table, rows, &row);
          sum_row (&row, sum);
          if (to != NULL && !tsn_sql_run (to, insert_sql, row.values, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
adjust (TsnBackend *backend, GError **error)
{
  TsnBackendSql *self = (TsnBackendSql *) backend;

  return self->sql->adjust == NULL || self->sql->adjust (self, error);
}

/* All tables of @from, into @to if there is one; @sum: (out): of all that is in them. */
static gboolean
walk_all (TsnBackend *from, TsnBackend *to, char **sum, TsnMoved *moved, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 n[G_N_ELEMENTS (TABLES)];

  for (guint i = 0; i < G_N_ELEMENTS (TABLES); i++)
    /* A municipality's table of patches is there before its patches. */
    if (!walk (&TABLES[i], from, to, checksum, &n[i], error) || (to != NULL && !adjust (to, error)))
      return FALSE;
  *sum = g_strdup (g_checksum_get_string (checksum));
  *moved = (TsnMoved){ .n_municipalities = n[0], .n_devices = n[2], .n_patches = n[4] };
  return TRUE;
}

static gboolean
copy (TsnBackend *from, TsnBackend *to, TsnMoved *moved, GError **error)
{
  g_autofree char *given = NULL;
  g_autofree char *taken = NULL;
  TsnMoved arrived;

  if (!walk_all (from, to, &given, moved, error) || !walk_all (to, NULL, &taken, &arrived, error))
    return FALSE;
  if (g_str_equal (given, taken))
    return TRUE;
  g_set_error_literal (error,
                       TSN_STORE_ERROR,
                       TSN_STORE_ERROR_CORRUPT,
                       "what arrived is not what was sent; nothing was moved");
  return FALSE;
}

/* -- From one to the other -- */

static char *
database_of (const char *where)
{
  return tsn_backend_is_postgres (where) ? g_strdup (where)
                                         : g_build_filename (where, "server.db", NULL);
}

static gboolean
check_ends (TsnBackend *from, TsnBackend *to, GError **error)
{
  g_autoptr (GBytes) identity = NULL;
  gint64 n;

  if (!from->verbs->get_value (from, 0, "server", &identity, error) ||
      !tsn_sql_number (
          to,
          "SELECT (SELECT count (*) FROM value) + (SELECT count (*) FROM municipality)",
          (const TsnSqlValue[]){ { TSN_SQL_END } },
          0,
          &n,
          error))
    return FALSE;
  if (identity != NULL && n == 0)
    return TRUE;
  if (identity == NULL)
    g_set_error_literal (error,
                         TSN_STORE_ERROR,
                         TSN_STORE_ERROR_NOT_FOUND,
                         "no server has ever run on the source");
  else
    g_set_error_literal (error,
                         TSN_STORE_ERROR,
                         TSN_STORE_ERROR_EXISTS,
                         "the target is not empty; nothing was moved");
  return FALSE;
}

/* The files are there before the target counts, or its server would make others. */
static gboolean
move_certificate (const char *from, const char *to, TsnBackend *backend, GError **error)
{
  gboolean leaves = !tsn_backend_is_postgres (from);
  gboolean arrives = !tsn_backend_is_postgres (to);

  return (!leaves || tsn_server_certificate_store (backend, from, error)) &&
         (!arrives || tsn_server_certificate_restore (backend, to, error));
}

static gboolean
move (const char *from,
      TsnBackend *source,
      const char *to,
      TsnBackend *target,
      TsnMoved *moved,
      GError **error)
{
  gboolean done;

  if (!source->verbs->claim (source, TRUE, error) || !target->verbs->claim (target, TRUE, error) ||
      !source->verbs->begin (source, FALSE, error))
    return FALSE;
  done = target->verbs->begin (target, TRUE, error);
  if (done)
    {
      done = check_ends (source, target, error) && copy (source, target, moved, error) &&
             move_certificate (from, to, target, error) && target->verbs->commit (target, error);
      if (!done)
        target->verbs->rollback (target);
    }
  source->verbs->rollback (source);
  return done;
}

gboolean
tsn_move (const char *from, const char *to, TsnMoved *moved, GError **error)
{
  g_autofree char *from_database = database_of (from);
  g_autofree char *to_database = database_of (to);
  g_autoptr (TsnBackend) source = NULL;
  g_autoptr (TsnBackend) target = NULL;

  if (!tsn_backend_is_postgres (from) && !g_file_test (from_database, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error,
                           TSN_STORE_ERROR,
                           TSN_STORE_ERROR_NOT_FOUND,
                           "there is no server's database in the folder");
      return FALSE;
    }
  if (!tsn_backend_is_postgres (to) && g_mkdir_with_parents (to, 0700) != 0)
    return tsn_store_error_from_errno (errno, "the folder cannot be made", error);
  source = tsn_backend_open (from_database, error);
  target = source != NULL ? tsn_backend_open (to_database, error) : NULL;
  return target != NULL && move (from, source, to, target, moved, error);
}
