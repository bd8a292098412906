/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who came, for the file of the event. Counts first, names after.
 *
 * The anonymous head count stands in a table of its own: at events that do both, nobody can say
 * which of the people counted also gave their names, so the two are never added here. */

#include <glib/gi18n-lib.h>

#include "tsn-event-papers.h"
#include "tsn-event-people.h"
#include "tsn-tally.h"
#include "tsn-time.h"
#include "tsn-words.h"

#define SUM       0 /* the row and the column of sums; the others are codes */
#define BANDS     (TSN_AGE_BAND_UNKNOWN + 1)
#define SEXES     (TSN_SEX_UNSTATED + 2)
#define NO_SEX    (TSN_SEX_UNSTATED + 1)
#define CELL_SIZE 16

typedef struct
{
  gint64 of[BANDS][SEXES];
} Census;

static void
count_in (Census *census, guint band, guint sex, gint64 count)
{
  if (band < 1 || band >= BANDS)
    band = TSN_AGE_BAND_UNKNOWN;
  if (sex < 1 || sex >= NO_SEX)
    sex = NO_SEX;
  census->of[band][sex] += count;
  census->of[band][SUM] += count;
  census->of[SUM][sex] += count;
  census->of[SUM][SUM] += count;
}

/* What was recorded at the door, else what the person's date of birth says of the day. */
static guint
age_band (const TsnEventPerson *person, TsnDate day)
{
  guint band = (guint) tsn_record_number (person->attendance, TSN_ATTENDANCE_AGE_BAND, 0);
  TsnDate birth = TSN_DATE_NONE;
  int age;

  if (band != 0)
    return band;
  if (person->person != NULL)
    birth = (TsnDate) tsn_record_number (person->person, TSN_PERSON_BIRTH_DATE, TSN_DATE_NONE);
  age = tsn_date_age (birth, day);
  if (age < 0)
    return TSN_AGE_BAND_UNKNOWN;
  return age < 20 ? TSN_AGE_BAND_UNDER_20 : (guint) MIN (age / 10, 8);
}

static guint
sex_of (const TsnEventPerson *person)
{
  guint sex = (guint) tsn_record_number (person->attendance, TSN_ATTENDANCE_SEX, 0);

  return sex != 0 || person->person == NULL
             ? sex
             : (guint) tsn_record_number (person->person, TSN_PERSON_SEX, 0);
}

static const char *
word_of (const TsnCodeList *list, guint number)
{
  const TsnCode *code = tsn_code_by_number (list, number);

  return code != NULL ? tsn_words_code (code) : "";
}

/* Who had signed up and did not come is absent once the day is over. */
static const char *
status_in_words (guint status, gboolean over)
{
  return status == TSN_ATTENDANCE_STATUS_REGISTERED && over
             ? _ ("Absent")
             : word_of (&tsn_codes_attendance_status, status);
}

/* The day that ages are counted to: without a date of the event, that of printing. */
static TsnDate
day_of (const TsnRecord *event, gint64 now_ms)
{
  return (TsnDate) tsn_record_number (event, TSN_EVENT_DATE, tsn_date_from_unix_ms (now_ms));
}

/* -- Totals -- */

