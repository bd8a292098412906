/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Only the error domain of this folder. */

#include "tsn-work.h"

/* clang-format off */
G_DEFINE_QUARK (tsn-work-error-quark, tsn_work_error)
/* clang-format on */
