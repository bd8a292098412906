/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fake-torch.h: a camera's light, as its driver has it: in a program that is linked with
 * -Wl,--wrap=ioctl. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An element as videotestsrc, whose file has a light. */
#define FAKE_TORCH "faketorch"

/* Once, after gst_init(). */
void fake_torch_init (void);

typedef enum
{
  FAKE_TORCH_WORKS,
  FAKE_TORCH_FLASHES, /* all that it can do */
  FAKE_TORCH_HOT,     /* refuses to be lit */
} FakeTorchKind;

/* It is dark then. */
void fake_torch_make (FakeTorchKind kind);

gboolean fake_torch_is_lit (void); /* any thread */

G_END_DECLS
