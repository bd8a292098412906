/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Events by fiscal year, since that is how they are planned and reported. The page says of each
 * what is still missing: before the day what is needed to announce it, after the day what the
 * report will ask for. What counts as missing is decided in src/work/tsn-event.h. */

#include "tsn-events-page.h"

#include <glib/gi18n.h>

#include "tsn-event.h"
#include "tsn-reception.h"
#include "tsn-toast.h"
#include "tsn-words.h"

#define YEARS_BACK  8 /* in the filter, before this one */
#define YEARS_AHEAD 2

struct _TsnEventsPage
{
  TsnRecordPage parent_instance;

  GtkDropDown *year; /* 0: all years, then the newest first */
  int newest_year;   /* the fiscal year of the first entry after "all" */
  TsnId shown;       /* the event on the right, and its date as it was last seen */
  TsnDate shown_date;
};

G_DEFINE_FINAL_TYPE (TsnEventsPage, tsn_events_page, TSN_TYPE_RECORD_PAGE)

static const TsnFormGroup GROUPS[] = {
  { N_ ("Event"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_EVENT_TITLE, TSN_EVENT_TYPE, TSN_EVENT_THEME, TSN_EVENT_TENTATIVE } },
  { N_ ("State"), NULL, TSN_FIELD_ROW_LARGE, { TSN_EVENT_STATE } },
  { N_ ("When and where"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_EVENT_DATE,
      TSN_EVENT_START_TIME,
      TSN_EVENT_END_TIME,
      TSN_EVENT_END_DATE,
      TSN_EVENT_PLACE,
      TSN_EVENT_VENUE,
      TSN_EVENT_METHOD,
      TSN_EVENT_URL } },
  { N_ ("Participants"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_EVENT_REGISTRATION,
      TSN_EVENT_CAPACITY_ONSITE,
      TSN_EVENT_CAPACITY_ONLINE,
      TSN_EVENT_EXPECTED_COUNT,
      TSN_EVENT_AUDIENCE,
      TSN_EVENT_AUDIENCE_NOTE,
      TSN_EVENT_APPLY_BY,
      TSN_EVENT_APPLY_HOW,
      TSN_EVENT_FEE } },
  { N_ ("Lecturers and hosts"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_EVENT_LECTURERS,
      TSN_EVENT_SPEAKERS,
      TSN_EVENT_FACILITATORS,
      TSN_EVENT_HOSTS,
      TSN_EVENT_CO_HOSTS,
      TSN_EVENT_OWNER,
      TSN_EVENT_CONTACT,
      TSN_EVENT_PHONE } },
  { N_ ("For the report"),
    NULL,
    TSN_FIELD_ROW_LARGE,
    { TSN_EVENT_ITEMS,
      TSN_EVENT_SCENES,
      TSN_EVENT_PHASE,
      TSN_EVENT_TOOLS,
      TSN_EVENT_MUNICIPALITIES } },
  { N_ ("Content"), NULL, TSN_FIELD_ROW_PLAIN, { TSN_EVENT_DESCRIPTION, TSN_EVENT_PROGRAMME } },
  { N_ ("Afterwards"),
    NULL,
    TSN_FIELD_ROW_PLAIN,
    { TSN_EVENT_FINAL_COUNT, TSN_EVENT_COUNT_NOTE, TSN_EVENT_OUTCOME, TSN_EVENT_CANCEL_REASON } },
  { NULL, NULL, TSN_FIELD_ROW_PLAIN, { 0 } },
};

static TsnDate
today (void)
{
  return tsn_date_from_unix_ms (g_get_real_time () / 1000);
}

/* -- The list -- */

/* The label of a code field, or NULL. */
static const char *
code_label (TsnRecord *record, guint field)
{
  const TsnField *description = tsn_kind_field (record->kind, field);
  guint number = (guint) tsn_record_number (record, field, 0);
  const TsnCode *code = tsn_code_by_number (description->codes, number);

  return code != NULL ? tsn_words_code (code) : NULL;
}

