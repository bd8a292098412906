/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cards of several people on their way to paper: who is refused, what stays off the face, what is
 * registered and where the next card goes. */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tsn-card-words.h"
#include "tsn-print-run.h"
#include "work-fixture.h"

typedef struct
{
  StoreFixture store;
  TsnId willing;
  TsnId unwilling;
  TsnPrintRun *run;
  guint wanted;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  fixture_setup (&f->store, NULL);
  put_municipality (f->store.store, 0);
  f->willing = put_person (f->store.store);
  f->unwilling = put_person (f->store.store);
  put_contact (f->store.store, &f->willing);
  put_refusal (f->store.store, &f->unwilling);
  f->run = tsn_print_run_new (f->store.vault);
  f->wanted = G_MAXUINT;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tsn_print_run_free (f->run);
  fixture_teardown (&f->store, NULL);
}

static void
add (Fixture *f, const TsnId *person, guint layout)
{
  const TsnIssue issue = { .person = *person,
                           .layout = layout,
                           .plain = layout == TSN_LAYOUT_A4_FOLD,
                           .written = 20251128,
                           .now_ms = NOON };

  tsn_print_run_add (f->run, &issue);
}

static gboolean
compose_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Fixture *f = data;

  return tsn_print_run_compose (f->run, session, f->wanted, error);
}

static gboolean
register_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_print_run_register (((Fixture *) data)->run, session, 10, error);
}

typedef struct
{
  guint position;
  gint64 cards;
} Register;

static gboolean
look_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Register *answer = data;
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CARD));

  answer->position = tsn_sheet_position (session, error);
  answer->cards = tsn_session_count (session, query, error);
  return answer->position != 0 && answer->cards >= 0;
}

static void
compose_and_set (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  must_read (&f->store, compose_worker, f);
  tsn_print_run_set (f->run, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_register (Fixture *f, guint position, gint64 cards)
{
  Register answer = { 0 };

  must_read (&f->store, look_worker, &answer);
  g_assert_cmpuint (answer.position, ==, position);
  g_assert_cmpint (answer.cards, ==, cards);
}

static gboolean
is_on_face (const TsnCardProof *proof, TsnCardFieldId field)
{
  const GArray *boxes = tsn_card_proof_boxes (proof);

  for (guint i = 0; i < boxes->len; i++)
    if (g_array_index (boxes, TsnCardBox, i).field.field == field)
      return TRUE;
  return FALSE;
}

/* One who does not agree does not stop the others; a preview leaves nothing behind. */
static void
test_refusal (Fixture *f, gconstpointer data)
{
  add (f, &f->unwilling, TSN_LAYOUT_A4_TEN);
  add (f, &f->willing, TSN_LAYOUT_A4_TEN);
  compose_and_set (f);
  g_assert_cmpuint (tsn_print_run_n_cards (f->run), ==, 2);
  g_assert_cmpuint (tsn_print_run_n_ready (f->run), ==, 1);
  g_assert_error (tsn_print_run_refusal (f->run), TSN_WORK_ERROR, (int) TSN_WORK_ERROR_NO_CONSENT);
  assert_register (f, 1, 0);
}

/* Whoever is refused takes no place from the next one: what is seen of a sheet is the whole sheet.
 */
static void
test_wanted (Fixture *f, gconstpointer data)
{
  f->wanted = 2;
  for (guint i = 0; i < 4; i++)
    {
      add (f, &f->unwilling, TSN_LAYOUT_A4_TEN);
      add (f, &f->willing, TSN_LAYOUT_A4_TEN);
    }
  compose_and_set (f);
  g_assert_cmpuint (tsn_print_run_n_cards (f->run), ==, 4);
  g_assert_cmpuint (tsn_print_run_n_ready (f->run), ==, 2);
}

static void
test_paper (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->store.root, "cards.pdf", NULL);
  g_autoptr (GPtrArray) proofs = NULL;
  g_autoptr (GError) error = NULL;
  double width, height;

  add (f, &f->unwilling, TSN_LAYOUT_A4_TEN);
  add (f, &f->willing, TSN_LAYOUT_A4_TEN);
  compose_and_set (f);
  tsn_print_run_write_pdf (f->run, 10, path, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  proofs = tsn_print_run_proofs (f->run);
  g_assert_cmpuint (proofs->len, ==, 1);
  g_assert_cmpuint (tsn_card_sheets_count (proofs, 10), ==, 1);
  tsn_card_sheets_size (proofs, 10, 0, &width, &height);
  g_assert_cmpfloat_with_epsilon (width, 210, 0.01);
  g_assert_cmpfloat_with_epsilon (height, 297, 0.01);
  must_write (&f->store, register_worker, f);
  assert_register (f, 1, 1);
}

static gboolean
write_file (gpointer data, const char *path, GError **error)
{
  return g_file_set_contents (path, "new", -1, error);
}

static gboolean
refuse_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return register_worker (session, data, cancellable, error) &&
         tsn_store_error_from_errno (ENOSPC, "the register", error);
}

static void
assert_file (const char *path, const char *content)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *found = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, content);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 1);
}

