/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The trust file of a municipality, for readers that do not sync (docs/card-format.md "Trust
 * file"): one small value. It is signed, so that nothing has to be understood of it here; of
 * several the one that was made last is kept.
 */

#include <string.h>

#include "tsn-service-private.h"

#define VALUE_NAME "trust"
#define AHEAD_MS   ((gint64) 5 * 60 * 1000) /* as of who asks */
#define TIME_SIZE  8u

/* @made_ms: 0 when there is none */
static gboolean
load (TsnCall *self, GBytes **value, gint64 *made_ms, GError **error)
{
  guint64 big = 0;

  if (!self->backend->verbs
           ->get_value (self->backend, self->device.municipality, VALUE_NAME, value, error))
    return FALSE;
  if (*value != NULL && g_bytes_get_size (*value) > TIME_SIZE)
    memcpy (&big, g_bytes_get_data (*value, NULL), TIME_SIZE);
  *made_ms = (gint64) GUINT64_FROM_BE (big);
  return TRUE;
}

static gboolean
read_time (TsnCall *self, const char *name, gint64 *time_ms, GError **error)
{
  const char *text = g_hash_table_lookup (self->query, name);
  guint64 number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, TSN_SYNC_TIME_MAX, &number, NULL))
    return tsn_refuse (error, 400, "a time of the query is missing or malformed");
  *time_ms = (gint64) number;
  return TRUE;
}

gboolean
tsn_call_get_trust (TsnCall *self, GError **error)
{
  g_autoptr (GBytes) value = NULL;
  gint64 after_ms = 0;
  gint64 made_ms;
  gsize size;
  const guint8 *data;

  if (!read_time (self, "after", &after_ms, error) || !load (self, &value, &made_ms, error))
    return FALSE;
  if (made_ms <= after_ms)
    return TRUE;
  data = g_bytes_get_data (value, &size);
  g_byte_array_append (self->out, data + TIME_SIZE, (guint) (size - TIME_SIZE));
  return TRUE;
}

gboolean
tsn_call_put_trust (TsnCall *self, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) value = NULL;
  guint64 big;
  gint64 made_ms;
  gint64 known_ms;
  gsize size = 0;
  const guint8 *data;

  if (self->device.role != TSN_ROLE_DESK)
    return tsn_refuse (error, 403, "only a coordinator's device says whom to trust");
  data = self->request->body != NULL ? g_bytes_get_data (self->request->body, &size) : NULL;
  if (!read_time (self, "made", &made_ms, error))
    return FALSE;
  if (size == 0 || made_ms > self->now_ms + AHEAD_MS)
    return tsn_refuse (error, 400, "the trust file is empty or of the future");
  if (!tsn_call_lock (self, error) || !load (self, &before, &known_ms, error))
    return FALSE;
  if (made_ms <= known_ms)
    return TRUE;
  big = GUINT64_TO_BE ((guint64) made_ms);
  g_byte_array_append (out, (const guint8 *) &big, TIME_SIZE);
  g_byte_array_append (out, data, (guint) size);
  value = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  return self->backend->verbs->set_value (self->backend,
                                          self->device.municipality,
                                          VALUE_NAME,
                                          value,
                                          error);
}
