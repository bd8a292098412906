/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What work can do: put, get, query, history, answers, erase, keys, search, settings, addresses. */

#include "store-fixture.h"
#include "tsn-address.h"
#include "tsn-search.h"

static TsnChange *
change_of (guint kind, const TsnId *id)
{
  return tsn_change_new (tsn_kind_by_number (kind), id);
}

static void
rename_person (TsnStore *store, const TsnId *id, const char *name)
{
  g_autoptr (TsnChange) change = change_of (TSN_KIND_PERSON, id);

  tsn_change_set_text (change, TSN_PERSON_NAME, name);
  must_put (store, change);
}

/* -- Put -- */

static void
test_unchanged (StoreFixture *fixture, gconstpointer data)
{
  TsnId id = put_person (fixture->store);
  g_autoptr (GPtrArray) before = must_list_patches (fixture->store);
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (TsnChange) change = change_of (TSN_KIND_PERSON, &id);

  tsn_change_set_text (change, TSN_PERSON_NAME, CANARY_NAME);
  tsn_change_set_text (change, TSN_PERSON_MUNICIPALITY, "112119");
  tsn_change_clear_field (change, TSN_PERSON_BUILDING);
  must_put (fixture->store, change);
  after = must_list_patches (fixture->store);
  g_assert_cmpuint (after->len, ==, before->len);

  tsn_change_set_text (change, TSN_PERSON_NAME, "別名");
  must_put (fixture->store, change);
  g_ptr_array_unref (after);
  after = must_list_patches (fixture->store);
  g_assert_cmpuint (after->len, ==, before->len + 1);
  g_assert_nonnull (tsn_patch_seen (g_ptr_array_index (after, after->len - 1), TSN_PERSON_NAME));
  g_assert_null (
      tsn_patch_seen (g_ptr_array_index (after, after->len - 1), TSN_PERSON_MUNICIPALITY));
}

static void
test_refusals (StoreFixture *fixture, gconstpointer data)
{
  TsnId id = tsn_id_new (1);
  g_autoptr (TsnChange) unknown = change_of (TSN_KIND_PERSON, &id);
  g_autoptr (TsnChange) incomplete = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON),
                                                            &id);
  g_autoptr (GError) error = NULL;

  tsn_change_set_text (unknown, TSN_PERSON_NAME, "名");
  g_assert_false (try_put (fixture->store, unknown, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  tsn_change_set_text (incomplete, TSN_PERSON_NAME, "名");
  g_assert_false (try_put (fixture->store, incomplete, &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_REQUIRED);
}

static void
test_append_only (StoreFixture *fixture, gconstpointer data)
{
  TsnId person = put_person (fixture->store);
  TsnId id = tsn_id_new (1);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONVERSATION),
                                                        &id);
  g_autoptr (TsnRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  tsn_change_set_reference (change, TSN_CONVERSATION_PERSON, &person);
  tsn_change_set_number (change, TSN_CONVERSATION_DATE, 20260401);
  must_put (fixture->store, change);
  must_put (fixture->store, change); /* the same again is no change */
  tsn_change_reset (change, &id);
  change->create = FALSE;
  tsn_change_set_number (change, TSN_CONVERSATION_DATE, 20260402);
  g_assert_false (try_put (fixture->store, change, &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_APPEND_ONLY);
  tsn_change_reset (change, &id);
  change->create = FALSE;
  tsn_change_set_number (change, TSN_CONVERSATION_TIME, 600);
  must_put (fixture->store, change); /* still empty: may be filled */
  record = must_get (fixture->store, TSN_KIND_CONVERSATION, &id);
  g_assert_cmpint (tsn_record_number (record, TSN_CONVERSATION_TIME, 0), ==, 600);
  g_assert_cmpint (tsn_record_number (record, TSN_CONVERSATION_DATE, 0), ==, 20260401);
}

/* -- Keys -- */

static void
test_locked (StoreFixture *fixture, gconstpointer data)
{
  TsnId id = put_person (fixture->store);
  g_autoptr (TsnRecord) record = NULL;
  const TsnCell *cell;

  tsn_vault_lock (fixture->vault);
  tsn_store_locked (fixture->store);
  record = must_get (fixture->store, TSN_KIND_PERSON, &id);
  cell = tsn_record_cell (record, TSN_PERSON_NAME);
  g_assert_nonnull (cell);
  g_assert_false (cell->readable);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_MUNICIPALITY), ==, "112119");
  put_person (fixture->store); /* a locked device still writes */
  fixture_reopen (fixture);
  must_be_clean (fixture->store);
}

