/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CBOR: the vectors of RFC 8949 appendix A, what is refused, and random trees there and back. */

#include <string.h>

#include "tsn-cbor.h"

typedef struct
{
  const char *bytes;
  gsize length;
  TsnCborError error;
} Bad;

#define BYTES(literal) literal, sizeof (literal) - 1

static void
assert_written (GByteArray *out, const char *bytes, gsize length)
{
  g_assert_cmpmem (out->data, out->len, bytes, length);
  g_byte_array_set_size (out, 0);
}

static void
test_vectors (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  tsn_cbor_write_uint (out, 0);
  tsn_cbor_write_uint (out, 23);
  tsn_cbor_write_uint (out, 24);
  tsn_cbor_write_uint (out, 1000);
  assert_written (out, BYTES ("\x00\x17\x18\x18\x19\x03\xe8"));
  tsn_cbor_write_uint (out, 1000000);
  tsn_cbor_write_uint (out, G_MAXUINT64);
  assert_written (out, BYTES ("\x1a\x00\x0f\x42\x40\x1b\xff\xff\xff\xff\xff\xff\xff\xff"));
  tsn_cbor_write_int (out, -1);
  tsn_cbor_write_int (out, -100);
  tsn_cbor_write_int (out, -1000);
  tsn_cbor_write_int (out, G_MININT64);
  assert_written (out, BYTES ("\x20\x38\x63\x39\x03\xe7\x3b\x7f\xff\xff\xff\xff\xff\xff\xff"));
  tsn_cbor_write_bytes (out, "\1\2\3\4", 4);
  tsn_cbor_write_bytes (out, NULL, 0);
  tsn_cbor_write_text (out, "水", -1);
  tsn_cbor_write_text (out, "abc", 1);
  assert_written (out, BYTES ("\x44\x01\x02\x03\x04\x40\x63\xe6\xb0\xb4\x61\x61"));
  tsn_cbor_write_bool (out, FALSE);
  tsn_cbor_write_bool (out, 17);
  tsn_cbor_write_null (out);
  tsn_cbor_write_array (out, 25);
  tsn_cbor_write_map (out, 2);
  tsn_cbor_write_tag (out, 98);
  assert_written (out, BYTES ("\xf4\xf5\xf6\x98\x19\xa2\xd8\x62"));
}

static void
test_read (void)
{
  static const char bytes[] = "\xa2\x01\x82\x20\xf5\x18\x64\x63\xe6\xb0\xb4";
  TsnCborReader reader;
  gsize n;
  gint64 key = -1;
  gint64 number;
  gboolean truth;
  g_autofree char *text = NULL;

  tsn_cbor_reader_init (&reader, BYTES (bytes));
  g_assert_cmpint (tsn_cbor_peek (&reader), ==, TSN_CBOR_MAP);
  g_assert_true (tsn_cbor_read_map (&reader, &n));
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (tsn_cbor_read_key (&reader, &key));
  g_assert_cmpint (key, ==, 1);
  g_assert_true (tsn_cbor_read_array (&reader, &n));
  g_assert_cmpint (tsn_cbor_peek (&reader), ==, TSN_CBOR_NEGATIVE);
  g_assert_true (tsn_cbor_read_int (&reader, &number));
  g_assert_cmpint (number, ==, -1);
  g_assert_cmpint (tsn_cbor_peek (&reader), ==, TSN_CBOR_BOOL);
  g_assert_true (tsn_cbor_read_bool (&reader, &truth));
  g_assert_true (truth);
  g_assert_true (tsn_cbor_read_key (&reader, &key));
  g_assert_cmpint (key, ==, 100);
  g_assert_true (tsn_cbor_dup_text (&reader, 3, &text));
  g_assert_cmpstr (text, ==, "水");
  g_assert_true (tsn_cbor_end (&reader));
  g_assert_cmpint (tsn_cbor_peek (&reader), ==, TSN_CBOR_NONE);
}

