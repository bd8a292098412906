/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-passphrase-group.h: a new passphrase, typed twice, with how good it is in a bar and in words;
 * where the device's role takes a PIN, that is what it asks for, with keys on the screen.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-certificate.h"

G_BEGIN_DECLS

/**
 * TsnPassphraseGroup: a GtkBox.
 *
 * Signals:
 * `activated` (): Enter in the second entry.
 */
#define TSN_TYPE_PASSPHRASE_GROUP (tsn_passphrase_group_get_type ())
G_DECLARE_FINAL_TYPE (TsnPassphraseGroup, tsn_passphrase_group, TSN, PASSPHRASE_GROUP, GtkBox)

/* Of the device that it shall open; TSN_ROLE_DESK until then. */
void tsn_passphrase_group_set_role (TsnPassphraseGroup *self, TsnRole role);

/* The passphrase; tsn_secret_text_free() it. NULL: it cannot be taken; the words say why and the
 * entry to mend has the focus. */
char *tsn_passphrase_group_dup (TsnPassphraseGroup *self);

void tsn_passphrase_group_clear (TsnPassphraseGroup *self);

/* What is still missing, translated; "" for a passphrase that can be taken. For the group itself
 * and its test. */
char *tsn_passphrase_group_missing (const char *passphrase, const char *again, TsnRole role);

G_END_DECLS
