/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads an event and whoever signed up for it, and sets the lines that every paper of an event
 * begins with.
 *
 * The order is that of a Japanese list: by reading, katakana and hiragana alike, か before が only
 * when nothing else differs. tsn_text_fold() does the first half; the voicing marks fall off here.
 */

#include "tsn-event-people.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tsn-report-private.h"
#include "tsn-secret.h"
#include "tsn-text.h"
#include "tsn-time.h"

#define VOICED      0x3099
#define HALF_VOICED 0x309A

/* -- People -- */

static char *
order_key (const char *kana)
{
  g_autoptr (GString) folded = g_string_new (NULL);
  g_autoptr (GString) key = g_string_new (NULL);
  g_autofree char *apart = NULL;

  tsn_text_fold (kana, folded);
  apart = g_utf8_normalize (folded->str, -1, G_NORMALIZE_NFD);
  for (const char *at = apart; *at != '\0'; at = tsn_utf8_next (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c != VOICED && c != HALF_VOICED)
        g_string_append_unichar (key, c);
    }
  /* Then what was taken away decides. */
  g_string_append_c (key, '\t');
  g_string_append (key, folded->str);
  return g_string_free (g_steal_pointer (&key), FALSE);
}

static void
event_person_free (gpointer data)
{
  TsnEventPerson *self = data;

  g_clear_pointer (&self->attendance, tsn_record_unref);
  g_clear_pointer (&self->person, tsn_record_unref);
  tsn_secret_text_free (self->key);
  g_free (self);
}

static int
compare_people (gconstpointer a, gconstpointer b)
{
  const TsnEventPerson *const *one = a;
  const TsnEventPerson *const *other = b;
  int order = ((*one)->key == NULL) - ((*other)->key == NULL);

  if (order == 0 && (*one)->key != NULL)
    order = strcmp ((*one)->key, (*other)->key);
  return order != 0 ? order
                    : memcmp (&(*one)->attendance->id, &(*other)->attendance->id, sizeof (TsnId));
}

static const guint SHOWN[] = { TSN_PERSON_NAME,
                               TSN_PERSON_KANA,
                               TSN_PERSON_BIRTH_DATE,
                               TSN_PERSON_SEX };

/* Whoever was erased, or never named, stays NULL. */
static gboolean
load_person (TsnSession *session, TsnEventPerson *self, GError **error)
{
  const TsnId *id = tsn_record_reference (self->attendance, TSN_ATTENDANCE_PERSON);

  if (id == NULL)
    return TRUE;
  if (!tsn_report_get_if_there (session, TSN_KIND_PERSON, id, &self->person, error))
    return FALSE;
  if (self->person == NULL)
    return TRUE;
  self->key = order_key (tsn_event_person_kana (self));
  return tsn_report_check_readable (self->person, SHOWN, G_N_ELEMENTS (SHOWN), error);
}

static gboolean
load_people (TsnSession *session, TsnEventPeople *self, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_ATTENDANCE));
  g_autoptr (GPtrArray) found = NULL;

  tsn_query_where_reference (query, TSN_ATTENDANCE_EVENT, &self->event->id);
  found = tsn_session_query (session, query, error);
  if (found == NULL)
    return FALSE;
  for (guint i = 0; i < found->len; i++)
    {
      TsnEventPerson *person = g_new0 (TsnEventPerson, 1);

      g_ptr_array_add (self->people, person);
      person->attendance = tsn_record_ref (g_ptr_array_index (found, i));
      if (!load_person (session, person, error) ||
          g_cancellable_set_error_if_cancelled (tsn_session_get_cancellable (session), error))
        return FALSE;
    }
  g_ptr_array_sort (self->people, compare_people);
  return TRUE;
}

/* In words, else what the directory calls it. */
static char *
load_venue (TsnSession *session, const TsnRecord *event, GError **error)
{
  const char *words = tsn_record_text (event, TSN_EVENT_VENUE);
  const TsnId *id = tsn_record_reference (event, TSN_EVENT_PLACE);
  g_autoptr (TsnRecord) place = NULL;
  const char *name;

  if (words != NULL || id == NULL)
    return g_strdup (words != NULL ? words : "");
  if (!tsn_report_get_if_there (session, TSN_KIND_PLACE, id, &place, error))
    return NULL;
  name = place != NULL ? tsn_record_text (place, TSN_PLACE_NAME) : NULL;
  return g_strdup (name != NULL ? name : "");
}

