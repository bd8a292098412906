/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making a bundle.
 *
 * Three steps: what this device wrote is signed, and the bundle to go on from is found; the file is
 * written beside its name, from one snapshot of the log; its line goes into the ledger. Only then
 * it gets its name: a medium never has a bundle that the ledger does not know. If it cannot get it
 * any more, the ledger says of a file that nobody will bring, which does no harm.
 */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tsn-bundle-private.h"
#include "tsn-clock.h"
#include "tsn-new-file.h"
#include "tsn-parcel.h"

typedef struct
{
  TsnVault *vault;
  const TsnBundleNote *note;
  TsnBundleLine *line;
  TsnProgress progress;
  gpointer user_data;

  TsnBundleHead head;
  gint64 after; /* numbers of the log: what is in it is after this... */
  gint64 until; /* ...and up to that */

  int fd; /* -1: closed */
  GChecksum *checksum;
  guint8 name[TSN_SHA256_SIZE];
  GByteArray *part; /* parcels that are not written yet */
  GByteArray *out;  /* scratch */
  GHashTable *people;
} Export;

static void
export_init (Export *self)
{
  memset (self, 0, sizeof *self);
  tsn_bundle_head_init (&self->head);
  self->fd = -1;
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->part = g_byte_array_new ();
  self->out = g_byte_array_new ();
  self->people = tsn_bundle_people_new ();
}

static void
export_clear (Export *self)
{
  if (self->fd >= 0)
    close (self->fd);
  tsn_bundle_head_clear (&self->head);
  g_checksum_free (self->checksum);
  g_byte_array_unref (self->part);
  g_byte_array_unref (self->out);
  g_hash_table_unref (self->people);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

/* -- The file -- */

/* Writes what is in @out, and empties it. */
static gboolean
flush (Export *self, GError **error)
{
  const guint8 *data = self->out->data;
  gsize left = self->out->len;

  g_checksum_update (self->checksum, data, (gssize) left);
  self->line->size += left;
  while (left > 0)
    {
      gssize n = write (self->fd, data, left);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return tsn_store_error_from_errno (n < 0 ? errno : EIO,
                                           "the bundle cannot be written",
                                           error);
      data += n;
      left -= (gsize) n;
    }
  g_byte_array_set_size (self->out, 0);
  return TRUE;
}

static gboolean
end_part (Export *self, GError **error)
{
  if (self->part->len == 0)
    return TRUE;
  tsn_bundle_part_write (self->part, self->out);
  g_byte_array_set_size (self->part, 0);
  return flush (self, error);
}

static void
count_body (Export *self, GBytes *body)
{
  TsnCborReader cbor;
  guint64 format;
  guint64 kind;
  TsnId record;
  gsize size;
  gsize n;
  const guint8 *data = g_bytes_get_data (body, &size);

  self->line->changes++;
  tsn_cbor_reader_init (&cbor, data, size);
  if (tsn_cbor_read_array (&cbor, &n) && tsn_cbor_read_uint (&cbor, &format) &&
      tsn_cbor_read_uint (&cbor, &kind) &&
      tsn_cbor_read_fixed (&cbor, record.bytes, sizeof record.bytes))
    tsn_bundle_people_add (self->people, (guint) kind, &record);
}

static gboolean
add_lot_cb (const TsnLot *lot, gpointer user_data, GError **error)
{
  Export *self = user_data;

  tsn_parcel_write (self->part,
                    &lot->manifest,
                    (GBytes *const *) lot->bodies->pdata,
                    (const guint64 *) (gpointer) lot->effective->data,
                    lot->bodies->len);
  for (guint i = 0; i < lot->bodies->len; i++)
    count_body (self, g_ptr_array_index (lot->bodies, i));
  if (self->progress != NULL)
    self->progress (self->line->changes, 0, self->user_data);
  return self->part->len <= TSN_BUNDLE_PART_SIZE || end_part (self, error);
}

/* The maker's signature; then the name is known. */
static gboolean
write_end (Export *self, GError **error)
{
  g_autoptr (GChecksum) before = g_checksum_copy (self->checksum);
  g_autoptr (GByteArray) message = g_byte_array_new ();
  guint8 sum[TSN_SHA256_SIZE];
  guint8 signature[TSN_SIGNATURE_SIZE];
  gsize size = sizeof sum;

  g_checksum_get_digest (before, sum, &size);
  tsn_bundle_message (sum, message);
  if (!tsn_vault_sign (self->vault, message->data, message->len, signature, error))
    return FALSE;
  tsn_bundle_end_write (signature, self->out);
  if (!flush (self, error))
    return FALSE;
  g_checksum_get_digest (self->checksum, self->name, &size);
  tsn_bundle_name (self->name, self->line->name);
  self->line->people = g_hash_table_size (self->people);
  return TRUE;
}

/* -- The certificates -- */

static gboolean
add_certificate_cb (TsnRecord *device, gpointer user_data, GError **error)
{
  const TsnValue *value = tsn_record_value (device, TSN_DEVICE_CERTIFICATE);

  if (value != NULL && value->type == TSN_TYPE_BYTES)
    g_ptr_array_add (user_data, g_bytes_ref (value->bytes));
  return TRUE;
}

static gboolean
write_head (Export *self, TsnSession *session, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_DEVICE));
  GPtrArray *certificates = self->head.certificates;

  query->open_only = TRUE;
  if (!tsn_session_foreach (session, query, add_certificate_cb, certificates, error))
    return FALSE;
  g_ptr_array_add (certificates, g_bytes_ref (tsn_vault_certificate (self->vault)));
  if (tsn_bundle_head_write (&self->head, self->out))
    return flush (self, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "there are too many devices");
  return FALSE;
}

