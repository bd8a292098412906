/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A push and the database: its parcels go in groups.
 *
 * To ask for one patch and to write one costs a database far away as much time as for a hundred, in
 * which all other pushes of the municipality wait. So what concerns a group is read together, kept
 * here as the group changes it (tsn-service-record.c), and written together.
 *
 * Whatever changes a record leaves a patch in it whose number is new, which was not dropped. So a
 * record that was read before the municipality was locked is still the same, unless it has such a
 * patch.
 */

#include <string.h>

#include "tsn-service-private.h"

static void
record_free (gpointer data)
{
  TsnPushRecord *self = data;

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->patches);
  tsn_winners_free (self->winners);
  g_free (self);
}

static guint
hash_record (gconstpointer key)
{
  const TsnServerRecord *name = key;

  return tsn_id_hash (&name->id) + name->kind;
}

static gboolean
equal_records (gconstpointer a, gconstpointer b)
{
  const TsnServerRecord *left = a;
  const TsnServerRecord *right = b;

  return left->kind == right->kind && tsn_id_equal (&left->id, &right->id);
}

/* A device's stamps differ in their lower bits. */
static guint
hash_version (gconstpointer key)
{
  const TsnVersion *version = key;

  return tsn_id_hash (&version->device) + (guint) version->stamp + (guint) (version->stamp >> 16);
}

static gboolean
equal_versions (gconstpointer a, gconstpointer b)
{
  return tsn_version_compare (a, b) == 0;
}

void
tsn_push_init (TsnPush *self, TsnCall *call)
{
  *self = (TsnPush){
    .call = call,
    .receipt = tsn_receipt_new (),
    .taken = g_array_new (FALSE, FALSE, sizeof (TsnHash)),
    .digests = g_hash_table_new_full (NULL, NULL, NULL, g_free),
    .reader = tsn_push_reader_new (call->request->body, &call->device, call->root_public),
    .parcels = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_parcel_free),
    .good = g_array_new (FALSE, FALSE, sizeof (gboolean)),
    .rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_server_patch_free),
    .versions = g_hash_table_new (hash_version, equal_versions),
    .records = g_hash_table_new_full (hash_record, equal_records, record_free, NULL),
    .added = g_ptr_array_new (),
    .origins = g_array_new (FALSE, FALSE, sizeof (guint)),
    .dropped = g_ptr_array_new (),
  };
  memcpy (self->sign_public, call->device.sign_public, TSN_KEY_SIZE);
}

void
tsn_push_clear (TsnPush *self)
{
  tsn_receipt_free (self->receipt);
  g_array_unref (self->taken);
  g_hash_table_unref (self->digests);
  tsn_push_reader_free (self->reader);
  g_array_unref (self->good);
  g_hash_table_unref (self->records);
  g_hash_table_unref (self->versions);
  g_ptr_array_unref (self->added);
  g_array_unref (self->origins);
  g_ptr_array_unref (self->dropped);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->parcels);
}

/* -- Records -- */

TsnPushRecord *
tsn_push_record (TsnPush *self, guint kind, const TsnId *id)
{
  const TsnServerRecord name = { kind, *id };

  return g_hash_table_lookup (self->records, &name);
}

static void
add_record (TsnPush *self, const TsnServerRecord *name)
{
  TsnPushRecord *record = g_new0 (TsnPushRecord, 1);

  record->name = *name;
  record->rows = g_ptr_array_new ();
  record->patches = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_patch_unref);
  record->winners = tsn_winners_new ();
  record->bucket = tsn_digest_bucket (&name->id);
  g_hash_table_add (self->records, record);
}

static gboolean
add_row (TsnPush *self, TsnServerPatch *row, GError **error)
{
  TsnPushRecord *record = tsn_push_record (self, row->kind, &row->record);
  gsize size;
  const guint8 *data = g_bytes_get_data (row->body, &size);
  TsnPatch *patch = tsn_patch_decode (data, size, error);

  g_ptr_array_add (self->rows, row);
  if (patch == NULL)
    return FALSE;
  patch->effective = row->effective;
  g_ptr_array_add (record->rows, row);
  g_ptr_array_add (record->patches, patch);
  return TRUE;
}

/* The patches of these parcels that could be read. (element-type TsnPatch) */
static GPtrArray *
list_patches (const TsnPush *self, guint from, guint to)
{
  GPtrArray *patches = g_ptr_array_new ();

  for (guint i = from; i < to && i < self->parcels->len; i++)
    {
      const TsnParcel *parcel = g_ptr_array_index (self->parcels, i);

      for (guint j = 0; j < parcel->n_entries; j++)
        if (parcel->entries[j].patch != NULL)
          g_ptr_array_add (patches, parcel->entries[j].patch);
    }
  return patches;
}

