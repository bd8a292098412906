/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A toast says all that it has to say, in lines as long as it is wide. */

#include "tsn-toast.h"
#include "ui-fixture.h"

#define SENTENCE                                                                                   \
  "正しいバックアップではありません。別のファイルを選ぶか、バックアップを作り直してください。"

static gboolean
is_laid_out (gpointer data)
{
  GtkWidget *label = ui_find_text (data, SENTENCE);

  return label != NULL && gtk_widget_get_width (label) > 0;
}

static void
test_lines (UiFixture *self, gconstpointer data)
{
  GtkWidget *child = gtk_label_new (NULL);
  GtkWidget *label, *toast;

  ui_fixture_show (self, child);
  tsn_toast (child, SENTENCE);
  ui_wait (is_laid_out, self->window);
  label = ui_find_text (self->window, SENTENCE);
  for (toast = label; g_strcmp0 (gtk_widget_get_css_name (toast), "toast") != 0;
       toast = gtk_widget_get_parent (toast))
    ;
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (label))), >, 1);
  g_assert_cmpint (gtk_widget_get_width (label) * 4, >, gtk_widget_get_width (toast) * 3);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/toast/lines",
              UiFixture,
              NULL,
              ui_fixture_setup,
              test_lines,
              ui_fixture_teardown);
  return g_test_run ();
}
