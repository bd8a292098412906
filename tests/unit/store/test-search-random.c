/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The index against the plainest search that could be written: every record, every word, strstr().
 * People, changes and queries are random; names are made of few syllables, so that much is alike.
 */

#include <stdlib.h>
#include <string.h>

#include "tsn-search-index.h"
#include "tsn-text.h"

#define N_PEOPLE  3000
#define N_CHANGES 6000
#define N_QUERIES 400
#define N_WORDS   3

static gint64 seed = 20260401;

typedef struct
{
  gboolean present;
  guint64 put_at; /* order of the last put */
  char *name;     /* folded */
  char *kana;     /* folded */
  char *phones[2];
  TsnDate birth;
} Person;

static void
person_clear (Person *person)
{
  g_free (person->name);
  g_free (person->kana);
  g_free (person->phones[0]);
  g_free (person->phones[1]);
  memset (person, 0, sizeof *person);
}

static TsnId
make_id (guint32 number)
{
  TsnId id = { { 0 } };

  memcpy (id.bytes, &number, sizeof number);
  id.bytes[15] = 1;
  return id;
}

static char *
make_text (GRand *rand, const char *const *syllables, int n, int longest)
{
  GString *text = g_string_new (NULL);

  for (int i = g_rand_int_range (rand, 1, longest + 1); i > 0; i--)
    g_string_append (text, syllables[g_rand_int_range (rand, 0, n)]);
  return g_string_free (text, FALSE);
}

static char *
make_name (GRand *rand, int longest)
{
  static const char *const parts[] = { "佐", "藤", "山", "崎", "﨑", "髙",
                                       "高", "さ", "ク", " ",  "A" };

  return make_text (rand, parts, G_N_ELEMENTS (parts), longest);
}

static char *
make_kana (GRand *rand, int longest)
{
  static const char *const parts[] = { "さ", "ト", "ｳ", "ｶﾞ", "ー", "ゃ", "や", " ", "ん", "ツ" };

  return make_text (rand, parts, G_N_ELEMENTS (parts), longest);
}

static char *
make_phone (GRand *rand)
{
  return g_strdup_printf ("0%d-%02d-%04d",
                          g_rand_int_range (rand, 490, 500),
                          g_rand_int_range (rand, 0, 100),
                          g_rand_int_range (rand, 0, 10000));
}

static char *
fold (const char *text)
{
  GString *folded = g_string_new (NULL);

  tsn_text_fold (text, folded);
  return g_string_free (folded, FALSE);
}

static char *
digits (const char *text)
{
  GString *key = g_string_new (NULL);

  tsn_text_digits (text, key);
  return g_string_free (key, FALSE);
}

static void
change (GRand *rand, TsnSearchIndex *index, Person *people, guint64 time)
{
  guint32 number = (guint32) g_rand_int_range (rand, 0, N_PEOPLE);
  Person *person = &people[number];
  TsnId id = make_id (number);

  person_clear (person);
  if (g_rand_int_range (rand, 0, 6) == 0)
    tsn_search_index_remove (index, &id);
  else
    {
      g_autofree char *name = make_name (rand, 6), *kana = make_kana (rand, 9);
      g_autofree char *phone = make_phone (rand), *mobile = make_phone (rand);
      const char *phones[] = { phone, g_rand_boolean (rand) ? mobile : NULL, NULL };

      person->present = TRUE;
      person->put_at = time;
      person->name = fold (name);
      person->kana = fold (kana);
      person->phones[0] = digits (phone);
      person->phones[1] = phones[1] != NULL ? digits (mobile) : NULL;
      person->birth = tsn_date_new (g_rand_int_range (rand, 1925, 1965),
                                    g_rand_int_range (rand, 1, 13),
                                    9);
      tsn_search_index_put (index, &id, name, kana, phones, person->birth);
    }
}

/* A word and what it means. */
typedef struct
{
  char *text;
  char *folded; /* NULL: not looked for in names and readings */
  char *number; /* NULL: not looked for in phone numbers */
  TsnDate first, last;
  gboolean is_number;
} Word;

static void
word_clear (Word *word)
{
  g_free (word->text);
  g_free (word->folded);
  g_free (word->number);
}

static Word
make_date_word (GRand *rand)
{
  Word word = { .is_number = TRUE };
  int year = g_rand_int_range (rand, 1927, 1965), month = g_rand_int_range (rand, 1, 13);

  word.first = word.last = tsn_date_new (year, month, 9);
  switch (g_rand_int_range (rand, 0, 5))
    {
    case 0:
      word.text = g_strdup_printf ("%d", year);
      word.number = g_strdup (word.text);
      word.first = year * 10000;
      word.last = year * 10000 + 9999;
      break;
    case 1:
      word.text = tsn_date_format (word.first, TSN_DATE_STYLE_ERA);
      word.is_number = FALSE;
      break;
    case 2:
      word.text = g_strdup_printf ("%d-%02d-09", year, month);
      word.number = digits (word.text);
      break;
    case 3:
      word.text = g_strdup_printf ("昭和%d年%d月", year - 1925, month);
      word.is_number = FALSE;
      word.first = year * 10000 + month * 100;
      word.last = word.first + 99;
      break;
    default:
      word.text = g_strdup_printf ("S%d", year - 1925);
      word.is_number = FALSE;
      word.first = year * 10000;
      word.last = year * 10000 + 9999;
      break;
    }
  word.folded = fold (word.text);
  return word;
}

