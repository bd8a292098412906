/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-registration.h: how a municipality comes to a server: the line that the server printed, and
 * what is said over it.
 *
 * Shape: docs/sync-protocol.md "Server and municipality".
 * Errors: TSN_SYNC_ERROR_BAD_LINE, _MALFORMED. Thread: plain values.
 */

#pragma once

#include "tsn-sync-message.h"
#include "tsn-tls-pin.h"

G_BEGIN_DECLS

#define TSN_HOST_SIZE_MAX  254
#define TSN_TOKEN_SIZE_MAX 65

/* tsunagi-server:HOST:PORT#PIN#TOKEN, or without #TOKEN: then only what is known there already is
 * taken. */
typedef struct
{
  char host[TSN_HOST_SIZE_MAX]; /* a name, an IPv4 address, or an IPv6 address in brackets */
  guint16 port;                 /* from 1 */
  guint8 pin[TSN_PIN_SIZE];
  char token[TSN_TOKEN_SIZE_MAX]; /* letters, digits, - and _; empty: none */
} TsnServerLine;

char *tsn_server_line_format (const TsnServerLine *self);
/* Blanks around it are passed over. @self is untouched on failure. */
gboolean tsn_server_line_parse (TsnServerLine *self, const char *text, GError **error);

/* HOST:PORT alone; taken apart in place. */
gboolean tsn_server_line_parse_address (TsnServerLine *self, char *address);

/* What the first coordinator sends. */
typedef struct
{
  char token[TSN_TOKEN_SIZE_MAX];
  GBytes *certificate; /* owned; of the device that asks */
  guint8 root_public[TSN_KEY_SIZE];
} TsnRegistration;

void tsn_registration_clear (TsnRegistration *self);
GBytes *tsn_registration_encode (const TsnRegistration *self);
gboolean tsn_registration_decode (TsnRegistration *self, GBytes *bytes, GError **error);

/* What it learns: who the server is. */
typedef struct
{
  TsnId server;
  guint8 server_public[TSN_KEY_SIZE]; /* Ed25519, of its receipts */
} TsnServerIdentity;

GBytes *tsn_server_identity_encode (const TsnServerIdentity *self);
gboolean tsn_server_identity_decode (TsnServerIdentity *self, GBytes *bytes, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnRegistration, tsn_registration_clear)

G_END_DECLS
