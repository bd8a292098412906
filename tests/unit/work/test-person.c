/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A person's page: what belongs to them, in which order, and what hangs on them. */

#include "tsn-person.h"
#include "tsn-reception.h"
#include "work-fixture.h"

typedef struct
{
  TsnId person;
  TsnId ids[3];
  guint n_ids;
  TsnPersonOverview *overview;
  GPtrArray *contacts;
  GArray *references;
} Job;

static gboolean
overview_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->overview = tsn_person_overview (session, &job->person, error);
  return job->overview != NULL;
}

static gboolean
reorder_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_contacts_reorder (session, &job->person, job->ids, job->n_ids, error);
}

static gboolean
contacts_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->contacts, g_ptr_array_unref);
  job->contacts = tsn_person_contacts (session, &job->person, error);
  return job->contacts != NULL;
}

static gboolean
references_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->references, g_array_unref);
  job->references = tsn_person_references (session, &job->person, error);
  return job->references != NULL;
}

static TsnId
put_dated_event (StoreFixture *f, const char *title, TsnDate date)
{
  TsnId id = put_event (f->store, title);
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), &id);

  tsn_change_set_number (change, TSN_EVENT_DATE, date);
  must_put (f->store, change);
  return id;
}

static TsnId
put_conversation (StoreFixture *f, const TsnId *person, TsnDate date)
{
  TsnId id = tsn_id_new (NOON);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONVERSATION),
                                                        &id);

  tsn_change_set_reference (change, TSN_CONVERSATION_PERSON, person);
  tsn_change_set_number (change, TSN_CONVERSATION_DATE, date);
  must_put (f->store, change);
  return id;
}

static const char *
title_of (const TsnPersonOverview *overview, guint attendance)
{
  const TsnRecord *record = g_ptr_array_index (overview->attendances, attendance);
  const TsnId *event = tsn_record_reference (record, TSN_ATTENDANCE_EVENT);

  return tsn_record_title (tsn_person_overview_related (overview, event));
}

static void
test_overview (StoreFixture *f, gconstpointer data)
{
  Job job = { .person = put_person (f->store) };
  TsnId other = put_person (f->store);
  TsnId early = put_dated_event (f, "spring", 20250401);
  TsnId late = put_dated_event (f, "autumn", 20251001);
  const TsnRecord *first;

  put_attendance (f->store, &early, &job.person);
  put_attendance (f->store, &late, &job.person);
  put_attendance (f->store, &late, &other);
  put_contact (f->store, &job.person);
  put_contact (f->store, &other);
  put_conversation (f, &job.person, 20250501);
  put_conversation (f, &job.person, 20250801);
  must_read (f, overview_worker, &job);
  g_assert_cmpstr (tsn_record_title (job.overview->person), ==, CANARY_NAME);
  g_assert_cmpuint (job.overview->attendances->len, ==, 2);
  g_assert_cmpstr (title_of (job.overview, 0), ==, "autumn");
  g_assert_cmpstr (title_of (job.overview, 1), ==, "spring");
  g_assert_cmpuint (job.overview->contacts->len, ==, 1);
  g_assert_cmpuint (job.overview->conversations->len, ==, 2);
  first = g_ptr_array_index (job.overview->conversations, 0);
  g_assert_cmpint (tsn_record_number (first, TSN_CONVERSATION_DATE, 0), ==, 20250801);
  g_assert_cmpuint (job.overview->cards->len, ==, 0);
  g_assert_null (tsn_person_overview_related (job.overview, NULL));
  g_clear_pointer (&job.overview, tsn_person_overview_free);
  must_erase (f->store, TSN_KIND_PERSON, &job.person);
  must_refuse (f, overview_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
}

static void
assert_order (StoreFixture *f, Job *job, const TsnId *expected, guint n)
{
  must_read (f, contacts_worker, job);
  g_assert_cmpuint (job->contacts->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_true (
        tsn_id_equal (&((TsnRecord *) g_ptr_array_index (job->contacts, i))->id, &expected[i]));
  g_clear_pointer (&job->contacts, g_ptr_array_unref);
}

static void
test_reorder (StoreFixture *f, gconstpointer data)
{
  Job job = { .person = put_person (f->store) };
  TsnId a = put_contact (f->store, &job.person);
  TsnId b = put_contact (f->store, &job.person);
  TsnId c = put_contact (f->store, &job.person);
  TsnId other = put_person (f->store);
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_CONTACT), &c);

  job.n_ids = 3;
  job.ids[0] = c, job.ids[1] = a, job.ids[2] = b;
  must_write (f, reorder_worker, &job);
  assert_order (f, &job, (TsnId[]){ c, a, b }, 3);
  job.n_ids = 1;
  job.ids[0] = b;
  must_write (f, reorder_worker, &job);
  assert_order (f, &job, (TsnId[]){ b, c, a }, 3);
  tsn_change_set_number (change, TSN_CONTACT_ENDED_ON, 20250101);
  must_put (f->store, change);
  assert_order (f, &job, (TsnId[]){ b, a, c }, 3);
  job.ids[0] = put_contact (f->store, &other);
  must_refuse (f, reorder_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
  assert_order (f, &job, (TsnId[]){ b, a, c }, 3);
}

static void
test_references (StoreFixture *f, gconstpointer data)
{
  Job job = { .person = put_person (f->store) };
  TsnId event = put_event (f->store, "talk");
  const TsnPersonReference *reference;

  must_read (f, references_worker, &job);
  g_assert_cmpuint (job.references->len, ==, 0);
  put_attendance (f->store, &event, &job.person);
  put_contact (f->store, &job.person);
  put_contact (f->store, &job.person);
  must_read (f, references_worker, &job);
  g_assert_cmpuint (job.references->len, ==, 2);
  reference = &g_array_index (job.references, TsnPersonReference, 0);
  g_assert_cmpuint (reference->kind->number, ==, TSN_KIND_CONTACT);
  g_assert_cmpuint (reference->count, ==, 2);
  g_assert_true (reference->erased);
  reference = &g_array_index (job.references, TsnPersonReference, 1);
  g_assert_cmpuint (reference->kind->number, ==, TSN_KIND_ATTENDANCE);
  g_assert_false (reference->erased);
  g_assert_cmpuint (must_erase (f->store, TSN_KIND_PERSON, &job.person), ==, 3);
  must_read (f, references_worker, &job);
  g_assert_cmpuint (job.references->len, ==, 1);
  g_array_unref (job.references);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/person/" path, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("overview", test_overview);
  ADD ("reorder", test_reorder);
  ADD ("references", test_references);
  return g_test_run ();
}
