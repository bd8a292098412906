/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-address.h"
#include "tsn-near.h"
#include "work-fixture.h"

#define HONJO    "112119"
#define KAMISATO "113859"
#define OKAYAMA  35058912, 134034092

static const guint CLINICS[] = { TSN_PLACE_TYPE_CLINIC, 0 };

typedef struct
{
  const char *name;
  guint type;
  const char *municipality, *postcode, *address; /* postcode: nullable */
  gint64 latitude, longitude;                    /* 0: not known */
  gboolean closed;
} Place;

/* What lies in 銀座 has its middle at 36.24, 139.19. */
static const Place PLACES[] = {
  { "東", TSN_PLACE_TYPE_CLINIC, HONJO, "3670052", "埼玉県本庄市１", 36240000, 139200000, FALSE },
  { "真ん中",
    TSN_PLACE_TYPE_DAY_CARE,
    HONJO,
    NULL,
    "埼玉県本庄市銀座１",
    36240000,
    139190000,
    FALSE },
  { "南西",
    TSN_PLACE_TYPE_CLINIC,
    HONJO,
    NULL,
    "埼玉県本庄市大字銀座１",
    36238000,
    139188000,
    FALSE },
  { "閉", TSN_PLACE_TYPE_CLINIC, HONJO, NULL, "埼玉県本庄市北堀", 36240000, 139190000, TRUE },
  { "半", TSN_PLACE_TYPE_CLINIC, HONJO, NULL, "埼玉県本庄市銀座", 36240000, 0, FALSE },
  { "歯",
    TSN_PLACE_TYPE_DENTAL_CLINIC,
    HONJO,
    NULL,
    "埼玉県本庄市北堀",
    36240000,
    139190000,
    FALSE },
  { "遠", TSN_PLACE_TYPE_CLINIC, HONJO, NULL, "埼玉県本庄市共栄70", OKAYAMA, FALSE },
  { "北", TSN_PLACE_TYPE_CLINIC, KAMISATO, NULL, "埼玉県上里町七本木", 36249000, 139190000, FALSE },
};

static gboolean
put_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
#define ADDRESS(Postcode, Municipality, City, Town)                                                \
  {                                                                                                \
    .postcode = Postcode, .municipality = Municipality, .prefecture = (char[]){ "埼玉県" },        \
    .city = (char[]){ City }, .town = (char[])                                                     \
    {                                                                                              \
      Town                                                                                         \
    }                                                                                              \
  }
  const TsnAddress addresses[] = {
    ADDRESS ("3670052", HONJO, "本庄市", "銀座"),
    ADDRESS ("3670037", HONJO, "本庄市", "共栄"),
    ADDRESS ("3670000", HONJO, "本庄市", ""),
    ADDRESS ("3690300", KAMISATO, "児玉郡上里町", "七本木"),
    ADDRESS ("9999999", "999999", "市", "町"),
  };
#undef ADDRESS

  if (!tsn_session_replace_addresses_begin (session, "ken_all", error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    if (!tsn_session_add_address (session, "ken_all", &addresses[i], error))
      return FALSE;
  return TRUE;
}

static void
put_place (TsnStore *store, const Place *place)
{
  TsnId id = tsn_id_new (NOON);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PLACE), &id);

  tsn_change_set_text (change, TSN_PLACE_NAME, place->name);
  tsn_change_set_number (change, TSN_PLACE_TYPE, place->type);
  tsn_change_set_text (change, TSN_PLACE_MUNICIPALITY, place->municipality);
  tsn_change_set_text (change, TSN_PLACE_ADDRESS, place->address);
  if (place->postcode != NULL)
    tsn_change_set_text (change, TSN_PLACE_POSTCODE, place->postcode);
  if (place->latitude != 0)
    tsn_change_set_number (change, TSN_PLACE_LATITUDE, place->latitude);
  if (place->longitude != 0)
    tsn_change_set_number (change, TSN_PLACE_LONGITUDE, place->longitude);
  if (place->closed)
    tsn_change_set_number (change, TSN_PLACE_CLOSED_ON, 20250101);
  must_put (store, change);
}

static void
near_setup (StoreFixture *f, gconstpointer data)
{
  fixture_setup (f, data);
  must_write (f, put_work, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (PLACES); i++)
    put_place (f->store, &PLACES[i]);
}

typedef struct
{
  const char *postcode;
  guint limit;
  TsnNear *near;
} Question;

static gboolean
find_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  g_autoptr (GError) own = NULL;

  question->near = tsn_near_find (session, question->postcode, CLINICS, question->limit, &own);
  g_assert_no_error (own);
  return TRUE;
}

static TsnNear *
find (StoreFixture *f, const char *postcode, guint limit)
{
  Question question = { postcode, limit, NULL };

  must_read (f, find_work, &question);
  return question.near;
}

static void
assert_near (TsnNear *near, guint index, const char *name, double distance, TsnDirection direction)
{
  const TsnNearPlace *place = &g_array_index (near->places, TsnNearPlace, index);

  g_assert_cmpstr (tsn_record_text (place->place, TSN_PLACE_NAME), ==, name);
  g_assert_cmpfloat_with_epsilon (place->distance, distance, 5);
  g_assert_cmpint (place->direction, ==, direction);
}

static void
test_near (StoreFixture *f, gconstpointer data)
{
  g_autoptr (TsnNear) near = find (f, "3670052", 10);
  g_autoptr (TsnNear) first = find (f, "3670052", 1);

  g_assert_cmpstr (near->around, ==, "本庄市銀座");
  g_assert_cmpfloat_with_epsilon (near->latitude, 36.24, 1e-6);
  g_assert_cmpfloat_with_epsilon (near->longitude, 139.19, 1e-6);
  g_assert_cmpuint (near->places->len, ==, 3);
  assert_near (near, 0, "南西", 286, TSN_DIRECTION_SOUTH_WEST);
  assert_near (near, 1, "東", 897, TSN_DIRECTION_EAST);
  assert_near (near, 2, "北", 1001, TSN_DIRECTION_NORTH);
  g_assert_cmpuint (first->places->len, ==, 1);
}

/* No place in the district, or none that can be believed: the municipality. */
static void
test_around (StoreFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *postcode, *around; /* NULL: nobody knows */
  } cases[] = {
    { "3670037", "本庄市" }, { "3670000", "本庄市" }, { "3690300", "児玉郡上里町七本木" },
    { "9999999", NULL },     { "0000000", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TsnNear) near = find (f, cases[i].postcode, 10);

      g_assert_cmpstr (near != NULL ? near->around : NULL, ==, cases[i].around);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/near/distances", StoreFixture, NULL, near_setup, test_near, fixture_teardown);
  g_test_add ("/near/around", StoreFixture, NULL, near_setup, test_around, fixture_teardown);
  return g_test_run ();
}
