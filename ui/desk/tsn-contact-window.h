/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-contact-window.h: one contact of a person: a relative to call, a doctor, a pharmacy. */

#pragma once

#include "tsn-dialog.h"
#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_CONTACT_WINDOW (tsn_contact_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnContactWindow, tsn_contact_window, TSN, CONTACT_WINDOW, TsnDialog)

/* A new one; @priority: its place in the order of calling. Nothing is written before "Add". */
void tsn_contact_window_add (GtkWidget *parent,
                             TsnStation *station,
                             const TsnId *person,
                             guint priority);

/* One that is there; every field is written when it is finished. */
void tsn_contact_window_edit (GtkWidget *parent, TsnStation *station, const TsnRecord *contact);

G_END_DECLS
