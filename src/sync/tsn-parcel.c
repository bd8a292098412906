/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parcels, written and read.
 *
 * The reader holds each patch against the manifest: its hash, its place, its device. The signature
 * is another step, since whoever reads has to find the device's key first, and that may be in a
 * later parcel of the same body (tsn-certificates.h).
 *
 * Not being a patch is one patch's fault, and the others of its parcel go on: its author signed it
 * as it is. An entry that the manifest does not know is the fault of whoever packed the parcel, so
 * nothing in it is believed.
 */

#include "tsn-parcel.h"

#include "tsn-validate.h"

#define ENTRY_OVERHEAD (1 + 9 + 5) /* array, stamp, length */

void
tsn_parcel_free (TsnParcel *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_entries; i++)
    {
      g_clear_pointer (&self->entries[i].body, g_bytes_unref);
      g_clear_pointer (&self->entries[i].patch, tsn_patch_unref);
    }
  g_free (self);
}

gboolean
tsn_parcel_verify (const TsnParcel *self, const guint8 sign_public[TSN_KEY_SIZE])
{
  return tsn_manifest_verify (&self->manifest, sign_public);
}

void
tsn_parcel_write (GByteArray *out,
                  const TsnManifest *manifest,
                  GBytes *const *bodies,
                  const guint64 *effective,
                  guint n_bodies)
{
  tsn_cbor_write_array (out, 2);
  tsn_manifest_encode (manifest, out);
  tsn_cbor_write_array (out, n_bodies);
  for (guint i = 0; i < n_bodies; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (bodies[i], &size);

      if (effective != NULL && effective[i] != TSN_STAMP_NONE)
        {
          tsn_cbor_write_array (out, 2);
          tsn_cbor_write_uint (out, effective[i]);
        }
      tsn_cbor_write_bytes (out, data, size);
    }
}

gsize
tsn_parcel_size (const TsnManifest *manifest, GBytes *const *bodies, guint n_bodies)
{
  gsize size = 16 + sizeof (TsnId) + manifest->n_hashes * sizeof (TsnHash) + TSN_SIGNATURE_SIZE;

  for (guint i = 0; i < n_bodies; i++)
    size += ENTRY_OVERHEAD + g_bytes_get_size (bodies[i]);
  return size;
}

void
tsn_parcel_reader_init (TsnParcelReader *self, GBytes *bytes, gsize offset)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  self->bytes = bytes;
  /* Nothing at all may be NULL, from which even zero bytes are too far. */
  tsn_cbor_reader_init (&self->cbor, data != NULL ? data + offset : NULL, size - offset);
}

static gboolean
read_manifest (TsnParcelReader *self, TsnManifest *manifest)
{
  const guint8 *raw;
  gsize size;

  return tsn_cbor_skip (&self->cbor, &raw, &size) &&
         tsn_manifest_decode (manifest, raw, size, NULL);
}

/* The bytes and the stamp; what is in them is looked at later. */
static gboolean
read_entry (TsnParcelReader *self, TsnParcelEntry *entry)
{
  const guint8 *start = g_bytes_get_data (self->bytes, NULL);
  const guint8 *body;
  gsize size = 2;

  if (tsn_cbor_peek (&self->cbor) == TSN_CBOR_ARRAY &&
      (!tsn_cbor_read_array (&self->cbor, &size) || size != 2 ||
       !tsn_cbor_read_uint (&self->cbor, &entry->effective) || entry->effective == TSN_STAMP_NONE))
    return FALSE;
  if (!tsn_cbor_read_bytes (&self->cbor, &body, &size))
    return FALSE;
  entry->body = g_bytes_new_from_bytes (self->bytes, (gsize) (body - start), size);
  tsn_hash_bytes (body, size, &entry->hash);
  return TRUE;
}

static void
decode_entry (TsnParcelEntry *entry)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (entry->body, &size);
  g_autoptr (GError) error = NULL;

  entry->patch = tsn_patch_decode (data, size, &error);
  if (entry->patch == NULL)
    entry->refusal = g_error_matches (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_TOO_NEW)
                         ? TSN_REFUSAL_LATER
                         : TSN_REFUSAL_MALFORMED;
}

static gboolean
is_in_place (const TsnParcel *self, const TsnParcelEntry *entry, int *place)
{
  int before = *place;

  *place = tsn_manifest_find (&self->manifest, &entry->hash);
  if (*place <= before)
    return FALSE;
  if (entry->patch == NULL)
    return TRUE;
  return tsn_id_equal (&entry->patch->version.device, &self->manifest.device) &&
         (entry->effective == TSN_STAMP_NONE || entry->effective < entry->patch->version.stamp);
}

static void
check_entries (TsnParcel *self)
{
  gboolean sound = TRUE;
  int place = -1;

  for (guint i = 0; i < self->n_entries; i++)
    {
      decode_entry (&self->entries[i]);
      sound = sound && is_in_place (self, &self->entries[i], &place);
    }
  for (guint i = 0; !sound && i < self->n_entries; i++)
    {
      self->entries[i].refusal = TSN_REFUSAL_MALFORMED;
      g_clear_pointer (&self->entries[i].patch, tsn_patch_unref);
    }
}

static TsnParcel *
read_parcel (TsnParcelReader *self)
{
  g_autoptr (TsnParcel) parcel = g_new0 (TsnParcel, 1);
  gsize n;

  if (!tsn_cbor_read_array (&self->cbor, &n) || n != 2 ||
      !read_manifest (self, &parcel->manifest) || !tsn_cbor_read_array (&self->cbor, &n) ||
      n == 0 || n > TSN_MANIFEST_PATCHES_MAX)
    return NULL;
  for (; n > 0; n--)
    if (!read_entry (self, &parcel->entries[parcel->n_entries++]))
      return NULL;
  check_entries (parcel);
  /* Who sends very many small ones shall not fill the memory with what is not in them. */
  n = G_STRUCT_OFFSET (TsnParcel, entries) + parcel->n_entries * sizeof (TsnParcelEntry);
  return g_realloc (g_steal_pointer (&parcel), n);
}

gboolean
tsn_parcel_reader_next (TsnParcelReader *self, TsnParcel **parcel, GError **error)
{
  *parcel = NULL;
  if (self->cbor.p == self->cbor.end && self->cbor.error == TSN_CBOR_OK)
    return TRUE;
  *parcel = read_parcel (self);
  if (*parcel == NULL)
    g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED, "not a parcel");
  return *parcel != NULL;
}
