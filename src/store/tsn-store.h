/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-store.h: the local database of one device: a data folder, its threads, opening and closing
 * it.
 *
 * A data folder holds `tsunagi.db` (SQLite, WAL, synchronous=FULL), `vault` (tsn-vault.h) and
 * nothing else of ours. The patch log in the database is the truth; the table of each kind is its
 * index: the open fields as columns and who won which field. Sealed fields live only inside the
 * patches.
 *
 * Threads: a store owns one writer thread with a first-in first-out queue and one reader thread,
 * each with its own connection. Work is a function that is given a #TsnSession (tsn-session.h) in
 * that thread. Write work runs in one transaction: it is committed, durable, before the caller
 * hears of success, or rolled back whole. The async calls answer in the caller's thread-default
 * main context; the _sync twins block; what is begun and ended may overlap. Several processes may
 * use one folder; they wait for each other (up to 10 s).
 *
 * Errors: TSN_STORE_ERROR_*; G_IO_ERROR_CANCELLED stays itself.
 */

#pragma once

#include <gio/gio.h>

#include "tsn-vault.h"

G_BEGIN_DECLS

typedef enum
{
  TSN_STORE_ERROR_BUSY,         /* another process holds the database */
  TSN_STORE_ERROR_CORRUPT,      /* the file is damaged; it is left as it is */
  TSN_STORE_ERROR_NOT_A_STORE,  /* there is a file, but not one of ours */
  TSN_STORE_ERROR_TOO_NEW,      /* written by a newer version of the program */
  TSN_STORE_ERROR_NOT_FOUND,    /* no data folder, record or backup there */
  TSN_STORE_ERROR_READ_ONLY,    /* the folder or the disk takes no writes */
  TSN_STORE_ERROR_NO_SPACE,     /* the disk is full; nothing was changed */
  TSN_STORE_ERROR_IO,           /* the disk failed; nothing was confirmed */
  TSN_STORE_ERROR_EXISTS,       /* there is something already; it is never overwritten */
  TSN_STORE_ERROR_ERASED,       /* the record was erased; it takes no changes any more */
  TSN_STORE_ERROR_NETWORK_DISK, /* WAL needs a local disk */
  TSN_STORE_ERROR_WRONG_VAULT, /* the database belongs to another device than the vault beside it */
} TsnStoreError;
#define TSN_STORE_ERROR (tsn_store_error_quark ())
GQuark tsn_store_error_quark (void);
/* For files that are written without SQLite: @code is an errno, @what a beginning ("the copy cannot
 * be made"). Always FALSE. */
gboolean tsn_store_error_from_errno (int code, const char *what, GError **error);

#define TSN_TYPE_STORE (tsn_store_get_type ())
G_DECLARE_FINAL_TYPE (TsnStore, tsn_store, TSN, STORE, GObject)

typedef struct _TsnSession TsnSession;

typedef enum
{
  TSN_STORE_OPEN = 0,
  TSN_STORE_CREATE = 1 << 0,    /* the folder has no database yet: make one */
  TSN_STORE_READ_ONLY = 1 << 1, /* for looking into a folder that must not change */
} TsnStoreFlags;

/* The two files of a data folder. */
char *tsn_store_database_path (const char *folder);
char *tsn_store_vault_path (const char *folder);

/**
 * tsn_store_open_sync:
 * @folder: local file system path; with CREATE it is made (mode 0700) when missing
 * @vault: the vault of this folder, locked or not; the store keeps no copy: it must live as long as
 * the store
 *
 * Opens or makes the database, migrates it when it is older (a copy is set beside it first), makes
 * tables and columns for what the model has gained, and checks it quickly. A database that cannot
 * be opened is left as it is.
 */
TsnStore *
tsn_store_open_sync (const char *folder, TsnVault *vault, TsnStoreFlags flags, GError **error);

/* Waits for queued work, closes the connections, checkpoints. Also done by the last unref. */
void tsn_store_close (TsnStore *self);

TsnVault *tsn_store_get_vault (TsnStore *self);
const char *tsn_store_get_folder (TsnStore *self);

typedef enum
{
  TSN_STORE_READ,
  TSN_STORE_WRITE,
} TsnStoreMode;

/* The work. It runs in a store thread; @data is the caller's, and the caller does not touch it
 * until the answer. FALSE with @error rolls back. */
typedef gboolean (*TsnStoreWork) (TsnSession *session,
                                  gpointer data,
                                  GCancellable *cancellable,
                                  GError **error);

/* @cancellable: before a write has begun to commit it stops the work without a trace. */
void tsn_store_run_async (TsnStore *self,
                          TsnStoreMode mode,
                          TsnStoreWork work,
                          gpointer data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean tsn_store_run_finish (TsnStore *self, GAsyncResult *result, GError **error);
gboolean tsn_store_run_sync (TsnStore *self,
                             TsnStoreMode mode,
                             TsnStoreWork work,
                             gpointer data,
                             GCancellable *cancellable,
                             GError **error);

/* Work that goes on while the caller does something else: begun, and ended, which waits for it,
 * once and by the same thread, before the store is closed. */
typedef struct _TsnJob TsnJob;
TsnJob *tsn_store_begin (TsnStore *self,
                         TsnStoreMode mode,
                         TsnStoreWork work,
                         gpointer data,
                         GCancellable *cancellable);
gboolean tsn_store_end (TsnJob *job, GError **error);

/* After the vault was unlocked: opens the published data keys; with @search also builds the search
 * text (in memory only, tsn-search.h), about half a second for 100,000 people. After
 * tsn_vault_lock, tsn_store_locked forgets the search text. */
gboolean tsn_store_unlocked_sync (TsnStore *self,
                                  gboolean search,
                                  GCancellable *cancellable,
                                  GError **error);
void tsn_store_locked (TsnStore *self);
/* Read work: forgets the search text and makes it anew of what can still be read, after
 * tsn_vault_forget_data_keys(). */
gboolean tsn_session_renew_search (TsnSession *session, GCancellable *cancellable, GError **error);

/* Progress of long work: @done of @total (0: not known yet); called from the worker's thread. */
typedef void (*TsnProgress) (guint64 done, guint64 total, gpointer user_data);

/* One file with everything in it: the database (SQLite's online backup, consistent while people
 * work) and the sealed vault. Written beside
 * @path, synced and renamed into place; an existing file is never overwritten (_EXISTS). */
gboolean tsn_store_backup_sync (TsnStore *self,
                                const char *path,
                                TsnProgress progress,
                                gpointer user_data,
                                GCancellable *cancellable,
                                GError **error);
/* Makes a data folder of a backup, checked first; refuses when @folder has a database or vault
 * already. */
gboolean tsn_store_restore_sync (const char *backup,
                                 const char *folder,
                                 TsnProgress progress,
                                 gpointer user_data,
                                 GCancellable *cancellable,
                                 GError **error);

/* What a check found. */
typedef struct
{
  guint64 records;
  guint64 patches;
  guint64 erased;
  guint64 unreadable;  /* sealed groups whose key is not here (normal for some roles) */
  GPtrArray *problems; /* of char *: one English line each, no personal data; empty is good */
} TsnCheck;
void tsn_check_free (TsnCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnCheck, tsn_check_free)

/* SQLite's own integrity check, then every patch decoded, every group opened (where the keys are
 * here), the winners of every record worked out again and compared with the tables. With @rebuild
 * the tables are made anew from the patches when they differ. */
TsnCheck *tsn_store_check_sync (TsnStore *self,
                                gboolean rebuild,
                                TsnProgress progress,
                                gpointer user_data,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
