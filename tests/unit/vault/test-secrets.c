/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a vault is opened with: key derivation, passphrases, the recovery key on paper, and the
 * slow-down of wrong tries. */

#include "tsn-hkdf.h"
#include "vault-fixture.h"

static guint8 *
unhex (const char *hex, gsize *size)
{
  guint8 *bytes = g_malloc (strlen (hex) / 2 + 1);

  g_assert_cmpint (
      sodium_hex2bin (bytes, strlen (hex) / 2 + 1, hex, strlen (hex), NULL, size, NULL),
      ==,
      0);
  return bytes;
}

/* RFC 5869, appendix A.1 to A.3 */
static void
test_hkdf (void)
{
  static const struct
  {
    const char *secret, *salt, *info, *out;
  } cases[] = {
    { "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
      "000102030405060708090a0b0c",
      "f0f1f2f3f4f5f6f7f8f9",
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865" },
    { "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d"
      "2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
      "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d"
      "8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
      "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdd"
      "dedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e59"
      "0e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87" },
    { "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
      "",
      "",
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize secret_size, salt_size, info_size, size;
      g_autofree guint8 *secret = unhex (cases[i].secret, &secret_size);
      g_autofree guint8 *salt = unhex (cases[i].salt, &salt_size);
      g_autofree guint8 *info = unhex (cases[i].info, &info_size);
      g_autofree guint8 *expected = unhex (cases[i].out, &size);
      g_autofree guint8 *out = g_malloc0 (size);

      tsn_hkdf_sha256 (secret, secret_size, salt, salt_size, info, info_size, out, size);
      g_assert_cmpmem (out, size, expected, size);
    }
}

static void
test_hkdf_longest (void)
{
  g_autofree guint8 *out = g_malloc0 (TSN_HKDF_SIZE_MAX);

  tsn_hkdf_sha256 ((const guint8 *) "x", 1, NULL, 0, NULL, 0, out, TSN_HKDF_SIZE_MAX);
  g_assert_false (sodium_is_zero (out + TSN_HKDF_SIZE_MAX - 32, 32));
}

static void
test_passphrase (void)
{
  static const struct
  {
    const char *text;
    int least, most;
  } cases[] = {
    { "", 0, 0 },
    { "short", 0, 0 },
    { "aaaaaaaaaaaaaaaaaaaa", 0, 0 },
    { "abcabcabcabcabcabc", 0, 0 },
    { "abcdefghijklmnop", 0, 0 },
    { "9876543210", 0, 0 },
    { "1234567890123456", 0, 0 },
    { "7294618350", 0, 0 }, /* ten digits, however random, are tried in an hour */
    { "password2026", 0, 0 },
    { "PASSWORD2026", 0, 0 },
    { "qwertyuiop123", 0, 0 },
    { "tsunagi2026", 0, 0 },
    { "shiyakusho1", 0, 0 },
    { "市役所市役所市役所市役所", 0, 0 },
    { "あいうえおかきくけこ", 0, 0 },
    { "窓口窓口窓口窓口窓口", 0, 0 },
    { "ｐａｓｓｗｏｒｄ１２３", 0, 0 },
    { "wkzthqmxre", 1, 1 },
    { "kawanonagarewakikoeru", 2, 4 },
    { "夏祭りの帰りに金魚を三匹", 3, 4 },
    { "Hb7!xq-Zt2&mWv9k", 4, 4 },
    { PASSPHRASE, 2, 4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      int strength = tsn_passphrase_strength (cases[i].text, TSN_ROLE_DESK);

      if (strength < cases[i].least || strength > cases[i].most)
        g_error ("case %" G_GSIZE_FORMAT " has strength %d", i, strength);
      g_assert_cmpint (tsn_passphrase_check (cases[i].text, TSN_ROLE_DESK, &error),
                       ==,
                       strength > 0);
      if (strength == 0)
        g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WEAK);
    }
  g_assert_cmpint (tsn_passphrase_strength (NULL, TSN_ROLE_DESK), ==, 0);
}

/* As phone/pin.js. */
static void
test_pin (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "pins.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean good = g_str_has_suffix (lines[i], " good");

      *strchr (lines[i], ' ') = '\0';
      if (tsn_passphrase_strength (lines[i], TSN_ROLE_EMS) != good)
        g_error ("PIN %s is not %d", lines[i], good);
      g_assert_cmpint (tsn_passphrase_check (lines[i], TSN_ROLE_EMS, NULL), ==, good);
    }
  /* Neither a PIN nor a passphrase; and a passphrase. */
  g_assert_cmpint (tsn_passphrase_strength ("", TSN_ROLE_EMS), ==, 0);
  g_assert_cmpint (tsn_passphrase_strength ("a74859", TSN_ROLE_EMS), ==, 0);
  g_assert_cmpint (tsn_passphrase_strength ("kawanonagarewakikoeru", TSN_ROLE_EMS), >=, 2);
  g_assert_cmpint (tsn_passphrase_strength ("748591", TSN_ROLE_DESK), ==, 0);
  g_assert_cmpint (tsn_passphrase_strength ("748591", TSN_ROLE_RECEPTION), ==, 0);
  g_assert_cmpint (tsn_passphrase_strength ("748591", TSN_ROLE_KIOSK), ==, 0);
}

static void
test_passphrase_odd (void)
{
  g_autofree char *longest = g_strnfill (TSN_PASSPHRASE_SIZE_MAX + 1, 'x');
  gsize size;
  char *folded;

  g_assert_null (tsn_passphrase_fold ("\xff\xfe", &size));
  g_assert_null (tsn_passphrase_fold (longest, &size));
  g_assert_false (
      tsn_passphrase_check ("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", TSN_ROLE_DESK, NULL));
  folded = tsn_passphrase_fold ("Ａ１　あ髙\xf0\xa0\x80\x8b", &size);
  g_assert_cmpstr (folded, ==, "A1 あ髙\xf0\xa0\x80\x8b");
  g_assert_cmpuint (size, ==, strlen (folded));
  tsn_secret_free (folded);
}

static void
assert_mistyped (const char *text)
{
  guint8 key[TSN_RECOVERY_KEY_SIZE] = { 1, 2, 3 };
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_recovery_key_parse (text, key, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_MISTYPED);
  g_assert_cmpint (key[1], ==, 2);
}

static void
test_recovery_key (void)
{
  for (int round = 0; round < 200; round++)
    {
      guint8 key[TSN_RECOVERY_KEY_SIZE];
      guint8 read[TSN_RECOVERY_KEY_SIZE];
      g_autofree char *text = NULL;
      g_autofree char *lower = NULL;

      for (gsize i = 0; i < sizeof key; i++)
        key[i] = round == 0 ? 0 : round == 1 ? 255 : (guint8) g_test_rand_int ();
      text = tsn_recovery_key_format (key);
      lower = g_ascii_strdown (text, -1);
      g_assert_cmpuint (strlen (text), ==, 47);
      g_assert_null (strpbrk (text, "ILOU"));
      g_assert_true (tsn_recovery_key_parse (text, read, NULL));
      g_assert_cmpmem (read, sizeof read, key, sizeof key);
      g_assert_true (tsn_recovery_key_parse (lower, read, NULL));
      g_assert_cmpmem (read, sizeof read, key, sizeof key);
    }
}

/* The form is on paper in safes: it never changes. */
static void
test_recovery_key_golden (void)
{
  guint8 key[TSN_RECOVERY_KEY_SIZE];
  guint8 read[TSN_RECOVERY_KEY_SIZE];
  g_autofree char *text = NULL;

  for (guint8 i = 0; i < sizeof key; i++)
    key[i] = (guint8) (i * 13);
  text = tsn_recovery_key_format (key);
  g_assert_cmpstr (text, ==, "006H8-M9SMW-85751-PT3N2-GA7SR-SADPT-RF8DE-VTQQ8");
  g_assert_true (tsn_recovery_key_parse (text, read, NULL));
}

static void
test_recovery_key_as_typed (void)
{
  static const guint8 key[TSN_RECOVERY_KEY_SIZE] = { 0 };
  guint8 read[TSN_RECOVERY_KEY_SIZE];
  g_autofree char *text = tsn_recovery_key_format (key);
  g_autoptr (GString) typed = g_string_new ("　 ");

  /* 0 as the letter O or in full width, spaces and a long mark between. */
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '0')
      g_string_append (typed, (p - text) % 2 == 0 ? "o" : "０");
    else if (*p == '-')
      g_string_append (typed, "ー \n");
    else if (*p == '1')
      g_string_append (typed, "l");
    else
      g_string_append_c (typed, *p);
  g_assert_true (tsn_recovery_key_parse (typed->str, read, NULL));
  g_assert_cmpmem (read, sizeof read, key, sizeof key);
}

