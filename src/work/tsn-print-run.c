/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The run keeps what each step made until the end, so that the card that is registered is the card
 * that was printed, which is the card that was shown.
 *
 * A refusal belongs to one person and does not stop the others; an error stops the run, and then
 * nothing was printed or registered.
 */

#include "tsn-print-run.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "tsn-card-words.h"
#include "tsn-setup.h"
#include "tsn-work.h"

#define MAX_TRIES 4 /* codes made again before a sheet is given up */
#define POSITION  "card.sheet_position"

struct _TsnPrintRun
{
  TsnVault *vault;
  GPtrArray *cards;        /* of TsnPrintCard */
  TsnRecord *municipality; /* since it was composed */
  TsnScanner *scanner;     /* since it was first needed */
  guint64 kept_off;
};

static void
print_card_free (gpointer data)
{
  TsnPrintCard *self = data;

  g_clear_pointer (&self->proof, tsn_card_proof_free);
  g_clear_pointer (&self->words, tsn_card_qr_free);
  g_clear_pointer (&self->code, tsn_card_code_free);
  g_clear_pointer (&self->omitted, g_ptr_array_unref);
  g_clear_pointer (&self->card, tsn_card_free);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  g_clear_pointer (&self->person, tsn_record_unref);
  g_clear_error (&self->refusal);
  g_free (self);
}

TsnPrintRun *
tsn_print_run_new (TsnVault *vault)
{
  TsnPrintRun *self = g_new0 (TsnPrintRun, 1);

  self->vault = vault;
  self->cards = g_ptr_array_new_with_free_func (print_card_free);
  return self;
}

void
tsn_print_run_free (TsnPrintRun *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->cards);
  g_clear_pointer (&self->municipality, tsn_record_unref);
  g_clear_object (&self->scanner);
  g_free (self);
}

void
tsn_print_run_add (TsnPrintRun *self, const TsnIssue *issue)
{
  TsnPrintCard *card = g_new0 (TsnPrintCard, 1);

  card->issue = *issue;
  g_ptr_array_add (self->cards, card);
}

void
tsn_print_run_add_newcomer (TsnPrintRun *self,
                            const TsnIssue *issue,
                            TsnRecord *person,
                            GPtrArray *contacts)
{
  TsnPrintCard *card;

  tsn_print_run_add (self, issue);
  card = g_ptr_array_index (self->cards, self->cards->len - 1);
  card->person = tsn_record_ref (person);
  card->contacts = g_ptr_array_ref (contacts);
}

gboolean
tsn_print_run_may_keep_off (TsnCardFieldId field)
{
  static const TsnCardFieldId always[] = {
    TSN_CARD_F_SERIAL, TSN_CARD_F_MUNICIPALITY, TSN_CARD_F_WRITTEN, TSN_CARD_F_REVIEW,
    TSN_CARD_F_NAME,   TSN_CARD_F_KANA,         TSN_CARD_F_ISSUE,   TSN_CARD_F_CONTACTS,
  };

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    if (always[i] == field)
      return FALSE;
  return (tsn_card_field (field)->flags & TSN_CARD_FLAG_FACE) != 0;
}

void
tsn_print_run_keep_off (TsnPrintRun *self, guint64 fields)
{
  self->kept_off = fields;
}

guint
tsn_print_run_n_cards (const TsnPrintRun *self)
{
  return self->cards->len;
}

TsnPrintCard *
tsn_print_run_card (TsnPrintRun *self, guint index)
{
  return g_ptr_array_index (self->cards, index);
}

const GError *
tsn_print_run_refusal (const TsnPrintRun *self)
{
  for (guint i = 0; i < self->cards->len; i++)
    {
      const TsnPrintCard *card = g_ptr_array_index (self->cards, i);

      if (card->refusal != NULL)
        return card->refusal;
    }
  return NULL;
}

guint
tsn_print_run_n_ready (const TsnPrintRun *self)
{
  guint n = 0;

  for (guint i = 0; i < self->cards->len; i++)
    n += ((const TsnPrintCard *) g_ptr_array_index (self->cards, i))->refusal == NULL;
  return n;
}

/* Takes @error as the card's own affair if it is one. */
static gboolean
refuse (TsnPrintCard *card, GError **error)
{
  gboolean own = (*error)->domain == TSN_CARD_ERROR ||
                 g_error_matches (*error, TSN_WORK_ERROR, TSN_WORK_ERROR_NO_CONSENT) ||
                 g_error_matches (*error, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND);

  if (own)
    card->refusal = g_steal_pointer (error);
  return own;
}

/* -- Composing -- */

