/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kiosk's table of steps, its label with readings, and what a page takes and refuses. */

#include "tsn-kiosk-label.h"
#include "tsn-kiosk-page.h"
#include "tsn-kiosk-words.h"
#include "ui-fixture.h"

static void
test_plain (UiFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *text, *plain;
  } rows[] = {
    { "{住所|じゅうしょ}", "住所" },
    { "お{名前|なまえ}の{漢字|かんじ}は？", "お名前の漢字は？" },
    { "Name", "Name" },
    { "", "" },
    { "1 | 2", "1 | 2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *plain = tsn_kiosk_plain (rows[i].text);

      g_assert_cmpstr (plain, ==, rows[i].plain);
    }
}

static int
height_for (GtkWidget *label, int width)
{
  int natural;

  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* Readings take room above; a narrow label breaks into lines. */
static void
test_label (UiFixture *f, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bare = tsn_kiosk_label_new ("住所と名前");
  GtkWidget *read = tsn_kiosk_label_new ("{住所|じゅうしょ}と{名前|なまえ}");

  gtk_box_append (GTK_BOX (box), bare);
  gtk_box_append (GTK_BOX (box), read);
  ui_fixture_show (f, box);
  g_assert_cmpint (height_for (read, 1000), >, height_for (bare, 1000));
  g_assert_cmpint (height_for (read, 50), >, height_for (read, 1000));
  gtk_test_accessible_assert_role (read, GTK_ACCESSIBLE_ROLE_LABEL);
  gtk_test_accessible_assert_property (read, GTK_ACCESSIBLE_PROPERTY_LABEL, "住所と名前");
}

/* In its natural width a label is as high as without a limit, whatever the size of the letters. */
static void
test_natural_width (UiFixture *f, gconstpointer data)
{
  static const char *const texts[] = {
    "{文字|もじ}の{大|おお}きさ",
    "{色|いろ}を{変|か}える",
    "お{答|こた}えの{使|つか}いみち",
    "Cỡ chữ",
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  int dpi;

  ui_fixture_show (f, box);
  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  for (int per_inch = 96; per_inch < 400; per_inch += 7)
    {
      g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", per_inch * 1024, NULL);
      for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        {
          GtkWidget *label = tsn_kiosk_label_new (texts[i]);
          int natural;

          gtk_box_append (GTK_BOX (box), label);
          gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
          g_assert_cmpint (height_for (label, natural), ==, height_for (label, -1));
          gtk_box_remove (GTK_BOX (box), label);
        }
    }
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpi, NULL);
}

/* It may become as narrow as four of its letters, whatever they are measured in. */
static void
test_narrowest (UiFixture *f, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = tsn_kiosk_label_new ("国国国国国国国国国国国国");
  g_autoptr (PangoLayout) four = NULL;
  int minimum, width;

  gtk_box_append (GTK_BOX (box), label);
  ui_fixture_show (f, box);
  four = gtk_widget_create_pango_layout (label, "国国国国");
  pango_layout_get_pixel_size (four, &width, NULL);
  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (ABS (minimum - width), <=, 2);
}

static int
index_of (const char *id)
{
  for (guint i = 0; tsn_kiosk_step (i) != NULL; i++)
    if (g_str_equal (tsn_kiosk_step (i)->id, id))
      return (int) i;
  g_assert_not_reached ();
}

static const char *
after (const TsnKioskDraft *draft, const char *id)
{
  return tsn_kiosk_step ((guint) tsn_kiosk_step_next (draft, index_of (id), FALSE))->id;
}

/* Who names nobody is not asked about them; who does is. */
static void
test_steps (UiFixture *f, gconstpointer data)
{
  g_autoptr (TsnKioskDraft) draft = tsn_kiosk_draft_new ();
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; tsn_kiosk_step (i) != NULL; i++)
    g_assert_true (g_hash_table_add (ids, (gpointer) (guintptr) tsn_kiosk_step (i)->id));
  g_assert_cmpstr (after (draft, "contact-1-name"), ==, "doctor");
  g_assert_cmpint (tsn_kiosk_step_next (draft, 0, TRUE), ==, -1);
  tsn_kiosk_draft_set_text (draft, TSN_KIOSK_CONTACT, TSN_CONTACT_NAME, "見本　太郎", NULL);
  g_assert_cmpstr (after (draft, "contact-1-name"), ==, "contact-1-relation");
  tsn_kiosk_draft_set_number (draft, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_MORE, TSN_ANSWER_YES);
  g_assert_cmpstr (after (draft, "more-1"), ==, "contact-2-name");
  g_assert_cmpstr (after (draft, "contact-2-name"), ==, "doctor");
  g_assert_cmpstr (after (draft, "doctor"), ==, "dentist");
  tsn_kiosk_draft_set_text (draft, TSN_KIOSK_DOCTOR, TSN_CONTACT_OFFICE, "みほん医院", NULL);
  g_assert_cmpstr (after (draft, "doctor"), ==, "doctor-phone");
  tsn_kiosk_draft_set_number (draft, TSN_KIOSK_ASKED, TSN_KIOSK_ASKED_PICKED, TSN_ANSWER_YES);
  g_assert_cmpstr (after (draft, "doctor"), ==, "dentist");
  g_assert_cmpint (tsn_kiosk_step_next (draft, index_of ("card"), FALSE), ==, -1);
}

