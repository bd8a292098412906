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
  gboolean lent; /* keys came with it that this device did not have from there: its cards open */
} TsnTrustNews;

/**
 * tsn_trust_files_import:
 * @vault: of this device, whose municipality needs no confirming
 * @fingerprint: (nullable): that somebody has compared; blanks and lower case are forgiven
 *
 * Write work: keeps what @bytes say, beside or instead of what was known of the same municipality.
 * What is not newer than that changes nothing and is no error: made_ms is before_ms then.
 * Errors: those of tsn_trust_file_take().
 */
gboolean tsn_trust_files_import (TsnSession *session,
                                 GBytes *bytes,
                                 TsnVault *vault,
                                 const char *fingerprint,
                                 TsnTrustNews *news,
                                 GError **error);

/* What is to be written, and what came of it. */
typedef struct
{
  const TsnCrew *crew;     /* (nullable): a neighbour's device that gets the keys of our cards */
  const char *fingerprint; /* (nullable): of that neighbour, as for tsn_trust_files_import() */
  const TsnId *withdraw;   /* (nullable): a device that gets nothing more; it keeps what it has */
  gboolean stranger;       /* (out): @crew is of a municipality that nobody here has confirmed */
  gboolean not_lent;       /* (out): @withdraw gets nothing now */
} TsnTrustOrder;

/**
 * tsn_trust_files_write_on:
 * @before: (nullable): what lies where it will be written; of another coordinator's device, say
 *
 * Read work, on a coordinator's device: goes on from what this device wrote before. The file says
 * all that is known now, and lends all keys of now to everybody whom it lent some: keep it when it
 * is written.
 *
 * Errors: those of tsn_trust_file_take(), tsn_trust_file_make() and tsn_trust_file_lend().
 * Returns: the file; when nobody has confirmed @order->crew or @order->withdraw gets nothing, as it
 * was
 */
TsnTrustFile *tsn_trust_files_write_on (TsnSession *session,
                                        TsnVault *vault,
                                        GBytes *before,
                                        TsnTrustOrder *order,
                                        GError **error);
/* Write work. */
gboolean
tsn_trust_files_keep_written (TsnSession *session, const TsnTrustFile *file, GError **error);
/* As it was written last; says nothing yet when none was. */
TsnTrustFile *tsn_trust_files_written (TsnSession *session, TsnVault *vault, GError **error);

/* What this crew's device asks a neighbour with: tsn_crew_ask(). Errors:
 * TSN_TRUST_ERROR_NOT_A_CREW. */
GBytes *tsn_trust_files_ask (TsnSession *session, TsnVault *vault, GError **error);

G_END_DECLS
