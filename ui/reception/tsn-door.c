/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The event, its guests and its counts; searching. Checking in and taking back is in
 * tsn-door-arrival.c, reading a card in tsn-door-scan.c.
 *
 * Counts are read again after everything that may have changed them, by the store's reader and
 * never twice at once: a queue at the door makes one question of many. */

#include "tsn-door-events.h"
#include "tsn-door-private.h"
#include "tsn-words.h"
#include "tsn-work.h"

#define MINUTE_MS      (60 * G_GINT64_CONSTANT (1000))
#define BUCKET_MINUTES 10
#define BUCKET_MS      (BUCKET_MINUTES * MINUTE_MS)
#define CHART_BACK_MS  (17 * BUCKET_MS)
#define DAY_MS         (24 * 60 * MINUTE_MS)
#define JAPAN_MS       (9 * 60 * MINUTE_MS) /* ahead of UTC, all year */
#define MORNING        540                  /* 9:00, when an event does not say its time */

enum
{
  EVENT_CHANGED,
  COUNTED,
  FOUND,
  ANSWERED,
  STRANGER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnDoor, tsn_door, G_TYPE_OBJECT)

/* -- Small things -- */

const char *
tsn_door_person_name (const TsnRecord *person)
{
  const char *name = tsn_record_text (person, TSN_PERSON_NAME);

  return name != NULL ? name : tsn_record_text (person, TSN_PERSON_KANA);
}

gint64
tsn_door_chart_start (const TsnRecord *event, gint64 now_ms)
{
  TsnDate date = (TsnDate) tsn_record_number (event, TSN_EVENT_DATE, TSN_DATE_NONE);
  gint64 start = tsn_record_number (event, TSN_EVENT_START_TIME, MORNING);
  gint64 from = now_ms - CHART_BACK_MS;

  if (date != TSN_DATE_NONE && date != tsn_date_from_unix_ms (now_ms))
    from = tsn_date_to_days (date) * DAY_MS - JAPAN_MS + (start - 60) * MINUTE_MS;
  return from - from % BUCKET_MS;
}

/* -- The event -- */

/* Everything about the event, or only its counts. */
typedef struct
{
  TsnId id;
  gboolean whole;
  TsnRecord *event;
  TsnGuestBook *book;
  TsnReceptionCounts counts;
  GArray *arrivals;
} Reading;

static void
reading_free (gpointer pointer)
{
  Reading *reading = pointer;

  g_clear_pointer (&reading->event, tsn_record_unref);
  tsn_guest_book_unref (reading->book);
  g_clear_pointer (&reading->arrivals, g_array_unref);
  g_free (reading);
}

static gboolean
reading_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_EVENT);
  gint64 now_ms = g_get_real_time () / 1000;

  if (!tsn_reception_counts (session, &reading->id, &reading->counts, error))
    return FALSE;
  reading->event = tsn_session_get (session, kind, &reading->id, error);
  if (reading->event == NULL)
    return FALSE;
  reading->arrivals = tsn_reception_arrivals (session,
                                              &reading->id,
                                              tsn_door_chart_start (reading->event, now_ms),
                                              BUCKET_MINUTES,
                                              error);
  if (reading->arrivals != NULL && reading->whole)
    reading->book = tsn_guest_book_read (session, &reading->id, error);
  return reading->arrivals != NULL && (reading->book != NULL || !reading->whole);
}

static void
take_counts (TsnDoor *self, Reading *reading)
{
  self->counts = reading->counts;
  g_clear_pointer (&self->arrivals, g_array_unref);
  self->arrivals = g_steal_pointer (&reading->arrivals);
  g_signal_emit (self, signals[COUNTED], 0);
}

static void
drop_event (TsnDoor *self)
{
  g_clear_pointer (&self->event, tsn_record_unref);
  self->wanted = TSN_ID_NIL;
  self->counts = (TsnReceptionCounts){ .capacity_onsite = -1, .capacity_online = -1 };
  g_array_set_size (self->arrivals, 0);
  g_signal_emit (self, signals[EVENT_CHANGED], 0);
}

static void
event_read_cb (gpointer object, gpointer data, const GError *error)
{
  TsnDoor *self = object;
  Reading *reading = data;

  if (!tsn_id_equal (&reading->id, &self->wanted))
    return;
  if (g_error_matches (error, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND))
    {
      drop_event (self);
      return;
    }
  if (error != NULL)
    {
      g_autofree char *sentence = tsn_words_error (error);

      tsn_door_answer (self, &(TsnDoorAnswer){ .verdict = TSN_DOOR_REFUSED, .sentence = sentence });
      return;
    }
  g_clear_pointer (&self->event, tsn_record_unref);
  self->event = g_steal_pointer (&reading->event);
  tsn_guest_book_unref (self->book);
  self->book = g_steal_pointer (&reading->book);
  take_counts (self, reading);
  g_signal_emit (self, signals[EVENT_CHANGED], 0);
}

void
tsn_door_refresh (TsnDoor *self)
{
  Reading *reading;

  if (tsn_id_is_nil (&self->wanted))
    return;
  reading = g_new0 (Reading, 1);
  reading->id = self->wanted;
  reading->whole = TRUE;
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   reading_work,
                   reading,
                   reading_free,
                   self,
                   event_read_cb);
}

static gboolean
remember_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_door_events_remember (session, data, error);
}

