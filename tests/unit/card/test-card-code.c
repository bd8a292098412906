/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From content to text and back: what a genuine card is, and that nothing else is taken for one. */

#include <sodium.h>
#include <string.h>

#include "card-generator.h"
#include "tsn-base45.h"
#include "tsn-card-cose.h"
#include "tsn-card-dictionary.h"
#include "tsn-card-pack.h"
#include "tsn-cbor.h"

static gint seed = 1;

typedef struct
{
  CardOffice office;
  TsnCardSigner signer;
  TsnCardTrust trust;
  TsnCardOptions options;
  CardGenerator *generator;
} Fixture;

static void
set_up (Fixture *f, gconstpointer open)
{
  g_autofree char *names = g_test_build_filename (G_TEST_DIST, "..", "data", "demo", "names", NULL);

  card_office_init (&f->office, 1);
  f->signer = card_office_signer (&f->office);
  f->trust = card_office_trust (&f->office);
  f->options = (TsnCardOptions){ .recipient = open != NULL ? NULL : f->office.card_public,
                                 .level = TSN_CARD_QR_LEVEL_M,
                                 .version_max = 18 };
  f->generator = card_generator_new (names, (guint32) seed);
}

static void
tear_down (Fixture *f, gconstpointer open)
{
  card_generator_free (f->generator);
}

static TsnCardCode *
encode (Fixture *f, const TsnCard *card)
{
  g_autoptr (GError) error = NULL;
  TsnCardCode *code = tsn_card_encode (card, &f->signer, &f->options, NULL, &error);

  g_assert_no_error (error);
  return code;
}

static TsnCardReading *
read_text (Fixture *f, const char *text)
{
  return tsn_card_read (text, strlen (text), &f->trust);
}

static void
assert_verdict (Fixture *f, const char *text, TsnCardVerdict verdict)
{
  g_autoptr (TsnCardReading) reading = read_text (f, text);

  g_assert_cmpstr (tsn_card_verdict_name (reading->verdict), ==, tsn_card_verdict_name (verdict));
}

/* "TSN1:" and @bytes. */
static char *
as_text (const guint8 *bytes, gsize size)
{
  GString *text = g_string_new (TSN_CARD_PREFIX);

  tsn_base45_encode (bytes, size, text);
  return g_string_free (text, FALSE);
}

static GByteArray *
as_bytes (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  g_assert_true (tsn_base45_decode (text + strlen (TSN_CARD_PREFIX),
                                    strlen (text) - strlen (TSN_CARD_PREFIX),
                                    bytes));
  return bytes;
}

static void
test_round_trip (Fixture *f, gconstpointer open)
{
  guint n_partial = 0;

  for (guint i = 0; i < 1500; i++)
    {
      CardProfile profile = card_generator_profile (f->generator);
      g_autoptr (TsnCard) card = card_generator_next (f->generator, profile);
      g_autoptr (TsnCardCode) code = NULL;
      g_autoptr (TsnCardReading) reading = NULL;
      g_autoptr (TsnCard) expected = NULL;
      g_autoptr (GBytes) content = tsn_card_to_cbor (card);
      g_autoptr (TsnCard) same = tsn_card_from_cbor (g_bytes_get_data (content, NULL),
                                                     g_bytes_get_size (content),
                                                     NULL);

      g_assert_true (tsn_card_equal (card, same));
      f->options.version_max = profile == CARD_PROFILE_LONGEST ? 25 : 18;
      code = encode (f, card);
      g_assert_cmpuint (code->qr->version, <=, f->options.version_max);
      g_assert_cmpuint (strlen (code->text), ==, g_bytes_get_size (code->qr->content));
      reading = read_text (f, code->text);
      expected = card_expected (card, code);
      g_assert_cmpstr (tsn_card_verdict_name (reading->verdict), ==, "genuine");
      g_assert_true (reading->sealed == (open == NULL));
      g_assert_cmpstr (reading->issuer.municipality, ==, "112119");
      g_assert_true (tsn_card_equal (reading->card, expected));
      n_partial += code->left_out->len > 0 ? 1 : 0;
    }
  g_assert_cmpuint (n_partial, >, 20);
}

