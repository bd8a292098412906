/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sheet at the door, for when the laptop is not enough: everybody finds their line by reading,
 * ticks or is ticked, and signs. */

#include <glib/gi18n-lib.h>

#include "tsn-event-papers.h"
#include "tsn-event-people.h"
#include "tsn-words.h"

#define BLANK_ROWS_MAX 500u
#define ROW_MM         9.5

/* Which of the people a table is for. */
static gboolean
is_listed (const TsnEventPerson *person, gboolean waiting)
{
  guint status = tsn_event_person_status (person);

  if (person->person == NULL || tsn_event_person_is_online (person))
    return FALSE;
  return waiting ? status == TSN_ATTENDANCE_STATUS_WAITING
                 : status == TSN_ATTENDANCE_STATUS_REGISTERED ||
                       status == TSN_ATTENDANCE_STATUS_ARRIVED;
}

static guint
count_listed (const TsnEventPeople *people, gboolean waiting)
{
  guint n = 0;

  for (guint i = 0; i < people->people->len; i++)
    if (is_listed (g_ptr_array_index (people->people, i), waiting))
      n++;
  return n;
}

static guint
count_online (const TsnEventPeople *people)
{
  guint n = 0;

  for (guint i = 0; i < people->people->len; i++)
    {
      const TsnEventPerson *person = g_ptr_array_index (people->people, i);
      guint status = tsn_event_person_status (person);

      if (tsn_event_person_is_online (person) &&
          (status == TSN_ATTENDANCE_STATUS_REGISTERED || status == TSN_ATTENDANCE_STATUS_ARRIVED))
        n++;
    }
  return n;
}

static void
add_row (TsnPaperTable *table, guint number, const TsnEventPerson *person)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  gboolean arrived = person != NULL &&
                     tsn_event_person_status (person) == TSN_ATTENDANCE_STATUS_ARRIVED;
  const char *cells[] = { text,
                          person != NULL ? tsn_event_person_kana (person) : NULL,
                          person != NULL ? tsn_event_person_name (person) : NULL,
                          arrived ? "x" : "",
                          NULL };

  tsn_paper_table_row (table, cells);
}

static guint
add_people (TsnPaperTable *table, const TsnEventPeople *people, gboolean waiting, guint number)
{
  for (guint i = 0; i < people->people->len; i++)
    {
      const TsnEventPerson *person = g_ptr_array_index (people->people, i);

      if (is_listed (person, waiting))
        add_row (table, ++number, person);
    }
  return number;
}

static void
add_tables (TsnPaperFlow *flow, const TsnEventPeople *people, guint blank_rows)
{
  const TsnPaperColumn columns[] = {
    { _ ("No."), 10, TSN_COLUMN_NUMBER },      { _ ("Reading"), 40, TSN_COLUMN_TEXT },
    { _ ("Name"), 56, TSN_COLUMN_TEXT, TRUE }, { _ ("Check-in"), 16, TSN_COLUMN_BOX },
    { _ ("Signature"), 60, TSN_COLUMN_TEXT },
  };
  TsnPaperTable table;
  guint number = 0;

  if (count_listed (people, FALSE) > 0)
    {
      tsn_paper_table_begin (&table, flow, columns, G_N_ELEMENTS (columns), ROW_MM);
      number = add_people (&table, people, FALSE, number);
    }
  else
    tsn_paper_flow_text (flow, TSN_FLOW_TEXT, _ ("Nobody has signed up to come on site."));
  if (count_listed (people, TRUE) > 0)
    {
      tsn_paper_table_heading (flow, _ ("Waiting list"));
      tsn_paper_table_begin (&table, flow, columns, G_N_ELEMENTS (columns), ROW_MM);
      number = add_people (&table, people, TRUE, number);
    }
  if (blank_rows > 0)
    {
      tsn_paper_table_heading (flow, _ ("Without booking"));
      tsn_paper_table_begin (&table, flow, columns, G_N_ELEMENTS (columns), ROW_MM);
      for (guint i = 0; i < MIN (blank_rows, BLANK_ROWS_MAX); i++)
        add_row (&table, ++number, NULL);
    }
}

TsnPaper *
tsn_sign_in_sheet (TsnSession *session,
                   const TsnId *event,
                   const TsnSignInOptions *options,
                   GError **error)
{
  g_autoptr (TsnEventPeople) people = tsn_event_people_load (session, event, error);
  g_autoptr (TsnPaperFlow) flow = NULL;
  guint online;

  if (people == NULL)
    return NULL;
  flow = tsn_paper_flow_new (_ ("Sign-in sheet"), tsn_record_text (people->event, TSN_EVENT_TITLE));
  tsn_event_people_add_head (people, flow, _ ("Sign-in sheet"));
  online = count_online (people);
  if (online > 0)
    {
      g_autofree char *note = g_strdup_printf (_ ("Taking part online, not on this sheet: %u"),
                                               online);

      tsn_paper_flow_text (flow, TSN_FLOW_SMALL, note);
      tsn_paper_flow_space (flow, TSN_CARD_MM);
    }
  add_tables (flow, people, options->blank_rows);
  return tsn_paper_flow_end (flow, _ ("Personal data: collect and shred"), options->now_ms);
}
