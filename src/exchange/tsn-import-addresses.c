/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-import-addresses.c: the post office's files of postal codes.
 *
 * Three files without headers: utf_ken_all.csv and the older KEN_ALL.CSV (15 columns) and
 * JIGYOSYO.CSV, the codes of large offices (13 columns). KEN_ALL.CSV splits a long 町域 over
 * several lines, so a record here may be several rows: it is pending while its bracket is open, and
 * when the bracket never closes, all its lines are at fault. The two sources replace each other's
 * rows never, their own always.
 *
 * Source: https://www.post.japanpost.jp/zipcode/dl/readme.html.
 */

#include <string.h>

#include "tsn-address.h"
#include "tsn-import-addresses-private.h"
#include "tsn-import-gzip.h"
#include "tsn-municipality-code.h"
#include "tsn-place-text.h"
#include "tsn-postal-town.h"

#define TOWN_BYTES_MAX 8192 /* the longest real 町域 has 297 characters */

typedef struct
{
  const char *source;
  guint n_cells;
  guint postcode;
  guint prefecture;
  guint city;
  guint town;
} Layout;

static const Layout districts = { "ken_all", 15, 2, 6, 7, 8 };
static const Layout offices = { "jigyosyo", 13, 7, 3, 4, 5 };

struct _TsnImportAddresses
{
  const Layout *layout;
  guint64 n_joined; /* lines that went on with the one before */
  GArray *lines;    /* of the pending record; empty: there is none */
  gboolean has_gap; /* a line of the pending record was bad */
  TsnAddress pending;
  GString *town;
  GString *kana;
};

TsnImportAddresses *
tsn_import_addresses_new (void)
{
  TsnImportAddresses *self = g_new0 (TsnImportAddresses, 1);

  self->lines = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->town = g_string_new (NULL);
  self->kana = g_string_new (NULL);
  return self;
}

static void
forget (TsnImportAddresses *self)
{
  tsn_address_clear (&self->pending);
  g_array_set_size (self->lines, 0);
  self->has_gap = FALSE;
  g_string_truncate (self->town, 0);
  g_string_truncate (self->kana, 0);
}

void
tsn_import_addresses_free (TsnImportAddresses *self)
{
  forget (self);
  g_array_unref (self->lines);
  g_string_free (self->town, TRUE);
  g_string_free (self->kana, TRUE);
  g_free (self);
}

static gboolean
is_digits (const char *text, gsize n)
{
  return strlen (text) == n && strspn (text, "0123456789") == n;
}

static gboolean
begin (TsnImport *import, const TsnCsvRow *first, gpointer data, GError **error)
{
  TsnImportAddresses *self = data;

  self->layout = first->n_cells == districts.n_cells ? &districts
                 : first->n_cells == offices.n_cells ? &offices
                                                     : NULL;
  if (self->layout != NULL && is_digits (first->cells[0], 5) &&
      is_digits (first->cells[self->layout->postcode], 7))
    return TRUE;
  g_set_error_literal (error,
                       TSN_EXCHANGE_ERROR,
                       TSN_EXCHANGE_ERROR_UNKNOWN_FILE,
                       "no file of postal codes: 15 or 13 columns without a header are expected");
  return FALSE;
}

/* Which model field a column of ours answers to is the address table's own; faults name the column
 * by its number. */
static void
add_fault (TsnImport *import, guint64 line, guint column, const char *why)
{
  g_autofree char *name = column == 0 ? NULL : g_strdup_printf ("%u", column);

  tsn_import_add_fault (
      import,
      line,
      NULL,
      name,
      g_error_new_literal (TSN_EXCHANGE_ERROR, TSN_EXCHANGE_ERROR_WRONG_ROW, why));
}

static void
refuse_pending (TsnImport *import, TsnImportAddresses *self, const char *why)
{
  for (guint i = 0; i < self->lines->len; i++)
    add_fault (import, g_array_index (self->lines, guint64, i), self->layout->town + 1, why);
  forget (self);
}

/* Whether @row can be read at all; otherwise it got its fault. */
static gboolean
check_row (TsnImport *import, const TsnCsvRow *row, const Layout *layout)
{
  char code[TSN_MUNICIPALITY_CODE_SIZE];

  if (row->n_cells != layout->n_cells)
    add_fault (import, row->line, 0, "wrong number of columns");
  else if (!is_digits (row->cells[0], 5) || !tsn_municipality_code_complete (row->cells[0], code))
    add_fault (import, row->line, 1, "no municipality code of five digits");
  else if (!is_digits (row->cells[layout->postcode], 7))
    add_fault (import, row->line, layout->postcode + 1, "no postal code of seven digits");
  else if (row->cells[layout->prefecture][0] == '\0')
    add_fault (import, row->line, layout->prefecture + 1, "the prefecture is missing");
  else if (row->cells[layout->city][0] == '\0')
    add_fault (import, row->line, layout->city + 1, "the municipality is missing");
  else if (layout == &offices && row->cells[2][0] == '\0')
    add_fault (import, row->line, 3, "the name of the office is missing");
  else
    return TRUE;
  return FALSE;
}

