/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bench-start.h: how long until something is on the screen. */

#pragma once

#include "tsn-bench.h"

G_BEGIN_DECLS

/* @folder: a data folder with many people. */
gboolean tsn_bench_start (TsnBench *bench, const char *folder, GError **error);

/* @folder: of a kiosk. Its first screen with anything on it is the welcome. */
gboolean tsn_bench_start_kiosk (TsnBench *bench, const char *folder, GError **error);

G_END_DECLS