static void
test_kiosk (StoreFixture *fixture, gconstpointer data)
{
  StoreFixture kiosk = { 0 };
  TsnId id;
  TsnId second;
  g_autoptr (TsnRecord) here = NULL;
  g_autoptr (TsnRecord) there = NULL;
  g_autoptr (GPtrArray) patches = NULL;

  fixture_setup_for_role (&kiosk, fixture, TSN_ROLE_KIOSK);
  id = put_person (kiosk.store);
  here = must_get (kiosk.store, TSN_KIND_PERSON, &id);
  g_assert_null (tsn_record_text (here, TSN_PERSON_NAME));
  tsn_vault_forget_data_keys (kiosk.vault);
  second = put_person (kiosk.store);
  patches = must_list_patches (kiosk.store);
  for (guint i = 0; i < patches->len; i++)
    must_apply (fixture->store, g_ptr_array_index (patches, i));
  there = must_get (fixture->store, TSN_KIND_PERSON, &second);
  g_assert_cmpstr (tsn_record_text (there, TSN_PERSON_NAME), ==, CANARY_NAME);
  g_assert_cmpstr (tsn_record_text (there, TSN_PERSON_NOTE), ==, CANARY_NOTE);
  must_be_clean (fixture->store);
  fixture_teardown (&kiosk, NULL);
}

/* A start of the program does not publish new keys where the old ones are at hand. */
static void
test_keys_are_used_again (StoreFixture *fixture, gconstpointer data)
{
  guint n_keys = 0;
  g_autoptr (GPtrArray) patches = NULL;

  for (guint i = 0; i < 4; i++)
    {
      put_person (fixture->store);
      fixture_reopen (fixture);
    }
  patches = must_list_patches (fixture->store);
  for (guint i = 0; i < patches->len; i++)
    n_keys += ((TsnPatch *) g_ptr_array_index (patches, i))->kind == TSN_KIND_DATA_KEY ? 1 : 0;
  g_assert_cmpuint (n_keys, ==, 2); /* desk and care */
}

/* -- Queries -- */

typedef struct
{
  TsnId first;
  guint n_contains;
  guint n_equal;
  guint n_range;
  guint n_text;
  gint64 count;
  GPtrArray *ordered;
  GPtrArray *history;
  GPtrArray *answers;
  const TsnKind *kind_of;
  TsnId person;
} Findings;

static guint
count_where (TsnSession *session, guint field, TsnQueryOperator op, TsnValue value)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_EVENT));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;

  tsn_query_where (query, field, op, value);
  records = tsn_session_query (session, query, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tsn_session_count (session, query, &error), ==, records->len);
  return records->len;
}

