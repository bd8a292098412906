/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-application.h: the process: command line, settings that hold for the whole app, one window
 * per data folder. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TSN_TYPE_APPLICATION (tsn_application_get_type ())
G_DECLARE_FINAL_TYPE (TsnApplication, tsn_application, TSN, APPLICATION, AdwApplication)

/* Sets the locale: the desktop's, in the language of the settings if one was chosen there. */
void tsn_application_choose_language (void);

TsnApplication *tsn_application_new (void);

/* Whether its window is the face of an ambulance crew. */
gboolean tsn_application_is_crew (TsnApplication *self);

/* After it has run: whether it shall run again, in a process that overwrites what it frees, for a
 * kiosk or a crew (tsn-kiosk-process.h). */
gboolean tsn_application_restarts (TsnApplication *self);

/* The settings of the app (jp.tsunagi.Tsunagi); borrowed. */
GSettings *tsn_application_get_settings (TsnApplication *self);

G_END_DECLS
