/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-patch.h: one change of one record, as it is stored, sent and merged; it never changes once
 * made.
 *
 * Shape (docs/format.md has the bytes): kind, record, version (stamp, device), operator, the open
 * fields in clear, for each field the version its author saw, and at most one sealed group per
 * sealed compartment. An erasure carries none of these but the key. Numbers of kinds and fields
 * unknown to this version are carried through untouched.
 *
 * Units: stamps are hybrid clock values (tsn-clock.h).
 * Errors: TSN_MODEL_ERROR_MALFORMED for bytes that are not a patch, TSN_MODEL_ERROR_TOO_NEW for one
 * in a later format (keep its bytes); limits: 256 KiB a patch, 256 fields, 16 groups.
 */

#pragma once

#include "tsn-record.h"

G_BEGIN_DECLS

#define TSN_PATCH_SIZE_MAX   (256 * 1024)
#define TSN_PATCH_FIELDS_MAX 256
#define TSN_PATCH_GROUPS_MAX 16
#define TSN_PATCH_SEEN_MAX   16 /* versions of one field */
#define TSN_PATCH_FORMAT     1

/* The sealed part of a patch for one compartment. */
typedef struct
{
  TsnCompartment compartment; /* TSN_DESK or TSN_CARE; others (newer versions) are carried along */
  GArray *fields;             /* of guint16, ascending: which fields are inside, in clear */
  TsnId key;                  /* the data_key record that opens it */
  GBytes *sealed; /* nonce (24 bytes) and ciphertext with tag; its plaintext is a CBOR map field ->
                     value */
} TsnGroup;

/* What the author saw in a field when he wrote it: the value that stood, or, when he settled
 * several answers, each of them. */
typedef struct
{
  guint16 field;
  TsnVersion version;
} TsnSeen;

typedef struct
{
  grefcount ref;
  guint kind; /* number; perhaps unknown to this version */
  TsnId record;
  TsnVersion version; /* identity of the patch */
  TsnStamp effective; /* the stamp it is merged by, given by a server (docs/sync-protocol.md
                         "Clocks"); 0: its own. Not part of its bytes */
  TsnId operator_id;  /* who was at the device; nil when nobody had unlocked it (a kiosk) */
  gboolean erase;     /* the record is erased; nothing else is carried */
  GBytes *open;       /* CBOR map field -> value of the open fields, ascending; NULL when none */
  GArray *seen;       /* of TsnSeen, ascending by field, then version */
  GPtrArray *groups;  /* of TsnGroup, ascending by compartment */
} TsnPatch;

TsnPatch *tsn_patch_new (guint kind, const TsnId *record);
TsnPatch *tsn_patch_ref (TsnPatch *self);
void tsn_patch_unref (TsnPatch *self);
TsnGroup *tsn_group_new (TsnCompartment compartment);
void tsn_group_free (TsnGroup *self);

/* Which of two patches is the later one: by their effective stamps where they have them. As
 * tsn_version_compare(). */
int tsn_patch_compare (const TsnPatch *a, const TsnPatch *b);

/* The whole patch as one CBOR item, deterministic: equal patches have equal bytes. */
void tsn_patch_encode (const TsnPatch *self, GByteArray *out);
TsnPatch *tsn_patch_decode (const guint8 *data, gsize size, GError **error);

/* The associated data that binds a sealed group to everything of its patch that is in clear (other
 * groups excepted). */
void tsn_patch_associated_data (const TsnPatch *self, const TsnGroup *group, GByteArray *out);

/* Calls @func for each field that the patch writes, open and sealed, ascending. */
typedef void (*TsnPatchFieldFunc) (guint field, TsnCompartment compartment, gpointer user_data);
void tsn_patch_foreach_field (const TsnPatch *self, TsnPatchFieldFunc func, gpointer user_data);

/* The item (CBOR) that the patch writes into the open @field; NULL: it does not write it, or
 * empties it. (transfer full) */
GBytes *tsn_patch_open_item (const TsnPatch *self, guint field);

/* The greatest version of @field that the author saw; NULL: no value. */
const TsnVersion *tsn_patch_seen (const TsnPatch *self, guint field);
/* Notes that the author saw @version, in any order, not twice the same. */
void tsn_patch_add_seen (TsnPatch *self, guint field, const TsnVersion *version);
/* Whoever saw @from has seen what its author saw; as far as there is room. */
void tsn_patch_inherit_seen (TsnPatch *self, const TsnPatch *from, guint field);
/* Whether this patch, which writes @field, knows of @version: its author saw that one or a later
 * one of the same device, or is that device himself and wrote this later. */
gboolean tsn_patch_knows (const TsnPatch *self, guint field, const TsnVersion *version);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnPatch, tsn_patch_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnGroup, tsn_group_free)

G_END_DECLS
