/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-patch.c: a patch in memory and the fields it writes. Its bytes are tsn-patch-codec.c.
 *
 * A patch is built once (by the store's put, or by the decoder) and then only read and shared. Its
 * open part stays the CBOR map that it was on the wire, so that what a newer version wrote goes on
 * byte for byte.
 */

#include "tsn-patch.h"

static void
free_group_cb (gpointer data)
{
  tsn_group_free (data);
}

TsnPatch *
tsn_patch_new (guint kind, const TsnId *record)
{
  TsnPatch *self = g_new0 (TsnPatch, 1);

  g_ref_count_init (&self->ref);
  self->kind = kind;
  self->record = *record;
  self->seen = g_array_new (FALSE, FALSE, sizeof (TsnSeen));
  self->groups = g_ptr_array_new_with_free_func (free_group_cb);
  return self;
}

TsnPatch *
tsn_patch_ref (TsnPatch *self)
{
  g_ref_count_inc (&self->ref);
  return self;
}

void
tsn_patch_unref (TsnPatch *self)
{
  if (self == NULL || !g_ref_count_dec (&self->ref))
    return;
  g_clear_pointer (&self->open, g_bytes_unref);
  g_array_unref (self->seen);
  g_ptr_array_unref (self->groups);
  g_free (self);
}

TsnGroup *
tsn_group_new (TsnCompartment compartment)
{
  TsnGroup *self = g_new0 (TsnGroup, 1);

  self->compartment = compartment;
  self->fields = g_array_new (FALSE, FALSE, sizeof (guint16));
  return self;
}

void
tsn_group_free (TsnGroup *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->fields);
  g_clear_pointer (&self->sealed, g_bytes_unref);
  g_free (self);
}

/* A run of ascending fields: the open map, or a group's list. */
typedef struct
{
  TsnCompartment compartment;
  guint field;          /* the next one; 0 at the end */
  TsnCborReader reader; /* open: behind the key @field */
  gsize left;           /* open: pairs behind it */
  const GArray *fields; /* group: NULL for the open map */
  guint place;          /* group: of the one after @field */
} Run;

static void
run_advance (Run *run)
{
  gint64 key = run->field == 0 ? -1 : (gint64) run->field;

  run->field = 0;
  if (run->fields != NULL)
    {
      if (run->place < run->fields->len)
        run->field = g_array_index (run->fields, guint16, run->place++);
    }
  else if (run->left > 0 && tsn_cbor_read_key (&run->reader, &key) &&
           tsn_cbor_skip (&run->reader, NULL, NULL))
    {
      run->left--;
      run->field = (guint) key;
    }
}

static guint
start_runs (const TsnPatch *self, Run runs[TSN_PATCH_GROUPS_MAX + 1])
{
  guint n = 0;

  if (self->open != NULL)
    {
      Run *run = &runs[n++];
      gsize size;
      const guint8 *data = g_bytes_get_data (self->open, &size);

      *run = (Run){ .compartment = TSN_OPEN };
      tsn_cbor_reader_init (&run->reader, data, size);
      tsn_cbor_read_map (&run->reader, &run->left);
    }
  for (guint i = 0; i < self->groups->len && i < TSN_PATCH_GROUPS_MAX; i++)
    {
      const TsnGroup *group = g_ptr_array_index (self->groups, i);

      runs[n++] = (Run){ .compartment = group->compartment, .fields = group->fields };
    }
  for (guint i = 0; i < n; i++)
    run_advance (&runs[i]);
  return n;
}

void
tsn_patch_foreach_field (const TsnPatch *self, TsnPatchFieldFunc func, gpointer user_data)
{
  Run runs[TSN_PATCH_GROUPS_MAX + 1];
  guint n_runs = start_runs (self, runs);

  for (;;)
    {
      Run *least = NULL;

      for (guint i = 0; i < n_runs; i++)
        if (runs[i].field != 0 && (least == NULL || runs[i].field < least->field))
          least = &runs[i];
      if (least == NULL)
        return;
      func (least->field, least->compartment, user_data);
      run_advance (least);
    }
}

GBytes *
tsn_patch_open_item (const TsnPatch *self, guint field)
{
  TsnCborReader reader;
  gint64 key = -1;
  gsize size;
  gsize n;
  const guint8 *data;

  if (self->open == NULL)
    return NULL;
  data = g_bytes_get_data (self->open, &size);
  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_map (&reader, &n))
    return NULL;
  while (n-- > 0 && tsn_cbor_read_key (&reader, &key))
    {
      gboolean is_null = tsn_cbor_peek (&reader) == TSN_CBOR_NULL;

      if (!tsn_cbor_skip (&reader, &data, &size))
        return NULL;
      if (key == field)
        return is_null ? NULL : g_bytes_new (data, size);
    }
  return NULL;
}

const TsnVersion *
tsn_patch_seen (const TsnPatch *self, guint field)
{
  for (guint i = self->seen->len; i-- > 0;)
    {
      const TsnSeen *seen = &g_array_index (self->seen, TsnSeen, i);

      if (seen->field == field)
        return &seen->version;
    }
  return NULL;
}

void
tsn_patch_add_seen (TsnPatch *self, guint field, const TsnVersion *version)
{
  TsnSeen entry = { .field = (guint16) field, .version = *version };
  guint place = self->seen->len;

  while (place > 0)
    {
      const TsnSeen *before = &g_array_index (self->seen, TsnSeen, place - 1);

      if (before->field < field ||
          (before->field == field && tsn_version_compare (&before->version, version) < 0))
        break;
      place--;
    }
  g_array_insert_vals (self->seen, place, &entry, 1);
}

/* The entry of @field with a version of @device; -1: none. */
static int
find_seen_of (const TsnPatch *self, guint field, const TsnId *device)
{
  for (guint i = 0; i < self->seen->len; i++)
    {
      const TsnSeen *seen = &g_array_index (self->seen, TsnSeen, i);

      if (seen->field == field && tsn_id_equal (&seen->version.device, device))
        return (int) i;
    }
  return -1;
}

static guint
count_seen (const TsnPatch *self, guint field)
{
  guint n = 0;

  for (guint i = 0; i < self->seen->len; i++)
    n += g_array_index (self->seen, TsnSeen, i).field == field ? 1 : 0;
  return n;
}

void
tsn_patch_inherit_seen (TsnPatch *self, const TsnPatch *from, guint field)
{
  for (guint i = from->seen->len; i-- > 0;)
    {
      const TsnSeen *seen = &g_array_index (from->seen, TsnSeen, i);
      int place;

      if (seen->field != field || tsn_id_equal (&seen->version.device, &self->version.device))
        continue;
      place = find_seen_of (self, field, &seen->version.device);
      if (place >= 0 &&
          g_array_index (self->seen, TsnSeen, place).version.stamp >= seen->version.stamp)
        continue;
      if (place >= 0)
        g_array_remove_index (self->seen, (guint) place);
      if (count_seen (self, field) < TSN_PATCH_SEEN_MAX)
        tsn_patch_add_seen (self, field, &seen->version);
    }
}

gboolean
tsn_patch_knows (const TsnPatch *self, guint field, const TsnVersion *version)
{
  if (tsn_id_equal (&self->version.device, &version->device))
    return self->version.stamp > version->stamp;
  for (guint i = 0; i < self->seen->len; i++)
    {
      const TsnSeen *seen = &g_array_index (self->seen, TsnSeen, i);

      if (seen->field == field && tsn_id_equal (&seen->version.device, &version->device) &&
          seen->version.stamp >= version->stamp)
        return TRUE;
    }
  return FALSE;
}
