/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-file-bytes.h: small files on somebody's stick: read whole, and no more than may be; written
 * whole or not at all, and on the stick before that is said.
 *
 * Errors: G_IO_ERROR; a file that is larger than @max comes as its first @max + 1 bytes, which
 * whoever reads it refuses by its size. Thread: the main thread.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void tsn_file_bytes_read_async (GFile *file,
                                gsize max,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GBytes *tsn_file_bytes_read_finish (GAsyncResult *result, GError **error);

void tsn_file_bytes_write_async (GFile *file,
                                 GBytes *bytes,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean tsn_file_bytes_write_finish (GAsyncResult *result, GError **error);

G_END_DECLS
