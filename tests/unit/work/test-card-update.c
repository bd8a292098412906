/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a scanned card back to the records: what is a difference, what is none, and what is written.
 */

#include "tsn-card-update.h"
#include "tsn-issue.h"
#include "tsn-person-similar.h"
#include "work-fixture.h"

typedef struct
{
  TsnId person;
  gboolean is_new; /* nobody to compare with */
  TsnCard *card;
  GArray *differences;
  GArray *similar;
  TsnId found;
} Job;

static gboolean
compose_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  TsnIssue issue = { .person = job->person, .written = 20251128, .now_ms = NOON };

  g_clear_pointer (&job->card, tsn_card_free);
  job->card = tsn_issue_compose (session, &issue, NULL, error);
  return job->card != NULL && tsn_issue_register (session, &issue, job->card, NULL, error);
}

static gboolean
compare_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->differences, g_array_unref);
  job->differences =
      tsn_card_differences (session, job->is_new ? NULL : &job->person, job->card, error);
  return job->differences != NULL;
}

static gboolean
apply_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_card_apply (session,
                         job->is_new ? NULL : &job->person,
                         job->differences,
                         NOON,
                         &job->found,
                         error);
}

static gboolean
find_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->similar, g_array_unref);
  return tsn_card_find_person (session, job->card, &job->found, &job->similar, error);
}

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->card, tsn_card_free);
  g_clear_pointer (&job->differences, g_array_unref);
  g_clear_pointer (&job->similar, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static void
setup (StoreFixture *f, gconstpointer data)
{
  TsnId id = tsn_id_derive ("municipality", "112119", 6);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_MUNICIPALITY),
                                                        &id);
  g_autoptr (GError) error = NULL;

  fixture_setup (f, NULL);
  tsn_change_set_text (change, TSN_MUNICIPALITY_NAME, "本庄市");
  tsn_change_set_text (change, TSN_MUNICIPALITY_CODE, "112119");
  must_put (f->store, change);
  tsn_store_unlocked_sync (f->store, TRUE, NULL, &error);
  g_assert_no_error (error);
}

static TsnId
put_team (StoreFixture *f, const TsnId *person, guint role, guint field, const char *name)
{
  TsnId id = tsn_id_new (NOON);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONTACT), &id);

  tsn_change_set_reference (change, TSN_CONTACT_PERSON, person);
  tsn_change_set_number (change, TSN_CONTACT_ROLE, role);
  tsn_change_set_text (change, field, name);
  tsn_change_set_text (change, TSN_CONTACT_PHONE_1, "0495-00-1234");
  tsn_change_set_text (change, TSN_CONTACT_PHONE_24H, "0495-00-2424");
  must_put (f->store, change);
  return id;
}

static const TsnCardDifference *
difference (const Job *job, guint entry, guint field)
{
  for (guint i = 0; i < job->differences->len; i++)
    {
      const TsnCardDifference *one = &g_array_index (job->differences, TsnCardDifference, i);

      if (one->entry == entry && one->field->number == field)
        return one;
    }
  g_assert_not_reached ();
}

/* Whatever the records are, their own card says nothing else. */
static void
test_same (StoreFixture *f, gconstpointer data)
{
  g_auto (Job) job = { .person = put_person (f->store) };

  put_contact (f->store, &job.person);
  put_team (f, &job.person, TSN_CONTACT_ROLE_MAIN_DOCTOR, TSN_CONTACT_OFFICE, "本庄クリニック");
  put_team (f, &job.person, TSN_CONTACT_ROLE_VISITING_NURSE, TSN_CONTACT_OFFICE, "訪問看護");
  put_team (f, &job.person, TSN_CONTACT_ROLE_WELFARE_COMMISSIONER, TSN_CONTACT_NAME, "児玉花子");
  must_write (f, compose_worker, &job);
  must_read (f, compare_worker, &job);
  g_assert_cmpuint (job.differences->len, ==, 0);
}

