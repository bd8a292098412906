/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The switch that brings the station together with the other devices in the room: when it is on and
 * when not, what it says, and (with a real Avahi, tests/with-avahi.py) that what another device
 * wrote is told to the pages. */

#include <string.h>

#include "tsn-room-group.h"
#include "ui-fixture.h"

static TsnRoomLink *
link_of (UiFixture *self)
{
  return tsn_station_get_room (self->station);
}

static const TsnRoomState *
state_of (gpointer fixture)
{
  return tsn_room_link_get_state (link_of (fixture));
}

/* -- Words -- */

static void
expect_words (gboolean on, TsnRoomState state, gboolean has_network, const char *part)
{
  g_autofree char *words = tsn_room_words (on, &state, has_network);

  if (strstr (words, part) == NULL)
    g_error ("no '%s' in '%s'", part, words);
}

static void
test_words (void)
{
  g_autoptr (GError) problem = g_error_new_literal (TSN_SYNC_ERROR,
                                                    TSN_SYNC_ERROR_SHUT_OUT,
                                                    "shut out");
  const TsnRoomState none = { .has_avahi = TRUE };

  expect_words (FALSE, none, TRUE, "without the internet");
  expect_words (FALSE, (TsnRoomState){ .n_others = 3 }, TRUE, "without the internet");
  expect_words (TRUE, none, TRUE, "coordinator");
  expect_words (TRUE, (TsnRoomState){ .has_avahi = TRUE, .may_serve = TRUE }, TRUE, "Looking");
  expect_words (TRUE, none, FALSE, "No network");
  expect_words (TRUE, (TsnRoomState){ .may_serve = TRUE }, TRUE, "Avahi");
  expect_words (TRUE, (TsnRoomState){ .has_avahi = TRUE, .serves = TRUE }, TRUE, "waiting");
  expect_words (TRUE, (TsnRoomState){ .has_avahi = TRUE, .problem = problem }, TRUE, "shut out");
  expect_words (TRUE, (TsnRoomState){ .n_others = 1 }, FALSE, "1 other device");
  expect_words (TRUE, (TsnRoomState){ .serves = TRUE, .n_others = 12 }, TRUE, "12 other devices");
}

/* -- The switch -- */

static gboolean
has_no_avahi (gpointer fixture)
{
  return !state_of (fixture)->has_avahi;
}

static gboolean
is_open (gpointer fixture)
{
  return tsn_station_get_state (((UiFixture *) fixture)->station) == TSN_STATION_OPEN;
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  tsn_station_unlock_finish (TSN_STATION (source), result, &error);
  g_assert_no_error (error);
}

/* Two of them, as in the settings and below the pages: both say the same. */
static void
test_switch (UiFixture *self, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *group = g_object_new (TSN_TYPE_ROOM_GROUP, NULL);
  GtkWidget *other = g_object_new (TSN_TYPE_ROOM_GROUP, NULL);
  GtkSwitch *toggle;

  tsn_room_group_set_station (TSN_ROOM_GROUP (group), self->station);
  tsn_room_group_set_station (TSN_ROOM_GROUP (other), self->station);
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), other);
  ui_fixture_show (self, box);
  toggle = GTK_SWITCH (ui_find (group, GTK_TYPE_SWITCH));
  g_assert_false (tsn_room_link_is_on (link_of (self)));
  g_assert_false (gtk_switch_get_active (toggle));
  gtk_switch_set_active (toggle, TRUE);
  g_assert_true (tsn_room_link_is_on (link_of (self)));
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (ui_find (other, GTK_TYPE_SWITCH))));
  if (g_getenv ("TSN_TEST_AVAHI") == NULL)
    {
      ui_wait (has_no_avahi, self);
      g_assert_nonnull (ui_find_text (other, "Avahi"));
    }
  gtk_switch_set_active (toggle, FALSE);
  gtk_switch_set_active (toggle, TRUE);
  gtk_switch_set_active (toggle, FALSE);
  g_assert_false (tsn_room_link_is_on (link_of (self)));
  g_assert_nonnull (ui_find_text (other, "without the internet"));
}

/* The keys go, and with them everything that borrows them; who unlocks finds it as it was. */
static void
test_lock (UiFixture *self, gconstpointer data)
{
  tsn_room_link_switch (link_of (self), TRUE);
  g_assert_true (state_of (self)->may_serve);
  tsn_station_lock (self->station);
  g_assert_true (tsn_room_link_is_on (link_of (self)));
  g_assert_false (state_of (self)->may_serve);
  ui_settle (self);
  tsn_station_unlock_async (self->station, FIXTURE_PASSPHRASE, NULL, unlocked_cb, NULL);
  ui_wait (is_open, self);
  g_assert_true (state_of (self)->may_serve);
  tsn_station_lock (self->station);
  tsn_room_link_switch (link_of (self), FALSE); /* nothing can be clicked then, but who knows */
  ui_settle (self);
}

/* -- Together -- */

typedef struct
{
  UiFixture *fixture;
  StoreFixture device;
  TsnRoomState state;
  TsnId event;
  gboolean told; /* of that event */
} Other;

static const TsnRoomPatience PATIENCE = {
  .look_ms = 1,
  .again_ms = 100,
  .sync = { 100, 400, 2000, 3000, 600 * 1000 },
};

static void
state_cb (const TsnRoomState *state, gpointer user_data)
{
  Other *self = user_data;

  self->state = *state;
  self->state.problem = NULL;
}

static void
changed_cb (TsnStation *station, guint kind, const TsnId *record, Other *other)
{
  if (kind == TSN_KIND_EVENT && record != NULL && tsn_id_equal (record, &other->event))
    other->told = TRUE;
}

static gboolean
is_told (gpointer data)
{
  return ((Other *) data)->told;
}

static gboolean
are_together (gpointer data)
{
  Other *self = data;

  return self->state.n_others == 1 && state_of (self->fixture)->n_others == 1;
}

static gboolean
is_alone (gpointer data)
{
  return ((Other *) data)->state.n_others == 0;
}

/* What the next desk writes comes to the page that is open, without a server. */
static void
test_together (UiFixture *self, gconstpointer data)
{
  Other other = { .fixture = self };
  TsnRoomKeeper *keeper;

  fixture_setup_for_role (&other.device, &self->store, TSN_ROLE_DESK);
  put_device_record (self->store.store, self->store.vault);
  put_device_record (other.device.store, other.device.vault);
  keeper =
      tsn_room_keeper_new (other.device.folder, other.device.vault, &PATIENCE, state_cb, &other);
  tsn_room_link_switch (link_of (self), TRUE);
  ui_wait (are_together, &other);
  g_signal_connect (self->station, "changed", G_CALLBACK (changed_cb), &other);
  other.event = put_event (other.device.store, "隣の受付の講座");
  ui_wait (is_told, &other);
  tsn_station_lock (self->station);
  ui_wait (is_alone, &other);
  g_signal_handlers_disconnect_by_data (self->station, &other);
  tsn_room_keeper_free (keeper);
  fixture_teardown (&other.device, NULL);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
#define ADD(name, test)                                                                            \
  g_test_add ("/ui/room-link/" name, UiFixture, NULL, ui_fixture_setup, test, ui_fixture_teardown)
  if (g_getenv ("TSN_TEST_AVAHI") == NULL)
    {
      g_test_add_func ("/ui/room-link/words", test_words);
      ADD ("switch", test_switch);
      ADD ("lock", test_lock);
    }
  else
    {
      ADD ("switch", test_switch);
      ADD ("together", test_together);
    }
  return g_test_run ();
}
