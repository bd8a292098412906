/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a resident says at the kiosk: what is taken, what becomes records and a card, and what does
 * not. */

#include "tsn-kiosk-draft.h"
#include "tsn-validate.h"
#include "work-fixture.h"

typedef struct
{
  StoreFixture store;
  TsnKioskDraft *draft;
  GPtrArray *changes;
  TsnPrintRun *run;
  gint64 people, contacts, consents, cards;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  fixture_setup (&f->store, NULL);
  put_municipality (f->store.store, 0);
  f->draft = tsn_kiosk_draft_new ();
  f->run = tsn_print_run_new (f->store.vault);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tsn_kiosk_draft_free (f->draft);
  g_clear_pointer (&f->changes, g_ptr_array_unref);
  tsn_print_run_free (f->run);
  fixture_teardown (&f->store, NULL);
}

static void
say (Fixture *f, guint part, guint field, const char *text)
{
  g_autoptr (GError) error = NULL;

  tsn_kiosk_draft_set_text (f->draft, part, field, text, &error);
  g_assert_no_error (error);
}

static void
say_everything (Fixture *f, gboolean keep)
{
  tsn_kiosk_draft_set_number (f->draft,
                              TSN_KIOSK_CONSENT,
                              TSN_PURPOSE_PRINT,
                              TSN_CONSENT_ANSWER_AGREES);
  tsn_kiosk_draft_set_number (f->draft,
                              TSN_KIOSK_CONSENT,
                              TSN_PURPOSE_KEEP,
                              keep ? TSN_CONSENT_ANSWER_AGREES : TSN_CONSENT_ANSWER_REFUSES);
  say (f, TSN_KIOSK_PERSON, TSN_PERSON_KANA, "ミホン　ハナコ");
  say (f, TSN_KIOSK_PERSON, TSN_PERSON_BIRTH_DATE, "昭和15年3月2日");
  say (f, TSN_KIOSK_PERSON, TSN_PERSON_PHONE_HOME, "09012345678");
  tsn_kiosk_draft_set_number (f->draft,
                              TSN_KIOSK_ASKED,
                              TSN_KIOSK_ASKED_CONDITIONS,
                              TSN_ANSWER_YES);
  say (f, TSN_KIOSK_PERSON, TSN_PERSON_CONDITIONS, "高血圧、糖尿病");
  tsn_kiosk_draft_set_number (f->draft,
                              TSN_KIOSK_ASKED,
                              TSN_KIOSK_ASKED_MEDICINES,
                              TSN_KIOSK_NOTEBOOK);
  tsn_kiosk_draft_set_number (f->draft, TSN_KIOSK_PERSON, TSN_PERSON_ALLERGY, TSN_ALLERGY_UNKNOWN);
  say (f, TSN_KIOSK_CONTACT + 1, TSN_CONTACT_NAME, "見本　太郎");
  say (f, TSN_KIOSK_CONTACT + 1, TSN_CONTACT_PHONE_1, "0495-00-1234");
  tsn_kiosk_draft_set_number (f->draft,
                              TSN_KIOSK_CONTACT + 1,
                              TSN_CONTACT_RELATION,
                              TSN_RELATION_SON);
  say (f, TSN_KIOSK_DOCTOR, TSN_CONTACT_OFFICE, "みほん医院");
  tsn_kiosk_draft_set_number (f->draft,
                              TSN_KIOSK_PERSON,
                              TSN_PERSON_WISHES_RECORDED,
                              TSN_ANSWER_YES);
  tsn_kiosk_draft_set_number (f->draft,
                              TSN_KIOSK_ASKED,
                              TSN_KIOSK_ASKED_WISHES_WITH,
                              TSN_KIOSK_DOCTOR);
}

static gboolean
compose_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_print_run_compose (((Fixture *) data)->run, session, G_MAXUINT, error);
}

static gboolean
save_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;

  return tsn_kiosk_save (session,
                         tsn_kiosk_draft_is_kept (f->draft) ? f->changes : NULL,
                         f->run,
                         1,
                         error);
}

static gint64
count (TsnSession *session, guint kind)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (kind));

  return tsn_session_count (session, query, NULL);
}

static gboolean
count_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;

  f->people = count (session, TSN_KIND_PERSON);
  f->contacts = count (session, TSN_KIND_CONTACT);
  f->consents = count (session, TSN_KIND_CONSENT);
  f->cards = count (session, TSN_KIND_CARD);
  return TRUE;
}

static const TsnCard *
make_card (Fixture *f)
{
  g_clear_pointer (&f->changes, g_ptr_array_unref);
  f->changes = tsn_kiosk_draft_changes (f->draft, NOON);
  tsn_kiosk_draft_add_card (f->draft, f->changes, f->run, TSN_LAYOUT_BUSINESS_CARD, NOON);
  must_read (&f->store, compose_worker, f);
  g_assert_no_error (tsn_print_run_card (f->run, 0)->refusal);
  return tsn_print_run_card (f->run, 0)->card;
}

