/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom a card is believed from: the devices of this database whose certificate stands the check of
 * the municipality's root, and the register of issued cards; and the trust files that are kept
 * here, of this municipality and of others. All of it is copied out of the store once, so that a
 * scan never waits for the disk.
 */

#include <string.h>

#include "tsn-issue.h"
#include "tsn-setup.h"
#include "tsn-trust-files.h"

typedef struct
{
  TsnId device;    /* that issued the card */
  char serial[20]; /* of the newer card; "": there is none */
  gint64 issued_ms;
} Card;

struct _TsnTrust
{
  TsnCardTrust trust;
  TsnVault *vault; /* borrowed */
  char municipality[7];
  GHashTable *issuers; /* kid (8 bytes as guint64) -> TsnCardIssuer */
  GHashTable *cards;   /* serial -> Card */
  GPtrArray *files;    /* of TsnTrustFile */
  GBytes *kept;        /* (nullable): these, as they are kept */
  gint64 seq;          /* where the log ended */
};

static const guint KINDS[] = { TSN_KIND_MUNICIPALITY, TSN_KIND_DEVICE, TSN_KIND_CARD, 0 };

static guint64
kid_as_number (const guint8 kid[TSN_CARD_KID_SIZE])
{
  guint64 number = 0;

  memcpy (&number, kid, sizeof number);
  return number;
}

static gboolean
find_issuer (gpointer data, const guint8 kid[TSN_CARD_KID_SIZE], TsnCardIssuer *issuer)
{
  TsnTrust *self = data;
  guint64 number = kid_as_number (kid);
  const TsnCardIssuer *found = g_hash_table_lookup (self->issuers, &number);

  if (found != NULL)
    *issuer = *found;
  for (guint i = 0; i < self->files->len && (found == NULL || found->revoked_ms == 0); i++)
    if (tsn_trust_file_find_issuer (g_ptr_array_index (self->files, i), kid, issuer))
      found = issuer;
  return found != NULL;
}

static gboolean
find_card (gpointer data, const char *serial, TsnCardStanding *standing)
{
  TsnTrust *self = data;
  const Card *newer = g_hash_table_lookup (self->cards, serial);
  gboolean known = FALSE;

  for (guint i = 0; i < self->files->len && (newer == NULL || newer->serial[0] == '\0'); i++)
    {
      known |= tsn_trust_file_find_card (g_ptr_array_index (self->files, i), serial, standing);
      if (standing->superseded)
        return TRUE;
    }
  if (newer == NULL)
    return known;
  standing->superseded = newer->serial[0] != '\0';
  g_strlcpy (standing->superseded_by, newer->serial, sizeof standing->superseded_by);
  standing->superseded_date = newer->issued_ms == 0 ? TSN_DATE_NONE
                                                    : tsn_date_from_unix_ms (newer->issued_ms);
  return TRUE;
}

/* A device without a good certificate is no issuer. */
static gboolean
add_issuer (TsnRecord *device, gpointer data, GError **error)
{
  TsnTrust *self = data;
  const TsnValue *value = tsn_record_value (device, TSN_DEVICE_CERTIFICATE);
  TsnCertificate certificate;
  TsnCardIssuer *issuer = NULL;
  guint8 kid[TSN_CARD_KID_SIZE];
  guint64 *key = NULL;

  if (value == NULL || !tsn_certificate_verify (value->bytes,
                                                tsn_vault_root_public (self->vault),
                                                &certificate,
                                                NULL))
    return TRUE;
  issuer = g_new0 (TsnCardIssuer, 1);
  key = g_new (guint64, 1);
  issuer->device = certificate.device;
  memcpy (issuer->sign_public, certificate.sign_public, TSN_KEY_SIZE);
  g_strlcpy (issuer->municipality, self->municipality, sizeof issuer->municipality);
  issuer->revoked_ms = tsn_record_number (device, TSN_DEVICE_REVOKED_AT, 0);
  tsn_card_kid (certificate.sign_public, kid);
  *key = kid_as_number (kid);
  g_hash_table_replace (self->issuers, key, issuer);
  return TRUE;
}

/* Every card is in the register; those that a later one replaces say by which. One that nobody
 * ever had replaces none. */
static void
add_cards (TsnTrust *self, GPtrArray *cards)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (tsn_id_hash, tsn_id_equal);

  for (guint i = 0; i < cards->len; i++)
    {
      TsnRecord *card = g_ptr_array_index (cards, i);
      const char *serial = tsn_record_text (card, TSN_CARD_SERIAL);
      Card *entry;

      if (serial == NULL)
        continue;
      entry = g_new0 (Card, 1);
      entry->device = tsn_record_cell (card, TSN_CARD_SERIAL)->version.device;
      g_hash_table_insert (by_id, &card->id, card);
      g_hash_table_replace (self->cards, g_strdup (serial), entry);
    }
  for (guint i = 0; i < cards->len; i++)
    {
      TsnRecord *card = g_ptr_array_index (cards, i);
      const TsnId *earlier_id = tsn_record_reference (card, TSN_CARD_SUPERSEDES);
      const char *serial = tsn_record_text (card, TSN_CARD_SERIAL);
      const char *replaced = tsn_record_text (card, TSN_CARD_SUPERSEDES_SERIAL);
      const TsnRecord *earlier = earlier_id != NULL ? g_hash_table_lookup (by_id, earlier_id)
                                                    : NULL;
      Card *successor = NULL;

      if (tsn_record_number (card, TSN_CARD_VOIDED, 0) == TSN_VOIDED_NOT_HANDED_OUT)
        continue;
      if (earlier != NULL)
        replaced = tsn_record_text (earlier, TSN_CARD_SERIAL);
      /* A serial that is not in the register does not come into it by being named. */
      if (replaced != NULL && serial != NULL)
        successor = g_hash_table_lookup (self->cards, replaced);
      if (successor == NULL)
        continue;
      g_strlcpy (successor->serial, serial, sizeof successor->serial);
      successor->issued_ms = tsn_record_number (card, TSN_CARD_ISSUED_AT, 0);
    }
}

