/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The search text of one kind: rows in the order in which they were put, three columns of text, one
 * of dates, and a small hash table from id to row. A record that is put again gets a new row; its
 * old row is wiped at once and taken out when such rows are a quarter of all. So an update costs
 * what a new record costs, and columns stay contiguous.
 *
 * Finding goes block by block: each word gives a bitmap of the block's rows, the bitmaps are
 * joined by AND. Where few rows are left, the next word looks at those only.
 */

#include "tsn-search-index.h"

#include <string.h>

#include "tsn-search-column.h"
#include "tsn-search-query.h"
#include "tsn-text.h"

#define NO_ROW         G_MAXUINT32
#define SLOTS_MIN      64   /* a power of two */
#define GARBAGE_MIN    1024 /* wiped rows that are always tolerated */
#define FEW_CANDIDATES (TSN_SEARCH_BLOCK / 16)

struct _TsnSearchIndex
{
  GMutex gate; /* held while waiting for @lock, so that readers cannot keep a writer out for ever */
  GRWLock lock;
  TsnWipeBuffer ids;    /* TsnId of each row; nil: a wiped row */
  TsnWipeBuffer births; /* TsnDate of each row */
  TsnSearchColumn names;
  TsnSearchColumn kana;
  TsnSearchColumn phones;
  guint n_rows;
  guint n_wiped;
  guint32 *slots; /* rows by hash of id, open addressing; a slot of a wiped row matches nothing */
  guint n_slots;  /* a power of two, more than twice n_rows; 0: none yet */
  GString *scratch;
};

TsnSearchIndex *
tsn_search_index_new (void)
{
  TsnSearchIndex *self = g_new0 (TsnSearchIndex, 1);

  g_mutex_init (&self->gate);
  g_rw_lock_init (&self->lock);
  self->scratch = g_string_sized_new (4096);
  return self;
}

static void
clear (TsnSearchIndex *self)
{
  tsn_wipe_buffer_clear (&self->ids);
  tsn_wipe_buffer_clear (&self->births);
  tsn_search_column_clear (&self->names);
  tsn_search_column_clear (&self->kana);
  tsn_search_column_clear (&self->phones);
  tsn_search_scratch_reset (self->scratch, 0);
  g_clear_pointer (&self->slots, g_free);
  self->n_slots = self->n_rows = self->n_wiped = 0;
}

void
tsn_search_index_free (TsnSearchIndex *self)
{
  if (self == NULL)
    return;
  clear (self);
  g_string_free (self->scratch, TRUE);
  g_rw_lock_clear (&self->lock);
  g_mutex_clear (&self->gate);
  g_free (self);
}

static void
lock_for_reading (TsnSearchIndex *self)
{
  g_mutex_lock (&self->gate);
  g_rw_lock_reader_lock (&self->lock);
  g_mutex_unlock (&self->gate);
}

static void
lock_for_writing (TsnSearchIndex *self)
{
  g_mutex_lock (&self->gate);
  g_rw_lock_writer_lock (&self->lock);
  g_mutex_unlock (&self->gate);
}

static TsnId *
get_ids (TsnSearchIndex *self)
{
  return (TsnId *) self->ids.data;
}

static TsnDate *
get_births (TsnSearchIndex *self)
{
  return (TsnDate *) (void *) self->births.data;
}

/* -- From id to row -- */

/* The slot of @id, or the empty one where it belongs. */
static guint32 *
find_slot (TsnSearchIndex *self, const TsnId *id)
{
  guint mask = self->n_slots - 1;
  guint64 spread = tsn_id_hash (id) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  /* Spread, because ids in a row would fill slots in a row and make every miss a long walk. */
  for (guint i = (guint) (spread >> 32) & mask;; i = (i + 1) & mask)
    if (self->slots[i] == NO_ROW || tsn_id_equal (&get_ids (self)[self->slots[i]], id))
      return &self->slots[i];
}