static void
test_card (Fixture *f, gconstpointer data)
{
  const TsnCard *card;

  say_everything (f, TRUE);
  card = make_card (f);
  g_assert_cmpstr (tsn_card_text (card, TSN_CARD_F_KANA), ==, "ミホン　ハナコ");
  g_assert_cmpint (tsn_card_number (card, TSN_CARD_F_BIRTH), ==, 19400302);
  g_assert_cmpuint (tsn_card_n_items (card, TSN_CARD_F_CONDITIONS), ==, 2);
  g_assert_cmpint (tsn_card_number (card, TSN_CARD_F_NOTEBOOK), ==, 1);
  g_assert_cmpint (tsn_card_number (card, TSN_CARD_F_ALLERGY), ==, TSN_ALLERGY_UNKNOWN);
  g_assert_cmpuint (tsn_card_n_items (card, TSN_CARD_F_CONTACTS), ==, 1);
  g_assert_cmpuint (tsn_card_n_items (card, TSN_CARD_F_DOCTORS), ==, 1);
  g_assert_cmpuint (tsn_card_n_items (card, TSN_CARD_F_WISHES), ==, 1);
  g_assert_cmpstr (
      tsn_card_text (tsn_card_item (card, TSN_CARD_F_WISHES, 0), TSN_CARD_F_PLACE_NAME),
      ==,
      "みほん医院");
}

static void
test_kept (Fixture *f, gconstpointer data)
{
  say_everything (f, TRUE);
  make_card (f);
  must_write (&f->store, save_worker, f);
  must_read (&f->store, count_worker, f);
  g_assert_cmpint (f->people, ==, 1);
  g_assert_cmpint (f->contacts, ==, 2);
  g_assert_cmpint (f->consents, ==, 2);
  g_assert_cmpint (f->cards, ==, 1);
}

/* The card is counted, and nothing says whose it is. */
static void
test_not_kept (Fixture *f, gconstpointer data)
{
  say_everything (f, FALSE);
  make_card (f);
  must_write (&f->store, save_worker, f);
  must_read (&f->store, count_worker, f);
  g_assert_cmpint (f->people, ==, 0);
  g_assert_cmpint (f->contacts, ==, 0);
  g_assert_cmpint (f->consents, ==, 0);
  g_assert_cmpint (f->cards, ==, 1);
}

/* What was typed under "yes" is not said any more under "no"; "no" is more than nothing. */
static void
test_change_of_mind (Fixture *f, gconstpointer data)
{
  const TsnCard *card;

  say_everything (f, TRUE);
  tsn_kiosk_draft_set_number (f->draft, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_CONDITIONS, TSN_ANSWER_NO);
  tsn_kiosk_draft_set_number (f->draft,
                              TSN_KIOSK_ASKED,
                              TSN_KIOSK_ASKED_MEDICINES,
                              TSN_ANSWER_UNSURE);
  tsn_kiosk_draft_set_number (f->draft,
                              TSN_KIOSK_PERSON,
                              TSN_PERSON_WISHES_RECORDED,
                              TSN_ANSWER_NO);
  card = make_card (f);
  g_assert_cmpuint (tsn_card_n_items (card, TSN_CARD_F_CONDITIONS), ==, 1);
  g_assert_cmpstr (tsn_card_item_text (card, TSN_CARD_F_CONDITIONS, 0), ==, "なし");
  g_assert_false (tsn_card_has (card, TSN_CARD_F_MEDICINES));
  g_assert_false (tsn_card_has (card, TSN_CARD_F_NOTEBOOK));
  g_assert_false (tsn_card_has (card, TSN_CARD_F_WISHES));
}

static void
test_refused_texts (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  say (f, TSN_KIOSK_PERSON, TSN_PERSON_KANA, "ミホン");
  g_assert_false (
      tsn_kiosk_draft_set_text (f->draft, TSN_KIOSK_PERSON, TSN_PERSON_KANA, "見本", &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_NOT_KANA);
  g_assert_cmpstr (tsn_kiosk_draft_text (f->draft, TSN_KIOSK_PERSON, TSN_PERSON_KANA),
                   ==,
                   "ミホン");
  g_clear_error (&error);
  g_assert_false (tsn_kiosk_draft_set_text (f->draft,
                                            TSN_KIOSK_PERSON,
                                            TSN_PERSON_MESSAGE,
                                            "蘇生しないでください",
                                            &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_WISH);
}

static void
test_wipe (Fixture *f, gconstpointer data)
{
  g_assert_true (tsn_kiosk_draft_is_empty (f->draft));
  say_everything (f, TRUE);
  g_assert_false (tsn_kiosk_draft_is_empty (f->draft));
  tsn_kiosk_draft_wipe (f->draft);
  g_assert_true (tsn_kiosk_draft_is_empty (f->draft));
  g_assert_cmpstr (tsn_kiosk_draft_text (f->draft, TSN_KIOSK_PERSON, TSN_PERSON_KANA), ==, "");
}

static void
add_test (const char *path, void (*test) (Fixture *f, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/kiosk-draft/card", test_card);
  add_test ("/kiosk-draft/kept", test_kept);
  add_test ("/kiosk-draft/not-kept", test_not_kept);
  add_test ("/kiosk-draft/change-of-mind", test_change_of_mind);
  add_test ("/kiosk-draft/refused-texts", test_refused_texts);
  add_test ("/kiosk-draft/wipe", test_wipe);
  return g_test_run ();
}