static void
start (TsnImportAddresses *self, const TsnCsvRow *row)
{
  const Layout *layout = self->layout;

  if (!tsn_municipality_code_complete (row->cells[0], self->pending.municipality))
    g_assert_not_reached (); /* check_row() has asked */
  g_strlcpy (self->pending.postcode, row->cells[layout->postcode], sizeof self->pending.postcode);
  self->pending.prefecture = g_strdup (row->cells[layout->prefecture]);
  self->pending.city = g_strdup (row->cells[layout->city]);
  if (layout == &offices)
    self->pending.office = tsn_place_text_line (row->cells[2]);
  else
    g_string_assign (self->kana, row->cells[5]);
  g_string_assign (self->town, row->cells[layout->town]);
}

/* Whether @row goes on with the pending record. */
static gboolean
continues (TsnImportAddresses *self, const TsnCsvRow *row)
{
  return strncmp (row->cells[0], self->pending.municipality, 5) == 0 &&
         strcmp (row->cells[self->layout->postcode], self->pending.postcode) == 0;
}

static void
join (TsnImportAddresses *self, const TsnCsvRow *row)
{
  self->has_gap |= row->line != g_array_index (self->lines, guint64, self->lines->len - 1) + 1;
  g_string_append (self->town, row->cells[self->layout->town]);
  /* A short reading is repeated whole in every line. */
  if (tsn_postal_depth (self->kana->str) > 0)
    g_string_append (self->kana, row->cells[5]);
}

/* What is wrong with the pending record, all lines of which are here; NULL: nothing. */
static const char *
pending_fault (const TsnImportAddresses *self)
{
  if (self->has_gap)
    return "a line of this row is missing";
  if (self->layout == &districts && tsn_postal_depth (self->town->str) < 0)
    return "a bracket is closed that was never opened";
  return NULL;
}

static void
fill_town (TsnImportAddresses *self, const TsnCsvRow *row)
{
  if (self->layout == &offices)
    {
      g_autofree char *whole = g_strconcat (row->cells[5], row->cells[6], NULL);

      self->pending.town = tsn_postal_fold (whole);
      self->pending.town_kana = g_strdup ("");
      return;
    }
  self->pending.town = tsn_postal_town (self->town->str, self->pending.city);
  self->pending.town_kana = tsn_postal_town_kana (self->kana->str,
                                                  self->town->str,
                                                  self->pending.town);
}

static gboolean
finish (TsnImport *import, const TsnCsvRow *row, TsnImportAddresses *self, GError **error)
{
  const char *why = pending_fault (self);

  if (why != NULL)
    {
      refuse_pending (import, self, why);
      return TRUE;
    }
  if (import->writing)
    {
      fill_town (self, row);
      if (!tsn_session_add_address (import->session, self->layout->source, &self->pending, error))
        return FALSE;
      import->report->added++;
    }
  self->n_joined += self->lines->len - 1;
  forget (self);
  return TRUE;
}

static gboolean
take_row (TsnImport *import, const TsnCsvRow *row, TsnImportAddresses *self, GError **error)
{
  /* A bad row leaves a gap in the record that is pending, which is known by the numbers of its
   * lines: rows that are no CSV never come here. */
  if (!check_row (import, row, self->layout))
    return TRUE;
  if (self->lines->len > 0 && !continues (self, row))
    refuse_pending (import, self, "a bracket is never closed");
  if (self->lines->len > 0)
    join (self, row);
  else
    start (self, row);
  g_array_append_val (self->lines, row->line);
  if (self->town->len > TOWN_BYTES_MAX)
    {
      refuse_pending (import, self, "too long");
      return TRUE;
    }
  if (self->layout == &districts && tsn_postal_depth (self->town->str) > 0)
    return TRUE;
  return finish (import, row, self, error);
}

static gboolean
check (TsnImport *import, const TsnCsvRow *row, gpointer data, GError **error)
{
  return take_row (import, row, data, error);
}

/* check() has written what was complete. */
static gboolean
write_row (TsnImport *import, const TsnCsvRow *row, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
begin_write (TsnImport *import, gpointer data, GError **error)
{
  TsnImportAddresses *self = data;

  return tsn_session_replace_addresses_begin (import->session, self->layout->source, error);
}

static gboolean
end (TsnImport *import, gpointer data, GError **error)
{
  refuse_pending (import, data, "a bracket is never closed");
  return TRUE;
}

const TsnImportFormat tsn_import_addresses_format = {
  .open = tsn_import_open_gzip,
  .begin = begin,
  .check = check,
  .begin_write = begin_write,
  .write = write_row,
  .end = end,
};

TsnImportReport *
tsn_import_addresses_sync (TsnStore *store,
                           const char *path,
                           const TsnImportOptions *options,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (TsnImportAddresses) self = tsn_import_addresses_new ();
  TsnImport import = {
    .path = path,
    .store = store,
    .options = options,
    .cancellable = cancellable,
  };
  g_autoptr (TsnImportReport) report = NULL;

  report = tsn_import_run (&import, &tsn_import_addresses_format, self, error);
  if (report != NULL)
    report->rows -= self->n_joined; /* a record is a row, however many lines it has */
  return g_steal_pointer (&report);
}
