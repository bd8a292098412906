/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server and a device say to each other, from a stranger: a state, a receipt (and the same
 * bytes as a statement that the server did sign, so that the reader behind the signature is
 * reached), a registration, an authorization, the line of a server. */

#include <string.h>

#include "tsn-authorization.h"
#include "tsn-cbor.h"
#include "tsn-receipt.h"
#include "tsn-registration.h"

#define CONTEXT "tsunagi receipt 1"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_state (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) again = g_byte_array_new ();
  TsnSyncState state;
  gsize length;

  if (!tsn_sync_state_decode (&state, data, size, &length, NULL))
    return;
  tsn_sync_state_encode (&state, again);
  g_assert_true (again->len == length && memcmp (again->data, data, length) == 0);
}

static void
check_receipt (const guint8 *data, gsize size)
{
  static const guint8 seed[TSN_KEY_SIZE] = { 1 };
  g_autoptr (TsnSignKey) key = tsn_sign_key_new_from_seed (seed);
  g_autoptr (GByteArray) message = g_byte_array_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) raw = g_bytes_new_static (data, size);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (TsnReceipt) receipt = NULL;
  guint8 signature[TSN_SIGNATURE_SIZE];

  g_assert_null (tsn_receipt_verify (raw, tsn_sign_key_public (key), NULL));
  g_byte_array_append (message, (const guint8 *) CONTEXT, sizeof CONTEXT);
  g_byte_array_append (message, data, (guint) size);
  tsn_sign_key_sign (key, message->data, message->len, signature);
  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_bytes (out, data, size);
  tsn_cbor_write_bytes (out, signature, sizeof signature);
  bytes = g_bytes_new (out->data, out->len);
  receipt = tsn_receipt_verify (bytes, tsn_sign_key_public (key), NULL);
  if (receipt == NULL)
    return;
  again = tsn_receipt_sign (receipt, key);
  g_assert_true (g_bytes_equal (again, bytes));
}

static void
check_registration (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_auto (TsnRegistration) read = { 0 };
  TsnServerIdentity identity;

  if (tsn_registration_decode (&read, bytes, NULL))
    {
      g_autoptr (GBytes) again = tsn_registration_encode (&read);

      g_assert_true (g_bytes_equal (again, bytes));
    }
  tsn_server_identity_decode (&identity, bytes, NULL);
}

static void
check_text (const char *text)
{
  TsnAuthorization authorization;
  TsnServerLine line;

  if (tsn_authorization_parse (&authorization, text))
    {
      g_autofree char *again = tsn_authorization_format (&authorization);

      g_assert_cmpstr (again, ==, text);
    }
  if (tsn_server_line_parse (&line, text, NULL))
    {
      g_autofree char *again = tsn_server_line_format (&line);
      TsnServerLine read;

      g_assert_true (tsn_server_line_parse (&read, again, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  check_state (data, size);
  check_receipt (data, size);
  check_registration (data, size);
  check_text (text);
  return 0;
}
