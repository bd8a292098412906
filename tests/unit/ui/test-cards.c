/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a card that was read to the person's records, and back: what cannot be undone is said. And
 * where the first card or label goes on a sheet. */

#include "tsn-card-reader.h"
#include "tsn-card-update-window.h"
#include "tsn-sheet-places.h"
#include "ui-fixture.h"

#define SERIAL "0123456789ABCDEF"

static void
put_card (TsnStore *store, const TsnId *person)
{
  TsnId id = tsn_id_new (1);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CARD), &id);

  tsn_change_set_reference (change, TSN_CARD_PERSON, person);
  tsn_change_set_text (change, TSN_CARD_SERIAL, SERIAL);
  tsn_change_set_number (change, TSN_CARD_ISSUED_AT, 1);
  must_put (store, change);
}

static gboolean
toast_is_shown (gpointer data)
{
  return ui_find_labelled (((UiFixture *) data)->window, "Undo") != NULL;
}

static void
update_from_card (UiFixture *f, GtkWidget *page)
{
  TsnCardReading reading = { .verdict = TSN_CARD_VERDICT_GENUINE, .card = tsn_card_new () };
  const TsnCardScan scan = { .reading = &reading };
  GtkWidget *apply;

  tsn_card_set_text (reading.card, TSN_CARD_F_SERIAL, SERIAL, NULL);
  tsn_card_add_text (reading.card, TSN_CARD_F_CONDITIONS, "心不全", NULL);
  tsn_card_update_present (page, f->station, &scan);
  ui_settle (f);
  apply = ui_find_labelled (ui_front_window (f), "_Update");
  g_assert_nonnull (apply);
  g_assert_true (gtk_widget_get_sensitive (apply));
  g_signal_emit_by_name (apply, "clicked");
  ui_wait (toast_is_shown, f);
  tsn_card_free (reading.card);
}

static gboolean
says_erased (gpointer data)
{
  return ui_find_text (((UiFixture *) data)->window, "erased") != NULL;
}

/* Somebody else has erased the person meanwhile; the page that asked is gone, too. */
static void
test_undo_refused (UiFixture *f, gconstpointer data)
{
  TsnId person = put_person (f->store.store);
  GtkWidget *page = gtk_label_new ("page");

  put_card (f->store.store, &person);
  ui_fixture_show (f, page);
  update_from_card (f, page);
  must_erase (f->store.store, TSN_KIND_PERSON, &person);
  gtk_scrolled_window_set_child (
      GTK_SCROLLED_WINDOW (ui_find (f->window, GTK_TYPE_SCROLLED_WINDOW)),
      NULL);
  g_signal_emit_by_name (ui_find_labelled (f->window, "Undo"), "clicked");
  ui_wait (says_erased, f);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* The first free place is what was picked; another sheet begins anew. */
static void
test_places (void)
{
  GtkWidget *widget = g_object_ref_sink (g_object_new (TSN_TYPE_SHEET_PLACES, NULL));
  TsnSheetPlaces *places = TSN_SHEET_PLACES (widget);
  guint n_changed = 0;

  g_signal_connect_swapped (places, "changed", G_CALLBACK (count_cb), &n_changed);
  tsn_sheet_places_set_sheet (places, 24, 3);
  tsn_sheet_places_set_first (places, 24);
  g_assert_cmpuint (tsn_sheet_places_get_first (places), ==, 24);
  g_assert_cmpuint (n_changed, ==, 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find_named (widget, "Place 5 of 24")), TRUE);
  g_assert_cmpuint (tsn_sheet_places_get_first (places), ==, 5);
  g_assert_cmpuint (n_changed, ==, 1);
  tsn_sheet_places_set_sheet (places, 10, 2);
  g_assert_cmpuint (tsn_sheet_places_get_first (places), ==, 1);
  g_object_unref (widget);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/cards/undo-refused",
              UiFixture,
              NULL,
              ui_fixture_setup,
              test_undo_refused,
              ui_fixture_teardown);
  g_test_add_func ("/ui/cards/places", test_places);
  return g_test_run ();
}
