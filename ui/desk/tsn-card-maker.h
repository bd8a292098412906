/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-maker.h: cards made in a thread, for the preview, the print dialog and the PDF.
 *
 * What comes back belongs to no thread: pictures of the sheets that can be drawn anywhere at any
 * scale, and lists of what is where.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-print-run.h"
#include "tsn-station.h"
#include "tsn-windows.h"

G_BEGIN_DECLS

/* A sheet of paper, or one face of it, in points. */
typedef struct
{
  cairo_surface_t *picture; /* a recording */
  double width, height;     /* points */
} TsnCardSheet;

/* What is wanted. */
typedef struct
{
  GArray *people;   /* of TsnId */
  TsnIssue issue;   /* for each of them; `person` is not looked at */
  guint position;   /* first place on a sheet of ten; 1 for other layouts */
  guint64 kept_off; /* tsn_print_run_keep_off() */
} TsnCardOrder;

TsnCardOrder *tsn_card_order_copy (const TsnCardOrder *self);
void tsn_card_order_free (TsnCardOrder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnCardOrder, tsn_card_order_free)

/**
 * TsnCardMade:
 *
 * The cards of an order. The lists are of the first card that was not refused.
 */
typedef struct
{
  TsnCardOrder *order;
  TsnPrintRun *run;       /* composed and encoded; its proofs stayed in their thread */
  gboolean registered;    /* entered into the register: printing again does not enter it again */
  GPtrArray *sheets;      /* of TsnCardSheet; of a preview of one person only the face */
  GPtrArray *left_out;    /* of char *: paths of what the code had no room for */
  GPtrArray *left_off;    /* of char *: of what the face had no room for */
  GPtrArray *substituted; /* of char *: shown with another form of a character */
  guint64 on_face;        /* fields of the group CARD that stand in clear, a bit each */
  GError *trouble;        /* (nullable): the code was not read back: nothing may be printed */
} TsnCardMade;

TsnCardMade *tsn_card_made_ref (TsnCardMade *self);
void tsn_card_made_unref (TsnCardMade *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnCardMade, tsn_card_made_unref)

/* The first card that was not refused; NULL: all were. */
TsnPrintCard *tsn_card_made_first (const TsnCardMade *self);

/* For a preview: of many people only as many as the first sheet takes. Nothing is registered. */
void tsn_card_maker_preview_async (TsnStation *station,
                                   const TsnCardOrder *order,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
TsnCardMade *tsn_card_maker_preview_finish (GAsyncResult *result, GError **error);

/* Called with what became of it: (nullable): NULL: it was cancelled or failed, which was said. */
typedef void (*TsnCardDone) (gpointer object, TsnCardMade *made);

/**
 * tsn_card_maker_save:
 * @made: (nullable): the card of the preview, to be saved as it is shown; NULL: of many people
 *
 * Asks where to, writes the PDF and enters the cards into the register; both or neither.
 */
void tsn_card_maker_save (GtkWidget *parent,
                          TsnStation *station,
                          const TsnCardOrder *order,
                          TsnCardMade *made,
                          TsnCardDone done,
                          gpointer object);

/* The same through the print dialog of the system; registered when the dialog was answered. */
void tsn_card_maker_print (GtkWidget *parent,
                           TsnStation *station,
                           const TsnCardOrder *order,
                           TsnCardMade *made,
                           TsnCardDone done,
                           gpointer object);

G_END_DECLS
