/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-recovery-paper.h: the recovery key on paper, for the safe. */

#pragma once

#include "tsn-paper.h"

G_BEGIN_DECLS

/**
 * tsn_recovery_paper:
 * @organisation: its name
 * @recovery_key: as tsn_recovery_key_format() gives it; wipe it yourself
 *
 * One sheet of A4: the key in large numbered groups, what it is for, where to keep it, and lines
 * for who keeps it. The paper's own copies of the key are wiped with the last reference, and those
 * of a drawing after it; what a printer or a PDF keeps is out of reach. Print it rather than keep a
 * file.
 */
TsnPaper *tsn_recovery_paper (const char *organisation, const char *recovery_key, gint64 now_ms);

G_END_DECLS