static void
rebuild_slots (TsnSearchIndex *self)
{
  guint n_slots = SLOTS_MIN;

  while (n_slots / 4 <= self->n_rows)
    n_slots *= 2;
  g_free (self->slots);
  self->slots = g_new (guint32, n_slots);
  self->n_slots = n_slots;
  memset (self->slots, 0xff, n_slots * sizeof *self->slots);
  for (guint32 row = 0; row < self->n_rows; row++)
    if (!tsn_id_is_nil (&get_ids (self)[row]))
      *find_slot (self, &get_ids (self)[row]) = row;
}

/* -- Rows -- */

static void
compact (TsnSearchIndex *self)
{
  TsnId *ids = get_ids (self);
  guint n_kept = 0;

  tsn_search_column_compact (&self->names, ids);
  tsn_search_column_compact (&self->kana, ids);
  tsn_search_column_compact (&self->phones, ids);
  for (guint row = 0; row < self->n_rows; row++)
    if (!tsn_id_is_nil (&ids[row]))
      {
        get_births (self)[n_kept] = get_births (self)[row];
        ids[n_kept++] = ids[row];
      }
  tsn_wipe_buffer_truncate (&self->ids, n_kept * sizeof (TsnId));
  tsn_wipe_buffer_truncate (&self->births, n_kept * sizeof (TsnDate));
  self->n_rows = n_kept;
  self->n_wiped = 0;
  rebuild_slots (self);
}

static void
wipe_row (TsnSearchIndex *self, guint row)
{
  tsn_search_column_wipe_row (&self->names, row);
  tsn_search_column_wipe_row (&self->kana, row);
  tsn_search_column_wipe_row (&self->phones, row);
  get_births (self)[row] = TSN_DATE_NONE;
  get_ids (self)[row] = TSN_ID_NIL;
  self->n_wiped++;
}

static void
take_out (TsnSearchIndex *self, const TsnId *id)
{
  guint row;

  if (self->n_slots == 0)
    return;
  row = *find_slot (self, id);
  if (row == NO_ROW)
    return;
  wipe_row (self, row);
  if (self->n_wiped > GARBAGE_MIN && self->n_wiped > self->n_rows / 4)
    compact (self);
}

/* Starts the row that the add functions fill. */
static void
begin_row (TsnSearchIndex *self, const TsnId *id)
{
  take_out (self, id);
  if (self->n_rows + 1 >= self->n_slots / 2)
    rebuild_slots (self);
  *find_slot (self, id) = self->n_rows++;
  tsn_wipe_buffer_append (&self->ids, id, sizeof *id);
  tsn_wipe_buffer_extend (&self->births, sizeof (TsnDate));
  tsn_search_column_add_row (&self->names);
  tsn_search_column_add_row (&self->kana);
  tsn_search_column_add_row (&self->phones);
}

static void
add_scratch (TsnSearchIndex *self, TsnSearchColumn *column)
{
  if (self->scratch->len > 0)
    tsn_search_column_add_value (column, self->scratch->str, self->scratch->len);
  tsn_search_scratch_reset (self->scratch, 0);
}

static void
add_name (TsnSearchIndex *self, const char *name)
{
  tsn_search_scratch_reset (self->scratch, strlen (name));
  tsn_text_fold (name, self->scratch);
  add_scratch (self, &self->names);
}

static void
add_kana (TsnSearchIndex *self, const char *kana)
{
  tsn_search_scratch_reset (self->scratch, strlen (kana));
  tsn_text_fold (kana, self->scratch);
  tsn_search_code_kana (self->scratch);
  add_scratch (self, &self->kana);
}

static void
add_phone (TsnSearchIndex *self, const char *phone)
{
  tsn_search_scratch_reset (self->scratch, strlen (phone));
  tsn_search_phone_key (phone, self->scratch);
  add_scratch (self, &self->phones);
}

static void
add_birth (TsnSearchIndex *self, TsnDate birth)
{
  TsnDate *last = &get_births (self)[self->n_rows - 1];

  if (*last == TSN_DATE_NONE)
    *last = birth;
}

