/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a resident says at the kiosk: what is taken, what becomes records and a card, and what does
 * not. */

#include "card-generator.h"
#include "tsn-card-scan.h"
#include "tsn-kiosk-draft.h"
#include "tsn-kiosk-pending.h"
#include "tsn-person.h"
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

static gboolean
remember_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;
  TsnKioskPending pending = { .card = tsn_print_run_card (f->run, 0)->entry,
                              .printer = (char[]){ "Hall" },
                              .job = 7,
                              .position = 3 };

  /* Another job of the same card takes the place of the first. */
  return tsn_sheet_set_position (session, 4, error) &&
         tsn_kiosk_pending_put (session, &pending, error) && (pending.job = 8) != 0 &&
         tsn_kiosk_pending_put (session, &pending, error);
}

static gboolean
void_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) all = tsn_kiosk_pending_all (session, error);
  const TsnKioskPending *pending;

  g_assert_cmpuint (all->len, ==, 1);
  pending = g_ptr_array_index (all, 0);
  g_assert_cmpstr (pending->printer, ==, "Hall");
  g_assert_cmpint (pending->job, ==, 8);
  return tsn_kiosk_pending_void (session, pending, NOON, error);
}

/* What stands in for a card that somebody has goes, and the card stays good. */
static gboolean
copy_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;
  TsnKioskPending copy = { .card = tsn_print_run_card (f->run, 0)->entry,
                           .printer = (char[]){ "Hall" },
                           .job = 9,
                           .is_copy = TRUE };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (TsnRecord) card = NULL;

  if (!tsn_kiosk_pending_put (session, &copy, error))
    return FALSE;
  all = tsn_kiosk_pending_all (session, error);
  g_assert_cmpuint (all->len, ==, 1);
  if (!tsn_kiosk_pending_void (session, g_ptr_array_index (all, 0), NOON, error))
    return FALSE;
  left = tsn_kiosk_pending_all (session, error);
  g_assert_cmpuint (left->len, ==, 0);
  card = tsn_session_get (session, tsn_kind_by_number (TSN_KIND_CARD), &copy.card, error);
  g_assert_cmpint (tsn_record_number (card, TSN_CARD_VOIDED, 0), ==, 0);
  return TRUE;
}

static gboolean
voided_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;
  g_autoptr (GPtrArray) all = tsn_kiosk_pending_all (session, error);
  g_autoptr (TsnRecord) card = tsn_session_get (session,
                                                tsn_kind_by_number (TSN_KIND_CARD),
                                                &tsn_print_run_card (f->run, 0)->entry,
                                                error);

  g_assert_cmpuint (all->len, ==, 0);
  g_assert_cmpint (tsn_record_number (card, TSN_CARD_VOIDED, 0), ==, TSN_VOIDED_NOT_HANDED_OUT);
  g_assert_cmpint (tsn_record_number (card, TSN_CARD_VOIDED_ON, 0),
                   ==,
                   tsn_date_from_unix_ms (NOON));
  g_assert_cmpuint (tsn_sheet_position (session, error), ==, 3);
  return TRUE;
}

/* A card that never came out of the printer is in the register as such. */
static void
test_not_handed_out (Fixture *f, gconstpointer data)
{
  say_everything (f, TRUE);
  make_card (f);
  must_write (&f->store, save_worker, f);
  must_write (&f->store, copy_worker, f);
  must_write (&f->store, remember_worker, f);
  must_write (&f->store, void_worker, f);
  must_read (&f->store, voided_worker, f);
}

/* -- On a kiosk of its own, after the resident has gone -- */

static gboolean
voided_there_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Fixture *kiosk = data;
  g_autoptr (TsnRecord) card = tsn_session_get (session,
                                                tsn_kind_by_number (TSN_KIND_CARD),
                                                &tsn_print_run_card (kiosk->run, 0)->entry,
                                                error);

  g_assert_nonnull (card);
  g_assert_cmpint (tsn_record_number (card, TSN_CARD_VOIDED, 0), ==, TSN_VOIDED_NOT_HANDED_OUT);
  return TRUE;
}

