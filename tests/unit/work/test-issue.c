/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From records to a card and back: what is on it, what is named as left off, which card stands. */

#include "tsn-issue.h"
#include "work-fixture.h"

#define WRITTEN ((TsnDate) 20251128)

typedef struct
{
  StoreFixture store;
  TsnId person;
} Fixture;

static void
put_device (TsnStore *store, TsnVault *vault, gint64 revoked_ms)
{
  GBytes *certificate = tsn_vault_certificate (vault);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_DEVICE),
                                                        tsn_vault_device (vault));

  tsn_change_set_number (change, TSN_DEVICE_ROLE, tsn_vault_role (vault));
  tsn_change_take (
      change,
      TSN_DEVICE_CERTIFICATE,
      tsn_value_bytes (g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate)));
  if (revoked_ms != 0)
    tsn_change_set_number (change, TSN_DEVICE_REVOKED_AT, revoked_ms);
  must_put (store, change);
}

static TsnId
put_contact_of (TsnStore *store, const TsnId *person, guint role, int priority, const char *name)
{
  TsnId id = tsn_id_new (NOON + priority);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONTACT), &id);

  tsn_change_set_reference (change, TSN_CONTACT_PERSON, person);
  tsn_change_set_number (change, TSN_CONTACT_ROLE, role);
  tsn_change_set_number (change, TSN_CONTACT_PRIORITY, priority);
  tsn_change_set_text (change,
                       role == TSN_CONTACT_ROLE_EMERGENCY ? TSN_CONTACT_NAME : TSN_CONTACT_OFFICE,
                       name);
  tsn_change_set_text (change, TSN_CONTACT_PHONE_1, "0495-00-1234");
  must_put (store, change);
  return id;
}

static void
set_person (Fixture *f, guint field, const char *text)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), &f->person);

  tsn_change_set_text (change, field, text);
  must_put (f->store.store, change);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  fixture_setup (&f->store, NULL);
  put_municipality (f->store.store, 0);
  f->person = put_person (f->store.store);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fixture_teardown (&f->store, NULL);
}

typedef struct
{
  TsnIssue issue;
  TsnCard *card;
  TsnId entry; /* in the register */
  GPtrArray *omitted;
  TsnVault *vault;
  TsnTrust *trust;
} Job;

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->card, tsn_card_free);
  g_clear_pointer (&job->omitted, g_ptr_array_unref);
  g_clear_pointer (&job->trust, tsn_trust_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static Job
job_for (Fixture *f)
{
  return (Job){ .issue = { .person = f->person,
                           .layout = TSN_LAYOUT_BUSINESS_CARD,
                           .written = WRITTEN,
                           .now_ms = NOON },
                .vault = f->store.vault };
}

static gboolean
compose_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->card = tsn_issue_compose (session, &job->issue, &job->omitted, error);
  return job->card != NULL;
}

static gboolean
register_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_issue_register (session, &job->issue, job->card, &job->entry, error);
}

static gboolean
trust_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->trust = tsn_trust_load (session, job->vault, error);
  return job->trust != NULL;
}

static void
must (Fixture *f, TsnStoreMode mode, TsnStoreWork work, Job *job)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (f->store.store, mode, work, job, NULL, &error);
  g_assert_no_error (error);
}

static void
must_fail (Fixture *f, TsnStoreWork work, Job *job, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_store_run_sync (f->store.store, TSN_STORE_READ, work, job, NULL, &error));
  g_assert_error (error, TSN_WORK_ERROR, code);
}

/* The text of the code of @job's card. */
static char *
encode (Job *job)
{
  TsnCardSigner signer;
  const TsnCardOptions options = { .recipient = tsn_vault_card_public (job->vault),
                                   .level = TSN_CARD_QR_LEVEL_M,
                                   .version_max = 40 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnCardCode) code = NULL;

  tsn_card_signer_init_vault (&signer, job->vault);
  code = tsn_card_encode (job->card, &signer, &options, NULL, &error);
  g_assert_no_error (error);
  return g_strdup (code->text);
}

static void
assert_verdict (Fixture *f, const char *text, TsnCardVerdict expected)
{
  g_auto (Job) job = job_for (f);
  g_autoptr (TsnCardReading) reading = NULL;

  must (f, TSN_STORE_READ, trust_worker, &job);
  reading = tsn_card_read (text, strlen (text), tsn_trust_get (job.trust));
  g_assert_cmpint (reading->verdict, ==, expected);
  g_assert_nonnull (reading->card);
}

