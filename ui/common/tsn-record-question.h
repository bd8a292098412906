/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-record-question.h: which records a list shows, found in a thread of the store.
 *
 * Thread: one at a time; the work runs in the store's.
 */

#pragma once

#include "tsn-session.h"
#include "tsn-store.h"

G_BEGIN_DECLS

#define TSN_RECORD_PAGE 50 /* records read at once */

typedef struct
{
  guint number; /* the asker's: an answer to an older question is thrown away */
  TsnStore *store;
  const TsnKind *kind;
  char *words;      /* nullable: then @query counts */
  TsnQuery *query;  /* a copy */
  guint limit;      /* of @words */
  gboolean current; /* without those whose end is past */

  GArray *ids;      /* answer: of TsnId */
  GPtrArray *first; /* answer: of TsnRecord or NULL: the records of the first ids, at most a page */
} TsnRecordQuestion;

TsnRecordQuestion *tsn_record_question_new (const TsnKind *kind);
void tsn_record_question_free (gpointer self);

/* A TsnStoreWork. */
gboolean tsn_record_question_work (TsnSession *session,
                                   gpointer self,
                                   GCancellable *cancellable,
                                   GError **error);

/* (transfer full): for records, or NULL where one is gone. */
GPtrArray *tsn_record_question_records (void);

/* Adds the records of the first @n of @ids to @records; NULL where one is gone. */
gboolean tsn_record_question_read (TsnSession *session,
                                   const TsnKind *kind,
                                   GArray *ids,
                                   guint n,
                                   GPtrArray *records,
                                   GError **error);

G_END_DECLS
