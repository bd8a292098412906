/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-date.h"

G_BEGIN_DECLS

/**
 * TsnEra:
 *
 * One of the five eras since the Gregorian calendar; constant data.
 */
typedef struct
{
  const char *name;      /* 昭和 */
  const char *character; /* 昭: what forms print when space is short */
  char letter;           /* S */
  TsnDate first;         /* its first day (for 明治 the first Gregorian one) */
  TsnDate last;          /* its last day; %TSN_DATE_LAST for the present one */
  int base;              /* year of the western calendar minus year of the era */
} TsnEra;

/* The eras from 明治 on, oldest first, ended by an entry whose name is %NULL. */
const TsnEra *tsn_eras (void);

/* Returns: (nullable): the era of a day; %NULL for no day and before %TSN_DATE_FIRST */
const TsnEra *tsn_era_of (TsnDate date);

G_END_DECLS