/* Until the vault is locked; whoever keeps this over that borrows anew. */
static void
borrow_keys (const TsnTrust *self)
{
  for (guint i = 0; i < self->files->len; i++)
    (void) tsn_trust_file_borrow (g_ptr_array_index (self->files, i), self->vault);
}

TsnTrust *
tsn_trust_load (TsnSession *session, TsnVault *vault, GError **error)
{
  g_autoptr (TsnTrust) self = g_atomic_rc_box_new0 (TsnTrust);
  g_autoptr (TsnQuery) devices = tsn_query_new (tsn_kind_by_number (TSN_KIND_DEVICE));
  g_autoptr (TsnQuery) cards = tsn_query_new (tsn_kind_by_number (TSN_KIND_CARD));
  g_autoptr (TsnRecord) municipality = tsn_session_municipality (session, error);
  g_autoptr (GPtrArray) issued = NULL;
  gboolean changed;

  self->vault = vault;
  self->seq = G_MAXINT64;
  self->issuers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->cards = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (municipality == NULL || !tsn_trust_files_kept (session, &self->kept, error))
    return NULL;
  self->files = tsn_trust_files_read (self->kept, error);
  if (self->files == NULL ||
      !tsn_session_changed_since (session, KINDS, &self->seq, &changed, error))
    return NULL;
  g_strlcpy (self->municipality,
             tsn_record_text (municipality, TSN_MUNICIPALITY_CODE),
             sizeof self->municipality);
  cards->open_only = TRUE;
  devices->open_only = TRUE;
  if (!tsn_session_foreach (session, devices, add_issuer, self, error))
    return NULL;
  issued = tsn_session_query (session, cards, error);
  if (issued == NULL)
    return NULL;
  add_cards (self, issued);
  self->trust.data = self;
  self->trust.find_issuer = find_issuer;
  self->trust.find_card = find_card;
  tsn_card_trust_init_vault (&self->trust, vault);
  borrow_keys (self);
  return g_steal_pointer (&self);
}

static gboolean
is_current (TsnTrust *self, TsnSession *session)
{
  g_autoptr (GBytes) kept = NULL;
  gint64 seq = self->seq;
  gboolean changed;

  return tsn_trust_files_kept (session, &kept, NULL) &&
         tsn_session_changed_since (session, KINDS, &seq, &changed, NULL) && !changed &&
         (kept == self->kept ||
          (kept != NULL && self->kept != NULL && g_bytes_equal (kept, self->kept)));
}

gboolean
tsn_trust_renew (TsnTrust **trust, TsnSession *session, TsnVault *vault, GError **error)
{
  if (*trust != NULL && is_current (*trust, session))
    {
      borrow_keys (*trust);
      return TRUE;
    }
  g_clear_pointer (trust, tsn_trust_unref);
  *trust = tsn_trust_load (session, vault, error);
  return *trust != NULL;
}

static void
clear (gpointer data)
{
  TsnTrust *self = data;

  g_clear_pointer (&self->issuers, g_hash_table_unref);
  g_clear_pointer (&self->cards, g_hash_table_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->kept, g_bytes_unref);
}

TsnTrust *
tsn_trust_ref (TsnTrust *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
tsn_trust_unref (TsnTrust *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static gboolean
is_revoked (TsnTrustState *state, const TsnId *device)
{
  for (guint i = 0; i < state->issuers->len; i++)
    {
      const TsnCardIssuer *issuer = &g_array_index (state->issuers, TsnCardIssuer, i);

      if (tsn_id_equal (&issuer->device, device))
        return issuer->revoked_ms != 0;
    }
  return FALSE;
}

void
tsn_trust_fill_state (const TsnTrust *self, TsnTrustState *state)
{
  GHashTableIter iter;
  gpointer key, value;

  g_strlcpy (state->municipality, self->municipality, sizeof state->municipality);
  g_hash_table_iter_init (&iter, self->issuers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_array_append_vals (state->issuers, value, 1);
  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Card *card = value;
      TsnTrustReplaced one = { .on = tsn_date_from_unix_ms (card->issued_ms) };

      if (!tsn_trust_serial (key, &one.serial))
        continue;
      if (card->serial[0] != '\0')
        g_array_append_val (state->replaced, one);
      else if (is_revoked (state, &card->device))
        g_array_append_val (state->kept, one.serial);
    }
}

const TsnCardTrust *
tsn_trust_get (const TsnTrust *self)
{
  return &self->trust;
}
