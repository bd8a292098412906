/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bench-relay.h: what goes over the wire, counted: a port on the loopback whose connections,
 * one after the other, go on to another port, byte by byte, whatever is in them. The client closes
 * first. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TsnBenchRelay TsnBenchRelay;

TsnBenchRelay *tsn_bench_relay_new (guint16 to, GError **error);
void tsn_bench_relay_free (TsnBenchRelay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnBenchRelay, tsn_bench_relay_free)

guint16 tsn_bench_relay_get_port (TsnBenchRelay *self);

/* Bytes since the last call, TLS and all. */
void tsn_bench_relay_count (TsnBenchRelay *self, guint64 *up, guint64 *down);

G_END_DECLS
