/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-record-title.h: what a record is called where there is room for a line or two. */

#pragma once

#include "tsn-record.h"

G_BEGIN_DECLS

/* Its name, title or day; the kind's label when it has none that can be read here. */
char *tsn_record_dup_title (const TsnRecord *record);

/* What tells it from another of the same name; may be "". */
char *tsn_record_dup_subtitle (const TsnRecord *record);

G_END_DECLS
