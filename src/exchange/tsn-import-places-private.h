/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-import-places-private.h: the format behind tsn_import_places_sync(), for the fuzzer. */

#pragma once

#include "tsn-import.h"

G_BEGIN_DECLS

typedef struct _TsnImportPlaces TsnImportPlaces;
extern const TsnImportFormat tsn_import_places_format;
TsnImportPlaces *tsn_import_places_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;
void tsn_import_places_free (TsnImportPlaces *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnImportPlaces, tsn_import_places_free)

G_END_DECLS
