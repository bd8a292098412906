/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-trust-files.h"

#include <string.h>

#include "tsn-cbor.h"

#define SETTING          "trust-files" /* a CBOR array of files */
#define FINGERPRINT_SIZE 16            /* bytes of the SHA-256 of a root's public key */

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

gboolean
tsn_trust_files_kept (TsnSession *session, GBytes **kept, GError **error)
{
  g_autoptr (GError) own = NULL;

  *kept = tsn_session_get_setting (session, SETTING, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  return TRUE;
}

GPtrArray *
tsn_trust_files_read (GBytes *kept, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_trust_file_free);
  TsnCborReader reader;
  gsize size, n = 0;
  const guint8 *data;

  if (kept == NULL)
    return g_steal_pointer (&files);
  data = g_bytes_get_data (kept, &size);
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

GPtrArray *
tsn_trust_files_load (TsnSession *session, GError **error)
{
  g_autoptr (GBytes) kept = NULL;

  return tsn_trust_files_kept (session, &kept, error) ? tsn_trust_files_read (kept, error) : NULL;
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

/* -- Taking one -- */

char *
tsn_trust_fingerprint (const guint8 root_public[TSN_KEY_SIZE])
{
  g_autofree char *hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, root_public, TSN_KEY_SIZE);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < FINGERPRINT_SIZE * 2; i += 4)
    g_string_append_printf (out, "%s%.4s", i == 0 ? "" : " ", hex + i);
  return g_ascii_strup (out->str, (gssize) out->len);
}

static gboolean
is_fingerprint (const char *typed, const guint8 root_public[TSN_KEY_SIZE])
{
  g_autofree char *fingerprint = tsn_trust_fingerprint (root_public);
  g_auto (GStrv) parts = g_strsplit (typed, " ", -1);
  g_auto (GStrv) expected = g_strsplit (fingerprint, " ", -1);
  g_autofree char *left = g_strjoinv ("", parts);
  g_autofree char *right = g_strjoinv ("", expected);

  return g_ascii_strcasecmp (left, right) == 0;
}

gboolean
tsn_trust_files_import (TsnSession *session,
                        GBytes *bytes,
                        const guint8 own_root[TSN_KEY_SIZE],
                        const char *fingerprint,
                        TsnTrustNews *news,
                        GError **error)
{
  g_autoptr (GPtrArray) files = tsn_trust_files_load (session, error);
  TsnTrustFile *file;

  *news = (TsnTrustNews){ 0 };
  if (files == NULL || !tsn_trust_file_peek_root (bytes, news->root, error))
    return FALSE;
  file = tsn_trust_files_find (files, news->root);
  if (file == NULL)
    {
      file = tsn_trust_file_new (news->root);
      g_ptr_array_add (files, file);
      news->stranger = memcmp (news->root, own_root, TSN_KEY_SIZE) != 0 &&
                       (fingerprint == NULL || !is_fingerprint (fingerprint, news->root));
    }
  news->before_ms = tsn_trust_file_made_ms (file);
  news->n_before = tsn_trust_file_n_replaced (file);
  if (!tsn_trust_file_take (file, bytes, error))
    return FALSE;
  g_strlcpy (news->municipality, tsn_trust_file_municipality (file), sizeof news->municipality);
  news->made_ms = tsn_trust_file_made_ms (file);
  news->n_replaced = tsn_trust_file_n_replaced (file);
  return news->stranger || save (session, files, error);
}
