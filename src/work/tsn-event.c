/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an event still lacks, and another one like it.
 *
 * Which field is asked for when, and which other field answers it as well, is the table; the code
 * under it only reads the state and the day. Nothing here refuses anything: an event with gaps is
 * an event all the same.
 */

#include "tsn-event.h"

#include "tsn-work-private.h"

/* Who is asked. */
enum
{
  AT_A_PLACE = 1 << 0, /* takes place somewhere, perhaps online as well */
  ONLINE = 1 << 1,     /* takes place online, perhaps somewhere as well */
  TALK = 1 << 2,       /* somebody speaks */
  LIMITED = 1 << 3,    /* people sign up by name */
  RESIDENTS = 1 << 4,  /* not for professionals */
};

typedef struct
{
  guint field;
  guint instead; /* the field that will do as well; 0: none */
  TsnMissingReason reason;
  guint who; /* one of the above; 0: every event */
} Rule;

/* In the order of the form. */
static const Rule RULES[] = {
  { TSN_EVENT_DATE, 0, TSN_MISSING_TO_PLAN, 0 },
  { TSN_EVENT_VENUE, TSN_EVENT_PLACE, TSN_MISSING_TO_PLAN, AT_A_PLACE },
  { TSN_EVENT_CAPACITY_ONSITE, 0, TSN_MISSING_TO_PLAN, AT_A_PLACE | LIMITED },
  { TSN_EVENT_CAPACITY_ONLINE, 0, TSN_MISSING_TO_PLAN, ONLINE | LIMITED },
  { TSN_EVENT_LECTURERS, TSN_EVENT_SPEAKERS, TSN_MISSING_TO_PLAN, TALK },
  { TSN_EVENT_MUNICIPALITIES, 0, TSN_MISSING_TO_REPORT, 0 },
  { TSN_EVENT_ITEMS, 0, TSN_MISSING_TO_REPORT, 0 },
  { TSN_EVENT_SCENES, 0, TSN_MISSING_TO_REPORT, 0 },
  { TSN_EVENT_TOOLS, 0, TSN_MISSING_TO_REPORT, RESIDENTS },
  { TSN_EVENT_URL, 0, TSN_MISSING_TO_PLAN, ONLINE },
};

/* What belongs to the one day. */
static const guint OF_THE_DAY[] = {
  TSN_EVENT_STATE,      TSN_EVENT_TENTATIVE, TSN_EVENT_DATE,           TSN_EVENT_END_DATE,
  TSN_EVENT_APPLY_BY,   TSN_EVENT_URL,       TSN_EVENT_EXPECTED_COUNT, TSN_EVENT_FINAL_COUNT,
  TSN_EVENT_COUNT_NOTE, TSN_EVENT_OUTCOME,   TSN_EVENT_CANCEL_REASON,
};

static guint
kinds_of (const TsnRecord *event)
{
  gint64 type = tsn_record_number (event, TSN_EVENT_TYPE, 0);
  gint64 method = tsn_record_number (event, TSN_EVENT_METHOD, TSN_EVENT_METHOD_ONSITE);
  gboolean show = type == TSN_EVENT_TYPE_DISPLAY || type == TSN_EVENT_TYPE_FESTIVAL;
  guint kinds = 0;

  if (method != TSN_EVENT_METHOD_ONLINE)
    kinds |= AT_A_PLACE;
  if (method != TSN_EVENT_METHOD_ONSITE)
    kinds |= ONLINE;
  if (!show && type != TSN_EVENT_TYPE_CONSULTATION_DAY && type != TSN_EVENT_TYPE_OTHER)
    kinds |= TALK;
  if (!show && tsn_record_number (event, TSN_EVENT_REGISTRATION, 0) != TSN_REGISTRATION_COUNTED)
    kinds |= LIMITED;
  if (type != TSN_EVENT_TYPE_TRAINING)
    kinds |= RESIDENTS;
  return kinds;
}

static gboolean
is_empty (const TsnRecord *event, guint field)
{
  return field == 0 || tsn_record_value (event, field) == NULL;
}

static void
add (GArray *missing, guint field, TsnMissingReason reason)
{
  TsnMissing one = { .field = field, .reason = reason };

  g_array_append_val (missing, one);
}

static void
add_by_rules (GArray *missing, const TsnRecord *event, gboolean is_over)
{
  guint kinds = kinds_of (event);

  for (guint i = 0; i < G_N_ELEMENTS (RULES); i++)
    {
      const Rule *rule = &RULES[i];
      gboolean limit = (rule->who & LIMITED) != 0;

      if ((rule->who & kinds) != rule->who || !is_empty (event, rule->field) ||
          !is_empty (event, rule->instead))
        continue;
      /* Seats are of no interest any more when the chairs are stacked. */
      if (is_over ? limit || rule->field == TSN_EVENT_URL : rule->reason == TSN_MISSING_TO_REPORT)
        continue;
      add (missing, rule->field, rule->reason);
    }
}

GArray *
tsn_event_missing (const TsnRecord *event, TsnDate today, gint64 counted)
{
  GArray *missing = g_array_new (FALSE, FALSE, sizeof (TsnMissing));
  gint64 state = tsn_record_number (event, TSN_EVENT_STATE, TSN_EVENT_STATE_PLANNED);
  gint64 first = tsn_record_number (event, TSN_EVENT_DATE, TSN_DATE_NONE);
  gint64 last = tsn_record_number (event, TSN_EVENT_END_DATE, first);
  gboolean is_past = last != TSN_DATE_NONE && last < today;

  if (state == TSN_EVENT_STATE_CANCELLED)
    {
      if (is_empty (event, TSN_EVENT_CANCEL_REASON))
        add (missing, TSN_EVENT_CANCEL_REASON, TSN_MISSING_REASON);
      return missing;
    }
  if (is_past && state != TSN_EVENT_STATE_HELD)
    add (missing, TSN_EVENT_STATE, TSN_MISSING_TO_CLOSE);
  is_past = is_past || state == TSN_EVENT_STATE_HELD;
  add_by_rules (missing, event, is_past);
  if (is_past && counted <= 0 && is_empty (event, TSN_EVENT_FINAL_COUNT))
    add (missing, TSN_EVENT_FINAL_COUNT, TSN_MISSING_TO_REPORT);
  return missing;
}

static gboolean
is_of_the_day (guint field)
{
  for (guint i = 0; i < G_N_ELEMENTS (OF_THE_DAY); i++)
    if (OF_THE_DAY[i] == field)
      return TRUE;
  return FALSE;
}

TsnChange *
tsn_event_duplicate (TsnSession *session, const TsnId *event, gint64 now_ms, GError **error)
{
  g_autoptr (TsnRecord) model = tsn_work_get (session, TSN_KIND_EVENT, event, error);
  TsnId id = tsn_id_new (now_ms);
  TsnChange *change = NULL;

  if (model == NULL)
    return NULL;
  change = tsn_change_new_create (model->kind, &id);
  for (guint i = 0; i < model->cells->len; i++)
    {
      const TsnCell *cell = &g_array_index (model->cells, TsnCell, i);

      if (cell->readable && cell->value.type != TSN_TYPE_NONE && !is_of_the_day (cell->field))
        tsn_change_take (change, cell->field, tsn_value_copy (&cell->value));
    }
  return change;
}
