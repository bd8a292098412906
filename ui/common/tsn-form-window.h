/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-form-window.h: a new record of a few fields in a small window: filled in, then saved at once.
 */

#pragma once

#include "tsn-dialog.h"
#include "tsn-record-form.h"

G_BEGIN_DECLS

/**
 * TsnFormWindow:
 *
 * Signals: `made` (const TsnId *): the record is there; the window closes.
 */
#define TSN_TYPE_FORM_WINDOW (tsn_form_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnFormWindow, tsn_form_window, TSN, FORM_WINDOW, TsnDialog)

/* @title: says what it is about, without a person's name. Takes @draft, a new record. Returns the
 * window (transfer none). */
TsnFormWindow *tsn_form_window_present (GtkWidget *parent,
                                        TsnStation *station,
                                        const char *title,
                                        const TsnFormGroup *groups,
                                        TsnChange *draft);

G_END_DECLS