static TsnCard *
compose_card (TsnSession *session, TsnPrintCard *card, GError **error)
{
  if (card->person == NULL)
    return tsn_issue_compose (session, &card->issue, &card->omitted, error);
  return tsn_issue_compose_newcomer (session,
                                     &card->issue,
                                     card->person,
                                     card->contacts,
                                     &card->omitted,
                                     error);
}

gboolean
tsn_print_run_compose (TsnPrintRun *self, TsnSession *session, guint wanted, GError **error)
{
  guint n_ready = 0;

  self->municipality = tsn_session_municipality (session, error);
  if (self->municipality == NULL)
    return FALSE;
  for (guint i = 0; i < self->cards->len; i++)
    {
      TsnPrintCard *card = g_ptr_array_index (self->cards, i);
      g_autoptr (GError) own = NULL;

      card->card = compose_card (session, card, &own);
      if (card->card == NULL && !refuse (card, &own))
        {
          g_propagate_error (error, g_steal_pointer (&own));
          return FALSE;
        }
      n_ready += card->card != NULL;
      if (n_ready == wanted)
        g_ptr_array_set_size (self->cards, (gint) i + 1);
    }
  return TRUE;
}

/* -- Codes and faces -- */

static TsnCard *
face_of (const TsnPrintRun *self, const TsnCard *whole)
{
  TsnCard *face = tsn_card_copy (whole);

  for (guint i = 0; i < 64; i++)
    if ((self->kept_off >> i & 1) != 0 && tsn_print_run_may_keep_off ((TsnCardFieldId) i))
      tsn_card_clear (face, (TsnCardFieldId) i);
  return face;
}

static gboolean
make_words (TsnPrintCard *card, const TsnCard *face, GError **error)
{
  guint version_max = tsn_card_layout_words_version_max (card->issue.layout);
  char *words;

  if (!card->issue.plain || version_max == 0 || card->words != NULL)
    return TRUE;
  words = tsn_card_words (face);
  card->words = tsn_card_qr_new_words (words, TSN_CARD_QR_LEVEL_M, version_max, error);
  tsn_secret_text_free (words);
  return card->words != NULL;
}

static gboolean
set_one (TsnPrintRun *self, TsnPrintCard *card, GError **error)
{
  TsnCardSigner signer;
  const TsnCardOptions options = {
    .recipient = card->issue.open ? NULL : tsn_vault_card_public (self->vault),
    .level = TSN_CARD_QR_LEVEL_M,
    .version_max = tsn_card_layout_version_max (card->issue.layout),
  };
  g_autoptr (TsnCard) in_clear = face_of (self, card->card);
  TsnCardFace face = {
    .card = in_clear,
    .whole = card->card,
    .open = card->issue.open,
    .title = tsn_record_text (self->municipality, TSN_MUNICIPALITY_CARD_TITLE),
    .issuer = tsn_record_text (self->municipality, TSN_MUNICIPALITY_NAME),
    .issuer_phone = tsn_record_text (self->municipality, TSN_MUNICIPALITY_PHONE),
  };

  tsn_card_signer_init_vault (&signer, self->vault);
  g_clear_pointer (&card->proof, tsn_card_proof_free);
  g_clear_pointer (&card->code, tsn_card_code_free);
  /* Without the scanner: the code is read back where it stands on the sheet. */
  card->code = tsn_card_encode (card->card, &signer, &options, NULL, error);
  if (card->code == NULL || !make_words (card, in_clear, error))
    return FALSE;
  face.qr = card->code->qr;
  face.words = card->words;
  card->proof = tsn_card_proof_new (&face, card->issue.layout, error);
  return card->proof != NULL;
}

