/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See server-fixture.h. What must succeed is asserted here. */

#include "server-fixture.h"

#include <glib/gstdio.h>
#ifdef TSN_POSTGRES
#include <libpq-fe.h>
#endif
#include <string.h>

#include "tsn-authorization.h"
#include "tsn-registration.h"

#define POSTGRES_URL "postgresql://postgres@/%s?host=%s/socket"

/* -- The server -- */

static gint64
now_cb (gpointer data)
{
  return ((ServerFixture *) data)->now_ms;
}

void
server_open (ServerFixture *self)
{
  g_autoptr (GError) error = NULL;

  self->backend = tsn_backend_open (self->path, &error);
  g_assert_no_error (error);
  self->service = tsn_service_new (self->backend, now_cb, self, &error);
  g_assert_no_error (error);
}

void
server_close (ServerFixture *self)
{
  g_clear_pointer (&self->service, tsn_service_free);
  g_clear_pointer (&self->backend, tsn_backend_close);
}

void
server_setup (ServerFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->root = g_dir_make_tmp ("tsn-server-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = server_new_database (self->root);
  self->now_ms = START_MS;
  self->identity = g_new0 (TsnServerIdentity, 1);
  server_open (self);
}

void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_remove (file);
    }
  g_rmdir (path);
}

void
server_teardown (ServerFixture *self, gconstpointer data)
{
  server_close (self);
  remove_folder (self->root);
  g_free (self->root);
  g_free (self->path);
  g_free (self->identity);
}

/* -- Databases -- */

gboolean
server_on_postgres (void)
{
  return g_getenv ("TSN_TEST_POSTGRES") != NULL;
}

static void
copy_file (const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (from, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (to, bytes, (gssize) size, NULL));
}

static gboolean
file_contains (const char *path, const char *text)
{
  g_autofree char *bytes = NULL;
  gsize size;

  return g_file_get_contents (path, &bytes, &size, NULL) &&
         memmem (bytes, size, text, strlen (text)) != NULL;
}

#ifdef TSN_POSTGRES
char *
server_ask_postgres (const char *database, const char *statement)
{
  g_autofree char *url = g_strdup_printf (POSTGRES_URL, database, g_getenv ("TSN_TEST_POSTGRES"));
  PGconn *connection = PQconnectdb (url);
  PGresult *result = PQexec (connection, statement);
  char *value = NULL;

  if (PQresultStatus (result) != PGRES_COMMAND_OK && PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("%s: %s", statement, PQerrorMessage (connection));
  if (PQntuples (result) > 0)
    value = g_strdup (PQgetvalue (result, 0, 0));
  PQclear (result);
  PQfinish (connection);
  return value;
}

/* A schema of its own in the database `tests`: that is quickly made. */
static char *
postgres_new_database (void)
{
  static guint n;
  g_autofree char *url = g_strdup_printf (POSTGRES_URL "&options=-csearch_path%%3Dt%u",
                                          "tests",
                                          g_getenv ("TSN_TEST_POSTGRES"),
                                          ++n);
  g_autofree char *statement = g_strdup_printf ("CREATE SCHEMA t%u", n);

  g_free (server_ask_postgres ("tests", statement));
  return g_steal_pointer (&url);
}

static gboolean
postgres_files_contain (const char *text)
{
  g_autofree char *oid = server_ask_postgres (
      "tests",
      "SELECT oid FROM pg_database WHERE datname = 'tests'");
  g_autofree char *folder =
      g_build_filename (g_getenv ("TSN_TEST_POSTGRES"), "data", "base", oid, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  g_free (server_ask_postgres ("tests", "CHECKPOINT")); /* says nothing */
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);

      if (file_contains (file, text))
        return TRUE;
    }
  return FALSE;
}
#else
/* No test comes here: each that uses PostgreSQL is left out. */
char *
server_ask_postgres (const char *database, const char *statement)
{
  return NULL;
}

static char *
postgres_new_database (void)
{
  g_assert_not_reached ();
}

static gboolean
postgres_files_contain (const char *text)
{
  g_assert_not_reached ();
}
#endif

