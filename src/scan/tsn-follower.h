/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-luma.h"
#include "tsn-scan-code.h"

G_BEGIN_DECLS

/* Private to src/scan: reads codes module by module: those that are small, bent, tilted, soft,
 * noisy or pale. */

/* For modules of about so many pixels a picture is prepared in one of these ways. */
typedef enum
{
  TSN_FOLLOWER_SMALL,  /* 1.3 to 4 pixels a module */
  TSN_FOLLOWER_MIDDLE, /* 3 to 8 */
  TSN_FOLLOWER_LARGE,  /* 9 to 30 */
  TSN_FOLLOWER_N_VIEWS
} TsnFollowerView;

/* Keeps the levels of the last code that it could not read: the same code in the next picture adds
 * to them, until it can be read. Thread: one at a time. */
typedef struct _TsnFollower TsnFollower;

TsnFollower *tsn_follower_new (void);
void tsn_follower_free (TsnFollower *self);

/**
 * tsn_follower_read:
 * @self: a follower
 * @image: the picture
 * @view: how to look at it
 * @to_picture: from its pixels to those of @codes
 * @codes: (element-type TsnScanCode): what is found already is not read again; what is new is added
 * @more: (out): corner patterns are left that may be those of another code
 *
 * Returns: the number of codes added
 */
guint tsn_follower_read (TsnFollower *self,
                         TsnScanImage *image,
                         TsnFollowerView view,
                         const TsnWarp *to_picture,
                         GPtrArray *codes,
                         gboolean *more);

G_END_DECLS
