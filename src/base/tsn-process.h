/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-process.h: what a program of ours says of its process before it does anything else.
 *
 * Thread: the main thread, before there is another.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* No core dump, ever: it would hold the keys and the people. Where an administrator has set a hard
 * limit of 0 it stays with that: no file then, but a program that takes the dumps of this machine
 * (kernel.core_pattern) is asked all the same. */
void tsn_process_forbid_core_dumps (void);

/* For programs that run all day with threads that allocate pictures (the camera's, the one that
 * decodes): they share two heaps, and what is as large as a picture is mapped for itself and gone
 * when it is freed. By default each thread has a heap, which holds ever larger blocks once one was
 * freed, and the process grows for hours towards the sum of all their peaks. Nothing without glibc.
 */
void tsn_process_steady_heap (void);

G_END_DECLS
