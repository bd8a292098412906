/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-place-row.c: one row of a facility file as a change of a `place`.
 *
 * Columns that become one field by themselves are in a table; what needs several columns (the id,
 * where it is, what it does) has a function. The id is derived from the number and the service: one
 * number may stand for several services, and each is a facility of its own in the directory.
 */

#include "tsn-place-row.h"

#include <string.h>

#include "tsn-date.h"
#include "tsn-municipality-code.h"
#include "tsn-place-hours.h"
#include "tsn-place-text.h"
#include "tsn-text.h"
#include "tsn-validate.h"

typedef struct
{
  const TsnPlaceMap *map;
  const char *const *cells;
  guint n_cells;
  TsnChange *change;
} Row;

static const struct
{
  TsnPlaceRole role;
  guint field;
  char *(*mend) (const char *cell);
} texts[] = {
  { TSN_PLACE_ROLE_NAME, TSN_PLACE_NAME, tsn_place_text_line },
  { TSN_PLACE_ROLE_KANA, TSN_PLACE_KANA, tsn_place_text_kana },
  { TSN_PLACE_ROLE_SHORT_NAME, TSN_PLACE_SHORT_NAME, tsn_place_text_line },
  { TSN_PLACE_ROLE_OPERATOR, TSN_PLACE_OPERATOR, tsn_place_text_line },
  { TSN_PLACE_ROLE_NUMBER, TSN_PLACE_CODE, tsn_place_text_line },
  { TSN_PLACE_ROLE_POSTCODE, TSN_PLACE_POSTCODE, tsn_place_text_postcode },
  { TSN_PLACE_ROLE_BUILDING, TSN_PLACE_BUILDING, tsn_place_text_line },
  { TSN_PLACE_ROLE_PHONE, TSN_PLACE_PHONE, tsn_place_text_phone },
  { TSN_PLACE_ROLE_FAX, TSN_PLACE_FAX, tsn_place_text_phone },
  { TSN_PLACE_ROLE_URL, TSN_PLACE_URL, tsn_place_text_url },
  { TSN_PLACE_ROLE_NOTE, TSN_PLACE_NOTE, tsn_place_text_lines },
};

static const char *
cell (const Row *row, guint role)
{
  return tsn_place_map_cell (row->map, row->cells, row->n_cells, role);
}

static char *
line (const Row *row, guint role)
{
  char *text = tsn_place_text_line (cell (row, role));

  return text == NULL ? g_strdup ("") : text;
}

/* Takes @value over; one that the field refuses becomes "no value". */
static void
take (Row *row, guint field, TsnValue value)
{
  if (!tsn_validate_value (tsn_kind_field (row->change->kind, field), &value, NULL))
    tsn_value_clear (&value);
  tsn_change_take (row->change, field, value);
}

/* The same for a field without which there is no facility. */
static gboolean
take_needed (Row *row, guint field, const char *text, GError **error)
{
  const TsnField *description = tsn_kind_field (row->change->kind, field);
  g_auto (TsnValue) value = TSN_VALUE_NONE;

  if (text == NULL || text[0] == '\0')
    {
      g_set_error (error,
                   TSN_MODEL_ERROR,
                   TSN_MODEL_ERROR_REQUIRED,
                   "%s: is missing",
                   description->name);
      return FALSE;
    }
  value = tsn_value_text (text);
  if (!tsn_validate_value (description, &value, error))
    return FALSE;
  tsn_change_take (row->change, field, value);
  value = TSN_VALUE_NONE;
  return TRUE;
}

/* What the source calls the facility; "" when it has no number. Numbers of the recommended layouts
 * are unique only within a prefecture or, the running ones, within the publishing municipality. */
static char *
source_number (const Row *row)
{
  g_autofree char *number = line (row, TSN_PLACE_ROLE_NUMBER);
  g_autofree char *running = line (row, TSN_PLACE_ROLE_ROW);
  g_autofree char *area = line (row, TSN_PLACE_ROLE_AREA_CODE);

  if (row->map->cell[TSN_PLACE_ROLE_ROW] < 0)
    return g_steal_pointer (&number);
  if (number[0] != '\0')
    return g_strdup_printf ("%.2s-%s", area, number);
  return running[0] == '\0' ? g_strdup ("") : g_strdup_printf ("%s-%s", area, running);
}