static Word
make_word (GRand *rand)
{
  Word word = { 0 };

  switch (g_rand_int_range (rand, 0, 4))
    {
    case 0:
      word.text = g_strdup_printf ("%0*d",
                                   g_rand_int_range (rand, 2, 5),
                                   g_rand_int_range (rand, 0, 1000));
      if (strlen (word.text) == 4) /* never a year */
        word.text[0] = '0';
      word.number = g_strdup (word.text);
      word.is_number = TRUE;
      break;
    case 1:
      return make_date_word (rand);
    case 2:
      word.text = make_name (rand, 3);
      break;
    default:
      word.text = make_kana (rand, 3);
      break;
    }
  g_strdelimit (word.text, " ", 'A');
  word.folded = fold (word.text);
  return word;
}

/* 0: it does not match, 1: inside, 2: at the best place. */
static int
match_text (const char *text, const char *needle, gboolean tail)
{
  const char *hit = text != NULL && needle != NULL ? strstr (text, needle) : NULL;

  if (hit == NULL)
    return 0;
  return hit == text || (tail && g_str_has_suffix (text, needle)) ? 2 : 1;
}

static int
match_word (const Person *person, const Word *word)
{
  int best = word->first != 0 && person->birth >= word->first && person->birth <= word->last ? 2
                                                                                             : 0;

  best = MAX (best, match_text (person->name, word->folded, FALSE));
  best = MAX (best, match_text (person->kana, word->folded, FALSE));
  best = MAX (best, match_text (person->phones[0], word->number, TRUE));
  return MAX (best, match_text (person->phones[1], word->number, TRUE));
}

static int
match (const Person *person, const Word *words, int n_words)
{
  gboolean names = FALSE;
  int best = 1;

  for (int i = 0; i < n_words; i++)
    names = names || !words[i].is_number;
  for (int i = 0; i < n_words; i++)
    {
      int how = person->present ? match_word (person, &words[i]) : 0;

      if (how == 0)
        return 0;
      if (!names || !words[i].is_number)
        best = MAX (best, how);
    }
  return best;
}

typedef struct
{
  guint32 number;
  int best;
  guint64 put_at;
} Hit;

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *first = a, *second = b;

  if (first->best != second->best)
    return second->best - first->best;
  return first->put_at < second->put_at ? -1 : 1;
}

static void
check_query (GRand *rand, TsnSearchIndex *index, const Person *people)
{
  g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (Hit));
  g_autoptr (GString) query = g_string_new (NULL);
  g_autoptr (GArray) found = NULL;
  Word words[N_WORDS];
  int n_words = g_rand_int_range (rand, 1, g_rand_int_range (rand, 2, N_WORDS + 2));
  guint limit = g_rand_boolean (rand) ? 20 : N_PEOPLE;

  for (int i = 0; i < n_words; i++)
    {
      words[i] = make_word (rand);
      g_string_append_printf (query, "%s　", words[i].text);
    }
  for (guint32 i = 0; i < N_PEOPLE; i++)
    {
      Hit hit = { i, match (&people[i], words, n_words), people[i].put_at };

      if (hit.best > 0)
        g_array_append_val (expected, hit);
    }
  g_array_sort (expected, compare_hits);

  found = tsn_search_index_find (index, query->str, limit);
  g_test_message ("\"%s\": %u of %u", query->str, found->len, expected->len);
  g_assert_cmpuint (found->len, ==, MIN (expected->len, limit));
  for (guint i = 0; i < found->len; i++)
    {
      TsnId id = make_id (g_array_index (expected, Hit, i).number);

      g_assert_true (tsn_id_equal (&id, &g_array_index (found, TsnId, i)));
    }
  for (int i = 0; i < n_words; i++)
    word_clear (&words[i]);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) seed);
  g_autoptr (TsnSearchIndex) index = tsn_search_index_new ();
  Person *people = g_new0 (Person, N_PEOPLE);
  guint present = 0;

  g_test_message ("--seed %" G_GINT64_FORMAT, seed);
  for (guint64 time = 1; time <= N_CHANGES; time++)
    {
      change (rand, index, people, time);
      if (time % (N_CHANGES / N_QUERIES) == 0)
        check_query (rand, index, people);
    }
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      present += people[i].present ? 1 : 0;
      person_clear (&people[i]);
    }
  g_assert_cmpuint (tsn_search_index_size (index), ==, present);
  g_free (people);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--seed") == 0)
    {
      seed = g_ascii_strtoll (argv[2], NULL, 10);
      argc = 1; /* GLib has an option of that name for its own generator */
    }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search/random", test_random);
  return g_test_run ();
}
