/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-setup.h: the first day of a municipality: its keys, its data folder, its first records. */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;           /* of the municipality or association */
  const char *code;           /* six digits with check digit (tsn-municipality-code.h) */
  const char *operator_label; /* of the first operator's slot; not a person's name */
  const char *device_label;   /* (nullable): how other devices list this one */
  const char *passphrase;
  TsnVaultCost cost;
} TsnSetup;

/* A municipality whose keys and first records are made, and which waits beside its place until
 * somebody has its recovery key on paper. Thread: one at a time. */
typedef struct _TsnNewMunicipality TsnNewMunicipality;

/**
 * tsn_new_municipality_make_sync:
 * @folder: where the data folder is to be; must not exist or be empty
 * @recovery_key: (out): to be printed and kept in a safe; tsn_secret_text_free() it
 *
 * Sweeps away what an attempt that was broken off has left beside @folder.
 *
 * Errors: TSN_STORE_ERROR_EXISTS, TSN_VAULT_ERROR_WEAK, TSN_MODEL_ERROR_*, those of the disk: all
 * or nothing.
 */
TsnNewMunicipality *tsn_new_municipality_make_sync (const char *folder,
                                                    const TsnSetup *setup,
                                                    char **recovery_key,
                                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * tsn_new_municipality_settle_sync:
 * @vault: (out): unlocked
 * @store: (out): open, with the municipality's and this device's records
 *
 * The recovery key is kept: the municipality takes its place, and stays there whatever comes. After
 * an error it can be called again.
 *
 * Errors: TSN_STORE_ERROR_EXISTS, those of the disk.
 */
gboolean tsn_new_municipality_settle_sync (TsnNewMunicipality *self,
                                           TsnVault **vault,
                                           TsnStore **store,
                                           GError **error);

/* One that was not settled is deleted with its keys. NULL is fine. */
void tsn_new_municipality_free (TsnNewMunicipality *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnNewMunicipality, tsn_new_municipality_free)

/* Whether a set-up for @folder ended before the recovery key was kept: a paper with that key may
 * lie about, which opens nothing. */
gboolean tsn_setup_was_broken_off (const char *folder);

/* The record of the municipality; NULL with TSN_WORK_ERROR_NOT_FOUND when this database has none.
 */
TsnRecord *tsn_session_municipality (TsnSession *session, GError **error);

G_END_DECLS
