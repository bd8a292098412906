/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Somebody gives a reading, a date of birth, a telephone number: is there a record of them?
 *
 * The search text finds who may be meant, in memory; the few records it names are then read and
 * compared field by field, so that what is told of them does not depend on how the search works.
 * Each question to the search has one purpose and a small limit: a wrong hundred of タナカ is no
 * help to anyone.
 */

#include "tsn-person-similar.h"

#include "tsn-search.h"
#include "tsn-secret.h"
#include "tsn-text.h"
#include "tsn-work-private.h"

#define HITS_MAX   16 /* of one question to the search */
#define PHONES_MAX 4  /* clues that are looked at */

/* What is looked for, made comparable. */
typedef struct
{
  char *name; /* folded; "" when there is none */
  char *kana; /* the same */
  TsnDate birth;
  char phones[PHONES_MAX][TSN_PHONE_SIZE]; /* digits */
  guint n_phones;
} Clues;

typedef struct
{
  TsnSession *session;
  const TsnKind *kind;
  const TsnId *except; /* nullable */
  Clues clues;
  GHashTable *seen; /* of TsnId: looked at already */
  GArray *found;    /* of TsnSimilarPerson */
} Search;

gboolean
tsn_similarity_is_certain (TsnSimilarity similarity)
{
  return similarity == TSN_SIMILARITY_KANA_BIRTH || similarity == TSN_SIMILARITY_KANA_PHONE;
}

char *
tsn_work_name_key (const char *text)
{
  g_autoptr (GString) folded = g_string_new (NULL);

  if (text != NULL)
    tsn_text_fold (text, folded);
  return g_string_free (g_steal_pointer (&folded), FALSE);
}

gboolean
tsn_work_phone_key (const char *text, char key[TSN_PHONE_SIZE])
{
  char normal[TSN_PHONE_SIZE];
  g_autoptr (GString) digits = NULL;

  if (!tsn_phone_normalise (text, normal))
    return FALSE;
  digits = g_string_new (NULL);
  tsn_text_digits (normal, digits);
  g_strlcpy (key, digits->str, TSN_PHONE_SIZE);
  return TRUE;
}

static void
clues_init (Clues *self, const TsnPersonClues *clues)
{
  self->name = tsn_work_name_key (clues->name);
  self->kana = tsn_work_name_key (clues->kana);
  self->birth = clues->birth;
  for (guint i = 0; clues->phones != NULL && clues->phones[i] != NULL; i++)
    if (self->n_phones < PHONES_MAX &&
        tsn_work_phone_key (clues->phones[i], self->phones[self->n_phones]))
      self->n_phones++;
}

static void
similar_clear (gpointer data)
{
  g_clear_pointer (&((TsnSimilarPerson *) data)->person, tsn_record_unref);
}

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->clues.name, tsn_secret_text_free);
  g_clear_pointer (&self->clues.kana, tsn_secret_text_free);
  tsn_secret_wipe (self->clues.phones, sizeof self->clues.phones);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->found, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* -- Comparing -- */

static gboolean
is_same_text (const TsnRecord *person, guint field, const char *folded)
{
  g_autoptr (TsnSecretText) own = tsn_work_name_key (tsn_record_text (person, field));

  return *folded != '\0' && g_str_equal (own, folded);
}

static gboolean
has_phone (const TsnRecord *person, const Clues *clues)
{
  static const guint fields[] = { TSN_PERSON_PHONE_HOME, TSN_PERSON_PHONE_MOBILE };
  char own[TSN_PHONE_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *text = tsn_record_text (person, fields[i]);

      for (guint k = 0; text != NULL && tsn_work_phone_key (text, own) && k < clues->n_phones; k++)
        if (g_str_equal (own, clues->phones[k]))
          return TRUE;
    }
  return FALSE;
}

/* 0: they have nothing in common that counts. */
static TsnSimilarity
compare (const TsnRecord *person, const Clues *clues)
{
  TsnDate birth = (TsnDate) tsn_record_number (person, TSN_PERSON_BIRTH_DATE, TSN_DATE_NONE);
  gboolean births = birth != TSN_DATE_NONE && clues->birth != TSN_DATE_NONE;
  gboolean kana = is_same_text (person, TSN_PERSON_KANA, clues->kana);
  gboolean phone = has_phone (person, clues);
  gboolean name = is_same_text (person, TSN_PERSON_NAME, clues->name) ||
                  is_same_text (person, TSN_PERSON_FORMER_NAME, clues->name);

  if (kana && births && birth == clues->birth)
    return TSN_SIMILARITY_KANA_BIRTH;
  if (kana && phone && !births)
    return TSN_SIMILARITY_KANA_PHONE;
  if ((kana || name) && births && tsn_date_year (birth) == tsn_date_year (clues->birth))
    return TSN_SIMILARITY_NAME_YEAR;
  if (phone)
    return TSN_SIMILARITY_PHONE;
  return kana && !births ? TSN_SIMILARITY_KANA : 0;
}

