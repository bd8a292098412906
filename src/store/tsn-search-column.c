/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scan behind the search. A tree or an index of n-grams would be several times as large as the
 * text, slow to update and, for needles of one or two kana, no quicker than what memory delivers: a
 * million readings are nine megabytes.
 *
 * A position is looked at closely only if two bytes of the needle (four of a longer one: digits are
 * only ten) stand at their places, tested for 16 positions at once with the compiler's vectors
 * (SSE2, NEON, or plain words where there is neither). In UTF-8 the first byte of nearly every
 * kanji is one of six, so it is not one of them.
 */

#include "tsn-search-column.h"

#include <string.h>

typedef guint8 Vector __attribute__ ((vector_size (16)));
typedef guint64 Words __attribute__ ((vector_size (16)));

G_STATIC_ASSERT (2 * sizeof (Vector) <= TSN_WIPE_BUFFER_SLACK);

static guint
count_rows (const TsnSearchColumn *self)
{
  return (guint) (self->starts.length / sizeof (guint32));
}

static const guint32 *
get_starts (const TsnSearchColumn *self)
{
  return (const guint32 *) (const void *) self->starts.data;
}

static gsize
find_row_end (const TsnSearchColumn *self, guint row)
{
  return row + 1 < count_rows (self) ? get_starts (self)[row + 1] : self->text.length;
}

void
tsn_search_column_add_row (TsnSearchColumn *self)
{
  guint32 start = (guint32) self->text.length;

  g_assert (self->text.length <= G_MAXUINT32);
  tsn_wipe_buffer_append (&self->starts, &start, sizeof start);
}

void
tsn_search_column_add_value (TsnSearchColumn *self, gconstpointer value, gsize length)
{
  const guint8 *bytes = value;

  g_return_if_fail (count_rows (self) > 0);

  for (gsize i = 0; i < length; i++)
    self->seen[bytes[i]] = 1;
  tsn_wipe_buffer_extend (&self->text, 1);
  tsn_wipe_buffer_append (&self->text, value, length);
}

void
tsn_search_column_add_from (TsnSearchColumn *self, const TsnSearchColumn *other, guint row)
{
  gsize start = get_starts (other)[row];
  gsize end = find_row_end (other, row);

  if (end == start)
    return;
  for (gsize i = start; i < end; i++)
    self->seen[other->text.data[i]] = 1;
  tsn_wipe_buffer_append (&self->text, other->text.data + start, end - start);
}

void
tsn_search_column_wipe_row (TsnSearchColumn *self, guint row)
{
  gsize start = get_starts (self)[row];
  gsize end = find_row_end (self, row);

  /* A column that has no text yet has no memory either. */
  if (end > start)
    explicit_bzero (self->text.data + start, end - start);
}

void
tsn_search_column_compact (TsnSearchColumn *self, const TsnId *ids)
{
  guint32 *starts = (guint32 *) (void *) self->starts.data;
  guint n_rows = count_rows (self);
  guint n_kept = 0;
  gsize length = 0;

  for (guint row = 0; row < n_rows; row++)
    {
      gsize start = starts[row];
      gsize end = find_row_end (self, row);

      if (tsn_id_is_nil (&ids[row]))
        continue;
      memmove (self->text.data + length, self->text.data + start, end - start);
      starts[n_kept++] = (guint32) length;
      length += end - start;
    }
  tsn_wipe_buffer_truncate (&self->text, length);
  tsn_wipe_buffer_truncate (&self->starts, n_kept * sizeof (guint32));
}

void
tsn_search_column_clear (TsnSearchColumn *self)
{
  tsn_wipe_buffer_clear (&self->text);
  tsn_wipe_buffer_clear (&self->starts);
  memset (self->seen, 0, sizeof self->seen);
}

static inline Vector
load (const guint8 *place)
{
  Vector vector;

  memcpy (&vector, place, sizeof vector);
  return vector;
}

static inline Vector
repeat (guint8 byte)
{
  Vector vector;

  memset (&vector, byte, sizeof vector);
  return vector;
}

