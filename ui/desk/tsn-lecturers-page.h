/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-lecturers-page.h: who can be asked to speak at an event. */

#pragma once

#include "tsn-record-page.h"

G_BEGIN_DECLS

#define TSN_TYPE_LECTURERS_PAGE (tsn_lecturers_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnLecturersPage, tsn_lecturers_page, TSN, LECTURERS_PAGE, TsnRecordPage)

G_END_DECLS
