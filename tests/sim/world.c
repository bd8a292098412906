/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See world.h. The random bytes are SplitMix64's (Steele, Lea, Flood 2014): a few operations, and a
 * seed tells all of them. What is decided in a run is drawn elsewhere (sim.c). */

#include "world.h"

#include <sodium.h>
#include <string.h>
#include <sys/types.h>

static struct
{
  GMutex lock;
  guint64 state;
  gint64 now_ms;
  gint64 ahead_ms;
  pid_t life; /* counts runs */
} world;

static guint64
draw (void)
{
  guint64 z = world.state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static void
fill (void *out, size_t size)
{
  g_mutex_lock (&world.lock);
  for (size_t done = 0; done < size; done += sizeof (guint64))
    {
      guint64 number = draw ();

      memcpy ((guint8 *) out + done, &number, MIN (size - done, sizeof number));
    }
  g_mutex_unlock (&world.lock);
}

static const char *
name_of_source (void)
{
  return "simulation";
}

static guint32
draw_number (void)
{
  guint32 number;

  fill (&number, sizeof number);
  return number;
}

void
world_install (void)
{
  static randombytes_implementation source = { .implementation_name = name_of_source,
                                               .random = draw_number,
                                               .buf = fill };

  randombytes_set_implementation (&source);
}

void
world_begin (guint64 seed, gint64 now_ms)
{
  g_mutex_lock (&world.lock);
  world.state = seed;
  world.life++;
  world.now_ms = now_ms;
  world.ahead_ms = 0;
  g_mutex_unlock (&world.lock);
}

gint64
world_now_ms (void)
{
  gint64 now_ms;

  g_mutex_lock (&world.lock);
  now_ms = world.now_ms;
  g_mutex_unlock (&world.lock);
  return now_ms;
}

void
world_pass (gint64 ms)
{
  g_mutex_lock (&world.lock);
  world.now_ms += ms;
  g_mutex_unlock (&world.lock);
}

gint64
world_set_ahead (gint64 ms)
{
  gint64 before;

  g_mutex_lock (&world.lock);
  before = world.ahead_ms;
  world.ahead_ms = ms;
  g_mutex_unlock (&world.lock);
  return before;
}

/* -- Signatures -- */

/* The same certificate, manifest and receipt are verified by every device of every run: what was
 * found good is found good again by its hash. */
#define VERIFIED_MAX 65536

int __real_crypto_sign_verify_detached (const unsigned char *signature,
                                        const unsigned char *message,
                                        unsigned long long size,
                                        const unsigned char *key);
int __wrap_crypto_sign_verify_detached (const unsigned char *signature,
                                        const unsigned char *message,
                                        unsigned long long size,
                                        const unsigned char *key);

static guint
hash_of_hash (gconstpointer hash)
{
  guint number;

  memcpy (&number, hash, sizeof number);
  return number;
}

static gboolean
same_hash (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, crypto_generichash_BYTES) == 0;
}

static void
hash_signed (const unsigned char *signature,
             const unsigned char *message,
             unsigned long long size,
             const unsigned char *key,
             guint8 hash[crypto_generichash_BYTES])
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, NULL, 0, crypto_generichash_BYTES);
  crypto_generichash_update (&state, signature, crypto_sign_BYTES);
  crypto_generichash_update (&state, key, crypto_sign_PUBLICKEYBYTES);
  crypto_generichash_update (&state, message, size);
  crypto_generichash_final (&state, hash, crypto_generichash_BYTES);
}

int
__wrap_crypto_sign_verify_detached (const unsigned char *signature,
                                    const unsigned char *message,
                                    unsigned long long size,
                                    const unsigned char *key)
{
  static GHashTable *verified;
  guint8 hash[crypto_generichash_BYTES];
  gboolean good;

  hash_signed (signature, message, size, key, hash);
  g_mutex_lock (&world.lock);
  if (verified == NULL)
    verified = g_hash_table_new_full (hash_of_hash, same_hash, g_free, NULL);
  good = g_hash_table_contains (verified, hash);
  g_mutex_unlock (&world.lock);
  if (good)
    return 0;
  if (__real_crypto_sign_verify_detached (signature, message, size, key) != 0)
    return -1;
  g_mutex_lock (&world.lock);
  if (g_hash_table_size (verified) >= VERIFIED_MAX)
    g_hash_table_remove_all (verified);
  g_hash_table_add (verified, g_memdup2 (hash, sizeof hash));
  g_mutex_unlock (&world.lock);
  return 0;
}

/* -- In the place of the system's (the linker's --wrap) -- */

int __wrap_getentropy (void *out, size_t size);
ssize_t __wrap_getrandom (void *out, size_t size, unsigned int flags);
gint64 __wrap_g_get_real_time (void);
gint64 __wrap_g_get_monotonic_time (void);
pid_t __wrap_getpid (void);

int
__wrap_getentropy (void *out, size_t size)
{
  fill (out, size);
  return 0;
}

ssize_t
__wrap_getrandom (void *out, size_t size, unsigned int flags)
{
  fill (out, size);
  return (ssize_t) size;
}

gint64
__wrap_g_get_real_time (void)
{
  gint64 us;

  g_mutex_lock (&world.lock);
  us = (world.now_ms + world.ahead_ms) * 1000;
  g_mutex_unlock (&world.lock);
  return us;
}

gint64
__wrap_g_get_monotonic_time (void)
{
  return world_now_ms () * 1000;
}

/* Every run is another process: what was drawn before it is not used (tsn-vault-box.c). */
pid_t
__wrap_getpid (void)
{
  return world.life;
}
