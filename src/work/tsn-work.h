/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-work.h: the errors of the verbs of a field day, which ctl and ui share: check in, count,
 * issue a card. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TSN_WORK_ERROR_NOT_FOUND,  /* no such event or person, or it was erased */
  TSN_WORK_ERROR_CANCELLED,  /* the event was cancelled */
  TSN_WORK_ERROR_NO_CONSENT, /* the person has refused or withdrawn that use */
  TSN_WORK_ERROR_BELOW_ZERO, /* a count cannot become less than nothing */
} TsnWorkError;

#define TSN_WORK_ERROR (tsn_work_error_quark ())
GQuark tsn_work_error_quark (void);

G_END_DECLS
