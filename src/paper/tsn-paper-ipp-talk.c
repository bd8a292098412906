/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A connection, and requests over it one after the other. Answers are read by a function of our
 * own, since the library would take any amount of attributes, for any time.
 */

#include <string.h>

#include "tsn-paper-ipp-private.h"

#define CONNECT_MS      5000
#define SILENCE_SECONDS 10.0
#define ANSWER_SECONDS  30
#define ANSWER_BYTES    (1024 * 1024)

/* -- Where -- */

gboolean
tsn_paper_ipp_is_uri (const char *printer)
{
  return g_str_has_prefix (printer, "ipp://") || g_str_has_prefix (printer, "ipps://");
}

/* Also of what CUPS takes for the name of a queue. */
gboolean
tsn_paper_ipp_knows (const char *printer)
{
  return tsn_paper_ipp_is_uri (printer) ||
         (*printer != '\0' && *printer != '?' && strpbrk (printer, "/#:@ \t\"'\\<>") == NULL);
}

void
tsn_paper_ipp_set_offline (GError **error)
{
  g_set_error (error,
               TSN_PAPER_ERROR,
               TSN_PAPER_ERROR_OFFLINE,
               "the printer does not answer: %s",
               cupsLastErrorString ());
}

/* The silence of a printer ends the conversation. */
static int
silent_cb (http_t *http, void *data)
{
  return 0;
}

http_t *
tsn_paper_ipp_connect (const char *host, int port, gboolean is_encrypted)
{
  http_t *http = httpConnect2 (host,
                               port,
                               NULL,
                               AF_UNSPEC,
                               is_encrypted ? HTTP_ENCRYPTION_ALWAYS : HTTP_ENCRYPTION_IF_REQUESTED,
                               1,
                               CONNECT_MS,
                               NULL);

  if (http != NULL)
    httpSetTimeout (http, SILENCE_SECONDS, silent_cb, NULL);
  return http;
}

gboolean
tsn_paper_ipp_separate (const char *text, TsnPaperUri *uri)
{
  return httpSeparateURI (HTTP_URI_CODING_ALL,
                          text,
                          uri->scheme,
                          sizeof uri->scheme,
                          uri->user,
                          sizeof uri->user,
                          uri->host,
                          sizeof uri->host,
                          &uri->port,
                          uri->resource,
                          sizeof uri->resource) >= HTTP_URI_STATUS_OK;
}

static gboolean
open_uri (TsnPaperIpp *self, const char *text, GError **error)
{
  TsnPaperUri uri;

  if (!tsn_paper_ipp_separate (text, &uri))
    {
      g_set_error_literal (error,
                           TSN_PAPER_ERROR,
                           TSN_PAPER_ERROR_NO_PRINTER,
                           "the address of the printer cannot be read");
      return FALSE;
    }
  self->uri = g_strdup (text);
  self->resource = g_strdup (uri.resource);
  self->http = tsn_paper_ipp_connect (uri.host, uri.port, g_str_equal (uri.scheme, "ipps"));
  if (self->http == NULL)
    tsn_paper_ipp_set_offline (error);
  return self->http != NULL;
}

static gboolean
open_queue (TsnPaperIpp *self, const char *name, GError **error)
{
  self->uri = g_strdup_printf ("ipp://localhost/printers/%s", name);
  self->resource = g_strdup_printf ("/printers/%s", name);
  self->http = tsn_paper_ipp_connect (cupsServer (), ippPort (), FALSE);
  if (self->http == NULL)
    g_set_error_literal (error,
                         TSN_PAPER_ERROR,
                         TSN_PAPER_ERROR_NO_PRINTER,
                         "there is no CUPS on this machine");
  return self->http != NULL;
}

