/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-trust-files.h"

#include <string.h>

#include "tsn-cbor.h"
#include "tsn-issue.h"
#include "tsn-setup.h"

#define SETTING          "trust-files" /* a CBOR array of files */
#define NO_LABEL         "-"           /* its record has not come yet */
#define WRITTEN          "trust-file-written"
#define FINGERPRINT_SIZE 16 /* bytes of the SHA-256 of a root's public key */

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

/* @bytes: (nullable) (out): nothing is kept */
static gboolean
get_setting (TsnSession *session, const char *name, GBytes **bytes, GError **error)
{
  g_autoptr (GError) own = NULL;

  *bytes = tsn_session_get_setting (session, name, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  return TRUE;
}

gboolean
tsn_trust_files_kept (TsnSession *session, GBytes **kept, GError **error)
{
  return get_setting (session, SETTING, kept, error);
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

/* Whether it is ours, known already, or was compared by somebody. */
static gboolean
is_confirmed (const guint8 root[TSN_KEY_SIZE],
              TsnVault *vault,
              GPtrArray *files,
              const char *fingerprint)
{
  return memcmp (root, tsn_vault_root_public (vault), TSN_KEY_SIZE) == 0 ||
         tsn_trust_files_find (files, root) != NULL ||
         (fingerprint != NULL && is_fingerprint (fingerprint, root));
}

gboolean
tsn_trust_files_import (TsnSession *session,
                        GBytes *bytes,
                        TsnVault *vault,
                        const char *fingerprint,
                        TsnTrustNews *news,
                        GError **error)
{
  g_autoptr (GPtrArray) files = tsn_trust_files_load (session, error);
  TsnTrustFile *file;
  gint64 lent_ms;

  *news = (TsnTrustNews){ 0 };
  if (files == NULL || !tsn_trust_file_peek_root (bytes, news->root, error))
    return FALSE;
  news->stranger = !is_confirmed (news->root, vault, files, fingerprint);
  file = tsn_trust_files_find (files, news->root);
  if (file == NULL)
    {
      file = tsn_trust_file_new (news->root);
      g_ptr_array_add (files, file);
    }
  lent_ms = tsn_trust_file_lent_ms (file, vault);
  news->before_ms = tsn_trust_file_made_ms (file);
  news->n_before = tsn_trust_file_n_replaced (file);
  if (!tsn_trust_file_take (file, bytes, error))
    return FALSE;
  g_strlcpy (news->municipality, tsn_trust_file_municipality (file), sizeof news->municipality);
  news->made_ms = tsn_trust_file_made_ms (file);
  news->n_replaced = tsn_trust_file_n_replaced (file);
  news->lent = tsn_trust_file_lent_ms (file, vault) > lent_ms;
  return news->stranger || save (session, files, error);
}

/* -- Writing one -- */

TsnTrustFile *
tsn_trust_files_written (TsnSession *session, TsnVault *vault, GError **error)
{
  g_autoptr (TsnTrustFile) file = tsn_trust_file_new (tsn_vault_root_public (vault));
  g_autoptr (GBytes) written = NULL;

  if (!get_setting (session, WRITTEN, &written, error) ||
      (written != NULL && !tsn_trust_file_take (file, written, error)))
    return NULL;
  return g_steal_pointer (&file);
}

static gboolean
say_all (TsnSession *session,
         TsnVault *vault,
         TsnTrustFile *file,
         const TsnCrew *crew,
         GError **error)
{
  gint64 now_ms = g_get_real_time () / G_TIME_SPAN_MILLISECOND;
  g_autoptr (TsnTrust) trust = tsn_trust_load (session, vault, error);
  g_autoptr (GBytes) news = NULL;
  g_auto (TsnTrustState) state = { 0 };

  if (trust == NULL)
    return FALSE;
  tsn_trust_state_init (&state);
  tsn_trust_fill_state (trust, &state);
  news = tsn_trust_file_make (file, &state, vault, now_ms, error);
  return news != NULL && tsn_trust_file_lend (file, crew, vault, now_ms, error);
}

TsnTrustFile *
tsn_trust_files_write_on (TsnSession *session,
                          TsnVault *vault,
                          GBytes *before,
                          TsnTrustOrder *order,
                          GError **error)
{
  g_autoptr (GPtrArray) files = tsn_trust_files_load (session, error);
  g_autoptr (TsnTrustFile) file = files != NULL ? tsn_trust_files_written (session, vault, error)
                                                : NULL;

  if (file == NULL || (before != NULL && !tsn_trust_file_take (file, before, error)))
    return NULL;
  order->stranger = order->crew != NULL &&
                    !is_confirmed (order->crew->root, vault, files, order->fingerprint);
  order->not_lent = order->withdraw != NULL && !tsn_trust_file_withdraw (file, order->withdraw);
  if (order->stranger || order->not_lent || say_all (session, vault, file, order->crew, error))
    return g_steal_pointer (&file);
  return NULL;
}

gboolean
tsn_trust_files_keep_written (TsnSession *session, const TsnTrustFile *file, GError **error)
{
  g_autoptr (GBytes) bytes = tsn_trust_file_dup_bytes (file);

  return tsn_session_set_setting (session, WRITTEN, bytes, error);
}

GBytes *
tsn_trust_files_ask (TsnSession *session, TsnVault *vault, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  g_autoptr (TsnRecord) municipality = tsn_session_municipality (session, error);
  g_autoptr (TsnRecord) device =
      municipality != NULL ? tsn_session_get (session, kind, tsn_vault_device (vault), error)
                           : NULL;
  const char *label = device != NULL ? tsn_record_text (device, TSN_DEVICE_LABEL) : NULL;

  if (municipality == NULL)
    return NULL;
  if (tsn_vault_role (vault) == TSN_ROLE_EMS)
    return tsn_crew_ask (vault,
                         tsn_record_text (municipality, TSN_MUNICIPALITY_CODE),
                         label != NULL ? label : NO_LABEL);
  g_set_error_literal (error,
                       TSN_TRUST_ERROR,
                       TSN_TRUST_ERROR_NOT_A_CREW,
                       "only a crew's device asks for the keys of cards");
  return NULL;
}
