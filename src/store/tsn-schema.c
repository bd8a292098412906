/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of the database: a few fixed ones, and one for each kind of the model.
 *
 * `patch` is the truth, in the order in which the patches came; it has a rowid so that it only ever
 * grows at its end, and one index, by which all patches of a record lie together. (Clustered by
 * record instead, a check-in cost the same and an import a tenth more.) The table of a kind can be
 * made anew from the patches at any time: open fields as columns, so that SQL can query them, and
 * the winners, so that a write needs not read the history. It is extended when the model grows;
 * nothing is ever taken away, and a database that has more than the model was written by a newer
 * program, which an older one would leave stale: it is refused.
 */

#include "tsn-schema.h"

#include "tsn-digest-table.h"
#include "tsn-state.h"

/* Durable: patch, meta. Reference data that an import replaces: address. This is version 1; what
 * came later follows below. */
static const char SQL_FIXED[] =
    "CREATE TABLE patch ("
    "  seq INTEGER PRIMARY KEY," /* the order of arrival here: what cursors count */
    "  kind INTEGER NOT NULL,"   /* number, perhaps of a newer version */
    "  record BLOB NOT NULL,"    /* 16 bytes */
    "  stamp INTEGER NOT NULL,"  /* hybrid clock of the author, as a signed number */
    "  clock INTEGER,"           /* greatest stamp this database had seen; NULL: it is `stamp` */
    "  sum INTEGER NOT NULL,"    /* of the body: tsn_patch_sum() */
    "  body BLOB NOT NULL"       /* the patch, docs/format.md; never altered */
    ") STRICT;"
    "CREATE INDEX patch_record ON patch (kind, record, stamp);"
    "CREATE TABLE meta ("
    "  key TEXT PRIMARY KEY," /* 'device', 'vault' (in a backup), 'setting:NAME' */
    "  value BLOB NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE address ("
    "  postcode TEXT NOT NULL," /* seven digits */
    "  source TEXT NOT NULL,"   /* which import a row came from */
    "  municipality TEXT NOT NULL,"
    "  prefecture TEXT NOT NULL,"
    "  city TEXT NOT NULL,"
    "  town TEXT NOT NULL,"
    "  town_kana TEXT,"
    "  office TEXT"
    ") STRICT;"
    "CREATE INDEX address_postcode ON address (postcode);";

/* Where a patch stands between devices. Durable: manifest, receipt. A function of the tables of the
 * kinds: digest. */
const char tsn_schema_sql_2[] =
    "ALTER TABLE patch ADD COLUMN manifest INTEGER;"   /* its author's signature; NULL: none yet */
    "ALTER TABLE patch ADD COLUMN receipt INTEGER;"    /* 0: came from the server; NULL: waiting */
    "ALTER TABLE patch ADD COLUMN quarantine INTEGER;" /* why the server refused it */
    "ALTER TABLE patch ADD COLUMN effective INTEGER;" /* the stamp it is merged by; NULL: its own */
    "CREATE INDEX patch_waiting ON patch (manifest) WHERE receipt IS NULL AND quarantine IS NULL;"
    "CREATE INDEX patch_quarantine ON patch (quarantine) WHERE quarantine IS NOT NULL;"
    "CREATE TABLE manifest ("
    "  number INTEGER PRIMARY KEY," /* in the order in which they came or were made */
    "  hash BLOB NOT NULL UNIQUE,"  /* of the body */
    "  body BLOB NOT NULL"          /* docs/sync-protocol.md "Manifests" */
    ") STRICT;"
    "CREATE TABLE receipt ("
    "  number INTEGER PRIMARY KEY,"
    "  body BLOB NOT NULL" /* docs/sync-protocol.md "Receipts" */
    ") STRICT;"
    "CREATE TABLE digest ("
    "  kind INTEGER NOT NULL,"
    "  bucket INTEGER NOT NULL," /* 0 to 255 */
    "  sum BLOB NOT NULL,"       /* 16 bytes; docs/sync-protocol.md "The digest" */
    "  PRIMARY KEY (kind, bucket)"
    ") STRICT, WITHOUT ROWID;";

static TsnKindPlan *plans;
static guint n_plans;

static const char *
column_type (const TsnField *field)
{
  if ((field->flags & TSN_FIELD_LIST) != 0)
    return "BLOB";
  switch (field->type)
    {
    case TSN_TYPE_TEXT:
      return "TEXT";
    case TSN_TYPE_REFERENCE:
    case TSN_TYPE_BYTES:
      return "BLOB";
    case TSN_TYPE_NONE:
    case TSN_TYPE_INTEGER:
    case TSN_TYPE_BOOLEAN:
    case TSN_TYPE_DATE:
    case TSN_TYPE_TIME:
    case TSN_TYPE_INSTANT:
    case TSN_TYPE_CODE:
    case TSN_TYPE_LIST:
    default:
      return "INTEGER";
    }
}

