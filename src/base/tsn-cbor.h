/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TSN_CBOR_DEPTH_MAX 16 /* nesting that tsn_cbor_skip() follows */

/* The first thing that went wrong. */
typedef enum
{
  TSN_CBOR_OK,
  TSN_CBOR_TRUNCATED, /* the bytes end inside an item, or an array or map claims more items than
                         bytes are left */
  TSN_CBOR_TYPE, /* a well-formed item of another type than asked for, or out of the range asked for
                  */
  TSN_CBOR_FORM, /* not deterministic: longer than needed, indefinite, floating, undefined, keys not
                    rising */
  TSN_CBOR_UTF8, /* a text string that is not UTF-8 or holds a NUL */
  TSN_CBOR_DEPTH,    /* nested deeper than %TSN_CBOR_DEPTH_MAX */
  TSN_CBOR_TRAILING, /* bytes after the last item: tsn_cbor_end() */
} TsnCborError;

typedef enum
{
  TSN_CBOR_NONE, /* at the end, or after an error */
  TSN_CBOR_UINT,
  TSN_CBOR_NEGATIVE,
  TSN_CBOR_BYTES,
  TSN_CBOR_TEXT,
  TSN_CBOR_ARRAY,
  TSN_CBOR_MAP,
  TSN_CBOR_TAG,
  TSN_CBOR_BOOL,
  TSN_CBOR_NULL,
} TsnCborType;

/* Writing: each appends one item head (and content) to @out, as short as possible (RFC 8949
 * section 4.2.1). After array (n) follow n items, after map (n) n keys each with its value, keys in
 * rising order: the caller keeps count and order. */

void tsn_cbor_write_uint (GByteArray *out, guint64 value);
void tsn_cbor_write_int (GByteArray *out, gint64 value);
void tsn_cbor_write_bytes (GByteArray *out, gconstpointer bytes, gsize length);
void tsn_cbor_write_text (GByteArray *out,
                          const char *text,
                          gssize length); /* -1: up to the NUL; must be UTF-8 */
void tsn_cbor_write_bool (GByteArray *out, gboolean value);
void tsn_cbor_write_null (GByteArray *out);
void tsn_cbor_write_array (GByteArray *out, gsize n_items);
void tsn_cbor_write_map (GByteArray *out, gsize n_pairs);
void tsn_cbor_write_tag (GByteArray *out, guint64 tag);
void tsn_cbor_write_raw (GByteArray *out,
                         gconstpointer items,
                         gsize length); /* items that are CBOR already */

/**
 * TsnCborReader:
 *
 * A cursor over bytes that stay the caller's. Allocates nothing; what it returns points into the
 * bytes. The first error stays: every later read returns FALSE and changes nothing, so a caller may
 * read a whole structure and ask once.
 *
 * Thread: a plain value.
 */
typedef struct
{
  const guint8 *p;    /* the next item */
  const guint8 *end;  /* after the last byte */
  TsnCborError error; /* sticky */
} TsnCborReader;

void tsn_cbor_reader_init (TsnCborReader *reader, gconstpointer bytes, gsize length);

/* The type of the next item; nothing is consumed. */
TsnCborType tsn_cbor_peek (const TsnCborReader *reader);

/* Each reads one item of exactly that type. FALSE leaves the out values untouched and sets
 * @reader->error. */

gboolean tsn_cbor_read_uint (TsnCborReader *reader, guint64 *value);
gboolean tsn_cbor_read_int (TsnCborReader *reader,
                            gint64 *value); /* of either sign; outside gint64 is _TYPE */
gboolean tsn_cbor_read_bytes (TsnCborReader *reader, const guint8 **bytes, gsize *length);
gboolean
tsn_cbor_read_text (TsnCborReader *reader, const char **text, gsize *length); /* no NUL after it! */
gboolean tsn_cbor_read_bool (TsnCborReader *reader, gboolean *value);
gboolean tsn_cbor_read_null (TsnCborReader *reader);
gboolean tsn_cbor_read_array (TsnCborReader *reader,
                              gsize *n_items); /* never more than bytes are left */
gboolean tsn_cbor_read_map (TsnCborReader *reader,
                            gsize *n_pairs); /* never more than half the bytes left */
gboolean tsn_cbor_read_tag (TsnCborReader *reader, guint64 *tag);

/* Bytes of exactly @length (ids, keys), copied to @out; another length is _TYPE. */
gboolean tsn_cbor_read_fixed (TsnCborReader *reader, gpointer out, gsize length);

/* Text as a new string. Bounded by @max bytes; longer is _TYPE. */
gboolean tsn_cbor_dup_text (TsnCborReader *reader, gsize max, char **text);

/**
 * tsn_cbor_read_key:
 * @key: (inout): the key before, -1 for the first; becomes the key read
 *
 * Reads the next unsigned key of a map and sees to it that keys rise, so none comes twice
 * (%TSN_CBOR_FORM).
 */
gboolean tsn_cbor_read_key (TsnCborReader *reader, gint64 *key);

/**
 * tsn_cbor_skip:
 * @raw: (out) (nullable): the first byte of the skipped item
 * @length: (out) (nullable): its bytes with everything inside
 *
 * Passes over one whole item of any type, tags included, checking form, UTF-8 and nesting; not the
 * order of keys.
 */
gboolean tsn_cbor_skip (TsnCborReader *reader, const guint8 **raw, gsize *length);

/* TRUE if there was no error and no byte is left; sets %TSN_CBOR_TRAILING otherwise. The last call
 * of every parser. */
gboolean tsn_cbor_end (TsnCborReader *reader);

/* "truncated", "not in deterministic form"...: a few lower case English words for an error message.
 */
const char *tsn_cbor_error_text (TsnCborError error);

G_END_DECLS
