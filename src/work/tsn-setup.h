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
  const char *passphrase;
  TsnVaultCost cost;
} TsnSetup;

/**
 * tsn_setup_municipality_sync:
 * @folder: where the data folder is to be; must not exist or be empty
 * @vault: (out): unlocked
 * @store: (out): open, with the municipality's and this device's records
 * @recovery_key: (out): to be printed and kept in a safe
 *
 * All or nothing: the folder is built beside its place and renamed into it.
 *
 * Errors: TSN_STORE_ERROR_EXISTS, TSN_VAULT_ERROR_WEAK, TSN_MODEL_ERROR_*, those of the disk.
 */
gboolean tsn_setup_municipality_sync (const char *folder,
                                      const TsnSetup *setup,
                                      TsnVault **vault,
                                      TsnStore **store,
                                      char **recovery_key,
                                      GError **error);

/* The record of the municipality; NULL with TSN_WORK_ERROR_NOT_FOUND when this database has none.
 */
TsnRecord *tsn_session_municipality (TsnSession *session, GError **error);

G_END_DECLS