static void
test_left_out (Fixture *f, gconstpointer open)
{
  g_autoptr (TsnCard) card = card_generator_next (f->generator, CARD_PROFILE_LONGEST);
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnCardCode) code = NULL;
  g_autoptr (TsnCardCode) none = NULL;
  g_autoptr (TsnCardReading) reading = NULL;
  g_autoptr (GString) paths = g_string_new (NULL);

  f->options.version_max = 25;
  code = encode (f, card);
  for (guint i = 0; i < code->left_out->len; i++)
    {
      g_autofree char *path = tsn_card_left_out_path (
          &g_array_index (code->left_out, TsnCardLeftOut, i));

      g_string_append_printf (paths, "%s ", path);
    }
  g_assert_true (
      g_str_has_prefix (paths->str,
                        "layout supersedes contacts[5].kana contacts[4].kana contacts[3].kana "
                        "contacts[2].kana pharmacies[2] dentist medicines[10] "));
  reading = read_text (f, code->text);
  g_assert_cmpint (tsn_card_number (reading->card, TSN_CARD_F_PARTIAL), ==, 1);
  g_assert_cmpint (tsn_card_number (reading->card, TSN_CARD_F_NOTEBOOK), ==, 1);
  g_assert_cmpuint (tsn_card_n_items (reading->card, TSN_CARD_F_ALLERGIES), ==, 5);
  g_assert_true (tsn_card_has (tsn_card_item (reading->card, TSN_CARD_F_CONTACTS, 0),
                               TSN_CARD_F_CONTACT_PHONE));
  g_assert_true (
      tsn_card_has (tsn_card_item (reading->card, TSN_CARD_F_DOCTORS, 0), TSN_CARD_F_DOCTOR_PHONE));

  f->options.version_max = 10;
  none = tsn_card_encode (card, &f->signer, &f->options, NULL, &error);
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_TOO_LARGE);
}

static void
test_issuer (Fixture *f, gconstpointer open)
{
  g_autoptr (TsnCard) card = card_generator_next (f->generator, CARD_PROFILE_FULL);
  g_autoptr (TsnCardCode) code = encode (f, card);
  g_autoptr (TsnCardReading) reading = NULL;

  f->office.known_serial = tsn_card_text (card, TSN_CARD_F_SERIAL);
  assert_verdict (f, code->text, TSN_CARD_VERDICT_GENUINE);
  f->office.successor = "0123456789ABCDEF";
  reading = read_text (f, code->text);
  g_assert_cmpint (reading->verdict, ==, TSN_CARD_VERDICT_GENUINE_SUPERSEDED);
  g_assert_cmpstr (reading->standing.superseded_by, ==, "0123456789ABCDEF");
  f->office.known_serial = NULL;
  f->office.revoked_ms = 1;
  assert_verdict (f, code->text, TSN_CARD_VERDICT_ISSUER_REVOKED);
  /* A card that is known to be issued before stays good. */
  f->office.known_serial = tsn_card_text (card, TSN_CARD_F_SERIAL);
  f->office.successor = NULL;
  assert_verdict (f, code->text, TSN_CARD_VERDICT_GENUINE);
  f->trust.find_issuer = NULL;
  tsn_card_reading_free (reading);
  reading = read_text (f, code->text);
  g_assert_cmpint (reading->verdict, ==, TSN_CARD_VERDICT_UNKNOWN_ISSUER);
  g_assert_false (reading->issuer_known);
  g_assert_true (tsn_card_equal (reading->card, card));
}

