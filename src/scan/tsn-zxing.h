/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-scan-code.h"
#include "tsn-scan-image.h"

G_BEGIN_DECLS

/* Private to src/scan: what zxing-cpp is asked for. Thread: any. */

/* The content of the code whose modules are given, 1 dark, size x size from the top left; NULL when
 * its Reed-Solomon says that too many are wrong. */
GBytes *tsn_zxing_decode (const guint8 *modules, guint size);

/* (transfer full) (element-type TsnScanCode): the codes that it finds in a picture by itself, with
 * bytes and corners. */
GPtrArray *tsn_zxing_read (TsnScanImage *image);

G_END_DECLS
