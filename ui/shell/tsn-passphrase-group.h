/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-passphrase-group.h: a new passphrase, typed twice, with how good it is in a bar and in words.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TsnPassphraseGroup: a GtkBox.
 *
 * Signals:
 * `activated` (): Enter in the second entry.
 */
#define TSN_TYPE_PASSPHRASE_GROUP (tsn_passphrase_group_get_type ())
G_DECLARE_FINAL_TYPE (TsnPassphraseGroup, tsn_passphrase_group, TSN, PASSPHRASE_GROUP, GtkBox)

/* The passphrase; tsn_secret_text_free() it. NULL: it cannot be taken; the words say why and the
 * entry to mend has the focus. */
char *tsn_passphrase_group_dup (TsnPassphraseGroup *self);

void tsn_passphrase_group_clear (TsnPassphraseGroup *self);

/* What is still missing, translated; "" for a passphrase that can be taken. For the group itself
 * and its test. */
char *tsn_passphrase_group_missing (const char *passphrase, const char *again);

G_END_DECLS
