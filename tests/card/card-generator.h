/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tsn-card-verdict.h"

G_BEGIN_DECLS

/* Fictional residents for tests and statistics: the same seed gives the same cards. */

typedef enum
{
  CARD_PROFILE_TYPICAL, /* what people fill in: each part with a likelihood of its own */
  CARD_PROFILE_FULL, /* two contacts, a doctor, an allergy, three conditions, five medicines, where
                        wishes are recorded */
  CARD_PROFILE_LONGEST, /* every field at its limit, every list full */
  CARD_PROFILE_SPARSE,  /* hardly more than a name */
  CARD_PROFILE_RARE,    /* typical, with rare kanji, variation sequences, Latin names, odd telephone
                           numbers */
} CardProfile;

typedef struct _CardGenerator CardGenerator;

/* @names: the folder data/demo/names. */
CardGenerator *card_generator_new (const char *names, guint32 seed);
void card_generator_free (CardGenerator *self);
TsnCard *card_generator_next (CardGenerator *self, CardProfile profile);
CardProfile
card_generator_profile (CardGenerator *self); /* as they come: half typical, some of each other */

/* A device and a municipality that exist only in tests. */
typedef struct
{
  guint8 sign_public[32];
  guint8 sign_secret[64];
  guint8 card_public[32];
  guint8 card_secret[32];
  gboolean locked;  /* the vault is locked */
  gboolean keyless; /* the role does not hold the card key */
  gint64 revoked_ms;
  const char *known_serial; /* (nullable): the one card in the register ... */
  const char *successor;    /* (nullable): ... and what replaced it */
} CardOffice;

void card_office_init (CardOffice *self, guint8 number);
TsnCardSigner card_office_signer (CardOffice *self);
TsnCardTrust card_office_trust (CardOffice *self);

/* @card without what @code lists as left out: what must come out of the code. */
TsnCard *card_expected (const TsnCard *card, const TsnCardCode *code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CardGenerator, card_generator_free)

G_END_DECLS
