/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-patch-codec.c: the bytes of a patch, docs/format.md in C.
 *
 * A patch comes from disk, from a server or from a stick, so the reader believes nothing: every
 * count is bounded, every order is checked, and there is exactly one way to write each patch. What
 * it accepts it writes back byte for byte; signatures and digests over patches rely on that, and
 * the fuzz target asks for it.
 *
 * What it does not know, it carries: kinds, fields, compartments and the types of open values.
 */

#include <string.h>

#include "tsn-patch.h"
#include "tsn-validate.h"

#define PATCH_ITEMS     9
#define GROUP_ITEMS     4
#define GROUP_MARK      "TSN-GROUP"
#define AD_ITEMS        12
#define SEALED_SIZE_MIN (24 + 16) /* nonce and tag of XChaCha20-Poly1305 */

/* -- Writing -- */

static void
write_id (GByteArray *out, const TsnId *id)
{
  tsn_cbor_write_bytes (out, id->bytes, sizeof id->bytes);
}

/* Kind, record, stamp, device, operator: the same in a patch and in the associated data. */
static void
write_head (const TsnPatch *self, GByteArray *out)
{
  tsn_cbor_write_uint (out, TSN_PATCH_FORMAT);
  tsn_cbor_write_uint (out, self->kind);
  write_id (out, &self->record);
  tsn_cbor_write_uint (out, self->version.stamp);
  write_id (out, &self->version.device);
  if (tsn_id_is_nil (&self->operator_id))
    tsn_cbor_write_null (out);
  else
    write_id (out, &self->operator_id);
}

static void
write_open (const TsnPatch *self, GByteArray *out)
{
  gsize size;
  const guint8 *data;

  if (self->open == NULL)
    {
      tsn_cbor_write_map (out, 0);
      return;
    }
  data = g_bytes_get_data (self->open, &size);
  tsn_cbor_write_raw (out, data, size);
}

/* How many entries from @place on speak of the same field. */
static guint
count_same_field (const GArray *seen, guint place)
{
  guint field = g_array_index (seen, TsnSeen, place).field;
  guint n = 1;

  while (place + n < seen->len && g_array_index (seen, TsnSeen, place + n).field == field)
    n++;
  return n;
}

static void
write_seen (const TsnPatch *self, GByteArray *out)
{
  const GArray *seen = self->seen;
  guint n_fields = 0;

  for (guint i = 0; i < seen->len; i += count_same_field (seen, i))
    n_fields++;
  tsn_cbor_write_map (out, n_fields);

  for (guint i = 0; i < seen->len;)
    {
      const TsnSeen *first = &g_array_index (seen, TsnSeen, i);
      guint n = count_same_field (seen, i);

      tsn_cbor_write_uint (out, first->field);
      if (n == 1 && tsn_id_equal (&first->version.device, &self->version.device))
        tsn_cbor_write_uint (out, first->version.stamp);
      else
        {
          tsn_cbor_write_array (out, 2 * (gsize) n);
          for (guint j = i; j < i + n; j++)
            {
              const TsnSeen *entry = &g_array_index (seen, TsnSeen, j);

              tsn_cbor_write_uint (out, entry->version.stamp);
              write_id (out, &entry->version.device);
            }
        }
      i += n;
    }
}

static void
write_fields (const GArray *fields, GByteArray *out)
{
  tsn_cbor_write_array (out, fields->len);
  for (guint i = 0; i < fields->len; i++)
    tsn_cbor_write_uint (out, g_array_index (fields, guint16, i));
}

static void
write_group (const TsnGroup *group, GByteArray *out)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (group->sealed, &size);

  tsn_cbor_write_array (out, GROUP_ITEMS);
  tsn_cbor_write_uint (out, group->compartment);
  write_fields (group->fields, out);
  write_id (out, &group->key);
  tsn_cbor_write_bytes (out, data, size);
}

void
tsn_patch_encode (const TsnPatch *self, GByteArray *out)
{
  tsn_cbor_write_array (out, PATCH_ITEMS);
  write_head (self, out);
  if (self->erase)
    tsn_cbor_write_bool (out, TRUE);
  else
    write_open (self, out);
  write_seen (self, out);
  tsn_cbor_write_array (out, self->groups->len);
  for (guint i = 0; i < self->groups->len; i++)
    write_group (g_ptr_array_index (self->groups, i), out);
}

