/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Receipts, states, authorizations, registrations: the vectors of another program, and every cut.
 */

#include <glib/gstdio.h>

#include "sync-vectors.h"
#include "tsn-authorization.h"
#include "tsn-receipt.h"
#include "tsn-registration.h"

static const guint8 MARK[TSN_MARK_SIZE] = { 0, 0, 0, 0, 0, 0, 0, 42, 1, 2, 3, 4, 5, 6, 7, 8 };
static const TsnId SERVER = {
  { 0x01, 0x90, 0xab, 0xcd, 0xef, 0x12, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0x5e }
};
static const TsnId DEVICE = {
  { 0x01, 0x90, 0xab, 0xcd, 0xef, 0x12, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xd1 }
};

static void
test_marks (void)
{
  guint8 mark[TSN_MARK_SIZE];
  guint8 read[TSN_MARK_SIZE];
  char text[TSN_HEX_TEXT_SIZE];

  tsn_mark_make (42, MARK + 8, mark);
  g_assert_cmpmem (mark, sizeof mark, MARK, sizeof MARK);
  g_assert_cmpuint (tsn_mark_seq (mark), ==, 42);
  g_assert_cmpstr (tsn_hex_format (mark, text), ==, "000000000000002a0102030405060708");
  g_assert_true (tsn_hex_parse (text, read));
  g_assert_cmpmem (read, sizeof read, MARK, sizeof MARK);
  g_assert_false (tsn_hex_parse (NULL, read));
  g_assert_false (tsn_hex_parse ("", read));
  g_assert_false (tsn_hex_parse ("000000000000002A0102030405060708", read));
  g_assert_false (tsn_hex_parse ("000000000000002a010203040506070", read));
  g_assert_false (tsn_hex_parse ("000000000000002a01020304050607080", read));
  g_assert_false (tsn_hex_parse ("000000000000002a010203040506070x", read));
}

static void
test_base64url (void)
{
  guint8 bytes[32];
  guint8 read[32];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (0xfb + i);
  for (gsize size = 1; size <= sizeof bytes; size++)
    {
      g_autofree char *text = tsn_base64url_format (bytes, size);
      g_autofree char *padded = g_strconcat (text, "=", NULL);

      g_assert_null (strpbrk (text, "+/="));
      g_assert_true (tsn_base64url_parse (text, read, size));
      g_assert_cmpmem (read, size, bytes, size);
      g_assert_false (tsn_base64url_parse (padded, read, size));
      g_assert_false (tsn_base64url_parse (text, read, size - 1));
    }
  g_assert_true (tsn_base64url_parse ("AA", read, 1));
  g_assert_false (tsn_base64url_parse ("AB", read, 1)); /* bits that say nothing */
  g_assert_false (tsn_base64url_parse ("A!", read, 1));
}

static void
check_state (char **fields)
{
  g_autoptr (GBytes) bytes = bytes_of (fields[2]);
  g_autoptr (GByteArray) again = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  TsnSyncState state = { .more = 42 };
  gsize length = 0;
  gboolean good = tsn_sync_state_decode (&state,
                                         g_bytes_get_data (bytes, NULL),
                                         g_bytes_get_size (bytes),
                                         &length,
                                         &error);

  if (!g_str_equal (fields[1], "good"))
    {
      g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED);
      g_assert_cmpint (state.more, ==, 42);
      return;
    }
  g_assert_no_error (error);
  g_assert_true (good);
  g_assert_cmpuint (length, ==, g_bytes_get_size (bytes));
  g_assert_cmpuint (state.epoch[0], ==, 0xee);
  g_assert_cmpmem (state.cursor, sizeof state.cursor, MARK, sizeof MARK);
  g_assert_cmpuint (state.digest.bytes[15], ==, state.more ? 0 : 0xdd);
  tsn_sync_state_encode (&state, again);
  g_assert_cmpmem (again->data, again->len, g_bytes_get_data (bytes, NULL), length);
}

static void
test_states (void)
{
  foreach_vector ("states.txt", 3, check_state);
}

