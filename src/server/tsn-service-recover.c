/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyring for somebody who has the recovery key and no device any more.
 *
 * It is read out of the municipality's record, which the server has like every other: nothing is
 * kept for this, and whoever renews the record renews what is given out. The server cannot open the
 * keyring and learns the ticket when it is shown; with that it could get what it has already.
 */

#include "tsn-cbor.h"
#include "tsn-keyring.h"
#include "tsn-recover.h"
#include "tsn-service-private.h"

/* The one that @patch writes; NULL: none. */
static GBytes *
keyring_of (const TsnPatch *patch)
{
  g_autoptr (GBytes) item = tsn_patch_open_item (patch, TSN_MUNICIPALITY_RECOVERY_KEYRING);
  TsnCborReader reader;
  const guint8 *data;
  gsize size;

  if (item == NULL)
    return NULL;
  data = g_bytes_get_data (item, &size);
  tsn_cbor_reader_init (&reader, data, size);
  return tsn_cbor_read_bytes (&reader, &data, &size) ? g_bytes_new (data, size) : NULL;
}

/* The keyring in use of the municipality @number, if the record is its own. @keyring: (out): NULL:
 * none */
static gboolean
find_keyring (TsnCall *self, gint64 number, const TsnId *record, GBytes **keyring, GError **error)
{
  const TsnServerRecord asked = { TSN_KIND_MUNICIPALITY, *record };
  g_autoptr (GPtrArray) rows =
      self->backend->verbs->record_patches (self->backend, number, &asked, 1, error);
  g_autoptr (TsnPatch) winner = NULL;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const TsnServerPatch *row = g_ptr_array_index (rows, i);
      gsize size;
      const guint8 *data = g_bytes_get_data (row->body, &size);
      g_autoptr (TsnPatch) patch = tsn_patch_decode (data, size, error);
      g_autoptr (GBytes) found = NULL;

      if (patch == NULL)
        return FALSE;
      patch->effective = row->effective;
      found = keyring_of (patch);
      if (found == NULL || (winner != NULL && tsn_patch_compare (patch, winner) < 0))
        continue;
      g_clear_pointer (&winner, tsn_patch_unref);
      winner = g_steal_pointer (&patch);
      g_clear_pointer (keyring, g_bytes_unref);
      *keyring = g_steal_pointer (&found);
    }
  return rows != NULL;
}

gboolean
tsn_call_recover (TsnCall *self, GError **error)
{
  guint8 root_public[TSN_KEY_SIZE];
  TsnRecoverAsk ask;
  gint64 number = 0;

  if (self->request->body == NULL || !tsn_recover_ask_decode (&ask, self->request->body, NULL))
    return tsn_refuse (error, 400, "the request is malformed");
  do
    {
      g_autoptr (GBytes) keyring = NULL;

      if (!self->backend->verbs
               ->next_municipality (self->backend, number, &number, root_public, error) ||
          (number != 0 && !find_keyring (self, number, &ask.municipality, &keyring, error)))
        return FALSE;
      if (keyring == NULL || !tsn_keyring_is_for (keyring, ask.ticket))
        continue;
      g_byte_array_append (self->out,
                           g_bytes_get_data (keyring, NULL),
                           (guint) g_bytes_get_size (keyring));
      return TRUE;
    }
  while (number != 0);
  return tsn_refuse (error, 410, "nothing is kept here for that recovery key");
}
