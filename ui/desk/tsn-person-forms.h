/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-person-forms.h: which fields of a person stand in which form and group. */

#pragma once

#include "tsn-record-form.h"

G_BEGIN_DECLS

TsnRecordForm *tsn_person_form_basics (TsnStation *station);
TsnRecordForm *tsn_person_form_health (TsnStation *station);
TsnRecordForm *tsn_person_form_draft (TsnStation *station); /* of a new person: little to ask */

G_END_DECLS
