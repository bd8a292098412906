/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes one of each paper into a folder as a PDF: for test-papers.py, which reads them, and for
 * whoever changes one and wants to look at it. usage: paper-samples FOLDER */

#include <locale.h>
#include <stdio.h>

#include "report-fixture.h"
#include "tsn-erasure-paper.h"
#include "tsn-recovery-paper.h"
#include "tsn-tally.h"
#include "tsn-words.h"

static const char *folder;

static void
take (TsnPaper *paper, const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.pdf", folder, name);
  g_autoptr (GError) error = NULL;

  tsn_paper_write_pdf_sync (paper, path, NULL, &error);
  g_assert_no_error (error);
  tsn_paper_unref (paper);
}

static gboolean
tally_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnTallyCount count = { *(const TsnId *) data,
                          TSN_AGE_BAND_FROM_80,
                          TSN_SEX_FEMALE,
                          1234,
                          REPORT_NOW };

  return tsn_tally_add (session, &count, NULL, error);
}

static void
make_event_papers (TsnStore *store)
{
  static const Guest GUESTS[] = {
    { "髙橋　花子", "タカハシ　ハナコ", 19450303, 2, TSN_ATTENDANCE_STATUS_REGISTERED, 1 },
    { "渡邉󠄁　一郎", "ワタナベ　イチロウ", 19380815, 1, TSN_ATTENDANCE_STATUS_ARRIVED, 1 },
    { "加藤　学", "カトウ　マナブ", 19701212, 1, TSN_ATTENDANCE_STATUS_ARRIVED, 1 },
    { "外山　幸", "ガイヤマ　サチ", 0, 0, TSN_ATTENDANCE_STATUS_REGISTERED, 1 },
    { LONG_NAME,
      "ナガナガナガナガナガナガナガナガナガナガナガナガナガナガナガナガナガナガナガナガ",
      19500101,
      3,
      TSN_ATTENDANCE_STATUS_REGISTERED,
      1 },
    { NULL, "ナマエナシ　ヨシコ", 19481101, 2, TSN_ATTENDANCE_STATUS_ARRIVED, 1 },
    { "遠方　勝", "エンポウ　マサル", 19850101, 1, TSN_ATTENDANCE_STATUS_ARRIVED, 2 },
    { "待井　順", "マチイ　ジュン", 19600606, 3, TSN_ATTENDANCE_STATUS_WAITING, 1 },
    { "取消　光", "トリケシ　ヒカル", 19600607, 1, TSN_ATTENDANCE_STATUS_CANCELLED, 1 },
    { "Jean-Christophe Dupont-Lafayette",
      "ジャン　クリストフ",
      19550505,
      1,
      TSN_ATTENDANCE_STATUS_REGISTERED,
      1 },
  };
  TsnId event = put_talk (store);
  TsnId nobody = put_event (store, "まだ誰もいない講座");
  TsnId full = put_event (store, "満員の講演会");
  TsnId erased;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (GUESTS); i++)
    put_guest (store, &event, &GUESTS[i]);
  erased = put_guest (store, &event, &GUESTS[1]);
  must_erase (store, TSN_KIND_PERSON, &erased);
  tsn_store_run_sync (store, TSN_STORE_WRITE, tally_work, &event, NULL, &error);
  g_assert_no_error (error);
  take (must_make (store, (Order){ MAKE_SIGN_IN, event, 20 }), "sign-in");
  take (must_make (store, (Order){ MAKE_SIGN_IN, nobody, 0 }), "sign-in-nobody");
  put_crowd (store, &full, 200);
  take (must_make (store, (Order){ MAKE_SIGN_IN, full, 5 }), "sign-in-full");
  take (must_make (store, (Order){ MAKE_ATTENDANCE, full }), "attendance-full");
  take (must_make (store, (Order){ MAKE_ATTENDANCE, event }), "attendance");
  take (must_make (store, (Order){ MAKE_ATTENDANCE, nobody }), "attendance-nobody");
  take (must_make (store, (Order){ MAKE_LABELS, event, 0, TSN_LABELS_A4_10, 4 }), "labels-10");
  take (must_make (store, (Order){ MAKE_LABELS, event, 0, TSN_LABELS_A4_24 }), "labels-24");
  take (must_make (store, (Order){ MAKE_LABELS, event, 0, TSN_LABELS_ROLL_62 }), "labels-roll");
  take (must_make (store, (Order){ MAKE_LABELS, nobody }), "labels-nobody");
}

static void
make_conversations (TsnStore *store)
{
  TsnId person = put_person (store);
  TsnId old = put_full_conversation (store, &person, 20241127);
  TsnId full = put_full_conversation (store, &person, 20251101);
  TsnId silent = put_silent_conversation (store, &person, 20251028);
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_CONVERSATION), &old);

  tsn_change_set_number (change, TSN_CONVERSATION_WITHDRAWN, TRUE);
  tsn_change_set_number (change, TSN_CONVERSATION_WITHDRAWN_ON, 20251020);
  tsn_change_set_text (change, TSN_CONVERSATION_WITHDRAWN_NOTE, "気持ちが変わったため");
  must_put (store, change);
  take (must_make (store, (Order){ MAKE_CONVERSATION, full }), "conversation");
  take (must_make (store, (Order){ MAKE_CONVERSATION, silent }), "conversation-silent");
  take (must_make (store, (Order){ MAKE_CONVERSATION, old }), "conversation-withdrawn");
}

int
main (int argc, char **argv)
{
  StoreFixture fixture = { 0 };
  TsnErasure erasure = { "本庄市", "窓口", TSN_ID_NIL, 12, REPORT_NOW, REPORT_NOW };

  setlocale (LC_ALL, "");
  tsn_words_init ();
  if (argc != 2)
    return 2;
  folder = argv[1];
  fixture_setup (&fixture, NULL);
  put_town (fixture.store);
  make_event_papers (fixture.store);
  make_conversations (fixture.store);
  take (
      tsn_recovery_paper ("本庄市", "7KQ2M-9F3XA-TT0V8-BC4DE-1HJ6N-PQ5RS-WXYZ2-3456A", REPORT_NOW),
      "recovery");
  take (tsn_erasure_paper (&erasure), "erasure");
  fixture_teardown (&fixture, NULL);
  return 0;
}
