/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* That somebody's card was used: when, by which device, what for. The city tells the resident. */

#include <glib/gi18n.h>

#include "tsn-card-scan.h"
#include "tsn-ctl.h"
#include "tsn-time.h"
#include "tsn-words.h"

typedef struct
{
  gboolean all;
  TsnId person;    /* unless of all */
  GPtrArray *uses; /* (out) of TsnCardUse */
} Job;

static gboolean
uses_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->uses = tsn_card_scan_uses (session, job->all ? NULL : &job->person, error);
  return job->uses != NULL;
}

static const TsnCode *
code_of (const TsnRecord *scan, guint field)
{
  return tsn_code_by_number (tsn_kind_field (scan->kind, field)->codes,
                             (guint) tsn_record_number (scan, field, 0));
}

static void
print_use (TsnCtl *ctl, const TsnCardUse *use)
{
  gint64 ms = tsn_record_number (use->scan, TSN_SCAN_SCANNED_AT, 0);
  const TsnCode *purpose = code_of (use->scan, TSN_SCAN_PURPOSE);
  const TsnCode *verdict = code_of (use->scan, TSN_SCAN_VERDICT);
  const char *serial = tsn_record_text (use->scan, TSN_SCAN_SERIAL);
  char person[TSN_ID_TEXT_SIZE];
  char day[TSN_DATE_ISO_SIZE];
  char time[TSN_TIME_SIZE];

  tsn_id_format (&use->person, person);
  if (ctl->json)
    {
      g_autoptr (JsonObject) object = json_object_new ();

      json_object_set_int_member (object, "read_at", ms);
      json_object_set_string_member (object, "person", person);
      json_object_set_string_member (object, "serial", serial);
      if (use->device != NULL)
        json_object_set_string_member (object, "device", use->device);
      if (purpose != NULL)
        json_object_set_string_member (object, "purpose", purpose->name);
      if (verdict != NULL)
        json_object_set_string_member (object, "verdict", verdict->name);
      tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
      return;
    }
  g_print ("%s %s  %s  %s  %s  %s  %s\n",
           tsn_date_format_iso (tsn_date_from_unix_ms (ms), day),
           tsn_time_format (tsn_time_from_unix_ms (ms), time),
           use->device != NULL ? use->device : "-",
           purpose != NULL ? tsn_words_code (purpose) : "-",
           verdict != NULL ? tsn_words_code (verdict) : "-",
           serial,
           person);
}

int
tsn_ctl_card_uses (TsnCtl *ctl, int argc, char **argv)
{
  Job job = { 0 };

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc > 2)
    return tsn_ctl_usage (_ ("say whose cards, or nobody for all"));
  job.all = argc < 2;
  if (!job.all &&
      !tsn_ctl_resolve (ctl, tsn_kind_by_number (TSN_KIND_PERSON), argv[1], &job.person))
    return TSN_CTL_REFUSED;
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, uses_worker, &job, NULL))
    return TSN_CTL_REFUSED;
  for (guint i = 0; i < job.uses->len; i++)
    print_use (ctl, g_ptr_array_index (job.uses, i));
  g_ptr_array_unref (job.uses);
  return TSN_CTL_OK;
}
