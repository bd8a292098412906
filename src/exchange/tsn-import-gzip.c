/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-import-gzip.c: opens a file that may be compressed.
 *
 * The national files come in archives, and people keep them small. The magic decides, not the name;
 * the CSV reader's limits hold for what comes out, so that a bomb is a long file and no more.
 */

#include "tsn-import-gzip.h"

GInputStream *
tsn_import_open_gzip (TsnImport *import, gpointer data, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (import->path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, import->cancellable, error);
  g_autoptr (GZlibDecompressor) gzip = NULL;
  guint8 magic[2] = { 0 };
  gsize n = 0;

  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream),
                                magic,
                                2,
                                &n,
                                import->cancellable,
                                error) ||
      !g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, import->cancellable, error))
    return NULL;
  if (n < 2 || magic[0] != 0x1f || magic[1] != 0x8b)
    return G_INPUT_STREAM (g_steal_pointer (&stream));
  gzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  return g_converter_input_stream_new (G_INPUT_STREAM (stream), G_CONVERTER (gzip));
}
