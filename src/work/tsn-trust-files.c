/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-trust-files.h"

#include <string.h>

#include "tsn-cbor.h"

#define SETTING "trust-files" /* a CBOR array of files */

static TsnTrustFile *
read_file (const guint8 *data, gsize size, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (TsnTrustFile) file = NULL;
  guint8 root[TSN_KEY_SIZE];

  if (!tsn_trust_file_peek_root (bytes, root, error))
    return NULL;
  file = tsn_trust_file_new (root);
  return tsn_trust_file_take (file, bytes, error) ? g_steal_pointer (&file) : NULL;
}

GPtrArray *
tsn_trust_files_load (TsnSession *session, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_trust_file_free);
  g_autoptr (GError) own = NULL;
  g_autoptr (GBytes) setting = tsn_session_get_setting (session, SETTING, &own);
  TsnCborReader reader;
  gsize size, n = 0;
  const guint8 *data;

  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return NULL;
    }
  if (setting == NULL)
    return g_steal_pointer (&files);
  data = g_bytes_get_data (setting, &size);
  tsn_cbor_reader_init (&reader, data, size);
  (void) tsn_cbor_read_array (&reader, &n);
  for (gsize i = 0; i < n && tsn_cbor_read_bytes (&reader, &data, &size); i++)
    {
      TsnTrustFile *file = read_file (data, size, error);

      if (file == NULL)
        return NULL;
      g_ptr_array_add (files, file);
    }
  return g_steal_pointer (&files);
}

TsnTrustFile *
tsn_trust_files_find (GPtrArray *files, const guint8 root_public[TSN_KEY_SIZE])
{
  for (guint i = 0; i < files->len; i++)
    {
      TsnTrustFile *file = g_ptr_array_index (files, i);

      if (memcmp (tsn_trust_file_root (file), root_public, TSN_KEY_SIZE) == 0)
        return file;
    }
  return NULL;
}

static gboolean
save (TsnSession *session, GPtrArray *files, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) setting = NULL;

  tsn_cbor_write_array (out, files->len);
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GBytes) bytes = tsn_trust_file_dup_bytes (g_ptr_array_index (files, i));
      gsize size;
      const guint8 *data = g_bytes_get_data (bytes, &size);

      tsn_cbor_write_bytes (out, data, size);
    }
  setting = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  return tsn_session_set_setting (session, SETTING, setting, error);
}

gboolean
tsn_trust_files_keep (TsnSession *session, GBytes *bytes, GError **error)
{
  g_autoptr (GPtrArray) files = tsn_trust_files_load (session, error);
  guint8 root[TSN_KEY_SIZE];
  TsnTrustFile *file;

  if (files == NULL || !tsn_trust_file_peek_root (bytes, root, error))
    return FALSE;
  file = tsn_trust_files_find (files, root);
  if (file == NULL)
    {
      file = tsn_trust_file_new (root);
      g_ptr_array_add (files, file);
    }
  return tsn_trust_file_take (file, bytes, error) && save (session, files, error);
}
