/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-http-answer.h: what is said to who asked (internal to server/). */

#pragma once

#include <libsoup/soup.h>

#include "tsn-service.h"

G_BEGIN_DECLS

#define TSN_HTTP_TEXT     "text/plain; charset=utf-8"
#define TSN_HTTP_TOO_MANY 429 /* libsoup has no name for it */

/* One line of plain text. @text: static */
void tsn_http_say (SoupServerMessage *message, guint status, const char *text);
/* The same, and that is the end of the connection; with 429 and 503 when to come again. */
void tsn_http_refuse (SoupServerMessage *message, guint status, const char *text);
/* What the service says. */
void tsn_http_answer (SoupServerMessage *message, const TsnAnswer *answer);

/* After how many seconds somebody should come again: not the same for all, or they would come
 * together. */
guint tsn_http_retry_seconds (void);

G_END_DECLS
