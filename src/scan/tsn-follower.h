/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-luma.h"
#include "tsn-scan-code.h"

G_BEGIN_DECLS

/* Private to src/scan: reads codes module by module: those that are small, bent, tilted, soft,
 * noisy or pale. Thread: any. */

/* For modules of about so many pixels a picture is prepared in one of these ways. */
typedef enum
{
  TSN_FOLLOWER_SMALL,  /* 1.3 to 4 pixels a module */
  TSN_FOLLOWER_MIDDLE, /* 3 to 8 */
  TSN_FOLLOWER_LARGE,  /* 9 to 30 */
  TSN_FOLLOWER_N_VIEWS
} TsnFollowerView;

/**
 * tsn_follower_read:
 * @image: the picture
 * @view: how to look at it
 * @to_picture: from its pixels to those of @codes
 * @codes: (element-type TsnScanCode): what is found already is not read again; what is new is added
 *
 * Returns: the number of codes added
 */
guint tsn_follower_read (TsnScanImage *image,
                         TsnFollowerView view,
                         const TsnWarp *to_picture,
                         GPtrArray *codes);

G_END_DECLS
