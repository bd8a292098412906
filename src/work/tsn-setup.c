/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Setting a municipality up.
 *
 * The vault and the database are made in a folder beside the wanted one, which is renamed into
 * place when everything is durable: a crash in between leaves a folder with a strange name and no
 * half-made data folder. The municipality's record gets a derived id, so that setting the same one
 * up twice (two laptops before they ever met) is seen as one and the same.
 */

#include "tsn-setup.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tsn-municipality-code.h"
#include "tsn-validate.h"
#include "tsn-work.h"

static void
set_key (TsnChange *change, guint field, const guint8 *key)
{
  tsn_change_take (change, field, tsn_value_bytes (key, TSN_KEY_SIZE));
}

static void
set_key_of_epoch (TsnChange *change, guint field, const guint8 *key)
{
  TsnValue list = tsn_value_list ();
  TsnValue item = tsn_value_bytes (key, TSN_KEY_SIZE);

  tsn_value_list_take (&list, &item);
  tsn_change_take (change, field, list);
}

static void
set_bytes (TsnChange *change, guint field, GBytes *bytes)
{
  tsn_change_take (change,
                   field,
                   tsn_value_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
}

static TsnChange *
municipality_record (TsnVault *vault, const TsnSetup *setup, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_MUNICIPALITY);
  TsnId id = tsn_id_derive ("municipality", setup->code, strlen (setup->code));
  g_autoptr (GBytes) keyring = tsn_vault_recovery_keyring (vault, error);
  TsnChange *change = NULL;

  if (keyring == NULL)
    return NULL;
  change = tsn_change_new_create (kind, &id);
  tsn_change_set_text (change, TSN_MUNICIPALITY_NAME, setup->name);
  tsn_change_set_text (change, TSN_MUNICIPALITY_CODE, setup->code);
  set_key (change, TSN_MUNICIPALITY_ROOT_PUBLIC, tsn_vault_root_public (vault));
  set_key_of_epoch (change,
                    TSN_MUNICIPALITY_DESK_PUBLIC,
                    tsn_vault_compartment_public (vault, TSN_DESK));
  set_key_of_epoch (change,
                    TSN_MUNICIPALITY_CARE_PUBLIC,
                    tsn_vault_compartment_public (vault, TSN_CARE));
  set_key (change, TSN_MUNICIPALITY_CARD_PUBLIC, tsn_vault_card_public (vault));
  set_bytes (change, TSN_MUNICIPALITY_RECOVERY_KEYRING, keyring);
  return change;
}

static TsnChange *
device_record (TsnVault *vault)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  GBytes *certificate = tsn_vault_certificate (vault);
  TsnChange *change = tsn_change_new_create (kind, tsn_vault_device (vault));

  tsn_change_set_number (change, TSN_DEVICE_ROLE, tsn_vault_role (vault));
  set_key (change, TSN_DEVICE_SIGN_PUBLIC, tsn_vault_device_sign_public (vault));
  set_key (change, TSN_DEVICE_BOX_PUBLIC, tsn_vault_device_box_public (vault));
  set_bytes (change, TSN_DEVICE_CERTIFICATE, certificate);
  tsn_change_set_number (change, TSN_DEVICE_ENROLLED_AT, g_get_real_time () / 1000);
  return change;
}

typedef struct
{
  TsnVault *vault;
  const TsnSetup *setup;
} Job;

static gboolean
first_records_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (TsnChange) municipality = municipality_record (job->vault, job->setup, error);
  g_autoptr (TsnChange) device = NULL;

  if (municipality == NULL)
    return FALSE;
  device = device_record (job->vault);
  return tsn_session_put (session, municipality, NULL, error) &&
         tsn_session_put (session, device, NULL, error);
}

