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
      if (!tsn_session_add (session, change, error))
        return FALSE;
    }
  return TRUE;
}

/* Events whose ids are in the order of their numbers. */
static void
make_events (UiFixture *self, guint from, guint n)
{
  Make make = { from, n };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (tsn_station_get_store (self->station),
                      TSN_STORE_WRITE,
                      make_work,
                      &make,
                      NULL,
                      &error);
  g_assert_no_error (error);
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
  return g_test_run ();
}
