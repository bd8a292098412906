/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Filling the search text after an unlock: all records that have something to search are read and
 * opened, which is all that a person waits for after the passphrase.
 *
 * Where there are many, two threads do it, each with its own connection and half of the ids. The
 * second one's snapshot is the later one: what it sees too much comes again with the news of the
 * log. Its half goes to a set of its own, so the rows come in the order of their ids all the same.
 * Ids divide the records, not row numbers, since those change when a table is made anew.
 */

#include "tsn-store-private.h"

#define MANY 512 /* records of one kind that are worth another connection */

/* Half of the work, or all of it. */
typedef struct
{
  TsnSession *session;
  TsnSearchSet *search;
  const TsnId *middles; /* one per plan: the last id of the first half; nil: all are in it */
  gboolean second;      /* the half behind @middles */
  GCancellable *cancellable;
  gboolean ok;
  GError *error; /* owned */
} Part;

static gboolean
find_middle (TsnConnection *connection, const TsnKindPlan *plan, TsnId *middle, GError **error)
{
  g_autofree char *count = g_strdup_printf ("SELECT count (*) FROM \"%s\"", plan->kind->name);
  g_autofree char *find = g_strdup_printf ("SELECT id FROM \"%s\" ORDER BY id LIMIT 1 OFFSET ?1",
                                           plan->kind->name);
  g_autoptr (TsnStatement) statement = NULL;
  gint64 n = 0;
  gboolean row;

  *middle = TSN_ID_NIL;
  if (!tsn_connection_number (connection, count, 0, &n, error))
    return FALSE;
  if (n < MANY)
    return TRUE;
  statement = tsn_connection_prepare (connection, find, error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, n / 2);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    tsn_statement_id (statement, 0, middle);
  return TRUE;
}

/* The records whose ids are above @after, up to @last. */
static gboolean
fill_range (Part *self,
            const TsnKindPlan *plan,
            const TsnId *after,
            const TsnId *last,
            GError **error)
{
  TsnState *state = tsn_session_state (self->session, plan->kind);
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (self->session->connection,
                                                               plan->scan,
                                                               error);
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_id (statement, 1, after);
  tsn_statement_bind_id (statement, 2, last);
  while (tsn_statement_step (statement, &row, error))
    {
      g_autoptr (TsnRecord) record = NULL;

      if (!row)
        return TRUE;
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error) ||
          !tsn_state_read_scanned (state, statement, error))
        return FALSE;
      record = tsn_session_read_state (self->session, state, TSN_READ_SEARCH, error);
      if (record == NULL)
        return FALSE;
      tsn_search_set_put (self->search, record);
    }
  return FALSE;
}

static gboolean
fill_part (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Part *self = data;
  guint n_plans;
  const TsnKindPlan *plans = tsn_schema_plans (&n_plans);
  TsnId greatest;

  memset (&greatest, 0xff, sizeof greatest);
  for (guint i = 0; i < n_plans; i++)
    {
      const TsnId *middle = &self->middles[i];
      gboolean whole = tsn_id_is_nil (middle);

      if (!plans[i].searched || (self->second && whole))
        continue;
      if (!fill_range (self,
                       &plans[i],
                       self->second ? middle : &TSN_ID_NIL,
                       self->second || whole ? &greatest : middle,
                       error))
        return FALSE;
    }
  return TRUE;
}

static gpointer
second_thread (gpointer data)
{
  Part *self = data;

  self->ok = tsn_session_run (self->session,
                              TSN_STORE_READ,
                              fill_part,
                              self,
                              self->cancellable,
                              &self->error);
  return NULL;
}

static gboolean
fill_by_two (Part *first, GError **error)
{
  g_autoptr (TsnSession) session = tsn_store_new_reader (first->session->store, error);
  g_autoptr (TsnSearchSet) search = tsn_search_set_new ();
  Part second = { .session = session,
                  .search = search,
                  .middles = first->middles,
                  .second = TRUE,
                  .cancellable = first->cancellable };
  GThread *thread;
  gboolean ok;

  if (session == NULL)
    return FALSE;
  thread = g_thread_new ("store-search", second_thread, &second);
  ok = fill_part (first->session, first, first->cancellable, error);
  g_thread_join (thread);
  if (ok && second.ok)
    tsn_search_set_put_all (first->search, search);
  else if (ok)
    g_propagate_error (error, g_steal_pointer (&second.error));
  g_clear_error (&second.error);
  return ok && second.ok;
}

gboolean
tsn_session_fill_search (TsnSession *self,
                         TsnSearchSet *search,
                         GCancellable *cancellable,
                         GError **error)
{
  guint n_plans;
  const TsnKindPlan *plans = tsn_schema_plans (&n_plans);
  g_autofree TsnId *middles = g_new0 (TsnId, n_plans);
  Part part = { .session = self, .search = search, .middles = middles, .cancellable = cancellable };
  gboolean many = FALSE;

  for (guint i = 0; i < n_plans; i++)
    {
      if (plans[i].searched && !find_middle (self->connection, &plans[i], &middles[i], error))
        return FALSE;
      many = many || !tsn_id_is_nil (&middles[i]);
    }
  return many ? fill_by_two (&part, error) : fill_part (self, &part, cancellable, error);
}
