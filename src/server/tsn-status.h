/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-status.h: what an operator may know of a server: no name, no label, no address, no record.
 *
 * When a device was last here, how far its clock was off and what it has yet to fetch is known to
 * the process that it talked to, since that runs; of several processes on one database each says
 * what it saw. That costs no write for a request that only reads.
 */

#pragma once

#include "tsn-http-server.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 number;
  guint8 root_public[TSN_KEY_SIZE];
  gint64 n_numbered; /* patches, the last one's number */
} TsnStatusMunicipality;

typedef struct
{
  TsnServerDevice device;
  gint64 contact_ms; /* 0: not here since the process runs */
  gint64 skew_ms;    /* of its clock then, with the time that its request took; above 0: ahead */
  gint64 off_at_ms;  /* when it was last refused for its clock; 0: not in the last day */
  gint64 off_ms;
  gint64 behind; /* numbers that it was not given yet; -1: not known */
} TsnStatusDevice;

typedef struct
{
  const char *version;
  const char *backend; /* "SQLite" */
  gint64 now_ms;
  gint64 started_ms;
  TsnHttpCounts counts;
  gboolean read;          /* the database answered; else there is nothing below */
  GArray *municipalities; /* of TsnStatusMunicipality, by their numbers */
  GArray *devices;        /* of TsnStatusDevice, by their municipalities */
} TsnStatus;

void tsn_status_clear (TsnStatus *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnStatus, tsn_status_clear)

/* What @service knows and its database has. Thread: the service's; tsn-service-status.c. */
gboolean tsn_status_read (TsnStatus *self, TsnService *service, GError **error);

/* The text that Prometheus reads. */
char *tsn_status_metrics (const TsnStatus *self);
#define TSN_STATUS_METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* The page for people, and what its browser may do (Content-Security-Policy). */
char *tsn_status_page (const TsnStatus *self, gboolean japanese);
char *tsn_status_page_policy (void);

G_END_DECLS