/* Bands that nobody is in are left out. */
static void
add_census (TsnPaperFlow *flow, const Census *census)
{
  const TsnPaperColumn columns[] = {
    { _ ("Age band"), 30, TSN_COLUMN_TEXT },
    { word_of (&tsn_codes_sex, TSN_SEX_MALE), 20, TSN_COLUMN_NUMBER },
    { word_of (&tsn_codes_sex, TSN_SEX_FEMALE), 20, TSN_COLUMN_NUMBER },
    { word_of (&tsn_codes_sex, TSN_SEX_UNSTATED), 20, TSN_COLUMN_NUMBER },
    { _ ("Not recorded"), 20, TSN_COLUMN_NUMBER },
    { _ ("Total"), 20, TSN_COLUMN_NUMBER, TRUE },
  };
  static const guint ORDER[] = { TSN_SEX_MALE, TSN_SEX_FEMALE, TSN_SEX_UNSTATED, NO_SEX, SUM };
  TsnPaperTable table;

  tsn_paper_table_begin (&table, flow, columns, G_N_ELEMENTS (columns), 6);
  for (guint i = 1; i <= BANDS; i++)
    {
      guint band = i % BANDS; /* the sums last */
      char numbers[G_N_ELEMENTS (ORDER)][CELL_SIZE];
      const char *cells[1 + G_N_ELEMENTS (ORDER)] = { band == SUM
                                                          ? _ ("Total")
                                                          : word_of (&tsn_codes_age_band, band) };

      if (census->of[band][SUM] == 0 && band != SUM)
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (ORDER); j++)
        {
          g_snprintf (numbers[j], CELL_SIZE, "%'" G_GINT64_FORMAT, census->of[band][ORDER[j]]);
          cells[1 + j] = numbers[j];
        }
      tsn_paper_table_row (&table, cells);
    }
}

/* How many there are of each status, on site and online. */
static void
add_statuses (TsnPaperFlow *flow, const TsnEventPeople *people, gboolean over)
{
  const TsnPaperColumn columns[] = {
    { _ ("Attendance"), 40, TSN_COLUMN_TEXT },
    { word_of (&tsn_codes_mode, TSN_MODE_ONSITE), 30, TSN_COLUMN_NUMBER },
    { word_of (&tsn_codes_mode, TSN_MODE_ONLINE), 30, TSN_COLUMN_NUMBER },
    { _ ("Total"), 30, TSN_COLUMN_NUMBER, TRUE },
  };
  TsnPaperTable table;

  tsn_paper_table_begin (&table, flow, columns, G_N_ELEMENTS (columns), 6);
  for (guint i = 0; i < tsn_codes_attendance_status.n_codes; i++)
    {
      const TsnCode *status = &tsn_codes_attendance_status.codes[i];
      guint n[2] = { 0, 0 };
      char numbers[3][CELL_SIZE];

      for (guint j = 0; j < people->people->len; j++)
        {
          const TsnEventPerson *person = g_ptr_array_index (people->people, j);

          if (tsn_event_person_status (person) == status->number)
            n[tsn_event_person_is_online (person)]++;
        }
      g_snprintf (numbers[0], CELL_SIZE, "%'u", n[0]);
      g_snprintf (numbers[1], CELL_SIZE, "%'u", n[1]);
      g_snprintf (numbers[2], CELL_SIZE, "%'u", n[0] + n[1]);
      tsn_paper_table_row (&table,
                           (const char *[]){ status_in_words (status->number, over),
                                             numbers[0],
                                             numbers[1],
                                             numbers[2] });
    }
}

static void
add_arrived (TsnPaperFlow *flow, const TsnEventPeople *people, TsnDate day)
{
  Census census = { 0 };

  for (guint i = 0; i < people->people->len; i++)
    {
      const TsnEventPerson *person = g_ptr_array_index (people->people, i);

      if (tsn_event_person_status (person) == TSN_ATTENDANCE_STATUS_ARRIVED)
        count_in (&census, age_band (person, day), sex_of (person), 1);
    }
  if (census.of[SUM][SUM] == 0)
    return;
  tsn_paper_table_heading (flow, _ ("Who came, by age and sex"));
  add_census (flow, &census);
}

static gboolean
add_tally (TsnPaperFlow *flow, TsnSession *session, const TsnId *event, GError **error)
{
  g_autoptr (GArray) bands = tsn_tally_by_band (session, event, error);
  Census census = { 0 };

  if (bands == NULL)
    return FALSE;
  for (guint i = 0; i < bands->len; i++)
    {
      const TsnTallyBand *band = &g_array_index (bands, TsnTallyBand, i);

      count_in (&census, band->age_band, band->sex, band->count);
    }
  if (census.of[SUM][SUM] == 0)
    return TRUE;
  tsn_paper_table_heading (flow, _ ("Head count without names"));
  tsn_paper_flow_text (flow,
                       TSN_FLOW_SMALL,
                       _ ("Counted separately; not included in the numbers above."));
  add_census (flow, &census);
  return TRUE;
}

