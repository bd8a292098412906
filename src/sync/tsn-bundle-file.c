/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A bundle as bytes.
 *
 * The reader takes one item at a time, so that a file of any size needs the memory of one part, and
 * believes no length before the bytes are there. It keeps the sum of what it has read: whether the
 * maker signed that is known only at the end, and nothing may be done with a part that could not
 * be taken back until then.
 */

#include "tsn-bundle-file.h"

#include <string.h>

#include "tsn-cbor.h"
#include "tsn-sync-message.h"

#define MAGIC           "TSNB"
#define FORMAT          1
#define CERTIFICATE_MAX 1024
#define CHUNK           ((gsize) 256 * 1024)
#define CONTEXT         "tsunagi bundle 1" /* with its NUL */

static gboolean
fail (TsnSyncError code, const char *why, GError **error)
{
  g_set_error (error, TSN_SYNC_ERROR, (int) code, "the bundle is refused: %s", why);
  return FALSE;
}

/* -- The head -- */

void
tsn_bundle_head_init (TsnBundleHead *self)
{
  memset (self, 0, sizeof *self);
  self->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

void
tsn_bundle_head_clear (TsnBundleHead *self)
{
  g_clear_pointer (&self->certificates, g_ptr_array_unref);
}

gboolean
tsn_bundle_head_write (const TsnBundleHead *self, GByteArray *out)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();

  tsn_cbor_write_array (head, 7);
  tsn_cbor_write_text (head, MAGIC, -1);
  tsn_cbor_write_uint (head, FORMAT);
  tsn_cbor_write_bytes (head, self->root_public, sizeof self->root_public);
  tsn_cbor_write_bytes (head, self->device.bytes, sizeof self->device.bytes);
  tsn_cbor_write_uint (head, (guint64) self->made_ms);
  if (self->whole)
    tsn_cbor_write_null (head);
  else
    tsn_cbor_write_bytes (head, self->base, sizeof self->base);
  tsn_cbor_write_array (head, self->certificates->len);
  for (guint i = 0; i < self->certificates->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (self->certificates, i), &size);

      tsn_cbor_write_bytes (head, data, size);
    }
  tsn_cbor_write_bytes (out, head->data, head->len);
  return head->len <= TSN_BUNDLE_HEAD_MAX;
}

static gboolean
read_certificates (TsnCborReader *cbor, GPtrArray *certificates)
{
  gsize n;

  if (!tsn_cbor_read_array (cbor, &n) || n == 0)
    return FALSE;
  for (; n > 0; n--)
    {
      const guint8 *data;
      gsize size;

      if (!tsn_cbor_read_bytes (cbor, &data, &size) || size > CERTIFICATE_MAX)
        return FALSE;
      g_ptr_array_add (certificates, g_bytes_new (data, size));
    }
  return TRUE;
}

static gboolean
read_head_fields (TsnBundleHead *self, TsnCborReader *cbor)
{
  guint64 made;

  if (!tsn_cbor_read_fixed (cbor, self->root_public, sizeof self->root_public) ||
      !tsn_cbor_read_fixed (cbor, self->device.bytes, sizeof self->device.bytes) ||
      !tsn_cbor_read_uint (cbor, &made) || made > TSN_SYNC_TIME_MAX)
    return FALSE;
  self->made_ms = (gint64) made;
  self->whole = tsn_cbor_peek (cbor) == TSN_CBOR_NULL;
  return (self->whole ? tsn_cbor_read_null (cbor)
                      : tsn_cbor_read_fixed (cbor, self->base, sizeof self->base)) &&
         read_certificates (cbor, self->certificates) && tsn_cbor_end (cbor);
}

static gboolean
read_head (TsnBundleHead *self, const guint8 *data, gsize size, GError **error)
{
  TsnCborReader cbor;
  const char *magic;
  guint64 format;
  gsize length;
  gsize n;

  tsn_cbor_reader_init (&cbor, data, size);
  if (!tsn_cbor_read_array (&cbor, &n) || n < 2 || !tsn_cbor_read_text (&cbor, &magic, &length) ||
      length != strlen (MAGIC) || memcmp (magic, MAGIC, length) != 0 ||
      !tsn_cbor_read_uint (&cbor, &format))
    return fail (TSN_SYNC_ERROR_NO_BUNDLE, "it is none", error);
  if (format > FORMAT)
    return fail (TSN_SYNC_ERROR_TOO_NEW, "it has a later format", error);
  return (n == 7 && format == FORMAT && read_head_fields (self, &cbor)) ||
         fail (TSN_SYNC_ERROR_ALTERED, "its head is damaged", error);
}

/* -- The rest -- */

void
tsn_bundle_part_write (const GByteArray *parcels, GByteArray *out)
{
  tsn_cbor_write_bytes (out, parcels->data, parcels->len);
}

void
tsn_bundle_message (const guint8 sum[TSN_SHA256_SIZE], GByteArray *out)
{
  g_byte_array_append (out, (const guint8 *) CONTEXT, sizeof CONTEXT);
  g_byte_array_append (out, sum, TSN_SHA256_SIZE);
}

void
tsn_bundle_end_write (const guint8 signature[TSN_SIGNATURE_SIZE], GByteArray *out)
{
  tsn_cbor_write_array (out, 1);
  tsn_cbor_write_bytes (out, signature, TSN_SIGNATURE_SIZE);
}

/* -- Reading -- */