static void
add_value (TsnSearchIndex *self, const TsnField *field, const TsnValue *value)
{
  if (value->type == TSN_TYPE_LIST)
    for (guint i = 0; i < value->list->len; i++)
      {
        const TsnValue *item = &g_array_index (value->list, TsnValue, i);

        if (item->type != TSN_TYPE_LIST)
          add_value (self, field, item);
      }
  else if (value->type == TSN_TYPE_DATE)
    add_birth (self, (TsnDate) value->number);
  else if (value->type != TSN_TYPE_TEXT)
    return;
  else if ((field->flags & TSN_FIELD_KANA) != 0)
    add_kana (self, value->text);
  else if ((field->flags & (TSN_FIELD_PHONE | TSN_FIELD_POSTCODE)) != 0)
    add_phone (self, value->text);
  else
    add_name (self, value->text);
}

void
tsn_search_index_put (TsnSearchIndex *self,
                      const TsnId *id,
                      const char *name,
                      const char *kana,
                      const char *const *phones,
                      TsnDate birth)
{
  g_return_if_fail (!tsn_id_is_nil (id));

  lock_for_writing (self);
  begin_row (self, id);
  if (name != NULL)
    add_name (self, name);
  if (kana != NULL)
    add_kana (self, kana);
  for (; phones != NULL && *phones != NULL; phones++)
    add_phone (self, *phones);
  add_birth (self, birth);
  g_rw_lock_writer_unlock (&self->lock);
}

void
tsn_search_index_put_record (TsnSearchIndex *self, const TsnRecord *record)
{
  g_return_if_fail (!tsn_id_is_nil (&record->id));

  if (record->erased)
    {
      tsn_search_index_remove (self, &record->id);
      return;
    }
  lock_for_writing (self);
  begin_row (self, &record->id);
  for (guint i = 0; i < record->cells->len; i++)
    {
      const TsnCell *cell = &g_array_index (record->cells, TsnCell, i);
      const TsnField *field = tsn_kind_field (record->kind, cell->field);

      if (cell->readable && field != NULL && (field->flags & TSN_FIELD_SEARCH) != 0)
        add_value (self, field, &cell->value);
    }
  g_rw_lock_writer_unlock (&self->lock);
}

void
tsn_search_index_put_change (TsnSearchIndex *self, const TsnChange *change, guint compartments)
{
  g_return_if_fail (!tsn_id_is_nil (&change->record));

  lock_for_writing (self);
  begin_row (self, &change->record);
  for (guint i = 0; i < change->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (change->items, TsnChangeItem, i);
      const TsnField *field = tsn_kind_field (change->kind, item->field);

      if ((field->flags & TSN_FIELD_SEARCH) != 0 && (compartments >> field->compartment & 1) != 0)
        add_value (self, field, &item->value);
    }
  g_rw_lock_writer_unlock (&self->lock);
}

void
tsn_search_index_put_all (TsnSearchIndex *self, TsnSearchIndex *other)
{
  lock_for_reading (other);
  lock_for_writing (self);
  for (guint row = 0; row < other->n_rows; row++)
    {
      if (tsn_id_is_nil (&get_ids (other)[row]))
        continue;
      begin_row (self, &get_ids (other)[row]);
      tsn_search_column_add_from (&self->names, &other->names, row);
      tsn_search_column_add_from (&self->kana, &other->kana, row);
      tsn_search_column_add_from (&self->phones, &other->phones, row);
      add_birth (self, get_births (other)[row]);
    }
  g_rw_lock_writer_unlock (&self->lock);
  g_rw_lock_reader_unlock (&other->lock);
}

void
tsn_search_index_remove (TsnSearchIndex *self, const TsnId *id)
{
  lock_for_writing (self);
  take_out (self, id);
  g_rw_lock_writer_unlock (&self->lock);
}

void
tsn_search_index_clear (TsnSearchIndex *self)
{
  lock_for_writing (self);
  clear (self);
  g_rw_lock_writer_unlock (&self->lock);
}

guint
tsn_search_index_size (TsnSearchIndex *self)
{
  guint size;

  lock_for_reading (self);
  size = self->n_rows - self->n_wiped;
  g_rw_lock_reader_unlock (&self->lock);
  return size;
}

/* -- Finding -- */

