/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is waiting to be sent: counting it and signing it. (tsn-session-lots.c takes it out.)
 *
 * A patch waits by what its row does not have: a receipt, or a reason why it was refused. An index
 * of just those rows, by the number of their manifest, answers every question without looking at
 * the rest of the log: those without a manifest come first in it and are to be signed, the others
 * follow lot by lot in the order in which they were signed or came.
 */

#include "tsn-session-sync.h"

#include "tsn-store-private.h"

#define LOT_BYTES_MAX (1024 * 1024) /* of patches, beyond the first: several lots fit a request */

/* -- Counting -- */

gboolean
tsn_session_count_waiting (TsnSession *self, guint64 *waiting, guint64 *quarantined, GError **error)
{
  gint64 n_waiting = 0;
  gint64 n_quarantined = 0;

  if (!tsn_connection_number (
          self->connection,
          "SELECT count (*) FROM patch WHERE receipt IS NULL AND quarantine IS NULL",
          0,
          &n_waiting,
          error) ||
      !tsn_connection_number (self->connection,
                              "SELECT count (*) FROM patch WHERE quarantine IS NOT NULL",
                              0,
                              &n_quarantined,
                              error))
    return FALSE;
  *waiting = (guint64) n_waiting;
  *quarantined = (guint64) n_quarantined;
  return TRUE;
}

GArray *
tsn_session_quarantined (TsnSession *self, GError **error)
{
  g_autoptr (GArray) refusals = g_array_new (FALSE, FALSE, sizeof (TsnQuarantined));
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "SELECT kind, quarantine, count (*) FROM patch WHERE quarantine IS NOT NULL "
      "GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
      error);
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  while (tsn_statement_step (statement, &row, error))
    {
      TsnQuarantined one;

      if (!row)
        return g_steal_pointer (&refusals);
      one.kind = (guint) tsn_statement_number (statement, 0);
      one.reason = (guint) tsn_statement_number (statement, 1);
      one.n = (guint64) tsn_statement_number (statement, 2);
      g_array_append_val (refusals, one);
    }
  return NULL;
}

GArray *
tsn_session_heard (TsnSession *self, GError **error)
{
  g_autoptr (GArray) heard = g_array_new (FALSE, FALSE, sizeof (TsnHeard));
  /* A manifest begins with the head of an array and that of 16 bytes: the device. No index has the
   * author, and the newest patches are enough to say who works these days. */
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "SELECT substr (manifest.body, 3, 16), max (coalesce (new.effective, new.stamp)) FROM "
      "(SELECT stamp, effective, manifest FROM patch ORDER BY seq DESC "
      "LIMIT " G_STRINGIFY (TSN_HEARD_PATCHES) ") AS new "
      "JOIN manifest ON manifest.number = new.manifest GROUP BY 1",
      error);
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  while (tsn_statement_step (statement, &row, error))
    {
      TsnHeard one;
      const guint8 *device;
      gsize size;

      if (!row)
        return g_steal_pointer (&heard);
      device = tsn_statement_blob (statement, 0, &size);
      if (size != sizeof one.device.bytes)
        continue;
      memcpy (one.device.bytes, device, size);
      one.written_ms = tsn_stamp_ms ((TsnStamp) tsn_statement_number (statement, 1));
      g_array_append_val (heard, one);
    }
  return NULL;
}

/* -- Manifests -- */

static gboolean
find_manifest (TsnSession *self, const TsnHash *hash, gint64 *number, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "SELECT number FROM manifest WHERE hash = ?1",
      error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_blob (statement, 1, hash->bytes, sizeof hash->bytes);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  *number = row ? tsn_statement_number (statement, 0) : 0;
  return TRUE;
}