char *
server_new_database (const char *root)
{
  return server_on_postgres () ? postgres_new_database ()
                               : g_build_filename (root, "server.db", NULL);
}

void
server_save (ServerFixture *self)
{
  g_autofree char *backup = g_strconcat (self->path, ".yesterday", NULL);

  server_close (self);
  if (server_on_postgres ())
    g_free (server_ask_postgres ("postgres", "CREATE DATABASE yesterday TEMPLATE tests"));
  else
    copy_file (self->path, backup);
  server_open (self);
}

void
server_set_back (ServerFixture *self)
{
  g_autofree char *backup = g_strconcat (self->path, ".yesterday", NULL);

  server_close (self);
  if (server_on_postgres ())
    {
      g_free (server_ask_postgres ("postgres", "DROP DATABASE tests"));
      g_free (server_ask_postgres ("postgres", "CREATE DATABASE tests TEMPLATE yesterday"));
    }
  else
    copy_file (backup, self->path);
  server_open (self);
}

gboolean
server_files_contain (ServerFixture *self, const char *text)
{
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);

  return server_on_postgres () ? postgres_files_contain (text)
                               : file_contains (self->path, text) || file_contains (wal, text);
}

/* -- Devices -- */

static char *
new_vault_path (Device *self)
{
  g_autoptr (GError) error = NULL;

  *self = (Device){ .stamp = (TsnStamp) START_MS << 16 };
  self->root = g_dir_make_tmp ("tsn-device-XXXXXX", &error);
  g_assert_no_error (error);
  return g_build_filename (self->root, "vault", NULL);
}

void
device_new_municipality (Device *self)
{
  g_autofree char *path = new_vault_path (self);
  g_autoptr (GError) error = NULL;
  char *recovery_key = NULL;

  self->vault = tsn_vault_create (path,
                                  "窓口",
                                  "correct horse 42",
                                  TSN_VAULT_COST_MIN,
                                  &recovery_key,
                                  &error);
  g_assert_no_error (error);
  tsn_secret_text_free (recovery_key);
}

void
device_new (Device *self, const Device *coordinator, TsnRole role)
{
  g_autofree char *path = new_vault_path (self);
  g_autoptr (GError) error = NULL;

  self->vault = tsn_vault_create_for_role (path,
                                           coordinator->vault,
                                           role,
                                           "窓口",
                                           "correct horse 42",
                                           TSN_VAULT_COST_MIN,
                                           &error);
  g_assert_no_error (error);
}

void
device_clear (Device *self)
{
  tsn_vault_free (self->vault);
  remove_folder (self->root);
  g_free (self->root);
}

/* -- Patches -- */

static TsnPatch *
new_patch (Device *self, guint kind, const TsnId *record)
{
  TsnPatch *patch = tsn_patch_new (kind, record);

  patch->version.stamp = ++self->stamp;
  patch->version.device = *tsn_vault_device (self->vault);
  return patch;
}

TsnPatch *
device_write (Device *self, guint kind, const TsnId *record, ...)
{
  TsnPatch *patch = new_patch (self, kind, record);
  g_autoptr (GByteArray) pairs = g_byte_array_new ();
  GByteArray *open = g_byte_array_new ();
  guint n = 0;
  va_list list;
  guint field;

  va_start (list, record);
  while ((field = va_arg (list, guint)) != 0)
    {
      tsn_cbor_write_uint (pairs, field);
      tsn_cbor_write_text (pairs, va_arg (list, const char *), -1);
      n++;
    }
  va_end (list);
  tsn_cbor_write_map (open, n);
  tsn_cbor_write_raw (open, pairs->data, pairs->len);
  patch->open = g_byte_array_free_to_bytes (open);
  return patch;
}

TsnPatch *
device_write_item (Device *self,
                   guint kind,
                   const TsnId *record,
                   guint field,
                   gconstpointer item,
                   gsize size)
{
  TsnPatch *patch = new_patch (self, kind, record);
  GByteArray *open = g_byte_array_new ();

  tsn_cbor_write_map (open, 1);
  tsn_cbor_write_uint (open, field);
  tsn_cbor_write_raw (open, item, size);
  patch->open = g_byte_array_free_to_bytes (open);
  return patch;
}

