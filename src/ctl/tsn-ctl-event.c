/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An event as a whole: who signed up, how many came, what it still lacks, another one like it; and
 * who walks in without being known.
 */

#include <glib/gi18n.h>

#include "tsn-ctl.h"
#include "tsn-event.h"
#include "tsn-person-similar.h"
#include "tsn-pre-registration.h"
#include "tsn-tally.h"
#include "tsn-walk-in.h"
#include "tsn-words.h"

#define BUCKET_MINUTES 10

/* -- event counts -- */

typedef struct
{
  TsnId event;
  TsnReceptionCounts counts;
  GArray *arrivals; /* of TsnArrivals */
  GArray *hours;    /* of TsnTallyHour */
} Standing;

/* Midnight in Japan before the event, or before now when it has no date. */
static gint64
first_moment (const TsnRecord *event)
{
  gint64 hour_ms = 60 * 60 * G_GINT64_CONSTANT (1000);
  TsnDate date = (TsnDate) tsn_record_number (event,
                                              TSN_EVENT_DATE,
                                              tsn_date_from_unix_ms (g_get_real_time () / 1000));

  return (tsn_date_to_days (date) * 24 - 9) * hour_ms;
}

static gboolean
standing_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Standing *standing = data;
  g_autoptr (TsnRecord) event = NULL;

  if (!tsn_reception_counts (session, &standing->event, &standing->counts, error))
    return FALSE;
  event = tsn_session_get (session, tsn_kind_by_number (TSN_KIND_EVENT), &standing->event, error);
  if (event == NULL)
    return FALSE;
  standing->arrivals = tsn_reception_arrivals (session,
                                               &standing->event,
                                               first_moment (event),
                                               BUCKET_MINUTES,
                                               error);
  if (standing->arrivals == NULL)
    return FALSE;
  standing->hours = tsn_tally_by_hour (session, &standing->event, error);
  return standing->hours != NULL;
}

static void
standing_clear (Standing *self)
{
  g_clear_pointer (&self->arrivals, g_array_unref);
  g_clear_pointer (&self->hours, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Standing, standing_clear)

G_STATIC_ASSERT (sizeof (TsnArrivals) == 2 * sizeof (gint64));
G_STATIC_ASSERT (sizeof (TsnTallyHour) == 2 * sizeof (gint64));

/* @times: of TsnArrivals or TsnTallyHour: both are a moment and a number. */
static JsonNode *
times_json (const GArray *times)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < times->len; i++)
    {
      const gint64 *pair = (const gint64 *) (gpointer) times->data + 2 * (gsize) i;
      JsonArray *item = NULL;

      if (pair[1] == 0)
        continue;
      item = json_array_new ();
      json_array_add_int_element (item, pair[0]);
      json_array_add_int_element (item, pair[1]);
      json_array_add_array_element (array, item);
    }
  return json_node_init_array (json_node_alloc (), array);
}

static void
print_standing (const Standing *standing)
{
  const TsnReceptionCounts *counts = &standing->counts;
  const struct
  {
    const char *name;
    gint64 number;
  } members[] = {
    { "booked_onsite", counts->booked_onsite },
    { "booked_online", counts->booked_online },
    { "arrived_onsite", counts->arrived_onsite },
    { "arrived_online", counts->arrived_online },
    { "walk_ins", counts->walk_ins },
    { "waiting", counts->waiting },
    { "capacity_onsite", counts->capacity_onsite },
    { "capacity_online", counts->capacity_online },
    { "tally", counts->tally },
  };
  g_autoptr (JsonObject) object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (members[i].number >= 0)
      json_object_set_int_member (object, members[i].name, members[i].number);
  json_object_set_member (object, "arrivals", times_json (standing->arrivals));
  json_object_set_member (object, "tally_hours", times_json (standing->hours));
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

/* The only word is an event. */
static gboolean
parse_event (TsnCtl *ctl, int argc, char **argv, TsnId *event, int *code)
{
  *code = TSN_CTL_REFUSED;
  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    *code = TSN_CTL_USAGE;
  else if (argc != 2)
    *code = tsn_ctl_usage (_ ("say which event"));
  else
    return tsn_ctl_resolve (ctl, tsn_kind_by_number (TSN_KIND_EVENT), argv[1], event);
  return FALSE;
}

int
tsn_ctl_event_counts (TsnCtl *ctl, int argc, char **argv)
{
  g_auto (Standing) standing = { 0 };
  int code;

  if (!parse_event (ctl, argc, argv, &standing.event, &code))
    return code;
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, standing_worker, &standing, NULL))
    return TSN_CTL_REFUSED;
  if (ctl->json)
    print_standing (&standing);
  tsn_ctl_say (ctl,
               _ ("Booked: %ld on site, %ld online"),
               (long) standing.counts.booked_onsite,
               (long) standing.counts.booked_online);
  tsn_ctl_say (ctl,
               _ ("Arrived: %ld on site, %ld online; %ld of them walked in"),
               (long) standing.counts.arrived_onsite,
               (long) standing.counts.arrived_online,
               (long) standing.counts.walk_ins);
  tsn_ctl_say (ctl, _ ("Counted without names: %ld"), (long) standing.counts.tally);
  return TSN_CTL_OK;
}

