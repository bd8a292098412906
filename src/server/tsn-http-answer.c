/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See tsn-http-answer.h. */

#include "tsn-http-answer.h"

#include <string.h>

#define RETRY_MIN 3 /* seconds */
#define RETRY_MAX 10

guint
tsn_http_retry_seconds (void)
{
  return (guint) g_random_int_range (RETRY_MIN, RETRY_MAX + 1);
}

static void
set_retry (SoupMessageHeaders *headers, guint seconds)
{
  g_autofree char *text = g_strdup_printf ("%u", seconds);

  soup_message_headers_replace (headers, "Retry-After", text);
}

void
tsn_http_say (SoupServerMessage *message, guint status, const char *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message,
                                    TSN_HTTP_TEXT,
                                    SOUP_MEMORY_STATIC,
                                    text,
                                    strlen (text));
}

void
tsn_http_refuse (SoupServerMessage *message, guint status, const char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  tsn_http_say (message, status, text);
  if (status == TSN_HTTP_TOO_MANY || status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    set_retry (headers, tsn_http_retry_seconds ());
  soup_message_headers_replace (headers, "Connection", "close");
}

void
tsn_http_answer (SoupServerMessage *message, const TsnAnswer *answer)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_server_message_set_status (message, answer->status, NULL);
  soup_message_headers_set_content_type (headers, answer->type, NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  if (answer->retry_after > 0)
    set_retry (headers, answer->retry_after);
  if (g_bytes_get_size (answer->body) > 0) /* libsoup takes no empty piece */
    soup_message_body_append_bytes (body, answer->body);
  soup_message_body_complete (body);
}
