/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-voice.h: a voice that reads aloud: that of speech-dispatcher, over its socket.
 *
 * Nothing here waits for it. A service that is not there, or that does not answer any more, is
 * tried again from time to time; what should have been said meanwhile is not said.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TsnKioskVoice:
 *
 * Properties: `is-there` (gboolean, read only).
 */
#define TSN_TYPE_KIOSK_VOICE (tsn_kiosk_voice_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskVoice, tsn_kiosk_voice, TSN, KIOSK_VOICE, GObject)

/* That of SPEECHD_ADDRESS (unix_socket:PATH), or the user's own. */
TsnKioskVoice *tsn_kiosk_voice_new (void);

/* Whether a service answers. */
gboolean tsn_kiosk_voice_is_there (TsnKioskVoice *self);

/* Instead of what it says now. @language: as "ja" */
void tsn_kiosk_voice_say (TsnKioskVoice *self, const char *language, const char *words);

/* Silence at once. */
void tsn_kiosk_voice_stop (TsnKioskVoice *self);

G_END_DECLS
