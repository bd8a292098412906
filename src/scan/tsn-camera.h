/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-camera.h: what is before the camera, and the codes in it.
 *
 * While it runs, a thread of its own takes pictures and looks for codes in them; a picture that
 * comes while it is busy is passed over. A camera that is missing, in use or pulled out is tried
 * again every second. Pictures are wiped when they are freed.
 *
 * Thread: the main thread, where the signals are emitted, too.
 */

#pragma once

#include <gio/gio.h>

#include "tsn-scan-image.h"

G_BEGIN_DECLS

typedef enum
{
  TSN_CAMERA_STARTING,
  TSN_CAMERA_RUNNING,   /* pictures come */
  TSN_CAMERA_MISSING,   /* there is none, or none any more */
  TSN_CAMERA_BUSY,      /* another program has it */
  TSN_CAMERA_FORBIDDEN, /* there is one, and this user may not open it */
  TSN_CAMERA_FAILING,   /* there is one, and it gives no pictures */
} TsnCameraState;

/* Signals: `frame` (TsnScanImage *): the newest picture; `code` (const char *text): in a picture,
 * each time; `changed` (): another state. */
#define TSN_TYPE_CAMERA (tsn_camera_get_type ())
G_DECLARE_FINAL_TYPE (TsnCamera, tsn_camera, TSN, CAMERA, GObject)

/* @source: (nullable): a bin for gst_parse_bin_from_description() in the place of a camera, for
 * tests; NULL: the first camera of the machine. */
TsnCamera *tsn_camera_new (const char *source);

void tsn_camera_start (TsnCamera *self);
void tsn_camera_stop (TsnCamera *self); /* waits for the thread; nothing is emitted after it */

TsnCameraState tsn_camera_get_state (TsnCamera *self);

G_END_DECLS