static void
assert_receipt (const TsnReceipt *receipt)
{
  TsnHash hashes[2];
  guint8 taken[32];

  memset (hashes[0].bytes, 0xaa, TSN_HASH_SIZE);
  memset (hashes[1].bytes, 0xbb, TSN_HASH_SIZE);
  tsn_receipt_taken (hashes, 2, taken);
  g_assert_cmpmem (receipt->taken, sizeof receipt->taken, taken, sizeof taken);
  g_assert_true (tsn_id_equal (&receipt->server, &SERVER));
  g_assert_true (tsn_id_equal (&receipt->device, &DEVICE));
  g_assert_cmpuint (receipt->epoch[7], ==, 0xee);
  g_assert_cmpmem (receipt->mark, sizeof receipt->mark, MARK, sizeof MARK);
  g_assert_cmpint (receipt->time_ms, ==, 1790000000000);
}

static void
check_receipt (char **fields)
{
  g_autoptr (TsnSignKey) key = key_of (0x5e);
  g_autoptr (GBytes) bytes = bytes_of (fields[2]);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnReceipt) receipt = tsn_receipt_verify (bytes, tsn_sign_key_public (key), &error);

  if (!g_str_equal (fields[1], "good"))
    {
      int code = g_str_equal (fields[1], "forged") ? TSN_SYNC_ERROR_WRONG_SERVER
                                                   : TSN_SYNC_ERROR_MALFORMED;

      g_assert_error (error, TSN_SYNC_ERROR, code);
      return;
    }
  g_assert_no_error (error);
  assert_receipt (receipt);
  again = tsn_receipt_sign (receipt, key);
  g_assert_true (g_bytes_equal (again, bytes));
  if (g_str_equal (fields[0], "refused-and-restamped"))
    {
      g_assert_cmpuint (receipt->refused->len, ==, 1);
      g_assert_cmpuint (g_array_index (receipt->refused, TsnRefused, 0).reason, ==, 4);
      g_assert_cmpuint (g_array_index (receipt->restamped, TsnRestamped, 0).effective,
                        ==,
                        G_GUINT64_CONSTANT (6990000000));
    }
}

static void
test_receipts (void)
{
  foreach_vector ("receipts.txt", 3, check_receipt);
}

static void
check_request (char **fields)
{
  g_autoptr (TsnSignKey) key = key_of (0xd1);
  g_autoptr (GBytes) body = g_str_equal (fields[4], "-") ? NULL : bytes_of (fields[4]);
  TsnSignedRequest request = { .server = SERVER,
                               .method = fields[2],
                               .path = fields[3],
                               .body = body };
  g_autofree char *again = NULL;
  TsnAuthorization read = { .time_ms = 42 };
  gboolean parsed = tsn_authorization_parse (&read, fields[5]);

  if (g_str_equal (fields[1], "bad"))
    {
      g_assert_false (parsed);
      g_assert_cmpint (read.time_ms, ==, 42);
      return;
    }
  g_assert_true (parsed);
  g_assert_true (tsn_authorization_verify (&read, &request, tsn_sign_key_public (key)) ==
                 g_str_equal (fields[1], "good"));
  again = tsn_authorization_format (&read);
  g_assert_cmpstr (again, ==, fields[5]);
}

static void
test_requests (void)
{
  TsnAuthorization read;

  foreach_vector ("requests.txt", 6, check_request);
  g_assert_false (tsn_authorization_parse (&read, NULL));
  g_assert_false (tsn_authorization_parse (&read, ""));
}

