/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* process.h: tsunagi-server as a process on loopback, with a folder or, where
 * tests/with-postgres.py runs one, a PostgreSQL database; and clients that know it by its line. */

#pragma once

#include "server-fixture.h"
#include "tsn-tls-pin.h"

extern const char *process_program; /* set by main() */

typedef struct
{
  char *root;
  char *data;         /* folder or URL */
  gboolean new_token; /* for one more municipality, at each start */
  GPid pid;
  TsnServerLine line;
  gboolean has_token; /* in its line */
  guint16 port;
  guint8 pin[TSN_PIN_SIZE];
  TsnServerIdentity identity;
} Process;

void process_start (Process *self);
int process_stop (Process *self, int signal); /* how it ended */
void process_setup (Process *self, gconstpointer data);
void process_teardown (Process *self, gconstpointer data);

/* -- A client that knows it by the line -- */

GIOStream *process_connect (Process *self);
void process_say (GIOStream *stream, gconstpointer bytes, gsize size);
/* The head of a request with @size bytes of body. */
void process_say_head (GIOStream *stream,
                       const char *method,
                       const char *path,
                       const char *header,
                       gsize size);
/* The body of the answer; the status in @status, 0: none came. */
GBytes *process_hear (GIOStream *stream, guint *status);
/* One request on a connection of its own. */
GBytes *process_ask (Process *self,
                     Device *device,
                     const char *method,
                     const char *path,
                     GBytes *body,
                     guint *status);
void process_register (Process *self, Device *device);
guint process_push (Process *self, Device *device, GBytes *body); /* the status */
guint process_count (Process *self, Device *device);              /* all patches */
/* A body of @n new records. */
GBytes *write_events (Device *device, guint n);