static void
test_person (StoreFixture *f, gconstpointer data)
{
  g_auto (Job) job = { .person = put_person (f->store) };
  const TsnCardDifference *one;
  g_autoptr (TsnRecord) record = NULL;

  must_write (f, compose_worker, &job);
  tsn_card_set_text (job.card, TSN_CARD_F_ADDRESS, "本庄市二丁目", NULL);
  tsn_card_set_number (job.card, TSN_CARD_F_BLOOD, TSN_BLOOD_TYPE_AB, NULL);
  tsn_card_add_text (job.card, TSN_CARD_F_PHONES, "090-1111-2222", NULL);
  tsn_card_add_text (job.card, TSN_CARD_F_CONDITIONS, "高血圧", NULL);
  tsn_card_add_number (job.card, TSN_CARD_F_NEEDS, TSN_NEED_OXYGEN, NULL);
  must_read (f, compare_worker, &job);
  g_assert_cmpuint (job.differences->len, ==, 5);
  one = difference (&job, 0, TSN_PERSON_ADDRESS);
  g_assert_cmpstr (one->before.text, ==, CANARY_ADDRESS);
  g_assert_cmpstr (one->after.text, ==, "本庄市二丁目");
  g_assert_cmpstr (difference (&job, 0, TSN_PERSON_PHONE_MOBILE)->after.text, ==, "090-1111-2222");
  must_write (f, apply_worker, &job);
  g_assert_true (tsn_id_equal (&job.found, &job.person));
  record = must_get (f->store, TSN_KIND_PERSON, &job.person);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_ADDRESS), ==, "本庄市二丁目");
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_PHONE_HOME), ==, CANARY_PHONE);
  g_assert_cmpint (tsn_record_number (record, TSN_PERSON_BLOOD_TYPE, 0), ==, TSN_BLOOD_TYPE_AB);
  must_read (f, compare_worker, &job);
  g_assert_cmpuint (job.differences->len, ==, 0);
}

/* Lists grow; what the card had no room for stays. */
static void
test_lists (StoreFixture *f, gconstpointer data)
{
  g_auto (Job) job = { .person = put_person (f->store) };
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), &job.person);
  TsnValue list = tsn_value_list ();
  const TsnCardDifference *one;

  for (guint i = 0; i < 7; i++)
    {
      TsnValue item = tsn_value_take_text (g_strdup_printf ("病名%u", i));

      tsn_value_list_take (&list, &item);
    }
  tsn_change_take (change, TSN_PERSON_CONDITIONS, list);
  must_put (f->store, change);
  must_write (f, compose_worker, &job);
  must_read (f, compare_worker, &job);
  g_assert_cmpuint (job.differences->len, ==, 0);
  tsn_card_remove_item (job.card, TSN_CARD_F_CONDITIONS, 0);
  tsn_card_add_text (job.card, TSN_CARD_F_CONDITIONS, "心不全", NULL);
  must_read (f, compare_worker, &job);
  g_assert_cmpuint (job.differences->len, ==, 1);
  one = difference (&job, 0, TSN_PERSON_CONDITIONS);
  g_assert_cmpuint (one->before.list->len, ==, 7);
  g_assert_cmpuint (one->after.list->len, ==, 8);
  g_assert_cmpstr (g_array_index (one->after.list, TsnValue, 7).text, ==, "心不全");
}

static void
test_phones (StoreFixture *f, gconstpointer data)
{
  g_auto (Job) job = { .person = put_person (f->store) };
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), &job.person);

  tsn_change_set_text (change, TSN_PERSON_PHONE_MOBILE, "09011112222");
  must_put (f->store, change);
  must_write (f, compose_worker, &job);
  tsn_card_clear (job.card, TSN_CARD_F_PHONES);
  tsn_card_add_text (job.card, TSN_CARD_F_PHONES, "090-1111-2222", NULL);
  tsn_card_add_text (job.card, TSN_CARD_F_PHONES, "080-3333-4444", NULL);
  must_read (f, compare_worker, &job);
  g_assert_cmpuint (job.differences->len, ==, 1);
  g_assert_cmpstr (difference (&job, 0, TSN_PERSON_PHONE_HOME)->after.text, ==, "080-3333-4444");
}