static gboolean
query_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Findings *found = data;
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_EVENT));
  g_autoptr (TsnQuery) sealed = tsn_query_new (tsn_kind_by_number (TSN_KIND_PERSON));
  g_autoptr (GError) local = NULL;

  found->n_contains = count_where (session,
                                   TSN_EVENT_ITEMS,
                                   TSN_QUERY_CONTAINS,
                                   tsn_value_number (TSN_TYPE_CODE, 2));
  found->n_equal = count_where (session,
                                TSN_EVENT_DATE,
                                TSN_QUERY_EQUAL,
                                tsn_value_number (TSN_TYPE_DATE, 20260403));
  found->n_range = count_where (session,
                                TSN_EVENT_DATE,
                                TSN_QUERY_AT_LEAST,
                                tsn_value_number (TSN_TYPE_DATE, 20260403));
  found->n_text = count_where (session, TSN_EVENT_TITLE, TSN_QUERY_CONTAINS, tsn_value_text ("講"));
  query->order_by = TSN_EVENT_DATE;
  query->descending = TRUE;
  query->limit = 3;
  query->offset = 1;
  found->ordered = tsn_session_query (session, query, error);
  g_assert_nonnull (found->ordered);
  tsn_query_where (sealed, TSN_PERSON_NAME, TSN_QUERY_EQUAL, tsn_value_text (CANARY_NAME));
  g_assert_cmpint (tsn_session_count (session, sealed, &local), ==, -1);
  g_assert_error (local, TSN_MODEL_ERROR, TSN_MODEL_ERROR_UNKNOWN_FIELD);
  return TRUE;
}

static void
test_query (StoreFixture *fixture, gconstpointer data)
{
  Findings found = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 6; i++)
    {
      TsnId id = put_event (fixture->store, i % 2 == 0 ? "講演会" : "出前");
      g_autoptr (TsnChange) change = change_of (TSN_KIND_EVENT, &id);
      TsnValue items = tsn_value_list ();

      for (guint j = 1; j <= i; j++)
        {
          TsnValue item = tsn_value_number (TSN_TYPE_CODE, j);

          tsn_value_list_take (&items, &item);
        }
      tsn_change_take (change, TSN_EVENT_ITEMS, items);
      tsn_change_set_number (change, TSN_EVENT_DATE, 20260400 + i);
      must_put (fixture->store, change);
    }
  tsn_store_run_sync (fixture->store, TSN_STORE_READ, query_work, &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found.n_contains, ==, 5);
  g_assert_cmpuint (found.n_equal, ==, 1);
  g_assert_cmpuint (found.n_range, ==, 4);
  g_assert_cmpuint (found.n_text, ==, 3);
  g_assert_cmpuint (found.ordered->len, ==, 3);
  g_assert_cmpint (tsn_record_number (g_ptr_array_index (found.ordered, 0), TSN_EVENT_DATE, 0),
                   ==,
                   20260405);
  g_ptr_array_unref (found.ordered);
}

/* -- History and answers -- */

static gboolean
history_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Findings *found = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);

  found->history = tsn_session_history (session, kind, &found->person, error);
  found->answers = tsn_session_answers (session, kind, &found->person, TSN_PERSON_NAME, error);
  found->kind_of = tsn_session_kind_of (session, &found->person, error);
  return found->history != NULL && found->answers != NULL;
}

static Findings
look_at (TsnStore *store, const TsnId *person)
{
  Findings found = { .person = *person };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (store, TSN_STORE_READ, history_work, &found, NULL, &error);
  g_assert_no_error (error);
  return found;
}

static void
findings_clear (Findings *found)
{
  g_clear_pointer (&found->history, g_ptr_array_unref);
  g_clear_pointer (&found->answers, g_ptr_array_unref);
}

static void
test_history (StoreFixture *fixture, gconstpointer data)
{
  TsnId person = put_person (fixture->store);
  Findings found;
  const TsnHistoryEntry *entry;

  rename_person (fixture->store, &person, "二番目");
  rename_person (fixture->store, &person, "三番目");
  found = look_at (fixture->store, &person);
  g_assert_true (found.kind_of == tsn_kind_by_number (TSN_KIND_PERSON));
  g_assert_cmpuint (found.history->len, ==, 3);
  entry = g_ptr_array_index (found.history, 0);
  g_assert_cmpstr (g_array_index (entry->items, TsnHistoryItem, 0).value.text, ==, "三番目");
  g_assert_true (g_array_index (entry->items, TsnHistoryItem, 0).current);
  entry = g_ptr_array_index (found.history, 2);
  g_assert_cmpuint (entry->items->len, ==, 7);
  g_assert_cmpstr (g_array_index (entry->items, TsnHistoryItem, 0).value.text, ==, CANARY_NAME);
  g_assert_false (g_array_index (entry->items, TsnHistoryItem, 0).current);
  g_assert_cmpuint (found.answers->len, ==, 1);
  findings_clear (&found);
}