static void
test_keys (Fixture *f, gconstpointer open)
{
  g_autoptr (TsnCard) card = card_generator_next (f->generator, CARD_PROFILE_FULL);
  g_autoptr (TsnCardCode) code = encode (f, card);
  g_autoptr (TsnCardReading) reading = NULL;
  TsnCardTrust nobody = { 0 };

  f->office.locked = TRUE;
  assert_verdict (f, code->text, TSN_CARD_VERDICT_LOCKED);
  f->office.locked = FALSE;
  f->office.keyless = TRUE;
  assert_verdict (f, code->text, TSN_CARD_VERDICT_SEALED_FOR_OTHERS);
  f->office.keyless = FALSE;
  reading = tsn_card_read (code->text, strlen (code->text), &nobody);
  g_assert_cmpint (reading->verdict, ==, TSN_CARD_VERDICT_SEALED_FOR_OTHERS);
  g_assert_null (reading->card);
  g_clear_pointer (&reading, tsn_card_reading_free);
  reading = tsn_card_read (code->text, strlen (code->text), NULL);
  g_assert_cmpint (reading->verdict, ==, TSN_CARD_VERDICT_SEALED_FOR_OTHERS);
  /* Another municipality. */
  card_office_init (&f->office, 2);
  assert_verdict (f, code->text, TSN_CARD_VERDICT_SEALED_FOR_OTHERS);
}

static void
test_forged (Fixture *f, gconstpointer open)
{
  g_autoptr (TsnCard) card = card_generator_next (f->generator, CARD_PROFILE_FULL);
  g_autoptr (TsnCardCode) code = NULL;
  CardOffice other;

  /* Signed by another key under the name of ours. */
  card_office_init (&other, 9);
  f->signer.data = &other;
  code = encode (f, card);
  assert_verdict (f, code->text, TSN_CARD_VERDICT_BAD_SIGNATURE);
  g_clear_pointer (&code, tsn_card_code_free);
  /* Signed by another device altogether. */
  f->signer = card_office_signer (&other);
  code = encode (f, card);
  assert_verdict (f, code->text, TSN_CARD_VERDICT_UNKNOWN_ISSUER);
}

/* Each bit of the message turned over. */
static void
test_flipped (Fixture *f, gconstpointer open)
{
  g_autoptr (TsnCard) card = card_generator_next (f->generator, CARD_PROFILE_RARE);
  g_autoptr (TsnCardCode) code = encode (f, card);
  g_autoptr (GByteArray) bytes = as_bytes (code->text);

  for (guint i = 0; i < bytes->len; i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        g_autofree char *text = NULL;
        g_autoptr (TsnCardReading) reading = NULL;

        bytes->data[i] ^= (guint8) (1u << bit);
        text = as_text (bytes->data, bytes->len);
        bytes->data[i] ^= (guint8) (1u << bit);
        reading = read_text (f, text);
        g_assert_cmpint (reading->verdict, !=, TSN_CARD_VERDICT_GENUINE);
        g_assert_cmpint (reading->verdict, !=, TSN_CARD_VERDICT_GENUINE_SUPERSEDED);
        g_assert_cmpint (reading->verdict, !=, TSN_CARD_VERDICT_NOT_OURS);
      }
}

/* Each character of the text replaced by another. */
static void
test_mistyped (Fixture *f, gconstpointer open)
{
  g_autoptr (TsnCard) card = card_generator_next (f->generator, CARD_PROFILE_TYPICAL);
  g_autoptr (TsnCardCode) code = encode (f, card);

  for (gsize i = strlen (TSN_CARD_PREFIX); code->text[i] != '\0'; i++)
    {
      char was = code->text[i];
      g_autoptr (TsnCardReading) reading = NULL;

      code->text[i] = was == 'A' ? 'B' : 'A';
      reading = read_text (f, code->text);
      g_assert_cmpint (reading->verdict, !=, TSN_CARD_VERDICT_GENUINE);
      code->text[i] = was;
    }
}

