/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rounds with a room (docs/sync-protocol.md "Rooms").
 *
 * Two numbers say where a device stands with a room: the cursor in what the room has, and how far
 * the room was offered this device's own log. What the room sends comes to the end of that log,
 * too, and would be offered back; so the hashes of what came are kept until the offers have gone
 * by.
 *
 * A room that is new to the device (or was begun anew, 409) is first given the certificates that
 * the device has, its own in front; then all of its log that the room does not send.
 */

#include "tsn-room-client.h"

#include <string.h>

#include "tsn-device-keys.h"
#include "tsn-parcel-apply.h"
#include "tsn-sync-client-private.h"

#define PAGE       ((gsize) 1024 * 1024) /* bytes of one push */
#define ANSWER_MAX ((gsize) TSN_SYNC_BODY_MAX)

struct _TsnRoomClient
{
  TsnStore *store;
  TsnTransport *transport;
  TsnRoom room;
  TsnSyncRequester requester;
  TsnId sender; /* as the room knows what came from here */

  gboolean known;     /* the room was given the certificates, and has sent all that it had */
  TsnSyncMarks marks; /* no receipt */
  gint64 offered;     /* the log is in the room up to this number */
  GHashTable *there;  /* a set of TsnHash: what came from the room and is behind that */

  /* Of the round that runs. */
  TsnSyncResult *result;
  TsnSyncProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
};

TsnRoomClient *
tsn_room_client_new (TsnStore *store, TsnTransport *transport, const TsnRoom *room)
{
  TsnRoomClient *self = g_new0 (TsnRoomClient, 1);

  self->store = g_object_ref (store);
  self->transport = g_object_ref (transport);
  self->room = *room;
  self->requester = (TsnSyncRequester){ .transport = transport,
                                        .vault = tsn_store_get_vault (store),
                                        .server = room->server.identity.server };
  self->sender = tsn_id_new (tsn_clock_wall_ms (NULL));
  self->there = g_hash_table_new_full (tsn_sync_hash_of, tsn_sync_hash_equal, g_free, NULL);
  return self;
}

void
tsn_room_client_free (TsnRoomClient *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->there);
  g_object_unref (self->store);
  g_object_unref (self->transport);
  g_free (self);
}

static void
begin_anew (TsnRoomClient *self)
{
  self->known = FALSE;
  self->offered = 0;
  self->sender = tsn_id_new (tsn_clock_wall_ms (NULL));
  memset (&self->marks, 0, sizeof self->marks);
  g_hash_table_remove_all (self->there);
}

static gboolean
run_work (TsnRoomClient *self, TsnStoreMode mode, TsnStoreWork work, gpointer data, GError **error)
{
  return tsn_store_run_sync (self->store, mode, work, data, self->cancellable, error);
}

static TsnStep
send (TsnRoomClient *self,
      const char *method,
      GBytes *body,
      TsnTransportAnswer *answer,
      GError **error)
{
  g_autofree char *path = tsn_sync_path (&self->marks, &self->sender, "");

  if (!tsn_sync_requester_send (&self->requester,
                                method,
                                path,
                                body,
                                body == NULL ? TSN_SYNC_ANSWER_MAX : ANSWER_MAX,
                                answer,
                                self->cancellable,
                                error))
    return TSN_STEP_FAILED;
  self->result->retry_after = answer->retry_after;
  if (answer->status == 409)
    return TSN_STEP_EPOCH;
  return tsn_sync_check_status (answer, error) ? TSN_STEP_DONE : TSN_STEP_FAILED;
}

/* -- Giving -- */

/* One body on its way. */
typedef struct
{
  GByteArray *parcels;
  GArray *hashes; /* of TsnHash: of what is in it */
} Body;

static void
body_init (Body *self)
{
  self->parcels = g_byte_array_new ();
  self->hashes = g_array_new (FALSE, FALSE, sizeof (TsnHash));
}