static void
carry (const StoreFixture *from, const StoreFixture *to, TsnRoles role)
{
  g_autoptr (GPtrArray) patches = must_list_patches (from->store);

  for (guint i = 0; i < patches->len; i++)
    {
      TsnPatch *patch = g_ptr_array_index (patches, i);

      if (!tsn_id_equal (&patch->version.device, tsn_vault_device (from->vault)))
        continue;
      /* Else the server refuses it. */
      g_assert_true (role == 0 || (tsn_kind_by_number (patch->kind)->writes & role) != 0);
      must_apply (to->store, patch);
    }
}

/* It needs neither the keys of the visit nor anybody else's rights; the desk comes to know it. */
static void
test_not_handed_out_at_kiosk (Fixture *desk, gconstpointer data)
{
  Fixture kiosk = { 0 };

  fixture_setup_for_role (&kiosk.store, &desk->store, TSN_ROLE_KIOSK);
  carry (&desk->store, &kiosk.store, 0);
  kiosk.draft = tsn_kiosk_draft_new ();
  kiosk.run = tsn_print_run_new (kiosk.store.vault);
  say_everything (&kiosk, TRUE);
  make_card (&kiosk);
  must_write (&kiosk.store, save_worker, &kiosk);
  must_write (&kiosk.store, remember_worker, &kiosk);

  tsn_kiosk_draft_wipe (kiosk.draft);
  tsn_vault_forget_data_keys (kiosk.store.vault);
  tsn_store_locked (kiosk.store.store);
  must_write (&kiosk.store, void_worker, &kiosk);
  must_read (&kiosk.store, voided_worker, &kiosk);
  carry (&kiosk.store, &desk->store, TSN_KIOSK);
  must_read (&desk->store, voided_there_worker, &kiosk);
  tear_down (&kiosk, NULL);
}

/* As a build of before there were copies has left it, with a place to align, and as nobody has. */
static gboolean
older_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const printers[] = { "", "Hall", "ipp://printer.local/ipp/print" };
  const TsnId card = tsn_id_new (NOON);
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GBytes) broken = g_bytes_new_static ("\x07\x01nothing", 9);
  g_autoptr (GBytes) kept = NULL;
  gboolean unreadable = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (printers); i++)
    {
      GVariant *id = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, card.bytes, 16, 1);
      g_autoptr (GVariant) list = g_variant_ref_sink (
          g_variant_new_parsed ("[(%@ay, %s, 7, %u)]", id, printers[i], (guint32) 3));
      g_autoptr (GBytes) value = g_variant_get_data_as_bytes (list);
      g_autoptr (GPtrArray) all = NULL;
      const TsnKioskPending *pending;

      if (!tsn_session_set_setting (session, "kiosk.pending", value, error))
        return FALSE;
      all = tsn_kiosk_pending_all (session, error);
      g_assert_cmpuint (all->len, ==, 1);
      pending = g_ptr_array_index (all, 0);
      g_assert_true (tsn_id_equal (&pending->card, &card));
      g_assert_cmpstr (pending->printer, ==, printers[i]);
      g_assert_cmpint (pending->job, ==, 7);
      g_assert_cmpuint (pending->position, ==, 3);
      g_assert_false (pending->is_copy);
      if (!tsn_kiosk_pending_forget (session, &card, error))
        return FALSE;
    }
  if (!tsn_kiosk_pending_look (session, &unreadable, error))
    return FALSE;
  g_assert_false (unreadable);
  if (!tsn_session_set_setting (session, "kiosk.pending", broken, error))
    return FALSE;
  none = tsn_kiosk_pending_all (session, error);
  g_assert_cmpuint (none->len, ==, 0);
  /* Written over it is not lost, and staff are told ever after. */
  for (guint i = 0; i < 2; i++)
    {
      unreadable = FALSE;
      if (!tsn_kiosk_pending_look (session, &unreadable, error) ||
          !tsn_kiosk_pending_forget (session, &card, error))
        return FALSE;
      g_assert_true (unreadable);
    }
  kept = tsn_session_get_setting (session, "kiosk.pending.unreadable", error);
  return kept != NULL && g_bytes_equal (kept, broken);
}

