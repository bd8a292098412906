/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-camera-texture.h"

#include "tsn-secret.h"

typedef struct
{
  gsize size;
  guint8 pixels[];
} Pixels;

static void
pixels_free (gpointer data)
{
  Pixels *self = data;

  tsn_secret_wipe (self->pixels, self->size);
  g_free (self);
}

GdkTexture *
tsn_camera_texture_new (const TsnScanImage *image, guint width, gboolean mirrored)
{
  guint step = (image->width + width - 1) / width;
  guint columns = image->width / step, rows = image->height / step;
  gsize size = (gsize) columns * rows * 3;
  Pixels *pixels = g_malloc (sizeof *pixels + size);
  guint8 *to = pixels->pixels;
  g_autoptr (GBytes) bytes = NULL;

  pixels->size = size;
  for (guint y = 0; y < rows; y++)
    for (guint x = 0; x < columns; x++, to += 3)
      {
        guint from = mirrored ? columns - 1 - x : x;

        to[0] = to[1] = to[2] = image->data[y * step * image->stride + from * step];
      }
  bytes = g_bytes_new_with_free_func (pixels->pixels, size, pixels_free, pixels);
  return gdk_memory_texture_new ((int) columns,
                                 (int) rows,
                                 GDK_MEMORY_R8G8B8,
                                 bytes,
                                 (gsize) columns * 3);
}