gboolean
tsn_print_run_set (TsnPrintRun *self,
                   TsnProgress progress,
                   gpointer progress_data,
                   GCancellable *cancellable,
                   GError **error)
{
  for (guint i = 0; i < self->cards->len; i++)
    {
      TsnPrintCard *card = g_ptr_array_index (self->cards, i);
      g_autoptr (GError) own = NULL;

      if (progress != NULL)
        progress (i, self->cards->len, progress_data);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (card->refusal != NULL || set_one (self, card, &own) || refuse (card, &own))
        continue;
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  return TRUE;
}

/* -- Onto paper -- */

GPtrArray *
tsn_print_run_proofs (TsnPrintRun *self)
{
  GPtrArray *proofs = g_ptr_array_new ();

  for (guint i = 0; i < self->cards->len; i++)
    {
      TsnPrintCard *card = g_ptr_array_index (self->cards, i);

      if (card->refusal == NULL)
        g_ptr_array_add (proofs, card->proof);
    }
  return proofs;
}

static TsnPrintCard *
ready_card (TsnPrintRun *self, guint index)
{
  for (guint i = 0; i < self->cards->len; i++)
    {
      TsnPrintCard *card = g_ptr_array_index (self->cards, i);

      if (card->refusal == NULL && index-- == 0)
        return card;
    }
  return NULL;
}

/* Reads all codes back, and writes the file if one is wanted, until every code can be read. */
static gboolean
read_or_write (TsnPrintRun *self, guint first_position, const char *path, GError **error)
{
  if (self->scanner == NULL)
    self->scanner = tsn_scanner_new ();
  for (guint tries = 0;; tries++)
    {
      g_autoptr (GPtrArray) proofs = tsn_print_run_proofs (self);
      g_autoptr (GError) own = NULL;
      guint unreadable = 0;
      gboolean ok =
          path != NULL
              ? tsn_card_print_pdf (proofs, first_position, path, self->scanner, &unreadable, &own)
              : tsn_card_sheets_read_back (proofs,
                                           first_position,
                                           self->scanner,
                                           &unreadable,
                                           &own);

      if (ok)
        return TRUE;
      if (!g_error_matches (own, TSN_CARD_ERROR, TSN_CARD_ERROR_UNREADABLE) || tries == MAX_TRIES)
        {
          g_propagate_error (error, g_steal_pointer (&own));
          return FALSE;
        }
      if (!set_one (self, ready_card (self, unreadable), error))
        return FALSE;
    }
}

gboolean
tsn_print_run_prove (TsnPrintRun *self, guint first_position, GError **error)
{
  return read_or_write (self, first_position, NULL, error);
}

gboolean
tsn_print_run_write_pdf (TsnPrintRun *self, guint first_position, const char *path, GError **error)
{
  return read_or_write (self, first_position, path, error);
}

GByteArray *
tsn_print_run_make_pdf (TsnPrintRun *self,
                        guint first_position,
                        double paper_width_mm,
                        double paper_height_mm,
                        GError **error)
{
  g_autoptr (GPtrArray) proofs = tsn_print_run_proofs (self);

  return tsn_card_make_pdf (proofs, first_position, paper_width_mm, paper_height_mm, error);
}

/* -- The register -- */

guint
tsn_sheet_position (TsnSession *session, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (GBytes) value = tsn_session_get_setting (session, POSITION, &own);
  const guint8 *position;
  gsize size = 0;

  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return 0;
    }
  if (value == NULL)
    return 1;
  position = g_bytes_get_data (value, &size);
  return size == 1 && *position >= 1 && *position <= 10 ? *position : 1;
}

gboolean
tsn_sheet_set_position (TsnSession *session, guint position, GError **error)
{
  const guint8 byte = (guint8) position;
  g_autoptr (GBytes) value = g_bytes_new (&byte, 1);

  g_return_val_if_fail (position >= 1 && position <= 10, FALSE);
  return tsn_session_set_setting (session, POSITION, value, error);
}

static gboolean
remember_position (TsnPrintRun *self, TsnSession *session, guint first_position, GError **error)
{
  const TsnPrintCard *any = g_ptr_array_index (self->cards, 0);
  guint per_sheet = tsn_card_layout_per_sheet (any->issue.layout);

  if (per_sheet == 1)
    return TRUE;
  return tsn_sheet_set_position (session,
                                 (first_position - 1 + tsn_print_run_n_ready (self)) % per_sheet +
                                     1,
                                 error);
}

gboolean
tsn_print_run_register (TsnPrintRun *self,
                        TsnSession *session,
                        guint first_position,
                        GError **error)
{
  for (guint i = 0; i < self->cards->len; i++)
    {
      TsnPrintCard *card = g_ptr_array_index (self->cards, i);

      if (card->refusal == NULL &&
          !tsn_issue_register (session, &card->issue, card->card, &card->entry, error))
        return FALSE;
    }
  return remember_position (self, session, first_position, error);
}

/* -- Both -- */

gboolean
tsn_print_file_sync (TsnStore *store,
                     const char *path,
                     TsnPrintWrite write,
                     TsnStoreWork enter,
                     gpointer data,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autofree char *beside = g_strdup_printf ("%s.%08x.part", path, g_random_int ());

  if (write (data, beside, error) &&
      tsn_store_run_sync (store, TSN_STORE_WRITE, enter, data, cancellable, error))
    {
      if (g_rename (beside, path) == 0)
        return TRUE;
      tsn_store_error_from_errno (errno, "the cards cannot be put in place", error);
    }
  g_unlink (beside);
  return FALSE;
}
