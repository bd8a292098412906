/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's TLS certificate.
 *
 * A municipality that has a certificate of an authority gives it with --certificate and --key.
 * Everybody else needs nothing: devices trust a key that they were told, not a name that somebody
 * vouches for, so a certificate that the server made for itself does as well. It is valid for long;
 * its key, not its date, is what counts.
 */

#include "tsn-server-certificate.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "tsn-service-private.h"
#include "tsn-store.h"

#define VALID_SECONDS ((gint64) 50 * 365 * 24 * 60 * 60)
#define NAME          "tsunagi-server"

#define CERTIFICATE_FILE  "certificate.pem"
#define KEY_FILE          "key.pem"
#define CERTIFICATE_VALUE "certificate"
#define KEY_VALUE         "certificate-key"

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_crt_t, gnutls_x509_crt_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)

static gboolean
fail (int code, const char *what, GError **error)
{
  g_set_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_IO, "%s: %s", what, gnutls_strerror (code));
  return FALSE;
}

/* -- Making one -- */

static int
fill (gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
  guint8 serial[16];
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  int rc;

  tsn_random (serial, sizeof serial);
  serial[0] &= 0x7f; /* a positive number */
  serial[0] |= 0x40;
  /* A clock that is behind by a day must not refuse it. */
  if ((rc = gnutls_x509_crt_set_version (certificate, 3)) < 0 ||
      (rc = gnutls_x509_crt_set_serial (certificate, serial, sizeof serial)) < 0 ||
      (rc = gnutls_x509_crt_set_activation_time (certificate, (time_t) (now - 86400))) < 0 ||
      (rc = gnutls_x509_crt_set_expiration_time (certificate, (time_t) (now + VALID_SECONDS))) <
          0 ||
      (rc = gnutls_x509_crt_set_dn_by_oid (certificate,
                                           GNUTLS_OID_X520_COMMON_NAME,
                                           0,
                                           NAME,
                                           sizeof NAME - 1)) < 0 ||
      (rc = gnutls_x509_crt_set_key (certificate, key)) < 0 ||
      (rc = gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE)) < 0 ||
      (rc = gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0)) < 0)
    return rc;
  return gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA512, 0);
}

/* The PEM texts of a certificate. */
typedef struct
{
  GBytes *certificate; /* NULL: there is none */
  GBytes *key;
} Pair;

static void
pair_clear (Pair *pair)
{
  g_clear_pointer (&pair->certificate, g_bytes_unref);
  g_clear_pointer (&pair->key, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static GBytes *
take_pem (gnutls_datum_t *pem, gboolean secret)
{
  GBytes *bytes = g_bytes_new (pem->data, pem->size);

  if (secret)
    gnutls_memset (pem->data, 0, pem->size);
  gnutls_free (pem->data);
  return bytes;
}

static gboolean
make_pair (Pair *pair, GError **error)
{
  g_auto (gnutls_x509_privkey_t) key = NULL;
  g_auto (gnutls_x509_crt_t) certificate = NULL;
  gnutls_datum_t key_pem;
  gnutls_datum_t pem;
  int rc;

  if ((rc = gnutls_x509_privkey_init (&key)) < 0 ||
      (rc = gnutls_x509_privkey_generate (key,
                                          GNUTLS_PK_EDDSA_ED25519,
                                          GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_ED25519),
                                          0)) < 0 ||
      (rc = gnutls_x509_crt_init (&certificate)) < 0 || (rc = fill (certificate, key)) < 0 ||
      (rc = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem)) < 0)
    return fail (rc, "no certificate could be made", error);
  pair->certificate = take_pem (&pem, FALSE);
  rc = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, 0, &key_pem);
  if (rc < 0)
    return fail (rc, "no certificate could be made", error);
  pair->key = take_pem (&key_pem, TRUE);
  return TRUE;
}

/* -- In a folder -- */

static gboolean
write_pem (const char *path, GBytes *pem, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (pem, &size);

  return g_file_set_contents_full (path,
                                   text,
                                   (gssize) size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600,
                                   error);
}

/* The certificate comes last: where there is one, there is its key. */
static gboolean
write_pair (const char *folder, const Pair *pair, GError **error)
{
  g_autofree char *certificate = g_build_filename (folder, CERTIFICATE_FILE, NULL);
  g_autofree char *key = g_build_filename (folder, KEY_FILE, NULL);

  return write_pem (key, pair->key, error) && write_pem (certificate, pair->certificate, error);
}

