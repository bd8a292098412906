/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys, what they write, and what is offered above them. There is no mode in which text hangs in
 * the air: kana go into the field at once and stay unless a word is chosen, so that whoever wants
 * no kanji has nothing to do, and nothing is lost by leaving the page. */

#include "tsn-kana-keyboard.h"

#include "tsn-candidate-bar.h"
#include "tsn-debounce.h"
#include "tsn-kana-layout.h"
#include "tsn-kanji.h"
#include "tsn-kiosk-words.h"
#include "tsn-stack.h"
#include "tsn-typing.h"

struct _TsnKanaKeyboard
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *shorter, *longer; /* of the first segment */
  TsnCandidateBar *bar;
  GtkWidget *stack;
  GtkWidget *pages[TSN_KANA_N_PAGES]; /* made when first shown */

  TsnTyping *typing;
  TsnWriting writing;
  char *language;
  guint debounce;
  GStrv words;
  TsnKanji *kanji; /* NULL: not needed yet, or there is no dictionary */
  gboolean has_no_kanji;
  gboolean is_whole; /* the first of the offered kanji is for the whole reading */
};

enum
{
  WORD_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnKanaKeyboard, tsn_kana_keyboard, GTK_TYPE_WIDGET)

static const struct
{
  TsnKanaPage page;
  gboolean has_kanji;
  TsnKanjiKind kind;
} WRITINGS[] = {
  [TSN_WRITING_HIRAGANA] = { TSN_KANA_PAGE_HIRAGANA, FALSE, 0 },
  [TSN_WRITING_KATAKANA] = { TSN_KANA_PAGE_KATAKANA, FALSE, 0 },
  [TSN_WRITING_NAME] = { TSN_KANA_PAGE_HIRAGANA, TRUE, TSN_KANJI_NAME },
  [TSN_WRITING_PLACE] = { TSN_KANA_PAGE_HIRAGANA, TRUE, TSN_KANJI_PLACE },
  [TSN_WRITING_TEXT] = { TSN_KANA_PAGE_HIRAGANA, TRUE, TSN_KANJI_TEXT },
  [TSN_WRITING_LATIN] = { TSN_KANA_PAGE_LOWER, FALSE, 0 },
  [TSN_WRITING_DIGITS] = { TSN_KANA_PAGE_DIGITS, FALSE, 0 },
};

/* -- Words -- */

static TsnKanji *
get_kanji (TsnKanaKeyboard *self)
{
  if (self->kanji == NULL && !self->has_no_kanji)
    {
      self->kanji = tsn_kanji_new (NULL);
      self->has_no_kanji = self->kanji == NULL;
    }
  return self->kanji;
}

static guint
n_words (TsnKanaKeyboard *self)
{
  return self->words != NULL ? g_strv_length (self->words) : 0;
}

static void
add_words (GStrvBuilder *list, const char *const *words)
{
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    g_strv_builder_add (list, words[i]);
}

/* The likeliest of each segment. */
static char *
dup_whole (TsnKanji *kanji)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  guint n = tsn_kanji_n_segments (kanji);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GStrv) candidates = tsn_kanji_dup_candidates (kanji, i);

      g_string_append (whole, candidates[0]);
    }
  return g_string_free (g_steal_pointer (&whole), FALSE);
}

/* The caller's words, then kanji for the reading as it is divided now. */
static void
show_words (TsnKanaKeyboard *self)
{
  g_autoptr (GStrvBuilder) shown = g_strv_builder_new ();
  guint n_segments = self->kanji != NULL ? tsn_kanji_n_segments (self->kanji) : 0;

  add_words (shown, (const char *const *) self->words);
  self->is_whole = n_segments > 1;
  if (self->is_whole)
    {
      g_autofree char *whole = dup_whole (self->kanji);

      g_strv_builder_add (shown, whole);
    }
  if (n_segments > 0)
    {
      g_auto (GStrv) candidates = tsn_kanji_dup_candidates (self->kanji, 0);

      add_words (shown, (const char *const *) candidates);
    }
  tsn_candidate_bar_take_words (self->bar, g_strv_builder_end (shown));
}

static void
set_resizable (TsnKanaKeyboard *self, gboolean resizable)
{
  gtk_widget_set_visible (self->shorter, resizable);
  gtk_widget_set_visible (self->longer, resizable);
}

static void
reading_changed_cb (TsnKanaKeyboard *self)
{
  g_autofree char *reading = tsn_typing_dup_reading (self->typing);

  if (*reading != '\0' && get_kanji (self) != NULL)
    tsn_kanji_convert (self->kanji, reading, WRITINGS[self->writing].kind);
  else if (self->kanji != NULL)
    tsn_kanji_convert (self->kanji, "", TSN_KANJI_TEXT);
  set_resizable (self, self->kanji != NULL && tsn_kanji_n_segments (self->kanji) > 1);
  show_words (self);
}

