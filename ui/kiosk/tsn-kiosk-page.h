/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-page.h: one question on the screen, made from its line in the table of steps.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-kiosk-lookup.h"
#include "tsn-kiosk-steps.h"

G_BEGIN_DECLS

/**
 * TsnKioskPage:
 *
 * Signals: `answered` (): something was chosen that needs no "next"; it is in the draft.
 * `entered` (): Enter was pressed in the entry, which is a "next".
 * `look-near` (): the resident wants to see what is near home: tsn_kiosk_page_take_near().
 */
#define TSN_TYPE_KIOSK_PAGE (tsn_kiosk_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskPage, tsn_kiosk_page, TSN, KIOSK_PAGE, GtkBox)

/* @draft: borrowed; it must outlive the page. Of the step with the card only the words. */
GtkWidget *tsn_kiosk_page_new (const TsnKioskStep *step, TsnKioskDraft *draft, TsnStation *station);

/* Takes what was typed into the draft; what cannot be taken is said on the page, and its entry has
 * the focus. */
gboolean tsn_kiosk_page_take (TsnKioskPage *self);

/* Nothing is said here any more; what was said is wiped from the draft. */
void tsn_kiosk_page_skip (TsnKioskPage *self);

/* The focus to where the answer goes. */
void tsn_kiosk_page_begin (TsnKioskPage *self);

/* (nullable): what is found in the directory for what stands in the entry. */
TsnKioskPlaceList *tsn_kiosk_page_get_places (TsnKioskPage *self);

/* (transfer full): what is near home, to be shown; NULL: nothing that anybody knows. */
TsnNear *tsn_kiosk_page_take_near (TsnKioskPage *self);

/* Leaves out the help and the list of places, so that question and entry have room over a keyboard,
 * which offers the places as well. */
void tsn_kiosk_page_make_room (TsnKioskPage *self);

/* What @widget is typed with: as was set; NONE of what is no entry. */
void tsn_kiosk_set_input (GtkWidget *entry, TsnKioskInput input);
TsnKioskInput tsn_kiosk_input_of (GtkWidget *widget);

/* A large button whose text may have readings. @style: (nullable): a style class. */
GtkWidget *
tsn_kiosk_button_new (const char *text, const char *style, GCallback clicked, gpointer object);

void tsn_kiosk_button_set_text (GtkWidget *button, const char *text);

G_END_DECLS
