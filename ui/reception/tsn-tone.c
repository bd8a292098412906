/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three short tones, computed instead of shipped: no files, no licences, nothing to load.
 *
 * They differ in melody and not only in pitch, so that they are told apart over the noise of a
 * hall and by people who hear high notes badly: all lie between 300 and 1,100 Hz. GTK plays them
 * through GStreamer where it was built with that; a machine without it, or without a sound device,
 * rings its bell. */

#include "tsn-tone.h"

#include <math.h>
#include <string.h>

#define RATE         22050
#define BYTES        2   /* of a sample */
#define HEADER_SIZE  44  /* of a WAV file with one block of samples */
#define VOLUME       0.4 /* of the loudest */
#define FADE_SECONDS 0.008
#define N_NOTES      2
#define TWO_PI       (2 * 3.14159265358979323846)

typedef struct
{
  double hertz; /* 0: silence */
  double seconds;
} Note;

static const Note MELODIES[TSN_N_TONES][N_NOTES + 1] = {
  [TSN_TONE_GOOD] = { { 784, 0.09 }, { 1047, 0.16 } },
  [TSN_TONE_NOTE] = { { 659, 0.09 }, { 0, 0.06 }, { 659, 0.09 } },
  [TSN_TONE_BAD] = { { 392, 0.16 }, { 311, 0.26 } },
};

static void
append_number (GByteArray *out, guint32 number, guint n_bytes)
{
  for (guint i = 0; i < n_bytes; i++)
    {
      guint8 byte = (guint8) (number >> (8 * i));

      g_byte_array_append (out, &byte, 1);
    }
}

static void
append_text (GByteArray *out, const char *text)
{
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

static void
append_header (GByteArray *out, guint32 n_samples)
{
  append_text (out, "RIFF");
  append_number (out, HEADER_SIZE - 8 + n_samples * BYTES, 4);
  append_text (out, "WAVEfmt ");
  append_number (out, 16, 4);
  append_number (out, 1, 2); /* plain samples */
  append_number (out, 1, 2); /* mono */
  append_number (out, RATE, 4);
  append_number (out, RATE * BYTES, 4);
  append_number (out, BYTES, 2);
  append_number (out, BYTES * 8, 2);
  append_text (out, "data");
  append_number (out, n_samples * BYTES, 4);
}

/* A note begins and ends softly, or it would click. */
static void
append_note (GByteArray *out, const Note *note, guint32 n_samples)
{
  for (guint32 i = 0; i < n_samples; i++)
    {
      double at = (double) i / RATE;
      double left = (double) (n_samples - i) / RATE;
      double loud = MIN (1.0, MIN (at, left) / FADE_SECONDS) * VOLUME;

      append_number (out,
                     (guint32) (gint32) (sin (TWO_PI * note->hertz * at) * loud * G_MAXINT16),
                     BYTES);
    }
}

GBytes *
tsn_tone_wave (TsnTone tone)
{
  const Note *melody = MELODIES[tone];
  GByteArray *out = g_byte_array_new ();
  guint32 n_samples = 0;

  for (guint i = 0; i <= N_NOTES; i++)
    n_samples += (guint32) (melody[i].seconds * RATE);
  append_header (out, n_samples);
  for (guint i = 0; i <= N_NOTES; i++)
    append_note (out, &melody[i], (guint32) (melody[i].seconds * RATE));
  return g_byte_array_free_to_bytes (out);
}

/* What plays wants a file: GTK 4.8 aborts when it is given a stream and GStreamer. The folder of
 * the session is in memory and empty after logging out. NULL: it cannot be written. */
static GtkMediaStream *
new_player (TsnTone tone)
{
  g_autofree char *name = g_strdup_printf ("tsunagi-tone-%u.wav", (guint) tone);
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), name, NULL);
  g_autoptr (GBytes) wave = tsn_tone_wave (tone);

  if (!g_file_set_contents_full (path,
                                 g_bytes_get_data (wave, NULL),
                                 (gssize) g_bytes_get_size (wave),
                                 G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600,
                                 NULL))
    return NULL;
  return gtk_media_file_new_for_filename (path);
}

/* One for the process and never freed: a player takes longer to make than to play. */
static GtkMediaStream *
get_player (TsnTone tone)
{
  static GtkMediaStream *players[TSN_N_TONES];

  if (players[tone] == NULL)
    players[tone] = new_player (tone);
  return players[tone];
}

void
tsn_tone_play (TsnTone tone, GtkWidget *widget)
{
  GtkMediaStream *player = get_player (tone);

  if (player == NULL || gtk_media_stream_get_error (player) != NULL)
    {
      gdk_display_beep (gtk_widget_get_display (widget));
      return;
    }
  if (gtk_media_stream_is_prepared (player))
    gtk_media_stream_seek (player, 0);
  gtk_media_stream_play (player);
}
