/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TSN_ID_TEXT_SIZE 37 /* 8-4-4-4-12 hexadecimal digits and the final NUL */

/**
 * TsnId:
 * @bytes: the 16 bytes in network order, as RFC 9562 prints them
 *
 * The identity of a record, a device or a person who works here: a plain value, copied by
 * assignment. New ones are UUIDv7, so they sort by the time of their making; ids that were derived
 * otherwise are read, too.
 */
typedef struct
{
  guint8 bytes[16];
} TsnId;

/* "No record". */
#define TSN_ID_NIL ((TsnId){ { 0 } })

/**
 * tsn_id_new:
 * @unix_ms: milliseconds since 1970 UTC; clamped to 0 .. 2^48 - 1
 *
 * Makes a UUIDv7: 48 bits of time and 74 random bits of the kernel. A machine whose kernel gives no
 * random bytes cannot work safely at all, so that aborts.
 *
 * Thread: any.
 * Source: RFC 9562 section 5.7.
 */
TsnId tsn_id_new (gint64 unix_ms);

/**
 * tsn_id_derive:
 * @space: what kind of thing is named: "attendance", "place" ...
 * @name: @size bytes that name one thing of that kind everywhere
 *
 * Makes the id that every device gives to the same thing without asking another: a UUIDv8 of the
 * first bytes of the SHA-256 of
 * @space, a zero byte and @name. Two laptops that import the same directory, or check in the same
 * person at the same event, write the same record.
 *
 * Thread: any.
 * Source: RFC 9562 section 5.8.
 */
TsnId tsn_id_derive (const char *space, gconstpointer name, gsize size);

/**
 * tsn_id_parse:
 * @text: (nullable): exactly 36 characters, hexadecimal of either case with hyphens at 8, 13, 18
 * and 23
 * @id: (out): untouched on failure
 *
 * Errors: returns FALSE for anything else; braces, spaces and "urn:uuid:" are refused.
 */
gboolean tsn_id_parse (const char *text, TsnId *id) G_GNUC_WARN_UNUSED_RESULT;

/**
 * tsn_id_format:
 * @id: an id
 * @text: (out): room for %TSN_ID_TEXT_SIZE
 *
 * Writes the lower case form and returns @text, so that a call fits into an argument list.
 */
const char *tsn_id_format (const TsnId *id, char text[TSN_ID_TEXT_SIZE]);

/* These three take a `const TsnId *` and fit GCompareFunc, GEqualFunc and GHashFunc. Order is that
 * of the bytes. */
int tsn_id_compare (gconstpointer a, gconstpointer b);
gboolean tsn_id_equal (gconstpointer a, gconstpointer b);
guint tsn_id_hash (gconstpointer id);

gboolean tsn_id_is_nil (const TsnId *id);

G_END_DECLS
