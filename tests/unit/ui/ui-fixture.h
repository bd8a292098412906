/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ui-fixture.h: a station that is open on a data folder of its own, and what tests of widgets need
 * beside it: a window, and waiting for what comes from the store. */

#pragma once

#include <adwaita.h>

#include "store-fixture.h"
#include "tsn-station.h"

typedef struct
{
  StoreFixture store; /* of the same folder, for looking and for writing as somebody else */
  TsnStation *station;
  GtkWidget *window; /* shown; a toast overlay in it holds what is tested */
} UiFixture;

/* To be called first in main(); exits with 77 where there is no display. */
void ui_test_init (int *argc, char ***argv);

void ui_fixture_setup (UiFixture *self, gconstpointer data);
void ui_fixture_teardown (UiFixture *self, gconstpointer data);

void ui_fixture_show (UiFixture *self, GtkWidget *child);

/* Runs the main loop until @done says so; fails after ten seconds. */
void ui_wait (gboolean (*done) (gpointer data), gpointer data);
/* Until everything asked of the store so far was answered. */
void ui_settle (UiFixture *self);

/* The window in front of the fixture's own; NULL: none. */
GtkWidget *ui_front_window (UiFixture *self);

/* The first descendant of @widget of that type; NULL: none. */
GtkWidget *ui_find (GtkWidget *widget, GType type);
/* The first visible button that says @label; NULL: none. */
GtkWidget *ui_find_labelled (GtkWidget *widget, const char *label);
/* The first visible label in which @part stands; NULL: none. */
GtkWidget *ui_find_text (GtkWidget *widget, const char *part);
/* The first visible widget with @tooltip; NULL: none. */
GtkWidget *ui_find_named (GtkWidget *widget, const char *tooltip);
