/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A date of birth by touch: what can be chosen, and what comes of it. */

#include "tsn-era-date-picker.h"
#include "ui-fixture.h"

typedef struct
{
  GtkWidget *window;
  TsnEraDatePicker *picker;
  guint changes;
} Picking;

static void
changed_cb (TsnEraDatePicker *picker, Picking *self)
{
  self->changes++;
}

static void
set_up (Picking *self, gconstpointer data)
{
  self->window = gtk_window_new ();
  self->picker = TSN_ERA_DATE_PICKER (tsn_era_date_picker_new ());
  tsn_era_date_picker_set_today (self->picker, 20261122);
  tsn_era_date_picker_set_debounce (self->picker, 0);
  g_signal_connect (self->picker, "date-changed", G_CALLBACK (changed_cb), self);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->picker));
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
tear_down (Picking *self, gconstpointer data)
{
  g_object_ref (self->picker);
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_assert_finalize_object (self->picker);
}

static gboolean
can_choose (Picking *self, const char *label)
{
  return ui_find_labelled (GTK_WIDGET (self->picker), label) != NULL;
}

static void
choose (Picking *self, const char *label)
{
  GtkWidget *key = ui_find_labelled (GTK_WIDGET (self->picker), label);

  if (key == NULL)
    g_error ("there is no key %s", label);
  g_signal_emit_by_name (key, "clicked");
}

static void
test_era (Picking *self, gconstpointer data)
{
  choose (self, "Showa 昭和");
  g_assert_true (can_choose (self, "1"));
  g_assert_true (can_choose (self, "64"));
  g_assert_false (can_choose (self, "65"));
  choose (self, "15");
  choose (self, "3");
  g_assert_cmpint (tsn_era_date_picker_get_date (self->picker), ==, TSN_DATE_NONE);
  g_assert_cmpuint (self->changes, ==, 0);
  choose (self, "2");
  g_assert_cmpint (tsn_era_date_picker_get_date (self->picker), ==, 19400302);
  g_assert_cmpuint (self->changes, ==, 1);
  g_assert_nonnull (ui_find_text (GTK_WIDGET (self->picker), "1940年（昭和15年）3月2日"));
  g_assert_nonnull (ui_find_text (GTK_WIDGET (self->picker), "86 years old"));

  /* An answer leads back to its question, and what follows it is asked again. */
  choose (self, "Month 3");
  g_assert_cmpint (tsn_era_date_picker_get_date (self->picker), ==, TSN_DATE_NONE);
  g_assert_cmpuint (self->changes, ==, 2);
  g_assert_true (can_choose (self, "Year 15"));
  choose (self, "2");
  g_assert_true (can_choose (self, "29"));
  g_assert_false (can_choose (self, "30"));
  choose (self, "29");
  g_assert_cmpint (tsn_era_date_picker_get_date (self->picker), ==, 19400229);
}

/* Where an era begins and ends, and today. */
static void
test_bounds (Picking *self, gconstpointer data)
{
  choose (self, "Showa 昭和");
  choose (self, "64");
  g_assert_true (can_choose (self, "1"));
  g_assert_false (can_choose (self, "2"));
  choose (self, "1");
  g_assert_true (can_choose (self, "7"));
  g_assert_false (can_choose (self, "8"));
  choose (self, "Year 64");
  choose (self, "1");
  g_assert_false (can_choose (self, "11"));
  choose (self, "12");
  g_assert_false (can_choose (self, "24"));
  choose (self, "25");
  g_assert_cmpint (tsn_era_date_picker_get_date (self->picker), ==, 19261225);

  choose (self, "Showa 昭和");
  choose (self, "Reiwa 令和");
  g_assert_false (can_choose (self, "9"));
  choose (self, "8");
  g_assert_false (can_choose (self, "12"));
  choose (self, "11");
  g_assert_false (can_choose (self, "23"));
  choose (self, "22");
  g_assert_nonnull (ui_find_text (GTK_WIDGET (self->picker), "0 years old"));
}

static void
test_western (Picking *self, gconstpointer data)
{
  choose (self, "Western calendar");
  g_assert_false (can_choose (self, "2030s"));
  choose (self, "1950s");
  g_assert_false (can_choose (self, "1960"));
  choose (self, "1951");
  choose (self, "4");
  g_assert_false (can_choose (self, "31"));
  choose (self, "30");
  g_assert_cmpint (tsn_era_date_picker_get_date (self->picker), ==, 19510430);
}

static void
test_set (Picking *self, gconstpointer data)
{
  tsn_era_date_picker_set_date (self->picker, 19890108);
  g_assert_cmpint (tsn_era_date_picker_get_date (self->picker), ==, 19890108);
  g_assert_true (can_choose (self, "Heisei 平成"));
  g_assert_true (can_choose (self, "First year"));
  tsn_era_date_picker_set_date (self->picker, TSN_DATE_NONE);
  g_assert_cmpint (tsn_era_date_picker_get_date (self->picker), ==, TSN_DATE_NONE);
  g_assert_null (ui_find_text (GTK_WIDGET (self->picker), "1989"));
}

/* The key that comes under the finger does not take its second touch. */
static void
test_trembling (Picking *self, gconstpointer data)
{
  tsn_era_date_picker_set_debounce (self->picker, G_MAXINT);
  choose (self, "Showa 昭和");
  choose (self, "15");
  g_assert_true (can_choose (self, "20")); /* still the year */
}

/* Whoever works by keys stays where the questions are. */
static void
test_focus (Picking *self, gconstpointer data)
{
  GtkWidget *focus;

  gtk_widget_grab_focus (ui_find_labelled (GTK_WIDGET (self->picker), "Showa 昭和"));
  choose (self, "Showa 昭和");
  focus = gtk_window_get_focus (GTK_WINDOW (self->window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (self->picker)));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Picking *self, gconstpointer data);
  } TESTS[] = {
    { "/ui/era-date-picker/era", test_era },
    { "/ui/era-date-picker/bounds", test_bounds },
    { "/ui/era-date-picker/western", test_western },
    { "/ui/era-date-picker/set", test_set },
    { "/ui/era-date-picker/trembling", test_trembling },
    { "/ui/era-date-picker/focus", test_focus },
  };

  ui_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (TESTS); i++)
    g_test_add (TESTS[i].path, Picking, NULL, set_up, TESTS[i].test, tear_down);
  return g_test_run ();
}
