/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The door of an event: its small rules, then the whole of it on a real store, through the widgets
 * that people use. */

#include <string.h>

#include "tsn-door-events.h"
#include "tsn-door-sign.h"
#include "tsn-door-view.h"
#include "tsn-guest-row.h"
#include "tsn-reception-page.h"
#include "tsn-tally-view.h"
#include "tsn-tone.h"
#include "tsn-walk-in-draft.h"
#include "ui-fixture.h"

#define NOW_MS G_GINT64_CONSTANT (1763776800000) /* 2025-11-22 11:00 in Japan */
#define TODAY  ((TsnDate) 20251122)

/* -- Small rules -- */

static void
test_arrange (void)
{
  g_autoptr (TsnGuestBook) book = tsn_guest_book_new ();
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (TsnId));
  g_autoptr (GArray) first = NULL;
  static const guint states[] = { 0,
                                  TSN_ATTENDANCE_STATUS_ARRIVED,
                                  TSN_ATTENDANCE_STATUS_CANCELLED,
                                  TSN_ATTENDANCE_STATUS_REGISTERED,
                                  TSN_ATTENDANCE_STATUS_REGISTERED,
                                  TSN_ATTENDANCE_STATUS_WAITING };
  static const guint expected[] = { 3, 4, 1, 5, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      TsnId id = tsn_id_new ((gint64) i + 1);

      g_array_append_val (people, id);
      if (states[i] != 0)
        tsn_guest_book_set (book, &id, (TsnGuestState){ .status = states[i] });
    }
  first = tsn_guest_book_arrange (book, people, 5);
  g_assert_cmpuint (first->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < first->len; i++)
    g_assert_true (tsn_id_equal (&g_array_index (first, TsnId, i),
                                 &g_array_index (people, TsnId, expected[i])));
}

static TsnRecord *
new_event (guint number, TsnDate date, gint64 start, guint state)
{
  const TsnId id = tsn_id_new ((gint64) number + 1);
  TsnRecord *event = tsn_record_new (tsn_kind_by_number (TSN_KIND_EVENT), &id);
  const struct
  {
    guint field;
    TsnType type;
    gint64 number;
  } values[] = { { TSN_EVENT_STATE, TSN_TYPE_CODE, state },
                 { TSN_EVENT_DATE, TSN_TYPE_DATE, date },
                 { TSN_EVENT_START_TIME, TSN_TYPE_TIME, start } };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      TsnCell *cell = tsn_record_ensure_cell (event, values[i].field);

      cell->readable = TRUE;
      cell->value = tsn_value_number (values[i].type, values[i].number);
    }
  return event;
}

static void
test_choose_event (void)
{
  g_autoptr (TsnDoorEvents) events = g_new0 (TsnDoorEvents, 1);
  const struct
  {
    TsnDate date;
    gint64 start;
    guint state;
  } table[] = {
    { 20251120, 600, TSN_EVENT_STATE_PLANNED },   /* the day before yesterday */
    { 20251122, 840, TSN_EVENT_STATE_PLANNED },   /* this afternoon */
    { 20251122, 540, TSN_EVENT_STATE_CANCELLED }, /* this morning, not */
    { 20251123, 600, TSN_EVENT_STATE_PLANNED },   /* tomorrow */
    { 20251022, 600, TSN_EVENT_STATE_HELD },      /* a month ago */
  };
  static const TsnDate order[] = { 20251122, 20251122, 20251123, 20251120, 20251022 };
  TsnId ids[G_N_ELEMENTS (table)];

  events->events = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_record_unref);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      TsnRecord *event = new_event (i, table[i].date, table[i].start, table[i].state);

      ids[i] = event->id;
      g_ptr_array_add (events->events, event);
    }
  tsn_door_events_sort (events->events, TODAY);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    g_assert_cmpint (tsn_record_number (g_ptr_array_index (events->events, i), TSN_EVENT_DATE, 0),
                     ==,
                     order[i]);
  /* Today's, not the cancelled one, whatever was there yesterday. */
  g_assert_true (tsn_id_equal (&tsn_door_events_choose (events, TODAY)->id, &ids[1]));
  events->remembered = ids[0];
  g_assert_true (tsn_id_equal (&tsn_door_events_choose (events, TODAY)->id, &ids[1]));
  /* On a day without any, the one that was there last, unless that is long ago. */
  g_assert_true (tsn_id_equal (&tsn_door_events_choose (events, 20251124)->id, &ids[0]));
  events->remembered = ids[4];
  g_assert_null (tsn_door_events_choose (events, 20251124));
}

