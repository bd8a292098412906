/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-import-gzip.h: opens a file that may be compressed. */

#pragma once

#include "tsn-import.h"

G_BEGIN_DECLS

/* For TsnImportFormat.open: @import->path as it is, or unpacked when it begins like gzip. */
GInputStream *tsn_import_open_gzip (TsnImport *import, gpointer data, GError **error);

G_END_DECLS
