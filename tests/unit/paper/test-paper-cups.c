/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Paper through a real CUPS: a scheduler of this test's own, with its own socket, spool and queue
 * in a temporary folder, in front of a real IPP printer on the loopback. The queue was left paused,
 * for want of paper that was put in since: it is resumed, which CUPS lets nobody do whom it does
 * not know. */

#include <glib/gstdio.h>
#include <unistd.h>

#include "paper-waiting.h"

#define PATIENCE 20

static const char CONF[] =
    "Listen %1$s/sock\n"
    "Browsing No\n"
    "PreserveJobFiles No\n"
    "DefaultAuthType Basic\n"
    "<Location />\nOrder allow,deny\n</Location>\n"
    "<Policy default>\n"
    "<Limit Resume-Printer>\nAuthType Default\nRequire user @SYSTEM\n"
    "Order deny,allow\n</Limit>\n"
    "<Limit Cancel-Job>\nRequire user @OWNER @SYSTEM\nOrder deny,allow\n"
    "</Limit>\n"
    "<Limit All>\nOrder deny,allow\n</Limit>\n"
    "</Policy>\n";
static const char FILES[] =
    "ServerRoot %1$s\nCacheDir %1$s/cache\nRequestRoot %1$s/spool\n"
    "TempDir %1$s/spool/tmp\nStateDir %1$s/state\nAccessLog %1$s/access\n"
    "ErrorLog %1$s/error\nPageLog %1$s/page\nSystemGroup root\n";
static const char QUEUE[] =
    "<Printer Hall>\n"
    "DeviceURI ipp://localhost:8632/ipp/print\n"
    "State Stopped\nStateMessage Paused\nReason paused\nReason media-empty-error\nAccepting Yes\n"
    "JobSheets none none\nOpPolicy default\nErrorPolicy retry-job\n"
    "</Printer>\n";
static const char *const FOLDERS[] = { "eve", "ppd", "cache", "spool/tmp", "state/certs" };
static const char COMMAND[] = "#!/bin/sh\ncp \"$1\" %1$s/arrived.pdf\n";

static char *
put_file (const char *folder, const char *name, const char *format, int mode)
{
  char *path = g_build_filename (folder, name, NULL);
  g_auto (GStrv) parts = g_strsplit (format, "%1$s", -1);
  g_autofree char *text = g_strjoinv (folder, parts);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, 0, mode, &error);
  g_assert_no_error (error);
  return path;
}

static GSubprocess *
start (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_newv (arguments,
                                            G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                                G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                            &error);

  g_assert_no_error (error);
  return process;
}

static void
stop (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  g_object_unref (process);
}

static void
wait_for_file (const char *path)
{
  gint64 until = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;

  while (!g_file_test (path, G_FILE_TEST_EXISTS) && g_get_monotonic_time () < until)
    g_thread_yield ();
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static guint
count_spooled (const char *folder)
{
  g_autofree char *spool = g_build_filename (folder, "spool", NULL);
  g_autoptr (GDir) dir = g_dir_open (spool, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_equal (name, "tmp") ? 0 : 1;
  return n;
}

static void
print_one (const char *folder)
{
  static const char PAGE[] = "%PDF-1.7\nnot looked at\n%%EOF\n";
  g_autoptr (GBytes) pdf = g_bytes_new_static (PAGE, sizeof PAGE - 1);
  g_autofree char *arrived = g_build_filename (folder, "arrived.pdf", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  TsnPaperState state = TSN_PAPER_WAITING;
  int job = print_and_wait ("Hall", pdf, &error);
  gint64 until = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;

  g_assert_no_error (error);
  g_assert_cmpint (job, >, 0);
  while (state == TSN_PAPER_WAITING && g_get_monotonic_time () < until)
    ask_and_wait ("Hall", job, &state, NULL);
  g_assert_cmpint (state, ==, TSN_PAPER_PRINTED);
  g_assert_true (g_file_get_contents (arrived, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, PAGE);

  /* Nothing of it stays, not even a line in the history. */
  g_assert_true (cancel_and_wait ("Hall", job, &state, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state, ==, TSN_PAPER_PRINTED);
  g_assert_true (ask_and_wait ("Hall", job, &state, &error));
  g_assert_cmpint (state, ==, TSN_PAPER_FORGOTTEN);
  g_assert_cmpuint (count_spooled (folder), ==, 0);
}

static void
test_resumed (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tsn-cups-XXXXXX", NULL);
  g_autofree char *conf = put_file (folder, "cupsd.conf", CONF, 0644);
  g_autofree char *files = put_file (folder, "cups-files.conf", FILES, 0644);
  g_autofree char *command = put_file (folder, "command", COMMAND, 0755);
  g_autofree char *spool = g_build_filename (folder, "eve", NULL);
  g_autofree char *socket = g_build_filename (folder, "sock", NULL);
  const char *printer[] = {
    "ippeveprinter",   "-r", "off", "-p", "8632",  "-n",   "localhost", "-f",
    "application/pdf", "-d", spool, "-c", command, "Hall", NULL
  };
  const char *scheduler[] = { "cupsd", "-f", "-c", conf, "-s", files, NULL };
  const char *tidy[] = { "rm", "-rf", folder, NULL };
  GSubprocess *eve, *cups;

  g_free (put_file (folder, "printers.conf", QUEUE, 0600));
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (FOLDERS); i++)
    {
      g_autofree char *path = g_build_filename (folder, FOLDERS[i], NULL);

      g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
    }
  eve = start (printer);
  cups = start (scheduler);
  wait_for_file (socket);
  g_setenv ("CUPS_SERVER", socket, TRUE);
  print_one (folder);
  stop (cups);
  stop (eve);
  g_subprocess_wait (start (tidy), NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *printer = g_find_program_in_path ("ippeveprinter");
  g_autofree char *scheduler = g_find_program_in_path ("cupsd");

  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("TSN_TEST_AVAHI") == NULL || printer == NULL || scheduler == NULL)
    {
      g_print ("1..0 # SKIP there is no Avahi, no ippeveprinter or no cupsd\n");
      return 0;
    }
  if (g_access ("/etc/shadow", R_OK) != 0)
    {
      g_print ("1..0 # SKIP cupsd wants root\n");
      return 0;
    }
  g_test_add_func ("/paper/cups/resumed", test_resumed);
  return g_test_run ();
}
