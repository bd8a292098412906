/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-code.h: the closed vocabularies of the field (relations, scenes, items ...).
 *
 * Every list is written once, in tsn-codes.def. A code's number is on the wire and never changes or
 * is reused; its name is for JSON, CSV and the command line; its label is what people read, English
 * for translation.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint16 number;    /* stable for ever, from 1 */
  const char *name;  /* lower snake_case */
  const char *label; /* English, for translation */
} TsnCode;

typedef struct
{
  const char *name;     /* lower snake_case */
  const TsnCode *codes; /* in the order people should see them */
  guint n_codes;
} TsnCodeList;

/* TSN_RELATION_SPOUSE and so on. */
enum
{
#define CODE_LIST(LIST_, name_)
#define CODE(LIST_, CODE_, name_, number_, label_) TSN_##LIST_##_##CODE_ = number_,
#include "tsn-codes.def"
#undef CODE_LIST
#undef CODE
};

/* tsn_codes_relation and so on. */
#define CODE_LIST(LIST_, name_) extern const TsnCodeList tsn_codes_##name_;
#define CODE(LIST_, CODE_, name_, number_, label_)
#include "tsn-codes.def"
#undef CODE_LIST
#undef CODE

/* Every list, for tests and translators. */
const TsnCodeList *const *tsn_code_lists (guint *n_lists);

/* The code with that number or name; NULL when unknown. */
const TsnCode *tsn_code_by_number (const TsnCodeList *list, guint number);
const TsnCode *tsn_code_by_name (const TsnCodeList *list, const char *name);

/* Gives a label in the language of the reader: gettext() of a front end; never NULL. */
typedef const char *(*TsnTranslateFunc) (const char *label);

/* The code whose label is @text, in English or as @translate (nullable) gives it; NULL when
 * unknown. */
const TsnCode *
tsn_code_by_label (const TsnCodeList *list, const char *text, TsnTranslateFunc translate);

G_END_DECLS