static void
test_recovery_key_slips (void)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  guint8 key[TSN_RECOVERY_KEY_SIZE];
  g_autofree char *text = NULL;
  g_autofree char *swapped = NULL;

  for (gsize i = 0; i < sizeof key; i++)
    key[i] = (guint8) g_test_rand_int ();
  text = tsn_recovery_key_format (key);
  assert_mistyped ("");
  assert_mistyped ("\xff");
  assert_mistyped ("AAAAA-*");
  for (gsize i = 0; i < strlen (text); i++)
    {
      char good = text[i];

      if (good == '-')
        continue;
      for (const char *c = alphabet; *c != '\0'; c++)
        {
          text[i] = *c;
          if (*c != good)
            assert_mistyped (text);
        }
      text[i] = good;
      if (text[i + 1] != '-' && text[i + 1] != '\0' && text[i + 1] != good)
        {
          text[i] = text[i + 1];
          text[i + 1] = good;
          assert_mistyped (text);
          text[i + 1] = text[i];
          text[i] = good;
        }
    }
  swapped = g_strdup (text); /* groups 1 and 2 change places */
  memcpy (swapped, text + 6, 5);
  memcpy (swapped + 6, text, 5);
  assert_mistyped (swapped);
  text[strlen (text) - 1] = '\0';
  assert_mistyped (text);
}

