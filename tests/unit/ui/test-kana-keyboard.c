/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing with keys on the screen: what they do to a field, and what is offered. */

#include "tsn-kana-keyboard.h"
#include "ui-fixture.h"

typedef struct
{
  GtkWidget *window;
  GtkWidget *entry;
  TsnKanaKeyboard *keyboard;
  guint chosen; /* by "word-chosen", plus one */
} Writing;

static void
word_chosen_cb (TsnKanaKeyboard *keyboard, guint index, const char *word, Writing *self)
{
  self->chosen = index + 1;
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (self->entry)), ==, word);
}

static void
set_up (Writing *self, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->window = gtk_window_new ();
  self->entry = gtk_entry_new ();
  self->keyboard = TSN_KANA_KEYBOARD (tsn_kana_keyboard_new ());
  /* A test is faster than any hand. */
  tsn_kana_keyboard_set_debounce (self->keyboard, 0);
  g_signal_connect (self->keyboard, "word-chosen", G_CALLBACK (word_chosen_cb), self);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->keyboard));
  gtk_window_set_child (GTK_WINDOW (self->window), box);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
tear_down (Writing *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
}

static void
write_in (Writing *self, TsnWriting writing)
{
  tsn_kana_keyboard_set_target (self->keyboard, GTK_EDITABLE (self->entry), writing);
}

static void
press (Writing *self, const char *label)
{
  GtkWidget *key = ui_find_labelled (GTK_WIDGET (self->keyboard), label);

  if (key == NULL)
    g_error ("there is no key %s", label);
  g_signal_emit_by_name (key, "clicked");
}

/* One key for each character of @keys; spaces between those with longer names. */
static void
type (Writing *self, const char *keys)
{
  g_auto (GStrv) names = g_strsplit (keys, " ", -1);

  for (guint i = 0; names[i] != NULL; i++)
    press (self, names[i]);
}

#define assert_text(self, text)                                                                    \
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE ((self)->entry)), ==, text)

static gboolean
is_offered (Writing *self, const char *word)
{
  return ui_find_labelled (GTK_WIDGET (self->keyboard), word) != NULL;
}

static GtkEditable *
field (Writing *self)
{
  return GTK_EDITABLE (self->entry);
}

static void
test_kana (Writing *self, gconstpointer data)
{
  write_in (self, TSN_WRITING_HIRAGANA);
  type (self, "し よ Small う へ ゜ い");
  assert_text (self, "しょうぺい");
  type (self, "か ゛ ゛ ゜ ー Space");
  assert_text (self, "しょうぺいかー\u3000");
  press (self, "Rub out");
  press (self, "Rub out");
  type (self, "カナ タ ゛ 123 ABC");
  assert_text (self, "しょうぺいかダ");
  /* Nothing is to be chosen where kana are asked for. */
  g_assert_false (is_offered (self, "蚊"));

  gtk_editable_set_text (field (self), "");
  write_in (self, TSN_WRITING_KATAKANA);
  type (self, "サ ト ウ");
  assert_text (self, "サトウ");
  write_in (self, TSN_WRITING_DIGITS);
  type (self, "1 2 -");
  assert_text (self, "サトウ12-");
}

static void
test_latin (Writing *self, gconstpointer data)
{
  tsn_kana_keyboard_set_language (self->keyboard, "pt");
  write_in (self, TSN_WRITING_LATIN);
  type (self, "⇧ J o a ã o Space c ç ⇧ A ã");
  assert_text (self, "João çÃ");

  gtk_editable_set_text (field (self), "");
  tsn_kana_keyboard_set_language (self->keyboard, "vi");
  write_in (self, TSN_WRITING_LATIN);
  type (self, "⇧ N g u y e â ã n Space ⇧ D đ u ơ á c");
  assert_text (self, "Nguyễn Đức");
  tsn_kana_keyboard_set_language (self->keyboard, "en");
  g_assert_null (ui_find_labelled (GTK_WIDGET (self->keyboard), "đ"));
}

static void
test_name (Writing *self, gconstpointer data)
{
  write_in (self, TSN_WRITING_NAME);
  type (self, "た か は し");
  assert_text (self, "たかはし");
  g_assert_true (is_offered (self, "高橋"));
  press (self, "髙橋");
  assert_text (self, "髙橋");
  g_assert_false (is_offered (self, "高橋"));

  /* A space ends a reading, and what was chosen is not converted again. */
  type (self, "Space は な こ");
  press (self, "花子");
  assert_text (self, "髙橋\u3000花子");

  /* Whoever wants kana has nothing to do. */
  type (self, "Space き よ Space");
  assert_text (self, "髙橋\u3000花子\u3000きよ\u3000");
  g_assert_false (is_offered (self, "清"));
}

