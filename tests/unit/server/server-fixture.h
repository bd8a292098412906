/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* server-fixture.h: a server without a network, and devices that are a vault and nothing else: each
 * patch is made by hand, so that tests can make wrong ones, too. */

#pragma once

#include "tsn-parcel.h"
#include "tsn-registration.h"
#include "tsn-service.h"

typedef struct
{
  char *root; /* temporary; removed with everything in it */
  char *path; /* of the database, or its URL */
  gint64 now_ms;
  TsnBackend *backend;
  TsnService *service;
  TsnServerIdentity *identity; /* as the first device learnt it */
} ServerFixture;

void server_setup (ServerFixture *self, gconstpointer data);
void remove_folder (const char *path);
void server_teardown (ServerFixture *self, gconstpointer data);
void server_close (ServerFixture *self);
void server_open (ServerFixture *self);

/* On SQLite; or on PostgreSQL, where tests/with-postgres.py runs one. */
gboolean server_on_postgres (void);
/* What the administrator's statement answers first. */
char *server_ask_postgres (const char *database, const char *statement);
/* A new database with nothing in it: a path below @root, or a URL. */
char *server_new_database (const char *root);
/* Today's database, and back to it. Closes the server and opens it. */
void server_save (ServerFixture *self);
void server_set_back (ServerFixture *self);
/* Whether the files of the database have these bytes. */
gboolean server_files_contain (ServerFixture *self, const char *text);

/* A device of a municipality. */
typedef struct
{
  char *root;
  TsnVault *vault;
  TsnStamp stamp; /* of its last patch */
  TsnSyncMarks marks;
  TsnId sender; /* in its requests; nil: none */
} Device;

#define START_MS G_GINT64_CONSTANT (1790000000000) /* 2026-09 */

void device_new_municipality (Device *self);
void device_new (Device *self, const Device *coordinator, TsnRole role);
void device_clear (Device *self);

/* -- Patches -- */

/* One with these fields, pairs of number and text, ending with 0. */
TsnPatch *device_write (Device *self, guint kind, const TsnId *record, ...);
/* Sets @field to an item that is CBOR already. */
TsnPatch *device_write_item (Device *self,
                             guint kind,
                             const TsnId *record,
                             guint field,
                             gconstpointer item,
                             gsize size);
TsnPatch *device_erase (Device *self, guint kind, const TsnId *record);
/* The device record with the certificate of @of. */
TsnPatch *device_write_certificate (Device *self, const Device *of);
TsnPatch *device_write_revocation (Device *self, const Device *of);

/* -- Parcels and requests -- */

/* Signed by @self, with their effective stamps; takes the patches. Ends with NULL. */
void device_pack (Device *self, GByteArray *out, TsnPatch *patch, ...) G_GNUC_NULL_TERMINATED;
void hash_of (const TsnPatch *patch, TsnHash *hash);

/* With the header of @self, which believes the server's clock. */
guint device_ask (Device *self,
                  ServerFixture *server,
                  const char *method,
                  const char *path,
                  GBytes *body,
                  TsnAnswer *answer);
char *device_authorize (Device *self,
                        const TsnId *server,
                        gint64 now_ms,
                        const char *method,
                        const char *path,
                        GBytes *body);
/* /v1/patches with the marks, and @more behind them. */
char *device_path (const Device *self, const char *more);

/* Registers; @token: NULL: a new one. Gives the status. */
guint device_register (Device *self, ServerFixture *server, const char *token);
GBytes *device_registration (Device *self, const char *token);

/* Pushes @parcels and frees them. With @receipt NULL it must not be 200. Gives the status; the
 * receipt was verified and its mark is the device's. */
guint device_push (Device *self, ServerFixture *server, GByteArray *parcels, TsnReceipt **receipt);
/* As many patches were taken and refused, the last for @reason. */
void device_push_expect (Device *self,
                         ServerFixture *server,
                         GByteArray *parcels,
                         guint n_refused,
                         guint reason);
/* All there is after the cursor, to the end, with their effective stamps. */
GPtrArray *device_pull (Device *self, ServerFixture *server, const char *more, TsnHash *digest);
/* What it got of them, by version. */
gboolean has_patch (GPtrArray *patches, const TsnPatch *patch);
