/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asking and moving in.
 *
 * A device that asks is known by its ticket alone, so its request bears no signature in the header;
 * the one that counts is inside of what is sealed. Moving in goes vault, database, server, and the
 * file of the joining last: whoever is cut off finds that file and does the rest.
 */

#include "tsn-join.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tsn-sync-request.h"
#include "tsn-sync-server.h"

#define ANSWER_MAX (64 * 1024)

char *
tsn_join_path (const char *folder)
{
  gsize length = strlen (folder);

  while (length > 1 && folder[length - 1] == G_DIR_SEPARATOR)
    length--;
  return g_strdup_printf ("%.*s.joining", (int) length, folder);
}

static gboolean
check_status (const TsnTransportAnswer *answer, GError **error)
{
  if (answer->status == 410)
    g_set_error_literal (error,
                         TSN_SYNC_ERROR,
                         TSN_SYNC_ERROR_STALE,
                         "the invitation is unknown or too old");
  else if (answer->status == 409)
    g_set_error_literal (error,
                         TSN_SYNC_ERROR,
                         TSN_SYNC_ERROR_TAKEN,
                         "another device has used the invitation");
  else
    return tsn_sync_check_status (answer, error);
  return FALSE;
}

static gboolean
send (TsnTransport *transport,
      GBytes *body,
      TsnEnrolState *state,
      GCancellable *cancellable,
      GError **error)
{
  TsnTransportRequest request = { .method = "POST",
                                  .path = "/v1/enrol",
                                  .body = body,
                                  .answer_max = ANSWER_MAX };
  g_auto (TsnTransportAnswer) answer = { 0 };

  return tsn_transport_send (transport, &request, &answer, cancellable, error) &&
         check_status (&answer, error) && tsn_enrol_state_decode (state, answer.body, error);
}

gboolean
tsn_join_ask (TsnJoining *self,
              const TsnInvitationLine *line,
              TsnTransport *transport,
              TsnJoinStage *stage,
              char code[TSN_ENROLMENT_CODE_SIZE],
              GCancellable *cancellable,
              GError **error)
{
  const TsnInvitation *invitation = &line->invitation;
  TsnEnrolAsk ask = { .request = tsn_joining_request (self) };
  g_auto (TsnEnrolState) state = { 0 };
  g_autoptr (GBytes) body = NULL;

  memcpy (ask.root_public, invitation->root_public, TSN_KEY_SIZE);
  tsn_invitation_ticket (invitation, ask.ticket);
  body = tsn_enrol_ask_encode (&ask);
  if (!send (transport, body, &state, cancellable, error))
    return FALSE;
  *stage = TSN_JOIN_ASKED;
  if (state.grant != NULL)
    {
      *stage = TSN_JOIN_GRANTED;
      return tsn_joining_take_grant (self, state.grant, error);
    }
  if (!state.has_nonce)
    return TRUE;
  *stage = TSN_JOIN_CODE;
  return tsn_enrolment_code (invitation, ask.request, state.nonce, code, error);
}

/* -- Moving in -- */

static gboolean
save_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_save (data, session, error);
}

static gboolean
remember_server (TsnStore *store, const TsnInvitationLine *line, GBytes *identity, GError **error)
{
  TsnSyncServer server = { .port = line->port };

  if (identity == NULL)
    {
      g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED, "no server was named");
      return FALSE;
    }
  g_strlcpy (server.host, line->host, sizeof server.host);
  memcpy (server.pin, line->pin, sizeof server.pin);
  return tsn_server_identity_decode (&server.identity, identity, error) &&
         tsn_store_run_sync (store, TSN_STORE_WRITE, save_worker, &server, NULL, error);
}

gboolean
tsn_join_finish (const TsnJoining *self,
                 const TsnInvitationLine *line,
                 const char *folder,
                 const char *passphrase,
                 TsnVault **vault,
                 TsnStore **store,
                 GError **error)
{
  g_autofree char *path = tsn_store_vault_path (folder);
  g_autofree char *waiting = tsn_join_path (folder);
  g_autoptr (GBytes) identity = NULL;
  g_autoptr (TsnVault) made = NULL;
  g_autoptr (TsnStore) opened = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return tsn_store_error_from_errno (errno, "the data folder cannot be made", error);
  made = tsn_joining_finish (self, path, passphrase, &identity, error);
  if (made != NULL)
    opened = tsn_store_open_sync (folder, made, TSN_STORE_CREATE, error);
  if (opened == NULL || !remember_server (opened, line, identity, error))
    {
      if (opened != NULL)
        tsn_store_close (opened);
      g_clear_object (&opened);
      return FALSE;
    }
  g_unlink (waiting);
  *vault = g_steal_pointer (&made);
  *store = g_steal_pointer (&opened);
  return TRUE;
}