static void
exchange (TsnStore *from, TsnStore *to)
{
  g_autoptr (GPtrArray) patches = must_list_patches (from);

  for (guint i = 0; i < patches->len; i++)
    must_apply (to, g_ptr_array_index (patches, i));
}

static void
test_two_answers (StoreFixture *fixture, gconstpointer data)
{
  StoreFixture other = { 0 };
  TsnId person = put_person (fixture->store);
  Findings found;
  g_autoptr (TsnRecord) record = NULL;

  fixture_setup_for_role (&other, fixture, TSN_ROLE_RECEPTION);
  exchange (fixture->store, other.store);
  rename_person (fixture->store, &person, "こちら");
  rename_person (other.store, &person, "あちら");
  exchange (other.store, fixture->store);
  exchange (fixture->store, other.store);

  found = look_at (fixture->store, &person);
  g_assert_cmpuint (found.answers->len, ==, 2);
  findings_clear (&found);

  /* Choosing the value that stands is an answer, too. */
  record = must_get (fixture->store, TSN_KIND_PERSON, &person);
  rename_person (fixture->store, &person, tsn_record_text (record, TSN_PERSON_NAME));
  found = look_at (fixture->store, &person);
  g_assert_cmpuint (found.answers->len, ==, 1);
  findings_clear (&found);
  exchange (fixture->store, other.store);
  found = look_at (other.store, &person);
  g_assert_cmpuint (found.answers->len, ==, 1);
  findings_clear (&found);
  must_be_clean (fixture->store);
  must_be_clean (other.store);
  fixture_teardown (&other, NULL);
}

/* -- Erasure -- */

