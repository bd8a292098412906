/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-crew-preview.h: what is before the camera, or why nothing can be seen.
 *
 * The camera runs while the widget is on the screen. Where there are several, one is chosen below,
 * and remembered; where it has a light, that is turned on there, until the widget goes.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal `code` (const char *text): in a picture, each time. */
#define TSN_TYPE_CREW_PREVIEW (tsn_crew_preview_get_type ())
G_DECLARE_FINAL_TYPE (TsnCrewPreview, tsn_crew_preview, TSN, CREW_PREVIEW, AdwBin)

G_END_DECLS
