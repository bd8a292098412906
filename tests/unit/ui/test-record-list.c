/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list of many records reads what is looked at, and keeps what stays. */

#include "tsn-record-list.h"
#include "tsn-record-title.h"
#include "tsn-session.h"
#include "ui-fixture.h"

#define MANY 10000

typedef struct
{
  guint from;
  guint n;
  gint64 capacity;
} Make;

static gboolean
make_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Make *make = data;

  for (guint i = make->from; i < make->from + make->n; i++)
    {
      TsnId id = tsn_id_new ((gint64) i + 1);
      g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_EVENT),
                                                            &id);
      g_autofree char *title = g_strdup_printf ("催し %05u", i);

      tsn_change_set_text (change, TSN_EVENT_TITLE, title);
      tsn_change_set_number (change, TSN_EVENT_TYPE, 1);
      tsn_change_set_number (change, TSN_EVENT_CAPACITY_ONSITE, make->capacity);
      if (!tsn_session_add (session, change, error))
        return FALSE;
    }
  return TRUE;
}

/* Events whose ids are in the order of their numbers. */
static void
make_events_for (UiFixture *self, guint from, guint n, gint64 capacity)
{
  Make make = { from, n, capacity };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (tsn_station_get_store (self->station),
                      TSN_STORE_WRITE,
                      make_work,
                      &make,
                      NULL,
                      &error);
  g_assert_no_error (error);
}

static void
make_events (UiFixture *self, guint from, guint n)
{
  make_events_for (self, from, n, 1);
}

static gboolean
is_loaded (gpointer list)
{
  return !tsn_record_list_is_loading (list);
}

static TsnRecordItem *
item_at (TsnRecordList *list, guint i)
{
  return g_list_model_get_item (G_LIST_MODEL (list), i);
}

static gboolean
is_read (gpointer item)
{
  return tsn_record_item_get_record (item) != NULL;
}

static void
assert_title (TsnRecordList *list, guint i, const char *expected)
{
  g_autoptr (TsnRecordItem) item = item_at (list, i);
  g_autofree char *title = NULL;

  ui_wait (is_read, item);
  title = tsn_record_dup_title (tsn_record_item_get_record (item));
  g_assert_cmpstr (title, ==, expected);
}

static TsnRecordList *
new_list (UiFixture *self)
{
  TsnRecordList *list = tsn_record_list_new (self->station, tsn_kind_by_number (TSN_KIND_EVENT));

  tsn_record_list_show (list, NULL, NULL, 0);
  g_assert_true (tsn_record_list_is_loading (list));
  ui_wait (is_loaded, list);
  return list;
}

static void
test_many (UiFixture *self, gconstpointer data)
{
  g_autoptr (TsnRecordList) list = NULL;
  g_autoptr (TsnRecordItem) gone = NULL;

  make_events (self, 0, MANY);
  list = new_list (self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, MANY);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), MANY));
  assert_title (list, 0, "催し 09999"); /* newest first */
  assert_title (list, MANY - 1, "催し 00000");

  /* The same item for as long as somebody holds it, whatever was looked at meanwhile. */
  gone = item_at (list, 5);
  for (guint i = 0; i < MANY; i++)
    g_object_unref (item_at (list, i));
  g_assert_true (gone == item_at (list, 5));
  g_object_unref (gone);
  assert_title (list, 5, "催し 09994");
  assert_title (list, 5000, "催し 04999");
  g_assert_finalize_object (g_steal_pointer (&list));
  g_assert_true (TSN_IS_RECORD_ITEM (gone)); /* outlives its list */
}

typedef struct
{
  guint n;
  guint position, removed, added;
} Changes;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Changes *changes)
{
  changes->n++;
  changes->position = position;
  changes->removed = removed;
  changes->added = added;
}

static void
test_reload (UiFixture *self, gconstpointer data)
{
  g_autoptr (TsnRecordList) list = NULL;
  g_autoptr (TsnRecordItem) third = NULL;
  TsnId id;
  g_autoptr (TsnChange) change = NULL;
  Changes changes = { 0 };

  make_events (self, 0, 100);
  list = new_list (self);
  third = item_at (list, 3);
  ui_wait (is_read, third);
  id = *tsn_record_item_get_id (third);
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), &changes);

  /* One record more: one change, at its place; the others stay who they are. */
  make_events (self, 100, 1);
  tsn_station_changed (self->station, TSN_KIND_EVENT, NULL);
  ui_settle (self);
  g_assert_cmpuint (changes.n, ==, 1);
  g_assert_cmpuint (changes.position, ==, 0);
  g_assert_cmpuint (changes.removed, ==, 0);
  g_assert_cmpuint (changes.added, ==, 1);
  g_assert_true (item_at (list, 4) == third);
  g_object_unref (third);

  /* A record that changed: no row moves, the item says so. */
  change = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), &id);
  tsn_change_set_text (change, TSN_EVENT_TITLE, "新しい題");
  must_put (self->store.store, change);
  tsn_station_changed (self->station, TSN_KIND_EVENT, &id);
  ui_settle (self);
  g_assert_cmpuint (changes.n, ==, 1);
  assert_title (list, 4, "新しい題");

  /* Other kinds are none of its business. */
  tsn_station_changed (self->station, TSN_KIND_PERSON, NULL);
  ui_settle (self);
  g_assert_cmpuint (changes.n, ==, 1);
}

