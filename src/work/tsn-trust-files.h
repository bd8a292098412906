/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-trust-files.h: the trust files that this device keeps: of its own municipality, where it
 * never meets a server, and of neighbours, whose cards a crew reads as well.
 *
 * They lie in the database as a setting: nothing in them is secret, and their signatures are
 * checked each time that they are read.
 */

#pragma once

#include "tsn-session.h"
#include "tsn-trust-file.h"

G_BEGIN_DECLS

/* (element-type TsnTrustFile) */
GPtrArray *tsn_trust_files_load (TsnSession *session, GError **error);
/* The same in two steps, for whoever wants to know later whether they are others now. @kept:
 * (nullable) (out): none are */
gboolean tsn_trust_files_kept (TsnSession *session, GBytes **kept, GError **error);
GPtrArray *tsn_trust_files_read (GBytes *kept, GError **error);

/* That of @files with that root; NULL: none. */
TsnTrustFile *tsn_trust_files_find (GPtrArray *files, const guint8 root_public[TSN_KEY_SIZE]);

/* How a municipality is told from others: "0123 4567 ...", to be read out and compared. */
char *tsn_trust_fingerprint (const guint8 root_public[TSN_KEY_SIZE]);

/* What a file brought. */
typedef struct
{
  guint8 root[TSN_KEY_SIZE];
  char municipality[7];       /* six digits */
  gint64 made_ms, before_ms;  /* how new what is known now is, and was before; 0: nothing was */
  guint n_replaced, n_before; /* cards that were replaced, as far as known */
  gboolean stranger; /* of a municipality that nobody here has confirmed: nothing was kept */
} TsnTrustNews;

/**
 * tsn_trust_files_import:
 * @own_root: of this device's municipality, which needs no confirming
 * @fingerprint: (nullable): that somebody has compared; blanks and lower case are forgiven
 *
 * Write work: keeps what @bytes say, beside or instead of what was known of the same municipality.
 * What is not newer than that changes nothing and is no error: made_ms is before_ms then.
 * Errors: those of tsn_trust_file_take().
 */
gboolean tsn_trust_files_import (TsnSession *session,
                                 GBytes *bytes,
                                 const guint8 own_root[TSN_KEY_SIZE],
                                 const char *fingerprint,
                                 TsnTrustNews *news,
                                 GError **error);

G_END_DECLS
