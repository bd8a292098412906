/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-schema.h: the tables (internal to store/). */

#pragma once

#include "tsn-connection.h"
#include "tsn-merge.h"

G_BEGIN_DECLS

#define TSN_SCHEMA_APPLICATION_ID 0x54736e67 /* "Tsng" */
#define TSN_SCHEMA_VERSION        2 /* PRAGMA user_version; tsn-migrate.c knows every one */

/* How one kind lies in its table. */
typedef struct
{
  const TsnKind *kind;
  guint index;              /* of the plan among all plans */
  const TsnField **columns; /* the open fields, ascending by number */
  guint n_columns;
  char *select; /* winners, erased, shared, the columns; ?1 the id */
  char *scan;   /* the same for the search, of the records from after id ?1 to id ?2 that are not
                   erased: other columns are NULL, the id is the last */
  char *insert; /* ?1 id, ?2 winners, ?3 erased, ?4 shared, ?5... the columns */
  gboolean searched; /* some field has the flag SEARCH */
} TsnKindPlan;

/* All plans, in the order of tsn_kinds(); made once, constant, of any thread. */
const TsnKindPlan *tsn_schema_plans (guint *n_plans);
const TsnKindPlan *tsn_schema_plan (const TsnKind *kind);
int tsn_kind_plan_column (const TsnKindPlan *self,
                          guint field); /* -1: not an open field that is known here */

/* What version 2 has and version 1 has not: SQL. */
extern const char tsn_schema_sql_2[];

/* Makes the fixed tables of a new database, within a transaction. */
gboolean tsn_schema_create (TsnConnection *connection, GError **error);
/* What the model has and the database not yet. @complete: nothing is missing. TOO_NEW: the database
 * has what the model does not. */
gboolean tsn_schema_is_complete (TsnConnection *connection, gboolean *complete, GError **error);
/* Makes it, within a transaction, and fills it from the patches that came before their field was
 * known. */
gboolean tsn_schema_extend (TsnConnection *connection, GError **error);

/* tsn-migrate.c: brings a database to TSN_SCHEMA_VERSION; @path is where it lies (a copy is set
 * beside it first). */
gboolean tsn_migrate (TsnConnection *connection, const char *path, gint64 from, GError **error);

G_END_DECLS
