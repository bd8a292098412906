/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-handover.h: what a crew gives the hospital of a card that it has read: a sheet of paper, or a
 * file for the hospital's own system.
 *
 * Both begin with what is to be thought of the card and how old it is, and say nothing that is not
 * on the card. Where a crew would look for something and the card is silent, that is said: silence
 * is not "none". The words are in the language of the program.
 *
 * Thread: any.
 */

#pragma once

#include "tsn-card-verdict.h"
#include "tsn-paper.h"
#include "tsn-session.h"

G_BEGIN_DECLS

typedef struct
{
  const TsnCardReading *reading; /* with a card: nothing else can be handed over */
  gint64 read_ms;                /* when it was read, since 1970 UTC */
  gint64 now_ms;                 /* of printing */
  const char *organisation;      /* (nullable): whose device read it */
  const char *device;            /* (nullable): the label of that device */
  const char *place; /* (nullable): where it was read, as the crew says; the sheet leaves a line to
                        write on */
} TsnHandover;

/* Read work: who reads here, as the store knows it; NULL where it does not. */
gboolean
tsn_handover_find_reader (TsnSession *session, char **organisation, char **device, GError **error);

/* A4: one page with the card, in type as large as its length allows (a card at all its limits takes
 * two), then a page with what it can fill of the hospital-admission form (入院時情報提供書). */
TsnPaper *tsn_handover_paper (const TsnHandover *handover);

/**
 * tsn_handover_fhir:
 *
 * The card as a document of HL7 FHIR R4 (4.0.1), in JSON: docs/card-format.md "As FHIR" has the
 * table. The same reading gives the same bytes, and the same card the same ids.
 *
 * Returns: (transfer full): UTF-8 with a line end
 */
char *tsn_handover_fhir (const TsnHandover *handover);

/* Writes that, readable for its owner only. @path is replaced when it exists: ask before. Errors:
 * G_FILE_ERROR. */
gboolean
tsn_handover_write_fhir_sync (const TsnHandover *handover, const char *path, GError **error);

G_END_DECLS