static void
plan_init (TsnKindPlan *self, const TsnKind *kind, guint index)
{
  g_autoptr (GString) select = g_string_new ("SELECT winners, erased, shared");
  g_autoptr (GString) scan = g_string_new ("SELECT winners, erased, shared");
  g_autoptr (GString) insert = g_string_new (NULL);
  g_autoptr (GString) places = g_string_new ("?1, ?2, ?3, ?4");

  self->kind = kind;
  self->index = index;
  self->columns = g_new0 (const TsnField *, kind->n_fields + 1);
  g_string_printf (insert, "INSERT INTO \"%s\" (id, winners, erased, shared", kind->name);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      const TsnField *field = &kind->fields[i];

      self->searched = self->searched || (field->flags & TSN_FIELD_SEARCH) != 0;
      if (field->compartment != TSN_OPEN)
        continue;
      self->columns[self->n_columns++] = field;
      g_string_append_printf (select, ", \"%s\"", field->name);
      if ((field->flags & TSN_FIELD_SEARCH) != 0)
        g_string_append_printf (scan, ", \"%s\"", field->name);
      else
        g_string_append (scan, ", NULL");
      g_string_append_printf (insert, ", \"%s\"", field->name);
      g_string_append_printf (places, ", ?%u", self->n_columns + 4);
    }
  g_string_append_printf (scan,
                          ", id FROM \"%s\" WHERE erased = 0 AND id > ?1 AND id <= ?2 ORDER BY id",
                          kind->name);
  g_string_append_printf (select, " FROM \"%s\" WHERE id = ?1", kind->name);
  g_string_append_printf (insert, ") VALUES (%s)", places->str);
  self->select = g_string_free (g_steal_pointer (&select), FALSE);
  self->scan = g_string_free (g_steal_pointer (&scan), FALSE);
  self->insert = g_string_free (g_steal_pointer (&insert), FALSE);
}

const TsnKindPlan *
tsn_schema_plans (guint *n_out)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      const TsnKind *kinds = tsn_kinds (&n_plans);

      plans = g_new0 (TsnKindPlan, n_plans); /* lives as long as the program */
      for (guint i = 0; i < n_plans; i++)
        plan_init (&plans[i], &kinds[i], i);
      g_once_init_leave (&once, 1);
    }
  *n_out = n_plans;
  return plans;
}

const TsnKindPlan *
tsn_schema_plan (const TsnKind *kind)
{
  guint n;
  const TsnKindPlan *all = tsn_schema_plans (&n);
  const TsnKind *kinds = tsn_kinds (&n);

  g_return_val_if_fail (kind >= kinds && kind < kinds + n, NULL);
  return &all[kind - kinds];
}

int
tsn_kind_plan_column (const TsnKindPlan *self, guint field)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i]->number == field)
      return (int) i;
  return -1;
}

gboolean
tsn_schema_create (TsnConnection *connection, GError **error)
{
  g_autofree char *pragmas = g_strdup_printf (
      "PRAGMA application_id = %d; PRAGMA user_version = %d",
      TSN_SCHEMA_APPLICATION_ID,
      TSN_SCHEMA_VERSION);

  return tsn_connection_exec (connection, SQL_FIXED, error) &&
         tsn_connection_exec (connection, tsn_schema_sql_2, error) &&
         tsn_connection_exec (connection, pragmas, error);
}

/* Names of the columns that the database has for a kind; empty when it has no table. */
static GHashTable *
list_names (TsnConnection *connection, const char *sql, const char *parameter, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (connection, sql, error);
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  if (parameter != NULL)
    tsn_statement_bind_text (statement, 1, parameter);
  while (row)
    {
      if (!tsn_statement_step (statement, &row, error))
        return NULL;
      if (row)
        g_hash_table_add (names,
                          g_strdup ((const char *) sqlite3_column_text (statement->stmt, 0)));
    }
  return g_steal_pointer (&names);
}

static GHashTable *
list_columns (TsnConnection *connection, const TsnKindPlan *plan, GError **error)
{
  return list_names (connection,
                     "SELECT name FROM pragma_table_info (?1)",
                     plan->kind->name,
                     error);
}

static gboolean
is_indexed (const TsnField *field)
{
  return (field->flags & (TSN_FIELD_INDEX | TSN_FIELD_OWNER)) != 0;
}

