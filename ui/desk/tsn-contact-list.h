/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-contact-list.h: whom to call for a person, in the order of calling. */

#pragma once

#include <adwaita.h>

#include "tsn-person.h"
#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_CONTACT_LIST (tsn_contact_list_get_type ())
G_DECLARE_FINAL_TYPE (TsnContactList, tsn_contact_list, TSN, CONTACT_LIST, AdwBin)

GtkWidget *tsn_contact_list_new (TsnStation *station);

/* Whose contacts are added and put in order; NULL: nobody's, and the list is empty. */
void tsn_contact_list_set_person (TsnContactList *self, const TsnId *person);

void tsn_contact_list_show (TsnContactList *self, const TsnPersonOverview *overview);

G_END_DECLS
