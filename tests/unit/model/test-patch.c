/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Patches and their bytes: the vectors of docs/format.md, every way to break them, and random
 * ones. */

#include <stdlib.h>
#include <string.h>

#include "tsn-merge.h"
#include "tsn-validate.h"

#define SEALED_SIZE 48

static const TsnId record_id = {
  { 0x01, 0x90, 0xab, 0xcd, 0xef, 0x12, 0x70, 0x00, 0x80, 0x00, 0, 0, 0, 0, 0, 0x01 }
};
static const TsnId device_id = {
  { 0x01, 0x90, 0xab, 0xcd, 0xef, 0x12, 0x70, 0x00, 0x80, 0x00, 0, 0, 0, 0, 0, 0xd1 }
};
static const TsnId other_id = {
  { 0x01, 0x90, 0xab, 0xcd, 0xef, 0x12, 0x70, 0x00, 0x80, 0x00, 0, 0, 0, 0, 0, 0xd2 }
};
static const TsnId operator_id = {
  { 0x01, 0x90, 0xab, 0xcd, 0xef, 0x12, 0x70, 0x00, 0x80, 0x00, 0, 0, 0, 0, 0, 0x0a }
};
static const TsnId key_id = {
  { 0x01, 0x90, 0xab, 0xcd, 0xef, 0x12, 0x70, 0x00, 0x80, 0x00, 0, 0, 0, 0, 0, 0x4e }
};

static TsnPatch *
base_patch (void)
{
  TsnPatch *patch = tsn_patch_new (TSN_KIND_PERSON, &record_id);

  patch->version = (TsnVersion){ G_GUINT64_CONSTANT (0x0190abcdef120000), device_id };
  patch->operator_id = operator_id;
  return patch;
}

static void
add_group (TsnPatch *patch, TsnCompartment compartment, const guint16 *fields, guint n)
{
  TsnGroup *group = tsn_group_new (compartment);
  guint8 sealed[SEALED_SIZE];

  for (guint i = 0; i < SEALED_SIZE; i++)
    sealed[i] = (guint8) i;
  g_array_append_vals (group->fields, fields, n);
  group->key = key_id;
  group->sealed = g_bytes_new (sealed, sizeof sealed);
  g_ptr_array_add (patch->groups, group);
}

static void
set_open (TsnPatch *patch)
{
  g_autoptr (GByteArray) open = g_byte_array_new ();

  tsn_cbor_write_map (open, 2);
  tsn_cbor_write_uint (open, TSN_PERSON_MUNICIPALITY);
  tsn_cbor_write_text (open, "112119", -1);
  tsn_cbor_write_uint (open, TSN_PERSON_STATUS);
  tsn_cbor_write_uint (open, TSN_PERSON_STATUS_ACTIVE);
  patch->open = g_bytes_new (open->data, open->len);
}

/* The vectors, by name. */

static TsnPatch *
create_patch (void)
{
  TsnPatch *patch = base_patch ();
  const guint16 desk[] = { 1, 2, 3 };
  const guint16 care[] = { 14 };

  set_open (patch);
  add_group (patch, TSN_DESK, desk, 3);
  add_group (patch, TSN_CARE, care, 1);
  return patch;
}

static TsnPatch *
change_patch (void)
{
  TsnPatch *patch = base_patch ();
  const guint16 desk[] = { 1, 7 };
  TsnVersion own = { G_GUINT64_CONSTANT (0x0190abcdef110001), device_id };
  TsnVersion other = { G_GUINT64_CONSTANT (0x0190abcdef110002), other_id };

  patch->operator_id = TSN_ID_NIL;
  add_group (patch, TSN_DESK, desk, 2);
  tsn_patch_add_seen (patch, 7, &other);
  tsn_patch_add_seen (patch, 7, &own);
  tsn_patch_add_seen (patch, 1, &own);
  return patch;
}

static TsnPatch *
other_device_patch (void)
{
  TsnPatch *patch = base_patch ();
  TsnVersion other = { G_GUINT64_CONSTANT (0x0190abcdef110002), other_id };

  set_open (patch);
  tsn_patch_add_seen (patch, TSN_PERSON_STATUS, &other);
  return patch;
}

static TsnPatch *
erasure_patch (void)
{
  TsnPatch *patch = base_patch ();

  patch->erase = TRUE;
  return patch;
}

static const struct
{
  const char *name;
  TsnPatch *(*make) (void);
} vectors[] = {
  { "create", create_patch },
  { "change", change_patch },
  { "other-device", other_device_patch },
  { "erasure", erasure_patch },
};

