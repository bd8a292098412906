/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-session-sync.h: the patch log as sync and bundles see it: what is waiting to be sent, what
 * was received, which is on the server.
 *
 * A patch is *waiting* until a receipt says that the server has it, or it came from the server. It
 * is *signed* when a manifest (tsn-manifest.h) of its author is stored with it; patches of this
 * device are signed when they are first sent, those of others came with theirs.
 *
 * Within the work of a store (tsn-session.h); synchronous. Errors: TSN_STORE_ERROR_*,
 * TSN_VAULT_ERROR_* (signing needs an unlocked vault), TSN_MODEL_ERROR_*.
 */

#pragma once

#include "tsn-digest.h"
#include "tsn-session.h"

G_BEGIN_DECLS

/* -- Waiting -- */

/* How many patches are waiting and not in quarantine, and how many are in quarantine; exact. */
gboolean tsn_session_count_waiting (TsnSession *self,
                                    guint64 *waiting,
                                    guint64 *quarantined,
                                    GError **error);

/* What is in quarantine, of one kind and for one reason. */
typedef struct
{
  guint kind;   /* number, perhaps of a newer version */
  guint reason; /* docs/sync-protocol.md "Refusals" */
  guint64 n;    /* patches */
} TsnQuarantined;

/* The most first. (element-type TsnQuarantined) */
GArray *tsn_session_quarantined (TsnSession *self, GError **error);

/* When a device wrote the newest of its patches that came here. */
typedef struct
{
  TsnId device;
  gint64 written_ms; /* since 1970 UTC, by its own clock unless the server knew better */
} TsnHeard;

/* Of the devices that wrote the newest TSN_HEARD_PATCHES patches of the log; those that are not
 * signed yet do not count. (element-type TsnHeard) */
#define TSN_HEARD_PATCHES 10000
GArray *tsn_session_heard (TsnSession *self, GError **error);

/* Signs the patches of this device that are not signed yet, in lots of at most 64 and about a
 * megabyte; the oldest, until they are @max_bytes. @more: (out) (nullable): that was not all. Write
 * work. */
gboolean
tsn_session_sign_patches (TsnSession *self, gsize max_bytes, gboolean *more, GError **error);

/* One lot of patches under one manifest, as the log has them. */
typedef struct
{
  TsnManifest manifest;
  gint64 number;     /* of the manifest, in the store */
  GPtrArray *bodies; /* of GBytes: patches as they were signed, in the order of the manifest; some
                        of it may be missing */
  GArray *seqs;      /* of gint64: their numbers in the log */
  GArray *effective; /* of guint64: the effective stamps, 0: the patch's own */
} TsnLot;

void tsn_lot_free (TsnLot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnLot, tsn_lot_free)

/* Signed waiting patches (not those in quarantine) in lots, up to @max_bytes; at least one lot if
 * there is any. @after: 0 for the first ones, then what @last (out) was. (element-type TsnLot) */
GPtrArray *tsn_session_waiting_lots (TsnSession *self,
                                     gint64 after,
                                     gsize max_bytes,
                                     gint64 *last,
                                     GError **error);

/* All signed patches (not those in quarantine) whose numbers in the log are above @after, in the
 * order of the log. FALSE from @func ends it, with its error.
 * @until: (out): the number up to which all of the log was given: before the first patch that is
 * not signed or in quarantine, else the last */
typedef gboolean (*TsnLotFunc) (const TsnLot *lot, gpointer user_data, GError **error);
gboolean tsn_session_foreach_lot (TsnSession *self,
                                  gint64 after,
                                  gint64 *until,
                                  TsnLotFunc func,
                                  gpointer user_data,
                                  GError **error);

/* The same as a page: patches above @after until they are @max_bytes or a little more, at least one
 * if there is any. It ends before what this device wrote and has not signed yet: whoever goes on
 * from @last would have passed it over. @kind: of this kind only; 0: all
 * @last: (out): the number of the last one; @after: there was none. (element-type TsnLot) */
GPtrArray *tsn_session_log_lots (TsnSession *self,
                                 guint kind,
                                 gint64 after,
                                 gsize max_bytes,
                                 gint64 *last,
                                 GError **error);

/* -- Receiving -- */

/* Whether the log has that very patch, or had it before its record was erased. */
gboolean tsn_session_has_patch (TsnSession *self,
                                const TsnPatch *patch,
                                GBytes *body,
                                gboolean *has,
                                GError **error);

