/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-crew-trust.h: how old it is what this device knows about the cards of each municipality, in
 * words, and a warning where that is too old to be relied on; and the taking of trust files.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/* From then on a lost device or a replaced card may well go unnoticed; the page for phones has the
 * same. */
#define TSN_CREW_TRUST_OLD_DAYS 30

/* Signal `told` (const char *title, const char *words): what became of a file. */
#define TSN_TYPE_CREW_TRUST (tsn_crew_trust_get_type ())
G_DECLARE_FINAL_TYPE (TsnCrewTrust, tsn_crew_trust, TSN, CREW_TRUST, AdwBin)

/* Once; @station: borrowed. */
void tsn_crew_trust_set_station (TsnCrewTrust *self, TsnStation *station);

/* Whether it is called like a trust file. */
gboolean tsn_crew_trust_is_file (GFile *file);

/* Takes a trust file, asking first where it is of a municipality that is not known here. */
void tsn_crew_trust_take (TsnCrewTrust *self, GFile *file);

/* Asks for a file to take. */
void tsn_crew_trust_choose (TsnCrewTrust *self);

G_END_DECLS