TsnEventPeople *
tsn_event_people_load (TsnSession *session, const TsnId *event, GError **error)
{
  g_autoptr (TsnEventPeople) self = g_new0 (TsnEventPeople, 1);

  self->people = g_ptr_array_new_with_free_func (event_person_free);
  self->event = tsn_report_get (session, TSN_KIND_EVENT, event, error);
  if (self->event == NULL)
    return NULL;
  self->organisation = tsn_report_organisation (session, error);
  if (self->organisation == NULL)
    return NULL;
  self->venue = load_venue (session, self->event, error);
  if (self->venue == NULL || !load_people (session, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
tsn_event_people_free (TsnEventPeople *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->event, tsn_record_unref);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_free (self->organisation);
  g_free (self->venue);
  g_free (self);
}

guint
tsn_event_person_status (const TsnEventPerson *self)
{
  return (guint) tsn_record_number (self->attendance, TSN_ATTENDANCE_STATUS, 0);
}

gboolean
tsn_event_person_is_online (const TsnEventPerson *self)
{
  return tsn_record_number (self->attendance, TSN_ATTENDANCE_MODE, 0) == TSN_MODE_ONLINE;
}

const char *
tsn_event_person_kana (const TsnEventPerson *self)
{
  const char *kana = self->person != NULL ? tsn_record_text (self->person, TSN_PERSON_KANA) : NULL;

  return kana != NULL ? kana : "";
}

const char *
tsn_event_person_name (const TsnEventPerson *self)
{
  const char *name = self->person != NULL ? tsn_record_text (self->person, TSN_PERSON_NAME) : NULL;

  return name != NULL ? name : tsn_event_person_kana (self);
}

/* -- The head -- */

static char *
day_in_words (TsnDate date)
{
  static const char *const DAYS[] = { N_ ("Sun"), N_ ("Mon"), N_ ("Tue"), N_ ("Wed"),
                                      N_ ("Thu"), N_ ("Fri"), N_ ("Sat") };
  g_autofree char *day = tsn_date_format (date, TSN_DATE_STYLE_BOTH);

  return g_strdup_printf (_ ("%s (%s)"), day, _ (DAYS[tsn_date_weekday (date)]));
}

char *
tsn_event_when (const TsnRecord *event)
{
  TsnDate date = (TsnDate) tsn_record_number (event, TSN_EVENT_DATE, TSN_DATE_NONE);
  TsnDate last = (TsnDate) tsn_record_number (event, TSN_EVENT_END_DATE, TSN_DATE_NONE);
  gint64 start = tsn_record_number (event, TSN_EVENT_START_TIME, TSN_TIME_NONE);
  gint64 end = tsn_record_number (event, TSN_EVENT_END_TIME, TSN_TIME_NONE);
  g_autoptr (GString) when = g_string_new (NULL);
  g_autofree char *first_day = NULL;
  char time[TSN_TIME_SIZE];

  if (date == TSN_DATE_NONE)
    return g_strdup ("");
  first_day = day_in_words (date);
  g_string_append (when, first_day);
  if (last > date)
    {
      g_autofree char *last_day = day_in_words (last);

      g_string_append_printf (when, "～%s", last_day);
    }
  if (start >= 0)
    g_string_append_printf (when, "　%s～", tsn_time_format ((TsnTime) start, time));
  if (start >= 0 && end >= 0)
    g_string_append (when, tsn_time_format ((TsnTime) end, time));
  return g_string_free (g_steal_pointer (&when), FALSE);
}

static void
add_pair (TsnPaperFlow *flow, const char *label, const char *value)
{
  if (value != NULL && *value != '\0')
    tsn_paper_flow_pair (flow, label, value);
}

void
tsn_event_people_add_head (const TsnEventPeople *self, TsnPaperFlow *flow, const char *title)
{
  g_autofree char *when = tsn_event_when (self->event);

  tsn_paper_flow_text (flow, TSN_FLOW_TITLE, title);
  tsn_paper_flow_text (flow, TSN_FLOW_SUBJECT, tsn_record_text (self->event, TSN_EVENT_TITLE));
  tsn_paper_flow_space (flow, 2 * TSN_CARD_MM);
  add_pair (flow, _ ("Date and time"), when);
  add_pair (flow, _ ("Venue"), self->venue);
  add_pair (flow, _ ("Organisation"), self->organisation);
  tsn_paper_flow_space (flow, 2 * TSN_CARD_MM);
  tsn_paper_flow_banner (
      flow,
      _ ("This paper contains personal data. Do not leave it unattended; collect and shred it "
         "after use."));
}