void
tsn_patch_associated_data (const TsnPatch *self, const TsnGroup *group, GByteArray *out)
{
  tsn_cbor_write_array (out, AD_ITEMS);
  tsn_cbor_write_text (out, GROUP_MARK, -1);
  write_head (self, out);
  write_open (self, out);
  write_seen (self, out);
  tsn_cbor_write_uint (out, group->compartment);
  write_fields (group->fields, out);
  write_id (out, &group->key);
}

/* -- Reading -- */

static gboolean
read_id (TsnCborReader *reader, TsnId *id)
{
  return tsn_cbor_read_fixed (reader, id->bytes, sizeof id->bytes) && !tsn_id_is_nil (id);
}

static gboolean
read_version (TsnCborReader *reader, TsnVersion *version)
{
  return tsn_cbor_read_uint (reader, &version->stamp) && version->stamp != TSN_STAMP_NONE &&
         read_id (reader, &version->device);
}

static gboolean
read_head (TsnPatch *self, TsnCborReader *reader)
{
  guint64 kind;

  if (!tsn_cbor_read_uint (reader, &kind) || kind < 1 || kind > G_MAXUINT16)
    return FALSE;
  self->kind = (guint) kind;
  if (!read_id (reader, &self->record) || !read_version (reader, &self->version))
    return FALSE;
  if (tsn_cbor_peek (reader) == TSN_CBOR_NULL)
    return tsn_cbor_read_null (reader);
  return read_id (reader, &self->operator_id);
}

/* Checks the map of open values and keeps its bytes. */
static gboolean
read_open (TsnPatch *self, TsnCborReader *reader)
{
  const guint8 *start = reader->p;
  gint64 key = -1;
  gsize n;

  if (!tsn_cbor_read_map (reader, &n) || n > TSN_PATCH_FIELDS_MAX)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!tsn_cbor_read_key (reader, &key) || key < 1 || key > TSN_FIELD_NUMBER_MAX ||
        !tsn_cbor_skip (reader, NULL, NULL))
      return FALSE;
  if (n > 0)
    self->open = g_bytes_new (start, (gsize) (reader->p - start));
  return TRUE;
}

static gboolean
read_open_or_erase (TsnPatch *self, TsnCborReader *reader)
{
  if (tsn_cbor_peek (reader) != TSN_CBOR_BOOL)
    return read_open (self, reader);
  return tsn_cbor_read_bool (reader, &self->erase) && self->erase;
}

/* The versions of one field: a bare stamp of the author's own device, or pairs in rising order. */
static gboolean
read_seen_versions (TsnPatch *self, TsnCborReader *reader, guint field)
{
  TsnSeen entry = { .field = (guint16) field, .version.device = self->version.device };
  TsnVersion before = { 0 };
  gsize n;

  if (tsn_cbor_peek (reader) == TSN_CBOR_UINT)
    {
      if (!tsn_cbor_read_uint (reader, &entry.version.stamp) ||
          entry.version.stamp == TSN_STAMP_NONE ||
          tsn_version_compare (&entry.version, &self->version) == 0)
        return FALSE;
      g_array_append_val (self->seen, entry);
      return TRUE;
    }

  if (!tsn_cbor_read_array (reader, &n) || n < 2 || n % 2 != 0 || n > 2 * TSN_PATCH_SEEN_MAX)
    return FALSE;
  for (gsize i = 0; i < n; i += 2)
    {
      if (!read_version (reader, &entry.version) ||
          tsn_version_compare (&entry.version, &self->version) == 0 ||
          tsn_version_compare (&entry.version, &before) <= 0 ||
          (n == 2 && tsn_id_equal (&entry.version.device, &self->version.device)))
        return FALSE;
      before = entry.version;
      g_array_append_val (self->seen, entry);
    }
  return TRUE;
}

static gboolean
read_seen (TsnPatch *self, TsnCborReader *reader)
{
  gint64 key = -1;
  gsize n;

  if (!tsn_cbor_read_map (reader, &n) || n > TSN_PATCH_FIELDS_MAX)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!tsn_cbor_read_key (reader, &key) || key < 1 || key > TSN_FIELD_NUMBER_MAX ||
        !read_seen_versions (self, reader, (guint) key))
      return FALSE;
  return TRUE;
}

