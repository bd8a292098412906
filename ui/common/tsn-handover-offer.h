/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-handover-offer.h: what a card says, for the hospital: on paper or as a file. Nothing of it is
 * kept but where the user puts it, and that a file can be read by whoever has it is said before.
 *
 * Thread: the main thread. @parent: a widget of the window in front, and the same one each time.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-card-verdict.h"
#include "tsn-station.h"

G_BEGIN_DECLS

typedef enum
{
  TSN_HANDOVER_SHEET, /* in the window of papers, to be printed or saved */
  TSN_HANDOVER_FHIR,  /* in a file that is asked for */
} TsnHandoverForm;

/* @reading has a card, and is not needed after the call; @read_ms: when it was read, since 1970
 * UTC. What goes wrong is said in the window. */
void tsn_handover_offer (GtkWidget *parent,
                         TsnStation *station,
                         const TsnCardReading *reading,
                         gint64 read_ms,
                         TsnHandoverForm form);

/* The card is to be seen no more: closes what was opened of it. */
void tsn_handover_withdraw (GtkWidget *parent);

G_END_DECLS
