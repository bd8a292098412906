/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "card-characters.h"

#include "tsn-text.h"

#define SELECTORS     16u /* U+E0100 and on: as many as any character of the registries has */
#define WITH_SELECTOR 6   /* one in that many kanji */

struct _CardCharacters
{
  GPtrArray *all;  /* of UTF-8 */
  GHashTable *set; /* the same */
};

/* What a card takes and leaves as it is. */
static void
add (CardCharacters *self, const char *text)
{
  gunichar first = g_utf8_get_char (text);
  g_autofree char *clean = tsn_text_clean (text, FALSE, NULL);

  if (first <= ' ' || !g_unichar_isprint (first) || g_unichar_ismark (first) ||
      g_unichar_isspace (first) || g_strcmp0 (clean, text) != 0 ||
      g_hash_table_contains (self->set, text))
    return;
  g_ptr_array_add (self->all, g_strdup (text));
  g_hash_table_add (self->set, g_ptr_array_index (self->all, self->all->len - 1));
}

static void
add_bytes (CardCharacters *self, const char *charset, const guint8 *bytes, gsize size)
{
  g_autofree char *text =
      g_convert ((const char *) bytes, (gssize) size, "UTF-8", charset, NULL, NULL, NULL);

  if (text != NULL && *text != '\0')
    add (self, text);
}

CardCharacters *
card_characters_new (void)
{
  CardCharacters *self = g_new0 (CardCharacters, 1);

  self->all = g_ptr_array_new_with_free_func (g_free);
  self->set = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint lead = 0x81; lead <= 0xfe; lead++)
    for (guint trail = 0x40; trail <= 0xfe; trail++)
      {
        const guint8 one[] = { (guint8) lead, (guint8) trail };
        const guint8 two[] = { 0x8f, (guint8) lead, (guint8) trail };

        add_bytes (self, "CP932", one, sizeof one);
        if (trail >= 0xa1)
          {
            add_bytes (self, "EUC-JISX0213", one, sizeof one);
            add_bytes (self, "EUC-JISX0213", two, sizeof two);
          }
      }
  for (guint kana = 0xa1; kana <= 0xdf; kana++)
    add_bytes (self, "CP932", &(const guint8){ (guint8) kana }, 1);
  return self;
}

void
card_characters_free (CardCharacters *self)
{
  g_hash_table_unref (self->set);
  g_ptr_array_unref (self->all);
  g_free (self);
}

guint
card_characters_count (const CardCharacters *self)
{
  return self->all->len;
}

static void
append (CardCharacters *self, GRand *random, GString *text)
{
  const char *one = g_ptr_array_index (self->all,
                                       g_rand_int_range (random, 0, (gint32) self->all->len));
  gunichar c = g_utf8_get_char (one);

  g_string_append (text, one);
  if (g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN &&
      g_rand_int_range (random, 0, WITH_SELECTOR) == 0)
    g_string_append_unichar (text,
                             0xe0100 + (guint) g_rand_int_range (random, 0, (gint32) SELECTORS));
}

/* @length full-width characters, which @id takes. */
static void
set (CardCharacters *self, GRand *random, TsnCard *card, TsnCardFieldId id, guint length)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean list = tsn_card_field (id)->repeat > 0;

  for (guint i = 0; i < length; i++)
    append (self, random, text);
  if (list)
    tsn_card_add_text (card, id, text->str, &error);
  else
    tsn_card_set_text (card, id, text->str, &error);
  /* Chance may write a word that no card carries. */
  if (g_error_matches (error, TSN_CARD_ERROR, TSN_CARD_ERROR_WISH))
    return;
  g_assert_no_error (error);
  g_assert_cmpstr (list ? tsn_card_item_text (card, id, tsn_card_n_items (card, id) - 1)
                        : tsn_card_text (card, id),
                   ==,
                   text->str);
}

void
card_characters_fill (CardCharacters *self, GRand *random, TsnCard *card)
{
  set (self, random, card, TSN_CARD_F_NAME, 5);
  set (self, random, card, TSN_CARD_F_KANA, 5);
  set (self, random, card, TSN_CARD_F_ADDRESS, 12);
  set (self, random, card, TSN_CARD_F_MESSAGE, 8);
  tsn_card_clear (card, TSN_CARD_F_CONDITION);
  tsn_card_clear (card, TSN_CARD_F_CONDITIONS);
  set (self, random, card, TSN_CARD_F_CONDITIONS, 6);
  for (guint i = 0; i < tsn_card_n_items (card, TSN_CARD_F_CONTACTS); i++)
    set (self, random, tsn_card_item (card, TSN_CARD_F_CONTACTS, i), TSN_CARD_F_CONTACT_NAME, 5);
}