static void
test_truncated (Fixture *f, gconstpointer open)
{
  g_autoptr (TsnCard) card = card_generator_next (f->generator, CARD_PROFILE_FULL);
  g_autoptr (TsnCardCode) code = encode (f, card);
  gsize length = strlen (code->text);

  for (gsize n = 0; n < length; n++)
    {
      g_autoptr (TsnCardReading) reading = tsn_card_read (code->text, n, &f->trust);

      g_assert_cmpint (reading->verdict,
                       ==,
                       n < 5 ? TSN_CARD_VERDICT_NOT_OURS : TSN_CARD_VERDICT_DAMAGED);
    }
}

/* What hand scanners make of it. */
static void
test_forgiven (Fixture *f, gconstpointer open)
{
  g_autoptr (TsnCard) card = card_generator_next (f->generator, CARD_PROFILE_FULL);
  g_autoptr (TsnCardCode) code = encode (f, card);
  g_autofree char *lower = g_ascii_strdown (code->text, -1);
  g_autofree char *ended = g_strconcat (code->text, "\r\n", NULL);

  assert_verdict (f, lower, TSN_CARD_VERDICT_GENUINE);
  assert_verdict (f, ended, TSN_CARD_VERDICT_GENUINE);
}

static void
test_other_texts (Fixture *f, gconstpointer open)
{
  g_autofree char *long_one = g_strnfill (9000, 'A');

  assert_verdict (f, "", TSN_CARD_VERDICT_NOT_OURS);
  assert_verdict (f, "https://example.jp/", TSN_CARD_VERDICT_NOT_OURS);
  assert_verdict (f, "HC1:6BFOXN", TSN_CARD_VERDICT_NOT_OURS);
  assert_verdict (f, "JAHISTC08,1", TSN_CARD_VERDICT_NOT_OURS);
  assert_verdict (f, "TSN:12345", TSN_CARD_VERDICT_NOT_OURS);
  assert_verdict (f, "TSUNAGI", TSN_CARD_VERDICT_NOT_OURS);
  assert_verdict (f, "氏名:山田", TSN_CARD_VERDICT_NOT_OURS);
  assert_verdict (f, long_one, TSN_CARD_VERDICT_NOT_OURS);
  assert_verdict (f, "TSN1:", TSN_CARD_VERDICT_DAMAGED);
  assert_verdict (f, "TSN1:AB", TSN_CARD_VERDICT_DAMAGED);
  assert_verdict (f, "TSN1:é", TSN_CARD_VERDICT_DAMAGED);
  assert_verdict (f, "TSN2:ABCDEF", TSN_CARD_VERDICT_FUTURE_FORMAT);
  assert_verdict (f, "TSN10:ABCDEF", TSN_CARD_VERDICT_FUTURE_FORMAT);
}

/* A stream of a dictionary that is not there, of a newer algorithm, or that explodes; each well
 * signed. */
