/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

/* For src/report and src/handover: reading what papers are made of. */

/* The record; NULL with TSN_WORK_ERROR_NOT_FOUND when it was never seen or was erased. */
TsnRecord *tsn_report_get (TsnSession *session, guint kind, const TsnId *id, GError **error);

/* The same where its absence is no error; FALSE on another one. */
gboolean tsn_report_get_if_there (TsnSession *session,
                                  guint kind,
                                  const TsnId *id,
                                  TsnRecord **record,
                                  GError **error);

/* TSN_VAULT_ERROR_NO_KEY when @record has something in one of @fields (NULL: in any that this
 * version knows) that cannot be read here. */
gboolean tsn_report_check_readable (const TsnRecord *record,
                                    const guint *fields,
                                    guint n_fields,
                                    GError **error);

/* The organisation and its office: "" when none is set up here. NULL on error. */
char *tsn_report_organisation (TsnSession *session, GError **error);

G_END_DECLS
