/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-record-load.h: one reading of a record for a form: question and answer of a read work. */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

typedef struct
{
  const TsnKind *kind;
  TsnId id;
  guint generation;    /* of the question; a late answer is thrown away by it */
  TsnRecord *record;   /* (nullable): there is none */
  GHashTable *answers; /* field -> GPtrArray of TsnFieldAnswer, where there are several */
} TsnRecordLoad;

TsnRecordLoad *tsn_record_load_new (const TsnKind *kind, const TsnId *id, guint generation);
void tsn_record_load_free (gpointer load);

/* A TsnStoreWork; @data is the load. */
gboolean tsn_record_load_work (TsnSession *session,
                               gpointer data,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