static gboolean
read_pair (const char *folder, Pair *pair, GError **error)
{
  g_autofree char *certificate = g_build_filename (folder, CERTIFICATE_FILE, NULL);
  g_autofree char *key = g_build_filename (folder, KEY_FILE, NULL);
  char *text;
  gsize size;

  if (!g_file_test (certificate, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_get_contents (certificate, &text, &size, error))
    return FALSE;
  pair->certificate = g_bytes_new_take (text, size);
  if (!g_file_get_contents (key, &text, &size, error))
    return FALSE;
  pair->key = g_bytes_new_take (text, size);
  return TRUE;
}

/* -- In a database -- */

static gboolean
set_pair (TsnBackend *backend, const Pair *pair, GError **error)
{
  return backend->verbs->set_value (backend, 0, KEY_VALUE, pair->key, error) &&
         backend->verbs->set_value (backend, 0, CERTIFICATE_VALUE, pair->certificate, error);
}

static gboolean
get_pair (TsnBackend *backend, Pair *pair, GError **error)
{
  return backend->verbs->get_value (backend, 0, KEY_VALUE, &pair->key, error) &&
         backend->verbs->get_value (backend, 0, CERTIFICATE_VALUE, &pair->certificate, error);
}

gboolean
tsn_server_certificate_store (TsnBackend *backend, const char *folder, GError **error)
{
  g_auto (Pair) pair = { NULL, NULL };

  return read_pair (folder, &pair, error) &&
         (pair.certificate == NULL || set_pair (backend, &pair, error));
}

gboolean
tsn_server_certificate_restore (TsnBackend *backend, const char *folder, GError **error)
{
  g_auto (Pair) pair = { NULL, NULL };
  g_auto (Pair) there = { NULL, NULL };

  if (!get_pair (backend, &pair, error) || !read_pair (folder, &there, error))
    return FALSE;
  if (pair.certificate == NULL)
    return TRUE;
  if (there.certificate == NULL)
    return write_pair (folder, &pair, error);
  if (g_bytes_equal (there.certificate, pair.certificate))
    return TRUE;
  g_set_error_literal (error,
                       TSN_STORE_ERROR,
                       TSN_STORE_ERROR_EXISTS,
                       "the folder has another certificate");
  return FALSE;
}

/* -- Loading one -- */

static GTlsCertificate *
with_pin (GTlsCertificate *loaded, guint8 pin[TSN_PIN_SIZE], GError **error)
{
  g_autoptr (GTlsCertificate) certificate = loaded;

  if (certificate == NULL)
    return NULL;
  if (!tsn_tls_pin (certificate, pin))
    {
      fail (GNUTLS_E_ASN1_GENERIC_ERROR, "the certificate has no public key", error);
      return NULL;
    }
  return g_steal_pointer (&certificate);
}

static GTlsCertificate *
load_pair (const Pair *pair, guint8 pin[TSN_PIN_SIZE], GError **error)
{
  GByteArray *both = g_byte_array_new ();
  GTlsCertificate *certificate;
  gsize size;
  const guint8 *text = g_bytes_get_data (pair->key, &size);

  g_byte_array_append (both, text, (guint) size);
  text = g_bytes_get_data (pair->certificate, &size);
  g_byte_array_append (both, text, (guint) size);
  certificate = g_tls_certificate_new_from_pem ((const char *) both->data,
                                                (gssize) both->len,
                                                error);
  explicit_bzero (both->data, both->len);
  g_byte_array_unref (both);
  return with_pin (certificate, pin, error);
}

GTlsCertificate *
tsn_server_certificate_load (const char *certificate_path,
                             const char *key_path,
                             guint8 pin[TSN_PIN_SIZE],
                             GError **error)
{
  return with_pin (g_tls_certificate_new_from_files (certificate_path, key_path, error),
                   pin,
                   error);
}

GTlsCertificate *
tsn_server_certificate_of_folder (const char *folder, guint8 pin[TSN_PIN_SIZE], GError **error)
{
  g_auto (Pair) pair = { NULL, NULL };

  if (!read_pair (folder, &pair, error) ||
      (pair.certificate == NULL &&
       (!make_pair (&pair, error) || !write_pair (folder, &pair, error))))
    return NULL;
  return load_pair (&pair, pin, error);
}

GTlsCertificate *
tsn_server_certificate_of_backend (TsnBackend *backend, guint8 pin[TSN_PIN_SIZE], GError **error)
{
  g_auto (Pair) pair = { NULL, NULL };

  if (!backend->verbs->begin (backend, TRUE, error))
    return NULL;
  if (backend->verbs->lock (backend, 0, error) && get_pair (backend, &pair, error) &&
      (pair.certificate != NULL ||
       (make_pair (&pair, error) && set_pair (backend, &pair, error))) &&
      backend->verbs->commit (backend, error))
    return load_pair (&pair, pin, error);
  backend->verbs->rollback (backend);
  return NULL;
}