static void
test_compose (Fixture *f, gconstpointer data)
{
  g_auto (Job) job = job_for (f);
  TsnStore *store = f->store.store;

  put_contact_of (store, &f->person, TSN_CONTACT_ROLE_EMERGENCY, 2, "第二　連絡");
  put_contact_of (store, &f->person, TSN_CONTACT_ROLE_EMERGENCY, 1, "第一　連絡");
  put_contact_of (store, &f->person, TSN_CONTACT_ROLE_DOCTOR, 3, "ほかの医院");
  put_contact_of (store, &f->person, TSN_CONTACT_ROLE_MAIN_DOCTOR, 9, "主治医の医院");
  put_contact_of (store, &f->person, TSN_CONTACT_ROLE_CARE_MANAGER, 5, "ケアプラン");
  must (f, TSN_STORE_READ, compose_worker, &job);
  g_assert_cmpstr (tsn_card_text (job.card, TSN_CARD_F_NAME), ==, CANARY_NAME);
  g_assert_cmpstr (tsn_card_text (job.card, TSN_CARD_F_MUNICIPALITY), ==, "112119");
  g_assert_cmpint (tsn_card_number (job.card, TSN_CARD_F_WRITTEN), ==, WRITTEN);
  g_assert_cmpint (tsn_card_number (job.card, TSN_CARD_F_REVIEW), ==, 20261128);
  g_assert_cmpint (tsn_card_number (job.card, TSN_CARD_F_ISSUE), ==, 1);
  g_assert_cmpuint (tsn_card_n_items (job.card, TSN_CARD_F_CONTACTS), ==, 2);
  g_assert_cmpstr (
      tsn_card_text (tsn_card_item (job.card, TSN_CARD_F_CONTACTS, 0), TSN_CARD_F_CONTACT_NAME),
      ==,
      "第一　連絡");
  g_assert_cmpstr (tsn_card_text (tsn_card_item (job.card, TSN_CARD_F_DOCTORS, 0),
                                  TSN_CARD_F_DOCTOR_INSTITUTION),
                   ==,
                   "主治医の医院");
  g_assert_cmpuint (tsn_card_n_items (job.card, TSN_CARD_F_CARE_MANAGER), ==, 1);
  g_assert_cmpuint (job.omitted->len, ==, 0);
}

/* Words about resuscitation stay off the card, and the caller is told. */
static void
test_wish_is_omitted (Fixture *f, gconstpointer data)
{
  g_auto (Job) job = job_for (f);

  set_person (f, TSN_PERSON_MESSAGE, "DNAR 希望");
  must (f, TSN_STORE_READ, compose_worker, &job);
  g_assert_false (tsn_card_has (job.card, TSN_CARD_F_MESSAGE));
  g_assert_cmpuint (job.omitted->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (job.omitted, 0), ==, "message");
}

/* That there are wishes, and whom to ask. */
static void
test_wishes (Fixture *f, gconstpointer data)
{
  g_auto (Job) job = job_for (f);
  TsnId doctor =
      put_contact_of (f->store.store, &f->person, TSN_CONTACT_ROLE_MAIN_DOCTOR, 1, "主治医の医院");
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), &f->person);
  const TsnCard *wishes = NULL;

  tsn_change_set_number (change, TSN_PERSON_WISHES_RECORDED, 1);
  tsn_change_set_reference (change, TSN_PERSON_WISHES_CONTACT, &doctor);
  must_put (f->store.store, change);
  must (f, TSN_STORE_READ, compose_worker, &job);
  g_assert_cmpuint (tsn_card_n_items (job.card, TSN_CARD_F_WISHES), ==, 1);
  wishes = tsn_card_item (job.card, TSN_CARD_F_WISHES, 0);
  g_assert_cmpstr (tsn_card_text (wishes, TSN_CARD_F_PLACE_NAME), ==, "主治医の医院");
  g_assert_cmpstr (tsn_card_text (wishes, TSN_CARD_F_PLACE_PHONE), ==, "0495-00-1234");
}

static void
test_no_consent (Fixture *f, gconstpointer data)
{
  g_auto (Job) job = job_for (f);

  put_refusal (f->store.store, &f->person);
  must_fail (f, compose_worker, &job, TSN_WORK_ERROR_NO_CONSENT);
}

