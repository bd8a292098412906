/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether the registers of cards and devices have changed is seen by their digests, which the store
 * keeps anyway; only then are they read. Once a day the file is made all the same, since its age is
 * what people go by. It is whole each time: whoever has kept another one starts anew with it.
 */

#include "tsn-trust-offer.h"

#include <string.h>

#include "tsn-digest.h"
#include "tsn-issue.h"
#include "tsn-session-sync.h"
#include "tsn-sync-request.h"

#define OFFERED    "trust-offered" /* the setting: what the server was given last */
#define REFRESH_MS ((gint64) 24 * 60 * 60 * 1000)

/* As it is stored: no gaps. */
typedef struct
{
  TsnHash registers;
  gint64 made_ms;
} Offered;

typedef struct
{
  TsnVault *vault;
  Offered offered; /* what it will be */
  GBytes *file;    /* (out): NULL: nothing new */
} Offer;

static gboolean
hash_registers (TsnSession *session, TsnHash *hash, GError **error)
{
  static const guint KINDS[] = { TSN_KIND_CARD, TSN_KIND_DEVICE };
  g_autofree TsnDigest *buckets = g_new (TsnDigest, TSN_DIGEST_BUCKETS);
  TsnDigestRoot sum;

  tsn_digest_root_init (&sum);
  for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++)
    {
      if (!tsn_session_digest (session, KINDS[i], buckets, error))
        return FALSE;
      tsn_digest_root_feed (&sum, KINDS[i], buckets);
    }
  tsn_digest_root_finish (&sum, hash);
  return TRUE;
}

/* Whether the server was given this, not long ago. */
static gboolean
is_known (TsnSession *session, const Offered *now)
{
  g_autoptr (GBytes) setting = tsn_session_get_setting (session, OFFERED, NULL);
  Offered before;

  if (setting == NULL || g_bytes_get_size (setting) != sizeof before)
    return FALSE;
  memcpy (&before, g_bytes_get_data (setting, NULL), sizeof before);
  return memcmp (&before.registers, &now->registers, sizeof before.registers) == 0 &&
         now->made_ms >= before.made_ms && now->made_ms - before.made_ms < REFRESH_MS;
}

static gboolean
make_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Offer *self = data;
  g_autoptr (TsnTrust) trust = NULL;
  g_autoptr (TsnTrustFile) file = NULL;
  g_autoptr (GBytes) news = NULL;
  g_auto (TsnTrustState) state = { 0 };

  if (!hash_registers (session, &self->offered.registers, error))
    return FALSE;
  if (is_known (session, &self->offered))
    return TRUE;
  trust = tsn_trust_load (session, self->vault, error);
  if (trust == NULL)
    return FALSE;
  tsn_trust_state_init (&state);
  tsn_trust_fill_state (trust, &state);
  file = tsn_trust_file_new (tsn_vault_root_public (self->vault));
  news = tsn_trust_file_make (file, &state, self->vault, self->offered.made_ms, error);
  if (news != NULL)
    self->file = tsn_trust_file_dup_bytes (file);
  return news != NULL;
}

static gboolean
note_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Offer *self = data;
  g_autoptr (GBytes) setting = g_bytes_new (&self->offered, sizeof self->offered);

  return tsn_session_set_setting (session, OFFERED, setting, error);
}

static gboolean
send (const Offer *self,
      TsnTransport *transport,
      const TsnSyncServer *server,
      GCancellable *cancellable)
{
  TsnSyncRequester requester = { .transport = transport,
                                 .vault = self->vault,
                                 .server = server->identity.server };
  g_autofree char *path = g_strdup_printf ("/v1/trust?made=%" G_GINT64_FORMAT,
                                           self->offered.made_ms);
  g_auto (TsnTransportAnswer) answer = { 0 };

  return tsn_sync_requester_send (&requester,
                                  "POST",
                                  path,
                                  self->file,
                                  0,
                                  &answer,
                                  cancellable,
                                  NULL) &&
         answer.status == 200;
}

void
tsn_trust_offer (TsnStore *store,
                 TsnTransport *transport,
                 const TsnSyncServer *server,
                 GCancellable *cancellable)
{
  TsnVault *vault = tsn_store_get_vault (store);
  Offer self = { .vault = vault };

  if (vault == NULL || tsn_vault_role (vault) != TSN_ROLE_DESK)
    return;
  self.offered.made_ms = tsn_clock_wall_ms (NULL);
  if (tsn_store_run_sync (store, TSN_STORE_READ, make_worker, &self, cancellable, NULL) &&
      self.file != NULL && send (&self, transport, server, cancellable))
    tsn_store_run_sync (store, TSN_STORE_WRITE, note_worker, &self, cancellable, NULL);
  g_clear_pointer (&self.file, g_bytes_unref);
}
