/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements are numbered within a series, and each is a COSE_Sign1 as that of a card is, by a
 * coordinator's device, whose certificate it carries. What such a device signs as a card begins as
 * a zlib stream does, and never as a statement, so neither can be taken for the other.
 *
 * A newer series begins anew: readers forget the older one once they have the newer one whole, for
 * a part of it would know fewer replaced cards than before. Replaced serials lie sorted, so looking
 * one up costs nothing that could be felt.
 */

#include "tsn-trust-file.h"

#include <string.h>

#include "tsn-card-cose.h"
#include "tsn-cbor.h"

#define FORMAT      "tsunagi trust 1"
#define FORMAT_STEM "tsunagi trust "
#define PARTS       10
#define SERIALS_MAX 1000 /* a statement, so that it fits into a record */
#define SERIAL_SIZE 8    /* bytes */

typedef struct
{
  guint8 kid[TSN_CARD_KID_SIZE];
  TsnCardIssuer issuer;
} Issuer;

G_DEFINE_QUARK (tsn - trust - error - quark, tsn_trust_error)

struct _TsnTrustFile
{
  guint8 root[TSN_KEY_SIZE];
  char municipality[7];
  guint64 series, number; /* of the last statement; 0: none */
  gint64 made_ms;
  GArray *issuers;   /* of Issuer */
  GArray *replaced;  /* of TsnTrustReplaced, by serial */
  GArray *kept;      /* of guint64, rising */
  GByteArray *bytes; /* the statements */
};

static gboolean
refuse (TsnTrustError code, const char *message, GError **error)
{
  g_set_error_literal (error, TSN_TRUST_ERROR, (int) code, message);
  return FALSE;
}

/* -- State -- */

void
tsn_trust_state_init (TsnTrustState *self)
{
  *self = (TsnTrustState){ .issuers = g_array_new (FALSE, FALSE, sizeof (TsnCardIssuer)),
                           .replaced = g_array_new (FALSE, FALSE, sizeof (TsnTrustReplaced)),
                           .kept = g_array_new (FALSE, FALSE, sizeof (guint64)) };
}

void
tsn_trust_state_clear (TsnTrustState *self)
{
  g_clear_pointer (&self->issuers, g_array_unref);
  g_clear_pointer (&self->replaced, g_array_unref);
  g_clear_pointer (&self->kept, g_array_unref);
}

gboolean
tsn_trust_serial (const char *text, guint64 *serial)
{
  return strlen (text) == (gsize) SERIAL_SIZE * 2 &&
         g_ascii_string_to_unsigned (text, 16, 0, G_MAXUINT64, serial, NULL);
}

static int
compare_serials (gconstpointer a, gconstpointer b)
{
  guint64 left = *(const guint64 *) a;
  guint64 right = *(const guint64 *) b;

  return left < right ? -1 : left > right;
}

/* The serial is what a TsnTrustReplaced begins with. */
G_STATIC_ASSERT (G_STRUCT_OFFSET (TsnTrustReplaced, serial) == 0);

static const TsnTrustReplaced *
find_replaced (GArray *replaced, guint64 serial)
{
  guint at;

  return g_array_binary_search (replaced, &serial, compare_serials, &at)
             ? &g_array_index (replaced, TsnTrustReplaced, at)
             : NULL;
}

static Issuer *
find_device (GArray *issuers, const TsnId *device)
{
  for (guint i = 0; i < issuers->len; i++)
    if (tsn_id_equal (&g_array_index (issuers, Issuer, i).issuer.device, device))
      return &g_array_index (issuers, Issuer, i);
  return NULL;
}

/* -- Life -- */

TsnTrustFile *
tsn_trust_file_new (const guint8 root_public[TSN_KEY_SIZE])
{
  TsnTrustFile *self = g_new0 (TsnTrustFile, 1);

  memcpy (self->root, root_public, TSN_KEY_SIZE);
  self->issuers = g_array_new (FALSE, FALSE, sizeof (Issuer));
  self->replaced = g_array_new (FALSE, FALSE, sizeof (TsnTrustReplaced));
  self->kept = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->bytes = g_byte_array_new ();
  return self;
}

void
tsn_trust_file_free (TsnTrustFile *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->issuers);
  g_array_unref (self->replaced);
  g_array_unref (self->kept);
  g_byte_array_unref (self->bytes);
  g_free (self);
}

static void
swap (TsnTrustFile *self, TsnTrustFile *other)
{
  TsnTrustFile kept = *self;

  *self = *other;
  *other = kept;
}

/* -- Reading -- */

