/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bytes of a statement: a COSE_Sign1 as that of a card is. What a coordinator's device signs as
 * a card begins as a zlib stream does, and never as a statement, so neither can be taken for the
 * other. Whether a statement may be believed is tsn-trust-file.c's affair.
 */

#include "tsn-trust-statement.h"

#include <string.h>

#define STEM        "tsunagi trust "
#define VERSION     "1"
#define PARTS       10
#define SERIAL_SIZE 8 /* bytes */

static gboolean
refuse (TsnTrustError code, const char *message, GError **error)
{
  g_set_error_literal (error, TSN_TRUST_ERROR, (int) code, message);
  return FALSE;
}

void
tsn_trust_statement_init (TsnTrustStatement *self)
{
  *self = (TsnTrustStatement){ .issuers = g_array_new (FALSE, FALSE, sizeof (TsnCardIssuer)),
                               .replaced = g_array_new (FALSE, FALSE, sizeof (TsnTrustReplaced)),
                               .kept = g_array_new (FALSE, FALSE, sizeof (guint64)) };
}

void
tsn_trust_statement_clear (TsnTrustStatement *self)
{
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_clear_pointer (&self->issuers, g_array_unref);
  g_clear_pointer (&self->replaced, g_array_unref);
  g_clear_pointer (&self->kept, g_array_unref);
}

/* -- Reading -- */

gboolean
tsn_trust_read_format (TsnCborReader *reader, const char *stem, gsize *n_parts, GError **error)
{
  const char *text;
  gsize length;
  gsize stem_length = strlen (stem);

  if (!tsn_cbor_read_array (reader, n_parts) || *n_parts == 0 ||
      !tsn_cbor_read_text (reader, &text, &length) || length < stem_length ||
      strncmp (text, stem, stem_length) != 0)
    return refuse (TSN_TRUST_ERROR_DAMAGED, "not a trust file", error);
  if (length != stem_length + strlen (VERSION) ||
      strncmp (text + stem_length, VERSION, strlen (VERSION)) != 0)
    return refuse (TSN_TRUST_ERROR_TOO_NEW, "the trust file is of a newer version", error);
  return TRUE;
}

gboolean
tsn_trust_read_municipality (TsnCborReader *reader, char municipality[7])
{
  const char *text;
  gsize length;

  if (!tsn_cbor_read_text (reader, &text, &length) || length != 6)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  memcpy (municipality, text, length);
  municipality[length] = '\0';
  return TRUE;
}

static gboolean
read_issuers (TsnCborReader *reader, TsnTrustStatement *statement)
{
  gsize n, parts;

  if (!tsn_cbor_read_array (reader, &n))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      TsnCardIssuer one = { 0 };
      guint64 revoked;

      if (!tsn_cbor_read_array (reader, &parts) || parts != 3 ||
          !tsn_cbor_read_fixed (reader, one.device.bytes, sizeof one.device.bytes) ||
          !tsn_cbor_read_fixed (reader, one.sign_public, TSN_KEY_SIZE) ||
          !tsn_cbor_read_uint (reader, &revoked) || revoked > G_MAXINT64)
        return FALSE;
      one.revoked_ms = (gint64) revoked;
      g_strlcpy (one.municipality, statement->municipality, sizeof one.municipality);
      g_array_append_val (statement->issuers, one);
    }
  return TRUE;
}

/* @day: NULL: not for replaced ones */
static gboolean
read_serials (TsnCborReader *reader, TsnTrustStatement *statement, const TsnDate *day)
{
  const guint8 *bytes;
  gsize size;

  if (!tsn_cbor_read_bytes (reader, &bytes, &size) || size % SERIAL_SIZE != 0)
    return FALSE;
  for (gsize at = 0; at < size; at += SERIAL_SIZE)
    {
      TsnTrustReplaced one = { 0 };

      memcpy (&one.serial, bytes + at, SERIAL_SIZE);
      one.serial = GUINT64_FROM_BE (one.serial);
      if (day == NULL)
        {
          g_array_append_val (statement->kept, one.serial);
          continue;
        }
      one.on = *day;
      g_array_append_val (statement->replaced, one);
    }
  return TRUE;
}