static void
test_older_list (Fixture *f, gconstpointer data)
{
  must_write (&f->store, older_worker, f);
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
  g_assert_false (tsn_card_has (card, TSN_CARD_F_CONDITIONS));
  g_assert_cmpint (tsn_card_number (card, TSN_CARD_F_CONDITION), ==, TSN_PRESENCE_NONE);
  g_assert_false (tsn_card_has (card, TSN_CARD_F_MEDICINES));
  g_assert_cmpint (tsn_card_number (card, TSN_CARD_F_MEDICINE), ==, TSN_PRESENCE_UNKNOWN);
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

/* -- From a card that was read -- */

static void
agree (Fixture *f)
{
  tsn_kiosk_draft_set_number (f->draft,
                              TSN_KIOSK_CONSENT,
                              TSN_PURPOSE_KEEP,
                              TSN_CONSENT_ANSWER_AGREES);
}

static void
say_number (Fixture *f, guint part, guint field, gint64 number)
{
  tsn_kiosk_draft_set_number (f->draft, part, field, number);
}

/* What each new card has of its own; and whoever is "your doctor" is the main one. */
static TsnCard *
without_identity (const TsnCard *card)
{
  static const TsnCardFieldId own[] = {
    TSN_CARD_F_SERIAL, TSN_CARD_F_WRITTEN, TSN_CARD_F_REVIEW,     TSN_CARD_F_MUNICIPALITY,
    TSN_CARD_F_ISSUE,  TSN_CARD_F_LAYOUT,  TSN_CARD_F_SUPERSEDES, TSN_CARD_F_WISHES,
  };
  TsnCard *copy = tsn_card_copy (card);

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    tsn_card_clear (copy, own[i]);
  for (guint i = 0; i < tsn_card_n_items (copy, TSN_CARD_F_DOCTORS); i++)
    tsn_card_clear (tsn_card_item (copy, TSN_CARD_F_DOCTORS, i), TSN_CARD_F_DOCTOR_MAIN);
  return copy;
}

/* Whatever stands on a card stands on the new one, if nobody changes anything. */
static void
test_fill (Fixture *f, gconstpointer data)
{
  g_autofree char *names = g_test_build_filename (G_TEST_DIST, "..", "data", "demo", "names", NULL);
  static const CardProfile profiles[] = { CARD_PROFILE_TYPICAL,
                                          CARD_PROFILE_FULL,
                                          CARD_PROFILE_RARE,
                                          CARD_PROFILE_SPARSE };
  g_autoptr (CardGenerator) generator = card_generator_new (names, 5);
  g_autoptr (TsnCard) longest = card_generator_next (generator, CARD_PROFILE_LONGEST);

  tsn_kiosk_draft_fill (f->draft, longest); /* there is room for it */
  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (TsnCard) before = card_generator_next (generator, profiles[i % 4]);
      g_autoptr (TsnCard) left = without_identity (before);
      g_autoptr (TsnCard) right = NULL;
      const TsnCard *after;

      tsn_kiosk_draft_fill (f->draft, before);
      if (tsn_kiosk_draft_is_partial (f->draft))
        {
          g_assert_cmpint (profiles[i % 4], ==, CARD_PROFILE_RARE); /* 119 is nobody's number */
          continue;
        }
      g_assert_true (tsn_kiosk_draft_is_update (f->draft));
      agree (f);
      g_clear_pointer (&f->run, tsn_print_run_free);
      f->run = tsn_print_run_new (f->store.vault);
      after = make_card (f);
      right = without_identity (after);
      g_assert_true (tsn_card_equal (left, right));
      g_assert_cmpint (tsn_card_has (after, TSN_CARD_F_WISHES),
                       ==,
                       tsn_card_has (before, TSN_CARD_F_WISHES));
      g_assert_cmpstr (tsn_card_text (after, TSN_CARD_F_SUPERSEDES),
                       ==,
                       tsn_card_text (before, TSN_CARD_F_SERIAL));
    }
}