static void
test_event_details (void)
{
  g_autoptr (TsnRecord) event = new_event (0, 20251122, 840, TSN_EVENT_STATE_PLANNED);
  g_autofree char *details = tsn_door_event_details (event);

  g_assert_cmpstr (details, ==, "2025年（令和7年）11月22日 14:00～");
}

static void
test_chart_start (void)
{
  g_autoptr (TsnRecord) today = new_event (0, TODAY, 600, TSN_EVENT_STATE_PLANNED);
  g_autoptr (TsnRecord) other = new_event (1, 20251101, 600, TSN_EVENT_STATE_HELD);

  g_assert_cmpint (tsn_door_chart_start (today, NOW_MS + 123456), ==, NOW_MS - 17 * 10 * 60 * 1000);
  /* 2025-11-01 9:00 in Japan */
  g_assert_cmpint (tsn_door_chart_start (other, NOW_MS), ==, G_GINT64_CONSTANT (1761955200000));
}

static void
test_tally_keys (void)
{
  static const struct
  {
    guint key, code;
    GdkModifierType state;
    guint band, sex; /* 0: none */
  } table[] = {
    { GDK_KEY_1, 10, 0, TSN_AGE_BAND_UNDER_20, TSN_SEX_FEMALE },
    { GDK_KEY_exclam, 10, GDK_SHIFT_MASK, TSN_AGE_BAND_UNDER_20, TSN_SEX_MALE },
    { GDK_KEY_parenleft, 17, GDK_SHIFT_MASK, TSN_AGE_BAND_FROM_80, TSN_SEX_MALE },
    { GDK_KEY_9, 18, GDK_ALT_MASK, TSN_AGE_BAND_UNKNOWN, TSN_SEX_UNSTATED },
    { GDK_KEY_KP_7, 79, GDK_LOCK_MASK, TSN_AGE_BAND_FROM_70, TSN_SEX_FEMALE },
    { GDK_KEY_1, 10, GDK_CONTROL_MASK, 0, 0 }, /* the first page */
    { GDK_KEY_0, 19, 0, 0, 0 },
    { GDK_KEY_a, 38, 0, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      guint band = 0, sex = 0;
      gboolean counts = tsn_tally_key (table[i].key, table[i].code, table[i].state, &band, &sex);

      g_assert_cmpint (counts, ==, table[i].band != 0);
      if (counts)
        {
          g_assert_cmpuint (band, ==, table[i].band);
          g_assert_cmpuint (sex, ==, table[i].sex);
        }
    }
}

static void
test_draft (void)
{
  static const struct
  {
    const char *typed;
    guint field; /* 0: none */
    const char *value;
  } table[] = {
    { "ミホン　ハナ", TSN_PERSON_KANA, "ミホン　ハナ" },
    { "みほん はな", TSN_PERSON_KANA, "みほん はな" },
    { "見本 花", TSN_PERSON_NAME, "見本 花" },
    { "09012345678", TSN_PERSON_PHONE_MOBILE, "090-1234-5678" },
    { "0495-22-4455", TSN_PERSON_PHONE_HOME, "0495-22-4455" },
    { "4455", 0, NULL },
    { "", 0, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (TsnChange) draft = tsn_walk_in_draft (table[i].typed, NOW_MS);

      g_assert_cmpuint (draft->items->len, ==, table[i].field != 0);
      if (table[i].field != 0)
        g_assert_cmpstr (tsn_change_get (draft, table[i].field)->text, ==, table[i].value);
    }
}

static void
test_draft_birth (void)
{
  g_autoptr (TsnChange) draft = tsn_walk_in_draft ("昭和15年3月2日", NOW_MS);

  g_assert_cmpint (tsn_change_get (draft, TSN_PERSON_BIRTH_DATE)->number, ==, 19400302);
}

static void
test_preedit (void)
{
  static const char *const table[][2] = { { "さとｕ", "さと" },
                                          { "さとう", "さとう" },
                                          { "ｓ", "" },
                                          { "k", "" },
                                          { "", "" } };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *searchable = tsn_door_view_searchable_preedit (table[i][0]);

      g_assert_cmpstr (searchable, ==, table[i][1]);
    }
}

static void
test_tones (void)
{
  for (guint tone = 0; tone < TSN_N_TONES; tone++)
    {
      g_autoptr (GBytes) wave = tsn_tone_wave ((TsnTone) tone);
      gsize size = 0;
      const guint8 *data = g_bytes_get_data (wave, &size);
      guint32 said = 0;

      g_assert_true (memcmp (data, "RIFF", 4) == 0);
      g_assert_true (memcmp (data + 36, "data", 4) == 0);
      for (guint i = 0; i < 4; i++)
        said |= (guint32) data[40 + i] << (8 * i);
      g_assert_cmpuint (said + 44, ==, size);
      g_assert_cmpuint (size, <, 22050); /* half a second */
      g_assert_cmpuint (size, >, 8000);
    }
}

/* -- The door on a real store -- */

typedef struct
{
  UiFixture ui;
  TsnDoor *door;
  TsnId event;
  TsnId people[3]; /* the first two have signed up */
  guint n_answers;
  TsnDoorVerdict verdict;
} Fixture;

static const char *const NAMES[][3] = { { "見本 花", "ミホン ハナ", "0495-00-0001" },
                                        { "見本 太郎", "ミホン タロウ", "0495-00-0002" },
                                        { "仮野 次郎", "カリノ ジロウ", "0495-00-0003" } };

static gboolean
fill_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *self = data;
  g_autoptr (TsnChange) event = NULL;

  self->event = tsn_id_new (1);
  event = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_EVENT), &self->event);
  tsn_change_set_text (event, TSN_EVENT_TITLE, "講話");
  tsn_change_set_number (event, TSN_EVENT_TYPE, 1);
  tsn_change_set_number (event, TSN_EVENT_DATE, tsn_date_from_unix_ms (g_get_real_time () / 1000));
  tsn_change_set_number (event, TSN_EVENT_CAPACITY_ONSITE, 2);
  if (!tsn_session_put (session, event, NULL, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    {
      g_autoptr (TsnChange) person = NULL;

      self->people[i] = tsn_id_new ((gint64) i + 2);
      person = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON), &self->people[i]);
      tsn_change_set_text (person, TSN_PERSON_NAME, NAMES[i][0]);
      tsn_change_set_text (person, TSN_PERSON_KANA, NAMES[i][1]);
      tsn_change_set_text (person, TSN_PERSON_PHONE_HOME, NAMES[i][2]);
      if (!tsn_session_put (session, person, NULL, error))
        return FALSE;
    }
  for (guint i = 0; i < 2; i++)
    {
      TsnId id = tsn_attendance_id (&self->event, &self->people[i]);
      g_autoptr (TsnChange) booking = tsn_change_new_create (
          tsn_kind_by_number (TSN_KIND_ATTENDANCE),
          &id);

      tsn_change_set_reference (booking, TSN_ATTENDANCE_EVENT, &self->event);
      tsn_change_set_reference (booking, TSN_ATTENDANCE_PERSON, &self->people[i]);
      tsn_change_set_number (booking, TSN_ATTENDANCE_STATUS, TSN_ATTENDANCE_STATUS_REGISTERED);
      tsn_change_set_number (booking, TSN_ATTENDANCE_MODE, TSN_MODE_ONSITE);
      if (!tsn_session_put (session, booking, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static void
answered_cb (Fixture *self, const TsnDoorAnswer *answer)
{
  self->n_answers++;
  self->verdict = answer->verdict;
}

static gboolean
has_event (gpointer door)
{
  return tsn_door_get_event (door) != NULL;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ui_fixture_setup (&self->ui, NULL);
  tsn_store_run_sync (tsn_station_get_store (self->ui.station),
                      TSN_STORE_WRITE,
                      fill_work,
                      self,
                      NULL,
                      &error);
  g_assert_no_error (error);
  self->door = tsn_door_new (self->ui.station);
  g_signal_connect_swapped (self->door, "answered", G_CALLBACK (answered_cb), self);
  tsn_door_show (self->door, &self->event);
  ui_wait (has_event, self->door);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->door);
  ui_fixture_teardown (&self->ui, NULL);
}

static TsnRecord *
read_person (Fixture *self, guint index)
{
  return tsn_record_new (tsn_kind_by_number (TSN_KIND_PERSON), &self->people[index]);
}

static void
check_in (Fixture *self, guint index, TsnDoorVerdict expected)
{
  g_autoptr (TsnRecord) person = read_person (self, index);

  tsn_door_check_in (self->door, person);
  ui_settle (&self->ui);
  g_assert_cmpint (self->verdict, ==, expected);
}

static void
test_door (Fixture *self, gconstpointer data)
{
  const TsnReceptionCounts *counts = tsn_door_get_counts (self->door);

  g_assert_cmpint (counts->booked_onsite, ==, 2);
  check_in (self, 0, TSN_DOOR_ARRIVED);
  check_in (self, 0, TSN_DOOR_ALREADY);
  check_in (self, 2, TSN_DOOR_FULL);
  ui_settle (&self->ui);
  g_assert_cmpint (counts->arrived_onsite, ==, 1);
  g_assert_cmpuint (tsn_door_get_arrivals (self->door)->len, >, 0);
  tsn_door_overrule (self->door);
  ui_settle (&self->ui);
  g_assert_cmpint (self->verdict, ==, TSN_DOOR_ARRIVED);
  ui_settle (&self->ui);
  g_assert_cmpint (counts->walk_ins, ==, 1);
  /* Both are taken back, the last first; a third was not. */
  g_assert_true (tsn_door_undo (self->door));
  ui_settle (&self->ui);
  g_assert_true (tsn_door_undo (self->door));
  ui_settle (&self->ui);
  g_assert_cmpint (self->verdict, ==, TSN_DOOR_UNDONE);
  g_assert_false (tsn_door_undo (self->door));
  ui_settle (&self->ui);
  g_assert_cmpint (counts->arrived_onsite, ==, 0);
  check_in (self, 0, TSN_DOOR_ARRIVED);
}

/* What people do: type, Enter, look. */
static void
type (GtkWidget *view, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_find (view, GTK_TYPE_ENTRY)), text);
}

