/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests of a device that the server knows, as of one that was stolen: the bytes are a line
 * "METHOD PATH" and the body. Each is sent with a valid authorization of a coordinator's device and
 * of a kiosk. A body that is one patch is pushed once more, as if that device had written and
 * signed it. Whatever it was, the server did not fail, and others can still read what it holds. */

#include <stdlib.h>
#include <string.h>

#include "server-fixture.h"
#include "tsn-service.h"

#define MARKS "cursor=00000000000000000000000000000000&receipt=00000000000000000000000000000000"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  ServerFixture server; /* its database is in memory */
  Device desk;
  Device kiosk;
} Town;

static gint64
now_cb (gpointer data)
{
  return START_MS;
}

/* One for each input, so that an input does the same whenever it runs; the devices stay. */
static void
open_server (Town *town)
{
  GByteArray *parcels = g_byte_array_new ();

  town->server.backend = tsn_backend_sqlite_open (":memory:", NULL);
  g_assert_nonnull (town->server.backend);
  town->server.service = tsn_service_new (town->server.backend, now_cb, NULL, NULL);
  g_assert_nonnull (town->server.service);
  g_assert_cmpuint (device_register (&town->desk, &town->server, NULL), ==, 200);
  town->desk.stamp = town->kiosk.stamp = (TsnStamp) START_MS << 16;
  town->desk.marks = (TsnSyncMarks){ 0 };
  device_pack (&town->desk,
               parcels,
               device_write_certificate (&town->desk, &town->desk),
               device_write_certificate (&town->desk, &town->kiosk),
               NULL);
  device_push_expect (&town->desk, &town->server, parcels, 0, 0);
}

static Town *the_town;

static void
end (void)
{
  device_clear (&the_town->desk);
  device_clear (&the_town->kiosk);
}

static Town *
get_town (void)
{
  if (the_town == NULL)
    {
      the_town = g_new0 (Town, 1);
      the_town->server.now_ms = START_MS;
      the_town->server.identity = g_new0 (TsnServerIdentity, 1);
      device_new_municipality (&the_town->desk);
      device_new (&the_town->kiosk, &the_town->desk, TSN_ROLE_KIOSK);
      atexit (end);
    }
  return the_town;
}

static void
ask (Town *town, Device *device, const char *method, const char *path, GBytes *body)
{
  g_auto (TsnAnswer) answer = { 0 };

  device_ask (device, &town->server, method, path, body, &answer);
  g_assert_true (answer.body != NULL &&
                 (answer.status == 200 || (answer.status >= 400 && answer.status < 500)));
}

static void
push_as_own (Town *town, Device *device, GBytes *body)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (body, &size);
  TsnPatch *patch = tsn_patch_decode (data, size, NULL);
  GByteArray *parcels;
  g_autoptr (GBytes) parcel = NULL;

  if (patch == NULL)
    return;
  patch->version.device = *tsn_vault_device (device->vault);
  parcels = g_byte_array_new ();
  device_pack (device, parcels, patch, NULL);
  parcel = g_byte_array_free_to_bytes (parcels);
  ask (town, device, "POST", "/v1/patches?" MARKS, parcel);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Town *town = get_town ();
  Device *devices[] = { &town->desk, &town->kiosk };
  const guint8 *end = memchr (data, '\n', size);
  gsize length = end != NULL ? (gsize) (end - data) : size;
  g_autofree char *method = g_strndup ((const char *) data, length);
  g_autoptr (GBytes) body = end != NULL ? g_bytes_new (end + 1, size - length - 1)
                                        : g_bytes_new (NULL, 0);
  char *path = strchr (method, ' ');

  if (path == NULL)
    return 0;
  *path = '\0';
  open_server (town);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      ask (town, devices[i], method, path + 1, body);
      push_as_own (town, devices[i], body);
      ask (town, devices[i], "GET", "/v1/patches?" MARKS, NULL);
      ask (town, devices[i], "GET", "/v1/digest", NULL);
    }
  server_close (&town->server);
  return 0;
}
