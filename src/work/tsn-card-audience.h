/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-audience.h: for whom cards are made in one go: the lists that the register itself can
 * draw up. */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

/* Each gives the ids of the people (transfer full) (element-type TsnId), nobody twice, in the order
 * of entry. Left out is who was erased, has moved away or has died. NULL with @error. */

/* Who came to @event; before anyone has come, who is signed up. */
GArray *tsn_card_audience_event (TsnSession *session, const TsnId *event, GError **error);

/* Who came to an ACP talk of the fiscal year (tsn_fiscal_year()). */
GArray *tsn_card_audience_talks (TsnSession *session, int fiscal_year, GError **error);

/* Who turns @age in the fiscal year. Needs the search text. */
GArray *tsn_card_audience_age (TsnSession *session, int age, int fiscal_year, GError **error);

G_END_DECLS
