/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The status as Prometheus reads it (text format 0.0.4).
 *
 * No label has more values than there are roles and statuses of HTTP: a device or a municipality is
 * no label, so that a large town costs the monitoring no more than a small one. */

#include "tsn-enrol-message.h"
#include "tsn-status.h"

static void
begin_metric (GString *out, const char *name, const char *type, const char *help)
{
  g_string_append_printf (out,
                          "# HELP tsunagi_%s %s\n# TYPE tsunagi_%s %s\n",
                          name,
                          help,
                          name,
                          type);
}

static void
write_number (GString *out, const char *name, const char *type, const char *help, guint64 number)
{
  begin_metric (out, name, type, help);
  g_string_append_printf (out, "tsunagi_%s %" G_GUINT64_FORMAT "\n", name, number);
}

/* Units of Prometheus are seconds; a comma of the locale is none of its. */
static void
write_seconds (GString *out, const char *name, const char *help, gint64 ms)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  begin_metric (out, name, "gauge", help);
  g_string_append_printf (out,
                          "tsunagi_%s %s\n",
                          name,
                          g_ascii_formatd (text, sizeof text, "%.3f", (double) ms / 1000));
}

/* A label's value: the format has three characters that do not stand for themselves. */
static void
write_label (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, "%s=\"", name);
  for (; *value != '\0'; value++)
    switch (*value)
      {
      case '\\':
      case '"':
        g_string_append_printf (out, "\\%c", *value);
        break;
      case '\n':
        g_string_append (out, "\\n");
        break;
      default:
        g_string_append_c (out, *value);
        break;
      }
  g_string_append_c (out, '"');
}

static void
write_build (GString *out, const TsnStatus *status)
{
  begin_metric (out, "build_info", "gauge", "What runs here.");
  g_string_append (out, "tsunagi_build_info{");
  write_label (out, "version", status->version);
  g_string_append_c (out, ',');
  write_label (out, "backend", status->backend);
  g_string_append (out, "} 1\n");
}

static void
write_counts (GString *out, const TsnHttpCounts *counts)
{
  const struct
  {
    const char *name;
    const char *type;
    const char *help;
    guint64 number;
  } ROWS[] = {
    { "connections", "gauge", "Open connections.", counts->n_connections },
    { "live_connections", "gauge", "Devices that wait for news.", counts->n_lines },
    { "jobs", "gauge", "Requests that the database has not answered yet.", counts->n_jobs },
    { "connections_refused_total", "counter", "Turned away at once.", counts->connections_refused },
    { "requests_malformed_total",
      "counter",
      "Requests whose head was no good.",
      counts->malformed },
    { "received_bytes_total", "counter", "Bodies of requests.", counts->received },
    { "sent_bytes_total", "counter", "Bodies of answers.", counts->sent },
    { "patches_taken_total", "counter", "Patches that were new.", counts->patches_taken },
    { "patches_refused_total", "counter", "Patches that were refused.", counts->patches_refused },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ROWS); i++)
    write_number (out, ROWS[i].name, ROWS[i].type, ROWS[i].help, ROWS[i].number);
  begin_metric (out, "requests_total", "counter", "Requests by the status of their answer.");
  for (guint i = 0; i < TSN_HTTP_STATUS_MAX; i++)
    if (counts->answers[i] > 0)
      g_string_append_printf (out,
                              "tsunagi_requests_total{status=\"%u\"} %" G_GUINT64_FORMAT "\n",
                              i,
                              counts->answers[i]);
}

#define ROLES (TSN_ROLE_EMS + 1)

static void
write_roles (GString *out, guint n[ROLES][2])
{
  begin_metric (out, "devices", "gauge", "Devices by role and state.");
  for (guint role = 0; role < ROLES; role++)
    for (guint revoked = 0; revoked < 2; revoked++)
      g_string_append_printf (out,
                              "tsunagi_devices{role=\"%s\",state=\"%s\"} %u\n",
                              role != 0 ? tsn_role_name ((TsnRole) role) : "none",
                              revoked != 0 ? "revoked" : "active",
                              n[role][revoked]);
}

static void
write_devices (GString *out, const TsnStatus *status)
{
  guint n[ROLES][2] = { 0 };
  gint64 skew = 0;
  gint64 behind = 0;
  guint n_off = 0;

  for (guint i = 0; i < status->devices->len; i++)
    {
      const TsnStatusDevice *row = &g_array_index (status->devices, TsnStatusDevice, i);

      n[row->device.role < ROLES ? row->device.role : 0][row->device.revoked != 0]++;
      if (row->device.revoked)
        continue;
      skew = MAX (skew, ABS (row->skew_ms));
      behind = MAX (behind, row->behind);
      n_off += row->off_at_ms != 0;
    }
  write_roles (out, n);
  write_number (out,
                "device_behind_patches_max",
                "gauge",
                "What the device that is furthest behind was not given yet, as far as known here.",
                (guint64) behind);
  write_seconds (out,
                 "device_clock_skew_seconds_max",
                 "The clock that is furthest off, of those that were accepted.",
                 skew);
  write_number (out,
                "devices_clock_refused",
                "gauge",
                "Devices whose clock was so far off that they had to ask again.",
                n_off);
}

char *
tsn_status_metrics (const TsnStatus *self)
{
  GString *out = g_string_new (NULL);
  guint64 n_numbered = 0;

  write_build (out, self);
  write_seconds (out,
                 "start_time_seconds",
                 "When the process began, since 1970.",
                 self->started_ms);
  write_number (out, "database_up", "gauge", "Whether the database answers.", self->read ? 1 : 0);
  write_counts (out, &self->counts);
  if (!self->read)
    return g_string_free (out, FALSE);
  for (guint i = 0; i < self->municipalities->len; i++)
    n_numbered +=
        (guint64) g_array_index (self->municipalities, TsnStatusMunicipality, i).n_numbered;
  write_number (out, "municipalities", "gauge", "Municipalities.", self->municipalities->len);
  write_number (out, "numbered_patches", "gauge", "Patches that got a number.", n_numbered);
  write_devices (out, self);
  return g_string_free (out, FALSE);
}
