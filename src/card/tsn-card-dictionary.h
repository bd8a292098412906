/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A dictionary of data/card; embed-dictionaries.py writes them into the library. */
typedef struct
{
  const guint8 *bytes;
  gsize size;
  guint32 id; /* Adler-32 of the bytes, by which zlib streams name it */
} TsnCardDictionary;

extern const TsnCardDictionary
    tsn_card_dictionaries[]; /* the newest first; an empty one ends them */

G_END_DECLS