typedef struct
{
  guint8 root[TSN_KEY_SIZE];
  char municipality[7];
  guint64 series, number, made_ms;
  GBytes *certificate;
  GArray *issuers;  /* of Issuer */
  GArray *replaced; /* of TsnTrustReplaced */
  GArray *kept;     /* of guint64 */
} Statement;

static void
statement_clear (Statement *self)
{
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_clear_pointer (&self->issuers, g_array_unref);
  g_clear_pointer (&self->replaced, g_array_unref);
  g_clear_pointer (&self->kept, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Statement, statement_clear)

static gboolean
read_format (TsnCborReader *reader, gsize *n_parts, GError **error)
{
  const char *text;
  gsize length;

  if (!tsn_cbor_read_array (reader, n_parts) || *n_parts == 0 ||
      !tsn_cbor_read_text (reader, &text, &length) || length < strlen (FORMAT_STEM) ||
      strncmp (text, FORMAT_STEM, strlen (FORMAT_STEM)) != 0)
    return refuse (TSN_TRUST_ERROR_DAMAGED, "not a trust file", error);
  if (length != strlen (FORMAT) || strncmp (text, FORMAT, length) != 0)
    return refuse (TSN_TRUST_ERROR_TOO_NEW, "the trust file is of a newer version", error);
  return TRUE;
}

static gboolean
read_municipality (TsnCborReader *reader, char municipality[7])
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
read_issuers (TsnCborReader *reader, Statement *statement)
{
  gsize n, parts;

  if (!tsn_cbor_read_array (reader, &n))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      Issuer one = { 0 };
      guint64 revoked;

      if (!tsn_cbor_read_array (reader, &parts) || parts != 3 ||
          !tsn_cbor_read_fixed (reader, one.issuer.device.bytes, sizeof one.issuer.device.bytes) ||
          !tsn_cbor_read_fixed (reader, one.issuer.sign_public, TSN_KEY_SIZE) ||
          !tsn_cbor_read_uint (reader, &revoked) || revoked > G_MAXINT64)
        return FALSE;
      one.issuer.revoked_ms = (gint64) revoked;
      g_strlcpy (one.issuer.municipality, statement->municipality, sizeof one.issuer.municipality);
      tsn_card_kid (one.issuer.sign_public, one.kid);
      g_array_append_val (statement->issuers, one);
    }
  return TRUE;
}

