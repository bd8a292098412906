/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TSN_MUNICIPALITY_CODE_SIZE 7 /* six digits and the final NUL */

/**
 * tsn_municipality_code_complete:
 * @five: (nullable): prefecture and municipality, exactly five ASCII digits ("11211"), or the six
 * of a complete code
 * @code: (out): "112119"; untouched on failure
 *
 * Appends the check digit, or verifies it where it is there.
 *
 * Errors: FALSE for another form or a wrong check digit. Whether such a municipality exists is not
 * asked. Source: 全国地方公共団体コード (総務省): weights 6 5 4 3 2, 11 minus the remainder by 11,
 * last digit.
 */
gboolean tsn_municipality_code_complete (const char *five, char code[TSN_MUNICIPALITY_CODE_SIZE])
    G_GNUC_WARN_UNUSED_RESULT;

/* Whether @code is six ASCII digits with the right check digit. */
gboolean tsn_municipality_code_check (const char *code);

G_END_DECLS
