/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements (tsn-trust-statement.h) are numbered within a series, and each is signed by a
 * coordinator's device, whose certificate it carries.
 *
 * A newer series begins anew: readers forget the older one once they have the newer one whole, for
 * a part of it would know fewer replaced cards than before. Replaced serials lie sorted, so looking
 * one up costs nothing that could be felt.
 */

#include "tsn-trust-file.h"

#include <string.h>

#include "tsn-trust-statement.h"

#define SERIALS_MAX   1000 /* a statement, so that it fits into a record */
#define SERIAL_DIGITS 16

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
  GPtrArray *loans;  /* of TsnTrustLoan */
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
  return strlen (text) == SERIAL_DIGITS &&
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
  self->loans = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_trust_loan_free);
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
  g_ptr_array_unref (self->loans);
  g_free (self);
}

static void
swap (TsnTrustFile *self, TsnTrustFile *other)
{
  TsnTrustFile kept = *self;

  *self = *other;
  *other = kept;
}

static void
swap_loans (TsnTrustFile *self, TsnTrustFile *other)
{
  GPtrArray *kept = self->loans;

  self->loans = other->loans;
  other->loans = kept;
}

/* -- Loans -- */

static TsnTrustLoan *
find_loan (const TsnTrustFile *self, const TsnId *device, guint *at)
{
  for (guint i = 0; i < self->loans->len; i++)
    {
      TsnTrustLoan *loan = g_ptr_array_index (self->loans, i);

      if (at != NULL)
        *at = i;
      if (tsn_id_equal (&loan->crew.device, device))
        return loan;
    }
  return NULL;
}

/* Unless a newer one is there. @loan: (transfer full) */
static void
put_loan (TsnTrustFile *self, TsnTrustLoan *loan)
{
  guint at;
  TsnTrustLoan *before = find_loan (self, &loan->crew.device, &at);

  if (before != NULL && before->made_ms >= loan->made_ms)
    {
      tsn_trust_loan_free (loan);
      return;
    }
  if (before != NULL)
    g_ptr_array_remove_index (self->loans, at);
  g_ptr_array_add (self->loans, loan);
}

static GPtrArray *
read_loans (const TsnTrustFile *self, const guint8 *data, gsize size, GError **error)
{
  g_autoptr (GPtrArray) loans = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_trust_loan_free);
  TsnCborReader reader;

  tsn_cbor_reader_init (&reader, data, size);
  while (reader.p < reader.end)
    {
      TsnTrustLoan *loan = tsn_trust_loan_next (&reader, self->root, error);

      if (loan == NULL)
        return NULL;
      g_ptr_array_add (loans, loan);
      if (loans->len + self->loans->len > TSN_TRUST_LOANS_MAX)
        {
          refuse (TSN_TRUST_ERROR_DAMAGED, "there are too many loans", error);
          return NULL;
        }
    }
  return g_steal_pointer (&loans);
}

/* -- Reading -- */

