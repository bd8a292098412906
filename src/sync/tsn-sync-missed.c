/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-sync-missed.h"

#include "tsn-session-sync.h"

#define MISSED      "sync-missed" /* the setting: ids of devices */
#define AUTHORS_MAX 1024

/* (element-type TsnId) */
static GArray *
load (TsnSession *session, GError **error)
{
  g_autoptr (GArray) authors = g_array_new (FALSE, FALSE, sizeof (TsnId));
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) setting = tsn_session_get_setting (session, MISSED, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (setting != NULL)
    g_array_append_vals (authors,
                         g_bytes_get_data (setting, NULL),
                         (guint) (g_bytes_get_size (setting) / sizeof (TsnId)));
  return g_steal_pointer (&authors);
}

static gboolean
save (TsnSession *session, const GArray *authors, GError **error)
{
  g_autoptr (GBytes) setting = g_bytes_new (authors->data, authors->len * sizeof (TsnId));

  return tsn_session_set_setting (session, MISSED, setting, error);
}

static gboolean
contains (const GArray *authors, const TsnId *author)
{
  for (guint i = 0; i < authors->len; i++)
    if (tsn_id_equal (&g_array_index (authors, TsnId, i), author))
      return TRUE;
  return FALSE;
}

gboolean
tsn_sync_missed_note (TsnSession *session, GArray *authors, GError **error)
{
  g_autoptr (GArray) missed = load (session, error);
  guint before;

  if (missed == NULL)
    return FALSE;
  before = missed->len;
  for (guint i = 0; i < authors->len && missed->len < AUTHORS_MAX; i++)
    if (!contains (missed, &g_array_index (authors, TsnId, i)))
      g_array_append_val (missed, g_array_index (authors, TsnId, i));
  return missed->len == before || save (session, missed, error);
}

gboolean
tsn_sync_missed_recall (TsnSession *session, gboolean *again, GError **error)
{
  g_autoptr (GArray) missed = load (session, error);
  guint before;

  *again = FALSE;
  if (missed == NULL)
    return FALSE;
  before = missed->len;
  for (guint i = before; i-- > 0;)
    {
      guint8 key[TSN_KEY_SIZE];
      gboolean found;

      if (!tsn_session_device_key (session, &g_array_index (missed, TsnId, i), key, &found, error))
        return FALSE;
      if (found)
        g_array_remove_index_fast (missed, i);
    }
  *again = missed->len < before;
  return !*again || save (session, missed, error);
}