static void
test_future (Fixture *f, gconstpointer open)
{
  g_autoptr (TsnCard) card = card_generator_next (f->generator, CARD_PROFILE_FULL);
  g_autoptr (GBytes) content = tsn_card_to_cbor (card);
  g_autoptr (GBytes) packed = tsn_card_pack (g_bytes_get_data (content, NULL),
                                             g_bytes_get_size (content));
  gsize size = g_bytes_get_size (packed);
  g_autofree guint8 *stream = g_memdup2 (g_bytes_get_data (packed, NULL), size);
  g_autoptr (GBytes) altered = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autofree char *text = NULL;
  static const guint8 TAGGED[] = { 0xd1, 0x80 };
  g_autofree char *other = as_text (TAGGED, sizeof TAGGED);

  stream[2] ^= 1;
  altered = g_bytes_new (stream, size);
  message = tsn_card_cose_sign (altered, &f->signer, NULL);
  text = as_text (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  assert_verdict (f, text, TSN_CARD_VERDICT_FUTURE_FORMAT);
  assert_verdict (f, other, TSN_CARD_VERDICT_FUTURE_FORMAT);
}

static void
test_bomb (Fixture *f, gconstpointer open)
{
  g_autofree guint8 *zeros = g_malloc0 (TSN_CARD_CONTENT_MAX + 1);
  g_autoptr (GBytes) fits = tsn_card_pack (zeros, TSN_CARD_CONTENT_MAX);
  g_autoptr (GBytes) bomb = tsn_card_pack (zeros, TSN_CARD_CONTENT_MAX + 1);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_assert_cmpint (tsn_card_unpack (g_bytes_get_data (bomb, NULL), g_bytes_get_size (bomb), out),
                   ==,
                   TSN_CARD_PACK_DAMAGED);
  g_assert_cmpuint (out->len, ==, 0);
  g_assert_cmpint (tsn_card_unpack (g_bytes_get_data (fits, NULL), g_bytes_get_size (fits), out),
                   ==,
                   TSN_CARD_PACK_OK);
  g_assert_cmpuint (out->len, ==, TSN_CARD_CONTENT_MAX);
}

/* The agreement that the seal rests on, RFC 7748 section 6.1, and a peer that is no point at all.
 */
static void
test_x25519 (void)
{
  static const guint8 ALICE[32] = { 0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d,
                                    0x3c, 0x16, 0xc1, 0x72, 0x51, 0xb2, 0x66, 0x45,
                                    0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0, 0x99, 0x2a,
                                    0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a };
  static const guint8 BOB[32] = { 0xde, 0x9e, 0xdb, 0x7d, 0x7b, 0x7d, 0xc1, 0xb4, 0xd3, 0x5b, 0x61,
                                  0xc2, 0xec, 0xe4, 0x35, 0x37, 0x3f, 0x83, 0x43, 0xc8, 0x5b, 0x78,
                                  0x67, 0x4d, 0xad, 0xfc, 0x7e, 0x14, 0x6f, 0x88, 0x2b, 0x4f };
  static const guint8 SHARED[32] = { 0x4a, 0x5d, 0x9d, 0x5b, 0xa4, 0xce, 0x2d, 0xe1,
                                     0x72, 0x8e, 0x3b, 0xf4, 0x80, 0x35, 0x0f, 0x25,
                                     0xe0, 0x7e, 0x21, 0xc9, 0x47, 0xd1, 0x9e, 0x33,
                                     0x76, 0xf0, 0x9b, 0x3c, 0x1e, 0x16, 0x17, 0x42 };
  static const guint8 NO_POINT[32] = { 0 };
  guint8 shared[32];
  g_autoptr (GBytes) plain = g_bytes_new_static ("x", 1);

  g_assert_cmpint (crypto_scalarmult (shared, ALICE, BOB), ==, 0);
  g_assert_cmpmem (shared, 32, SHARED, 32);
  g_assert_null (tsn_card_cose_seal (plain, NO_POINT, ALICE));
}

/* The sizes that are reckoned with before anything is signed. */
static void
test_sizes (Fixture *f, gconstpointer open)
{
  static const gsize SIZES[] = { 0, 1, 23, 24, 100, 150, 255, 256, 400, 65000 };

  for (guint i = 0; i < G_N_ELEMENTS (SIZES); i++)
    {
      g_autofree guint8 *zeros = g_malloc0 (SIZES[i] + 1);
      g_autoptr (GBytes) payload = g_bytes_new (zeros, SIZES[i]);
      g_autoptr (GBytes) message = tsn_card_cose_sign (payload, &f->signer, NULL);
      g_autoptr (GBytes) sealed = tsn_card_cose_seal (message,
                                                      f->office.card_public,
                                                      f->office.sign_secret);

      g_assert_cmpuint (g_bytes_get_size (message), ==, tsn_card_cose_size (SIZES[i], FALSE));
      if (SIZES[i] < 60000)
        g_assert_cmpuint (g_bytes_get_size (sealed), ==, tsn_card_cose_size (SIZES[i], TRUE));
    }
}

/* -- The vectors of docs/card-format.md: cards of the first version stay readable for ever -- */

static GBytes *
hex_of (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *hex = g_key_file_get_string (file, group, key, NULL);
  gsize n;
  guint8 *bytes;

  g_assert_nonnull (hex);
  n = strlen (hex) / 2;
  bytes = g_malloc (n + 1);
  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 |
                         g_ascii_xdigit_value (hex[2 * i + 1]));
  return g_bytes_new_take (bytes, n);
}

