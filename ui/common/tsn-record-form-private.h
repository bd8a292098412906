/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-record-form-private.h: what the two files of the form know of each other. */

#pragma once

#include "tsn-field-row-private.h"
#include "tsn-record-form.h"

G_BEGIN_DECLS

/* tsn-record-form.c */
const TsnKind *tsn_record_form_get_kind (TsnRecordForm *self);
TsnStation *tsn_record_form_get_station (TsnRecordForm *self);
GPtrArray *tsn_record_form_get_rows (TsnRecordForm *self); /* of TsnFieldRow */
/* Of the draft or the record; NULL: none. */
const TsnValue *tsn_record_form_get_value (TsnRecordForm *self, guint field);

/* tsn-record-form-links.c: what hangs together beyond one field. */

/* @row was added. */
void tsn_record_form_link_row (TsnRecordForm *self, TsnFieldRow *row);
/* Another record or draft is shown, or a field of the draft changed. */
void tsn_record_form_update_links (TsnRecordForm *self);
/* The user has finished with @row. */
void tsn_record_form_follow_edit (TsnRecordForm *self, TsnFieldRow *row);

G_END_DECLS
