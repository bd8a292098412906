/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-store-private.h: what the files of store/ know of each other. Not for other folders; tests
 * may use tsn_store_set_clock(). */

#pragma once

#include "tsn-bulk.h"
#include "tsn-digest-table.h"
#include "tsn-search-set.h"
#include "tsn-session.h"
#include "tsn-state.h"
#include "tsn-validate.h"

G_BEGIN_DECLS

struct _TsnSession
{
  TsnStore *store;           /* borrowed */
  TsnVault *vault;           /* borrowed */
  TsnConnection *connection; /* owned */
  GCancellable *cancellable; /* of the work that runs; borrowed, nullable */
  gboolean writing;          /* inside write work */
  gboolean scrub;            /* something was erased: no old page may stay in the journal */
  TsnClock clock;            /* of the transaction that runs */
  gint64 first_seq;          /* the log ended here when write work began... */
  gint64 last_seq;           /* ...and ends here now */
  TsnSearchSet
      *news; /* search text of what write work has added: it is the store's after the commit */
  guint n_searched;                    /* patches of write work whose kinds are searched... */
  guint n_news;                        /* ...and how many of them @news tells all of */
  TsnState **states;                   /* one per plan, made when first needed */
  TsnId published[TSN_N_COMPARTMENTS]; /* data keys whose records are known to be in the database;
                                          nil: not known */
  TsnBulk *bulk;                       /* of the transaction that runs; NULL: no bulk work */
  int generation;                      /* of the vault's keys, see tsn_store_get_generation() */
  gboolean own_key_sought[TSN_N_COMPARTMENTS]; /* this device's earlier data key was looked for
                                                  since the unlock */
  GByteArray
      *plain; /* scratch for what is in clear: never grows beyond its first size, wiped after use */
  GByteArray *clear;   /* scratch for associated data and open fields */
  GByteArray *encoded; /* scratch for a patch; of whoever writes rows */
};

/* -- tsn-session.c: the life of a session and of its transactions -- */

TsnSession *tsn_session_new (TsnStore *store, TsnConnection *connection);
void tsn_session_free (TsnSession *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnSession, tsn_session_free)

/* Runs @work in one transaction; commits, or rolls back and says why. */
gboolean tsn_session_run (TsnSession *self,
                          TsnStoreMode mode,
                          TsnStoreWork work,
                          gpointer data,
                          GCancellable *cancellable,
                          GError **error);

TsnState *
tsn_session_state (TsnSession *self,
                   const TsnKind *kind); /* scratch: valid until the next use of the kind */
gboolean tsn_session_require_writing (TsnSession *self, GError **error);
void tsn_wipe (GByteArray *buffer); /* overwrites and empties */

/* Appends a patch to the log. @clock: of the session when it was made. */
gboolean
tsn_session_insert_patch (TsnSession *self, const TsnPatch *patch, TsnStamp clock, GError **error);

/* Where a patch came from. */
typedef struct
{
  gint64 manifest; /* number of the manifest that signs it; 0: none */
  gboolean from_server;
} TsnOrigin;

/* The same with the bytes of the patch. @origin: (nullable): NULL: it was made here */
gboolean tsn_session_insert_body (TsnSession *self,
                                  const TsnPatch *patch,
                                  const guint8 *body,
                                  gsize size,
                                  TsnStamp clock,
                                  const TsnOrigin *origin,
                                  GError **error);
guint32 tsn_patch_sum (const guint8 *body, gsize size); /* finds what a disk has turned */
/* The next version of this device. */
TsnVersion tsn_session_next_version (TsnSession *self);

/* -- tsn-session-apply.c -- */

typedef enum
{
  TSN_MERGED_NEW,
  TSN_MERGED_KNOWN,   /* it is in the log */
  TSN_MERGED_FORGED,  /* another patch of the log has its version */
  TSN_MERGED_DROPPED, /* its record was erased before */
} TsnMerged;

/* Merges a patch from elsewhere; @body: its bytes. @seq: (out): of the patch that was there. */
gboolean tsn_session_merge (TsnSession *self,
                            const TsnPatch *patch,
                            const guint8 *body,
                            gsize size,
                            const TsnOrigin *origin,
                            TsnMerged *merged,
                            gint64 *seq,
                            GError **error);

/* -- tsn-session-receipt.c -- */

/* Runs a statement that sets something (?3) of the patches ?1 to ?2: once for each run of
 * consecutive numbers among @seqs. */
gboolean tsn_session_update_patches (TsnSession *self,
                                     const char *sql,
                                     const gint64 *seqs,
                                     guint n_seqs,
                                     gint64 value,
                                     GError **error);

/* -- tsn-session-receive.c -- */

/* What the log has under @seq, with its effective stamp; NULL without error: it left the log. */
TsnPatch *tsn_session_read_patch (TsnSession *self, gint64 seq, GError **error);
/* Works a record out anew from all its patches. */
gboolean
tsn_session_refold (TsnSession *self, const TsnKind *kind, const TsnId *record, GError **error);

