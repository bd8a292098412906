/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fault-private.h: what fault.c tells fault-cut.c. */

#pragma once

#include "fault.h"

G_BEGIN_DECLS

void fault_cut_note_open (const char *path, gboolean is_new);
void fault_cut_note_write (const char *path, gconstpointer bytes, gsize size, guint64 offset);
void fault_cut_note_truncate (const char *path, guint64 size);
void fault_cut_note_delete (const char *path, gboolean durable);
void fault_cut_before_sync (const char *path);
void fault_cut_after_sync (const char *path);

G_END_DECLS
