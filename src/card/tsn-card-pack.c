/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Compression with a preset dictionary. Content of a few hundred bytes has no repetitions of its
 * own; what it repeats are the words that all cards share: names, illnesses, medicines, the places
 * of the district. They lie in data/card as numbered files which are never changed once released;
 * the stream names its dictionary by the Adler-32, so that old cards stay readable when a better
 * dictionary comes.
 *
 * zlib's strategies differ by some bytes on such short input, so all are tried and the smallest
 * stream is taken.
 */

#include "tsn-card-pack.h"

#include <zlib.h>

#include "tsn-card-dictionary.h"

/* zlib takes its input as not const, but does not write to it. */
static GBytes *
deflate_once (const guint8 *bytes, gsize size, int strategy, int mem_level)
{
  z_stream stream = { 0 };
  gsize room = 0;
  g_autofree guint8 *out = NULL;
  const TsnCardDictionary *newest = &tsn_card_dictionaries[0];
  int result;

  result = deflateInit2 (&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS, mem_level, strategy);
  g_assert (result == Z_OK);
  result = deflateSetDictionary (&stream, newest->bytes, (uInt) newest->size);
  g_assert (result == Z_OK && stream.adler == newest->id);

  room = deflateBound (&stream, size);
  out = g_malloc (room);
  stream.next_in = (Bytef *) (guintptr) bytes;
  stream.avail_in = (uInt) size;
  stream.next_out = out;
  stream.avail_out = (uInt) room;
  result = deflate (&stream, Z_FINISH);
  g_assert (result == Z_STREAM_END);
  room = stream.total_out;
  deflateEnd (&stream);
  return g_bytes_new (out, room);
}

GBytes *
tsn_card_pack (const guint8 *bytes, gsize size)
{
  static const int STRATEGIES[] = { Z_DEFAULT_STRATEGY, Z_FIXED };
  g_autoptr (GBytes) best = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (STRATEGIES); i++)
    {
      g_autoptr (GBytes) candidate = deflate_once (bytes, size, STRATEGIES[i], MAX_MEM_LEVEL);

      if (best == NULL || g_bytes_get_size (candidate) < g_bytes_get_size (best))
        {
          g_clear_pointer (&best, g_bytes_unref);
          best = g_steal_pointer (&candidate);
        }
    }
  return g_steal_pointer (&best);
}

static gboolean
set_dictionary (z_stream *stream)
{
  for (const TsnCardDictionary *d = tsn_card_dictionaries; d->bytes != NULL; d++)
    if (d->id == stream->adler)
      return inflateSetDictionary (stream, d->bytes, (uInt) d->size) == Z_OK;
  return FALSE;
}

TsnCardPackFault
tsn_card_unpack (const guint8 *bytes, gsize size, GByteArray *out)
{
  z_stream stream = { 0 };
  g_autofree guint8 *room = g_malloc (TSN_CARD_CONTENT_MAX);
  TsnCardPackFault fault = TSN_CARD_PACK_DAMAGED;
  int result;

  if (size > TSN_CARD_CONTENT_MAX || inflateInit (&stream) != Z_OK)
    return TSN_CARD_PACK_DAMAGED;
  stream.next_in = (Bytef *) (guintptr) bytes;
  stream.avail_in = (uInt) size;
  stream.next_out = room;
  stream.avail_out = TSN_CARD_CONTENT_MAX;
  result = inflate (&stream, Z_FINISH);
  if (result == Z_NEED_DICT)
    {
      if (set_dictionary (&stream))
        result = inflate (&stream, Z_FINISH);
      else
        fault = TSN_CARD_PACK_UNKNOWN_DICTIONARY;
    }
  if (result == Z_STREAM_END && stream.avail_in == 0)
    {
      g_byte_array_append (out, room, (guint) stream.total_out);
      fault = TSN_CARD_PACK_OK;
    }
  inflateEnd (&stream);
  return fault;
}
