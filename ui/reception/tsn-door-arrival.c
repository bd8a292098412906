/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checking in, walking in, overruling and taking back: write work, answered when it is on the disk.
 *
 * Undo knows what was done here for this event since it was chosen, and nothing of what others did.
 */

#include "tsn-door-private.h"
#include "tsn-secret.h"
#include "tsn-walk-in.h"
#include "tsn-words.h"

/* A reference counted box of the main thread; the store's thread only fills in `result`. */
typedef struct
{
  TsnCheckIn check_in;
  TsnChange *person; /* (nullable): of a walk-in */
  GArray *how_heard; /* (nullable): of a walk-in */
  char *name;        /* (nullable), wiped */
  TsnCheckInResult result;
} Arrival;

typedef struct
{
  TsnId attendance;
  TsnId person;
  gboolean walk_in;
  char *name;          /* (nullable), wiped */
  TsnGuestState after; /* how they stand when it is undone */
} Undone;

static void
arrival_clear (gpointer pointer)
{
  Arrival *arrival = pointer;

  g_clear_pointer (&arrival->person, tsn_change_free);
  g_clear_pointer (&arrival->how_heard, g_array_unref);
  tsn_secret_text_free (arrival->name);
}

static void
arrival_unref (gpointer arrival)
{
  g_rc_box_release_full (arrival, arrival_clear);
}

static void
undone_free (gpointer pointer)
{
  Undone *undone = pointer;

  tsn_secret_text_free (undone->name);
  g_free (undone);
}

void
tsn_door_forget_arrivals (TsnDoor *self)
{
  g_clear_pointer (&self->refused, arrival_unref);
  g_queue_clear_full (&self->undo, undone_free);
}

static void
refuse (TsnDoor *self, const char *name, const GError *error)
{
  g_autofree char *sentence = tsn_words_error (error);

  tsn_door_answer (
      self,
      &(TsnDoorAnswer){ .verdict = TSN_DOOR_REFUSED, .name = name, .sentence = sentence });
}

/* -- Checking in -- */

static gboolean
arrival_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Arrival *arrival = data;
  const TsnWalkIn walk_in = {
    .person = arrival->person,
    .check_in = arrival->check_in,
    .how_heard = arrival->how_heard != NULL ? (const guint *) (gpointer) arrival->how_heard->data
                                            : NULL,
    .n_how_heard = arrival->how_heard != NULL ? arrival->how_heard->len : 0,
  };

  if (arrival->person != NULL)
    return tsn_walk_in (session, &walk_in, &arrival->result, error);
  return tsn_check_in (session, &arrival->check_in, &arrival->result, error);
}

static void
remember_arrival (TsnDoor *self, const Arrival *arrival)
{
  const TsnId *person = arrival->person != NULL ? &arrival->person->record
                                                : &arrival->check_in.person;
  Undone *undone = g_new0 (Undone, 1);

  undone->attendance = arrival->result.attendance;
  undone->person = *person;
  undone->walk_in = arrival->person != NULL;
  undone->name = g_strdup (arrival->name);
  g_queue_push_head (&self->undo, undone);
  tsn_guest_book_set (self->book,
                      person,
                      (TsnGuestState){ .status = TSN_ATTENDANCE_STATUS_ARRIVED,
                                       .arrived_ms = arrival->result.arrived_ms });
  if (arrival->person != NULL)
    tsn_door_announce (self, TSN_KIND_PERSON, person);
  tsn_door_announce (self, TSN_KIND_ATTENDANCE, &undone->attendance);
  tsn_door_recount (self);
}

static void
arrived_cb (gpointer object, gpointer data, const GError *error)
{
  static const TsnDoorVerdict verdicts[] = { TSN_DOOR_ARRIVED, TSN_DOOR_ALREADY, TSN_DOOR_FULL };
  TsnDoor *self = object;
  Arrival *arrival = data;
  gboolean here = self->event != NULL && tsn_id_equal (&self->wanted, &arrival->check_in.event);

  if (error != NULL)
    {
      refuse (self, arrival->name, error);
      return;
    }
  if (arrival->result.admission == TSN_ADMISSION_FULL)
    self->refused = g_rc_box_acquire (arrival);
  else if (arrival->result.admission == TSN_ADMISSION_ARRIVED && here)
    remember_arrival (self, arrival);
  tsn_door_answer (self,
                   &(TsnDoorAnswer){ .verdict = verdicts[arrival->result.admission],
                                     .name = arrival->name,
                                     .arrived_ms = arrival->result.arrived_ms });
}

