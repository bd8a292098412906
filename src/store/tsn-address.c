/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of addresses by postal code: public reference data, not records, never synced. */

#include "tsn-address.h"

#include "tsn-store-private.h"

void
tsn_address_clear (TsnAddress *self)
{
  g_clear_pointer (&self->prefecture, g_free);
  g_clear_pointer (&self->city, g_free);
  g_clear_pointer (&self->town, g_free);
  g_clear_pointer (&self->town_kana, g_free);
  g_clear_pointer (&self->office, g_free);
}

static char *
dup_column (TsnStatement *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement->stmt, column));
}

static TsnAddress
address_from_row (TsnStatement *statement)
{
  TsnAddress address = { 0 };

  g_strlcpy (address.postcode,
             (const char *) sqlite3_column_text (statement->stmt, 0),
             sizeof address.postcode);
  g_strlcpy (address.municipality,
             (const char *) sqlite3_column_text (statement->stmt, 1),
             sizeof address.municipality);
  address.prefecture = dup_column (statement, 2);
  address.city = dup_column (statement, 3);
  address.town = dup_column (statement, 4);
  address.town_kana = dup_column (statement, 5);
  address.office = dup_column (statement, 6);
  return address;
}

GArray *
tsn_session_addresses (TsnSession *self, const char *postcode, GError **error)
{
  g_autoptr (GArray) addresses = g_array_new (FALSE, FALSE, sizeof (TsnAddress));
  g_autoptr (TsnStatement) statement = NULL;
  gboolean row = TRUE;

  g_array_set_clear_func (addresses, (GDestroyNotify) tsn_address_clear);
  statement = tsn_connection_prepare (
      self->connection,
      "SELECT postcode, municipality, prefecture, city, town, town_kana, office FROM address"
      " WHERE postcode = ?1 ORDER BY rowid",
      error);
  if (statement == NULL)
    return NULL;
  tsn_statement_bind_text (statement, 1, postcode);
  while (tsn_statement_step (statement, &row, error))
    {
      TsnAddress address;

      if (!row)
        return g_steal_pointer (&addresses);
      address = address_from_row (statement);
      g_array_append_val (addresses, address);
    }
  return NULL;
}

char *
tsn_session_municipality_name (TsnSession *self, const char *code, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  gboolean row;

  /* Without an index: asked for once in a while, and 120,000 rows take 10 ms. */
  statement = tsn_connection_prepare (
      self->connection,
      "SELECT prefecture || city FROM address WHERE municipality = ?1 LIMIT 1",
      error);
  if (statement == NULL)
    return NULL;
  tsn_statement_bind_text (statement, 1, code);
  if (!tsn_statement_step (statement, &row, error) || !row)
    return NULL;
  return dup_column (statement, 0);
}

char *
tsn_session_municipality_title (TsnSession *self, const char *code)
{
  char *name = tsn_session_municipality_name (self, code, NULL);

  return name != NULL ? name : g_strdup (code);
}

gboolean
tsn_session_replace_addresses_begin (TsnSession *self, const char *source, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;

  if (!tsn_session_require_writing (self, error))
    return FALSE;
  statement = tsn_connection_prepare (self->connection,
                                      "DELETE FROM address WHERE source = ?1",
                                      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_text (statement, 1, source);
  return tsn_statement_run (statement, error);
}

gboolean
tsn_session_add_address (TsnSession *self,
                         const char *source,
                         const TsnAddress *address,
                         GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;

  if (!tsn_session_require_writing (self, error))
    return FALSE;
  statement = tsn_connection_prepare (
      self->connection,
      "INSERT INTO address (postcode, source, municipality, prefecture, city, town, town_kana, office)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_text (statement, 1, address->postcode);
  tsn_statement_bind_text (statement, 2, source);
  tsn_statement_bind_text (statement, 3, address->municipality);
  tsn_statement_bind_text (statement, 4, address->prefecture);
  tsn_statement_bind_text (statement, 5, address->city);
  tsn_statement_bind_text (statement, 6, address->town);
  tsn_statement_bind_text (statement, 7, address->town_kana);
  tsn_statement_bind_text (statement, 8, address->office);
  return tsn_statement_run (statement, error);
}
