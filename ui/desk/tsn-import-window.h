/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-import-window.h: a file is read and checked first, and taken in when the user has seen what
 * is in it. */

#pragma once

#include <gtk/gtk.h>

#include "tsn-exchange.h"
#include "tsn-station.h"

G_BEGIN_DECLS

/**
 * TsnImportFunc:
 * @note: (out) (nullable): more to say about the file than the report says, translated
 *
 * One of the importers of src/exchange or src/work. Runs in a thread of its own, first with
 * `dry_run`.
 */
typedef TsnImportReport *(*TsnImportFunc) (TsnStore *store,
                                           gpointer data,
                                           const char *path,
                                           const TsnImportOptions *options,
                                           char **note,
                                           GCancellable *cancellable,
                                           GError **error);

/* Asks for a CSV file, checks it with progress, shows what would come in and each row that would
 * not, and imports on "Import". @kinds: what is different then, ending with 0; it must live for
 * ever. @data is kept until the window closes. */
void tsn_import_file (GtkWidget *parent,
                      TsnStation *station,
                      const char *title,
                      TsnImportFunc func,
                      gpointer data,
                      GDestroyNotify free_data,
                      const guint *kinds);

G_END_DECLS
