/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-service.h: the server's side of the protocol without a network: a request in, an answer out.
 *
 * The HTTP front hands over what came; a simulation calls it in its own process with a clock of its
 * own. Shape: docs/sync-protocol.md.
 *
 * Errors: an answer always comes; what failed is in its status, and for the log in `failure`.
 * Thread: one at a time, as the backend.
 */

#pragma once

#include "tsn-backend.h"
#include "tsn-clock.h"
#include "tsn-registration.h"

G_BEGIN_DECLS

typedef struct
{
  const char *method;        /* "GET" */
  const char *path;          /* with the query, as it was signed */
  const char *authorization; /* (nullable): the header */
  GBytes *body;              /* (nullable): empty */
} TsnRequest;

typedef struct
{
  guint status;      /* of HTTP */
  const char *type;  /* of the body, static */
  GBytes *body;      /* owned */
  gint64 time_ms;    /* for the header Tsunagi-Time */
  guint retry_after; /* seconds; 0: no such header */
  GError *failure;   /* owned, (nullable): why the server failed, for the log: no personal data */
  guint n_taken;     /* a push: patches that are new here */
  guint n_refused;   /* a push */

  /* Who asked, if it was a device that is known here, whatever it was told; else 0 and nil. */
  gint64 municipality;
  TsnId device;
} TsnAnswer;

void tsn_answer_clear (TsnAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnAnswer, tsn_answer_clear)

typedef struct _TsnService TsnService;

/* @backend: borrowed; a new one gets an id and a key.
 * @now_ms: (nullable): the machine's clock */
TsnService *
tsn_service_new (TsnBackend *backend, TsnClockFunc now_ms, gpointer now_data, GError **error);
void tsn_service_free (TsnService *self); /* NULL is fine */

/* Tsunagi-Time of this moment; any thread. */
gint64 tsn_service_now_ms (TsnService *self);

/* The path that is answered there, as a constant without the query: for a log. "-": none is. */
const char *tsn_service_path (const char *path);

/* @answer: (out caller-allocates): to be cleared */
void tsn_service_handle (TsnService *self, const TsnRequest *request, TsnAnswer *answer);

/* From now on @func is told of what is new, in the thread that calls tsn_service_handle() or in one
 * of the backend's; NULL: no more. Not while a request is handled. */
gboolean tsn_service_watch (TsnService *self, TsnNewsFunc func, gpointer user_data, GError **error);

/* -- Rooms (docs/sync-protocol.md "Rooms") -- */

/* From now on the service, whose backend is new, is the room of one municipality, begun with a
 * coordinator's @certificate: it enrols nobody and gives no stamps. */
gboolean tsn_service_open_room (TsnService *self,
                                const guint8 root_public[TSN_KEY_SIZE],
                                GBytes *certificate,
                                TsnServerIdentity *identity,
                                GError **error);

/* -- Tokens: who brings one may bring a municipality -- */

gboolean tsn_service_has_municipality (TsnService *self, gboolean *has, GError **error);
/* The last one no longer counts; only its hash is stored. */
char *tsn_service_new_token (TsnService *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnService, tsn_service_free)

G_END_DECLS
