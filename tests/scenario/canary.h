/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* canary.h: what must be found nowhere in clear. */

#pragma once

#include "store-fixture.h"

#define CANARY_READING "ヌエキリンタロウ"

/* The texts of the records below, as they were typed and as they are looked for; ends with NULL. */
extern const char *const canaries[];

/* One record of every kind that has something to hide, each of its sealed texts a canary: names,
 * readings, addresses, telephones, conditions, wishes. Gives the person's id. */
TsnId canary_put_all_kinds (TsnStore *store);

/* @text in one of the encodings. NULL: it cannot be written so, or in so few bytes that they would
 * be found by chance in what is sealed. */
#define CANARY_N_ENCODINGS 4
GBytes *canary_encode (const char *text, guint encoding);
