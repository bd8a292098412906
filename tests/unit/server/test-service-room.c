/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A service that is a room: whom it knows, what it does not answer, and that it gives no stamps. */

#include <string.h>

#include "server-fixture.h"

#define YEAR_MS ((gint64) 365 * 24 * 60 * 60 * 1000)

typedef struct
{
  ServerFixture server;
  Device desk; /* it serves */
  Device other;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  server_setup (&self->server, data);
  device_new_municipality (&self->desk);
  device_new (&self->other, &self->desk, TSN_ROLE_DESK);
  tsn_service_open_room (self->server.service,
                         tsn_vault_root_public (self->desk.vault),
                         tsn_vault_certificate (self->desk.vault),
                         self->server.identity,
                         &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  device_clear (&self->other);
  device_clear (&self->desk);
  server_teardown (&self->server, data);
}

static guint
ask (Fixture *self, Device *device, const char *method, const char *path)
{
  g_auto (TsnAnswer) answer = { 0 };

  return device_ask (device, &self->server, method, path, NULL, &answer);
}

/* The host from the beginning; others by their certificate in front of a push, and not before. */
static void
test_known (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();
  g_autofree char *path = device_path (&self->other, "");

  g_assert_cmpuint (ask (self, &self->desk, "GET", path), ==, 200);
  g_assert_cmpuint (ask (self, &self->other, "GET", path), ==, 401);
  device_pack (&self->other, parcels, device_write_certificate (&self->other, &self->other), NULL);
  device_push_expect (&self->other, &self->server, parcels, 0, 0);
  g_assert_cmpuint (ask (self, &self->other, "GET", path), ==, 200);
}

/* Nobody is enrolled, registered or recovered in a room. */
static void
test_routes (Fixture *self, gconstpointer data)
{
  static const char *const paths[] = { "municipality", "invitation", "enrol", "recover" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *path = g_strconcat ("/v1/", paths[i], NULL);

      g_assert_cmpuint (ask (self, &self->desk, "POST", path), ==, 404);
    }
  g_assert_cmpuint (ask (self, &self->desk, "GET", "/v1/enrolment"), ==, 404);
  g_assert_cmpuint (ask (self, &self->desk, "GET", "/v1/health"), ==, 200);
}

/* A patch that is far ahead of the host's clock is taken as it is; the stamp that the server gave
 * goes through. */
static void
test_stamps (Fixture *self, gconstpointer data)
{
  const TsnStamp given = (TsnStamp) START_MS << 16;
  TsnId record = tsn_id_new (START_MS);
  GByteArray *parcels = g_byte_array_new ();
  g_autoptr (TsnReceipt) receipt = NULL;
  g_autoptr (GPtrArray) patches = NULL;
  g_autoptr (TsnPatch) ahead = NULL;
  g_autoptr (TsnPatch) stamped = NULL;

  self->desk.stamp += (TsnStamp) YEAR_MS << 16;
  ahead = device_write (&self->desk, TSN_KIND_EVENT, &record, TSN_EVENT_TITLE, "x", 0);
  stamped = device_write (&self->desk, TSN_KIND_EVENT, &record, TSN_EVENT_TITLE, "y", 0);
  stamped->effective = given;
  device_pack (&self->desk, parcels, tsn_patch_ref (ahead), tsn_patch_ref (stamped), NULL);
  g_assert_cmpuint (device_push (&self->desk, &self->server, parcels, &receipt), ==, 200);
  g_assert_cmpuint (receipt->refused->len, ==, 0);
  g_assert_cmpuint (receipt->restamped->len, ==, 0);
  patches = device_pull (&self->desk, &self->server, "", NULL);
  g_assert_true (has_patch (patches, stamped));
  for (guint i = 0; i < patches->len; i++)
    {
      const TsnPatch *patch = g_ptr_array_index (patches, i);

      if (patch->version.stamp == stamped->version.stamp)
        g_assert_cmpuint (patch->effective, ==, given);
      else
        g_assert_cmpuint (patch->effective, ==, TSN_STAMP_NONE);
    }
}

#define ADD(name, func) g_test_add ("/server/room/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("known", test_known);
  ADD ("routes", test_routes);
  ADD ("stamps", test_stamps);
  return g_test_run ();
}
