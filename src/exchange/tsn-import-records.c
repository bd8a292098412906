/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any kind of record from CSV, driven by the table of kinds alone.
 *
 * The header says which column is which field. A row without an id is a new record; a row with one
 * updates that record, or makes it where it is not known (another municipality's export). An empty
 * cell leaves a field as it is and never clears it: an export by somebody who cannot read all
 * fields has empty cells where there are values.
 *
 * All faults of a row are listed, not only the first: people correct a file once.
 */

#include <string.h>

#include "tsn-import.h"
#include "tsn-text.h"

#define ID_COLUMN "id"

typedef struct
{
  const TsnField *field; /* NULL: the id, or nothing of ours */
  gboolean is_id;
  char *header; /* as the file has it */
} Column;

struct _TsnImportRecords
{
  const TsnKind *kind;
  TsnTranslateFunc translate; /* nullable */
  GArray *columns;            /* of Column */
  gboolean has_id;
  TsnChange *change; /* of the row, used again and again */
  GHashTable *ids;   /* of TsnId: those of the file */
};

static void
column_clear (gpointer data)
{
  g_free (((Column *) data)->header);
}

TsnImportRecords *
tsn_import_records_new (const TsnKind *kind, TsnTranslateFunc translate)
{
  TsnImportRecords *self = g_new0 (TsnImportRecords, 1);

  self->kind = kind;
  self->translate = translate;
  self->columns = g_array_new (FALSE, TRUE, sizeof (Column));
  g_array_set_clear_func (self->columns, column_clear);
  self->change = tsn_change_new_create (kind, &TSN_ID_NIL);
  self->ids = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, NULL);
  return self;
}

void
tsn_import_records_free (TsnImportRecords *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->columns);
  tsn_change_free (self->change);
  g_hash_table_unref (self->ids);
  g_free (self);
}

/* -- The header -- */

/* The first field that has a key keeps it: names come before labels, English before translations.
 */
static void
add_key (GHashTable *fields, const char *text, const TsnField *field, GString *key)
{
  tsn_import_fold_header (text, key);
  if (key->len > 0 && !g_hash_table_contains (fields, key->str))
    g_hash_table_insert (fields, g_strdup (key->str), (gpointer) (gintptr) field);
}

static GHashTable *
field_keys (const TsnImportRecords *self)
{
  GHashTable *fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) key = g_string_new (NULL);
  const TsnKind *kind = self->kind;

  for (guint i = 0; i < kind->n_fields; i++)
    add_key (fields, kind->fields[i].name, &kind->fields[i], key);
  for (guint i = 0; i < kind->n_fields; i++)
    add_key (fields, kind->fields[i].label, &kind->fields[i], key);
  for (guint i = 0; self->translate != NULL && i < kind->n_fields; i++)
    add_key (fields, self->translate (kind->fields[i].label), &kind->fields[i], key);
  return fields;
}

static const Column *
column_of (const TsnImportRecords *self, const TsnField *field)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (g_array_index (self->columns, Column, i).field == field)
      return &g_array_index (self->columns, Column, i);
  return NULL;
}

static const char *
header_of (const TsnImportRecords *self, const TsnField *field)
{
  const Column *column = field != NULL ? column_of (self, field) : NULL;

  return column != NULL ? column->header : NULL;
}

static void
add_column (TsnImportRecords *self, TsnImport *import, const char *header, const TsnField *field)
{
  Column column = { .header = g_strdup (header) };

  if (field != NULL)
    column.field = column_of (self, field) == NULL ? field : NULL;
  else
    column.is_id = !self->has_id && g_ascii_strcasecmp (header, ID_COLUMN) == 0;
  self->has_id |= column.is_id;
  if (column.field == NULL && !column.is_id && *header != '\0')
    g_ptr_array_add (import->report->ignored_columns, g_strdup (header));
  g_array_append_val (self->columns, column);
}

