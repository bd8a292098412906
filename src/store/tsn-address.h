/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-address.h: postal code -> addresses. Public reference data of the post office, not records:
 * replaced whole by each import. */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

typedef struct
{
  char postcode[8];     /* seven digits */
  char municipality[7]; /* six digits with check digit */
  char *prefecture;
  char *city; /* with 郡 */
  char *town; /* as shown: remarks taken out, "" when the code covers the rest of a city */
  char *town_kana;
  char *office; /* a large office with its own code; NULL for a district */
} TsnAddress;

void tsn_address_clear (TsnAddress *self);

/* All addresses of a code; a code is not unique (up to 66 rows, some in two prefectures): the
 * person chooses. (element-type TsnAddress) */
GArray *tsn_session_addresses (TsnSession *self, const char *postcode, GError **error);

/* What the municipality of that code (six digits) is called, with its prefecture: 埼玉県本庄市.
 * NULL without error: not in the table. */
char *tsn_session_municipality_name (TsnSession *self, const char *code, GError **error);
/* The same for people to read, who have nothing else: the code where there is no name. */
char *tsn_session_municipality_title (TsnSession *self, const char *code);

/* For imports: replaces all rows that came from @source ("ken_all", "jigyosyo") within the running
 * transaction. */
gboolean tsn_session_replace_addresses_begin (TsnSession *self, const char *source, GError **error);
gboolean tsn_session_add_address (TsnSession *self,
                                  const char *source,
                                  const TsnAddress *address,
                                  GError **error);

G_END_DECLS