/* -- The steps -- */

static gboolean
prepare_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Export *self = data;
  gboolean found = FALSE;

  if (!tsn_session_sign_patches (session, G_MAXSIZE, NULL, error) ||
      (!self->head.whole &&
       !tsn_bundle_marks_find (session, self->head.base, &self->after, &found, error)))
    return FALSE;
  self->head.whole = !found;
  return TRUE;
}

static gboolean
write_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Export *self = data;

  return write_head (self, session, error) &&
         tsn_session_foreach_lot (session, self->after, &self->until, add_lot_cb, self, error) &&
         end_part (self, error) && write_end (self, error);
}

static gboolean
ledger_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Export *self = data;

  return tsn_bundle_ledger_write (session,
                                  TSN_TRANSFER_DIRECTION_OUT,
                                  self->line,
                                  self->note,
                                  self->vault,
                                  error) &&
         tsn_bundle_marks_add (session, self->name, self->until, self->after, error);
}

/* @temporary was made. */
static gboolean
write_file (Export *self,
            TsnStore *store,
            const char *temporary,
            const char *path,
            GCancellable *cancellable,
            GError **error)
{
  if (!tsn_store_run_sync (store, TSN_STORE_READ, write_worker, self, cancellable, error) ||
      !tsn_new_file_sync_path (temporary, 0, error) ||
      !tsn_store_run_sync (store, TSN_STORE_WRITE, ledger_worker, self, cancellable, error))
    return FALSE;
  close (self->fd);
  self->fd = -1;
  return tsn_new_file_put_in_place (temporary, path, error);
}

gboolean
tsn_bundle_export (TsnStore *store,
                   const char *path,
                   gboolean whole,
                   const TsnBundleNote *note,
                   TsnBundleLine *line,
                   TsnProgress progress,
                   gpointer user_data,
                   GCancellable *cancellable,
                   GError **error)
{
  TsnVault *vault = tsn_store_get_vault (store);
  g_autofree char *temporary = g_strdup_printf ("%s.%08x.part", path, g_random_int ());
  g_auto (Export) self;

  export_init (&self);
  memset (line, 0, sizeof *line);
  self.vault = vault;
  self.note = note;
  self.line = line;
  self.progress = progress;
  self.user_data = user_data;
  self.head.whole = whole;
  self.head.device = line->maker = *tsn_vault_device (vault);
  self.head.made_ms = line->made_ms = tsn_clock_wall_ms (NULL);
  memcpy (self.head.root_public, tsn_vault_root_public (vault), TSN_KEY_SIZE);
  if (g_access (path, F_OK) == 0)
    return tsn_store_error_from_errno (EEXIST, "there is a file of that name already", error);
  if (!tsn_store_run_sync (store, TSN_STORE_WRITE, prepare_worker, &self, cancellable, error))
    return FALSE;
  line->whole = self.head.whole;
  self.fd = tsn_new_file_open (temporary, error);
  if (self.fd < 0)
    return FALSE;
  if (write_file (&self, store, temporary, path, cancellable, error))
    return TRUE;
  g_unlink (temporary);
  return FALSE;
}