/* One after the other, or all at once; divided otherwise. */
static void
test_segments (Writing *self, gconstpointer data)
{
  write_in (self, TSN_WRITING_NAME);
  type (self, "わ た な へ ゛ た ろ う");
  press (self, "渡邊");
  assert_text (self, "渡邊たろう");
  press (self, "太郎");
  assert_text (self, "渡邊太郎");

  gtk_editable_set_text (field (self), "");
  gtk_editable_set_position (field (self), -1);
  type (self, "わ た な へ ゛ た ろ う");
  press (self, "渡辺太郎");
  assert_text (self, "渡辺太郎");

  gtk_editable_set_text (field (self), "");
  type (self, "わ た な へ ゛ た ろ う Shorter");
  g_assert_false (is_offered (self, "渡邊"));
  press (self, "Longer");
  press (self, "渡邊");
  assert_text (self, "渡邊たろう");
}

/* A field that came with a reading: the page before asked for the kana. */
static void
test_convert (Writing *self, gconstpointer data)
{
  gtk_editable_set_text (field (self), "サトウ");
  write_in (self, TSN_WRITING_NAME);
  g_assert_false (is_offered (self, "佐藤"));
  tsn_kana_keyboard_convert (self->keyboard);
  press (self, "佐藤");
  assert_text (self, "佐藤");
}

/* Others write in between: a keyboard on the table, an input method, the page itself. */
static void
test_others_write (Writing *self, gconstpointer data)
{
  int end;

  write_in (self, TSN_WRITING_TEXT);
  type (self, "た か");
  g_assert_true (is_offered (self, "鷹"));
  end = 2;
  gtk_editable_insert_text (field (self), "x", -1, &end);
  g_assert_false (is_offered (self, "鷹"));

  gtk_editable_set_text (field (self), "");
  type (self, "た か");
  gtk_editable_set_position (field (self), 0);
  g_assert_false (is_offered (self, "鷹"));
  type (self, "や ま");
  assert_text (self, "やまたか");
  press (self, "山");
  assert_text (self, "山たか");

  /* At the caret and over the selection. */
  gtk_editable_select_region (field (self), 1, 3);
  press (self, "さ");
  assert_text (self, "山さ");
  gtk_editable_select_region (field (self), 0, -1);
  press (self, "Rub out");
  assert_text (self, "");
  press (self, "Rub out");
  press (self, "゛");
  assert_text (self, "");

  /* A character with its variation selector goes at once. */
  gtk_editable_set_text (field (self), "葛\U000e0100");
  gtk_editable_set_position (field (self), -1);
  press (self, "Rub out");
  assert_text (self, "");
  g_assert_false (gtk_editable_get_enable_undo (field (self)));
}

static void
test_words (Writing *self, gconstpointer data)
{
  static const char *const clinics[] = { "山田内科医院", "山口クリニック", NULL };

  write_in (self, TSN_WRITING_PLACE);
  type (self, "や ま");
  tsn_kana_keyboard_set_words (self->keyboard, clinics);
  g_assert_true (is_offered (self, "山"));
  press (self, "山口クリニック");
  g_assert_cmpuint (self->chosen, ==, 2);
  assert_text (self, "山口クリニック");
  tsn_kana_keyboard_set_words (self->keyboard, NULL);
  g_assert_false (is_offered (self, "山田内科医院"));
}

/* The next resident finds nothing, and a field that is gone is not written to. */
static void
test_forget (Writing *self, gconstpointer data)
{
  write_in (self, TSN_WRITING_NAME);
  type (self, "た か は し");
  tsn_kana_keyboard_forget (self->keyboard);
  g_assert_false (is_offered (self, "高橋"));
  press (self, "あ");
  assert_text (self, "たかはし");

  write_in (self, TSN_WRITING_NAME);
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (self->entry)), self->entry);
  press (self, "あ");
}

static gboolean
is_laid_out (gpointer data)
{
  return gtk_widget_get_width (data) > 0;
}

static GtkWidget *
get_focus (Writing *self)
{
  return gtk_window_get_focus (GTK_WINDOW (self->window));
}

/* Arrow keys go from key to key, a page that is turned keeps the focus, a touch leaves it in the
 * field. */