static void
press_enter (GtkWidget *view)
{
  g_signal_emit_by_name (ui_find (view, GTK_TYPE_ENTRY), "activate");
}

static void
test_view (Fixture *self, gconstpointer data)
{
  GtkWidget *view = g_object_new (TSN_TYPE_DOOR_VIEW, NULL);
  TsnDoorSign *sign;
  TsnGuestRow *row;

  ui_fixture_show (&self->ui, view);
  tsn_door_view_set_door (TSN_DOOR_VIEW (view), self->door);
  sign = TSN_DOOR_SIGN (ui_find (view, TSN_TYPE_DOOR_SIGN));
  row = TSN_GUEST_ROW (ui_find (view, TSN_TYPE_GUEST_ROW));

  type (view, "みほん");
  ui_settle (&self->ui);
  g_assert_nonnull (tsn_guest_row_get_person (row));
  press_enter (view);
  ui_settle (&self->ui);
  g_assert_cmpint (tsn_door_sign_get_colour (sign), ==, TSN_SIGN_GOOD);

  /* Enter before the list is there checks in the first of the list that is to come. */
  type (view, "0003");
  press_enter (view);
  ui_settle (&self->ui);
  ui_settle (&self->ui);
  g_assert_cmpint (self->verdict, ==, TSN_DOOR_FULL);
  g_assert_cmpint (tsn_door_sign_get_colour (sign), ==, TSN_SIGN_BAD);

  type (view, "9999");
  ui_settle (&self->ui);
  g_assert_cmpint (tsn_door_sign_get_colour (sign), ==, TSN_SIGN_NOBODY);
  tsn_door_view_hide (TSN_DOOR_VIEW (view));
  ui_settle (&self->ui);
  g_assert_cmpint (tsn_door_sign_get_colour (sign), ==, TSN_SIGN_NONE);
  g_assert_null (tsn_guest_row_get_person (row));
}

