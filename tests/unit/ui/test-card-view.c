/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The card as a crew sees it: what is said when nothing is known, and what is never said. */

#include <string.h>

#include "tsn-card-view.h"

/* All texts of the labels below @widget, one after the other. */
static void
collect (GtkWidget *widget, GString *words)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (words, "%s\n", gtk_label_get_label (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, words);
}

static char *
words_of (GtkWidget *widget)
{
  GString *words = g_string_new (NULL);

  collect (widget, words);
  return g_string_free (words, FALSE);
}

static TsnCard *
card_new (void)
{
  TsnCard *card = tsn_card_new ();
  TsnCard *doctor = tsn_card_add (card, TSN_CARD_F_DOCTORS, NULL);
  TsnCard *contact = tsn_card_add (card, TSN_CARD_F_CONTACTS, NULL);

  tsn_card_set_text (card, TSN_CARD_F_NAME, "見本 太郎", NULL);
  tsn_card_set_number (card, TSN_CARD_F_WRITTEN, 20240721, NULL);
  tsn_card_set_number (card, TSN_CARD_F_REVIEW, 20250721, NULL);
  tsn_card_set_text (doctor, TSN_CARD_F_DOCTOR_INSTITUTION, "見本医院", NULL);
  tsn_card_set_text (doctor, TSN_CARD_F_DOCTOR_PHONE, "0495-00-0001", NULL);
  tsn_card_set_text (contact, TSN_CARD_F_CONTACT_NAME, "見本 一郎", NULL);
  tsn_card_set_text (contact, TSN_CARD_F_CONTACT_PHONE, "090-0000-0001", NULL);
  tsn_card_set_number (contact, TSN_CARD_F_CONTACT_PROXY, 1, NULL);
  return card;
}

static char *
show (TsnCard *card)
{
  GtkWidget *view = g_object_ref_sink (tsn_card_view_new ());
  char *words;

  tsn_card_view_set_card (TSN_CARD_VIEW (view), card, 20261121);
  words = words_of (view);
  /* Nothing is left of it. */
  tsn_card_view_set_card (TSN_CARD_VIEW (view), NULL, TSN_DATE_NONE);
  g_assert_null (gtk_widget_get_first_child (view));
  g_assert_finalize_object (view);
  return words;
}

/* Blank is not none. */
static void
test_allergies (void)
{
  static const struct
  {
    guint code;
    const char *words;
  } cases[] = {
    { 0, "Not written: this does not mean that there are none" },
    { TSN_ALLERGY_NONE, "None (the person was asked)" },
    { TSN_ALLERGY_UNKNOWN, "Not known (the person was asked)" },
    { TSN_ALLERGY_PRESENT, "Yes: which is not written" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TsnCard) card = card_new ();
      g_autofree char *words = NULL;

      tsn_card_set_number (card, TSN_CARD_F_ALLERGY, cases[i].code, NULL);
      words = show (card);
      g_assert_nonnull (strstr (words, cases[i].words));
    }
}

/* So it is with illnesses and medicines, of which nothing is shown when nobody was asked. */
static void
test_presence (void)
{
  static const struct
  {
    guint code;
    const char *words;
  } cases[] = {
    { TSN_PRESENCE_NONE, "None (the person was asked)" },
    { TSN_PRESENCE_PRESENT, "There are some: which is not written" },
    { TSN_PRESENCE_UNKNOWN, "Not known (the person was asked)" },
  };
  static const TsnCardFieldId fields[] = { TSN_CARD_F_CONDITION, TSN_CARD_F_MEDICINE };
  g_autoptr (TsnCard) blank = card_new ();
  g_autofree char *nothing = show (blank);

  g_assert_null (strstr (nothing, "Medicines"));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (fields); k++)
      {
        g_autoptr (TsnCard) card = card_new ();
        g_autofree char *words = NULL;

        tsn_card_set_number (card, fields[k], cases[i].code, NULL);
        words = show (card);
        g_assert_nonnull (strstr (words, cases[i].words));
      }
}

/* The doctor comes before the contacts where there are wishes to be confirmed, else after them; who
 * speaks for the person has no legal power; the age of all this is said. */
static void
test_order (void)
{
  g_autoptr (TsnCard) card = card_new ();
  g_autofree char *words = show (card);
  const char *doctor = strstr (words, "0495-00-0001");
  const char *contact = strstr (words, "090-0000-0001");

  g_assert_nonnull (doctor);
  g_assert_nonnull (contact);
  g_assert_true (doctor > contact);
  g_assert_nonnull (strstr (words, "no legal representative"));
  g_assert_nonnull (strstr (words, "2 years and 4 months ago"));
  g_assert_nonnull (strstr (words, "Older than 12 months"));
  g_assert_null (strstr (words, "Wishes"));
}

/* Only that there are wishes, and whom to ask: without an entry of its own, the first doctor. */
static void
test_wishes (void)
{
  g_autoptr (TsnCard) card = card_new ();
  g_autofree char *words = NULL;
  const char *wishes;

  g_assert_nonnull (tsn_card_add (card, TSN_CARD_F_WISHES, NULL));
  words = show (card);
  wishes = strstr (words, "Wishes of the person are recorded");
  g_assert_nonnull (wishes);
  g_assert_nonnull (strstr (wishes, "見本医院"));
  g_assert_nonnull (strstr (wishes, "090-0000-0001"));
}

static void
test_verdict (void)
{
  GtkWidget *bar = g_object_ref_sink (tsn_verdict_bar_new ());
  TsnCardReading reading = { .verdict = TSN_CARD_VERDICT_GENUINE };
  TsnCardScan scan = { .reading = &reading };
  g_autofree char *genuine = NULL;
  g_autofree char *is_void = NULL;

  tsn_verdict_bar_set_scan (TSN_VERDICT_BAR (bar), &scan);
  genuine = words_of (bar);
  g_assert_nonnull (strstr (genuine, "Genuine"));
  scan.entry.voided = TSN_VOIDED_LOST;
  scan.entry.voided_on = 20261101;
  tsn_verdict_bar_set_scan (TSN_VERDICT_BAR (bar), &scan);
  is_void = words_of (bar);
  g_assert_nonnull (strstr (is_void, "This card is void"));
  g_assert_null (strstr (is_void, "Genuine"));
  g_assert_finalize_object (bar);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  g_test_add_func ("/card-view/allergies", test_allergies);
  g_test_add_func ("/card-view/presence", test_presence);
  g_test_add_func ("/card-view/order", test_order);
  g_test_add_func ("/card-view/wishes", test_wishes);
  g_test_add_func ("/card-view/verdict", test_verdict);
  return g_test_run ();
}