static gboolean
look_at (Search *self, const TsnId *id, GError **error)
{
  g_autoptr (TsnRecord) person = NULL;
  g_autoptr (GError) own = NULL;
  TsnSimilarPerson similar = { 0 };

  if ((self->except != NULL && tsn_id_equal (id, self->except)) ||
      !g_hash_table_add (self->seen, g_memdup2 (id, sizeof *id)))
    return TRUE;
  person = tsn_session_get (self->session, self->kind, id, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (person == NULL || person->erased ||
      tsn_record_reference (person, TSN_PERSON_MERGED_INTO) != NULL)
    return TRUE;
  similar.similarity = compare (person, &self->clues);
  if (similar.similarity == 0)
    return TRUE;
  similar.person = g_steal_pointer (&person);
  g_array_append_val (self->found, similar);
  return TRUE;
}

/* -- Asking -- */

/* Both words must be found; an empty one leaves the question out. */
static gboolean
ask (Search *self, const char *first, const char *second, GError **error)
{
  g_autoptr (TsnSecretText) query = NULL;
  g_autoptr (GArray) ids = NULL;

  if (*first == '\0' || *second == '\0')
    return TRUE;
  query = g_strdup_printf ("%s %s", first, first == second ? "" : second);
  ids = tsn_session_search (self->session, self->kind, query, HITS_MAX);
  for (guint i = 0; i < ids->len; i++)
    if (!look_at (self, &g_array_index (ids, TsnId, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
ask_all (Search *self, GError **error)
{
  const Clues *clues = &self->clues;
  char day[sizeof "yyyymmdd-2147483648"] = "";
  char year[sizeof day] = "";

  if (clues->birth != TSN_DATE_NONE)
    {
      g_snprintf (day, sizeof day, "%08d", clues->birth);
      g_snprintf (year, sizeof year, "%04d", tsn_date_year (clues->birth));
    }
  for (guint i = 0; i < clues->n_phones; i++)
    if (!ask (self, clues->kana, clues->phones[i], error) ||
        !ask (self, clues->phones[i], clues->phones[i], error))
      return FALSE;
  return ask (self, clues->kana, day, error) && ask (self, clues->kana, year, error) &&
         ask (self, clues->name, year, error) && ask (self, clues->kana, clues->kana, error);
}

static int
compare_similar (gconstpointer a, gconstpointer b)
{
  const TsnSimilarPerson *left = a;
  const TsnSimilarPerson *right = b;

  if (left->similarity != right->similarity)
    return left->similarity < right->similarity ? -1 : 1;
  return tsn_id_compare (&left->person->id, &right->person->id);
}

GArray *
tsn_person_similar (TsnSession *session,
                    const TsnPersonClues *clues,
                    const TsnId *except,
                    GError **error)
{
  g_auto (Search) search = {
    .session = session,
    .kind = tsn_kind_by_number (TSN_KIND_PERSON),
    .except = except,
  };

  clues_init (&search.clues, clues);
  search.seen = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, NULL);
  search.found = g_array_new (FALSE, FALSE, sizeof (TsnSimilarPerson));
  g_array_set_clear_func (search.found, similar_clear);
  if (!ask_all (&search, error))
    return NULL;
  g_array_sort (search.found, compare_similar);
  if (search.found->len > TSN_SIMILAR_MAX)
    g_array_set_size (search.found, TSN_SIMILAR_MAX);
  return g_steal_pointer (&search.found);
}

static const char *
text_of (const TsnChange *change, guint field)
{
  const TsnValue *value = tsn_change_get (change, field);

  return value != NULL && value->type == TSN_TYPE_TEXT ? value->text : NULL;
}

GArray *
tsn_person_similar_to_change (TsnSession *session, const TsnChange *change, GError **error)
{
  static const guint phone_fields[] = { TSN_PERSON_PHONE_MOBILE, TSN_PERSON_PHONE_HOME };
  const char *phones[G_N_ELEMENTS (phone_fields) + 1] = { NULL };
  const TsnValue *birth = tsn_change_get (change, TSN_PERSON_BIRTH_DATE);
  TsnPersonClues clues = {
    .name = text_of (change, TSN_PERSON_NAME),
    .kana = text_of (change, TSN_PERSON_KANA),
    .birth = birth != NULL && birth->type == TSN_TYPE_DATE ? (TsnDate) birth->number
                                                           : TSN_DATE_NONE,
    .phones = phones,
  };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (phone_fields); i++)
    if (text_of (change, phone_fields[i]) != NULL)
      phones[n++] = text_of (change, phone_fields[i]);
  return tsn_person_similar (session, &clues, &change->record, error);
}