/* -- event missing, event duplicate -- */

typedef struct
{
  TsnId event;
  GArray *missing; /* of TsnMissing */
  TsnId copy;
} EventJob;

static gboolean
missing_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  EventJob *job = data;
  TsnReceptionCounts counts;
  g_autoptr (TsnRecord) event = NULL;
  gint64 counted;

  if (!tsn_reception_counts (session, &job->event, &counts, error))
    return FALSE;
  event = tsn_session_get (session, tsn_kind_by_number (TSN_KIND_EVENT), &job->event, error);
  if (event == NULL)
    return FALSE;
  counted = counts.arrived_onsite + counts.arrived_online + counts.tally;
  job->missing = tsn_event_missing (event,
                                    tsn_date_from_unix_ms (g_get_real_time () / 1000),
                                    counted);
  return TRUE;
}

int
tsn_ctl_event_missing (TsnCtl *ctl, int argc, char **argv)
{
  EventJob job = { 0 };
  g_autoptr (GArray) missing = NULL;
  JsonArray *fields = NULL;
  int code;

  if (!parse_event (ctl, argc, argv, &job.event, &code))
    return code;
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, missing_worker, &job, NULL))
    return TSN_CTL_REFUSED;
  missing = job.missing;
  fields = json_array_new ();
  for (guint i = 0; i < missing->len; i++)
    {
      const TsnField *field = tsn_kind_field (tsn_kind_by_number (TSN_KIND_EVENT),
                                              g_array_index (missing, TsnMissing, i).field);

      tsn_ctl_say (ctl, "%s", tsn_words_field (field));
      json_array_add_string_element (fields, field->name);
    }
  if (missing->len == 0)
    tsn_ctl_say (ctl, _ ("Nothing is missing"));
  if (ctl->json)
    tsn_ctl_print_json (json_node_init_array (json_node_alloc (), fields));
  json_array_unref (fields);
  return TSN_CTL_OK;
}

static gboolean
duplicate_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  EventJob *job = data;
  g_autoptr (TsnChange) change =
      tsn_event_duplicate (session, &job->event, g_get_real_time () / 1000, error);

  if (change == NULL)
    return FALSE;
  job->copy = change->record;
  return tsn_session_put (session, change, NULL, error);
}

