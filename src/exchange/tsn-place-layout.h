/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-place-layout.h: which column of a facility file is what, and which file it is. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a column can be. A column that is none of these is not read: names of persons never are. */
typedef enum
{
  TSN_PLACE_ROLE_NAME,
  TSN_PLACE_ROLE_KANA,
  TSN_PLACE_ROLE_SHORT_NAME,
  TSN_PLACE_ROLE_OPERATOR,
  TSN_PLACE_ROLE_NUMBER,  /* of the facility, unique within the source (and the service) */
  TSN_PLACE_ROLE_ROW,     /* the publisher's running number, where there is no other */
  TSN_PLACE_ROLE_SERVICE, /* サービスの種類, 実施サービス: part of the id */
  TSN_PLACE_ROLE_CLASS,   /* 病院, 有床診療所 ... or 機関区分 1, 2, 3 */
  TSN_PLACE_ROLE_DEPARTMENTS,
  TSN_PLACE_ROLE_AREA_CODE, /* prefecture or municipality, five or six digits */
  TSN_PLACE_ROLE_PREFECTURE_CODE,
  TSN_PLACE_ROLE_CITY_CODE,
  TSN_PLACE_ROLE_PREFECTURE,
  TSN_PLACE_ROLE_CITY,
  TSN_PLACE_ROLE_POSTCODE,
  TSN_PLACE_ROLE_ADDRESS,
  TSN_PLACE_ROLE_BUILDING,
  TSN_PLACE_ROLE_LATITUDE,
  TSN_PLACE_ROLE_LONGITUDE,
  TSN_PLACE_ROLE_PHONE,
  TSN_PLACE_ROLE_FAX,
  TSN_PLACE_ROLE_URL,
  TSN_PLACE_ROLE_CAPACITY,
  TSN_PLACE_ROLE_DAYS,
  TSN_PLACE_ROLE_OPENS,
  TSN_PLACE_ROLE_CLOSES,
  TSN_PLACE_ROLE_DAYS_NOTE,
  TSN_PLACE_ROLE_AFTER_HOURS,
  TSN_PLACE_ROLE_HOLIDAYS, /* closed at new year and so on, in words */
  TSN_PLACE_ROLE_NOTE,
  TSN_PLACE_ROLE_DATE,        /* the row's own data date */
  TSN_PLACE_ROLE_OPEN_WEEKLY, /* seven columns Monday to Sunday: 1 is open, whatever they are called
                               */
  TSN_PLACE_ROLE_OPEN_NTH = TSN_PLACE_ROLE_OPEN_WEEKLY + 7, /* five weeks of seven */
  TSN_PLACE_N_ROLES = TSN_PLACE_ROLE_OPEN_NTH + 35,
} TsnPlaceRole;

typedef struct
{
  const char *header;
  TsnPlaceRole role;
} TsnPlaceColumn;

typedef struct
{
  const char *source; /* PLACE.source, and the first part of the id */
  guint class_code;   /* the place_type of every row; 0: the row says */
  const char *mark;   /* the header that only this file has */
  const TsnPlaceColumn
      *columns; /* ends with a NULL header; NAME, ADDRESS and a number are required */
} TsnPlaceLayout;

/* The place of each role in a file; -1: the file does not have it. */
typedef struct
{
  const TsnPlaceLayout *layout;
  gint16 cell[TSN_PLACE_N_ROLES];
} TsnPlaceMap;

/**
 * tsn_place_map_detect:
 * @headers: @n_headers texts of the first record
 * @map: (out)
 * @used: (out) (array length=n_headers): whether the column is read
 *
 * Returns: FALSE when no layout fits: its mark or a required column is missing
 */
gboolean
tsn_place_map_detect (const char *const *headers, guint n_headers, TsnPlaceMap *map, gboolean *used)
    G_GNUC_WARN_UNUSED_RESULT;

/* "" when the file or this row does not have it. */
const char *
tsn_place_map_cell (const TsnPlaceMap *map, const char *const *cells, guint n_cells, guint role);

/* The place_type of a service of long-term care; 0 when it is none that is known. */
guint tsn_place_type_of_service (const char *service);

/* The place_type of 医療機関の種類 or 機関区分, and of the departments (nullable) where they tell
 * more. */
guint tsn_place_type_of_class (const char *class_cell, const char *departments);

G_END_DECLS
