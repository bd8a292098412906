/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What several papers read, and when they refuse: paper that lacks what could not be read here
 * looks complete. */

#include "tsn-report-private.h"
#include "tsn-setup.h"
#include "tsn-vault-error.h"
#include "tsn-work.h"

TsnRecord *
tsn_report_get (TsnSession *session, guint kind, const TsnId *id, GError **error)
{
  g_autoptr (TsnRecord) record = NULL;

  if (!tsn_report_get_if_there (session, kind, id, &record, error))
    return NULL;
  if (record == NULL)
    g_set_error (error,
                 TSN_WORK_ERROR,
                 TSN_WORK_ERROR_NOT_FOUND,
                 "no such %s",
                 tsn_kind_by_number (kind)->name);
  return g_steal_pointer (&record);
}

gboolean
tsn_report_get_if_there (TsnSession *session,
                         guint kind,
                         const TsnId *id,
                         TsnRecord **record,
                         GError **error)
{
  g_autoptr (GError) own = NULL;

  *record = tsn_session_get (session, tsn_kind_by_number (kind), id, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (*record != NULL && (*record)->erased)
    g_clear_pointer (record, tsn_record_unref);
  return TRUE;
}

static gboolean
is_asked (guint field, const guint *fields, guint n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    if (fields[i] == field)
      return TRUE;
  return fields == NULL;
}

gboolean
tsn_report_check_readable (const TsnRecord *record,
                           const guint *fields,
                           guint n_fields,
                           GError **error)
{
  for (guint i = 0; i < record->cells->len; i++)
    {
      const TsnCell *cell = &g_array_index (record->cells, TsnCell, i);
      const TsnField *field = tsn_kind_field (record->kind, cell->field);

      if (cell->readable || field == NULL || !is_asked (cell->field, fields, n_fields))
        continue;
      g_set_error (error,
                   TSN_VAULT_ERROR,
                   TSN_VAULT_ERROR_NO_KEY,
                   "%s.%s cannot be read here",
                   record->kind->name,
                   field->name);
      return FALSE;
    }
  return TRUE;
}

char *
tsn_report_organisation (TsnSession *session, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (TsnRecord) record = tsn_session_municipality (session, &own);
  const char *office;

  if (g_error_matches (own, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND))
    return g_strdup ("");
  if (record == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return NULL;
    }
  office = tsn_record_text (record, TSN_MUNICIPALITY_OFFICE);
  return office == NULL
             ? g_strdup (tsn_record_text (record, TSN_MUNICIPALITY_NAME))
             : g_strdup_printf ("%s　%s", tsn_record_text (record, TSN_MUNICIPALITY_NAME), office);
}
