/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TsnScanStage:
 *
 * What had to be done to the picture before the code could be read. Told so that a user can be
 * advised ("hold it closer") and so that tests see which stage earns its time. In the order in
 * which they are tried.
 */
typedef enum
{
  TSN_SCAN_STAGE_PLAIN,    /* the pixels as they are, made smaller when there are very many */
  TSN_SCAN_STAGE_FULL,     /* all pixels of a very large picture, levelled */
  TSN_SCAN_STAGE_FOLLOWED, /* module by module: small, bent, tilted, soft, noisy, pale */
  TSN_SCAN_STAGE_LEVELLED, /* local contrast made even: shadows, dim light, pale print */
  TSN_SCAN_STAGE_INVERTED, /* light modules on dark ground */
} TsnScanStage;

const char *tsn_scan_stage_to_string (TsnScanStage stage);

typedef struct
{
  double x; /* pixels from the left edge of the image scanned */
  double y; /* pixels from its top edge */
} TsnScanPoint;

/**
 * TsnScanCode:
 *
 * One QR code found. What it means is not known here.
 */
typedef struct
{
  GBytes *
      bytes; /* content exactly as encoded, zero bytes included; never converted between charsets */
  char *text; /* (nullable): the same as a string, when it is UTF-8 without zero bytes */
  TsnScanPoint corners[4]; /* of the code, in the image scanned: its own top left, bottom left,
                              bottom right, top right */
  double angle;            /* degrees clockwise from upright, 0 to 360; 0 when not known */
  guint page;              /* page of the document, from 0 */
  TsnScanStage stage;      /* the first stage that read it */
} TsnScanCode;

#define TSN_TYPE_SCAN_CODE (tsn_scan_code_get_type ())

GType tsn_scan_code_get_type (void);

/* For src/scan: sets text and angle by the bytes and the corners, which are set. */
void tsn_scan_code_complete (TsnScanCode *self);

TsnScanCode *tsn_scan_code_copy (const TsnScanCode *self);
void tsn_scan_code_free (TsnScanCode *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnScanCode, tsn_scan_code_free)

G_END_DECLS