static void
test_contacts (StoreFixture *f, gconstpointer data)
{
  g_auto (Job) job = { .person = put_person (f->store) };
  TsnId doctor =
      put_team (f, &job.person, TSN_CONTACT_ROLE_DOCTOR, TSN_CONTACT_OFFICE, "本庄クリニック");
  TsnId nurse =
      put_team (f, &job.person, TSN_CONTACT_ROLE_VISITING_NURSE, TSN_CONTACT_OFFICE, "訪問看護");
  TsnCard *entry = NULL;
  const TsnCardDifference *one;

  must_write (f, compose_worker, &job);
  entry = tsn_card_item (job.card, TSN_CARD_F_DOCTORS, 0);
  tsn_card_set_number (entry, TSN_CARD_F_DOCTOR_MAIN, 1, NULL);
  tsn_card_set_text (entry, TSN_CARD_F_DOCTOR_NAME, "関根", NULL);
  entry = tsn_card_item (job.card, TSN_CARD_F_NURSE, 0);
  tsn_card_set_text (entry, TSN_CARD_F_PLACE_PHONE, "0495-00-9999", NULL);
  entry = tsn_card_add (job.card, TSN_CARD_F_CONTACTS, NULL);
  tsn_card_set_text (entry, TSN_CARD_F_CONTACT_NAME, "髙橋次郎", NULL);
  tsn_card_set_text (entry, TSN_CARD_F_CONTACT_PHONE, "03-0000-0000", NULL);
  tsn_card_set_number (entry, TSN_CARD_F_CONTACT_RELATION, TSN_RELATION_SON, NULL);
  must_read (f, compare_worker, &job);
  g_assert_cmpuint (job.differences->len, ==, 6);
  one = difference (&job, 1, TSN_CONTACT_NAME);
  g_assert_true (tsn_id_is_nil (&one->contact));
  g_assert_cmpuint (one->role, ==, TSN_CONTACT_ROLE_EMERGENCY);
  g_assert_cmpstr (one->name, ==, "髙橋次郎");
  one = difference (&job, 2, TSN_CONTACT_ROLE);
  g_assert_true (tsn_id_equal (&one->contact, &doctor));
  g_assert_cmpint (one->after.number, ==, TSN_CONTACT_ROLE_MAIN_DOCTOR);
  one = difference (&job, 3, TSN_CONTACT_PHONE_24H);
  g_assert_true (tsn_id_equal (&one->contact, &nurse));
  must_write (f, apply_worker, &job);
  must_read (f, compare_worker, &job);
  g_assert_cmpuint (job.differences->len, ==, 0);
  must_be_clean (f->store);
}

static void
test_new_person (StoreFixture *f, gconstpointer data)
{
  g_auto (Job) job = { .person = put_person (f->store) };
  g_autoptr (TsnRecord) record = NULL;

  put_contact (f->store, &job.person);
  must_write (f, compose_worker, &job);
  must_read (f, find_worker, &job);
  g_assert_true (tsn_id_equal (&job.found, &job.person));
  g_assert_cmpuint (job.similar->len, ==, 0);
  must_erase (f->store, TSN_KIND_PERSON, &job.person);
  must_read (f, find_worker, &job);
  g_assert_true (tsn_id_is_nil (&job.found));
  job.is_new = TRUE;
  must_read (f, compare_worker, &job);
  must_write (f, apply_worker, &job);
  record = must_get (f->store, TSN_KIND_PERSON, &job.found);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_KANA), ==, CANARY_KANA);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_MUNICIPALITY), ==, "112119");
  job.is_new = FALSE;
  must_refuse (f, compare_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
  job.person = job.found;
  must_read (f, compare_worker, &job);
  g_assert_cmpuint (job.differences->len, ==, 0);
  tsn_card_renew_serial (job.card);
  must_read (f, find_worker, &job);
  g_assert_true (tsn_id_is_nil (&job.found));
  g_assert_cmpint (g_array_index (job.similar, TsnSimilarPerson, 0).similarity,
                   ==,
                   TSN_SIMILARITY_KANA_BIRTH);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/card-update/" path, StoreFixture, NULL, setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("same", test_same);
  ADD ("person", test_person);
  ADD ("lists", test_lists);
  ADD ("phones", test_phones);
  ADD ("contacts", test_contacts);
  ADD ("new-person", test_new_person);
  return g_test_run ();
}
