/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-camera-portal.h: the cameras that a desktop lets an app in a sandbox have, when the person
 * before it agrees (org.freedesktop.portal.Camera).
 *
 * Thread: any but the main thread, whose context has to run meanwhile: it waits for that person.
 * Only when it is cancelled it waits for nobody.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* In a sandbox of Flatpak; elsewhere with GTK_USE_PORTAL=1, as GTK itself. */
gboolean tsn_camera_portal_is_needed (void);

/* The file of a PipeWire remote that shows the cameras and nothing else, for the caller to close;
 * -1: %G_IO_ERROR_NOT_FOUND: there is no camera, and nobody was asked;
 * %G_IO_ERROR_PERMISSION_DENIED: the person or the desktop refuses; %G_IO_ERROR_CANCELLED; any
 * other: there is no such portal, or it does not work. */
int tsn_camera_portal_open (GCancellable *cancellable, GError **error);

G_END_DECLS
