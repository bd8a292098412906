/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A certificate from whoever answers. */

#include "tsn-tls-pin.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  guint8 pin[TSN_PIN_SIZE];

  tsn_tls_pin_from_der (data, size, pin);
  return 0;
}
