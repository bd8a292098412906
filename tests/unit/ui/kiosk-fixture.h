/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kiosk-fixture.h: the window of a kiosk on a station of its own, and a resident before it who has
 * said what a card needs. Words are English. */

#pragma once

#include "tsn-application.h"
#include "tsn-kiosk-window-private.h"
#include "ui-fixture.h"

typedef struct
{
  UiFixture ui;
  TsnApplication *application;
  TsnKioskWindow *window;
  char *folder, *tray; /* the printer is the folder "tray" in a temporary one */
  TsnKioskView wanted; /* of kiosk_see() */
} KioskFixture;

void kiosk_fixture_setup (KioskFixture *self, gconstpointer data);
void kiosk_fixture_teardown (KioskFixture *self, gconstpointer data);

/* Up to the card that is shown. */
void kiosk_make_card (KioskFixture *self);

/* Waits for that view. */
void kiosk_see (KioskFixture *self, TsnKioskView view);

/* NULL: no button says so. */
GtkWidget *kiosk_button (KioskFixture *self, const char *words);
void kiosk_press (KioskFixture *self, const char *words);

/* Whether @words are to be seen, in whatever sentence. */
gboolean kiosk_says (KioskFixture *self, const char *words);

/* A folder without folders. */
void kiosk_remove_all_in (const char *folder);