static void
body_clear (Body *self)
{
  g_byte_array_unref (self->parcels);
  g_array_unref (self->hashes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Body, body_clear)

/* What of the lot did not come from the room. */
static void
add_lot (TsnRoomClient *self, Body *body, const TsnLot *lot)
{
  GBytes *bodies[TSN_MANIFEST_PATCHES_MAX];
  guint64 effective[TSN_MANIFEST_PATCHES_MAX];
  guint n = 0;

  for (guint i = 0; i < lot->bodies->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (lot->bodies, i), &size);
      TsnHash hash;

      tsn_hash_bytes (data, size, &hash);
      if (g_hash_table_contains (self->there, &hash))
        continue;
      bodies[n] = g_ptr_array_index (lot->bodies, i);
      effective[n++] = g_array_index (lot->effective, guint64, i);
      g_array_append_val (body->hashes, hash);
    }
  if (n > 0)
    tsn_parcel_write (body->parcels, &lot->manifest, bodies, effective, n);
}

/* What the room refuses is passed over: it is for the server to say. */
static gboolean
check_receipt (TsnRoomClient *self, const Body *body, GBytes *answer, GError **error)
{
  const TsnServerIdentity *identity = &self->room.server.identity;
  g_autoptr (TsnReceipt) receipt = tsn_receipt_verify (answer, identity->server_public, error);

  if (receipt == NULL)
    return FALSE;
  if (!tsn_receipt_confirms (receipt,
                             &identity->server,
                             tsn_vault_device (self->requester.vault),
                             (const TsnHash *) (gpointer) body->hashes->data,
                             body->hashes->len))
    {
      g_set_error_literal (error,
                           TSN_SYNC_ERROR,
                           TSN_SYNC_ERROR_WRONG_SERVER,
                           "the receipt is for something else than was sent");
      return FALSE;
    }
  self->result->sent += body->hashes->len - receipt->refused->len;
  return TRUE;
}

static TsnStep
push_body (TsnRoomClient *self, Body *body, GError **error)
{
  g_auto (TsnTransportAnswer) answer = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  TsnStep step = TSN_STEP_DONE;

  if (body->hashes->len == 0)
    return TSN_STEP_DONE;
  bytes = g_bytes_new (body->parcels->data, body->parcels->len);
  step = send (self, "POST", bytes, &answer, error);
  if (step == TSN_STEP_DONE && !check_receipt (self, body, answer.body, error))
    step = TSN_STEP_FAILED;
  g_byte_array_set_size (body->parcels, 0);
  g_array_set_size (body->hashes, 0);
  if (self->progress != NULL)
    self->progress (self->result, self->progress_data);
  return step;
}

static TsnStep
push_lots (TsnRoomClient *self, GPtrArray *lots, GError **error)
{
  g_auto (Body) body;
  TsnStep step = TSN_STEP_DONE;

  body_init (&body);
  for (guint i = 0; i < lots->len && step == TSN_STEP_DONE; i++)
    {
      add_lot (self, &body, g_ptr_array_index (lots, i));
      if (body.parcels->len >= PAGE || i + 1 == lots->len)
        step = push_body (self, &body, error);
    }
  return step;
}

/* A page of the log. */
typedef struct
{
  TsnRoomClient *client;
  guint kind;
  gsize max;
  gint64 last;
  GPtrArray *lots;
} Page;

static void
page_clear (Page *self)
{
  g_clear_pointer (&self->lots, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Page, page_clear)

static gboolean
page_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Page *self = data;

  self->lots = tsn_session_log_lots (session,
                                     self->kind,
                                     self->client->offered,
                                     self->max,
                                     &self->last,
                                     error);
  return self->lots != NULL;
}

static gboolean
has_own_certificate (TsnRoomClient *self, const TsnLot *lot)
{
  for (guint i = 0; i < lot->bodies->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (lot->bodies, i), &size);
      g_autoptr (TsnPatch) patch = tsn_patch_decode (data, size, NULL);
      g_autoptr (GBytes) certificate = NULL;

      if (patch == NULL || !tsn_id_equal (&patch->record, tsn_vault_device (self->requester.vault)))
        continue;
      certificate = tsn_certificate_of_patch (patch);
      if (certificate != NULL)
        return TRUE;
    }
  return FALSE;
}

