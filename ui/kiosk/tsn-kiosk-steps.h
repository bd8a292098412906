/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-steps.h: what the kiosk asks, in its order: one table, from which the pages are made.
 */

#pragma once

#include "tsn-kiosk-draft.h"

G_BEGIN_DECLS

typedef enum
{
  TSN_KIOSK_STEP_WORDS,   /* nothing to answer */
  TSN_KIOSK_STEP_CHOICE,  /* one of `choices`; choosing goes on */
  TSN_KIOSK_STEP_TEXT,    /* one line */
  TSN_KIOSK_STEP_ADDRESS, /* likewise; the postcode has written its beginning */
  TSN_KIOSK_STEP_PLACE,   /* a name, or picked from the directory, with its phone number */
  TSN_KIOSK_STEP_REVIEW,  /* all that was said, to be changed */
  TSN_KIOSK_STEP_CARD,    /* the card as it will be printed */
} TsnKioskStepKind;

/* What an entry is typed with, where there is no keyboard. */
typedef enum
{
  TSN_KIOSK_INPUT_NONE,
  TSN_KIOSK_INPUT_KANA,
  TSN_KIOSK_INPUT_NAME,  /* of a person: kana, then kanji where wanted */
  TSN_KIOSK_INPUT_PLACE, /* of streets and clinics: likewise */
  TSN_KIOSK_INPUT_TEXT,
  TSN_KIOSK_INPUT_DIGITS,     /* phones, postcodes */
  TSN_KIOSK_INPUT_DATE,       /* a birth date */
  TSN_KIOSK_INPUT_PASSPHRASE, /* the staff's: letters first */
} TsnKioskInput;

typedef struct
{
  guint number;      /* for the draft; 0 ends the list */
  const char *label; /* English, for po/kiosk */
} TsnKioskChoice;

typedef struct _TsnKioskStep TsnKioskStep;

struct _TsnKioskStep
{
  const char *id;
  const char *section; /* English, for po/kiosk: what begins here; NULL: it goes on */
  TsnKioskStepKind kind;
  const char *question; /* English, for po/kiosk; so is `help` (nullable) */
  const char *help;
  guint part, field;             /* of the draft (tsn-kiosk-draft.h) */
  TsnKioskInput input;           /* of what is one line */
  const TsnKioskChoice *choices; /* of CHOICE */
  const guint *place_types;      /* of PLACE: TSN_PLACE_TYPE_*, 0 ends the list */
  gboolean must;                 /* without an answer it does not go on */
  guint stop;                    /* of CHOICE: with this answer no card can be made; 0: none */
  /* NULL: always */
  gboolean (*is_shown) (const TsnKioskDraft *draft, const TsnKioskStep *step);
};

/* NULL past the end. */
const TsnKioskStep *tsn_kiosk_step (guint index);

/* The index of the next step that is shown from @index on, not counting it, or, backwards, of the
 * one before; -1: there is none. */
int tsn_kiosk_step_next (const TsnKioskDraft *draft, int index, gboolean backwards);

/* Whether something was said there; always of a step with nothing to say. */
gboolean tsn_kiosk_step_is_answered (const TsnKioskStep *step, const TsnKioskDraft *draft);

/* The index of the review. */
int tsn_kiosk_step_review (void);

/* After a change at @index: the question that only comes up by it, or the review. */
int tsn_kiosk_step_after_change (const TsnKioskDraft *draft, int index);

/* The index of the first step without which there is no card, or of the words before it; -1: all
 * has been said. */
int tsn_kiosk_step_missing (const TsnKioskDraft *draft);

/* How far @index is, by the table and not by what is shown, so that it never goes backwards.
 *
 * @number, @n: which of how many sections, from 1
 * @fraction: of the whole way, up to 1
 *
 * Returns: what the section is called; English, for po/kiosk */
const char *tsn_kiosk_step_progress (int index, guint *number, guint *n, double *fraction);

/* Whether a choice is on offer: nobody is asked whether a dentist knows whom they did not name. */
gboolean tsn_kiosk_step_offers (const TsnKioskStep *step,
                                const TsnKioskChoice *choice,
                                const TsnKioskDraft *draft);

G_END_DECLS