static GByteArray *
encode (const TsnPatch *patch)
{
  GByteArray *bytes = g_byte_array_new ();

  tsn_patch_encode (patch, bytes);
  return bytes;
}

static char *
hex_of (const GByteArray *bytes)
{
  GString *hex = g_string_new (NULL);

  for (guint i = 0; i < bytes->len; i++)
    g_string_append_printf (hex, "%02x", bytes->data[i]);
  return g_string_free (hex, FALSE);
}

static GByteArray *
bytes_of (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
  return bytes;
}

/* The lines of a file in tests/data/format, each split at spaces into @n parts; patches.txt has
 * name, verdict, hexadecimal bytes. */
static GPtrArray *
read_vectors (const char *file, guint n)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "format", file, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GPtrArray *cases = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '#' && lines[i][0] != '\0')
      {
        g_ptr_array_add (cases, g_strsplit (lines[i], " ", (gint) n));
        g_assert_cmpuint (g_strv_length (g_ptr_array_index (cases, cases->len - 1)), ==, n);
      }
  return cases;
}

static void
check_vector (char **fields)
{
  g_autoptr (GByteArray) bytes = bytes_of (fields[2]);
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnPatch) patch = tsn_patch_decode (bytes->data, bytes->len, &error);

  g_test_message ("%s", fields[0]);
  if (strcmp (fields[1], "good") == 0)
    {
      g_autoptr (GByteArray) again = NULL;

      g_assert_no_error (error);
      again = encode (patch);
      g_assert_cmpmem (again->data, again->len, bytes->data, bytes->len);
    }
  else if (strcmp (fields[1], "too-new") == 0)
    g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_TOO_NEW);
  else
    g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_MALFORMED);
}

static void
test_vectors (void)
{
  g_autoptr (GPtrArray) cases = read_vectors ("patches.txt", 3);
  guint n_made = 0;

  for (guint i = 0; i < cases->len; i++)
    check_vector (g_ptr_array_index (cases, i));

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (TsnPatch) patch = vectors[i].make ();
      g_autoptr (GByteArray) bytes = encode (patch);
      g_autofree char *hex = hex_of (bytes);

      g_test_message ("%s %s", vectors[i].name, hex);
      for (guint j = 0; j < cases->len; j++)
        {
          char **fields = g_ptr_array_index (cases, j);

          if (strcmp (fields[0], vectors[i].name) != 0)
            continue;
          g_assert_cmpstr (hex, ==, fields[2]);
          n_made++;
        }
    }
  g_assert_cmpuint (n_made, ==, G_N_ELEMENTS (vectors));
}

static TsnPatch *
find_vector (GPtrArray *cases, const char *name)
{
  for (guint i = 0; i < cases->len; i++)
    {
      char **fields = g_ptr_array_index (cases, i);
      g_autoptr (GByteArray) bytes = NULL;

      if (strcmp (fields[0], name) != 0)
        continue;
      bytes = bytes_of (fields[2]);
      return tsn_patch_decode (bytes->data, bytes->len, NULL);
    }
  g_assert_not_reached ();
}

static void
test_associated_data_vectors (void)
{
  g_autoptr (GPtrArray) patches = read_vectors ("patches.txt", 3);
  g_autoptr (GPtrArray) cases = read_vectors ("associated-data.txt", 3);

  for (guint i = 0; i < cases->len; i++)
    {
      char **fields = g_ptr_array_index (cases, i);
      g_autoptr (TsnPatch) patch = find_vector (patches, fields[0]);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autofree char *hex = NULL;

      for (guint j = 0; j < patch->groups->len; j++)
        {
          TsnGroup *group = g_ptr_array_index (patch->groups, j);

          if (group->compartment == (guint) atoi (fields[1]))
            tsn_patch_associated_data (patch, group, bytes);
        }
      hex = hex_of (bytes);
      g_assert_cmpstr (hex, ==, fields[2]);
    }
  g_assert_cmpuint (cases->len, ==, 3);
}

static void
test_winners_vectors (void)
{
  g_autoptr (GPtrArray) patches = read_vectors ("patches.txt", 3);
  g_autoptr (GPtrArray) cases = read_vectors ("winners.txt", 2);

  for (guint i = 0; i < cases->len; i++)
    {
      char **fields = g_ptr_array_index (cases, i);
      g_auto (GStrv) names = g_strsplit (fields[0], "+", -1);
      g_autoptr (TsnWinners) winners = tsn_winners_new ();
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autofree char *hex = NULL;

      for (guint j = 0; names[j] != NULL; j++)
        {
          g_autoptr (TsnPatch) patch = find_vector (patches, names[j]);

          tsn_winners_merge (winners, patch);
        }
      tsn_winners_encode (winners, bytes);
      hex = hex_of (bytes);
      g_assert_cmpstr (hex, ==, fields[1]);
    }
  g_assert_cmpuint (cases->len, ==, 3);
}

