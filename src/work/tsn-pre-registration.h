/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-pre-registration.h: the list of those who signed up for an event, from a CSV file. */

#pragma once

#include "tsn-exchange.h"
#include "tsn-person-similar.h"

G_BEGIN_DECLS

#define TSN_PRE_REGISTRATION_SIMILAR_MAX 1000

/* A row that became a new person although somebody like that is there. */
typedef struct
{
  guint64 line;             /* of the file */
  TsnId person;             /* who is there already */
  TsnSimilarity similarity; /* never a certain one */
} TsnPreRegistrationSimilar;

/* In @import, added, changed and unchanged count rows: somebody newly booked; booked before, and
 * something was filled in; nothing to do. In a dry run, and when faults kept everything out, they
 * say what would be. */
typedef struct
{
  TsnImportReport *import;
  guint64 new_people;   /* who were not in the register */
  guint64 known_people; /* who were: by reading and date of birth, or reading and phone */
  guint64 n_similar;    /* new people like whom there is somebody */
  GArray *similar;      /* of TsnPreRegistrationSimilar; the first TSN_..._MAX */
} TsnPreRegistration;

void tsn_pre_registration_free (TsnPreRegistration *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnPreRegistration, tsn_pre_registration_free)

/**
 * tsn_pre_registration_import_sync:
 * @event: for which they signed up
 * @booking: TSN_BOOKING_* of rows that do not say it; 0: not recorded
 * @path: a CSV file with a header; UTF-8 with or without BOM, or Shift_JIS
 *
 * Columns are those of a person and of a participation, by name, label or the usual other words
 * (氏名, フリガナ, 生年月日, 電話番号, 参加方法, 申込日時 ...); there must be one of the reading. A
 * row is matched to a person only when reading and date of birth, or reading and a phone number,
 * are the same; everyone else becomes a new person, listed in `similar` if there is somebody like
 * them. What a row says of a person who is known changes nothing of them; of a participation that
 * is there only what is empty is filled in: whoever has signed off, or has come, stays so.
 *
 * The same file a second time changes nothing: a row with neither date of birth nor phone number is
 * somebody booked for the same event of whom no more than this reading and name is recorded.
 *
 * Errors: as tsn_import_records_sync(); TSN_WORK_ERROR_NOT_FOUND, _CANCELLED.
 */
TsnPreRegistration *tsn_pre_registration_import_sync (TsnStore *store,
                                                      const TsnId *event,
                                                      guint booking,
                                                      const char *path,
                                                      const TsnImportOptions *options,
                                                      GCancellable *cancellable,
                                                      GError **error);

G_END_DECLS