static gboolean
derive_id (Row *row, GError **error)
{
  g_autofree char *number = source_number (row);
  g_autofree char *service = line (row, TSN_PLACE_ROLE_SERVICE);
  g_autofree char *name = NULL;

  if (!take_needed (row, TSN_PLACE_SOURCE_ID, number, error))
    return FALSE;
  name = g_strjoin (":", row->map->layout->source, number, service, NULL);
  row->change->record = tsn_id_derive ("place", name, strlen (name));
  tsn_change_set_text (row->change, TSN_PLACE_SOURCE, row->map->layout->source);
  return TRUE;
}

/* Six digits, five, or two and three in two columns; a prefecture's own code is no municipality. */
static void
take_municipality (Row *row)
{
  g_autofree char *whole = line (row, TSN_PLACE_ROLE_AREA_CODE);
  g_autofree char *parts = g_strconcat (cell (row, TSN_PLACE_ROLE_PREFECTURE_CODE),
                                        cell (row, TSN_PLACE_ROLE_CITY_CODE),
                                        NULL);
  char code[TSN_MUNICIPALITY_CODE_SIZE];
  const char *text = whole[0] != '\0' ? whole : parts;

  if (tsn_municipality_code_complete (text, code) && strncmp (code + 2, "000", 3) != 0)
    take (row, TSN_PLACE_MUNICIPALITY, tsn_value_text (code));
  else
    tsn_change_clear_field (row->change, TSN_PLACE_MUNICIPALITY);
}

/* How far into an address its municipality may begin, in characters: after 西八代郡. */
#define CITY_WITHIN 6

/* Compares search keys, since 龍ケ崎市 is 龍ヶ崎市. */
static gboolean
begins_with_city (const char *address, const char *city)
{
  g_autoptr (GString) address_key = g_string_new (NULL);
  g_autoptr (GString) city_key = g_string_new (NULL);
  const char *found;

  tsn_text_fold (address, address_key);
  tsn_text_fold (city, city_key);
  found = city_key->len == 0 ? NULL : strstr (address_key->str, city_key->str);
  return found != NULL && g_utf8_pointer_to_offset (address_key->str, found) <= CITY_WITHIN;
}

/* What has to stand between the prefecture and @address: nothing, @city, or a city without the ward
 * that the address begins with. An address may name another city than its row: a 市 in a row of a
 * 町 is believed, while 二日市 in a row of a 市 is a district. (transfer full) */
static char *
missing_city (const char *address, const char *city)
{
  const char *mark = strstr (city, "市");
  const char *ward = mark == NULL ? "" : mark + strlen ("市");
  g_autofree char *whole = g_strndup (city, strlen (city) - strlen (ward));
  const char *other = strstr (address, "市");

  if (begins_with_city (address, mark == NULL ? city : whole))
    return g_strdup ("");
  if (ward[0] != '\0' && g_str_has_prefix (address, ward))
    return g_steal_pointer (&whole);
  if (mark == NULL && other > address && g_utf8_pointer_to_offset (address, other) < CITY_WITHIN)
    return g_strdup ("");
  return g_strdup (city);
}

static char *
complete_address (const Row *row)
{
  g_autofree char *address = line (row, TSN_PLACE_ROLE_ADDRESS);
  g_autofree char *prefecture = line (row, TSN_PLACE_ROLE_PREFECTURE);
  g_autofree char *city = line (row, TSN_PLACE_ROLE_CITY);
  g_autofree char *missing = NULL;

  if (address[0] == '\0')
    return NULL;
  if (prefecture[0] == '\0' || g_str_has_prefix (address, prefecture))
    return g_steal_pointer (&address);
  missing = missing_city (address, city);
  return g_strconcat (prefecture, missing, address, NULL);
}

/* Where the file has none, what staff wrote stays. */
static void
take_position (Row *row)
{
  gint64 latitude = 0;
  gint64 longitude = 0;

  if (!tsn_place_text_position (cell (row, TSN_PLACE_ROLE_LATITUDE),
                                cell (row, TSN_PLACE_ROLE_LONGITUDE),
                                &latitude,
                                &longitude))
    return;
  tsn_change_set_number (row->change, TSN_PLACE_LATITUDE, latitude);
  tsn_change_set_number (row->change, TSN_PLACE_LONGITUDE, longitude);
}