static gboolean
read_fields (GArray *fields, TsnCborReader *reader)
{
  gint64 key = 0;
  gsize n;

  if (!tsn_cbor_read_array (reader, &n) || n < 1 || n > TSN_PATCH_FIELDS_MAX)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      guint16 field;

      if (!tsn_cbor_read_key (reader, &key) || key > TSN_FIELD_NUMBER_MAX)
        return FALSE;
      field = (guint16) key;
      g_array_append_val (fields, field);
    }
  return TRUE;
}

static gboolean
read_group (TsnPatch *self, TsnCborReader *reader, gint64 *compartment)
{
  g_autoptr (TsnGroup) group = tsn_group_new (TSN_DESK);
  const guint8 *sealed;
  gsize size;
  gsize n;

  if (!tsn_cbor_read_array (reader, &n) || n != GROUP_ITEMS ||
      !tsn_cbor_read_key (reader, compartment) || *compartment > G_MAXUINT8 ||
      !read_fields (group->fields, reader) || !read_id (reader, &group->key) ||
      !tsn_cbor_read_bytes (reader, &sealed, &size) || size < SEALED_SIZE_MIN)
    return FALSE;
  group->compartment = (TsnCompartment) *compartment;
  group->sealed = g_bytes_new (sealed, size);
  g_ptr_array_add (self->groups, g_steal_pointer (&group));
  return TRUE;
}

static gboolean
read_groups (TsnPatch *self, TsnCborReader *reader)
{
  gint64 compartment = TSN_OPEN;
  gsize n;

  if (!tsn_cbor_read_array (reader, &n) || n > TSN_PATCH_GROUPS_MAX)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!read_group (self, reader, &compartment))
      return FALSE;
  return TRUE;
}

/* The walk over all fields, checking that no field is written twice and that what was seen is what
 * is written. */
typedef struct
{
  const GArray *seen;
  guint n_seen; /* entries of @seen whose field was met */
  guint last;
  guint n_fields;
  gboolean good;
} Check;

static void
check_field_cb (guint field, TsnCompartment compartment, gpointer user_data)
{
  Check *check = user_data;

  if (field <= check->last)
    check->good = FALSE;
  check->last = field;
  check->n_fields++;
  while (check->n_seen < check->seen->len &&
         g_array_index (check->seen, TsnSeen, check->n_seen).field == field)
    check->n_seen++;
}

static gboolean
check_fields (const TsnPatch *self)
{
  Check check = { .seen = self->seen, .good = TRUE };

  tsn_patch_foreach_field (self, check_field_cb, &check);
  if (self->erase)
    return check.n_fields == 0 && self->seen->len == 0;
  return check.good && check.n_fields >= 1 && check.n_fields <= TSN_PATCH_FIELDS_MAX &&
         check.n_seen == self->seen->len;
}

static TsnPatch *
refuse (GError **error, TsnModelError code, const char *why)
{
  g_set_error_literal (error, TSN_MODEL_ERROR, (int) code, why);
  return NULL;
}

TsnPatch *
tsn_patch_decode (const guint8 *data, gsize size, GError **error)
{
  static const TsnId none = { { 0 } };
  g_autoptr (TsnPatch) self = tsn_patch_new (0, &none);
  TsnCborReader reader;
  guint64 format;
  gsize n;

  if (size > TSN_PATCH_SIZE_MAX)
    return refuse (error, TSN_MODEL_ERROR_MALFORMED, "the patch is too large");

  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_array (&reader, &n) || !tsn_cbor_read_uint (&reader, &format) || format == 0)
    return refuse (error, TSN_MODEL_ERROR_MALFORMED, "not a patch");
  if (format > TSN_PATCH_FORMAT)
    return refuse (error, TSN_MODEL_ERROR_TOO_NEW, "the patch is of a newer format");

  if (n != PATCH_ITEMS || !read_head (self, &reader) || !read_open_or_erase (self, &reader) ||
      !read_seen (self, &reader) || !read_groups (self, &reader) || !tsn_cbor_end (&reader) ||
      !check_fields (self))
    return refuse (error, TSN_MODEL_ERROR_MALFORMED, "the patch is damaged");
  return g_steal_pointer (&self);
}
