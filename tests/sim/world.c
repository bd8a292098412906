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

/* -- In the place of the system's (the linker's --wrap) -- */

int __wrap_getentropy (void *out, size_t size);
ssize_t __wrap_getrandom (void *out, size_t size, unsigned int flags);
gint64 __wrap_g_get_real_time (void);
gint64 __wrap_g_get_monotonic_time (void);

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
