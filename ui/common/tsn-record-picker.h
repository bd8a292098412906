/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-record-picker.h: a popover that finds a record of one kind, of those that are current, or
 * begins a new one. */

#pragma once

#include <gtk/gtk.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/**
 * TsnRecordPicker:
 *
 * Signals: `picked` (const TsnId *): the popover has closed. The record may have been made just
 * now, in a window of its own, where the kind allows that (tsn-new-record.h).
 */
#define TSN_TYPE_RECORD_PICKER (tsn_record_picker_get_type ())
G_DECLARE_FINAL_TYPE (TsnRecordPicker, tsn_record_picker, TSN, RECORD_PICKER, GtkPopover)

GtkWidget *tsn_record_picker_new (TsnStation *station, const TsnKind *kind);

/* Only those that belong to @owner: contacts of one person. NULL: all. */
void tsn_record_picker_set_owner (TsnRecordPicker *self, const TsnId *owner);

G_END_DECLS
