/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Paper through a real IPP printer: ippeveprinter of CUPS, on the loopback. */

#include <glib/gstdio.h>

#include "paper-waiting.h"

#define PORT     8631
#define PRINTER  "ipp://localhost:8631/ipp/print"
#define PATIENCE 20

/* What the printer does with a page: keeps it, and says what the file "say" holds. */
static const char COMMAND[] =
    "#!/bin/sh\n"
    "cd \"$(dirname \"$0\")\" || exit 1\n"
    "cp \"$1\" new && mv new \"arrived-$IPP_JOB_ID.pdf\"\n"
    "[ ! -e media ] || echo \"$IPP_MEDIA_COL\" >media\n"
    "[ ! -e say ] || cat say >&2\n";

typedef struct
{
  char *folder;
  GSubprocess *printer;
  GBytes *pdf;
} Room;

static char *
in_folder (Room *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static GSocketConnection *
call_printer (GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  return g_socket_client_connect_to_host (client, "127.0.0.1", PORT, NULL, error);
}

static void
set_up (Room *self, gconstpointer data)
{
  g_autofree char *command = NULL;
  g_autofree char *spool = NULL;
  g_autoptr (GError) error = NULL;
  gint64 until = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;
  g_autoptr (GSocketConnection) connection = NULL;

  self->folder = g_dir_make_tmp ("tsn-printer-XXXXXX", &error);
  g_assert_no_error (error);
  self->pdf = g_bytes_new_static ("%PDF-1.7\n\0\xff not looked at", 26);
  command = in_folder (self, "command");
  spool = in_folder (self, "spool");
  g_assert_cmpint (g_mkdir (spool, 0700), ==, 0);
  g_file_set_contents_full (command, COMMAND, -1, 0, 0700, &error);
  g_assert_no_error (error);
  self->printer = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE |
                                        G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                                    &error,
                                    "ippeveprinter",
                                    "-r",
                                    data != NULL ? (const char *) data : "off",
                                    "-p",
                                    G_STRINGIFY (PORT),
                                    "-n",
                                    "localhost",
                                    "-f",
                                    "application/pdf",
                                    "-d",
                                    spool,
                                    "-c",
                                    command,
                                    "Hall",
                                    NULL);
  g_assert_no_error (error);
  while ((connection = call_printer (NULL)) == NULL && g_get_monotonic_time () < until)
    g_thread_yield ();
  g_assert_nonnull (connection);
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_all (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

static void
tear_down (Room *self, gconstpointer data)
{
  g_subprocess_force_exit (self->printer);
  g_subprocess_wait (self->printer, NULL, NULL);
  g_object_unref (self->printer);
  remove_all (self->folder);
  g_free (self->folder);
  g_bytes_unref (self->pdf);
}

/* Asks again and again, as a kiosk would, more slowly. */
static TsnPaperState
wait_for_paper (int job)
{
  TsnPaperState state = TSN_PAPER_WAITING;

  while (state == TSN_PAPER_WAITING)
    {
      g_autoptr (GError) error = NULL;

      if (!ask_and_wait (PRINTER, job, &state, &error))
        g_assert_error (error, TSN_PAPER_ERROR, TSN_PAPER_ERROR_NO_PAPER);
    }
  return state;
}

static GBytes *
get_arrived (Room *self, int job)
{
  g_autofree char *name = g_strdup_printf ("arrived-%d.pdf", job);
  g_autofree char *path = in_folder (self, name);
  char *content;
  gsize size;

  if (!g_file_get_contents (path, &content, &size, NULL))
    return NULL;
  return g_bytes_new_take (content, size);
}

static void
test_arrives (Room *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int job = print_and_wait (PRINTER, self->pdf, &error);
  g_autoptr (GBytes) arrived = NULL;
  TsnPaperState state;

  g_assert_no_error (error);
  g_assert_cmpint (job, >, 0);
  g_assert_cmpint (wait_for_paper (job), ==, TSN_PAPER_PRINTED);
  arrived = get_arrived (self, job);
  g_assert_nonnull (arrived);
  g_assert_true (g_bytes_equal (arrived, self->pdf));

  /* After a restart only the number is known. What is done needs no cancelling, what is unknown
   * cannot be had. */
  g_assert_true (cancel_and_wait (PRINTER, job, &state, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state, ==, TSN_PAPER_PRINTED);
  g_assert_true (cancel_and_wait (PRINTER, job + 99, &state, &error));
  g_assert_cmpint (state, ==, TSN_PAPER_FORGOTTEN);
  g_assert_true (ask_and_wait (PRINTER, job + 99, &state, &error));
  g_assert_cmpint (state, ==, TSN_PAPER_FORGOTTEN);
}

static void
test_tray (Room *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = in_folder (self, "media");
  g_autofree char *media = NULL;
  int job;

  g_file_set_contents (path, "", -1, NULL);
  job = print_and_wait (PRINTER "?media=iso_a4_210x297mm&tray=main", self->pdf, &error);
  g_assert_no_error (error);
  g_assert_cmpint (wait_for_paper (job), ==, TSN_PAPER_PRINTED);
  g_file_get_contents (path, &media, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (media, "media-source=main"));
  g_assert_nonnull (strstr (media, "x-dimension=21000"));
}

/* The form of ippeveprinter with which a tester fills its trays. */
static void
fill_trays (void)
{
  static const char REQUEST[] =
      "GET /media?size0=&size1=iso_a4_210x297mm&type1=stationery&level1=250&level3=25 HTTP/1.1\r\n"
      "Host: localhost\r\nConnection: close\r\n\r\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = call_printer (&error);
  char answer[4096];
  gsize n = 0;

  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             REQUEST,
                             sizeof REQUEST - 1,
                             NULL,
                             NULL,
                             &error);
  g_assert_no_error (error);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                           answer,
                           sizeof answer,
                           &n,
                           NULL,
                           NULL);
  g_assert_cmpuint (n, >, 0);
}

/* A job waits for paper, its cause is told, and it is printed once when there is some. */
static void
test_no_paper (Room *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *say = in_folder (self, "say");
  g_autoptr (GBytes) arrived = NULL;
  TsnPaperState state = TSN_PAPER_WAITING;
  int job;

  g_file_set_contents (say, "STATE: +media-empty-error\n", -1, NULL);
  job = print_and_wait (PRINTER, self->pdf, &error);
  g_assert_no_error (error);
  g_assert_cmpint (wait_for_paper (job), ==, TSN_PAPER_PRINTED);
  g_unlink (say);

  job = print_and_wait (PRINTER, self->pdf, &error);
  g_assert_no_error (error);
  g_assert_false (ask_and_wait (PRINTER, job, &state, &error));
  g_assert_error (error, TSN_PAPER_ERROR, TSN_PAPER_ERROR_NO_PAPER);
  g_clear_error (&error);
  g_assert_null (get_arrived (self, job));
  fill_trays ();
  g_assert_cmpint (wait_for_paper (job), ==, TSN_PAPER_PRINTED);
  arrived = get_arrived (self, job);
  g_assert_nonnull (arrived);
}

/* What staff see who set it up: the printer by its name, its papers, its trays. */
static void
test_found (Room *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) printers = find_and_wait (&error);
  g_autoptr (TsnPaperOffer) offer = NULL;
  const TsnPaperPrinter *printer;
  const TsnPaperMedia *media;
  gboolean has_main = FALSE;

  g_assert_no_error (error);
  g_assert_cmpuint (printers->len, ==, 1);
  printer = g_ptr_array_index (printers, 0);
  g_assert_cmpstr (printer->name, ==, "Hall");
  g_assert_true (g_str_has_prefix (printer->address, "ipp"));
  offer = ask_offer_and_wait (printer->address, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (offer->media->len, >, 3);
  media = g_ptr_array_index (offer->media, 0);
  g_assert_true (media->is_ready);
  for (guint i = 0; i < offer->trays->len; i++)
    has_main |= g_str_equal (g_ptr_array_index (offer->trays, i), "main");
  g_assert_true (has_main);
}

static void
test_gone (Room *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_force_exit (self->printer);
  g_subprocess_wait (self->printer, NULL, NULL);
  g_assert_cmpint (print_and_wait (PRINTER, self->pdf, &error), ==, 0);
  g_assert_error (error, TSN_PAPER_ERROR, TSN_PAPER_ERROR_OFFLINE);
}

int
main (int argc, char **argv)
{
  g_autofree char *printer = g_find_program_in_path ("ippeveprinter");

  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("TSN_TEST_AVAHI") == NULL || printer == NULL)
    {
      g_print ("1..0 # SKIP there is no Avahi or no ippeveprinter\n");
      return 0;
    }
  g_test_add ("/paper/printer/arrives", Room, NULL, set_up, test_arrives, tear_down);
  g_test_add ("/paper/printer/tray", Room, NULL, set_up, test_tray, tear_down);
  g_test_add ("/paper/printer/no-paper", Room, NULL, set_up, test_no_paper, tear_down);
  g_test_add ("/paper/printer/found", Room, "_print", set_up, test_found, tear_down);
  g_test_add ("/paper/printer/gone", Room, NULL, set_up, test_gone, tear_down);
  return g_test_run ();
}
