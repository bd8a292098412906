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
  return gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0);
}

static gboolean
write_pem (const char *path, gnutls_datum_t *pem, gboolean secret, GError **error)
{
  gboolean written = g_file_set_contents_full (path,
                                               (const char *) pem->data,
                                               pem->size,
                                               G_FILE_SET_CONTENTS_CONSISTENT |
                                                   G_FILE_SET_CONTENTS_DURABLE,
                                               0600,
                                               error);

  if (secret)
    gnutls_memset (pem->data, 0, pem->size);
  gnutls_free (pem->data);
  return written;
}

gboolean
tsn_server_certificate_create (const char *certificate_path, const char *key_path, GError **error)
{
  g_auto (gnutls_x509_privkey_t) key = NULL;
  g_auto (gnutls_x509_crt_t) certificate = NULL;
  gnutls_datum_t key_pem;
  gnutls_datum_t pem;
  int rc;

  if ((rc = gnutls_x509_privkey_init (&key)) < 0 ||
      (rc = gnutls_x509_privkey_generate (key,
                                          GNUTLS_PK_ECDSA,
                                          GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1),
                                          0)) < 0 ||
      (rc = gnutls_x509_crt_init (&certificate)) < 0 || (rc = fill (certificate, key)) < 0 ||
      (rc = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, 0, &key_pem)) < 0)
    return fail (rc, "no certificate could be made", error);
  /* The certificate comes last: where there is one, there is its key. */
  if (!write_pem (key_path, &key_pem, TRUE, error))
    return FALSE;
  rc = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem);
  if (rc < 0)
    return fail (rc, "no certificate could be made", error);
  return write_pem (certificate_path, &pem, FALSE, error);
}

/* -- Reading one -- */

GTlsCertificate *
tsn_server_certificate_load (const char *certificate_path,
                             const char *key_path,
                             guint8 pin[TSN_PIN_SIZE],
                             GError **error)
{
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_files (certificate_path,
                                                                              key_path,
                                                                              error);

  if (certificate == NULL)
    return NULL;
  if (!tsn_tls_pin (certificate, pin))
    {
      fail (GNUTLS_E_ASN1_GENERIC_ERROR, "the certificate has no public key", error);
      return NULL;
    }
  return g_steal_pointer (&certificate);
}