static char *
field_words (TsnRecord *record, guint field)
{
  const TsnValue *value = tsn_record_value (record, field);

  return value != NULL ? tsn_words_value (tsn_kind_field (record->kind, field), value)
                       : g_strdup ("");
}

static void
tsn_events_page_describe (TsnRecordPage *page, TsnRecord *record, TsnRowText *text)
{
  TsnDate date = (TsnDate) tsn_record_number (record, TSN_EVENT_DATE, TSN_DATE_NONE);
  g_autofree char *day = tsn_date_format (date, TSN_DATE_STYLE_BOTH);
  g_autofree char *start = field_words (record, TSN_EVENT_START_TIME);
  const char *venue = tsn_record_text (record, TSN_EVENT_VENUE);
  const char *state = code_label (record, TSN_EVENT_STATE);
  const char *parts[] = { day[0] != '\0' ? day : _ ("No date yet"), start, venue };
  GString *subtitle = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && parts[i][0] != '\0')
      g_string_append_printf (subtitle, "%s%s", subtitle->len > 0 ? "  " : "", parts[i]);
  text->title = g_strdup (tsn_record_text (record, TSN_EVENT_TITLE));
  text->subtitle = g_string_free (subtitle, FALSE);
  text->badge = g_strdup (state);
}

static void
tsn_events_page_refine_query (TsnRecordPage *page, TsnQuery *query)
{
  TsnEventsPage *self = TSN_EVENTS_PAGE (page);
  guint year = gtk_drop_down_get_selected (self->year);

  /* What has no date yet is of every year: it is still to be planned. */
  if (year > 0)
    {
      int fiscal = self->newest_year - (int) year + 1;

      tsn_query_where (query,
                       TSN_EVENT_DATE,
                       TSN_QUERY_NOT_BELOW,
                       tsn_value_number (TSN_TYPE_DATE, tsn_fiscal_year_first (fiscal)));
      tsn_query_where (query,
                       TSN_EVENT_DATE,
                       TSN_QUERY_NOT_ABOVE,
                       tsn_value_number (TSN_TYPE_DATE, tsn_fiscal_year_last (fiscal)));
    }
  query->order_by = TSN_EVENT_DATE;
  query->descending = TRUE;
}

/* -- What is missing -- */

typedef struct
{
  TsnRecord *event; /* owned */
  gint64 counted;
} Missing;

static void
missing_free (gpointer pointer)
{
  Missing *missing = pointer;

  tsn_record_unref (missing->event);
  g_free (missing);
}

static gboolean
count_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Missing *missing = data;
  TsnReceptionCounts counts;

  if (!tsn_reception_counts (session, &missing->event->id, &counts, error))
    return FALSE;
  missing->counted = counts.arrived_onsite + counts.arrived_online + counts.tally;
  return TRUE;
}

static char *
missing_sentence (TsnMissingReason reason, const char *fields)
{
  switch (reason)
    {
    case TSN_MISSING_TO_PLAN:
      return g_strdup_printf (_ ("Still open: %s"), fields);
    case TSN_MISSING_TO_CLOSE:
      return g_strdup_printf (_ ("The day is over: say whether it was held or cancelled (%s)."),
                              fields);
    case TSN_MISSING_REASON:
      return g_strdup_printf (_ ("Say why it was cancelled (%s)."), fields);
    case TSN_MISSING_TO_REPORT:
    default:
      return g_strdup_printf (_ ("Missing for the report: %s"), fields);
    }
}

