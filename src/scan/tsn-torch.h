/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-torch.h: the light beside a camera's lens, where its driver has one (V4L2).
 *
 * @fd: of the open video device. Thread: any, one at a time for an @fd; a call may wait for the
 * camera.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean tsn_torch_is_there (int fd);

/* FALSE: it did not take it. */
gboolean tsn_torch_set (int fd, gboolean lit);

G_END_DECLS
