/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-http-rate.h: how often somebody may ask (internal to server/).
 *
 * Credit grows by the second up to a bound, and each request costs one. Thread: the main context.
 */

#pragma once

#include "tsn-id.h"

G_BEGIN_DECLS

typedef struct
{
  guint rate;  /* of requests in a second, for long */
  guint burst; /* at once */
} TsnHttpPace;

typedef struct
{
  double left;
  gint64 at_us; /* when that was reckoned; 0: never, all is there */
} TsnHttpCredit;

/* What is left now. */
double tsn_http_credit_left (TsnHttpCredit *self, const TsnHttpPace *pace);

/* The credit of devices. */
typedef struct _TsnHttpRate TsnHttpRate;

TsnHttpRate *tsn_http_rate_new (const TsnHttpPace *pace);
void tsn_http_rate_free (TsnHttpRate *self); /* NULL is fine */

/* Whether who says to be @device may ask. Costs nothing: it may be somebody else. */
gboolean tsn_http_rate_allows (TsnHttpRate *self, const TsnId *device);
/* It was @device that asked. */
void tsn_http_rate_charge (TsnHttpRate *self, const TsnId *device);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnHttpRate, tsn_http_rate_free)

G_END_DECLS
