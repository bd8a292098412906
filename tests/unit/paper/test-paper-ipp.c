/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a well-behaved printer never does: a queue that stays paused, a line that breaks while the
 * pages are on it, an answer without end. A printer of this file plays it. */

#include <cups/cups.h>
#include <string.h>

#include "paper-waiting.h"

typedef struct
{
  GSocketService *service;
  char *printer; /* its address */
  GMutex lock;
  GString *heard;       /* the operations, one letter each */
  gboolean is_paused;   /* until it is resumed */
  const char *reason;   /* why; NULL: none */
  gboolean breaks_off;  /* when the pages come */
  gboolean is_endless;  /* its answers */
  gboolean is_nonsense; /* they are no IPP */
} Fake;

static ssize_t
append_cb (void *data, ipp_uchar_t *bytes, size_t n)
{
  g_byte_array_append (data, bytes, (guint) n);
  return (ssize_t) n;
}

static ipp_t *
new_answer (Fake *self, int operation)
{
  ipp_t *answer = ippNew ();

  ippSetVersion (answer, 2, 0);
  ippSetRequestId (answer, 1);
  ippSetStatusCode (answer, IPP_STATUS_OK);
  ippAddString (answer, IPP_TAG_OPERATION, IPP_TAG_CHARSET, "attributes-charset", NULL, "utf-8");
  ippAddString (answer,
                IPP_TAG_OPERATION,
                IPP_TAG_LANGUAGE,
                "attributes-natural-language",
                NULL,
                "en");
  if (operation == IPP_OP_GET_PRINTER_ATTRIBUTES)
    {
      ippAddInteger (answer,
                     IPP_TAG_PRINTER,
                     IPP_TAG_ENUM,
                     "printer-state",
                     self->is_paused ? IPP_PSTATE_STOPPED : IPP_PSTATE_IDLE);
      ippAddString (answer,
                    IPP_TAG_PRINTER,
                    IPP_TAG_KEYWORD,
                    "printer-state-reasons",
                    NULL,
                    self->reason != NULL ? self->reason
                    : self->is_paused    ? "paused"
                                         : "none");
      ippAddString (answer,
                    IPP_TAG_PRINTER,
                    IPP_TAG_MIMETYPE,
                    "document-format-supported",
                    NULL,
                    "application/pdf");
    }
  if (operation == IPP_OP_CREATE_JOB)
    ippAddInteger (answer, IPP_TAG_JOB, IPP_TAG_INTEGER, "job-id", 7);
  return answer;
}

static void
say (GOutputStream *out, const void *bytes, gsize n)
{
  g_output_stream_write_all (out, bytes, n, NULL, NULL, NULL);
}

static void
send_answer (Fake *self, GOutputStream *out, int operation)
{
  static const char ENDLESS[] =
      "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\n"
      "Connection: close\r\n\r\n\x02\0\0\0\0\0\0\x01\x04";
  /* One value of the keyword "a", again and again. */
  static const char VALUE[] =
      "\x44\0\x01"
      "a\0\x04none";
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autofree char *head = NULL;
  ipp_t *answer;

  if (self->is_endless)
    {
      say (out, ENDLESS, sizeof ENDLESS - 1);
      while (g_output_stream_write_all (out, VALUE, sizeof VALUE - 1, NULL, NULL, NULL))
        ;
      return;
    }
  if (self->is_nonsense)
    g_byte_array_append (body, (const guint8 *) "<html>\xff\xff\xff\xff", 10);
  else
    {
      answer = new_answer (self, operation);
      ippWriteIO (body, append_cb, 1, NULL, answer);
      ippDelete (answer);
    }
  head = g_strdup_printf (
      "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\n"
      "Content-Length: %u\r\n\r\n",
      body->len);
  say (out, head, strlen (head));
  say (out, body->data, body->len);
}

static void
hear (Fake *self, int operation)
{
  char letter = '?';

  switch (operation)
    {
    case IPP_OP_GET_PRINTER_ATTRIBUTES:
      letter = 'p';
      break;
    case IPP_OP_RESUME_PRINTER:
      letter = 'R';
      self->is_paused = FALSE;
      break;
    case IPP_OP_CREATE_JOB:
      letter = 'j';
      break;
    case IPP_OP_SEND_DOCUMENT:
      letter = 'd';
      break;
    case IPP_OP_CANCEL_JOB:
      letter = 'C';
      break;
    default:
      break;
    }
  g_string_append_c (self->heard, letter);
}

