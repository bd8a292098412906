/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-paper-address.h: the one line of text by which a printer, and what lies in it, is called.
 *
 * Thread: any.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "ipp://printer.local/ipp/print?media=iso_a6_105x148mm&tray=tray-2" and its like. */
typedef struct
{
  char *printer; /* before the "?": a URI, the name of a queue, an absolute path */
  char *media;   /* (nullable): of PWG 5101.1; NULL: the printer's own */
  char *tray;    /* (nullable): media-source; NULL: the printer's own */
} TsnPaperAddress;

/* Returns NULL with TSN_PAPER_ERROR_NO_PRINTER if what follows the "?" cannot be read. */
TsnPaperAddress *tsn_paper_address_new (const char *text, GError **error);
void tsn_paper_address_free (TsnPaperAddress *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnPaperAddress, tsn_paper_address_free)

char *tsn_paper_address_to_text (const TsnPaperAddress *self);

/* Of a keyword of PWG 5101.1. FALSE, and both 0: NULL or no paper whose size is known. */
gboolean tsn_paper_size_of_media (const char *media, double *width_mm, double *height_mm);

G_END_DECLS