static TsnCard *
a_card (void)
{
  TsnCard *card = tsn_card_new ();
  TsnCard *entry;

  tsn_card_renew_serial (card);
  tsn_card_set_text (card, TSN_CARD_F_KANA, "ミホン　ハナコ", NULL);
  tsn_card_set_number (card, TSN_CARD_F_BIRTH, 19400302, NULL);
  tsn_card_set_number (card, TSN_CARD_F_ISSUE, 3, NULL);
  tsn_card_add_text (card, TSN_CARD_F_PHONES, "090-1234-5678", NULL);
  tsn_card_add_text (card, TSN_CARD_F_CONDITIONS, "高血圧", NULL);
  tsn_card_add_text (card, TSN_CARD_F_CONDITIONS, "糖尿病", NULL);
  tsn_card_add_text (card, TSN_CARD_F_MEDICINES, "なし", NULL);
  entry = tsn_card_add (card, TSN_CARD_F_CONTACTS, NULL);
  tsn_card_set_text (entry, TSN_CARD_F_CONTACT_NAME, "見本　太郎", NULL);
  tsn_card_set_text (entry, TSN_CARD_F_CONTACT_KANA, "ミホン　タロウ", NULL);
  tsn_card_set_text (entry, TSN_CARD_F_CONTACT_PHONE, "0495-00-1234", NULL);
  entry = tsn_card_add (card, TSN_CARD_F_DOCTORS, NULL);
  tsn_card_set_text (entry, TSN_CARD_F_DOCTOR_INSTITUTION, "みほん医院", NULL);
  tsn_card_set_text (entry, TSN_CARD_F_DOCTOR_NAME, "見本　一郎", NULL);
  entry = tsn_card_add (card, TSN_CARD_F_WISHES, NULL);
  tsn_card_set_text (entry, TSN_CARD_F_PLACE_NAME, "みほん医院", NULL);
  return card;
}

/* As if it had been answered, question by question. */
static void
test_answers (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint part, field;
    const char *text;
    gint64 number;
  } rows[] = {
    { TSN_KIOSK_PERSON, TSN_PERSON_BIRTH_DATE, "昭和15年3月2日", 0 },
    { TSN_KIOSK_PERSON, TSN_PERSON_PHONE_HOME, "090-1234-5678", 0 },
    { TSN_KIOSK_PERSON, TSN_PERSON_CONDITIONS, "高血圧、糖尿病", 0 },
    { TSN_KIOSK_PERSON, TSN_PERSON_MEDICINES, "", 0 },
    { TSN_KIOSK_PERSON, TSN_PERSON_ALLERGIES, "薬（ペニシリン、ほか）", 0 },
    { TSN_KIOSK_PERSON, TSN_PERSON_WISHES_RECORDED, "", TSN_ANSWER_YES },
    { TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_CONDITIONS, "", TSN_ANSWER_YES },
    { TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_MEDICINES, "", TSN_ANSWER_NO },
    { TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_WISHES_WITH, "", TSN_KIOSK_DOCTOR },
    { TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_MORE, "", TSN_ANSWER_NO },
    { TSN_KIOSK_CONTACT, TSN_CONTACT_NAME, "見本　太郎", 0 },
    { TSN_KIOSK_DOCTOR, TSN_CONTACT_OFFICE, "みほん医院", 0 },
    { TSN_KIOSK_CONSENT, TSN_PURPOSE_PRINT, "", 0 }, /* no card says that */
  };
  g_autoptr (TsnCard) card = a_card ();

  tsn_card_add_text (card, TSN_CARD_F_ALLERGIES, "薬（ペニシリン、ほか）", NULL);
  tsn_kiosk_draft_fill (f->draft, card);
  g_assert_false (tsn_kiosk_draft_is_partial (f->draft));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpstr (tsn_kiosk_draft_text (f->draft, rows[i].part, rows[i].field),
                       ==,
                       rows[i].text);
      g_assert_cmpint (tsn_kiosk_draft_number (f->draft, rows[i].part, rows[i].field),
                       ==,
                       rows[i].number);
    }
  tsn_card_set_number (card, TSN_CARD_F_PARTIAL, 1, NULL);
  tsn_kiosk_draft_fill (f->draft, card);
  g_assert_true (tsn_kiosk_draft_is_partial (f->draft));
}

/* Nothing of a doctor goes to the next doctor; a name that is written in another way is nobody's
 * reading. */