static void
test_vectors (Fixture *f, gconstpointer open)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "card", "vectors.ini", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) groups = NULL;
  g_autoptr (GBytes) ephemeral = NULL;

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  ephemeral = hex_of (file, "keys", "ephemeral-secret");
  groups = g_key_file_get_groups (file, NULL);
  g_assert_cmpuint (g_strv_length (groups), >, 4);
  for (guint i = 1; groups[i] != NULL; i++)
    {
      g_autofree char *text = g_key_file_get_string (file, groups[i], "text", NULL);
      g_autoptr (GBytes) content = hex_of (file, groups[i], "content");
      g_autoptr (GBytes) stream = hex_of (file, groups[i], "stream");
      g_autoptr (GBytes) signed_message = hex_of (file, groups[i], "signed");
      g_autoptr (TsnCardReading) reading = read_text (f, text);
      g_autoptr (GBytes) again = NULL;
      g_autoptr (GBytes) message = tsn_card_cose_sign (stream, &f->signer, NULL);
      g_autoptr (GBytes) sealed = NULL;
      g_autofree char *whole = NULL;

      g_assert_cmpstr (tsn_card_verdict_name (reading->verdict), ==, "genuine");
      again = tsn_card_to_cbor (reading->card);
      g_assert_true (g_bytes_equal (again, content));
      /* What follows compression is the same to the byte. */
      g_assert_true (g_bytes_equal (message, signed_message));
      sealed = reading->sealed ? tsn_card_cose_seal (message,
                                                     f->office.card_public,
                                                     g_bytes_get_data (ephemeral, NULL))
                               : g_bytes_ref (message);
      whole = as_text (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
      g_assert_cmpstr (whole, ==, text);
    }
}

/* Released dictionaries never change: cards name them by these numbers. */
static void
test_dictionaries (void)
{
  g_assert_cmphex (tsn_card_dictionaries[0].id, ==, 0x7d1bd6dc);
  g_assert_null (tsn_card_dictionaries[1].bytes);
}

static const GOptionEntry ENTRIES[] = {
  { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "of the random cards", "N" },
  { NULL }
};

#define ADD(name, open, test) g_test_add (name, Fixture, open, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_test_init (&argc, &argv, NULL);
  g_option_context_add_main_entries (context, ENTRIES, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || sodium_init () < 0)
    return 2;
  g_test_message ("seed %d", seed);
  ADD ("/card/code/round-trip/sealed", NULL, test_round_trip);
  ADD ("/card/code/round-trip/open", "open", test_round_trip);
  ADD ("/card/code/left-out", NULL, test_left_out);
  ADD ("/card/code/issuer", NULL, test_issuer);
  ADD ("/card/code/issuer/open", "open", test_issuer);
  ADD ("/card/code/keys", NULL, test_keys);
  ADD ("/card/code/forged", NULL, test_forged);
  ADD ("/card/code/forged/open", "open", test_forged);
  ADD ("/card/code/flipped", NULL, test_flipped);
  ADD ("/card/code/flipped/open", "open", test_flipped);
  ADD ("/card/code/mistyped", NULL, test_mistyped);
  ADD ("/card/code/truncated", NULL, test_truncated);
  ADD ("/card/code/truncated/open", "open", test_truncated);
  ADD ("/card/code/forgiven", NULL, test_forgiven);
  ADD ("/card/code/other-texts", NULL, test_other_texts);
  ADD ("/card/code/future", NULL, test_future);
  ADD ("/card/code/bomb", NULL, test_bomb);
  ADD ("/card/code/sizes", NULL, test_sizes);
  ADD ("/card/code/vectors", NULL, test_vectors);
  g_test_add_func ("/card/code/x25519", test_x25519);
  g_test_add_func ("/card/code/dictionaries", test_dictionaries);
  return g_test_run ();
}
