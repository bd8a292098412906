/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a bundle.
 *
 * Twice: first to see that all of it is there and that a device of this municipality signed it,
 * without the store; then to apply it, in one transaction, which is rolled back if the file is not
 * the same any more. So a stick that is pulled out in the middle, or a kill, leaves nothing behind.
 *
 * No server has looked at what a device that is not of the desk carries. So what it brings of
 * others is held against their roles here, as a server would.
 */

#include <string.h>

#include "tsn-bundle-private.h"
#include "tsn-device-keys.h"
#include "tsn-parcel-apply.h"
#include "tsn-scope.h"

typedef struct
{
  TsnVault *vault;
  const TsnBundleNote *note;
  TsnBundleLine *line;
  TsnProgress progress;
  gpointer user_data;
  GCancellable *cancellable;
  GFile *file;
  guint8 name[TSN_SHA256_SIZE]; /* as the first reading found it */
  TsnBundleHead head;           /* likewise */
  TsnCertificates *certificates;
  TsnRole role; /* of the maker */
  GHashTable *people;
} Import;

static void
import_clear (Import *self)
{
  g_clear_object (&self->file);
  tsn_bundle_head_clear (&self->head);
  g_clear_pointer (&self->certificates, tsn_certificates_free);
  g_clear_pointer (&self->people, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

static gboolean
refuse (TsnSyncError code, const char *why, GError **error)
{
  g_set_error (error, TSN_SYNC_ERROR, (int) code, "the bundle is refused: %s", why);
  return FALSE;
}

/* A pipe or a device would be waited for. */
static TsnBundleReader *
open_reader (const Import *self, GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  GFileType type = g_file_query_file_type (self->file, G_FILE_QUERY_INFO_NONE, self->cancellable);

  if (type != G_FILE_TYPE_REGULAR && type != G_FILE_TYPE_UNKNOWN)
    {
      refuse (TSN_SYNC_ERROR_NO_BUNDLE, "it is no file", error);
      return NULL;
    }
  stream = g_file_read (self->file, self->cancellable, error);
  return stream != NULL ? tsn_bundle_reader_new (G_INPUT_STREAM (stream), self->cancellable, error)
                        : NULL;
}

/* -- The first reading -- */

static gboolean
add_certificate_cb (TsnRecord *device, gpointer user_data, GError **error)
{
  const TsnValue *value = tsn_record_value (device, TSN_DEVICE_CERTIFICATE);

  if (value != NULL && value->type == TSN_TYPE_BYTES)
    tsn_certificates_add (user_data, value->bytes);
  return TRUE;
}

/* A bundle may have older certificates than we know. */
static gboolean
known_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_DEVICE));
  Import *self = data;

  query->open_only = TRUE;
  return tsn_session_foreach (session, query, add_certificate_cb, self->certificates, error);
}

/* Whose it is, as far as the file itself can say. */
static const TsnCertificate *
find_maker (Import *self, const TsnBundleHead *head, GError **error)
{
  const TsnCertificate *maker;

  if (memcmp (head->root_public, tsn_vault_root_public (self->vault), TSN_KEY_SIZE) != 0)
    {
      refuse (TSN_SYNC_ERROR_FOREIGN, "it is of another municipality", error);
      return NULL;
    }
  for (guint i = 0; i < head->certificates->len; i++)
    tsn_certificates_add (self->certificates, g_ptr_array_index (head->certificates, i));
  maker = tsn_certificates_find (self->certificates, &head->device);
  if (maker == NULL)
    refuse (TSN_SYNC_ERROR_FOREIGN, "nobody knows its maker", error);
  return maker;
}

static void
keep_head (Import *self, const TsnBundleReader *reader)
{
  self->head.device = self->line->maker = reader->head.device;
  self->head.made_ms = self->line->made_ms = reader->head.made_ms;
  self->head.whole = self->line->whole = reader->head.whole;
  memcpy (self->head.base, reader->head.base, sizeof self->head.base);
  memcpy (self->name, reader->name, sizeof self->name);
  self->line->size = reader->size;
  tsn_bundle_name (self->name, self->line->name);
}

static gboolean
check_file (Import *self, GError **error)
{
  g_autoptr (TsnBundleReader) reader = open_reader (self, error);
  const TsnCertificate *maker;
  gboolean more = TRUE;

  if (reader == NULL)
    return FALSE;
  maker = find_maker (self, &reader->head, error);
  if (maker == NULL)
    return FALSE;
  while (more)
    {
      g_autoptr (GBytes) part = NULL;

      if (!tsn_bundle_reader_next (reader, &part, error))
        return FALSE;
      more = part != NULL;
    }
  if (!tsn_bundle_reader_verify (reader, maker->sign_public))
    return refuse (TSN_SYNC_ERROR_ALTERED, "it is not what its maker signed", error);
  self->role = maker->role;
  keep_head (self, reader);
  return TRUE;
}

/* -- What is taken of it -- */

/* Whether a server would take it from its author. */
static gboolean
may_write (Import *self, const TsnPatch *patch, TsnSession *session, gboolean *may, GError **error)
{
  const TsnId *author = &patch->version.device;
  const TsnCertificate *certificate = tsn_certificates_find (self->certificates, author);
  gboolean revoked;

  if (!tsn_session_device_is_revoked (session, author, &revoked, error))
    return FALSE;
  *may = certificate != NULL && !revoked && tsn_patch_is_of_role (patch, certificate->role);
  return TRUE;
}

/* What is known already is not refused, whoever brings it. The stamp by which it is merged can make
 * a patch lose: that is believed, as by a server, only of who writes that kind, and of its author.
 */
