/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-vault-error.h: what can go wrong with keys. Faults of the disk come as G_IO_ERROR_* (not
 * found, permission denied, no space, read-only) and are never turned into one of these. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TSN_VAULT_ERROR_WRONG_SECRET,   /* no slot opens with this passphrase or recovery key */
  TSN_VAULT_ERROR_TOO_MANY_TRIES, /* wait; tsn_vault_seconds_to_wait() says how long */
  TSN_VAULT_ERROR_LOCKED,         /* needs an unlocked vault */
  TSN_VAULT_ERROR_NO_KEY,         /* the role of this device does not hold that key, or that data
                                     key is not loaded */
  TSN_VAULT_ERROR_WEAK,           /* passphrase too weak, or another operator's */
  TSN_VAULT_ERROR_DAMAGED,  /* the vault file, a sealed group or a certificate is not what it should
                               be */
  TSN_VAULT_ERROR_TOO_NEW,  /* written by a newer version */
  TSN_VAULT_ERROR_EXISTS,   /* there is a vault already; it is never overwritten */
  TSN_VAULT_ERROR_MISTYPED, /* not a recovery key as printed: the message says which group is wrong
                             */
  TSN_VAULT_ERROR_OTHER_OPERATOR, /* the passphrase is another operator's, who changes it */
  TSN_VAULT_ERROR_LAST_OPERATOR,  /* the last operator can't be removed: nobody could unlock */
  TSN_VAULT_ERROR_NO_OPERATOR,    /* no operator has that id, or this device has no operators */
  TSN_VAULT_ERROR_FORGED,         /* of an enrolment: not from who it should be, or not for us */
} TsnVaultError;

#define TSN_VAULT_ERROR (tsn_vault_error_quark ())
GQuark tsn_vault_error_quark (void);

G_END_DECLS
