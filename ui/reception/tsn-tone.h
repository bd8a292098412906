/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-tone.h: the answer of the door for the ear: who waits at the desk looks at people. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  TSN_TONE_GOOD, /* two notes up: come in */
  TSN_TONE_NOTE, /* one note twice: was here before, nobody found */
  TSN_TONE_BAD,  /* low: refused */
  TSN_N_TONES
} TsnTone;

/* The tone as a WAV file: 16 bit, mono, 22,050 Hz, under half a second. */
GBytes *tsn_tone_wave (TsnTone tone);

/* Plays it if the machine can, else rings the bell of @widget's display. Says nothing when neither
 * works: the answer is on the screen as well. */
void tsn_tone_play (TsnTone tone, GtkWidget *widget);

G_END_DECLS