static void
test_another (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnCard) card = a_card ();
  const TsnCard *after;

  tsn_kiosk_draft_fill (f->draft, card);
  say (f, TSN_KIOSK_DOCTOR, TSN_CONTACT_OFFICE, "みほん医院"); /* as it was */
  g_assert_cmpstr (tsn_kiosk_draft_text (f->draft, TSN_KIOSK_DOCTOR, TSN_CONTACT_NAME),
                   ==,
                   "見本　一郎");
  say (f, TSN_KIOSK_DOCTOR, TSN_CONTACT_OFFICE, "別の医院");
  say (f, TSN_KIOSK_CONTACT, TSN_CONTACT_NAME, "見本　次郎");
  say_number (f, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_WISHES_WITH, TSN_KIOSK_CONTACT);
  after = make_card (f);
  g_assert_false (
      tsn_card_has (tsn_card_item (after, TSN_CARD_F_DOCTORS, 0), TSN_CARD_F_DOCTOR_NAME));
  g_assert_false (
      tsn_card_has (tsn_card_item (after, TSN_CARD_F_CONTACTS, 0), TSN_CARD_F_CONTACT_KANA));
  g_assert_cmpstr (
      tsn_card_text (tsn_card_item (after, TSN_CARD_F_CONTACTS, 0), TSN_CARD_F_CONTACT_PHONE),
      ==,
      "0495-00-1234");
  g_assert_cmpint (tsn_card_number (after, TSN_CARD_F_ISSUE), ==, 4);
}

static gboolean
standing_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;
  g_autoptr (TsnTrust) trust = tsn_trust_load (session, f->store.vault, error);
  const TsnCardTrust *asked = tsn_trust_get (trust);
  TsnCardStanding standing = { 0 };
  const char *first = tsn_kiosk_draft_text (f->draft,
                                            TSN_KIOSK_REGISTER,
                                            TSN_CARD_SUPERSEDES_SERIAL);
  const char *second = tsn_card_text (tsn_print_run_card (f->run, 0)->card, TSN_CARD_F_SERIAL);

  g_assert_true (asked->find_card (asked->data, first, &standing));
  g_assert_cmpstr (standing.superseded_by, ==, second);
  g_assert_true (asked->find_card (asked->data, second, &standing));
  g_assert_cmpstr (standing.superseded_by, ==, "");
  return TRUE;
}

/* The register knows what the new card replaces, whether it has the old one's record at hand
 * (@data) or gets it later; and that it was no first card. */
static void
test_replaced (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnCard) card = a_card ();
  TsnId id = tsn_id_new (NOON - 1);
  g_autoptr (TsnChange) old = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CARD), &id);
  const char *serial = tsn_card_text (card, TSN_CARD_F_SERIAL);

  tsn_change_set_text (old, TSN_CARD_SERIAL, serial);
  tsn_change_set_number (old, TSN_CARD_ISSUED_AT, NOON - 1);
  if (data != NULL)
    must_put (f->store.store, old);
  tsn_kiosk_draft_fill (f->draft, card);
  g_assert_cmpstr (tsn_card_text (make_card (f), TSN_CARD_F_SUPERSEDES), ==, serial);
  g_assert_cmpuint (tsn_print_run_card (f->run, 0)->issue.reissue, ==, TSN_REISSUE_CHANGED);
  must_write (&f->store, save_worker, f);
  if (data == NULL)
    must_put (f->store.store, old);
  must_read (&f->store, standing_worker, f);
}

static gboolean
one_person_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;
  g_autoptr (TsnRecord) person = tsn_session_get (session,
                                                  tsn_kind_by_number (TSN_KIND_PERSON),
                                                  &tsn_print_run_card (f->run, 0)->issue.person,
                                                  error);
  const TsnValue *conditions = tsn_record_value (person, TSN_PERSON_CONDITIONS);
  g_autoptr (GPtrArray) contacts = tsn_person_contacts (session, &person->id, error);

  g_assert_cmpuint (conditions->list->len, ==, 1);
  g_assert_cmpstr (g_array_index (conditions->list, TsnValue, 0).text, ==, "高血圧");
  g_assert_cmpint (tsn_record_number (person, TSN_PERSON_CONDITION, 0), ==, TSN_PRESENCE_PRESENT);
  g_assert_cmpint (tsn_record_number (person, TSN_PERSON_MEDICINE, 0), ==, TSN_PRESENCE_UNKNOWN);
  g_assert_cmpuint (contacts->len, ==, 2);
  for (guint i = 0; i < contacts->len; i++)
    {
      const TsnRecord *contact = g_ptr_array_index (contacts, i);
      const TsnId *wishes = tsn_record_reference (person, TSN_PERSON_WISHES_CONTACT);

      if (tsn_record_number (contact, TSN_CONTACT_ROLE, 0) == TSN_CONTACT_ROLE_EMERGENCY)
        g_assert_cmpstr (tsn_record_text (contact, TSN_CONTACT_PHONE_1), ==, "0495-00-9999");
      else
        g_assert_true (tsn_id_equal (wishes, &contact->id));
    }
  return TRUE;
}