static void
add_services (Row *row, TsnValue *list, guint role)
{
  const TsnField *field = tsn_kind_field (row->change->kind, TSN_PLACE_SERVICES);
  g_autofree char *text = line (row, role);
  g_auto (GStrv) items = NULL;
  g_autoptr (GString) separated = g_string_new (text);

  g_string_replace (separated, "；", ";", 0);
  items = g_strsplit (separated->str, ";", (gint) tsn_field_max_items (field));
  for (guint i = 0; items[i] != NULL; i++)
    {
      g_autofree char *item = tsn_place_text_line (items[i]);
      TsnValue value = tsn_value_text (item);

      if (item != NULL)
        tsn_value_list_take (list, &value);
    }
}

static void
take_services (Row *row)
{
  g_autofree char *service = line (row, TSN_PLACE_ROLE_SERVICE);
  g_autofree char *class_cell = line (row, TSN_PLACE_ROLE_CLASS);
  guint type = row->map->layout->class_code;
  TsnValue list = tsn_value_list ();

  if (type == 0)
    type = tsn_place_type_of_service (service);
  if (type == 0)
    type = tsn_place_type_of_class (class_cell, cell (row, TSN_PLACE_ROLE_DEPARTMENTS));
  tsn_change_set_number (row->change, TSN_PLACE_TYPE, type == 0 ? TSN_PLACE_TYPE_OTHER : type);
  if (row->map->cell[TSN_PLACE_ROLE_SERVICE] < 0 && row->map->cell[TSN_PLACE_ROLE_DEPARTMENTS] < 0)
    {
      tsn_value_clear (&list);
      return;
    }
  add_services (row, &list, TSN_PLACE_ROLE_SERVICE);
  add_services (row, &list, TSN_PLACE_ROLE_DEPARTMENTS);
  take (row, TSN_PLACE_SERVICES, list);
}

static void
take_rest (Row *row, guint32 file_date)
{
  gint64 capacity = tsn_place_text_capacity (cell (row, TSN_PLACE_ROLE_CAPACITY));
  TsnDate date = (TsnDate) file_date;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (row->map->cell[texts[i].role] >= 0)
      take (row, texts[i].field, tsn_value_take_text (texts[i].mend (cell (row, texts[i].role))));
  if (row->map->cell[TSN_PLACE_ROLE_CAPACITY] >= 0)
    take (row,
          TSN_PLACE_CAPACITY,
          capacity == 0 ? TSN_VALUE_NONE : tsn_value_number (TSN_TYPE_INTEGER, capacity));
  take (row,
        TSN_PLACE_HOURS,
        tsn_value_take_text (tsn_place_hours (row->map, row->cells, row->n_cells)));
  if (tsn_date_parse_iso (cell (row, TSN_PLACE_ROLE_DATE), &date) || date != 0)
    take (row, TSN_PLACE_SOURCE_DATE, tsn_value_number (TSN_TYPE_DATE, date));
}

static gboolean
fill (Row *row, guint32 file_date, guint *role, guint *field, GError **error)
{
  g_autofree char *name = tsn_place_text_line (cell (row, TSN_PLACE_ROLE_NAME));
  g_autofree char *address = complete_address (row);

  *role = row->map->cell[TSN_PLACE_ROLE_NUMBER] >= 0 ? TSN_PLACE_ROLE_NUMBER : TSN_PLACE_ROLE_ROW;
  *field = TSN_PLACE_SOURCE_ID;
  if (!derive_id (row, error))
    return FALSE;
  take_rest (row, file_date);
  *role = TSN_PLACE_ROLE_NAME;
  *field = TSN_PLACE_NAME;
  if (!take_needed (row, TSN_PLACE_NAME, name, error))
    return FALSE;
  *role = TSN_PLACE_ROLE_ADDRESS;
  *field = TSN_PLACE_ADDRESS;
  if (!take_needed (row, TSN_PLACE_ADDRESS, address, error))
    return FALSE;
  take_municipality (row);
  take_position (row);
  take_services (row);
  return TRUE;
}

TsnChange *
tsn_place_row_change (const TsnPlaceMap *map,
                      const char *const *cells,
                      guint n_cells,
                      guint32 file_date,
                      guint *role,
                      const TsnField **field,
                      GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PLACE);
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, &TSN_ID_NIL);
  Row row = { map, cells, n_cells, change };
  guint number = 0;

  if (fill (&row, file_date, role, &number, error))
    return g_steal_pointer (&change);
  *field = tsn_kind_field (kind, number);
  return NULL;
}
