/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Memory that holds secrets.
 *
 * Keys live in pages of sodium_malloc: locked into memory, kept out of core dumps, with a guard
 * page behind them, wiped when freed. This file has the few helpers around that, and the one place
 * where libsodium is started. When the system refuses to lock pages (RLIMIT_MEMLOCK), libsodium
 * goes on with pages that could be swapped; docs/security.md says so.
 */

#include "tsn-secret.h"

#include <sodium.h>
#include <string.h>

#include "tsn-vault-private.h"

void
tsn_vault_init_crypto (void)
{
  static gsize once = 0;

  if (!g_once_init_enter (&once))
    return;
  if (sodium_init () < 0)
    g_error ("libsodium cannot start");
  g_once_init_leave (&once, 1);
}

gpointer
tsn_secret_new (gsize size)
{
  gpointer memory;

  /* Some need it before any vault: a kiosk on an empty folder. */
  tsn_vault_init_crypto ();
  memory = sodium_malloc (size);
  if (memory == NULL)
    g_error ("no memory for keys");
  memset (memory, 0, size);
  return memory;
}

void
tsn_secret_free (gpointer memory)
{
  sodium_free (memory);
}

void
tsn_secret_random (gpointer memory, gsize size)
{
  tsn_vault_init_crypto ();
  randombytes_buf (memory, size);
}

void
tsn_secret_wipe (gpointer memory, gsize size)
{
  sodium_memzero (memory, size);
}

void
tsn_secret_wipe_stack (void)
{
  sodium_stackzero (256 * 1024); /* deeper than any call of ours */
}

void
tsn_secret_text_free (char *text)
{
  if (text == NULL)
    return;
  sodium_memzero (text, strlen (text));
  g_free (text);
}

void
tsn_secret_array_free (GByteArray *array)
{
  if (array == NULL)
    return;
  if (array->len > 0)
    sodium_memzero (array->data, array->len);
  g_byte_array_unref (array);
}
