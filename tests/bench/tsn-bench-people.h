/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bench-people.h: as many fictional residents as one likes, the same for the same seed. */

#pragma once

#include "tsn-date.h"
#include "tsn-id.h"

G_BEGIN_DECLS

typedef struct
{
  TsnId id;
  char name[64]; /* 佐藤 花子 */
  char kana[96]; /* サトウ ハナコ */
  gboolean female;
  TsnDate birth;
  char postcode[8];
  char address[96];
  char home[16];   /* phone; "" for some */
  char mobile[16]; /* phone; "" for some */
} TsnBenchPerson;

typedef struct _TsnBenchPeople TsnBenchPeople;

/* Reads the lists of names in data/demo/names. */
TsnBenchPeople *tsn_bench_people_new (guint32 seed, GError **error);
void tsn_bench_people_free (TsnBenchPeople *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnBenchPeople, tsn_bench_people_free)

/* The next one. */
void tsn_bench_people_next (TsnBenchPeople *self, TsnBenchPerson *person);

G_END_DECLS
