/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A hash table behind a lock. It is written by the main thread after each answer of the store, and
 * read by the store's reader during a search; both hold the lock for microseconds. */

#include "tsn-guest-book.h"

struct _TsnGuestBook
{
  gatomicrefcount ref;
  GMutex lock;
  GHashTable *guests; /* TsnId (owned) -> TsnGuestState (owned) */
};

TsnGuestBook *
tsn_guest_book_new (void)
{
  TsnGuestBook *self = g_new0 (TsnGuestBook, 1);

  g_atomic_ref_count_init (&self->ref);
  g_mutex_init (&self->lock);
  self->guests = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, g_free);
  return self;
}

TsnGuestBook *
tsn_guest_book_ref (TsnGuestBook *self)
{
  g_atomic_ref_count_inc (&self->ref);
  return self;
}

void
tsn_guest_book_unref (TsnGuestBook *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref))
    return;
  g_hash_table_unref (self->guests);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
add_guest (TsnRecord *attendance, gpointer data, GError **error)
{
  const TsnId *person = tsn_record_reference (attendance, TSN_ATTENDANCE_PERSON);
  const TsnGuestState state = {
    .status = (guint) tsn_record_number (attendance, TSN_ATTENDANCE_STATUS, 0),
    .arrived_ms = tsn_record_number (attendance, TSN_ATTENDANCE_ARRIVED_AT, 0),
  };

  if (person != NULL)
    tsn_guest_book_set (data, person, state);
  return TRUE;
}

TsnGuestBook *
tsn_guest_book_read (TsnSession *session, const TsnId *event, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_ATTENDANCE));
  g_autoptr (TsnGuestBook) self = tsn_guest_book_new ();

  tsn_query_where_reference (query, TSN_ATTENDANCE_EVENT, event);
  query->open_only = TRUE;
  if (!tsn_session_foreach (session, query, add_guest, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

TsnGuestState
tsn_guest_book_look_up (TsnGuestBook *self, const TsnId *person)
{
  TsnGuestState found = { 0 };
  const TsnGuestState *state;

  g_mutex_lock (&self->lock);
  state = g_hash_table_lookup (self->guests, person);
  if (state != NULL)
    found = *state;
  g_mutex_unlock (&self->lock);
  return found;
}

void
tsn_guest_book_set (TsnGuestBook *self, const TsnId *person, TsnGuestState state)
{
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->guests,
                        g_memdup2 (person, sizeof *person),
                        g_memdup2 (&state, sizeof state));
  g_mutex_unlock (&self->lock);
}

/* Whoever stands at the door and is expected comes first. */
static guint
rank_of (const TsnGuestState *state)
{
  if (state == NULL)
    return 3;
  switch (state->status)
    {
    case TSN_ATTENDANCE_STATUS_REGISTERED:
      return 0;
    case TSN_ATTENDANCE_STATUS_ARRIVED:
      return 1;
    case TSN_ATTENDANCE_STATUS_WAITING:
      return 2;
    default:
      return 3;
    }
}

#define N_RANKS 4

GArray *
tsn_guest_book_arrange (TsnGuestBook *self, const GArray *people, guint max)
{
  GArray *ranks[N_RANKS];
  GArray *arranged = g_array_new (FALSE, FALSE, sizeof (TsnId));

  for (guint r = 0; r < N_RANKS; r++)
    ranks[r] = g_array_new (FALSE, FALSE, sizeof (TsnId));
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < people->len; i++)
    {
      const TsnId *person = &g_array_index (people, TsnId, i);
      GArray *rank = ranks[rank_of (g_hash_table_lookup (self->guests, person))];

      if (rank->len < max)
        g_array_append_val (rank, *person);
    }
  g_mutex_unlock (&self->lock);
  for (guint r = 0; r < N_RANKS; r++)
    {
      g_array_append_vals (arranged, ranks[r]->data, MIN (ranks[r]->len, max - arranged->len));
      g_array_unref (ranks[r]);
    }
  return arranged;
}
