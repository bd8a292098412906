/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A chart says its numbers to those who do not see it, and keeps up with them. */

#include "tsn-bar-chart.h"
#include "ui-fixture.h"

static void
test_numbers (void)
{
  GtkWidget *chart = g_object_ref_sink (tsn_bar_chart_new ("Arrivals"));
  const char *const labels[] = { "13:00", "13:10", "13:20" };
  const guint counts[] = { 3, 0, 12 };

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Arrivals");
  tsn_bar_chart_set_bars (TSN_BAR_CHART (chart), 3, labels, counts);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "13:00 3, 13:20 12");
  tsn_bar_chart_set_bars (TSN_BAR_CHART (chart), 1, labels, counts);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "13:00 3");
  g_assert_finalize_object (chart);
}

/* Any number of bars fits any width. */
static void
test_sizes (void)
{
  UiFixture fixture = { 0 };
  GtkWidget *chart = tsn_bar_chart_new ("Heads");
  const char *labels[60];
  guint counts[60];

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      labels[i] = "00:00";
      counts[i] = i * 1000;
    }
  ui_fixture_show (&fixture, chart);
  for (guint n = 0; n <= G_N_ELEMENTS (labels); n += 20)
    {
      tsn_bar_chart_set_bars (TSN_BAR_CHART (chart), n, labels, counts);
      for (int width = 1200; width > 100; width -= 500)
        {
          int minimum;

          gtk_widget_measure (chart, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
          gtk_widget_allocate (chart, MAX (width, minimum), 120, -1, NULL);
        }
    }
  gtk_window_destroy (GTK_WINDOW (fixture.window));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/bar-chart/numbers", test_numbers);
  g_test_add_func ("/ui/bar-chart/sizes", test_sizes);
  return g_test_run ();
}
