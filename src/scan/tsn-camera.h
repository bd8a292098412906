/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-camera.h: what is before the camera, and the codes in it.
 *
 * While it runs, a thread of its own looks for codes in the pictures; one that comes while it is
 * busy is shown, but passed over. From start to stop it is one scanner, which reads several
 * pictures of a code together; stopping forgets them. A camera that is missing, in use or pulled
 * out is tried again every second; in a sandbox, where the person before the screen is asked for
 * it, one that was refused is not, until it is started or chosen anew. Pictures are wiped when they
 * are freed.
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
  TSN_CAMERA_REFUSED,   /* the person or the desktop does not let a sandbox have one */
  TSN_CAMERA_NO_PORTAL, /* the desktop has nothing through which a sandbox gets one */
  TSN_CAMERA_FAILING,   /* there is one, and it gives no pictures */
} TsnCameraState;

/* Signals: `frame` (TsnScanImage *): the newest picture; `code` (const char *text): each one of a
 * picture, each time; `changed` (): another state, other names, another torch. */
#define TSN_TYPE_CAMERA (tsn_camera_get_type ())
G_DECLARE_FINAL_TYPE (TsnCamera, tsn_camera, TSN, CAMERA, GObject)

/* @source: (nullable): a bin for gst_parse_bin_from_description() in the place of a camera, for
 * tests; NULL: a camera of the machine. */
TsnCamera *tsn_camera_new (const char *source);

void tsn_camera_start (TsnCamera *self);
void tsn_camera_stop (TsnCamera *self); /* waits for the thread; nothing is emitted after it */

TsnCameraState tsn_camera_get_state (TsnCamera *self);

/* The machine's cameras, each by another name, as they were when one was last opened; the list may
 * be empty. What is open; NULL: nothing. Both are of the camera, until the next `changed`. */
const char *const *tsn_camera_get_names (TsnCamera *self);
const char *tsn_camera_get_name (TsnCamera *self);

/* @name: (nullable): opens that one, now or once it is started; the first one for NULL, and where
 * that one is missing. */
void tsn_camera_choose (TsnCamera *self, const char *name);

/* Whether what is open has a light that can be turned on. */
gboolean tsn_camera_has_torch (TsnCamera *self);

/* Soon, on whatever is open, until it is stopped; then it is dark again. */
void tsn_camera_set_light (TsnCamera *self, gboolean lit);

G_END_DECLS
