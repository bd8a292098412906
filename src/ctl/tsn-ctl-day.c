/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* At the door: attend and tally. `attend EVENT -` takes a queue: one person a line on standard
 * input, each answered (and durable) before the next is read. */

#include <glib/gi18n.h>
#include <stdio.h>

#include "tsn-ctl.h"
#include "tsn-reception.h"
#include "tsn-tally.h"
#include "tsn-words.h"

#define LINE_SIZE 1024

typedef struct
{
  TsnCheckIn check_in;
  TsnCheckInResult result;
} Arrival;

static gboolean
arrival_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Arrival *arrival = data;

  return tsn_check_in (session, &arrival->check_in, &arrival->result, error);
}

static const char *
admission_name (TsnAdmission admission)
{
  static const char *const names[] = { "arrived", "already", "full" };

  return names[admission];
}

static void
print_arrival (TsnCtl *ctl, const Arrival *arrival)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (arrival->result.arrived_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *time = g_date_time_format (local, "%H:%M");
  g_autoptr (JsonObject) object = NULL;
  char id[TSN_ID_TEXT_SIZE];

  if (arrival->result.admission == TSN_ADMISSION_ARRIVED)
    tsn_ctl_say (ctl, _ ("Checked in at %s"), time);
  else if (arrival->result.admission == TSN_ADMISSION_ALREADY)
    tsn_ctl_say (ctl, _ ("Was already checked in at %s"), time);
  else
    tsn_ctl_say (ctl, _ ("Full: no place is left (--overrule admits all the same)"));
  if (!ctl->json)
    return;
  object = json_object_new ();
  json_object_set_string_member (object, "admission", admission_name (arrival->result.admission));
  json_object_set_string_member (object,
                                 "attendance",
                                 tsn_id_format (&arrival->result.attendance, id));
  json_object_set_int_member (object, "arrived_at", arrival->result.arrived_ms);
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

static int
admit (TsnCtl *ctl, Arrival *arrival, const char *person)
{
  if (!tsn_ctl_resolve (ctl,
                        tsn_kind_by_number (TSN_KIND_PERSON),
                        person,
                        &arrival->check_in.person))
    return TSN_CTL_REFUSED;
  arrival->check_in.now_ms = g_get_real_time () / 1000;
  if (!tsn_ctl_work (ctl, TSN_STORE_WRITE, arrival_worker, arrival, NULL))
    return TSN_CTL_REFUSED;
  print_arrival (ctl, arrival);
  fflush (stdout);
  return arrival->result.admission == TSN_ADMISSION_FULL ? TSN_CTL_REFUSED : TSN_CTL_OK;
}

static int
admit_queue (TsnCtl *ctl, Arrival *arrival)
{
  char line[LINE_SIZE];
  int code = TSN_CTL_OK;

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_strstrip (line);
      if (*line != '\0' && admit (ctl, arrival, line) != TSN_CTL_OK)
        code = TSN_CTL_REFUSED;
    }
  return code;
}

int
tsn_ctl_attend (TsnCtl *ctl, int argc, char **argv)
{
  gboolean online = FALSE;
  Arrival arrival = { 0 };
  const GOptionEntry entries[] = {
    { "online", 0, 0, G_OPTION_ARG_NONE, &online, N_ ("Takes part online"), NULL },
    { "overrule",
      0,
      0,
      G_OPTION_ARG_NONE,
      &arrival.check_in.overrule,
      N_ ("Admit beyond the capacity"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 3)
    return tsn_ctl_usage (
        _ ("say which event and which person (or - for a queue on standard input)"));
  arrival.check_in.mode = online ? TSN_MODE_ONLINE : TSN_MODE_ONSITE;
  if (!tsn_ctl_resolve (ctl, tsn_kind_by_number (TSN_KIND_EVENT), argv[1], &arrival.check_in.event))
    return TSN_CTL_REFUSED;
  return g_str_equal (argv[2], "-") ? admit_queue (ctl, &arrival) : admit (ctl, &arrival, argv[2]);
}

typedef struct
{
  TsnTallyCount tally;
  gint64 band_total;
  gint64 event_total;
} Count;

static gboolean
count_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Count *count = data;

  if (!tsn_tally_add (session, &count->tally, &count->band_total, error))
    return FALSE;
  count->event_total = tsn_tally_total (session, &count->tally.event, error);
  return count->event_total >= 0;
}

int
tsn_ctl_tally (TsnCtl *ctl, int argc, char **argv)
{
  g_autofree char *age_band = NULL;
  g_autofree char *sex = NULL;
  g_autoptr (JsonObject) object = NULL;
  Count count = { .tally = { .by = 1, .now_ms = g_get_real_time () / 1000 } };
  const GOptionEntry entries[] = {
    { "age-band",
      0,
      0,
      G_OPTION_ARG_STRING,
      &age_band,
      N_ ("under_20, from_20 ... from_80, unknown"),
      N_ ("BAND") },
    { "sex", 0, 0, G_OPTION_ARG_STRING, &sex, N_ ("male, female, unstated"), N_ ("SEX") },
    { "count", 0, 0, G_OPTION_ARG_INT, &count.tally.by, N_ ("How many; negative takes back"), "N" },
    G_OPTION_ENTRY_NULL,
  };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("say which event"));
  count.tally.age_band = tsn_ctl_code (&tsn_codes_age_band,
                                       age_band != NULL ? age_band : "unknown");
  count.tally.sex = tsn_ctl_code (&tsn_codes_sex, sex != NULL ? sex : "unstated");
  if (count.tally.age_band == 0 || count.tally.sex == 0)
    return TSN_CTL_USAGE;
  if (!tsn_ctl_resolve (ctl, tsn_kind_by_number (TSN_KIND_EVENT), argv[1], &count.tally.event) ||
      !tsn_ctl_work (ctl, TSN_STORE_WRITE, count_worker, &count, NULL))
    return TSN_CTL_REFUSED;
  tsn_ctl_say (ctl,
               _ ("%ld in this band on this device, %ld in all"),
               (long) count.band_total,
               (long) count.event_total);
  if (ctl->json)
    {
      object = json_object_new ();
      json_object_set_int_member (object, "band", count.band_total);
      json_object_set_int_member (object, "total", count.event_total);
      tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
    }
  return TSN_CTL_OK;
}
