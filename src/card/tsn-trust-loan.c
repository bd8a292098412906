/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-trust-loan.h"

#include <string.h>

#include "tsn-trust-statement.h"

#define CREW_STEM  "tsunagi crew "
#define CREW_PARTS 4
#define LOAN_STEM  "tsunagi card loan "
#define LOAN_PARTS 5
#define VERSION    "1"
#define ARRAY      4 /* major type of what a loan begins with; a statement begins with a tag */

static gboolean
refuse (TsnTrustError code, const char *message, GError **error)
{
  g_set_error_literal (error, TSN_TRUST_ERROR, (int) code, message);
  return FALSE;
}

/* -- A crew's device -- */

void
tsn_crew_clear (TsnCrew *self)
{
  g_clear_pointer (&self->certificate, g_bytes_unref);
}

static gboolean
read_bytes (TsnCborReader *reader, GBytes **bytes)
{
  const guint8 *data;
  gsize size;

  if (!tsn_cbor_read_bytes (reader, &data, &size))
    return FALSE;
  *bytes = g_bytes_new (data, size);
  return TRUE;
}

static void
write_bytes (GByteArray *out, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  tsn_cbor_write_bytes (out, data, size);
}

/* Root and certificate, as both files have them. */
static gboolean
read_device (TsnCrew *self, TsnCborReader *reader, GError **error)
{
  TsnCertificate certificate;

  if (!tsn_cbor_read_fixed (reader, self->root, TSN_KEY_SIZE) ||
      !read_bytes (reader, &self->certificate))
    return refuse (TSN_TRUST_ERROR_DAMAGED, "what a crew asks with is not whole", error);
  if (!tsn_certificate_verify (self->certificate, self->root, &certificate, NULL) ||
      certificate.role != TSN_ROLE_EMS)
    return refuse (TSN_TRUST_ERROR_FORGED, "not of a crew's device", error);
  self->device = certificate.device;
  return TRUE;
}

GBytes *
tsn_crew_ask (TsnVault *vault, const char *municipality)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, CREW_PARTS);
  tsn_cbor_write_text (out, CREW_STEM VERSION, -1);
  tsn_cbor_write_text (out, municipality, -1);
  tsn_cbor_write_bytes (out, tsn_vault_root_public (vault), TSN_KEY_SIZE);
  write_bytes (out, tsn_vault_certificate (vault));
  return g_byte_array_free_to_bytes (out);
}

static gboolean
read_crew (TsnCrew *self, TsnCborReader *reader, GError **error)
{
  gsize parts;

  return tsn_trust_read_format (reader, CREW_STEM, &parts, error) && parts == CREW_PARTS &&
         tsn_trust_read_municipality (reader, self->municipality) &&
         read_device (self, reader, error) && tsn_cbor_end (reader);
}

gboolean
tsn_crew_read (TsnCrew *self, GBytes *bytes, GError **error)
{
  g_autoptr (GError) why = NULL;
  TsnCborReader reader;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  tsn_cbor_reader_init (&reader, data, size);
  if (read_crew (self, &reader, &why))
    return TRUE;
  if (g_error_matches (why, TSN_TRUST_ERROR, TSN_TRUST_ERROR_TOO_NEW))
    g_propagate_error (error, g_steal_pointer (&why));
  else
    refuse (TSN_TRUST_ERROR_NOT_A_CREW, "not what a crew's device asks with", error);
  return FALSE;
}

/* -- A loan -- */

void
tsn_trust_loan_free (TsnTrustLoan *self)
{
  if (self == NULL)
    return;
  tsn_crew_clear (&self->crew);
  g_clear_pointer (&self->envelope, g_bytes_unref);
  g_free (self);
}

TsnTrustLoan *
tsn_trust_loan_new (const TsnCrew *crew, TsnVault *lender, gint64 made_ms, GError **error)
{
  g_autoptr (TsnTrustLoan) self = g_new0 (TsnTrustLoan, 1);

  memcpy (self->crew.root, crew->root, TSN_KEY_SIZE);
  self->crew.certificate = g_bytes_ref (crew->certificate);
  self->crew.device = crew->device;
  self->made_ms = made_ms;
  self->envelope = tsn_vault_lend_card_keys (lender, crew->certificate, crew->root, made_ms, error);
  return self->envelope != NULL ? g_steal_pointer (&self) : NULL;
}

void
tsn_trust_loan_write (const TsnTrustLoan *self, GByteArray *out)
{
  tsn_cbor_write_array (out, LOAN_PARTS);
  tsn_cbor_write_text (out, LOAN_STEM VERSION, -1);
  tsn_cbor_write_uint (out, (guint64) self->made_ms);
  tsn_cbor_write_bytes (out, self->crew.root, TSN_KEY_SIZE);
  write_bytes (out, self->crew.certificate);
  write_bytes (out, self->envelope);
}

gboolean
tsn_trust_loan_is_next (const TsnCborReader *reader)
{
  return reader->p < reader->end && *reader->p >> 5 == ARRAY;
}

TsnTrustLoan *
tsn_trust_loan_next (TsnCborReader *reader, const guint8 lender_root[TSN_KEY_SIZE], GError **error)
{
  g_autoptr (TsnTrustLoan) self = g_new0 (TsnTrustLoan, 1);
  guint64 made = 0;
  gsize parts;

  if (!tsn_trust_read_format (reader, LOAN_STEM, &parts, error))
    return NULL;
  if (parts != LOAN_PARTS || !tsn_cbor_read_uint (reader, &made) || made > G_MAXINT64)
    {
      refuse (TSN_TRUST_ERROR_DAMAGED, "the keys that were lent are not whole", error);
      return NULL;
    }
  self->made_ms = (gint64) made;
  if (!read_device (&self->crew, reader, error))
    return NULL;
  if (!read_bytes (reader, &self->envelope))
    refuse (TSN_TRUST_ERROR_DAMAGED, "the keys that were lent are not whole", error);
  else if (!tsn_vault_verify_card_loan (self->envelope,
                                        &self->crew.device,
                                        self->made_ms,
                                        lender_root))
    refuse (TSN_TRUST_ERROR_FORGED, "the keys were not lent by this municipality", error);
  else
    return g_steal_pointer (&self);
  return NULL;
}
