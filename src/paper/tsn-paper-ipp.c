/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* IPP with the library of CUPS, whether a printer is spoken to or a CUPS in front of it: both know
 * the same operations.
 *
 * A job is made first and gets its pages then, so that its number is known before anything can be
 * printed: whatever breaks off in between, it can be asked for, and cancelled.
 */

#include <string.h>

#include "tsn-paper-ipp-private.h"

#define CANCEL_SECONDS 3 /* for which a job is given to end */

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
  ippDelete (tsn_paper_ipp_request (self,
                                    tsn_paper_ipp_new_request (self, IPP_OP_RESUME_PRINTER, 0),
                                    NULL,
                                    NULL));
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
  ipp_t *request = tsn_paper_ipp_new_request (self, IPP_OP_CREATE_JOB, 0);
  ipp_t *answer;
  ipp_attribute_t *id;
  int job;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, "Tsunagi");
  ippAddInteger (request, IPP_TAG_JOB, IPP_TAG_INTEGER, "copies", 1);
  /* The page is as large as the paper; a code that is shrunk a little is harder to read. */
  ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", NULL, "none");
  add_media (self, request);
  answer = tsn_paper_ipp_request (self, request, NULL, error);
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
  ipp_t *request = tsn_paper_ipp_new_request (self, IPP_OP_CANCEL_JOB, job);
  ipp_t *answer;

  if (with_history)
    ippAddBoolean (request, IPP_TAG_OPERATION, "purge-job", 1);
  answer = tsn_paper_ipp_request (self, request, NULL, error);
  ippDelete (answer);
  return answer != NULL;
}

gboolean
tsn_paper_ipp_send (TsnPaperIpp *self, int job, GBytes *pdf, GError **error)
{
  ipp_t *request = tsn_paper_ipp_new_request (self, IPP_OP_SEND_DOCUMENT, job);
  ipp_t *answer;

  ippAddString (request,
                IPP_TAG_OPERATION,
                IPP_TAG_MIMETYPE,
                "document-format",
                NULL,
                "application/pdf");
  ippAddBoolean (request, IPP_TAG_OPERATION, "last-document", 1);
  answer = tsn_paper_ipp_request (self, request, pdf, error);
  if (answer == NULL)
    {
      /* Whether the pages arrived nobody can say: so none of them may come out. */
      (void) tsn_paper_ipp_reconnect (self);
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
  ipp_t *answer = tsn_paper_ipp_request (
      self,
      tsn_paper_ipp_new_request (self, IPP_OP_GET_JOB_ATTRIBUTES, job),
      NULL,
      &own);
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
  TsnPaperUri uri;
  http_t *http;

  if (text == NULL || !tsn_paper_ipp_is_uri (text) || !tsn_paper_ipp_separate (text, &uri))
    return TRUE; /* nobody but CUPS knows how */
  http = tsn_paper_ipp_connect (uri.host, uri.port, FALSE);
  if (http == NULL)
    tsn_paper_ipp_set_offline (error);
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
