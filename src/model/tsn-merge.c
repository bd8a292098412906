/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-merge.c: which patch wins which field.
 *
 * Every field is a last-writer-wins register: its state is the greatest version that wrote it, and
 * taking the greater of two versions can be done in any order and any number of times. Erasure is a
 * state above all others. So replicas that hold the same patches hold the same winners; there is
 * nothing to negotiate and nothing to undo.
 *
 * The bytes of the winners name each version once, with the fields it won by compartment: most
 * records were written by one or two patches and take some forty bytes.
 */

#include "tsn-merge.h"

#include <string.h>

#include "tsn-validate.h"

TsnWinners *
tsn_winners_new (void)
{
  TsnWinners *self = g_new0 (TsnWinners, 1);

  self->winners = g_array_sized_new (FALSE, FALSE, sizeof (TsnWinner), 16);
  return self;
}

void
tsn_winners_free (TsnWinners *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->winners);
  g_free (self);
}

void
tsn_winners_reset (TsnWinners *self)
{
  self->erased = FALSE;
  self->erasure = (TsnVersion){ 0 };
  g_array_set_size (self->winners, 0);
}

/* The first place whose field is not below @field. */
static guint
find_place (const GArray *winners, guint field)
{
  guint low = 0;
  guint high = winners->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (winners, TsnWinner, middle).field < field)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const TsnWinner *
tsn_winners_find (const TsnWinners *self, guint field)
{
  guint place = find_place (self->winners, field);
  const TsnWinner *winner;

  if (place >= self->winners->len)
    return NULL;
  winner = &g_array_index (self->winners, TsnWinner, place);
  return winner->field == field ? winner : NULL;
}

/* Of equal effective stamps of one device the later patch counts: a server gives no equal ones, and
 * if it did, all replicas would still agree. */
static int
compare_order (const TsnVersion *a, TsnStamp a_effective, const TsnVersion *b, TsnStamp b_effective)
{
  TsnVersion one = { a_effective != 0 ? a_effective : a->stamp, a->device };
  TsnVersion other = { b_effective != 0 ? b_effective : b->stamp, b->device };
  int order = tsn_version_compare (&one, &other);

  return order != 0 ? order : tsn_version_compare (a, b);
}

int
tsn_patch_compare (const TsnPatch *a, const TsnPatch *b)
{
  return compare_order (&a->version, a->effective, &b->version, b->effective);
}

typedef struct
{
  TsnWinners *self;
  const TsnPatch *patch;
  gboolean changed;
} Merging;

static void
merge_field_cb (guint field, TsnCompartment compartment, gpointer user_data)
{
  Merging *merging = user_data;
  GArray *winners = merging->self->winners;
  guint place = find_place (winners, field);
  TsnWinner entry = { .field = (guint16) field,
                      .compartment = (guint8) compartment,
                      .version = merging->patch->version,
                      .effective = merging->patch->effective };

  if (place < winners->len && g_array_index (winners, TsnWinner, place).field == field)
    {
      TsnWinner *winner = &g_array_index (winners, TsnWinner, place);

      if (compare_order (&winner->version, winner->effective, &entry.version, entry.effective) >= 0)
        return;
      *winner = entry;
    }
  else
    g_array_insert_vals (winners, place, &entry, 1);
  merging->changed = TRUE;
}

gboolean
tsn_winners_merge (TsnWinners *self, const TsnPatch *patch)
{
  Merging merging = { self, patch, FALSE };

  if (patch->erase)
    {
      if (self->erased && tsn_version_compare (&self->erasure, &patch->version) >= 0)
        return FALSE;
      self->erased = TRUE;
      self->erasure = patch->version;
      g_array_set_size (self->winners, 0);
      return TRUE;
    }
  if (self->erased)
    return FALSE;

  tsn_patch_foreach_field (patch, merge_field_cb, &merging);
  return merging.changed;
}

/* -- Bytes -- */

/* The least version among the winners that is greater than @after (NULL: the least of all), or
 * NULL. */
