/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Invitations and the requests that answer them.
 *
 * Nothing of an invitation is stored: its secret and its nonce come out of the key of the device
 * that made it, so a crash loses none and a stolen database gives none away.
 *
 * Six digits are few. They are enough because nobody can try: they depend on a nonce that the
 * coordinator's device gives away only when it has noted for which request, and that the line has
 * promised before. A code over the request alone could be hit by whoever saw the line, in a second.
 */

#include "tsn-invitation.h"

#include <string.h>

#include "tsn-hkdf.h"
#include "tsn-vault-private.h"

#define INVITATION_CONTEXT "tsunagi invitation 1"
#define TICKET_CONTEXT     "tsunagi ticket 1"
#define KEY_CONTEXT        "tsunagi request key 1"
#define REQUEST_CONTEXT    "tsunagi enrolment 1"
#define CODE_CONTEXT       "tsunagi enrolment code 1"
#define STATEMENT_FORMAT   1

static gboolean
fail (const char *message, GError **error)
{
  g_set_error_literal (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED, message);
  return FALSE;
}

gboolean
tsn_vault_invite (TsnVault *self,
                  const TsnId *id,
                  TsnRole role,
                  TsnInvitation *invitation,
                  guint8 nonce[TSN_INVITATION_NONCE_SIZE],
                  GError **error)
{
  TsnSecrets *secrets = tsn_vault_dup_authority (self, error);
  guint8 info[sizeof INVITATION_CONTEXT + sizeof id->bytes + 1];
  guint8 out[TSN_INVITATION_SECRET_SIZE + TSN_INVITATION_NONCE_SIZE];

  if (secrets == NULL)
    return FALSE;
  memcpy (info, INVITATION_CONTEXT, sizeof INVITATION_CONTEXT);
  memcpy (info + sizeof INVITATION_CONTEXT, id->bytes, sizeof id->bytes);
  info[sizeof info - 1] = (guint8) role;
  tsn_hkdf_sha256 (secrets->sign,
                   crypto_sign_SEEDBYTES,
                   NULL,
                   0,
                   info,
                   sizeof info,
                   out,
                   sizeof out);
  tsn_secret_free (secrets);
  invitation->role = role;
  memcpy (invitation->root_public, tsn_vault_root_public (self), TSN_KEY_SIZE);
  memcpy (invitation->secret, out, TSN_INVITATION_SECRET_SIZE);
  memcpy (nonce, out + TSN_INVITATION_SECRET_SIZE, TSN_INVITATION_NONCE_SIZE);
  tsn_hash_bytes (nonce, TSN_INVITATION_NONCE_SIZE, &invitation->commitment);
  sodium_memzero (out, sizeof out);
  return TRUE;
}

static void
derive (const TsnInvitation *self, const char *context, guint8 *out, gsize size)
{
  tsn_hkdf_sha256 (self->secret,
                   sizeof self->secret,
                   NULL,
                   0,
                   (const guint8 *) context,
                   strlen (context) + 1,
                   out,
                   size);
}

void
tsn_invitation_ticket (const TsnInvitation *self, guint8 ticket[TSN_TICKET_SIZE])
{
  derive (self, TICKET_CONTEXT, ticket, TSN_TICKET_SIZE);
}

gboolean
tsn_device_label_check (const char *label)
{
  if (!g_utf8_validate (label, -1, NULL) || *label == '\0' ||
      g_utf8_strlen (label, -1) > TSN_DEVICE_LABEL_MAX)
    return FALSE;
  for (; *label != '\0'; label = g_utf8_next_char (label))
    if (!g_unichar_isprint (g_utf8_get_char (label)))
      return FALSE;
  return TRUE;
}

/* -- Requests -- */

static GByteArray *
request_ad (const TsnInvitation *invitation)
{
  GByteArray *ad = g_byte_array_new ();
  guint8 role = (guint8) invitation->role;

  g_byte_array_append (ad, (const guint8 *) REQUEST_CONTEXT, sizeof REQUEST_CONTEXT);
  g_byte_array_append (ad, invitation->root_public, TSN_KEY_SIZE);
  g_byte_array_append (ad, &role, 1);
  return ad;
}

static GByteArray *
signed_part (const TsnInvitation *invitation, const guint8 *statement, gsize size)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) REQUEST_CONTEXT, sizeof REQUEST_CONTEXT);
  g_byte_array_append (out, invitation->root_public, TSN_KEY_SIZE);
  g_byte_array_append (out, statement, (guint) size);
  return out;
}

static void
write_statement (GByteArray *out, const TsnEnrolmentRequest *request)
{
  tsn_cbor_write_array (out, 5);
  tsn_cbor_write_uint (out, STATEMENT_FORMAT);
  tsn_cbor_write_bytes (out, request->device.bytes, sizeof request->device.bytes);
  tsn_cbor_write_bytes (out, request->sign_public, TSN_KEY_SIZE);
  tsn_cbor_write_bytes (out, request->box_public, TSN_KEY_SIZE);
  tsn_cbor_write_text (out, request->label, -1);
}

