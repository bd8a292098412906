/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-crew-page.h: the face of an ambulance crew: a card is held to the camera, or comes as a file,
 * a copied picture or from a hand scanner, and is read at arm's length.
 *
 * It looks or it shows one result; the next card wipes what was shown, and so does a while without
 * anybody at the keys or the screen.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-page.h"

G_BEGIN_DECLS

#define TSN_TYPE_CREW_PAGE (tsn_crew_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnCrewPage, tsn_crew_page, TSN, CREW_PAGE, TsnPage)

G_END_DECLS
