/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The search text finds ids, the guest book puts the expected ones first, and only the dozen that
 * will be shown is read and opened: a keystroke costs the same with 100,000 people as with 100. */

#include "tsn-guest-search.h"

#include "tsn-search.h"
#include "tsn-secret.h"

/* So many hits are looked through for expected people. One kana is in some ten thousand readings;
 * with two or three it is less than this. */
#define LOOK_THROUGH_MAX 20000

static void
clear_guest (gpointer guest)
{
  tsn_record_unref (((TsnGuest *) guest)->person);
}

TsnGuestSearch *
tsn_guest_search_new (TsnStore *store, TsnGuestBook *book, const char *text, guint generation)
{
  TsnGuestSearch *self = g_new0 (TsnGuestSearch, 1);

  self->store = g_object_ref (store);
  self->book = tsn_guest_book_ref (book);
  self->text = g_strdup (text);
  self->generation = generation;
  self->guests = g_array_new (FALSE, FALSE, sizeof (TsnGuest));
  g_array_set_clear_func (self->guests, clear_guest);
  return self;
}

void
tsn_guest_search_free (gpointer pointer)
{
  TsnGuestSearch *self = pointer;

  g_object_unref (self->store);
  tsn_guest_book_unref (self->book);
  tsn_secret_text_free (self->text);
  g_array_unref (self->guests);
  g_free (self);
}

gboolean
tsn_guest_search_work (TsnSession *session,
                       gpointer data,
                       GCancellable *cancellable,
                       GError **error)
{
  TsnGuestSearch *self = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  g_autoptr (GArray) people = tsn_store_search (self->store, kind, self->text, LOOK_THROUGH_MAX);
  g_autoptr (GArray) first = tsn_guest_book_arrange (self->book, people, TSN_GUEST_SEARCH_MAX);

  self->found = people->len;
  for (guint i = 0; i < first->len; i++)
    {
      const TsnId *id = &g_array_index (first, TsnId, i);
      g_autoptr (GError) own = NULL;
      g_autoptr (TsnRecord) person = tsn_session_get (session, kind, id, &own);
      TsnGuest guest = { .state = tsn_guest_book_look_up (self->book, id) };

      if (own != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&own));
          return FALSE;
        }
      if (person == NULL || person->erased)
        continue;
      guest.person = g_steal_pointer (&person);
      g_array_append_val (self->guests, guest);
    }
  return TRUE;
}
