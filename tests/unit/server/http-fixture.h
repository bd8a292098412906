/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* http-fixture.h: the HTTPS front on loopback, and clients that say what they are told to. */

#pragma once

#include "server-fixture.h"
#include "tsn-http-server.h"

typedef struct
{
  ServerFixture server;
  TsnHttpLimits limits;
  GTlsCertificate *certificate;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  TsnHttpServer *http;
  guint16 port;
  GAsyncQueue *ready;
  GAsyncQueue *log; /* of paths, as they were answered */
} HttpFixture;

/* @data: const TsnHttpLimits *, or NULL */
void http_setup (HttpFixture *self, gconstpointer data);
void http_teardown (HttpFixture *self, gconstpointer data);

GSocketConnection *http_connect_plain (HttpFixture *self);
/* NULL: it was not let in. */
GIOStream *http_connect (HttpFixture *self, GError **error);
gboolean http_say (GIOStream *stream, const char *text);
/* All that comes until the server closes. */
char *http_hear (GIOStream *stream);
/* One request on a connection of its own. */
char *http_ask (HttpFixture *self, const char *head);