static void
test_erase (StoreFixture *fixture, gconstpointer data)
{
  TsnId person = put_person (fixture->store);
  TsnId contact = put_contact (fixture->store, &person);
  TsnId event = put_event (fixture->store, "講演会");
  TsnId attendance = put_attendance (fixture->store, &event, &person);
  g_autoptr (GPtrArray) before = must_list_patches (fixture->store);
  g_autoptr (TsnRecord) erased = NULL;
  g_autoptr (TsnRecord) erased_contact = NULL;
  g_autoptr (TsnRecord) counted = NULL;
  g_autoptr (TsnChange) change = change_of (TSN_KIND_PERSON, &person);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (must_erase (fixture->store, TSN_KIND_PERSON, &person), ==, 2);
  g_assert_cmpuint (must_erase (fixture->store, TSN_KIND_PERSON, &person), ==, 0);
  erased = must_get (fixture->store, TSN_KIND_PERSON, &person);
  g_assert_true (erased->erased);
  g_assert_cmpuint (erased->cells->len, ==, 0);
  erased_contact = must_get (fixture->store, TSN_KIND_CONTACT, &contact);
  g_assert_true (erased_contact->erased);
  counted = must_get (fixture->store, TSN_KIND_ATTENDANCE, &attendance);
  g_assert_false (counted->erased); /* who came is still counted */

  tsn_change_set_text (change, TSN_PERSON_NAME, "名");
  g_assert_false (try_put (fixture->store, change, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_ERASED);

  /* No byte of what was sealed is left, and what comes again does not come back. */
  for (guint i = 0; i < before->len; i++)
    {
      const TsnPatch *patch = g_ptr_array_index (before, i);

      if (patch->kind == TSN_KIND_PERSON || patch->kind == TSN_KIND_CONTACT)
        must_apply (fixture->store, patch);
      for (guint j = 0; j < patch->groups->len; j++)
        {
          gsize size;
          const guint8 *sealed = g_bytes_get_data (
              ((TsnGroup *) g_ptr_array_index (patch->groups, j))->sealed,
              &size);

          g_assert_false (folder_contains (fixture->folder, sealed + size / 2, 16));
        }
    }
  must_be_clean (fixture->store);
}

/* A contact that was written where the erasure was not known yet. */
static void
test_erase_orphan (StoreFixture *fixture, gconstpointer data)
{
  StoreFixture other = { 0 };
  TsnId person = put_person (fixture->store);
  TsnId contact;
  g_autoptr (TsnRecord) record = NULL;

  fixture_setup_for_role (&other, fixture, TSN_ROLE_RECEPTION);
  exchange (fixture->store, other.store);
  contact = put_contact (other.store, &person);
  must_erase (fixture->store, TSN_KIND_PERSON, &person);
  exchange (other.store, fixture->store);
  record = must_get (fixture->store, TSN_KIND_CONTACT, &contact);
  g_assert_true (record->erased);
  must_be_clean (fixture->store);
  fixture_teardown (&other, NULL);
}

/* -- Readings of cards -- */

/* Erasing @person erases the readings of all their cards, and no others. */
static void
test_erase_scans (StoreFixture *fixture, gconstpointer data)
{
  TsnId person = put_person (fixture->store);
  TsnId other = put_person (fixture->store);
  TsnId scans[3];
  TsnId card = put_card_of (fixture->store, &person, "0000000000000001");

  put_card_of (fixture->store, &person, "0000000000000002");
  put_card_of (fixture->store, &other, "0000000000000003");
  for (guint i = 0; i < G_N_ELEMENTS (scans); i++)
    {
      g_autofree char *serial = g_strdup_printf ("%016u", i + 1);

      scans[i] = put_scan_of (fixture->store, serial);
    }
  g_assert_cmpuint (must_erase (fixture->store, TSN_KIND_PERSON, &person), ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (scans); i++)
    {
      g_autoptr (TsnRecord) scan = must_get (fixture->store, TSN_KIND_SCAN, &scans[i]);

      g_assert_cmpint (scan->erased, ==, i < 2);
    }
  {
    g_autoptr (TsnRecord) kept = must_get (fixture->store, TSN_KIND_CARD, &card);

    g_assert_false (kept->erased); /* a card found later is still known */
  }
  must_be_clean (fixture->store);
}

/* The erasure, the card and its reading arrive in each order at a device that knew none of them. */
static void
test_erase_late_scans (StoreFixture *fixture, gconstpointer data)
{
  static const guint8 ORDERS[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
                                      { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
  StoreFixture other = { 0 };

  fixture_setup_for_role (&other, fixture, TSN_ROLE_RECEPTION);
  for (guint i = 0; i < G_N_ELEMENTS (ORDERS); i++)
    {
      g_autofree char *serial = g_strdup_printf ("%016u", i);
      TsnId person = put_person (fixture->store);
      const TsnId ids[] = { person,
                            put_card_of (fixture->store, &person, serial),
                            put_scan_of (fixture->store, serial) };
      g_autoptr (GPtrArray) before = must_list_patches (fixture->store);
      g_autoptr (GPtrArray) after = NULL;
      g_autoptr (TsnRecord) scan = NULL;

      must_erase (fixture->store, TSN_KIND_PERSON, &person);
      after = must_list_patches (fixture->store);
      for (guint k = 0; k < G_N_ELEMENTS (ids); k++)
        {
          guint which = ORDERS[i][k];
          GPtrArray *patches = which == 0 ? after : before;

          for (guint p = 0; p < patches->len; p++)
            {
              const TsnPatch *patch = g_ptr_array_index (patches, p);

              if (tsn_id_equal (&patch->record, &ids[which]))
                must_apply (other.store, patch);
            }
        }
      scan = must_get (other.store, TSN_KIND_SCAN, &ids[2]);
      g_assert_true (scan->erased);
    }
  must_be_clean (other.store);
  fixture_teardown (&other, NULL);
}

/* -- What is in the files -- */

static void
test_no_canaries (StoreFixture *fixture, gconstpointer data)
{
  static const char *const canaries[] = { CANARY_NAME,  CANARY_KANA, CANARY_ADDRESS,
                                          CANARY_PHONE, CANARY_NOTE, "19400302" };
  g_autofree char *backup = g_build_filename (fixture->root, "backup", NULL);
  TsnId person = put_person (fixture->store);
  g_autoptr (GError) error = NULL;

  put_contact (fixture->store, &person);
  tsn_store_unlocked_sync (fixture->store, TRUE, NULL, &error);
  g_assert_no_error (error);
  tsn_store_backup_sync (fixture->store, backup, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
        g_assert_false (folder_contains (fixture->root, canaries[i], strlen (canaries[i])));
      g_assert_true (
          folder_contains (fixture->root, "112119", 6)); /* the look finds what is there in clear */
      fixture_close (fixture);
    }
}

/* -- Search -- */

static void
test_search (StoreFixture *fixture, gconstpointer data)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  TsnId first = put_person (fixture->store);
  TsnId second;
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (tsn_store_search_size (fixture->store, kind), ==, 0);
  tsn_store_unlocked_sync (fixture->store, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tsn_store_search_size (fixture->store, kind), ==, 1);
  second = put_person (fixture->store);
  rename_person (fixture->store, &second, "山﨑花子");
  ids = tsn_store_search (fixture->store, kind, "山崎", 10);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_true (tsn_id_equal (&g_array_index (ids, TsnId, 0), &second));
  g_array_unref (ids);
  must_erase (fixture->store, TSN_KIND_PERSON, &first);
  ids = tsn_store_search (fixture->store, kind, "高橋", 10);
  g_assert_cmpuint (ids->len, ==, 0);
  tsn_store_locked (fixture->store);
  g_assert_cmpuint (tsn_store_search_size (fixture->store, kind), ==, 0);
}

typedef struct
{
  TsnId id;
  gboolean rename; /* in the same transaction, after it was made */
  gboolean fail;   /* at the end */
} NewPerson;

static gboolean
put_new_person (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const NewPerson *person = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  g_autoptr (TsnChange) made = tsn_change_new_create (kind, &person->id);
  g_autoptr (TsnChange) renamed = tsn_change_new (kind, &person->id);

  tsn_change_set_text (made, TSN_PERSON_NAME, CANARY_NAME);
  tsn_change_set_text (made, TSN_PERSON_KANA, CANARY_KANA);
  tsn_change_set_text (renamed, TSN_PERSON_NAME, "山﨑花子");
  if (!tsn_session_put (session, made, NULL, error) ||
      (person->rename && !tsn_session_put (session, renamed, NULL, error)))
    return FALSE;
  if (person->fail)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "as the test wants it");
  return !person->fail;
}

static void
must_find (StoreFixture *fixture, const char *query, guint n)
{
  g_autoptr (GArray) ids =
      tsn_store_search (fixture->store, tsn_kind_by_number (TSN_KIND_PERSON), query, 10);

  g_assert_cmpuint (ids->len, ==, n);
}

/* What is found after a commit is what was committed, whether the writer told it or the log was
 * read again. */
static void
test_search_news (StoreFixture *fixture, gconstpointer data)
{
  static const struct
  {
    gboolean rename, fail;
    guint n_takahashi, n_yamazaki;
  } steps[] = { { FALSE, FALSE, 1, 0 },
                { FALSE, TRUE, 1, 0 },
                { TRUE, FALSE, 1, 1 },
                { TRUE, TRUE, 1, 1 },
                { FALSE, FALSE, 2, 1 } };

  tsn_store_unlocked_sync (fixture->store, TRUE, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      NewPerson person = { tsn_id_new (1 + i), steps[i].rename, steps[i].fail };
      g_autoptr (GError) error = NULL;

      tsn_store_run_sync (fixture->store, TSN_STORE_WRITE, put_new_person, &person, NULL, &error);
      if (steps[i].fail)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      else
        g_assert_no_error (error);
      must_find (fixture, "高橋", steps[i].n_takahashi);
      must_find (fixture, "山崎", steps[i].n_yamazaki);
    }
  tsn_store_locked (fixture->store);
  put_person (fixture->store);
  must_find (fixture, "高橋", 0);
  tsn_store_unlocked_sync (fixture->store, TRUE, NULL, NULL);
  must_find (fixture, "高橋", 3);
}

/* -- Many at once -- */

#define N_ADDED 1000 /* many batches */

typedef struct
{
  TsnId first;
  guint n;        /* how many to add */
  gboolean twice; /* the first one is added once more, in the middle */
} Adding;

static TsnId
count_id (const TsnId *first, guint i)
{
  TsnId id = *first;

  id.bytes[14] = (guint8) (i >> 8);
  id.bytes[15] = (guint8) i;
  return id;
}

static gboolean
add_people (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Adding *adding = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, &adding->first);

  for (guint i = 0; i < adding->n; i++)
    {
      gboolean again = adding->twice && i == adding->n / 2;
      TsnId id = count_id (&adding->first, again ? 0 : i);

      tsn_change_reset (change, &id);
      tsn_change_set_text (change, TSN_PERSON_NAME, "山﨑花子");
      tsn_change_set_text (change, TSN_PERSON_KANA, "ヤマザキハナコ");
      if (!tsn_session_add (session, change, error))
        return FALSE;
      if (i % 100 == 50)
        {
          /* What was added is there for whoever asks, and may be changed. */
          g_autoptr (TsnRecord) record = tsn_session_get (session, kind, &id, error);
          g_autoptr (TsnChange) renamed = tsn_change_new (kind, &id);

          if (record == NULL)
            return FALSE;
          tsn_change_set_text (renamed, TSN_PERSON_NAME, "高橋花子");
          if (!tsn_session_put (session, renamed, NULL, error))
            return FALSE;
        }
    }
  return TRUE;
}

