/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What input methods show while a name is typed, and the reading that comes of it; then the two
 * entries together. */

#include "tsn-kana-follow.h"
#include "tsn-kana-follower.h"
#include "ui-fixture.h"

typedef struct
{
  const char *preedits[8]; /* one after the other */
  const char *committed;
  const char *reading; /* NULL: not known */
} Case;

static void
test_readings (void)
{
  static const Case cases[] = {
    { { "y", "や", "やm", "やま", "やまd", "やまだ", "山田" }, "山田", "ヤマダ" },
    /* The preedit ends before the commit, or after it. */
    { { "やまだ", "山田", "" }, "山田", "ヤマダ" },
    /* Corrected while typing. */
    { { "たかはj", "たかは", "たかはs", "たかはし", "高橋", "髙橋" }, "髙橋", "タカハシ" },
    /* Converted, taken back, typed on. */
    { { "さいとう", "斉藤", "さいとう", "さいとうs", "さいとうさ", "齋藤沙" },
      "齋藤沙",
      "サイトウサ" },
    /* Full-width letters of an unfinished kana. */
    { { "ｋ", "か", "かｎ", "かん", "菅" }, "菅", "カン" },
    /* Katakana, and what is committed as it is. */
    { { "ケリー", "ケリー" }, "ケリー", "ケリー" },
    { { "ひかr", "ひかり" }, "ひかり", "ヒカリ" },
    { { NULL }, "　", "　" },
    { { NULL }, " ", "　" },
    /* A surname and a given name in one. */
    { { "やまだ　たろう", "山田　太郎" }, "山田　太郎", "ヤマダ　タロウ" },
    /* Pasted, or typed in letters. */
    { { NULL }, "山田", NULL },
    { { NULL }, "やまだ", NULL },
    { { NULL }, "Kelly", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TsnKanaFollow follow = { 0 };
      g_autofree char *reading = NULL;
      g_autofree char *second = NULL;

      for (gsize j = 0; j < G_N_ELEMENTS (cases[i].preedits) && cases[i].preedits[j] != NULL; j++)
        tsn_kana_follow_preedit (&follow, cases[i].preedits[j]);
      reading = tsn_kana_follow_commit (&follow, cases[i].committed);
      g_assert_cmpstr (reading, ==, cases[i].reading);
      second = tsn_kana_follow_commit (&follow, "漢字"); /* a reading is used once */
      g_assert_null (second);
      tsn_kana_follow_clear (&follow);
    }
}

static void
test_forget (void)
{
  TsnKanaFollow follow = { 0 };
  g_autofree char *reading = NULL;

  tsn_kana_follow_preedit (&follow, "やまだ");
  tsn_kana_follow_forget (&follow); /* Escape */
  reading = tsn_kana_follow_commit (&follow, "山田");
  g_assert_null (reading);
}

/* -- Two entries -- */

static gboolean
has_focus (gpointer widget)
{
  return gtk_widget_has_focus (widget);
}

/* What an input method does to @name. */
static void
write_name (GtkWidget *name, const char *kana, const char *kanji)
{
  int position = gtk_text_get_text_length (GTK_TEXT (name));

  g_signal_emit_by_name (name, "preedit-changed", kana);
  g_signal_emit_by_name (name, "preedit-changed", kanji);
  gtk_editable_insert_text (GTK_EDITABLE (name), kanji, -1, &position);
  g_signal_emit_by_name (name, "preedit-changed", "");
}

static void
test_entries (void)
{
  UiFixture fixture = { 0 };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_text_new (), *kana = gtk_text_new ();

  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), kana);
  tsn_kana_follower_attach (GTK_EDITABLE (name), GTK_EDITABLE (kana));
  ui_fixture_show (&fixture, box);

  /* By the program: not a reading. */
  gtk_editable_set_text (GTK_EDITABLE (name), "ひらがな");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (kana)), ==, "");
  gtk_editable_set_text (GTK_EDITABLE (name), "");

  gtk_widget_grab_focus (name);
  ui_wait (has_focus, name);
  write_name (name, "やまだ", "山田");
  write_name (name, "　", "　");
  write_name (name, "たろう", "太郎");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "山田　太郎");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (kana)), ==, "ヤマダ　タロウ");

  /* Emptied: begins anew. Corrected by hand: left alone. */
  gtk_editable_set_text (GTK_EDITABLE (name), "");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (kana)), ==, "");
  write_name (name, "こうの", "河野");
  gtk_editable_set_text (GTK_EDITABLE (kana), "カワノ");
  write_name (name, "いちろう", "一郎");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (kana)), ==, "カワノ");
  gtk_window_destroy (GTK_WINDOW (fixture.window));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/kana-follow/readings", test_readings);
  g_test_add_func ("/ui/kana-follow/forget", test_forget);
  g_test_add_func ("/ui/kana-follow/entries", test_entries);
  return g_test_run ();
}