/* Whether a coordinator's device of @self's municipality says this, and none that was shut out. */
static gboolean
is_ours (const TsnTrustFile *self, const TsnTrustStatement *statement, const TsnCardSigned *message)
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
apply (TsnTrustFile *self, const TsnTrustStatement *statement)
{
  g_strlcpy (self->municipality, statement->municipality, sizeof self->municipality);
  self->series = statement->series;
  self->number = statement->number;
  self->made_ms = MAX (self->made_ms, (gint64) statement->made_ms);
  for (guint i = 0; i < statement->issuers->len; i++)
    {
      Issuer one = { .issuer = g_array_index (statement->issuers, TsnCardIssuer, i) };
      Issuer *known = find_device (self->issuers, &one.issuer.device);

      tsn_card_kid (one.issuer.sign_public, one.kid);
      if (known != NULL)
        *known = one;
      else
        g_array_append_val (self->issuers, one);
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
      g_auto (TsnTrustStatement) statement = { 0 };
      const guint8 *start = reader->p;
      TsnCardSigned message;

      if (!tsn_trust_statement_next (&statement, reader, &message, error))
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
peek (GBytes *bytes, TsnTrustStatement *statement, GError **error)
{
  TsnCborReader reader;
  TsnCardSigned message;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size > TSN_TRUST_FILE_MAX)
    return refuse (TSN_TRUST_ERROR_DAMAGED, "too large for a trust file", error);
  tsn_cbor_reader_init (&reader, data, size);
  return tsn_trust_statement_next (statement, &reader, &message, error);
}

gboolean
tsn_trust_file_peek_root (GBytes *bytes, guint8 root_public[TSN_KEY_SIZE], GError **error)
{
  g_auto (TsnTrustStatement) first = { 0 };

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
  swap_loans (self, newer); /* which it has as before */
  swap (self, newer);
  return TRUE;
}

/* @reader: of a file, whose @first is its first; it ends with the statements. */
static gboolean
take_statements (TsnTrustFile *self,
                 const TsnTrustStatement *first,
                 TsnCborReader *reader,
                 GError **error)
{
  gboolean taken;

  if (self->number != 0 && first->series < self->series)
    return TRUE;
  if (self->number == 0 || first->series > self->series)
    return take_afresh (self, reader, error);
  taken = take_following (self, reader, error);
  sort (self);
  return taken;
}

/* Where the loans begin. */
static const guint8 *
end_of_statements (const guint8 *data, gsize size)
{
  TsnCborReader reader;
  const guint8 *item;
  gsize item_size;

  tsn_cbor_reader_init (&reader, data, size);
  while (reader.p < reader.end)
    if (tsn_trust_loan_is_next (&reader))
      return reader.p;
    else if (!tsn_cbor_skip (&reader, &item, &item_size))
      break;
  return data + size;
}

gboolean
tsn_trust_file_take (TsnTrustFile *self, GBytes *bytes, GError **error)
{
  g_auto (TsnTrustStatement) first = { 0 };
  g_autoptr (GPtrArray) loans = NULL;
  TsnCborReader reader;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  const guint8 *end;

  if (!peek (bytes, &first, error))
    return FALSE;
  end = end_of_statements (data, size);
  loans = read_loans (self, end, (gsize) (data + size - end), error);
  if (loans == NULL)
    return FALSE;
  tsn_cbor_reader_init (&reader, data, (gsize) (end - data));
  if (!take_statements (self, &first, &reader, error))
    return FALSE;
  for (guint i = 0; i < loans->len; i++)
    put_loan (self, g_steal_pointer (&loans->pdata[i]));
  return TRUE;
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

/* The part of @news from @done on that one statement holds, which moves on. */
static void
fill_statement (TsnTrustStatement *self, const News *news, guint *done)
{
  guint n = news->replaced->len;
  guint to = MIN (*done + SERIALS_MAX, n + news->kept->len);

  g_array_set_size (self->issuers, 0);
  g_array_set_size (self->replaced, 0);
  g_array_set_size (self->kept, 0);
  if (*done == 0)
    g_array_append_vals (self->issuers, news->issuers->data, news->issuers->len);
  for (; *done < to; ++*done)
    if (*done < n)
      g_array_append_val (self->replaced, g_array_index (news->replaced, TsnTrustReplaced, *done));
    else
      g_array_append_val (self->kept, g_array_index (news->kept, guint64, *done - n));
}

static gboolean
write_all (TsnTrustStatement *self,
           const News *news,
           TsnVault *vault,
           GByteArray *out,
           GError **error)
{
  guint all = news->replaced->len + news->kept->len;
  guint done = 0;

  do
    {
      g_autoptr (GBytes) message = NULL;
      gsize size;
      const guint8 *data;

      self->number++;
      fill_statement (self, news, &done);
      message = tsn_trust_statement_sign (self, vault, error);
      if (message == NULL)
        return FALSE;
      data = g_bytes_get_data (message, &size);
      g_byte_array_append (out, data, (guint) size);
    }
  while (done < all);
  return TRUE;
}

static GBytes *
make_from (const TsnTrustFile *self,
           const TsnTrustState *state,
           const News *news,
           TsnVault *vault,
           gint64 now_ms,
           GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_auto (TsnTrustStatement) next = { 0 };

  tsn_trust_statement_init (&next);
  memcpy (next.root, self->root, TSN_KEY_SIZE);
  g_strlcpy (next.municipality, state->municipality, sizeof next.municipality);
  next.made_ms = (guint64) MAX (now_ms, self->made_ms);
  next.series = self->number != 0 ? self->series : next.made_ms;
  next.number = self->number;
  next.certificate = g_bytes_ref (tsn_vault_certificate (vault));
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

/* -- Lending -- */

gboolean
tsn_trust_file_lend (TsnTrustFile *self,
                     const TsnCrew *crew,
                     TsnVault *vault,
                     gint64 now_ms,
                     GError **error)
{
  g_autoptr (GPtrArray) loans = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_trust_loan_free);

  if (!may_make (self, vault, error))
    return FALSE;
  if (crew != NULL && find_loan (self, &crew->device, NULL) == NULL &&
      self->loans->len == TSN_TRUST_LOANS_MAX)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "no more loans");
      return FALSE;
    }
  for (guint i = 0; i <= self->loans->len; i++)
    {
      const TsnTrustLoan *before = i < self->loans->len ? g_ptr_array_index (self->loans, i) : NULL;
      const TsnCrew *to = before != NULL ? &before->crew : crew;
      /* After the one before, whatever the clock says. */
      gint64 made_ms = before != NULL ? MAX (now_ms, before->made_ms + 1) : now_ms;
      TsnTrustLoan *loan = to != NULL ? tsn_trust_loan_new (to, vault, made_ms, error) : NULL;

      if (loan != NULL)
        g_ptr_array_add (loans, loan);
      else if (to != NULL)
        return FALSE;
    }
  for (guint i = 0; i < loans->len; i++)
    put_loan (self, g_steal_pointer (&loans->pdata[i]));
  return TRUE;
}

gboolean
tsn_trust_file_withdraw (TsnTrustFile *self, const TsnId *device)
{
  guint at;

  if (find_loan (self, device, &at) == NULL)
    return FALSE;
  g_ptr_array_remove_index (self->loans, at);
  return TRUE;
}

gboolean
tsn_trust_file_borrow (const TsnTrustFile *self, TsnVault *vault)
{
  const TsnTrustLoan *loan = find_loan (self, tsn_vault_device (vault), NULL);
  g_autoptr (GBytes) about = loan != NULL ? tsn_trust_loan_about (loan) : NULL;

  return loan != NULL &&
         tsn_vault_borrow_card_keys (vault, loan->envelope, about, self->root, NULL);
}

/* -- Asking -- */

const GPtrArray *
tsn_trust_file_loans (const TsnTrustFile *self)
{
  return self->loans;
}

gint64
tsn_trust_file_lent_ms (const TsnTrustFile *self, TsnVault *vault)
{
  const TsnTrustLoan *loan = find_loan (self, tsn_vault_device (vault), NULL);

  return loan != NULL ? loan->made_ms : 0;
}

GBytes *
tsn_trust_file_dup_bytes (const TsnTrustFile *self)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, self->bytes->data, self->bytes->len);
  for (guint i = 0; i < self->loans->len; i++)
    tsn_trust_loan_write (g_ptr_array_index (self->loans, i), out);
  return g_byte_array_free_to_bytes (out);
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
