/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pin, and a database that knows nothing else.
 *
 * GLib shows a certificate as a whole only, so the few lines of DER down to the public key are read
 * here: each step is one length that must lie within the one around it.
 *
 * A signal that may overrule a certificate which is not trusted (accept-certificate) is not enough
 * for pinning: it is silent when some authority of the system vouches for a stranger. A database
 * decides for all.
 */

#include "tsn-tls-pin.h"

#include <string.h>

#define DER_INTEGER  0x02
#define DER_SEQUENCE 0x30
#define DER_VERSION  0xa0 /* [0] */

typedef struct
{
  const guint8 *p;
  const guint8 *end;
} Der;

/* The length behind a tag; FALSE: not in DER, or longer than what is left. */
static gboolean
read_length (Der *der, gsize *length)
{
  gsize n_bytes;

  if (der->p == der->end)
    return FALSE;
  *length = *der->p++;
  if (*length < 0x80)
    return *length <= (gsize) (der->end - der->p);
  n_bytes = *length & 0x7f;
  if (n_bytes == 0 || n_bytes > 3 || n_bytes > (gsize) (der->end - der->p))
    return FALSE;
  for (*length = 0; n_bytes > 0; n_bytes--)
    *length = *length << 8 | *der->p++;
  return *length >= 0x80 && *length <= (gsize) (der->end - der->p);
}

/* Passes over one element with that tag. @inside: (nullable): its content; @whole: (nullable): tag
 * and length too. */
static gboolean
read_element (Der *der, guint8 tag, Der *inside, Der *whole)
{
  const guint8 *start = der->p;
  gsize length;

  if (der->p == der->end || *der->p != tag)
    return FALSE;
  der->p++;
  if (!read_length (der, &length))
    return FALSE;
  if (inside != NULL)
    *inside = (Der){ der->p, der->p + length };
  der->p += length;
  if (whole != NULL)
    *whole = (Der){ start, der->p };
  return TRUE;
}

gboolean
tsn_tls_pin_from_der (const guint8 *der, gsize size, guint8 pin[TSN_PIN_SIZE])
{
  Der file = { der, der + size };
  Der certificate;
  Der tbs;
  Der key;
  g_autoptr (GChecksum) checksum = NULL;
  gsize digest_size = TSN_PIN_SIZE;

  if (!read_element (&file, DER_SEQUENCE, &certificate, NULL) || file.p != file.end ||
      !read_element (&certificate, DER_SEQUENCE, &tbs, NULL))
    return FALSE;
  if (tbs.p != tbs.end && *tbs.p == DER_VERSION && !read_element (&tbs, DER_VERSION, NULL, NULL))
    return FALSE;
  if (!read_element (&tbs, DER_INTEGER, NULL, NULL) ||  /* serial number */
      !read_element (&tbs, DER_SEQUENCE, NULL, NULL) || /* algorithm */
      !read_element (&tbs, DER_SEQUENCE, NULL, NULL) || /* issuer */
      !read_element (&tbs, DER_SEQUENCE, NULL, NULL) || /* validity */
      !read_element (&tbs, DER_SEQUENCE, NULL, NULL) || /* subject */
      !read_element (&tbs, DER_SEQUENCE, NULL, &key))
    return FALSE;
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, key.p, key.end - key.p);
  g_checksum_get_digest (checksum, pin, &digest_size);
  return TRUE;
}

gboolean
tsn_tls_pin (GTlsCertificate *certificate, guint8 pin[TSN_PIN_SIZE])
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return der != NULL && tsn_tls_pin_from_der (der->data, der->len, pin);
}

/* -- The database -- */

#define TSN_TYPE_TLS_PIN_DATABASE (tsn_tls_pin_database_get_type ())
G_DECLARE_FINAL_TYPE (TsnTlsPinDatabase, tsn_tls_pin_database, TSN, TLS_PIN_DATABASE, GTlsDatabase)

struct _TsnTlsPinDatabase
{
  GTlsDatabase parent;
  guint8 pin[TSN_PIN_SIZE];
};

G_DEFINE_FINAL_TYPE (TsnTlsPinDatabase, tsn_tls_pin_database, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
tsn_tls_pin_database_verify_chain (GTlsDatabase *database,
                                   GTlsCertificate *chain,
                                   const gchar *purpose,
                                   GSocketConnectable *identity,
                                   GTlsInteraction *interaction,
                                   GTlsDatabaseVerifyFlags flags,
                                   GCancellable *cancellable,
                                   GError **error)
{
  TsnTlsPinDatabase *self = TSN_TLS_PIN_DATABASE (database);
  guint8 pin[TSN_PIN_SIZE];

  if (tsn_tls_pin (chain, pin) && memcmp (pin, self->pin, sizeof pin) == 0)
    return G_TLS_CERTIFICATE_NO_FLAGS;
  return G_TLS_CERTIFICATE_UNKNOWN_CA;
}

static void
tsn_tls_pin_database_class_init (TsnTlsPinDatabaseClass *klass)
{
  GTlsDatabaseClass *database_class = G_TLS_DATABASE_CLASS (klass);

  database_class->verify_chain = tsn_tls_pin_database_verify_chain;
}

static void
tsn_tls_pin_database_init (TsnTlsPinDatabase *self)
{
}

/* Each TLS connection is made with the process's own database before it is given another one, and
 * that would read the system's authorities again for each: 15 ms, and seconds under a sanitizer.
 * Nobody here believes them, so it is one that believes nobody. */
static gpointer
forget_authorities (gpointer data)
{
  g_autoptr (GTlsDatabase) nobody = g_object_new (TSN_TYPE_TLS_PIN_DATABASE, NULL);

  g_tls_backend_set_default_database (g_tls_backend_get_default (), nobody);
  return NULL;
}

GTlsDatabase *
tsn_tls_pin_database_new (const guint8 pin[TSN_PIN_SIZE])
{
  static GOnce once = G_ONCE_INIT;
  TsnTlsPinDatabase *self = g_object_new (TSN_TYPE_TLS_PIN_DATABASE, NULL);

  g_once (&once, forget_authorities, NULL);
  memcpy (self->pin, pin, sizeof self->pin);
  return G_TLS_DATABASE (self);
}
