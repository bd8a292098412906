/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a new device and its coordinator read of each other, and of their own disk: the file of a
 * device that waits, a request and a grant; both as a stranger sends them, and (sealed and signed
 * here) as somebody who has the keys could. */

#include <string.h>

#include "tsn-hkdf.h"
#include "tsn-joining.h"
#include "tsn-vault-private.h"

#define KEY_CONTEXT     "tsunagi request key 1"
#define REQUEST_CONTEXT "tsunagi enrolment 1"
#define GRANT_CONTEXT   "tsunagi grant 1"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_file (const guint8 *data, gsize size)
{
  g_autoptr (TsnJoining) joining = tsn_joining_decode (data, size, NULL);
  g_autoptr (GBytes) again = NULL;

  if (joining == NULL)
    return;
  again = tsn_joining_encode (joining);
  g_assert_true (g_bytes_get_size (again) == size &&
                 memcmp (g_bytes_get_data (again, NULL), data, size) == 0);
}

static void
check_request (const guint8 *data, gsize size)
{
  const TsnInvitation invitation = { .role = TSN_ROLE_RECEPTION };
  g_autoptr (GBytes) raw = g_bytes_new_static (data, size);
  g_autoptr (GByteArray) ad = g_byte_array_new ();
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  g_autoptr (GBytes) request = NULL;
  guint8 key[TSN_KEY_SIZE];
  guint8 role = TSN_ROLE_RECEPTION;
  TsnEnrolmentRequest asked;

  g_assert_false (tsn_enrolment_request_open (&asked, &invitation, raw, NULL));
  tsn_hkdf_sha256 (invitation.secret,
                   sizeof invitation.secret,
                   NULL,
                   0,
                   (const guint8 *) KEY_CONTEXT,
                   sizeof KEY_CONTEXT,
                   key,
                   sizeof key);
  g_byte_array_append (ad, (const guint8 *) REQUEST_CONTEXT, sizeof REQUEST_CONTEXT);
  g_byte_array_append (ad, invitation.root_public, TSN_KEY_SIZE);
  g_byte_array_append (ad, &role, 1);
  tsn_box_seal (sealed, key, data, size, ad->data, ad->len);
  request = g_bytes_new (sealed->data, sealed->len);
  if (tsn_enrolment_request_open (&asked, &invitation, request, NULL))
    g_assert_true (tsn_device_label_check (asked.label));
}

static void
check_grant (const guint8 *data, gsize size)
{
  static const guint8 seed[crypto_sign_SEEDBYTES] = { 1 };
  const TsnId device = { { 1 } };
  guint8 root_public[TSN_KEY_SIZE];
  guint8 root[crypto_sign_SECRETKEYBYTES];
  guint8 signature[TSN_SIGNATURE_SIZE];
  TsnSecrets *secrets = tsn_secret_new (sizeof *secrets);
  guint8 box_public[TSN_KEY_SIZE];
  g_autofree guint8 *sealed = g_malloc (size + crypto_box_SEALBYTES);
  g_autoptr (GByteArray) message = g_byte_array_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) raw = g_bytes_new_static (data, size);
  g_autoptr (GBytes) grant = NULL;
  g_autoptr (TsnGranted) granted = NULL;

  crypto_sign_seed_keypair (root_public, root, seed);
  g_assert_false (tsn_grant_verify (raw, &device, root_public, NULL));
  secrets->box[0] = 1;
  crypto_scalarmult_base (box_public, secrets->box);
  crypto_box_seal (sealed, data, size, box_public);
  g_byte_array_append (message, (const guint8 *) GRANT_CONTEXT, sizeof GRANT_CONTEXT);
  g_byte_array_append (message, device.bytes, sizeof device.bytes);
  g_byte_array_append (message, sealed, (guint) (size + crypto_box_SEALBYTES));
  crypto_sign_detached (signature, NULL, message->data, message->len, root);
  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_bytes (out, sealed, size + crypto_box_SEALBYTES);
  tsn_cbor_write_bytes (out, signature, sizeof signature);
  grant = g_bytes_new (out->data, out->len);
  g_assert_true (tsn_grant_verify (grant, &device, root_public, NULL) ==
                 (out->len <= TSN_ENVELOPE_SIZE_MAX && size > 0));
  granted = tsn_grant_open (grant, secrets, NULL);
  g_assert_true (granted == NULL || granted->compartments->len >= 2);
  tsn_secret_free (secrets);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  tsn_vault_init_crypto ();
  check_file (data, size);
  check_request (data, size);
  check_grant (data, size);
  return 0;
}
