/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Queries against the plainest filter that could be written. Events and queries are random; dates
 * and states are few, so that much is alike, and many have none. */

#include "store-fixture.h"

#define N_EVENTS  200
#define N_QUERIES 500
#define N_DATES   12
#define N_STATES  3

typedef struct
{
  TsnId id;
  gint64 date; /* 0: none */
  gint64 state;
} Event;

typedef struct
{
  GRand *rand;
  Event events[N_EVENTS];
} World;

static gint64
random_date (World *world)
{
  return 20260401 + g_rand_int_range (world->rand, 0, N_DATES);
}

static gboolean
put_events (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  World *world = data;

  for (guint i = 0; i < N_EVENTS; i++)
    {
      Event *event = &world->events[i];
      g_autoptr (TsnChange) change = NULL;

      event->id = tsn_id_new (i + 1);
      event->date = g_rand_int_range (world->rand, 0, 3) > 0 ? random_date (world) : 0;
      event->state = g_rand_int_range (world->rand, 0, N_STATES + 1);
      change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_EVENT), &event->id);
      tsn_change_set_text (change, TSN_EVENT_TITLE, "講演会");
      tsn_change_set_number (change, TSN_EVENT_TYPE, TSN_EVENT_TYPE_LECTURE);
      if (event->date != 0)
        tsn_change_set_number (change, TSN_EVENT_DATE, event->date);
      if (event->state != 0)
        tsn_change_set_number (change, TSN_EVENT_STATE, event->state);
      if (!tsn_session_put (session, change, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static TsnQuery *
random_query (World *world)
{
  TsnQuery *query = tsn_query_new (tsn_kind_by_number (TSN_KIND_EVENT));
  static const guint orders[] = { 0, TSN_EVENT_DATE, TSN_EVENT_STATE };

  for (gint32 n = g_rand_int_range (world->rand, 0, 4); n > 0; n--)
    {
      TsnQueryOperator op = (TsnQueryOperator) g_rand_int_range (world->rand,
                                                                 TSN_QUERY_EQUAL,
                                                                 TSN_QUERY_NOT_ABOVE + 1);

      if (g_rand_int_range (world->rand, 0, 3) > 0)
        tsn_query_where (query,
                         TSN_EVENT_DATE,
                         op,
                         tsn_value_number (TSN_TYPE_DATE, random_date (world)));
      else
        tsn_query_where (
            query,
            TSN_EVENT_STATE,
            op,
            tsn_value_number (TSN_TYPE_CODE, g_rand_int_range (world->rand, 1, N_STATES + 1)));
    }
  query->order_by = orders[g_rand_int_range (world->rand, 0, G_N_ELEMENTS (orders))];
  query->descending = g_rand_boolean (world->rand);
  return query;
}

static gint64
number_of (const Event *event, guint field)
{
  return field == TSN_EVENT_DATE ? event->date : event->state;
}

static gboolean
holds (const Event *event, const TsnQueryTerm *term)
{
  gint64 number = number_of (event, term->field);

  switch (term->op)
    {
    case TSN_QUERY_EQUAL:
      return number == term->value.number;
    case TSN_QUERY_AT_LEAST:
      return number != 0 && number >= term->value.number;
    case TSN_QUERY_AT_MOST:
      return number != 0 && number <= term->value.number;
    case TSN_QUERY_NOT_BELOW:
      return number == 0 || number >= term->value.number;
    case TSN_QUERY_NOT_ABOVE:
      return number == 0 || number <= term->value.number;
    case TSN_QUERY_CONTAINS:
    default:
      g_assert_not_reached ();
    }
}

static int
compare_events (gconstpointer a, gconstpointer b, gpointer data)
{
  const Event *one = *(const Event *const *) a, *other = *(const Event *const *) b;
  const TsnQuery *query = data;
  gint64 numbers[] = { number_of (one, query->order_by), number_of (other, query->order_by) };
  int sign = query->descending ? -1 : 1;

  if (query->order_by == 0 || numbers[0] == numbers[1])
    return sign * tsn_id_compare (&one->id, &other->id);
  if (numbers[0] == 0 || numbers[1] == 0)
    return numbers[0] == 0 ? -1 : 1;
  return sign * (numbers[0] < numbers[1] ? -1 : 1);
}

static GPtrArray *
filter_plainly (World *world, TsnQuery *query)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < N_EVENTS; i++)
    {
      gboolean all = TRUE;

      for (guint t = 0; t < query->terms->len; t++)
        all = all && holds (&world->events[i], &g_array_index (query->terms, TsnQueryTerm, t));
      if (all)
        g_ptr_array_add (found, &world->events[i]);
    }
  g_ptr_array_sort_with_data (found, compare_events, query);
  return found;
}

static gboolean
ask_queries (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  World *world = data;

  for (guint i = 0; i < N_QUERIES; i++)
    {
      g_autoptr (TsnQuery) drawn = random_query (world);
      g_autoptr (TsnQuery) query = tsn_query_copy (drawn);
      g_autoptr (GPtrArray) expected = filter_plainly (world, drawn);
      g_autoptr (GArray) ids = tsn_session_ids (session, query, error);

      if (ids == NULL)
        return FALSE;
      g_assert_cmpuint (ids->len, ==, expected->len);
      g_assert_cmpint (tsn_session_count (session, query, NULL), ==, expected->len);
      for (guint j = 0; j < ids->len; j++)
        g_assert_true (tsn_id_equal (&g_array_index (ids, TsnId, j),
                                     &((Event *) g_ptr_array_index (expected, j))->id));
    }
  return TRUE;
}

static void
test_random (StoreFixture *fixture, gconstpointer data)
{
  World world = { .rand = g_rand_new_with_seed (20260401) };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (fixture->store, TSN_STORE_WRITE, put_events, &world, NULL, &error);
  g_assert_no_error (error);
  tsn_store_run_sync (fixture->store, TSN_STORE_READ, ask_queries, &world, NULL, &error);
  g_assert_no_error (error);
  g_rand_free (world.rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/query/random", StoreFixture, NULL, fixture_setup, test_random, fixture_teardown);
  return g_test_run ();
}