/* -- Names -- */

static void
add_person (TsnPaperTable *table,
            guint number,
            const TsnEventPerson *person,
            TsnDate day,
            gboolean over)
{
  gint64 at = tsn_record_number (person->attendance, TSN_ATTENDANCE_ARRIVED_AT, 0);
  char time[TSN_TIME_SIZE];
  g_autofree char *text = g_strdup_printf ("%u", number);
  const char *cells[] = {
    text,
    tsn_event_person_kana (person),
    person->person != NULL ? tsn_event_person_name (person) : _ ("(no name)"),
    status_in_words (tsn_event_person_status (person), over),
    at != 0 ? tsn_time_format (tsn_time_from_unix_ms (at), time) : NULL,
    word_of (&tsn_codes_mode,
             tsn_event_person_is_online (person) ? TSN_MODE_ONLINE : TSN_MODE_ONSITE),
    word_of (&tsn_codes_age_band, age_band (person, day)),
    word_of (&tsn_codes_sex, sex_of (person)),
  };

  tsn_paper_table_row (table, cells);
}

static void
add_names (TsnPaperFlow *flow, const TsnEventPeople *people, TsnDate day, gboolean over)
{
  const TsnPaperColumn columns[] = {
    { _ ("No."), 10, TSN_COLUMN_NUMBER },      { _ ("Reading"), 38, TSN_COLUMN_TEXT },
    { _ ("Name"), 42, TSN_COLUMN_TEXT, TRUE }, { _ ("Attendance"), 22, TSN_COLUMN_CENTRE },
    { _ ("Time"), 14, TSN_COLUMN_CENTRE },     { _ ("Takes part"), 18, TSN_COLUMN_CENTRE },
    { _ ("Age band"), 18, TSN_COLUMN_CENTRE }, { _ ("Sex"), 18, TSN_COLUMN_CENTRE },
  };
  TsnPaperTable table;

  tsn_paper_table_heading (flow, _ ("Participants"));
  if (people->people->len == 0)
    {
      tsn_paper_flow_text (flow, TSN_FLOW_TEXT, _ ("Nobody has signed up or come by name."));
      return;
    }
  tsn_paper_table_begin (&table, flow, columns, G_N_ELEMENTS (columns), 7);
  for (guint i = 0; i < people->people->len; i++)
    add_person (&table, i + 1, g_ptr_array_index (people->people, i), day, over);
}

TsnPaper *
tsn_attendance_list (TsnSession *session, const TsnId *event, gint64 now_ms, GError **error)
{
  g_autoptr (TsnEventPeople) people = tsn_event_people_load (session, event, error);
  g_autoptr (TsnPaperFlow) flow = NULL;
  TsnDate day;
  gboolean over;

  if (people == NULL)
    return NULL;
  day = day_of (people->event, now_ms);
  over = tsn_record_number (people->event, TSN_EVENT_STATE, 0) == TSN_EVENT_STATE_HELD ||
         tsn_date_from_unix_ms (now_ms) > day;
  flow = tsn_paper_flow_new (_ ("Attendance list"),
                             tsn_record_text (people->event, TSN_EVENT_TITLE));
  tsn_event_people_add_head (people, flow, _ ("Attendance list"));
  add_statuses (flow, people, over);
  add_arrived (flow, people, day);
  if (!add_tally (flow, session, event, error))
    return NULL;
  add_names (flow, people, day, over);
  return tsn_paper_flow_end (flow, _ ("Personal data: collect and shred"), now_ms);
}