/* Enough people that two threads fill the search: each is there once, in the order of ids, and who
 * was erased is not. */
static void
test_search_many (StoreFixture *fixture, gconstpointer data)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  Adding adding = { tsn_id_new (1), N_ADDED, FALSE };
  TsnId erased = count_id (&adding.first, 0);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (
      tsn_store_run_sync (fixture->store, TSN_STORE_WRITE, add_people, &adding, NULL, &error));
  must_erase (fixture->store, TSN_KIND_PERSON, &erased);
  tsn_store_unlocked_sync (fixture->store, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tsn_store_search_size (fixture->store, kind), ==, N_ADDED - 1);
  ids = tsn_store_search (fixture->store, kind, "ヤマザキ", N_ADDED);
  g_assert_cmpuint (ids->len, ==, N_ADDED - 1);
  for (guint i = 0; i < ids->len; i++)
    {
      TsnId id = count_id (&adding.first, i + 1);

      g_assert_true (tsn_id_equal (&g_array_index (ids, TsnId, i), &id));
    }
  put_person (fixture->store);
  g_assert_cmpuint (tsn_store_search_size (fixture->store, kind), ==, N_ADDED);
}

static void
test_add (StoreFixture *fixture, gconstpointer data)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  Adding adding = { tsn_id_new (1), N_ADDED, FALSE };
  g_autoptr (GError) error = NULL;

  tsn_store_unlocked_sync (fixture->store, TRUE, NULL, NULL);
  g_assert_true (
      tsn_store_run_sync (fixture->store, TSN_STORE_WRITE, add_people, &adding, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tsn_store_search_size (fixture->store, kind), ==, N_ADDED);
  must_find (fixture, "高橋", 10);

  /* An id that is there already, in a transaction of many batches and of less than one. */
  for (guint n = 2; n <= N_ADDED; n += N_ADDED - 2)
    {
      Adding doubled = { tsn_id_new (2), n, TRUE };

      g_assert_false (
          tsn_store_run_sync (fixture->store, TSN_STORE_WRITE, add_people, &doubled, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
      g_clear_error (&error);
      g_assert_cmpuint (tsn_store_search_size (fixture->store, kind), ==, N_ADDED);
    }
  must_be_clean (fixture->store);
  adding = (Adding){ tsn_id_new (3), 1, FALSE };
  g_assert_true (
      tsn_store_run_sync (fixture->store, TSN_STORE_WRITE, add_people, &adding, NULL, &error));
  g_assert_cmpuint (tsn_store_search_size (fixture->store, kind), ==, N_ADDED + 1);
  must_be_clean (fixture->store);
}

/* -- Settings and addresses -- */

static gboolean
reference_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnAddress address = { .postcode = "3670053",
                         .municipality = "112119",
                         .prefecture = (char[]){ "埼玉県" },
                         .city = (char[]){ "本庄市" },
                         .town = (char[]){ "中央" },
                         .town_kana = NULL,
                         .office = NULL };
  g_autoptr (GBytes) value = g_bytes_new_static ("seven", 5);
  g_autoptr (GBytes) read = NULL;
  g_autoptr (GArray) addresses = NULL;

  g_assert_null (tsn_session_get_setting (session, "sheet", error));
  g_assert_true (tsn_session_set_setting (session, "sheet", value, error));
  read = tsn_session_get_setting (session, "sheet", error);
  g_assert_true (g_bytes_equal (read, value));

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (tsn_session_replace_addresses_begin (session, "ken_all", error));
      g_assert_true (tsn_session_add_address (session, "ken_all", &address, error));
    }
  addresses = tsn_session_addresses (session, "3670053", error);
  g_assert_cmpuint (addresses->len, ==, 1);
  g_assert_cmpstr (g_array_index (addresses, TsnAddress, 0).town, ==, "中央");
  return TRUE;
}

