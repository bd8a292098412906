/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-guest-search.h: one look-up of a person at the door: question and answer of a read work. */

#pragma once

#include "tsn-guest-book.h"

G_BEGIN_DECLS

#define TSN_GUEST_SEARCH_MAX 12

typedef struct
{
  TsnRecord *person; /* owned */
  TsnGuestState state;
} TsnGuest;

typedef struct
{
  TsnStore *store;    /* owned: the search text is asked without a session */
  TsnGuestBook *book; /* owned */
  char *text;         /* owned, wiped: what was typed */
  guint generation;   /* of the question; a late answer is thrown away by it */
  GArray *guests;     /* of TsnGuest: at most TSN_GUEST_SEARCH_MAX, whom to check in first */
  guint found;        /* how many people there are like that; at most a few thousand are counted */
} TsnGuestSearch;

TsnGuestSearch *
tsn_guest_search_new (TsnStore *store, TsnGuestBook *book, const char *text, guint generation);
void tsn_guest_search_free (gpointer self);

/* A TsnStoreWork; @data is the search. */
gboolean tsn_guest_search_work (TsnSession *session,
                                gpointer data,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
