/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ways by which cards reach people are the channels of the code list card_channel. Three of
 * them can be told from the records; the others (newly certified, through care managers) are known
 * to other offices only, and their people are picked by hand.
 *
 * Births are sealed, so those of a year are found through the search text, and only these records
 * are opened: a year group, not the register.
 */

#include "tsn-card-audience.h"

#include "tsn-search.h"

#define MOST 100000 /* people of one year group, or participants of one event */

typedef struct
{
  GArray *people;   /* of TsnId */
  GHashTable *seen; /* of TsnId, owned */
} Audience;

static void
audience_clear (Audience *self)
{
  g_clear_pointer (&self->people, g_array_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Audience, audience_clear)

static Audience
audience_new (void)
{
  return (Audience){ .people = g_array_new (FALSE, FALSE, sizeof (TsnId)),
                     .seen = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, NULL) };
}

static gboolean
is_here (const TsnRecord *person)
{
  gint64 status = tsn_record_number (person, TSN_PERSON_STATUS, TSN_PERSON_STATUS_ACTIVE);

  return !person->erased && status == TSN_PERSON_STATUS_ACTIVE;
}

/* FALSE with @error. Who is not here any more is left out. */
static gboolean
add_person (Audience *self, TsnSession *session, const TsnId *id, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (TsnRecord) person = NULL;

  if (!g_hash_table_add (self->seen, g_memdup2 (id, sizeof *id)))
    return TRUE;
  person = tsn_session_get (session, tsn_kind_by_number (TSN_KIND_PERSON), id, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (person != NULL && is_here (person))
    g_array_append_vals (self->people, id, 1);
  return TRUE;
}

static gboolean
add_attendances (Audience *self,
                 TsnSession *session,
                 const TsnId *event,
                 guint status,
                 GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_ATTENDANCE));
  g_autoptr (GPtrArray) attendances = NULL;

  tsn_query_where_reference (query, TSN_ATTENDANCE_EVENT, event);
  tsn_query_where (query,
                   TSN_ATTENDANCE_STATUS,
                   TSN_QUERY_EQUAL,
                   tsn_value_number (TSN_TYPE_CODE, status));
  query->open_only = TRUE;
  attendances = tsn_session_query (session, query, error);
  for (guint i = 0; attendances != NULL && i < attendances->len; i++)
    {
      const TsnId *person = tsn_record_reference (g_ptr_array_index (attendances, i),
                                                  TSN_ATTENDANCE_PERSON);

      if (person != NULL && !add_person (self, session, person, error))
        return FALSE;
    }
  return attendances != NULL;
}

GArray *
tsn_card_audience_event (TsnSession *session, const TsnId *event, GError **error)
{
  g_auto (Audience) self = audience_new ();

  if (!add_attendances (&self, session, event, TSN_ATTENDANCE_STATUS_ARRIVED, error) ||
      (self.people->len == 0 &&
       !add_attendances (&self, session, event, TSN_ATTENDANCE_STATUS_REGISTERED, error)))
    return NULL;
  return g_steal_pointer (&self.people);
}

static GPtrArray *
talks_of (TsnSession *session, int fiscal_year, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_EVENT));

  tsn_query_where (query,
                   TSN_EVENT_TYPE,
                   TSN_QUERY_EQUAL,
                   tsn_value_number (TSN_TYPE_CODE, TSN_EVENT_TYPE_ACP_TALK));
  tsn_query_where (query,
                   TSN_EVENT_DATE,
                   TSN_QUERY_AT_LEAST,
                   tsn_value_number (TSN_TYPE_DATE, tsn_fiscal_year_first (fiscal_year)));
  tsn_query_where (query,
                   TSN_EVENT_DATE,
                   TSN_QUERY_AT_MOST,
                   tsn_value_number (TSN_TYPE_DATE, tsn_fiscal_year_last (fiscal_year)));
  return tsn_session_query (session, query, error);
}

GArray *
tsn_card_audience_talks (TsnSession *session, int fiscal_year, GError **error)
{
  g_auto (Audience) self = audience_new ();
  g_autoptr (GPtrArray) talks = talks_of (session, fiscal_year, error);

  if (talks == NULL)
    return NULL;
  for (guint i = 0; i < talks->len; i++)
    if (!add_attendances (&self,
                          session,
                          &((const TsnRecord *) g_ptr_array_index (talks, i))->id,
                          TSN_ATTENDANCE_STATUS_ARRIVED,
                          error))
      return NULL;
  return g_steal_pointer (&self.people);
}

/* Of those whose texts have the year, who really turns @age in it. */
static gboolean
add_births (Audience *self, TsnSession *session, int year, int age, int fiscal_year, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  g_autofree char *words = g_strdup_printf ("%d", year);
  g_autoptr (GArray) found = tsn_session_search (session, kind, words, MOST);
  g_autoptr (GError) own = NULL;

  for (guint i = 0; i < found->len; i++)
    {
      const TsnId *id = &g_array_index (found, TsnId, i);
      g_autoptr (TsnRecord) person = tsn_session_get (session, kind, id, &own);
      TsnDate birth;

      if (own != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&own));
          return FALSE;
        }
      if (person == NULL)
        continue;
      birth = (TsnDate) tsn_record_number (person, TSN_PERSON_BIRTH_DATE, TSN_DATE_NONE);
      if (birth != TSN_DATE_NONE &&
          tsn_fiscal_year (tsn_date_attained (birth, age)) == fiscal_year &&
          !add_person (self, session, id, error))
        return FALSE;
    }
  return TRUE;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return tsn_id_compare (a, b);
}

GArray *
tsn_card_audience_age (TsnSession *session, int age, int fiscal_year, GError **error)
{
  g_auto (Audience) self = audience_new ();

  /* A fiscal year touches two calendar years. */
  if (!add_births (&self, session, fiscal_year - age, age, fiscal_year, error) ||
      !add_births (&self, session, fiscal_year + 1 - age, age, fiscal_year, error))
    return NULL;
  g_array_sort (self.people, compare_ids);
  return g_steal_pointer (&self.people);
}
