/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What all small windows have in common. */

#include "tsn-dialog.h"
#include "tsn-windows.h"
#include "ui-fixture.h"

/* A thread still works for a window that is closed, and the one below goes, too. */
static void
test_outlives_parent (UiFixture *self, gconstpointer data)
{
  GtkWidget *child = gtk_label_new (NULL);
  GtkWidget *parent = adw_window_new ();
  GListModel *windows = gtk_window_get_toplevels ();
  g_autoptr (GtkWidget) dialog = NULL;

  adw_window_set_content (ADW_WINDOW (parent), child);
  gtk_window_present (GTK_WINDOW (parent));
  tsn_confirm (child, "Go on?", "It goes on.", "_Go on", FALSE, NULL, child, NULL, NULL);
  ui_settle (self);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (TSN_IS_DIALOG (window))
        g_set_object (&dialog, window);
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (parent));
  ui_settle (self);
  g_assert_null (gtk_window_get_transient_for (GTK_WINDOW (dialog)));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/dialog/outlives-parent",
              UiFixture,
              NULL,
              ui_fixture_setup,
              test_outlives_parent,
              ui_fixture_teardown);
  return g_test_run ();
}
