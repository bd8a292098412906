/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Setting a municipality up.
 *
 * The vault and the database are made in a folder beside the wanted one, which is renamed into
 * place when somebody has the recovery key on paper. Until then nothing can be written there, so
 * whatever happens (a crash, a power cut, a change of mind) takes no record with it, and no data
 * folder exists whose recovery key nobody knows. What a crash leaves behind is swept away by the
 * next attempt. The municipality's record gets a derived id, so that setting the same one up twice
 * (two laptops before they ever met) is seen as one and the same.
 */

#include "tsn-setup.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tsn-municipality-code.h"
#include "tsn-this-device.h"
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

  return municipality != NULL && tsn_session_put (session, municipality, NULL, error) &&
         tsn_session_put_this_device (session, job->vault, job->setup->device_label, error);
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

/* -- The folder in waiting -- */

#define WAITING_SUFFIX ".new-"
#define WAITING_RANDOM 6 /* characters of mkdtemp() */

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

/* The folders beside @folder in which a municipality waited for its place. */
static GPtrArray *
list_waiting (const char *folder)
{
  GPtrArray *waiting = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *base = g_path_get_basename (folder);
  g_autofree char *prefix = g_strconcat (base, WAITING_SUFFIX, NULL);
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix) && strlen (name) == strlen (prefix) + WAITING_RANDOM)
      g_ptr_array_add (waiting, g_build_filename (parent, name, NULL));
  return waiting;
}

gboolean
tsn_setup_was_broken_off (const char *folder)
{
  g_autoptr (GPtrArray) waiting = list_waiting (folder);

  return waiting->len > 0;
}

static gboolean
make_waiting (const char *folder, char *waiting, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autoptr (GPtrArray) old = list_waiting (folder);

  for (guint i = 0; i < old->len; i++)
    tear_down (g_ptr_array_index (old, i));
  if (g_mkdir_with_parents (parent, 0700) == 0 && g_mkdtemp_full (waiting, 0700) != NULL)
    return TRUE;
  return tsn_store_error_from_errno (errno, "the data folder cannot be made", error);
}

static gboolean
is_taken (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  if (dir != NULL)
    return g_dir_read_name (dir) != NULL;
  return g_file_test (folder, G_FILE_TEST_EXISTS);
}

/* -- Made, and waiting -- */

struct _TsnNewMunicipality
{
  char *folder;     /* where it is to be */
  char *waiting;    /* where it is; NULL: in its place */
  char *passphrase; /* ours to wipe */
};

void
tsn_new_municipality_free (TsnNewMunicipality *self)
{
  if (self == NULL)
    return;
  if (self->waiting != NULL)
    tear_down (self->waiting);
  g_free (self->waiting);
  g_free (self->folder);
  tsn_secret_text_free (self->passphrase);
  g_free (self);
}

TsnNewMunicipality *
tsn_new_municipality_make_sync (const char *folder,
                                const TsnSetup *setup,
                                char **recovery_key,
                                GError **error)
{
  g_autofree char *waiting = g_strconcat (folder, WAITING_SUFFIX "XXXXXX", NULL);
  TsnNewMunicipality *self = NULL;

  if (!tsn_municipality_code_check (setup->code))
    {
      g_set_error (error,
                   TSN_MODEL_ERROR,
                   TSN_MODEL_ERROR_NOT_A_MUNICIPALITY,
                   "code: wrong check digit");
      return NULL;
    }
  if (is_taken (folder))
    {
      g_set_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_EXISTS, "the data folder is not empty");
      return NULL;
    }
  if (!make_waiting (folder, waiting, error))
    return NULL;
  if (!build (waiting, setup, recovery_key, error))
    {
      tear_down (waiting);
      g_clear_pointer (recovery_key, tsn_secret_text_free);
      return NULL;
    }
  self = g_new0 (TsnNewMunicipality, 1);
  self->folder = g_strdup (folder);
  self->waiting = g_steal_pointer (&waiting);
  self->passphrase = g_strdup (setup->passphrase);
  return self;
}

/* -- Into its place -- */

/* A rename that the folder above does not remember is none. */
static gboolean
sync_parent (const char *folder, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  int fd = g_open (parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && fsync (fd) == 0;
  int code = errno;

  if (fd >= 0)
    close (fd);
  return ok || tsn_store_error_from_errno (code, "the data folder cannot be made durable", error);
}

/* rename(2) puts a folder in the place of an empty one, and of nothing else. */
static gboolean
move_into_place (TsnNewMunicipality *self, GError **error)
{
  if (self->waiting == NULL)
    return TRUE;
  if (rename (self->waiting, self->folder) == 0)
    {
      g_clear_pointer (&self->waiting, g_free);
      return TRUE;
    }
  if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR)
    g_set_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_EXISTS, "the data folder is not empty");
  else
    tsn_store_error_from_errno (errno, "the data folder cannot be put in place", error);
  return FALSE;
}

gboolean
tsn_new_municipality_settle_sync (TsnNewMunicipality *self,
                                  TsnVault **vault,
                                  TsnStore **store,
                                  GError **error)
{
  g_autofree char *path = tsn_store_vault_path (self->folder);

  *vault = NULL;
  *store = NULL;
  if (!move_into_place (self, error) || !sync_parent (self->folder, error))
    return FALSE;
  *vault = tsn_vault_open (path, error);
  if (*vault != NULL && tsn_vault_unlock (*vault, self->passphrase, error))
    *store = tsn_store_open_sync (self->folder, *vault, TSN_STORE_OPEN, error);
  if (*store == NULL)
    g_clear_pointer (vault, tsn_vault_free);
  return *store != NULL;
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
