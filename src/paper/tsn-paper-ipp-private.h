/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-paper-ipp-private.h: how a printer is spoken to, below what is said of printers and jobs. */

#pragma once

#include "tsn-paper-address.h"
#include "tsn-paper-ipp.h"

G_BEGIN_DECLS

struct _TsnPaperIpp
{
  http_t *http;
  char *uri;      /* of the printer, as it is called in requests */
  char *resource; /* its path */
  TsnPaperAddress *address;
};

/* Its parts. */
typedef struct
{
  char scheme[HTTP_MAX_URI], user[HTTP_MAX_URI], host[HTTP_MAX_URI], resource[HTTP_MAX_URI];
  int port;
} TsnPaperUri;

gboolean tsn_paper_ipp_is_uri (const char *printer);
gboolean tsn_paper_ipp_separate (const char *text, TsnPaperUri *uri);

/* NULL: nobody answers there. */
http_t *tsn_paper_ipp_connect (const char *host, int port, gboolean is_encrypted);

/* After a request that broke off. */
gboolean tsn_paper_ipp_reconnect (TsnPaperIpp *self);

void tsn_paper_ipp_set_offline (GError **error);

/* @job: 0: of the printer */
ipp_t *tsn_paper_ipp_new_request (TsnPaperIpp *self, ipp_op_t operation, int job);

/* Takes @request. @document: (nullable): what is sent behind it. Returns NULL if there was no
 * answer, or one that says no; the caller frees it with ippDelete(). */
ipp_t *tsn_paper_ipp_request (TsnPaperIpp *self, ipp_t *request, GBytes *document, GError **error);

G_END_DECLS
