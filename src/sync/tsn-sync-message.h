/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-message.h: the small things that go over the wire: marks, states, ids as text.
 *
 * Shape: docs/sync-protocol.md "Cursors", "Pulling".
 * Errors: TSN_SYNC_ERROR_MALFORMED. Thread: plain values.
 */

#pragma once

#include "tsn-session-sync.h"
#include "tsn-sync-error.h"

G_BEGIN_DECLS

#define TSN_SYNC_BODY_MAX    (4 * 1024 * 1024) /* of a request, bytes */
#define TSN_EPOCH_SIZE       16
#define TSN_HEX_TEXT_SIZE    33 /* 32 digits and the final NUL */
#define TSN_SYNC_TYPE        "application/cbor-seq"
#define TSN_SYNC_HEADER_TIME "Tsunagi-Time"
#define TSN_SYNC_TIME_MAX    ((G_GUINT64_CONSTANT (1) << 48) - 1) /* ms since 1970 */

/* Sixteen bytes (a mark, an id) as 32 lower case hexadecimal digits, and back: exactly those. */
const char *tsn_hex_format (const guint8 bytes[16], char text[TSN_HEX_TEXT_SIZE]);
gboolean tsn_hex_parse (const char *text, guint8 bytes[16]);

/* base64url without padding (RFC 4648 section 5). Parsing takes the text of exactly @size bytes, in
 * the one way to write it. */
char *tsn_base64url_format (const guint8 *bytes, gsize size);
gboolean tsn_base64url_parse (const char *text, guint8 *bytes, gsize size);

/* A number of the server's log with the token that it drew for it. */
void tsn_mark_make (guint64 seq, const guint8 token[8], guint8 mark[TSN_MARK_SIZE]);
guint64 tsn_mark_seq (const guint8 mark[TSN_MARK_SIZE]);

/* Of a pull or a push. @sender: who asks, by a name that is drawn anew each time the program
 * starts, since the id of the device may be on two machines; nil: nobody. @more: of the query, with
 * "&" */
char *tsn_sync_path (const TsnSyncMarks *marks, const TsnId *sender, const char *more);

/* What a pull's answer begins with. */
typedef struct
{
  guint8 epoch[TSN_EPOCH_SIZE];
  guint8 cursor[TSN_MARK_SIZE]; /* after this answer */
  gboolean more;                /* there is something after that */
  TsnHash digest;               /* of all that the role pulls; only when not @more */
} TsnSyncState;

void tsn_sync_state_encode (const TsnSyncState *self, GByteArray *out);
/* @length: (out): the bytes that it took; parcels follow. Untouched on failure. */
gboolean tsn_sync_state_decode (TsnSyncState *self,
                                const guint8 *data,
                                gsize size,
                                gsize *length,
                                GError **error);

G_END_DECLS
