/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The frame of a conversation: what a new one begins with, and how one is taken back. */

#include "tsn-conversation.h"
#include "work-fixture.h"

typedef struct
{
  TsnId person;
  TsnId conversation;
  TsnDate date;
  TsnChange *change;
} Job;

static gboolean
new_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->change, tsn_change_free);
  job->change = tsn_conversation_new (session, &job->person, job->date, NULL, NOON, error);
  return job->change != NULL;
}

static gboolean
withdraw_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_conversation_withdraw (session, &job->conversation, job->date, CANARY_NOTE, error);
}

static gint64
number_of (const TsnChange *change, guint field)
{
  const TsnValue *value = tsn_change_get (change, field);

  return value != NULL ? value->number : 0;
}

static void
test_new (StoreFixture *f, gconstpointer data)
{
  Job job = { .person = put_person (f->store), .date = 20250831 };

  must_read (f, new_worker, &job);
  g_assert_true (job.change->create);
  g_assert_cmpint (number_of (job.change, TSN_CONVERSATION_DATE), ==, 20250831);
  g_assert_cmpint (number_of (job.change, TSN_CONVERSATION_NEXT_REVIEW), ==, 20260831);
  g_assert_cmpstr (tsn_change_get (job.change, TSN_CONVERSATION_MUNICIPALITY)->text, ==, "112119");
  g_assert_null (tsn_change_get (job.change, TSN_CONVERSATION_PREVIOUS));
  put_municipality (f->store, 6);
  must_read (f, new_worker, &job);
  g_assert_cmpint (number_of (job.change, TSN_CONVERSATION_NEXT_REVIEW), ==, 20260228);
  g_clear_pointer (&job.change, tsn_change_free);
  job.person = tsn_id_new (NOON);
  must_refuse (f, new_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
}

/* The next talk builds on the last one that still holds. */
static void
test_previous (StoreFixture *f, gconstpointer data)
{
  Job job = { .person = put_person (f->store), .date = 20250101 };
  TsnId first, second;
  g_autoptr (TsnRecord) record = NULL;

  must_read (f, new_worker, &job);
  must_put (f->store, job.change);
  first = job.change->record;
  job.date = 20250601;
  must_read (f, new_worker, &job);
  g_assert_true (
      tsn_id_equal (&tsn_change_get (job.change, TSN_CONVERSATION_PREVIOUS)->id, &first));
  must_put (f->store, job.change);
  second = job.change->record;
  job.conversation = second;
  must_write (f, withdraw_worker, &job);
  must_write (f, withdraw_worker, &job);
  record = must_get (f->store, TSN_KIND_CONVERSATION, &second);
  g_assert_cmpint (tsn_record_number (record, TSN_CONVERSATION_WITHDRAWN, 0), ==, 1);
  g_assert_cmpint (tsn_record_number (record, TSN_CONVERSATION_WITHDRAWN_ON, 0), ==, 20250601);
  g_assert_cmpstr (tsn_record_text (record, TSN_CONVERSATION_WITHDRAWN_NOTE), ==, CANARY_NOTE);
  must_read (f, new_worker, &job);
  g_assert_true (
      tsn_id_equal (&tsn_change_get (job.change, TSN_CONVERSATION_PREVIOUS)->id, &first));
  g_clear_pointer (&job.change, tsn_change_free);
  job.conversation = tsn_id_new (NOON);
  must_refuse (f, withdraw_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
}

static gboolean
put_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_conversation_put (session, ((Job *) data)->change, NULL, error);
}

static void
put_talk (StoreFixture *f, Job *job, TsnDate date, TsnDate review)
{
  job->date = date;
  must_read (f, new_worker, job);
  if (review != TSN_DATE_NONE)
    tsn_change_set_number (job->change, TSN_CONVERSATION_NEXT_REVIEW, review);
  else
    tsn_change_clear_field (job->change, TSN_CONVERSATION_NEXT_REVIEW);
  must_write (f, put_worker, job);
}

static void
assert_review (StoreFixture *f, const TsnId *person, TsnDate review)
{
  g_autoptr (TsnRecord) record = must_get (f->store, TSN_KIND_PERSON, person);

  g_assert_cmpint (tsn_record_number (record, TSN_PERSON_NEXT_REVIEW, 0), ==, review);
}

/* The day to talk again is the person's, too, unless a later talk has said another. */
static void
test_review (StoreFixture *f, gconstpointer data)
{
  Job job = { .person = put_person (f->store) };

  put_talk (f, &job, 20250601, 20251201);
  assert_review (f, &job.person, 20251201);
  put_talk (f, &job, 20250301, 20250901); /* entered afterwards, from paper */
  assert_review (f, &job.person, 20251201);
  put_talk (f, &job, 20250701, TSN_DATE_NONE);
  assert_review (f, &job.person, 20251201);
  put_talk (f, &job, 20250801, 20250815);
  assert_review (f, &job.person, 20250815);
  g_clear_pointer (&job.change, tsn_change_free);
}

static void
assert_refused (const TsnChange *change, TsnDate today, guint expected, TsnModelError code)
{
  g_autoptr (GError) error = NULL;
  const TsnField *field = NULL;

  g_assert_false (tsn_conversation_check (change, today, &field, &error));
  g_assert_error (error, TSN_MODEL_ERROR, (int) code);
  g_assert_cmpuint (field->number, ==, expected);
}

static void
test_check (StoreFixture *f, gconstpointer data)
{
  Job job = { .person = put_person (f->store), .date = 20250101 };
  g_autoptr (GError) error = NULL;
  TsnId id = tsn_id_new (NOON);
  g_autoptr (TsnChange) empty = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONVERSATION),
                                                       &id);

  must_read (f, new_worker, &job);
  g_assert_true (tsn_conversation_check (job.change, 20250101, NULL, &error));
  g_assert_no_error (error);
  assert_refused (job.change, 20241231, TSN_CONVERSATION_DATE, TSN_MODEL_ERROR_OUT_OF_RANGE);
  tsn_change_set_number (job.change, TSN_CONVERSATION_NEXT_REVIEW, 20250101);
  assert_refused (job.change, 20250101, TSN_CONVERSATION_NEXT_REVIEW, TSN_MODEL_ERROR_OUT_OF_RANGE);
  assert_refused (empty, 20250101, TSN_CONVERSATION_PERSON, TSN_MODEL_ERROR_REQUIRED);
  tsn_change_free (job.change);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/conversation/" path, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("new", test_new);
  ADD ("previous", test_previous);
  ADD ("review", test_review);
  ADD ("check", test_check);
  return g_test_run ();
}
