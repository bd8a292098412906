/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may be the same as somebody who is being entered, and who may not. */

#include "tsn-person-similar.h"
#include "work-fixture.h"

typedef struct
{
  TsnPersonClues clues;
  const TsnId *except;
  GArray *found;
} Job;

static gboolean
similar_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->found, g_array_unref);
  job->found = tsn_person_similar (session, &job->clues, job->except, error);
  return job->found != NULL;
}

static void
setup (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_setup (f, NULL);
  tsn_store_unlocked_sync (f->store, TRUE, NULL, &error);
  g_assert_no_error (error);
}

/* The first answer for @clues; 0: none. */
static TsnSimilarity
best (StoreFixture *f, TsnPersonClues clues)
{
  Job job = { .clues = clues };
  TsnSimilarity similarity = 0;

  must_read (f, similar_worker, &job);
  if (job.found->len > 0)
    similarity = g_array_index (job.found, TsnSimilarPerson, 0).similarity;
  g_array_unref (job.found);
  return similarity;
}

/* The person: 髙橋カナリア太郎, タカハシカナリアタロウ, 19400302, 0495-99-8877. */
static void
test_reasons (StoreFixture *f, gconstpointer data)
{
  static const char *const same_phone[] = { "0495（99）8877", NULL };
  static const char *const other_phone[] = { "0495-99-8878", NULL };

  put_person (f->store);
#define BEST(...) best (f, (TsnPersonClues){ __VA_ARGS__ })
  g_assert_cmpint (BEST (.kana = "たかはし　かなりあたろう", .birth = 19400302),
                   ==,
                   TSN_SIMILARITY_KANA_BIRTH);
  g_assert_cmpint (BEST (.kana = "ﾀｶﾊｼ ｶﾅﾘｱﾀﾛｳ", .phones = same_phone),
                   ==,
                   TSN_SIMILARITY_KANA_PHONE);
  g_assert_cmpint (BEST (.kana = CANARY_KANA, .birth = 19400502), ==, TSN_SIMILARITY_NAME_YEAR);
  g_assert_cmpint (BEST (.name = "高橋カナリア太郎", .kana = "コウキョウ", .birth = 19400302),
                   ==,
                   TSN_SIMILARITY_NAME_YEAR);
  g_assert_cmpint (BEST (.kana = "タカハシハナコ", .phones = same_phone), ==, TSN_SIMILARITY_PHONE);
  g_assert_cmpint (BEST (.kana = CANARY_KANA, .birth = 19500101, .phones = same_phone),
                   ==,
                   TSN_SIMILARITY_PHONE);
  g_assert_cmpint (BEST (.kana = CANARY_KANA, .phones = other_phone), ==, TSN_SIMILARITY_KANA);
  g_assert_cmpint (BEST (.kana = CANARY_KANA, .birth = 19500101), ==, 0);
  g_assert_cmpint (BEST (.kana = "タカハシ", .birth = 19400302), ==, 0);
  g_assert_cmpint (BEST (.name = NULL), ==, 0);
#undef BEST
}

static void
test_bounds (StoreFixture *f, gconstpointer data)
{
  Job job = { .clues = { .kana = CANARY_KANA, .birth = 19400302 } };
  TsnId first = put_person (f->store);

  for (guint i = 0; i < 2 * TSN_SIMILAR_MAX; i++)
    put_person (f->store);
  must_read (f, similar_worker, &job);
  g_assert_cmpuint (job.found->len, ==, TSN_SIMILAR_MAX);
  g_assert_true (tsn_id_equal (&g_array_index (job.found, TsnSimilarPerson, 0).person->id, &first));
  job.except = &first;
  must_read (f, similar_worker, &job);
  g_assert_false (
      tsn_id_equal (&g_array_index (job.found, TsnSimilarPerson, 0).person->id, &first));
  g_array_unref (job.found);
}

static void
test_gone (StoreFixture *f, gconstpointer data)
{
  TsnId merged = put_person (f->store);
  TsnId erased = put_person (f->store);
  TsnId nobody = tsn_id_new (NOON);
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), &merged);

  tsn_change_set_reference (change, TSN_PERSON_MERGED_INTO, &nobody);
  must_put (f->store, change);
  must_erase (f->store, TSN_KIND_PERSON, &erased);
  g_assert_cmpint (best (f, (TsnPersonClues){ .kana = CANARY_KANA, .birth = 19400302 }), ==, 0);
}

static gboolean
many_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const syllables[] = { "タ", "カ", "ハ", "シ", "ミ", "ナ", "ロ", "ウ" };

  for (guint i = 0; i < 10000; i++)
    {
      TsnId id = tsn_id_new (NOON + i);
      g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON),
                                                            &id);
      g_autoptr (GString) kana = g_string_new (NULL);

      for (guint n = i, k = 0; k < 7; k++, n /= 8)
        g_string_append (kana, syllables[n % 8]);
      tsn_change_set_text (change, TSN_PERSON_KANA, kana->str);
      tsn_change_set_number (change,
                             TSN_PERSON_BIRTH_DATE,
                             tsn_date_add_days (19300101, (gint32) (i % 20000)));
      if (!tsn_session_add (session, change, error))
        return FALSE;
    }
  return TRUE;
}

/* Among many whose names are much alike. */
static void
test_many (StoreFixture *f, gconstpointer data)
{
  static const char *const phones[] = { CANARY_PHONE, "090-1234-5678", NULL };
  Job job = {
    .clues = { .name = CANARY_NAME, .kana = CANARY_KANA, .birth = 19400302, .phones = phones }
  };
  TsnId person;

  must_write (f, many_worker, &job);
  person = put_person (f->store);
  must_read (f, similar_worker, &job);
  g_assert_cmpuint (job.found->len, >, 0);
  g_assert_true (
      tsn_id_equal (&g_array_index (job.found, TsnSimilarPerson, 0).person->id, &person));
  g_array_unref (job.found);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/person-similar/" path, StoreFixture, NULL, setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("reasons", test_reasons);
  ADD ("bounds", test_bounds);
  ADD ("gone", test_gone);
  ADD ("many", test_many);
  return g_test_run ();
}
