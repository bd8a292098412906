/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-windows.h: the small windows that several faces need: a question that cannot be undone, long
 * work with progress, choosing a file, previewing and printing paper.
 *
 * Thread: the main thread. @parent is any widget of the window in front; callbacks are left out
 * when @object is gone.
 */

#pragma once

#include <adwaita.h>

#include "tsn-paper.h"
#include "tsn-station.h"

G_BEGIN_DECLS

/* A question before what cannot be undone (erasing, restoring). @button says what will happen
 * ("Erase"), never "OK". */
typedef void (*TsnConfirmed) (gpointer object, gpointer data);
void tsn_confirm (GtkWidget *parent,
                  const char *heading,
                  const char *body,
                  const char *button,
                  gboolean destructive,
                  TsnConfirmed confirmed,
                  gpointer object,
                  gpointer data,
                  GDestroyNotify free_data);

/* The same question, which also asks for a line of text under @title that may stay empty, of at
 * most
 * @max characters. */
typedef void (*TsnConfirmedNote) (gpointer object, const char *note);
void tsn_confirm_note (GtkWidget *parent,
                       const char *heading,
                       const char *body,
                       const char *button,
                       const char *title,
                       guint max,
                       TsnConfirmedNote confirmed,
                       gpointer object);

/**
 * TsnLongWork: runs in a thread of its own; reports through @progress (with @progress_data).
 */
typedef gboolean (*TsnLongWork) (gpointer data,
                                 TsnProgress progress,
                                 gpointer progress_data,
                                 GCancellable *cancellable,
                                 GError **error);

/* Shows @title with a bar and a button that cancels; closes when the work is done. The window comes
 * only after half a second, so that quick work does not flash. @answer always comes; a cancelled
 * one has G_IO_ERROR_CANCELLED. */
void tsn_run_long_work (GtkWidget *parent,
                        const char *title,
                        TsnLongWork work,
                        gpointer data,
                        GDestroyNotify free_data,
                        gpointer object,
                        TsnAnswer answer);

/* Whether any is running: nobody is at the keys, but the desk is not idle. */
gboolean tsn_long_work_is_running (void);

/* A file to read (@save FALSE) or to write. @name: proposed, without personal data. @mime_types:
 * NULL-terminated (nullable); "*.tsnbackup" is a pattern of names. Through the portal where there
 * is one. An existing file that is picked for writing was asked about. */
typedef void (*TsnFileChosen) (gpointer object, GFile *file);
void tsn_choose_file (GtkWidget *parent,
                      const char *title,
                      gboolean save,
                      const char *name,
                      const char *const *mime_types,
                      TsnFileChosen chosen,
                      gpointer object);

/* Paper on the screen as it will be printed, page by page, with "Print" and "Save as PDF". Takes a
 * reference of @paper. */
void tsn_preview_paper (GtkWidget *parent, TsnPaper *paper);

/* The same without the preview. @done (nullable): it was handed to the printer, or is on the disk;
 * left out when that failed (which is said) or was cancelled. */
typedef void (*TsnPaperDone) (gpointer object);
void tsn_print_paper (GtkWidget *parent, TsnPaper *paper, TsnPaperDone done, gpointer object);
void tsn_save_paper (GtkWidget *parent, TsnPaper *paper, TsnPaperDone done, gpointer object);

/* (transfer full): prints @paper when it is run. Its pages are drawn in threads. */
GtkPrintOperation *tsn_paper_operation_new (TsnPaper *paper);

/* Opens @uri with the desktop. */
void tsn_open_uri (GtkWidget *parent, const char *uri);

G_END_DECLS
