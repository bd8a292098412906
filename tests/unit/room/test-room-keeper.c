/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who serves, with a real Avahi (tests/with-avahi.py): two that begin at the same moment, one that
 * goes, one that may not; and what is said where there is no Avahi. */

#include "store-fixture.h"
#include "tsn-room-keeper.h"
#include "wait-for.h"

#define GIVE_UP_S 60

static const TsnRoomPatience PATIENCE = {
  .look_ms = 1,
  .again_ms = 100,
  .sync = {
      .first_ms = 100,
      .last_ms = 400,
      .connect_ms = 2000,
      .silence_ms = 3000,
      .poll_ms = 10 * GIVE_UP_S * 1000,
  },
};

typedef struct
{
  const char *name;
  StoreFixture device;
  TsnRoomKeeper *keeper;
  TsnRoomState state;
  guint n_told;
} Laptop;

typedef struct
{
  Laptop a;
  Laptop b;
  Laptop reception;
} Fixture;

static void
state_cb (const TsnRoomState *state, gpointer user_data)
{
  Laptop *self = user_data;

  tsn_room_state_clear (&self->state);
  self->state = *state;
  self->state.problem = state->problem != NULL ? g_error_copy (state->problem) : NULL;
  self->n_told++;
}

static void
switch_on (Laptop *self)
{
  self->keeper =
      tsn_room_keeper_new (self->device.folder, self->device.vault, &PATIENCE, state_cb, self);
}

static void
switch_off (Laptop *self)
{
  g_clear_pointer (&self->keeper, tsn_room_keeper_free);
  tsn_room_state_clear (&self->state);
  self->state = (TsnRoomState){ 0 };
}

static void
print_laptop (const Laptop *self)
{
  g_printerr ("%s: avahi %d, serves %d, others %u: %s\n",
              self->name,
              self->state.has_avahi,
              self->state.serves,
              self->state.n_others,
              self->state.problem != NULL ? self->state.problem->message : "no problem");
}

static gboolean
give_up_cb (gpointer data)
{
  const Fixture *f = data;

  print_laptop (&f->a);
  print_laptop (&f->b);
  print_laptop (&f->reception);
  g_error ("nothing more happens");
  return G_SOURCE_REMOVE;
}

/* Each change of a state, and whatever came in, is an event. */
#define AWAIT(f, condition) WAIT_FOR (condition, GIVE_UP_S, give_up_cb, f)

static void
set_up (Fixture *f, gconstpointer data)
{
  f->a.name = "a";
  f->b.name = "b";
  f->reception.name = "reception";
  fixture_setup (&f->a.device, NULL);
  fixture_setup_for_role (&f->b.device, &f->a.device, TSN_ROLE_DESK);
  fixture_setup_for_role (&f->reception.device, &f->a.device, TSN_ROLE_RECEPTION);
  put_device_record (f->a.device.store, f->a.device.vault);
  put_device_record (f->b.device.store, f->b.device.vault);
  put_device_record (f->a.device.store, f->reception.device.vault);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  switch_off (&f->a);
  switch_off (&f->b);
  switch_off (&f->reception);
  fixture_teardown (&f->reception.device, NULL);
  fixture_teardown (&f->b.device, NULL);
  fixture_teardown (&f->a.device, NULL);
}

static gboolean
has_person (const Laptop *self, const TsnId *id)
{
  g_autoptr (TsnRecord) record = must_get (self->device.store, TSN_KIND_PERSON, id);

  return record != NULL;
}

/* @one serves, and @other is in its room; both of them know. */
static gboolean
is_guest_of (const Laptop *other, const Laptop *one)
{
  return one->state.serves && one->state.n_others == 1 && !other->state.serves &&
         other->state.n_others == 1;
}

/* Both open a room, each hears of the other's, and one closes its own. */
static void
test_same_moment (Fixture *f, gconstpointer data)
{
  TsnId first;
  TsnId second;

  switch_on (&f->a);
  switch_on (&f->b);
  AWAIT (f, is_guest_of (&f->a, &f->b) || is_guest_of (&f->b, &f->a));
  first = put_person (f->a.device.store);
  AWAIT (f, has_person (&f->b, &first));
  second = put_person (f->b.device.store);
  AWAIT (f, has_person (&f->a, &second));
}

/* The other takes its place; and who comes back is a guest. */
static void
test_serving_one_goes (Fixture *f, gconstpointer data)
{
  TsnId alone;

  switch_on (&f->a);
  AWAIT (f, f->a.state.serves);
  switch_on (&f->b);
  AWAIT (f, is_guest_of (&f->b, &f->a) || is_guest_of (&f->a, &f->b));
  switch_off (&f->a);
  AWAIT (f, f->b.state.serves && f->b.state.n_others == 0);
  alone = put_person (f->b.device.store);
  switch_on (&f->a);
  AWAIT (f, has_person (&f->a, &alone));
  AWAIT (f, is_guest_of (&f->a, &f->b) || is_guest_of (&f->b, &f->a));
}

/* A reception waits until somebody serves who may. */
static void
test_reception (Fixture *f, gconstpointer data)
{
  TsnId person;

  switch_on (&f->reception);
  AWAIT (f, f->reception.n_told > 0);
  g_assert_false (f->reception.state.may_serve);
  g_assert_true (f->reception.state.has_avahi);
  switch_on (&f->a);
  AWAIT (f, is_guest_of (&f->reception, &f->a));
  g_assert_true (f->a.state.may_serve);
  person = put_person (f->reception.device.store);
  AWAIT (f, has_person (&f->a, &person));
}

/* Everybody in the room knows with how many others, not only who serves. */
static void
test_count (Fixture *f, gconstpointer data)
{
  switch_on (&f->a);
  switch_on (&f->b);
  switch_on (&f->reception);
  AWAIT (f,
         f->a.state.n_others == 2 && f->b.state.n_others == 2 && f->reception.state.n_others == 2);
  switch_off (&f->reception);
  AWAIT (f, is_guest_of (&f->a, &f->b) || is_guest_of (&f->b, &f->a));
}

/* Switched off again before anything has begun, and on. */
static void
test_second_thoughts (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      switch_on (&f->a);
      switch_off (&f->a);
    }
  switch_on (&f->a);
  AWAIT (f, f->a.state.serves);
}

static void
test_no_avahi (Fixture *f, gconstpointer data)
{
  switch_on (&f->a);
  AWAIT (f, f->a.n_told > 0);
  g_assert_false (f->a.state.has_avahi);
  g_assert_false (f->a.state.serves);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/room/keeper/" name, Fixture, NULL, set_up, test, tear_down)
  if (g_getenv ("TSN_TEST_AVAHI") != NULL)
    {
      ADD ("same-moment", test_same_moment);
      ADD ("serving-one-goes", test_serving_one_goes);
      ADD ("reception", test_reception);
      ADD ("count", test_count);
      ADD ("second-thoughts", test_second_thoughts);
    }
  else
    ADD ("no-avahi", test_no_avahi);
  return g_test_run ();
}
