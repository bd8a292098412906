/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bench-fleet.h: a real server on the loopback, and the devices of one municipality, each with
 * a store of its own; what they sync is measured. */

#pragma once

#include "tsn-bench-server.h"
#include "tsn-bench-store.h"
#include "tsn-sync-client.h"

G_BEGIN_DECLS

#define TSN_BENCH_FLEET_MAX 8

/* `{ 0 }` is none. */
typedef struct
{
  TsnBench *bench;
  TsnBenchServer server;
  guint n_devices;
  char *folders[TSN_BENCH_FLEET_MAX];         /* of the devices */
  TsnBenchStore devices[TSN_BENCH_FLEET_MAX]; /* coordinators'; the first one knows the others */
} TsnBenchFleet;

/* In the folder @name of the bench; the devices are unlocked and registered. */
gboolean tsn_bench_fleet_create (TsnBench *bench,
                                 const char *name,
                                 guint n_devices,
                                 TsnBenchFleet *self,
                                 GError **error);
void tsn_bench_fleet_clear (TsnBenchFleet *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnBenchFleet, tsn_bench_fleet_clear)

/* One round over a new connection. Nothing may be left waiting, refused or left out. @port: instead
 * of the server's; 0: none. Seconds; negative on error. */
double tsn_bench_sync_device (const TsnBenchStore *device,
                              guint16 port,
                              TsnSyncResult *result,
                              GError **error);

G_END_DECLS
