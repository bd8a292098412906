/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-backend.h: what a server remembers, as the few questions and changes that the protocol needs.
 *
 * Everything happens in a transaction: begin(), verbs, commit() or rollback(). Without @write it
 * sees one moment, whatever others write meanwhile. With it, lock() shuts out other writers of a
 * municipality until its end (SQLite: all of them from the beginning); what was read before may be
 * old by then. What commit() confirmed survives a power cut. What the protocol means by these rows
 * is the service's affair (tsn-service.h); a backend knows no rule of it.
 *
 * Municipalities have numbers from 1; 0 is the server itself. `seq` counts the patches of one
 * municipality from 1.
 *
 * Errors: TSN_STORE_ERROR_*, whatever the database; after an error only rollback() makes sense.
 * What is not found is no error. Thread: one at a time.
 */

#pragma once

#include "tsn-digest.h"
#include "tsn-sync-message.h"

G_BEGIN_DECLS

#define TSN_MARK_TOKEN_SIZE 8

/* A device of a municipality. An id belongs to the municipality that brought it first. */
typedef struct
{
  TsnId device;
  gint64 municipality;
  guint role; /* TsnRole; 0: no certificate came yet, only that it was revoked */
  guint8 sign_public[TSN_KEY_SIZE];
  gint64 issued_ms; /* of the certificate */
  gboolean revoked;
} TsnServerDevice;

/* A patch that was taken. */
typedef struct
{
  gint64 seq;
  guint kind;
  TsnId record;
  TsnVersion version;
  TsnStamp effective; /* TSN_STAMP_NONE: its own */
  TsnHash hash;
  TsnId origin;    /* who brought it, by the name that it had for this; nil: none */
  gint64 manifest; /* its number; 0: dropped */
  guint bucket;    /* of the digest, its record's; of one that was read: 0 */
  GBytes *body;    /* NULL: dropped; only the version, the stamp and the hash are remembered */
} TsnServerPatch;

/* Which record. */
typedef struct
{
  guint kind;
  TsnId id;
} TsnServerRecord;

void tsn_server_patch_free (TsnServerPatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnServerPatch, tsn_server_patch_free)

typedef struct
{
  gint64 seq; /* 0: none */
  guint8 token[TSN_MARK_TOKEN_SIZE];
} TsnServerMark;

typedef struct _TsnBackend TsnBackend;

/* What was committed: a push of @municipality ends at @mark, or (NULL) one of its devices was shut
 * out. In any thread; returns at once. */
typedef void (*TsnNewsFunc) (gint64 municipality, const guint8 *mark, gpointer user_data);

/* FALSE: enough. @patch is gone after the call. */
typedef gboolean (*TsnBackendPatchFunc) (TsnServerPatch *patch, gpointer user_data);