static void
test_reference (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (fixture->store, TSN_STORE_WRITE, reference_work, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* -- What is new -- */

typedef struct
{
  guint kinds[2];
  gint64 seq;
  gboolean changed;
} Since;

static gboolean
since_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Since *since = data;

  return tsn_session_changed_since (session, since->kinds, &since->seq, &since->changed, error);
}

static gboolean
is_changed (StoreFixture *fixture, Since *since)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (fixture->store, TSN_STORE_READ, since_work, since, NULL, &error);
  g_assert_no_error (error);
  return since->changed;
}

static void
test_changed_since (StoreFixture *fixture, gconstpointer data)
{
  Since people = { { TSN_KIND_PERSON, 0 }, G_MAXINT64, FALSE };
  Since cards = { { TSN_KIND_CARD, 0 }, G_MAXINT64, FALSE };
  gint64 before;

  g_assert_false (is_changed (fixture, &people)); /* an empty log */
  g_assert_cmpint (people.seq, ==, 0);
  put_person (fixture->store);
  g_assert_true (is_changed (fixture, &people));
  before = people.seq;
  g_assert_cmpint (before, >, 0);
  g_assert_false (is_changed (fixture, &people));
  g_assert_false (is_changed (fixture, &cards));
  g_assert_cmpint (cards.seq, ==, before);
  put_person (fixture->store);
  g_assert_false (is_changed (fixture, &cards));
  g_assert_cmpint (cards.seq, >, before);
  g_assert_true (is_changed (fixture, &people));
  g_assert_cmpint (people.seq, ==, cards.seq);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/session/" name, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("unchanged", test_unchanged);
  ADD ("changed-since", test_changed_since);
  ADD ("refusals", test_refusals);
  ADD ("append-only", test_append_only);
  ADD ("locked", test_locked);
  ADD ("kiosk", test_kiosk);
  ADD ("keys-are-used-again", test_keys_are_used_again);
  ADD ("query", test_query);
  ADD ("history", test_history);
  ADD ("two-answers", test_two_answers);
  ADD ("erase", test_erase);
  ADD ("erase-orphan", test_erase_orphan);
  ADD ("erase-scans", test_erase_scans);
  ADD ("erase-late-scans", test_erase_late_scans);
  ADD ("no-canaries", test_no_canaries);
  ADD ("search", test_search);
  ADD ("search-news", test_search_news);
  ADD ("search-many", test_search_many);
  ADD ("add", test_add);
  ADD ("reference", test_reference);
  return g_test_run ();
}