static void
test_focus (Writing *self, gconstpointer data)
{
  GtkWidget *key;

  write_in (self, TSN_WRITING_NAME);
  key = ui_find_labelled (GTK_WIDGET (self->keyboard), "か");
  g_assert_false (gtk_widget_get_focus_on_click (key));
  ui_wait (is_laid_out, key);
  gtk_widget_grab_focus (key);
  gtk_widget_child_focus (gtk_widget_get_ancestor (key, GTK_TYPE_STACK), GTK_DIR_RIGHT);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (get_focus (self))), ==, "あ");
  gtk_widget_child_focus (gtk_widget_get_ancestor (key, GTK_TYPE_STACK), GTK_DIR_DOWN);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (get_focus (self))), ==, "い");
  press (self, "カナ");
  g_assert_nonnull (get_focus (self));
  g_assert_true (gtk_widget_get_mapped (get_focus (self)));
  g_assert_true (gtk_widget_is_ancestor (get_focus (self), GTK_WIDGET (self->keyboard)));
}

static void
assert_keys_large (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget))
    {
      graphene_rect_t bounds;

      g_assert_true (gtk_widget_compute_bounds (widget, widget, &bounds));
      g_assert_cmpfloat (bounds.size.width, >=, 64);
      g_assert_cmpfloat (bounds.size.height, >=, 64);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_keys_large (child);
}

static void
test_size_and_names (Writing *self, gconstpointer data)
{
  GtkWidget *voiced = ui_find_labelled (GTK_WIDGET (self->keyboard), "゛");

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (voiced),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Voiced mark");
  write_in (self, TSN_WRITING_NAME);
  type (self, "た か は し");
  ui_wait (is_laid_out, ui_find_labelled (GTK_WIDGET (self->keyboard), "高橋"));
  assert_keys_large (GTK_WIDGET (self->keyboard));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->keyboard)), <=, 1032);
}

/* A held key that deletes goes on, and stops when it is let go. */
static void
test_repeat (Writing *self, gconstpointer data)
{
  GtkWidget *key;
  g_autoptr (GListModel) controllers = NULL;
  g_autoptr (GtkEventController) gesture = NULL;

  write_in (self, TSN_WRITING_HIRAGANA);
  gtk_editable_set_text (field (self), "あいうえお");
  gtk_editable_set_position (field (self), -1);
  key = ui_find_labelled (GTK_WIDGET (self->keyboard), "Rub out");
  controllers = gtk_widget_observe_controllers (key);
  gesture = g_list_model_get_item (controllers, 0);
  g_assert_true (GTK_IS_GESTURE_CLICK (gesture));
  g_signal_emit_by_name (gesture, "pressed", 1, 10.0, 10.0);
  while (g_utf8_strlen (gtk_editable_get_text (field (self)), -1) > 2)
    g_main_context_iteration (NULL, TRUE);
  g_signal_emit_by_name (gesture, "released", 1, 10.0, 10.0);
  g_assert_null (g_main_context_find_source_by_user_data (
      NULL,
      gtk_widget_get_ancestor (key, g_type_from_name ("TsnKeyGrid"))));
}

static void
test_finalize (Writing *self, gconstpointer data)
{
  GtkWidget *box = gtk_widget_get_parent (self->entry);

  write_in (self, TSN_WRITING_NAME);
  type (self, "た か は し 123 ABC");
  g_object_ref (self->keyboard);
  gtk_box_remove (GTK_BOX (box), GTK_WIDGET (self->keyboard));
  g_assert_finalize_object (self->keyboard);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Writing *self, gconstpointer data);
  } TESTS[] = {
    { "/ui/kana-keyboard/kana", test_kana },
    { "/ui/kana-keyboard/latin", test_latin },
    { "/ui/kana-keyboard/name", test_name },
    { "/ui/kana-keyboard/segments", test_segments },
    { "/ui/kana-keyboard/convert", test_convert },
    { "/ui/kana-keyboard/others-write", test_others_write },
    { "/ui/kana-keyboard/words", test_words },
    { "/ui/kana-keyboard/forget", test_forget },
    { "/ui/kana-keyboard/focus", test_focus },
    { "/ui/kana-keyboard/size-and-names", test_size_and_names },
    { "/ui/kana-keyboard/repeat", test_repeat },
    { "/ui/kana-keyboard/finalize", test_finalize },
  };

  ui_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (TESTS); i++)
    g_test_add (TESTS[i].path, Writing, NULL, set_up, TESTS[i].test, tear_down);
  return g_test_run ();
}