/* The message tells where to look. */
static void
test_recovery_key_says_where (void)
{
  guint8 key[TSN_RECOVERY_KEY_SIZE] = { 0 };
  g_autofree char *text = tsn_recovery_key_format (key);
  g_autoptr (GError) error = NULL;

  text[2 * 6] = 'Z';
  g_assert_false (tsn_recovery_key_parse (text, key, &error));
  g_assert_nonnull (strstr (error->message, "group 3"));
}

static void
test_slow_down (Fixture *f, gconstpointer data)
{
  static const guint waits[] = { 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300 };
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;

  tsn_vault_lock (vault);
  vault->now_ms = fixture_clock;
  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_autoptr (TsnVault) restarted = NULL;

      g_assert_cmpuint (tsn_vault_seconds_to_wait (vault), ==, 0);
      g_assert_false (tsn_vault_unlock (vault, WRONG_PASSPHRASE, &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
      g_clear_error (&error);
      g_assert_cmpuint (tsn_vault_seconds_to_wait (vault), ==, waits[i]);
      restarted = reopen (f->path);
      restarted->now_ms = fixture_clock;
      g_assert_cmpuint (tsn_vault_seconds_to_wait (restarted), ==, waits[i]);
      if (waits[i] > 0)
        {
          g_assert_false (tsn_vault_unlock (restarted, PASSPHRASE, &error));
          g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_TOO_MANY_TRIES);
          g_clear_error (&error);
          fixture_now_ms += waits[i] * 1000 - 1;
          g_assert_cmpuint (tsn_vault_seconds_to_wait (vault), ==, 1);
          fixture_now_ms += 1;
        }
    }
  g_assert_true (tsn_vault_unlock (vault, PASSPHRASE, &error));
  g_assert_cmpuint (vault->tries.failures, ==, 0);
  vault->tries.failures = 99;
  g_clear_pointer (&vault, tsn_vault_free);
  vault = reopen (f->path);
  g_assert_cmpuint (vault->tries.failures, ==, 0);
}