/* Takes @arrival. */
static void
ask_arrival (TsnDoor *self, Arrival *arrival)
{
  g_clear_pointer (&self->refused, arrival_unref);
  arrival->check_in.now_ms = g_get_real_time () / 1000;
  tsn_station_ask (self->station,
                   TSN_STORE_WRITE,
                   arrival_work,
                   arrival,
                   arrival_unref,
                   self,
                   arrived_cb);
}

static Arrival *
new_arrival (TsnDoor *self, const char *name)
{
  Arrival *arrival = g_rc_box_new0 (Arrival);

  arrival->check_in.event = self->event->id;
  arrival->check_in.mode = self->mode;
  arrival->name = g_strdup (name);
  return arrival;
}

void
tsn_door_check_in (TsnDoor *self, TsnRecord *person)
{
  Arrival *arrival;

  g_return_if_fail (self->event != NULL);
  arrival = new_arrival (self, tsn_door_person_name (person));
  arrival->check_in.person = person->id;
  ask_arrival (self, arrival);
}

void
tsn_door_walk_in (TsnDoor *self, TsnChange *person, GArray *how_heard)
{
  const TsnValue *name = tsn_change_get (person, TSN_PERSON_NAME);
  Arrival *arrival;

  g_return_if_fail (self->event != NULL);
  if (name == NULL || name->type != TSN_TYPE_TEXT)
    name = tsn_change_get (person, TSN_PERSON_KANA);
  arrival = new_arrival (self, name != NULL && name->type == TSN_TYPE_TEXT ? name->text : NULL);
  arrival->person = person;
  arrival->how_heard = how_heard;
  ask_arrival (self, arrival);
}

void
tsn_door_overrule (TsnDoor *self)
{
  Arrival *arrival = g_steal_pointer (&self->refused);

  if (arrival == NULL)
    return;
  arrival->check_in.overrule = TRUE;
  ask_arrival (self, arrival);
}

/* -- Taking back -- */

static gboolean
undo_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Undone *undone = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_ATTENDANCE);
  g_autoptr (TsnRecord) attendance = NULL;
  gboolean done = undone->walk_in ? tsn_walk_in_undo (session, &undone->attendance, NULL, error)
                                  : tsn_check_in_undo (session, &undone->attendance, error);

  if (!done)
    return FALSE;
  attendance = tsn_session_get (session, kind, &undone->attendance, error);
  if (attendance == NULL)
    return FALSE;
  undone->after.status = (guint) tsn_record_number (attendance, TSN_ATTENDANCE_STATUS, 0);
  return TRUE;
}

static void
undone_cb (gpointer object, gpointer data, const GError *error)
{
  TsnDoor *self = object;
  Undone *undone = data;

  if (error != NULL)
    {
      refuse (self, undone->name, error);
      return;
    }
  if (self->book != NULL)
    tsn_guest_book_set (self->book, &undone->person, undone->after);
  if (undone->walk_in)
    tsn_door_announce (self, TSN_KIND_PERSON, &undone->person);
  tsn_door_announce (self, TSN_KIND_ATTENDANCE, &undone->attendance);
  tsn_door_recount (self);
  tsn_door_answer (self, &(TsnDoorAnswer){ .verdict = TSN_DOOR_UNDONE, .name = undone->name });
}

gboolean
tsn_door_undo (TsnDoor *self)
{
  Undone *undone = g_queue_pop_head (&self->undo);

  if (undone == NULL)
    return FALSE;
  tsn_station_ask (self->station, TSN_STORE_WRITE, undo_work, undone, undone_free, self, undone_cb);
  return TRUE;
}

gboolean
tsn_door_can_undo (TsnDoor *self)
{
  return !g_queue_is_empty (&self->undo);
}