static void
chosen_cb (TsnKanaKeyboard *self, guint index)
{
  guint n = n_words (self);
  g_auto (GStrv) candidates = NULL;

  if (index < n)
    {
      g_autofree char *word = g_strdup (self->words[index]);

      tsn_typing_replace_all (self->typing, word);
      g_signal_emit (self, signals[WORD_CHOSEN], 0, index, word);
      return;
    }
  index -= n;
  if (self->kanji == NULL || tsn_kanji_n_segments (self->kanji) == 0)
    return;
  if (self->is_whole && index == 0)
    {
      g_autofree char *whole = dup_whole (self->kanji);

      tsn_typing_replace_reading (self->typing, G_MAXINT, whole);
      return;
    }
  candidates = tsn_kanji_dup_candidates (self->kanji, 0);
  index -= self->is_whole ? 1 : 0;
  if (index < g_strv_length (candidates))
    tsn_typing_replace_reading (self->typing,
                                tsn_kanji_segment_length (self->kanji, 0),
                                candidates[index]);
}

static void
resize (TsnKanaKeyboard *self, int by)
{
  if (self->kanji != NULL && tsn_kanji_resize (self->kanji, 0, by))
    show_words (self);
}

static void
shorter_cb (TsnKanaKeyboard *self)
{
  resize (self, -1);
}

static void
longer_cb (TsnKanaKeyboard *self)
{
  resize (self, 1);
}

/* -- Keys -- */

static void show_page (TsnKanaKeyboard *self, TsnKanaPage page);

static gboolean
is_kana (const char *text)
{
  gunichar c = g_utf8_get_char (text);

  return g_unichar_get_script (c) == G_UNICODE_SCRIPT_HIRAGANA || c == L'ー';
}

static void
write_letter (TsnKanaKeyboard *self, const char *letter)
{
  tsn_typing_insert (self->typing, letter, WRITINGS[self->writing].has_kanji && is_kana (letter));
  /* One capital. */
  if (gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->pages[TSN_KANA_PAGE_UPPER] &&
      g_unichar_isalpha (g_utf8_get_char (letter)))
    show_page (self, TSN_KANA_PAGE_LOWER);
}

/* As wide as what stands around it. */
static const char *
get_space (TsnKanaKeyboard *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (GTK_STACK (self->stack));

  return page == self->pages[TSN_KANA_PAGE_HIRAGANA] || page == self->pages[TSN_KANA_PAGE_KATAKANA]
             ? "\u3000"
             : " ";
}

static void
pressed_cb (TsnKanaKeyboard *self, const TsnKey *key, const char *label)
{
  switch (key->act)
    {
    case TSN_KEY_TEXT:
      write_letter (self, label);
      break;
    case TSN_KEY_SPACE:
      tsn_typing_insert (self->typing, get_space (self), FALSE);
      break;
    case TSN_KEY_MARK:
      tsn_typing_mark (self->typing, key->value);
      break;
    case TSN_KEY_DELETE:
      tsn_typing_delete (self->typing);
      break;
    case TSN_KEY_PAGE:
      show_page (self, (TsnKanaPage) key->value);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* The focus of whoever works by keys goes along: else it would be lost with the page. */
static void
show_page (TsnKanaKeyboard *self, TsnKanaPage page)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean had_focus = focus != NULL && gtk_widget_is_ancestor (focus, self->stack);

  if (self->pages[page] == NULL)
    {
      self->pages[page] = tsn_kana_layout_new_page (page, self->language);
      tsn_key_grid_set_debounce (TSN_KEY_GRID (self->pages[page]), self->debounce);
      g_signal_connect_object (self->pages[page],
                               "pressed",
                               G_CALLBACK (pressed_cb),
                               self,
                               G_CONNECT_SWAPPED);
      gtk_stack_add_child (GTK_STACK (self->stack), self->pages[page]);
    }
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->pages[page]);
  if (had_focus)
    gtk_widget_child_focus (self->pages[page], GTK_DIR_TAB_FORWARD);
}

/* -- The keyboard -- */

void
tsn_kana_keyboard_set_target (TsnKanaKeyboard *self, GtkEditable *target, TsnWriting writing)
{
  g_return_if_fail (TSN_IS_KANA_KEYBOARD (self));
  g_return_if_fail (writing < G_N_ELEMENTS (WRITINGS));

  tsn_typing_end_reading (self->typing);
  tsn_kana_keyboard_set_words (self, NULL);
  self->writing = writing;
  tsn_typing_set_target (self->typing, target);
  show_page (self, WRITINGS[writing].page);
}

