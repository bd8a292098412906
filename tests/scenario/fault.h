/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fault.h: a disk that fails when a test wants it to, and one whose power is cut.
 *
 * fault_install() puts a layer around SQLite's file system layer (a VFS registered as the default);
 * the few files that are written without SQLite (the vault, what a backup is renamed to) come
 * through the linker's --wrap. Both count in one row: every write, sync, truncation, deletion,
 * rename and making of a file is one operation.
 *
 * Thread: any; one lock around everything.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FAULT_ERROR, /* EIO, nothing is written */
  FAULT_SHORT, /* EIO after half of the bytes */
  FAULT_FULL,  /* ENOSPC after half of the bytes */
  N_FAULT_MODES
} FaultMode;

void fault_install (void);

/* The @nth operation from now (1 is the next) fails; with @lasting all after it fail, too, until
 * fault_lift(), which says whether one did. */
void fault_arm (guint nth, FaultMode mode, gboolean lasting);
gboolean fault_lift (void);
/* The operation that failed was one after which SQLite does not always keep errno: a sync or a
 * deletion. */
gboolean fault_loses_errno (void);

/* Remembers from now on, for the files of SQLite in @folder and below it, what has been synced and
 * what has not. @boundary is called inside the lock before and after every sync of such a file. */
typedef void (*FaultBoundary) (const char *path, gpointer user_data);
void fault_record_begin (const char *folder, FaultBoundary boundary, gpointer user_data);
void fault_record_end (void);

typedef enum
{
  CUT_NOTHING, /* of what was not synced is there */
  CUT_PREFIX,  /* the first of the writes, the last of them torn */
  CUT_SOME,    /* any sectors of 512 bytes of any writes */
  CUT_ALL,     /* the disk was quicker than it had promised */
  N_CUTS
} Cut;

/* What a power cut would leave now of the files in @from, written into @to; from within the
 * boundary function, or when nobody writes. The same @rand keeps the same. */
void fault_write_cut (const char *from, const char *to, Cut cut, GRand *rand);

G_END_DECLS
