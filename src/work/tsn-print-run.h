/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-print-run.h: cards of one person or of many on their way to paper.
 *
 * The steps, each in its thread: composed from the records (in the store's), made into codes and
 * faces (in any: the proofs then belong to it), read back, drawn or written (in the same), and,
 * once they are on paper, entered into the register (in the store's). A preview is the first half
 * of it and leaves nothing behind.
 */

#pragma once

#include "tsn-card-proof.h"
#include "tsn-issue.h"

G_BEGIN_DECLS

/* One card on its way. */
typedef struct
{
  TsnIssue issue;
  TsnRecord *person;   /* (nullable): a newcomer's, who is in no record yet ... */
  GPtrArray *contacts; /* ... and of TsnRecord */
  TsnId entry;         /* in the register; nil before it was entered */
  TsnCard *card;       /* NULL before it was composed, and when it was refused */
  GPtrArray *omitted;  /* of char *: what the records hold and no card takes */
  TsnCardCode *code;   /* of the whole card */
  TsnCardQr *words;    /* (nullable): the second code, in words */
  TsnCardProof *proof; /* NULL before it was set, and when it was refused */
  GError *refusal;     /* (nullable): why there is no card for this person: no consent, nothing
                          that a card could say, too much for the layout */
} TsnPrintCard;

typedef struct _TsnPrintRun TsnPrintRun;

/* @vault signs, and must outlive it. */
TsnPrintRun *tsn_print_run_new (TsnVault *vault);
void tsn_print_run_free (TsnPrintRun *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnPrintRun, tsn_print_run_free)

/* All cards of a run have one layout. */
void tsn_print_run_add (TsnPrintRun *self, const TsnIssue *issue);

/* As tsn_issue_compose_newcomer(). */
void tsn_print_run_add_newcomer (TsnPrintRun *self,
                                 const TsnIssue *issue,
                                 TsnRecord *person,
                                 GPtrArray *contacts);

/* Fields of the group CARD, a bit (G_GUINT64_CONSTANT (1) << TsnCardFieldId) each, that are only in
 * the code: the resident does not want them in clear. What a face always has (names, dates, the
 * first contact, the word on allergies) is not kept off by it. */
void tsn_print_run_keep_off (TsnPrintRun *self, guint64 fields);

/* Of @field, whether it can be kept off a face. */
gboolean tsn_print_run_may_keep_off (TsnCardFieldId field);

guint tsn_print_run_n_cards (const TsnPrintRun *self);
TsnPrintCard *tsn_print_run_card (TsnPrintRun *self, guint index);

/* Of those that were refused, the first one's reason; NULL: none was. */
const GError *tsn_print_run_refusal (const TsnPrintRun *self);
guint tsn_print_run_n_ready (const TsnPrintRun *self); /* not refused */

/* Read work. A person who cannot have a card is refused, the others go on; those who come after
 * @wanted cards (G_MAXUINT: all) are left out of the run. Errors: those of the store. */
gboolean
tsn_print_run_compose (TsnPrintRun *self, TsnSession *session, guint wanted, GError **error);

/* Codes and faces. Errors: those of the vault; G_IO_ERROR_CANCELLED. */
gboolean tsn_print_run_set (TsnPrintRun *self,
                            TsnProgress progress,
                            gpointer progress_data,
                            GCancellable *cancellable,
                            GError **error);

/* Reads every code where it will stand on its sheet; one that is not read (one in some thousands)
 * is made again: another seal changes every module. Errors: TSN_CARD_ERROR_UNREADABLE. */
gboolean tsn_print_run_prove (TsnPrintRun *self, guint first_position, GError **error);

/* The proofs of the cards that were not refused. (transfer container) */
GPtrArray *tsn_print_run_proofs (TsnPrintRun *self);

/* Reads back as above, then tsn_card_print_pdf(). There must be a card that was not refused. */
gboolean
tsn_print_run_write_pdf (TsnPrintRun *self, guint first_position, const char *path, GError **error);

/* The same in memory only, without reading back: after tsn_print_run_prove(), on paper as in
 * tsn_card_make_pdf(). Wipe what it holds when it is printed. */
GByteArray *tsn_print_run_make_pdf (TsnPrintRun *self,
                                    guint first_position,
                                    double paper_width_mm,
                                    double paper_height_mm,
                                    GError **error);

/* Write work: the cards that were not refused enter the register, and the next free place of the
 * sheet of ten is remembered. */
gboolean tsn_print_run_register (TsnPrintRun *self,
                                 TsnSession *session,
                                 guint first_position,
                                 GError **error);

/* Writes what is to be printed to @path. */
typedef gboolean (*TsnPrintWrite) (gpointer data, const char *path, GError **error);

/**
 * tsn_print_file_sync:
 * @path: what is there keeps its place until the cards are registered
 * @enter: write work: tsn_print_run_register()
 * @data: for both
 *
 * A file with cards: written beside its place, registered, put in place.
 *
 * Errors: those of @write and @enter, then neither the file nor the register has changed.
 */
gboolean tsn_print_file_sync (TsnStore *store,
                              const char *path,
                              TsnPrintWrite write,
                              TsnStoreWork enter,
                              gpointer data,
                              GCancellable *cancellable,
                              GError **error);

/* Where the next card goes on the sheet of ten that lies in the tray: 1 to 10, 1 when nothing was
 * remembered. 0 with @error. */
guint tsn_sheet_position (TsnSession *session, GError **error);

/* Write work: the staff lay in another sheet, or a card was not printed. */
gboolean tsn_sheet_set_position (TsnSession *session, guint position, GError **error);

G_END_DECLS