void
tsn_door_show (TsnDoor *self, const TsnId *event)
{
  if (tsn_id_equal (event, &self->wanted))
    {
      tsn_door_refresh (self);
      return;
    }
  self->wanted = *event;
  self->mode = TSN_MODE_ONSITE;
  tsn_door_forget_arrivals (self);
  tsn_door_refresh (self);
  /* Not to find it there tomorrow is no harm: nothing is said when this fails. */
  tsn_station_ask (self->station,
                   TSN_STORE_WRITE,
                   remember_work,
                   g_memdup2 (event, sizeof *event),
                   g_free,
                   self,
                   NULL);
}

/* -- Counts -- */

static void
counted_cb (gpointer object, gpointer data, const GError *error)
{
  TsnDoor *self = object;
  Reading *reading = data;

  self->counting = FALSE;
  if (error == NULL && self->event != NULL && tsn_id_equal (&reading->id, &self->event->id))
    take_counts (self, reading);
  if (self->stale)
    tsn_door_recount (self);
}

void
tsn_door_recount (TsnDoor *self)
{
  Reading *reading;

  self->stale = self->counting;
  if (self->counting || self->event == NULL)
    return;
  reading = g_new0 (Reading, 1);
  reading->id = self->event->id;
  self->counting = TRUE;
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   reading_work,
                   reading,
                   reading_free,
                   self,
                   counted_cb);
}

/* -- Searching -- */

static void
found_cb (gpointer object, gpointer data, const GError *error)
{
  TsnDoor *self = object;
  TsnGuestSearch *search = data;

  if (search->generation != self->generation)
    return;
  if (error != NULL)
    {
      g_autofree char *sentence = tsn_words_error (error);

      tsn_door_answer (self, &(TsnDoorAnswer){ .verdict = TSN_DOOR_REFUSED, .sentence = sentence });
      return;
    }
  g_signal_emit (self, signals[FOUND], 0, search);
}

void
tsn_door_search (TsnDoor *self, const char *text)
{
  TsnStore *store = tsn_station_get_store (self->station);

  self->generation++;
  if (*text == '\0' || store == NULL || self->book == NULL)
    return;
  tsn_station_ask_for_key (self->station,
                           tsn_guest_search_work,
                           tsn_guest_search_new (store, self->book, text, self->generation),
                           tsn_guest_search_free,
                           self,
                           found_cb);
}

/* -- What others write -- */

void
tsn_door_announce (TsnDoor *self, guint kind, const TsnId *record)
{
  self->announcing = TRUE;
  tsn_station_changed (self->station, kind, record);
  self->announcing = FALSE;
}

static void
changed_cb (TsnStation *station, guint kind, const TsnId *record, TsnDoor *self)
{
  if (self->announcing)
    return;
  if (kind == TSN_KIND_TALLY)
    tsn_door_recount (self);
  else if (kind == TSN_KIND_ATTENDANCE || kind == TSN_KIND_PERSON ||
           (kind == TSN_KIND_EVENT && (record == NULL || tsn_id_equal (record, &self->wanted))))
    tsn_door_refresh (self);
}

/* -- Life -- */

void
tsn_door_answer (TsnDoor *self, const TsnDoorAnswer *answer)
{
  g_signal_emit (self, signals[ANSWERED], 0, answer);
}

void
tsn_door_stranger (TsnDoor *self, const TsnChange *draft)
{
  g_signal_emit (self, signals[STRANGER], 0, draft);
}

static void
tsn_door_finalize (GObject *object)
{
  TsnDoor *self = TSN_DOOR (object);

  tsn_door_forget_arrivals (self);
  g_clear_pointer (&self->event, tsn_record_unref);
  tsn_guest_book_unref (self->book);
  g_array_unref (self->arrivals);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_door_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, guint n_arguments)
{
  return g_signal_new (name,
                       TSN_TYPE_DOOR,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       n_arguments,
                       G_TYPE_POINTER);
}

static void
tsn_door_class_init (TsnDoorClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tsn_door_finalize;
  signals[EVENT_CHANGED] = add_signal ("event-changed", 0);
  signals[COUNTED] = add_signal ("counted", 0);
  signals[FOUND] = add_signal ("found", 1);
  signals[ANSWERED] = add_signal ("answered", 1);
  signals[STRANGER] = add_signal ("stranger", 1);
}

static void
tsn_door_init (TsnDoor *self)
{
  self->arrivals = g_array_new (FALSE, FALSE, sizeof (TsnArrivals));
  self->mode = TSN_MODE_ONSITE;
  g_queue_init (&self->undo);
}

TsnDoor *
tsn_door_new (TsnStation *station)
{
  TsnDoor *self = g_object_new (TSN_TYPE_DOOR, NULL);

  self->station = g_object_ref (station);
  g_signal_connect_object (station, "changed", G_CALLBACK (changed_cb), self, 0);
  return self;
}

TsnStation *
tsn_door_get_station (TsnDoor *self)
{
  return self->station;
}

TsnRecord *
tsn_door_get_event (TsnDoor *self)
{
  return self->event;
}

gboolean
tsn_door_is_open (TsnDoor *self)
{
  return self->event != NULL &&
         tsn_record_number (self->event, TSN_EVENT_STATE, 0) != TSN_EVENT_STATE_CANCELLED;
}

const TsnReceptionCounts *
tsn_door_get_counts (TsnDoor *self)
{
  return &self->counts;
}

GArray *
tsn_door_get_arrivals (TsnDoor *self)
{
  return self->arrivals;
}

void
tsn_door_set_mode (TsnDoor *self, guint mode)
{
  self->mode = mode;
}

guint
tsn_door_get_mode (TsnDoor *self)
{
  return self->mode;
}