static void
test_fields (void)
{
  g_autoptr (TsnPatch) patch = create_patch ();
  g_autoptr (GByteArray) bytes = encode (patch);
  g_autoptr (TsnPatch) again = tsn_patch_decode (bytes->data, bytes->len, NULL);
  TsnPatch *extra = tsn_patch_ref (again);

  g_assert_cmpuint (again->kind, ==, TSN_KIND_PERSON);
  g_assert_true (tsn_id_equal (&again->record, &record_id));
  g_assert_true (tsn_id_equal (&again->operator_id, &operator_id));
  g_assert_cmpint (tsn_version_compare (&again->version, &patch->version), ==, 0);
  g_assert_true (g_bytes_equal (again->open, patch->open));
  g_assert_cmpuint (again->groups->len, ==, 2);
  g_assert_null (tsn_patch_seen (again, 1));
  tsn_patch_unref (extra);
  tsn_patch_unref (NULL);
  tsn_group_free (NULL);
}

static void
note_field_cb (guint field, TsnCompartment compartment, gpointer user_data)
{
  g_string_append_printf (user_data, "%u%s ", field, tsn_compartment_name (compartment));
}

static void
test_foreach (void)
{
  g_autoptr (TsnPatch) patch = create_patch ();
  g_autoptr (TsnPatch) erasure = erasure_patch ();
  g_autoptr (GString) seen = g_string_new (NULL);

  tsn_patch_foreach_field (patch, note_field_cb, seen);
  g_assert_cmpstr (seen->str, ==, "1desk 2desk 3desk 14care 26open 27open ");
  g_string_truncate (seen, 0);
  tsn_patch_foreach_field (erasure, note_field_cb, seen);
  g_assert_cmpstr (seen->str, ==, "");
}

static void
test_open_item (void)
{
  static const guint8 MAP[] = { 0xa3, 0x02, 0xf6, 0x05, 0x82, 0x01, 0x02, 0x09, 0x41, 0x61 };
  g_autoptr (TsnPatch) patch = base_patch ();
  g_autoptr (GBytes) list = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_null (tsn_patch_open_item (patch, 5));
  patch->open = g_bytes_new_static (MAP, sizeof MAP);
  g_assert_null (tsn_patch_open_item (patch, 1));
  g_assert_null (tsn_patch_open_item (patch, 2)); /* emptied */
  g_assert_null (tsn_patch_open_item (patch, 10));
  list = tsn_patch_open_item (patch, 5);
  g_assert_cmpmem (g_bytes_get_data (list, NULL), g_bytes_get_size (list), &MAP[4], 3);
  bytes = tsn_patch_open_item (patch, 9);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &MAP[8], 2);
}

static void
test_seen (void)
{
  g_autoptr (TsnPatch) patch = change_patch ();

  g_assert_cmpuint (patch->seen->len, ==, 3);
  g_assert_true (tsn_id_equal (&tsn_patch_seen (patch, 7)->device, &other_id));
  g_assert_cmphex (tsn_patch_seen (patch, 1)->stamp, ==, G_GUINT64_CONSTANT (0x0190abcdef110001));
  g_assert_null (tsn_patch_seen (patch, 2));
}

/* Everything in clear is bound to the sealed group: changing any of it changes the bytes. */
static void
test_associated_data (void)
{
  g_autoptr (TsnPatch) patch = change_patch ();
  TsnGroup *group = g_ptr_array_index (patch->groups, 0);
  g_autoptr (GByteArray) before = g_byte_array_new ();
  g_autofree char *hex = NULL;

  tsn_patch_associated_data (patch, group, before);
  hex = hex_of (before);
  g_assert_true (g_str_has_prefix (hex, "8c6954534e2d47524f555001"));

  for (int i = 0; i < 9; i++)
    {
      g_autoptr (TsnPatch) other = change_patch ();
      TsnGroup *its = g_ptr_array_index (other->groups, 0);
      g_autoptr (GByteArray) after = g_byte_array_new ();
      g_autoptr (GByteArray) same = g_byte_array_new ();

      tsn_patch_associated_data (other, its, same);
      g_assert_cmpmem (same->data, same->len, before->data, before->len);

      other->kind += i == 0;
      other->record.bytes[15] ^= i == 1;
      other->version.stamp += i == 2;
      other->version.device.bytes[15] ^= i == 3;
      other->operator_id.bytes[15] ^= i == 4;
      if (i == 5)
        set_open (other);
      if (i == 6)
        g_array_set_size (other->seen, 1);
      g_array_index (its->fields, guint16, 0) += i == 7;
      its->key.bytes[15] ^= i == 8;
      tsn_patch_associated_data (other, its, after);
      g_assert_false (after->len == before->len &&
                      memcmp (after->data, before->data, after->len) == 0);
    }
}

