/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What came from a card and no step asks, before the resident who may leave it out. */

#include "kiosk-fixture.h"

/* As it is seen in the list; each is one row of its own. */
static const char *const CARRIED[] = {
  "Female", "090-0000-5678", "Breathing tube in the neck", "Stoma", "Implanted defibrillator", "AB",
  "Rh－",   "みほん薬局",
};

static void
say (TsnKioskDraft *draft, guint part, guint field, const char *text)
{
  g_autoptr (GError) error = NULL;

  tsn_kiosk_draft_set_text (draft, part, field, text, &error);
  g_assert_no_error (error);
}

static void
fill (TsnKioskDraft *draft)
{
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_KANA, "ミホン　ハナコ");
  tsn_kiosk_draft_set_number (draft, TSN_KIOSK_PERSON, TSN_PERSON_SEX, TSN_SEX_FEMALE);
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_PHONE_MOBILE, "090-0000-5678");
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_NEEDS, "tracheostomy、stoma、defibrillator");
  tsn_kiosk_draft_set_number (draft, TSN_KIOSK_PERSON, TSN_PERSON_BLOOD_TYPE, TSN_BLOOD_TYPE_AB);
  tsn_kiosk_draft_set_number (draft, TSN_KIOSK_PERSON, TSN_PERSON_RH, TSN_RH_NEGATIVE);
  tsn_kiosk_draft_set_number (draft, TSN_KIOSK_OTHER, TSN_CONTACT_ROLE, TSN_CONTACT_ROLE_PHARMACY);
  say (draft, TSN_KIOSK_OTHER, TSN_CONTACT_OFFICE, "みほん薬局");
}

static void
open_review (KioskFixture *f)
{
  tsn_kiosk_draft_wipe (f->window->draft);
  fill (f->window->draft);
  for (guint i = 0; tsn_kiosk_step (i) != NULL; i++)
    if (tsn_kiosk_step (i)->kind == TSN_KIOSK_STEP_REVIEW)
      f->window->step = (int) i;
  tsn_kiosk_window_show (f->window, TSN_KIOSK_VIEW_STEP);
}

/* Of all that was carried only @missing is not there; G_MAXSIZE: everything is. */
static void
check_rows (KioskFixture *f, gsize missing)
{
  for (gsize i = 0; i < G_N_ELEMENTS (CARRIED); i++)
    if ((kiosk_button (f, CARRIED[i]) != NULL) != (i != missing))
      g_error ("“%s” is %s", CARRIED[i], i == missing ? "still there" : "gone");
}

static void
test_keep (KioskFixture *f, gconstpointer data)
{
  open_review (f);
  check_rows (f, G_MAXSIZE);
  for (gsize i = 0; i < G_N_ELEMENTS (CARRIED); i++)
    {
      kiosk_press (f, CARRIED[i]);
      g_assert_cmpint (f->window->view, ==, TSN_KIOSK_VIEW_CARRIED);
      g_assert_true (kiosk_says (f, CARRIED[i]));
      kiosk_press (f, "Yes, keep it");
      check_rows (f, G_MAXSIZE);
    }
}

/* What is left out goes alone, wherever it stood. */
static void
test_leave_out (KioskFixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (CARRIED); i++)
    {
      open_review (f);
      kiosk_press (f, CARRIED[i]);
      kiosk_press (f, "No, leave it out");
      check_rows (f, i);
    }
}

/* Nothing of it comes to the card; what is asked stays. */
static void
test_leave_out_all (KioskFixture *f, gconstpointer data)
{
  TsnKioskCarried left;
  g_autoptr (GPtrArray) changes = NULL;
  const TsnChange *person;

  open_review (f);
  for (gsize i = 0; i < G_N_ELEMENTS (CARRIED); i++)
    {
      kiosk_press (f, CARRIED[i]);
      kiosk_press (f, "No, leave it out");
    }
  g_assert_false (tsn_kiosk_carried_find (f->window->draft, 0, &left));
  g_assert_false (tsn_kiosk_draft_has_contact (f->window->draft, TSN_KIOSK_OTHER));
  g_assert_cmpstr (tsn_kiosk_draft_text (f->window->draft, TSN_KIOSK_PERSON, TSN_PERSON_KANA),
                   ==,
                   "ミホン　ハナコ");
  changes = tsn_kiosk_draft_changes (f->window->draft, 0);
  person = g_ptr_array_index (changes, 0);
  g_assert_nonnull (tsn_change_get (person, TSN_PERSON_KANA));
  g_assert_null (tsn_change_get (person, TSN_PERSON_NEEDS));
  g_assert_null (tsn_change_get (person, TSN_PERSON_BLOOD_TYPE));
}

static void
add_test (const char *path, void (*test) (KioskFixture *f, gconstpointer data))
{
  g_test_add (path, KioskFixture, NULL, kiosk_fixture_setup, test, kiosk_fixture_teardown);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add_test ("/kiosk-review/keep", test_keep);
  add_test ("/kiosk-review/leave-out", test_leave_out);
  add_test ("/kiosk-review/leave-out-all", test_leave_out_all);
  return g_test_run ();
}
