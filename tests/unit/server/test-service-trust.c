/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The trust file at the server: who may put it there, which is kept, who gets it. */

#include <string.h>

#include "server-fixture.h"

typedef struct
{
  ServerFixture server;
  Device desk;
  Device ems;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();

  server_setup (&self->server, data);
  device_new_municipality (&self->desk);
  device_new (&self->ems, &self->desk, TSN_ROLE_EMS);
  g_assert_cmpuint (device_register (&self->desk, &self->server, NULL), ==, 200);
  device_pack (&self->desk,
               parcels,
               device_write_certificate (&self->desk, &self->desk),
               device_write_certificate (&self->desk, &self->ems),
               NULL);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  device_clear (&self->ems);
  device_clear (&self->desk);
  server_teardown (&self->server, data);
}

/* @made: of the query; @text: NULL: no body */
static guint
put (Fixture *self, Device *device, const char *made, const char *text)
{
  g_autofree char *path = g_strconcat ("/v1/trust", made, NULL);
  g_autoptr (GBytes) body = text != NULL ? g_bytes_new_static (text, strlen (text)) : NULL;
  g_auto (TsnAnswer) answer = { 0 };

  return device_ask (device, &self->server, "POST", path, body, &answer);
}

static void
expect (Fixture *self, Device *device, const char *after, const char *text)
{
  g_autofree char *path = g_strconcat ("/v1/trust?after=", after, NULL);
  g_auto (TsnAnswer) answer = { 0 };
  gsize size;
  const char *data;

  g_assert_cmpuint (device_ask (device, &self->server, "GET", path, NULL, &answer), ==, 200);
  data = g_bytes_get_data (answer.body, &size);
  g_assert_cmpmem (data, size, text, strlen (text));
}

static void
test_newest (Fixture *self, gconstpointer data)
{
  expect (self, &self->ems, "0", "");
  g_assert_cmpuint (put (self, &self->desk, "?made=1000", "one"), ==, 200);
  expect (self, &self->ems, "0", "one");
  expect (self, &self->ems, "999", "one");
  expect (self, &self->ems, "1000", "");
  g_assert_cmpuint (put (self, &self->desk, "?made=999", "older"), ==, 200);
  g_assert_cmpuint (put (self, &self->desk, "?made=1000", "of the same time"), ==, 200);
  expect (self, &self->desk, "0", "one");
  g_assert_cmpuint (put (self, &self->desk, "?made=2000", "two"), ==, 200);
  expect (self, &self->ems, "1000", "two");
  /* It is on the disk. */
  server_close (&self->server);
  server_open (&self->server);
  expect (self, &self->ems, "0", "two");
}

static void
test_who (Fixture *self, gconstpointer data)
{
  const TsnRequest nobody = { "GET", "/v1/trust?after=0", NULL, NULL };
  g_autofree char *future = g_strdup_printf ("?made=%" G_GINT64_FORMAT, START_MS + 301 * 1000);
  GByteArray *parcels = g_byte_array_new ();
  g_auto (TsnAnswer) answer = { 0 };
  g_auto (TsnAnswer) late = { 0 };

  g_assert_cmpuint (put (self, &self->ems, "?made=1000", "x"), ==, 403);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (
        put (self, &self->desk, ((const char *[]){ "", "?made=x", "?made=-1" })[i], "x"),
        ==,
        400);
  g_assert_cmpuint (put (self, &self->desk, future, "x"), ==, 400);
  g_assert_cmpuint (put (self, &self->desk, "?made=1000", NULL), ==, 400);
  expect (self, &self->ems, "0", "");
  tsn_service_handle (self->server.service, &nobody, &answer);
  g_assert_cmpuint (answer.status, ==, 401);
  /* By this a phone learns that it was shut out. */
  device_pack (&self->desk, parcels, device_write_revocation (&self->desk, &self->ems), NULL);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
  g_assert_cmpuint (device_ask (&self->ems, &self->server, "GET", "/v1/trust?after=0", NULL, &late),
                    ==,
                    403);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/trust/" name, Fixture, NULL, setup, function, teardown)
  ADD ("newest", test_newest);
  ADD ("who", test_who);
#undef ADD
  return g_test_run ();
}