static void
test_too_large (void)
{
  g_autofree guint8 *bytes = g_malloc0 (TSN_PATCH_SIZE_MAX + 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (tsn_patch_decode (bytes, TSN_PATCH_SIZE_MAX + 1, &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_MALFORMED);
}

/* Whatever is accepted is written back byte for byte. */
static void
test_damage (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (TsnPatch) patch = vectors[i].make ();
      g_autoptr (GByteArray) bytes = encode (patch);

      for (guint cut = 0; cut < bytes->len; cut++)
        g_assert_null (tsn_patch_decode (bytes->data, cut, NULL));

      for (int j = 0; j < 20000; j++)
        {
          guint place = (guint) g_test_rand_int_range (0, (gint32) bytes->len);
          guint8 before = bytes->data[place];
          g_autoptr (TsnPatch) damaged = NULL;

          bytes->data[place] = (guint8) g_test_rand_int ();
          damaged = tsn_patch_decode (bytes->data, bytes->len, NULL);
          if (damaged != NULL)
            {
              g_autoptr (GByteArray) again = encode (damaged);

              g_assert_cmpmem (again->data, again->len, bytes->data, bytes->len);
            }
          bytes->data[place] = before;
        }
    }
}

/* Of each other device the greatest version is repeated, and knowing it is knowing those before. */
static void
test_inherit_seen (void)
{
  const TsnId record = { { 1 } };
  TsnVersion at[4] = { { .stamp = 1, .device = { { 1 } } },
                       { .stamp = 2, .device = { { 2 } } },
                       { .stamp = 3, .device = { { 1 } } },
                       { .stamp = 4, .device = { { 3 } } } };
  g_autoptr (TsnPatch) before = tsn_patch_new (TSN_KIND_PERSON, &record);
  g_autoptr (TsnPatch) patch = tsn_patch_new (TSN_KIND_PERSON, &record);

  before->version = at[1];
  tsn_patch_add_seen (before, 7, &at[0]);
  tsn_patch_add_seen (before, 8, &at[2]);
  patch->version = at[3];
  tsn_patch_add_seen (patch, 7, &at[1]);
  g_assert_false (tsn_patch_knows (patch, 7, &at[0]));
  tsn_patch_inherit_seen (patch, before, 7);
  g_assert_cmpuint (patch->seen->len, ==, 2);
  g_assert_true (tsn_patch_knows (patch, 7, &at[0]));
  g_assert_true (tsn_patch_knows (patch, 7, &at[1]));
  g_assert_false (tsn_patch_knows (patch, 7, &at[2]));
  g_assert_false (tsn_patch_knows (patch, 8, &at[1]));
  tsn_patch_inherit_seen (patch, before, 7);
  g_assert_cmpuint (patch->seen->len, ==, 2);
  g_array_index (before->seen, TsnSeen, 0).version = at[2];
  tsn_patch_inherit_seen (patch, before, 7);
  g_assert_cmpuint (patch->seen->len, ==, 2);
  g_assert_true (tsn_patch_knows (patch, 7, &at[0]));
  g_assert_true (tsn_patch_knows (patch, 7, &at[2]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/patch/vectors", test_vectors);
  g_test_add_func ("/patch/fields", test_fields);
  g_test_add_func ("/patch/foreach", test_foreach);
  g_test_add_func ("/patch/open-item", test_open_item);
  g_test_add_func ("/patch/seen", test_seen);
  g_test_add_func ("/patch/associated-data", test_associated_data);
  g_test_add_func ("/patch/associated-data-vectors", test_associated_data_vectors);
  g_test_add_func ("/patch/winners-vectors", test_winners_vectors);
  g_test_add_func ("/patch/too-large", test_too_large);
  g_test_add_func ("/patch/damage", test_damage);
  g_test_add_func ("/patch/inherit-seen", test_inherit_seen);
  return g_test_run ();
}