gboolean
tsn_session_keep_manifest (TsnSession *self,
                           const TsnManifest *manifest,
                           gint64 *number,
                           GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (TsnStatement) statement = NULL;
  TsnHash hash;

  tsn_manifest_encode (manifest, body);
  tsn_hash_bytes (body->data, body->len, &hash);
  if (!find_manifest (self, &hash, number, error))
    return FALSE;
  if (*number != 0)
    return TRUE;
  statement = tsn_connection_prepare (self->connection,
                                      "INSERT INTO manifest (hash, body) VALUES (?1, ?2)",
                                      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_blob (statement, 1, hash.bytes, sizeof hash.bytes);
  tsn_statement_bind_blob (statement, 2, body->data, body->len);
  if (!tsn_statement_run (statement, error))
    return FALSE;
  *number = sqlite3_last_insert_rowid (self->connection->db);
  return TRUE;
}

/* -- Signing -- */

typedef struct
{
  gint64 seq;
  gsize size;
  TsnHash hash;
} Unsigned;

/* Who wrote a patch; the rest of it is not looked at. */
static gboolean
is_by (const guint8 *body, gsize size, const TsnId *device)
{
  TsnCborReader reader;
  TsnId author;
  gsize n;

  tsn_cbor_reader_init (&reader, body, size);
  return tsn_cbor_read_array (&reader, &n) && tsn_cbor_skip (&reader, NULL, NULL) &&
         tsn_cbor_skip (&reader, NULL, NULL) && tsn_cbor_skip (&reader, NULL, NULL) &&
         tsn_cbor_skip (&reader, NULL, NULL) &&
         tsn_cbor_read_fixed (&reader, author.bytes, sizeof author.bytes) &&
         tsn_id_equal (&author, device);
}

/* What this device wrote and nobody has signed, in the order in which it was written. What others
 * wrote and came without a manifest stays so: nobody can sign it here. */
static GArray *
list_unsigned (TsnSession *self, gsize max_bytes, gboolean *more, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Unsigned));
  g_autoptr (TsnStatement) statement = NULL;
  gsize bytes = 0;
  gboolean row = TRUE;

  statement = tsn_connection_prepare (
      self->connection,
      "SELECT seq, body FROM patch INDEXED BY patch_waiting "
      "WHERE manifest IS NULL AND receipt IS NULL AND quarantine IS NULL ORDER BY seq",
      error);
  if (statement == NULL)
    return NULL;
  while (tsn_statement_step (statement, &row, error))
    {
      Unsigned entry;
      const guint8 *body;

      *more = row && bytes >= max_bytes;
      if (!row || *more)
        return g_steal_pointer (&list);
      body = tsn_statement_blob (statement, 1, &entry.size);
      if (!is_by (body, entry.size, tsn_vault_device (self->vault)))
        continue;
      entry.seq = tsn_statement_number (statement, 0);
      tsn_hash_bytes (body, entry.size, &entry.hash);
      bytes += entry.size;
      g_array_append_val (list, entry);
    }
  return NULL;
}

gboolean
tsn_session_first_unsigned (TsnSession *self, gint64 *seq, GError **error)
{
  gboolean more;
  g_autoptr (GArray) list = list_unsigned (self, 1, &more, error);

  if (list == NULL)
    return FALSE;
  *seq = list->len > 0 ? g_array_index (list, Unsigned, 0).seq : G_MAXINT64;
  return TRUE;
}

static guint
measure_lot (const Unsigned *list, guint n)
{
  gsize bytes = list[0].size;
  guint i = 1;

  for (; i < n && i < TSN_MANIFEST_PATCHES_MAX && bytes + list[i].size <= LOT_BYTES_MAX; i++)
    bytes += list[i].size;
  return i;
}

static gboolean
sign_lot (TsnSession *self, const Unsigned *list, guint n, GError **error)
{
  TsnHash hashes[TSN_MANIFEST_PATCHES_MAX];
  gint64 seqs[TSN_MANIFEST_PATCHES_MAX];
  TsnManifest manifest;
  gint64 number;

  for (guint i = 0; i < n; i++)
    {
      hashes[i] = list[i].hash;
      seqs[i] = list[i].seq;
    }
  return tsn_manifest_sign (&manifest, self->vault, hashes, n, error) &&
         tsn_session_keep_manifest (self, &manifest, &number, error) &&
         tsn_session_update_patches (self,
                                     "UPDATE patch SET manifest = ?3 WHERE seq BETWEEN ?1 AND ?2",
                                     seqs,
                                     n,
                                     number,
                                     error);
}

gboolean
tsn_session_sign_patches (TsnSession *self, gsize max_bytes, gboolean *more, GError **error)
{
  g_autoptr (GArray) list = NULL;
  const Unsigned *entries;
  gboolean any;
  guint n;

  if (!tsn_session_require_writing (self, error))
    return FALSE;
  list = list_unsigned (self, max_bytes, more != NULL ? more : &any, error);
  if (list == NULL)
    return FALSE;
  entries = (const Unsigned *) (gconstpointer) list->data;
  for (guint i = 0; i < list->len; i += n)
    {
      n = measure_lot (&entries[i], list->len - i);
      if (!sign_lot (self, &entries[i], n, error))
        return FALSE;
    }
  return TRUE;
}
