/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who gets the keyring from a server, and which. The keyrings are made by hand, so that there is no
 * need for true ones. */

#include <string.h>

#include "server-fixture.h"
#include "tsn-cbor.h"
#include "tsn-recover.h"

#define CODE "112119"

typedef struct
{
  ServerFixture server;
  Device desk;
  TsnId record; /* of the municipality */
} Fixture;

static void
add_municipality (Fixture *self, Device *desk)
{
  GByteArray *parcels = g_byte_array_new ();

  device_new_municipality (desk);
  g_assert_cmpuint (device_register (desk, &self->server, NULL), ==, 200);
  device_pack (desk, parcels, device_write_certificate (desk, desk), NULL);
  device_push_expect (desk, &self->server, parcels, 0, 0);
}

static void
setup (Fixture *self, gconstpointer data)
{
  server_setup (&self->server, data);
  add_municipality (self, &self->desk);
  self->record = tsn_id_derive ("municipality", CODE, strlen (CODE));
}

static void
teardown (Fixture *self, gconstpointer data)
{
  device_clear (&self->desk);
  server_teardown (&self->server, data);
}

static void
push (Fixture *self, Device *desk, TsnPatch *patch)
{
  GByteArray *parcels = g_byte_array_new ();

  device_pack (desk, parcels, patch, NULL);
  device_push_expect (desk, &self->server, parcels, 0, 0);
}

static void
make_ticket (guint8 ticket[TSN_TICKET_SIZE], guint8 number)
{
  memset (ticket, number, TSN_TICKET_SIZE);
}

/* [ 2, hash of the ticket, @sealed ] */
static GByteArray *
make_keyring (guint8 number, const char *sealed)
{
  GByteArray *out = g_byte_array_new ();
  guint8 ticket[TSN_TICKET_SIZE];
  TsnHash hash;

  make_ticket (ticket, number);
  tsn_hash_bytes (ticket, sizeof ticket, &hash);
  tsn_cbor_write_array (out, 3);
  tsn_cbor_write_uint (out, 2);
  tsn_cbor_write_bytes (out, hash.bytes, sizeof hash.bytes);
  tsn_cbor_write_bytes (out, sealed, strlen (sealed));
  return out;
}

static TsnPatch *
write_keyring (Fixture *self, Device *desk, guint8 number, const char *sealed)
{
  g_autoptr (GByteArray) keyring = make_keyring (number, sealed);
  g_autoptr (GByteArray) item = g_byte_array_new ();

  tsn_cbor_write_bytes (item, keyring->data, keyring->len);
  return device_write_item (desk,
                            TSN_KIND_MUNICIPALITY,
                            &self->record,
                            TSN_MUNICIPALITY_RECOVERY_KEYRING,
                            item->data,
                            item->len);
}

/* @body: taken; (nullable) */
static guint
ask_with (Fixture *self, GBytes *body, TsnAnswer *answer)
{
  const TsnRequest request = { "POST", "/v1/recover", NULL, body };

  tsn_service_handle (self->server.service, &request, answer);
  g_clear_pointer (&body, g_bytes_unref);
  return answer->status;
}

static GBytes *
make_ask (const TsnId *record, guint8 number)
{
  TsnRecoverAsk ask = { .municipality = *record };

  make_ticket (ask.ticket, number);
  return tsn_recover_ask_encode (&ask);
}

static guint
ask_status (Fixture *self, const TsnId *record, guint8 number)
{
  g_auto (TsnAnswer) answer = { 0 };

  return ask_with (self, make_ask (record, number), &answer);
}

static void
must_get_keyring (Fixture *self, guint8 number, const char *sealed)
{
  g_autoptr (GByteArray) keyring = make_keyring (number, sealed);
  g_auto (TsnAnswer) answer = { 0 };

  g_assert_cmpuint (ask_with (self, make_ask (&self->record, number), &answer), ==, 200);
  g_assert_cmpmem (g_bytes_get_data (answer.body, NULL),
                   g_bytes_get_size (answer.body),
                   keyring->data,
                   keyring->len);
}

static void
test_ticket (Fixture *self, gconstpointer data)
{
  TsnId elsewhere = tsn_id_derive ("municipality", "011002", 6);

  g_assert_cmpuint (ask_status (self, &self->record, 1), ==, 410); /* there is no record yet */
  push (self, &self->desk, write_keyring (self, &self->desk, 1, "one"));
  must_get_keyring (self, 1, "one");
  must_get_keyring (self, 1, "one"); /* it is not used up */
  g_assert_cmpuint (ask_status (self, &self->record, 2), ==, 410);
  g_assert_cmpuint (ask_status (self, &elsewhere, 1), ==, 410);
}

static void
test_renewed (Fixture *self, gconstpointer data)
{
  push (self, &self->desk, write_keyring (self, &self->desk, 1, "one"));
  push (self, &self->desk, write_keyring (self, &self->desk, 1, "later"));
  must_get_keyring (self, 1, "later");
  /* Another sheet: the one of before is good for nothing any more. */
  push (self, &self->desk, write_keyring (self, &self->desk, 2, "other"));
  must_get_keyring (self, 2, "other");
  g_assert_cmpuint (ask_status (self, &self->record, 1), ==, 410);
  push (self, &self->desk, device_erase (&self->desk, TSN_KIND_MUNICIPALITY, &self->record));
  g_assert_cmpuint (ask_status (self, &self->record, 2), ==, 410);
}

/* Somebody registers the same code, before or after: each gets his own. */
static void
test_same_code (Fixture *self, gconstpointer data)
{
  Device other = { 0 };

  add_municipality (self, &other);
  push (self, &other, write_keyring (self, &other, 7, "another's"));
  g_assert_cmpuint (ask_status (self, &self->record, 1), ==, 410);
  push (self, &self->desk, write_keyring (self, &self->desk, 1, "one"));
  must_get_keyring (self, 1, "one");
  must_get_keyring (self, 7, "another's");
  device_clear (&other);
}

static void
test_malformed (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) whole = make_ask (&self->record, 1);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (whole, &size);
  g_auto (TsnAnswer) none = { 0 };

  g_assert_cmpuint (ask_with (self, NULL, &none), ==, 400);
  for (gsize n = 0; n < size; n++)
    {
      g_auto (TsnAnswer) answer = { 0 };

      g_assert_cmpuint (ask_with (self, g_bytes_new (bytes, n), &answer), ==, 400);
    }
  /* What is no keyring is given to nobody. */
  push (self,
        &self->desk,
        device_write (&self->desk,
                      TSN_KIND_MUNICIPALITY,
                      &self->record,
                      TSN_MUNICIPALITY_RECOVERY_KEYRING,
                      "text",
                      0));
  g_assert_cmpuint (ask_status (self, &self->record, 1), ==, 410);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/recover/" name, Fixture, NULL, setup, function, teardown)
  ADD ("ticket", test_ticket);
  ADD ("renewed", test_renewed);
  ADD ("same-code", test_same_code);
  ADD ("malformed", test_malformed);
#undef ADD
  return g_test_run ();
}