static gboolean
judge (Import *self, TsnParcelEntry *entry, TsnSession *session, GError **error)
{
  const TsnPatch *patch = entry->patch;
  gboolean may = TRUE;
  gboolean has = FALSE;

  if (entry->refusal != TSN_REFUSAL_NONE)
    return TRUE;
  if (!tsn_scope_writes (self->role, patch->kind) &&
      !tsn_id_equal (&patch->version.device, &self->head.device))
    entry->effective = TSN_STAMP_NONE;
  if (self->role != TSN_ROLE_DESK && !may_write (self, patch, session, &may, error))
    return FALSE;
  may = may && tsn_scope_pulls (tsn_vault_role (self->vault), patch->kind);
  if (!may && !tsn_session_has_patch (session, patch, entry->body, &has, error))
    return FALSE;
  if (!may && !has)
    entry->refusal = TSN_REFUSAL_ROLE;
  return TRUE;
}

/* -- The second reading -- */

static gboolean
apply_parcel (Import *self,
              TsnParcel *parcel,
              TsnParcelApply *apply,
              TsnSession *session,
              GError **error)
{
  self->line->changes += parcel->n_entries;
  for (guint i = 0; i < parcel->n_entries; i++)
    {
      TsnParcelEntry *entry = &parcel->entries[i];

      if (entry->patch != NULL)
        tsn_bundle_people_add (self->people, entry->patch->kind, &entry->patch->record);
      if (!judge (self, entry, session, error))
        return FALSE;
    }
  return tsn_parcel_apply (apply, parcel, session, error);
}

static gboolean
apply_part (Import *self, GBytes *part, TsnParcelApply *apply, TsnSession *session, GError **error)
{
  TsnParcelReader reader;

  tsn_parcel_reader_init (&reader, part, 0);
  for (;;)
    {
      g_autoptr (TsnParcel) parcel = NULL;
      g_autoptr (GError) local = NULL;

      if (!tsn_parcel_reader_next (&reader, &parcel, &local))
        return refuse (TSN_SYNC_ERROR_ALTERED, local->message, error);
      if (parcel == NULL)
        return TRUE;
      if (!apply_parcel (self, parcel, apply, session, error))
        return FALSE;
    }
}

static gboolean
apply_file (Import *self, TsnSession *session, GError **error)
{
  g_autoptr (TsnBundleReader) reader = open_reader (self, error);
  TsnParcelApply apply = { .certificates = self->certificates };
  gboolean more = reader != NULL;

  if (!more)
    return FALSE;
  while (more)
    {
      g_autoptr (GBytes) part = NULL;

      if (!tsn_bundle_reader_next (reader, &part, error) ||
          (part != NULL && !apply_part (self, part, &apply, session, error)))
        return FALSE;
      more = part != NULL;
      if (self->progress != NULL)
        self->progress (self->line->changes, 0, self->user_data);
    }
  if (memcmp (reader->name, self->name, sizeof self->name) != 0)
    return refuse (TSN_SYNC_ERROR_ALTERED, "it has changed while it was read", error);
  self->line->news = apply.news;
  self->line->left_out = apply.left_out;
  self->line->people = g_hash_table_size (self->people);
  return TRUE;
}

/* Whether what it goes on from was read in this network. */
static gboolean
check_base (const Import *self, TsnSession *session, GError **error)
{
  char base[TSN_BUNDLE_NAME_SIZE];
  gboolean is_read;

  if (self->head.whole)
    return TRUE;
  tsn_bundle_name (self->head.base, base);
  return tsn_bundle_ledger_is_read (session, base, TSN_READ_BY_ANYBODY, &is_read, error) &&
         (is_read ||
          refuse (TSN_SYNC_ERROR_GAP, "it goes on from one that was not read here", error));
}

static gboolean
apply_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Import *self = data;
  gboolean revoked;

  if (!tsn_session_device_is_revoked (session, &self->head.device, &revoked, error))
    return FALSE;
  if (revoked)
    return refuse (TSN_SYNC_ERROR_REVOKED, "its maker was shut out", error);
  if (!tsn_bundle_ledger_is_read (session,
                                  self->line->name,
                                  TSN_READ_BY_US,
                                  &self->line->repeated,
                                  error))
    return FALSE;
  if (self->line->repeated)
    return TRUE;
  return check_base (self, session, error) && apply_file (self, session, error) &&
         tsn_bundle_ledger_write (session,
                                  TSN_TRANSFER_DIRECTION_IN,
                                  self->line,
                                  self->note,
                                  self->vault,
                                  error) &&
         (tsn_vault_is_locked (self->vault) ||
          tsn_session_tend_keys (session, self->vault, NULL, error));
}

gboolean
tsn_bundle_import (TsnStore *store,
                   const char *path,
                   const TsnBundleNote *note,
                   TsnBundleLine *line,
                   TsnProgress progress,
                   gpointer user_data,
                   GCancellable *cancellable,
                   GError **error)
{
  TsnVault *vault = tsn_store_get_vault (store);
  g_auto (Import) self = {
    .vault = vault,
    .note = note,
    .line = line,
    .progress = progress,
    .user_data = user_data,
    .cancellable = cancellable,
    .file = g_file_new_for_path (path),
    .certificates = tsn_certificates_new (tsn_vault_root_public (vault)),
    .people = tsn_bundle_people_new (),
  };

  memset (line, 0, sizeof *line);
  return tsn_store_run_sync (store, TSN_STORE_READ, known_worker, &self, cancellable, error) &&
         check_file (&self, error) &&
         tsn_store_run_sync (store, TSN_STORE_WRITE, apply_worker, &self, cancellable, error);
}
