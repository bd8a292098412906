/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TsnScanError:
 *
 * Why a file or a buffer could not be looked at. Each value asks something else of the person in
 * front of the screen, so the window and the tool word them; the message of the GError is for a
 * developer. A picture without any code in it is no error.
 */
typedef enum
{
  TSN_SCAN_ERROR_NOT_AN_IMAGE, /* neither a picture nor a PDF by its first bytes */
  TSN_SCAN_ERROR_UNSUPPORTED,  /* a picture, but of a kind we do not read (HEIC, WebP, GIF, TIFF,
                                  BMP): save it as JPEG */
  TSN_SCAN_ERROR_TOO_LARGE,    /* more bytes or pixels than the limits of tsn-scan-document.h */
  TSN_SCAN_ERROR_DAMAGED,      /* a PNG, JPEG or PDF that breaks off or contradicts itself */
  TSN_SCAN_ERROR_EMPTY,        /* a file of no bytes, a PDF of no pages */
  TSN_SCAN_ERROR_ENCRYPTED,    /* a PDF that wants a password */
  TSN_SCAN_ERROR_IO, /* the file could not be read at all: missing, no permission, a failing disk */
} TsnScanError;

#define TSN_SCAN_ERROR (tsn_scan_error_quark ())

GQuark tsn_scan_error_quark (void);

G_END_DECLS