/* One request. Returns whether the line goes on. */
static gboolean
serve (Fake *self, GDataInputStream *in, GOutputStream *out)
{
  gsize length = 0;
  gboolean is_first = TRUE;
  g_autofree guint8 *body = NULL;
  int operation;

  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);

      if (line == NULL)
        return FALSE;
      if (g_str_has_prefix (line, "Content-Length: "))
        length = (gsize) g_ascii_strtoull (line + strlen ("Content-Length: "), NULL, 10);
      if (g_str_has_prefix (line, "Expect: 100"))
        say (out, "HTTP/1.1 100 Continue\r\n\r\n", 25);
      if (*line == '\0' && !is_first)
        break;
      is_first = FALSE;
    }
  g_assert_cmpuint (length, >=, 8);
  g_assert_cmpuint (length, <, 1 << 20);
  body = g_malloc (length);
  if (!g_input_stream_read_all (G_INPUT_STREAM (in), body, length, NULL, NULL, NULL))
    return FALSE;
  operation = body[2] << 8 | body[3];
  g_mutex_lock (&self->lock);
  hear (self, operation);
  g_mutex_unlock (&self->lock);
  if (self->breaks_off && operation == IPP_OP_SEND_DOCUMENT)
    return FALSE;
  send_answer (self, out, operation);
  return !self->is_endless;
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (
      g_io_stream_get_input_stream (G_IO_STREAM (connection)));

  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while (serve (user_data, in, g_io_stream_get_output_stream (G_IO_STREAM (connection))))
    ;
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static void
set_up (Fake *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint16 port;

  g_mutex_init (&self->lock);
  self->heard = g_string_new (NULL);
  self->service = g_threaded_socket_service_new (4);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, &error);
  g_assert_no_error (error);
  self->printer = g_strdup_printf ("ipp://127.0.0.1:%u/ipp/print", port);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
}

static void
tear_down (Fake *self, gconstpointer data)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_free (self->printer);
  g_mutex_lock (&self->lock);
  g_string_free (self->heard, TRUE);
  g_mutex_unlock (&self->lock);
  g_mutex_clear (&self->lock);
}

static int
print_page (Fake *self, GError **error)
{
  g_autoptr (GBytes) pdf = g_bytes_new_static ("%PDF-", 5);

  return print_and_wait (self->printer, pdf, error);
}

static void
test_resumed (Fake *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->is_paused = TRUE;
  g_assert_cmpint (print_page (self, &error), ==, 7);
  g_assert_no_error (error);
  g_assert_cmpstr (self->heard->str, ==, "pRpjd");
}

/* Resumed only when the cause is gone; each cause has its word. */
static void
test_causes (Fake *self, gconstpointer data)
{
  static const struct
  {
    const char *reason;
    TsnPaperError error;
  } CASES[] = {
    { "media-empty", TSN_PAPER_ERROR_NO_PAPER },  { "media-jam-error", TSN_PAPER_ERROR_JAM },
    { "door-open-error", TSN_PAPER_ERROR_DOOR },  { "toner-empty-error", TSN_PAPER_ERROR_NO_INK },
    { "offline-error", TSN_PAPER_ERROR_OFFLINE },
  };

  self->is_paused = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (GError) error = NULL;

      self->reason = CASES[i].reason;
      g_assert_cmpint (print_page (self, &error), ==, 0);
      g_assert_error (error, TSN_PAPER_ERROR, (int) CASES[i].error);
    }
  g_assert_cmpstr (self->heard->str, ==, "ppppp");
}

static void
test_breaks_off (Fake *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->breaks_off = TRUE;
  g_assert_cmpint (print_page (self, &error), ==, 0);
  g_assert_error (error, TSN_PAPER_ERROR, TSN_PAPER_ERROR_OFFLINE);
  g_assert_true (g_str_has_prefix (self->heard->str, "pjd"));
  g_assert_true (g_str_has_suffix (self->heard->str, "C"));
}

static void
test_hostile (Fake *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->is_nonsense = TRUE;
  g_assert_cmpint (print_page (self, &error), ==, 0);
  g_assert_error (error, TSN_PAPER_ERROR, TSN_PAPER_ERROR_OFFLINE);
  g_clear_error (&error);
  self->is_nonsense = FALSE;
  self->is_endless = TRUE;
  g_assert_cmpint (print_page (self, &error), ==, 0);
  g_assert_error (error, TSN_PAPER_ERROR, TSN_PAPER_ERROR_OFFLINE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/paper/ipp/resumed", Fake, NULL, set_up, test_resumed, tear_down);
  g_test_add ("/paper/ipp/causes", Fake, NULL, set_up, test_causes, tear_down);
  g_test_add ("/paper/ipp/breaks-off", Fake, NULL, set_up, test_breaks_off, tear_down);
  g_test_add ("/paper/ipp/hostile", Fake, NULL, set_up, test_hostile, tear_down);
  return g_test_run ();
}
