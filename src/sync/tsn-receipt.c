/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Receipts: what a device may believe about the server.
 *
 * "On the server" is said to people only with one of these in hand, so it is signed by a key of the
 * server's own: a captive portal or a proxy that answers 200 to everything confirms nothing. The
 * statement's bytes are signed as they are, behind a text of their own.
 */

#include "tsn-receipt.h"

#include <string.h>

#include "tsn-cbor.h"

#define CONTEXT "tsunagi receipt 1"
#define FORMAT  1

enum
{
  STATEMENT_FORMAT = 1,
  STATEMENT_SERVER,
  STATEMENT_EPOCH,
  STATEMENT_DEVICE,
  STATEMENT_MARK,
  STATEMENT_TIME,
  STATEMENT_TAKEN,
  STATEMENT_REFUSED,
  STATEMENT_RESTAMPED,
  STATEMENT_N = STATEMENT_RESTAMPED
};

TsnReceipt *
tsn_receipt_new (void)
{
  TsnReceipt *self = g_new0 (TsnReceipt, 1);

  self->refused = g_array_new (FALSE, FALSE, sizeof (TsnRefused));
  self->restamped = g_array_new (FALSE, FALSE, sizeof (TsnRestamped));
  return self;
}

void
tsn_receipt_free (TsnReceipt *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->refused);
  g_array_unref (self->restamped);
  g_free (self);
}

static void
write_bytes (GByteArray *out, guint64 key, gconstpointer bytes, gsize size)
{
  tsn_cbor_write_uint (out, key);
  tsn_cbor_write_bytes (out, bytes, size);
}

static void
write_pair (GByteArray *out, const TsnHash *hash, guint64 number)
{
  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_bytes (out, hash->bytes, sizeof hash->bytes);
  tsn_cbor_write_uint (out, number);
}

static GByteArray *
write_statement (const TsnReceipt *self)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_map (out, STATEMENT_N);
  tsn_cbor_write_uint (out, STATEMENT_FORMAT);
  tsn_cbor_write_uint (out, FORMAT);
  write_bytes (out, STATEMENT_SERVER, self->server.bytes, sizeof self->server.bytes);
  write_bytes (out, STATEMENT_EPOCH, self->epoch, sizeof self->epoch);
  write_bytes (out, STATEMENT_DEVICE, self->device.bytes, sizeof self->device.bytes);
  write_bytes (out, STATEMENT_MARK, self->mark, sizeof self->mark);
  tsn_cbor_write_uint (out, STATEMENT_TIME);
  tsn_cbor_write_uint (out, (guint64) MAX (self->time_ms, 0));
  write_bytes (out, STATEMENT_TAKEN, self->taken, sizeof self->taken);
  tsn_cbor_write_uint (out, STATEMENT_REFUSED);
  tsn_cbor_write_array (out, self->refused->len);
  for (guint i = 0; i < self->refused->len; i++)
    {
      const TsnRefused *refused = &g_array_index (self->refused, TsnRefused, i);

      write_pair (out, &refused->hash, refused->reason);
    }
  tsn_cbor_write_uint (out, STATEMENT_RESTAMPED);
  tsn_cbor_write_array (out, self->restamped->len);
  for (guint i = 0; i < self->restamped->len; i++)
    {
      const TsnRestamped *restamped = &g_array_index (self->restamped, TsnRestamped, i);

      write_pair (out, &restamped->hash, restamped->effective);
    }
  return out;
}

static GByteArray *
with_context (const guint8 *statement, gsize size)
{
  GByteArray *out = g_byte_array_sized_new ((guint) (sizeof CONTEXT + size));

  g_byte_array_append (out, (const guint8 *) CONTEXT, sizeof CONTEXT);
  g_byte_array_append (out, statement, (guint) size);
  return out;
}

