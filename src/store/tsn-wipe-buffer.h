/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-wipe-buffer.h: growing memory that leaves no copy of what it held. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TSN_WIPE_BUFFER_SLACK 32 /* zero bytes that can always be read after the last one */

/**
 * TsnWipeBuffer:
 *
 * Like GByteArray, but growing moves by hand and wipes the old place (realloc would leave it to the
 * next user of the heap), and what lies between @length and @size is always zero. `{ 0 }` is an
 * empty buffer.
 *
 * Thread: a plain value; its owner locks.
 */
typedef struct
{
  guint8 *data; /* aligned for any type; NULL when nothing was ever added */
  gsize length; /* bytes in use */
  gsize size;   /* bytes there are, slack included */
} TsnWipeBuffer;

/* Adds @n zero bytes and returns the first of them; valid until the next call. */
gpointer tsn_wipe_buffer_extend (TsnWipeBuffer *self, gsize n);

void tsn_wipe_buffer_append (TsnWipeBuffer *self, gconstpointer data, gsize n);
void tsn_wipe_buffer_truncate (TsnWipeBuffer *self, gsize length); /* wipes the rest */
void tsn_wipe_buffer_clear (TsnWipeBuffer *self);                  /* wipes and frees */

G_END_DECLS
