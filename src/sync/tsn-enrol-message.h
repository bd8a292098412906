/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-enrol-message.h: the line of an invitation, and what coordinator, server and new device say
 * about it.
 *
 * Shape: docs/sync-protocol.md "Enrolment". Encoding never fails; what is optional is NULL.
 * Errors: TSN_SYNC_ERROR_BAD_INVITATION (the line), _MALFORMED. Thread: plain values.
 */

#pragma once

#include "tsn-invitation.h"
#include "tsn-registration.h"

G_BEGIN_DECLS

#define TSN_GRANT_MAX              16384 /* bytes */
#define TSN_ENROLMENT_HOURS        24    /* that an invitation is good for */
#define TSN_ENROLMENTS_MAX         64    /* kept by a server for one municipality */
#define TSN_INVITATION_LINE_PREFIX "tsunagi-join:"

typedef struct
{
  char host[TSN_HOST_SIZE_MAX];
  guint16 port;
  guint8 pin[TSN_PIN_SIZE];
  TsnInvitation invitation;
} TsnInvitationLine;

const char *tsn_role_name (TsnRole role); /* "desk"; never translated */
gboolean tsn_role_parse (const char *name, TsnRole *role);

char *tsn_invitation_line_format (const TsnInvitationLine *self);
/* Blanks around it are passed over. @self is untouched on failure. */
gboolean tsn_invitation_line_parse (TsnInvitationLine *self, const char *text, GError **error);

/* POST /v1/invitation */
typedef struct
{
  TsnId id;
  TsnRole role;
  TsnHash ticket;
} TsnEnrolOffer;

GBytes *tsn_enrol_offer_encode (const TsnEnrolOffer *self);
gboolean tsn_enrol_offer_decode (TsnEnrolOffer *self, GBytes *bytes, GError **error);

/* POST /v1/enrol */
typedef struct
{
  guint8 root_public[TSN_KEY_SIZE];
  guint8 ticket[TSN_TICKET_SIZE];
  GBytes *request; /* owned */
} TsnEnrolAsk;

void tsn_enrol_ask_clear (TsnEnrolAsk *self);
GBytes *tsn_enrol_ask_encode (const TsnEnrolAsk *self);
gboolean tsn_enrol_ask_decode (TsnEnrolAsk *self, GBytes *bytes, GError **error);

/* Its answer. */
typedef struct
{
  gboolean has_nonce;
  guint8 nonce[TSN_INVITATION_NONCE_SIZE];
  GBytes *grant; /* owned; NULL: not approved yet */
} TsnEnrolState;

void tsn_enrol_state_clear (TsnEnrolState *self);
GBytes *tsn_enrol_state_encode (const TsnEnrolState *self);
gboolean tsn_enrol_state_decode (TsnEnrolState *self, GBytes *bytes, GError **error);

/* POST /v1/enrolment */
typedef struct
{
  TsnId id;
  guint8 nonce[TSN_INVITATION_NONCE_SIZE];
  GBytes *certificate; /* owned; NULL, as @grant: not approved yet */
  GBytes *grant;       /* owned */
} TsnEnrolVerdict;

void tsn_enrol_verdict_clear (TsnEnrolVerdict *self);
GBytes *tsn_enrol_verdict_encode (const TsnEnrolVerdict *self);
gboolean tsn_enrol_verdict_decode (TsnEnrolVerdict *self, GBytes *bytes, GError **error);

/* One of the answer to GET /v1/enrolment. */
typedef struct
{
  TsnId id;
  TsnRole role;
  gint64 since_ms; /* the server's time */
  GBytes *request; /* owned; NULL: nobody asked yet */
  gboolean has_nonce;
  guint8 nonce[TSN_INVITATION_NONCE_SIZE];
  gboolean granted;
} TsnEnrolment;

void tsn_enrolment_free (TsnEnrolment *self);
GBytes *tsn_enrolments_encode (GPtrArray *list);
/* (element-type TsnEnrolment) (transfer full) */
GPtrArray *tsn_enrolments_decode (GBytes *bytes, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnEnrolAsk, tsn_enrol_ask_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnEnrolState, tsn_enrol_state_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnEnrolVerdict, tsn_enrol_verdict_clear)

G_END_DECLS