TsnPatch *
device_erase (Device *self, guint kind, const TsnId *record)
{
  TsnPatch *patch = new_patch (self, kind, record);

  patch->erase = TRUE;
  return patch;
}

TsnPatch *
device_write_certificate (Device *self, const Device *of)
{
  GBytes *certificate = tsn_vault_certificate (of->vault);
  g_autoptr (GByteArray) item = g_byte_array_new ();

  tsn_cbor_write_bytes (item, g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate));
  return device_write_item (self,
                            TSN_KIND_DEVICE,
                            tsn_vault_device (of->vault),
                            TSN_DEVICE_CERTIFICATE,
                            item->data,
                            item->len);
}

TsnPatch *
device_write_revocation (Device *self, const Device *of)
{
  g_autoptr (GByteArray) item = g_byte_array_new ();

  tsn_cbor_write_uint (item, START_MS);
  return device_write_item (self,
                            TSN_KIND_DEVICE,
                            tsn_vault_device (of->vault),
                            TSN_DEVICE_REVOKED_AT,
                            item->data,
                            item->len);
}

/* -- Parcels -- */

void
hash_of (const TsnPatch *patch, TsnHash *hash)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  tsn_patch_encode (patch, bytes);
  tsn_hash_bytes (bytes->data, bytes->len, hash);
}

void
device_pack (Device *self, GByteArray *out, TsnPatch *patch, ...)
{
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;
  TsnStamp effective[TSN_MANIFEST_PATCHES_MAX];
  TsnHash hashes[TSN_MANIFEST_PATCHES_MAX];
  TsnManifest manifest;
  va_list list;

  va_start (list, patch);
  for (; patch != NULL; patch = va_arg (list, TsnPatch *))
    {
      GByteArray *bytes = g_byte_array_new ();

      tsn_patch_encode (patch, bytes);
      tsn_hash_bytes (bytes->data, bytes->len, &hashes[bodies->len]);
      effective[bodies->len] = patch->effective;
      g_ptr_array_add (bodies, g_byte_array_free_to_bytes (bytes));
      tsn_patch_unref (patch);
    }
  va_end (list);
  tsn_manifest_sign (&manifest, self->vault, hashes, bodies->len, &error);
  g_assert_no_error (error);
  tsn_parcel_write (out, &manifest, (GBytes *const *) bodies->pdata, effective, bodies->len);
}

/* -- Requests -- */

char *
device_authorize (Device *self,
                  const TsnId *server,
                  gint64 now_ms,
                  const char *method,
                  const char *path,
                  GBytes *body)
{
  TsnSignedRequest signed_request = { *server, method, path, body };
  TsnAuthorization authorization;
  g_autoptr (GError) error = NULL;

  tsn_authorization_sign (&authorization, self->vault, &signed_request, now_ms, &error);
  g_assert_no_error (error);
  return tsn_authorization_format (&authorization);
}

guint
device_ask (Device *self,
            ServerFixture *server,
            const char *method,
            const char *path,
            GBytes *body,
            TsnAnswer *answer)
{
  gboolean registers = strcmp (path, "/v1/municipality") == 0;
  const TsnId nobody = TSN_ID_NIL;
  g_autofree char *authorization = device_authorize (self,
                                                     registers ? &nobody
                                                               : &server->identity->server,
                                                     server->now_ms,
                                                     method,
                                                     path,
                                                     body);
  TsnRequest request = { method, path, authorization, body };

  tsn_service_handle (server->service, &request, answer);
  g_assert_cmpint (answer->time_ms, ==, server->now_ms);
  return answer->status;
}

char *
device_path (const Device *self, const char *more)
{
  return tsn_sync_path (&self->marks, &self->sender, more);
}

GBytes *
device_registration (Device *self, const char *token)
{
  TsnRegistration registration = { .certificate = tsn_vault_certificate (self->vault) };

  g_strlcpy (registration.token, token, sizeof registration.token);
  memcpy (registration.root_public, tsn_vault_root_public (self->vault), TSN_KEY_SIZE);
  return tsn_registration_encode (&registration);
}

