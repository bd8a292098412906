/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-card-frame.h"

G_BEGIN_DECLS

/* Private to src/card. */

/* A code where it stands. */
typedef struct
{
  const TsnCardQr *qr;
  double x, y, side; /* points, quiet zone included */
} TsnCardSymbol;

/* A face, arranged. */
typedef struct
{
  double width, height; /* points */
  TsnCardSlug *slug;    /* everything but the codes */
  TsnCardSymbol symbols[2];
  guint n_symbols;
} TsnCardArrangement;

/* Fills @self, whose slug is empty, for the layout of @paper. */
void tsn_card_arrange (TsnCardArrangement *self, TsnCardSetter *setter, const TsnCardPaper *paper);

G_END_DECLS
