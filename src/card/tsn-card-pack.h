/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Compression of a card's content: zlib streams (RFC 1950) with a preset dictionary. */

#define TSN_CARD_CONTENT_MAX                                                                       \
  (16u * 1024u) /* bytes that a stream may become; a card is a few hundred */

typedef enum
{
  TSN_CARD_PACK_OK,
  TSN_CARD_PACK_DAMAGED, /* not a zlib stream, broken off, followed by something, or too long */
  TSN_CARD_PACK_UNKNOWN_DICTIONARY, /* the stream names a dictionary that this version does not have
                                     */
} TsnCardPackFault;

/* The smallest stream that was found, with the newest dictionary. */
GBytes *tsn_card_pack (const guint8 *bytes, gsize size);

/* @out is appended to only on success. */
TsnCardPackFault tsn_card_unpack (const guint8 *stream, gsize size, GByteArray *out);

G_END_DECLS