/* -- tsn-session-rename.c -- */

/* tsn_session_rename_taken() of one patch. @done: (out): FALSE: it cannot be done */
gboolean tsn_session_rename_patch (TsnSession *self, gint64 seq, gboolean *done, GError **error);

/* -- tsn-session-sync.c -- */

/* The number of a manifest in the database, which gets it if need be. */
gboolean tsn_session_keep_manifest (TsnSession *self,
                                    const TsnManifest *manifest,
                                    gint64 *number,
                                    GError **error);

/* @seq: (out): the number of the first patch that this device wrote and nobody has signed;
 * G_MAXINT64: there is none */
gboolean tsn_session_first_unsigned (TsnSession *self, gint64 *seq, GError **error);

/* -- tsn-session-read.c -- */

typedef enum
{
  TSN_READ_ALL,       /* open every group whose key is here */
  TSN_READ_SEARCH,    /* only the fields with the flag SEARCH: no cells for others */
  TSN_READ_OPEN_ONLY, /* open nothing */
} TsnReadDepth;

/* The record of a row; NULL for none. Moves the values out of @state. */
TsnRecord *
tsn_session_read_state (TsnSession *self, TsnState *state, TsnReadDepth depth, GError **error);
TsnRecord *tsn_session_read (TsnSession *self,
                             const TsnKind *kind,
                             const TsnId *id,
                             TsnReadDepth depth,
                             GError **error);

typedef enum
{
  TSN_GROUP_OPENED,
  TSN_GROUP_NO_KEY,  /* normal for some roles, and when locked */
  TSN_GROUP_DAMAGED, /* the key is here and does not fit: somebody altered the patch */
} TsnGroupOutcome;

/* Calls @func for each value inside @group, if it can be opened. FALSE only when the database
 * fails. */
typedef void (*TsnGroupFunc) (guint field, TsnCborReader *value, gpointer user_data);
gboolean tsn_session_open_group (TsnSession *self,
                                 const TsnPatch *patch,
                                 const TsnGroup *group,
                                 TsnGroupFunc func,
                                 gpointer user_data,
                                 TsnGroupOutcome *outcome,
                                 GError **error);

/* All patches of a record, ascending by stamp. (element-type TsnPatch) */
GPtrArray *tsn_session_patches (TsnSession *self, guint kind, const TsnId *record, GError **error);

/* -- tsn-search-fill.c -- */

/* Puts all records that are searched; within a read transaction that has read something. */
gboolean tsn_session_fill_search (TsnSession *self,
                                  TsnSearchSet *search,
                                  GCancellable *cancellable,
                                  GError **error);

/* -- tsn-data-key.c -- */

/* The data key to seal with, its record written if it is not there yet. */
gboolean
tsn_session_seal_key (TsnSession *self, TsnCompartment compartment, TsnId *key, GError **error);
/* Sees to it that the vault has a data key, from its record if need be. @found is FALSE when it
 * cannot be had here. */
gboolean tsn_session_find_key (TsnSession *self, const TsnId *key, gboolean *found, GError **error);

/* -- tsn-session-erase.c -- */

/* After a patch was merged: erases the record if what it belongs to was erased before. */
gboolean tsn_session_erase_orphan (TsnSession *self,
                                   const TsnKind *kind,
                                   const TsnId *record,
                                   GError **error);
gboolean tsn_session_erase_owned (TsnSession *self,
                                  const TsnKind *kind,
                                  const TsnId *record,
                                  guint *erased,
                                  GError **error);
/* Deletes all patches of a record but the tombstone that was just inserted. */
gboolean
tsn_session_delete_older (TsnSession *self, guint kind, const TsnId *record, GError **error);

/* -- tsn-store.c -- */

TsnSearchSet *tsn_store_get_search (TsnStore *self); /* empty while locked */
gboolean tsn_store_is_searched (TsnStore *self);     /* the search text is there and kept up */
/* Counts unlocks and locks: what a session remembers of the vault's keys is void when it has
 * changed. */
int tsn_store_get_generation (TsnStore *self);
/* For tests: another wall clock, from the next transaction on. */
void tsn_store_set_clock (TsnStore *self, TsnClockFunc now_ms, gpointer data);
void tsn_store_get_clock (TsnStore *self, TsnClockFunc *now_ms, gpointer *data);

/* One more session, for reading, with its own connection; of one thread at a time. */
TsnSession *tsn_store_new_reader (TsnStore *self, GError **error);

/* -- tsn-store-open.c -- */

/* A connection to the database of @self, ready for work: checked, migrated, extended. */
TsnConnection *
tsn_store_connect (const char *folder, TsnVault *vault, TsnStoreFlags flags, GError **error);
/* One more connection to a database that tsn_store_connect() has seen. */
TsnConnection *tsn_store_connect_reader (const char *folder, TsnStoreFlags flags, GError **error);

G_END_DECLS