gboolean
tsn_push_load_records (TsnPush *self, guint from, guint to, GError **error)
{
  TsnBackend *backend = self->call->backend;
  g_autoptr (GPtrArray) patches = list_patches (self, from, to);
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (TsnServerRecord));
  g_autoptr (GPtrArray) rows = NULL;

  for (guint i = 0; i < patches->len; i++)
    {
      const TsnPatch *patch = g_ptr_array_index (patches, i);
      const TsnServerRecord name = { patch->kind, patch->record };

      if (tsn_push_record (self, name.kind, &name.id) != NULL)
        continue;
      add_record (self, &name);
      g_array_append_val (names, name);
    }
  if (names->len == 0)
    return TRUE;
  rows = backend->verbs->record_patches (backend,
                                         self->call->device.municipality,
                                         (const TsnServerRecord *) (gpointer) names->data,
                                         names->len,
                                         error);
  if (rows == NULL)
    return FALSE;
  while (rows->len > 0)
    if (!add_row (self, g_ptr_array_steal_index (rows, rows->len - 1), error))
      return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      TsnPushRecord *record = g_hash_table_lookup (self->records,
                                                   &g_array_index (names, TsnServerRecord, i));

      if (record->patches->len > 0)
        tsn_push_work_out (record);
    }
  return TRUE;
}

gboolean
tsn_push_forget_changed (TsnPush *self, gint64 after, GError **error)
{
  TsnBackend *backend = self->call->backend;
  g_autoptr (GArray) changed =
      backend->verbs->changed_records (backend, self->call->device.municipality, after, error);

  for (guint i = 0; changed != NULL && i < changed->len; i++)
    g_hash_table_remove (self->records, &g_array_index (changed, TsnServerRecord, i));
  return changed != NULL;
}

/* -- Groups -- */

gboolean
tsn_push_begin_group (TsnPush *self, guint from, guint to, GError **error)
{
  TsnBackend *backend = self->call->backend;
  g_autoptr (GPtrArray) patches = list_patches (self, from, to);
  g_autofree TsnVersion *versions = g_new (TsnVersion, patches->len);
  g_autofree TsnServerPatch **known = g_new0 (TsnServerPatch *, patches->len);

  for (guint i = 0; i < patches->len; i++)
    versions[i] = ((const TsnPatch *) g_ptr_array_index (patches, i))->version;
  if (!tsn_push_load_records (self, from, to, error) ||
      !backend->verbs->find_patches (backend,
                                     self->call->device.municipality,
                                     versions,
                                     patches->len,
                                     known,
                                     error))
    return FALSE;
  for (guint i = 0; i < patches->len; i++)
    if (known[i] != NULL)
      {
        g_ptr_array_add (self->rows, known[i]);
        g_hash_table_replace (self->versions, &known[i]->version, known[i]);
      }
  return TRUE;
}

gboolean
tsn_push_end_group (TsnPush *self, GError **error)
{
  if (!tsn_push_write (self, error))
    return FALSE;
  g_hash_table_remove_all (self->records);
  g_hash_table_remove_all (self->versions);
  g_ptr_array_set_size (self->rows, 0);
  return TRUE;
}

TsnServerPatch *
tsn_push_find (TsnPush *self, const TsnVersion *version)
{
  return g_hash_table_lookup (self->versions, version);
}

/* -- Writing -- */

static void
add_manifest (const TsnPush *self, guint parcel, GPtrArray *manifests)
{
  const TsnParcel *from = g_ptr_array_index (self->parcels, parcel);
  GByteArray *bytes = g_byte_array_new ();

  tsn_manifest_encode (&from->manifest, bytes);
  g_ptr_array_add (manifests, g_byte_array_free_to_bytes (bytes));
}

/* Of those that were added and stay. The patches of one parcel follow each other. */
static gboolean
write_manifests (TsnPush *self, GError **error)
{
  TsnBackend *backend = self->call->backend;
  g_autoptr (GPtrArray) manifests = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree guint *places = g_new0 (guint, self->added->len);
  g_autofree gint64 *numbers = NULL;
  guint last = G_MAXUINT;

  for (guint i = 0; i < self->added->len; i++)
    {
      guint parcel = g_array_index (self->origins, guint, i);

      if (((const TsnServerPatch *) g_ptr_array_index (self->added, i))->body == NULL)
        continue;
      if (parcel != last)
        add_manifest (self, parcel, manifests);
      last = parcel;
      places[i] = manifests->len - 1;
    }
  numbers = g_new0 (gint64, manifests->len);
  if (!backend->verbs->put_manifests (backend,
                                      self->call->device.municipality,
                                      (GBytes *const *) manifests->pdata,
                                      manifests->len,
                                      numbers,
                                      error))
    return FALSE;
  for (guint i = 0; i < self->added->len; i++)
    {
      TsnServerPatch *row = g_ptr_array_index (self->added, i);

      if (row->body != NULL)
        row->manifest = numbers[places[i]];
    }
  return TRUE;
}

/* The new ones first, which may need a manifest that those which are dropped leave behind. */
gboolean
tsn_push_write (TsnPush *self, GError **error)
{
  TsnBackend *backend = self->call->backend;
  gint64 municipality = self->call->device.municipality;

  if (!write_manifests (self, error) ||
      !backend->verbs->add_patches (backend,
                                    municipality,
                                    (TsnServerPatch *const *) self->added->pdata,
                                    self->added->len,
                                    error) ||
      !backend->verbs->drop_patches (backend,
                                     municipality,
                                     (TsnServerPatch *const *) self->dropped->pdata,
                                     self->dropped->len,
                                     error))
    return FALSE;
  g_ptr_array_set_size (self->added, 0);
  g_array_set_size (self->origins, 0);
  g_ptr_array_set_size (self->dropped, 0);
  return TRUE;
}