static gboolean
set_too_new (const char *what, GError **error)
{
  g_set_error (error,
               TSN_STORE_ERROR,
               TSN_STORE_ERROR_TOO_NEW,
               "the database was written by a newer version of the program (%s)",
               what);
  return FALSE;
}

static const char *const state_columns[] = { "id", "winners", "erased", "shared", NULL };

static gboolean
compare_columns (const TsnKindPlan *plan, GHashTable *columns, gboolean *complete, GError **error)
{
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; i < plan->n_columns; i++)
    if (!g_hash_table_contains (columns, plan->columns[i]->name))
      *complete = FALSE;
  g_hash_table_iter_init (&iter, columns);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      const TsnField *field = tsn_kind_field_by_name (plan->kind, name);

      if (field == NULL && !g_strv_contains (state_columns, name))
        return set_too_new (name, error);
    }
  return TRUE;
}

static const char *const fixed_tables[] = { "patch",    "meta",    "address",
                                            "manifest", "receipt", "digest" };

gboolean
tsn_schema_is_complete (TsnConnection *connection, gboolean *complete, GError **error)
{
  guint n;
  const TsnKindPlan *all = tsn_schema_plans (&n);
  g_autoptr (GHashTable) tables = NULL;
  GHashTableIter iter;
  gpointer name;

  *complete = TRUE;
  tables = list_names (
      connection,
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
      NULL,
      error);
  if (tables == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GHashTable) columns = list_columns (connection, &all[i], error);

      if (columns == NULL || !compare_columns (&all[i], columns, complete, error))
        return FALSE;
      if (g_hash_table_size (columns) == 0)
        *complete = FALSE;
      g_hash_table_remove (tables, all[i].kind->name);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (fixed_tables); i++)
    g_hash_table_remove (tables, fixed_tables[i]);
  g_hash_table_iter_init (&iter, tables);
  if (g_hash_table_iter_next (&iter, &name, NULL))
    return set_too_new (name, error);
  return TRUE;
}

static gboolean
create_table (TsnConnection *connection, const TsnKindPlan *plan, GError **error)
{
  g_autoptr (GString) columns = g_string_new (NULL);
  g_autofree char *sql = NULL;

  for (guint i = 0; i < plan->n_columns; i++)
    g_string_append_printf (columns,
                            ", \"%s\" %s",
                            plan->columns[i]->name,
                            column_type (plan->columns[i]));
  /* No rowid: the id is the only way in, and a row of a new record is appended at the end (UUIDv7).
   */
  sql = g_strdup_printf (
      "CREATE TABLE \"%s\" (id BLOB PRIMARY KEY, winners BLOB NOT NULL, "
      "erased INTEGER NOT NULL, shared INTEGER NOT NULL%s) STRICT, WITHOUT ROWID",
      plan->kind->name,
      columns->str);
  return tsn_connection_exec (connection, sql, error);
}

static gboolean
extend_kind (TsnConnection *connection, const TsnKindPlan *plan, GError **error)
{
  g_autoptr (GHashTable) columns = list_columns (connection, plan, error);
  gboolean grown = FALSE;

  if (columns == NULL)
    return FALSE;
  if (g_hash_table_size (columns) == 0)
    {
      grown = TRUE;
      if (!create_table (connection, plan, error))
        return FALSE;
    }
  for (guint i = 0; i < plan->n_columns; i++)
    {
      const TsnField *field = plan->columns[i];
      g_autofree char *add = g_strdup_printf ("ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s",
                                              plan->kind->name,
                                              field->name,
                                              column_type (field));
      g_autofree char *index = g_strdup_printf (
          "CREATE INDEX IF NOT EXISTS \"%s_%s\" ON \"%s\" (\"%s\") WHERE \"%s\" IS NOT NULL",
          plan->kind->name,
          field->name,
          plan->kind->name,
          field->name,
          field->name);

      if (g_hash_table_size (columns) > 0 && !g_hash_table_contains (columns, field->name))
        {
          grown = TRUE;
          if (!tsn_connection_exec (connection, add, error))
            return FALSE;
        }
      if (is_indexed (field) && !tsn_connection_exec (connection, index, error))
        return FALSE;
    }
  return !grown || tsn_state_rebuild_kind (connection, plan, error);
}

gboolean
tsn_schema_extend (TsnConnection *connection, GError **error)
{
  guint n;
  const TsnKindPlan *all = tsn_schema_plans (&n);

  for (guint i = 0; i < n; i++)
    if (!extend_kind (connection, &all[i], error))
      return FALSE;
  return tsn_digest_table_flush (connection, error);
}
