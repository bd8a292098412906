/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A camera for the app itself, as a plug-in of GStreamer that camera.py puts before it: it sees the
 * picture in the file that TSN_TEST_CAMERA names, and another one as soon as that lies there. */

#include <gst/gst.h>

#include "../unit/ui/fake-camera.h"

#define PACKAGE "tsunagi"

static gboolean
start (GstPlugin *plugin)
{
  const char *file = g_getenv ("TSN_TEST_CAMERA");
  g_autofree char *pipeline = NULL;

  fake_camera_register (plugin);
  if (file == NULL)
    return TRUE; /* only looked at */
  pipeline = g_strdup_printf (
      "multifilesrc location=\"%s\" loop=true caps=\"image/png,framerate=(fraction)10/1\" ! "
      "pngdec ! videoconvert ! identity sync=true",
      file);
  fake_camera_show (pipeline);
  return TRUE;
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR,
                   GST_VERSION_MINOR,
                   tsntestcamera,
                   "A camera of tests",
                   start,
                   "0",
                   "GPL",
                   PACKAGE,
                   "https://tsunagi.invalid/")
