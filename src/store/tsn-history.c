/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was ever written to a record, and the answers that nobody has settled yet: both straight
 * from the patches. */

#include "tsn-store-private.h"

typedef struct
{
  const TsnKind *kind;
  TsnHistoryEntry *entry;
} Listing;

static void
item_clear (gpointer data)
{
  TsnHistoryItem *item = data;

  tsn_value_clear (&item->value);
}

static void
entry_free (gpointer data)
{
  TsnHistoryEntry *self = data;

  g_array_unref (self->items);
  g_free (self);
}

static void
add_field (guint field, TsnCompartment compartment, gpointer user_data)
{
  TsnHistoryEntry *entry = user_data;
  TsnHistoryItem item = { .field = (guint16) field, .value = TSN_VALUE_NONE };

  g_array_append_val (entry->items, item);
}

static TsnHistoryItem *
find_item (TsnHistoryEntry *entry, guint field)
{
  for (guint i = 0; i < entry->items->len; i++)
    {
      TsnHistoryItem *item = &g_array_index (entry->items, TsnHistoryItem, i);

      if (item->field == field)
        return item;
    }
  return NULL;
}

static void
set_value (guint field, TsnCborReader *value, gpointer user_data)
{
  Listing *listing = user_data;
  const TsnField *known = tsn_kind_field (listing->kind, field);
  TsnHistoryItem *item = find_item (listing->entry, field);

  if (known != NULL && item != NULL && !item->readable)
    item->readable = tsn_value_decode (known, value, &item->value, NULL);
}

static void
list_open (const TsnPatch *patch, Listing *listing)
{
  TsnCborReader reader;
  gsize size;
  gsize n_fields = 0;
  gint64 number = -1;
  const guint8 *data;

  if (patch->open == NULL)
    return;
  data = g_bytes_get_data (patch->open, &size);
  tsn_cbor_reader_init (&reader, data, size);
  tsn_cbor_read_map (&reader, &n_fields);
  for (gsize i = 0; i < n_fields && tsn_cbor_read_key (&reader, &number); i++)
    {
      TsnCborReader item;
      const guint8 *raw;

      if (!tsn_cbor_skip (&reader, &raw, &size))
        return;
      tsn_cbor_reader_init (&item, raw, size);
      set_value ((guint) number, &item, listing);
    }
}

static TsnHistoryEntry *
entry_new (TsnSession *self,
           const TsnKind *kind,
           const TsnPatch *patch,
           const TsnWinners *winners,
           GError **error)
{
  TsnHistoryEntry *entry = g_new0 (TsnHistoryEntry, 1);
  Listing listing = { .kind = kind, .entry = entry };

  entry->version = patch->version;
  entry->operator_id = patch->operator_id;
  entry->erase = patch->erase;
  entry->items = g_array_new (FALSE, FALSE, sizeof (TsnHistoryItem));
  g_array_set_clear_func (entry->items, item_clear);
  tsn_patch_foreach_field (patch, add_field, entry);
  list_open (patch, &listing);
  for (guint i = 0; i < patch->groups->len; i++)
    {
      TsnGroupOutcome outcome;

      if (!tsn_session_open_group (self,
                                   patch,
                                   g_ptr_array_index (patch->groups, i),
                                   set_value,
                                   &listing,
                                   &outcome,
                                   error))
        {
          entry_free (entry);
          return NULL;
        }
    }
  for (guint i = 0; i < entry->items->len; i++)
    {
      TsnHistoryItem *item = &g_array_index (entry->items, TsnHistoryItem, i);
      const TsnWinner *winner = tsn_winners_find (winners, item->field);

      item->current = winner != NULL &&
                      tsn_version_compare (&winner->version, &patch->version) == 0;
    }
  return entry;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const TsnPatch *const *one = a;
  const TsnPatch *const *other = b;

  return tsn_patch_compare (*other, *one);
}

GPtrArray *
tsn_session_history (TsnSession *self, const TsnKind *kind, const TsnId *record, GError **error)
{
  g_autoptr (GPtrArray) patches = tsn_session_patches (self, kind->number, record, error);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (TsnWinners) winners = tsn_winners_new ();

  if (patches == NULL)
    return NULL;
  for (guint i = 0; i < patches->len; i++)
    tsn_winners_merge (winners, g_ptr_array_index (patches, i));
  g_ptr_array_sort (patches, compare_newest_first);
  for (guint i = 0; i < patches->len; i++)
    {
      TsnHistoryEntry *entry =
          entry_new (self, kind, g_ptr_array_index (patches, i), winners, error);

      if (entry == NULL)
        return NULL;
      g_ptr_array_add (entries, entry);
    }
  return g_steal_pointer (&entries);
}

/* All but the item of @field is dropped. */
static void
keep_field (TsnHistoryEntry *entry, guint field)
{
  for (guint i = entry->items->len; i > 0; i--)
    if (g_array_index (entry->items, TsnHistoryItem, i - 1).field != field)
      g_array_remove_index (entry->items, i - 1);
}

GPtrArray *
tsn_session_answers (TsnSession *self,
                     const TsnKind *kind,
                     const TsnId *record,
                     guint field,
                     GError **error)
{
  g_autoptr (GPtrArray) patches = tsn_session_patches (self, kind->number, record, error);
  g_autoptr (GPtrArray) history = patches != NULL ? tsn_session_history (self, kind, record, error)
                                                  : NULL;
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GArray) versions = NULL;

  if (history == NULL)
    return NULL;
  versions = tsn_merge_answers (patches, field);
  for (guint i = 0; i < versions->len; i++)
    for (guint j = 0; j < history->len; j++)
      {
        TsnHistoryEntry *entry = g_ptr_array_index (history, j);

        if (tsn_version_compare (&entry->version, &g_array_index (versions, TsnVersion, i)) != 0)
          continue;
        keep_field (entry, field);
        g_ptr_array_add (answers, g_ptr_array_steal_index (history, j));
        break;
      }
  return g_steal_pointer (&answers);
}
