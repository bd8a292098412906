/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-import-places.c: facility files into the directory.
 *
 * Only checking and writing are here; what a layout is stands in tsn-place-layout.c, what a row
 * becomes in tsn-place-row.c. A row shorter than the header is a fault, since nobody can tell which
 * cells are missing; a second row with the id of an earlier one is a fault, since one of them would
 * vanish.
 */

#include "tsn-import-gzip.h"
#include "tsn-import-places-private.h"
#include "tsn-place-row.h"
#include "tsn-place-text.h"

struct _TsnImportPlaces
{
  guint32 date;
  guint n_columns;
  TsnPlaceMap map;
  GPtrArray *headers; /* of char * */
  GHashTable *ids;    /* set of TsnId * */
  TsnChange *change;  /* of the row that was checked; NULL: it is bad */
};

TsnImportPlaces *
tsn_import_places_new (const char *path)
{
  TsnImportPlaces *self = g_new0 (TsnImportPlaces, 1);

  self->date = tsn_place_text_file_date (path);
  self->headers = g_ptr_array_new_with_free_func (g_free);
  self->ids = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, NULL);
  return self;
}

void
tsn_import_places_free (TsnImportPlaces *self)
{
  g_ptr_array_unref (self->headers);
  g_hash_table_unref (self->ids);
  g_clear_pointer (&self->change, tsn_change_free);
  g_free (self);
}

static gboolean
begin (TsnImport *import, const TsnCsvRow *first, gpointer data, GError **error)
{
  TsnImportPlaces *self = data;
  g_autofree gboolean *used = g_new0 (gboolean, first->n_cells);

  if (!tsn_place_map_detect (first->cells, first->n_cells, &self->map, used))
    {
      g_set_error_literal (error,
                           TSN_EXCHANGE_ERROR,
                           TSN_EXCHANGE_ERROR_UNKNOWN_FILE,
                           "the header is that of no known file of facilities");
      return FALSE;
    }
  self->n_columns = first->n_cells;
  for (guint i = 0; i < first->n_cells; i++)
    {
      g_ptr_array_add (self->headers, g_strdup (first->cells[i]));
      if (!used[i] && first->cells[i][0] != '\0')
        g_ptr_array_add (import->report->ignored_columns, g_strdup (first->cells[i]));
    }
  return TRUE;
}

static TsnChange *
read_row (TsnImport *import, TsnImportPlaces *self, const TsnCsvRow *row)
{
  const TsnField *field = NULL;
  g_autoptr (TsnChange) change = NULL;
  GError *error = NULL;
  guint role = TSN_PLACE_ROLE_NAME;
  int column;

  if (row->n_cells < self->n_columns)
    {
      tsn_import_add_fault (import,
                            row->line,
                            NULL,
                            NULL,
                            g_error_new_literal (TSN_EXCHANGE_ERROR,
                                                 TSN_EXCHANGE_ERROR_WRONG_ROW,
                                                 "fewer columns than the header"));
      return NULL;
    }
  change = tsn_place_row_change (&self->map,
                                 row->cells,
                                 row->n_cells,
                                 self->date,
                                 &role,
                                 &field,
                                 &error);
  if (change != NULL)
    return g_steal_pointer (&change);
  column = self->map.cell[role];
  tsn_import_add_fault (import,
                        row->line,
                        field,
                        column < 0 ? NULL : g_ptr_array_index (self->headers, column),
                        error);
  return NULL;
}

static gboolean
has_position (const TsnChange *change)
{
  for (guint i = 0; i < change->items->len; i++)
    if (g_array_index (change->items, TsnChangeItem, i).field == TSN_PLACE_LATITUDE)
      return TRUE;
  return FALSE;
}

static gboolean
check (TsnImport *import, const TsnCsvRow *row, gpointer data, GError **error)
{
  TsnImportPlaces *self = data;

  g_clear_pointer (&self->change, tsn_change_free);
  self->change = read_row (import, self, row);
  if (self->change != NULL &&
      !g_hash_table_add (self->ids, g_memdup2 (&self->change->record, sizeof (TsnId))))
    tsn_import_add_fault (import,
                          row->line,
                          NULL,
                          NULL,
                          g_error_new_literal (TSN_EXCHANGE_ERROR,
                                               TSN_EXCHANGE_ERROR_WRONG_ROW,
                                               "the same facility and service as an earlier row"));
  else if (self->change != NULL && !has_position (self->change))
    import->report->unplaced++;
  return TRUE;
}

static gboolean
write_row (TsnImport *import, const TsnCsvRow *row, gpointer data, GError **error)
{
  TsnImportPlaces *self = data;

  return tsn_import_put (import, row->line, self->change, FALSE, error);
}

const TsnImportFormat tsn_import_places_format = {
  .has_header = TRUE,
  .open = tsn_import_open_gzip,
  .begin = begin,
  .check = check,
  .write = write_row,
};

TsnImportReport *
tsn_import_places_sync (TsnStore *store,
                        const char *path,
                        const TsnImportOptions *options,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (TsnImportPlaces) self = tsn_import_places_new (path);
  TsnImport import = {
    .path = path,
    .store = store,
    .options = options,
    .cancellable = cancellable,
  };

  return tsn_import_run (&import, &tsn_import_places_format, self, error);
}
