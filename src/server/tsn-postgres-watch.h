/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-postgres-watch.h: server processes that tell each other through PostgreSQL what they took
 * (internal to its backend). */

#pragma once

#include "tsn-backend.h"

G_BEGIN_DECLS

typedef struct _TsnPostgresWatch TsnPostgresWatch;

/* Part of the transaction: others hear of it when it is committed. @mark: NULL: a device was shut
 * out */
gboolean
tsn_postgres_tell (TsnBackend *backend, gint64 municipality, const guint8 *mark, GError **error);

/* Listens with a connection and a thread of its own, in which @func is called; it connects again
 * for ever, and then tells where all municipalities stand. */
TsnPostgresWatch *
tsn_postgres_watch_new (const char *url, TsnNewsFunc func, gpointer user_data, GError **error);
/* No call of @func is on when it returns. */
void tsn_postgres_watch_free (TsnPostgresWatch *self);

G_END_DECLS