/* The room may not have heard of this device: the first parcel of its first push lets it in. */
static TsnStep
introduce (TsnRoomClient *self, GError **error)
{
  g_auto (Page) page = { .client = self, .kind = TSN_KIND_DEVICE, .max = G_MAXSIZE };
  guint own = 0;

  if (!run_work (self, TSN_STORE_READ, page_worker, &page, error))
    return TSN_STEP_FAILED;
  while (own < page.lots->len && !has_own_certificate (self, g_ptr_array_index (page.lots, own)))
    own++;
  if (own < page.lots->len)
    g_ptr_array_insert (page.lots, 0, g_ptr_array_steal_index (page.lots, own));
  return push_lots (self, page.lots, error);
}

/* TSN_STEP_MORE: there was something to offer. */
static TsnStep
push (TsnRoomClient *self, GError **error)
{
  guint64 before = self->result->sent;

  for (;;)
    {
      g_auto (Page) page = { .client = self, .max = PAGE };
      TsnStep step;

      if (!run_work (self, TSN_STORE_READ, page_worker, &page, error))
        return TSN_STEP_FAILED;
      if (page.last == self->offered)
        break;
      step = push_lots (self, page.lots, error);
      if (step != TSN_STEP_DONE)
        return step;
      self->offered = page.last;
    }
  g_hash_table_remove_all (self->there);
  return self->result->sent > before ? TSN_STEP_MORE : TSN_STEP_DONE;
}

/* -- Taking -- */

/* One answer on its way into the store. */
typedef struct
{
  TsnRoomClient *client;
  TsnSyncState state;
  TsnSyncIncoming incoming;
} Answer;

static void
answer_init (Answer *self, TsnRoomClient *client)
{
  const guint8 *root = tsn_vault_root_public (client->requester.vault);

  *self = (Answer){ .client = client };
  self->incoming.parcels = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_parcel_free);
  self->incoming.apply.certificates = tsn_certificates_new (root);
}

static void
answer_clear (Answer *self)
{
  tsn_sync_incoming_clear (&self->incoming);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static gboolean
apply_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Answer *self = data;
  TsnVault *vault = self->client->requester.vault;

  return tsn_sync_incoming_apply (&self->incoming, session, error) &&
         tsn_session_tend_keys (session, vault, NULL, error);
}

static void
note_there (Answer *self)
{
  for (guint i = 0; i < self->incoming.parcels->len; i++)
    {
      const TsnParcel *parcel = g_ptr_array_index (self->incoming.parcels, i);

      for (guint j = 0; j < parcel->n_entries; j++)
        g_hash_table_add (self->client->there,
                          g_memdup2 (&parcel->entries[j].hash, sizeof (TsnHash)));
    }
}

static gboolean
take_answer (Answer *self, GBytes *body, GError **error)
{
  TsnRoomClient *client = self->client;
  gsize size;
  const guint8 *data = g_bytes_get_data (body, &size);
  gsize length;

  if (!tsn_sync_state_decode (&self->state, data, size, &length, error) ||
      !tsn_sync_incoming_read (&self->incoming, body, length, error))
    return FALSE;
  if (self->state.more && memcmp (client->marks.cursor, self->state.cursor, TSN_MARK_SIZE) == 0)
    {
      g_set_error_literal (error,
                           TSN_SYNC_ERROR,
                           TSN_SYNC_ERROR_MALFORMED,
                           "the cursor stands still");
      return FALSE;
    }
  if (self->incoming.parcels->len > 0 &&
      !run_work (client, TSN_STORE_WRITE, apply_worker, self, error))
    return FALSE;
  note_there (self);
  tsn_sync_incoming_count (&self->incoming, client->result);
  memcpy (client->marks.cursor, self->state.cursor, TSN_MARK_SIZE);
  return TRUE;
}

