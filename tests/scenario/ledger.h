/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ledger.h: what a store has confirmed, kept outside of it, and whether it is still there. */

#pragma once

#include "store-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  guint kind;
  TsnId id;
  guint field;    /* 0: only that there is such a record */
  gint64 number;  /* the field's value, when @text is NULL */
  char text[128]; /* the field's value; "" for a number */
  gboolean erased;
} Fact;

typedef GArray Ledger; /* of Fact; a later one about the same field replaces an earlier one */

Ledger *ledger_new (void);
void ledger_add (Ledger *self, const Fact *fact);

/* Whether @store says so, too. */
gboolean fact_holds (TsnStore *store, const Fact *fact);

/* All of the first @n facts, and that the check finds nothing. */
void ledger_assert (const Ledger *self, guint n, TsnStore *store);

/* Opens @folder (with @from's vault, whose data keys are forgotten first, so that they must be
 * found in the database) and asserts the ledger there. */
void ledger_assert_in_folder (const Ledger *self, guint n, const char *folder, TsnVault *vault);

/* Copies the files of a data folder as a crash of the program would leave them: without the WAL
 * index. */
void copy_as_crashed (const char *from, const char *to);

G_END_DECLS
