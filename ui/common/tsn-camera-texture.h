/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-camera-texture.h: what a camera sees, to be shown. */

#pragma once

#include <gdk/gdk.h>

#include "tsn-scan-image.h"

G_BEGIN_DECLS

/* @image in grey, at most @width pixels wide: of a larger picture every so manieth pixel is shown.
 * @mirrored: as in a mirror, for whoever holds something before a camera that faces them. Its
 * pixels are wiped when it is not shown any more. */
GdkTexture *tsn_camera_texture_new (const TsnScanImage *image, guint width, gboolean mirrored);

G_END_DECLS
