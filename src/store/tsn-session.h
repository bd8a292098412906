/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-session.h: what work inside the store can do: put, get, query, history, erase, apply.
 *
 * A session is one connection in its own thread (tsn-store.h); it is valid only inside the
 * TsnStoreWork it was given to. All calls are synchronous. In read work the session sees one
 * consistent snapshot.
 */

#pragma once

#include "tsn-change.h"
#include "tsn-merge.h"
#include "tsn-store.h"

G_BEGIN_DECLS

/**
 * tsn_session_put:
 * @change: validated here (tsn-validate.h)
 * @version: (out) (optional): the version of the patch that was made
 *
 * Makes a patch of @change: stamps it, notes what its author saw, seals each compartment's fields,
 * appends it to the log and updates the record's table. A field that already has exactly this value
 * (readable here) is left out; nothing left is success without a patch.
 *
 * Errors: TSN_MODEL_ERROR_* (refused), TSN_STORE_ERROR_ERASED, _NOT_FOUND (not a new record and
 * never seen), TSN_VAULT_ERROR_*.
 */
gboolean
tsn_session_put (TsnSession *self, const TsnChange *change, TsnVersion *version, GError **error);

/**
 * tsn_session_add:
 * @change: of a record whose id was made for it
 *
 * As tsn_session_put(), for many new records in one transaction: a second thread writes those
 * before while this one is sealed. What cannot be written fails a later call, at the latest the
 * commit; a record that is there already is such an error (%G_IO_ERROR_EXISTS). Not while the
 * caller stands on a row of a query.
 */
gboolean tsn_session_add (TsnSession *self, const TsnChange *change, GError **error);

/* Erases the record and, through the fields with the flag OWNER, what belongs to it: their values
 * and older patches are deleted and the freed pages overwritten; tombstones stay. @erased: (out)
 * (optional): how many records. */
gboolean tsn_session_erase (TsnSession *self,
                            const TsnKind *kind,
                            const TsnId *record,
                            guint *erased,
                            GError **error);

/* Merges a patch from elsewhere. @changed: (out) (optional): whether anything was new. Unknown
 * kinds and fields are kept. */
gboolean
tsn_session_apply (TsnSession *self, const TsnPatch *patch, gboolean *changed, GError **error);

/* The record as it stands; an erased one comes back as a tombstone. NULL without error: never seen.
 */
TsnRecord *
tsn_session_get (TsnSession *self, const TsnKind *kind, const TsnId *record, GError **error);

/* Finds the kind of a record id. NULL without error: never seen. */
const TsnKind *tsn_session_kind_of (TsnSession *self, const TsnId *record, GError **error);

/* -- Queries over open fields -- */

typedef enum
{
  TSN_QUERY_EQUAL,
  TSN_QUERY_AT_LEAST,
  TSN_QUERY_AT_MOST,
  /* At least, at most, or no value yet. Looks at every record of the kind, since the index of a
   * field knows only those with a value: for kinds of some thousand records. */
  TSN_QUERY_NOT_BELOW,
  TSN_QUERY_NOT_ABOVE,
  TSN_QUERY_CONTAINS, /* a list field has this item; a text field has this text */
} TsnQueryOperator;

typedef struct
{
  guint field; /* an open field */
  TsnQueryOperator op;
  TsnValue value; /* owned by the query */
} TsnQueryTerm;

typedef struct
{
  const TsnKind *kind;
  GArray *terms;       /* of TsnQueryTerm; all must hold */
  guint order_by;      /* open field; 0: by record id, which is the order of creation */
  gboolean descending; /* either way what has no value yet comes first */
  guint limit;         /* 0: none */
  guint offset;
  gboolean open_only; /* do not open sealed groups: quicker, and the sealed cells come back as not
                         readable */
} TsnQuery;

TsnQuery *tsn_query_new (const TsnKind *kind);
TsnQuery *tsn_query_copy (const TsnQuery *self);
void tsn_query_free (TsnQuery *self);
void tsn_query_where (TsnQuery *self, guint field, TsnQueryOperator op, TsnValue value);
void tsn_query_where_reference (TsnQuery *self, guint field, const TsnId *id);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnQuery, tsn_query_free)

/* Called for each record in order; FALSE stops (with @error set: fails). The record may be kept
 * (ref). */
typedef gboolean (*TsnRecordFunc) (TsnRecord *record, gpointer user_data, GError **error);
gboolean tsn_session_foreach (TsnSession *self,
                              const TsnQuery *query,
                              TsnRecordFunc func,
                              gpointer user_data,
                              GError **error);
GPtrArray *
tsn_session_query (TsnSession *self, const TsnQuery *query, GError **error); /* of TsnRecord */
gint64
tsn_session_count (TsnSession *self, const TsnQuery *query, GError **error); /* -1 on error */
/* Only the ids, in order: for lists that read a record when it comes into view. (element-type
 * TsnId) */
GArray *tsn_session_ids (TsnSession *self, const TsnQuery *query, GError **error);

/* -- History -- */

typedef struct
{
  guint16 field;
  gboolean readable;
  gboolean current; /* this value is the one that stands */
  TsnValue value;
} TsnHistoryItem;

typedef struct
{
  TsnVersion version;
  TsnId operator_id;
  gboolean erase;
  GArray *items; /* of TsnHistoryItem, ascending by field */
} TsnHistoryEntry;

/* Everything that was ever written to the record, newest first. (element-type TsnHistoryEntry) */
GPtrArray *
tsn_session_history (TsnSession *self, const TsnKind *kind, const TsnId *record, GError **error);

/* The answers of people who had not seen each other's value of @field, the standing one first
 * (element-type TsnHistoryItem in entries of one item). One entry is the normal case. Settling is a
 * put of the chosen value. */
GPtrArray *tsn_session_answers (TsnSession *self,
                                const TsnKind *kind,
                                const TsnId *record,
                                guint field,
                                GError **error);

/* -- Patches, for sync and bundles -- */

/* Patches in the order in which they came to this database, after the local number @after; 0 starts
 * at the beginning. */
typedef gboolean (*TsnPatchFunc) (gint64 number,
                                  const TsnPatch *patch,
                                  gpointer user_data,
                                  GError **error);
gboolean tsn_session_foreach_patch (TsnSession *self,
                                    gint64 after,
                                    TsnPatchFunc func,
                                    gpointer user_data,
                                    GError **error);

/**
 * tsn_session_changed_since:
 * @kinds: numbers of kinds, 0 behind the last
 * @seq: (inout): where the log ended when one looked last; where it ends now. G_MAXINT64: only the
 * latter is asked
 * @changed: (out): whether a record of these kinds was written since, by whatever process
 *
 * For whoever keeps what it has read of them. Looks at each patch since.
 */
gboolean tsn_session_changed_since (TsnSession *self,
                                    const guint *kinds,
                                    gint64 *seq,
                                    gboolean *changed,
                                    GError **error);

/* Settings of this database that are not records: small named blobs (sync cursors later, the last
 * used sheet position). */
GBytes *tsn_session_get_setting (TsnSession *self,
                                 const char *name,
                                 GError **error); /* NULL without error: none */
gboolean
tsn_session_set_setting (TsnSession *self, const char *name, GBytes *value, GError **error);

/* This device (the vault's); the author of what this session puts. */
const TsnId *tsn_session_get_device (TsnSession *self);

GCancellable *tsn_session_get_cancellable (TsnSession *self);

G_END_DECLS
