/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* IPP with the library of CUPS, whether a printer is spoken to or a CUPS in front of it: both know
 * the same operations.
 *
 * A job is made first and gets its pages then, so that its number is known before anything can be
 * printed: whatever breaks off in between, it can be asked for, and cancelled. Answers are read by
 * a function of our own, since the library would take any amount of attributes, for any time.
 */

#include "tsn-paper-ipp.h"

#include <string.h>

#include "tsn-paper-address.h"

#define CONNECT_MS      5000
#define SILENCE_SECONDS 10.0
#define ANSWER_SECONDS  30
#define CANCEL_SECONDS  3 /* for which a job is given to end */
#define ANSWER_BYTES    (1024 * 1024)

struct _TsnPaperIpp
{
  http_t *http;
  char *uri;      /* of the printer, as it is called in requests */
  char *resource; /* its path */
  TsnPaperAddress *address;
};

/* What stands in the way: keywords of RFC 8011 5.4.12 and PWG 5100.9, without their severity; the
 * first that a printer has is told. */
static const struct
{
  const char *reason;
  TsnPaperError error;
} REASONS[] = {
  { "media-jam", TSN_PAPER_ERROR_JAM },
  { "cover-open", TSN_PAPER_ERROR_DOOR },
  { "door-open", TSN_PAPER_ERROR_DOOR },
  { "interlock-open", TSN_PAPER_ERROR_DOOR },
  { "input-tray-missing", TSN_PAPER_ERROR_DOOR },
  { "media-empty", TSN_PAPER_ERROR_NO_PAPER },
  { "media-needed", TSN_PAPER_ERROR_NO_PAPER },
  { "marker-supply-empty", TSN_PAPER_ERROR_NO_INK },
  { "toner-empty", TSN_PAPER_ERROR_NO_INK },
  { "offline", TSN_PAPER_ERROR_OFFLINE },
  { "shutdown", TSN_PAPER_ERROR_OFFLINE },
  { "timed-out", TSN_PAPER_ERROR_OFFLINE },
  { "connecting-to-device", TSN_PAPER_ERROR_OFFLINE },
  { "output-tray-missing", TSN_PAPER_ERROR_FAILED },
  { "output-area-full", TSN_PAPER_ERROR_FAILED },
  { "marker-waste-full", TSN_PAPER_ERROR_FAILED },
  { "spool-area-full", TSN_PAPER_ERROR_FAILED },
};

/* -- Where -- */

static gboolean
is_uri (const char *printer)
{
  return g_str_has_prefix (printer, "ipp://") || g_str_has_prefix (printer, "ipps://");
}

/* Also of what CUPS takes for the name of a queue. */
gboolean
tsn_paper_ipp_knows (const char *printer)
{
  return is_uri (printer) ||
         (*printer != '\0' && *printer != '?' && strpbrk (printer, "/#:@ \t\"'\\<>") == NULL);
}

static void
set_offline (GError **error)
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

static http_t *
connect_to (const char *host, int port, gboolean is_encrypted)
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

typedef struct
{
  char scheme[HTTP_MAX_URI], user[HTTP_MAX_URI], host[HTTP_MAX_URI], resource[HTTP_MAX_URI];
  int port;
} Uri;

static gboolean
separate (const char *text, Uri *uri)
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
  Uri uri;

  if (!separate (text, &uri))
    {
      g_set_error_literal (error,
                           TSN_PAPER_ERROR,
                           TSN_PAPER_ERROR_NO_PRINTER,
                           "the address of the printer cannot be read");
      return FALSE;
    }
  self->uri = g_strdup (text);
  self->resource = g_strdup (uri.resource);
  self->http = connect_to (uri.host, uri.port, g_str_equal (uri.scheme, "ipps"));
  if (self->http == NULL)
    set_offline (error);
  return self->http != NULL;
}

