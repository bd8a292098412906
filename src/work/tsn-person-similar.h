/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-person-similar.h: is somebody who is being entered here already? */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

#define TSN_SIMILAR_MAX 5

/* Why a record may be the same person, the strongest reason first. Only the first two are enough to
 * take them for the same without asking (tsn_similarity_is_certain()). */
typedef enum
{
  TSN_SIMILARITY_KANA_BIRTH = 1, /* same reading, born on the same day */
  TSN_SIMILARITY_KANA_PHONE,     /* same reading, a phone number in common, births do not differ */
  TSN_SIMILARITY_NAME_YEAR,      /* same name or reading, born in the same year: a day mistyped */
  TSN_SIMILARITY_PHONE,          /* a phone number in common: perhaps of the same household */
  TSN_SIMILARITY_KANA,           /* same reading, and a date of birth is missing on one side */
} TsnSimilarity;

gboolean tsn_similarity_is_certain (TsnSimilarity similarity);

/* What is known of who is being entered; as typed, everything may be missing. */
typedef struct
{
  const char *name;          /* nullable */
  const char *kana;          /* nullable */
  TsnDate birth;             /* or TSN_DATE_NONE */
  const char *const *phones; /* nullable; NULL after the last */
} TsnPersonClues;

typedef struct
{
  TsnRecord *person; /* owned by the array */
  TsnSimilarity similarity;
} TsnSimilarPerson;

/**
 * tsn_person_similar:
 * @except: (nullable): a person who is not looked at: the one being edited
 *
 * Looks in the search text (tsn-search.h), so the store must be unlocked with it; answers in a few
 * milliseconds for 100,000 people. Readings and names are compared folded (tsn-text.h), phone
 * numbers by their digits.
 *
 * Returns: (transfer full) (element-type TsnSimilarPerson): at most %TSN_SIMILAR_MAX, best first;
 * free with g_array_unref()
 */
GArray *tsn_person_similar (TsnSession *session,
                            const TsnPersonClues *clues,
                            const TsnId *except,
                            GError **error);

/* The same with the clues that @change (of a person) has. */
GArray *tsn_person_similar_to_change (TsnSession *session, const TsnChange *change, GError **error);

G_END_DECLS