/* One line for each reason, with the labels of its fields. */
static char *
missing_words (const TsnRecord *event, const GArray *missing)
{
  GString *words = g_string_new (NULL);

  for (TsnMissingReason reason = TSN_MISSING_TO_PLAN; reason <= TSN_MISSING_REASON; reason++)
    {
      g_autoptr (GString) fields = g_string_new (NULL);

      for (guint i = 0; i < missing->len; i++)
        {
          const TsnMissing *one = &g_array_index (missing, TsnMissing, i);

          if (one->reason == reason)
            g_string_append_printf (fields,
                                    "%s%s",
                                    /* Translators: between the members of a list */
                                    fields->len > 0 ? _ (", ") : "",
                                    tsn_words_field (tsn_kind_field (event->kind, one->field)));
        }
      if (fields->len > 0)
        {
          g_autofree char *sentence = missing_sentence (reason, fields->str);

          g_string_append_printf (words, "%s%s", words->len > 0 ? "\n" : "", sentence);
        }
    }
  return g_string_free (words, FALSE);
}

static void
counted_cb (gpointer object, gpointer data, const GError *error)
{
  TsnRecordPage *page = object;
  Missing *missing = data;
  TsnRecord *shown = tsn_record_form_get_record (tsn_record_page_get_form (page));
  g_autoptr (GArray) list = NULL;
  g_autofree char *words = NULL;

  if (error != NULL || shown == NULL || !tsn_id_equal (&shown->id, &missing->event->id))
    return;
  list = tsn_event_missing (shown, today (), missing->counted);
  words = missing_words (shown, list);
  tsn_record_page_set_notice (page, words[0] != '\0' ? words : NULL);
}

/* The year that was chosen stays, except where an event is opened from elsewhere or gets a date of
 * another year: that one is not lost from sight. */
static void
follow_year_of (TsnEventsPage *self, const TsnRecord *event)
{
  TsnDate date = (TsnDate) tsn_record_number (event, TSN_EVENT_DATE, TSN_DATE_NONE);
  gboolean news = date != self->shown_date || !tsn_id_equal (&event->id, &self->shown);
  guint n_years = g_list_model_get_n_items (gtk_drop_down_get_model (self->year));
  guint year;

  self->shown = event->id;
  self->shown_date = date;
  if (!news || date == TSN_DATE_NONE || gtk_drop_down_get_selected (self->year) == 0)
    return;
  year = (guint) (self->newest_year - tsn_fiscal_year (date)) + 1;
  gtk_drop_down_set_selected (self->year, year < n_years ? year : 0);
}

static void
tsn_events_page_loaded (TsnRecordPage *page, TsnRecord *record)
{
  Missing *missing = g_new0 (Missing, 1);

  follow_year_of (TSN_EVENTS_PAGE (page), record);
  missing->event = tsn_record_ref (record);
  tsn_station_ask (tsn_page_get_station (TSN_PAGE (page)),
                   TSN_STORE_READ,
                   count_work,
                   missing,
                   missing_free,
                   page,
                   counted_cb);
}

/* -- New ones -- */

static void
tsn_events_page_prepare_draft (TsnRecordPage *page, TsnChange *draft)
{
  tsn_change_set_number (draft, TSN_EVENT_STATE, TSN_EVENT_STATE_PLANNED);
}

typedef struct
{
  TsnId event;
  TsnChange *draft; /* owned */
} Duplicate;

static void
duplicate_free (gpointer pointer)
{
  Duplicate *duplicate = pointer;

  g_clear_pointer (&duplicate->draft, tsn_change_free);
  g_free (duplicate);
}

static gboolean
duplicate_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Duplicate *duplicate = data;

  duplicate->draft =
      tsn_event_duplicate (session, &duplicate->event, g_get_real_time () / 1000, error);
  return duplicate->draft != NULL;
}

static void
duplicated_cb (gpointer object, gpointer data, const GError *error)
{
  Duplicate *duplicate = data;

  if (error != NULL)
    {
      tsn_toast_error (object, error);
      return;
    }
  tsn_events_page_prepare_draft (object, duplicate->draft);
  tsn_record_page_begin (object, g_steal_pointer (&duplicate->draft));
}