typedef struct
{
  void (*close) (TsnBackend *self);

  /* A server runs on it, as long as it is open; or, @alone, none may, and none does. BUSY: that
   * cannot be. */
  gboolean (*claim) (TsnBackend *self, gboolean alone, GError **error);

  gboolean (*begin) (TsnBackend *self, gboolean write, GError **error);
  /* Of a write transaction. Before anything is numbered, or changed by what was read. Twice is no
   * error; whoever locks 0 and another locks 0 first. */
  gboolean (*lock) (TsnBackend *self, gint64 municipality, GError **error);
  gboolean (*commit) (TsnBackend *self, GError **error);
  void (*rollback) (TsnBackend *self);
  /* After a commit: what was dropped is nowhere in the files any more. */
  gboolean (*scrub) (TsnBackend *self, GError **error);

  /* Small values by name. @value: NULL: none. */
  gboolean (*get_value) (TsnBackend *self,
                         gint64 municipality,
                         const char *name,
                         GBytes **value,
                         GError **error);
  gboolean (*set_value) (TsnBackend *self,
                         gint64 municipality,
                         const char *name,
                         GBytes *value,
                         GError **error);

  /* @number: 0: none */
  gboolean (*find_municipality) (TsnBackend *self,
                                 const guint8 root_public[TSN_KEY_SIZE],
                                 gint64 *number,
                                 GError **error);
  gboolean (*add_municipality) (TsnBackend *self,
                                const guint8 root_public[TSN_KEY_SIZE],
                                gint64 *number,
                                GError **error);
  /* The first one above @after. */
  gboolean (*next_municipality) (TsnBackend *self,
                                 gint64 after,
                                 gint64 *number,
                                 guint8 root_public[TSN_KEY_SIZE],
                                 GError **error);

  gboolean (*get_device) (TsnBackend *self,
                          const TsnId *id,
                          TsnServerDevice *device,
                          gboolean *found,
                          GError **error);
  gboolean (*put_device) (TsnBackend *self, const TsnServerDevice *device, GError **error);
  /* Those of all municipalities, one after the other. (element-type TsnServerDevice) */
  GArray *(*list_devices) (TsnBackend *self, GError **error);

  /* Patches go by the hundred, since each question to a database far away takes its time.
   * @patches: (out): as many as @versions, without their bodies; NULL: there is none */
  gboolean (*find_patches) (TsnBackend *self,
                            gint64 municipality,
                            const TsnVersion *versions,
                            guint n,
                            TsnServerPatch **patches,
                            GError **error);
  gboolean (*add_patches) (TsnBackend *self,
                           gint64 municipality,
                           TsnServerPatch *const *patches,
                           guint n,
                           GError **error);
  /* Their bodies go, and the manifests that no other patch needs. @patches: as they were read */
  gboolean (*drop_patches) (TsnBackend *self,
                            gint64 municipality,
                            TsnServerPatch *const *patches,
                            guint n,
                            GError **error);
  /* It is numbered @to from now on, as if @origin had brought it with that effective stamp. */
  gboolean (*restamp_patch) (TsnBackend *self,
                             gint64 municipality,
                             const TsnVersion *version,
                             gint64 to,
                             const TsnId *origin,
                             TsnStamp effective,
                             GError **error);
  /* As if it had never come. */
  gboolean (*forget_patch) (TsnBackend *self,
                            gint64 municipality,
                            const TsnVersion *version,
                            GError **error);
  /* The stamps by which the device's patches before and after @version are merged, dropped ones
   * too. @before: TSN_STAMP_NONE: there is none. @after: TSN_STAMP_MAX: there is none. */
  gboolean (*stamps_around) (TsnBackend *self,
                             gint64 municipality,
                             const TsnVersion *version,
                             TsnStamp *before,
                             TsnStamp *after,
                             GError **error);
  /* Those of these records that were not dropped, in any order. (element-type TsnServerPatch) */
  GPtrArray *(*record_patches) (TsnBackend *self,
                                gint64 municipality,
                                const TsnServerRecord *records,
                                guint n,
                                GError **error);
  /* The records of which patches above @after were not dropped. (element-type TsnServerRecord) */
  GArray *(*changed_records) (TsnBackend *self, gint64 municipality, gint64 after, GError **error);
  /* Those above @after that were not dropped, rising. */
  gboolean (*read_patches) (TsnBackend *self,
                            gint64 municipality,
                            gint64 after,
                            TsnBackendPatchFunc func,
                            gpointer user_data,
                            GError **error);

  /* Of these the ones whose record is in that bucket of the kind (tsn_digest_bucket()). */
  gboolean (*read_bucket) (TsnBackend *self,
                           gint64 municipality,
                           guint kind,
                           guint bucket,
                           gint64 after,
                           TsnBackendPatchFunc func,
                           gpointer user_data,
                           GError **error);

  /* The numbers of manifests, which are added if they are new. */
  gboolean (*put_manifests) (TsnBackend *self,
                             gint64 municipality,
                             GBytes *const *manifests,
                             guint n,
                             gint64 *numbers,
                             GError **error);
  GBytes *(*get_manifest) (TsnBackend *self, gint64 number, GError **error);

  gboolean (*add_mark) (TsnBackend *self,
                        gint64 municipality,
                        const TsnServerMark *mark,
                        GError **error);
  gboolean (*last_mark) (TsnBackend *self,
                         gint64 municipality,
                         TsnServerMark *mark,
                         GError **error);
  /* The first mark at or above @seq. */
  gboolean (*mark_at) (TsnBackend *self,
                       gint64 municipality,
                       gint64 seq,
                       TsnServerMark *mark,
                       GError **error);

  /* The digest of the first kind above @after; @kind 0: none. */
  gboolean (*next_digest) (TsnBackend *self,
                           gint64 municipality,
                           guint after,
                           guint *kind,
                           TsnDigest buckets[TSN_DIGEST_BUCKETS],
                           GError **error);
  gboolean (*put_digest) (TsnBackend *self,
                          gint64 municipality,
                          guint kind,
                          const TsnDigest buckets[TSN_DIGEST_BUCKETS],
                          GError **error);

  /* (nullable): NULL where no other process has the database. From now on @func is told what others
   * commit: each mark of add_mark(), and NULL for each device that put_device() stored as revoked;
   * what this process commits may be told, too. It is told again, with the last mark, after the
   * connection was lost. @func NULL: no more, and none is being told when this returns. */
  gboolean (*watch) (TsnBackend *self, TsnNewsFunc func, gpointer user_data, GError **error);
} TsnBackendVerbs;

struct _TsnBackend
{
  const TsnBackendVerbs *verbs;
};

/* A SQLite database at @path, made if there is none. */
TsnBackend *tsn_backend_sqlite_open (const char *path, GError **error);
/* A PostgreSQL database, "postgresql://...", whose tables are made if it is empty. A program that
 * was built without libpq says so. */
TsnBackend *tsn_backend_postgres_open (const char *url, GError **error);
gboolean tsn_backend_is_postgres (const char *where);
/* Either. */
TsnBackend *tsn_backend_open (const char *where, GError **error);

void tsn_backend_close (TsnBackend *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnBackend, tsn_backend_close)

G_END_DECLS
