/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The answers that a device reads in a round of sync, from a server that was taken over or altered:
 * to pulls and pushes, the digest, buckets. The input is one answer after the other:
 *
 *   how      one byte: the low five bits choose the status (0: the line is cut), the rest a form:
 *            RAW, the bytes as they are; PATCH, they are one patch, which another device of the
 *            municipality has signed, behind a state; RECEIPT, one that the server signed for what
 *            was pushed, with reasons and stamps from the bytes
 *   length   two bytes, big endian
 *   bytes
 *
 * After the last one the line is cut. What the device wrote itself is still there afterwards. */

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "store-fixture.h"
#include "tsn-parcel.h"
#include "tsn-receipt.h"
#include "tsn-sync-client.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

enum
{
  RAW,
  PATCH,
  RECEIPT,
  PARCEL, /* as PATCH, but behind the number of a bucket */
};

static const guint STATUSES[] = { 0, 200, 200, 200, 200, 401, 403, 404, 409, 413, 429, 500, 503 };

#define TYPE_TAPE (tape_get_type ())
G_DECLARE_FINAL_TYPE (Tape, tape, TEST, TAPE, GObject)

struct _Tape
{
  GObject parent;
  const guint8 *data;
  gsize size;
  TsnVault *author; /* of patches */
  TsnSignKey *key;  /* of the server */
  TsnSyncServer server;
  TsnId device; /* that asks */
};

static void tape_transport_init (TsnTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Tape,
                               tape,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TSN_TYPE_TRANSPORT, tape_transport_init))

static void
tape_init (Tape *self)
{
}

static void
tape_class_init (TapeClass *klass)
{
}

/* -- Answers -- */

static gboolean
write_parcel (Tape *self, const guint8 *data, gsize size, GByteArray *out)
{
  g_autoptr (TsnPatch) patch = tsn_patch_decode (data, size, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GBytes) body = NULL;
  TsnStamp effective;
  TsnManifest manifest;
  TsnHash hash;

  if (patch == NULL)
    return FALSE;
  patch->version.device = *tsn_vault_device (self->author);
  effective = data[0] % 2 == 0 ? TSN_STAMP_NONE : patch->version.stamp / 2;
  tsn_patch_encode (patch, bytes);
  tsn_hash_bytes (bytes->data, bytes->len, &hash);
  body = g_bytes_new (bytes->data, bytes->len);
  g_assert_true (tsn_manifest_sign (&manifest, self->author, &hash, 1, NULL));
  tsn_parcel_write (out, &manifest, &body, &effective, 1);
  return TRUE;
}

/* One byte for each patch that came: its reason, or above 127 a stamp. */
static GBytes *
sign_receipt (Tape *self, GBytes *pushed, const guint8 *data, gsize size)
{
  g_autoptr (TsnReceipt) receipt = tsn_receipt_new ();
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (TsnHash));
  TsnParcelReader reader;
  gsize n = 0;

  receipt->server = self->server.identity.server;
  receipt->device = self->device;
  receipt->mark[0] = 1;
  tsn_parcel_reader_init (&reader, pushed, 0);
  while (TRUE)
    {
      g_autoptr (TsnParcel) parcel = NULL;

      g_assert_true (tsn_parcel_reader_next (&reader, &parcel, NULL));
      if (parcel == NULL)
        break;
      for (guint i = 0; i < parcel->n_entries; i++, n++)
        {
          guint8 verdict = n < size ? data[n] : 0;
          TsnRefused refused = { parcel->entries[i].hash, verdict };
          TsnRestamped restamped = { parcel->entries[i].hash, (TsnStamp) verdict << 40 };

          if (verdict > 0 && verdict < 128)
            g_array_append_val (receipt->refused, refused);
          else
            g_array_append_val (taken, parcel->entries[i].hash);
          if (verdict >= 128)
            g_array_append_val (receipt->restamped, restamped);
        }
    }
  tsn_receipt_taken ((const TsnHash *) (gpointer) taken->data, taken->len, receipt->taken);
  return tsn_receipt_sign (receipt, self->key);
}

