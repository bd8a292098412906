/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fake-camera.h: a camera of this process alone, found as any other is. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Once; there is none yet. */
void fake_camera_init (void);

/* The same for a plug-in that another process loads. */
void fake_camera_register (GstPlugin *plugin);

/* @pipeline: for gst_parse_bin_from_description(): plugged in; NULL: pulled out. A pipeline that
 * runs is not touched. Any thread. */
void fake_camera_show (const char *pipeline);

/* Likewise: another one of the same kind. */
void fake_camera_show_second (const char *pipeline);

/* An element that another program has. */
#define FAKE_CAMERA_BUSY "fakebusy"

/* Shows that picture, thirty times a second. */
void fake_camera_show_file (const char *png);

G_END_DECLS