static TsnStep
pull (TsnRoomClient *self, GError **error)
{
  for (;;)
    {
      g_auto (TsnTransportAnswer) answer = { 0 };
      g_auto (Answer) read;
      TsnStep step = send (self, "GET", NULL, &answer, error);

      answer_init (&read, self);
      if (step != TSN_STEP_DONE)
        return step;
      if (!take_answer (&read, answer.body, error))
        return TSN_STEP_FAILED;
      if (self->progress != NULL)
        self->progress (self->result, self->progress_data);
      if (!read.state.more)
        return TSN_STEP_DONE;
    }
}

/* -- Rounds -- */

/* Patches are signed before they travel. And a host may have been revoked since it was found. */
static gboolean
begin_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnRoomClient *self = data;
  gboolean revoked;

  if (!tsn_session_device_is_revoked (session, &self->room.host, &revoked, error))
    return FALSE;
  if (!revoked)
    return tsn_session_sign_patches (session, G_MAXSIZE, NULL, error);
  g_set_error_literal (error,
                       TSN_SYNC_ERROR,
                       TSN_SYNC_ERROR_WRONG_SERVER,
                       "the device that serves the room was revoked");
  return FALSE;
}

static TsnStep
pass (TsnRoomClient *self, GError **error)
{
  TsnStep step;

  if (!run_work (self, TSN_STORE_WRITE, begin_worker, self, error))
    return TSN_STEP_FAILED;
  if (!self->known)
    {
      step = introduce (self, error);
      if (step == TSN_STEP_DONE)
        step = pull (self, error);
      if (step != TSN_STEP_DONE)
        return step;
      self->known = TRUE;
      return push (self, error);
    }
  step = pull (self, error);
  return step == TSN_STEP_DONE ? push (self, error) : step;
}

gboolean
tsn_room_client_look (TsnRoomClient *self,
                      TsnSession *session,
                      guint8 cursor[TSN_MARK_SIZE],
                      guint64 *waiting,
                      GError **error)
{
  gint64 last = -1;
  g_autoptr (GArray) news = NULL;

  memcpy (cursor, self->marks.cursor, TSN_MARK_SIZE);
  if (!tsn_session_news (session, &last, &news, error))
    return FALSE;
  *waiting = (guint64) MAX (last - self->offered, 0);
  return TRUE;
}

static gboolean
count_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnRoomClient *self = data;
  guint8 cursor[TSN_MARK_SIZE];

  return tsn_room_client_look (self, session, cursor, &self->result->waiting, error);
}

/* As long as there was something to offer: then the room's cursor is behind that, too. */
static gboolean
run_round (TsnRoomClient *self, GError **error)
{
  TsnStep step;

  do
    {
      step = pass (self, error);
      if (step == TSN_STEP_EPOCH && !self->result->new_epoch)
        {
          self->result->new_epoch = TRUE;
          begin_anew (self);
          step = TSN_STEP_MORE;
        }
    }
  while (step == TSN_STEP_MORE);
  if (step == TSN_STEP_EPOCH)
    g_set_error_literal (error,
                         TSN_SYNC_ERROR,
                         TSN_SYNC_ERROR_SERVER_FAILED,
                         "the room does not know its own marks");
  return step == TSN_STEP_DONE;
}

gboolean
tsn_room_client_run (TsnRoomClient *self,
                     TsnSyncResult *result,
                     TsnSyncProgress progress,
                     gpointer user_data,
                     GCancellable *cancellable,
                     GError **error)
{
  gboolean ok;

  *result = (TsnSyncResult){ 0 };
  self->result = result;
  self->progress = progress;
  self->progress_data = user_data;
  self->cancellable = cancellable;
  ok = run_round (self, error);
  tsn_store_run_sync (self->store, TSN_STORE_READ, count_worker, self, NULL, NULL);
  self->result = NULL;
  return ok;
}
