/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The middle is the median of each coordinate, not the mean: the national files put some
 * facilities into another part of the country. Where a district has only such a one, it is not
 * believed either. */

#include "tsn-near.h"

#include <math.h>
#include <string.h>

#include "tsn-address.h"
#include "tsn-secret.h"
#include "tsn-text.h"

#define METRES_PER_DEGREE 111195.0 /* of a great circle, radius 6371 km */
#define REACH_DEGREES     0.3      /* some 30 km */
#define DISTRICT_METRES   30000.0  /* a district lies no further from the middle of its city */

typedef struct
{
  GArray *latitudes; /* of double */
  GArray *longitudes;
} Crowd;

typedef struct
{
  double latitude, longitude;
} Spot;

static void
crowd_init (Crowd *self)
{
  self->latitudes = g_array_new (FALSE, FALSE, sizeof (double));
  self->longitudes = g_array_new (FALSE, FALSE, sizeof (double));
}

static void
crowd_clear (Crowd *self)
{
  g_array_unref (self->latitudes);
  g_array_unref (self->longitudes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Crowd, crowd_clear)

static gboolean
spot_of (const TsnRecord *place, Spot *spot)
{
  const TsnValue *latitude = tsn_record_value (place, TSN_PLACE_LATITUDE);
  const TsnValue *longitude = tsn_record_value (place, TSN_PLACE_LONGITUDE);

  if (latitude == NULL || longitude == NULL)
    return FALSE;
  spot->latitude = (double) tsn_record_number (place, TSN_PLACE_LATITUDE, 0) / 1e6;
  spot->longitude = (double) tsn_record_number (place, TSN_PLACE_LONGITUDE, 0) / 1e6;
  return TRUE;
}

static void
crowd_add (Crowd *self, const Spot *spot)
{
  g_array_append_val (self->latitudes, spot->latitude);
  g_array_append_val (self->longitudes, spot->longitude);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a, other = *(const double *) b;

  return one < other ? -1 : one > other;
}

static double
median (GArray *numbers)
{
  g_array_sort (numbers, compare_doubles);
  return g_array_index (numbers, double, numbers->len / 2);
}

static gboolean
crowd_middle (Crowd *self, Spot *middle)
{
  if (self->latitudes->len == 0)
    return FALSE;
  middle->latitude = median (self->latitudes);
  middle->longitude = median (self->longitudes);
  return TRUE;
}

static void
between (const Spot *from, const Spot *to, double *east, double *north)
{
  *north = (to->latitude - from->latitude) * METRES_PER_DEGREE;
  *east = (to->longitude - from->longitude) * METRES_PER_DEGREE *
          cos (from->latitude * G_PI / 180.0);
}

static double
distance (const Spot *from, const Spot *to)
{
  double east, north;

  between (from, to, &east, &north);
  return hypot (east, north);
}

/* -- Where home is -- */

/* 児玉郡上里町 is often written without its 郡; 郡山市 is none. */
static const char *
without_county (const char *city)
{
  const char *county = strstr (city, "郡");

  if (county == NULL || county == city ||
      !(g_str_has_suffix (city, "町") || g_str_has_suffix (city, "村")))
    return city;
  return county + strlen ("郡");
}

static gboolean
lies_in_town (const TsnRecord *place, const TsnAddress *address)
{
  const char *postcode = tsn_record_text (place, TSN_PLACE_POSTCODE);
  const char *written = tsn_record_text (place, TSN_PLACE_ADDRESS);
  const char *city = without_county (address->city);
  const char *rest = written != NULL ? strstr (written, city) : NULL;
  g_autoptr (GString) rest_key = g_string_new (NULL);
  g_autoptr (GString) town_key = g_string_new (NULL);

  if (g_strcmp0 (postcode, address->postcode) == 0)
    return TRUE;
  if (rest == NULL || address->town[0] == '\0')
    return FALSE;
  rest += strlen (city);
  if (g_str_has_prefix (rest, "大字"))
    rest += strlen ("大字");
  tsn_text_fold (rest, rest_key);
  tsn_text_fold (address->town, town_key);
  return g_str_has_prefix (rest_key->str, town_key->str);
}

static gboolean
lies_in_any (const TsnRecord *place, GArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    if (lies_in_town (place, &g_array_index (addresses, TsnAddress, i)))
      return TRUE;
  return FALSE;
}

static TsnQuery *
places_query (void)
{
  TsnQuery *query = tsn_query_new (tsn_kind_by_number (TSN_KIND_PLACE));

  query->open_only = TRUE;
  return query;
}

static gboolean
find_home (TsnSession *session, GArray *addresses, Spot *home, char **around, GError **error)
{
  const TsnAddress *first = &g_array_index (addresses, TsnAddress, 0);
  g_autoptr (TsnQuery) query = places_query ();
  g_autoptr (GPtrArray) places = NULL;
  g_auto (Crowd) town = { NULL, NULL };
  g_auto (Crowd) city = { NULL, NULL };
  Spot spot;

  crowd_init (&town);
  crowd_init (&city);
  tsn_query_where (query,
                   TSN_PLACE_MUNICIPALITY,
                   TSN_QUERY_EQUAL,
                   tsn_value_text (first->municipality));
  places = tsn_session_query (session, query, error);
  if (places == NULL)
    return FALSE;
  for (guint i = 0; i < places->len; i++)
    if (spot_of (g_ptr_array_index (places, i), &spot))
      {
        crowd_add (&city, &spot);
        if (lies_in_any (g_ptr_array_index (places, i), addresses))
          crowd_add (&town, &spot);
      }
  if (!crowd_middle (&city, home))
    return FALSE;
  if (crowd_middle (&town, &spot) && distance (home, &spot) <= DISTRICT_METRES)
    {
      *home = spot;
      *around = g_strconcat (first->city, addresses->len == 1 ? first->town : "", NULL);
    }
  else
    *around = g_strdup (first->city);
  return TRUE;
}

/* -- What is near -- */

static void
near_place_clear (gpointer data)
{
  TsnNearPlace *near = data;

  tsn_record_unref (near->place);
}

static int
compare_distances (gconstpointer a, gconstpointer b)
{
  const TsnNearPlace *one = a, *other = b;

  return compare_doubles (&one->distance, &other->distance);
}

static TsnDirection
direction_of (double east, double north)
{
  double eighths = atan2 (east, north) / (G_PI / 4);

  return (TsnDirection) (((int) lround (eighths) + TSN_N_DIRECTIONS) % TSN_N_DIRECTIONS);
}

static void
add_place (GArray *near, TsnRecord *record, const Spot *home)
{
  TsnNearPlace place;
  Spot spot;

  if (tsn_record_value (record, TSN_PLACE_CLOSED_ON) != NULL || !spot_of (record, &spot))
    return;
  between (home, &spot, &place.east, &place.north);
  place.distance = hypot (place.east, place.north);
  place.direction = direction_of (place.east, place.north);
  place.place = tsn_record_ref (record);
  g_array_append_val (near, place);
}

static void
within (TsnQuery *query, guint field, double degrees)
{
  gint64 middle = (gint64) (degrees * 1e6), reach = (gint64) (REACH_DEGREES * 1e6);

  tsn_query_where (query,
                   field,
                   TSN_QUERY_AT_LEAST,
                   tsn_value_number (TSN_TYPE_INTEGER, middle - reach));
  tsn_query_where (query,
                   field,
                   TSN_QUERY_AT_MOST,
                   tsn_value_number (TSN_TYPE_INTEGER, middle + reach));
}

static gboolean
add_type (TsnSession *session, GArray *near, guint type, const Spot *home, GError **error)
{
  g_autoptr (TsnQuery) query = places_query ();
  g_autoptr (GPtrArray) places = NULL;

  tsn_query_where (query, TSN_PLACE_TYPE, TSN_QUERY_EQUAL, tsn_value_number (TSN_TYPE_CODE, type));
  within (query, TSN_PLACE_LATITUDE, home->latitude);
  within (query, TSN_PLACE_LONGITUDE, home->longitude);
  places = tsn_session_query (session, query, error);
  if (places == NULL)
    return FALSE;
  for (guint i = 0; i < places->len; i++)
    add_place (near, g_ptr_array_index (places, i), home);
  return TRUE;
}

TsnNear *
tsn_near_find (TsnSession *session,
               const char *postcode,
               const guint *types,
               guint limit,
               GError **error)
{
  g_autoptr (TsnNear) self = g_new0 (TsnNear, 1);
  g_autoptr (GArray) addresses = tsn_session_addresses (session, postcode, error);
  Spot home;

  if (addresses == NULL || addresses->len == 0 ||
      !find_home (session, addresses, &home, &self->around, error))
    return NULL;
  self->latitude = home.latitude;
  self->longitude = home.longitude;
  self->places = g_array_new (FALSE, FALSE, sizeof (TsnNearPlace));
  g_array_set_clear_func (self->places, near_place_clear);
  for (; *types != 0; types++)
    if (!add_type (session, self->places, *types, &home, error))
      return NULL;
  g_array_sort (self->places, compare_distances);
  if (self->places->len > limit)
    g_array_set_size (self->places, limit);
  return self->places->len > 0 ? g_steal_pointer (&self) : NULL;
}

void
tsn_near_free (TsnNear *self)
{
  if (self == NULL)
    return;
  if (self->around != NULL)
    tsn_secret_wipe (self->around, strlen (self->around));
  g_free (self->around);
  g_clear_pointer (&self->places, g_array_unref);
  tsn_secret_wipe (self, sizeof *self);
  g_free (self);
}
