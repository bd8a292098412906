/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Slowing down whoever tries passphrases at the keyboard.
 *
 * The count lies in a file of its own beside the vault, so that a typing slip does not rewrite the
 * keys. It is written before the try, so that pulling the plug during Argon2 gains nothing. Against
 * someone who took the disk it does nothing, and need not: that is what Argon2id is for. For the
 * same reason a count that can't be written (read-only folder) does not keep anyone out; it then
 * holds as long as the program runs.
 *
 * Only the wall clock survives a restart. Set forward, it ends the wait: a clock that was wrong
 * must not lock people out for a year. Set back, the wait starts anew from there: it never frees.
 */

#include <unistd.h>

#include "tsn-cbor.h"
#include "tsn-vault-private.h"

#define FREE_TRIES       3
#define WAIT_MAX_SECONDS 300
#define FILE_SIZE_MAX    64
#define COUNT_MAX        1000000

static void
load (TsnTries *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = tsn_vault_disk_read (self->path, FILE_SIZE_MAX, &error);
  TsnCborReader reader;
  gsize n;
  guint64 failures;
  guint64 last_ms;

  if (bytes == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return;
  tsn_cbor_reader_init (&reader,
                        bytes != NULL ? g_bytes_get_data (bytes, NULL) : NULL,
                        bytes != NULL ? g_bytes_get_size (bytes) : 0);
  if (tsn_cbor_read_array (&reader, &n) && n == 2 && tsn_cbor_read_uint (&reader, &failures) &&
      tsn_cbor_read_uint (&reader, &last_ms) && tsn_cbor_end (&reader))
    {
      self->failures = (guint) MIN (failures, COUNT_MAX);
      self->last_ms = (gint64) MIN (last_ms, G_MAXINT64);
    }
  else
    self->failures = FREE_TRIES; /* unreadable: neither free nor locked out */
}

static void
save (TsnTries *self)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_uint (out, self->failures);
  tsn_cbor_write_uint (out, (guint64) self->last_ms);
  bytes = g_byte_array_free_to_bytes (out);
  if (!tsn_vault_disk_write (self->path, bytes, FALSE, &error))
    g_debug ("wrong tries are counted in memory only: %s", error->message);
}

void
tsn_tries_init (TsnTries *self, const char *vault_path)
{
  *self = (TsnTries){ .path = g_strconcat (vault_path, ".tries", NULL) };
  load (self);
}

void
tsn_tries_clear (TsnTries *self)
{
  g_clear_pointer (&self->path, g_free);
}

guint
tsn_tries_seconds_to_wait (TsnTries *self, gint64 now_ms)
{
  guint wait;
  gint64 left_ms;

  if (self->failures < FREE_TRIES)
    return 0;
  wait = MIN (1u << MIN (self->failures - FREE_TRIES, 16u), WAIT_MAX_SECONDS);
  if (now_ms < self->last_ms)
    {
      self->last_ms = MAX (now_ms, 0);
      save (self);
    }
  left_ms = wait * G_GINT64_CONSTANT (1000) - (now_ms - self->last_ms);
  return left_ms > 0 ? (guint) ((MIN (left_ms, wait * 1000) + 999) / 1000) : 0;
}

void
tsn_tries_count (TsnTries *self, gint64 now_ms)
{
  self->failures = MIN (self->failures + 1, COUNT_MAX);
  self->last_ms = MAX (now_ms, 0);
  save (self);
}

void
tsn_tries_reset (TsnTries *self)
{
  self->failures = 0;
  self->last_ms = 0;
  unlink (self->path);
}