guint
device_register (Device *self, ServerFixture *server, const char *token)
{
  g_autofree char *fresh = NULL;
  g_autoptr (GBytes) body = NULL;
  g_auto (TsnAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  if (token == NULL)
    {
      token = fresh = tsn_service_new_token (server->service, &error);
      g_assert_no_error (error);
    }
  body = device_registration (self, token);
  if (device_ask (self, server, "POST", "/v1/municipality", body, &answer) == 200)
    g_assert_true (tsn_server_identity_decode (server->identity, answer.body, NULL));
  return answer.status;
}

guint
device_push (Device *self, ServerFixture *server, GByteArray *parcels, TsnReceipt **receipt)
{
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (parcels);
  g_autofree char *path = device_path (self, "");
  g_auto (TsnAnswer) answer = { 0 };
  g_autoptr (TsnReceipt) got = NULL;
  g_autoptr (GError) error = NULL;

  if (device_ask (self, server, "POST", path, body, &answer) != 200)
    return answer.status;
  got = tsn_receipt_verify (answer.body, server->identity->server_public, &error);
  g_assert_no_error (error);
  g_assert_true (tsn_id_equal (&got->device, tsn_vault_device (self->vault)));
  g_assert_cmpint (got->time_ms, ==, server->now_ms);
  memcpy (self->marks.receipt, got->mark, TSN_MARK_SIZE);
  if (receipt != NULL)
    *receipt = g_steal_pointer (&got);
  return 200;
}

void
device_push_expect (Device *self,
                    ServerFixture *server,
                    GByteArray *parcels,
                    guint n_refused,
                    guint reason)
{
  g_autoptr (TsnReceipt) receipt = NULL;

  g_assert_cmpuint (device_push (self, server, parcels, &receipt), ==, 200);
  g_assert_cmpuint (receipt->refused->len, ==, n_refused);
  if (n_refused > 0)
    g_assert_cmpuint (g_array_index (receipt->refused, TsnRefused, n_refused - 1).reason,
                      ==,
                      reason);
}

/* One answer; TRUE: there is more. */
static gboolean
pull_once (Device *self,
           ServerFixture *server,
           const char *more,
           GPtrArray *patches,
           TsnHash *digest)
{
  g_autofree char *path = device_path (self, more);
  g_auto (TsnAnswer) answer = { 0 };
  TsnParcelReader reader;
  TsnSyncState state;
  gsize length;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (device_ask (self, server, "GET", path, NULL, &answer), ==, 200);
  g_assert_true (tsn_sync_state_decode (&state,
                                        g_bytes_get_data (answer.body, NULL),
                                        g_bytes_get_size (answer.body),
                                        &length,
                                        &error));
  tsn_parcel_reader_init (&reader, answer.body, length);
  while (TRUE)
    {
      g_autoptr (TsnParcel) parcel = NULL;

      g_assert_true (tsn_parcel_reader_next (&reader, &parcel, &error));
      if (parcel == NULL)
        break;
      for (guint i = 0; i < parcel->n_entries; i++)
        {
          TsnPatch *patch = parcel->entries[i].patch;

          g_assert_nonnull (patch);
          patch->effective = parcel->entries[i].effective;
          g_ptr_array_add (patches, tsn_patch_ref (patch));
        }
    }
  memcpy (self->marks.cursor, state.cursor, TSN_MARK_SIZE);
  if (!state.more && digest != NULL)
    *digest = state.digest;
  return state.more;
}

GPtrArray *
device_pull (Device *self, ServerFixture *server, const char *more, TsnHash *digest)
{
  GPtrArray *patches = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_patch_unref);

  while (pull_once (self, server, more, patches, digest))
    ;
  return patches;
}

gboolean
has_patch (GPtrArray *patches, const TsnPatch *patch)
{
  for (guint i = 0; i < patches->len; i++)
    {
      const TsnPatch *other = g_ptr_array_index (patches, i);

      if (tsn_version_compare (&other->version, &patch->version) == 0)
        return TRUE;
    }
  return FALSE;
}