static void
test_refused (void)
{
  static const Bad bads[] = {
    { BYTES (""), TSN_CBOR_TRUNCATED },
    { BYTES ("\x18"), TSN_CBOR_TRUNCATED },
    { BYTES ("\x1b\x00\x00"), TSN_CBOR_TRUNCATED },
    { BYTES ("\x62\x61"), TSN_CBOR_TRUNCATED },
    { BYTES ("\x5b\xff\xff\xff\xff\xff\xff\xff\xff"), TSN_CBOR_TRUNCATED },
    { BYTES ("\x9b\xff\xff\xff\xff\xff\xff\xff\xff"), TSN_CBOR_TRUNCATED },
    { BYTES ("\xbb\xff\xff\xff\xff\xff\xff\xff\xff"), TSN_CBOR_TRUNCATED },
    { BYTES ("\x82\x01"), TSN_CBOR_TRUNCATED },
    { BYTES ("\xa1\x01"), TSN_CBOR_TRUNCATED },
    { BYTES ("\xc1"), TSN_CBOR_TRUNCATED },
    { BYTES ("\x18\x17"), TSN_CBOR_FORM },
    { BYTES ("\x19\x00\xff"), TSN_CBOR_FORM },
    { BYTES ("\x1a\x00\x00\xff\xff"), TSN_CBOR_FORM },
    { BYTES ("\x1b\x00\x00\x00\x00\xff\xff\xff\xff"), TSN_CBOR_FORM },
    { BYTES ("\x38\x17"), TSN_CBOR_FORM },
    { BYTES ("\x58\x01\x61"), TSN_CBOR_FORM },
    { BYTES ("\x78\x01\x61"), TSN_CBOR_FORM },
    { BYTES ("\x98\x00"), TSN_CBOR_FORM },
    { BYTES ("\xb8\x00"), TSN_CBOR_FORM },
    { BYTES ("\xd8\x01\x01"), TSN_CBOR_FORM },
    { BYTES ("\x5f\x41\x61\xff"), TSN_CBOR_FORM },
    { BYTES ("\x7f\xff"), TSN_CBOR_FORM },
    { BYTES ("\x9f\xff"), TSN_CBOR_FORM },
    { BYTES ("\xbf\xff"), TSN_CBOR_FORM },
    { BYTES ("\xff"), TSN_CBOR_FORM },
    { BYTES ("\xf9\x3c\x00"), TSN_CBOR_FORM },
    { BYTES ("\xfa\x47\xc3\x50\x00"), TSN_CBOR_FORM },
    { BYTES ("\xfb\x3f\xf1\x99\x99\x99\x99\x99\x9a"), TSN_CBOR_FORM },
    { BYTES ("\xf7"), TSN_CBOR_FORM },
    { BYTES ("\xf0"), TSN_CBOR_FORM },
    { BYTES ("\xf8\xff"), TSN_CBOR_FORM },
    { BYTES ("\x1c"), TSN_CBOR_FORM },
    { BYTES ("\x61\xff"), TSN_CBOR_UTF8 },
    { BYTES ("\x61\x00"), TSN_CBOR_UTF8 },
    { BYTES ("\x63\xed\xa0\x80"), TSN_CBOR_UTF8 },
    { BYTES ("\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x00"),
      TSN_CBOR_DEPTH },
    { BYTES ("\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\x00"),
      TSN_CBOR_DEPTH },
    { BYTES ("\x01\x02"), TSN_CBOR_TRAILING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bads); i++)
    {
      g_autofree guint8 *exact = g_memdup2 (bads[i].bytes, MAX (bads[i].length, 1));
      TsnCborReader reader;

      tsn_cbor_reader_init (&reader, exact, bads[i].length);
      g_test_message ("bad %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (tsn_cbor_skip (&reader, NULL, NULL), ==, bads[i].error == TSN_CBOR_TRAILING);
      g_assert_false (tsn_cbor_end (&reader));
      g_assert_cmpint (reader.error, ==, bads[i].error);
      g_assert_cmpstr (tsn_cbor_error_text (reader.error), !=, "unknown error");
    }
}

static void
test_sticky (void)
{
  TsnCborReader reader;
  guint64 value = 7;
  gint64 number = 7;
  const char *text = NULL;
  gsize length = 7;

  tsn_cbor_reader_init (&reader, BYTES ("\x01\x02"));
  g_assert_false (tsn_cbor_read_text (&reader, &text, &length));
  g_assert_cmpint (reader.error, ==, TSN_CBOR_TYPE);
  g_assert_false (tsn_cbor_read_uint (&reader, &value));
  g_assert_cmpint (tsn_cbor_peek (&reader), ==, TSN_CBOR_NONE);
  g_assert_cmpuint (value, ==, 7);
  g_assert_cmpuint (length, ==, 7);
  g_assert_false (tsn_cbor_end (&reader));
  g_assert_cmpint (reader.error, ==, TSN_CBOR_TYPE);

  tsn_cbor_reader_init (&reader, BYTES ("\x3b\xff\xff\xff\xff\xff\xff\xff\xff"));
  g_assert_false (tsn_cbor_read_int (&reader, &number));
  g_assert_cmpint (reader.error, ==, TSN_CBOR_TYPE);
  g_assert_cmpint (number, ==, 7);
  tsn_cbor_reader_init (&reader, NULL, 0);
  g_assert_true (tsn_cbor_end (&reader));
}

static void
test_keys (void)
{
  TsnCborReader reader;
  gint64 key = -1;

  tsn_cbor_reader_init (&reader, BYTES ("\x00\x05\x05"));
  g_assert_true (tsn_cbor_read_key (&reader, &key));
  g_assert_true (tsn_cbor_read_key (&reader, &key));
  g_assert_false (tsn_cbor_read_key (&reader, &key));
  g_assert_cmpint (reader.error, ==, TSN_CBOR_FORM);
  g_assert_cmpint (key, ==, 5);
}

static void
write_random (GByteArray *out, int depth)
{
  int kind = g_test_rand_int_range (0, depth > 0 ? 9 : 6);
  int n = g_test_rand_int_range (0, 5);
  guint64 number = (guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();

  switch (kind)
    {
    case 0:
      tsn_cbor_write_uint (out, number >> g_test_rand_int_range (0, 64));
      break;
    case 1:
      tsn_cbor_write_int (out, (gint64) number >> g_test_rand_int_range (0, 64));
      break;
    case 2:
      tsn_cbor_write_bytes (out, "0123456789012345678901234567890123456789", (gsize) n * 10);
      break;
    case 3:
      tsn_cbor_write_text (out, "岸本榮髙", n < 5 ? n * 3 : 0);
      break;
    case 4:
      tsn_cbor_write_bool (out, n % 2);
      break;
    case 5:
      tsn_cbor_write_null (out);
      break;
    case 6:
      tsn_cbor_write_tag (out, number >> g_test_rand_int_range (0, 64));
      write_random (out, depth - 1);
      break;
    default:
      if (kind == 7)
        tsn_cbor_write_array (out, (gsize) n * 2);
      else
        tsn_cbor_write_map (out, (gsize) n);
      for (int i = 0; i < n * 2; i++)
        write_random (out, depth - 1);
      break;
    }
}

/* Reads every item with its own call and writes it again: the bytes must be the same, since there
 * is one form only. */
static void
copy_all (TsnCborReader *reader, GByteArray *out)
{
  for (;;)
    {
      guint64 number;
      gint64 integer;
      const guint8 *bytes;
      const char *text;
      gsize n;
      gboolean truth;

      switch (tsn_cbor_peek (reader))
        {
        case TSN_CBOR_UINT:
          g_assert_true (tsn_cbor_read_uint (reader, &number));
          tsn_cbor_write_uint (out, number);
          break;
        case TSN_CBOR_NEGATIVE:
          g_assert_true (tsn_cbor_read_int (reader, &integer));
          tsn_cbor_write_int (out, integer);
          break;
        case TSN_CBOR_BYTES:
          g_assert_true (tsn_cbor_read_bytes (reader, &bytes, &n));
          tsn_cbor_write_bytes (out, bytes, n);
          break;
        case TSN_CBOR_TEXT:
          g_assert_true (tsn_cbor_read_text (reader, &text, &n));
          tsn_cbor_write_text (out, text, (gssize) n);
          break;
        case TSN_CBOR_ARRAY:
          g_assert_true (tsn_cbor_read_array (reader, &n));
          tsn_cbor_write_array (out, n);
          break;
        case TSN_CBOR_MAP:
          g_assert_true (tsn_cbor_read_map (reader, &n));
          tsn_cbor_write_map (out, n);
          break;
        case TSN_CBOR_TAG:
          g_assert_true (tsn_cbor_read_tag (reader, &number));
          tsn_cbor_write_tag (out, number);
          break;
        case TSN_CBOR_BOOL:
          g_assert_true (tsn_cbor_read_bool (reader, &truth));
          tsn_cbor_write_bool (out, truth);
          break;
        case TSN_CBOR_NULL:
          g_assert_true (tsn_cbor_read_null (reader));
          tsn_cbor_write_null (out);
          break;
        case TSN_CBOR_NONE:
        default:
          return;
        }
    }
}

static void
test_random_trees (void)
{
  for (int i = 0; i < 2000; i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autoptr (GByteArray) copy = g_byte_array_new ();
      TsnCborReader reader;
      const guint8 *raw;
      gsize length;

      write_random (out, 6);
      tsn_cbor_reader_init (&reader, out->data, out->len);
      g_assert_true (tsn_cbor_skip (&reader, &raw, &length));
      g_assert_true (tsn_cbor_end (&reader));
      g_assert_true (raw == out->data && length == out->len);

      tsn_cbor_reader_init (&reader, out->data, out->len);
      copy_all (&reader, copy);
      g_assert_true (tsn_cbor_end (&reader));
      g_assert_cmpmem (out->data, out->len, copy->data, copy->len);

      /* Cut anywhere, one item is never whole. */
      tsn_cbor_reader_init (&reader,
                            out->data,
                            (gsize) g_test_rand_int_range (0, (gint32) out->len));
      g_assert_false (tsn_cbor_skip (&reader, NULL, NULL));
      g_assert_cmpint (reader.error, ==, TSN_CBOR_TRUNCATED);
    }
}

/* More than one file of this program ever holds in one piece. */
static void
test_many (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  TsnCborReader reader;
  guint n_maps = 0;

  for (guint i = 0; i < 100000; i++)
    {
      tsn_cbor_write_map (out, 20);
      for (guint64 k = 0; k < 20; k++)
        {
          tsn_cbor_write_uint (out, k);
          tsn_cbor_write_uint (out, k * 1000);
        }
    }
  tsn_cbor_reader_init (&reader, out->data, out->len);
  for (; tsn_cbor_peek (&reader) != TSN_CBOR_NONE; n_maps++)
    {
      gsize n = 0;
      gint64 key = -1;
      guint64 value = 0;

      g_assert_true (tsn_cbor_read_map (&reader, &n));
      for (gsize i = 0; i < n; i++)
        {
          g_assert_true (tsn_cbor_read_key (&reader, &key));
          g_assert_true (tsn_cbor_read_uint (&reader, &value));
          g_assert_cmpuint (value, ==, (guint64) key * 1000);
        }
    }
  g_assert_true (tsn_cbor_end (&reader));
  g_assert_cmpuint (n_maps, ==, 100000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/cbor/vectors", test_vectors);
  g_test_add_func ("/base/cbor/read", test_read);
  g_test_add_func ("/base/cbor/refused", test_refused);
  g_test_add_func ("/base/cbor/sticky", test_sticky);
  g_test_add_func ("/base/cbor/keys", test_keys);
  g_test_add_func ("/base/cbor/random-trees", test_random_trees);
  g_test_add_func ("/base/cbor/many", test_many);
  return g_test_run ();
}
