/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-secret.h: wiping what should not stay in memory, for callers that know no cryptography. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Zeroed pages of sodium_malloc: locked where the system lets us, never in a core dump; aborts when
 * there are none. */
gpointer tsn_secret_new (gsize size);
void tsn_secret_free (gpointer memory); /* wipes; NULL is fine */

void tsn_secret_random (gpointer memory, gsize size); /* as keys are made */

/* Overwrites @size bytes; the compiler can't leave it out. */
void tsn_secret_wipe (gpointer memory, gsize size);

/* What calls that have returned left on the stack of this thread. */
void tsn_secret_wipe_stack (void);

/* Wipes and frees a NUL-terminated text of g_malloc memory: a passphrase that was read, a recovery
 * key that was shown. NULL is fine. */
void tsn_secret_text_free (char *text);

/* Wipes and frees an array, plaintext for instance. NULL is fine. What the array left behind when
 * it grew is not reached: size it first where that matters. */
void tsn_secret_array_free (GByteArray *array);

typedef GByteArray TsnSecretArray;
typedef char TsnSecretText;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnSecretArray, tsn_secret_array_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnSecretText, tsn_secret_text_free)

G_END_DECLS
