/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-reader.h: a picture, a file or a scanner's text becomes cards with their verdicts.
 *
 * Everything happens in a thread: the picture is searched for codes, and each is opened and judged
 * by the trust of this database. Then each reading is entered into the register of readings; what
 * hinders that is told by the station (`refused`), and hides no card.
 *
 * Thread: the main thread; the answers are of any.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-card-scan.h"
#include "tsn-station.h"

G_BEGIN_DECLS

/* One code. */
typedef struct
{
  TsnCardReading *reading;
  TsnCardEntry entry; /* of the register of issued cards */
  guint page;         /* of a PDF, from 0 */
} TsnCardScan;

/* What is to be read: one of them. */
typedef struct
{
  GFile *file;         /* a picture or a PDF */
  GdkTexture *texture; /* from the clipboard */
  const char *text;    /* from a hand scanner or a camera */
} TsnCardSource;

/**
 * tsn_card_reader_read_async:
 * @purpose: TSN_SCAN_PURPOSE_*, for the register of readings
 *
 * @_finish returns (transfer full) (element-type TsnCardScan): one for each code, in reading order;
 * empty when there is no code in the picture. Freeing it wipes what was read.
 *
 * Errors: TSN_SCAN_ERROR_*; those of the store; G_IO_ERROR_CANCELLED.
 */
void tsn_card_reader_read_async (TsnStation *station,
                                 const TsnCardSource *source,
                                 guint purpose,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GPtrArray *tsn_card_reader_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
