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

/* That of @files with that root; NULL: none. */
TsnTrustFile *tsn_trust_files_find (GPtrArray *files, const guint8 root_public[TSN_KEY_SIZE]);

/* Write work: keeps what @bytes say, beside or instead of what was known of the same municipality.
 * Whether its root may be believed is the caller's affair. Errors: those of tsn_trust_file_take().
 */
gboolean tsn_trust_files_keep (TsnSession *session, GBytes *bytes, GError **error);

G_END_DECLS