/* Without ids every row is a new record, and none would be complete. */
static gboolean
check_required (const TsnImportRecords *self, GError **error)
{
  for (guint i = 0; !self->has_id && i < self->kind->n_fields; i++)
    {
      const TsnField *field = &self->kind->fields[i];

      if ((field->flags & TSN_FIELD_REQUIRED) == 0 || column_of (self, field) != NULL)
        continue;
      g_set_error (error,
                   TSN_EXCHANGE_ERROR,
                   TSN_EXCHANGE_ERROR_NO_COLUMNS,
                   "there is no column %s, which every %s needs",
                   field->name,
                   self->kind->name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
begin (TsnImport *import, const TsnCsvRow *first, gpointer data, GError **error)
{
  TsnImportRecords *self = data;
  g_autoptr (GHashTable) fields = field_keys (self);
  g_autoptr (GString) key = g_string_new (NULL);
  guint known = 0;

  for (guint i = 0; i < first->n_cells; i++)
    {
      const TsnField *field;

      tsn_import_fold_header (first->cells[i], key);
      field = g_hash_table_lookup (fields, key->str);
      known += field != NULL ? 1 : 0;
      add_column (self, import, first->cells[i], field);
    }
  if (known == 0)
    {
      g_set_error (error,
                   TSN_EXCHANGE_ERROR,
                   TSN_EXCHANGE_ERROR_NO_COLUMNS,
                   "no column of the first line is a field of %s",
                   self->kind->name);
      return FALSE;
    }
  import->check_in_store = self->has_id;
  return check_required (self, error);
}

/* -- A row -- */

static gboolean
take_cell (TsnImportRecords *self, const Column *column, const char *text, GError **error)
{
  g_auto (TsnValue) value = TSN_VALUE_NONE;

  if (!tsn_import_read_cell (column->field, text, self->translate, &value, error))
    return FALSE;
  if (value.type == TSN_TYPE_NONE)
    return TRUE;
  tsn_change_take (self->change, column->field->number, value);
  value = TSN_VALUE_NONE;
  return TRUE;
}

/* NULL: the row has no id, or none that can be read (then @error is set). */
static const char *
row_id (const TsnImportRecords *self, const TsnCsvRow *row, TsnId *id, GError **error)
{
  for (guint i = 0; self->has_id && i < self->columns->len && i < row->n_cells; i++)
    {
      const char *text = row->cells[i];
      gsize length = strlen (text);
      g_autofree char *trimmed = NULL;

      if (!g_array_index (self->columns, Column, i).is_id)
        continue;
      tsn_text_trim (&text, &length);
      if (length == 0)
        return NULL;
      trimmed = g_strndup (text, length);
      if (tsn_id_parse (trimmed, id) && !tsn_id_is_nil (id))
        return row->cells[i];
      g_set_error_literal (error,
                           TSN_MODEL_ERROR,
                           TSN_MODEL_ERROR_NOT_A_REFERENCE,
                           "this is not an id");
      return NULL;
    }
  return NULL;
}

/* Fills @self->change; what cannot be read becomes a fault of @import. */
static void
read_cells (TsnImportRecords *self, TsnImport *import, const TsnCsvRow *row)
{
  for (guint i = 0; i < self->columns->len && i < row->n_cells; i++)
    {
      const Column *column = &g_array_index (self->columns, Column, i);
      GError *error = NULL;

      if (column->field != NULL && *row->cells[i] != '\0' &&
          !take_cell (self, column, row->cells[i], &error))
        tsn_import_add_fault (import, row->line, column->field, column->header, error);
    }
}

/* -- Checking -- */

static void
add_row_fault (TsnImport *import,
               const TsnCsvRow *row,
               const char *column,
               TsnExchangeError code,
               const char *why)
{
  tsn_import_add_fault (import,
                        row->line,
                        NULL,
                        column,
                        g_error_new_literal (TSN_EXCHANGE_ERROR, (int) code, why));
}

/* What validation has against the row: all of it. */
static void
add_validation_faults (TsnImportRecords *self,
                       TsnImport *import,
                       const TsnCsvRow *row,
                       const TsnField *culprit,
                       GError *first)
{
  guint64 n_faults = import->report->n_faults;

  for (guint i = 0; i < self->change->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (self->change->items, TsnChangeItem, i);
      const TsnField *field = tsn_kind_field (self->kind, item->field);
      GError *error = NULL;

      if (!tsn_validate_value (field, &item->value, &error))
        tsn_import_add_fault (import, row->line, field, header_of (self, field), error);
    }
  if (import->report->n_faults == n_faults)
    tsn_import_add_fault (import, row->line, culprit, header_of (self, culprit), first);
  else
    g_error_free (first);
}

/* Whether the record can be written at all; sets @self->change->create. */
static gboolean
check_record (TsnImportRecords *self, TsnImport *import, const TsnCsvRow *row, GError **error)
{
  g_autoptr (GError) why = NULL;
  const TsnKind *kind = tsn_session_kind_of (import->session, &self->change->record, &why);
  g_autoptr (TsnRecord) record = NULL;
  const TsnField *field = NULL;

  if (kind != NULL && kind != self->kind)
    {
      add_row_fault (import,
                     row,
                     ID_COLUMN,
                     TSN_EXCHANGE_ERROR_WRONG_ROW,
                     "the id is that of a record of another kind");
      return TRUE;
    }
  if (kind != NULL)
    record = tsn_session_get (import->session, kind, &self->change->record, &why);
  if (why != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  self->change->create = record == NULL;
  if (record != NULL && record->erased)
    tsn_import_add_fault (
        import,
        row->line,
        NULL,
        ID_COLUMN,
        g_error_new_literal (TSN_STORE_ERROR, TSN_STORE_ERROR_ERASED, "this record was erased"));
  else if (!tsn_validate_append (self->change, record, &field, &why))
    tsn_import_add_fault (import,
                          row->line,
                          field,
                          header_of (self, field),
                          g_steal_pointer (&why));
  return TRUE;
}

static gboolean
check (TsnImport *import, const TsnCsvRow *row, gpointer data, GError **error)
{
  TsnImportRecords *self = data;
  GError *why = NULL;
  TsnId id = TSN_ID_NIL;
  const TsnField *culprit = NULL;

  if (!tsn_import_check_width (import, row, self->columns->len))
    return TRUE;
  if (row_id (self, row, &id, &why) != NULL &&
      !g_hash_table_add (self->ids, g_memdup2 (&id, sizeof id)))
    add_row_fault (import,
                   row,
                   ID_COLUMN,
                   TSN_EXCHANGE_ERROR_WRONG_ROW,
                   "an earlier row has the same id");
  if (why != NULL)
    tsn_import_add_fault (import, row->line, NULL, ID_COLUMN, g_steal_pointer (&why));
  tsn_change_reset (self->change, &id);
  self->change->create = TRUE;
  read_cells (self, import, row);
  if (import->row_is_bad)
    return TRUE;
  if (tsn_id_is_nil (&id) && tsn_change_derive_id (self->change, &id))
    self->change->record = id;
  if (import->session != NULL && !tsn_id_is_nil (&id) && !check_record (self, import, row, error))
    return FALSE;
  /* What is written now, the store validates. */
  if (!import->row_is_bad && !import->writing &&
      !tsn_validate_change (self->change, &culprit, &why))
    add_validation_faults (self, import, row, culprit, why);
  return TRUE;
}

/* -- Writing -- */

static gboolean
write_row (TsnImport *import, const TsnCsvRow *row, gpointer data, GError **error)
{
  TsnImportRecords *self = data;
  gboolean fresh = tsn_id_is_nil (&self->change->record);
  const TsnField *culprit = NULL;
  GError *refused = NULL;
  GError *why = NULL;

  if (fresh)
    self->change->record = tsn_id_new (g_get_real_time () / 1000);
  if (tsn_import_put (import, row->line, self->change, fresh, &refused))
    return TRUE;
  if (refused->domain != TSN_MODEL_ERROR || tsn_validate_change (self->change, &culprit, &why))
    {
      g_propagate_error (error, refused);
      return FALSE;
    }
  g_error_free (refused);
  add_validation_faults (self, import, row, culprit, why);
  return TRUE;
}

const TsnImportFormat tsn_import_records_format = {
  .has_header = TRUE,
  .begin = begin,
  .check = check,
  .write = write_row,
};

TsnImportReport *
tsn_import_records_sync (TsnStore *store,
                         const TsnKind *kind,
                         const char *path,
                         const TsnImportOptions *options,
                         GCancellable *cancellable,
                         GError **error)
{
  TsnImport import = {
    .path = path,
    .store = store,
    .options = options,
    .cancellable = cancellable,
  };
  g_autoptr (TsnImportRecords) records = NULL;

  g_return_val_if_fail (store != NULL && kind != NULL && path != NULL, NULL);
  records = tsn_import_records_new (kind, options != NULL ? options->translate : NULL);
  return tsn_import_run (&import, &tsn_import_records_format, records, error);
}