TsnPaperIpp *
tsn_paper_ipp_open (const char *printer, GError **error)
{
  g_autoptr (TsnPaperIpp) self = g_new0 (TsnPaperIpp, 1);

  if (!tsn_paper_ipp_knows (printer))
    {
      g_set_error_literal (error,
                           TSN_PAPER_ERROR,
                           TSN_PAPER_ERROR_NO_PRINTER,
                           "there is no printer of that name");
      return NULL;
    }
  self->address = tsn_paper_address_new (printer, error);
  if (self->address == NULL)
    return NULL;
  if (!(tsn_paper_ipp_is_uri (printer) ? open_uri
                                       : open_queue) (self, self->address->printer, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
tsn_paper_ipp_close (TsnPaperIpp *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->http, httpClose);
  g_free (self->uri);
  g_free (self->resource);
  g_clear_pointer (&self->address, tsn_paper_address_free);
  g_free (self);
}

/* -- One question and its answer -- */

typedef struct
{
  http_t *http;
  gsize left;   /* bytes that may still come */
  gint64 until; /* g_get_monotonic_time() */
} Answer;

static ssize_t
read_cb (void *data, ipp_uchar_t *bytes, size_t n)
{
  Answer *answer = data;
  ssize_t got;

  if (n > answer->left || g_get_monotonic_time () > answer->until)
    return -1;
  got = httpRead2 (answer->http, (char *) bytes, n);
  if (got > 0)
    answer->left -= (gsize) got;
  return got;
}

static ipp_t *
read_answer (TsnPaperIpp *self, http_status_t *ret_status)
{
  Answer answer = { self->http,
                    ANSWER_BYTES,
                    g_get_monotonic_time () + ANSWER_SECONDS * G_USEC_PER_SEC };
  ipp_t *response;
  ipp_state_t state;
  http_status_t status;

  do
    status = httpUpdate (self->http);
  while (status == HTTP_STATUS_CONTINUE);
  *ret_status = status;
  if (status != HTTP_STATUS_OK)
    return NULL;
  response = ippNew ();
  do
    state = ippReadIO (&answer, read_cb, 1, NULL, response);
  while (state != IPP_STATE_DATA && state != IPP_STATE_ERROR);
  if (state == IPP_STATE_ERROR)
    g_clear_pointer (&response, ippDelete);
  else
    httpFlush (self->http);
  return response;
}

ipp_t *
tsn_paper_ipp_new_request (TsnPaperIpp *self, ipp_op_t operation, int job)
{
  ipp_t *request = ippNewRequest (operation);

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, self->uri);
  if (job != 0)
    ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job);
  ippAddString (request,
                IPP_TAG_OPERATION,
                IPP_TAG_NAME,
                "requesting-user-name",
                NULL,
                cupsUser ());
  return request;
}

gboolean
tsn_paper_ipp_reconnect (TsnPaperIpp *self)
{
  return httpReconnect2 (self->http, CONNECT_MS, NULL) == 0;
}

/* There is nobody to type one. */
static const char *
no_password_cb (const char *prompt,
                http_t *http,
                const char *method,
                const char *resource,
                void *data)
{
  return NULL;
}

/* CUPS wants to know who resumes a queue: the system tells it whose socket this is. */
static gboolean
say_who (TsnPaperIpp *self)
{
  httpFlush (self->http);
  cupsSetPasswordCB2 (no_password_cb, NULL);
  return cupsDoAuthentication (self->http, "POST", self->resource) == 0 &&
         tsn_paper_ipp_reconnect (self);
}

static ipp_t *
send_request (TsnPaperIpp *self, ipp_t *request, GBytes *document, http_status_t *status)
{
  gsize n = 0;
  const char *bytes = document != NULL ? g_bytes_get_data (document, &n) : NULL;

  *status = cupsSendRequest (self->http, request, self->resource, ippLength (request) + n);
  if (*status == HTTP_STATUS_CONTINUE && n > 0)
    *status = cupsWriteRequestData (self->http, bytes, n);
  if (*status != HTTP_STATUS_CONTINUE && *status != HTTP_STATUS_OK)
    return NULL;
  return read_answer (self, status);
}

ipp_t *
tsn_paper_ipp_request (TsnPaperIpp *self, ipp_t *request, GBytes *document, GError **error)
{
  http_status_t sent;
  ipp_t *response = send_request (self, request, document, &sent);
  ipp_status_t status;

  if (response == NULL && sent == HTTP_STATUS_UNAUTHORIZED && say_who (self))
    response = send_request (self, request, document, &sent);
  ippDelete (request);
  if (response == NULL)
    {
      tsn_paper_ipp_set_offline (error);
      return NULL;
    }
  status = ippGetStatusCode (response);
  if (status <= IPP_STATUS_OK_EVENTS_COMPLETE)
    return response;
  ippDelete (response);
  g_set_error (error,
               TSN_PAPER_ERROR,
               status == IPP_STATUS_ERROR_NOT_FOUND ? TSN_PAPER_ERROR_NO_PRINTER
                                                    : TSN_PAPER_ERROR_FAILED,
               "the printer refuses: %s",
               ippErrorString (status));
  return NULL;
}

ipp_t *
tsn_paper_ipp_get (TsnPaperIpp *self, const char *const *wanted, guint n_wanted, GError **error)
{
  ipp_t *request = tsn_paper_ipp_new_request (self, IPP_OP_GET_PRINTER_ATTRIBUTES, 0);

  ippAddStrings (request,
                 IPP_TAG_OPERATION,
                 IPP_TAG_KEYWORD,
                 "requested-attributes",
                 (int) n_wanted,
                 NULL,
                 wanted);
  return tsn_paper_ipp_request (self, request, NULL, error);
}