static void
fail_until_wait (TsnVault *vault, guint seconds)
{
  while (tsn_vault_seconds_to_wait (vault) < seconds)
    {
      fixture_now_ms += tsn_vault_seconds_to_wait (vault) * 1000;
      g_assert_false (tsn_vault_unlock (vault, WRONG_PASSPHRASE, NULL));
    }
}

static void
test_slow_down_clock (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (TsnVault) restarted = NULL;
  const gint64 year = G_GINT64_CONSTANT (365) * 86400 * 1000;

  vault->now_ms = fixture_clock;
  fail_until_wait (vault, 64);
  fixture_now_ms -= year; /* set back: neither free nor locked out for a year */
  g_assert_cmpuint (tsn_vault_seconds_to_wait (vault), ==, 64);
  fixture_now_ms += 60 * 1000;
  g_assert_cmpuint (tsn_vault_seconds_to_wait (vault), ==, 4);
  restarted = reopen (f->path);
  restarted->now_ms = fixture_clock;
  g_assert_cmpuint (tsn_vault_seconds_to_wait (restarted), ==, 4);
  fixture_now_ms -= 50 * 1000;
  g_assert_cmpuint (tsn_vault_seconds_to_wait (restarted), ==, 54);
  fixture_now_ms += 2 * year; /* set forward: accepted */
  g_assert_cmpuint (tsn_vault_seconds_to_wait (restarted), ==, 0);
}

static void
test_slow_down_not_for_recovery (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;

  vault->now_ms = fixture_clock;
  fail_until_wait (vault, 32);
  g_assert_true (tsn_vault_unlock_with_recovery_key (vault, f->recovery, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tsn_vault_seconds_to_wait (vault), ==, 0);
}

/* A count that can't be read or written keeps nobody out and frees nobody for good. */
static void
test_slow_down_garbage (Fixture *f, gconstpointer data)
{
  static const char *const contents[] = { "",
                                          "garbage",
                                          "\x82\x18",
                                          "\x82\x1a\xff\xff\xff\xff\x01" };
  g_autofree char *tries = g_strconcat (f->path, ".tries", NULL);

  tsn_vault_free (create (f));
  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (TsnVault) vault = NULL;

      g_assert_true (g_file_set_contents (tries, contents[i], -1, NULL));
      vault = reopen (f->path);
      g_assert_cmpuint (tsn_vault_seconds_to_wait (vault), <=, 300);
      g_assert_true (tsn_vault_unlock (vault, PASSPHRASE, NULL));
    }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/vault/slow-down/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  tsn_vault_init_crypto ();
  g_test_add_func ("/vault/hkdf", test_hkdf);
  g_test_add_func ("/vault/hkdf/longest", test_hkdf_longest);
  g_test_add_func ("/vault/passphrase", test_passphrase);
  g_test_add_func ("/vault/passphrase/pin", test_pin);
  g_test_add_func ("/vault/passphrase/odd", test_passphrase_odd);
  g_test_add_func ("/vault/recovery-key", test_recovery_key);
  g_test_add_func ("/vault/recovery-key/golden", test_recovery_key_golden);
  g_test_add_func ("/vault/recovery-key/as-typed", test_recovery_key_as_typed);
  g_test_add_func ("/vault/recovery-key/slips", test_recovery_key_slips);
  g_test_add_func ("/vault/recovery-key/says-where", test_recovery_key_says_where);
  ADD ("count", test_slow_down);
  ADD ("clock", test_slow_down_clock);
  ADD ("recovery", test_slow_down_not_for_recovery);
  ADD ("garbage", test_slow_down_garbage);
  return g_test_run ();
}