static void
test_walk_in (Fixture *self, gconstpointer data)
{
  TsnChange *person = tsn_walk_in_draft ("シンキ サン", NOW_MS);

  g_assert_true (tsn_id_equal (&tsn_door_get_event (self->door)->id, &self->event));
  /* Two have signed up for two places. */
  tsn_door_walk_in (self->door, person, g_array_new (FALSE, FALSE, sizeof (guint)));
  ui_settle (&self->ui);
  g_assert_cmpint (self->verdict, ==, TSN_DOOR_FULL);
  tsn_door_overrule (self->door);
  ui_settle (&self->ui);
  g_assert_cmpint (self->verdict, ==, TSN_DOOR_ARRIVED);
  g_assert_true (tsn_door_undo (self->door));
  ui_settle (&self->ui);
  g_assert_cmpint (self->verdict, ==, TSN_DOOR_UNDONE);
}

/* The page finds today's event by itself, and dies with everything in it. */
static gboolean
shows_entry (gpointer page)
{
  return gtk_widget_get_mapped (ui_find (page, GTK_TYPE_ENTRY));
}

static void
test_page (Fixture *self, gconstpointer data)
{
  GtkWidget *page = g_object_new (TSN_TYPE_RECEPTION_PAGE, "station", self->ui.station, NULL);

  ui_fixture_show (&self->ui, page);
  TSN_PAGE_GET_CLASS (page)->shown (TSN_PAGE (page), NULL);
  ui_wait (shows_entry, page);
  g_assert_true (TSN_PAGE_GET_CLASS (page)->scanned (TSN_PAGE (page), "TSN1:nonsense"));
  g_assert_false (TSN_PAGE_GET_CLASS (page)->scanned (TSN_PAGE (page), "4901234567894"));
  ui_settle (&self->ui);
}

