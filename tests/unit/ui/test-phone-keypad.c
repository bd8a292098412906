/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A telephone number by touch. */

#include "tsn-phone-keypad.h"
#include "ui-fixture.h"

static void
press (GtkWidget *keypad, const char *label)
{
  GtkWidget *key = ui_find_labelled (keypad, label);

  g_assert_nonnull (key);
  g_signal_emit_by_name (key, "clicked");
}

static void
test_number (void)
{
  static const char *const KEYS[] = { "0", "4", "9", "5", "-", "2", "1", "1", "Rub out", "-", "7" };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *keypad = g_object_ref_sink (tsn_phone_keypad_new ());

  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), keypad);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  press (keypad, "9"); /* nowhere */
  tsn_phone_keypad_set_target (TSN_PHONE_KEYPAD (keypad), GTK_EDITABLE (entry));
  tsn_phone_keypad_set_debounce (TSN_PHONE_KEYPAD (keypad), 0);
  for (guint i = 0; i < G_N_ELEMENTS (KEYS); i++)
    press (keypad, KEYS[i]);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "0495-21-7");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (ui_find_labelled (keypad, "-")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Hyphen");

  /* A trembling hand writes one digit; the key beside it counts. */
  tsn_phone_keypad_set_debounce (TSN_PHONE_KEYPAD (keypad), G_MAXINT);
  press (keypad, "8");
  press (keypad, "8");
  press (keypad, "9");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "0495-21-789");
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (keypad);
}

/* A PIN: digits and rubbing out, at once in another field. */
static void
test_pin (void)
{
  static const char *const KEYS[] = { "7", "4", "8", "5", "5", "Rub out", "9", "1" };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *row = adw_password_entry_row_new ();
  GtkWidget *again = adw_password_entry_row_new ();
  GtkWidget *keypad = tsn_phone_keypad_new_for_pin ();

  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), again);
  gtk_box_append (GTK_BOX (box), keypad);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  tsn_phone_keypad_set_debounce (TSN_PHONE_KEYPAD (keypad), 0);
  tsn_phone_keypad_set_target (TSN_PHONE_KEYPAD (keypad), GTK_EDITABLE (row));
  for (guint i = 0; i < G_N_ELEMENTS (KEYS); i++)
    press (keypad, KEYS[i]);
  tsn_phone_keypad_set_target (TSN_PHONE_KEYPAD (keypad), GTK_EDITABLE (again));
  press (keypad, "0");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "748591");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (again)), ==, "0");
  g_assert_null (ui_find_labelled (keypad, "-"));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/phone-keypad/number", test_number);
  g_test_add_func ("/ui/phone-keypad/pin", test_pin);
  return g_test_run ();
}
