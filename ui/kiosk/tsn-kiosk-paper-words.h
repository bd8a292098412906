/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-paper-words.h: what a printer calls its papers and trays, in words for staff.
 *
 * Thread: the main thread.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): "A4 (210 × 297 mm)"; @keyword: (nullable): as the printer has it. */
char *tsn_kiosk_paper_words_media (const char *keyword);
char *tsn_kiosk_paper_words_tray (const char *keyword);

G_END_DECLS