GBytes *
tsn_enrolment_request_seal (const TsnEnrolmentRequest *self,
                            const TsnInvitation *invitation,
                            const TsnSecrets *own)
{
  g_autoptr (GByteArray) statement = g_byte_array_new ();
  g_autoptr (GByteArray) asked = g_byte_array_new ();
  g_autoptr (GByteArray) message = NULL;
  g_autoptr (GByteArray) ad = request_ad (invitation);
  GByteArray *out = g_byte_array_new ();
  guint8 signature[TSN_SIGNATURE_SIZE];
  guint8 key[TSN_KEY_SIZE];

  write_statement (statement, self);
  message = signed_part (invitation, statement->data, statement->len);
  crypto_sign_detached (signature, NULL, message->data, message->len, own->sign);
  tsn_cbor_write_array (asked, 2);
  tsn_cbor_write_bytes (asked, statement->data, statement->len);
  tsn_cbor_write_bytes (asked, signature, sizeof signature);
  derive (invitation, KEY_CONTEXT, key, sizeof key);
  tsn_box_seal (out, key, asked->data, asked->len, ad->data, ad->len);
  sodium_memzero (key, sizeof key);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
read_statement (TsnEnrolmentRequest *self, const guint8 *statement, gsize size)
{
  g_autofree char *label = NULL;
  TsnCborReader reader;
  guint64 format;
  gsize n;

  tsn_cbor_reader_init (&reader, statement, size);
  if (!tsn_cbor_read_array (&reader, &n) || n != 5 || !tsn_cbor_read_uint (&reader, &format) ||
      format != STATEMENT_FORMAT ||
      !tsn_cbor_read_fixed (&reader, self->device.bytes, sizeof self->device.bytes) ||
      tsn_id_is_nil (&self->device) ||
      !tsn_cbor_read_fixed (&reader, self->sign_public, TSN_KEY_SIZE) ||
      !tsn_cbor_read_fixed (&reader, self->box_public, TSN_KEY_SIZE) ||
      !tsn_cbor_dup_text (&reader, sizeof self->label - 1, &label) || !tsn_cbor_end (&reader) ||
      !tsn_device_label_check (label))
    return FALSE;
  g_strlcpy (self->label, label, sizeof self->label);
  return TRUE;
}

/* What was sealed with the secret: by whoever saw the line, so it is believed no further. */
static gboolean
read_asked (TsnEnrolmentRequest *self,
            const TsnInvitation *invitation,
            const guint8 *asked,
            gsize size)
{
  g_autoptr (GByteArray) message = NULL;
  TsnCborReader reader;
  const guint8 *statement;
  guint8 signature[TSN_SIGNATURE_SIZE];
  gsize n;

  tsn_cbor_reader_init (&reader, asked, size);
  if (!tsn_cbor_read_array (&reader, &n) || n != 2 ||
      !tsn_cbor_read_bytes (&reader, &statement, &size) ||
      !tsn_cbor_read_fixed (&reader, signature, sizeof signature) || !tsn_cbor_end (&reader) ||
      !read_statement (self, statement, size))
    return FALSE;
  message = signed_part (invitation, statement, size);
  return tsn_verify (message->data, message->len, signature, self->sign_public);
}

gboolean
tsn_enrolment_request_open (TsnEnrolmentRequest *self,
                            const TsnInvitation *invitation,
                            GBytes *request,
                            GError **error)
{
  g_autoptr (GByteArray) ad = request_ad (invitation);
  TsnEnrolmentRequest read = { 0 };
  guint8 asked[TSN_REQUEST_SIZE_MAX];
  guint8 key[TSN_KEY_SIZE];
  gsize size;
  const guint8 *sealed = g_bytes_get_data (request, &size);
  gboolean ok;

  tsn_vault_init_crypto ();
  derive (invitation, KEY_CONTEXT, key, sizeof key);
  ok = size >= TSN_SEAL_OVERHEAD && size <= TSN_REQUEST_SIZE_MAX &&
       tsn_box_open (asked, key, sealed, size, ad->data, ad->len) &&
       read_asked (&read, invitation, asked, size - TSN_SEAL_OVERHEAD);
  sodium_memzero (key, sizeof key);
  if (!ok)
    return fail ("the request was not made with this invitation", error);
  *self = read;
  return TRUE;
}

/* -- The code -- */

gboolean
tsn_enrolment_code (const TsnInvitation *invitation,
                    GBytes *request,
                    const guint8 nonce[TSN_INVITATION_NONCE_SIZE],
                    char code[TSN_ENROLMENT_CODE_SIZE],
                    GError **error)
{
  crypto_hash_sha256_state state;
  guint8 digest[TSN_DIGEST_SIZE];
  guint64 number = 0;
  TsnHash hash;
  gsize size;
  const guint8 *data = g_bytes_get_data (request, &size);

  tsn_hash_bytes (nonce, TSN_INVITATION_NONCE_SIZE, &hash);
  if (memcmp (&hash, &invitation->commitment, sizeof hash) != 0)
    return fail ("the nonce is not the one that the invitation promised", error);
  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, (const guint8 *) CODE_CONTEXT, sizeof CODE_CONTEXT);
  crypto_hash_sha256_update (&state, invitation->root_public, TSN_KEY_SIZE);
  crypto_hash_sha256_update (&state, nonce, TSN_INVITATION_NONCE_SIZE);
  crypto_hash_sha256_update (&state, data, size);
  crypto_hash_sha256_final (&state, digest);
  for (guint i = 0; i < 8; i++)
    number = number << 8 | digest[i];
  g_snprintf (code, TSN_ENROLMENT_CODE_SIZE, "%06u", (guint) (number % 1000000));
  return TRUE;
}