/* Appends exactly @size bytes. */
static gboolean
take (TsnBundleReader *self, GByteArray *into, gsize size, GError **error)
{
  while (size > 0)
    {
      guint before = into->len;
      gsize n = MIN (size, CHUNK);
      gsize got;
      gboolean ok;

      g_byte_array_set_size (into, before + (guint) n);
      ok = g_input_stream_read_all (self->stream,
                                    into->data + before,
                                    n,
                                    &got,
                                    self->cancellable,
                                    error);
      g_byte_array_set_size (into, before + (guint) got);
      g_checksum_update (self->checksum, into->data + before, (gssize) got);
      self->size += got;
      if (!ok)
        return FALSE;
      if (got < n)
        return fail (TSN_SYNC_ERROR_CUT_OFF, "it ends too early", error);
      size -= n;
    }
  return TRUE;
}

/* The length of a byte string that begins with @first; it is in the shortest form. */
static gboolean
take_length (TsnBundleReader *self, guint8 first, gsize *length, GError **error)
{
  g_autoptr (GByteArray) rest = g_byte_array_new ();
  guint code = first & 0x1f;

  *length = code;
  if (code < 24)
    return TRUE;
  if (code > 26)
    return fail (TSN_SYNC_ERROR_ALTERED, "an item is too long", error);
  if (!take (self, rest, (gsize) 1 << (code - 24), error))
    return FALSE;
  *length = 0;
  for (guint i = 0; i < rest->len; i++)
    *length = *length << 8 | rest->data[i];
  return *length >= (code == 24 ? 24 : (gsize) 1 << (8u << (code - 25))) ||
         fail (TSN_SYNC_ERROR_ALTERED, "a length is not in its shortest form", error);
}

/* A byte string of 1 to @max bytes, after its @first byte. */
static gboolean
take_bytes (TsnBundleReader *self, guint8 first, gsize max, GByteArray *into, GError **error)
{
  gsize length;

  if (first >> 5 != 2)
    return fail (TSN_SYNC_ERROR_ALTERED, "there is something else in it", error);
  if (!take_length (self, first, &length, error))
    return FALSE;
  if (length == 0 || length > max)
    return fail (TSN_SYNC_ERROR_ALTERED, "a part has a wrong size", error);
  return take (self, into, length, error);
}

/* After the first byte of the end. */
static gboolean
take_end (TsnBundleReader *self, GError **error)
{
  g_autoptr (GByteArray) end = g_byte_array_new ();
  guint8 more;
  gsize got;
  gsize size = sizeof self->name;

  if (!take (self, end, 2 + TSN_SIGNATURE_SIZE, error))
    return FALSE;
  if (end->data[0] != 0x58 || end->data[1] != TSN_SIGNATURE_SIZE)
    return fail (TSN_SYNC_ERROR_ALTERED, "its end is damaged", error);
  memcpy (self->signature, end->data + 2, TSN_SIGNATURE_SIZE);
  g_checksum_get_digest (self->checksum, self->name, &size);
  if (!g_input_stream_read_all (self->stream, &more, 1, &got, self->cancellable, error))
    return FALSE;
  return got == 0 || fail (TSN_SYNC_ERROR_ALTERED, "something follows its end", error);
}

gboolean
tsn_bundle_reader_next (TsnBundleReader *self, GBytes **part, GError **error)
{
  g_autoptr (GChecksum) before = g_checksum_copy (self->checksum);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize size = sizeof self->sum;
  guint8 first;

  *part = NULL;
  if (!take (self, bytes, 1, error))
    return FALSE;
  first = bytes->data[0];
  if (first == 0x81)
    {
      g_checksum_get_digest (before, self->sum, &size);
      return take_end (self, error);
    }
  g_byte_array_set_size (bytes, 0);
  if (!take_bytes (self, first, TSN_BUNDLE_PART_MAX, bytes, error))
    return FALSE;
  *part = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  return TRUE;
}

/* Whatever does not even begin like a bundle is none. */
static gboolean
take_head (TsnBundleReader *self, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) local = NULL;
  guint8 first;

  if (!take (self, bytes, 1, error))
    return FALSE;
  first = bytes->data[0];
  g_byte_array_set_size (bytes, 0);
  if (take_bytes (self, first, TSN_BUNDLE_HEAD_MAX, bytes, &local))
    return read_head (&self->head, bytes->data, bytes->len, error);
  if (g_error_matches (local, TSN_SYNC_ERROR, TSN_SYNC_ERROR_ALTERED))
    return fail (TSN_SYNC_ERROR_NO_BUNDLE, "it is none", error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

TsnBundleReader *
tsn_bundle_reader_new (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (TsnBundleReader) self = g_new0 (TsnBundleReader, 1);

  self->stream = g_object_ref (stream);
  self->cancellable = cancellable;
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  tsn_bundle_head_init (&self->head);
  return take_head (self, error) ? g_steal_pointer (&self) : NULL;
}

void
tsn_bundle_reader_free (TsnBundleReader *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->stream);
  g_checksum_free (self->checksum);
  tsn_bundle_head_clear (&self->head);
  g_free (self);
}

gboolean
tsn_bundle_reader_verify (const TsnBundleReader *self, const guint8 sign_public[TSN_KEY_SIZE])
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  tsn_bundle_message (self->sum, message);
  return tsn_verify (message->data, message->len, self->signature, sign_public);
}