/* @day: NULL: not for replaced ones */
static gboolean
read_serials (TsnCborReader *reader, Statement *statement, const TsnDate *day)
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
read_replaced (TsnCborReader *reader, Statement *statement)
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
      date = (TsnDate) day;
      if (!read_serials (reader, statement, &date))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_statement (Statement *self, const guint8 *payload, gsize size, GError **error)
{
  TsnCborReader reader;
  const guint8 *certificate;
  gsize n_parts, certificate_size;

  self->issuers = g_array_new (FALSE, FALSE, sizeof (Issuer));
  self->replaced = g_array_new (FALSE, FALSE, sizeof (TsnTrustReplaced));
  self->kept = g_array_new (FALSE, FALSE, sizeof (guint64));
  tsn_cbor_reader_init (&reader, payload, size);
  if (!read_format (&reader, &n_parts, error))
    return FALSE;
  if (n_parts != PARTS || !tsn_cbor_read_fixed (&reader, self->root, TSN_KEY_SIZE) ||
      !read_municipality (&reader, self->municipality) ||
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

/* Whether a coordinator's device of @self's municipality says this, and none that was shut out. */
static gboolean
is_ours (const TsnTrustFile *self, const Statement *statement, const TsnCardSigned *message)
{
  TsnCertificate certificate;
  const Issuer *known;

  if (memcmp (statement->root, self->root, TSN_KEY_SIZE) != 0 ||
      !tsn_certificate_verify (statement->certificate, self->root, &certificate, NULL) ||
      certificate.role != TSN_ROLE_DESK || !tsn_card_cose_verify (message, certificate.sign_public))
    return FALSE;
  known = find_device (self->issuers, &certificate.device);
  return known == NULL || known->issuer.revoked_ms == 0;
}

static void
apply (TsnTrustFile *self, const Statement *statement)
{
  g_strlcpy (self->municipality, statement->municipality, sizeof self->municipality);
  self->series = statement->series;
  self->number = statement->number;
  self->made_ms = MAX (self->made_ms, (gint64) statement->made_ms);
  for (guint i = 0; i < statement->issuers->len; i++)
    {
      const Issuer *one = &g_array_index (statement->issuers, Issuer, i);
      Issuer *known = find_device (self->issuers, &one->issuer.device);

      if (known != NULL)
        *known = *one;
      else
        g_array_append_vals (self->issuers, one, 1);
    }
  g_array_append_vals (self->replaced, statement->replaced->data, statement->replaced->len);
  g_array_append_vals (self->kept, statement->kept->data, statement->kept->len);
}

/* Takes what goes on from @self. Sorting is left to the caller. */
static gboolean
take_following (TsnTrustFile *self, TsnCborReader *reader, GError **error)
{
  while (reader->p < reader->end)
    {
      g_auto (Statement) statement = { 0 };
      const guint8 *start = reader->p;
      TsnCardSigned message;

      if (!next_message (reader, &message, error) ||
          !read_statement (&statement, message.payload, message.payload_size, error))
        return FALSE;
      if (self->number != 0 && statement.series != self->series)
        return refuse (TSN_TRUST_ERROR_DAMAGED, "the trust file is two in one", error);
      /* What is known already may be by somebody who was shut out since. */
      if (statement.number <= self->number)
        continue;
      if (!is_ours (self, &statement, &message))
        return refuse (TSN_TRUST_ERROR_FORGED,
                       "the trust file is not of this municipality's coordinators",
                       error);
      if (statement.number > self->number + 1)
        return refuse (TSN_TRUST_ERROR_GAP, "the trust file leaves something out", error);
      apply (self, &statement);
      g_byte_array_append (self->bytes, start, (guint) (reader->p - start));
    }
  return TRUE;
}

static void
sort (TsnTrustFile *self)
{
  g_array_sort (self->replaced, compare_serials);
  g_array_sort (self->kept, compare_serials);
}

/* What a file says first: not checked. */
static gboolean
peek (GBytes *bytes, Statement *statement, GError **error)
{
  TsnCborReader reader;
  TsnCardSigned message;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size > TSN_TRUST_FILE_MAX)
    return refuse (TSN_TRUST_ERROR_DAMAGED, "too large for a trust file", error);
  tsn_cbor_reader_init (&reader, data, size);
  return next_message (&reader, &message, error) &&
         read_statement (statement, message.payload, message.payload_size, error);
}

gboolean
tsn_trust_file_peek_root (GBytes *bytes, guint8 root_public[TSN_KEY_SIZE], GError **error)
{
  g_auto (Statement) first = { 0 };

  if (!peek (bytes, &first, error))
    return FALSE;
  memcpy (root_public, first.root, TSN_KEY_SIZE);
  return TRUE;
}

static gboolean
take_afresh (TsnTrustFile *self, TsnCborReader *reader, GError **error)
{
  g_autoptr (TsnTrustFile) newer = tsn_trust_file_new (self->root);

  /* Who was shut out does not come back by beginning anew. */
  for (guint i = 0; i < self->issuers->len; i++)
    if (g_array_index (self->issuers, Issuer, i).issuer.revoked_ms != 0)
      g_array_append_val (newer->issuers, g_array_index (self->issuers, Issuer, i));
  if (!take_following (newer, reader, error))
    return FALSE;
  sort (newer);
  swap (self, newer);
  return TRUE;
}

gboolean
tsn_trust_file_take (TsnTrustFile *self, GBytes *bytes, GError **error)
{
  g_auto (Statement) first = { 0 };
  TsnCborReader reader;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean taken;

  if (!peek (bytes, &first, error))
    return FALSE;
  tsn_cbor_reader_init (&reader, data, size);
  if (self->number != 0 && first.series < self->series)
    return TRUE;
  if (self->number == 0 || first.series > self->series)
    return take_afresh (self, &reader, error);
  taken = take_following (self, &reader, error);
  sort (self);
  return taken;
}

/* -- Writing -- */

/* What of a state is to be said yet. */
typedef struct
{
  GArray *issuers;  /* of TsnCardIssuer */
  GArray *replaced; /* of TsnTrustReplaced, by day */
  GArray *kept;     /* of guint64 */
  gboolean less;    /* something known is no longer so */
} News;

static void
news_clear (News *self)
{
  g_clear_pointer (&self->issuers, g_array_unref);
  g_clear_pointer (&self->replaced, g_array_unref);
  g_clear_pointer (&self->kept, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (News, news_clear)

static int
compare_days (gconstpointer a, gconstpointer b)
{
  const TsnTrustReplaced *left = a;
  const TsnTrustReplaced *right = b;

  return left->on != right->on ? (left->on < right->on ? -1 : 1) : compare_serials (a, b);
}

static void
add_new_issuers (const TsnTrustFile *self, const TsnTrustState *state, News *news)
{
  guint known = 0;

  for (guint i = 0; i < state->issuers->len; i++)
    {
      const TsnCardIssuer *one = &g_array_index (state->issuers, TsnCardIssuer, i);
      const Issuer *before = find_device (self->issuers, &one->device);

      known += before != NULL;
      if (before == NULL || before->issuer.revoked_ms != one->revoked_ms ||
          memcmp (before->issuer.sign_public, one->sign_public, TSN_KEY_SIZE) != 0)
        g_array_append_vals (news->issuers, one, 1);
    }
  news->less |= known < self->issuers->len;
}

static void
add_new_serials (const TsnTrustFile *self, const TsnTrustState *state, News *news)
{
  guint known = 0;

  for (guint i = 0; i < state->replaced->len; i++)
    {
      const TsnTrustReplaced *one = &g_array_index (state->replaced, TsnTrustReplaced, i);

      if (find_replaced (self->replaced, one->serial) != NULL)
        known++;
      else
        g_array_append_vals (news->replaced, one, 1);
    }
  news->less |= known < self->replaced->len;
  known = 0;
  for (guint i = 0; i < state->kept->len; i++)
    {
      const guint64 *serial = &g_array_index (state->kept, guint64, i);

      if (g_array_binary_search (self->kept, serial, compare_serials, NULL))
        known++;
      else
        g_array_append_vals (news->kept, serial, 1);
    }
  news->less |= known < self->kept->len;
}

static void
find_news (const TsnTrustFile *self, const TsnTrustState *state, News *news)
{
  *news = (News){ .issuers = g_array_new (FALSE, FALSE, sizeof (TsnCardIssuer)),
                  .replaced = g_array_new (FALSE, FALSE, sizeof (TsnTrustReplaced)),
                  .kept = g_array_new (FALSE, FALSE, sizeof (guint64)) };
  add_new_issuers (self, state, news);
  add_new_serials (self, state, news);
  g_array_sort (news->replaced, compare_days);
}

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

/* Those from @from to before @to, by day. */
static void
write_replaced (GByteArray *out, const GArray *replaced, guint from, guint to)
{
  g_autoptr (GByteArray) days = g_byte_array_new ();
  gsize n = 0;

  while (from < to)
    {
      g_autoptr (GByteArray) serials = g_byte_array_new ();
      TsnDate day = g_array_index (replaced, TsnTrustReplaced, from).on;

      for (; from < to && g_array_index (replaced, TsnTrustReplaced, from).on == day; from++)
        write_serial (serials, g_array_index (replaced, TsnTrustReplaced, from).serial);
      tsn_cbor_write_array (days, 2);
      tsn_cbor_write_int (days, day);
      tsn_cbor_write_bytes (days, serials->data, serials->len);
      n++;
    }
  tsn_cbor_write_array (out, n);
  tsn_cbor_write_raw (out, days->data, days->len);
}

static void
write_kept (GByteArray *out, const GArray *kept, guint from, guint to)
{
  g_autoptr (GByteArray) serials = g_byte_array_new ();

  for (guint i = from; i < to; i++)
    write_serial (serials, g_array_index (kept, guint64, i));
  tsn_cbor_write_bytes (out, serials->data, serials->len);
}

/* The part of @news from @done on that one statement holds, which moves on. */
static GBytes *
write_statement (const TsnTrustFile *self,
                 const News *news,
                 TsnVault *vault,
                 guint *done,
                 GError **error)
{
  TsnCardSigner signer;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (TsnCardIssuer));
  guint n = news->replaced->len;
  guint to = MIN (*done + SERIALS_MAX, n + news->kept->len);
  gsize size;
  const guint8 *certificate = g_bytes_get_data (tsn_vault_certificate (vault), &size);

  tsn_card_signer_init_vault (&signer, vault);
  tsn_cbor_write_array (out, PARTS);
  tsn_cbor_write_text (out, FORMAT, -1);
  tsn_cbor_write_bytes (out, self->root, TSN_KEY_SIZE);
  tsn_cbor_write_text (out, self->municipality, -1);
  tsn_cbor_write_uint (out, self->series);
  tsn_cbor_write_uint (out, self->number);
  tsn_cbor_write_uint (out, (guint64) self->made_ms);
  tsn_cbor_write_bytes (out, certificate, size);
  write_issuers (out, *done == 0 ? news->issuers : none);
  write_replaced (out, news->replaced, MIN (*done, n), MIN (to, n));
  write_kept (out, news->kept, MAX (*done, n) - n, MAX (to, n) - n);
  *done = to;
  payload = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  return tsn_card_cose_sign (payload, &signer, error);
}

static gboolean
write_all (TsnTrustFile *self, const News *news, TsnVault *vault, GByteArray *out, GError **error)
{
  guint all = news->replaced->len + news->kept->len;
  guint done = 0;

  do
    {
      g_autoptr (GBytes) message = NULL;
      gsize size;
      const guint8 *data;

      self->number++;
      message = write_statement (self, news, vault, &done, error);
      if (message == NULL)
        return FALSE;
      data = g_bytes_get_data (message, &size);
      g_byte_array_append (out, data, (guint) size);
    }
  while (done < all);
  return TRUE;
}

/* Goes on from @self with a copy of what is needed to write, so that a failure changes nothing. */
static GBytes *
make_from (const TsnTrustFile *self,
           const TsnTrustState *state,
           const News *news,
           TsnVault *vault,
           gint64 now_ms,
           GError **error)
{
  TsnTrustFile next = *self; /* the arrays are not written to */
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_strlcpy (next.municipality, state->municipality, sizeof next.municipality);
  next.made_ms = MAX (now_ms, self->made_ms);
  if (next.number == 0)
    next.series = (guint64) next.made_ms;
  if (!write_all (&next, news, vault, out, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static gboolean
may_make (const TsnTrustFile *self, TsnVault *vault, GError **error)
{
  if (tsn_vault_role (vault) != TSN_ROLE_DESK)
    return refuse (TSN_TRUST_ERROR_NOT_A_COORDINATOR,
                   "only a coordinator's device makes trust files",
                   error);
  if (memcmp (self->root, tsn_vault_root_public (vault), TSN_KEY_SIZE) != 0)
    return refuse (TSN_TRUST_ERROR_FORGED, "the trust file is of another municipality", error);
  return TRUE;
}

GBytes *
tsn_trust_file_make (TsnTrustFile *self,
                     const TsnTrustState *state,
                     TsnVault *vault,
                     gint64 now_ms,
                     GError **error)
{
  g_autoptr (TsnTrustFile) anew = tsn_trust_file_new (self->root);
  g_auto (News) news = { 0 };
  gboolean afresh;
  GBytes *made;

  if (!may_make (self, vault, error))
    return NULL;
  find_news (self, state, &news);
  afresh = self->number == 0 || news.less;
  if (afresh)
    {
      /* A newer series than that before, whatever the clock says. */
      anew->made_ms = MAX (now_ms, (gint64) self->series + 1);
      news_clear (&news);
      find_news (anew, state, &news);
    }
  made = make_from (afresh ? anew : self, state, &news, vault, now_ms, error);
  if (made != NULL && !tsn_trust_file_take (self, made, error))
    g_clear_pointer (&made, g_bytes_unref);
  return made;
}

/* -- Asking -- */

GBytes *
tsn_trust_file_dup_bytes (const TsnTrustFile *self)
{
  return g_bytes_new (self->bytes->data, self->bytes->len);
}

gint64
tsn_trust_file_made_ms (const TsnTrustFile *self)
{
  return self->made_ms;
}

const char *
tsn_trust_file_municipality (const TsnTrustFile *self)
{
  return self->municipality;
}

const guint8 *
tsn_trust_file_root (const TsnTrustFile *self)
{
  return self->root;
}

guint
tsn_trust_file_n_replaced (const TsnTrustFile *self)
{
  return self->replaced->len;
}

gboolean
tsn_trust_file_find_issuer (const TsnTrustFile *self,
                            const guint8 kid[TSN_CARD_KID_SIZE],
                            TsnCardIssuer *issuer)
{
  for (guint i = 0; i < self->issuers->len; i++)
    if (memcmp (g_array_index (self->issuers, Issuer, i).kid, kid, TSN_CARD_KID_SIZE) == 0)
      {
        *issuer = g_array_index (self->issuers, Issuer, i).issuer;
        return TRUE;
      }
  return FALSE;
}

gboolean
tsn_trust_file_find_card (const TsnTrustFile *self, const char *serial, TsnCardStanding *standing)
{
  const TsnTrustReplaced *replaced;
  guint64 number;

  *standing = (TsnCardStanding){ .superseded_date = TSN_DATE_NONE };
  if (!tsn_trust_serial (serial, &number))
    return FALSE;
  replaced = find_replaced (self->replaced, number);
  if (replaced != NULL)
    {
      standing->superseded = TRUE;
      standing->superseded_date = replaced->on;
      return TRUE;
    }
  return g_array_binary_search (self->kept, &number, compare_serials, NULL);
}
