/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-code.c: the code lists as tables, and looking a code up.
 *
 * The lines of tsn-codes.def stand in one long run, so each CODE_LIST line closes the array of the
 * list before it and opens its own; the very first bracket belongs to a list that nobody sees. The
 * lists are short (twenty codes or so), which is why a look-up simply walks them.
 *
 * Nothing is translated here: a front end hands in its gettext.
 */

#include "tsn-code.h"

#include <string.h>

#ifndef N_
#define N_(text) text
#endif

/* clang-format off */
static const TsnCode codes_of_nothing[] G_GNUC_UNUSED = { { 0, NULL, NULL },
#define CODE_LIST(LIST_, name_) }; static const TsnCode codes_of_##name_[] = {
#define CODE(LIST_, CODE_, name_, number_, label_) { number_, #name_, label_ },
#include "tsn-codes.def"
#undef CODE_LIST
#undef CODE
};

#define CODE_LIST(LIST_, name_) \
  const TsnCodeList tsn_codes_##name_ = { #name_, codes_of_##name_, G_N_ELEMENTS (codes_of_##name_) };
#define CODE(LIST_, CODE_, name_, number_, label_)
#include "tsn-codes.def"
#undef CODE_LIST
#undef CODE

static const TsnCodeList *const lists[] = {
#define CODE_LIST(LIST_, name_) &tsn_codes_##name_,
#define CODE(LIST_, CODE_, name_, number_, label_)
#include "tsn-codes.def"
#undef CODE_LIST
#undef CODE
};
/* clang-format on */

const TsnCodeList *const *
tsn_code_lists (guint *n_lists)
{
  *n_lists = G_N_ELEMENTS (lists);
  return lists;
}

const TsnCode *
tsn_code_by_number (const TsnCodeList *list, guint number)
{
  /* Most lists are numbered from 1 in the order of showing. */
  if (number >= 1 && number <= list->n_codes && list->codes[number - 1].number == number)
    return &list->codes[number - 1];

  for (guint i = 0; i < list->n_codes; i++)
    if (list->codes[i].number == number)
      return &list->codes[i];
  return NULL;
}

const TsnCode *
tsn_code_by_name (const TsnCodeList *list, const char *name)
{
  for (guint i = 0; i < list->n_codes; i++)
    if (strcmp (list->codes[i].name, name) == 0)
      return &list->codes[i];
  return NULL;
}

const TsnCode *
tsn_code_by_label (const TsnCodeList *list, const char *text, TsnTranslateFunc translate)
{
  for (guint i = 0; i < list->n_codes; i++)
    {
      const char *label = list->codes[i].label;

      if (g_ascii_strcasecmp (label, text) == 0)
        return &list->codes[i];
      if (translate != NULL && strcmp (translate (label), text) == 0)
        return &list->codes[i];
    }
  return NULL;
}