/* Applies the patches of a lot that came from elsewhere; its signature was verified. What is not a
 * patch, is not in the manifest or names another device refuses the lot whole; it has changed
 * nothing then.
 * @bodies: (element-type GBytes): in the order of the manifest
 * @effective: (nullable): as many stamps as @bodies, 0: the patch's own; of two of one patch the
 * lower counts, and where that is not the server's, the patch waits again
 * @from_server: (whether): the server has these: they do not wait, and one of ours with the version
 * of another (a cloned disk) gets another version, or goes to quarantine
 * @news: (out) (optional): how many were new here. Write work. */
gboolean tsn_session_apply_lot (TsnSession *self,
                                const TsnManifest *manifest,
                                GPtrArray *bodies,
                                const guint64 *effective,
                                gboolean from_server,
                                guint *news,
                                GError **error);

/* The signing key of a device as its certificate (signed by the root of the vault) says; FALSE
 * without error: no such device, or none that verifies. Data keys, certificates and the
 * municipality come first in every log; those of one pull may be in the pull itself: see
 * tsn-parcel-reader. */
gboolean tsn_session_device_key (TsnSession *self,
                                 const TsnId *device,
                                 guint8 sign_public[TSN_KEY_SIZE],
                                 gboolean *found,
                                 GError **error);

/* What came from elsewhere, of one kind. */
typedef struct
{
  guint kind;   /* number, perhaps of a newer version */
  TsnId record; /* the only one; nil: several */
} TsnNews;

/* What came from elsewhere (the server, a room, a stick) after the local number @number, and that
 * of the last patch of the log.
 * @number: (inout): below 0: only what the last one is
 * @news: (out) (element-type TsnNews): one for each kind */
gboolean tsn_session_news (TsnSession *self, gint64 *number, GArray **news, GError **error);

/* -- Receipts -- */

#define TSN_MARK_SIZE 16

/* Where this device stands with its server. */
typedef struct
{
  guint8 cursor[TSN_MARK_SIZE];  /* up to where it has pulled; zeros: the beginning */
  guint8 receipt[TSN_MARK_SIZE]; /* of the last receipt; zeros: none */
} TsnSyncMarks;

gboolean tsn_session_get_marks (TsnSession *self, TsnSyncMarks *marks, GError **error);
gboolean tsn_session_set_marks (TsnSession *self, const TsnSyncMarks *marks, GError **error);

/* The patches with these numbers are on the server; @receipt (the bytes of docs/sync-protocol.md
 * "Receipts") is kept with them. Write work. */
gboolean tsn_session_note_receipt (TsnSession *self,
                                   GBytes *receipt,
                                   const gint64 *seqs,
                                   guint n_seqs,
                                   GError **error);
/* The receipt that says so; NULL without error: it is waiting, or came from the server itself. */
GBytes *tsn_session_receipt_of (TsnSession *self, gint64 seq, GError **error);
/* From now on it is merged by @effective, which is its own stamp or lower; so it is with the
 * server. The patch gets a new number at the end of the log, as whoever follows the log must see
 * its record again: note receipts first. Write work. */
gboolean
tsn_session_set_effective (TsnSession *self, gint64 seq, TsnStamp effective, GError **error);
/* The server refused it; it is no longer offered. @reason: docs/sync-protocol.md "Refusals"; 0:
 * offer it again. Write work. */
#define TSN_QUARANTINE_VERSION_TAKEN 5
gboolean tsn_session_quarantine (TsnSession *self, gint64 seq, guint reason, GError **error);
/* Patches of this device whose version another one has wait again, signed, under other versions, by
 * which they are merged as before; but for those that cannot be opened here. Write work. */
gboolean tsn_session_rename_taken (TsnSession *self, GError **error);
/* All that servers refused is offered again, but for a version that another patch has: that stays
 * so. Write work. */
gboolean tsn_session_leave_quarantine (TsnSession *self, GError **error);
/* The server lost what it had: every patch waits again (what is in quarantine stays there), all
 * marks are zero. Write work. */
gboolean tsn_session_forget_receipts (TsnSession *self, GError **error);

/* The server does not have them: what the log has of the records in these buckets of @kind waits
 * again, unless its hash is in @there (a set of TsnHash). Write work. */
gboolean tsn_session_offer_again (TsnSession *self,
                                  guint kind,
                                  const gboolean buckets[TSN_DIGEST_BUCKETS],
                                  GHashTable *there,
                                  GError **error);

/* -- The digest -- */

/* The buckets of a kind, as they stand in this snapshot. */
gboolean tsn_session_digest (TsnSession *self,
                             guint kind,
                             TsnDigest buckets[TSN_DIGEST_BUCKETS],
                             GError **error);

G_END_DECLS
