/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row label takes as much room as its text, wraps where it is given less, and cuts nothing. */

#include "tsn-row-label.h"
#include "ui-fixture.h"

#define NAME "薬師寺 小次郎左衛門之助"

static TsnRowLabel *
show_label (UiFixture *self, const char *text)
{
  GtkWidget *label = g_object_new (TSN_TYPE_ROW_LABEL, "label", text, NULL);

  ui_fixture_show (self, label);
  return TSN_ROW_LABEL (label);
}

static void
measure (TsnRowLabel *label, GtkOrientation orientation, int size, int *minimum, int *natural)
{
  gtk_widget_measure (GTK_WIDGET (label), orientation, size, minimum, natural, NULL, NULL);
}

static int
height_for (TsnRowLabel *label, int width)
{
  int minimum, natural;

  measure (label, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural);
  g_assert_cmpint (minimum, ==, natural);
  return natural;
}

static void
test_wrap (UiFixture *self, gconstpointer data)
{
  TsnRowLabel *label = show_label (self, NAME);
  int minimum, natural, line;

  measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural);
  line = height_for (label, -1);
  g_assert_cmpint (minimum, >, line); /* never a column of single characters */
  g_assert_cmpint (minimum, <, natural);
  g_assert_cmpint (height_for (label, natural), ==, line);
  g_assert_cmpint (height_for (label, natural + 100), ==, line);
  g_assert_cmpint (height_for (label, natural - 1), >, line);
  g_assert_cmpint (height_for (label, minimum), >, height_for (label, natural - 1));
  g_assert_cmpint (height_for (label, natural), ==, line); /* and back */
}

typedef struct
{
  TsnRowLabel *label;
  int width;
} Wider;

static gboolean
is_wider (gpointer data)
{
  Wider *wider = data;
  int natural;

  measure (wider->label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural);
  return natural > wider->width;
}

static void
test_text (UiFixture *self, gconstpointer data)
{
  TsnRowLabel *label = show_label (self, "");
  int minimum, natural;

  g_assert_cmpint (height_for (label, -1), >, 0); /* an empty row is as high as any other */
  measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural);
  g_assert_cmpint (minimum, ==, 0);
  tsn_row_label_set_text (label, "林");
  measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural);
  g_assert_cmpint (minimum, ==, natural); /* shorter than the least width of others */
  gtk_test_accessible_assert_role (label, GTK_ACCESSIBLE_ROLE_LABEL);
  gtk_test_accessible_assert_property (label, GTK_ACCESSIBLE_PROPERTY_LABEL, "林");
  g_assert_cmpstr (tsn_row_label_get_text (label), ==, "林");

  /* In a larger font it takes more room. */
  gtk_widget_add_css_class (GTK_WIDGET (label), "title-1");
  ui_wait (is_wider, &(Wider){ label, natural });
  tsn_row_label_set_text (label, NULL);
  g_assert_cmpstr (tsn_row_label_get_text (label), ==, "");
}

static void
add (const char *path, void (*test) (UiFixture *, gconstpointer))
{
  g_test_add (path, UiFixture, NULL, ui_fixture_setup, test, ui_fixture_teardown);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/ui/row-label/wrap", test_wrap);
  add ("/ui/row-label/text", test_text);
  return g_test_run ();
}
