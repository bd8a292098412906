/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* wait-for.h: waits for what threads and processes tell the main context. */

#pragma once

#include <glib.h>

/* Iterates the default main context until @condition; each change is to be an event there. After
 * @seconds @give_up (a GSourceFunc) is called with @data: it says how things stand, and aborts. */
#define WAIT_FOR(condition, seconds, give_up, data)                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint guard = g_timeout_add_seconds (seconds, give_up, data);                                  \
                                                                                                   \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (guard);                                                                       \
  }                                                                                                \
  G_STMT_END
