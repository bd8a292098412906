/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A handful of files in memory: nothing of a request is ever taken for a name on the disk.
 *
 * The policy is what makes the page trustworthy beyond its code: it may fetch from this server and
 * from nowhere else, runs no script that does not lie here, and stands in no other page's frame.
 * WebAssembly is the decoder of the codes.
 */

#include "tsn-ems-page.h"

#include <string.h>

#include "tsn-http-answer.h"

#define FILES_MAX 64
#define FILE_MAX  (8 * 1024 * 1024)
#define INDEX     "index.html"

#define POLICY                                                                                     \
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; "   \
  "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "                  \
  "form-action 'none'; frame-ancestors 'none'"

static const char *const HEADERS[][2] = {
  { "Cache-Control", "no-cache" },
  { "Content-Security-Policy", POLICY },
  { "Cross-Origin-Embedder-Policy", "require-corp" },
  { "Cross-Origin-Opener-Policy", "same-origin" },
  { "Cross-Origin-Resource-Policy", "same-origin" },
  { "Permissions-Policy", "camera=(self), microphone=(), geolocation=()" },
  { "Referrer-Policy", "no-referrer" },
  { "X-Content-Type-Options", "nosniff" },
};

static const char *const TYPES[][2] = {
  { ".css", "text/css; charset=utf-8" },
  { ".html", "text/html; charset=utf-8" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".svg", "image/svg+xml" },
  { ".txt", TSN_HTTP_TEXT },
  { ".wasm", "application/wasm" },
  { ".webmanifest", "application/manifest+json" },
};

typedef struct
{
  GBytes *bytes;
  char *tag; /* of HTTP, with its quotes */
  const char *type;
} File;

struct _TsnEmsPage
{
  GHashTable *files; /* name => File */
};

static void
file_free (gpointer data)
{
  File *self = data;

  g_bytes_unref (self->bytes);
  g_free (self->tag);
  g_free (self);
}

/* NULL: nothing that the page is made of. */
static const char *
type_of (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (TYPES); i++)
    if (g_str_has_suffix (name, TYPES[i][0]))
      return TYPES[i][1];
  return NULL;
}

static gboolean
add_file (TsnEmsPage *self, const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *digest = NULL;
  char *data;
  gsize size;
  File *file;

  if (type_of (name) == NULL)
    return TRUE;
  if (!g_file_get_contents (path, &data, &size, error))
    return FALSE;
  file = g_new0 (File, 1);
  file->bytes = g_bytes_new_take (data, size);
  file->type = type_of (name);
  g_hash_table_insert (self->files, g_strdup (name), file);
  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file->bytes);
  file->tag = g_strdup_printf ("\"%.32s\"", digest);
  if (size <= FILE_MAX && g_hash_table_size (self->files) <= FILES_MAX)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s is not the page for phones", folder);
  return FALSE;
}

TsnEmsPage *
tsn_ems_page_load (const char *folder, GError **error)
{
  g_autoptr (TsnEmsPage) self = g_new0 (TsnEmsPage, 1);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, file_free);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&self);
  dir = g_dir_open (folder, 0, error);
  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (!add_file (self, folder, name, error))
      return NULL;
  return g_steal_pointer (&self);
}

void
tsn_ems_page_free (TsnEmsPage *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->files);
  g_free (self);
}

gboolean
tsn_ems_page_has (const char *path)
{
  return g_str_has_prefix (path, TSN_EMS_PATH) &&
         strchr ("/?", path[strlen (TSN_EMS_PATH)]) != NULL;
}

static void
answer_file (const File *file, SoupServerMessage *message)
{
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_message_headers_replace (headers, "ETag", file->tag);
  for (guint i = 0; i < G_N_ELEMENTS (HEADERS); i++)
    soup_message_headers_replace (headers, HEADERS[i][0], HEADERS[i][1]);
  if (g_strcmp0 (soup_message_headers_get_one (asked, "If-None-Match"), file->tag) == 0)
    {
      soup_server_message_set_status (message, SOUP_STATUS_NOT_MODIFIED, NULL);
      return;
    }
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, file->type, NULL);
  soup_message_body_append_bytes (body, file->bytes);
  soup_message_body_complete (body);
}

void
tsn_ems_page_answer (const TsnEmsPage *self, SoupServerMessage *message)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (message)) + strlen (TSN_EMS_PATH);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const File *file = g_hash_table_lookup (self->files,
                                          *path == '\0' || path[1] == '\0' ? INDEX : path + 1);

  if (strcmp (soup_server_message_get_method (message), "GET") != 0)
    {
      soup_message_headers_replace (headers, "Allow", "GET");
      tsn_http_say (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "only GET");
    }
  else if (g_hash_table_size (self->files) == 0)
    tsn_http_say (message, SOUP_STATUS_NOT_FOUND, "the page for phones is not installed here");
  else if (file == NULL)
    tsn_http_say (message, SOUP_STATUS_NOT_FOUND, "there is no such file in the page");
  else if (*path == '\0')
    {
      /* What the page is made of lies below it. */
      tsn_http_say (message, SOUP_STATUS_PERMANENT_REDIRECT, "it is at /ems/");
      soup_message_headers_replace (headers, "Location", TSN_EMS_PATH "/");
    }
  else
    answer_file (file, message);
}