static void
test_search (UiFixture *self, gconstpointer data)
{
  g_autoptr (TsnRecordList) list = NULL;
  g_autoptr (TsnRecordItem) first = NULL;

  make_events (self, 0, 100);
  list = new_list (self);
  /* Of two questions only the last is answered. */
  tsn_record_list_show (list, "00042", NULL, 50);
  tsn_record_list_show (list, "00077", NULL, 50);
  ui_wait (is_loaded, list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  first = item_at (list, 0);
  g_assert_true (is_read (first)); /* came with the answer: no empty row is ever seen */
  assert_title (list, 0, "催し 00077");
  tsn_record_list_show (list, "", NULL, 50);
  ui_wait (is_loaded, list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 100);
}

static TsnQuery *
capacity_query (TsnQueryOperator operator)
{
  TsnQuery *query = tsn_query_new (tsn_kind_by_number (TSN_KIND_EVENT));

  query->descending = TRUE;
  tsn_query_where (query,
                   TSN_EVENT_CAPACITY_ONSITE,
                   operator,
                   tsn_value_number (TSN_TYPE_INTEGER, 2));
  return query;
}

static void
note_cb (GListModel *model, guint position, guint removed, guint added, GString *notes)
{
  g_string_append_printf (notes,
                          "%u-%u+%u=%u ",
                          position,
                          removed,
                          added,
                          g_list_model_get_n_items (model));
}

/* What goes and what comes are told one after the other where they are many: else GtkListView goes
 * through all that comes. What both questions found stays. */
static void
test_many_others (UiFixture *self, gconstpointer data)
{
  g_autoptr (TsnRecordList) list = NULL;
  g_autoptr (GString) notes = g_string_new (NULL);
  g_autoptr (TsnRecordItem) first = NULL;
  g_autoptr (TsnRecordItem) again = NULL;

  make_events_for (self, 0, 100, 2);
  make_events_for (self, 100, 100, 1);
  make_events_for (self, 200, 1500, 3);
  make_events_for (self, 1700, 100, 2);
  list = tsn_record_list_new (self->station, tsn_kind_by_number (TSN_KIND_EVENT));
  tsn_record_list_show (list, NULL, capacity_query (TSN_QUERY_AT_MOST), 0);
  ui_wait (is_loaded, list);
  first = item_at (list, 0);
  g_signal_connect (list, "items-changed", G_CALLBACK (note_cb), notes);

  tsn_record_list_show (list, NULL, capacity_query (TSN_QUERY_AT_LEAST), 0);
  ui_wait (is_loaded, list);
  g_assert_cmpstr (notes->str, ==, "100-100+0=200 100-0+1500=1700 ");
  again = item_at (list, 0);
  g_assert_true (again == first);
  assert_title (list, 99, "催し 01700");
  assert_title (list, 100, "催し 01699");
  assert_title (list, 1599, "催し 00200");
  assert_title (list, 1600, "催し 00099");

  g_string_truncate (notes, 0);
  tsn_record_list_show (list, NULL, capacity_query (TSN_QUERY_AT_MOST), 0);
  ui_wait (is_loaded, list);
  g_assert_cmpstr (notes->str, ==, "100-1500+0=200 100-0+100=300 ");
  assert_title (list, 100, "催し 00199");
}

/* -- A key's question -- */

typedef struct
{
  GMutex mutex; /* of: */
  GCond cond;
  gboolean may_end;
  gboolean answered;
} Key;

static gboolean
quick_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static gboolean
stuck_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Key *key = data;

  g_mutex_lock (&key->mutex);
  while (!key->may_end)
    g_cond_wait (&key->cond, &key->mutex);
  g_mutex_unlock (&key->mutex);
  return TRUE;
}

static void
key_answer (gpointer object, gpointer data, const GError *error)
{
  Key *key = data;

  g_assert_no_error (error);
  key->answered = TRUE;
}

static gboolean
is_answered (gpointer key)
{
  return ((Key *) key)->answered;
}

static void
ask_for_key (UiFixture *self, TsnStoreWork work, Key *key)
{
  key->answered = FALSE;
  tsn_station_ask_for_key (self->station, work, key, NULL, self->station, key_answer);
  g_assert_false (key->answered); /* always from the main loop */
}

/* It waits a moment, never for long: a reader that is stuck does not stop the window. */
static void
test_key (UiFixture *self, gconstpointer data)
{
  Key key = { 0 };

  g_mutex_init (&key.mutex);
  g_cond_init (&key.cond);
  ask_for_key (self, quick_work, &key);
  ui_wait (is_answered, &key);

  ask_for_key (self, stuck_work, &key);
  g_mutex_lock (&key.mutex);
  key.may_end = TRUE;
  g_cond_signal (&key.cond);
  g_mutex_unlock (&key.mutex);
  ui_wait (is_answered, &key);

  /* Locked: nobody answers, and nobody waits for it. */
  tsn_station_lock (self->station);
  ask_for_key (self, quick_work, &key);
  ui_settle (self);
  g_assert_false (key.answered);
  g_mutex_clear (&key.mutex);
  g_cond_clear (&key.cond);
}

static void
add (const char *path, void (*test) (UiFixture *, gconstpointer))
{
  g_test_add (path, UiFixture, NULL, ui_fixture_setup, test, ui_fixture_teardown);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/ui/record-list/many", test_many);
  add ("/ui/record-list/reload", test_reload);
  add ("/ui/record-list/search", test_search);
  add ("/ui/record-list/many-others", test_many_others);
  add ("/ui/record-list/key", test_key);
  return g_test_run ();
}
