/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-import-addresses-private.h: the format behind tsn_import_addresses_sync(), for the fuzzer. */

#pragma once

#include "tsn-import.h"

G_BEGIN_DECLS

typedef struct _TsnImportAddresses TsnImportAddresses;
extern const TsnImportFormat tsn_import_addresses_format;
TsnImportAddresses *tsn_import_addresses_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tsn_import_addresses_free (TsnImportAddresses *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnImportAddresses, tsn_import_addresses_free)

G_END_DECLS