/* -- How long it takes (-m perf) -- */

#define MANY     100000
#define EXPECTED 1400
#define LIMIT_MS 50

static const char *const SURNAMES[] = { "サトウ",   "スズキ",   "タカハシ", "タナカ",
                                        "イトウ",   "ワタナベ", "ヤマモト", "ナカムラ",
                                        "コバヤシ", "カトウ",   "ヨシダ",   "ヤマダ" };
static const char *const FORENAMES[] = { "ハナコ", "イチロウ", "ヨシコ", "キヨシ", "トシコ",
                                         "ミノル", "カズコ",   "マサオ", "サチコ", "ヒロシ" };

static gboolean
crowd_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *self = data;

  for (guint i = 0; i < MANY; i++)
    {
      TsnId id = tsn_id_new ((gint64) i + 100);
      TsnId booked = tsn_attendance_id (&self->event, &id);
      g_autoptr (TsnChange) person = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON),
                                                            &id);
      g_autoptr (TsnChange) booking = tsn_change_new_create (
          tsn_kind_by_number (TSN_KIND_ATTENDANCE),
          &booked);
      g_autofree char *kana = g_strdup_printf ("%s %s",
                                               SURNAMES[i % G_N_ELEMENTS (SURNAMES)],
                                               FORENAMES[i % G_N_ELEMENTS (FORENAMES)]);
      g_autofree char *phone = g_strdup_printf ("090-%04u-%04u", i / 10000, i % 10000);

      tsn_change_set_text (person, TSN_PERSON_KANA, kana);
      tsn_change_set_text (person, TSN_PERSON_PHONE_MOBILE, phone);
      tsn_change_set_number (person,
                             TSN_PERSON_BIRTH_DATE,
                             tsn_date_add_days (19300101, (gint32) (i % 9000)));
      if (!tsn_session_add (session, person, error))
        return FALSE;
      tsn_change_set_reference (booking, TSN_ATTENDANCE_EVENT, &self->event);
      tsn_change_set_reference (booking, TSN_ATTENDANCE_PERSON, &id);
      tsn_change_set_number (booking, TSN_ATTENDANCE_STATUS, TSN_ATTENDANCE_STATUS_REGISTERED);
      tsn_change_set_number (booking, TSN_ATTENDANCE_MODE, TSN_MODE_ONSITE);
      if (i < EXPECTED && !tsn_session_add (session, booking, error))
        return FALSE;
    }
  return TRUE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const gint64 *one = a;
  const gint64 *other = b;

  return (*one > *other) - (*one < *other);
}