static GBytes *
make_body (Tape *self,
           guint form,
           const TsnTransportRequest *request,
           const guint8 *data,
           gsize size)
{
  const TsnSyncState state = { .cursor = { 1 }, .epoch = { 1 } };
  g_autoptr (GByteArray) out = g_byte_array_new ();

  if (form == RECEIPT && request->body != NULL)
    return sign_receipt (self, request->body, data, size);
  if (form == PATCH)
    tsn_sync_state_encode (&state, out);
  if (form == PARCEL)
    tsn_cbor_write_uint (out, 0);
  if ((form == PATCH || form == PARCEL) && write_parcel (self, data, size, out))
    return g_byte_array_free_to_bytes (g_steal_pointer (&out));
  return g_bytes_new (data, size);
}

static gboolean
tape_send (TsnTransport *transport,
           const TsnTransportRequest *request,
           TsnTransportAnswer *answer,
           GCancellable *cancellable,
           GError **error)
{
  Tape *self = TEST_TAPE (transport);
  guint how = self->size >= 3 ? self->data[0] : 0;
  guint status = STATUSES[(how & 31) % G_N_ELEMENTS (STATUSES)];
  gsize length;

  if (status == 0)
    {
      g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE, "cut");
      self->size = 0;
      return FALSE;
    }
  length = MIN (((gsize) self->data[1] << 8) + self->data[2], self->size - 3);
  *answer = (TsnTransportAnswer){
    .status = status,
    .body = make_body (self, how >> 5 & 3, request, self->data + 3, length),
    .server_ms = status == 401 ? (gint64) length << 32 : 0,
    .retry_after = (guint) length,
  };
  self->data += 3 + length;
  self->size -= 3 + length;
  return TRUE;
}

static void
tape_transport_init (TsnTransportInterface *iface)
{
  iface->send = tape_send;
}

/* -- The device -- */

typedef struct
{
  StoreFixture desk;
  StoreFixture author;
  Tape *tape;
  TsnId event; /* that the desk wrote */
} Town;

static Town *town;

static void
end (void)
{
  fixture_teardown (&town->author, NULL);
  fixture_teardown (&town->desk, NULL);
}

static void
begin (void)
{
  static const guint8 seed[TSN_KEY_SIZE] = { 1 };
  Tape *tape;

  /* Nobody needs these stores after a power cut, and a disk that writes each of them through is
   * thirty times slower. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  town = g_new0 (Town, 1);
  atexit (end);
  fixture_setup (&town->desk, NULL);
  fixture_setup_for_role (&town->author, &town->desk, TSN_ROLE_DESK);
  fixture_close (&town->author);
  fixture_close (&town->desk);
  town->tape = tape = g_object_new (TYPE_TAPE, NULL);
  tape->author = town->author.vault;
  tape->key = tsn_sign_key_new_from_seed (seed);
  tape->device = *tsn_vault_device (town->desk.vault);
  tape->server.identity.server.bytes[0] = 1;
  memcpy (tape->server.identity.server_public, tsn_sign_key_public (tape->key), TSN_KEY_SIZE);
}

/* A store for each input, so that an input does the same whenever it runs. */
static void
open_store (void)
{
  static const char *const ends[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (town->desk.folder, "/tsunagi.db", ends[i], NULL);

      g_unlink (path);
    }
  town->desk.store =
      tsn_store_open_sync (town->desk.folder, town->desk.vault, TSN_STORE_CREATE, NULL);
  g_assert_nonnull (town->desk.store);
  put_device_record (town->desk.store, town->desk.vault);
  put_device_record (town->desk.store, town->author.vault);
  town->event = put_event (town->desk.store, "x");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (TsnSyncClient) client = NULL;
  g_autoptr (TsnRecord) event = NULL;
  TsnSyncResult result;

  if (town == NULL)
    begin ();
  open_store ();
  town->tape->data = data;
  town->tape->size = size;
  client = tsn_sync_client_new (town->desk.store, TSN_TRANSPORT (town->tape), &town->tape->server);
  for (guint i = 0; i < 2; i++)
    tsn_sync_client_run (client, &result, NULL, NULL, NULL, NULL);
  g_clear_pointer (&client, tsn_sync_client_free);
  event = must_get (town->desk.store, TSN_KIND_EVENT, &town->event);
  g_assert_true (event != NULL && !event->erased);
  fixture_close (&town->desk);
  return 0;
}
