/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* work-fixture.h: running verbs in the store of a test. */

#pragma once

#include "store-fixture.h"
#include "tsn-work.h"

#define NOON G_GINT64_CONSTANT (1764300000000) /* 28 November 2025, 12:20 in Japan */

static inline void
must_write (StoreFixture *f, TsnStoreWork work, gpointer job)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (f->store, TSN_STORE_WRITE, work, job, NULL, &error);
  g_assert_no_error (error);
}

static inline void
must_read (StoreFixture *f, TsnStoreWork work, gpointer job)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (f->store, TSN_STORE_READ, work, job, NULL, &error);
  g_assert_no_error (error);
}

static inline void
must_refuse (StoreFixture *f, TsnStoreWork work, gpointer job, TsnWorkError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_store_run_sync (f->store, TSN_STORE_WRITE, work, job, NULL, &error));
  g_assert_error (error, TSN_WORK_ERROR, (int) code);
}
