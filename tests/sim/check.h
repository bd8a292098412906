/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* check.h: what the two halves of the check at the end of a run share (promises.c, shown.c). */

#pragma once

#include "sim.h"

/* All patches of one record, of whichever device. */
typedef struct
{
  guint kind;
  TsnId id;
  GPtrArray *patches; /* of TsnPatch, each version once */
  TsnWinners *winners;
  gboolean disputed; /* the server does not have all of them */
  gboolean gone;     /* it was erased, and the server knows */
} Whole;

typedef struct
{
  Sim *sim;
  GHashTable *wholes;
  Device *device;     /* whose log is read */
  GHashTable *unsent; /* numbers in it (gint64): what the server does not have */
} Check;

/* NULL: there is none, and it is not to be made. */
Whole *check_find (Check *check, guint kind, const TsnId *id, gboolean make);
TsnPatch *whole_find (const Whole *whole, const TsnVersion *version);
/* What had that version before its device gave it another one. */
TsnPatch *whole_find_renamed (const Whole *whole, const TsnVersion *version);

/* That @device shows what it must. */
void shown_check (Check *check, Device *device);
