/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-consent-list.h: what a person agrees to, one row for each purpose. */

#pragma once

#include <adwaita.h>

#include "tsn-person.h"
#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_CONSENT_LIST (tsn_consent_list_get_type ())
G_DECLARE_FINAL_TYPE (TsnConsentList, tsn_consent_list, TSN, CONSENT_LIST, AdwBin)

GtkWidget *tsn_consent_list_new (TsnStation *station);

void tsn_consent_list_set_person (TsnConsentList *self, const TsnId *person); /* NULL: nobody's */

void tsn_consent_list_show (TsnConsentList *self, const TsnPersonOverview *overview);

G_END_DECLS
