/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-label.h: a text whose kanji have their reading above them.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TSN_TYPE_KIOSK_LABEL (tsn_kiosk_label_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskLabel, tsn_kiosk_label, TSN, KIOSK_LABEL, GtkWidget)

/* @text: with readings (tsn-kiosk-words.h). It breaks into lines; a screen reader hears it without
 * the readings. */
GtkWidget *tsn_kiosk_label_new (const char *text);

void tsn_kiosk_label_set_text (TsnKioskLabel *self, const char *text);
/* Without the readings. */
const char *tsn_kiosk_label_get_plain (TsnKioskLabel *self);

/* Marks the kiosk's own words, to be read aloud with the page (tsn-kiosk-aloud.c).
 * @widget: a label, or a button with one */
void tsn_kiosk_label_read_aloud (GtkWidget *widget);
/* (nullable) (transfer full): as they are spoken, the readings instead of the kanji; NULL: they are
 * not read. */
char *tsn_kiosk_label_words_to_read (TsnKioskLabel *self);

void tsn_kiosk_label_set_centred (TsnKioskLabel *self, gboolean centred);

G_END_DECLS