static void
test_sign_request (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tsunagi-sync-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "vault", NULL);
  g_autoptr (TsnSecretText) recovery = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVault) vault =
      tsn_vault_create (path, "desk", "correct horse 42", TSN_VAULT_COST_MIN, &recovery, &error);
  TsnSignedRequest request = { .server = SERVER, .method = "GET", .path = "/v1/patches" };
  TsnAuthorization made;
  TsnAuthorization read;
  g_autofree char *text = NULL;

  g_assert_true (tsn_authorization_sign (&made, vault, &request, 1790000000000, &error));
  text = tsn_authorization_format (&made);
  g_assert_true (tsn_authorization_parse (&read, text));
  g_assert_true (tsn_id_equal (&read.device, tsn_vault_device (vault)));
  g_assert_cmpint (read.time_ms, ==, 1790000000000);
  g_assert_true (tsn_authorization_verify (&read, &request, tsn_vault_device_sign_public (vault)));
  tsn_vault_lock (vault);
  g_assert_false (tsn_authorization_sign (&made, vault, &request, 1, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
  g_remove (path);
  g_rmdir (folder);
}

#define PIN "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

static void
test_line (void)
{
  static const char *const good[] = {
    "tsunagi-server:sync.example.jp:8443#" PIN "#abc-_9",
    "tsunagi-server:127.0.0.1:1#" PIN "#t",
    "tsunagi-server:[::1]:65535#" PIN "#t",
    ("tsunagi-server:host:8443#" PIN),
  };
  static const char *const bad[] = {
    "",
    "tsunagi-server:",
    "http://sync.example.jp:8443#" PIN "#t",
    "tsunagi-server:host#" PIN "#t",
    "tsunagi-server:host:0#" PIN "#t",
    "tsunagi-server:host:65536#" PIN "#t",
    "tsunagi-server::8443#" PIN "#t",
    "tsunagi-server:ho st:8443#" PIN "#t",
    "tsunagi-server:user@host:8443#" PIN "#t",
    "tsunagi-server:host/path:8443#" PIN "#t",
    "tsunagi-server:[::1:8443#" PIN "#t",
    "tsunagi-server:[:8443#" PIN "#t",
    "tsunagi-server:[]:8443#" PIN "#t",
    "tsunagi-server:::1:8443#" PIN "#t",
    "tsunagi-server:host:8443#" PIN "#",
    "tsunagi-server:host:8443#" PIN "#t#u",
    "tsunagi-server:host:8443#" PIN "A#t",
    "tsunagi-server:host:8443#" PIN "=#t",
    "tsunagi-server:host:8443##t",
  };
  TsnServerLine line;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *blanks = g_strconcat ("  ", good[i], "\n", NULL);
      g_autofree char *again = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (tsn_server_line_parse (&line, blanks, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (line.pin[31], ==, 31);
      again = tsn_server_line_format (&line);
      g_assert_cmpstr (again, ==, good[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_false (tsn_server_line_parse (&line, bad[i], &error));
      g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_BAD_LINE);
    }
}

static void
test_registration (void)
{
  g_auto (TsnRegistration) made = { .token = "abc-_9", .certificate = g_bytes_new ("cert", 4) };
  g_autoptr (GBytes) bytes = tsn_registration_encode (&made);
  TsnServerIdentity identity = { .server = SERVER };
  g_autoptr (GBytes) answer = tsn_server_identity_encode (&identity);

  for (gsize size = 0; size <= g_bytes_get_size (bytes); size++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, size);
      g_auto (TsnRegistration) read = { 0 };
      g_autoptr (GError) error = NULL;

      if (tsn_registration_decode (&read, cut, &error))
        {
          g_assert_cmpuint (size, ==, g_bytes_get_size (bytes));
          g_assert_cmpstr (read.token, ==, made.token);
          g_assert_true (g_bytes_equal (read.certificate, made.certificate));
        }
      else
        g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED);
    }
  for (gsize size = 0; size <= g_bytes_get_size (answer); size++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (answer, 0, size);
      TsnServerIdentity read;

      g_assert_true (tsn_server_identity_decode (&read, cut, NULL) ==
                     (size == g_bytes_get_size (answer)));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/messages/marks", test_marks);
  g_test_add_func ("/sync/messages/base64url", test_base64url);
  g_test_add_func ("/sync/messages/states", test_states);
  g_test_add_func ("/sync/messages/receipts", test_receipts);
  g_test_add_func ("/sync/messages/requests", test_requests);
  g_test_add_func ("/sync/messages/sign-request", test_sign_request);
  g_test_add_func ("/sync/messages/line", test_line);
  g_test_add_func ("/sync/messages/registration", test_registration);
  return g_test_run ();
}