static const TsnVersion *
next_version (const GArray *winners, const TsnVersion *after)
{
  const TsnVersion *least = NULL;

  for (guint i = 0; i < winners->len; i++)
    {
      const TsnVersion *version = &g_array_index (winners, TsnWinner, i).version;

      if (after != NULL && tsn_version_compare (version, after) <= 0)
        continue;
      if (least == NULL || tsn_version_compare (version, least) < 0)
        least = version;
    }
  return least;
}

static guint
count_versions (const GArray *winners)
{
  guint n = 0;

  for (const TsnVersion *v = next_version (winners, NULL); v != NULL; v = next_version (winners, v))
    n++;
  return n;
}

static TsnStamp
effective_of (const GArray *winners, const TsnVersion *version)
{
  for (guint i = 0; i < winners->len; i++)
    if (tsn_version_compare (&g_array_index (winners, TsnWinner, i).version, version) == 0)
      return g_array_index (winners, TsnWinner, i).effective;
  return 0;
}

/* The fields that @version won in each compartment. */
static void
encode_fields (const GArray *winners, const TsnVersion *version, GByteArray *out)
{
  guint count[256] = { 0 };
  guint n_compartments = 0;

  for (guint i = 0; i < winners->len; i++)
    {
      const TsnWinner *winner = &g_array_index (winners, TsnWinner, i);

      if (tsn_version_compare (&winner->version, version) == 0 && count[winner->compartment]++ == 0)
        n_compartments++;
    }

  tsn_cbor_write_map (out, n_compartments);
  for (guint compartment = 0; n_compartments > 0; compartment++)
    {
      if (count[compartment] == 0)
        continue;
      n_compartments--;
      tsn_cbor_write_uint (out, compartment);
      tsn_cbor_write_array (out, count[compartment]);
      for (guint i = 0; i < winners->len; i++)
        {
          const TsnWinner *winner = &g_array_index (winners, TsnWinner, i);

          if (winner->compartment == compartment &&
              tsn_version_compare (&winner->version, version) == 0)
            tsn_cbor_write_uint (out, winner->field);
        }
    }
}

static void
encode_version (const TsnVersion *version, GByteArray *out)
{
  tsn_cbor_write_uint (out, version->stamp);
  tsn_cbor_write_bytes (out, version->device.bytes, sizeof version->device.bytes);
}

void
tsn_winners_encode (const TsnWinners *self, GByteArray *out)
{
  const GArray *winners = self->winners;

  if (self->erased)
    {
      tsn_cbor_write_array (out, 2);
      encode_version (&self->erasure, out);
      return;
    }

  tsn_cbor_write_array (out, count_versions (winners));
  for (const TsnVersion *v = next_version (winners, NULL); v != NULL; v = next_version (winners, v))
    {
      TsnStamp effective = effective_of (winners, v);

      tsn_cbor_write_array (out, effective != 0 ? 4 : 3);
      encode_version (v, out);
      encode_fields (winners, v, out);
      if (effective != 0)
        tsn_cbor_write_uint (out, effective);
    }
}

static gboolean
read_version (TsnCborReader *reader, TsnVersion *version)
{
  return tsn_cbor_read_uint (reader, &version->stamp) &&
         tsn_cbor_read_fixed (reader, version->device.bytes, sizeof version->device.bytes);
}

static gboolean
read_fields (TsnWinners *self, TsnCborReader *reader, const TsnVersion *version)
{
  gint64 compartment = -1;
  gsize n_compartments;
  gsize n_fields;

  if (!tsn_cbor_read_map (reader, &n_compartments) || n_compartments == 0)
    return FALSE;
  for (gsize i = 0; i < n_compartments; i++)
    {
      if (!tsn_cbor_read_key (reader, &compartment) || compartment > G_MAXUINT8 ||
          !tsn_cbor_read_array (reader, &n_fields) || n_fields == 0)
        return FALSE;
      for (gsize j = 0; j < n_fields; j++)
        {
          TsnWinner winner = { .compartment = (guint8) compartment, .version = *version };
          guint64 field;
          guint place;

          if (!tsn_cbor_read_uint (reader, &field) || field < 1 || field > TSN_FIELD_NUMBER_MAX)
            return FALSE;
          winner.field = (guint16) field;
          place = find_place (self->winners, winner.field);
          if (place < self->winners->len &&
              g_array_index (self->winners, TsnWinner, place).field == winner.field)
            return FALSE;
          g_array_insert_vals (self->winners, place, &winner, 1);
        }
    }
  return TRUE;
}