static void
duplicate_cb (TsnEventsPage *self)
{
  TsnRecord *shown = tsn_record_form_get_record (tsn_record_page_get_form (TSN_RECORD_PAGE (self)));
  Duplicate *duplicate;

  if (shown == NULL)
    return;
  duplicate = g_new0 (Duplicate, 1);
  duplicate->event = shown->id;
  tsn_station_ask (tsn_page_get_station (TSN_PAGE (self)),
                   TSN_STORE_READ,
                   duplicate_work,
                   duplicate,
                   duplicate_free,
                   self,
                   duplicated_cb);
}

static void
reception_cb (TsnEventsPage *self)
{
  TsnRecord *shown = tsn_record_form_get_record (tsn_record_page_get_form (TSN_RECORD_PAGE (self)));
  char id[TSN_ID_TEXT_SIZE];

  if (shown != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self),
                                "win.show",
                                "(ss)",
                                "reception",
                                tsn_id_format (&shown->id, id));
}

/* -- Making the page -- */

static void
add_year_filter (TsnEventsPage *self)
{
  GtkStringList *years = gtk_string_list_new (NULL);
  int this_year = tsn_fiscal_year (today ());

  self->newest_year = this_year + YEARS_AHEAD;
  gtk_string_list_append (years, _ ("All years"));
  for (int year = self->newest_year; year >= this_year - YEARS_BACK; year--)
    gtk_string_list_take (years, tsn_fiscal_year_label (year, FALSE));
  self->year = tsn_record_page_add_drop_down (TSN_RECORD_PAGE (self), years, _ ("Fiscal year"));
}

static void
add_button (TsnEventsPage *self, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  tsn_record_page_add_button (TSN_RECORD_PAGE (self), button);
}

/* Whoever comes for an event finds it in the list, although it may have been open already. */
static void
tsn_events_page_shown (TsnPage *page, const TsnId *target)
{
  if (target != NULL)
    TSN_EVENTS_PAGE (page)->shown = (TsnId){ 0 };
  TSN_PAGE_CLASS (tsn_events_page_parent_class)->shown (page, target);
}

static void
tsn_events_page_constructed (GObject *object)
{
  TsnEventsPage *self = TSN_EVENTS_PAGE (object);
  TsnRecordPage *page = TSN_RECORD_PAGE (object);

  G_OBJECT_CLASS (tsn_events_page_parent_class)->constructed (object);
  add_year_filter (self);
  tsn_record_page_add_code_filter (page, TSN_EVENT_STATE, _ ("All states"), _ ("State"));
  tsn_record_page_add_code_filter (page, TSN_EVENT_TYPE, _ ("All types"), _ ("Type"));
  /* That searches, so all filters are there by now. */
  gtk_drop_down_set_selected (self->year,
                              (guint) (self->newest_year - tsn_fiscal_year (today ())) + 1);
  add_button (self, _ ("To the _reception"), G_CALLBACK (reception_cb));
  add_button (self, _ ("D_uplicate"), G_CALLBACK (duplicate_cb));
}

static void
tsn_events_page_class_init (TsnEventsPageClass *class)
{
  TsnRecordPageClass *page_class = TSN_RECORD_PAGE_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_events_page_constructed;
  TSN_PAGE_CLASS (class)->shown = tsn_events_page_shown;
  page_class->kind = TSN_KIND_EVENT;
  page_class->groups = GROUPS;
  page_class->icon = "x-office-calendar-symbolic";
  page_class->none_title = N_ ("Events");
  page_class->none_text = N_ ("Choose an event from the list, or plan a new one with Ctrl+N.");
  page_class->list_none = N_ ("No events yet");
  page_class->create_label = N_ ("New event (Ctrl+N)");
  page_class->describe = tsn_events_page_describe;
  page_class->refine_query = tsn_events_page_refine_query;
  page_class->prepare_draft = tsn_events_page_prepare_draft;
  page_class->loaded = tsn_events_page_loaded;
}

static void
tsn_events_page_init (TsnEventsPage *self)
{
}
