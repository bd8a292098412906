/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bench-device.h: devices that are a vault and nothing else, for loads that a thousand stores
 * could not make on one machine. What they push is signed and as large as the real thing; what
 * would be sealed in it is noise, which a server cannot tell. */

#pragma once

#include "tsn-bench.h"
#include "tsn-registration.h"
#include "tsn-sync-request.h"

G_BEGIN_DECLS

/* `{ 0 }` is none. */
typedef struct
{
  TsnVault *vault;
  TsnStamp stamp; /* of its last patch */
  TsnSyncMarks marks;
  GByteArray *parcels; /* signed; not pushed yet */
  GPtrArray *lot;      /* of GBytes: not signed yet */
  GArray *hashes;      /* of TsnHash: of both */
} TsnBenchDevice;

/* What is ready to be pushed. */
typedef struct
{
  GBytes *bytes;
  guint n;          /* patches */
  guint8 taken[32]; /* what the receipt has to say of them */
} TsnBenchBody;

void tsn_bench_body_clear (TsnBenchBody *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnBenchBody, tsn_bench_body_clear)

/* @name: of its file. @from: the coordinator; NULL: the first one of a new municipality. */
gboolean tsn_bench_device_create (TsnBench *bench,
                                  const char *name,
                                  const TsnBenchDevice *from,
                                  TsnBenchDevice *self,
                                  GError **error);
void tsn_bench_device_clear (TsnBenchDevice *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnBenchDevice, tsn_bench_device_clear)

/* -- What it writes -- */

/* The certificate of @of, which lets it in. */
void tsn_bench_device_let_in (TsnBenchDevice *self, const TsnBenchDevice *of);
/* A new person with name, birth date, address and phones. @version: (out) (optional) */
void tsn_bench_device_add_person (TsnBenchDevice *self, const TsnId *person, TsnVersion *version);
/* One text of the person, by somebody who saw it as @seen left it. */
void tsn_bench_device_edit_person (TsnBenchDevice *self,
                                   const TsnId *person,
                                   guint field,
                                   const TsnVersion *seen);
/* All that was written since the last call. */
gboolean tsn_bench_device_pack (TsnBenchDevice *self, TsnBenchBody *body, GError **error);

/* -- What it says -- */

/* @identity: (out): the server's */
gboolean tsn_bench_device_register (TsnBenchDevice *self,
                                    TsnTransport *transport,
                                    const char *token,
                                    TsnServerIdentity *identity,
                                    GError **error);
/* Until the receipt is there and right; what is too much at once (429, 503) is said again as the
 * server asks. @n_retries: (inout) (optional) */
gboolean tsn_bench_device_push (TsnBenchDevice *self,
                                TsnTransport *transport,
                                const TsnServerIdentity *identity,
                                const TsnBenchBody *body,
                                guint *n_retries,
                                GError **error);
/* The next answer, of which nothing is kept. @more: (out): there is more after it */
gboolean tsn_bench_device_pull (TsnBenchDevice *self,
                                TsnTransport *transport,
                                const TsnServerIdentity *identity,
                                gsize *n_bytes,
                                gboolean *more,
                                guint *n_retries,
                                GError **error);

G_END_DECLS
