/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sync-network.h: a server in this process, and a network to it that fails when it is told to. */

#pragma once

#include "store-fixture.h"
#include "tsn-service.h"
#include "tsn-sync-client.h"

/* What becomes of one request. */
typedef enum
{
  NETWORK_GOOD,
  NETWORK_CUT_BEFORE, /* it does not arrive */
  NETWORK_CUT_AFTER,  /* it arrives, and its answer does not */
  NETWORK_TWICE,      /* it arrives twice; the second answer is given */
  NETWORK_STATUS,     /* something in between answers with @status */
  NETWORK_TAMPER,     /* @tamper sees the answer */
} NetworkFate;

#define TYPE_NETWORK (network_get_type ())
G_DECLARE_FINAL_TYPE (Network, network, TEST, NETWORK, GObject)

struct _Network
{
  GObject parent;
  char *root; /* temporary folder */
  char *path; /* of the server's database */
  TsnBackend *backend;
  TsnService *service;
  gint64 ahead_ms; /* of the server's clock */
  char *token;

  GCancellable *cancellable; /* of rounds (nullable) */
  guint n_requests;          /* since network_expect() */
  guint at;                  /* the request that has @fate, from 0 */
  NetworkFate fate;
  guint status;
  void (*tamper) (TsnTransportAnswer *answer);
  gsize largest;                                                       /* body that was sent */
  void (*arrives) (Network *self, const TsnTransportRequest *request); /* (nullable): first */
  gpointer data;                                                       /* of @arrives */
};

Network *network_new (void);
void network_open (Network *self);
void network_close (Network *self);
/* The server goes on from what it had at the last backup. */
void network_back_up (Network *self);
void network_set_back (Network *self);

/* From now on the request @at (0: the next) has that fate; all others go well. */
void network_expect (Network *self, guint at, NetworkFate fate);

/* A coordinator's device, or one of another role of the municipality of @from, with its record. */
void device_set_up (StoreFixture *self, StoreFixture *from, TsnRole role);
/* Registers it, with the network's token. */
void device_register (StoreFixture *self, Network *network);

/* As enrolment will do. */
void device_copy_server (StoreFixture *self, StoreFixture *from);

/* One round. */
gboolean device_sync (StoreFixture *self, Network *network, TsnSyncResult *result, GError **error);
/* One that must succeed, with nothing left waiting. */
TsnSyncResult must_sync (StoreFixture *self, Network *network);
guint64 count_waiting (StoreFixture *self);