/* It never goes backwards, and arrives. */
static void
test_progress (UiFixture *f, gconstpointer data)
{
  guint before = 0, number, n;
  double so_far = 0, fraction = 0;

  for (int i = 0; tsn_kiosk_step ((guint) i) != NULL; i++)
    {
      g_assert_nonnull (tsn_kiosk_step_progress (i, &number, &n, &fraction));
      g_assert_cmpuint (number, >=, MAX (before, 1));
      g_assert_cmpuint (number, <=, n);
      g_assert_cmpfloat (fraction, >, so_far);
      before = number;
      so_far = fraction;
    }
  g_assert_cmpuint (number, ==, n);
  g_assert_cmpfloat_with_epsilon (fraction, 1, 0.001);
}

/* What cannot be taken is said on the page, and the draft stays as it was. */
static void
test_page (UiFixture *f, gconstpointer data)
{
  g_autoptr (TsnKioskDraft) draft = tsn_kiosk_draft_new ();
  GtkWidget *page = tsn_kiosk_page_new (tsn_kiosk_step ((guint) index_of ("kana")),
                                        draft,
                                        f->station);
  GtkWidget *entry = ui_find (page, GTK_TYPE_ENTRY);

  ui_fixture_show (f, page);
  g_assert_cmpint (tsn_kiosk_input_of (entry), ==, TSN_KIOSK_INPUT_KANA);
  g_assert_cmpint (tsn_kiosk_input_of (page), ==, TSN_KIOSK_INPUT_NONE);
  g_assert_false (tsn_kiosk_page_take (TSN_KIOSK_PAGE (page))); /* nothing said */
  gtk_editable_set_text (GTK_EDITABLE (entry), "見本");
  g_assert_false (tsn_kiosk_page_take (TSN_KIOSK_PAGE (page)));
  g_assert_true (tsn_kiosk_draft_is_empty (draft));
  gtk_editable_set_text (GTK_EDITABLE (entry), "みほん　はなこ");
  g_assert_true (tsn_kiosk_page_take (TSN_KIOSK_PAGE (page)));
  g_assert_false (tsn_kiosk_draft_is_empty (draft));
  tsn_kiosk_page_skip (TSN_KIOSK_PAGE (page));
  g_assert_true (tsn_kiosk_draft_is_empty (draft));
}

static void
add_test (const char *path, void (*test) (UiFixture *f, gconstpointer data))
{
  g_test_add (path, UiFixture, NULL, ui_fixture_setup, test, ui_fixture_teardown);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add_test ("/kiosk/plain", test_plain);
  add_test ("/kiosk/label", test_label);
  add_test ("/kiosk/natural-width", test_natural_width);
  add_test ("/kiosk/narrowest", test_narrowest);
  add_test ("/kiosk/steps", test_steps);
  add_test ("/kiosk/progress", test_progress);
  add_test ("/kiosk/page", test_page);
  return g_test_run ();
}
