/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-draft.h: what a resident has said at the kiosk so far, and what becomes of it.
 *
 * Answers are kept as they were typed, each in its own place of memory that is locked and wiped;
 * records are made of them only to compose the card and to write them.
 *
 * Thread: one at a time.
 */

#pragma once

#include "tsn-change.h"
#include "tsn-print-run.h"

G_BEGIN_DECLS

#define TSN_KIOSK_CONTACTS 3

/* Whose field an answer is. */
typedef enum
{
  TSN_KIOSK_PERSON,  /* TSN_PERSON_* */
  TSN_KIOSK_CONTACT, /* TSN_CONTACT_*; and the next two: in the order of calling */
  TSN_KIOSK_DOCTOR = TSN_KIOSK_CONTACT + TSN_KIOSK_CONTACTS, /* TSN_CONTACT_* from here on */
  TSN_KIOSK_DENTIST,
  TSN_KIOSK_PHARMACY,
  TSN_KIOSK_CARE_MANAGER,
  TSN_KIOSK_CONSENT,  /* field: TSN_PURPOSE_*; number: TSN_CONSENT_ANSWER_* */
  TSN_KIOSK_REGISTER, /* TSN_CARD_* */
  TSN_KIOSK_ASKED,    /* TSN_KIOSK_ASKED_*; number: TSN_ANSWER_* or as said there */
  TSN_KIOSK_OTHER,    /* TSN_CONTACT_*, the role too; and the next ones: on the card that was read,
                         and nobody is asked */
} TsnKioskPart;

#define TSN_KIOSK_OTHERS 8 /* what a full card has besides */

/* What is asked and is no field of a record. */
typedef enum
{
  TSN_KIOSK_ASKED_CONDITIONS = 1, /* yes, no, unsure */
  TSN_KIOSK_ASKED_MEDICINES,      /* yes: to be typed; no, unsure; %TSN_KIOSK_NOTEBOOK */
  TSN_KIOSK_ASKED_WISHES_WITH,    /* a TsnKioskPart: who knows the wishes */
  TSN_KIOSK_ASKED_MORE,           /* another contact: yes, no; and one more for each contact */
  /* From the doctor on, one for each part: yes: picked from the directory with its phone number */
  TSN_KIOSK_ASKED_PICKED = TSN_KIOSK_ASKED_MORE + TSN_KIOSK_CONTACTS,
  /* Not asked: the issue number of the card that was read */
  TSN_KIOSK_READ_NUMBER = TSN_KIOSK_ASKED_PICKED + TSN_KIOSK_CARE_MANAGER - TSN_KIOSK_DOCTOR + 1,
  TSN_KIOSK_READ_PARTIAL, /* 1: and it did not say everything */
} TsnKioskAsked;

#define TSN_KIOSK_NOTEBOOK 100 /* the medicines stand in the medicine notebook */

typedef struct _TsnKioskDraft TsnKioskDraft;

TsnKioskDraft *tsn_kiosk_draft_new (void);
void tsn_kiosk_draft_free (TsnKioskDraft *self); /* wipes; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnKioskDraft, tsn_kiosk_draft_free)

void tsn_kiosk_draft_wipe (TsnKioskDraft *self);
gboolean tsn_kiosk_draft_is_empty (const TsnKioskDraft *self);

/* As typed; "" when nothing was. Valid until the next change. */
const char *tsn_kiosk_draft_text (const TsnKioskDraft *self, guint part, guint field);
gint64
tsn_kiosk_draft_number (const TsnKioskDraft *self, guint part, guint field); /* 0: not said */

/**
 * tsn_kiosk_draft_set_text:
 * @text: "" or nothing but spaces: not said
 *
 * Of a field that is a list the items are parted by 、 or a comma.
 *
 * Errors: TSN_MODEL_ERROR_* of the field's rules, TSN_CARD_ERROR_WISH for words that no card says;
 * the draft is unchanged then.
 */
gboolean tsn_kiosk_draft_set_text (TsnKioskDraft *self,
                                   guint part,
                                   guint field,
                                   const char *text,
                                   GError **error);
void tsn_kiosk_draft_set_number (TsnKioskDraft *self, guint part, guint field, gint64 number);

gboolean tsn_kiosk_draft_has_contact (const TsnKioskDraft *self, guint part);

/**
 * tsn_kiosk_draft_fill:
 * @card: as read; whether to believe it is the verdict's affair
 *
 * Wipes the draft, then says everything that the card says. What nobody is asked (blood type,
 * needs, a second doctor) is carried over to the new card, as long as whom it belongs to stays.
 */
void tsn_kiosk_draft_fill (TsnKioskDraft *self, const TsnCard *card);

/* Whether the card that was read had not room for everything, or had something that cannot be
 * taken: there may be more to say than is said. */
gboolean tsn_kiosk_draft_is_partial (const TsnKioskDraft *self);

/* Whether there was a card before: the new one replaces it. */
gboolean tsn_kiosk_draft_is_update (const TsnKioskDraft *self);

/* Whether the records are kept, or only the card is made. */
gboolean tsn_kiosk_draft_is_kept (const TsnKioskDraft *self);

/* -- What becomes of it -- */

/**
 * tsn_kiosk_draft_changes:
 * @now_ms: since 1970 UTC
 *
 * New records of what was said: the person, then the contacts, then the consents.
 * Returns: (transfer full) (element-type TsnChange)
 */
GPtrArray *tsn_kiosk_draft_changes (const TsnKioskDraft *self, gint64 now_ms);

/**
 * tsn_kiosk_draft_add_card:
 * @changes: of tsn_kiosk_draft_changes()
 * @layout: TSN_LAYOUT_*
 *
 * Adds the card of this person to @run; it is composed there as any card is.
 */
void tsn_kiosk_draft_add_card (const TsnKioskDraft *self,
                               GPtrArray *changes,
                               TsnPrintRun *run,
                               guint layout,
                               gint64 now_ms);

/**
 * tsn_kiosk_save:
 * @session: of write work
 * @changes: (nullable): of tsn_kiosk_draft_changes(); NULL: the person does not want them kept
 * @run: with the one card that was printed
 *
 * Writes the records and enters the card into the register: both or neither.
 *
 * When the card replaces one whose person is known here and can be read, and the reading of the
 * name or the birth date is still the same, the records of that person are brought up to date: what
 * was said takes the place of what was recorded, a contact of the same name or phone number and
 * role that of the one before; what was not said stays. Otherwise, and always at an enrolled kiosk,
 * which can read nobody, there is a new person.
 *
 * Errors: those of tsn_session_put().
 */
gboolean tsn_kiosk_save (TsnSession *session,
                         GPtrArray *changes,
                         TsnPrintRun *run,
                         guint position,
                         GError **error);

G_END_DECLS