static void
print_id (TsnCtl *ctl, const char *name, const TsnId *id)
{
  g_autoptr (JsonObject) object = NULL;
  char text[TSN_ID_TEXT_SIZE];

  tsn_ctl_say (ctl, "%s", tsn_id_format (id, text));
  if (!ctl->json)
    return;
  object = json_object_new ();
  json_object_set_string_member (object, name, tsn_id_format (id, text));
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

int
tsn_ctl_event_duplicate (TsnCtl *ctl, int argc, char **argv)
{
  EventJob job = { 0 };
  int code;

  if (!parse_event (ctl, argc, argv, &job.event, &code))
    return code;
  if (!tsn_ctl_work (ctl, TSN_STORE_WRITE, duplicate_worker, &job, NULL))
    return TSN_CTL_REFUSED;
  print_id (ctl, "id", &job.copy);
  return TSN_CTL_OK;
}

/* -- event sign-ups -- */

static void
print_sign_ups (TsnCtl *ctl, const char *file, const TsnPreRegistration *result)
{
  tsn_ctl_print_report (ctl, file, result->import);
  tsn_ctl_say (
      ctl,
      _ ("%lu new people, %lu who were known; %lu new ones are like somebody who is there"),
      (gulong) result->new_people,
      (gulong) result->known_people,
      (gulong) result->n_similar);
  for (guint i = 0; i < result->similar->len; i++)
    {
      const TsnPreRegistrationSimilar *similar = &g_array_index (result->similar,
                                                                 TsnPreRegistrationSimilar,
                                                                 i);
      char id[TSN_ID_TEXT_SIZE];

      tsn_ctl_say (ctl,
                   _ ("line %lu: perhaps the same as %s"),
                   (gulong) similar->line,
                   tsn_id_format (&similar->person, id));
    }
}

int
tsn_ctl_event_sign_ups (TsnCtl *ctl, int argc, char **argv)
{
  TsnImportOptions options;
  g_autofree char *booking = NULL;
  guint code = 0;
  TsnId event;
  g_autoptr (TsnPreRegistration) result = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "booking", 0, 0, G_OPTION_ARG_STRING, &booking, N_ ("web, phone, fax ..."), N_ ("HOW") },
    G_OPTION_ENTRY_NULL,
  };

  if (!tsn_ctl_parse_import (ctl, entries, &options, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 3)
    return tsn_ctl_usage (_ ("say which event and which file"));
  if (booking != NULL && (code = tsn_ctl_code (&tsn_codes_booking, booking)) == 0)
    return TSN_CTL_USAGE;
  if (!tsn_ctl_resolve (ctl, tsn_kind_by_number (TSN_KIND_EVENT), argv[1], &event))
    return TSN_CTL_REFUSED;
  result =
      tsn_pre_registration_import_sync (ctl->store, &event, code, argv[2], &options, NULL, &error);
  if (result == NULL)
    return tsn_ctl_refuse (argv[2], error);
  print_sign_ups (ctl, argv[2], result);
  if (result->import->n_faults > 0 && !options.skip_bad)
    return tsn_ctl_refuse_text (
        _ ("%s: rows are bad; mend them, or take the good ones with --skip-bad"),
        argv[2]);
  return TSN_CTL_OK;
}

/* -- walk-in -- */

typedef struct
{
  TsnWalkIn walk_in;
  TsnCheckInResult result;
  guint n_similar;
} WalkIn;

static gboolean
walk_in_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  WalkIn *job = data;
  g_autoptr (GArray) similar = tsn_person_similar_to_change (session, job->walk_in.person, error);

  if (similar == NULL)
    return FALSE;
  job->n_similar = similar->len;
  return tsn_walk_in (session, &job->walk_in, &job->result, error);
}

static void
print_walk_in (TsnCtl *ctl, const WalkIn *job)
{
  g_autoptr (JsonObject) object = NULL;
  char id[TSN_ID_TEXT_SIZE];

  tsn_ctl_say (ctl, "%s", tsn_id_format (&job->walk_in.person->record, id));
  if (job->n_similar > 0)
    tsn_ctl_say (ctl, _ ("Somebody like that is there already: see \"person find\""));
  if (!ctl->json)
    return;
  object = json_object_new ();
  json_object_set_string_member (object, "person", id);
  json_object_set_string_member (object, "attendance", tsn_id_format (&job->result.attendance, id));
  json_object_set_int_member (object, "similar", job->n_similar);
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

int
tsn_ctl_walk_in (TsnCtl *ctl, int argc, char **argv)
{
  gint64 now_ms = g_get_real_time () / 1000;
  TsnId id = tsn_id_new (now_ms);
  g_autoptr (TsnChange) person = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON), &id);
  WalkIn job = { .walk_in = { .person = person,
                              .check_in = { .now_ms = now_ms, .mode = TSN_MODE_ONSITE } } };

  if (!tsn_ctl_parse_fields (ctl, person, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("say which event"));
  if (!tsn_ctl_resolve (ctl,
                        tsn_kind_by_number (TSN_KIND_EVENT),
                        argv[1],
                        &job.walk_in.check_in.event) ||
      !tsn_ctl_work (ctl, TSN_STORE_WRITE, walk_in_worker, &job, NULL))
    return TSN_CTL_REFUSED;
  if (job.result.admission == TSN_ADMISSION_FULL)
    return tsn_ctl_refuse_text (_ ("Full: no place is left (--overrule admits all the same)"));
  print_walk_in (ctl, &job);
  return TSN_CTL_OK;
}
