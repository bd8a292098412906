/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-error.h: what can go wrong between a device and its server, or the maker of a
 * bundle. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TSN_SYNC_ERROR_MALFORMED,      /* what came is not what docs/sync-protocol.md says */
  TSN_SYNC_ERROR_BAD_LINE,       /* not the line that tsunagi-server prints */
  TSN_SYNC_ERROR_NO_SERVER,      /* this device knows no server yet */
  TSN_SYNC_ERROR_UNREACHABLE,    /* no answer: no network, cut, or too slow */
  TSN_SYNC_ERROR_WRONG_SERVER,   /* somebody answers who is not the server that was registered */
  TSN_SYNC_ERROR_UNKNOWN_DEVICE, /* the server does not know this device (401) */
  TSN_SYNC_ERROR_SHUT_OUT,       /* revoked, or not for this role (403) */
  TSN_SYNC_ERROR_BAD_TOKEN,      /* the token of the line is wrong or was used */
  TSN_SYNC_ERROR_BUSY,           /* too much at once: later (429, 503) */
  TSN_SYNC_ERROR_SERVER_FAILED,  /* the server's own fault: later (other 5xx) */
  TSN_SYNC_ERROR_REFUSED,        /* the server takes no such request: one of the two is too old */
  TSN_SYNC_ERROR_BAD_INVITATION, /* not the line of an invitation */
  TSN_SYNC_ERROR_STALE,          /* the invitation is unknown or too old (410) */
  TSN_SYNC_ERROR_TAKEN,          /* somebody else has used the invitation (409) */
  TSN_SYNC_ERROR_NOT_ASKED,      /* nobody waits with that id */
  TSN_SYNC_ERROR_APPROVED,       /* it was approved before */
  TSN_SYNC_ERROR_WRONG_CODE,     /* the code is not the one of that device */
  TSN_SYNC_ERROR_NOTHING_KEPT,   /* no municipality there has that code and recovery key (410) */
  TSN_SYNC_ERROR_OWN_DEVICE,     /* shutting out the device that one sits at */

  /* A bundle: refused, and nothing of it was applied. */
  TSN_SYNC_ERROR_NO_BUNDLE, /* the file is something else */
  TSN_SYNC_ERROR_CUT_OFF,   /* it ends too early */
  TSN_SYNC_ERROR_ALTERED,   /* it is not what its maker signed */
  TSN_SYNC_ERROR_FOREIGN, /* of another municipality, or its maker is not known to be of this one */
  TSN_SYNC_ERROR_REVOKED, /* its maker was shut out */
  TSN_SYNC_ERROR_GAP,     /* it goes on from one that was not read here */
  TSN_SYNC_ERROR_TOO_NEW, /* of a later format */
} TsnSyncError;

#define TSN_SYNC_ERROR (tsn_sync_error_quark ())
GQuark tsn_sync_error_quark (void);

G_END_DECLS
