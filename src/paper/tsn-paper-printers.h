/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-paper-printers.h: which printers there are, and what they print on: for the staff who set one
 * up.
 *
 * Thread: any; the answer comes in the caller's thread-default main context.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *address; /* as tsn_paper_queue_print_async() takes it */
  char *name;    /* what people call it */
} TsnPaperPrinter;

/* Queues of this machine's CUPS, and printers in the network that take PDF by IPP and announce
 * themselves. Takes some seconds. */
void tsn_paper_printers_find_async (GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* Returns: (transfer full) (element-type TsnPaperPrinter): may be empty. Errors: G_IO_ERROR_*. */
GPtrArray *tsn_paper_printers_find_finish (GAsyncResult *result, GError **error);

typedef struct
{
  char *keyword;              /* of PWG 5101.1 */
  double width_mm, height_mm; /* never 0 */
  gboolean is_ready;          /* it lies in a tray now, as far as the printer knows */
} TsnPaperMedia;

/* What one printer offers. */
typedef struct
{
  GPtrArray *media; /* of TsnPaperMedia: what is ready first, then by size; at most 100 */
  GPtrArray *trays; /* of char *: media-source of PWG 5100.3; at most 100 */
} TsnPaperOffer;

void tsn_paper_offer_free (TsnPaperOffer *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnPaperOffer, tsn_paper_offer_free)

/* @printer: as in tsn_paper_queue_print_async(). A folder offers nothing. */
void tsn_paper_printers_ask_async (const char *printer,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/* Errors: TSN_PAPER_ERROR_*. */
TsnPaperOffer *tsn_paper_printers_ask_finish (GAsyncResult *result, GError **error);

G_END_DECLS
