/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-scan-page.h: reading contact cards at the desk: dropped files, the clipboard, files, a hand
 * scanner. Nothing that was read is kept when another page comes to the front. */

#pragma once

#include "tsn-page.h"

G_BEGIN_DECLS

#define TSN_TYPE_SCAN_PAGE (tsn_scan_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnScanPage, tsn_scan_page, TSN, SCAN_PAGE, TsnPage)

G_END_DECLS
