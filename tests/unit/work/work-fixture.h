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

/* @review_months: 0: not said */
static inline void
put_municipality (TsnStore *store, gint64 review_months)
{
  TsnId id = tsn_id_derive ("municipality", "112119", 6);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_MUNICIPALITY),
                                                        &id);

  tsn_change_set_text (change, TSN_MUNICIPALITY_NAME, "本庄市");
  tsn_change_set_text (change, TSN_MUNICIPALITY_CODE, "112119");
  if (review_months > 0)
    tsn_change_set_number (change, TSN_MUNICIPALITY_REVIEW_MONTHS, review_months);
  must_put (store, change);
}

/* The person does not agree to a printed card. */
static inline void
put_refusal (TsnStore *store, const TsnId *person)
{
  TsnId id = tsn_id_new (NOON);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONSENT), &id);

  tsn_change_set_reference (change, TSN_CONSENT_PERSON, person);
  tsn_change_set_number (change, TSN_CONSENT_PURPOSE, TSN_PURPOSE_PRINT);
  tsn_change_set_number (change, TSN_CONSENT_ANSWER, TSN_CONSENT_ANSWER_REFUSES);
  must_put (store, change);
}
