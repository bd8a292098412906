/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A conversation that was recorded: withdrawn, and why. */

#include "tsn-conversation-sheet.h"
#include "tsn-person-words.h"
#include "ui-fixture.h"

#define WHY "気持ちが変わったため"

static TsnId
put_conversation (TsnStore *store, const TsnId *person)
{
  TsnId id = tsn_id_new (1);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONVERSATION),
                                                        &id);

  tsn_change_set_reference (change, TSN_CONVERSATION_PERSON, person);
  tsn_change_set_number (change, TSN_CONVERSATION_DATE, 20251101);
  must_put (store, change);
  return id;
}

static void
press (GtkWidget *window, const char *label)
{
  GtkWidget *button = ui_find_labelled (window, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
test_withdraw (UiFixture *f, gconstpointer data)
{
  TsnId person = put_person (f->store.store);
  TsnId talk = put_conversation (f->store.store, &person);
  GtkWidget *page = gtk_label_new ("page");
  g_autoptr (TsnRecord) record = NULL;
  g_autofree char *words = NULL;
  GtkWidget *sheet;

  ui_fixture_show (f, page);
  tsn_conversation_sheet_present (page, f->station, &talk);
  ui_settle (f);
  sheet = ui_front_window (f);
  press (sheet, "_Withdraw this conversation…");
  g_assert_true (ui_front_window (f) != sheet);
  gtk_editable_set_text (GTK_EDITABLE (ui_find (ui_front_window (f), ADW_TYPE_ENTRY_ROW)),
                         " " WHY " ");
  press (ui_front_window (f), "Withdraw");
  ui_settle (f);
  record = must_get (f->store.store, TSN_KIND_CONVERSATION, &talk);
  g_assert_cmpint (tsn_record_number (record, TSN_CONVERSATION_WITHDRAWN, 0), ==, 1);
  g_assert_cmpstr (tsn_record_text (record, TSN_CONVERSATION_WITHDRAWN_NOTE), ==, WHY);
  words = tsn_withdrawal_words (record);
  g_assert_true (g_str_has_suffix (words, WHY));
  g_assert_nonnull (ui_find_text (sheet, WHY));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/conversations/withdraw",
              UiFixture,
              NULL,
              ui_fixture_setup,
              test_withdraw,
              ui_fixture_teardown);
  return g_test_run ();
}