/* The first place in @candidates (0xff each) where the needle really stands. */
static const guint8 *
check (const guint8 *place, Vector candidates, const TsnSearchNeedle *needle)
{
  guint64 words[2];

  memcpy (words, &candidates, sizeof words);
  for (guint half = 0; half < 2; half++)
    for (guint64 word = GUINT64_FROM_LE (words[half]); word != 0;)
      {
        guint i = (guint) __builtin_ctzll (word) / 8;

        if (memcmp (place + half * 8 + i, needle->bytes, needle->length) == 0)
          return place + half * 8 + i;
        word &= ~(G_GUINT64_CONSTANT (0xff) << (i * 8));
      }
  return NULL;
}

/* 0xff for each of the 16 places where the bytes of the needle stand. */
static inline Vector
compare (const guint8 *place, const guint places[4], const Vector bytes[4], gboolean four)
{
  Vector all = (Vector) (load (place + places[0]) == bytes[0]) &
               (Vector) (load (place + places[1]) == bytes[1]);

  if (four)
    all &= (Vector) (load (place + places[2]) == bytes[2]) &
           (Vector) (load (place + places[3]) == bytes[3]);
  return all;
}

static inline gboolean
is_any (Vector vector)
{
  Words words = (Words) vector;

  return (words[0] | words[1]) != 0;
}

/* The first place of the needle that lies whole in [@place, @end), or NULL. Reads up to 31 bytes of
 * slack. @four: compare four bytes of the needle instead of two; a constant for the compiler. */
static inline const guint8 *
find_by (const guint8 *place, const guint8 *end, const TsnSearchNeedle *needle, gboolean four)
{
  guint far = needle->length - 1;
  guint places[4] = { needle->length > 2 ? 1 : 0, far, far / 2, far / 2 + 1 };
  Vector bytes[4] = { 0 };

  for (guint i = 0; i < (four ? 4 : 2); i++)
    bytes[i] = repeat (needle->bytes[places[i]]);
  for (; end - place > (gssize) far; place += 2 * sizeof (Vector))
    {
      Vector here = compare (place, places, bytes, four);
      Vector next = compare (place + sizeof (Vector), places, bytes, four);

      if (G_UNLIKELY (is_any (here | next)))
        {
          const guint8 *hit = check (place, here, needle);

          if (hit == NULL)
            hit = check (place + sizeof (Vector), next, needle);
          if (hit != NULL)
            return hit + far < end ? hit : NULL;
        }
    }
  return NULL;
}

static const guint8 *
find (const guint8 *place, const guint8 *end, const TsnSearchNeedle *needle)
{
  return needle->length < 4 ? find_by (place, end, needle, FALSE)
                            : find_by (place, end, needle, TRUE);
}

/* The row that holds the byte at @offset: the last that starts at or before it and is not empty.
 * @row is known to start at or before it. Gallops, since the next hit is near or very far. */
static guint
find_row (const guint32 *starts, guint row, guint end, gsize offset)
{
  guint step = 1;

  while (row + step < end && starts[row + step] <= offset)
    {
      row += step;
      step *= 2;
    }
  for (; step > 0; step /= 2)
    if (row + step < end && starts[row + step] <= offset)
      row += step;
  return row;
}

static gboolean
can_match (const TsnSearchColumn *self, const TsnSearchNeedle *needle)
{
  for (guint i = 0; i < needle->length; i++)
    if (self->seen[needle->bytes[i]] == 0)
      return FALSE;
  return needle->length > 0;
}

void
tsn_search_column_scan (const TsnSearchColumn *self,
                        guint first,
                        guint end,
                        const TsnSearchNeedle *needle,
                        TsnSearchMarks *marks)
{
  const guint32 *starts = get_starts (self);
  const guint8 *text = self->text.data;
  const guint8 *place, *text_end;
  guint row = first;

  if (first >= end || !can_match (self, needle))
    return;
  place = text + starts[first];
  text_end = text + find_row_end (self, end - 1);
  while ((place = find (place, text_end, needle)) != NULL)
    {
      /* The byte after the last value is slack, so 0. */
      gboolean best = place[-1] == 0 || (needle->tail_is_best && place[needle->length] == 0);
      guint bit;

      row = find_row (starts, row, end, (gsize) (place - text));
      bit = row % TSN_SEARCH_BLOCK;
      marks->hits[bit / 64] |= G_GUINT64_CONSTANT (1) << (bit % 64);
      if (best)
        marks->best[bit / 64] |= G_GUINT64_CONSTANT (1) << (bit % 64);
      place = best ? text + find_row_end (self, row) : place + 1;
    }
}