static void
judge (GArray *times, const char *what)
{
  gint64 middle, worst;

  g_array_sort (times, compare_times);
  middle = g_array_index (times, gint64, times->len / 2);
  worst = g_array_index (times, gint64, times->len * 99 / 100);
  g_test_message ("%s: median %.1f ms, 99th percentile %.1f ms of %u",
                  what,
                  (double) middle / 1000,
                  (double) worst / 1000,
                  times->len);
  g_assert_cmpint (worst, <, LIMIT_MS * 1000);
  g_array_set_size (times, 0);
}

static void
found_cb (gint64 *found)
{
  *found = g_get_monotonic_time ();
}

static gboolean
is_set (gpointer time)
{
  return *(gint64 *) time != 0;
}

/* From the key to the rows that say so (handlers run in the order in which they were connected: the
 * view's first). */
static void
time_typing (Fixture *self, GtkWidget *view, const char *text, gint64 *found, GArray *times)
{
  for (const char *end = g_utf8_next_char (text);; end = g_utf8_next_char (end))
    {
      g_autofree char *typed = g_strndup (text, (gsize) (end - text));
      gint64 begun = g_get_monotonic_time ();
      gint64 took;

      *found = 0;
      type (view, typed);
      ui_wait (is_set, found);
      took = *found - begun;
      g_array_append_val (times, took);
      if (*end == '\0')
        break;
    }
}

static void
test_speed (Fixture *self, gconstpointer data)
{
  GtkWidget *view = g_object_new (TSN_TYPE_DOOR_VIEW, NULL);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) answers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  gint64 found = 0;
  gint64 answered = 0;

  tsn_store_run_sync (tsn_station_get_store (self->ui.station),
                      TSN_STORE_WRITE,
                      crowd_work,
                      self,
                      NULL,
                      &error);
  g_assert_no_error (error);
  ui_fixture_show (&self->ui, view);
  tsn_door_view_set_door (TSN_DOOR_VIEW (view), self->door);
  tsn_door_refresh (self->door);
  ui_settle (&self->ui);
  g_signal_connect_swapped (self->door, "found", G_CALLBACK (found_cb), &found);
  g_signal_connect_swapped (self->door, "answered", G_CALLBACK (found_cb), &answered);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *phone = g_strdup_printf ("090%04u%04u", 0u, i);
      gint64 begun, took;

      time_typing (self, view, SURNAMES[i % G_N_ELEMENTS (SURNAMES)], &found, keys);
      time_typing (self, view, phone + 7, &found, keys);
      answered = 0;
      begun = g_get_monotonic_time ();
      press_enter (view);
      ui_wait (is_set, &answered);
      took = answered - begun;
      g_array_append_val (answers, took);
    }
  judge (keys, "key to list");
  judge (answers, "Enter to answer");
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *name;
    void (*test) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "/reception/door", test_door },
    { "/reception/view", test_view },
    { "/reception/walk-in", test_walk_in },
    { "/reception/page", test_page },
  };

  ui_test_init (&argc, &argv);
  g_test_add_func ("/reception/arrange", test_arrange);
  g_test_add_func ("/reception/choose-event", test_choose_event);
  g_test_add_func ("/reception/event-details", test_event_details);
  g_test_add_func ("/reception/chart-start", test_chart_start);
  g_test_add_func ("/reception/tally-keys", test_tally_keys);
  g_test_add_func ("/reception/draft", test_draft);
  g_test_add_func ("/reception/draft-birth", test_draft_birth);
  g_test_add_func ("/reception/preedit", test_preedit);
  g_test_add_func ("/reception/tones", test_tones);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  if (g_test_perf ())
    g_test_add ("/reception/speed", Fixture, NULL, set_up, test_speed, tear_down);
  return g_test_run ();
}
