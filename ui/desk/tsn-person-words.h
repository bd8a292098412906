/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-person-words.h: a person and what belongs to them in one line each, for lists and headings.
 *
 * Pure functions: no widgets, no store. All texts are (transfer full) and in the user's language.
 */

#pragma once

#include "tsn-person.h"

G_BEGIN_DECLS

/* Today in Japan. */
TsnDate tsn_today (void);

/* "1940年（昭和15年）3月2日　86歳"; "" when the birth is not known. */
char *tsn_person_born (const TsnRecord *person, TsnDate today);

/* What is worth knowing before anything else. */
typedef struct
{
  char *text;
  gboolean urgent; /* something is due, or is not as usual */
} TsnBadge;

/* (element-type TsnBadge): status, review, card, conversation; free with g_ptr_array_unref(). */
GPtrArray *tsn_person_badges (const TsnPersonOverview *overview, TsnDate today);

/* The newest of @records (nullable: none, newest first) whose field @voided (a reason or a switch)
 * is not set. Borrowed; NULL: none. */
const TsnRecord *tsn_newest_valid (const GPtrArray *records, guint voided);

/* Whom to call: "山田 一郎（長男）", "山本医院　内科　山本 次郎". */
char *tsn_contact_title (const TsnRecord *contact);
/* Their numbers, the one to call first first: "090-1234-5678　0495-22-1111（24時間）". */
char *tsn_contact_phones (const TsnRecord *contact);
/* What else matters: role, whether they speak for the person, live with them, when it ended. */
char *tsn_contact_about (const TsnRecord *contact);

/* How a consent stands (nullable: nobody has asked): "同意する　2026年4月1日　書面で　本人". */
char *tsn_consent_words (const TsnRecord *consent);
/* The answer that counts for @purpose: the one recorded last; NULL: none. Borrowed. */
const TsnRecord *tsn_consent_for (const GPtrArray *consents, guint purpose);

/* When and why the person took @talk back: "2026年11月21日　気持ちが変わった"; NULL: it stands. */
char *tsn_withdrawal_words (const TsnRecord *talk);

/* The text of a code of @record's @field, "" when there is none. Borrowed. */
const char *tsn_record_code_words (const TsnRecord *record, guint field);
/* The text of a readable value, "" when there is none. */
char *tsn_record_words (const TsnRecord *record, guint field);

/* @parts with a gap between them; empty ones and NULL are left out. Ends with a NULL at
 * @n_parts. */
char *tsn_join_words (const char *const *parts, guint n_parts);

G_END_DECLS
