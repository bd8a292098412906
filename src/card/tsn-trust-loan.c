/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-trust-loan.h"

#include <string.h>

#include "tsn-invitation.h"
#include "tsn-trust-statement.h"

#define CREW_STEM  "tsunagi crew "
#define CREW_PARTS 5
#define LOAN_STEM  "tsunagi card loan "
#define LOAN_PARTS 4
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
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->label, g_free);
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

GBytes *
tsn_crew_ask (TsnVault *vault, const char *municipality, const char *label)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, CREW_PARTS);
  tsn_cbor_write_text (out, CREW_STEM VERSION, -1);
  tsn_cbor_write_text (out, municipality, -1);
  tsn_cbor_write_text (out, label, -1);
  tsn_cbor_write_bytes (out, tsn_vault_root_public (vault), TSN_KEY_SIZE);
  write_bytes (out, tsn_vault_certificate (vault));
  return g_byte_array_free_to_bytes (out);
}

static gboolean
read_label (TsnCrew *self, TsnCborReader *reader)
{
  const char *text;
  gsize length;

  if (!tsn_cbor_read_text (reader, &text, &length))
    return FALSE;
  self->label = g_strndup (text, length);
  return tsn_device_label_check (self->label);
}

static gboolean
read_device (TsnCrew *self, TsnCborReader *reader)
{
  TsnCertificate certificate;

  if (!tsn_cbor_read_fixed (reader, self->root, TSN_KEY_SIZE) ||
      !read_bytes (reader, &self->certificate) ||
      !tsn_certificate_verify (self->certificate, self->root, &certificate, NULL))
    return FALSE;
  self->device = certificate.device;
  return certificate.role == TSN_ROLE_EMS;
}

gboolean
tsn_crew_read (TsnCrew *self, GBytes *bytes, GError **error)
{
  g_autoptr (GError) why = NULL;
  TsnCborReader reader;
  gsize size, parts;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  self->bytes = g_bytes_ref (bytes);
  tsn_cbor_reader_init (&reader, data, size);
  if (tsn_trust_read_format (&reader, CREW_STEM, &parts, &why) && parts == CREW_PARTS &&
      tsn_trust_read_municipality (&reader, self->municipality) && read_label (self, &reader) &&
      read_device (self, &reader) && tsn_cbor_end (&reader))
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

GBytes *
tsn_trust_loan_about (const TsnTrustLoan *self)
{
  guint64 made = GUINT64_TO_BE ((guint64) self->made_ms);
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) &made, sizeof made);
  g_byte_array_append (out,
                       g_bytes_get_data (self->crew.bytes, NULL),
                       (guint) g_bytes_get_size (self->crew.bytes));
  return g_byte_array_free_to_bytes (out);
}

TsnTrustLoan *
tsn_trust_loan_new (const TsnCrew *crew, TsnVault *lender, gint64 made_ms, GError **error)
{
  g_autoptr (TsnTrustLoan) self = g_new0 (TsnTrustLoan, 1);
  g_autoptr (GBytes) about = NULL;

  self->made_ms = made_ms;
  if (!tsn_crew_read (&self->crew, crew->bytes, error))
    return NULL;
  about = tsn_trust_loan_about (self);
  self->envelope =
      tsn_vault_lend_card_keys (lender, self->crew.certificate, self->crew.root, about, error);
  return self->envelope != NULL ? g_steal_pointer (&self) : NULL;
}

void
tsn_trust_loan_write (const TsnTrustLoan *self, GByteArray *out)
{
  tsn_cbor_write_array (out, LOAN_PARTS);
  tsn_cbor_write_text (out, LOAN_STEM VERSION, -1);
  tsn_cbor_write_uint (out, (guint64) self->made_ms);
  write_bytes (out, self->crew.bytes);
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
  g_autoptr (GBytes) crew = NULL;
  g_autoptr (GBytes) about = NULL;
  guint64 made = 0;
  gsize parts;

  if (!tsn_trust_read_format (reader, LOAN_STEM, &parts, error))
    return NULL;
  if (parts != LOAN_PARTS || !tsn_cbor_read_uint (reader, &made) || made > G_MAXINT64 ||
      !read_bytes (reader, &crew) || !read_bytes (reader, &self->envelope))
    {
      refuse (TSN_TRUST_ERROR_DAMAGED, "the keys that were lent are not whole", error);
      return NULL;
    }
  self->made_ms = (gint64) made;
  if (tsn_crew_read (&self->crew, crew, NULL))
    {
      about = tsn_trust_loan_about (self);
      if (tsn_vault_verify_card_loan (self->envelope, &self->crew.device, about, lender_root))
        return g_steal_pointer (&self);
    }
  refuse (TSN_TRUST_ERROR_FORGED, "the keys were not lent by this municipality", error);
  return NULL;
}