GBytes *
tsn_receipt_sign (const TsnReceipt *self, const TsnSignKey *key)
{
  g_autoptr (GByteArray) statement = write_statement (self);
  g_autoptr (GByteArray) message = with_context (statement->data, statement->len);
  GByteArray *out = g_byte_array_new ();
  guint8 signature[TSN_SIGNATURE_SIZE];

  tsn_sign_key_sign (key, message->data, message->len, signature);
  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_bytes (out, statement->data, statement->len);
  tsn_cbor_write_bytes (out, signature, sizeof signature);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
read_key (TsnCborReader *reader, gint64 *key, gint64 number)
{
  return tsn_cbor_read_key (reader, key) && *key == number;
}

static gboolean
read_bytes (TsnCborReader *reader, gint64 *key, gint64 number, gpointer out, gsize size)
{
  return read_key (reader, key, number) && tsn_cbor_read_fixed (reader, out, size);
}

static gboolean
read_pair (TsnCborReader *reader, TsnHash *hash, guint64 *number)
{
  gsize n;

  return tsn_cbor_read_array (reader, &n) && n == 2 &&
         tsn_cbor_read_fixed (reader, hash->bytes, sizeof hash->bytes) &&
         tsn_cbor_read_uint (reader, number) && *number > 0;
}

static gboolean
read_refused (TsnReceipt *self, TsnCborReader *reader)
{
  gsize n;

  if (!tsn_cbor_read_array (reader, &n))
    return FALSE;
  for (; n > 0; n--)
    {
      TsnRefused refused;
      guint64 reason;

      if (!read_pair (reader, &refused.hash, &reason) || reason > G_MAXUINT16)
        return FALSE;
      refused.reason = (guint) reason;
      g_array_append_val (self->refused, refused);
    }
  return TRUE;
}

static gboolean
read_restamped (TsnReceipt *self, TsnCborReader *reader)
{
  gsize n;

  if (!tsn_cbor_read_array (reader, &n))
    return FALSE;
  for (; n > 0; n--)
    {
      TsnRestamped restamped;

      if (!read_pair (reader, &restamped.hash, &restamped.effective))
        return FALSE;
      g_array_append_val (self->restamped, restamped);
    }
  return TRUE;
}

static gboolean
read_statement (TsnReceipt *self, const guint8 *statement, gsize size)
{
  TsnCborReader reader;
  gint64 key = -1;
  guint64 format;
  guint64 time;
  gsize n;

  tsn_cbor_reader_init (&reader, statement, size);
  if (!tsn_cbor_read_map (&reader, &n) || n != STATEMENT_N ||
      !read_key (&reader, &key, STATEMENT_FORMAT) || !tsn_cbor_read_uint (&reader, &format) ||
      format != FORMAT || !read_bytes (&reader, &key, STATEMENT_SERVER, self->server.bytes, 16) ||
      !read_bytes (&reader, &key, STATEMENT_EPOCH, self->epoch, sizeof self->epoch) ||
      !read_bytes (&reader, &key, STATEMENT_DEVICE, self->device.bytes, 16) ||
      !read_bytes (&reader, &key, STATEMENT_MARK, self->mark, sizeof self->mark) ||
      !read_key (&reader, &key, STATEMENT_TIME) || !tsn_cbor_read_uint (&reader, &time) ||
      time >> 48 != 0 ||
      !read_bytes (&reader, &key, STATEMENT_TAKEN, self->taken, sizeof self->taken) ||
      !read_key (&reader, &key, STATEMENT_REFUSED) || !read_refused (self, &reader) ||
      !read_key (&reader, &key, STATEMENT_RESTAMPED) || !read_restamped (self, &reader))
    return FALSE;
  self->time_ms = (gint64) time;
  return tsn_cbor_end (&reader);
}

TsnReceipt *
tsn_receipt_verify (GBytes *bytes, const guint8 server_public[TSN_KEY_SIZE], GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (TsnReceipt) self = tsn_receipt_new ();
  g_autoptr (GByteArray) message = NULL;
  guint8 signature[TSN_SIGNATURE_SIZE];
  const guint8 *statement;
  TsnCborReader reader;
  gsize n;

  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_array (&reader, &n) || n != 2 ||
      !tsn_cbor_read_bytes (&reader, &statement, &size) || size > TSN_SYNC_BODY_MAX ||
      !tsn_cbor_read_fixed (&reader, signature, sizeof signature) || !tsn_cbor_end (&reader))
    {
      g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED, "not a receipt");
      return NULL;
    }
  message = with_context (statement, size);
  if (!tsn_verify (message->data, message->len, signature, server_public))
    {
      g_set_error_literal (error,
                           TSN_SYNC_ERROR,
                           TSN_SYNC_ERROR_WRONG_SERVER,
                           "the receipt is not signed by this server");
      return NULL;
    }
  if (!read_statement (self, statement, size))
    {
      g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED, "not a receipt");
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
tsn_receipt_taken (const TsnHash *hashes, guint n_hashes, guint8 taken[32])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = 32;

  for (guint i = 0; i < n_hashes; i++)
    g_checksum_update (checksum, hashes[i].bytes, sizeof hashes[i].bytes);
  g_checksum_get_digest (checksum, taken, &size);
}

static gboolean
is_refused (const TsnReceipt *self, const TsnHash *hash)
{
  for (guint i = 0; i < self->refused->len; i++)
    if (memcmp (&g_array_index (self->refused, TsnRefused, i).hash, hash, sizeof *hash) == 0)
      return TRUE;
  return FALSE;
}

gboolean
tsn_receipt_confirms (const TsnReceipt *self,
                      const TsnId *server,
                      const TsnId *device,
                      const TsnHash *hashes,
                      guint n_hashes)
{
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (TsnHash));
  guint8 sum[32];

  for (guint i = 0; i < n_hashes; i++)
    if (!is_refused (self, &hashes[i]))
      g_array_append_val (taken, hashes[i]);
  tsn_receipt_taken ((const TsnHash *) (gpointer) taken->data, taken->len, sum);
  return tsn_id_equal (&self->server, server) && tsn_id_equal (&self->device, device) &&
         memcmp (sum, self->taken, sizeof sum) == 0;
}