static gboolean
open_queue (TsnPaperIpp *self, const char *name, GError **error)
{
  self->uri = g_strdup_printf ("ipp://localhost/printers/%s", name);
  self->resource = g_strdup_printf ("/printers/%s", name);
  self->http = connect_to (cupsServer (), ippPort (), FALSE);
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
  if (!(is_uri (printer) ? open_uri : open_queue) (self, self->address->printer, error))
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

static ipp_t *
new_request (TsnPaperIpp *self, ipp_op_t operation, int job)
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
         httpReconnect2 (self->http, CONNECT_MS, NULL) == 0;
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

/* Takes @request. Returns NULL if there was no answer, or one that says no. */
static ipp_t *
ask (TsnPaperIpp *self, ipp_t *request, GBytes *document, GError **error)
{
  http_status_t sent;
  ipp_t *response = send_request (self, request, document, &sent);
  ipp_status_t status;

  if (response == NULL && sent == HTTP_STATUS_UNAUTHORIZED && say_who (self))
    response = send_request (self, request, document, &sent);
  ippDelete (request);
  if (response == NULL)
    {
      set_offline (error);
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

/* -- Whether it prints -- */

static gboolean
has_keyword (ipp_t *answer, const char *name, const char *keyword)
{
  ipp_attribute_t *attribute = ippFindAttribute (answer, name, IPP_TAG_ZERO);

  for (int i = 0; attribute != NULL && i < ippGetCount (attribute); i++)
    if (g_strcmp0 (ippGetString (attribute, i, NULL), keyword) == 0)
      return TRUE;
  return FALSE;
}

/* An idle printer with an empty tray beside a full one says "media-empty-warning", so that only
 * "-error", and a reason without severity, stops a job before it is sent. A job that waits is
 * another matter: what is said then is what it waits for. */
static gboolean
has_reason (ipp_t *answer, const char *reason, gboolean is_waiting)
{
  static const char *const SEVERITIES[] = { "", "-error", "-warning", "-report" };

  for (guint i = 0; i < (is_waiting ? 4 : 2); i++)
    {
      g_autofree char *keyword = g_strconcat (reason, SEVERITIES[i], NULL);

      if (has_keyword (answer, "printer-state-reasons", keyword))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_reasons (ipp_t *answer, gboolean is_waiting, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (REASONS); i++)
    if (has_reason (answer, REASONS[i].reason, is_waiting))
      {
        g_set_error (error, TSN_PAPER_ERROR, REASONS[i].error, "%s", REASONS[i].reason);
        return FALSE;
      }
  return TRUE;
}

ipp_t *
tsn_paper_ipp_get (TsnPaperIpp *self, const char *const *wanted, guint n_wanted, GError **error)
{
  ipp_t *request = new_request (self, IPP_OP_GET_PRINTER_ATTRIBUTES, 0);

  ippAddStrings (request,
                 IPP_TAG_OPERATION,
                 IPP_TAG_KEYWORD,
                 "requested-attributes",
                 (int) n_wanted,
                 NULL,
                 wanted);
  return ask (self, request, NULL, error);
}

static ipp_t *
ask_printer (TsnPaperIpp *self, GError **error)
{
  static const char *const WANTED[] = { "printer-state",
                                        "printer-state-reasons",
                                        "printer-is-accepting-jobs",
                                        "device-uri",
                                        "document-format-supported" };

  return tsn_paper_ipp_get (self, WANTED, G_N_ELEMENTS (WANTED), error);
}

static gboolean
is_stopped (ipp_t *answer)
{
  ipp_attribute_t *state = ippFindAttribute (answer, "printer-state", IPP_TAG_ENUM);

  return state != NULL && ippGetInteger (state, 0) == IPP_PSTATE_STOPPED;
}

static gboolean
is_idle (ipp_t *answer)
{
  ipp_attribute_t *state = ippFindAttribute (answer, "printer-state", IPP_TAG_ENUM);

  return state != NULL && ippGetInteger (state, 0) == IPP_PSTATE_IDLE;
}

/* CUPS tells what it heard during the last job, and asks its printer nothing until the next: what
 * an idle queue says may be long gone. */
static gboolean
is_queue (TsnPaperIpp *self)
{
  return strstr (self->address->printer, "://") == NULL;
}

static gboolean
takes_jobs (ipp_t *answer)
{
  ipp_attribute_t *accepting = ippFindAttribute (answer,
                                                 "printer-is-accepting-jobs",
                                                 IPP_TAG_BOOLEAN);

  return accepting == NULL || ippGetBoolean (accepting, 0);
}

static gboolean
set_stopped (GError **error)
{
  g_set_error_literal (error, TSN_PAPER_ERROR, TSN_PAPER_ERROR_STOPPED, "the queue is stopped");
  return FALSE;
}

static gboolean
check_printer (TsnPaperIpp *self, ipp_t *answer, gboolean is_waiting, GError **error)
{
  gboolean is_stale = is_queue (self) && is_idle (answer);

  if (!is_stale && !check_reasons (answer, is_waiting, error))
    return FALSE;
  if (is_stopped (answer) || !takes_jobs (answer))
    set_stopped (error);
  else if (!is_waiting && !has_keyword (answer, "document-format-supported", "application/pdf"))
    g_set_error_literal (error,
                         TSN_PAPER_ERROR,
                         TSN_PAPER_ERROR_FAILED,
                         "the printer takes no PDF");
  else
    return TRUE;
  return FALSE;
}

/* A printer of its own knows best what it stopped for; CUPS stops a queue and never looks again. */
static gboolean
may_be_resumed (TsnPaperIpp *self, ipp_t *answer)
{
  return is_stopped (answer) && (is_queue (self) || check_reasons (answer, FALSE, NULL));
}

static void
resume (TsnPaperIpp *self)
{
  ippDelete (ask (self, new_request (self, IPP_OP_RESUME_PRINTER, 0), NULL, NULL));
}

gboolean
tsn_paper_ipp_make_ready (TsnPaperIpp *self, GError **error)
{
  ipp_t *answer = ask_printer (self, error);
  gboolean is_ready;

  if (answer != NULL && may_be_resumed (self, answer))
    {
      resume (self);
      ippDelete (answer);
      answer = ask_printer (self, error);
    }
  is_ready = answer != NULL && check_printer (self, answer, FALSE, error);
  ippDelete (answer);
  return is_ready;
}

/* -- Jobs -- */

static void
add_media (TsnPaperIpp *self, ipp_t *request)
{
  pwg_media_t *media = self->address->media != NULL ? pwgMediaForPWG (self->address->media) : NULL;
  ipp_t *collection, *size;

  if (self->address->tray == NULL)
    {
      if (self->address->media != NULL)
        ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, self->address->media);
      return;
    }
  collection = ippNew ();
  if (media != NULL)
    {
      size = ippNew ();
      ippAddInteger (size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "x-dimension", media->width);
      ippAddInteger (size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "y-dimension", media->length);
      ippAddCollection (collection, IPP_TAG_ZERO, "media-size", size);
      ippDelete (size);
    }
  ippAddString (collection,
                IPP_TAG_ZERO,
                IPP_TAG_KEYWORD,
                "media-source",
                NULL,
                self->address->tray);
  ippAddCollection (request, IPP_TAG_JOB, "media-col", collection);
  ippDelete (collection);
}

int
tsn_paper_ipp_begin (TsnPaperIpp *self, GError **error)
{
  ipp_t *request = new_request (self, IPP_OP_CREATE_JOB, 0);
  ipp_t *answer;
  ipp_attribute_t *id;
  int job;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, "Tsunagi");
  ippAddInteger (request, IPP_TAG_JOB, IPP_TAG_INTEGER, "copies", 1);
  /* The page is as large as the paper; a code that is shrunk a little is harder to read. */
  ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", NULL, "none");
  add_media (self, request);
  answer = ask (self, request, NULL, error);
  if (answer == NULL)
    return 0;
  id = ippFindAttribute (answer, "job-id", IPP_TAG_INTEGER);
  job = id != NULL ? ippGetInteger (id, 0) : 0;
  ippDelete (answer);
  if (job <= 0)
    g_set_error_literal (error, TSN_PAPER_ERROR, TSN_PAPER_ERROR_FAILED, "a job without a number");
  return MAX (job, 0);
}

static gboolean
cancel (TsnPaperIpp *self, int job, gboolean with_history, GError **error)
{
  ipp_t *request = new_request (self, IPP_OP_CANCEL_JOB, job);
  ipp_t *answer;

  if (with_history)
    ippAddBoolean (request, IPP_TAG_OPERATION, "purge-job", 1);
  answer = ask (self, request, NULL, error);
  ippDelete (answer);
  return answer != NULL;
}

gboolean
tsn_paper_ipp_send (TsnPaperIpp *self, int job, GBytes *pdf, GError **error)
{
  ipp_t *request = new_request (self, IPP_OP_SEND_DOCUMENT, job);
  ipp_t *answer;

  ippAddString (request,
                IPP_TAG_OPERATION,
                IPP_TAG_MIMETYPE,
                "document-format",
                NULL,
                "application/pdf");
  ippAddBoolean (request, IPP_TAG_OPERATION, "last-document", 1);
  answer = ask (self, request, pdf, error);
  if (answer == NULL)
    {
      /* Whether the pages arrived nobody can say: so none of them may come out. */
      httpReconnect2 (self->http, CONNECT_MS, NULL);
      cancel (self, job, FALSE, NULL);
      return FALSE;
    }
  ippDelete (answer);
  return TRUE;
}

/* What the job itself says, whatever its printer waits for. @begun: (out) (optional). */
static gboolean
find_state (TsnPaperIpp *self, int job, TsnPaperState *state, gboolean *begun, GError **error)
{
  g_autoptr (GError) own = NULL;
  ipp_t *answer = ask (self, new_request (self, IPP_OP_GET_JOB_ATTRIBUTES, job), NULL, &own);
  ipp_attribute_t *attribute;
  int found;

  if (answer == NULL && g_error_matches (own, TSN_PAPER_ERROR, TSN_PAPER_ERROR_NO_PRINTER))
    {
      *state = TSN_PAPER_FORGOTTEN;
      return TRUE;
    }
  if (answer == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  attribute = ippFindAttribute (answer, "job-state", IPP_TAG_ENUM);
  found = attribute != NULL ? ippGetInteger (attribute, 0) : 0;
  ippDelete (answer);
  if (begun != NULL)
    *begun = found == IPP_JSTATE_PROCESSING;
  if (found < IPP_JSTATE_CANCELED)
    *state = TSN_PAPER_WAITING;
  else
    *state = found == IPP_JSTATE_COMPLETED ? TSN_PAPER_PRINTED : TSN_PAPER_DROPPED;
  return TRUE;
}

/* CUPS calls a printer that does not answer again and again, for a week, and says so only in a
 * sentence: so it is called here, too. */
static gboolean
is_reached (ipp_t *answer, GError **error)
{
  ipp_attribute_t *device = ippFindAttribute (answer, "device-uri", IPP_TAG_URI);
  const char *text = device != NULL ? ippGetString (device, 0, NULL) : NULL;
  Uri uri;
  http_t *http;

  if (text == NULL || !is_uri (text) || !separate (text, &uri))
    return TRUE; /* nobody but CUPS knows how */
  http = connect_to (uri.host, uri.port, FALSE);
  if (http == NULL)
    set_offline (error);
  httpClose (http);
  return http != NULL;
}

/* Whether a job that is not done goes on. */
static gboolean
goes_on (TsnPaperIpp *self, ipp_t *answer, gboolean begun, gboolean may_resume, GError **error)
{
  if (may_be_resumed (self, answer))
    {
      if (may_resume)
        resume (self); /* whether it was of use is seen the next time */
      return set_stopped (error);
    }
  if (is_queue (self) && begun && !is_reached (answer, error))
    return FALSE; /* what it said before may be long gone */
  if (!check_printer (self, answer, TRUE, error))
    return FALSE;
  /* After an error CUPS may put the job off, and keep the queue open. */
  return begun || !is_queue (self) || !is_idle (answer) || set_stopped (error);
}

gboolean
tsn_paper_ipp_ask (TsnPaperIpp *self,
                   int job,
                   gboolean may_resume,
                   TsnPaperState *state,
                   GError **error)
{
  TsnPaperState found;
  gboolean begun = FALSE, is_fine;
  ipp_t *answer;

  if (!find_state (self, job, &found, &begun, error))
    return FALSE;
  if (found == TSN_PAPER_WAITING)
    {
      answer = ask_printer (self, error);
      is_fine = answer != NULL && goes_on (self, answer, begun, may_resume, error);
      ippDelete (answer);
      if (!is_fine)
        return FALSE;
    }
  *state = found;
  return TRUE;
}

/* As long as a filter of the job still runs, CUPS takes away its pages only, and when that ends it
 * writes the rest down anew: it is told again until it knows nothing of the job. Others than CUPS
 * refuse. */
static void
purge (TsnPaperIpp *self, int job)
{
  gint64 until = g_get_monotonic_time () + CANCEL_SECONDS * G_USEC_PER_SEC;
  TsnPaperState state;

  while (cancel (self, job, TRUE, NULL) && find_state (self, job, &state, NULL, NULL) &&
         state != TSN_PAPER_FORGOTTEN && g_get_monotonic_time () < until)
    g_usleep (G_USEC_PER_SEC / 5);
}

/* CUPS forgets a job with its files when it is told to, but then nobody can say any more whether it
 * was printed: so it is asked in between. */
gboolean
tsn_paper_ipp_cancel (TsnPaperIpp *self, int job, TsnPaperState *state, GError **error)
{
  g_autoptr (GError) own = NULL;
  gboolean cancelled = cancel (self, job, FALSE, &own);
  gint64 until = g_get_monotonic_time () + CANCEL_SECONDS * G_USEC_PER_SEC;

  *state = TSN_PAPER_WAITING;
  /* What waits for paper or was stopped is cancelled all the same: that is not what is asked. */
  while (find_state (self, job, state, NULL, NULL) && *state == TSN_PAPER_WAITING && cancelled &&
         g_get_monotonic_time () < until)
    g_usleep (G_USEC_PER_SEC / 5);
  if (*state == TSN_PAPER_WAITING && !cancelled)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (*state == TSN_PAPER_WAITING)
    *state = TSN_PAPER_DROPPED; /* its printer does as it was told when it can */
  else if (*state != TSN_PAPER_FORGOTTEN)
    purge (self, job);
  return TRUE;
}
