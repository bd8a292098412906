/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the recovery key to a coordinator's device.
 *
 * The server gives the keyring to who shows the ticket of the key; the root is in it, so the new
 * device signs its own certificate and registers as a municipality's first one does. The folder is
 * beside its place until all that is done: whoever is cut off finds it there, with a vault that the
 * new passphrase opens, and does the rest.
 */

#include "tsn-recover.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "tsn-cbor.h"
#include "tsn-keyring.h"
#include "tsn-session.h"
#include "tsn-sync-request.h"
#include "tsn-sync-server.h"
#include "tsn-this-device.h"

#define WAITING_SUFFIX ".recovering"
#define ANSWER_MAX     (64 * 1024)

/* -- What is asked -- */

GBytes *
tsn_recover_ask_encode (const TsnRecoverAsk *self)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_bytes (out, self->municipality.bytes, sizeof self->municipality.bytes);
  tsn_cbor_write_bytes (out, self->ticket, sizeof self->ticket);
  return g_byte_array_free_to_bytes (out);
}

gboolean
tsn_recover_ask_decode (TsnRecoverAsk *self, GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  TsnCborReader reader;
  TsnRecoverAsk read;
  gsize n;

  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_array (&reader, &n) || n != 2 ||
      !tsn_cbor_read_fixed (&reader, read.municipality.bytes, sizeof read.municipality.bytes) ||
      !tsn_cbor_read_fixed (&reader, read.ticket, sizeof read.ticket) || !tsn_cbor_end (&reader))
    {
      g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED, "not such a request");
      return FALSE;
    }
  *self = read;
  return TRUE;
}

/* -- The keyring -- */

static GBytes *
fetch_keyring (const TsnRecovery *self, GCancellable *cancellable, GError **error)
{
  TsnRecoverAsk ask = {
    .municipality = tsn_id_derive ("municipality", self->code, strlen (self->code))
  };
  TsnTransportRequest request = { .method = "POST",
                                  .path = "/v1/recover",
                                  .answer_max = ANSWER_MAX };
  g_auto (TsnTransportAnswer) answer = { 0 };
  g_autoptr (GBytes) body = NULL;

  if (!tsn_recovery_ticket (self->recovery_key, ask.ticket, error))
    return NULL;
  body = tsn_recover_ask_encode (&ask);
  request.body = body;
  if (!tsn_transport_send (self->transport, &request, &answer, cancellable, error))
    return NULL;
  if (answer.status == 410)
    {
      g_set_error_literal (error,
                           TSN_SYNC_ERROR,
                           TSN_SYNC_ERROR_NOTHING_KEPT,
                           "the server has nothing for that recovery key");
      return NULL;
    }
  return tsn_sync_check_status (&answer, error) ? g_bytes_ref (answer.body) : NULL;
}

/* -- The folder in waiting -- */

static char *
waiting_path (const char *folder)
{
  gsize length = strlen (folder);

  while (length > 1 && folder[length - 1] == G_DIR_SEPARATOR)
    length--;
  return g_strdup_printf ("%.*s" WAITING_SUFFIX, (int) length, folder);
}

gboolean
tsn_recover_was_begun (const char *folder)
{
  g_autofree char *waiting = waiting_path (folder);
  g_autofree char *path = tsn_store_vault_path (waiting);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static TsnVault *
make_vault (const TsnRecovery *self, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) keyring = fetch_keyring (self, cancellable, error);

  return keyring != NULL ? tsn_vault_create_from_recovery (path,
                                                           self->recovery_key,
                                                           keyring,
                                                           self->operator_label,
                                                           self->passphrase,
                                                           self->cost,
                                                           error)
                         : NULL;
}

/* That of an earlier call, or one that is made now. */
static TsnVault *
open_vault (const TsnRecovery *self, const char *waiting, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = tsn_store_vault_path (waiting);
  g_autoptr (TsnVault) vault = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return make_vault (self, path, cancellable, error);
  vault = tsn_vault_open (path, error);
  return vault != NULL && tsn_vault_unlock (vault, self->passphrase, error)
             ? g_steal_pointer (&vault)
             : NULL;
}

typedef struct
{
  TsnVault *vault;
  const char *label;
} Record;

static gboolean
record_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Record *self = data;

  return tsn_session_put_this_device (session, self->vault, self->label, error);
}

/* Everything that is to be there before the folder is in its place. */
static gboolean
complete (const TsnRecovery *self, const char *waiting, GCancellable *cancellable, GError **error)
{
  g_autoptr (TsnVault) vault = open_vault (self, waiting, cancellable, error);
  g_autoptr (TsnStore) store = NULL;
  Record record = { vault, self->label };
  gboolean ok;

  if (vault == NULL)
    return FALSE;
  store = tsn_store_open_sync (waiting, vault, TSN_STORE_CREATE, error);
  if (store == NULL)
    return FALSE;
  ok = tsn_store_run_sync (store, TSN_STORE_WRITE, record_worker, &record, cancellable, error) &&
       tsn_sync_server_register (store, self->transport, self->line, cancellable, error);
  tsn_store_close (store);
  g_clear_object (&store); /* before the vault */
  return ok;
}

static gboolean
move_into_place (const char *waiting, const char *folder, GError **error)
{
  if (rename (waiting, folder) == 0)
    return TRUE;
  if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR)
    g_set_error_literal (error,
                         TSN_STORE_ERROR,
                         TSN_STORE_ERROR_EXISTS,
                         "the data folder is not empty");
  else
    tsn_store_error_from_errno (errno, "the data folder cannot be put in place", error);
  return FALSE;
}

/* -- All of it -- */

gboolean
tsn_recover (const TsnRecovery *self,
             TsnVault **vault,
             TsnStore **store,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree char *waiting = waiting_path (self->folder);
  g_autofree char *path = tsn_store_vault_path (self->folder);

  *vault = NULL;
  *store = NULL;
  if (g_mkdir_with_parents (waiting, 0700) != 0)
    return tsn_store_error_from_errno (errno, "the data folder cannot be made", error);
  if (!complete (self, waiting, cancellable, error))
    {
      g_rmdir (waiting); /* if there is nothing in it */
      return FALSE;
    }
  if (!move_into_place (waiting, self->folder, error))
    return FALSE;
  *vault = tsn_vault_open (path, error);
  if (*vault != NULL && tsn_vault_unlock (*vault, self->passphrase, error))
    *store = tsn_store_open_sync (self->folder, *vault, TSN_STORE_OPEN, error);
  if (*store == NULL)
    g_clear_pointer (vault, tsn_vault_free);
  return *store != NULL;
}