static void
test_erased_person (Fixture *f, gconstpointer data)
{
  g_auto (Job) job = job_for (f);

  must_erase (f->store.store, TSN_KIND_PERSON, &f->person);
  must_fail (f, compose_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
}

static void
test_supersede (Fixture *f, gconstpointer data)
{
  g_auto (Job) first = job_for (f);
  g_auto (Job) second = job_for (f);
  g_autofree char *first_text = NULL;
  g_autofree char *second_text = NULL;

  put_device (f->store.store, f->store.vault, 0);
  must (f, TSN_STORE_READ, compose_worker, &first);
  must (f, TSN_STORE_WRITE, register_worker, &first);
  first_text = encode (&first);
  assert_verdict (f, first_text, TSN_CARD_VERDICT_GENUINE);
  second.issue.now_ms = NOON + 1000;
  must (f, TSN_STORE_READ, compose_worker, &second);
  g_assert_cmpint (tsn_card_number (second.card, TSN_CARD_F_ISSUE), ==, 2);
  g_assert_cmpstr (tsn_card_text (second.card, TSN_CARD_F_SUPERSEDES),
                   ==,
                   tsn_card_text (first.card, TSN_CARD_F_SERIAL));
  must (f, TSN_STORE_WRITE, register_worker, &second);
  second_text = encode (&second);
  assert_verdict (f, second_text, TSN_CARD_VERDICT_GENUINE);
  assert_verdict (f, first_text, TSN_CARD_VERDICT_GENUINE_SUPERSEDED);
}

/* A card that never left the printer: the one before it stays the last, by number and by verdict.
 */
static void
test_not_handed_out (Fixture *f, gconstpointer data)
{
  g_auto (Job) first = job_for (f);
  g_auto (Job) lost = job_for (f);
  g_auto (Job) next = job_for (f);
  g_autofree char *first_text = NULL;
  g_autoptr (TsnChange) change = NULL;

  put_device (f->store.store, f->store.vault, 0);
  must (f, TSN_STORE_READ, compose_worker, &first);
  must (f, TSN_STORE_WRITE, register_worker, &first);
  first_text = encode (&first);
  lost.issue.now_ms = NOON + 1000;
  must (f, TSN_STORE_READ, compose_worker, &lost);
  must (f, TSN_STORE_WRITE, register_worker, &lost);
  assert_verdict (f, first_text, TSN_CARD_VERDICT_GENUINE_SUPERSEDED);
  change = tsn_change_new (tsn_kind_by_number (TSN_KIND_CARD), &lost.entry);
  tsn_change_set_number (change, TSN_CARD_VOIDED, TSN_VOIDED_NOT_HANDED_OUT);
  must_put (f->store.store, change);
  assert_verdict (f, first_text, TSN_CARD_VERDICT_GENUINE);
  next.issue.now_ms = NOON + 2000;
  must (f, TSN_STORE_READ, compose_worker, &next);
  g_assert_cmpint (tsn_card_number (next.card, TSN_CARD_F_ISSUE), ==, 2);
  g_assert_cmpstr (tsn_card_text (next.card, TSN_CARD_F_SUPERSEDES),
                   ==,
                   tsn_card_text (first.card, TSN_CARD_F_SERIAL));
  must (f, TSN_STORE_WRITE, register_worker, &next);
  assert_verdict (f, first_text, TSN_CARD_VERDICT_GENUINE_SUPERSEDED);
}

/* A device that is in no register of ours, and one that was revoked before it ever issued that
 * card. */
static void
test_issuers (Fixture *f, gconstpointer data)
{
  g_auto (Job) job = job_for (f);
  g_autofree char *text = NULL;

  must (f, TSN_STORE_READ, compose_worker, &job);
  text = encode (&job);
  assert_verdict (f, text, TSN_CARD_VERDICT_UNKNOWN_ISSUER);
  put_device (f->store.store, f->store.vault, NOON);
  assert_verdict (f, text, TSN_CARD_VERDICT_ISSUER_REVOKED);
}

#define ADD(path, func) g_test_add ("/issue/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("compose", test_compose);
  ADD ("wish-is-omitted", test_wish_is_omitted);
  ADD ("wishes", test_wishes);
  ADD ("no-consent", test_no_consent);
  ADD ("erased-person", test_erased_person);
  ADD ("supersede", test_supersede);
  ADD ("not-handed-out", test_not_handed_out);
  ADD ("issuers", test_issuers);
  return g_test_run ();
}