/* Makes everything in @folder, which exists and is empty. */
static gboolean
build (const char *folder, const TsnSetup *setup, char **recovery_key, GError **error)
{
  g_autofree char *vault_path = tsn_store_vault_path (folder);
  g_autoptr (TsnVault) vault = NULL;
  g_autoptr (TsnStore) store = NULL;
  Job job = { .setup = setup };
  gboolean ok = FALSE;

  vault = tsn_vault_create (vault_path,
                            setup->operator_label,
                            setup->passphrase,
                            setup->cost,
                            recovery_key,
                            error);
  if (vault == NULL)
    return FALSE;
  store = tsn_store_open_sync (folder, vault, TSN_STORE_CREATE, error);
  if (store == NULL)
    return FALSE;
  job.vault = vault;
  ok = tsn_store_run_sync (store, TSN_STORE_WRITE, first_records_worker, &job, NULL, error);
  tsn_store_close (store);
  return ok;
}

/* Deletes what build() made; the folder holds files only. */
static void
tear_down (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/* A rename that the folder above does not remember is none. */
static gboolean
sync_parent (const char *folder)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  int fd = g_open (parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && fsync (fd) == 0;
  int code = errno;

  if (fd >= 0)
    close (fd);
  errno = code;
  return ok;
}

/* rename(2) puts a folder in the place of an empty one, and of nothing else. */
static gboolean
move_into_place (const char *from, const char *to, GError **error)
{
  if (rename (from, to) == 0)
    {
      if (sync_parent (to))
        return TRUE;
      tsn_store_error_from_errno (errno, "the data folder cannot be made durable", error);
      tear_down (to);
      return FALSE;
    }
  if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR)
    g_set_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_EXISTS, "the data folder is not empty");
  else
    tsn_store_error_from_errno (errno, "the data folder cannot be put in place", error);
  return FALSE;
}

static gboolean
is_taken (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  if (dir != NULL)
    return g_dir_read_name (dir) != NULL;
  return g_file_test (folder, G_FILE_TEST_EXISTS);
}

gboolean
tsn_setup_municipality_sync (const char *folder,
                             const TsnSetup *setup,
                             TsnVault **vault,
                             TsnStore **store,
                             char **recovery_key,
                             GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *building = g_strdup_printf ("%s.new-XXXXXX", folder);
  g_autofree char *vault_path = tsn_store_vault_path (folder);

  *vault = NULL;
  *store = NULL;
  if (!tsn_municipality_code_check (setup->code))
    {
      g_set_error (error,
                   TSN_MODEL_ERROR,
                   TSN_MODEL_ERROR_NOT_A_MUNICIPALITY,
                   "code: wrong check digit");
      return FALSE;
    }
  if (is_taken (folder))
    {
      g_set_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_EXISTS, "the data folder is not empty");
      return FALSE;
    }
  if (g_mkdir_with_parents (parent, 0700) != 0 || g_mkdtemp_full (building, 0700) == NULL)
    {
      tsn_store_error_from_errno (errno, "the data folder cannot be made", error);
      return FALSE;
    }
  if (!build (building, setup, recovery_key, error) || !move_into_place (building, folder, error))
    {
      tear_down (building);
      g_clear_pointer (recovery_key, tsn_secret_text_free);
      return FALSE;
    }
  *vault = tsn_vault_open (vault_path, error);
  if (*vault != NULL && tsn_vault_unlock (*vault, setup->passphrase, error))
    *store = tsn_store_open_sync (folder, *vault, TSN_STORE_OPEN, error);
  if (*store != NULL)
    return TRUE;
  /* Nobody has seen the recovery key, so this must not become the data folder. */
  tear_down (folder);
  g_clear_pointer (vault, tsn_vault_free);
  g_clear_pointer (recovery_key, tsn_secret_text_free);
  return FALSE;
}

TsnRecord *
tsn_session_municipality (TsnSession *session, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_MUNICIPALITY));
  g_autoptr (GPtrArray) found = NULL;

  query->limit = 1;
  found = tsn_session_query (session, query, error);
  if (found == NULL)
    return NULL;
  if (found->len == 0)
    {
      g_set_error (error,
                   TSN_WORK_ERROR,
                   TSN_WORK_ERROR_NOT_FOUND,
                   "no municipality is set up here");
      return NULL;
    }
  return tsn_record_ref (g_ptr_array_index (found, 0));
}
