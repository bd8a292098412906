/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-ems-page.h: the page for the phones of ambulance crews (phone/), as files that are the same
 * for everybody (internal to server/).
 *
 * Errors: those of GIO. Thread: constant once it is loaded.
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define TSN_EMS_PATH "/ems"

typedef struct _TsnEmsPage TsnEmsPage;

/* @folder: one that is not there is a page that was not installed, and no error */
TsnEmsPage *tsn_ems_page_load (const char *folder, GError **error);
void tsn_ems_page_free (TsnEmsPage *self); /* NULL is fine */

/* Whether a request is for the page, whatever is there. @path: with or without a query */
gboolean tsn_ems_page_has (const char *path);
void tsn_ems_page_answer (const TsnEmsPage *self, SoupServerMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnEmsPage, tsn_ems_page_free)

G_END_DECLS
