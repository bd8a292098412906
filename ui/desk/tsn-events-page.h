/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-events-page.h: the lectures, festivals and trainings of a fiscal year, planned and held. */

#pragma once

#include "tsn-record-page.h"

G_BEGIN_DECLS

#define TSN_TYPE_EVENTS_PAGE (tsn_events_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnEventsPage, tsn_events_page, TSN, EVENTS_PAGE, TsnRecordPage)

G_END_DECLS