void
tsn_kana_keyboard_convert (TsnKanaKeyboard *self)
{
  g_return_if_fail (TSN_IS_KANA_KEYBOARD (self));

  if (!WRITINGS[self->writing].has_kanji || tsn_typing_get_target (self->typing) == NULL)
    return;
  gtk_editable_set_position (tsn_typing_get_target (self->typing), -1);
  tsn_typing_take_reading (self->typing);
}

void
tsn_kana_keyboard_set_words (TsnKanaKeyboard *self, const char *const *words)
{
  g_autoptr (GStrvBuilder) copy = g_strv_builder_new ();

  g_return_if_fail (TSN_IS_KANA_KEYBOARD (self));

  if (n_words (self) == 0 && (words == NULL || words[0] == NULL))
    return;
  add_words (copy, words);
  g_strfreev (self->words);
  self->words = g_strv_builder_end (copy);
  show_words (self);
}

static void
remove_pages (TsnKanaKeyboard *self)
{
  for (guint i = 0; i < TSN_KANA_N_PAGES; i++)
    if (self->pages[i] != NULL)
      gtk_stack_remove (GTK_STACK (self->stack), g_steal_pointer (&self->pages[i]));
}

static void
name_keys (TsnKanaKeyboard *self)
{
  tsn_key_set_text (self->shorter, K_ ("Shorter"));
  tsn_key_set_text (self->longer, K_ ("Longer"));
}

void
tsn_kana_keyboard_set_language (TsnKanaKeyboard *self, const char *language)
{
  g_return_if_fail (TSN_IS_KANA_KEYBOARD (self));

  if (g_strcmp0 (self->language, language) == 0)
    return;
  g_free (self->language);
  self->language = g_strdup (language);
  remove_pages (self);
  name_keys (self);
  show_page (self, WRITINGS[self->writing].page);
}

void
tsn_kana_keyboard_set_debounce (TsnKanaKeyboard *self, guint milliseconds)
{
  g_return_if_fail (TSN_IS_KANA_KEYBOARD (self));

  self->debounce = milliseconds;
  for (guint i = 0; i < TSN_KANA_N_PAGES; i++)
    if (self->pages[i] != NULL)
      tsn_key_grid_set_debounce (TSN_KEY_GRID (self->pages[i]), milliseconds);
}

void
tsn_kana_keyboard_forget (TsnKanaKeyboard *self)
{
  g_return_if_fail (TSN_IS_KANA_KEYBOARD (self));

  tsn_kana_keyboard_set_target (self, NULL, TSN_WRITING_HIRAGANA);
  g_clear_pointer (&self->kanji, tsn_kanji_free);
}

static GtkWidget *
new_segment_key (TsnKanaKeyboard *self, GCallback callback)
{
  GtkWidget *button = gtk_button_new ();

  tsn_key_dress (button, "function");
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

static void
tsn_kana_keyboard_dispose (GObject *object)
{
  TsnKanaKeyboard *self = TSN_KANA_KEYBOARD (object);

  g_clear_object (&self->typing);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->kanji, tsn_kanji_free);
  g_clear_pointer (&self->words, g_strfreev);
  g_clear_pointer (&self->language, g_free);
  G_OBJECT_CLASS (tsn_kana_keyboard_parent_class)->dispose (object);
}

static void
tsn_kana_keyboard_class_init (TsnKanaKeyboardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tsn_kana_keyboard_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "keyboard");

  signals[WORD_CHOSEN] = g_signal_new ("word-chosen",
                                       G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       2,
                                       G_TYPE_UINT,
                                       G_TYPE_STRING);
}

static void
tsn_kana_keyboard_init (TsnKanaKeyboard *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->debounce = TSN_DEBOUNCE_MS;
  self->typing = tsn_typing_new ();
  g_signal_connect_object (self->typing,
                           "reading-changed",
                           G_CALLBACK (reading_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  self->bar = TSN_CANDIDATE_BAR (tsn_candidate_bar_new ());
  g_signal_connect_object (self->bar, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_hexpand (GTK_WIDGET (self->bar), TRUE);
  self->shorter = new_segment_key (self, G_CALLBACK (shorter_cb));
  self->longer = new_segment_key (self, G_CALLBACK (longer_cb));
  name_keys (self);
  set_resizable (self, FALSE);
  self->stack = gtk_stack_new ();
  tsn_stack_tell_readers (self->stack);
  gtk_widget_set_vexpand (self->stack, TRUE);

  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (line), self->shorter);
  gtk_box_append (GTK_BOX (line), self->longer);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (self->box), line);
  gtk_box_append (GTK_BOX (self->box), self->stack);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  show_page (self, TSN_KANA_PAGE_HIRAGANA);
}

GtkWidget *
tsn_kana_keyboard_new (void)
{
  return g_object_new (TSN_TYPE_KANA_KEYBOARD, NULL);
}