/* A file of the same name is only replaced by cards that the register knows. */
static void
test_overwrite (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (f->store.root, "paper", NULL);
  g_autofree char *path = g_build_filename (folder, "cards.pdf", NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir (folder, 0700);
  g_file_set_contents (path, "old", -1, NULL);
  add (f, &f->willing, TSN_LAYOUT_A4_TEN);
  compose_and_set (f);
  g_assert_false (
      tsn_print_file_sync (f->store.store, path, write_file, refuse_worker, f, NULL, &error));
  g_assert_error (error, TSN_STORE_ERROR, (int) TSN_STORE_ERROR_NO_SPACE);
  assert_file (path, "old");
  assert_register (f, 1, 0);
  g_clear_error (&error);
  tsn_print_file_sync (f->store.store, path, write_file, register_worker, f, NULL, &error);
  g_assert_no_error (error);
  assert_file (path, "new");
  assert_register (f, 1, 1);
}

/* What the resident does not want in clear is in the code alone. */
static void
test_keep_off (Fixture *f, gconstpointer data)
{
  const TsnPrintCard *card;

  add (f, &f->willing, TSN_LAYOUT_A4_FOLD);
  tsn_print_run_keep_off (f->run,
                          G_GUINT64_CONSTANT (1) << TSN_CARD_F_ADDRESS | G_GUINT64_CONSTANT (1)
                                                                             << TSN_CARD_F_NAME);
  compose_and_set (f);
  card = tsn_print_run_card (f->run, 0);
  g_assert_true (tsn_card_has (card->card, TSN_CARD_F_ADDRESS));
  g_assert_false (is_on_face (card->proof, TSN_CARD_F_ADDRESS));
  g_assert_true (is_on_face (card->proof, TSN_CARD_F_NAME));
}

/* The second code: names and numbers, nothing about health. */
static void
test_words (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnCard) card = NULL;
  g_autofree char *words = NULL;
  g_autoptr (GError) error = NULL;

  add (f, &f->willing, TSN_LAYOUT_A4_FOLD);
  compose_and_set (f);
  g_assert_nonnull (tsn_print_run_card (f->run, 0)->words);
  tsn_print_run_prove (f->run, 1, &error);
  g_assert_no_error (error);
  card = tsn_card_copy (tsn_print_run_card (f->run, 0)->card);
  tsn_card_add_text (card, TSN_CARD_F_CONDITIONS, "心不全", NULL);
  words = tsn_card_words (card);
  g_assert_nonnull (strstr (words, CANARY_NAME));
  g_assert_nonnull (strstr (words, "\n連絡先"));
  g_assert_null (strstr (words, "心不全"));
}

#define ADD(path, func) g_test_add ("/print-run/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("refusal", test_refusal);
  ADD ("wanted", test_wanted);
  ADD ("paper", test_paper);
  ADD ("overwrite", test_overwrite);
  ADD ("keep-off", test_keep_off);
  ADD ("words", test_words);
  return g_test_run ();
}
