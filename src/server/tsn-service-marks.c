/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Marks and epochs: how a device finds out that its server was set back.
 *
 * A backup of yesterday counts on from yesterday's number, but it does not draw the same tokens
 * again. Each push draws one; it stands for every number of that push, so that a pull may pause
 * anywhere.
 */

#include <string.h>

#include "tsn-service-private.h"

gboolean
tsn_call_epoch (TsnCall *self, guint8 epoch[TSN_EPOCH_SIZE], GError **error)
{
  g_autoptr (GBytes) value = NULL;

  if (!self->backend->verbs
           ->get_value (self->backend, self->device.municipality, "epoch", &value, error))
    return FALSE;
  if (value == NULL || g_bytes_get_size (value) != TSN_EPOCH_SIZE)
    {
      g_set_error_literal (error, TSN_STORE_ERROR, TSN_STORE_ERROR_CORRUPT, "there is no epoch");
      return FALSE;
    }
  memcpy (epoch, g_bytes_get_data (value, NULL), TSN_EPOCH_SIZE);
  return TRUE;
}

gboolean
tsn_call_renew_epoch (TsnCall *self, gint64 municipality, GError **error)
{
  guint8 epoch[TSN_EPOCH_SIZE];
  g_autoptr (GBytes) value = NULL;

  tsn_blocks_clear (self->service->blocks);
  tsn_random (epoch, sizeof epoch);
  value = g_bytes_new (epoch, sizeof epoch);
  return self->backend->verbs->set_value (self->backend, municipality, "epoch", value, error);
}

gboolean
tsn_call_knows_mark (TsnCall *self,
                     const guint8 mark[TSN_MARK_SIZE],
                     gboolean *known,
                     GError **error)
{
  static const guint8 BEGINNING[TSN_MARK_SIZE] = { 0 };
  guint64 seq = tsn_mark_seq (mark);
  TsnServerMark found;

  *known = memcmp (mark, BEGINNING, TSN_MARK_SIZE) == 0;
  if (*known || seq == 0 || seq > G_MAXINT64)
    return TRUE;
  if (!self->backend->verbs
           ->mark_at (self->backend, self->device.municipality, (gint64) seq, &found, error))
    return FALSE;
  *known = found.seq != 0 &&
           memcmp (found.token, mark + TSN_MARK_SIZE - TSN_MARK_TOKEN_SIZE, TSN_MARK_TOKEN_SIZE) ==
               0;
  return TRUE;
}

static gboolean
read_mark (TsnCall *self, const char *name, guint8 mark[TSN_MARK_SIZE], GError **error)
{
  const char *text = g_hash_table_lookup (self->query, name);

  return (text != NULL && tsn_hex_parse (text, mark)) ||
         tsn_refuse (error, 400, "the query has no cursor or no receipt");
}

static gboolean
read_sender (TsnCall *self, GError **error)
{
  const char *text = g_hash_table_lookup (self->query, "sender");

  return text == NULL || tsn_hex_parse (text, self->sender.bytes) ||
         tsn_refuse (error, 400, "the sender of the query is malformed");
}

/* The request is refused, so its own transaction will not stay. */
static gboolean
refuse_unknown (TsnCall *self, GError **error)
{
  TsnBackend *backend = self->backend;

  backend->verbs->rollback (backend);
  if (!backend->verbs->begin (backend, TRUE, error) ||
      !tsn_call_renew_epoch (self, self->device.municipality, error) ||
      !backend->verbs->commit (backend, error))
    return FALSE;
  return tsn_refuse (error, 409, "the server does not know that cursor or receipt");
}

gboolean
tsn_call_check_marks (TsnCall *self, gint64 *cursor, GError **error)
{
  guint8 marks[2][TSN_MARK_SIZE];
  gboolean known[2];

  if (!read_mark (self, "cursor", marks[0], error) ||
      !read_mark (self, "receipt", marks[1], error) || !read_sender (self, error) ||
      !tsn_call_knows_mark (self, marks[0], &known[0], error) ||
      !tsn_call_knows_mark (self, marks[1], &known[1], error))
    return FALSE;
  if (!known[0] || !known[1])
    return refuse_unknown (self, error);
  *cursor = (gint64) tsn_mark_seq (marks[0]);
  return TRUE;
}

gboolean
tsn_call_mark (TsnCall *self, gint64 seq, guint8 mark[TSN_MARK_SIZE], GError **error)
{
  TsnServerMark found = { 0 };

  if (seq > 0 &&
      !self->backend->verbs->mark_at (self->backend, self->device.municipality, seq, &found, error))
    return FALSE;
  tsn_mark_make ((guint64) seq, found.token, mark);
  return TRUE;
}

gboolean
tsn_call_live (TsnCall *self, GError **error)
{
  TsnServerMark last;
  guint8 mark[TSN_MARK_SIZE];

  if (!self->backend->verbs->last_mark (self->backend, self->device.municipality, &last, error))
    return FALSE;
  tsn_mark_make ((guint64) last.seq, last.token, mark);
  g_byte_array_append (self->out, mark, sizeof mark);
  return TRUE;
}
