/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The error domain of src/scan. It has a file of its own since both the loader and, later, the
 * camera raise it. */

#include "tsn-scan-error.h"

/* clang-format off */
G_DEFINE_QUARK (tsn-scan-error-quark, tsn_scan_error)
/* clang-format on */