static gboolean
read_effective (TsnWinners *self, TsnCborReader *reader, const TsnVersion *version)
{
  TsnStamp effective;

  if (!tsn_cbor_read_uint (reader, &effective) || effective == 0 || effective >= version->stamp)
    return FALSE;
  for (guint i = 0; i < self->winners->len; i++)
    {
      TsnWinner *winner = &g_array_index (self->winners, TsnWinner, i);

      if (tsn_version_compare (&winner->version, version) == 0)
        winner->effective = effective;
    }
  return TRUE;
}

static gboolean
read_winners (TsnWinners *self, TsnCborReader *reader)
{
  gsize n_versions;
  gsize n;

  if (!tsn_cbor_read_array (reader, &n_versions))
    return FALSE;
  if (tsn_cbor_peek (reader) == TSN_CBOR_UINT)
    {
      self->erased = TRUE;
      return n_versions == 2 && read_version (reader, &self->erasure);
    }
  for (gsize i = 0; i < n_versions; i++)
    {
      TsnVersion version;

      if (!tsn_cbor_read_array (reader, &n) || (n != 3 && n != 4) ||
          !read_version (reader, &version) || !read_fields (self, reader, &version) ||
          (n == 4 && !read_effective (self, reader, &version)))
        return FALSE;
    }
  return TRUE;
}

gboolean
tsn_winners_decode (TsnWinners *self, const guint8 *data, gsize size, GError **error)
{
  TsnCborReader reader;

  tsn_winners_reset (self);
  tsn_cbor_reader_init (&reader, data, size);
  if (read_winners (self, &reader) && tsn_cbor_end (&reader))
    return TRUE;

  tsn_winners_reset (self);
  g_set_error (error,
               TSN_MODEL_ERROR,
               TSN_MODEL_ERROR_MALFORMED,
               "the state of a record is damaged");
  return FALSE;
}

/* -- Answers -- */

typedef struct
{
  guint field;
  gboolean writes;
} Search;

static void
find_field_cb (guint field, TsnCompartment compartment, gpointer user_data)
{
  Search *search = user_data;

  if (field == search->field)
    search->writes = TRUE;
}

static gboolean
patch_writes (const TsnPatch *patch, guint field)
{
  Search search = { field, FALSE };

  tsn_patch_foreach_field (patch, find_field_cb, &search);
  return search.writes;
}

static int
compare_descending_cb (gconstpointer a, gconstpointer b)
{
  const TsnPatch *const *one = a;
  const TsnPatch *const *other = b;

  return tsn_patch_compare (*other, *one);
}

static void
remove_settled (GArray *answers, GPtrArray *writers, guint field)
{
  /* The first one is the winner: it is shown whatever the others say. */
  for (guint i = answers->len; i-- > 1;)
    {
      const TsnVersion *version = &g_array_index (answers, TsnVersion, i);
      gboolean settled = tsn_version_compare (version,
                                              &g_array_index (answers, TsnVersion, i - 1)) == 0;

      for (guint j = 0; j < writers->len && !settled; j++)
        settled = tsn_patch_knows (g_ptr_array_index (writers, j), field, version);
      if (settled)
        g_array_remove_index (answers, i);
    }
}

GArray *
tsn_merge_answers (GPtrArray *patches, guint field)
{
  GArray *answers = g_array_new (FALSE, FALSE, sizeof (TsnVersion));
  g_autoptr (GPtrArray) writers = g_ptr_array_new ();

  for (guint i = 0; i < patches->len; i++)
    {
      TsnPatch *patch = g_ptr_array_index (patches, i);

      if (patch->erase)
        return answers;
      if (patch_writes (patch, field))
        g_ptr_array_add (writers, patch);
    }

  g_ptr_array_sort (writers, compare_descending_cb);
  for (guint i = 0; i < writers->len; i++)
    g_array_append_val (answers, ((TsnPatch *) g_ptr_array_index (writers, i))->version);
  remove_settled (answers, writers, field);
  return answers;
}
