/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-invitation.h: what a coordinator and a new device have in common before they trust each
 * other: a secret that was shown on a screen, a request under it, and six digits to compare.
 *
 * Shape: docs/security.md "Enrolment".
 * Errors: TSN_VAULT_ERROR_FORGED (not made with this invitation, or altered), _LOCKED, _NO_KEY.
 * Thread: plain values.
 */

#pragma once

#include "tsn-manifest.h"
#include "tsn-vault.h"

G_BEGIN_DECLS

#define TSN_INVITATION_SECRET_SIZE 16
#define TSN_INVITATION_NONCE_SIZE  32
#define TSN_TICKET_SIZE            16
#define TSN_REQUEST_SIZE_MAX       512
#define TSN_DEVICE_LABEL_MAX       60 /* characters */
#define TSN_ENROLMENT_CODE_SIZE    7  /* six digits and the final NUL */

/* What stands in the line that the coordinator shows. */
typedef struct
{
  TsnRole role;
  guint8 root_public[TSN_KEY_SIZE];
  guint8 secret[TSN_INVITATION_SECRET_SIZE];
  TsnHash commitment; /* to the nonce */
} TsnInvitation;

/* What a new device says of itself. */
typedef struct
{
  TsnId device;
  guint8 sign_public[TSN_KEY_SIZE];
  guint8 box_public[TSN_KEY_SIZE];
  char label[TSN_DEVICE_LABEL_MAX * 4 + 1];
} TsnEnrolmentRequest;

/**
 * tsn_vault_invite:
 * @id: random, for a new invitation; with the same id and role the same comes out again, on this
 * device only
 * @nonce: (out): to be given away only for one request: see docs/security.md
 *
 * Needs an unlocked coordinator's vault.
 */
gboolean tsn_vault_invite (TsnVault *self,
                           const TsnId *id,
                           TsnRole role,
                           TsnInvitation *invitation,
                           guint8 nonce[TSN_INVITATION_NONCE_SIZE],
                           GError **error);

void tsn_invitation_ticket (const TsnInvitation *self, guint8 ticket[TSN_TICKET_SIZE]);

/* A label that people may see: 1 to 60 characters that can be printed. */
gboolean tsn_device_label_check (const char *label);

gboolean tsn_enrolment_request_open (TsnEnrolmentRequest *self,
                                     const TsnInvitation *invitation,
                                     GBytes *request,
                                     GError **error);

/* What both sides show. _FORGED: the nonce is not the one that was promised. */
gboolean tsn_enrolment_code (const TsnInvitation *invitation,
                             GBytes *request,
                             const guint8 nonce[TSN_INVITATION_NONCE_SIZE],
                             char code[TSN_ENROLMENT_CODE_SIZE],
                             GError **error);

G_END_DECLS