static gboolean
read_replaced (TsnCborReader *reader, TsnTrustStatement *statement)
{
  gsize n, parts;

  if (!tsn_cbor_read_array (reader, &n))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      gint64 day;
      TsnDate date;

      if (!tsn_cbor_read_array (reader, &parts) || parts != 2 ||
          !tsn_cbor_read_int (reader, &day) || day < G_MININT32 || day > G_MAXINT32)
        return FALSE;
      date = tsn_date_from_days ((gint32) day);
      if (!read_serials (reader, statement, &date))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_statement (TsnTrustStatement *self, const guint8 *payload, gsize size, GError **error)
{
  TsnCborReader reader;
  const guint8 *certificate;
  gsize n_parts, certificate_size;

  tsn_trust_statement_init (self);
  tsn_cbor_reader_init (&reader, payload, size);
  if (!tsn_trust_read_format (&reader, STEM, &n_parts, error))
    return FALSE;
  if (n_parts != PARTS || !tsn_cbor_read_fixed (&reader, self->root, TSN_KEY_SIZE) ||
      !tsn_trust_read_municipality (&reader, self->municipality) ||
      !tsn_cbor_read_uint (&reader, &self->series) ||
      !tsn_cbor_read_uint (&reader, &self->number) || self->number == 0 ||
      !tsn_cbor_read_uint (&reader, &self->made_ms) || self->made_ms > G_MAXINT64 ||
      !tsn_cbor_read_bytes (&reader, &certificate, &certificate_size) ||
      !read_issuers (&reader, self) || !read_replaced (&reader, self) ||
      !read_serials (&reader, self, NULL) || !tsn_cbor_end (&reader))
    return refuse (TSN_TRUST_ERROR_DAMAGED, "the trust file is damaged", error);
  self->certificate = g_bytes_new (certificate, certificate_size);
  return TRUE;
}

/* The next of the sequence. @reader: what is left of the file */
static gboolean
next_message (TsnCborReader *reader, TsnCardSigned *message, GError **error)
{
  const guint8 *raw = NULL;
  gsize size = 0;
  TsnCardCoseFault fault;

  if (!tsn_cbor_skip (reader, &raw, &size))
    return refuse (TSN_TRUST_ERROR_DAMAGED, "the trust file breaks off", error);
  fault = tsn_card_cose_read_signed (raw, size, message);
  if (fault == TSN_CARD_COSE_OK)
    return TRUE;
  return refuse (fault == TSN_CARD_COSE_FUTURE ? TSN_TRUST_ERROR_TOO_NEW : TSN_TRUST_ERROR_DAMAGED,
                 "not a trust file",
                 error);
}

gboolean
tsn_trust_statement_next (TsnTrustStatement *self,
                          TsnCborReader *reader,
                          TsnCardSigned *message,
                          GError **error)
{
  return next_message (reader, message, error) &&
         read_statement (self, message->payload, message->payload_size, error);
}

/* -- Writing -- */

static void
write_serial (GByteArray *out, guint64 serial)
{
  guint64 big = GUINT64_TO_BE (serial);

  g_byte_array_append (out, (const guint8 *) &big, SERIAL_SIZE);
}

static void
write_issuers (GByteArray *out, const GArray *issuers)
{
  tsn_cbor_write_array (out, issuers->len);
  for (guint i = 0; i < issuers->len; i++)
    {
      const TsnCardIssuer *one = &g_array_index (issuers, TsnCardIssuer, i);

      tsn_cbor_write_array (out, 3);
      tsn_cbor_write_bytes (out, one->device.bytes, sizeof one->device.bytes);
      tsn_cbor_write_bytes (out, one->sign_public, TSN_KEY_SIZE);
      tsn_cbor_write_uint (out, (guint64) MAX (one->revoked_ms, 0));
    }
}

/* @replaced: by day */
static void
write_replaced (GByteArray *out, const GArray *replaced)
{
  g_autoptr (GByteArray) days = g_byte_array_new ();
  gsize n = 0;
  guint i = 0;

  while (i < replaced->len)
    {
      g_autoptr (GByteArray) serials = g_byte_array_new ();
      TsnDate day = g_array_index (replaced, TsnTrustReplaced, i).on;

      for (; i < replaced->len && g_array_index (replaced, TsnTrustReplaced, i).on == day; i++)
        write_serial (serials, g_array_index (replaced, TsnTrustReplaced, i).serial);
      tsn_cbor_write_array (days, 2);
      tsn_cbor_write_int (days, day != TSN_DATE_NONE ? tsn_date_to_days (day) : 0);
      tsn_cbor_write_bytes (days, serials->data, serials->len);
      n++;
    }
  tsn_cbor_write_array (out, n);
  tsn_cbor_write_raw (out, days->data, days->len);
}

static void
write_kept (GByteArray *out, const GArray *kept)
{
  g_autoptr (GByteArray) serials = g_byte_array_new ();

  for (guint i = 0; i < kept->len; i++)
    write_serial (serials, g_array_index (kept, guint64, i));
  tsn_cbor_write_bytes (out, serials->data, serials->len);
}

GBytes *
tsn_trust_statement_sign (const TsnTrustStatement *self, TsnVault *vault, GError **error)
{
  TsnCardSigner signer;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) payload = NULL;
  gsize size;
  const guint8 *certificate = g_bytes_get_data (self->certificate, &size);

  tsn_card_signer_init_vault (&signer, vault);
  tsn_cbor_write_array (out, PARTS);
  tsn_cbor_write_text (out, STEM VERSION, -1);
  tsn_cbor_write_bytes (out, self->root, TSN_KEY_SIZE);
  tsn_cbor_write_text (out, self->municipality, -1);
  tsn_cbor_write_uint (out, self->series);
  tsn_cbor_write_uint (out, self->number);
  tsn_cbor_write_uint (out, self->made_ms);
  tsn_cbor_write_bytes (out, certificate, size);
  write_issuers (out, self->issuers);
  write_replaced (out, self->replaced);
  write_kept (out, self->kept);
  payload = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  return tsn_card_cose_sign (payload, &signer, error);
}