static void
bring_back (Fixture *f)
{
  g_autoptr (TsnCard) card = tsn_card_copy (tsn_print_run_card (f->run, 0)->card);

  tsn_kiosk_draft_fill (f->draft, card);
  agree (f);
  g_clear_pointer (&f->run, tsn_print_run_free);
  f->run = tsn_print_run_new (f->store.vault);
}

/* Where the person of a card can be read, an update is theirs, unless somebody else comes with it.
 */
static void
test_updated (Fixture *f, gconstpointer data)
{
  say_everything (f, TRUE);
  make_card (f);
  must_write (&f->store, save_worker, f);
  bring_back (f);
  say (f, TSN_KIOSK_PERSON, TSN_PERSON_CONDITIONS, "高血圧");
  say (f, TSN_KIOSK_CONTACT, TSN_CONTACT_PHONE_1, "0495-00-9999");
  say_number (f, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_MEDICINES, TSN_ANSWER_UNSURE);
  make_card (f);
  must_write (&f->store, save_worker, f);
  must_read (&f->store, count_worker, f);
  g_assert_cmpint (f->people, ==, 1);
  g_assert_cmpint (f->contacts, ==, 2);
  g_assert_cmpint (f->cards, ==, 2);
  must_read (&f->store, one_person_worker, f);
  bring_back (f);
  say (f, TSN_KIOSK_PERSON, TSN_PERSON_KANA, "ミホン　タロウ");
  say (f, TSN_KIOSK_PERSON, TSN_PERSON_BIRTH_DATE, "昭和13年1月1日");
  make_card (f);
  must_write (&f->store, save_worker, f);
  must_read (&f->store, count_worker, f);
  g_assert_cmpint (f->people, ==, 2);
}

/* What was said of illnesses and medicines comes back as it was said. */
static void
test_presence (Fixture *f, gconstpointer data)
{
  static const struct
  {
    gint64 conditions, medicines;
  } rows[] = { { TSN_ANSWER_NO, TSN_ANSWER_NO },
               { TSN_ANSWER_UNSURE, TSN_ANSWER_UNSURE },
               { TSN_ANSWER_YES, TSN_KIOSK_NOTEBOOK },
               { TSN_ANSWER_YES, TSN_ANSWER_YES },
               { 0, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      tsn_kiosk_draft_wipe (f->draft);
      say (f, TSN_KIOSK_PERSON, TSN_PERSON_KANA, "ミホン　ハナコ");
      say_number (f, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_CONDITIONS, rows[i].conditions);
      say_number (f, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_MEDICINES, rows[i].medicines);
      make_card (f);
      bring_back (f);
      g_assert_cmpint (
          tsn_kiosk_draft_number (f->draft, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_CONDITIONS),
          ==,
          rows[i].conditions);
      g_assert_cmpint (
          tsn_kiosk_draft_number (f->draft, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_MEDICINES),
          ==,
          rows[i].medicines);
    }
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
  add_test ("/kiosk-draft/not-handed-out", test_not_handed_out);
  add_test ("/kiosk-draft/not-handed-out-at-kiosk", test_not_handed_out_at_kiosk);
  add_test ("/kiosk-draft/older-list", test_older_list);
  add_test ("/kiosk-draft/change-of-mind", test_change_of_mind);
  add_test ("/kiosk-draft/refused-texts", test_refused_texts);
  add_test ("/kiosk-draft/wipe", test_wipe);
  add_test ("/kiosk-draft/fill", test_fill);
  add_test ("/kiosk-draft/answers", test_answers);
  add_test ("/kiosk-draft/another", test_another);
  add_test ("/kiosk-draft/updated", test_updated);
  add_test ("/kiosk-draft/presence", test_presence);
  add_test ("/kiosk-draft/replaced", test_replaced);
  g_test_add ("/kiosk-draft/replaced-at-hand",
              Fixture,
              "at hand",
              set_up,
              test_replaced,
              tear_down);
  return g_test_run ();
}
