/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-walk-in.h: somebody at the door whom no record knows yet. */

#pragma once

#include "tsn-reception.h"

G_BEGIN_DECLS

typedef struct
{
  const TsnChange *person; /* of a new person (create): reading, and whatever else was said */
  TsnCheckIn check_in;     /* its person is not looked at */
  const guint *how_heard;  /* TSN_HOW_HEARD_* */
  guint n_how_heard;
} TsnWalkIn;

/**
 * tsn_walk_in:
 * @session: of write work
 *
 * Makes the person and checks them in, both or neither: with TSN_ADMISSION_FULL nothing is written.
 * Whether there is such a person already is tsn_person_similar()'s question, asked before. The
 * municipality is that of this database unless @person says another; the status is "registered".
 *
 * Errors: those of tsn_check_in(); TSN_MODEL_ERROR_* for what was typed.
 */
gboolean tsn_walk_in (TsnSession *session,
                      const TsnWalkIn *walk_in,
                      TsnCheckInResult *result,
                      GError **error);

/**
 * tsn_walk_in_undo:
 * @attendance: of the result
 * @erased: (out) (optional): whether the person was erased, too
 *
 * As tsn_check_in_undo(); a person to whom nothing else refers by now (another participation, a
 * contact, a card ...) was made by mistake and is erased, and so is the participation, which then
 * stands for nobody.
 *
 * Errors: TSN_WORK_ERROR_NOT_FOUND.
 */
gboolean
tsn_walk_in_undo (TsnSession *session, const TsnId *attendance, gboolean *erased, GError **error);

G_END_DECLS