static void
scan_dates (TsnSearchIndex *self,
            guint first,
            guint end,
            const TsnSearchDates *dates,
            TsnSearchMarks *marks)
{
  const TsnDate *births = get_births (self);
  guint32 span = (guint32) (dates->last - dates->first);

  for (guint row = first; row < end;)
    {
      guint i = row % TSN_SEARCH_BLOCK / 64;
      guint stop = MIN (end, (row / 64 + 1) * 64);
      guint64 within = 0;

      for (; row < stop; row++)
        within |= (guint64) ((guint32) (births[row] - dates->first) <= span) << (row % 64);
      marks->hits[i] |= within;
      marks->best[i] |= within;
    }
}

static void
scan (TsnSearchIndex *self,
      guint first,
      guint end,
      const TsnSearchWord *word,
      TsnSearchMarks *marks)
{
  tsn_search_column_scan (&self->kana, first, end, &word->kana, marks);
  tsn_search_column_scan (&self->names, first, end, &word->name, marks);
  tsn_search_column_scan (&self->phones, first, end, &word->phone, marks);
  for (guint i = 0; i < word->n_dates; i++)
    scan_dates (self, first, end, &word->dates[i], marks);
}

/* Scans only the rows of the block at @first that are still in @found. */
static void
scan_found (TsnSearchIndex *self,
            guint first,
            const TsnSearchMarks *found,
            const TsnSearchWord *word,
            TsnSearchMarks *marks)
{
  for (guint i = 0; i < G_N_ELEMENTS (found->hits); i++)
    for (guint64 hits = found->hits[i]; hits != 0; hits &= hits - 1)
      {
        guint row = first + i * 64 + (guint) __builtin_ctzll (hits);

        scan (self, row, row + 1, word, marks);
      }
}

/* Takes from @found what @marks does not have; returns how many are left. */
static guint
keep_common (TsnSearchMarks *found, const TsnSearchMarks *marks, gboolean ranks)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (found->hits); i++)
    {
      found->hits[i] &= marks->hits[i];
      found->best[i] |= ranks ? marks->best[i] : 0;
      n += (guint) __builtin_popcountll (found->hits[i]);
    }
  return n;
}

/* The rows of one block that have all words. FALSE: none. */
static gboolean
search_block (TsnSearchIndex *self, guint first, const TsnSearchQuery *query, TsnSearchMarks *found)
{
  guint end = MIN (first + TSN_SEARCH_BLOCK, self->n_rows);
  guint n_left = TSN_SEARCH_BLOCK;

  memset (found->hits, 0xff, sizeof found->hits);
  memset (found->best, 0, sizeof found->best);
  for (guint i = 0; i < query->n_words && n_left > 0; i++)
    {
      TsnSearchMarks marks = { 0 };

      if (n_left <= FEW_CANDIDATES)
        scan_found (self, first, found, &query->words[i], &marks);
      else
        scan (self, first, end, &query->words[i], &marks);
      n_left = keep_common (found, &marks, query->words[i].ranks);
    }
  return n_left > 0;
}

static void
collect (TsnSearchIndex *self,
         guint first,
         const TsnSearchMarks *found,
         guint limit,
         GArray *best,
         GArray *others)
{
  for (guint i = 0; i < G_N_ELEMENTS (found->hits); i++)
    for (guint64 hits = found->hits[i]; hits != 0; hits &= hits - 1)
      {
        guint bit = (guint) __builtin_ctzll (hits);
        GArray *list = (found->best[i] >> bit & 1) != 0 ? best : others;

        if (list->len < limit)
          g_array_append_val (list, get_ids (self)[first + i * 64 + bit]);
      }
}

GArray *
tsn_search_index_find (TsnSearchIndex *self, const char *text, guint limit)
{
  GArray *best = g_array_new (FALSE, FALSE, sizeof (TsnId));
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (TsnId));
  TsnSearchMarks found;
  TsnSearchQuery query;

  if (text == NULL || limit == 0)
    return best;
  tsn_search_query_parse (&query, text);
  if (query.n_words > 0)
    {
      lock_for_reading (self);
      for (guint first = 0; first < self->n_rows && best->len < limit; first += TSN_SEARCH_BLOCK)
        if (search_block (self, first, &query, &found))
          collect (self, first, &found, limit, best, others);
      g_rw_lock_reader_unlock (&self->lock);
    }
  tsn_search_query_clear (&query);
  g_array_append_vals (best, others->data, MIN (others->len, limit - best->len));
  return best;
}
